//! From a sheet to its recipe: what was told, what was remembered, which preset fits, what headings say.

use chrono_tz::Tz;

use crate::model::{Field, Sheet};

use super::{AgentKind, DateOrder, Recipe, Remembered, Scale};

/// What a person said about the columns, on the command line or on the mapping screen. It wins over
/// everything else.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    /// A preset by id.
    pub preset: Option<String>,
    /// Per field its columns by heading, or `#7` for the seventh; twice for one field: in that order.
    pub map: Vec<(Field, String)>,
    /// Per field a constant.
    pub set: Vec<(Field, String)>,
    /// What the agent columns hold, in the order of the agent's columns. One kind for several: all.
    pub agent_kinds: Vec<AgentKind>,
    /// The zone of times that carry none.
    pub zone: Option<Tz>,
    /// The order of day, month and year.
    pub date_order: Option<DateOrder>,
    /// The scale of scores with no maximum beside them.
    pub scale: Option<Scale>,
}

/// A recipe, and whether a person should look at the mapping once.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// The recipe.
    pub recipe: Recipe,
    /// Whether the window shows the mapping before the grid.
    pub confirm: Confirm,
    /// The remembered recipe that was used, if one was.
    pub remembered: Option<String>,
}

/// Whether the window shows the mapping before the grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirm {
    /// The layout is well known, or was confirmed before.
    No,
    /// A preset whose layout is partly guessed, or a file nobody knows: the sentence says which.
    Once(String),
}

/// Why there is no recipe for a file. [`Display`](std::fmt::Display) is one sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecipeError {
    /// The file is recognised and is nothing that can be sent: a section-level export, a roster, …
    #[error("{what}")]
    NoScores {
        /// What the file is and why it is refused, as a sentence.
        what: String,
        /// What to do, as a sentence.
        hint: String,
    },
    /// There is no preset of that id.
    #[error("There is no preset {0}.")]
    NoSuchPreset(String),
    /// The file has no such column.
    #[error("The file has no column {0}.")]
    NoSuchColumn(String),
    /// Several columns have that heading.
    #[error("Several columns are headed {0}.")]
    AmbiguousColumn(String),
}

impl RecipeError {
    /// One word for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoScores { .. } => "no_scores",
            Self::NoSuchPreset(_) => "no_such_preset",
            Self::NoSuchColumn(_) => "no_such_column",
            Self::AmbiguousColumn(_) => "ambiguous_column",
        }
    }

    /// What to do, as a sentence.
    pub fn hint(&self) -> &str {
        match self {
            Self::NoScores { hint, .. } => hint,
            Self::NoSuchPreset(_) => "scorebridge check --list-presets lists what there is.",
            Self::NoSuchColumn(_) => "scorebridge read FILE lists the columns; #7 names the seventh.",
            Self::AmbiguousColumn(_) => "Name it by its place: #7 is the seventh.",
        }
    }
}

/// Chooses the recipe of a sheet: what was told ▸ what was remembered ▸ the preset that fits ▸ headings.
///
/// # Errors
/// A [`RecipeError`] where the file holds no scores, or what was told does not fit it.
pub fn choose(
    _sheet: &Sheet,
    _told: &Overrides,
    _remembered: Option<&Remembered>,
) -> Result<Chosen, RecipeError> {
    unimplemented!()
}
