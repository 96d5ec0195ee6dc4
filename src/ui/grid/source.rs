//! What the grid asks for and what it answers: the two sides of its boundary, as plain data.

use crate::check::Severity;
use crate::model::RowState;

/// Where a cell is: the place of its row in the shown order, and its column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellPos {
    /// Place of the row in the shown order, from 0.
    pub row: u32,
    /// Index of the column in [`GridSource::columns`], wherever a person has moved it to.
    pub column: u16,
}

/// A column as the grid draws it.
#[derive(Clone, Debug, PartialEq)]
pub struct GridColumn {
    /// Its name in the remembered layout: stays the same when other columns come and go.
    pub key: u32,
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
    /// How the rows are sorted by it.
    pub sort: Option<Sort>,
}

impl Default for GridColumn {
    fn default() -> Self {
        Self {
            key: 0,
            title: String::new(),
            width: 120.0,
            numeric: false,
            monospace: false,
            editable: true,
            sort: None,
        }
    }
}

/// The direction in which rows are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Smallest or first on top.
    Up,
    /// Largest or last on top.
    Down,
}

/// A cell as the grid draws it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GridCell {
    /// The value. It is also what the editor opens with.
    pub text: String,
    /// Drawn in place of the value, where its raw form is long and says less: a resolved agent's name.
    pub shown: Option<String>,
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
    /// Where it stands. A row in an upload, or sent without an answer, is read-only.
    pub state: RowState,
    /// It was fixed since the rows were filtered: shown with a tick until refreshed.
    pub fixed: bool,
}

impl GridRow {
    /// Whether its cells cannot be edited now, whatever their columns say.
    pub const fn is_locked(&self) -> bool {
        matches!(self.state, RowState::InUpload | RowState::Unknown)
    }
}

/// What the grid shows. Asked for visible cells only, and only when they may have changed.
pub trait GridSource {
    /// A number that is another one whenever any answer of this source may be another one: an edit,
    /// a new order of rows, a filter, a ghost, a report. Drawn rows are kept until it changes.
    fn version(&self) -> u64;
    /// How many rows are shown.
    fn num_rows(&self) -> u32;
    /// The columns, in the order before anybody moved them.
    fn columns(&self) -> &[GridColumn];
    /// A row's header.
    fn row(&self, row: u32) -> GridRow;
    /// A cell.
    fn cell(&self, pos: CellPos) -> GridCell;
    /// Values to complete what is typed in a cell with, best first, at most 8.
    fn complete(&self, pos: CellPos, typed: &str) -> Vec<String>;
}

/// What a person did in the grid. Where it says "selected cells", [`super::GridState::selected`] has
/// them; the receiver leaves out cells of read-only columns and locked rows.
#[derive(Clone, Debug, PartialEq)]
pub enum GridEvent {
    /// The active cell or the selection moved.
    Moved,
    /// A cell's new text was committed. It differs from the old one.
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
    /// Ctrl+V: text from the clipboard, tab-separated and quoted as spreadsheets do, for the active
    /// cell and those right of and below it.
    Paste(String),
    /// A heading's sort arrow was clicked.
    Sort {
        /// The column.
        column: u16,
        /// With Shift: behind the orders that are there, not in their place.
        beside: bool,
    },
    /// "Only rows with…" of a column: the values that it has, to choose from.
    Values {
        /// The column.
        column: u16,
    },
    /// Ctrl+.: the fixes at the active cell.
    Fixes,
    /// Somebody tried to edit a cell of a read-only column or of a locked row: say why not.
    ReadOnly(CellPos),
}
