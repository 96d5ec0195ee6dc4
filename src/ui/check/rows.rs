//! What the grid shows of a document.
//!
//! Owns which columns are in view and a cache of the rows in view. Invariant: a row is looked at once
//! for each revision, however often it is drawn.

use std::cell::RefCell;
use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rustc_hash::{FxHashMap, FxHasher};

use crate::app::area::Column;
use crate::app::preview::Tried;
use crate::app::search::SHOWN_ORDER;
use crate::app::view::Filter;
use crate::app::{Open, State};
use crate::check::{self, CellLook, Input, Report, RowLook, Severity};
use crate::model::{Field, RowId, RowState};
use crate::pipeline::Surroundings;
use crate::recipe::Mapping;
use crate::ui::grid::{CellPos, GridCell, GridColumn, GridRow, GridSource, Sort};

/// Which columns there are.
#[derive(Default)]
pub struct Columns {
    shown: Vec<Column>,
    drawn: Vec<GridColumn>,
    /// Whether the columns of the file are in view as well.
    pub with_source: bool,
}

impl Columns {
    /// Brings the columns in step with the recipe, the order of the rows, and what a person wants to see.
    pub fn follow(&mut self, open: &Open) {
        let recipe = &open.document.recipe;
        // What is the same in every row tells nothing of a row.
        let telling = |field: Field| match recipe.mapping(field) {
            Mapping::Columns(_) => true,
            Mapping::Constant(_) => false,
            Mapping::None => field.info().required,
        };
        self.shown = SHOWN_ORDER.into_iter().filter(|field| telling(*field)).map(Column::Field).collect();
        if self.with_source {
            self.shown.extend(open.document.sheet.column_ids().map(Column::Source));
        }
        self.drawn = self.shown.iter().map(|column| drawn(*column, open)).collect();
    }

    /// The column at a place.
    pub fn get(&self, place: u16) -> Option<Column> {
        self.shown.get(usize::from(place)).copied()
    }

    /// Where a field is.
    pub fn place(&self, field: Field) -> Option<u16> {
        let place = self.shown.iter().position(|column| *column == Column::Field(field))?;
        u16::try_from(place).ok()
    }
}

/// A field's name in the layout of the grid's columns.
pub fn key(field: Field) -> u32 {
    field as u32
}

fn drawn(column: Column, open: &Open) -> GridColumn {
    match column {
        Column::Field(field) => GridColumn {
            key: key(field),
            title: field.label().to_owned(),
            width: width(field),
            numeric: matches!(field, Field::Score | Field::MaxScore),
            monospace: matches!(field, Field::Conversation | Field::Review),
            editable: true,
            sort: open
                .view
                .wish
                .sort
                .iter()
                .find(|sort| sort.field == field)
                .map(|sort| if sort.descending { Sort::Down } else { Sort::Up }),
        },
        Column::Source(column) => GridColumn {
            key: 1_000 + u32::from(column.0),
            title: open.document.sheet.columns().get(column.index()).cloned().unwrap_or_default(),
            width: 140.0,
            editable: false,
            ..GridColumn::default()
        },
    }
}

fn width(field: Field) -> f32 {
    match field {
        Field::AgentId => 190.0,
        Field::Conversation => 130.0,
        Field::Source | Field::MaxScore | Field::Platform => 84.0,
        Field::Score => 110.0,
        Field::Rubric => 150.0,
        Field::Notes => 240.0,
        Field::Reviewer | Field::Review => 170.0,
        Field::ScoredAt => 210.0,
    }
}

/// Rows that were looked at, for one version.
#[derive(Default)]
pub struct Cache {
    version: u64,
    /// Notes that more than half of the rows have.
    common: Vec<&'static str>,
    rows: RefCell<FxHashMap<RowId, Arc<RowLook>>>,
    /// The same rows as they would be by the answer that is offered.
    tried: RefCell<FxHashMap<RowId, Arc<RowLook>>>,
}

impl Cache {
    /// More rows than are ever in view; then it starts again.
    const MOST: usize = 4_096;
}

