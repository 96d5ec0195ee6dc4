//! What a row's score says: exact points and maximum, and what is sent for them.
//!
//! Does not know how numbers are written (`recipe/number`). Invariant: no floating point; the sent
//! score is raw ÷ max × 100 exactly, at most 4 places, half away from zero.

use crate::model::{AnsweredBy, Field, RowId};
use crate::recipe::number::{Decimal, ScoreText, read_score};
use crate::recipe::{Mapping, Scale};

use super::Input;
use super::judge::{Judge, Values};
use super::score::Percent;

/// What a row's score says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grade {
    /// Not graded: blank, N/A, "-". Never 0.
    Missing,
    /// No number.
    NotANumber,
    /// Under zero.
    Negative,
    /// Points with a maximum that is none.
    MaxInvalid(MaxProblem),
    /// Points, and nobody said out of how many.
    ScaleUnclear,
    /// A score.
    Points {
        /// The points.
        value: Decimal,
        /// Out of how many.
        max: Decimal,
        /// What is sent unless it is capped.
        percent: Percent,
        /// Nothing in the row says out of how many: the column's scale does.
        on_scale: bool,
    },
}

/// Why a maximum cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MaxProblem {
    /// The column of the maximum is mapped and blank here.
    Blank,
    /// No number over zero.
    NotPositive,
    /// The score's own cell names another maximum than column or scale.
    Differs {
        /// The one in the score's cell.
        in_cell: Decimal,
        /// The other.
        other: Decimal,
    },
}

impl Grade {
    /// Reads the score of a row from its values.
    pub(super) fn read(judge: &Judge<'_>, row: RowId, values: &Values<'_>) -> Self {
        let comma = judge.input.readings.score.decimal_comma;
        let (value, of) = match read_score(values[Field::Score.index()], comma) {
            ScoreText::NotGraded => return Self::Missing,
            ScoreText::NotANumber => return Self::NotANumber,
            ScoreText::Number { value, of } => (value, of),
        };
        if value.is_negative() {
            return Self::Negative;
        }
        let (max, on_scale) = match max_of(judge, row, values, of) {
            Ok(Some(max)) => max,
            Ok(None) => return Self::ScaleUnclear,
            Err(problem) => return Self::MaxInvalid(problem),
        };
        match value.percent_of(max) {
            Some(percent) => Self::Points { value, max, percent: Percent(percent), on_scale },
            None if max > Decimal::whole(0) => Self::NotANumber, // more than any number of points
            None => Self::MaxInvalid(MaxProblem::NotPositive),
        }
    }

    /// Whether the points are over the maximum; judged before rounding.
    pub(super) fn is_above_max(self) -> bool {
        match self {
            // Only what was rounded to exactly 100 needs to be looked at closely.
            Self::Points { percent, .. } if percent != Percent::FULL => percent > Percent::FULL,
            Self::Points { value, max, .. } => value > max,
            _ => false,
        }
    }

    /// Whether the points are next to nothing of a large maximum, as a fraction beside it is: at most 1 of 20 or more,
    /// in a column that has fractions. A scale that a person chose for small scores is believed.
    pub(super) fn is_implausible(self, input: &Input<'_>) -> bool {
        let reading = &input.readings.score;
        let Self::Points { value, max, on_scale, .. } = self else { return false };
        if !reading.fractions || value.is_zero() || value > Decimal::whole(1) || max < Decimal::whole(20) {
            return false;
        }
        let by_person = |by| matches!(by, AnsweredBy::Option | AnsweredBy::Recipe);
        let is_chosen = on_scale
            && input.recipe.scale.is_some_and(|told| by_person(told.by))
            && reading.spread.is_none_or(|spread| spread.max <= Decimal::whole(5));
        !is_chosen
    }

    /// What is sent; `None` where there is no score to send.
    pub(super) fn percent(self, caps: bool) -> Option<Percent> {
        match self {
            Self::Points { .. } if caps && self.is_above_max() => Some(Percent::FULL),
            Self::Points { percent, .. } => Some(percent),
            _ => None,
        }
    }
}

/// Out of how many points a score is: by the maximum beside it, by its own cell, by the column's
/// scale; and whether it is the scale that says so.
fn max_of(
    judge: &Judge<'_>,
    row: RowId,
    values: &Values<'_>,
    of: Option<Decimal>,
) -> Result<Option<(Decimal, bool)>, MaxProblem> {
    let comma = judge.input.readings.score.decimal_comma;
    let mapped = *judge.input.recipe.mapping(Field::MaxScore) != Mapping::None
        || judge.edit(row, Field::MaxScore).is_some();
    let beside = if mapped {
        Some(beside(values[Field::MaxScore.index()], comma)?)
    } else {
        let scale = judge.input.readings.score.scale.map(Scale::max);
        // `95 %` and 0.95 are the same thing said in two ways.
        let says_the_same = of == Some(Decimal::whole(100)) && scale == Some(Decimal::whole(1));
        if says_the_same { of } else { scale }
    };
    match (of, beside) {
        (Some(in_cell), _) if in_cell.is_negative() || in_cell.is_zero() => Err(MaxProblem::NotPositive),
        (Some(in_cell), Some(other)) if in_cell != other => Err(MaxProblem::Differs { in_cell, other }),
        (Some(in_cell), _) => Ok(Some((in_cell, false))),
        (None, beside) => Ok(beside.map(|max| (max, !mapped))),
    }
}

/// The maximum in its own cell.
fn beside(cell: &str, comma: bool) -> Result<Decimal, MaxProblem> {
    match read_score(cell, comma) {
        ScoreText::NotGraded => Err(MaxProblem::Blank),
        ScoreText::Number { value, of: None } if !value.is_negative() && !value.is_zero() => Ok(value),
        // A maximum of `100 %`.
        ScoreText::Number { value, of: Some(of) } if value == of && !value.is_zero() => Ok(value),
        _ => Err(MaxProblem::NotPositive),
    }
}
