//! Cells as text between programs, as spreadsheets put them on the clipboard: tabs between cells, a line
//! a row, quotes around cells that hold either.
//!
//! Invariant: what is written here is read here as the same cells, also where rows are empty.

use std::ops::Range;

use crate::check::Values;
use crate::model::{Cancelled, Progress};

use super::area::Column;
use super::work::Snapshot;

/// Cells to copy: blocks of the view, one below the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Places of rows, and the columns from the left.
    pub blocks: Vec<(Range<u32>, Vec<Column>)>,
    /// A line of headings above each block.
    pub headings: bool,
}

impl Copied {
    /// How many cells these are.
    pub fn num_cells(&self) -> u64 {
        let cells = |(rows, columns): &(Range<u32>, Vec<Column>)| {
            u64::from(rows.end.saturating_sub(rows.start)) * columns.len() as u64
        };
        self.blocks.iter().map(cells).sum()
    }

    /// The text of these cells.
    ///
    /// # Errors
    /// [`Cancelled`] when the job was asked to stop.
    pub(super) fn text(&self, snapshot: &Snapshot, progress: &Progress) -> Result<String, Cancelled> {
        let input = snapshot.document.input(&snapshot.around, snapshot.now);
        let values = Values::new(&input);
        let sheet = &snapshot.document.sheet;
        progress.start(self.num_cells());
        let (mut text, mut done) = (String::new(), 0);
        for (rows, columns) in &self.blocks {
            if self.headings {
                let heading = |column: &Column| match column {
                    Column::Field(field) => field.label(),
                    Column::Source(column) => sheet.columns().get(column.index()).map_or("", String::as_str),
                };
                line(&mut text, columns.iter().map(heading));
            }
            for row in rows.clone().map_while(|place| snapshot.view.row(place)) {
                let cell = |column: &Column| match column {
                    Column::Field(field) => values.get(row, *field),
                    Column::Source(column) => sheet.cell(row, *column),
                };
                line(&mut text, columns.iter().map(cell));
                done += columns.len() as u64;
                if row.0 % 4_096 == 0 {
                    progress.reached(done)?;
                }
            }
        }
        // One cell goes into a sentence as well as into a sheet.
        if self.num_cells() == 1 && !self.headings {
            text.pop();
        }
        Ok(text)
    }
}

fn line<'a>(text: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            text.push('\t');
        }
        if cell.contains(['\t', '\n', '\r']) || cell.starts_with('"') {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text.push('\n');
}

/// The cells of a text from the clipboard, as many in each row.
pub fn cells(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![Vec::new()];
    let mut rest = text;
    loop {
        let (cell, after) = cell(rest);
        if let Some(row) = rows.last_mut() {
            row.push(cell);
        }
        let Some(end) = after.chars().next() else { break };
        rest = &after[1..];
        if end == '\r' {
            rest = rest.strip_prefix('\n').unwrap_or(rest);
        }
        if end != '\t' {
            // The end of the last line starts no row.
            if rest.is_empty() {
                break;
            }
            rows.push(Vec::new());
        }
    }
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    for row in &mut rows {
        row.resize(width, String::new());
    }
    rows
}

/// The first cell, and the text from its end on: a tab, the end of the line, or nothing.
fn cell(text: &str) -> (String, &str) {
    const ENDS: [char; 3] = ['\t', '\n', '\r'];
    if let Some(quoted) = text.strip_prefix('"') {
        let mut from = 0;
        while let Some(at) = quoted[from..].find('"').map(|at| from + at) {
            let after = &quoted[at + 1..];
            if after.starts_with('"') {
                from = at + 2;
            } else if after.is_empty() || after.starts_with(ENDS) {
                return (quoted[..at].replace("\"\"", "\""), after);
            } else {
                break; // A quotation mark like any other letter.
            }
        }
    }
    let end = text.find(ENDS).unwrap_or(text.len());
    (text[..end].to_owned(), &text[end..])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_spreadsheets_put_on_the_clipboard() {
        for (text, expected) in [
            ("a", vec![vec!["a"]]),
            ("", vec![vec![""]]),
            ("a\tb\nc\td\n", vec![vec!["a", "b"], vec!["c", "d"]]),
            ("a\r\nb\r\n", vec![vec!["a"], vec!["b"]]),
            ("a\n\nb\n", vec![vec!["a"], vec![""], vec!["b"]]),
            ("\"two\nlines\"\tb", vec![vec!["two\nlines", "b"]]),
            ("\"say \"\"hi\"\"\nthere\"", vec![vec!["say \"hi\"\nthere"]]),
            ("\"quoted\" first\tb", vec![vec!["\"quoted\" first", "b"]]),
            ("\"never closed\nb", vec![vec!["\"never closed"], vec!["b"]]),
            ("a\tb\nc", vec![vec!["a", "b"], vec!["c", ""]]),
            ("5\" screen", vec![vec!["5\" screen"]]),
        ] {
            assert_eq!(cells(text), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            rows in (1usize..4).prop_flat_map(|width| {
                prop::collection::vec(prop::collection::vec("[a\"\t\n\r é👍]{0,5}", width), 1..5)
            })
        ) {
            let mut text = String::new();
            for row in &rows {
                line(&mut text, row.iter().map(String::as_str));
            }
            prop_assert_eq!(cells(&text), rows);
        }
    }
}
