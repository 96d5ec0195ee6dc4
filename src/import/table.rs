//! Rows of a worksheet → a sheet: headings found, rows made equally long, empty rows told.
//!
//! Owns the first rows until the headings are known; the rest goes straight into a [`SheetBuilder`].
//! Does not know workbooks. Invariant: each row with something in it is a heading, a note, or a
//! record; nothing is dropped.

use super::ImportError;
use super::sample::{
    HeadingRecord, SAMPLE_RECORDS, Sample, above_header, columns_by_place, fill_from_above, no_header,
};
use crate::model::{Note, RecordProblem, RecordProblemCode, Sheet, SheetBuilder, SourceFile};

/// More cells than a whole worksheet of 95 columns has.
const MAX_CELLS: usize = 100_000_000;
/// More rows than a workbook has.
const MAX_ROWS: u32 = 1_048_576;
/// More columns than any tool exports; a workbook ends here too.
pub const MAX_COLUMNS: usize = 16_384;

/// Takes the rows of a worksheet in their order. See the module's header.
#[derive(Debug)]
pub struct Table {
    source: SourceFile,
    /// The heading row that a person named, 0 for none.
    told: Option<u32>,
    first_rows: Vec<(u32, Vec<String>)>,
    builder: Option<SheetBuilder>,
    notes: Vec<Note>,
    last_row: u32,
    num_cells: usize,
}

impl Table {
    /// No row yet.
    #[must_use]
    pub fn new(source: SourceFile, told: Option<u32>) -> Self {
        Self {
            source,
            told,
            first_rows: Vec::new(),
            builder: None,
            notes: Vec::new(),
            last_row: 0,
            num_cells: 0,
        }
    }

    /// Adds a row; rows that are left out, or have nothing in them, are told as empty.
    ///
    /// # Errors
    /// [`ImportError`] where there are too many cells, or the heading row is not there.
    pub fn push(&mut self, row: u32, cells: &[String]) -> Result<(), ImportError> {
        let length = filled_length(cells);
        if length == 0 {
            return Ok(());
        }
        if row > MAX_ROWS {
            return Err(ImportError::TooLarge {
                limit: "1,048,576 rows, the most that a workbook has".into(),
            });
        }
        if row > self.last_row + 1 {
            self.notes.push(empty_rows(self.last_row + 1, row - 1));
        }
        self.last_row = row;
        if self.builder.is_some() {
            return self.record(row, &cells[..length]);
        }
        self.first_rows.push((row, cells[..length].to_vec()));
        let is_below = self.told.is_none_or(|told| told <= row);
        if self.first_rows.len() > SAMPLE_RECORDS && is_below { self.decide() } else { Ok(()) }
    }

    /// The sheet, with what is to be told of it.
    ///
    /// # Errors
    /// [`ImportError`] where there is no row, or no such heading row.
    pub fn finish(mut self, notes: Vec<Note>) -> Result<Sheet, ImportError> {
        if self.builder.is_none() {
            self.decide()?;
        }
        let mut builder = self.builder.ok_or(ImportError::Empty)?;
        for note in notes.into_iter().chain(self.notes) {
            builder.note(note);
        }
        Ok(builder.build())
    }

    /// How many rows with something in them there are so far.
    #[must_use]
    pub fn num_rows(&self) -> usize {
        self.builder.as_ref().map_or(self.first_rows.len(), |builder| builder.num_rows() + 1)
    }

    /// Chooses the headings, and passes on the rows that waited for them.
    fn decide(&mut self) -> Result<(), ImportError> {
        let rows = std::mem::take(&mut self.first_rows);
        let width = rows.iter().map(|(_, cells)| cells.len()).max().ok_or(ImportError::Empty)?;
        let heading = self.heading(&rows)?;
        let mut columns = match heading {
            Some(at) => rows[at].1.clone(),
            None => columns_by_place(width),
        };
        columns.resize(width.max(columns.len()), String::new());
        if let Some([(above, names), (at, _)]) = heading.and_then(|at| rows.get(at.checked_sub(1)?..=at))
            && above + 1 == *at
        {
            fill_from_above(&mut columns, names.iter().map(String::as_str));
        }
        self.source.header_row = heading.map_or(0, |at| rows[at].0);
        self.builder = Some(SheetBuilder::new(self.source.clone(), columns, 0));
        for (at, (row, cells)) in rows.iter().enumerate() {
            match heading {
                Some(heading) if at < heading => {
                    self.notes.push(above_header(*row, cells.iter().map(String::as_str)));
                }
                Some(heading) if at == heading => {}
                _ => self.record(*row, cells)?,
            }
        }
        Ok(())
    }

    fn heading(&mut self, rows: &[(u32, Vec<String>)]) -> Result<Option<usize>, ImportError> {
        match self.told {
            Some(0) => return Ok(None),
            Some(told) => {
                let at = rows.iter().position(|(row, _)| *row == told);
                return at.map(Some).ok_or(ImportError::NoSuchHeaderRow(told));
            }
            None => {}
        }
        let mut sample = Sample::default();
        for (row, cells) in rows {
            sample.push(cells, *row);
        }
        match sample.heading_record() {
            HeadingRecord::At(at) => Ok(Some(at)),
            HeadingRecord::None { data } => {
                self.notes.push(no_header(rows[data].0));
                Ok(None)
            }
        }
    }

