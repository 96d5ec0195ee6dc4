//! Where everything stands in one frame: from places to points and back.

use std::ops::Range;

use egui::emath::GuiRounding as _;
use egui::{Pos2, Rect, pos2, vec2};

use super::columns::Columns;
use super::selection::Place;
use crate::ui::theme::{size, space};

/// The rectangles and measures of one frame. All are whole pixels, so that lines are sharp and rows
/// are even.
#[derive(Clone, Debug)]
pub(super) struct Geometry {
    /// Above the row numbers.
    pub corner: Rect,
    /// The headings.
    pub header: Rect,
    /// The row numbers.
    pub gutter: Rect,
    /// The cells.
    pub body: Rect,
    /// The bar for rows, the one for columns; without area where all is in view.
    pub row_bar: Rect,
    pub column_bar: Rect,
    /// The height of a row: a whole number of pixels.
    pub row_height: f32,
    pub num_rows: u32,
    pub columns: Columns,
    /// How far rows and columns are scrolled, on whole pixels.
    pub y: f64,
    pub x: f32,
    pub pixels_per_point: f32,
}

impl Geometry {
    /// Divides `outer`. The positions follow once the scroll knows the lengths.
    pub fn new(
        outer: Rect,
        columns: Columns,
        num_rows: u32,
        row_height: f32,
        gutter_width: f32,
        ppp: f32,
    ) -> Self {
        let whole = |points: f32| (points * ppp).round() / ppp;
        let outer = outer.round_to_pixels(ppp);
        let row_height = whole(row_height).max(1.0);
        let (header, gutter, bar) = (whole(size::HEADER), whole(gutter_width), whole(size::SCROLL_BAR));
        let rows_length = f64::from(num_rows) * f64::from(row_height);
        let room = outer.size() - vec2(gutter, header);
        // Each bar takes room from the other axis, which may then need one as well.
        let needs_rows = |height: f32| rows_length > f64::from(height);
        let mut column_bar = columns.width() > room.x;
        let row_bar = needs_rows(room.y - if column_bar { bar } else { 0.0 });
        column_bar |= row_bar && columns.width() > room.x - bar;
        let right = outer.right() - if row_bar { bar } else { 0.0 };
        let bottom = outer.bottom() - if column_bar { bar } else { 0.0 };
        let at = pos2(outer.left() + gutter, outer.top() + header);
        let at = pos2(at.x.min(right), at.y.min(bottom));
        Self {
            corner: Rect::from_min_max(outer.min, at),
            header: Rect::from_min_max(pos2(at.x, outer.top()), pos2(right, at.y)),
            gutter: Rect::from_min_max(pos2(outer.left(), at.y), pos2(at.x, bottom)),
            body: Rect::from_min_max(at, pos2(right, bottom)),
            row_bar: Rect::from_min_max(pos2(right, at.y), pos2(outer.right(), bottom)),
            column_bar: Rect::from_min_max(pos2(at.x, bottom), pos2(right, outer.bottom())),
            row_height,
            num_rows,
            columns,
            y: 0.0,
            x: 0.0,
            pixels_per_point: ppp,
        }
    }

    /// All of the grid.
    pub fn outer(&self) -> Rect {
        self.corner.union(self.body).union(self.row_bar).union(self.column_bar)
    }

    /// The length of all rows, in points.
    pub fn rows_length(&self) -> f64 {
        f64::from(self.num_rows) * f64::from(self.row_height)
    }

    /// The part of the body in which columns scroll.
    pub fn scrolled_body(&self) -> Rect {
        self.body.with_min_x((self.body.left() + self.columns.frozen_width()).min(self.body.right()))
    }

