//! A file → [`Sheet`]: what its text is, where its cells are, what could not be taken whole.
//!
//! Owns opening and sniffing files, one file a format, and the limits. Does not know fields, rules
//! or people: nothing is mapped or judged here. Invariant: records in the file = rows of the sheet,
//! and whatever could not be taken whole is named, never dropped and never half-loaded.

mod archive;
mod csv;
mod encoding;
mod error;
mod file;
mod json;
mod kind;
mod sample;
mod table;
mod workbook;
mod write;

use std::path::Path;

pub use error::{ImportError, OtherFormat};
pub use write::write_ndjson;

use self::encoding::Bytes;
use self::file::Contents;
use self::kind::Kind;
use crate::model::{FileFormat, Note, Progress, Sheet, SourceFile};

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

/// Reads a file. Blocking: run it off the UI thread.
///
/// # Errors
/// One [`ImportError`] that says what the file is and what to do; nothing is half-loaded.
pub fn open(path: &Path, options: &ImportOptions, progress: &Progress) -> Result<Sheet, ImportError> {
    if path.is_dir() {
        let (path, notes) = archive::in_folder(path)?;
        let mut sheet = open_file(&path, options, progress)?;
        sheet.add_notes(notes);
        return Ok(sheet);
    }
    open_file(path, options, progress)
}

fn open_file(path: &Path, options: &ImportOptions, progress: &Progress) -> Result<Sheet, ImportError> {
    let contents = file::read(path, progress)?;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    sheet(name, Some(path), contents, options, progress)
}

/// Reads bytes that are already in memory: the built-in sample, rows that were pasted.
///
/// # Errors
/// As [`open`].
pub fn read(
    name: &str,
    bytes: Vec<u8>,
    options: &ImportOptions,
    progress: &Progress,
) -> Result<Sheet, ImportError> {
    sheet(name.to_owned(), None, file::digested(bytes, progress)?, options, progress)
}

fn sheet(
    name: String,
    path: Option<&Path>,
    Contents { bytes, sha256 }: Contents,
    options: &ImportOptions,
    progress: &Progress,
) -> Result<Sheet, ImportError> {
    let source = SourceFile {
        path: path.map(Path::to_path_buf),
        name,
        bytes: bytes.len() as u64,
        sha256,
        format: FileFormat::Csv,
        encoding: "utf-8",
        delimiter: None,
        sheet: None,
        header_row: 0,
    };
    match kind::look(&bytes) {
        Kind::Gzip => {
            let inner = archive::gunzip(&bytes, progress)?;
            drop(bytes);
            plain(source, inner, options, progress)
        }
        Kind::Zip => {
            let inner = archive::unzip(&bytes, options.sheet.as_deref(), progress)?;
            drop(bytes);
            let source = SourceFile { sheet: Some(inner.name), ..source };
            let options = ImportOptions { sheet: None, ..options.clone() };
            let mut sheet = plain(source, inner.bytes, &options, progress)?;
            sheet.add_notes(inner.notes);
            Ok(sheet)
        }
        _ => plain(source, bytes, options, progress),
    }
}

/// Reads what is no archive: an archive inside another is not opened.
fn plain(
    source: SourceFile,
    bytes: Vec<u8>,
    options: &ImportOptions,
    progress: &Progress,
) -> Result<Sheet, ImportError> {
    if bytes.is_empty() {
        return Err(ImportError::Empty);
    }
    match kind::look(&bytes) {
        Kind::Delimited => delimited(source, bytes, options, progress),
        Kind::Json => {
            let bytes = Bytes::look(bytes, options.encoding.as_deref())?;
            let source = SourceFile { encoding: bytes.encoding(), ..source };
            let text = bytes.into_text(|| progress.reached(source.bytes))?;
            json::read(&text, source, progress)
        }
        Kind::Workbook(format) => {
            let job = workbook::Job {
                bytes: &bytes,
                format,
                sheet: options.sheet.as_deref(),
                header_row: options.header_row,
                progress,
            };
            workbook::read(&job, &SourceFile { format, ..source })
        }
        Kind::Zip => Err(ImportError::OtherFormat(OtherFormat::Zip)),
        Kind::Gzip => Err(ImportError::OtherFormat(OtherFormat::Gzip)),
        Kind::Other(format) => Err(ImportError::OtherFormat(format)),
    }
}

fn delimited(
    source: SourceFile,
    bytes: Vec<u8>,
    options: &ImportOptions,
    progress: &Progress,
) -> Result<Sheet, ImportError> {
    let bytes = Bytes::look(bytes, options.encoding.as_deref())?;
    let encoding = bytes.encoding();
    let encoding_note = bytes.note();
    let text = bytes.into_text(|| progress.reached(source.bytes))?;
    let mut found = csv::read(&text, options, encoding, progress, source.bytes)?;
    let mut notes = Vec::from_iter(encoding_note);
    notes.extend(options.sheet.as_ref().map(|_| sheet_ignored()));
    notes.append(&mut found.records.notes);
    found.records.notes = notes;
    let (delimiter, header_row) = (Some(found.delimiter), found.header_row);
    let source = SourceFile { encoding, delimiter, header_row, ..source };
    Ok(Sheet::of_text(source, found.columns, text, found.records))
}

fn sheet_ignored() -> Note {
    let message = "A text file has no sheets, so the sheet that was asked for was not looked for.";
    Note { line: 1, code: "sheet_ignored", message: message.to_owned() }
}

#[cfg(test)]
mod tests;