    fn record(&mut self, row: u32, cells: &[String]) -> Result<(), ImportError> {
        let Some(builder) = &mut self.builder else { return Ok(()) };
        let width = builder.num_columns();
        self.num_cells += width.max(cells.len());
        if self.num_cells > MAX_CELLS {
            return Err(ImportError::TooLarge { limit: "100 million cells".into() });
        }
        for cell in cells {
            builder.push_cell(cell)?;
        }
        for _ in cells.len()..width {
            builder.push_cell("")?;
        }
        let problem = (cells.len() > width).then(|| RecordProblem {
            code: RecordProblemCode::Ragged,
            message: format!("This row reaches to column {}, the headings to column {width}.", cells.len()),
        });
        builder.end_record(row, problem)?;
        Ok(())
    }
}

/// How many cells there are without the empty ones at the end.
fn filled_length(cells: &[String]) -> usize {
    cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1)
}

fn empty_rows(first: u32, last: u32) -> Note {
    let message = if first == last {
        format!("Row {first} is empty.")
    } else {
        format!("Rows {first} to {last} are empty.")
    };
    Note { line: first, code: "empty_line", message }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FileFormat, RowId};

    fn source() -> SourceFile {
        SourceFile {
            path: None,
            name: "a.xlsx".to_owned(),
            bytes: 0,
            sha256: String::new(),
            format: FileFormat::Xlsx,
            encoding: "utf-8",
            previews: Vec::new(),
            delimiter: None,
            quote: None,
            sheet: Some("Scores".to_owned()),
            sheets: Vec::new(),
            header_row: 0,
        }
    }

    fn table(told: Option<u32>, rows: &[(u32, &[&str])]) -> Result<Sheet, ImportError> {
        let mut table = Table::new(source(), told);
        for (row, cells) in rows {
            let cells: Vec<String> = cells.iter().map(|&cell| cell.to_owned()).collect();
            table.push(*row, &cells)?;
        }
        table.finish(Vec::new())
    }

    #[test]
    fn finds_headings_and_tells_what_is_left_out() {
        let sheet = table(
            None,
            &[
                (1, &["QA export"]),
                (3, &["agent", "score", ""]),
                (4, &["a", "1", "", ""]),
                (5, &["", ""]),
                (6, &["b"]),
            ],
        )
        .unwrap();
        assert_eq!(sheet.columns(), ["agent", "score"]);
        assert_eq!((sheet.source().header_row, sheet.num_rows()), (3, 2));
        assert_eq!(sheet.record(RowId(1)).collect::<Vec<_>>(), ["b", ""]);
        assert_eq!((sheet.line(RowId(0)), sheet.line(RowId(1))), (4, 6));
        let notes: Vec<_> = sheet.notes().iter().map(|note| (note.line, note.code)).collect();
        assert_eq!(notes, [(2, "empty_line"), (5, "empty_line"), (1, "above_header")]);
        assert_eq!(sheet.num_problems(), 0);
    }

    #[test]
    fn gives_blank_headings_to_columns_that_only_rows_have_and_flags_what_comes_later() {
        let mut rows: Vec<(u32, &[&str])> = vec![(1, &["agent", "score"]), (2, &["a", "1", "x"])];
        rows.extend((3..300).map(|row| (row, &["a", "b"][..])));
        rows.push((300, &["a", "1", "x", "y"]));
        let sheet = table(None, &rows).unwrap();
        assert_eq!(sheet.columns(), ["agent", "score", ""]);
        assert_eq!(sheet.num_problems(), 1);
        assert_eq!(sheet.record(RowId(298)).collect::<Vec<_>>(), ["a", "1", "x", "y"]);
    }

    #[test]
    fn joins_headings_that_take_two_rows() {
        let rows: &[(u32, &[&str])] = &[
            (1, &["Agent", "Score", "", "Date"]),
            (2, &["", "Points", "Max"]),
            (3, &["a", "1", "2", "2026-09-14"]),
        ];
        let sheet = table(None, rows).unwrap();
        assert_eq!((sheet.columns().join("|").as_str(), sheet.num_rows()), ("Agent|Points|Max|Date", 1));
        assert_eq!(sheet.notes()[0].message, "Line 1 stands above the heading row: Agent Score Date.");
    }

    #[test]
    fn keeps_to_the_heading_row_that_a_person_named() {
        let rows: &[(u32, &[&str])] = &[(1, &["x", "y"]), (2, &["a", "b"]), (3, &["1", "2"])];
        assert_eq!(table(Some(2), rows).unwrap().columns(), ["a", "b"]);
        assert_eq!(table(Some(0), rows).unwrap().num_rows(), 3);
        assert!(matches!(table(Some(7), rows), Err(ImportError::NoSuchHeaderRow(7))));
        assert!(matches!(table(None, &[]), Err(ImportError::Empty)));
        assert!(table(None, &[(1, &["x"]), (MAX_ROWS, &["1"])]).is_ok());
        assert!(matches!(table(None, &[(MAX_ROWS + 1, &["1"])]), Err(ImportError::TooLarge { .. })));
    }
}
