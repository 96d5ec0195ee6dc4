//! An upload: a strip a batch while it is sent, which is the receipt when it has ended.

use egui::{RichText, Sense, Ui, vec2};

use crate::app::sending::{Live, Message as SendingMessage, Status};
use crate::app::sent::{Message as SentMessage, Which};
use crate::app::uploads::Message as UploadMessage;
use crate::app::{Command, Message, Place, State, Uploads, rows_words, thousands};
use crate::credentials::Secret;
use crate::journal::{AccountKind, BatchInfo, BatchState, UploadInfo, UploadState};
use crate::model::{Outcome, RowState};
use crate::ui::parts::{button_ui, card, menu_button_ui, muted_ui, primary_ui, signed_ui};
use crate::ui::theme::{self, font, size, space};
use crate::ui::widgets::sign::Sign;
use crate::ui::widgets::{Strip, strip_ui};
use crate::upload::{PauseReason, ReceiptFormat, Stop};

use super::{Screen, choices, log, outcome_words, trial, unknown_ui, words_of};

/// Draws the upload.
pub fn upload_ui(ui: &mut Ui, state: &State, info: &UploadInfo, screen: &mut Screen, out: &mut Vec<Message>) {
    let live = state.sending.live.as_ref().filter(|live| live.upload == info.id);
    let practice = info.account_kind == AccountKind::Practice;
    let outcomes = state.uploads.outcomes(info);
    title_ui(ui, state, info, live);
    bar_ui(ui, state, info);
    ui.add_space(space::S);
    if let Some(live) = live {
        live_ui(ui, state, live, screen, out);
    } else {
        if info.trial && info.state != UploadState::Open {
            trial::trial_ui(ui, state, info, screen, out);
        }
        ended_ui(ui, state, info, practice, out);
    }
    ui.add_space(space::M);
    for batch in state.uploads.batches(&info.id).iter().filter(|batch| batch.state == BatchState::Unknown) {
        unknown_ui(ui, state, info, batch, out);
        ui.add_space(space::S);
    }
    if outcomes.of(Outcome::Refused) > 0 && live.is_none() {
        signed_ui(
            ui,
            Sign::Cross,
            theme::tokens(ui).error,
            "Refused rows are back among the rows to fix, with the server's words.",
        );
    }
    strips_ui(ui, state, info);
    ui.add_space(space::M);
    sum_ui(ui, state, info);
    if live.is_none()
        && let Some(log) = state.uploads.log(&info.id)
    {
        ui.add_space(space::M);
        log::log_ui(ui, info, log);
    }
}

fn title_ui(ui: &mut Ui, state: &State, info: &UploadInfo, live: Option<&Live>) {
    let words = match live.map(|live| &live.status) {
        Some(Status::Paused(_)) => "Paused",
        Some(Status::Stopping) => "Stopping",
        Some(_) => "Sending",
        None => "Receipt",
    };
    ui.horizontal(|ui| {
        ui.label(RichText::new(format!("{words}: {}", info.file_name)).font(font::title_large()));
    });
    let at = info.started.with_timezone(&chrono::Local).format("%-d %b %Y, %H:%M");
    muted_ui(ui, format!("to {} · {at} · upload {}", info.account_name, info.id));
    if live.is_none() {
        let words = outcome_words(state, info);
        ui.add_space(space::XS);
        ui.label(RichText::new(words).font(font::strong(16.0)));
    }
    ui.add_space(space::S);
}

