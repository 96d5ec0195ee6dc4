//! What goes through the pipes between the program and its reader.
//!
//! Owns the shapes and their bytes: a request as a line of JSON with the file behind it, answers as
//! frames of a kind, a length and a payload. Invariant: what comes back is taken as foreign: lengths
//! are bounded, text is checked, and codes are those that this program knows.

use std::io::{self, BufRead, Read, Write};

use serde::{Deserialize, Serialize};

use crate::import::ImportError;
use crate::import::archive::Picked;
use crate::model::{FileFormat, Note, RecordProblem, RowId, Sheet, SheetBuilder};

/// What the reader is to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// Unpack a gzip.
    Gunzip,
    /// Unpack a file of a zip, the one of that name if there is one.
    Unzip(Option<String>),
    /// Read a sheet of a workbook.
    Workbook {
        /// What kind of workbook.
        format: FileFormat,
        /// Which sheet, if one was asked for.
        sheet: Option<String>,
        /// Which heading row, if one was asked for; 0 for none.
        header_row: Option<u32>,
    },
}

/// A request: the work, and how many bytes of a file follow.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The work.
    pub work: Work,
    /// The length of the file.
    pub bytes: u64,
}

/// A part of the answer.
#[derive(Debug)]
pub enum Frame {
    /// How far the reader is, in the units of the job.
    Progress(u64),
    /// A file of an archive begins.
    Unpacked(Picked),
    /// More of its bytes.
    Bytes(Vec<u8>),
    /// A sheet begins.
    Sheet(SheetHead),
    /// More of its records; see [`add_records`].
    Records(Vec<u8>),
    /// Why there is nothing.
    Refused(ImportError),
    /// That was all.
    Done,
}

/// What is known of a sheet before its records.
#[derive(Debug)]
pub struct SheetHead {
    /// Its name.
    pub sheet: Option<String>,
    /// All that there are.
    pub sheets: Vec<String>,
    /// The row of its headings.
    pub header_row: u32,
    /// Its headings.
    pub columns: Vec<String>,
    /// What is to be told of it.
    pub notes: Vec<Note>,
}

/// More than any frame that is written here.
const LONGEST_FRAME: u32 = 64 << 20;
/// About how many bytes of records go into one frame.
const RECORDS: usize = 256 * 1024;
const HEAD_OF_RECORD: usize = 12;

const PROGRESS: u8 = b'P';
const UNPACKED: u8 = b'U';
const BYTES: u8 = b'B';
const SHEET: u8 = b'S';
const REFUSED: u8 = b'E';
const RECORDS_OF: u8 = b'R';
const DONE: u8 = b'D';

/// Writes a request; the file comes behind it.
///
/// # Errors
/// What the pipe says.
pub fn write_request(out: &mut impl Write, request: &Request) -> io::Result<()> {
    serde_json::to_writer(&mut *out, request)?;
    out.write_all(b"\n")
}

/// Reads a request.
///
/// # Errors
/// What the pipe says, or that it is none.
pub fn read_request(input: &mut impl BufRead) -> io::Result<Request> {
    const LONGEST: u64 = 64 * 1024;
    let mut line = Vec::new();
    input.by_ref().take(LONGEST).read_until(b'\n', &mut line)?;
    Ok(serde_json::from_slice(&line)?)
}

#[derive(Serialize, Deserialize)]
struct SentNote {
    line: u32,
    code: String,
    message: String,
}

#[derive(Serialize, Deserialize)]
struct SentUnpacked {
    name: String,
    files: Vec<String>,
    notes: Vec<SentNote>,
}

#[derive(Serialize, Deserialize)]
struct SentHead {
    sheet: Option<String>,
    sheets: Vec<String>,
    header_row: u32,
    columns: Vec<String>,
    notes: Vec<SentNote>,
}

impl From<&Note> for SentNote {
    fn from(note: &Note) -> Self {
        Self { line: note.line, code: note.code.to_owned(), message: note.message.clone() }
    }
}

impl From<SentNote> for Note {
    fn from(SentNote { line, code, message }: SentNote) -> Self {
        let known = CODES.iter().find(|known| **known == code);
        Self { line, code: known.unwrap_or(&"note"), message }
    }
}

/// The codes of the notes that workbooks and archives can have.
const CODES: [&str; 20] = [
    "above_header",
    "cell_error",
    "empty_line",
    "formula_without_value",
    "hidden_columns",
    "hidden_rows",
    Note::HIDDEN_SHEET,
    "long_number",
    "merged_cells",
    "more_cell_errors",
    "no_header",
    "other_files",
    "other_sheets",
    "padded_format",
    "percent_format",
    "read_as_markup",
    "rounded_format",
    "shown_prefix",
    "shown_unit",
    "shown_zero",
];

/// Writes how far the reader is.
///
/// # Errors
/// What the pipe says.
pub fn write_progress(out: &mut impl Write, done: u64) -> io::Result<()> {
    write_frame(out, PROGRESS, &done.to_le_bytes())
}

/// Writes that a file of an archive begins.
///
/// # Errors
/// What the pipe says.
pub fn write_unpacked(out: &mut impl Write, Picked { name, files, notes }: Picked) -> io::Result<()> {
    let sent = SentUnpacked { name, files, notes: notes.iter().map(SentNote::from).collect() };
    write_frame(out, UNPACKED, &serde_json::to_vec(&sent)?)
}

/// Writes more bytes of it.
///
/// # Errors
/// What the pipe says.
pub fn write_bytes(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    write_frame(out, BYTES, bytes)
}

