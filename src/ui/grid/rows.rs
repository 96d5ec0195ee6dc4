//! Rows made ready for drawing, kept until the source says that they may have changed.
//!
//! Laying out unseen text is most of what scrolling costs (4 to 5 µs a cell), and asking the source
//! is most of the rest: both happen once for a cell that comes into view. Kept are the rows in view
//! and a page around them. What is kept is dropped when the source's version, a column, the theme, the
//! zoom or the font atlas changes.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, Context, FontId, Galley};
use rustc_hash::FxHashMap;

use super::columns::Columns;
use super::geometry::Geometry;
use super::selection::Place;
use super::source::{CellPos, GridCell, GridColumn, GridRow, GridSource};
use crate::ui::theme::{Tokens, font, size, space};

/// A cell ready for drawing.
#[derive(Debug)]
pub(super) struct DrawnCell {
    pub cell: GridCell,
    /// Its text, cut off where the column ends; nothing for an empty cell.
    pub galley: Option<Arc<Galley>>,
}

/// A row ready for drawing: its header, and those cells that were in view.
#[derive(Debug)]
pub(super) struct DrawnRow {
    pub header: GridRow,
    pub number: Arc<Galley>,
    pub cells: Vec<Option<DrawnCell>>,
}

/// What the kept rows depend on.
#[derive(Clone, Debug, PartialEq)]
struct Stamp {
    version: u64,
    dark: bool,
    pixels_per_point: f32,
    columns: Columns,
}

/// The kept rows.
#[derive(Default)]
pub(super) struct RowCache {
    stamp: Option<Stamp>,
    /// How full the font atlas was: it only fills, unless it is thrown away with what points into it.
    atlas_fill: f32,
    rows: FxHashMap<u32, DrawnRow>,
}

impl Clone for RowCache {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl fmt::Debug for RowCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RowCache({} rows)", self.rows.len())
    }
}

impl RowCache {
    /// Drops what may no longer be drawn, and rows far from the view.
    pub fn refresh(&mut self, ctx: &Context, version: u64, tokens: &Tokens, geometry: &Geometry) {
        #[expect(
            clippy::redundant_closure_for_method_calls,
            reason = "the method alone is not general enough in its lifetime"
        )]
        let fill = ctx.fonts(|fonts| fonts.font_atlas_fill_ratio());
        let is_current = self.stamp.as_ref().is_some_and(|stamp| {
            stamp.version == version
                && stamp.dark == tokens.dark
                && stamp.pixels_per_point.to_bits() == geometry.pixels_per_point.to_bits()
                && stamp.columns == geometry.columns
        });
        if !is_current || fill < self.atlas_fill {
            self.rows.clear();
            self.stamp = Some(Stamp {
                version,
                dark: tokens.dark,
                pixels_per_point: geometry.pixels_per_point,
                columns: geometry.columns.clone(),
            });
        }
        self.atlas_fill = fill;
        let (rows, page) = (geometry.visible_rows(), geometry.page());
        let kept = rows.start.saturating_sub(page)..rows.end.saturating_add(page);
        self.rows.retain(|row, _| kept.contains(row));
    }

    /// Makes the cells of a row ready that are in view and not ready yet.
    pub fn prepare(&mut self, maker: &Maker<'_>, row: u32, columns: [Range<u16>; 2]) {
        let drawn = self.rows.entry(row).or_insert_with(|| maker.row(row));
        for place in columns.into_iter().flatten() {
            if let Some(slot @ None) = drawn.cells.get_mut(usize::from(place)) {
                *slot = Some(maker.cell(Place { row, column: place }));
            }
        }
    }

    /// A row that was made ready.
    pub fn row(&self, row: u32) -> Option<&DrawnRow> {
        self.rows.get(&row)
    }

    /// A cell that was made ready.
    pub fn cell(&self, place: Place) -> Option<&DrawnCell> {
        self.rows.get(&place.row)?.cells.get(usize::from(place.column))?.as_ref()
    }
}

