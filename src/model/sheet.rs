//! A file as it was read: the text of every cell, and where each record stood in the file.
//!
//! Owns the cells' text. Does not know what a column means. Invariant: every record of the file is
//! a row here, whole or with its [`RecordProblem`]; a cell's text is exactly the file's.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Cells, Layout, RowId, Text};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileFormat {
    /// Text with a delimiter: comma, semicolon, tab or pipe.
    Csv,
    /// JSON: a list of objects, by itself or in a wrapper.
    Json,
    /// A JSON object a line.
    Ndjson,
    /// Excel's workbook since 2007, with or without macros.
    Xlsx,
    /// Excel's binary workbook.
    Xlsb,
    /// Excel's workbook before 2007.
    Xls,
    /// A workbook of `LibreOffice` and others.
    Ods,
    /// A table of a web page.
    Html,
    /// Excel's XML of 2003.
    #[serde(rename = "xml_2003")]
    Xml2003,
}

/// What stands around the cells of a text that hold a delimiter or a line break.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Quote {
    /// `"`; one inside stands twice.
    #[default]
    Double,
    /// `"`; one inside stands behind a backslash.
    Backslash,
    /// `'`; one inside stands twice.
    Single,
    /// Nothing: a quote is a sign like any other.
    None,
}

impl Quote {
    /// All of them, the likelier first.
    pub const ALL: [Self; 4] = [Self::Double, Self::Backslash, Self::Single, Self::None];

    /// Its name for scripts.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Double => "double",
            Self::Backslash => "backslash",
            Self::Single => "single",
            Self::None => "none",
        }
    }

    /// The sign; where there is none, a byte that no UTF-8 text holds.
    #[inline]
    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            Self::Double | Self::Backslash => b'"',
            Self::Single => b'\'',
            Self::None => 0xff,
        }
    }

    /// What stands before a quote inside a cell.
    #[inline]
    #[must_use]
    pub const fn escape(self) -> u8 {
        match self {
            Self::Backslash => b'\\',
            Self::Double | Self::Single | Self::None => self.byte(),
        }
    }
}

impl FromStr for Quote {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let names = || Self::ALL.map(Self::name).join(", ");
        Self::ALL
            .into_iter()
            .find(|quote| quote.name() == text)
            .ok_or_else(|| format!("no quote is “{text}”; there is {}", names()))
    }
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
    /// Its first lines that hold more than ASCII, as each encoding that may be chosen would read them.
    pub previews: Vec<(&'static str, String)>,
    /// What stands between its cells.
    pub delimiter: Option<char>,
    /// What stands around cells that hold a delimiter or a line break; `None` where it is no such text.
    pub quote: Option<Quote>,
    /// Which sheet of a workbook, table of a web page, or file of an archive or a folder.
    pub sheet: Option<String>,
    /// All of them that could be read in its place, in their order; empty where there is but one.
    pub sheets: Vec<String>,
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

impl Note {
    /// The code where a column of a workbook holds numbers of more than 15 digits; its line is that of the first.
    pub const LONG_NUMBER: &'static str = "long_number";
    /// The code where the encoding was guessed.
    pub const ENCODING_GUESSED: &'static str = "encoding_guessed";
    /// The code where the sheet that was read is hidden in its workbook.
    pub const HIDDEN_SHEET: &'static str = "hidden_sheet";
}

/// Why a record could not be taken whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
    /// A name stands twice in a JSON object.
    DuplicateName,
}

/// A record that could not be taken whole, and the sentence that says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordProblem {
    /// The kind of problem.
    pub code: RecordProblemCode,
    /// The sentence for a person.
    pub message: String,
}

/// A file as read. See the module's header; made by a [`SheetBuilder`], or by [`Sheet::of_text`].
pub struct Sheet {
    source: SourceFile,
    columns: Vec<String>,
    text: Text,
    layout: Layout,
    /// In the order of their rows.
    problems: Vec<(RowId, RecordProblem)>,
    notes: Vec<Note>,
}

impl fmt::Debug for Sheet {
    /// Which file and how much of it: its text may be gigabytes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sheet")
            .field("source", &self.source)
            .field("columns", &self.columns.len())
            .field("rows", &self.num_rows())
            .finish_non_exhaustive()
    }
}