/// A document as the grid asks for it.
pub struct Rows<'a> {
    open: &'a Open,
    around: &'a Surroundings,
    report: &'a Report,
    columns: &'a Columns,
    cache: &'a Cache,
    now: DateTime<Utc>,
    /// What the answer that is offered would make of them.
    tried: Option<&'a Tried>,
}

impl<'a> Rows<'a> {
    /// The rows in view of a document.
    pub fn new(
        state: &'a State,
        open: &'a Open,
        report: &'a Arc<Report>,
        columns: &'a Columns,
        cache: &'a mut Cache,
    ) -> Self {
        let version = version(open, report, columns);
        if cache.version != version || cache.rows.get_mut().len() > Cache::MOST {
            cache.version = version;
            cache.rows.get_mut().clear();
            cache.tried.get_mut().clear();
            let half = report.counts().read() / 2;
            let notes = report.problems().into_iter().filter(|found| found.rule.severity == Severity::Note);
            cache.common = notes.filter(|found| found.rows > half).map(|found| found.rule.id).collect();
        }
        let tried = tried(open).map(Arc::as_ref);
        Self { open, around: &state.accounts.around, report, columns, cache, now: state.now, tried }
    }

    /// The document.
    pub fn open(&self) -> &'a Open {
        self.open
    }

    fn input(&self) -> Input<'a> {
        self.open.document.input(self.around, self.now)
    }

    fn look(&self, row: RowId) -> Arc<RowLook> {
        let mut rows = self.cache.rows.borrow_mut();
        let look = || Arc::new(check::look(&self.input(), self.report, row));
        Arc::clone(rows.entry(row).or_insert_with(look))
    }

    /// What a cell would say by the answer that is offered, where that is something else than now.
    fn ghost(&self, row: RowId, field: Field, now: &CellLook) -> Option<String> {
        let tried = self.tried?;
        let mut rows = self.cache.tried.borrow_mut();
        let look = rows.entry(row).or_insert_with(|| {
            let input = tried.document.input(&tried.around, self.now);
            Arc::new(check::look(&input, &tried.report, row))
        });
        let says = |cell: &CellLook| cell.sent.clone().unwrap_or_else(|| cell.raw.clone());
        let ghost = says(&look.cells[field.index()]);
        (!ghost.is_empty() && ghost != says(now)).then_some(ghost)
    }

    /// Whether all the notes at a cell are such as most rows have: they tell nothing of this one.
    fn is_common_note(&self, look: &RowLook, field: Field) -> bool {
        let mut here = look.problems.iter().filter(|problem| problem.field == Some(field));
        here.all(|problem| self.cache.common.contains(&problem.rule.id))
    }

    /// The field of a cell and its value; `None` for a column of the file.
    pub fn field_and_value(&self, pos: CellPos) -> Option<(Field, String)> {
        let Column::Field(field) = self.columns.get(pos.column)? else { return None };
        Some((field, check::value(&self.input(), self.row_id(pos.row)?, field).to_owned()))
    }

    /// The column at a place.
    pub fn column(&self, place: u16) -> Option<Column> {
        self.columns.get(place)
    }

    /// The row at a place of the view.
    pub fn row_id(&self, place: u32) -> Option<RowId> {
        self.open.view.row(place).filter(|row| row.0 < self.open.document.sheet.num_rows())
    }

    /// Whether what is done to these cells reaches a row of an open upload: those are read-only.
    pub fn is_fixed(&self, row: RowId) -> bool {
        matches!(self.report.state(row), RowState::InUpload | RowState::Unknown)
    }
}

fn tried(open: &Open) -> Option<&Arc<Tried>> {
    open.preview()?.tried(open.revision)
}

/// Another number whenever what is drawn may be other.
fn version(open: &Open, report: &Arc<Report>, columns: &Columns) -> u64 {
    let mut hasher = FxHasher::default();
    open.revision.hash(&mut hasher);
    open.view.arranged.hash(&mut hasher);
    (Arc::as_ptr(report) as usize).hash(&mut hasher);
    tried(open).map(|tried| Arc::as_ptr(tried) as usize).hash(&mut hasher);
    columns.with_source.hash(&mut hasher);
    columns.shown.len().hash(&mut hasher);
    // A ready row is ticked where it was filtered as one to fix.
    std::mem::discriminant(&open.view.wish.filter).hash(&mut hasher);
    hasher.finish()
}

