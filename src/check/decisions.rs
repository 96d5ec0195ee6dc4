//! What is left to decide: findings grouped by cause, for the panel beside the grid.

use crate::model::{Cancelled, Field, Progress, RowId};
use crate::people::PersonIndex;

use super::{Input, Report, Rule};

/// One decision: the rows of one rule, or of one value under one rule.
#[derive(Clone)]
pub struct Decision {
    /// The rule.
    pub rule: &'static Rule,
    /// Where it stands in the panel.
    pub section: Section,
    /// The value that its rows share in the rule's field; `None` where the rule as a whole is one cause.
    pub value: Option<String>,
    /// Its heading: `j.doe@example.com is not in the people list`.
    pub heading: String,
    /// Its rows.
    pub rows: u32,
    /// The rows that would be ready if this were settled.
    pub frees: u32,
    /// The first of its rows, at most [`Decision::MAX_EXAMPLES`]: for examples and F8.
    pub examples: Vec<RowId>,
    /// People that the value may mean, best first.
    pub near: Vec<PersonIndex>,
}

impl Decision {
    /// How many rows are kept as examples.
    pub const MAX_EXAMPLES: usize = 20;

    /// The field whose cell is marked.
    pub fn field(&self) -> Option<Field> {
        self.rule.field
    }
}

/// The sections of the decisions panel, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Section {
    /// Questions about the whole file: they make or clear the rest.
    First,
    /// Errors, and questions whose rows wait.
    ToFix,
    /// Reviews that were sent before with another score.
    ChangedSinceSent,
    /// Rows that stay out by an answer or a default; can be let in.
    LeftOut,
    /// Said, and sent.
    Notes,
}

/// Groups what the report found: sections in order, within a section by rows freed, then rows.
///
/// # Errors
/// [`Cancelled`] when the job was asked to stop.
pub fn decisions(
    _input: &Input<'_>,
    _report: &Report,
    _progress: &Progress,
) -> Result<Vec<Decision>, Cancelled> {
    unimplemented!()
}

/// All rows of a decision, in the order of the file: for a filter, or to act on them.
pub fn rows_of(_input: &Input<'_>, _report: &Report, _decision: &Decision) -> Vec<RowId> {
    unimplemented!()
}
