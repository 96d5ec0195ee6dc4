//! One sender per data folder.

use std::fs::File;
use std::path::Path;

use super::JournalError;

/// Held while sending: an OS lock on a file in the data folder, gone with the process.
#[derive(Debug)]
pub struct SendLock {
    _file: File,
}

/// Somebody else is sending from this data folder, or the lock cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum Busy {
    /// Another process or window sends.
    #[error("An upload is running on this data folder.")]
    Running,
    /// The lock file cannot be opened.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

impl SendLock {
    /// Takes the lock, or says at once that it is taken.
    ///
    /// # Errors
    /// [`Busy`].
    pub fn acquire(_data_dir: &Path) -> Result<Self, Busy> {
        unimplemented!()
    }
}
