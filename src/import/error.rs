//! Why a file cannot be used, in one sentence, with one that says what to do.

use std::borrow::Cow;
use std::io;

use serde::{Deserialize, Serialize};

use crate::model::{Cancelled, SheetTooLarge};

/// Why a file cannot be used. [`Display`](std::fmt::Display) is one sentence that says what it is.
///
/// It goes through a pipe where a file is read in a process of its own.
#[derive(Debug, thiserror::Error, Serialize, Deserialize)]
pub enum ImportError {
    /// Nothing has that path.
    #[error("There is no file at this path.")]
    Missing,
    /// It holds no bytes, or no record.
    #[error("The file is empty.")]
    Empty,
    /// A folder.
    #[error("This is a folder, not a file.")]
    Folder,
    /// A pipe, a device, a socket.
    #[error("This is a device or a pipe, not a file.")]
    NotAFile,
    /// The system does not let this user read it.
    #[error("The file may not be read by this user.")]
    NoPermission,
    /// Another program holds it open.
    #[error("The file is locked by another program.")]
    Locked,
    /// The system could not read it, for another reason.
    #[error("The file could not be read: {0}.")]
    #[serde(skip)]
    Unreadable(io::Error),
    /// The process that reads workbooks and archives could not be started.
    #[error("Workbooks and archives cannot be read on this computer: {0}.")]
    #[serde(skip)]
    NoReader(io::Error),
    /// The process that read it is dead, and nothing says why.
    #[error("The file made the program that read it fall over, so nothing of it was taken.")]
    ReaderDied,
    /// Bytes that are no text, and no format that is known by its first bytes.
    #[error("The file does not hold text.")]
    NotText,
    /// A format that is known, and not read.
    #[error("The file is {0}, which cannot be read here.")]
    OtherFormat(OtherFormat),
    /// A workbook, an archive or JSON that is not whole.
    #[error("The file is damaged: {0}.")]
    Damaged(String),
    /// JSON that is something else than records, in words.
    #[error("The file holds no records: it is {0}.")]
    NoRecords(String),
    /// A sheet of that name is not there.
    #[error("There is no sheet “{asked}”; there is {}.", quoted(there))]
    NoSuchSheet {
        /// The name that was asked for.
        asked: String,
        /// The names that are there.
        there: Vec<String>,
    },
    /// More than can be held.
    #[error("The file is too large: more than {limit}.")]
    TooLarge {
        /// What may not be passed, in words.
        limit: Cow<'static, str>,
    },
    /// More columns than any export has.
    #[error("The heading row has {0} columns; at most 16384 can be read.")]
    TooManyColumns(usize),
    /// No such heading row.
    #[error("No record starts on line {0}, so it cannot be the heading row.")]
    NoSuchHeaderRow(u32),
    /// An encoding that has no such name.
    #[error("“{0}” is not the name of a text encoding.")]
    UnknownEncoding(String),
    /// A character that cannot stand between cells.
    #[error("“{0}” cannot stand between cells.")]
    BadDelimiter(char),
    /// Stopped before the end, as asked.
    #[error("Reading was stopped before the end.")]
    Cancelled,
}

impl ImportError {
    /// One word for scripts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "missing_file",
            Self::Empty => "empty_file",
            Self::Folder => "a_folder",
            Self::NotAFile => "not_a_file",
            Self::NoPermission => "no_permission",
            Self::Locked => "locked_file",
            Self::Unreadable(_) => "unreadable_file",
            Self::NoReader(_) => "no_reader",
            Self::ReaderDied => "reader_died",
            Self::NotText => "not_text",
            Self::OtherFormat(format) => format.code(),
            Self::Damaged(_) => "damaged_file",
            Self::NoRecords(_) => "no_records",
            Self::NoSuchSheet { .. } => "no_such_sheet",
            Self::TooLarge { .. } => "too_large",
            Self::TooManyColumns(_) => "too_many_columns",
            Self::NoSuchHeaderRow(_) => "no_such_header_row",
            Self::UnknownEncoding(_) => "unknown_encoding",
            Self::BadDelimiter(_) => "bad_delimiter",
            Self::Cancelled => "cancelled",
        }
    }

    /// What to do, as a sentence.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Missing => "Check the name, or whether the file was moved.",
            Self::Empty => "Export it again: it holds no records.",
            Self::Folder => "Choose a file inside it.",
            Self::NotAFile => "Save the data as a file, and open that.",
            Self::NoPermission => "Copy it to a folder of your own, or ask its owner.",
            Self::Locked => "Close it in the other program, often Excel, and try again.",
            Self::Unreadable(_) => "Copy it to this computer's own disk, and try again.",
            Self::NoReader(_) => "Save the sheet as CSV, and open that file.",
            Self::ReaderDied => "It is damaged, or was made to do harm. Ask whoever sent it for a CSV file.",
            Self::NotText => "Export the scores as CSV, and open that file.",
            Self::OtherFormat(format) => format.way_out(),
            Self::Damaged(_) => "Open it in the program that made it, save it again, and try that file.",
            Self::NoRecords(_) => "Fetch the export itself, and open that file.",
            Self::NoSuchSheet { .. } => "Give one of these names.",
            Self::TooLarge { .. } => "Export a shorter period, or split the file.",
            Self::TooManyColumns(_) => "Check what stands between the cells, or export fewer columns.",
            Self::NoSuchHeaderRow(_) => "Give the line on which the headings stand, or 0 if there are none.",
            Self::UnknownEncoding(_) => "Use a name such as utf-8, utf-16le or windows-1252.",
            Self::BadDelimiter(_) => "Use a comma, a semicolon, a tab, a pipe, or another single sign.",
            Self::Cancelled => "Open the file again to read it.",
        }
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", ")
}

