//! The grid: a painter's virtual table whose frame costs what is visible, at any number of rows.
//!
//! Owns scroll position (f64), columns, the selection and the open cell editor ([`GridState`]). Does
//! not know scores, rules or edits: it asks a [`GridSource`] what to draw and returns
//! [`GridEvent`]s. Invariant: a frame calls [`GridSource::cell`] for cells in view that were not drawn
//! since [`GridSource::version`] changed (and for the active one), and the position is exact to the
//! pixel at ten million rows.
//!
//! A frame: keys (`keys`), wheel and bars (`scroll`), pointer (`pointer`, `header`), then the cells
//! (`rows` makes them ready, `paint` draws them), the open editor (`editor`), and what a screen reader
//! gets (`access`). `selection`, `columns` and `geometry` are arithmetic.
//!
//! The way out of the grid by keyboard is Esc: first the selection becomes the active cell, then the
//! focus is given up.

mod access;
mod columns;
mod editor;
mod geometry;
mod header;
mod heading_menu;
mod keys;
mod paint;
mod pointer;
mod rows;
mod scroll;
mod selection;
mod source;
mod state;
#[cfg(test)]
mod tests;

use egui::{Id, Rect, Ui};

pub use self::columns::ColumnLayout;
pub use self::source::{CellPos, GridCell, GridColumn, GridEvent, GridRow, GridSource, Sort};
pub use self::state::{GridState, Selected};

use self::columns::Columns;
use self::geometry::{Geometry, gutter_width};
use self::scroll::{Axis, scroll_bar_ui};
use self::selection::Place;
use self::state::Reveal;
use super::theme::{self, Tokens, size};

/// Draws the grid in what room there is, and returns what a person did. The context must have the
/// fonts of [`theme::install`]. One grid to a [`Ui`]; two need an id of their own around each.
pub fn grid_ui(ui: &mut Ui, state: &mut GridState, source: &dyn GridSource) -> Vec<GridEvent> {
    let (_, outer) = ui.allocate_space(ui.available_size());
    let mut grid = Grid::new(ui, outer, state, source);
    let queue = grid.keyboard(ui);
    grid.wheel(ui);
    grid.reveal();
    let held = grid.bars(ui);
    let hover = grid.pointer(ui);
    grid.header_ui(ui);
    grid.reveal();
    let pointer = hover.hover_pos();
    grid.paint(ui, pointer.and_then(|pointer| grid.geometry.row_at(pointer.y)));
    if !grid.editor_ui(ui, queue) {
        grid.describe(ui);
    }
    grid.say_problem(&hover, pointer);
    if held {
        grid.say_row(ui);
    }
    grid.events
}

/// One frame of the grid.
struct Grid<'a> {
    /// Of the focus: the grid's, or its open editor's.
    id: Id,
    source: &'a dyn GridSource,
    state: &'a mut GridState,
    geometry: Geometry,
    tokens: &'static Tokens,
    /// Whether the grid or its editor has the focus.
    focused: bool,
    /// A press or a click in the grid takes the focus, or keeps it; so does being sent to a cell.
    claims_focus: bool,
    events: Vec<GridEvent>,
}

impl<'a> Grid<'a> {
    fn new(ui: &Ui, outer: Rect, state: &'a mut GridState, source: &'a dyn GridSource) -> Self {
        let ppp = ui.ctx().pixels_per_point();
        let columns = Columns::new(&state.columns, source.columns(), ppp);
        let num_rows = source.num_rows();
        let row_height = if state.compact { size::ROW_COMPACT } else { size::ROW };
        // As wide as the longest number in view can be, without asking every row for its own.
        let largest = num_rows.checked_sub(1).map_or(0, |last| source.row(last).number.max(num_rows));
        let geometry = Geometry::new(outer, columns, num_rows, row_height, gutter_width(largest), ppp);

        let shown: Vec<u16> = geometry.columns.iter().map(|(_, column)| column.source).collect();
        if state.shown != shown {
            let active = state.pos(state.selection.active());
            state.shown = shown;
            let column = geometry.columns.place_of(active.column).unwrap_or(0);
            state.selection.go_to(Place { row: active.row, column });
            state.editor = None;
        }
        // Who is sent to a cell wants to type there.
        let arrives = state.jump.is_some() && !std::mem::take(&mut state.looks);
        let arrives = arrives || state.wants_focus > 0;
        state.wants_focus = state.wants_focus.saturating_sub(1);
        if state.wants_focus > 0 {
            ui.ctx().request_repaint();
        }
        if let Some(pos) = state.jump.take() {
            let column = geometry.columns.place_of(pos.column).unwrap_or(0);
            let place = Place { row: pos.row.min(geometry.last().row), column };
            state.selection.go_to(place);
            state.reveal = Some(Reveal::Centre(place));
        }
        state.selection.clamp(geometry.last());
        state.editor = state.editor.take().filter(|editor| editor.place.row < num_rows);
        let mut grid = Self {
            id: ui.make_persistent_id("grid"),
            source,
            state,
            geometry,
            tokens: theme::tokens(ui),
            focused: false,
            claims_focus: arrives,
            events: Vec::new(),
        };
        grid.keep_in_view(Self::place);
        grid
    }