    /// How many whole rows the view holds.
    pub fn page(&self) -> u32 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a positive number of rows on a screen"
        )]
        let rows = (self.body.height() / self.row_height).floor() as u32;
        rows.max(1)
    }

    /// Start and end of a row in the contents.
    pub fn row_span(&self, row: u32) -> (f64, f64) {
        let height = f64::from(self.row_height);
        (f64::from(row) * height, (f64::from(row) + 1.0) * height)
    }

    /// The rows of which at least a pixel is in view.
    pub fn visible_rows(&self) -> Range<u32> {
        let height = f64::from(self.row_height);
        let first = whole_row(self.y / height);
        let end = whole_row(((self.y + f64::from(self.body.height())) / height).ceil());
        first.min(self.num_rows)..end.min(self.num_rows)
    }

    /// The columns of which at least a pixel is in view: the frozen ones, then the scrolled ones.
    pub fn visible_columns(&self) -> (Range<u16>, Range<u16>) {
        let frozen = self.columns.frozen();
        let view = self.scrolled_body();
        let left = self.columns.frozen_width() + self.x;
        let first = self.columns.at(left).unwrap_or(frozen).max(frozen);
        let last = self.columns.at(left + view.width() - 0.01).map_or(self.columns.len(), |place| place + 1);
        (0..frozen, first..last.max(first))
    }

    /// The top of a row on the screen.
    pub fn row_top(&self, row: u32) -> f32 {
        let from_top = self.row_span(row).0 - self.y;
        #[expect(clippy::cast_possible_truncation, reason = "small for rows near the view; exact before")]
        let from_top = from_top.clamp(-1e6, 1e6) as f32;
        self.body.top() + from_top
    }

    /// The left edge of a column on the screen.
    pub fn column_left(&self, place: u16) -> f32 {
        let left = self.columns.get(place).map_or(0.0, |column| column.left);
        self.body.left() + if place < self.columns.frozen() { left } else { left - self.x }
    }

    /// A cell on the screen, in view or not.
    pub fn cell(&self, place: Place) -> Rect {
        let width = self.columns.get(place.column).map_or(0.0, |column| column.width);
        Rect::from_min_size(
            pos2(self.column_left(place.column), self.row_top(place.row)),
            vec2(width, self.row_height),
        )
    }

    /// A heading on the screen.
    pub fn heading(&self, place: u16) -> Rect {
        let width = self.columns.get(place).map_or(0.0, |column| column.width);
        Rect::from_min_size(
            pos2(self.column_left(place), self.header.top()),
            vec2(width, self.header.height()),
        )
    }

    /// The part of the body in which a column is drawn.
    pub fn clip_of(&self, place: u16) -> Rect {
        if place < self.columns.frozen() { self.body } else { self.scrolled_body() }
    }

    /// The row at a height of the screen; above and below the rows the first and the last.
    pub fn nearest_row(&self, y: f32) -> u32 {
        let row = (self.y + f64::from(y - self.body.top())) / f64::from(self.row_height);
        whole_row(row).min(self.num_rows.saturating_sub(1))
    }

    /// The column at a distance on the screen; left and right of the columns the first and the last.
    pub fn nearest_column(&self, x: f32) -> u16 {
        let from_left = x - self.body.left();
        let inside = if from_left < self.columns.frozen_width() { from_left } else { from_left + self.x };
        self.columns.at(inside.max(0.0)).unwrap_or_else(|| self.columns.len().saturating_sub(1))
    }

    /// The cell under a point, if there is one.
    pub fn cell_at(&self, pos: Pos2) -> Option<Place> {
        let row = self.row_at(pos.y)?;
        let place = Place { row, column: self.nearest_column(pos.x) };
        (self.body.contains(pos) && self.cell(place).contains(pos)).then_some(place)
    }

    /// The row at a height of the screen, if there is one.
    pub fn row_at(&self, y: f32) -> Option<u32> {
        let row = self.nearest_row(y);
        let inside = self.body.y_range().contains(y) && y < self.row_top(row) + self.row_height;
        (inside && self.num_rows > 0).then_some(row)
    }

    /// The last place; the first where there are no cells.
    pub fn last(&self) -> Place {
        Place { row: self.num_rows.saturating_sub(1), column: self.columns.len().saturating_sub(1) }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, and a row number fits"
)]
fn whole_row(row: f64) -> u32 {
    row as u32
}

