//! What a grid remembers from frame to frame.

use std::ops::Range;

use egui::Event;

use super::columns::ColumnLayout;
use super::editor::Editor;
use super::rows::RowCache;
use super::scroll::Scroll;
use super::selection::{Place, Selection};
use super::source::CellPos;

/// Position, selection, columns and editor of one grid. Lives in that screen's state.
#[derive(Clone, Debug, Default)]
pub struct GridState {
    /// What a person changed about the columns.
    pub columns: ColumnLayout,
    /// Rows of 22 points instead of 24.
    pub compact: bool,
    pub(super) selection: Selection,
    pub(super) down: Scroll,
    pub(super) across: Scroll,
    pub(super) editor: Option<Editor>,
    /// A double click opens the editor in the next frame.
    pub(super) opens: bool,
    /// What the pointer drags a selection of.
    pub(super) drag: Option<Drag>,
    /// The menu of a column, opened by key.
    pub(super) menu: Option<Menu>,
    /// What has to be in view when the frame is drawn.
    pub(super) reveal: Option<Reveal>,
    /// A cell to go to as soon as the columns are known.
    pub(super) jump: Option<CellPos>,
    /// The focus stays where it is when that is gone to.
    pub(super) looks: bool,
    /// In how many frames the focus is still asked for.
    pub(super) wants_focus: u8,
    /// The source's column at each place, as last drawn.
    pub(super) shown: Vec<u16>,
    /// Keys that came behind one that closed the editor: for the next frame.
    pub(super) queue: Vec<Event>,
    /// Rows as they were drawn.
    pub(super) cache: RowCache,
}

/// What the pointer drags a selection of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Drag {
    Cells,
    Rows,
    Columns,
}

/// The menu of a column, by the column's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Menu {
    pub key: u32,
    /// Whether its first entry was given the focus.
    pub has_focus: bool,
}

/// How a place is brought into view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reveal {
    /// By scrolling as little as possible.
    Least(Place),
    /// In the middle, unless it is in view.
    Centre(Place),
}

/// A rectangle of selected cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selected {
    /// Places of its rows in the shown order.
    pub rows: Range<u32>,
    /// Its columns, as indices of [`GridSource::columns`](super::GridSource::columns), from the left.
    pub columns: Vec<u16>,
}

impl GridState {
    /// Makes a cell the active one, scrolls so that it can be seen, and gives the grid the focus.
    pub fn go_to(&mut self, pos: CellPos) {
        self.jump = Some(pos);
    }

    /// Makes a cell the active one and scrolls so that it can be seen, without the focus.
    pub fn look_at(&mut self, pos: CellPos) {
        self.jump = Some(pos);
        self.looks = true;
    }

    /// Gives the grid the focus.
    pub fn focus(&mut self) {
        // In the frame in which a dialog closes nothing below it can have the focus: asked twice.
        self.wants_focus = 2;
    }

    /// The active cell.
    pub fn active(&self) -> CellPos {
        self.jump.unwrap_or_else(|| self.pos(self.selection.active()))
    }

    /// The selected rectangles; one of a single cell where nothing more is selected.
    pub fn selected(&self) -> Vec<Selected> {
        if let Some(pos) = self.jump {
            return vec![Selected { rows: pos.row..pos.row + 1, columns: vec![pos.column] }];
        }
        self.selection
            .blocks()
            .iter()
            .map(|block| {
                let (first, last) = (block.first(), block.last());
                let columns = (first.column..=last.column)
                    .map(|column| self.pos(Place { row: first.row, column }).column);
                Selected { rows: first.row..last.row + 1, columns: columns.collect() }
            })
            .collect()
    }

    /// The columns as they stand on the screen, from the left: indices of
    /// [`GridSource::columns`](super::GridSource::columns).
    pub fn shown(&self) -> &[u16] {
        &self.shown
    }

    /// The source's name of a place.
    pub(super) fn pos(&self, place: Place) -> CellPos {
        let column = self.shown.get(usize::from(place.column)).copied().unwrap_or(place.column);
        CellPos { row: place.row, column }
    }
}
