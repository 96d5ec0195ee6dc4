//! What would be sent, in figures: for the last look before sending.

use chrono::{DateTime, NaiveDate, Utc};
use rustc_hash::FxHashSet;

use crate::check::{Input, Ledger, Percent, Report, Scores, Standing};
use crate::model::{Cancelled, Field, Progress, RowId, RowState};
use crate::upload::Trial;

/// What would be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outlook {
    /// Rows.
    pub rows: u32,
    /// Agents.
    pub agents: u32,
    /// The first and the last day of `scored_at`, in UTC.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// The mean score; `None` where nothing would be sent.
    pub mean: Option<Percent>,
    /// The mean score of the account's last upload, as far as it was accepted.
    pub mean_before: Option<Percent>,
    /// Cells that were changed by hand.
    pub hand_edits: u32,
    /// The first row: what a trial of one would send.
    pub first_row: Option<RowId>,
}

/// Counts what would be sent.
///
/// # Errors
/// [`Cancelled`] when the job was asked to stop.
pub fn outlook(input: &Input<'_>, report: &Report, progress: &Progress) -> Result<Outlook, Cancelled> {
    let scores = Scores::new(input, report);
    let mut outlook = Outlook {
        mean_before: mean_before(input.ledger),
        hand_edits: hand_edits(input, report, None),
        ..Outlook::default()
    };
    let mut agents = FxHashSet::default();
    let mut sum = Sum::default();
    progress.start(u64::from(report.num_rows()));
    for row in report.rows_in_state(RowState::Ready) {
        if outlook.rows.is_multiple_of(4096) {
            progress.reached(u64::from(row.0))?;
        }
        let Some(score) = scores.score(row) else { continue };
        outlook.rows += 1;
        outlook.first_row.get_or_insert(row);
        sum.add(score.percent());
        if !agents.contains(score.agent_id()) {
            agents.insert(score.agent_id().to_owned());
        }
        if let Ok(at) = score.scored_at().parse::<DateTime<Utc>>() {
            let day = at.date_naive();
            outlook.days =
                Some(outlook.days.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
        }
    }
    outlook.agents = u32::try_from(agents.len()).unwrap_or(u32::MAX);
    outlook.mean = sum.mean();
    Ok(outlook)
}

/// Cells changed by hand among the ready rows, or those of them that a trial takes.
pub(super) fn hand_edits(input: &Input<'_>, report: &Report, trial: Option<Trial>) -> u32 {
    let taken = match trial {
        None => RowId(0)..=RowId(u32::MAX),
        Some(Trial::Row(row)) => row..=row,
        Some(Trial::First(rows)) => match report.rows_in_state(RowState::Ready).take(rows as usize).last() {
            Some(last) => RowId(0)..=last,
            None => return 0,
        },
    };
    let edits = Field::ALL.iter().flat_map(|field| input.overlay.edits(*field));
    let sent = edits.filter(|(row, _)| taken.contains(row) && report.state(*row) == RowState::Ready);
    u32::try_from(sent.count()).unwrap_or(u32::MAX)
}

/// The mean score of what was accepted of the last upload in a ledger.
fn mean_before(ledger: &Ledger) -> Option<Percent> {
    let accepted = || ledger.rows.values().flatten().filter(|row| row.standing == Standing::Accepted);
    let last = &accepted().max_by_key(|row| (row.at, &row.upload))?.upload;
    let mut sum = Sum::default();
    accepted()
        .filter(|row| row.upload == *last)
        .filter_map(|row| row.score.parse().ok())
        .for_each(|score| sum.add(score));
    sum.mean()
}

/// Scores added up.
#[derive(Default)]
struct Sum {
    ten_thousandths: i64,
    count: i64,
}

impl Sum {
    fn add(&mut self, score: Percent) {
        self.ten_thousandths += score.ten_thousandths();
        self.count += 1;
    }

    fn mean(&self) -> Option<Percent> {
        // Scores are not negative: half goes up.
        let rounded = (self.ten_thousandths + self.count / 2).checked_div(self.count)?;
        Some(Percent::of_ten_thousandths(rounded))
    }
}
