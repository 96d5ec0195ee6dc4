//! A file → [`Sheet`]: what its text is, where its cells are, what could not be taken whole.
//!
//! Owns opening and sniffing files, one file a format, and the limits. Does not know fields, rules
//! or people: nothing is mapped or judged here. Invariants: records in the file = rows of the sheet,
//! and whatever could not be taken whole is named, never dropped and never half-loaded; and no step goes
//! on for long without asking whether it is still wanted (`tests/it/stopping.rs` counts, `benches/cancel.py` times).

pub mod apart;
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

use std::borrow::Cow;
use std::panic;
use std::path::Path;
use std::sync::Arc;
use std::thread;

pub use crate::model::ImportOptions;
pub use encoding::CHOICES as ENCODINGS;
pub use error::{ImportError, OtherFormat};
pub use write::write_ndjson;

use self::apart::{Reader, Work};
use self::archive::{Picked, Unpacked};
use self::encoding::Bytes;
use self::kind::Kind;
use crate::model::{
    Buffer, Cancelled, FileFormat, Layout, Note, Progress, Sheet, SourceFile, Text, without_marks,
};

/// Reads a file. Blocking: run it off the UI thread. Workbooks and archives are read in this process, so this is for
/// tests: files from anywhere go through [`open_with`], and `tests/it/layers.rs` holds the program to that.
///
/// # Errors
/// One [`ImportError`] that says what the file is and what to do; nothing is half-loaded.
pub fn open(path: &Path, options: &ImportOptions, progress: &Progress) -> Result<Sheet, ImportError> {
    open_with(&Reader::Here, path, options, progress)
}

/// Reads a file; workbooks and archives there where the reader is.
///
/// # Errors
/// As [`open`].
pub fn open_with(
    reader: &Reader,
    path: &Path,
    options: &ImportOptions,
    progress: &Progress,
) -> Result<Sheet, ImportError> {
    let (path, picked) = if path.is_dir() {
        let picked = archive::in_folder(path, options.sheet.as_deref())?;
        (Cow::Owned(path.join(&picked.name)), Some(picked))
    } else {
        (Cow::Borrowed(path), None)
    };
    let bytes = file::read(&path, progress)?;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let asked = Asked { reader, options, progress };
    match picked {
        None => asked.sheet(name, Some(&path), bytes),
        Some(picked) => asked.picked(picked, |asked| asked.sheet(name, Some(&path), bytes)),
    }
}

/// Reads bytes of this program itself, the built-in sample, in this process: those of others go through
/// [`read_copy`].
///
/// # Errors
/// As [`open`].
pub fn read(
    name: &str,
    bytes: Vec<u8>,
    options: &ImportOptions,
    progress: &Progress,
) -> Result<Sheet, ImportError> {
    let asked = Asked { reader: &Reader::Here, options, progress };
    asked.sheet(name.to_owned(), None, in_memory(bytes.into(), progress)?)
}

/// Reads the kept copy of a file, as if it were still where it was.
///
/// # Errors
/// As [`open`].
pub fn read_copy(
    reader: &Reader,
    (name, path): (&str, Option<&Path>),
    bytes: Buffer,
    options: &ImportOptions,
    progress: &Progress,
) -> Result<Sheet, ImportError> {
    let asked = Asked { reader, options, progress };
    asked.sheet(name.to_owned(), path, in_memory(bytes, progress)?)
}

/// A file's bytes as they are, and their SHA-256 in lower-case hex: to keep a copy.
///
/// # Errors
/// [`ImportError`] for what is no file, cannot be read, or is too large.
pub fn file_bytes(path: &Path, progress: &Progress) -> Result<(Buffer, String), ImportError> {
    let bytes = file::read(path, progress)?;
    let sha256 = file::digest(&bytes, progress)?;
    Ok((bytes, sha256))
}

/// Bytes that need not be read any more: the first half of the progress is done.
fn in_memory(bytes: Buffer, progress: &Progress) -> Result<Buffer, ImportError> {
    progress.start(2 * bytes.len() as u64);
    progress.reached(bytes.len() as u64)?;
    Ok(bytes)
}

