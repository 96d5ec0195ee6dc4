//! What a person did in the grid, as messages: edits, fills, copies and pastes of cells.

use std::sync::Arc;

use crate::app::area::{Area, Block, Column};
use crate::app::clipboard::{self, Copied};
use crate::app::tabs::Message as TabMessage;
use crate::app::{Bulk, Edit, Message, TabId, rows_words};
use crate::ui::grid::{CellPos, GridEvent, GridSource as _, GridState};
use crate::ui::parts::{button_ui, primary_ui};
use crate::ui::widgets::dialog_ui;

use super::at_cell::AtCell;
use super::rows::Rows;

/// A paste that does not fit, and waits for a word.
pub struct TooLarge {
    words: String,
    bulk: Bulk,
}

/// What a person has to say more about.
pub enum Asked {
    /// A paste that does not fit.
    TooLarge(TooLarge),
    /// Something about a cell, or its column.
    AtCell(AtCell),
}

/// Turns what a person did in the grid into messages. What needs a word comes back.
pub fn act(
    events: Vec<GridEvent>,
    source: &Rows<'_>,
    grid: &GridState,
    tab: TabId,
    out: &mut Vec<Message>,
) -> Option<Asked> {
    let mut asked = None;
    for event in events {
        let edit = match event {
            GridEvent::Moved => continue,
            GridEvent::Fixes => {
                let pos = grid.active();
                let field = match source.column(pos.column) {
                    Some(Column::Field(field)) => Some(field),
                    _ => None,
                };
                asked = source.row_id(pos.row).map(|row| Asked::AtCell(AtCell::Fixes(row, field)));
                continue;
            }
            GridEvent::Values { column } => {
                if let Some(Column::Field(field)) = source.column(column) {
                    asked = Some(Asked::AtCell(AtCell::values(source.open(), field)));
                }
                continue;
            }
            GridEvent::ReadOnly(pos) => {
                out.push(Message::Done(why_read_only(source, pos).to_owned()));
                continue;
            }
            GridEvent::Sort { column, beside } => {
                if let Some(Column::Field(field)) = source.column(column) {
                    out.push(Message::Tab(tab, TabMessage::Sort { field, beside }));
                }
                continue;
            }
            GridEvent::Copy { cut } => {
                out.push(Message::Tab(tab, TabMessage::Copy(copied(source, grid, false))));
                if !cut {
                    continue;
                }
                Edit::Bulk(Bulk::Fill(selected(|column| source.column(column), grid), String::new()))
            }
            GridEvent::Paste(text) => match pasted(source, grid, &text) {
                Ok(bulk) => Edit::Bulk(bulk),
                Err(question) => {
                    asked = Some(Asked::TooLarge(question));
                    continue;
                }
            },
            GridEvent::Edit(pos, text) => match (source.column(pos.column), source.row_id(pos.row)) {
                (Some(Column::Field(field)), Some(row)) if !source.is_fixed(row) => {
                    Edit::Cells(vec![(field, row, Some(text))])
                }
                _ => continue,
            },
            GridEvent::Fill(text) => {
                Edit::Bulk(Bulk::Fill(selected(|column| source.column(column), grid), text))
            }
            GridEvent::Clear => {
                Edit::Bulk(Bulk::Fill(selected(|column| source.column(column), grid), String::new()))
            }
            GridEvent::FillDown => Edit::Bulk(Bulk::FillDown(selected(|column| source.column(column), grid))),
        };
        out.push(Message::Tab(tab, TabMessage::Edit(edit)));
    }
    asked
}

