//! The grid: a painter's virtual table whose frame costs what is visible, at any number of rows.
//!
//! Owns scroll position (f64), the active cell, the selection and the open cell editor ([`GridState`]).
//! Does not know scores, rules or edits: it asks a [`GridSource`] what to draw and returns
//! [`GridEvent`]s. Invariant: a frame calls [`GridSource::cell`] for visible cells only, and the
//! position is exact to the pixel at ten million rows.

use std::ops::Range;

use crate::check::Severity;
use crate::model::RowState;

/// Where a cell is: the place of its row in the shown order, and of its column among the shown ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellPos {
    /// Place of the row in the shown order, from 0.
    pub row: u32,
    /// Place of the column among the shown ones, from 0.
    pub column: u16,
}

/// A column as the grid draws it.
#[derive(Clone, Debug, PartialEq)]
pub struct GridColumn {
    /// Its heading.
    pub title: String,
    /// Its width before anybody changed it, in points.
    pub width: f32,
    /// Figures: right-aligned, tabular.
    pub numeric: bool,
    /// Ids: monospace.
    pub monospace: bool,
    /// Whether cells can be edited.
    pub editable: bool,
}

/// A cell as the grid draws it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GridCell {
    /// The value.
    pub text: String,
    /// What is sent for it, drawn as `text → sent`.
    pub sent: Option<String>,
    /// The worst finding: colour and sign.
    pub mark: Option<Severity>,
    /// The sentence of that finding: on hover, and to a screen reader.
    pub problem: Option<String>,
    /// Changed by hand: a corner mark.
    pub edited: bool,
    /// A value that would be there if the answer under the pointer were given: drawn as a ghost.
    pub ghost: Option<String>,
    /// Behind a time: −1 or +1 where the UTC day differs.
    pub day_moves: i8,
}

/// What a row's header shows.
#[derive(Clone, Debug, PartialEq)]
pub struct GridRow {
    /// Its number in the file, from 1.
    pub number: u32,
    /// Where it stands.
    pub state: RowState,
    /// It was fixed since the rows were filtered: shown with a tick until refreshed.
    pub fixed: bool,
}

/// What the grid shows. Asked for visible cells only, every frame: answers must be cheap.
pub trait GridSource {
    /// How many rows are shown.
    fn num_rows(&self) -> u32;
    /// The shown columns.
    fn columns(&self) -> &[GridColumn];
    /// A row's header.
    fn row(&self, row: u32) -> GridRow;
    /// A cell.
    fn cell(&self, pos: CellPos) -> GridCell;
    /// Values to complete what is typed in a cell with, best first, at most 8.
    fn complete(&self, pos: CellPos, typed: &str) -> Vec<String>;
}

/// What a person did in the grid.
#[derive(Clone, Debug, PartialEq)]
pub enum GridEvent {
    /// The active cell or the selection moved.
    Moved,
    /// A cell's new text was committed.
    Edit(CellPos, String),
    /// Every selected cell gets this text (typed into one of several, committed with Ctrl+Enter).
    Fill(String),
    /// Delete: the selected cells become empty.
    Clear,
    /// Ctrl+D: the selection's first row goes down to its last.
    FillDown,
    /// Ctrl+C or Ctrl+X. Cut also clears.
    Copy {
        /// Whether the cells are cleared as well.
        cut: bool,
    },
    /// Ctrl+V: text from the clipboard, tab-separated and quoted as spreadsheets do.
    Paste(String),
    /// A heading was clicked.
    Sort(u16),
    /// Ctrl+.: the fixes at the active cell.
    Fixes,
}

/// Position, selection and editor of one grid. Lives in that screen's state.
#[derive(Clone, Debug, Default)]
pub struct GridState {
    /// The active cell.
    pub active: CellPos,
    /// The other corner of the selection.
    pub anchor: CellPos,
}

impl GridState {
    /// Scrolls so that a cell can be seen, and makes it the active one.
    pub fn go_to(&mut self, pos: CellPos) {
        self.active = pos;
        self.anchor = pos;
    }

    /// The selected rows and columns.
    pub fn selection(&self) -> (Range<u32>, Range<u16>) {
        let (a, b) = (self.active, self.anchor);
        (a.row.min(b.row)..a.row.max(b.row) + 1, a.column.min(b.column)..a.column.max(b.column) + 1)
    }
}

/// Draws the grid in what room there is, and returns what a person did.
pub fn grid_ui(_ui: &mut egui::Ui, _state: &mut GridState, _source: &dyn GridSource) -> Vec<GridEvent> {
    unimplemented!()
}
