//! What the check found, in a few bytes a row. Sentences are made when looked at.

use crate::model::{AnsweredBy, Field, RowCounts, RowId, RowState};

use super::{Input, Rule};

/// Per row a state and a set of rules; and their counts.
#[derive(Clone, Debug, Default)]
pub struct Report {
    counts: RowCounts,
}

/// One finding at one row, made when looked at.
#[derive(Clone)]
pub struct Problem {
    /// The rule.
    pub rule: &'static Rule,
    /// The field whose cell is marked.
    pub field: Option<Field>,
    /// The sentence for a person.
    pub message: String,
}

/// How many rows a rule found.
#[derive(Clone, Copy)]
pub struct ProblemCount {
    /// The rule.
    pub rule: &'static Rule,
    /// Its rows.
    pub rows: u32,
    /// The first of them.
    pub first_row: RowId,
}

/// A question, and what holds until somebody answers.
pub struct Question {
    /// The rule that asks.
    pub rule: &'static Rule,
    /// The rows that wait for it, or that its answer decides.
    pub rows: u32,
    /// What an answer can be, as `--answer` or the rule's own option spells it.
    pub choices: Vec<String>,
    /// The answer that holds, and who gave it; `None`: the rows wait.
    pub answer: Option<(String, AnsweredBy)>,
}

impl Report {
    /// How many rows are in each state.
    pub fn counts(&self) -> RowCounts {
        self.counts
    }

    /// Where a row stands.
    pub fn state(&self, _row: RowId) -> RowState {
        unimplemented!()
    }

    /// The rules that found something at a row, in the order of [`RULES`](super::RULES).
    pub fn rules(&self, _row: RowId) -> impl Iterator<Item = &'static Rule> + use<> {
        std::iter::empty()
    }

    /// Every rule that found something, with its rows.
    pub fn problems(&self) -> Vec<ProblemCount> {
        unimplemented!()
    }

    /// Every question of the file: open ones and answered ones.
    pub fn questions(&self, _input: &Input<'_>) -> Vec<Question> {
        unimplemented!()
    }

    /// Judges some rows again after an edit, and moves the identity index and the counts with them.
    /// Gives the same report as a new check of everything.
    pub fn recheck(&mut self, _input: &Input<'_>, _rows: &[RowId]) {
        unimplemented!()
    }
}
