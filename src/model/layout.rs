//! Where each cell of a [`Sheet`](super::Sheet) stands in the text it was read from.
//!
//! Owns the positions, four bytes a cell. Does not own the text: it is handed in, and it is the
//! file's own text wherever there is one, so that reading a file copies no cell. Invariant: the
//! positions lie on character boundaries of that one text, in rising order.
//!
//! A cell is known by where its content starts. Where it ends follows from the next start: one
//! delimiter (or line end) stands between, and a quote on either side where a cell is quoted; a cell
//! is quoted where the byte before its content is the text's [`Quote`]. Each row has one position more
//! than cells, one past the end of its last cell. A quoted cell whose text holds quotes is closed up in
//! place by [`Layout::close_up`]: the bytes won at its end are filled with [`GAP_START`] and [`GAP`],
//! the last of them where its closing quote was, which is how it is known later.

use std::hint::black_box;
use std::ops::Range;

use super::{Cancelled, Progress, Quote, SheetTooLarge};

/// Fills what is left over at the end of a cell that was closed up, but for the first byte. Any byte but
/// a quote does: where it stands, a quote stands otherwise. A plain one, so that it does not look like
/// something odd in the text.
const GAP: u8 = b' ';
/// The first byte that is left over; any byte but [`GAP`].
const GAP_START: u8 = b'_';
/// How many cells are brought into the processor's cache at once.
const WARMED: usize = 32;
/// How many cells are closed up in one go, on one core, between two looks at the wish to stop.
const CLOSED_UP: usize = 4096;

/// The positions of cells, row by row. See the module's header.
#[derive(Clone, Debug)]
pub struct Layout {
    /// Where the content of each cell starts, and after each row's cells one past its end.
    starts: Vec<u32>,
    /// The first entry of each row in `starts`, and one entry more.
    first_cells: Vec<u32>,
    /// The physical line on which each row starts.
    lines: Vec<u32>,
    /// The starts of cells that hold doubled quotes and are not closed up yet.
    doubled: Vec<u32>,
    /// What stands around quoted cells.
    quote: Quote,
}

impl Default for Layout {
    fn default() -> Self {
        Self::quoted_by(Quote::default())
    }
}

impl Layout {
    /// No row yet, of a text whose cells stand in such quotes.
    #[must_use]
    pub fn quoted_by(quote: Quote) -> Self {
        Self { starts: Vec::new(), first_cells: vec![0], lines: Vec::new(), doubled: Vec::new(), quote }
    }

    /// How many rows have ended.
    #[must_use]
    pub fn num_rows(&self) -> usize {
        self.lines.len()
    }

    /// How many cells a row has.
    ///
    /// # Panics
    /// If there is no such row.
    #[must_use]
    pub fn num_cells(&self, row: usize) -> usize {
        let (first, end) = self.entries(row);
        end - first
    }

    /// The physical line on which a row starts.
    ///
    /// # Panics
    /// If there is no such row.
    #[must_use]
    pub fn line(&self, row: usize) -> u32 {
        self.lines[row]
    }

    /// The text of a cell; `None` where the row has no such cell.
    ///
    /// # Panics
    /// If there is no such row, or `text` is not the text of this layout.
    #[inline]
    #[must_use]
    pub fn cell<'t>(&'t self, text: &'t str, row: usize, cell: usize) -> Option<&'t str> {
        self.cells(text, row).get(cell)
    }

