//! Judges every row: Sheet + Recipe + People + ledger → Report.
//!
//! Owns the rules (one file each in `rules/`), the [`Report`], and the making of a [`Score`]. Does not
//! know files, the network or how the ledger is stored. Wrong data is a value here, never an error.
//! Invariant: every row is in exactly one state, and only a ready row yields a [`Score`].

mod account_fit;
mod agent;
mod answers;
mod chunked;
mod context;
mod decisions;
#[cfg(test)]
mod fixture;
mod found;
mod grade;
mod identity;
mod index;
mod judge;
mod ledger;
mod look;
#[cfg(test)]
mod properties;
mod questions;
mod report;
mod review;
mod row;
mod rule;
mod rules;
mod score;
mod sent;
mod text;
mod waiting;

use chrono::{DateTime, Utc};

use crate::model::{Cancelled, Overlay, Progress, RowId, Sheet};
use crate::people::{Aliases, People};
use crate::recipe::{Readings, Recipe};

pub use account_fit::{AccountFit, account_fit};
pub use answers::Answers;
pub use decisions::{Decision, Section, decisions, rows_of};
pub use ledger::{KeyedHash, Ledger, LedgerKey, LedgerRow, RowKey, Standing};
pub use look::{CellLook, RowLook, Values, explain, look, value};
pub use questions::{Question, Worked, zone_of_computer};
pub use report::{Problem, ProblemCount, Report};
pub use rule::{Choice, Effect, Fix, Rule, Severity};
pub use rules::{RULES, rule};
pub use score::{Percent, Score, Scores};
pub use waiting::{WaitingRow, waiting_rows};

/// Everything that a row is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The file as read.
    pub sheet: &'a Sheet,
    /// What people changed.
    pub overlay: &'a Overlay,
    /// How columns become fields.
    pub recipe: &'a Recipe,
    /// What the columns hold.
    pub readings: &'a Readings,
    /// The account's people; `None` while there is no list.
    pub people: Option<&'a People>,
    /// Who a person said is meant by a value.
    pub aliases: &'a Aliases,
    /// What people answered.
    pub answers: &'a Answers,
    /// What was sent before.
    pub ledger: &'a Ledger,
    /// The time against which "in the future" is judged.
    pub now: DateTime<Utc>,
}

/// Judges every row.
///
/// # Errors
/// [`Cancelled`] when the job was asked to stop.
pub fn check(input: &Input<'_>, progress: &Progress) -> Result<Report, Cancelled> {
    Report::new(input, progress)
}

/// Makes the score of a row, exactly as it would be sent; `None` unless the report finds it ready.
/// For many rows make one [`Scores`].
pub fn score(input: &Input<'_>, report: &Report, row: RowId) -> Option<Score<'static>> {
    Scores::new(input, report).score(row).map(Score::into_owned)
}

/// By what the ledger knows the row; `None` unless the report finds it ready. For many rows make one
/// [`Scores`].
pub fn row_key(input: &Input<'_>, report: &Report, row: RowId) -> Option<RowKey> {
    Scores::new(input, report).get(row).map(|(_score, key)| key)
}
