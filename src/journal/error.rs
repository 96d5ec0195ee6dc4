//! Why the journal cannot be used, and what a person can do about it.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{ErrorCode, ffi};

use super::UploadId;

/// Why the journal cannot be used. [`Display`](std::fmt::Display) is one sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// Written by a newer Scorebridge.
    #[error("The journal {} was written by a newer Scorebridge.", .0.display())]
    Newer(PathBuf),
    /// The disk is full, or a quota is used up.
    #[error("The disk is full.")]
    DiskFull,
    /// The folder or the file cannot be written.
    #[error("The journal {} cannot be written: it is read-only.", .0.display())]
    ReadOnly(PathBuf),
    /// The folder or the file cannot be opened.
    #[error("The journal {} cannot be opened: {}.", .0.display(), .1)]
    CannotOpen(PathBuf, String),
    /// Damaged. It is left as it is.
    #[error("The journal {} is damaged.", .0.display())]
    Corrupt(PathBuf),
    /// A file of something else. It is left as it is.
    #[error("The file {} is no journal of Scorebridge.", .0.display())]
    NotAJournal(PathBuf),
    /// Another process has been writing for too long.
    #[error("The journal is in use by another program.")]
    Busy,
    /// The disk says no.
    #[error("The disk reports an error: {0}.")]
    Disk(String),
    /// There is no such thing.
    #[error("There is no {0}.")]
    NotFound(String),
    /// A name is taken.
    #[error("There is an account {0} already.")]
    NameTaken(String),
    /// The practice account stays, and so does one with something left to send.
    #[error("{0}")]
    Kept(String),
    /// An upload of the account has something left to send.
    #[error("Upload {0} of this account has something left to send.")]
    InUse(UploadId),
    /// What was asked does not fit where the batch stands.
    #[error("Batch {batch} of upload {upload} is {state}.")]
    WrongState {
        /// The upload.
        upload: UploadId,
        /// The batch.
        batch: u32,
        /// Where it stands.
        state: String,
    },
    /// Anything else that the database says.
    #[error("The journal cannot be used: {0}.")]
    Other(String),
}

impl JournalError {
    /// Its name on the command line.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Newer(_) => "journal.newer",
            Self::DiskFull => "journal.disk_full",
            Self::ReadOnly(_) => "journal.read_only",
            Self::CannotOpen(..) => "journal.cannot_open",
            Self::Corrupt(_) => "journal.corrupt",
            Self::NotAJournal(_) => "journal.not_a_journal",
            Self::Busy => "journal.busy",
            Self::Disk(_) => "journal.disk",
            Self::NotFound(_) => "not_found",
            Self::NameTaken(_) => "account.name_taken",
            Self::Kept(_) => "account.kept",
            Self::InUse(_) => "account.in_use",
            Self::WrongState { .. } => "batch.wrong_state",
            Self::Other(_) => "journal.other",
        }
    }

    /// What a person can do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Newer(_) => "Start the newer Scorebridge; nothing was changed.",
            Self::DiskFull => "Free some space, then go on; nothing that is on disk is lost.",
            Self::ReadOnly(_) | Self::CannotOpen(..) => {
                "Make the data folder writable, or choose another with --data-dir."
            }
            Self::Corrupt(_) => {
                "It was left as it is. Put it aside or restore a backup; without it rows that were sent \
                 before are not recognised."
            }
            Self::NotAJournal(_) => "Choose another data folder with --data-dir.",
            Self::Busy => "Wait for the other program to end, then try again.",
            Self::Disk(_) => "Look after the disk first; nothing more is sent.",
            Self::NotFound(_) => "Check the name.",
            Self::NameTaken(_) => "Choose another name.",
            Self::Kept(_) => "Leave it.",
            Self::InUse(_) => "Resume it or give it up first.",
            Self::WrongState { .. } => "Look at the upload again; it has moved on.",
            Self::Other(_) => "Try again; if it stays, keep the file and report it.",
        }
    }

    /// What went wrong in the file `path`.
    pub(super) fn at(path: &Path, error: &rusqlite::Error) -> Self {
        let path = path.to_owned();
        // The log's index could not be made larger: SQLite calls that an I/O error.
        if error.sqlite_error().is_some_and(|error| error.extended_code == ffi::SQLITE_IOERR_SHMSIZE) {
            return Self::DiskFull;
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly(path),
            Some(ErrorCode::CannotOpen) => Self::CannotOpen(path, error.to_string()),
            Some(ErrorCode::DatabaseCorrupt) => Self::Corrupt(path),
            Some(ErrorCode::NotADatabase) => Self::NotAJournal(path),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::SystemIoFailure) => Self::Disk(error.to_string()),
            _ => Self::Other(error.to_string()),
        }
    }

    /// What went wrong outside of SQLite.
    pub(super) fn io(path: &Path, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly(path.to_owned()),
            _ => Self::CannotOpen(path.to_owned(), error.to_string()),
        }
    }
}

/// So that `?` works on SQLite's errors; those that name the file get it from `Journal`.
impl From<rusqlite::Error> for JournalError {
    fn from(error: rusqlite::Error) -> Self {
        Self::at(Path::new("journal.sqlite"), &error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_said_in_every_way_that_sqlite_says_it() {
        for (extended_code, code) in [
            (ffi::SQLITE_FULL, "journal.disk_full"),
            (ffi::SQLITE_IOERR_SHMSIZE, "journal.disk_full"),
            (ffi::SQLITE_IOERR_FSYNC, "journal.disk"),
            (ffi::SQLITE_READONLY_DIRECTORY, "journal.read_only"),
        ] {
            let error = rusqlite::Error::SqliteFailure(ffi::Error::new(extended_code), None);
            assert_eq!(JournalError::from(error).code(), code, "{extended_code}");
        }
    }
}
