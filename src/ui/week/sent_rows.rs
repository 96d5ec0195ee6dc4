//! The rows behind a day or an upload, and what to do where they were sent by mistake.

use egui::{RichText, ScrollArea, Sense, Ui, vec2};

use crate::app::sent::{MOST_ROWS, Message as SentMessage, Shown, Which};
use crate::app::{Message, State, rows_words, thousands, uploads};
use crate::journal::{AccountKind, SentRow};
use crate::ui::parts::{button_ui, card, link_ui, muted_ui, named, signed_ui, small_ui};
use crate::ui::theme::{self, font, space};
use crate::ui::widgets::sign::Sign;

/// What is typed here.
#[derive(Default)]
pub struct Screen {
    filter: String,
}

/// Draws the rows that a person looks at, if any.
pub fn sent_rows_ui(ui: &mut Ui, state: &State, screen: &mut Screen, out: &mut Vec<Message>) {
    let Some(shown) = &state.sent.shown else { return };
    card(ui).show(ui, |ui| {
        ui.set_width(ui.available_width());
        let Some(rows) = &shown.rows else {
            muted_ui(ui, "Reading the rows…");
            return;
        };
        ui.horizontal(|ui| {
            let text = format!("{}: {} accepted", title(state, shown), rows_words(count(rows.len())));
            ui.label(RichText::new(text).font(font::strong(14.0)));
            if small_ui(ui, "Close these rows").clicked() {
                out.push(Message::Sent(SentMessage::Close));
            }
        });
        if rows.len() >= MOST_ROWS as usize {
            muted_ui(ui, format!("The first {} are shown.", thousands(MOST_ROWS)));
        }
        ui.horizontal(|ui| {
            let field = egui::TextEdit::singleline(&mut screen.filter)
                .hint_text("Agent, conversation, rubric or score")
                .desired_width(280.0);
            let field = ui.add(field);
            named(&field, "Filter these rows");
        });
        let typed = screen.filter.trim().to_lowercase();
        let hits: Vec<&SentRow> = rows.iter().filter(|row| matches(state, row, &typed)).collect();
        rows_ui(ui, state, &hits, out);
        mistake_ui(ui, state, &hits, out);
    });
    ui.add_space(space::L);
}

fn title(state: &State, shown: &Shown) -> String {
    match &shown.which {
        Which::Day(source, day) => format!("{source}, {}", day.format("%a %-d %b %Y")),
        Which::Upload(upload) => {
            state.uploads.get(upload).map_or(upload.to_string(), |info| info.file_name.clone())
        }
    }
}

fn matches(state: &State, row: &SentRow, typed: &str) -> bool {
    let told = &row.told;
    let name = state.accounts.agent_name(&told.agent_id).unwrap_or_default();
    typed.is_empty()
        || [name, &told.agent_id, &told.conversation, &told.rubric, &told.score]
            .iter()
            .any(|text| text.to_lowercase().contains(typed))
}

fn rows_ui(ui: &mut Ui, state: &State, rows: &[&SentRow], out: &mut Vec<Message>) {
    const WIDTHS: [f32; 5] = [180.0, 56.0, 160.0, 160.0, 150.0];
    let height = 20.0;
    ScrollArea::vertical().id_salt("sent rows").max_height(220.0).show_rows(
        ui,
        height,
        rows.len(),
        |ui, range| {
            for row in &rows[range] {
                ui.horizontal(|ui| {
                    let told = &row.told;
                    let name = state.accounts.agent_name(&told.agent_id).unwrap_or(&told.agent_id);
                    let at = told.scored_at.replace('T', " ").replace('Z', " UTC");
                    for (text, width) in
                        [name, &told.score, &at, &told.conversation, &told.rubric].iter().zip(WIDTHS)
                    {
                        let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
                        let label = egui::Label::new(*text).truncate();
                        ui.place(rect, label);
                    }
                    if link_ui(ui, &row.upload.0).on_hover_text("The upload that it went with").clicked() {
                        out.push(Message::Uploads(uploads::Message::Show(row.upload.clone())));
                    }
                });
            }
        },
    );
}

/// Asking for rows to be taken out again: the API cannot, Assembled's support can.
fn mistake_ui(ui: &mut Ui, state: &State, rows: &[&SentRow], out: &mut Vec<Message>) {
    let practice = state.accounts.current().is_some_and(|account| account.kind == AccountKind::Practice);
    ui.add_space(space::S);
    ui.horizontal_wrapped(|ui| {
        let words = format!("Ask for removal of {}…", rows_words(count(rows.len())));
        let ask = ui.add_enabled_ui(!rows.is_empty(), |ui| button_ui(ui, words)).inner;
        if ask.clicked() {
            out.push(Message::Sent(SentMessage::AskRemoval(rows.iter().map(|row| (*row).clone()).collect())));
        }
        muted_ui(
            ui,
            if practice {
                "Sent by mistake? In practice nothing has to be taken out; this shows how it goes."
            } else {
                "Sent by mistake? Writes a table and a message for Assembled's support; the API cannot take rows out."
            },
        );
    });
}

/// What was asked to be taken out and is not done.
pub fn removals_ui(ui: &mut Ui, state: &State, out: &mut Vec<Message>) {
    for removal in state.sent.open_removals() {
        let tokens = theme::tokens(ui);
        card(ui).show(ui, |ui| {
            ui.set_width(ui.available_width());
            let asked = removal.asked.with_timezone(&chrono::Local).format("%-d %b %Y");
            let words =
                format!("Removal asked on {asked}: {} by {}", rows_words(removal.rows), removal.os_user);
            signed_ui(ui, Sign::Question, tokens.question, words);
            ui.horizontal_wrapped(|ui| {
                if button_ui(ui, "They are gone")
                    .on_hover_text("You saw that Assembled took them out: they can be sent again.")
                    .clicked()
                {
                    out.push(Message::Sent(SentMessage::RemovalDone(removal.id)));
                }
                if button_ui(ui, "Not needed after all")
                    .on_hover_text("The rows stay where they are, and count as sent.")
                    .clicked()
                {
                    out.push(Message::Sent(SentMessage::RemovalDropped(removal.id)));
                }
                muted_ui(ui, "Until then they count as sent.");
            });
        });
        ui.add_space(space::S);
    }
}

fn count(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}
