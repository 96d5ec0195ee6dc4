//! What can be chosen before sending: a trial first, and how many batches are on their way at once.

use egui::{DragValue, Ui};

use crate::app::sending::{Ask, BATCH_ROWS, Message as SendingMessage};
use crate::app::{Message, State};
use crate::check;
use crate::model::RowId;
use crate::pipeline::Outlook;
use crate::ui::parts::{button_ui, muted_ui, named};
use crate::ui::theme::space;
use crate::ui::widgets::segments_ui;
use crate::upload::{Options, Trial};

/// Which trial is chosen, before it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrialChoice {
    /// One row that a person picks, or the first ones.
    picks: bool,
    /// Its number in the file; 0: the first that is ready.
    row: u32,
    /// How many of the first ones.
    rows: u32,
}

impl Default for TrialChoice {
    fn default() -> Self {
        Self { picks: true, row: 0, rows: 10 }
    }
}

/// Offers a trial: one row that is picked by its number, or the first few.
pub fn trial_ui(
    ui: &mut Ui,
    state: &State,
    ask: &Ask,
    figures: &Outlook,
    choice: &mut TrialChoice,
    out: &mut Vec<Message>,
) {
    let Some(first) = figures.first_row else { return };
    let read =
        state.tabs.get(ask.tab).and_then(|tab| tab.open()).map_or(1, |open| open.document.sheet.num_rows());
    if choice.row == 0 || choice.row > read {
        choice.row = first.number();
    }
    ui.horizontal_wrapped(|ui| {
        muted_ui(ui, "Try first");
        if let Some(picks) = segments_ui(ui, choice.picks, &[(true, "one row"), (false, "the first rows")]) {
            choice.picks = picks;
        }
        let confirm = |trial| Message::Sending(SendingMessage::Confirm(Some(trial)));
        if choice.picks {
            let field = ui.add(DragValue::new(&mut choice.row).range(1..=read).prefix("row "));
            named(&field, "Row to try");
            let row = RowId(choice.row.saturating_sub(1));
            let words = row_words(state, ask, row);
            let ready = words.is_some();
            let send = ui.add_enabled_ui(ready, |ui| button_ui(ui, "Send 1 first")).inner;
            if send.on_hover_text("One score as a trial; then look at it in Assembled.").clicked() {
                out.push(confirm(Trial::Row(row)));
            }
            muted_ui(ui, words.unwrap_or_else(|| "This row is not ready.".to_owned()));
        } else {
            let most = figures.rows.min(1000);
            choice.rows = choice.rows.clamp(1, most.max(1));
            let field = ui.add(DragValue::new(&mut choice.rows).range(1..=most.max(1)).suffix(" rows"));
            named(&field, "How many rows to try");
            let words = format!("Send {} first", choice.rows);
            let hover = "As one batch; then look at them in Assembled.";
            if button_ui(ui, words).on_hover_text(hover).clicked() {
                out.push(confirm(Trial::First(choice.rows)));
            }
        }
    });
}

/// "Amara Okonkwo, Mon 14 Sep 2026: 96"; `None` where the row is not ready.
fn row_words(state: &State, ask: &Ask, row: RowId) -> Option<String> {
    let open = state.tabs.get(ask.tab)?.open()?;
    let input = open.document.input(&state.accounts.around, state.now);
    let score = check::score(&input, open.report.as_ref()?, row)?;
    let name = state.accounts.agent_name(score.agent_id()).unwrap_or(score.agent_id());
    let at: chrono::DateTime<chrono::Utc> = score.scored_at().parse().ok()?;
    Some(format!("{name}, {}: {}", at.format("%a %-d %b %Y"), score.percent()))
}

/// How many batches are on their way at once.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Speed {
    One,
    Several,
    Fastest,
}

/// Asks how many batches are on their way at once, and says what more than one costs.
pub fn speed_ui(ui: &mut Ui, state: &State, out: &mut Vec<Message>) {
    let options = state.sending.options;
    let speed = match options {
        Options { in_flight: 1, .. } => Speed::One,
        Options { pace, .. } if pace == Options::FASTEST.pace => Speed::Fastest,
        _ => Speed::Several,
    };
    let tell = |options| Message::Sending(SendingMessage::Speed(options));
    ui.horizontal_wrapped(|ui| {
        muted_ui(ui, "Batches");
        let choices = [
            (Speed::One, "one at a time"),
            (Speed::Several, "several at once"),
            (Speed::Fastest, "as fast as allowed"),
        ];
        match segments_ui(ui, speed, &choices) {
            Some(Speed::One) => out.push(tell(Options::default())),
            Some(Speed::Several) => out.push(tell(Options { in_flight: 4, ..Options::default() })),
            Some(Speed::Fastest) => out.push(tell(Options::FASTEST)),
            None => {}
        }
        if speed == Speed::Several {
            let mut in_flight = options.in_flight;
            let field = ui.add(DragValue::new(&mut in_flight).range(2..=8).suffix(" at once"));
            named(&field, "Batches at once");
            if in_flight != options.in_flight {
                out.push(tell(Options { in_flight, ..options }));
            }
        }
        muted_ui(ui, format!("at most {} a minute", options.pace));
    });
    if let Some(cost) = options.cost(BATCH_ROWS) {
        ui.add_space(space::XS);
        muted_ui(ui, cost);
    }
}