/// The width of the row numbers of a file with that many rows.
pub(super) fn gutter_width(largest_number: u32) -> f32 {
    let digits = largest_number.max(1).ilog10() + 1;
    // A tabular figure and a comma of the 12 points that the numbers are drawn in, and the sign.
    #[expect(clippy::cast_precision_loss, reason = "at most ten digits and three commas")]
    let numbers = digits.max(3) as f32 * 7.8 + ((digits - 1) / 3) as f32 * 4.5;
    space::S + size::SIGN + space::XS + numbers + space::S
}

#[cfg(test)]
mod tests {
    use super::super::columns::ColumnLayout;
    use super::super::source::GridColumn;
    use super::*;

    fn geometry(num_rows: u32, columns: u32, ppp: f32) -> Geometry {
        let source: Vec<_> = (0..columns).map(|key| GridColumn { key, ..GridColumn::default() }).collect();
        let columns = Columns::new(&ColumnLayout::default(), &source, ppp);
        let outer = Rect::from_min_size(pos2(10.3, 20.7), vec2(800.0, 500.0));
        Geometry::new(outer, columns, num_rows, size::ROW, gutter_width(num_rows), ppp)
    }

    #[test]
    fn bars_take_room_only_where_they_are_needed() {
        for (rows, columns, row_bar, column_bar) in [
            (3, 2, false, false),
            (30, 2, true, false),
            (3, 20, false, true),
            (30, 20, true, true),
            // All columns fit until the bar for rows takes some of their room.
            (30, 6, true, true),
            (0, 0, false, false),
        ] {
            let mut geometry = geometry(rows, columns, 1.0);
            if columns == 6 {
                let room = geometry.body.width() + size::SCROLL_BAR;
                let source: Vec<_> = (0..6)
                    .map(|key| GridColumn { key, width: (room / 6.0).floor(), ..GridColumn::default() })
                    .collect();
                let columns = Columns::new(&ColumnLayout::default(), &source, 1.0);
                let outer = Rect::from_min_size(pos2(10.3, 20.7), vec2(800.0, 500.0));
                geometry = Geometry::new(outer, columns, rows, size::ROW, gutter_width(rows), 1.0);
            }
            assert_eq!(geometry.row_bar.width() > 0.0, row_bar, "{rows} × {columns}");
            assert_eq!(geometry.column_bar.height() > 0.0, column_bar, "{rows} × {columns}");
        }
    }

    #[test]
    fn rows_are_even_and_whole_pixels_at_every_zoom() {
        for ppp in [1.0, 1.25, 1.5, 2.0] {
            let mut geometry = geometry(10_000_000, 5, ppp);
            geometry.y = geometry.rows_length() - f64::from(geometry.body.height());
            let rows = geometry.visible_rows();
            assert_eq!(rows.end, 10_000_000);
            for row in rows.start..rows.end - 1 {
                let height = geometry.row_top(row + 1) - geometry.row_top(row);
                assert!((height - geometry.row_height).abs() < 1e-3, "{ppp}: {height}");
            }
            let pixels = geometry.row_height * ppp;
            assert!((pixels - pixels.round()).abs() < 1e-3);
            let bottom = geometry.row_top(9_999_999) + geometry.row_height;
            assert!((bottom - geometry.body.bottom()).abs() < 1e-2);
        }
    }

    #[test]
    fn points_map_back_to_the_cells_that_they_lie_in() {
        let mut geometry = geometry(10_000_000, 20, 1.0);
        geometry.y = 239_990_007.0;
        geometry.x = 130.0;
        let (_, columns) = geometry.visible_columns();
        for row in geometry.visible_rows() {
            for column in columns.clone() {
                let place = Place { row, column };
                let inside = geometry.cell(place).intersect(geometry.body);
                if inside.is_positive() {
                    assert_eq!(geometry.cell_at(inside.center()), Some(place));
                }
            }
        }
    }
}
