//! Send: the question before, the batches under way, the receipt. The strips of the batches become the
//! receipt in place.
//!
//! `confirm` is the question with its `choices`, `upload` the strips and the receipt, `log` what was tried and
//! decided, `unknown` a batch without an answer, `trial` one that was sent to be looked at, `learned` what a
//! person found out about the account.

mod choices;
mod confirm;
mod learned;
mod log;
mod trial;
mod unknown;
mod upload;

use egui::{CentralPanel, ScrollArea, Ui};

use crate::app::{Command, Message, Place, State, sending, thousands};
use crate::journal::{AccountKind, UploadInfo};
use crate::model::{Outcome, RowState};

use super::parts::{button_ui, muted_ui, primary_ui, title_ui};
use super::theme::{self, space};

pub use learned::known_ui;
pub use unknown::unknown_ui;

/// What is typed on this place.
#[derive(Default)]
pub struct Screen {
    key: String,
    trial: choices::TrialChoice,
    learned: [String; 4],
}

const WIDTH: f32 = 860.0;

/// Draws the place.
pub fn send_ui(ui: &mut Ui, state: &State, screen: &mut Screen, out: &mut Vec<Message>) {
    let frame = egui::Frame::new().fill(theme::tokens(ui).ground).inner_margin(space::XL);
    CentralPanel::default().frame(frame).show(ui, |ui| {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let margin = ((ui.available_width() - WIDTH) / 2.0).max(0.0);
            ui.horizontal_top(|ui| {
                ui.add_space(margin);
                ui.vertical(|ui| {
                    ui.set_width(WIDTH.min(ui.available_width()));
                    place_ui(ui, state, screen, out);
                });
            });
        });
    });
}

fn place_ui(ui: &mut Ui, state: &State, screen: &mut Screen, out: &mut Vec<Message>) {
    if let Some(ask) = state.sending.asking() {
        return confirm::confirm_ui(ui, state, ask, &mut screen.trial, out);
    }
    let shown = state.uploads.shown.as_ref().and_then(|id| state.uploads.get(id));
    let live = state.sending.live.as_ref().and_then(|live| state.uploads.get(&live.upload));
    match shown.or(live) {
        Some(info) => upload::upload_ui(ui, state, info, screen, out),
        None if state.sending.live.is_some() => {
            muted_ui(ui, "Starting…");
        }
        None => nothing_ui(ui, state, out),
    }
}

fn nothing_ui(ui: &mut Ui, state: &State, out: &mut Vec<Message>) {
    title_ui(ui, "Nothing is being sent");
    ui.add_space(space::S);
    let why_not = sending::why_not(state);
    match (&why_not, state.tabs.active_open()) {
        (None, Some((_, open))) => {
            let ready = open.report.as_ref().map_or(0, |report| report.counts().of(RowState::Ready));
            let name = state.tabs.active().map_or("", |tab| tab.name.as_str());
            let account = state.accounts.current().map_or("…", |account| account.name.as_str());
            ui.label(format!("{} rows of {name} are ready.", thousands(ready)));
            ui.add_space(space::S);
            if primary_ui(ui, true, &format!("Send {} to {account}…", thousands(ready))).clicked() {
                out.push(Message::Sending(sending::Message::Ask));
            }
        }
        (why_not, _) => {
            muted_ui(ui, format!("{}.", why_not.as_deref().unwrap_or("Open a file first")));
            ui.add_space(space::S);
            ui.horizontal(|ui| {
                if state.tabs.active().is_some() {
                    if button_ui(ui, "Go to the rows").clicked() {
                        out.push(Message::Go(Place::Check));
                    }
                } else if primary_ui(ui, true, "Open files…").clicked() {
                    out.push(Message::Run(Command::Open));
                }
            });
        }
    }
    if state.uploads.list.as_ref().is_some_and(|list| !list.is_empty()) {
        ui.add_space(space::S);
        if button_ui(ui, "What was sent").clicked() {
            out.push(Message::Go(Place::Week));
        }
    }
}

/// How the rows of an upload stand, in words that add up: "958 accepted by Assembled · 2 refused".
pub fn outcome_words(state: &State, info: &UploadInfo) -> String {
    let outcomes = state.uploads.outcomes(info);
    let mut parts = Vec::new();
    for outcome in Outcome::ALL {
        let rows = outcomes.of(outcome);
        if rows > 0 {
            parts.push(format!("{} {}", thousands(rows), words_of(outcome, info.account_kind)));
        }
    }
    parts.join(" · ")
}

/// An outcome's words on the screen.
pub fn words_of(outcome: Outcome, kind: AccountKind) -> &'static str {
    match (outcome, kind) {
        (Outcome::Accepted, AccountKind::Practice) => "accepted by the practice server",
        (Outcome::Accepted, _) => "accepted by Assembled",
        (Outcome::ReceivedByPerson, AccountKind::Practice) => "found at the practice server by you",
        (Outcome::ReceivedByPerson, _) => "found at Assembled by you",
        (Outcome::Refused, _) => "refused",
        (Outcome::Unknown, _) => "no answer — may have arrived",
        (Outcome::NotSent, _) => "not sent",
    }
}