/// The whole upload as one bar: what is known of each part of it.
fn bar_ui(ui: &mut Ui, state: &State, info: &UploadInfo) {
    let tokens = theme::tokens(ui);
    let outcomes = state.uploads.outcomes(info);
    let sealed = outcomes.sealed().max(1);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 10.0), Sense::hover());
    let words = outcome_words(state, info);
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, format!("Upload: {words}"))
    });
    ui.painter().rect_filled(rect, size::RADIUS, tokens.pressed);
    let mut left = rect.left();
    for (outcome, colour) in [
        (Outcome::Accepted, tokens.good),
        (Outcome::ReceivedByPerson, tokens.good),
        (Outcome::Unknown, tokens.question),
        (Outcome::Refused, tokens.error),
    ] {
        #[expect(clippy::cast_precision_loss, reason = "a share of a bar")]
        let width = rect.width() * outcomes.of(outcome) as f32 / sealed as f32;
        if width > 0.0 {
            let part = egui::Rect::from_min_size(egui::pos2(left, rect.top()), vec2(width, rect.height()));
            ui.painter().rect_filled(part, size::RADIUS, colour);
            left += width;
        }
    }
}

fn live_ui(ui: &mut Ui, state: &State, live: &Live, screen: &mut Screen, out: &mut Vec<Message>) {
    match &live.status {
        Status::Sending => {
            let order = match state.sending.options.in_flight {
                1 => "Batches leave one after the other.".to_owned(),
                several => format!("Up to {several} batches are on their way at once."),
            };
            ui.label(format!("{order} Each answer is written down before it is shown here."));
        }
        Status::Waiting(until) => {
            let seconds = (*until - state.now).num_seconds().max(0);
            ui.label(format!(
                "Waiting {seconds} s, as the server asked or after a failed connection; then it goes on."
            ));
            ui.ctx().request_repaint_after(std::time::Duration::from_secs(1));
        }
        Status::Pausing => {
            ui.label("No new batch leaves. The one under way is waited for.");
        }
        Status::Stopping => {
            ui.label("Stopping: the batch under way is waited for, at most 5 s.");
        }
        Status::Paused(reason) => return paused_ui(ui, live, reason, screen, out),
    }
    ui.add_space(space::XS);
    ui.horizontal(|ui| {
        let sending = matches!(live.status, Status::Sending | Status::Waiting(_));
        if ui.add_enabled(sending, egui::Button::new("Pause")).clicked() {
            out.push(Message::Sending(SendingMessage::Pause));
        }
        let stopping = live.status == Status::Stopping;
        if ui
            .add_enabled(!stopping, egui::Button::new("Stop"))
            .on_hover_text("What is not sent is kept; you can go on later.")
            .clicked()
        {
            out.push(Message::Sending(SendingMessage::Stop));
        }
    });
}

/// Why it is paused, and the next step.
fn paused_ui(ui: &mut Ui, live: &Live, reason: &PauseReason, screen: &mut Screen, out: &mut Vec<Message>) {
    let tokens = theme::tokens(ui);
    card(ui).stroke(egui::Stroke::new(1.0, tokens.question)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        signed_ui(
            ui,
            Sign::Pause,
            tokens.question,
            RichText::new(reason.to_string()).font(font::strong(14.0)),
        );
        ui.label(reason.hint());
        let mut key = None;
        let wants_key = wants_key(reason);
        if wants_key {
            ui.horizontal(|ui| {
                let label = ui.label(format!("API key of {}", live.account.name));
                let field = egui::TextEdit::singleline(&mut screen.key).password(true).desired_width(280.0);
                ui.add(field).labelled_by(label.id);
            });
            let typed = screen.key.trim();
            key = (!typed.is_empty()).then(|| Secret::new(typed.to_owned()));
        }
        ui.add_space(space::XS);
        ui.horizontal(|ui| {
            let words = if wants_key { "Go on with this key" } else { "Go on" };
            if primary_ui(ui, !wants_key || key.is_some(), words).clicked() {
                screen.key.clear();
                out.push(Message::Sending(SendingMessage::GoOn(key)));
            }
            if button_ui(ui, "Stop").on_hover_text("What is not sent is kept; you can go on later.").clicked()
            {
                out.push(Message::Sending(SendingMessage::Stop));
            }
        });
    });
}