impl Sheet {
    /// A sheet over the text of the file itself: the layout says where the cells are, and its cells
    /// [are closed up](Layout::close_up).
    #[must_use]
    pub fn of_text(source: SourceFile, columns: Vec<String>, text: Text, records: Records) -> Self {
        let Records { mut layout, problems, notes } = records;
        debug_assert!(!layout.has_doubled(), "closed up");
        layout.shrink_to_fit();
        Self { source, columns, text, layout, problems, notes }
    }

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
        u32::try_from(self.layout.num_rows()).unwrap_or(u32::MAX)
    }

    /// Every row, in the order of the file.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = RowId> + DoubleEndedIterator + use<> {
        (0..self.num_rows()).map(RowId)
    }

    /// The text of a cell, `""` where a short record has none.
    ///
    /// # Panics
    /// If the sheet has no such row.
    #[inline]
    #[must_use]
    pub fn cell(&self, row: RowId, column: ColumnId) -> &str {
        self.layout.cell(&self.text, row.index(), column.index()).unwrap_or_default()
    }

    /// A row, to look up several of its cells.
    ///
    /// # Panics
    /// If the sheet has no such row.
    #[inline]
    pub(crate) fn cells(&self, row: RowId) -> Cells<'_> {
        self.layout.cells(&self.text, row.index())
    }

    /// The cells of a record as they were read, however many there are.
    ///
    /// # Panics
    /// If the sheet has no such row.
    pub fn record(&self, row: RowId) -> impl ExactSizeIterator<Item = &str> {
        self.layout.record(&self.text, row.index())
    }

    /// The text in which all cells of some rows stand, with what stands between them.
    ///
    /// # Panics
    /// If the sheet has no such rows.
    pub(crate) fn stretch(&self, rows: Range<u32>) -> &str {
        self.layout.stretch(&self.text, rows.start as usize..rows.end as usize)
    }

    /// The physical line on which a record starts, counted from 1.
    ///
    /// # Panics
    /// If the sheet has no such row.
    #[must_use]
    pub fn line(&self, row: RowId) -> u32 {
        self.layout.line(row.index())
    }

    /// Why a record could not be taken whole; `None` for most.
    #[must_use]
    pub fn problem(&self, row: RowId) -> Option<&RecordProblem> {
        let at = self.problems.binary_search_by_key(&row, |(row, _)| *row).ok()?;
        Some(&self.problems[at].1)
    }

    /// Every record that could not be taken whole, in the order of the file.
    pub fn problems(&self) -> impl ExactSizeIterator<Item = (RowId, &RecordProblem)> {
        self.problems.iter().map(|(row, problem)| (*row, problem))
    }

    /// How many records could not be taken whole.
    #[must_use]
    pub fn num_problems(&self) -> usize {
        self.problems.len()
    }

    /// Says what the SHA-256 of the file's bytes is.
    pub(crate) fn digested(&mut self, sha256: String) {
        self.source.sha256 = sha256;
    }

    /// Names the file of several that this was, and the others.
    pub(crate) fn picked(&mut self, name: String, files: Vec<String>) {
        (self.source.sheet, self.source.sheets) = (Some(name), files);
    }

    /// Puts what was known before the file was read in front of its notes.
    pub(crate) fn add_notes(&mut self, mut notes: Vec<Note>) {
        notes.append(&mut self.notes);
        self.notes = notes;
    }

    /// What a person should know of the file beside its records.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }
}

/// What was found in a text: where its cells are, what could not be taken whole, what else to know.
#[derive(Debug, Default)]
pub struct Records {
    /// Where the cells are.
    pub layout: Layout,
    /// The records that could not be taken whole, in the order of the file.
    pub problems: Vec<(RowId, RecordProblem)>,
    /// What a person should know beside.
    pub notes: Vec<Note>,
}

/// More than a [`Sheet`] can hold: 4 GiB of text or 4,294,967,295 cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file has more than 4 GiB of text or 4 billion cells")]
pub struct SheetTooLarge;

/// Takes records in the order of the file and makes the [`Sheet`] of them: for files whose cells do
/// not stand in one text, such as workbooks, and for tests.
#[derive(Debug)]
pub struct SheetBuilder {
    source: SourceFile,
    columns: Vec<String>,
    text: String,
    records: Records,
}

impl SheetBuilder {
    /// A sheet with these headings and no record yet. `text_bytes` is a guess, to reserve memory once.
    #[must_use]
    pub fn new(source: SourceFile, columns: Vec<String>, text_bytes: usize) -> Self {
        Self { source, columns, text: String::with_capacity(text_bytes), records: Records::default() }
    }

    /// How many columns the heading row has.
    #[must_use]
    pub fn num_columns(&self) -> usize {
        self.columns.len()
    }

    /// How many records there are so far.
    #[must_use]
    pub fn num_rows(&self) -> usize {
        self.records.layout.num_rows()
    }

    /// Appends one cell to the record under way.
    ///
    /// # Errors
    /// [`SheetTooLarge`] when the sheet can hold no more.
    pub fn push_cell(&mut self, text: &str) -> Result<(), SheetTooLarge> {
        let start = self.text.len();
        if u32::try_from(start + text.len() + 1).is_err() {
            return Err(SheetTooLarge);
        }
        self.records.layout.push_cell(start);
        self.text.push_str(text);
        self.text.push('\n'); // what stands between two cells in a layout: any byte but a quote
        Ok(())
    }

    /// Ends the record under way: the cells pushed since the last call.
    ///
    /// # Errors
    /// [`SheetTooLarge`] when the sheet can hold no more.
    pub fn end_record(&mut self, line: u32, problem: Option<RecordProblem>) -> Result<RowId, SheetTooLarge> {
        let row = RowId(u32::try_from(self.records.layout.num_rows()).map_err(|_too_large| SheetTooLarge)?);
        // A record without cells has an end before any text: its one position is 0 then.
        self.records.layout.end_record(self.text.len().saturating_sub(1), line);
        if let Some(problem) = problem {
            self.records.problems.push((row, problem));
        }
        Ok(row)
    }

    /// Adds something that a person should know of the file.
    pub fn note(&mut self, note: Note) {
        self.records.notes.push(note);
    }

    /// The finished sheet.
    #[must_use]
    pub fn build(mut self) -> Sheet {
        self.text.shrink_to_fit();
        Sheet::of_text(self.source, self.columns, self.text.into(), self.records)
    }
}

#[cfg(test)]
impl SourceFile {
    /// A plain CSV file of that name, for tests.
    pub(crate) fn fixture(name: &str) -> Self {
        Self {
            path: None,
            name: name.to_owned(),
            bytes: 0,
            sha256: String::new(),
            format: FileFormat::Csv,
            encoding: "utf-8",
            previews: Vec::new(),
            delimiter: Some(','),
            quote: Some(Quote::Double),
            sheet: None,
            sheets: Vec::new(),
            header_row: 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_every_cell_of_short_and_long_records() {
        let mut builder =
            SheetBuilder::new(SourceFile::fixture("a.csv"), vec!["a".to_owned(), "b".to_owned()], 0);
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
