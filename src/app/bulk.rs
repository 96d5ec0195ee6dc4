//! What is done to many cells at once: fill, fill down, paste, replace.
//!
//! Owns which cells get which text. Does not know threads: [`planned`] is as pure as it is slow, so a few
//! cells are planned where the change is asked for, more of them on a thread. Invariants: a cell of a
//! row that is being sent is left alone; a cell that has the text already is no change.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::check::{Input, Report, Values};
use crate::model::{Cancelled, CellChange, Field, Overlay, Progress, RowId, TextBlock};

use super::area::Area;
use super::edit::thousands;
use super::history::{Change, Step};
use super::search::{Search, is_locked};
use super::view::View;

/// Something that is done to many cells.
#[derive(Clone, Debug, PartialEq)]
pub enum Bulk {
    /// They all get this text.
    Fill(Area, String),
    /// Those of each block get what its first row has; a block of one row what the row above has.
    FillDown(Area),
    /// Rows of texts go over the cells, again and again where there are fewer of them.
    Paste {
        /// Places of the rows.
        rows: Range<u32>,
        /// The columns from the left; `None` for one that cannot be changed.
        fields: Vec<Option<Field>>,
        /// The texts.
        records: Arc<[Vec<String>]>,
    },
    /// What fits is replaced.
    Replace(Search, String),
}

impl Bulk {
    /// How many cells have to be looked at, of a view with so many rows.
    pub fn num_cells(&self, num_rows: u32) -> u64 {
        match self {
            Self::Fill(area, _) | Self::FillDown(area) => area.num_cells(),
            Self::Paste { rows, fields, .. } => {
                u64::from(rows.end.saturating_sub(rows.start)) * fields.len() as u64
            }
            Self::Replace(search, _) => search.area(num_rows).num_cells(),
        }
    }

    fn label(&self, cells: u64) -> String {
        let cells = if cells == 1 { "1 cell".to_owned() } else { format!("{} cells", thousands(cells)) };
        match self {
            Self::Fill(_, text) if text.is_empty() => format!("{cells} emptied"),
            Self::Fill(_, text) => format!("{cells} → {text}"),
            Self::FillDown(_) => format!("{cells} filled down"),
            Self::Paste { .. } => format!("{cells} pasted"),
            Self::Replace(search, with) => format!("“{}” → “{with}”, {cells}", search.text),
        }
    }
}

/// New texts for cells, planned in parts.
#[derive(Debug, Default)]
pub struct Plan(Vec<Part>);

/// New texts for some cells.
#[derive(Debug, Default)]
struct Part {
    texts: TextBlock,
    /// The texts that are told apart: the first ones. Where nearly every cell has a text of its own, to look
    /// each up would cost more than to keep the few that come again.
    ids: FxHashMap<Box<str>, u32>,
    cells: BTreeMap<Field, Vec<(RowId, u32)>>,
}

/// How many texts of a part are told apart.
const TOLD_APART: usize = 4_096;

impl Part {
    fn set(&mut self, row: RowId, field: Field, text: &str) {
        let id = if let Some(id) = self.ids.get(text) {
            *id
        } else {
            let id = self.texts.push(text);
            if self.ids.len() < TOLD_APART {
                self.ids.insert(text.into(), id);
            }
            id
        };
        self.cells.entry(field).or_default().push((row, id));
    }
}

/// How many rows a thread replaces in before it tells progress.
const ROWS_AT_ONCE: u32 = 16_384;
/// How many cells are planned before progress is told.
const STRIDE: u64 = 16_384;

/// Which cells get which text.
///
/// # Errors
/// [`Cancelled`] when the job was asked to stop.
pub fn planned(
    bulk: &Bulk,
    input: &Input<'_>,
    report: &Report,
    view: &View,
    progress: &Progress,
) -> Result<Plan, Cancelled> {
    let num_rows = view.num_rows(input.sheet.num_rows());
    progress.start(bulk.num_cells(num_rows));
    let values = Values::new(input);
    let mut planner = Planner { values, report, progress, done: 0, part: Part::default() };
    match bulk {
        Bulk::Fill(area, text) => {
            for (row, field) in area.cells(view) {
                planner.set(row, field, text)?;
            }
        }
        Bulk::FillDown(area) => fill_down(&mut planner, area, view)?,
        Bulk::Paste { rows, fields, records } => {
            for (place, record) in rows.clone().zip(records.iter().cycle()) {
                let Some(row) = view.row(place) else { break };
                for (field, text) in fields.iter().zip(record.iter().cycle()) {
                    if let Some(field) = field {
                        planner.set(row, *field, text)?;
                    }
                }
            }
        }
        Bulk::Replace(search, with) => {
            return replaced(search, with, &planner.values, (report, view), progress, num_rows);
        }
    }
    Ok(Plan(vec![planner.part]))
}