fn wants_key(reason: &PauseReason) -> bool {
    matches!(reason, PauseReason::Stopped(Stop::WrongKey | Stop::NotAllowed(_)))
}

fn ended_ui(ui: &mut Ui, state: &State, info: &UploadInfo, practice: bool, out: &mut Vec<Message>) {
    if practice {
        muted_ui(ui, "Practice: nothing left this computer.");
    } else if info.outcomes.of(Outcome::Accepted) > 0 {
        muted_ui(ui, "Assembled accepts batches. It does not confirm single rows.");
    }
    ui.add_space(space::XS);
    if info.state == UploadState::Open {
        choices::speed_ui(ui, state, out);
        ui.add_space(space::XS);
    }
    ui.horizontal_wrapped(|ui| {
        if info.state == UploadState::Open {
            let left = rows_words(info.outcomes.of(Outcome::NotSent));
            if primary_ui(ui, true, &format!("Go on with {left}")).clicked() {
                out.push(Message::Sending(SendingMessage::Resume(info.id.clone())));
            }
            if ui
                .button("Give up the rest")
                .on_hover_text("Its rows can be sent with another upload.")
                .clicked()
            {
                out.push(Message::Uploads(UploadMessage::Abandon(info.id.clone())));
            }
        }
        retry_ui(ui, state, info, out);
        if info.outcomes.of(Outcome::Accepted) > 0
            && button_ui(ui, "Look at the rows")
                .on_hover_text("What was accepted; also where rows were sent by mistake.")
                .clicked()
        {
            out.push(Message::Sent(SentMessage::Look(Which::Upload(info.id.clone()))));
        }
        let save = menu_button_ui(ui, "Save the receipt");
        egui::Popup::menu(&save).show(|ui| {
            for (format, _, words) in ReceiptFormat::ALL {
                if ui.button(format!("{words}…")).clicked() {
                    out.push(Message::Uploads(UploadMessage::Export(info.id.clone(), None, format)));
                }
            }
        });
        if matches!(info.state, UploadState::Done | UploadState::Abandoned)
            && info.outcomes.of(Outcome::Accepted) > 0
        {
            forget_ui(ui, info, out);
        }
        if button_ui(ui, "Back to the rows").clicked() {
            out.push(Message::Uploads(UploadMessage::Hide));
            out.push(Message::Go(Place::Check));
        }
        if button_ui(ui, "What was sent").clicked() {
            out.push(Message::Uploads(UploadMessage::Hide));
            out.push(Message::Run(Command::Week));
        }
    });
}

/// What was given up, or stayed behind a trial, goes with another upload: the same file, judged anew.
fn retry_ui(ui: &mut Ui, state: &State, info: &UploadInfo, out: &mut Vec<Message>) {
    let left = info.summary().not_sent;
    // A trial's own card asks that.
    if info.trial || info.state == UploadState::Open || left == 0 {
        return;
    }
    match Uploads::tab_of(&state.tabs, info) {
        Some(tab) => {
            if button_ui(ui, "Send what was not sent…")
                .on_hover_text("It is checked anew, then asked once more.")
                .clicked()
            {
                out.push(Message::Activate(tab.id));
                out.push(Message::Sending(SendingMessage::Ask));
            }
        }
        None => {
            muted_ui(
                ui,
                format!("{} not sent: open {} again to send them.", rows_words(left), info.file_name),
            );
        }
    }
}

/// Letting the ledger forget what was accepted, with what that costs.
fn forget_ui(ui: &mut Ui, info: &UploadInfo, out: &mut Vec<Message>) {
    let menu = menu_button_ui(ui, "Let them go again");
    egui::Popup::menu(&menu).width(340.0).show(|ui| {
        ui.label(format!(
            "The {} accepted here would no longer be recognised. Sent again they count twice in {}, unless they were \
             taken out there. The receipt stays.",
            rows_words(info.outcomes.of(Outcome::Accepted)),
            info.account_kind.receiver()
        ));
        if ui.button("They are not there: forget them").clicked() {
            out.push(Message::Uploads(UploadMessage::Forget(info.id.clone())));
            ui.close();
        }
    });
}

