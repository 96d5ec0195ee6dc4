//! A file as it was read: the text of every cell, and where each record stood in the file.
//!
//! Owns the cells' text. Does not know what a column means. Invariant: every record of the file is
//! a row here, whole or with its [`RecordProblem`]; a cell's text is exactly the file's.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

use super::RowId;

/// A column of a [`Sheet`], counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ColumnId(pub u16);

impl ColumnId {
    /// Its place in arrays with an entry a column.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The kind of file, by content and not by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FileFormat {
    /// Text with a delimiter: comma, semicolon, tab or pipe.
    Csv,
}

/// Which file a [`Sheet`] came from, and how it was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Where it was; `None` for rows that were pasted and for the built-in sample.
    pub path: Option<PathBuf>,
    /// Its name, without folders.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, in lower-case hex.
    pub sha256: String,
    /// What it is.
    pub format: FileFormat,
    /// How its text is encoded, by the encoding's usual name in lower case: `utf-8`, `windows-1252`.
    pub encoding: &'static str,
    /// What stands between its cells.
    pub delimiter: Option<char>,
    /// Which sheet of a workbook, or file of an archive.
    pub sheet: Option<String>,
    /// The physical line of the heading row, counted from 1; 0 where there is none.
    pub header_row: u32,
}

/// Something about the file that a person should know, though no record is touched by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// The physical line, counted from 1.
    pub line: u32,
    /// What kind of thing it is, for scripts: `empty_line`, `sep_line`, …
    pub code: &'static str,
    /// The sentence for a person.
    pub message: String,
}

/// Why a record could not be taken whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordProblemCode {
    /// More or fewer cells than the heading row.
    Ragged,
    /// Bytes that are no text in the file's encoding; they are shown as U+FFFD.
    Undecodable,
    /// A quote was opened and not closed where it should have been.
    UnclosedQuote,
    /// Text stands after a closing quote, or a quote inside an unquoted cell.
    StrayQuote,
}

/// A record that could not be taken whole, and the sentence that says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordProblem {
    /// The kind of problem.
    pub code: RecordProblemCode,
    /// The sentence for a person.
    pub message: String,
}

/// A file as read. See the module's header; made by a [`SheetBuilder`].
#[derive(Debug)]
pub struct Sheet {
    source: SourceFile,
    columns: Vec<String>,
    text: String,
    /// Where each cell ends in `text`; it starts where the one before ends.
    ends: Vec<u32>,
    /// The first cell of each row in `ends`, and one entry more: the end of the last row.
    first_cells: Vec<u32>,
    lines: Vec<u32>,
    problems: BTreeMap<RowId, RecordProblem>,
    notes: Vec<Note>,
}

impl Sheet {
    /// Which file this is, and how it was understood.
    #[must_use]
    pub fn source(&self) -> &SourceFile {
        &self.source
    }

    /// The headings, as the file has them.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Every column.
    pub fn column_ids(&self) -> impl ExactSizeIterator<Item = ColumnId> + use<> {
        (0..u16::try_from(self.columns.len()).unwrap_or(u16::MAX)).map(ColumnId)
    }

    /// How many records were read.
    #[must_use]
    pub fn num_rows(&self) -> u32 {
        u32::try_from(self.lines.len()).unwrap_or(u32::MAX)
    }

    /// Every row, in the order of the file.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = RowId> + DoubleEndedIterator + use<> {
        (0..self.num_rows()).map(RowId)
    }

    /// The text of a cell, `""` where a short record has none.
    ///
    /// # Panics
    /// If the sheet has no such row.
    #[must_use]
    pub fn cell(&self, row: RowId, column: ColumnId) -> &str {
        let first = self.first_cells[row.index()] as usize;
        let end = self.first_cells[row.index() + 1] as usize;
        let cell = first + column.index();
        if cell < end { self.span(cell) } else { "" }
    }

    /// The cells of a record as they were read, however many there are.
    ///
    /// # Panics
    /// If the sheet has no such row.
    pub fn record(&self, row: RowId) -> impl ExactSizeIterator<Item = &str> {
        let first = self.first_cells[row.index()] as usize;
        let end = self.first_cells[row.index() + 1] as usize;
        (first..end).map(|cell| self.span(cell))
    }

    /// The physical line on which a record starts, counted from 1.
    ///
    /// # Panics
    /// If the sheet has no such row.
    #[must_use]
    pub fn line(&self, row: RowId) -> u32 {
        self.lines[row.index()]
    }

    /// Why a record could not be taken whole; `None` for most.
    #[must_use]
    pub fn problem(&self, row: RowId) -> Option<&RecordProblem> {
        self.problems.get(&row)
    }

    /// How many records could not be taken whole.
    #[must_use]
    pub fn num_problems(&self) -> usize {
        self.problems.len()
    }

    /// What a person should know of the file beside its records.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    fn span(&self, cell: usize) -> &str {
        let start = if cell == 0 { 0 } else { self.ends[cell - 1] as usize };
        &self.text[start..self.ends[cell] as usize]
    }
}

