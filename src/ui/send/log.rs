//! What was tried and decided in an upload: every attempt with the raw answer, every decision, what was
//! changed by hand.

use chrono::{DateTime, Local, Utc};
use egui::{CollapsingHeader, Label, RichText, ScrollArea, Ui};

use crate::app::thousands;
use crate::app::uploads::Log;
use crate::journal::{AttemptInfo, UploadInfo};
use crate::model::Outcome;
use crate::ui::parts::{heading_ui, muted_ui};
use crate::ui::theme::space;

use super::words_of;

/// Draws what is known, folded until a person asks.
pub fn log_ui(ui: &mut Ui, info: &UploadInfo, log: &Log) {
    let title = format!("Every attempt and decision ({})", log.attempts.len() + log.decisions.len());
    CollapsingHeader::new(title).id_salt(("log", &info.id)).show(ui, |ui| {
        let edits = match info.hand_edits {
            0 => "No cell was changed by hand".to_owned(),
            1 => "1 cell was changed by hand".to_owned(),
            cells => format!("{} cells were changed by hand", thousands(cells)),
        };
        muted_ui(ui, format!("{edits} among the rows of this upload. File: SHA-256 {}.", info.file_sha256));
        ScrollArea::vertical().id_salt("attempts").max_height(320.0).show(ui, |ui| {
            for attempt in &log.attempts {
                attempt_ui(ui, info, attempt);
            }
        });
        if !log.decisions.is_empty() {
            ui.add_space(space::S);
            heading_ui(ui, "What people decided");
            for decision in &log.decisions {
                let what = match decision.decision.as_str() {
                    "received" => "marked as found",
                    "resend" => "sent again with typed consent",
                    _ => "given up",
                };
                let (at, who) = (clock(decision.at), &decision.os_user);
                ui.label(format!("{at}: batch {} {what} by {who}", decision.batch));
            }
        }
    });
}

fn attempt_ui(ui: &mut Ui, info: &UploadInfo, attempt: &AttemptInfo) {
    let ended = attempt.outcome.map_or("under way", |outcome| match outcome {
        Outcome::NotSent => "not applied",
        outcome => words_of(outcome, info.account_kind),
    });
    let parts = [
        Some(format!("{}: batch {}, attempt {}", clock(attempt.began), attempt.batch, attempt.attempt)),
        Some(format!("to {}: {ended}", attempt.host)),
        attempt.http.map(|http| format!("HTTP {http}")),
        attempt.ms.map(|ms| format!("{ms} ms")),
        attempt.request_id.as_ref().map(|request| format!("request {request}")),
    ];
    let words = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    ui.add(Label::new(words).wrap());
    ui.indent(("answer", attempt.batch, attempt.attempt), |ui| {
        if let Some(message) = &attempt.message {
            muted_ui(ui, message);
        }
        if !attempt.body.is_empty() {
            let answer: String = attempt.body.chars().take(2000).collect();
            ui.add(Label::new(RichText::new(answer).monospace().size(12.0)).wrap().selectable(true));
        }
    });
}

fn clock(at: DateTime<Utc>) -> String {
    at.with_timezone(&Local).format("%-d %b %Y, %H:%M:%S").to_string()
}
