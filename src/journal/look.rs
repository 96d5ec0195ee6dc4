//! A look at a journal that cannot be used: on a read-only disk, damaged, or of a newer Scorebridge.
//!
//! Invariant: the journal itself is not touched. A copy of it is opened beside other temporary files, and
//! goes away with the [`Journal`] that reads it. What cannot be read of it is an error, never left out.

use std::fs;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::{Journal, JournalError};

impl Journal {
    /// Opens the journal; or, where it cannot be used for sending, a copy of it to read from, with the
    /// reason why.
    ///
    /// # Errors
    /// Where there is none to read either.
    pub fn open_or_look(data_dir: &Path) -> Result<(Self, Option<JournalError>), JournalError> {
        match Self::open(data_dir) {
            Ok(journal) => Ok((journal, None)),
            Err(
                why @ (JournalError::ReadOnly(_)
                | JournalError::DiskFull
                | JournalError::Disk(_)
                | JournalError::Corrupt(_)
                | JournalError::Newer(_)),
            ) => match look(data_dir) {
                Ok(journal) => Ok((journal, Some(why))),
                Err(_there_is_none) => Err(why),
            },
            Err(error) => Err(error),
        }
    }
}

/// The copy. With the write-ahead log, so that what was committed last is in it.
fn look(data_dir: &Path) -> Result<Journal, JournalError> {
    let original = data_dir.join(Journal::FILE_NAME);
    let folder = tempfile::tempdir().map_err(|error| JournalError::io(&original, &error))?;
    let copy = folder.path().join(Journal::FILE_NAME);
    for end in ["", "-wal"] {
        let name = format!("{}{end}", Journal::FILE_NAME);
        let from = data_dir.join(&name);
        if end.is_empty() || from.exists() {
            fs::copy(&from, folder.path().join(&name)).map_err(|error| JournalError::io(&from, &error))?;
        }
    }
    super::store::make_private_file(&copy)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db =
        Connection::open_with_flags(&copy, flags).map_err(|error| JournalError::at(&original, &error))?;
    db.pragma_update(None, "query_only", true)?;
    db.pragma_update(None, "trusted_schema", false)?;
    Ok(Journal::of_copy(db, original, folder))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{AccountKind, NewAccount};

    fn journal_with_account(folder: &Path) -> Journal {
        let mut journal = Journal::open(folder).unwrap();
        let new = NewAccount {
            name: "Acme".to_owned(),
            kind: AccountKind::Production,
            url: "https://api.example.com".to_owned(),
            colour: 1,
        };
        journal.add_account(&new).unwrap();
        journal
    }

    #[test]
    fn a_journal_of_a_newer_program_is_read_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = journal_with_account(folder.path()).path().to_owned();
        Connection::open(&path).unwrap().pragma_update(None, "user_version", 1000).unwrap();
        let before = fs::read(&path).unwrap();
        let (mut journal, why) = Journal::open_or_look(folder.path()).unwrap();
        assert_eq!(why.unwrap().code(), "journal.newer");
        let account = journal.account("Acme").unwrap().unwrap();
        assert!(journal.remove_account(&account.id).is_err(), "it is only looked at");
        drop(journal);
        assert_eq!(fs::read(&path).unwrap(), before);
    }

    #[test]
    fn a_damaged_journal_is_read_as_far_as_it_can_be() {
        let folder = tempfile::tempdir().unwrap();
        let path = journal_with_account(folder.path()).path().to_owned();
        let db = Connection::open(&path).unwrap();
        db.pragma_update(None, "user_version", 0).unwrap(); // as a torn first page may say
        drop(db);
        let (journal, why) = Journal::open_or_look(folder.path()).unwrap();
        assert_eq!(why.unwrap().code(), "journal.corrupt");
        assert_eq!(journal.accounts().unwrap().len(), 2);
        let rubbish = tempfile::tempdir().unwrap();
        fs::write(rubbish.path().join(Journal::FILE_NAME), "rubbish".repeat(1000)).unwrap();
        assert_eq!(Journal::open_or_look(rubbish.path()).unwrap_err().code(), "journal.not_a_journal");
    }

    #[test]
    fn a_journal_in_order_is_opened_itself() {
        let folder = tempfile::tempdir().unwrap();
        let (journal, why) = Journal::open_or_look(folder.path()).unwrap();
        assert!(why.is_none());
        assert_eq!(journal.path(), folder.path().join(Journal::FILE_NAME));
    }
}
