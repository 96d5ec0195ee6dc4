//! What is done to many cells at once: fill, fill down, paste, replace.
//!
//! Owns which cells get which text. Does not know threads: [`planned`] is as pure as it is slow, so a few
//! cells are planned where the change is asked for, more of them on a thread. Invariants: a cell of a
//! row that is being sent is left alone; a cell that has the text already is no change.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::check::{Input, Report, Values};
use crate::model::{Cancelled, CellChange, Field, Overlay, Progress, RowId};

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

/// New texts for cells, each text once.
#[derive(Debug, Default)]
pub struct Plan {
    texts: Vec<String>,
    ids: FxHashMap<String, u32>,
    cells: BTreeMap<Field, Vec<(RowId, u32)>>,
}

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
    let mut planner = Planner { values, report, progress, done: 0, plan: Plan::default() };
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
            let Ok(matcher) = search.matcher() else { return Ok(planner.plan) };
            for (row, field) in search.area(num_rows).cells(view) {
                let new = matcher.replaced(planner.values.get(row, field), with);
                match new {
                    Some(text) => planner.set(row, field, &text)?,
                    None => planner.step()?,
                }
            }
        }
    }
    Ok(planner.plan)
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
    plan: Plan,
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
        let id = if let Some(id) = self.plan.ids.get(text) {
            *id
        } else {
            let id = u32::try_from(self.plan.texts.len()).unwrap_or(u32::MAX);
            self.plan.texts.push(text.to_owned());
            self.plan.ids.insert(text.to_owned(), id);
            id
        };
        self.plan.cells.entry(field).or_default().push((row, id));
        Ok(())
    }
}

impl Plan {
    /// The step that does it; `None` where nothing changes.
    pub fn step(self, bulk: &Bulk, overlay: &mut Overlay) -> Option<Step> {
        let num_cells: usize = self.cells.values().map(Vec::len).sum();
        if num_cells == 0 {
            return None;
        }
        let ids: Vec<_> = self.texts.iter().map(|text| overlay.intern(text)).collect();
        let changes = self.cells.into_iter().map(|(field, cells)| {
            let cells = cells.into_iter().map(|(row, id)| (row, Some(ids[id as usize]))).collect();
            Change::Cells(CellChange { field, cells })
        });
        Some(Step { label: bulk.label(num_cells as u64), changes: changes.collect() })
    }
}
