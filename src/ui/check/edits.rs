//! What a person did in the grid, as messages: edits, fills, copies and pastes of cells.

use std::fmt::Write as _;

use crate::app::tabs::Message as TabMessage;
use crate::app::{Edit, Message, TabId};
use crate::model::{Field, RowId};
use crate::ui::grid::{CellPos, GridEvent, GridSource as _, GridState};

use super::rows::{Column, Rows};

/// Turns what a person did in the grid into messages.
pub fn act(events: Vec<GridEvent>, source: &Rows<'_>, grid: &GridState, tab: TabId, out: &mut Vec<Message>) {
    for event in events {
        let cells = match event {
            GridEvent::Moved | GridEvent::Fixes => continue,
            GridEvent::ReadOnly(pos) => {
                out.push(Message::Done(why_read_only(source, pos).to_owned()));
                continue;
            }
            GridEvent::Sort(place) => {
                if let Some(Column::Field(field)) = source.column(place) {
                    out.push(Message::Tab(tab, TabMessage::Sort(field)));
                }
                continue;
            }
            GridEvent::Edit(pos, text) => one(source, pos, text),
            GridEvent::Fill(text) => each(source, grid, |_pos| Some(text.clone())),
            GridEvent::Clear => each(source, grid, |_pos| Some(String::new())),
            GridEvent::FillDown => fill_down(source, grid),
            GridEvent::Copy { cut } => {
                out.push(Message::Copy(copied(source, grid), "Copied."));
                if cut { each(source, grid, |_pos| Some(String::new())) } else { continue }
            }
            GridEvent::Paste(text) => pasted(source, grid, &text),
        };
        if !cells.is_empty() {
            out.push(Message::Tab(tab, TabMessage::Edit(Edit::Cells(cells))));
        }
    }
}

type Cells = Vec<(Field, RowId, Option<String>)>;

fn why_read_only(source: &Rows<'_>, pos: CellPos) -> &'static str {
    match source.column(pos.column) {
        Some(Column::Source(_)) => {
            "A column of the file cannot be changed. Change the field that it becomes."
        }
        _ => "This row is in an upload that has not ended. It can be changed when that has ended.",
    }
}

fn one(source: &Rows<'_>, pos: CellPos, text: String) -> Cells {
    match (source.column(pos.column), source.row_id(pos.row)) {
        (Some(Column::Field(field)), Some(row)) if !source.is_fixed(row) => vec![(field, row, Some(text))],
        _ => Vec::new(),
    }
}

fn each(source: &Rows<'_>, grid: &GridState, text: impl Fn(CellPos) -> Option<String>) -> Cells {
    let mut cells = Vec::new();
    for block in grid.selected() {
        for row in block.rows {
            for column in &block.columns {
                let pos = CellPos { row, column: *column };
                if let Some(text) = text(pos) {
                    cells.extend(one(source, pos, text));
                }
            }
        }
    }
    cells
}

fn value(source: &Rows<'_>, pos: CellPos) -> String {
    let Some(row) = source.row_id(pos.row) else { return String::new() };
    match source.column(pos.column) {
        Some(Column::Field(field)) => source.value(row, field),
        Some(Column::Source(column)) => source.source_text(row, column),
        None => String::new(),
    }
}

fn fill_down(source: &Rows<'_>, grid: &GridState) -> Cells {
    let first = grid.selected().first().map_or(0, |block| block.rows.start);
    each(source, grid, |pos| {
        (pos.row != first).then(|| value(source, CellPos { row: first, column: pos.column }))
    })
}

/// The selected cells as a spreadsheet takes them: tabs between cells, quotes where they are needed.
fn copied(source: &Rows<'_>, grid: &GridState) -> String {
    let mut text = String::new();
    for block in grid.selected() {
        for row in block.rows {
            if !text.is_empty() {
                text.push('\n');
            }
            for (place, column) in block.columns.iter().enumerate() {
                if place > 0 {
                    text.push('\t');
                }
                let cell = value(source, CellPos { row, column: *column });
                if cell.contains(['\t', '\n', '"']) {
                    // Writing to a String cannot fail.
                    let _written = write!(text, "\"{}\"", cell.replace('"', "\"\""));
                } else {
                    text.push_str(&cell);
                }
            }
        }
    }
    text
}

/// Cells from a spreadsheet, from the active cell to the right and down; one value fills the selection.
fn pasted(source: &Rows<'_>, grid: &GridState, text: &str) -> Cells {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let records: Vec<_> = reader.records().filter_map(Result::ok).collect();
    if let [only] = records.as_slice()
        && only.len() == 1
    {
        return each(source, grid, |_pos| only.get(0).map(str::to_owned));
    }
    let CellPos { row, column } = grid.active();
    let columns = columns_from(source, grid, column);
    let mut cells = Vec::new();
    for (row, record) in (row..source.num_rows()).zip(&records) {
        for (column, text) in columns.iter().zip(record) {
            cells.extend(one(source, CellPos { row, column: *column }, text.to_owned()));
        }
    }
    cells
}

/// The columns in view from one on, to the right.
fn columns_from(source: &Rows<'_>, grid: &GridState, first: u16) -> Vec<u16> {
    (first..)
        .zip(source.columns().iter().skip(usize::from(first)))
        .filter(|(_, column)| !grid.columns.is_hidden(column.key))
        .map(|(place, _)| place)
        .collect()
}