    /// The texts of all cells of a row.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn record<'t>(&'t self, text: &'t str, row: usize) -> impl ExactSizeIterator<Item = &'t str> {
        let cells = self.cells(text, row);
        (0..self.num_cells(row)).map(move |cell| cells.get(cell).unwrap_or_default())
    }

    /// A row, to look up several of its cells.
    ///
    /// # Panics
    /// If there is no such row.
    #[inline]
    #[must_use]
    pub fn cells<'t>(&'t self, text: &'t str, row: usize) -> Cells<'t> {
        let (first, end) = self.entries(row);
        Cells { text, starts: &self.starts[first..=end], quote: self.quote.byte() }
    }

    /// The text in which all cells of some rows stand, with what stands between them.
    ///
    /// # Panics
    /// If there are no such rows, or `text` is not the text of this layout.
    #[must_use]
    pub fn stretch<'t>(&self, text: &'t str, rows: Range<usize>) -> &'t str {
        if rows.is_empty() {
            return "";
        }
        let (first, _) = self.entries(rows.start);
        let (_, end) = self.entries(rows.end - 1);
        // What says where the last cell ends is one past it; a row without any cell has just that.
        let (from, to) = (self.starts[first] as usize, self.starts[end] as usize);
        &text[from.min(to.saturating_sub(1))..to.saturating_sub(1)]
    }

    /// Adds a cell whose content starts there: one as it stands in the text, without quotes around.
    #[inline]
    pub fn push_cell(&mut self, start: usize) {
        self.starts.push(position(start));
    }

    /// Adds a quoted cell; its content starts after the quote. `doubled`: a quote in it stands twice, or
    /// behind a backslash.
    #[inline]
    pub fn push_quoted(&mut self, start: usize, doubled: bool) {
        if doubled {
            self.doubled.push(position(start));
        }
        self.starts.push(position(start));
    }

    /// How many cells were pushed since the last row ended, and where they start.
    #[must_use]
    pub fn open_cells(&self) -> &[u32] {
        &self.starts[self.first_cells.last().map_or(0, |&first| first as usize)..]
    }

    /// Ends the row under way, which started on that physical line and whose last cell ends at `end`.
    #[inline]
    pub fn end_record(&mut self, end: usize, line: u32) {
        self.starts.push(position(end + 1));
        self.first_cells.push(position(self.starts.len()));
        self.lines.push(line);
    }

    /// Drops the last row: the one record of a sample that may be cut.
    pub fn pop_record(&mut self) {
        if self.lines.pop().is_some() {
            self.first_cells.pop();
            let kept = self.first_cells.last().map_or(0, |&first| first as usize);
            if let Some(&first_dropped) = self.starts.get(kept) {
                self.doubled.retain(|&start| start < first_dropped);
            }
            self.starts.truncate(kept);
        }
    }

    /// Appends the rows of the next part of the same text; its lines were counted from `lines_before`.
    ///
    /// # Errors
    /// [`SheetTooLarge`] when there are more rows or cells than can be counted.
    pub fn append(&mut self, part: &Self, lines_before: u32) -> Result<(), SheetTooLarge> {
        let base = u32::try_from(self.starts.len()).map_err(|_too_large| SheetTooLarge)?;
        let total = self.starts.len() + part.starts.len();
        if u32::try_from(total).is_err() {
            return Err(SheetTooLarge);
        }
        self.starts.extend_from_slice(&part.starts);
        self.first_cells.extend(part.first_cells[1..].iter().map(|first| first + base));
        self.lines.extend(part.lines.iter().map(|line| line + lines_before));
        self.doubled.extend_from_slice(&part.doubled);
        Ok(())
    }

    /// How many rows have a quoted cell.
    ///
    /// # Panics
    /// If `text` is not the text of this layout.
    #[must_use]
    pub fn num_quoted_rows(&self, text: &[u8]) -> usize {
        let is_quoted = |entry: usize| {
            let before = (self.starts[entry] as usize).checked_sub(1);
            before.is_some_and(|before| text[before] == self.quote.byte())
        };
        let has_quoted = |&row: &usize| {
            let (first, end) = self.entries(row);
            (first..end).any(is_quoted)
        };
        (0..self.num_rows()).filter(has_quoted).count()
    }

    /// Takes the signs that stand before quotes out of every cell that has them, in place.
    ///
    /// # Errors
    /// [`Cancelled`] when the job was asked to stop; the text is of no use then.
    ///
    /// # Panics
    /// If `text` is not the text of this layout.
    pub fn close_up(&mut self, text: &mut [u8], progress: &Progress) -> Result<(), Cancelled> {
        close_up_all(text, 0, &std::mem::take(&mut self.doubled), self.quote, progress)
    }

    /// Whether some cell waits for [`close_up`](Self::close_up).
    #[must_use]
    pub fn has_doubled(&self) -> bool {
        !self.doubled.is_empty()
    }

    /// Gives back the memory that was reserved and not used.
    pub fn shrink_to_fit(&mut self) {
        self.starts.shrink_to_fit();
        self.first_cells.shrink_to_fit();
        self.lines.shrink_to_fit();
        self.doubled = Vec::new();
    }

    /// The entries of a row in `starts`, without the one past its end.
    #[inline]
    fn entries(&self, row: usize) -> (usize, usize) {
        (self.first_cells[row] as usize, self.first_cells[row + 1] as usize - 1)
    }
}

/// The cells of one row.
#[derive(Clone, Copy, Debug)]
pub struct Cells<'t> {
    text: &'t str,
    /// Where the content of each starts, and one past the end of the last.
    starts: &'t [u32],
    quote: u8,
}

