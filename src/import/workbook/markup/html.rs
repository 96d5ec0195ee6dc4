//! The tables of a web page: what each cell shows.
//!
//! A cell that spans several columns or rows stands in the first of them; the others are empty, as in a
//! workbook with merged cells.

use crate::import::ImportError;
use crate::import::table::Table;
use crate::model::SourceFile;

use super::tokens::{self, Part, Tag};
use super::{Cells, Named};
use crate::import::workbook::Job;

/// No page that a person reads has tables deeper in tables.
const DEEPEST: usize = 32;
/// How many parts of the page are read between two looks at the wish to stop.
const LOOK: usize = 4096;

/// Every table with something in it, in the order in which they end.
pub(super) fn tables(text: &str, job: &Job<'_>, source: &SourceFile) -> Result<Vec<Named>, ImportError> {
    let mut page = Page { job, source, under_way: Vec::new(), done: Vec::new(), num_tables: 0, unseen: 0 };
    let mut place = 0_usize;
    tokens::read(text, |part| {
        place += 1;
        if place.is_multiple_of(LOOK) {
            job.progress.reached(text.len() as u64)?;
        }
        match part {
            Part::Start(tag) => page.start(&tag)?,
            Part::End(name) => page.end(&name)?,
            Part::Text(text) => page.text(&text),
        }
        Ok(())
    })?;
    while !page.under_way.is_empty() {
        page.end_table()?;
    }
    Ok(page.done)
}

struct Page<'a> {
    job: &'a Job<'a>,
    source: &'a SourceFile,
    /// The table under way, inside those before it.
    under_way: Vec<Open>,
    done: Vec<Named>,
    num_tables: usize,
    /// How many elements are open whose text is not for people.
    unseen: usize,
}

/// A table under way.
struct Open {
    name: String,
    table: Table,
    row: u32,
    cells: Cells,
    /// The next column, counted from 0.
    column: usize,
    /// The cell under way.
    cell: Option<String>,
    /// How many columns it spans.
    width: usize,
    /// For each column, how many rows below are still taken by a cell above.
    taken: Vec<u32>,
}

impl Page<'_> {
    fn start(&mut self, tag: &Tag) -> Result<(), ImportError> {
        match tag.name.as_slice() {
            b"table" => {
                if self.under_way.len() >= DEEPEST {
                    return Err(ImportError::TooLarge {
                        limit: format!("{DEEPEST} tables in tables").into(),
                    });
                }
                self.num_tables += 1;
                self.under_way.push(Open {
                    name: format!("Table {}", self.num_tables),
                    table: Table::new(self.source.clone(), self.job.header_row),
                    row: 0,
                    cells: Cells::default(),
                    column: 0,
                    cell: None,
                    width: 1,
                    taken: Vec::new(),
                });
            }
            b"script" | b"style" => self.unseen += 1,
            name => {
                let Some(open) = self.under_way.last_mut() else { return Ok(()) };
                match name {
                    b"tr" => open.start_row()?,
                    b"td" | b"th" => open.start_cell(tag.spans)?,
                    b"br" | b"p" | b"div" | b"li" => open.line_break(),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn end(&mut self, name: &[u8]) -> Result<(), ImportError> {
        match name {
            b"table" => return self.end_table(),
            b"script" | b"style" => self.unseen = self.unseen.saturating_sub(1),
            name => {
                let Some(open) = self.under_way.last_mut() else { return Ok(()) };
                match name {
                    b"tr" | b"thead" | b"tbody" | b"tfoot" => return open.end_row(),
                    b"td" | b"th" => return open.end_cell(),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if self.unseen > 0 {
            return;
        }
        if let Some(cell) = self.under_way.last_mut().and_then(|open| open.cell.as_mut()) {
            // A run of white space shows as one space, and none at the start of a line.
            for char in text.chars() {
                if !char.is_ascii_whitespace() {
                    cell.push(char);
                } else if !cell.is_empty() && !cell.ends_with([' ', '\n']) {
                    cell.push(' ');
                }
            }
        }
    }

    fn end_table(&mut self) -> Result<(), ImportError> {
        let Some(mut open) = self.under_way.pop() else { return Ok(()) };
        open.end_row()?;
        if open.table.num_rows() > 0 {
            self.done.push(Named { name: open.name, table: open.table });
        }
        Ok(())
    }
}

impl Open {
    fn start_row(&mut self) -> Result<(), ImportError> {
        self.end_row()?;
        self.row += 1;
        Ok(())
    }

    fn start_cell(&mut self, [columns, rows]: [usize; 2]) -> Result<(), ImportError> {
        self.end_cell()?;
        self.row = self.row.max(1); // a cell without a row
        while let Some(left) = self.taken.get_mut(self.column).filter(|left| **left > 0) {
            *left -= 1;
            self.column += 1;
        }
        if rows > 1 {
            let end = self.column + columns;
            self.taken.resize(self.taken.len().max(end), 0);
            self.taken[self.column..end].fill(u32::try_from(rows - 1).unwrap_or(u32::MAX));
        }
        (self.cell, self.width) = (Some(String::new()), columns);
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), ImportError> {
        let Some(text) = self.cell.take() else { return Ok(()) };
        self.cells.put(self.column, text.trim().to_owned())?;
        self.column += self.width;
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), ImportError> {
        self.end_cell()?;
        if self.column > 0 {
            for left in self.taken.iter_mut().skip(self.column) {
                *left = left.saturating_sub(1);
            }
            self.column = 0;
            return self.cells.end(self.row, &mut self.table);
        }
        Ok(())
    }

    fn line_break(&mut self) {
        if let Some(cell) = self.cell.as_mut().filter(|cell| !cell.is_empty()) {
            cell.truncate(cell.trim_end_matches(' ').len());
            cell.push('\n');
        }
    }
}
