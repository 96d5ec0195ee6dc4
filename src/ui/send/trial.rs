//! A trial that was sent: the raw answer, what to look for in Assembled, and whether to go on.

use egui::{Label, RichText, Ui};

use crate::app::sending::Message as SendingMessage;
use crate::app::uploads::{Message as UploadMessage, Telling};
use crate::app::{Message, Place, State, Uploads, rows_words};
use crate::journal::{Topic, UploadInfo};
use crate::model::{Outcome, RowState};
use crate::ui::parts::{button_ui, card, muted_ui, primary_ui, signed_ui};
use crate::ui::theme::{self, font, space};
use crate::ui::widgets::sign::Sign;

use super::{Screen, learned};

/// Draws the card: the rest does not go before a person has looked.
pub fn trial_ui(ui: &mut Ui, state: &State, info: &UploadInfo, screen: &mut Screen, out: &mut Vec<Message>) {
    let tokens = theme::tokens(ui);
    let receiver = info.account_kind.receiver();
    card(ui).stroke(egui::Stroke::new(1.0, tokens.accent)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        let sent = rows_words(info.outcomes.sealed());
        let accepted = state.uploads.outcomes(info).of(Outcome::Accepted) == info.outcomes.sealed();
        let title = if accepted {
            format!("Trial: {sent} accepted. Now look for it in {receiver} before the rest goes.")
        } else {
            format!("Trial: {sent} sent, and not accepted. The rest has not been touched.")
        };
        signed_ui(ui, Sign::Pause, tokens.accent, RichText::new(title).font(font::strong(14.0)));
        answer_ui(ui, state, info);
        for row in state.uploads.look_for(&info.id) {
            ui.label(RichText::new(expect_words(state, row)).font(font::strong(16.0)));
        }
        learned::known_ui(ui, state, &[Topic::Delay, Topic::Day, Topic::Leavers]);
        ui.add_space(space::S);
        if accepted {
            learned::learn_ui(ui, state, &mut screen.learned, out);
            ui.add_space(space::S);
        }
        go_on_ui(ui, state, info, out);
    });
    ui.add_space(space::M);
}

/// The answer as it came.
fn answer_ui(ui: &mut Ui, state: &State, info: &UploadInfo) {
    let attempts = state.uploads.log(&info.id).map_or(&[][..], |log| log.attempts.as_slice());
    let Some(last) = attempts.last() else { return };
    let status = last.http.map_or("no status".to_owned(), |http| format!("HTTP {http}"));
    let request = last.request_id.as_ref().map_or(String::new(), |id| format!(" · request {id}"));
    let body = if last.body.is_empty() { "with nothing in it" } else { "and these words" };
    muted_ui(ui, format!("The answer was {status} in {} ms{request}, {body}", last.ms.unwrap_or(0)));
    if !last.body.is_empty() {
        let answer: String = last.body.chars().take(600).collect();
        ui.indent(("answer", &info.id), |ui| {
            ui.add(Label::new(RichText::new(answer).monospace().size(12.0)).wrap().selectable(true));
        });
    }
    ui.add_space(space::XS);
}

/// "Amara Okonkwo's scorecard, Mon 14 Sep: expect 96".
fn expect_words(state: &State, row: &Telling) -> String {
    let name = state.accounts.agent_name(&row.agent_id).unwrap_or(&row.agent_id);
    let day = row.scored_at.map_or(String::new(), |at| format!(", {}", at.format("%a %-d %b %Y")));
    format!("{name}’s scorecard{day}: expect {}", row.score)
}

fn go_on_ui(ui: &mut Ui, state: &State, info: &UploadInfo, out: &mut Vec<Message>) {
    let tab = Uploads::tab_of(&state.tabs, info);
    ui.horizontal_wrapped(|ui| {
        match tab {
            Some(tab) => {
                let report = tab.open().and_then(|open| open.report.as_ref());
                let left = report.map_or(0, |report| report.counts().of(RowState::Ready));
                let words = format!("It is right: go on with {}…", rows_words(left));
                if primary_ui(ui, left > 0 && state.sending.live.is_none(), &words).clicked() {
                    out.push(Message::Activate(tab.id));
                    out.push(Message::Sending(SendingMessage::Ask));
                }
            }
            None => {
                muted_ui(ui, format!("To go on with the rest, open {} again.", info.file_name));
            }
        }
        if button_ui(ui, "Stop here")
            .on_hover_text("Nothing else is sent. The rows stay as they are.")
            .clicked()
        {
            out.push(Message::Uploads(UploadMessage::Hide));
            out.push(Message::Go(Place::Check));
        }
    });
}