/// What cells are made ready with.
pub(super) struct Maker<'a> {
    pub ctx: &'a Context,
    pub source: &'a dyn GridSource,
    pub columns: &'a Columns,
    pub tokens: &'static Tokens,
}

impl Maker<'_> {
    fn row(&self, row: u32) -> DrawnRow {
        let header = self.source.row(row);
        let colour = self.tokens.muted;
        let number = self
            .ctx
            .fonts_mut(|fonts| fonts.layout_no_wrap(grouped(header.number), font::figures(12.0), colour));
        let mut cells = Vec::new();
        cells.resize_with(usize::from(self.columns.len()), || None);
        DrawnRow { header, number, cells }
    }

    fn cell(&self, place: Place) -> DrawnCell {
        let Some((placed, column)) = self
            .columns
            .get(place.column)
            .and_then(|placed| Some((placed, self.source.columns().get(usize::from(placed.source))?)))
        else {
            return DrawnCell { cell: GridCell::default(), galley: None };
        };
        let cell = self.source.cell(CellPos { row: place.row, column: placed.source });
        let galley = self.galley(&cell, column, placed.width);
        DrawnCell { cell, galley }
    }

    fn galley(&self, cell: &GridCell, column: &GridColumn, width: f32) -> Option<Arc<Galley>> {
        let room = (width - 2.0 * space::S - sign_room(cell)).max(0.0);
        let mut job = cell_job(cell, column, self.tokens, room);
        if job.text.is_empty() {
            return None;
        }
        if cell.sent.is_some() || cell.ghost.is_some() {
            // What is sent, or would be, counts: the value before it gives way first.
            let whole = self.ctx.fonts_mut(|fonts| fonts.layout_job(job.clone()));
            if whole.size().x <= room {
                return Some(whole);
            }
            let text = shortened(&cell.text, whole.size().x - room);
            job = cell_job(&GridCell { text, ..cell.clone() }, column, self.tokens, room);
        }
        job.wrap = TextWrapping::truncate_at_width(room);
        Some(self.ctx.fonts_mut(|fonts| fonts.layout_job(job)))
    }

    /// How wide a column must be to show these rows' cells whole.
    pub fn fitting_width(&self, place: u16, rows: Range<u32>) -> f32 {
        let Some((placed, column)) = self
            .columns
            .get(place)
            .and_then(|placed| Some((placed, self.source.columns().get(usize::from(placed.source))?)))
        else {
            return 0.0;
        };
        let heading = self.ctx.fonts_mut(|fonts| {
            fonts.layout_no_wrap(column.title.clone(), font::grid_header(), self.tokens.text).size().x
        });
        let heading = heading + size::SIGN + space::XS;
        let widest = rows.fold(heading, |widest, row| {
            let cell = self.source.cell(CellPos { row, column: placed.source });
            let job = cell_job(&cell, column, self.tokens, f32::INFINITY);
            let text = self.ctx.fonts_mut(|fonts| fonts.layout_job(job).size().x);
            widest.max(text + sign_room(&cell))
        });
        (widest + 2.0 * space::S + 1.0).ceil()
    }
}

/// The room that a cell's sign takes from its text.
pub(super) fn sign_room(cell: &GridCell) -> f32 {
    if cell.mark.is_some() { size::SIGN + space::XS } else { 0.0 }
}

/// The font of a column's cells.
pub(super) fn column_font(column: &GridColumn) -> FontId {
    if column.monospace {
        font::grid_mono()
    } else if column.numeric {
        font::grid_figures()
    } else {
        font::grid()
    }
}

