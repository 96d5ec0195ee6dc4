//! The question before sending: what goes, where, with which key, and what stays here.

use egui::{Key, RichText, Ui};

use crate::app::accounts::PeopleState;
use crate::app::accounts::opens_words;
use crate::app::keeping::{Message as KeepingMessage, no_history};
use crate::app::sending::{Ask, Message as SendingMessage, Stage};
use crate::app::{Message, State, thousands};
use crate::check::Percent;
use crate::journal::{AccountKind, Topic};
use crate::model::RowState;
use crate::pipeline::Outlook;
use crate::ui::keeping::trouble_ui;
use crate::ui::parts::{banner_ui, button_ui, card, muted_ui, primary_ui, signed_ui};
use crate::ui::theme::{self, font, space};
use crate::ui::widgets::sign::Sign;

use super::choices::{TrialChoice, speed_ui, trial_ui};
use super::learned;

/// Draws the question, or the seconds in which it can be stopped.
pub fn confirm_ui(ui: &mut Ui, state: &State, ask: &Ask, choice: &mut TrialChoice, out: &mut Vec<Message>) {
    match &state.sending.ask {
        Stage::Counting(_, until) => counting_ui(ui, state, ask, *until, out),
        Stage::Sealing(_) => {
            ui.label(RichText::new("Writing down what will be sent…").font(font::title()));
            muted_ui(ui, "No byte has left yet.");
        }
        _ => question_ui(ui, state, ask, choice, out),
    }
}

fn question_ui(ui: &mut Ui, state: &State, ask: &Ask, choice: &mut TrialChoice, out: &mut Vec<Message>) {
    let tokens = theme::tokens(ui);
    let account = &ask.account;
    let Some(figures) = &ask.figures else {
        ui.label(RichText::new(format!("Send to {}?", account.name)).font(font::title_large()));
        muted_ui(ui, "Counting what would be sent…");
        ui.ctx().request_repaint_after(crate::ui::FRAME_OF_WORK);
        return;
    };
    let title = format!("Send {} to {}?", scores(figures.rows), account.name);
    ui.label(RichText::new(title).font(font::title_large()));
    ui.add_space(space::M);
    card(ui).show(ui, |ui| {
        ui.set_width(ui.available_width());
        facts_ui(ui, state, ask, figures);
    });
    ui.add_space(space::M);
    if account.kind == AccountKind::Practice {
        signed_ui(ui, Sign::Ring, tokens.account(account.colour), "Practice: nothing leaves this computer.");
    } else {
        signed_ui(ui, Sign::Question, tokens.question, "Scores cannot be taken back through the API.");
    }
    learned::known_ui(ui, state, &Topic::ALL);
    ui.add_space(space::S);
    no_history_ui(ui, state, out);
    trouble_ui(ui, state);
    speed_ui(ui, state, out);
    ui.add_space(space::S);
    if figures.rows > 1 {
        trial_ui(ui, state, ask, figures, choice, out);
    }
    ui.add_space(space::M);
    let escaped = state.dialog.is_none() && ui.input(|input| input.key_pressed(Key::Escape));
    buttons_ui(ui, ask, figures, escaped, out);
}

/// That rows which went from another computer are not recognised here.
fn no_history_ui(ui: &mut Ui, state: &State, out: &mut Vec<Message>) {
    if !no_history(state) {
        return;
    }
    let body = "Rows that were sent from another one are not recognised here, and would count twice. A receipt from \
                there can be counted as sent.";
    let (title, colour) =
        ("Nothing was sent with this account from this computer", theme::tokens(ui).question);
    banner_ui(ui, Sign::Question, colour, title, body, |ui| {
        if button_ui(ui, "Count a colleague’s receipt…").clicked() {
            out.push(Message::Keeping(KeepingMessage::Count));
        }
    });
    ui.add_space(space::S);
}