    /// Does what may leave less room: the active row stays in view where it was, as when the window is
    /// zoomed or a panel opens.
    fn keep_in_view(&mut self, shrink: impl FnOnce(&mut Self)) {
        let active = self.state.selection.active();
        let (top, bottom) = self.geometry.row_span(active.row);
        let was_in_view = self.state.down.shows(top, bottom);
        shrink(self);
        if was_in_view && !self.state.down.shows(top, bottom) {
            self.state.reveal.get_or_insert(Reveal::Least(active));
        }
    }

    /// Takes over the scroll position for this frame.
    fn place(&mut self) {
        let scrolled = self.geometry.scrolled_body();
        let across = f64::from(self.geometry.columns.width() - self.geometry.columns.frozen_width());
        self.state.down.set_lengths(self.geometry.rows_length(), f64::from(self.geometry.body.height()));
        self.state.across.set_lengths(across, f64::from(scrolled.width()));
        self.geometry.y = self.state.down.snapped(self.geometry.pixels_per_point);
        #[expect(clippy::cast_possible_truncation, reason = "at most the width of all columns")]
        let x = self.state.across.snapped(self.geometry.pixels_per_point) as f32;
        self.geometry.x = x;
    }

    /// Scrolls to what has to be in view.
    fn reveal(&mut self) {
        if let Some(reveal) = self.state.reveal.take() {
            let (Reveal::Least(place) | Reveal::Centre(place)) = reveal;
            let (top, bottom) = self.geometry.row_span(place.row);
            if matches!(reveal, Reveal::Centre(_)) {
                self.state.down.centre(top, bottom);
            } else {
                self.state.down.show(top, bottom);
            }
            if place.column >= self.geometry.columns.frozen()
                && let Some(column) = self.geometry.columns.get(place.column)
            {
                let frozen = self.geometry.columns.frozen_width();
                self.state.across.show(f64::from(column.left - frozen), f64::from(column.right() - frozen));
            }
        }
        self.place();
    }

    /// Draws the scroll bars. Returns whether the one for rows is held.
    fn bars(&mut self, ui: &Ui) -> bool {
        let (rows, columns) = (self.geometry.row_bar, self.geometry.column_bar);
        let mut held = false;
        // Also the corners that no bar reaches.
        ui.painter().rect_filled(self.geometry.outer(), 0, self.tokens.panel);
        if rows.width() > 0.0 {
            held = scroll_bar_ui(ui, self.id.with("row bar"), rows, Axis::Rows, &mut self.state.down);
        }
        if columns.height() > 0.0 {
            let id = self.id.with("column bar");
            scroll_bar_ui(ui, id, columns, Axis::Columns, &mut self.state.across);
        }
        self.place();
        held
    }

    /// The source's name of a place; nothing where there is no cell.
    fn source_pos(&self, place: Place) -> Option<CellPos> {
        let column = self.geometry.columns.get(place.column)?.source;
        (place.row < self.geometry.num_rows).then_some(CellPos { row: place.row, column })
    }

    /// Says the sentence of the cell under the pointer.
    fn say_problem(&self, hover: &egui::Response, pointer: Option<egui::Pos2>) {
        let place = pointer.and_then(|pointer| self.geometry.cell_at(pointer));
        let problem = place
            .and_then(|place| self.state.cache.cell(place))
            .and_then(|drawn| drawn.cell.problem.as_deref());
        if let Some(problem) = problem {
            hover.clone().on_hover_text_at_pointer(problem);
        }
    }

    /// Says at the held thumb which row is on top.
    fn say_row(&self, ui: &Ui) {
        let first = self.geometry.visible_rows().start;
        let Some(row) = self.state.cache.row(first) else { return };
        let text = format!("Row {}", rows::grouped(row.header.number));
        let galley =
            ui.fonts_mut(|fonts| fonts.layout_no_wrap(text, theme::font::figures(13.0), self.tokens.text));
        let bar = self.geometry.row_bar;
        let pointer = ui.input(|input| input.pointer.interact_pos()).map_or(bar.top(), |at| at.y);
        let padded = galley.size() + 2.0 * egui::vec2(theme::space::S, theme::space::XS);
        let right = egui::pos2(bar.left() - theme::space::S, pointer.clamp(bar.top(), bar.bottom()));
        let rect = egui::Align2::RIGHT_CENTER.anchor_size(right, padded);
        let line = egui::Stroke::new(1.0, self.tokens.outline);
        let shapes = ui.painter();
        shapes.rect(rect, size::RADIUS, self.tokens.raised, line, egui::StrokeKind::Inside);
        shapes.galley(rect.min + egui::vec2(theme::space::S, theme::space::XS), galley, self.tokens.text);
    }
}
