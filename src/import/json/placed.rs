//! Rows whose cells have found their columns, until all columns are known.
//!
//! Owns the names of all records, in the order in which they come, and the cells in between: their texts in one
//! buffer, so that ten million of them are dropped at once. Does not know JSON. Invariant: a row has a cell in each
//! column, empty where its record has no such name.

use std::collections::HashMap;
use std::ops::Range;

use super::flatten::Row;
use crate::import::ImportError;
use crate::model::{Progress, RecordProblem, RecordProblemCode, SheetBuilder, SheetTooLarge, SourceFile};

/// More columns than any tool exports.
const MAX_COLUMNS: usize = 16_384;
/// How many rows are put into the sheet between two looks at the wish to stop.
const LOOK: usize = 4096;

/// The rows so far. See the module's header.
#[derive(Debug, Default)]
pub struct Placed {
    names: Vec<String>,
    places: HashMap<String, usize>,
    text: String,
    /// The column of each cell, and where its text ends.
    cells: Vec<(u32, u32)>,
    rows: Vec<PlacedRow>,
}

#[derive(Debug)]
struct PlacedRow {
    line: u32,
    /// Where its cells end in those of all rows.
    end: usize,
    twice: Option<Box<str>>,
}

impl Placed {
    /// Adds a row, whose record starts on that line.
    ///
    /// # Errors
    /// [`ImportError`] where there are too many columns, or more text than a sheet can hold.
    pub fn add(&mut self, line: u32, row: Row) -> Result<(), ImportError> {
        let small = |number: usize| u32::try_from(number).map_err(|_too_large| SheetTooLarge);
        for (name, text) in row.cells {
            let place = match self.places.get(&name) {
                Some(&place) => place,
                None => self.column(name)?,
            };
            self.text.push_str(&text);
            self.cells.push((small(place)?, small(self.text.len())?));
        }
        let twice = row.twice.map(String::into_boxed_str);
        self.rows.push(PlacedRow { line, end: self.cells.len(), twice });
        Ok(())
    }

    fn column(&mut self, name: String) -> Result<usize, ImportError> {
        let place = self.names.len();
        if place == MAX_COLUMNS {
            return Err(ImportError::TooManyColumns(place + 1));
        }
        self.names.push(name.clone());
        self.places.insert(name, place);
        Ok(place)
    }

    /// A sheet of all rows. `text_bytes` is a guess, to reserve memory once.
    ///
    /// # Errors
    /// [`ImportError`] where there is more than a sheet can hold, or the job was asked to stop.
    pub fn into_sheet(
        self,
        source: SourceFile,
        text_bytes: usize,
        progress: &Progress,
    ) -> Result<SheetBuilder, ImportError> {
        let mut builder = SheetBuilder::new(source, self.names, text_bytes);
        let mut cells: Vec<(u32, Range<usize>)> = Vec::new();
        let (mut first, mut start) = (0, 0);
        for (number, row) in self.rows.into_iter().enumerate() {
            if number.is_multiple_of(LOOK) {
                progress.go_on()?;
            }
            cells.clear();
            for &(place, end) in &self.cells[first..row.end] {
                cells.push((place, start..end as usize));
                start = end as usize;
            }
            first = row.end;
            cells.sort_by_key(|(place, _)| *place); // stable: of a name that stands twice, the first wins
            push(&mut builder, &self.text, &cells)?;
            builder.end_record(row.line, row.twice.map(|name| named_twice(&name)))?;
        }
        Ok(builder)
    }
}

/// Puts the cells of a row in their columns.
fn push(builder: &mut SheetBuilder, text: &str, cells: &[(u32, Range<usize>)]) -> Result<(), SheetTooLarge> {
    let mut cells = cells.iter().peekable();
    for column in 0..builder.num_columns() {
        let is_here = |(place, _): &&(u32, Range<usize>)| *place as usize == column;
        let cell = cells.next_if(is_here).map_or("", |(_, at)| &text[at.clone()]);
        builder.push_cell(cell)?;
        while cells.next_if(is_here).is_some() {}
    }
    Ok(())
}

fn named_twice(name: &str) -> RecordProblem {
    RecordProblem {
        code: RecordProblemCode::DuplicateName,
        message: format!("The name “{name}” stands twice in this record; the first value is shown."),
    }
}
