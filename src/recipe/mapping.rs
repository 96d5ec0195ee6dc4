//! The recipe itself: where each field comes from, and every answer about columns.
//!
//! Owns [`Recipe`] and what reads a row's source text by it. Does not know where a recipe came from.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chrono_tz::Tz;

use crate::model::{AnsweredBy, Cells, ColumnId, Field, NUM_FIELDS, RowId, Sheet};

use super::aliases::{dates, guess_kind};
use super::headings::Headings;
use super::preset::preset;
use super::text::is_missing;
use super::{AgentKind, DateOrder, DayCount, Scale};

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
    /// From which year dates are counted that are bare day numbers.
    pub day_count: Option<Told<DayCount>>,
    /// The columns that tell one evaluation from another where no single one does: each part is the
    /// first of its columns that is not blank. Empty: [`Field::Review`] alone tells them apart.
    pub identity: Vec<Vec<ColumnId>>,
    /// Rows that should not go up unasked, as the preset says. Which rows that are is found by
    /// [`read_columns`](super::read_columns): see [`Readings::left_out`](super::Readings::left_out).
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
    /// From these columns: the first that is neither blank nor N/A. For the agent all count, in this order.
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
                    (self.agent_kinds.entry(column), guess_kind(&headings, column))
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

    /// The columns that may say when it was scored, likeliest first: the preset's choice, or every column
    /// whose heading or first cells are dates.
    pub fn date_choices(&self, sheet: &Sheet) -> Vec<ColumnId> {
        let headings = Headings::of(sheet);
        let by_preset = self.preset.as_deref().and_then(preset).map(|preset| preset.dates(&headings));
        by_preset.filter(|columns| !columns.is_empty()).unwrap_or_else(|| dates(&headings))
    }

    /// The source text of a field in a row: of its columns the first that is neither blank nor N/A, or
    /// the constant; `""` where it comes from nowhere. Neither edits nor replacements count.
    pub fn source_text<'a>(&'a self, sheet: &'a Sheet, row: RowId, field: Field) -> &'a str {
        self.text_of(sheet, row, sheet.cells(row), field)
    }

    /// The same, of the row's cells: to look up several fields of it.
    pub(super) fn text_of<'a>(
        &'a self,
        sheet: &'a Sheet,
        row: RowId,
        cells: Cells<'a>,
        field: Field,
    ) -> &'a str {
        match self.mapping(field) {
            Mapping::Columns(columns) => match columns[..] {
                [column] => cells.get(column.index()).unwrap_or_default(),
                _ => first_text(sheet, row, columns),
            },
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
pub(crate) fn first_text<'a>(sheet: &'a Sheet, row: RowId, columns: &[ColumnId]) -> &'a str {
    let mut texts = columns.iter().map(|column| sheet.cell(row, *column));
    match columns {
        [] => "",
        [column] => sheet.cell(row, *column),
        [first, ..] => texts.find(|text| !is_missing(text)).unwrap_or_else(|| sheet.cell(row, *first)),
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
    /// Only rows beside an evaluation with another value in `column`, of the same interaction by the
    /// first of these columns that says something; without columns, beside one anywhere in the file.
    /// `None`: every row with such a value.
    pub beside: Option<Vec<ColumnId>>,
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
