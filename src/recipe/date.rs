//! Points in time, from the ways in which exports write them.

use chrono::{DateTime, Utc};

/// What a date cell says under the column's reading and the recipe's answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateText {
    /// Nothing, or a way to write that it is not known.
    Missing,
    /// No date.
    NotADate,
    /// A day and month that can be read two ways, and no answer yet.
    OrderUnclear,
    /// A time without a zone, and no answer yet.
    NoZone,
    /// A local time that a clock change skips.
    NotInZone,
    /// A point in time.
    Moment {
        /// The point.
        at: DateTime<Utc>,
        /// What was assumed to get there.
        how: Assumed,
    },
}

/// What was assumed to make a point in time of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Assumed {
    /// There was a date only: taken as noon local time.
    pub date_only: bool,
    /// The local time came twice in a clock change: taken as the earlier.
    pub twice: bool,
    /// The UTC day differs from the local day: −1 or +1; 0 where it does not.
    pub day_moves: i8,
}
