//! What a rule is, and the table of all of them.

use crate::model::Field;

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
    /// Edit the cell.
    Edit(Field),
    /// Say which zone the times are in.
    SetZone,
    /// Say in which order day and month stand.
    SetDateOrder,
    /// Say on which scale the scores are.
    SetScale,
    /// Say what the agent column holds.
    SetAgentKind,
    /// Answer the rule's question.
    Answer,
    /// Leave the rows out.
    LeaveOut,
}

/// One rule: an entry of [`RULES`], written in a file of its own in `rules/`.
pub struct Rule {
    /// Its name everywhere: `score.above_max`.
    pub id: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// Its name as the heading of a group of rows.
    pub title: &'static str,
    /// The field whose cell is marked; `None` where the row as a whole is meant.
    pub field: Option<Field>,
    /// What it finds, and why that matters: one or two sentences.
    pub why: &'static str,
    /// The answers to its question; empty for an error or a note.
    pub choices: &'static [Choice],
    /// The answer that holds until a person gives one; `None`: its rows wait.
    pub default: Option<&'static str>,
    /// What a person can do about it, likeliest first.
    pub fixes: &'static [Fix],
}

/// Every rule, in the order in which rows are judged and problems are listed.
pub static RULES: &[&Rule] = &[];

/// The rule of that id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id).copied()
}
