//! What a rule is. Each is written in a file of its own in `rules/`, and stands in the table
//! [`RULES`](super::RULES).

use crate::model::{Field, RowState};

use super::context::Context;
use super::row::Row;
use super::sent::Sent;

#[cfg(test)]
use super::fixture::Fixture;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The row waits until it is fixed.
    Error,
    /// One answer for all rows of the rule decides.
    Question,
    /// Said, and sent.
    Note,
}

impl Severity {
    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Question => "question",
            Self::Note => "note",
        }
    }
}

/// One answer that a question takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Choice {
    /// Its name on the command line: `send`, `cap`, `skip`.
    pub id: &'static str,
    /// Its words on a button.
    pub label: &'static str,
    /// What it does to the rule's rows.
    pub effect: Effect,
}

/// What an answer does to the rows of its rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// They go as they are.
    Send,
    /// They go with a score of 100.
    Cap,
    /// They go with day and month of their times swapped.
    Swap,
    /// They stay out.
    LeaveOut,
    /// Of the gradings of one review the newest goes, the others stay out.
    Newest,
}

/// Something that a person can do about a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fix {
    /// Choose who is meant by the value, for all its rows.
    ChooseAgent,
    /// Get the people list again.
    RefreshPeople,
    /// Copy a request for whoever keeps the people list.
    CopyRequest,
    /// Map a column, or set a constant.
    MapField(Field),
    /// Replace the value by another wherever it stands.
    ReplaceValue(Field),
    /// Give the cells of all its rows one value: a constant for gaps.
    SetAll(Field),
    /// Edit the cell.
    Edit(Field),
    /// Say which zone the times are in.
    SetZone,
    /// Say in which order day and month stand.
    SetDateOrder,
    /// Say from which year day numbers count.
    SetDayCount,
    /// Say on which scale the scores are.
    SetScale,
    /// Say what the agent column holds.
    SetAgentKind,
    /// Answer the rule's question.
    Answer,
    /// Leave the rows out.
    LeaveOut,
}

/// One rule: an entry of [`RULES`](super::RULES), written in a file of its own in `rules/`.
#[derive(Debug)]
pub struct Rule {
    /// Its name everywhere: `score.above_max`.
    pub id: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// Its name as the heading of a group of rows.
    pub title: &'static str,
    /// The field whose cell is marked; `None` where the row as a whole is meant, or where it depends.
    pub field: Option<Field>,
    /// What it finds, and why that matters: one or two sentences.
    pub why: &'static str,
    /// What it finds, by example.
    pub example: &'static str,
    /// The answers to its question; empty for an error or a note, and for a question about a column
    /// whose answers are the column's own (a zone, a scale).
    pub choices: &'static [Choice],
    /// The answer that holds until a person gives one; `None`: its rows wait.
    pub default: Option<&'static str>,
    /// What a person can do about it, likeliest first.
    pub fixes: &'static [Fix],
    /// Where a row stands that this rule keeps from being sent. A question's rows stand here once it
    /// is answered so; until then they are to fix.
    pub(super) keeps: RowState,
    /// Which of its rows are one cause.
    pub(super) cause: Cause,
    /// When it applies.
    pub(super) check: Check,
    /// What a person reads.
    pub(super) sentence: Sentence,
    /// Rows at which it applies, and rows at which it does not.
    #[cfg(test)]
    pub(super) cases: Cases,
}

/// Which rows of a rule are one cause, and so one decision.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cause {
    /// All of them.
    Rule,
    /// Those with the same value in the rule's field.
    Value,
    /// Those for which this text is the same.
    Text(fn(&Row<'_>) -> String),
}

/// A part of a row. A rule about a part is asked only where that part is not plain, so that a row
/// with nothing wrong costs next to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Part {
    /// The record as the file has it.
    Record,
    /// Fields without a column.
    Mapping,
    /// The agent.
    Agent,
    /// The score and its maximum.
    Score,
    /// The source.
    Source,
    /// The time.
    Time,
    /// The conversation.
    Conversation,
    /// What texts are made of.
    Text,
}

impl Part {
    pub(super) const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// How a rule finds its rows.
#[derive(Clone, Copy, Debug)]
pub(super) enum Check {
    /// Before anything else: a row that is left out by it is judged by nothing else.
    First(fn(&Row<'_>) -> bool),
    /// By the row itself.
    Row(Part, fn(&Row<'_>) -> bool),
    /// By the other rows of the same review: a later row of the same grading.
    Duplicate,
    /// By the other rows of the same review: another grading of it.
    Conflict,
    /// By what was sent before.
    Ledger(fn(&Sent<'_>) -> bool),
}

/// What a person reads about a row that a rule found.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sentence {
    /// One sentence, at the rule's field.
    Row(fn(&Context<'_>) -> String),
    /// One for each field that is meant.
    Fields(fn(&Context<'_>) -> Vec<(Field, String)>),
}

/// Two small files that show a rule: at the last row of one it applies, at no row of the other.
#[cfg(test)]
#[derive(Clone, Copy, Debug)]
pub(super) struct Cases {
    pub(super) fires: fn() -> Fixture,
    pub(super) passes: fn() -> Fixture,
}

impl Rule {
    /// The choice of that name.
    pub fn choice(&self, id: &str) -> Option<&'static Choice> {
        self.choices.iter().find(|choice| choice.id == id)
    }
}

/// The rows go as they are.
pub(super) const SEND: Choice = Choice { id: "send", label: "Send them", effect: Effect::Send };
/// The rows stay out.
pub(super) const SKIP: Choice = Choice { id: "skip", label: "Leave out", effect: Effect::LeaveOut };