/// Writes a whole sheet.
///
/// # Errors
/// What the pipe says.
pub fn write_sheet(out: &mut impl Write, sheet: &Sheet) -> io::Result<()> {
    let head = SentHead {
        sheet: sheet.source().sheet.clone(),
        sheets: sheet.source().sheets.clone(),
        header_row: sheet.source().header_row,
        columns: sheet.columns().to_vec(),
        notes: sheet.notes().iter().map(SentNote::from).collect(),
    };
    write_frame(out, SHEET, &serde_json::to_vec(&head)?)?;
    let mut records = Vec::with_capacity(2 * RECORDS);
    for row in sheet.rows() {
        push_record(&mut records, sheet, row)?;
        if records.len() >= RECORDS {
            write_frame(out, RECORDS_OF, &records)?;
            records.clear();
        }
    }
    if records.is_empty() { Ok(()) } else { write_frame(out, RECORDS_OF, &records) }
}

/// Writes why there is nothing.
///
/// # Errors
/// What the pipe says.
pub fn write_refused(out: &mut impl Write, error: &ImportError) -> io::Result<()> {
    write_frame(out, REFUSED, &serde_json::to_vec(error)?)
}

/// Writes that that was all.
///
/// # Errors
/// What the pipe says.
pub fn write_done(out: &mut impl Write) -> io::Result<()> {
    write_frame(out, DONE, &[])
}

fn write_frame(out: &mut impl Write, kind: u8, payload: &[u8]) -> io::Result<()> {
    out.write_all(&[kind])?;
    out.write_all(&length(payload.len())?.to_le_bytes())?;
    out.write_all(payload)
}

/// Its line, how many cells, the length of its problem; then each cell's length and text, and the problem.
fn push_record(records: &mut Vec<u8>, sheet: &Sheet, row: RowId) -> io::Result<()> {
    let problem = sheet.problem(row).map(serde_json::to_vec).transpose()?.unwrap_or_default();
    let cells = sheet.record(row);
    for number in [sheet.line(row), length(cells.len())?, length(problem.len())?] {
        records.extend_from_slice(&number.to_le_bytes());
    }
    for cell in cells {
        records.extend_from_slice(&length(cell.len())?.to_le_bytes());
        records.extend_from_slice(cell.as_bytes());
    }
    records.extend_from_slice(&problem);
    Ok(())
}

fn length(of: usize) -> io::Result<u32> {
    u32::try_from(of).map_err(io::Error::other)
}

/// Reads a frame; `None` where there is no more.
///
/// # Errors
/// What the pipe says, or that it is none.
pub fn read_frame(input: &mut impl Read) -> io::Result<Option<Frame>> {
    let mut kind = [0];
    if input.read(&mut kind)? == 0 {
        return Ok(None);
    }
    let mut length = [0; 4];
    input.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length);
    if length > LONGEST_FRAME {
        return Err(no_frame());
    }
    let mut payload = vec![0; length as usize];
    input.read_exact(&mut payload)?;
    let notes = |sent: Vec<SentNote>| sent.into_iter().map(Note::from).collect();
    Ok(Some(match kind[0] {
        PROGRESS => Frame::Progress(u64::from_le_bytes(payload.try_into().map_err(|_wrong| no_frame())?)),
        UNPACKED => {
            let sent: SentUnpacked = serde_json::from_slice(&payload)?;
            Frame::Unpacked(Picked { name: sent.name, files: sent.files, notes: notes(sent.notes) })
        }
        BYTES => Frame::Bytes(payload),
        SHEET => {
            let sent: SentHead = serde_json::from_slice(&payload)?;
            let SentHead { sheet, sheets, header_row, columns, .. } = sent;
            Frame::Sheet(SheetHead { sheet, sheets, header_row, columns, notes: notes(sent.notes) })
        }
        RECORDS_OF => Frame::Records(payload),
        REFUSED => Frame::Refused(serde_json::from_slice(&payload)?),
        DONE => Frame::Done,
        _ => return Err(no_frame()),
    }))
}

/// Adds the records of a frame to a sheet.
///
/// # Errors
/// [`ImportError`] where they are no records, or too many.
pub fn add_records(mut records: &[u8], sheet: &mut SheetBuilder) -> Result<(), ImportError> {
    while !records.is_empty() {
        let head = take(&mut records, HEAD_OF_RECORD)?;
        let number = |at: usize| {
            head.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes)
        };
        for _ in 0..number(4) {
            let length = take(&mut records, 4)?.try_into().map_or(0, u32::from_le_bytes);
            let text = take(&mut records, length as usize)?;
            sheet.push_cell(std::str::from_utf8(text).map_err(|_no_text| ImportError::ReaderDied)?)?;
        }
        let problem = match take(&mut records, number(8) as usize)? {
            [] => None,
            problem => Some(
                serde_json::from_slice::<RecordProblem>(problem)
                    .map_err(|_no_problem| ImportError::ReaderDied)?,
            ),
        };
        sheet.end_record(number(0), problem)?;
    }
    Ok(())
}

fn take<'a>(bytes: &mut &'a [u8], length: usize) -> Result<&'a [u8], ImportError> {
    let (taken, rest) = bytes.split_at_checked(length).ok_or(ImportError::ReaderDied)?;
    *bytes = rest;
    Ok(taken)
}

fn no_frame() -> io::Error {
    io::Error::from(io::ErrorKind::InvalidData)
}
