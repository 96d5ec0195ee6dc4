//! A batch without an answer: what is known, what to look up, and the choices. A card, never a toast.

use egui::{RichText, Ui};

use crate::app::uploads::{Message as UploadMessage, Telling};
use crate::app::{Message, State, rows_words};
use crate::journal::{BatchInfo, Topic, UnknownDecision, UploadInfo};
use crate::ui::parts::{button_ui, card, muted_ui, named, signed_ui};
use crate::ui::theme::{self, font, space};
use crate::ui::widgets::sign::Sign;
use crate::upload::ReceiptFormat;

use super::learned::known_ui;

/// Draws the card.
pub fn unknown_ui(ui: &mut Ui, state: &State, info: &UploadInfo, batch: &BatchInfo, out: &mut Vec<Message>) {
    let tokens = theme::tokens(ui);
    card(ui).stroke(egui::Stroke::new(1.0, tokens.question)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        let title = format!("Batch {}: no answer — may have arrived", batch.batch);
        signed_ui(ui, Sign::Question, tokens.question, RichText::new(title).font(font::strong(14.0)));
        let at = batch.sent_at.map_or("Sent".to_owned(), |at| {
            format!("Sent at {}", at.with_timezone(&chrono::Local).format("%H:%M:%S on %-d %b"))
        });
        ui.label(format!(
            "{at}, {}. No answer came that says what became of them. {} may or may not have them.",
            rows_words(batch.rows),
            sentence(info.account_kind.receiver())
        ));
        if let Some(message) = &batch.message {
            muted_ui(ui, message);
        }
        let telling = state.uploads.telling(&info.id, batch.batch);
        if !telling.is_empty() {
            ui.add_space(space::XS);
            ui.label(format!("To find out, look these up at {}:", info.account_kind.receiver()));
            for row in telling {
                ui.label(format!("·  {}", telling_words(state, row)));
            }
        }
        // What sending it again would do, as far as anyone found out.
        if info.account == state.accounts.current {
            known_ui(ui, state, &[Topic::SecondScore, Topic::Delay]);
        }
        ui.add_space(space::S);
        choices_ui(ui, info, batch, out);
    });
}

/// A name at the start of a sentence.
fn sentence(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// "Jane Doe, 14 Sep, her only score that day: do you see 91?", without guessing at a gender.
fn telling_words(state: &State, row: &Telling) -> String {
    let name = state.accounts.agent_name(&row.agent_id).unwrap_or(&row.agent_id);
    let day = row.scored_at.map_or(String::new(), |at| format!(", {}", at.format("%-d %b %Y, %H:%M UTC")));
    let conversation = if row.conversation.is_empty() {
        String::new()
    } else {
        format!(", conversation {}", row.conversation)
    };
    let only = if row.only_that_day { ", the only score of that day in this batch" } else { "" };
    format!("{name}{day}{conversation}{only}: do you see {}?", row.score)
}

fn choices_ui(ui: &mut Ui, info: &UploadInfo, batch: &BatchInfo, out: &mut Vec<Message>) {
    let decide = |decision| Message::Uploads(UploadMessage::Decide(info.id.clone(), batch.batch, decision));
    ui.horizontal_wrapped(|ui| {
        if button_ui(ui, "They are there").on_hover_text("You saw them in Assembled: mark them as received.").clicked() {
            out.push(decide(UnknownDecision::Received));
        }
        let resend = button_ui(ui, "Send again…").on_hover_text("If they did arrive, each will be there twice.");
        egui::Popup::menu(&resend)
            .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
            .width(340.0)
            .show(|ui| {
                ui.label(format!(
                    "If the batch did arrive, its {} will be in Assembled twice, and cannot be taken back through \
                     the API. To send it again, type: {CONSENT}",
                    rows_words(batch.rows)
                ));
                let id = ui.scope_id().with("consent");
                let mut typed = ui.data_mut(|data| data.get_temp::<String>(id).unwrap_or_default());
                let field = ui.add(egui::TextEdit::singleline(&mut typed).hint_text(CONSENT));
                named(&field, "Type to send again");
                let agreed = typed.trim().eq_ignore_ascii_case(CONSENT);
                ui.data_mut(|data| data.insert_temp(id, typed));
                if ui.add_enabled(agreed, egui::Button::new("Send these rows again")).clicked() {
                    ui.data_mut(|data| data.remove::<String>(id));
                    out.push(decide(UnknownDecision::Resend));
                    ui.close();
                }
            });
        if button_ui(ui, "Export these rows…").clicked() {
            out.push(Message::Uploads(UploadMessage::Export(info.id.clone(), Some(batch.batch), ReceiptFormat::Csv)));
        }
        muted_ui(ui, "or decide later: nothing happens by itself");
    });
}

const CONSENT: &str = "send again";
