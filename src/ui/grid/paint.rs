//! Draws cells and row numbers: one mesh for all plain rectangles, then texts, then signs.
//!
//! Parts that scroll differently have a clip rectangle of their own, and nothing else has: every
//! change of clipping splits what is sent to the graphics card.

use std::ops::Range;

use egui::{Color32, Mesh, Painter, Rect, Shape, Stroke, StrokeKind, Ui, pos2, vec2};

use super::Grid;
use super::rows::{DrawnCell, DrawnRow, Maker};
use super::selection::{Block, Place};
use crate::model::RowState;
use crate::ui::theme::{size, space};
use crate::ui::widgets::sign::Sign;

/// The side of the corner mark of an edited cell.
const CORNER: f32 = 6.0;

impl Grid<'_> {
    /// Makes ready and draws what is in view. `hovered` is the row under the pointer.
    pub(super) fn paint(&mut self, ui: &Ui, hovered: Option<u32>) {
        let rows = self.geometry.visible_rows();
        let (frozen, scrolled) = self.geometry.visible_columns();
        let source = self.source;
        self.state.cache.refresh(ui.ctx(), source.version(), self.tokens, &self.geometry);
        let maker = Maker { ctx: ui.ctx(), source, columns: &self.geometry.columns, tokens: self.tokens };
        for row in rows.clone() {
            self.state.cache.prepare(&maker, row, [frozen.clone(), scrolled.clone()]);
        }
        let body = self.geometry.body;
        ui.painter().rect_filled(body.union(self.geometry.gutter), 0, self.tokens.ground);
        self.paint_columns(ui, &rows, scrolled, self.geometry.scrolled_body(), hovered);
        if !frozen.is_empty() {
            let clip = body.with_max_x(self.geometry.scrolled_body().left());
            self.paint_columns(ui, &rows, frozen, clip, hovered);
            let edge = Rect::from_min_size(clip.right_top(), vec2(self.pixel(), clip.height()));
            ui.painter().rect_filled(edge, 0, self.tokens.outline);
        }
        self.paint_gutter(ui, &rows, hovered);
    }

    fn pixel(&self) -> f32 {
        1.0 / self.geometry.pixels_per_point
    }

    /// Draws the cells of some columns, in a part of the body.
    fn paint_columns(
        &self,
        ui: &Ui,
        rows: &Range<u32>,
        columns: Range<u16>,
        clip: Rect,
        hovered: Option<u32>,
    ) {
        let painter = ui.painter().with_clip_rect(clip.intersect(ui.clip_rect()));
        let mut plain = Mesh::default();
        let mut shapes = Vec::new();
        let right = columns.end.checked_sub(1).map_or(clip.left(), |last| {
            let edge = self.geometry.column_left(last)
                + self.geometry.columns.get(last).map_or(0.0, |column| column.width);
            edge.min(clip.right())
        });
        if let Some(row) = hovered {
            let top = self.geometry.row_top(row);
            let rect =
                Rect::from_min_max(pos2(clip.left(), top), pos2(right, top + self.geometry.row_height));
            plain.add_colored_rect(rect, self.tokens.panel);
        }
        for block in self.state.selection.blocks() {
            if !self.state.selection.is_single() {
                self.add_selected(&mut plain, block, rows, &columns);
            }
        }
        for row in rows.clone() {
            let Some(drawn) = self.state.cache.row(row) else { continue };
            let top = self.geometry.row_top(row);
            for place in columns.clone() {
                if let Some(Some(cell)) = drawn.cells.get(usize::from(place)) {
                    self.add_cell(&mut plain, &mut shapes, Place { row, column: place }, cell);
                }
            }
            let bottom = top + self.geometry.row_height;
            let line = Rect::from_min_max(pos2(clip.left(), bottom - self.pixel()), pos2(right, bottom));
            plain.add_colored_rect(line, self.tokens.hairline);
        }
        painter.add(Shape::mesh(plain));
        painter.extend(shapes);
        self.paint_rings(&painter, rows, &columns);
    }

    fn add_selected(&self, plain: &mut Mesh, block: &Block, rows: &Range<u32>, columns: &Range<u16>) {
        if let Some(rect) = self.block_in_view(block, rows, columns) {
            plain.add_colored_rect(rect, self.tokens.selected);
        }
    }

    /// The part of a block that lies in these rows and columns, a row and a column more at each side.
    fn block_in_view(&self, block: &Block, rows: &Range<u32>, columns: &Range<u16>) -> Option<Rect> {
        let (first, last) = (block.first(), block.last());
        let top = first.row.max(rows.start.saturating_sub(1));
        let bottom = last.row.min(rows.end);
        let left = first.column.max(columns.start);
        let right = last.column.min(columns.end.checked_sub(1)?);
        (top <= bottom && left <= right).then(|| {
            self.geometry
                .cell(Place { row: top, column: left })
                .union(self.geometry.cell(Place { row: bottom, column: right }))
        })
    }

    fn add_cell(&self, plain: &mut Mesh, shapes: &mut Vec<Shape>, place: Place, drawn: &DrawnCell) {
        let rect = self.geometry.cell(place);
        let DrawnCell { cell, galley } = drawn;
        if cell.ghost.is_some() {
            plain.add_colored_rect(rect, self.tokens.good_ground);
        } else if let Some(ground) = cell.mark.and_then(|mark| self.tokens.severity_ground(mark))
            && (self.state.selection.is_single() || !self.state.selection.contains(place))
        {
            plain.add_colored_rect(rect, ground);
        }
        let mut left = rect.left() + space::S;
        if let Some(mark) = cell.mark {
            let colour = if cell.ghost.is_some() { self.tokens.muted } else { self.tokens.severity(mark) };
            let centre = pos2(left + size::SIGN / 2.0, rect.center().y);
            shapes.extend(Sign::from(mark).shapes(centre, size::SIGN, Stroke::new(size::STROKE, colour)));
            left += size::SIGN + space::XS;
        }
        if let Some(galley) = galley {
            let is_right_aligned = self
                .geometry
                .columns
                .get(place.column)
                .and_then(|placed| self.source.columns().get(usize::from(placed.source)))
                .is_some_and(|column| column.numeric);
            let x =
                if is_right_aligned { (rect.right() - space::S - galley.size().x).max(left) } else { left };
            shapes.push(Shape::galley(
                self.text_at(x, rect, galley.size().y),
                galley.clone(),
                self.tokens.text,
            ));
        }
        if cell.edited {
            let corner = rect.right_top();
            shapes.push(Shape::convex_polygon(
                vec![corner, corner + vec2(0.0, CORNER), corner - vec2(CORNER, 0.0)],
                self.tokens.accent,
                Stroke::NONE,
            ));
        }
    }

    /// Where a text of that height stands in a row: on whole pixels.
    fn text_at(&self, x: f32, row: Rect, height: f32) -> egui::Pos2 {
        let ppp = self.geometry.pixels_per_point;
        let y = row.top() + (row.height() - height) / 2.0;
        pos2((x * ppp).round() / ppp, (y * ppp).round() / ppp)
    }

    /// Outlines the selected blocks, and rings the active cell.
    fn paint_rings(&self, painter: &Painter, rows: &Range<u32>, columns: &Range<u16>) {
        let selection = &self.state.selection;
        let colour = if self.focused { self.tokens.accent } else { self.tokens.muted };
        if !selection.is_single() {
            for block in selection.blocks() {
                if let Some(rect) = self.block_in_view(block, rows, columns) {
                    let line = Stroke::new(self.pixel().max(1.0), colour);
                    painter.rect_stroke(rect, 0, line, StrokeKind::Inside);
                }
            }
        }
        let active = selection.active();
        if self.geometry.num_rows > 0 && rows.contains(&active.row) && columns.contains(&active.column) {
            let rect = self.geometry.cell(active);
            let width = if self.focused { 2.0 } else { 1.0 };
            painter.rect_stroke(rect, 0, Stroke::new(width, colour), StrokeKind::Inside);
        }
    }

    fn paint_gutter(&self, ui: &Ui, rows: &Range<u32>, hovered: Option<u32>) {
        let gutter = self.geometry.gutter;
        let painter = ui.painter().with_clip_rect(gutter.intersect(ui.clip_rect()));
        let mut plain = Mesh::default();
        let mut shapes = Vec::new();
        plain.add_colored_rect(gutter, self.tokens.panel);
        let active = self.state.selection.active().row;
        for row in rows.clone() {
            let Some(drawn) = self.state.cache.row(row) else { continue };
            let rect = Rect::from_min_size(
                pos2(gutter.left(), self.geometry.row_top(row)),
                vec2(gutter.width(), self.geometry.row_height),
            );
            if row == active && self.geometry.columns.len() > 0 {
                plain.add_colored_rect(rect, self.tokens.pressed);
            } else if hovered == Some(row) {
                plain.add_colored_rect(rect, self.tokens.hover);
            }
            let line = Rect::from_min_max(rect.left_bottom() - vec2(0.0, self.pixel()), rect.right_bottom());
            plain.add_colored_rect(line, self.tokens.hairline);
            if let Some((sign, colour)) = self.row_sign(drawn) {
                let centre = pos2(rect.left() + space::S + size::SIGN / 2.0, rect.center().y);
                shapes.extend(sign.shapes(centre, size::SIGN, Stroke::new(size::STROKE, colour)));
            }
            let number = &drawn.number;
            let x = rect.right() - space::S - number.size().x;
            let at = self.text_at(x, rect, number.size().y);
            shapes.push(Shape::galley(at, number.clone(), self.tokens.muted));
        }
        let edge = Rect::from_min_max(gutter.right_top() - vec2(self.pixel(), 0.0), gutter.right_bottom());
        plain.add_colored_rect(edge, self.tokens.hairline);
        painter.add(Shape::mesh(plain));
        painter.extend(shapes);
    }

    fn row_sign(&self, row: &DrawnRow) -> Option<(Sign, Color32)> {
        if row.header.fixed && row.header.state == RowState::Ready {
            return Some((Sign::Tick, self.tokens.good));
        }
        let state = row.header.state;
        Sign::of_state(state).map(|sign| (sign, self.tokens.state(state)))
    }
}