/// A cell's text on one line: `value`, `value → sent`, `value → ghost`, and a day that moves.
fn cell_job(cell: &GridCell, column: &GridColumn, tokens: &Tokens, room: f32) -> LayoutJob {
    let font = column_font(column);
    let mut job = LayoutJob { break_on_newline: false, ..LayoutJob::default() };
    let mut append = |text: &str, font: FontId, colour: Color32| {
        job.append(&one_line(text, room), 0.0, TextFormat::simple(font, colour));
    };
    let arrow = if cell.text.is_empty() { "→ " } else { " → " };
    if let Some(ghost) = &cell.ghost {
        append(&cell.text, font.clone(), tokens.muted);
        append(arrow, font::grid(), tokens.muted);
        append(ghost, font, tokens.good);
    } else if let Some(shown) = &cell.shown {
        append(shown, font, tokens.text);
    } else if let Some(sent) = &cell.sent {
        append(&cell.text, font.clone(), tokens.muted);
        append(arrow, font::grid(), tokens.muted);
        append(sent, font, tokens.text);
    } else if !cell.text.is_empty() {
        append(&cell.text, font, tokens.text);
    }
    if cell.day_moves != 0 {
        let day = if cell.day_moves > 0 { " +1" } else { " −1" };
        append(day, font::figures(11.0), tokens.question);
    }
    job
}

/// The start of a text that is about `excess` points too wide, never less than its first letters.
fn shortened(text: &str, excess: f32) -> String {
    const LETTER: f32 = 6.0; // points of a narrow letter: rather a letter too many is cut than too few
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a positive number of letters in a cell"
    )]
    let cut = (excess / LETTER).ceil().max(0.0) as usize + 1;
    let letters = text.chars().count();
    let kept = letters.saturating_sub(cut).max(4);
    if kept >= letters {
        return text.to_owned();
    }
    let mut start: String = text.chars().take(kept).collect();
    start.truncate(start.trim_end().len());
    start.push('…');
    start
}

/// The text without line breaks, and without what cannot be seen anyway: a note of ten thousand
/// characters is not laid out for a column that shows twenty.
fn one_line(text: &str, room: f32) -> String {
    // No letter is narrower than 2 points in the grid's sizes.
    let longest = if room.is_finite() { (room / 2.0).ceil() + 1.0 } else { 1000.0 };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a positive number of letters in a column's width"
    )]
    let longest = longest as usize;
    let end = text.char_indices().nth(longest).map_or(text.len(), |(end, _)| end);
    let text = &text[..end];
    if text.bytes().all(|byte| byte >= b' ') {
        return text.to_owned();
    }
    text.chars()
        .filter(|&letter| letter != '\r')
        .map(|letter| match letter {
            '\n' => '↵',
            letter if letter.is_control() => ' ',
            letter => letter,
        })
        .collect()
}

/// A number with a separator for thousands.
pub(super) fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (number, expected) in [(0, "0"), (999, "999"), (1204, "1,204"), (10_000_000, "10,000,000")] {
            assert_eq!(grouped(number), expected);
        }
    }

    #[test]
    fn a_cell_is_one_line_and_no_longer_than_its_column() {
        assert_eq!(one_line("a\r\nb\tc", 100.0), "a↵b c");
        assert_eq!(one_line("Jürgen", 100.0), "Jürgen");
        assert!(one_line(&"é".repeat(10_000), 100.0).chars().count() < 60);
    }

    #[test]
    fn the_value_gives_way_to_what_is_sent() {
        assert_eq!(shortened("gustavo.prado@example.com", 60.0), "gustavo.prado@…");
        assert_eq!(shortened("gustavo.prado@example.com", 900.0), "gust…");
        assert_eq!(shortened("17", 900.0), "17");
    }

    #[test]
    fn a_cell_says_what_is_sent_and_which_day() {
        let column = GridColumn::default();
        let tokens = &crate::ui::theme::LIGHT;
        let text = |cell: &GridCell| cell_job(cell, &column, tokens, f32::INFINITY).text;
        let mut cell = GridCell { text: "18/20".into(), sent: Some("90".into()), ..GridCell::default() };
        assert_eq!(text(&cell), "18/20 → 90");
        cell.ghost = Some("91".into());
        assert_eq!(text(&cell), "18/20 → 91");
        let cell = GridCell { text: "23:40".into(), day_moves: -1, ..GridCell::default() };
        assert_eq!(text(&cell), "23:40 −1");
    }
}
