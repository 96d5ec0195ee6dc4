//! What is kept on this computer: for how long, a person found and erased, and where it stands badly.

use egui::{DragValue, Ui};

use crate::app::keeping::{Message as KeepingMessage, Person};
use crate::app::{Message, State, rows_words};
use crate::settings::Keep;

use super::parts::{banner_ui, button_ui, heading_ui, muted_ui, named};
use super::theme::{self, space};
use super::widgets::dialog_ui;
use super::widgets::sign::Sign;

/// What is typed here.
#[derive(Default)]
pub struct Screen {
    agent_id: String,
}

/// Draws the dialog.
pub fn keeping_ui(ui: &mut Ui, state: &State, screen: &mut Screen, out: &mut Vec<Message>) {
    let close = dialog_ui(ui, "keeping", "What is kept on this computer", 560.0, |ui| {
        muted_ui(
            ui,
            "Everything is in one folder that only you can read. What is older than this is deleted and \
             overwritten each time the window opens.",
        );
        ui.add_space(space::S);
        times_ui(ui, state.settings.keep, out);
        ui.add_space(space::M);
        person_ui(ui, state, screen, out);
        ui.add_space(space::M);
        heading_ui(ui, "Everything");
        muted_ui(
            ui,
            "In a terminal, scorebridge erase --everything says what goes: the protection against sending rows \
             twice goes with it.",
        );
        ui.add_space(space::M);
        button_ui(ui, "Close").clicked()
    });
    if close.dismissed || close.inner {
        screen.agent_id.clear();
        out.push(Message::Keeping(KeepingMessage::Close));
        out.push(Message::Show(None));
    }
}

fn times_ui(ui: &mut Ui, keep: Keep, out: &mut Vec<Message>) {
    let mut new = keep;
    egui::Grid::new("times").num_columns(3).spacing([space::L, space::S]).show(ui, |ui| {
        let mut time = |what: &str, value: &mut u32, unit: &str, why: &str| {
            ui.label(what);
            let field = ui.add(DragValue::new(value).range(1..=1200).suffix(unit));
            named(&field, what);
            muted_ui(ui, why);
            ui.end_row();
        };
        time("Agents and conversations", &mut new.receipt_months, " months", "in receipts and in Week");
        time(
            "Sent rows are recognised",
            &mut new.ledger_months,
            " months",
            "by hashes; older ones would go twice",
        );
        time("Work in progress", &mut new.draft_days, " days", "with a copy of its file");
    });
    if new != keep {
        out.push(Message::Keeping(KeepingMessage::KeepFor(new)));
    }
}

fn person_ui(ui: &mut Ui, state: &State, screen: &mut Screen, out: &mut Vec<Message>) {
    heading_ui(ui, "A person");
    ui.horizontal(|ui| {
        let field =
            egui::TextEdit::singleline(&mut screen.agent_id).hint_text("agent_id").desired_width(280.0);
        let field = ui.add(field);
        named(&field, "The agent_id of a person");
        let typed = screen.agent_id.trim();
        let look = ui.add_enabled_ui(!typed.is_empty(), |ui| button_ui(ui, "Look up")).inner;
        if look.clicked() {
            out.push(Message::Keeping(KeepingMessage::LookUp(typed.to_owned())));
        }
    });
    let Some(person) = &state.keeping.person else { return };
    ui.add_space(space::XS);
    ui.label(found_words(person));
    let Person { traces, .. } = person;
    if traces.open > 0 {
        muted_ui(
            ui,
            format!(
                "{} stay: they wait to be sent or have no answer. End those uploads first.",
                rows_words(traces.open)
            ),
        );
    }
    let something = traces.rows > traces.open || traces.answers > 0 || traces.aliases > 0;
    if !person.erased && something {
        muted_ui(
            ui,
            "Their rows stay recognised, by hashes. Open files and work in progress are not touched.",
        );
        if button_ui(ui, "Erase this person").clicked() {
            out.push(Message::Keeping(KeepingMessage::Erase(person.agent_id.clone())));
        }
    }
}

fn found_words(person: &Person) -> String {
    let Person { agent_id, traces, erased } = person;
    let done = if *erased { "Erased" } else { "Found" };
    format!(
        "{done}: {agent_id} in {}, {} answers of servers, {} values that mean them.",
        rows_words(traces.rows - traces.open),
        traces.answers,
        traces.aliases
    )
}

/// What has to be said of the data folder before anything else: that its journal cannot be used, or that its
/// place is not safe.
pub fn trouble_ui(ui: &mut Ui, state: &State) {
    let tokens = theme::tokens(ui);
    if let Some(why) = &state.keeping.looked_at {
        let body =
            format!("{} What was sent is read from a copy; nothing can be sent. {}", why.what, why.hint);
        banner_ui(ui, Sign::Cross, tokens.error, "The journal can only be looked at", &body, |_ui| {});
        ui.add_space(space::M);
    }
    if let Some(place) = &state.keeping.unsafe_place {
        banner_ui(
            ui,
            Sign::Question,
            tokens.question,
            "The data folder is not in a safe place",
            place,
            |_ui| {},
        );
        ui.add_space(space::M);
    }
}
