//! How a file's columns become fields.
//!
//! Owns the [`Recipe`] (mapping, kinds, scale, zone, order, what to leave out), the presets of the
//! known tools (data in `assets/presets/`), recognising a file, reading numbers and dates from
//! text, and the memory of answers. Does not know people, rules or the network. Invariant: what a
//! column means is decided once from the source text ([`Readings`]) and frozen; an edit never
//! flips a column.

mod aliases;
mod choose;
pub mod date;
mod described;
#[cfg(test)]
pub(crate) mod fixtures;
mod headings;
mod held_out;
mod kinds;
pub(crate) mod lines;
mod mapping;
mod memory;
pub(crate) mod mojibake;
pub mod number;
mod points;
mod preset;
mod readings;
mod recut;
mod remembered;
mod saved;
pub mod text;

pub use aliases::is_time_beside;
pub use choose::{Chosen, Confirm, Overrides, RecipeError, choose, choose_watched};
pub use kinds::{
    AgentKind, DateOrder, DayCount, Scale, UnknownAgentKind, UnknownDateOrder, UnknownDayCount, UnknownScale,
};
pub(crate) use mapping::first_text;
pub use mapping::{LeaveOut, Mapping, Recipe, Told};
pub use memory::{Memory, NotTaken};
pub use number::Decimal;
pub use preset::{Preset, presets, recognise};
pub use readings::{DateReading, Example, IdDamage, IdReading, Readings, ScoreReading, Spread, read_columns};
pub use recut::{Detected, Recut};
pub use remembered::Remembered;