/// More than a [`Sheet`] can hold: 4 GiB of text or 4,294,967,295 cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file has more than 4 GiB of text or 4 billion cells")]
pub struct SheetTooLarge;

/// Takes records in the order of the file and makes the [`Sheet`] of them.
#[derive(Debug)]
pub struct SheetBuilder {
    sheet: Sheet,
}

impl SheetBuilder {
    /// A sheet with these headings and no record yet. `text_bytes` is a guess, to reserve memory once.
    #[must_use]
    pub fn new(source: SourceFile, columns: Vec<String>, text_bytes: usize) -> Self {
        Self {
            sheet: Sheet {
                source,
                columns,
                text: String::with_capacity(text_bytes),
                ends: Vec::new(),
                first_cells: vec![0],
                lines: Vec::new(),
                problems: BTreeMap::new(),
                notes: Vec::new(),
            },
        }
    }

    /// How many columns the heading row has.
    #[must_use]
    pub fn num_columns(&self) -> usize {
        self.sheet.columns.len()
    }

    /// Appends one cell to the record under way.
    ///
    /// # Errors
    /// [`SheetTooLarge`] when the sheet can hold no more.
    pub fn push_cell(&mut self, text: &str) -> Result<(), SheetTooLarge> {
        self.sheet.text.push_str(text);
        self.sheet.ends.push(u32::try_from(self.sheet.text.len()).map_err(|_too_large| SheetTooLarge)?);
        Ok(())
    }

    /// Ends the record under way: the cells pushed since the last call.
    ///
    /// # Errors
    /// [`SheetTooLarge`] when the sheet can hold no more.
    pub fn end_record(&mut self, line: u32, problem: Option<RecordProblem>) -> Result<RowId, SheetTooLarge> {
        let sheet = &mut self.sheet;
        let row = RowId(u32::try_from(sheet.lines.len()).map_err(|_too_large| SheetTooLarge)?);
        sheet.first_cells.push(u32::try_from(sheet.ends.len()).map_err(|_too_large| SheetTooLarge)?);
        sheet.lines.push(line);
        if let Some(problem) = problem {
            sheet.problems.insert(row, problem);
        }
        Ok(row)
    }

    /// Adds something that a person should know of the file.
    pub fn note(&mut self, note: Note) {
        self.sheet.notes.push(note);
    }

    /// The finished sheet.
    #[must_use]
    pub fn build(mut self) -> Sheet {
        self.sheet.text.shrink_to_fit();
        self.sheet.ends.shrink_to_fit();
        self.sheet.first_cells.shrink_to_fit();
        self.sheet.lines.shrink_to_fit();
        self.sheet
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source() -> SourceFile {
        SourceFile {
            path: None,
            name: "a.csv".to_owned(),
            bytes: 0,
            sha256: String::new(),
            format: FileFormat::Csv,
            encoding: "utf-8",
            delimiter: Some(','),
            sheet: None,
            header_row: 1,
        }
    }

    #[test]
    fn keeps_every_cell_of_short_and_long_records() {
        let mut builder = SheetBuilder::new(source(), vec!["a".to_owned(), "b".to_owned()], 0);
        let ragged = |message: &str| {
            Some(RecordProblem { code: RecordProblemCode::Ragged, message: message.to_owned() })
        };
        for (line, cells, problem) in [
            (2, &["1", "é"][..], None),
            (3, &["2"][..], ragged("short")),
            (4, &["3", "", "x"][..], ragged("long")),
        ] {
            for cell in cells {
                builder.push_cell(cell).unwrap();
            }
            builder.end_record(line, problem).unwrap();
        }
        let sheet = builder.build();
        assert_eq!(sheet.num_rows(), 3);
        assert_eq!(sheet.cell(RowId(0), ColumnId(1)), "é");
        assert_eq!(sheet.cell(RowId(1), ColumnId(1)), "");
        assert_eq!(sheet.record(RowId(2)).collect::<Vec<_>>(), ["3", "", "x"]);
        assert_eq!(sheet.line(RowId(2)), 4);
        assert_eq!(sheet.num_problems(), 2);
        assert_eq!(sheet.problem(RowId(1)).unwrap().message, "short");
        assert_eq!(sheet.problem(RowId(0)), None);
    }
}