impl From<Cancelled> for ImportError {
    fn from(Cancelled: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl From<SheetTooLarge> for ImportError {
    fn from(SheetTooLarge: SheetTooLarge) -> Self {
        Self::TooLarge { limit: "4 GiB of text or 4 billion cells".into() }
    }
}

impl From<io::Error> for ImportError {
    fn from(error: io::Error) -> Self {
        const SHARING_VIOLATION: i32 = 32; // Windows: another program has it open
        const LOCK_VIOLATION: i32 = 33;
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::PermissionDenied => Self::NoPermission,
            io::ErrorKind::IsADirectory => Self::Folder,
            io::ErrorKind::ResourceBusy => Self::Locked,
            _ if cfg!(windows)
                && matches!(error.raw_os_error(), Some(SHARING_VIOLATION | LOCK_VIOLATION)) =>
            {
                Self::Locked
            }
            _ => Self::Unreadable(error),
        }
    }
}

/// A format that is known by its first bytes, and not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OtherFormat {
    /// A workbook of Excel 4 or before.
    AncientXls,
    /// A workbook with a password.
    Encrypted,
    /// A spreadsheet of Apple Numbers.
    Numbers,
    /// A document of Word or another word processor.
    Document,
    /// A zip without a file that could be read, or inside another archive.
    Zip,
    /// A zip with nothing but other archives in it.
    ZipInZip,
    /// A gzip inside another archive.
    Gzip,
    /// Compressed by something else.
    Archive,
    /// PDF.
    Pdf,
    /// A web page, often an export that calls itself `.xls`.
    Html,
    /// XML.
    Xml,
    /// UTF-32, which no tool writes on purpose.
    Utf32,
    /// A picture.
    Picture,
    /// A database or a column store.
    Database,
}

impl OtherFormat {
    fn facts(self) -> (&'static str, &'static str, &'static str) {
        const SAVE_AS_CSV: &str =
            "Open it in Excel or LibreOffice, save the sheet as CSV (UTF-8), and open that file.";
        const EXPORT_CSV: &str = "Export the scores as CSV, and open that file.";
        const UNPACK: &str = "Unpack it, and open the CSV file inside.";
        match self {
            Self::AncientXls => ("a workbook of Excel 4 or before", "ancient_xls_file", SAVE_AS_CSV),
            Self::Encrypted => (
                "a workbook with a password",
                "encrypted_file",
                "Open it in Excel, save it as CSV without a password, and open that file.",
            ),
            Self::Numbers => (
                "an Apple Numbers spreadsheet",
                "numbers_file",
                "In Numbers choose File, Export To, CSV, and open that file.",
            ),
            Self::Document => ("a text document", "document_file", EXPORT_CSV),
            Self::Zip => ("a zip archive", "zip_file", UNPACK),
            Self::ZipInZip => (
                "a zip archive with another inside it",
                "zip_file",
                "Unpack both, and open the CSV file inside.",
            ),
            Self::Gzip => ("a gzip archive", "gzip_file", UNPACK),
            Self::Archive => ("a compressed archive", "archive_file", UNPACK),
            Self::Pdf => ("a PDF", "pdf_file", EXPORT_CSV),
            Self::Html => ("a web page (HTML)", "html_file", SAVE_AS_CSV),
            Self::Xml => ("XML", "xml_file", SAVE_AS_CSV),
            Self::Utf32 => ("text in UTF-32", "utf_32_file", "Save it as UTF-8, and open that file."),
            Self::Picture => ("a picture", "picture_file", EXPORT_CSV),
            Self::Database => ("a database", "database_file", EXPORT_CSV),
        }
    }

    fn code(self) -> &'static str {
        self.facts().1
    }

    fn way_out(self) -> &'static str {
        self.facts().2
    }
}

impl std::fmt::Display for OtherFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.facts().0)
    }
}
