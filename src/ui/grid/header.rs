//! The headings: select a column, sort by it, drag its edge, fit it by double click.

use egui::{CursorIcon, Modifiers, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::Grid;
use super::columns::Placed;
use super::editor::Closing;
use super::pointer::{double_clicked, held, pressed_on};
use super::rows::Maker;
use super::selection::{Block, Place};
use super::source::{GridColumn, GridEvent, Sort};
use super::state::Drag;
use crate::ui::theme::{font, size, space};
use crate::ui::widgets::sign::Sign;

/// The width of the strip that is dragged to resize a column.
const EDGE: f32 = 8.0;

impl Grid<'_> {
    /// Draws the headings and the corner, and does what is done to them.
    pub(super) fn header_ui(&mut self, ui: &Ui) {
        let (corner, header) = (self.geometry.corner, self.geometry.header);
        ui.painter().rect_filled(corner.union(header), 0, self.tokens.panel);
        let (frozen, scrolled) = self.geometry.visible_columns();
        let places = scrolled.chain(frozen);
        for place in places.clone() {
            self.heading_ui(ui, place);
        }
        // After all headings: an edge lies half in the next one, and has to be above it.
        for place in places {
            self.edge_ui(ui, place);
        }
        self.corner_ui(ui);
        let line = Rect::from_min_max(
            pos2(corner.left(), corner.bottom() - 1.0 / self.geometry.pixels_per_point),
            header.right_bottom(),
        );
        ui.painter().rect_filled(line, 0, self.tokens.outline);
    }

    fn corner_ui(&mut self, ui: &Ui) {
        let corner = self.geometry.corner;
        let response = ui.interact(corner, self.id.with("corner"), Sense::CLICK);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Select all"));
        if response.hovered() {
            ui.painter().rect_filled(corner, 0, self.tokens.hover);
        }
        let galley = ui
            .fonts_mut(|fonts| fonts.layout_no_wrap("#".to_owned(), font::grid_header(), self.tokens.muted));
        let at = pos2(corner.right() - space::S - galley.size().x, corner.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, self.tokens.muted);
        if response.clicked() {
            self.close_editor(ui, Closing::Commit(None));
            self.claims_focus = true;
            self.select_block(Block::new(Place::default(), self.geometry.last()), false);
        }
    }

    fn heading_ui(&mut self, ui: &Ui, place: u16) {
        let Some(placed) = self.geometry.columns.get(place).copied() else { return };
        let Some(column) = self.source.columns().get(usize::from(placed.source)) else { return };
        let rect = self.geometry.heading(place);
        let clip = self.geometry.clip_of(place).with_min_y(rect.top()).with_max_y(rect.bottom());
        let seen = rect.intersect(clip);
        if !seen.is_positive() {
            return;
        }
        let id = self.id.with(("heading", placed.key));
        let title = ui.interact(seen, id, Sense::CLICK | Sense::DRAG);
        title.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, &column.title));
        self.select_columns(ui, &title, place);
        let menu = title.context_menu(|ui| self.heading_menu_ui(ui, place, placed));
        if menu.is_some_and(|menu| menu.response.should_close()) {
            self.state.focus(); // the next key is for the cells again
        }
        self.menu_by_key_ui(&title, place, placed);

        let painter = ui.painter().with_clip_rect(clip.intersect(ui.clip_rect()));
        let is_active = self.state.selection.active().column == place;
        let ground = if title.contains_pointer() {
            self.tokens.hover
        } else if is_active {
            self.tokens.pressed
        } else {
            self.tokens.panel
        };
        painter.rect_filled(rect, 0, ground);
        let sort = self.sort_ui(ui, &title, rect, placed, column);
        let room = rect.width() - 2.0 * space::S - sort.map_or(0.0, |_| size::SIGN + space::XS);
        let colour = if is_active { self.tokens.text } else { self.tokens.muted };
        let mut job =
            egui::text::LayoutJob::simple_singleline(column.title.clone(), font::grid_header(), colour);
        job.wrap = egui::text::TextWrapping::truncate_at_width(room.max(0.0));
        let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
        let right_aligned = column.numeric && sort.is_none();
        let x =
            if right_aligned { rect.right() - space::S - galley.size().x } else { rect.left() + space::S };
        painter.galley(pos2(x, rect.center().y - galley.size().y / 2.0), galley, colour);
        if let Some((sign, at, colour)) = sort {
            sign.paint(&painter, at, colour);
        }
        let edge = Rect::from_min_max(
            pos2(rect.right() - 1.0 / self.geometry.pixels_per_point, rect.top() + 7.0),
            pos2(rect.right(), rect.bottom() - 7.0),
        );
        painter.rect_filled(edge, 0, self.tokens.outline);
    }

    /// A press selects the column, a drag those up to the pointer; Shift and Ctrl as in the cells.
    fn select_columns(&mut self, ui: &Ui, title: &Response, place: u16) {
        let last = self.geometry.last();
        let Modifiers { shift: extend, command: add, .. } = held(ui);
        self.claims_focus |= pressed_on(ui, title) || title.clicked();
        if pressed_on(ui, title) {
            self.close_editor(ui, Closing::Commit(None));
            self.state.drag = Some(Drag::Columns);
            if extend {
                self.extend_columns(place);
            } else {
                // The first row in view is the active one: selecting a column does not scroll.
                let row = self.geometry.visible_rows().start;
                let at = Place { row, column: place };
                self.select_block(Block::new(at, at), add);
                self.state.selection.widen(last, false, true);
            }
        } else if title.dragged()
            && self.state.drag == Some(Drag::Columns)
            && let Some(pointer) = title.interact_pointer_pos()
        {
            self.extend_columns(self.geometry.nearest_column(pointer.x));
        }
    }

    fn extend_columns(&mut self, column: u16) {
        if self.state.selection.head().column != column {
            let last = self.geometry.last();
            self.state.selection.extend_to(Place { row: last.row, column });
            self.state.selection.widen(last, false, true);
            self.events.push(GridEvent::Moved);
        }
    }

    /// The arrow at the right of a heading: shown where rows are sorted by it, and under the pointer.
    fn sort_ui(
        &mut self,
        ui: &Ui,
        title: &Response,
        rect: Rect,
        placed: Placed,
        column: &GridColumn,
    ) -> Option<(Sign, Rect, egui::Color32)> {
        if column.sort.is_none() && !title.contains_pointer() {
            return None;
        }
        let centre = pos2(rect.right() - space::S - size::SIGN / 2.0, rect.center().y);
        let zone = Rect::from_center_size(centre, vec2(size::SIGN + space::S, rect.height()));
        let id = self.id.with(("sort", placed.key));
        let response = ui.interact(zone.with_max_x(rect.right() - EDGE / 2.0), id, Sense::CLICK);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Sort by {}", column.title)));
        if response.clicked() {
            let beside = held(ui).shift;
            self.events.push(GridEvent::Sort { column: placed.source, beside });
        }
        let sign = if column.sort == Some(Sort::Down) { Sign::Down } else { Sign::Up };
        let colour =
            if response.hovered() || column.sort.is_some() { self.tokens.accent } else { self.tokens.muted };
        Some((sign, Rect::from_center_size(centre, vec2(size::SIGN, size::SIGN)), colour))
    }

    /// The edge between two headings: drags the width, fits it by double click.
    fn edge_ui(&mut self, ui: &Ui, place: u16) {
        let Some(placed) = self.geometry.columns.get(place).copied() else { return };
        let rect = self.geometry.heading(place);
        let clip = self.geometry.clip_of(place).with_min_y(rect.top()).with_max_y(rect.bottom());
        let strip =
            Rect::from_x_y_ranges(rect.right() - EDGE / 2.0..=rect.right() + EDGE / 2.0, rect.y_range());
        let strip = strip.intersect(clip);
        if !strip.is_positive() {
            return;
        }
        let response = ui.interact(strip, self.id.with(("edge", placed.key)), Sense::CLICK | Sense::DRAG);
        if response.hovered() || response.dragged() {
            ui.ctx().set_cursor_icon(CursorIcon::ResizeHorizontal);
            let line = Rect::from_x_y_ranges(rect.right() - 1.0..=rect.right() + 1.0, rect.y_range());
            ui.painter().rect_filled(line, 0, self.tokens.accent);
        }
        if double_clicked(&response) {
            self.fit(ui, place, placed);
        } else if response.dragged()
            && let Some(pointer) = response.interact_pointer_pos()
        {
            self.state.columns.set_width(placed.key, pointer.x - rect.left());
        }
    }

    /// Makes a column as wide as its heading and its cells in view.
    pub(super) fn fit(&mut self, ui: &Ui, place: u16, placed: Placed) {
        let maker = Maker {
            ctx: ui.ctx(),
            source: self.source,
            columns: &self.geometry.columns,
            tokens: self.tokens,
        };
        let width = maker.fitting_width(place, self.geometry.visible_rows());
        self.state.columns.fit(placed.key, width);
    }
}