fn why_read_only(source: &Rows<'_>, pos: CellPos) -> &'static str {
    match source.column(pos.column) {
        Some(Column::Source(_)) => {
            "A column of the file cannot be changed. Change the field that it becomes."
        }
        _ => "This row is in an upload that has not ended. It can be changed when that has ended.",
    }
}

/// The selected cells that are fields.
pub fn selected(column_at: impl Fn(u16) -> Option<Column>, grid: &GridState) -> Area {
    let fields = |columns: Vec<u16>| {
        let fields = columns.into_iter().filter_map(|column| match column_at(column) {
            Some(Column::Field(field)) => Some(field),
            _ => None,
        });
        fields.collect::<Vec<_>>()
    };
    let blocks = grid.selected().into_iter();
    Area(blocks.map(|block| Block { rows: block.rows, fields: fields(block.columns) }).collect())
}

/// The selected cells, for the clipboard.
pub fn copied(source: &Rows<'_>, grid: &GridState, headings: bool) -> Copied {
    let columns = |columns: Vec<u16>| columns.into_iter().filter_map(|column| source.column(column));
    let blocks = grid.selected().into_iter();
    let blocks = blocks.map(|block| (block.rows, columns(block.columns).collect())).collect();
    Copied { blocks, headings }
}

/// Cells from a spreadsheet over the selection: one value into each of its cells, a range once or as
/// often as it fits exactly, else from its first cell to the right and down.
fn pasted(source: &Rows<'_>, grid: &GridState, text: &str) -> Result<Bulk, TooLarge> {
    let records = clipboard::cells(text);
    if let [record] = records.as_slice()
        && let [only] = record.as_slice()
    {
        return Ok(Bulk::Fill(selected(|column| source.column(column), grid), only.clone()));
    }
    let (height, width) = (records.len(), records.first().map_or(0, Vec::len));
    let blocks = grid.selected();
    let active = grid.active();
    let (rows, first) = match blocks.as_slice() {
        [block] => (block.rows.clone(), block.columns.first().copied().unwrap_or(active.column)),
        _ => (active.row..active.row + 1, active.column),
    };
    let repeats = |length: usize, of: usize| of > 0 && length > of && length.is_multiple_of(of);
    let selected_width = if let [block] = blocks.as_slice() { block.columns.len() } else { 1 };
    let tall = if repeats(rows.len(), height) { rows.len() } else { height };
    let wide = if repeats(selected_width, width) { selected_width } else { width };
    let tall = u32::try_from(tall).unwrap_or(u32::MAX);

    let from = grid.shown().iter().position(|shown| *shown == first).unwrap_or(0);
    let columns = grid.shown().iter().skip(from).take(wide);
    let fields: Vec<_> = columns
        .map(|column| match source.column(*column) {
            Some(Column::Field(field)) => Some(field),
            _ => None,
        })
        .collect();
    let room = source.num_rows().saturating_sub(rows.start);
    let (lost_rows, lost_columns) = (tall.saturating_sub(room), wide - fields.len());
    let bulk =
        Bulk::Paste { rows: rows.start..rows.start + tall.min(room), fields, records: Arc::from(records) };
    if lost_rows == 0 && lost_columns == 0 {
        return Ok(bulk);
    }
    let mut lost = Vec::new();
    if lost_rows > 0 {
        lost.push(format!("{} below the last row", rows_words(lost_rows)));
    }
    match lost_columns {
        0 => {}
        1 => lost.push("1 column right of the last one".to_owned()),
        more => lost.push(format!("{more} columns right of the last one")),
    }
    let size = rows_words(u32::try_from(height).unwrap_or(u32::MAX));
    let words =
        format!("The clipboard has {size} × {width} columns. That does not fit: {}.", lost.join(" and "));
    Err(TooLarge { words, bulk })
}

/// Asks what becomes of a paste that does not fit.
pub fn too_large_ui(
    ui: &egui::Ui,
    question: TooLarge,
    tab: TabId,
    out: &mut Vec<Message>,
) -> Option<TooLarge> {
    let (mut paste, mut leave) = (false, false);
    let close = dialog_ui(ui, "too large", "Paste what fits?", 420.0, |ui| {
        ui.label(&question.words);
        ui.add_space(12.0);
        ui.horizontal(|ui| {
            paste = primary_ui(ui, true, "Paste what fits").clicked();
            leave = button_ui(ui, "Paste nothing").clicked();
        });
    });
    if paste {
        out.push(Message::Tab(tab, TabMessage::Edit(Edit::Bulk(question.bulk))));
        return None;
    }
    (!leave && !close.dismissed).then_some(question)
}