fn facts_ui(ui: &mut Ui, state: &State, ask: &Ask, figures: &Outlook) {
    let endpoint = state.accounts.endpoint(&ask.account);
    let opens = match &state.accounts.people {
        PeopleState::Loaded { opens, .. } => opens_words(opens),
        PeopleState::Failed(failure) => failure.what.clone(),
        PeopleState::None | PeopleState::Loading => "not read yet".to_owned(),
    };
    let days = figures.days.map_or("none".to_owned(), |(first, last)| {
        let (first, last) = (first.format("%-d %b %Y").to_string(), last.format("%-d %b %Y").to_string());
        if first == last { first } else { format!("{first} to {last}, by the UTC day") }
    });
    let key = if endpoint.key_last4.is_empty() {
        "none".to_owned()
    } else {
        format!("ends in {}", endpoint.key_last4)
    };
    let file = state.tabs.get(ask.tab).map_or("", |tab| tab.name.as_str());
    egui::Grid::new("facts").num_columns(2).spacing([24.0, 6.0]).show(ui, |ui| {
        let mut fact = |what: &str, is: String| {
            muted_ui(ui, what);
            ui.label(is);
            ui.end_row();
        };
        fact("File", file.to_owned());
        fact("Goes to", endpoint.url.clone());
        fact("Key", format!("{key}; it opens {opens}"));
        fact("Scores", format!("{} of {} agents", thousands(figures.rows), thousands(figures.agents)));
        fact("Days", days);
        fact("Mean score", mean_words(figures));
        fact("Changed by hand", scores(figures.hand_edits));
        fact("Stays here", stays_words(state, ask));
    });
}

/// "84.6; 87.1 in the upload before".
fn mean_words(figures: &Outlook) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a mean for the screen")]
    let tenths = |mean: Percent| format!("{:.1}", mean.ten_thousandths() as f64 / 10_000.0);
    let mean = figures.mean.map_or("none".to_owned(), tenths);
    match figures.mean_before {
        Some(before) => format!("{mean}; {} in the upload before", tenths(before)),
        None => mean,
    }
}

fn stays_words(state: &State, ask: &Ask) -> String {
    let report = state.tabs.get(ask.tab).and_then(|tab| tab.open()).and_then(|open| open.report.as_ref());
    let Some(report) = report else { return String::new() };
    let counts = report.counts();
    let parts: Vec<_> = RowState::ALL
        .into_iter()
        .filter(|state| *state != RowState::Ready && counts.of(*state) > 0)
        .map(|state| format!("{} {}", thousands(counts.of(state)), state.words()))
        .collect();
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
}

fn buttons_ui(ui: &mut Ui, ask: &Ask, figures: &Outlook, escaped: bool, out: &mut Vec<Message>) {
    let account = &ask.account;
    ui.horizontal(|ui| {
        let words = format!("Send {} to {}", thousands(figures.rows), account.name);
        let all = primary_ui(ui, figures.rows > 0, &words);
        // A key held down or pressed by habit must not send real scores: the pointer or a screen reader has to.
        let by_key = all.has_focus()
            && ui.input(|input| input.key_pressed(Key::Enter) || input.key_pressed(Key::Space));
        if all.clicked() && (account.kind == AccountKind::Practice || !by_key) {
            out.push(Message::Sending(SendingMessage::Confirm(None)));
        }
        if button_ui(ui, "Not now").clicked() || escaped {
            out.push(Message::Sending(SendingMessage::Cancel));
        }
    });
}

fn counting_ui(
    ui: &mut Ui,
    state: &State,
    ask: &Ask,
    until: chrono::DateTime<chrono::Utc>,
    out: &mut Vec<Message>,
) {
    let left = (until - state.now).num_milliseconds().max(0);
    let seconds = (left + 999) / 1000;
    let words = format!("Sending to {} in {seconds} s", ask.account.name);
    ui.label(RichText::new(words).font(font::title_large()));
    muted_ui(ui, "No byte has left yet.");
    ui.add_space(space::M);
    if primary_ui(ui, true, "Stop").clicked() || ui.input(|input| input.key_pressed(Key::Escape)) {
        out.push(Message::Sending(SendingMessage::Cancel));
    }
}

fn scores(count: u32) -> String {
    if count == 1 { "1 score".to_owned() } else { format!("{} scores", thousands(count)) }
}