/// What a replacement makes of the cells, in stretches of the view on all cores.
fn replaced(
    search: &Search,
    with: &str,
    values: &Values<'_>,
    (report, view): (&Report, &View),
    progress: &Progress,
    num_rows: u32,
) -> Result<Plan, Cancelled> {
    let Ok(matcher) = search.matcher() else { return Ok(Plan::default()) };
    let done = AtomicU64::new(0);
    let stretches = search.area(num_rows).in_stretches(ROWS_AT_ONCE);
    let parts = stretches.into_par_iter().map(|area| {
        let mut part = Part::default();
        let mut new = String::new();
        for (row, field) in area.cells(view) {
            let value = values.get(row, field);
            if matcher.replace_into(value, with, &mut new) && new != value && !is_locked(report, row) {
                part.set(row, field, &new);
            }
        }
        let before = done.fetch_add(area.num_cells(), Ordering::Relaxed);
        progress.reached(before).map(|()| part)
    });
    parts.collect::<Result<_, Cancelled>>().map(Plan)
}

/// Each column of a block from its first row on, in the order of the view.
fn fill_down(planner: &mut Planner<'_>, area: &Area, view: &View) -> Result<(), Cancelled> {
    for block in &area.0 {
        let single = block.num_rows() == 1;
        let first = if single { block.rows.start.checked_sub(1) } else { Some(block.rows.start) };
        let Some((first, from)) = first.and_then(|first| Some((first, view.row(first)?))) else { continue };
        for row in (first + 1..block.rows.end).map_while(|place| view.row(place)) {
            for field in &block.fields {
                let text = planner.values.get(from, *field);
                planner.set(row, *field, text)?;
            }
        }
    }
    Ok(())
}

struct Planner<'a> {
    values: Values<'a>,
    report: &'a Report,
    progress: &'a Progress,
    done: u64,
    part: Part,
}

impl Planner<'_> {
    fn step(&mut self) -> Result<(), Cancelled> {
        self.done += 1;
        if self.done.is_multiple_of(STRIDE) { self.progress.reached(self.done) } else { Ok(()) }
    }

    fn set(&mut self, row: RowId, field: Field, text: &str) -> Result<(), Cancelled> {
        self.step()?;
        if is_locked(self.report, row) || self.values.get(row, field) == text {
            return Ok(());
        }
        self.part.set(row, field, text);
        Ok(())
    }
}

impl Plan {
    /// The step that does it; `None` where nothing changes.
    pub fn step(self, bulk: &Bulk, overlay: &mut Overlay) -> Option<Step> {
        let mut num_cells = BTreeMap::<Field, usize>::new();
        for (field, cells) in self.0.iter().flat_map(|part| &part.cells) {
            *num_cells.entry(*field).or_default() += cells.len();
        }
        if num_cells.is_empty() {
            return None;
        }
        let label = bulk.label(num_cells.values().sum::<usize>() as u64);
        let rooms = num_cells.into_iter().map(|(field, num)| (field, Vec::with_capacity(num)));
        let mut all: BTreeMap<Field, Vec<_>> = rooms.collect();
        for part in self.0 {
            let ids = overlay.intern_all(part.texts);
            for (field, cells) in part.cells {
                let cells = cells.into_iter().map(|(row, id)| (row, Some(ids[id as usize])));
                all.entry(field).or_default().extend(cells);
            }
        }
        let changes = all.into_iter().map(|(field, mut cells)| {
            // In the order of the file, whichever order the view has.
            if !cells.is_sorted_by_key(|(row, _)| *row) {
                cells.par_sort_by_key(|(row, _)| *row);
            }
            Change::Cells(CellChange { field, cells })
        });
        Some(Step { label, changes: changes.collect() })
    }
}
