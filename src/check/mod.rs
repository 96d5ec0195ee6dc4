//! Judges every row: Sheet + Recipe + People + ledger → Report.
//!
//! Owns the rules (one file each in `rules/`), the [`Report`], and the making of a [`Score`]. Does not
//! know files, the network or how the ledger is stored. Wrong data is a value here, never an error.
//! Invariant: every row is in exactly one state, and only a ready row yields a [`Score`].

mod answers;
mod decisions;
mod ledger;
mod look;
mod report;
mod rule;
mod score;

use chrono::{DateTime, Utc};

use crate::model::{Cancelled, Overlay, Progress, RowId, Sheet};
use crate::people::{Aliases, People};
use crate::recipe::{Readings, Recipe};

pub use answers::Answers;
pub use decisions::{Decision, Section, decisions, rows_of};
pub use ledger::{KeyedHash, Ledger, LedgerKey, LedgerRow, RowKey, Standing};
pub use look::{CellLook, RowLook, look, value};
pub use report::{Problem, ProblemCount, Question, Report};
pub use rule::{Choice, Fix, RULES, Rule, Severity, rule};
pub use score::{Percent, Score};

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
pub fn check(_input: &Input<'_>, _progress: &Progress) -> Result<Report, Cancelled> {
    unimplemented!()
}

/// Makes the score of a row, exactly as it would be sent; `None` unless the report finds it ready.
pub fn score<'a>(_input: &Input<'a>, _report: &Report, _row: RowId) -> Option<Score<'a>> {
    unimplemented!()
}

/// By what the ledger knows the row; `None` unless the report finds it ready. The ordinal counts the
/// ready rows of the same identity before it.
pub fn row_key(_input: &Input<'_>, _report: &Report, _row: RowId) -> Option<RowKey> {
    unimplemented!()
}

/// What is wrong with a row, in the order of [`RULES`], each with its sentence and its fixes.
pub fn explain(_input: &Input<'_>, _report: &Report, _row: RowId) -> Vec<Problem> {
    unimplemented!()
}