impl GridSource for Rows<'_> {
    fn version(&self) -> u64 {
        self.cache.version
    }

    fn num_rows(&self) -> u32 {
        self.open.view.num_rows(self.open.document.sheet.num_rows())
    }

    fn columns(&self) -> &[GridColumn] {
        &self.columns.drawn
    }

    fn row(&self, place: u32) -> GridRow {
        let row = self.row_id(place).unwrap_or(RowId(0));
        let state = self.report.state(row);
        let fixed = match &self.open.view.wish.filter {
            Filter::State(RowState::NeedsFix) | Filter::Decision(_) => state == RowState::Ready,
            _ => false,
        };
        GridRow { number: row.number(), state, fixed }
    }

    fn cell(&self, pos: CellPos) -> GridCell {
        let (Some(row), Some(column)) = (self.row_id(pos.row), self.columns.get(pos.column)) else {
            return GridCell::default();
        };
        match column {
            Column::Source(column) => GridCell {
                text: self.open.document.sheet.cell(row, column).to_owned(),
                ..GridCell::default()
            },
            Column::Field(field) => {
                let look = self.look(row);
                let cell = &look.cells[field.index()];
                let problem = cell.mark.and_then(|mark| {
                    let of_field = look.problems.iter().filter(|problem| problem.field == Some(field));
                    of_field
                        .min_by_key(|problem| (problem.rule.severity != mark, problem.rule.severity))
                        .map(|problem| problem.message.clone())
                });
                // The name says more than an address, the moment more than how a spreadsheet wrapped it.
                let plain = matches!(field, Field::AgentId | Field::ScoredAt);
                let (shown, sent) = if plain { (cell.sent.clone(), None) } else { (None, cell.sent.clone()) };
                GridCell {
                    text: cell.raw.clone(),
                    shown,
                    sent,
                    mark: cell
                        .mark
                        .filter(|mark| *mark != Severity::Note || !self.is_common_note(&look, field)),
                    problem,
                    edited: cell.edited,
                    ghost: self.ghost(row, field, cell),
                    day_moves: cell.day_moves,
                }
            }
        }
    }

    fn complete(&self, pos: CellPos, typed: &str) -> Vec<String> {
        let Some(Column::Field(field)) = self.columns.get(pos.column) else { return Vec::new() };
        if typed.trim().is_empty() {
            return Vec::new();
        }
        if field == Field::AgentId {
            return super::agents::matching(self.around.people.as_deref(), typed, 8)
                .into_iter()
                .map(|person| person.email.clone().or(person.agent_id.clone()).unwrap_or_default())
                .filter(|value| !value.is_empty())
                .collect();
        }
        if matches!(field, Field::Reviewer | Field::Rubric | Field::Source) {
            return self.values_like(field, typed);
        }
        Vec::new()
    }
}

impl Rows<'_> {
    /// Values of a field near the top of the file that begin like this.
    fn values_like(&self, field: Field, typed: &str) -> Vec<String> {
        const FAR_ENOUGH: usize = 5_000;
        let (input, typed) = (self.input(), typed.to_lowercase());
        let mut values: Vec<String> = Vec::new();
        for row in input.sheet.rows().take(FAR_ENOUGH) {
            let value = check::value(&input, row, field);
            if value.to_lowercase().starts_with(&typed) && !values.iter().any(|known| known == value) {
                values.push(value.to_owned());
                if values.len() == 8 {
                    break;
                }
            }
        }
        values
    }
}

/// The first column with a problem in a row, for the cursor.
pub fn first_problem_column(open: &Open, report: &Report, place: u32, columns: &Columns) -> Option<u16> {
    let row = open.view.row(place)?;
    let field = report.rules(row).find_map(|rule| rule.field)?;
    columns.place(field)
}