/// A strip a batch: rows, state, attempt, HTTP, time.
fn strips_ui(ui: &mut Ui, state: &State, info: &UploadInfo) {
    let batches = state.uploads.batches(&info.id);
    if batches.is_empty() {
        return;
    }
    for batch in batches {
        batch_ui(ui, batch, info.account_kind);
    }
}

fn batch_ui(ui: &mut Ui, batch: &BatchInfo, kind: AccountKind) {
    let name = match batch.of {
        Some(of) => format!("Batch {}, half of {of}", batch.batch),
        None => format!("Batch {}", batch.batch),
    };
    let (sign, colour, words) = strip_words(ui, batch.state, kind);
    let mut details = Vec::new();
    if batch.attempts > 0 {
        details.push(format!("attempt {}", batch.attempts));
    }
    details.extend(batch.http.map(|http| http.to_string()));
    details.extend(batch.ms.map(|ms| format!("{ms} ms")));
    let strip = Strip {
        name: &name,
        rows: &rows_words(batch.rows),
        sign: Some(sign),
        colour,
        words,
        details: &details.join(" · "),
    };
    let response = strip_ui(ui, &strip);
    if let Some(message) = &batch.message {
        let wanting = matches!(batch.state, BatchState::Refused | BatchState::Waiting | BatchState::NotSent);
        if wanting {
            ui.indent(("words", batch.batch), |ui| muted_ui(ui, message));
        }
        response.on_hover_text(message);
    }
}

fn strip_words(ui: &Ui, state: BatchState, kind: AccountKind) -> (Sign, egui::Color32, &'static str) {
    let tokens = theme::tokens(ui);
    match state {
        BatchState::Waiting => (Sign::Ring, tokens.muted, "waiting"),
        BatchState::Sending => (Sign::Up, tokens.accent, "sending"),
        BatchState::Accepted => (Sign::Tick, tokens.good, words_of(Outcome::Accepted, kind)),
        BatchState::Refused => (Sign::Cross, tokens.error, "refused"),
        BatchState::Unknown => (Sign::Question, tokens.question, "no answer — may have arrived"),
        BatchState::ReceivedByPerson => (Sign::Tick, tokens.good, words_of(Outcome::ReceivedByPerson, kind)),
        BatchState::NotSent => (Sign::Dash, tokens.muted, "not sent"),
        BatchState::Split => (Sign::Dash, tokens.muted, "cut in two, as it was too large"),
    }
}

/// Every row of the file in exactly one state.
fn sum_ui(ui: &mut Ui, state: &State, info: &UploadInfo) {
    let outcomes = state.uploads.outcomes(info);
    let rows = info.rows;
    let mut parts: Vec<String> = Outcome::ALL
        .into_iter()
        .map(|outcome| {
            // What was ready beyond the sealed rows (a trial) was not sent either.
            let beyond = rows.of(RowState::Ready).saturating_sub(outcomes.sealed());
            let more = if outcome == Outcome::NotSent { beyond } else { 0 };
            (outcome, outcomes.of(outcome) + more)
        })
        .filter(|(_, rows)| *rows > 0)
        .map(|(outcome, rows)| format!("{} {}", thousands(rows), words_of(outcome, info.account_kind)))
        .collect();
    for row_state in RowState::ALL.into_iter().filter(|row_state| *row_state != RowState::Ready) {
        if rows.of(row_state) > 0 {
            parts.push(format!("{} {}", thousands(rows.of(row_state)), row_state.words()));
        }
    }
    ui.separator();
    let line = format!("{} read = {}", thousands(rows.read()), parts.join(" + "));
    ui.add(egui::Label::new(RichText::new(line).font(font::figures(14.0))).wrap());
}
