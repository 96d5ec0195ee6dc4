//! How a file's columns become fields.
//!
//! Owns the [`Recipe`] (mapping, kinds, scale, zone, order, what to leave out), the presets of the
//! known tools (data in `assets/presets/`), recognising a file, reading numbers and dates from
//! text, and the memory of answers. Does not know people, rules or the network. Invariant: what a
//! column means is decided once from the source text ([`Readings`]) and frozen; an edit never
//! flips a column.

mod choose;
pub mod date;
pub mod number;
mod preset;
mod readings;
mod remembered;
pub mod text;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::model::{AnsweredBy, ColumnId, Field, NUM_FIELDS};

pub use choose::{Chosen, Confirm, Overrides, RecipeError, choose};
pub use preset::{Preset, presets, recognise};
pub use readings::{DateReading, IdReading, Readings, ScoreReading, read_columns};
pub use remembered::{Memory, Remembered};

/// How the columns of one shape of file become fields, with every answer about its columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recipe {
    /// The id of the preset that it started from, e.g. `maestroqa.total_scores`.
    pub preset: Option<String>,
    /// Where each field comes from, by [`Field::index`].
    pub mappings: [Mapping; NUM_FIELDS],
    /// What each agent column holds. A column of [`Field::AgentId`] that is missing here is asked for.
    pub agent_kinds: BTreeMap<ColumnId, AgentKind>,
    /// The scale of scores that have no maximum beside them.
    pub scale: Option<Told<Scale>>,
    /// The zone of times that carry none.
    pub zone: Option<Told<Tz>>,
    /// How dates that can be read two ways are meant.
    pub date_order: Option<Told<DateOrder>>,
    /// Rows that should not go up unasked, as the preset says.
    pub leave_out: Vec<LeaveOut>,
    /// Whether notes are HTML, to be taken off.
    pub html_notes: bool,
    /// A value that is meant as another wherever it stands in a field.
    pub replacements: BTreeMap<(Field, String), String>,
}

/// An answer about a column, and who gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Told<T> {
    /// The answer.
    pub value: T,
    /// Who gave it.
    pub by: AnsweredBy,
}

/// Where a field comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Mapping {
    /// From nowhere.
    #[default]
    None,
    /// From these columns: the first that is not blank. For the agent all count, in this order.
    Columns(Vec<ColumnId>),
    /// The same text for every row.
    Constant(String),
}

impl Recipe {
    /// Where a field comes from.
    pub fn mapping(&self, field: Field) -> &Mapping {
        &self.mappings[field.index()]
    }

    /// The columns of a field; none for a constant.
    pub fn columns(&self, field: Field) -> &[ColumnId] {
        match self.mapping(field) {
            Mapping::Columns(columns) => columns,
            Mapping::None | Mapping::Constant(_) => &[],
        }
    }
}

/// What an agent column holds. Written and read as `--agent-kind` spells it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AgentKind {
    /// `assembled`: the `agent_id` of Assembled itself.
    Assembled,
    /// `email`: an e-mail address; case does not matter.
    Email,
    /// `platform:NAME`: the agent's id on that platform.
    Platform(String),
    /// `platform`: the agent's id on the platform that the row names in [`Field::Platform`]; where the
    /// people list does not know that platform, on whichever one exactly one person has it.
    PlatformOfRow,
    /// `imported`: the id that the company's own system gave.
    Imported,
    /// `username`: the part before the @ of exactly one person's e-mail address, or an imported id.
    Username,
    /// `name`: a name. Only ever a suggestion.
    Name,
}

/// The text is no [`AgentKind`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no kind of agent column; use assembled, email, platform:NAME, imported, username or name")]
pub struct UnknownAgentKind(pub String);

impl FromStr for AgentKind {
    type Err = UnknownAgentKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "assembled" => Ok(Self::Assembled),
            "email" => Ok(Self::Email),
            "platform" => Ok(Self::PlatformOfRow),
            "imported" => Ok(Self::Imported),
            "username" => Ok(Self::Username),
            "name" => Ok(Self::Name),
            _ => match text.strip_prefix("platform:") {
                Some(name) if !name.is_empty() => Ok(Self::Platform(name.to_lowercase())),
                _ => Err(UnknownAgentKind(text.to_owned())),
            },
        }
    }
}

impl fmt::Display for AgentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Assembled => f.write_str("assembled"),
            Self::Email => f.write_str("email"),
            Self::Platform(name) => write!(f, "platform:{name}"),
            Self::PlatformOfRow => f.write_str("platform"),
            Self::Imported => f.write_str("imported"),
            Self::Username => f.write_str("username"),
            Self::Name => f.write_str("name"),
        }
    }
}

/// The scale of scores with no maximum beside them. Written as `--scale` spells it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    /// `percent`: 0–100 already.
    Percent,
    /// `fraction`: 0–1.
    Fraction,
    /// `points:MAX`: points out of MAX, as an exact decimal.
    Points(number::Decimal),
}

/// The order of day, month and year in dates that can be read two ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// Day first: 03/04 is 3 April.
    Dmy,
    /// Month first: 03/04 is March 4.
    Mdy,
    /// Year first.
    Ymd,
}

/// Rows whose cell in a column is one of these values are left out unless a person lets them in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaveOut {
    /// The column.
    pub column: ColumnId,
    /// The values, compared without case.
    pub values: Vec<String>,
    /// The reason for a person: "calibration", "deleted", "in dispute".
    pub reason: String,
}
