//! Delimited text → records: CSV and TSV of every dialect.
//!
//! Owns the order of the steps: where the text starts, what stands between cells, the headings, the
//! records. Does not know encodings or files. Invariant: as the scanner's, and whatever was decided
//! about the text is in the notes or the result.

mod heading;
mod parallel;
mod scan;
mod sniff;

use super::{ImportError, ImportOptions, encoding};
use crate::model::{Note, Progress, Records};

/// What was found in a delimited text.
#[derive(Debug)]
pub struct Delimited {
    /// What stands between cells.
    pub delimiter: char,
    /// The physical line of the heading row; 0 where there is none.
    pub header_row: u32,
    /// The headings.
    pub columns: Vec<String>,
    /// The records, and the notes of the whole text.
    pub records: Records,
}

/// Finds headings and records in a text. `bytes_before` is what the job's progress stands at.
///
/// # Errors
/// [`ImportError`] where there is no record, an option does not fit, or the job was asked to stop.
pub fn read(
    text: &str,
    options: &ImportOptions,
    encoding: &'static str,
    progress: &Progress,
    bytes_before: u64,
) -> Result<Delimited, ImportError> {
    let told = options.delimiter.map(told_delimiter).transpose()?;
    let (mut at, bom_note) = encoding::after_bom(text);
    let mut notes = Vec::from_iter(bom_note);
    let mut line = 1;
    let mut delimiter = told;
    if let Some((named, after)) = sniff::sep_line(text, at) {
        delimiter = delimiter.or(Some(named));
        notes.push(sep_note(named));
        (at, line) = (after, line + 1);
    }
    let delimiter = delimiter.unwrap_or_else(|| sniff::delimiter(text, at));
    let heading = heading::find(text, heading::Start { delimiter, at, line }, options.header_row)?;
    let mut records = parallel::records(&parallel::Job {
        text,
        delimiter,
        at: heading.at,
        line: heading.line,
        columns: &heading.columns,
        encoding,
        progress,
        bytes_before,
    })?;
    notes.extend(heading.notes);
    notes.append(&mut records.notes);
    records.notes = notes;
    let delimiter = char::from(delimiter);
    Ok(Delimited { delimiter, header_row: heading.row, columns: heading.columns, records })
}

fn told_delimiter(delimiter: char) -> Result<u8, ImportError> {
    u8::try_from(delimiter)
        .ok()
        .filter(|_| sniff::is_delimiter(delimiter))
        .ok_or(ImportError::BadDelimiter(delimiter))
}

fn sep_note(delimiter: u8) -> Note {
    let message = format!("Line 1 names what stands between the cells: {}.", delimiter_words(delimiter));
    Note { line: 1, code: "sep_line", message }
}

fn delimiter_words(delimiter: u8) -> String {
    match delimiter {
        b',' => "a comma".to_owned(),
        b';' => "a semicolon".to_owned(),
        b'\t' => "a tab".to_owned(),
        b'|' => "a pipe".to_owned(),
        other => format!("“{}”", char::from(other)),
    }
}
