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
mod fixtures;
mod headings;
pub mod number;
mod preset;
mod readings;
mod remembered;
pub mod text;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::str::FromStr;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::model::{AnsweredBy, ColumnId, Field, NUM_FIELDS, RowId, Sheet};

use headings::Headings;

pub use choose::{Chosen, Confirm, Overrides, RecipeError, choose};
pub use number::Decimal;
pub use preset::{Preset, presets, recognise};
pub use readings::{DateReading, Example, IdReading, Readings, ScoreReading, Spread, read_columns};
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
    /// The columns that tell one evaluation from another where no single one does: each part is the
    /// first of its columns that is not blank. Empty: [`Field::Review`] alone tells them apart.
    pub identity: Vec<Vec<ColumnId>>,
    /// Rows that should not go up unasked, as the preset says. Which rows that are is found by
    /// [`read_columns`]: see [`Readings::left_out`].
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

    /// Says where a field comes from. Agent columns that are no longer mapped lose their kind.
    pub fn set_mapping(&mut self, field: Field, mapping: Mapping) {
        self.mappings[field.index()] = mapping;
        if field == Field::AgentId {
            let agents = self.columns(Field::AgentId).to_vec();
            self.agent_kinds.retain(|column, _| agents.contains(column));
        }
    }

    /// Maps a field to columns on the mapping screen; an agent column says its kind where heading or cells
    /// make it plain. No column: from nowhere.
    pub fn map_columns(&mut self, sheet: &Sheet, field: Field, columns: Vec<ColumnId>) {
        let mapping = if columns.is_empty() { Mapping::None } else { Mapping::Columns(columns.clone()) };
        self.set_mapping(field, mapping);
        if field == Field::AgentId {
            let headings = Headings::of(sheet);
            for column in columns {
                if let (Entry::Vacant(entry), Some(kind)) =
                    (self.agent_kinds.entry(column), aliases::guess_kind(&headings, column))
                {
                    entry.insert(kind);
                }
            }
        }
    }

    /// Says what an agent column holds, or takes that back so that it is asked for.
    pub fn set_agent_kind(&mut self, column: ColumnId, kind: Option<AgentKind>) {
        match kind {
            Some(kind) => self.agent_kinds.insert(column, kind),
            None => self.agent_kinds.remove(&column),
        };
    }

    /// Says on which scale scores with no maximum beside them are.
    pub fn set_scale(&mut self, scale: Option<Told<Scale>>) {
        self.scale = scale;
    }

    /// Lets rows in that the preset leaves out, or leaves them out again. `false` where there is no such
    /// entry.
    pub fn set_leave_out(&mut self, entry: usize, active: bool) -> bool {
        self.leave_out.get_mut(entry).is_some_and(|rows| {
            rows.active = active;
            true
        })
    }

    /// The columns that may say when it was scored, likeliest first: the preset's choice, or every column
    /// whose heading or first cells are dates.
    pub fn date_choices(&self, sheet: &Sheet) -> Vec<ColumnId> {
        let headings = Headings::of(sheet);
        let by_preset = self.preset.as_deref().and_then(preset::preset).map(|preset| preset.dates(&headings));
        by_preset.filter(|columns| !columns.is_empty()).unwrap_or_else(|| aliases::dates(&headings))
    }

    /// The source text of a field in a row: of its columns the first that is neither blank nor N/A, or
    /// the constant; `""` where it comes from nowhere. Neither edits nor replacements count.
    pub fn source_text<'a>(&'a self, sheet: &'a Sheet, row: RowId, field: Field) -> &'a str {
        match self.mapping(field) {
            Mapping::Columns(columns) => first_text(sheet, row, columns),
            Mapping::Constant(text) => text,
            Mapping::None => "",
        }
    }

    /// Appends the identity of a row to `key`, from [`identity`](Self::identity) or, where that is
    /// empty, from [`Field::Review`]; `false`, and `key` as it was, where every part is blank.
    pub fn push_identity(&self, sheet: &Sheet, row: RowId, key: &mut Vec<u8>) -> bool {
        let before = key.len();
        let mut any = false;
        let mut push = |text: &str| {
            any |= !text.trim().is_empty();
            // The length in front, so that no two lists of parts are one key.
            key.extend_from_slice(&(text.len() as u64).to_le_bytes());
            key.extend_from_slice(text.as_bytes());
        };
        if self.identity.is_empty() {
            push(self.source_text(sheet, row, Field::Review));
        } else {
            self.identity.iter().for_each(|part| push(first_text(sheet, row, part)));
        }
        if !any {
            key.truncate(before);
        }
        any
    }
}

/// Of these columns the first text that says something: neither blank nor N/A. Where none does, the
/// first.
fn first_text<'a>(sheet: &'a Sheet, row: RowId, columns: &[ColumnId]) -> &'a str {
    let mut texts = columns.iter().map(|column| sheet.cell(row, *column));
    match columns {
        [] => "",
        [column] => sheet.cell(row, *column),
        [first, ..] => texts.find(|text| !text::is_missing(text)).unwrap_or_else(|| sheet.cell(row, *first)),
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

/// The scale of scores with no maximum beside them. Written and read as `--scale` spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// `percent`: 0–100 already.
    Percent,
    /// `fraction`: 0–1.
    Fraction,
    /// `points:MAX`: points out of MAX, as an exact decimal.
    Points(Decimal),
}

impl Scale {
    /// What a score on this scale is out of.
    pub const fn max(self) -> Decimal {
        match self {
            Self::Percent => Decimal::whole(100),
            Self::Fraction => Decimal::whole(1),
            Self::Points(max) => max,
        }
    }
}

/// The text is no [`Scale`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no scale; use percent, fraction or points:MAX, such as points:20")]
pub struct UnknownScale(pub String);

impl FromStr for Scale {
    type Err = UnknownScale;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "percent" => Ok(Self::Percent),
            "fraction" => Ok(Self::Fraction),
            _ => text
                .strip_prefix("points:")
                .and_then(|max| max.parse().ok())
                .filter(|max: &Decimal| !max.is_negative() && !max.is_zero())
                .map(Self::Points)
                .ok_or_else(|| UnknownScale(text.to_owned())),
        }
    }
}

impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Percent => f.write_str("percent"),
            Self::Fraction => f.write_str("fraction"),
            Self::Points(max) => write!(f, "points:{max}"),
        }
    }
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

impl DateOrder {
    /// Every order.
    pub const ALL: [Self; 3] = [Self::Dmy, Self::Mdy, Self::Ymd];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dmy => "dmy",
            Self::Mdy => "mdy",
            Self::Ymd => "ymd",
        }
    }

    /// Its bit in a set of orders.
    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The text is no [`DateOrder`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no order of dates; use dmy, mdy or ymd")]
pub struct UnknownDateOrder(pub String);

impl FromStr for DateOrder {
    type Err = UnknownDateOrder;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let order = Self::ALL.into_iter().find(|order| order.name() == text);
        order.ok_or_else(|| UnknownDateOrder(text.to_owned()))
    }
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
    /// Only rows beside another evaluation of the same interaction, one with another value in
    /// `column`: the columns that tell the interaction. Empty: every row with such a value.
    pub beside: Vec<ColumnId>,
    /// Whether it holds; a person can turn it off.
    pub active: bool,
}

impl LeaveOut {
    /// Whether a row's cell in [`column`](Self::column) is one of the values.
    pub fn names(&self, cell: &str) -> bool {
        let cell = cell.trim();
        !cell.is_empty() && self.values.iter().any(|value| value.eq_ignore_ascii_case(cell))
    }
}
