//! Numbers as exact decimals, from the ways in which exports write them.

use std::fmt;

/// An exact decimal: `units` × 10^-`scale`. No floating point between the file and what is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    units: i128,
    scale: u8,
}

impl Decimal {
    /// A whole number.
    pub const fn whole(units: i64) -> Self {
        Self { units: units as i128, scale: 0 }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        unimplemented!()
    }
}

/// What a score cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScoreText {
    /// Nothing, or one of the ways to write "not graded": N/A, NA, Unknown, -.
    NotGraded,
    /// A number; with the maximum that the cell itself names: `95 %` names 100, `18/20` names 20.
    Number {
        /// The points.
        value: Decimal,
        /// The maximum in the cell.
        of: Option<Decimal>,
    },
    /// Anything else.
    NotANumber,
}
