//! A file → [`Sheet`]: what its text is, where its cells are, what could not be taken whole.
//!
//! Owns opening and sniffing files, one file a format, and the limits. Does not know fields, rules
//! or people: nothing is mapped or judged here. Invariant: records in the file = rows of the sheet,
//! and whatever could not be taken whole is named, never dropped and never half-loaded.

use std::io;
use std::path::Path;

use crate::model::{Progress, Sheet};

/// Overrides of what is detected; `None` detects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// Which sheet of a workbook, or which file of a zip.
    pub sheet: Option<String>,
    /// The text encoding, by its usual name.
    pub encoding: Option<String>,
    /// What stands between cells.
    pub delimiter: Option<char>,
    /// The physical line of the heading row; 0: there is none.
    pub header_row: Option<u32>,
}

/// Why a file cannot be used. [`Display`](std::fmt::Display) is one sentence that says what it is.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Stopped before the end, as asked.
    #[error("Reading was stopped before the end.")]
    Cancelled,
}

impl ImportError {
    /// One word for scripts: `missing_file`, `empty_file`, `a_folder`, `no_permission`, `not_text`, …
    pub fn code(&self) -> &'static str {
        unimplemented!()
    }

    /// What to do, as a sentence.
    pub fn hint(&self) -> &'static str {
        unimplemented!()
    }
}

/// Reads a file. Blocking: run it off the UI thread.
///
/// # Errors
/// One [`ImportError`] that says what the file is and what to do; nothing is half-loaded.
pub fn open(_path: &Path, _options: &ImportOptions, _progress: &Progress) -> Result<Sheet, ImportError> {
    unimplemented!()
}

/// Reads bytes that are already in memory: the built-in sample, rows that were pasted.
///
/// # Errors
/// As [`open`].
pub fn read(
    _name: &str,
    _bytes: Vec<u8>,
    _options: &ImportOptions,
    _progress: &Progress,
) -> Result<Sheet, ImportError> {
    unimplemented!()
}

/// Writes the sheet as `read -o OUT.ndjson` promises: the file, a line a record, the counts.
///
/// # Errors
/// Whatever the writer says.
pub fn write_ndjson(_sheet: &Sheet, _out: impl io::Write) -> io::Result<()> {
    unimplemented!()
}