/// How a file is read.
#[derive(Clone, Copy)]
struct Asked<'a> {
    reader: &'a Reader,
    options: &'a ImportOptions,
    progress: &'a Progress,
}

impl Asked<'_> {
    fn sheet(self, name: String, path: Option<&Path>, bytes: Buffer) -> Result<Sheet, ImportError> {
        let source = SourceFile {
            path: path.map(Path::to_path_buf),
            name,
            bytes: bytes.len() as u64,
            sha256: String::new(), // made on another core meanwhile
            format: FileFormat::Csv,
            encoding: "utf-8",
            previews: Vec::new(),
            delimiter: None,
            quote: None,
            sheet: None,
            sheets: Vec::new(),
            header_row: 0,
        };
        let bytes = Arc::new(bytes);
        thread::scope(|scope| {
            let digest = {
                let (bytes, progress) = (Arc::clone(&bytes), self.progress);
                let work = move || file::digest(&bytes, progress);
                thread::Builder::new().name("digest".to_owned()).spawn_scoped(scope, work)?
            };
            let mut sha256 = Ok(String::new());
            let wait = || sha256 = digest.join().unwrap_or_else(|panic| panic::resume_unwind(panic));
            let mut sheet = if kind::look(&bytes) == Kind::Delimited {
                self.delimited(source, bytes, wait)?
            } else {
                let sheet = self.archive_or_plain(source, bytes)?;
                wait();
                sheet
            };
            sheet.digested(sha256?);
            Ok(sheet)
        })
    }

    /// Reads what is no text with a delimiter.
    fn archive_or_plain(self, source: SourceFile, bytes: Arc<Buffer>) -> Result<Sheet, ImportError> {
        match kind::look(&bytes) {
            Kind::Gzip => {
                let inner = self.unpacked(Work::Gunzip, &bytes)?.bytes;
                drop(bytes);
                self.plain(source, Arc::new(inner.into()))
            }
            Kind::Zip => {
                let inner = self.unpacked(Work::Unzip(self.options.sheet.clone()), &bytes)?;
                drop(bytes);
                self.picked(inner.picked, |asked| asked.plain(source, Arc::new(inner.bytes.into())))
            }
            _ => self.plain(source, bytes),
        }
    }

    /// Reads a file of several: what was asked for was this file, and no sheet inside it.
    fn picked(
        self,
        picked: Picked,
        read: impl FnOnce(Asked<'_>) -> Result<Sheet, ImportError>,
    ) -> Result<Sheet, ImportError> {
        let options = ImportOptions { sheet: None, ..self.options.clone() };
        let mut sheet = read(Asked { options: &options, ..self })?;
        sheet.add_notes(picked.notes);
        sheet.picked(picked.name, picked.files);
        Ok(sheet)
    }

    /// Reads what is no archive: an archive inside another is not opened.
    fn plain(self, source: SourceFile, bytes: Arc<Buffer>) -> Result<Sheet, ImportError> {
        let Self { options, progress, .. } = self;
        match kind::look(&bytes) {
            Kind::Delimited => self.delimited(source, bytes, || ()),
            Kind::Json => {
                let source = SourceFile { previews: encoding::previews(&bytes), ..source };
                let bytes = Bytes::look(bytes, options.encoding.as_deref(), progress)?;
                let source = SourceFile { encoding: bytes.encoding(), ..source };
                let text = bytes.into_text(|| progress.reached(source.bytes))?;
                json::read(&text, source, progress)
            }
            Kind::Workbook(format @ (FileFormat::Html | FileFormat::Xml2003)) => {
                let told = options.encoding.as_deref().or_else(|| encoding::declared(&bytes));
                let source = SourceFile { previews: encoding::previews(&bytes), ..source };
                let bytes = Bytes::look(bytes, told, progress)?;
                let source = SourceFile { format, encoding: bytes.encoding(), ..source };
                let text = bytes.into_text(|| progress.reached(source.bytes))?;
                self.workbook(&source, &text.as_bytes()[encoding::after_bom(&text).0..])
            }
            Kind::Workbook(format) => self.workbook(&SourceFile { format, ..source }, &bytes),
            Kind::Zip => Err(ImportError::OtherFormat(OtherFormat::Zip)),
            Kind::Gzip => Err(ImportError::OtherFormat(OtherFormat::Gzip)),
            Kind::Other(format) => Err(ImportError::OtherFormat(format)),
        }
    }

    /// Reads text with a delimiter. `first` is done by one of the threads that find its cells, before it begins.
    fn delimited(
        self,
        source: SourceFile,
        bytes: Arc<Buffer>,
        first: impl FnOnce() + Send,
    ) -> Result<Sheet, ImportError> {
        let Self { options, progress, .. } = self;
        if bytes.is_empty() {
            return Err(ImportError::Empty);
        }
        let source = SourceFile { previews: encoding::previews(&bytes), ..source };
        let bytes = Bytes::look(bytes, options.encoding.as_deref(), progress)?;
        let encoding = bytes.encoding();
        let encoding_note = bytes.note();
        let text = bytes.into_text(|| progress.reached(source.bytes))?;
        // What Scorebridge wrote for a spreadsheet is read as what it wrote it from.
        let text = without_marks(&text).map_or(text, Text::from);
        let unquoted = csv::line_quotes::without(&text);
        let line_quotes = unquoted.is_some().then(csv::line_quotes::note);
        let text = unquoted.map_or(text, Text::from);
        let mut found = csv::read(&text, options, encoding, progress, source.bytes, first)?;
        let text = closed_up(text, &mut found.records.layout, progress)?;
        let mut notes = Vec::from_iter(encoding_note);
        notes.extend(line_quotes);
        notes.extend(options.sheet.as_ref().map(|_| sheet_ignored()));
        notes.append(&mut found.records.notes);
        found.records.notes = notes;
        let (delimiter, quote, header_row) = (Some(found.delimiter), Some(found.quote), found.header_row);
        let source = SourceFile { encoding, delimiter, quote, header_row, ..source };
        Ok(Sheet::of_text(source, found.columns, text, found.records))
    }

    fn unpacked(self, work: Work, bytes: &[u8]) -> Result<Unpacked, ImportError> {
        match self.reader {
            Reader::Apart(program) => apart::unpack(program, work, bytes, self.progress),
            Reader::Here => {
                let mut unpacked = Unpacked::default();
                match work {
                    Work::Unzip(asked) => {
                        archive::unzip(bytes, asked.as_deref(), &mut unpacked, self.progress)?;
                    }
                    _ => archive::gunzip(bytes, &mut unpacked, self.progress)?,
                }
                Ok(unpacked)
            }
        }
    }

    fn workbook(self, source: &SourceFile, bytes: &[u8]) -> Result<Sheet, ImportError> {
        let Self { options, progress, .. } = self;
        match self.reader {
            Reader::Apart(program) => {
                let work = Work::Workbook {
                    format: source.format,
                    sheet: options.sheet.clone(),
                    header_row: options.header_row,
                };
                apart::sheet(program, work, bytes, source, progress)
            }
            Reader::Here => {
                let job = workbook::Job {
                    bytes,
                    format: source.format,
                    sheet: options.sheet.as_deref(),
                    header_row: options.header_row,
                    progress,
                };
                workbook::read(&job, source)
            }
        }
    }
}

/// The text with the signs that stand before quotes taken out.
fn closed_up(text: Text, layout: &mut Layout, progress: &Progress) -> Result<Text, Cancelled> {
    if !layout.has_doubled() {
        return Ok(text);
    }
    let mut bytes = text.into_bytes();
    layout.close_up(&mut bytes, progress)?;
    // Quotes are halved and ASCII is filled in, so it is text still.
    let text = encoding::checked(Arc::new(bytes), progress)?;
    Ok(text.unwrap_or_else(|bytes| String::from_utf8_lossy(&bytes).into_owned().into()))
}

fn sheet_ignored() -> Note {
    let message = "A text file has no sheets, so the sheet that was asked for was not looked for.";
    Note { line: 1, code: "sheet_ignored", message: message.to_owned() }
}

#[cfg(test)]
mod tests;
