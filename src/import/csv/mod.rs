//! Delimited text → records: CSV and TSV of every dialect.
//!
//! Owns the order of the steps: where the text starts, what stands between cells, the headings, the
//! records. Does not know encodings or files. Invariant: as the scanner's, and whatever was decided
//! about the text is in the notes or the result.

mod heading;
pub mod line_quotes;
mod parallel;
mod scan;
mod sniff;

use super::{ImportError, ImportOptions, encoding};
use crate::model::{Note, Progress, Quote, Records};

/// What was found in a delimited text.
#[derive(Debug)]
pub struct Delimited {
    /// What stands between cells.
    pub delimiter: char,
    /// What stands around cells.
    pub quote: Quote,
    /// The physical line of the heading row; 0 where there is none.
    pub header_row: u32,
    /// The headings.
    pub columns: Vec<String>,
    /// The records, and the notes of the whole text.
    pub records: Records,
}

/// Finds headings and records in a text. `bytes_before` is what the job's progress stands at; `first` is done
/// by one of the threads, before it finds cells.
///
/// # Errors
/// [`ImportError`] where there is no record, an option does not fit, or the job was asked to stop.
pub fn read(
    text: &str,
    options: &ImportOptions,
    encoding: &'static str,
    progress: &Progress,
    bytes_before: u64,
    first: impl FnOnce() + Send,
) -> Result<Delimited, ImportError> {
    let mut told = options.delimiter.map(|sign| told_delimiter(sign, options.quote)).transpose()?;
    let (mut at, bom_note) = encoding::after_bom(text);
    let mut notes = Vec::from_iter(bom_note);
    let mut line = 1;
    if let Some((named, after)) = sniff::sep_line(text, at) {
        told = told.or(Some(named));
        notes.push(sep_note(named));
        (at, line) = (after, line + 1);
    }
    let dialect = sniff::dialect(text, at, told, options.quote, progress)?;
    let heading = heading::find(text, heading::Start { dialect, at, line }, options.header_row, progress)?;
    let job = parallel::Job {
        text,
        dialect,
        at: heading.at,
        line: heading.line,
        columns: &heading.columns,
        encoding,
        progress,
        bytes_before,
    };
    let mut records = parallel::records(&job, first)?;
    notes.extend(heading.notes);
    notes.append(&mut records.notes);
    records.notes = notes;
    let delimiter = char::from(dialect.delimiter);
    Ok(Delimited {
        delimiter,
        quote: dialect.quote,
        header_row: heading.row,
        columns: heading.columns,
        records,
    })
}

fn told_delimiter(delimiter: char, quote: Option<Quote>) -> Result<u8, ImportError> {
    u8::try_from(delimiter)
        .ok()
        .filter(|&byte| sniff::is_delimiter(delimiter) && quote.is_none_or(|quote| quote.byte() != byte))
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
