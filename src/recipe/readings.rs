//! What the columns hold, decided once from the source text.

use crate::model::{Cancelled, Progress, Sheet};

use super::date::DateNumbers;
use super::{DateOrder, Recipe, Scale};

/// What the mapped columns hold; see [`read_columns`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Readings {
    /// The score column.
    pub score: ScoreReading,
    /// The date column that counts.
    pub date: DateReading,
    /// The conversation column.
    pub conversation: IdReading,
}

/// How scores are written and on which scale.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScoreReading {
    /// The scale, where recipe or the column's own values decide it. `None` with no maximum beside a
    /// score is `score.scale_unclear`.
    pub scale: Option<Scale>,
    /// Whether the comma is the decimal sign: `87,5`.
    pub decimal_comma: bool,
}

/// How dates are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DateReading {
    /// The order of dates such as 03/04/2026, where the recipe or some date with a day over 12 decides it.
    pub order: Option<DateOrder>,
    /// How dates that are one number count, where the column holds such.
    pub numbers: Option<DateNumbers>,
}

/// How ids are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IdReading {
    /// Most ids of 16 digits or more end in zeros: a spreadsheet has rounded them.
    pub rounded: bool,
}

/// Decides what the mapped columns hold, from all their source text.
///
/// # Errors
/// [`Cancelled`] when the job was asked to stop.
pub fn read_columns(_sheet: &Sheet, _recipe: &Recipe, _progress: &Progress) -> Result<Readings, Cancelled> {
    unimplemented!()
}
