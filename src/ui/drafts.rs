//! Work in progress on the screen: what waits of earlier work, and the list of what was done.

use egui::{Button, RichText, ScrollArea, Ui};

use crate::app::tabs::Message as TabMessage;
use crate::app::{Message, State, drafts};

use super::parts::{button_ui, card, muted_ui, primary_ui};
use super::theme::{self, font, size, space};
use super::widgets::dialog_ui;

/// Draws what waits in no tab: each to go on with, or to dismiss.
pub fn waiting_ui(ui: &mut Ui, state: &State, out: &mut Vec<Message>) {
    for info in &state.drafts.waiting {
        card(ui).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                ui.label(RichText::new(&info.head.name).font(font::strong(14.0)));
                let since = info.changed.with_timezone(&chrono::Local).format("%-d %b %Y, %H:%M");
                muted_ui(ui, format!("{} · left {since}", drafts::words(&state.drafts, info)));
            });
            for updated in state.drafts.updated(info.head.id) {
                ui.label(drafts::updated_words(updated));
            }
            ui.horizontal(|ui| {
                if primary_ui(ui, true, "Go on with it").clicked() {
                    out.push(Message::Drafts(drafts::Message::GoOn(info.head.id)));
                }
                let dismiss =
                    button_ui(ui, "Dismiss").on_hover_text("Its changes are forgotten; the file stays.");
                if dismiss.clicked() {
                    out.push(Message::Drafts(drafts::Message::Dismiss(info.head.id)));
                }
            });
        });
        ui.add_space(space::S);
    }
}

/// Draws the list of what was done to the document in view, the latest on top. A click goes back, or
/// forward, to that point.
pub fn history_ui(ui: &mut Ui, state: &State, out: &mut Vec<Message>) {
    let Some((tab, open)) = state.tabs.active_open() else { return };
    let (labels, done): (Vec<&str>, _) = (open.history.labels().collect(), open.history.num_done());
    let mut chosen = None;
    let close = dialog_ui(ui, "history", "What was done", 560.0, |ui| {
        muted_ui(ui, "Choose a point to go back to it. What came after can be done again from here.");
        ui.add_space(space::S);
        let height = 360.0;
        ScrollArea::vertical().min_scrolled_height(height).max_height(height).show_rows(
            ui,
            size::CONTROL,
            labels.len() + 1,
            |ui, places| {
                for place in places {
                    // On top the last step; at the foot the file, before any.
                    let steps = labels.len() - place;
                    let (words, beside) = match steps.checked_sub(1) {
                        None => ("As the file was read".to_owned(), String::new()),
                        Some(step) => (labels[step].to_owned(), stamp_words(open.history.stamp(step))),
                    };
                    if point_ui(ui, &words, &beside, (steps, done)) {
                        chosen = Some(steps);
                    }
                }
            },
        );
        ui.add_space(space::S);
        if button_ui(ui, "Close").clicked() {
            out.push(Message::Show(None));
        }
    });
    if let Some(steps) = chosen {
        out.push(Message::Tab(tab, TabMessage::StepTo(steps)));
    }
    if close.dismissed {
        out.push(Message::Show(None));
    }
}

/// One point of the history; whether it was chosen.
fn point_ui(ui: &mut Ui, words: &str, beside: &str, (steps, done): (usize, usize)) -> bool {
    let tokens = theme::tokens(ui);
    let colour = if steps > done { tokens.muted } else { tokens.text };
    let text = super::check::short(words, 54);
    let button = Button::selectable(steps == done, RichText::new(text).color(colour))
        .right_text(RichText::new(beside).color(tokens.muted).size(12.0));
    let response = ui.add(button.min_size(egui::vec2(ui.available_width(), size::CONTROL)));
    let state = match steps.cmp(&done) {
        std::cmp::Ordering::Equal => "here",
        std::cmp::Ordering::Less => "done",
        std::cmp::Ordering::Greater => "taken back",
    };
    super::parts::named(&response, format!("{words}, {state}"));
    response.on_hover_text(words).clicked()
}

/// "jo, 14 Sep 2026 10:22": who did something, and when.
pub fn stamp_words(stamp: Option<&crate::app::Stamp>) -> String {
    stamp.map_or_else(String::new, |stamp| {
        let at = stamp.at.with_timezone(&chrono::Local).format("%-d %b %Y %H:%M");
        format!("{}, {at}", stamp.user)
    })
}
