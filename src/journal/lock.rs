//! One sender per data folder.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::{JournalError, store};

/// Held while sending: an OS lock on a file in the data folder, gone with the process.
#[derive(Debug)]
pub struct SendLock {
    file: File,
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
    pub fn acquire(data_dir: &Path) -> Result<Self, Busy> {
        let path = data_dir.join("sending.lock");
        let io = |error: &std::io::Error| JournalError::io(&path, error);
        store::make_private_folder(data_dir)?;
        let file = store::private_options().open(&path).map_err(|error| io(&error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { file }),
            Err(TryLockError::WouldBlock) => Err(Busy::Running),
            Err(TryLockError::Error(error)) => Err(io(&error).into()),
        }
    }

    /// The same lock for one more holder: it is free when the last of them is gone. For whoever sends
    /// several uploads in a row and lets nobody in between.
    ///
    /// # Errors
    /// Where the system gives no further handle.
    pub fn share(&self) -> Result<Self, JournalError> {
        let file = self.file.try_clone().map_err(|error| JournalError::Disk(error.to_string()))?;
        Ok(Self { file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_sender_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let first = SendLock::acquire(folder.path()).unwrap();
        assert!(matches!(SendLock::acquire(folder.path()), Err(Busy::Running)));
        let shared = first.share().unwrap();
        drop(first);
        assert!(matches!(SendLock::acquire(folder.path()), Err(Busy::Running)));
        drop(shared);
        SendLock::acquire(folder.path()).unwrap();
    }
}