impl<'t> Cells<'t> {
    /// The text of a cell; `None` where the row has no such cell.
    ///
    /// # Panics
    /// If the text is not that of the layout.
    #[inline]
    #[must_use]
    pub fn get(self, cell: usize) -> Option<&'t str> {
        let &[start, next] = self.starts.get(cell..)?.first_chunk()?;
        let (start, next) = (start as usize, next as usize);
        let bytes = self.text.as_bytes();
        let is_quoted = start > 0 && bytes[start - 1] == self.quote;
        let next_is_quoted = bytes.get(next - 1) == Some(&self.quote);
        let mut end = next - 1 - usize::from(next_is_quoted) - usize::from(is_quoted);
        while is_quoted && bytes[end] == GAP {
            end -= 1;
        }
        Some(&self.text[start..end])
    }
}

/// Closes up the cells whose content starts at these places, on all cores. The text is what follows on `text_at`.
fn close_up_all(
    text: &mut [u8],
    text_at: usize,
    starts: &[u32],
    quote: Quote,
    progress: &Progress,
) -> Result<(), Cancelled> {
    if starts.len() > CLOSED_UP {
        let (starts, later_starts) = starts.split_at(starts.len() / 2);
        let later_at = later_starts[0] as usize;
        let (text, later) = text.split_at_mut(later_at - text_at);
        let (one, other) = rayon::join(
            || close_up_all(text, text_at, starts, quote, progress),
            || close_up_all(later, later_at, later_starts, quote, progress),
        );
        return one.and(other);
    }
    progress.go_on()?;
    for starts in starts.chunks(WARMED) {
        // Read ahead: the cells lie far apart, and waiting for each in turn takes most of the time.
        let warm = starts.iter().fold(0, |warm, &start| warm ^ text[start as usize - text_at]);
        black_box(warm);
        for &start in starts {
            close_up(text, start as usize - text_at, quote);
        }
    }
    Ok(())
}

/// Takes the second of doubled quotes, or the backslash before a quote or a backslash, out of the quoted
/// cell whose content starts there, up to its closing quote, and fills what is won.
fn close_up(text: &mut [u8], start: usize, quote: Quote) {
    let (mut kept, mut read) = (start, start);
    let (sign, escape) = (quote.byte(), quote.escape());
    while let Some(length) = memchr::memchr2(sign, escape, &text[read..]) {
        let at = read + length;
        let after = text.get(at + 1).copied();
        let hides = text[at] == escape && (after == Some(sign) || after == Some(escape));
        if text[at] == sign && !hides {
            text.copy_within(read..at, kept);
            kept += at - read;
            text[kept] = GAP_START;
            text[kept + 1..=at].fill(GAP);
            return;
        }
        // The first of the two goes; a backslash before anything else stays.
        text.copy_within(read..at, kept);
        kept += at - read;
        read = at + usize::from(hides);
        text[kept] = text[read];
        kept += 1;
        read += 1;
    }
}

/// Texts and cell counts stay below 2³² where a layout is made; past that, appending fails.
#[inline]
fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_plain_quoted_and_doubled_cells_of_one_text() {
        let mut text = r#"ab,"c,d","he said ""hi"" ""","","""",é"#.as_bytes().to_vec();
        let at = |needle: &str| String::from_utf8_lossy(&text).find(needle).unwrap();
        let mut layout = Layout::default();
        layout.push_cell(0);
        layout.push_quoted(at("c,d"), false);
        layout.push_quoted(at("he said"), true);
        let empty = at("\"\",\"\"\"\"") + 1;
        layout.push_quoted(empty, false);
        layout.push_quoted(empty + 3, true);
        layout.push_cell(at("é"));
        layout.end_record(text.len(), 1);
        assert!(layout.has_doubled());
        layout.close_up(&mut text, &Progress::default()).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert_eq!(layout.num_cells(0), 6);
        assert_eq!(
            layout.record(&text, 0).collect::<Vec<_>>(),
            ["ab", "c,d", "he said \"hi\" \"", "", "\"", "é"]
        );
        assert_eq!(layout.cell(&text, 0, 6), None);
    }

    #[test]
    fn appends_parts_of_one_text_with_their_lines() {
        let text = "a,b\nc,d\n";
        let part = |start: usize| {
            let mut part = Layout::default();
            part.push_cell(start);
            part.push_cell(start + 2);
            part.end_record(start + 3, 0);
            part
        };
        let mut layout = part(0);
        layout.append(&part(4), 7).unwrap();
        assert_eq!(layout.cell(text, 1, 1), Some("d"));
        assert_eq!((layout.line(0), layout.line(1)), (0, 7));
        assert_eq!(
            [0..0, 0..1, 1..2, 0..2].map(|rows| layout.stretch(text, rows)),
            ["", "a,b", "c,d", "a,b\nc,d"]
        );
        layout.pop_record();
        assert_eq!(layout.num_rows(), 1);
        assert_eq!(layout.record(text, 0).collect::<Vec<_>>(), ["a", "b"]);
    }
}
