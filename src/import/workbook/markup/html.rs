//! The tables of a web page: what each cell shows.
//!
//! A cell that spans several columns or rows stands in the first of them; the others are empty, as in a
//! workbook with merged cells. Hidden rows and columns are read, and told; hidden text inside a cell is none of its text.

use crate::import::ImportError;
use crate::import::table::{MAX_COLUMNS, Table};
use crate::model::SourceFile;

use super::tokens::{self, Part, Tag};
use super::{Cells, Named};
use crate::import::workbook::Job;
use crate::import::workbook::aside::Aside;

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
    /// Whether all of the table is hidden, and the part of it under way.
    is_hidden: [bool; 2],
    /// Which columns have hidden cells.
    hidden_columns: Vec<bool>,
    /// The hidden element inside the cell under way, and how many of its name are open.
    unseen: Option<(Vec<u8>, u32)>,
    aside: Aside,
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
                    is_hidden: [tag.is_hidden, false],
                    hidden_columns: Vec::new(),
                    unseen: None,
                    aside: Aside::default(),
                });
            }
            b"script" | b"style" => self.unseen += 1,
            name => {
                let Some(open) = self.under_way.last_mut() else { return Ok(()) };
                match name {
                    b"tr" => open.start_row(tag.is_hidden)?,
                    b"td" | b"th" => open.start_cell(tag)?,
                    b"thead" | b"tbody" | b"tfoot" => open.is_hidden[1] = tag.is_hidden,
                    _ if open.cell.is_some() && open.is_unseen(tag) => {}
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
                    b"tr" => return open.end_row(),
                    b"thead" | b"tbody" | b"tfoot" => {
                        open.end_row()?;
                        open.is_hidden[1] = false;
                    }
                    b"td" | b"th" => return open.end_cell(),
                    name => open.end_unseen(name),
                }
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if self.unseen > 0 {
            return;
        }
        let open = self.under_way.last_mut().filter(|open| open.unseen.is_none());
        if let Some(cell) = open.and_then(|open| open.cell.as_mut()) {
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
            let hidden = (0..).zip(&open.hidden_columns).filter(|(_, is_hidden)| **is_hidden);
            open.aside.hidden_columns = hidden.map(|(column, _)| (column, column)).collect();
            self.done.push(Named { name: open.name, table: open.table, aside: open.aside });
        }
        Ok(())
    }
}

impl Open {
    fn start_row(&mut self, is_hidden: bool) -> Result<(), ImportError> {
        self.end_row()?;
        self.row += 1;
        if is_hidden || self.is_hidden.contains(&true) {
            self.aside.hidden_rows.push((self.row, self.row));
        }
        Ok(())
    }

    fn start_cell(&mut self, tag: &Tag) -> Result<(), ImportError> {
        let [columns, rows] = tag.spans;
        self.end_cell()?;
        self.row = self.row.max(1); // a cell without a row
        while let Some(left) = self.taken.get_mut(self.column).filter(|left| **left > 0) {
            *left -= 1;
            self.column += 1;
        }
        if rows > 1 {
            let end = self.column + columns;
            self.taken.resize(self.taken.len().max(end), 0);
            let below = u32::try_from(rows - 1).unwrap_or(u32::MAX);
            self.taken[self.column..end].fill(below);
            let column = u32::try_from(self.column).unwrap_or(u32::MAX);
            self.aside.merged.push((self.row, self.row.saturating_add(below), column));
        }
        if tag.is_hidden && self.column < MAX_COLUMNS {
            self.hidden_columns.resize(self.hidden_columns.len().max(self.column + 1), false);
            self.hidden_columns[self.column] = true;
        }
        (self.cell, self.width) = (Some(String::new()), columns);
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), ImportError> {
        self.unseen = None;
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

    /// Whether a tag is of an element of which nothing is shown, itself or around it.
    fn is_unseen(&mut self, tag: &Tag) -> bool {
        const WITHOUT_END: [&[u8]; 8] = [b"br", b"img", b"input", b"hr", b"wbr", b"col", b"link", b"meta"];
        match &mut self.unseen {
            Some((name, num_open)) if *name == tag.name => *num_open += 1,
            None if tag.is_hidden && !WITHOUT_END.contains(&tag.name.as_slice()) => {
                self.unseen = Some((tag.name.clone(), 1));
            }
            _ => {}
        }
        self.unseen.is_some()
    }

    fn end_unseen(&mut self, name: &[u8]) {
        if let Some((unseen, num_open)) = &mut self.unseen
            && *unseen == name
        {
            *num_open -= 1;
            if *num_open == 0 {
                self.unseen = None;
            }
        }
    }

    fn line_break(&mut self) {
        if let Some(cell) = self.cell.as_mut().filter(|cell| !cell.is_empty()) {
            cell.truncate(cell.trim_end_matches(' ').len());
            cell.push('\n');
        }
    }
}
