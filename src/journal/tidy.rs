//! How long what was sent stays on this computer: old texts, then old hashes go; a person's on request.
//!
//! Owns the deleting. Does not know for how long: that is a setting. Invariants: a row that is claimed, so
//! waits or has no answer, is never touched; what an upload summed up to stays true; deleted bytes are
//! overwritten. Age is counted back from the newest answer in the journal, never from the clock of this
//! computer alone: a clock that jumps ahead must not cost the protection against sending twice.

use std::fs;
use std::path::Path;

use chrono::{DateTime, Days, Months, Utc};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::account::seq_of as account_seq;
use super::attempt::now;
use super::store::BACKUP;
use super::upload::{seq_of, time};
use super::{AccountId, Drafts, Journal, JournalError, UploadId, ledger};

/// What was deleted because it was old.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tidied {
    /// Rows whose agent, conversation and rubric are gone; they are still recognised.
    pub texts: u32,
    /// Rows that are gone altogether: they would no longer be recognised.
    pub rows: u32,
    /// Work in progress that nobody had open.
    pub drafts: u32,
}

/// What the journal holds of a person, or did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PersonTraces {
    /// Sent rows with their id.
    pub rows: u32,
    /// Of these: in batches that wait or have no answer, whose exact bytes are still needed.
    pub open: u32,
    /// Answers and sentences of servers in which their id stands.
    pub answers: u32,
    /// Values that mean them.
    pub aliases: u32,
}

impl Journal {
    /// Deletes what is older than so many months, or with 0 all there is: the texts of receipts, and whole
    /// rows of the ledger. The file gives back the room. For the holder of the [`SendLock`](super::SendLock).
    pub fn tidy(&mut self, receipt_months: u32, ledger_months: u32) -> Result<Tidied, JournalError> {
        let Some(newest) = newest_answer(&self.db)? else { return Ok(Tidied::default()) };
        let before = |months| match months {
            0 => Some(i64::MAX),
            months => newest.checked_sub_months(Months::new(months)).map(|at| at.timestamp_millis()),
        };
        let (Some(texts), Some(rows)) = (before(receipt_months), before(ledger_months)) else {
            return Ok(Tidied::default());
        };
        self.overwrite_deleted()?;
        let tx = self.write()?;
        let tidied = Tidied { texts: drop_texts(&tx, texts)?, rows: drop_rows(&tx, rows)?, drafts: 0 };
        tx.commit()?;
        if tidied != Tidied::default() {
            self.drop_backups()?;
            self.give_back_room()?;
        }
        Ok(tidied)
    }

    /// What is known of a person, by their id in Assembled.
    pub fn traces_of(&self, agent_id: &str) -> Result<PersonTraces, JournalError> {
        traces(&self.db, agent_id)
    }

    /// Erases a person: agent, conversation, rubric, score and time of their rows, the words of servers in
    /// which their id stands, and the values that mean them. Their rows are still recognised, by hashes.
    /// Rows that wait or have no answer stay as they are, and are counted in what comes back.
    pub fn erase_person(&mut self, agent_id: &str) -> Result<PersonTraces, JournalError> {
        self.overwrite_deleted()?;
        let tx = self.write()?;
        let found = traces(&tx, agent_id)?;
        tx.execute(
            "DELETE FROM body WHERE EXISTS (SELECT 1 FROM sealed_row r WHERE r.upload = body.upload
                AND r.batch = body.batch AND r.agent_id = ?1 AND r.claimed = 0)",
            [agent_id],
        )?;
        tx.execute(
            "UPDATE attempt SET body = NULL, message = NULL
             WHERE instr(coalesce(body, ''), ?1) > 0 OR instr(coalesce(message, ''), ?1) > 0",
            [agent_id],
        )?;
        tx.execute("DELETE FROM alias WHERE agent_id = ?1", [agent_id])?;
        tx.execute(
            "UPDATE sealed_row SET agent_id = '', conversation = '', rubric = '', score = '', scored_at = '',
                said = CASE WHEN said IS NULL THEN NULL ELSE '' END
             WHERE agent_id = ?1 AND claimed = 0",
            [agent_id],
        )?;
        tx.commit()?;
        self.drop_backups()?;
        self.give_back_room()?;
        Ok(found)
    }

    /// Lets the ledger forget the rows of an upload: they can be sent again, and would then count twice if
    /// they are still there. What was sent stays in the receipt. Forgetting twice is once.
    ///
    /// # Errors
    /// [`JournalError::InUse`] while a batch of it waits or has no answer.
    pub fn forget_upload(&mut self, upload: &UploadId) -> Result<(), JournalError> {
        let tx = self.write()?;
        let seq = seq_of(&tx, upload)?;
        let claimed: bool = tx.query_row(
            "SELECT EXISTS (SELECT 1 FROM sealed_row WHERE upload = ?1 AND claimed = 1)",
            [seq],
            |row| row.get(0),
        )?;
        if claimed {
            return Err(JournalError::InUse(upload.clone()));
        }
        tx.execute("UPDATE upload SET forgotten = coalesce(forgotten, ?2) WHERE seq = ?1", (seq, now()))?;
        ledger::moved(&tx, seq)?;
        Ok(tx.commit()?)
    }

    /// Whether anything was ever sent with an account from this computer, or counts as sent.
    pub fn has_history(&self, account: &AccountId) -> Result<bool, JournalError> {
        let known = self.db.query_row(
            "SELECT EXISTS (SELECT 1 FROM upload WHERE account = ?1)
                 OR EXISTS (SELECT 1 FROM counted WHERE account = ?1)",
            [account_seq(&self.db, account)?],
            |row| row.get(0),
        )?;
        Ok(known)
    }

    /// Deleted bytes are overwritten from now on, also where that costs a write.
    fn overwrite_deleted(&self) -> Result<(), JournalError> {
        self.db.pragma_update_and_check(None, "secure_delete", "ON", |row| row.get::<_, i64>(0))?;
        Ok(())
    }

    /// The copies from before a change of schema hold what was deleted since.
    fn drop_backups(&self) -> Result<(), JournalError> {
        let io = |error: std::io::Error| JournalError::io(self.path(), &error);
        let folder = self.path().parent().unwrap_or(Path::new("."));
        for entry in fs::read_dir(folder).map_err(io)? {
            let entry = entry.map_err(io)?;
            if entry.file_name().to_string_lossy().starts_with(BACKUP) {
                fs::remove_file(entry.path()).map_err(io)?;
            }
        }
        Ok(())
    }

    /// Writes the file anew where a quarter of it is free, and empties the log, which still has what was
    /// deleted. A second window that reads is no reason to fail.
    fn give_back_room(&self) -> Result<(), JournalError> {
        let pages = |name| self.db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let (free, all) = (pages("freelist_count")?, pages("page_count")?);
        let mut written = Ok(());
        if free > 0 && free * 4 >= all {
            written = self.db.execute_batch("VACUUM");
        }
        let emptied = self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_busy| Ok(()));
        match written.and(emptied).map_err(|error| JournalError::at(self.path(), &error)) {
            Err(JournalError::Busy) => Ok(()),
            done => done,
        }
    }
}

/// Deletes what is older than it is to be kept, in the whole data folder: see [`Journal::tidy`], and drafts
/// that are not open and were not changed for so many days, by the clock of this computer. For the holder of
/// the [`SendLock`](super::SendLock).
///
/// # Errors
/// A [`JournalError`]; what was deleted before it is gone.
pub fn tidy(
    journal: &mut Journal,
    receipt_months: u32,
    ledger_months: u32,
    draft_days: u32,
) -> Result<Tidied, JournalError> {
    let tidied = journal.tidy(receipt_months, ledger_months)?;
    let Some(before) = Utc::now().checked_sub_days(Days::new(draft_days.into())) else { return Ok(tidied) };
    let folder = journal.path().parent().unwrap_or(Path::new(".")).to_owned();
    if !folder.join(Drafts::FILE_NAME).exists() {
        return Ok(tidied);
    }
    let drafts = Drafts::open_beside(&folder)?.forget_older(before)?;
    Ok(Tidied { drafts: u32::try_from(drafts).unwrap_or(u32::MAX), ..tidied })
}

/// Deletes what a data folder holds: journal and its backups, drafts, recipes, settings. Files of others
/// stay. The folder itself goes where it is then empty.
///
/// # Errors
/// The first file that cannot be deleted; what was deleted before it is gone.
pub fn delete_all(data_dir: &Path) -> Result<(), JournalError> {
    const OURS: [&str; 6] = ["journal", ".journal-", "drafts", "recipes", "settings.toml", "sending.lock"];
    let io = |path: &Path, error: std::io::Error| JournalError::io(path, &error);
    for entry in fs::read_dir(data_dir).map_err(|error| io(data_dir, error))? {
        let path = entry.map_err(|error| io(data_dir, error))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if OURS.iter().any(|ours| name.starts_with(ours)) {
            let gone = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            gone.map_err(|error| io(&path, error))?;
        }
    }
    // Somebody else's files keep the folder.
    drop(fs::remove_dir(data_dir));
    Ok(())
}

/// The time of the newest answer: the server's where it said one.
fn newest_answer(db: &Connection) -> Result<Option<DateTime<Utc>>, JournalError> {
    let newest: Option<i64> = db
        .query_row("SELECT max(coalesce(server_date, began)) FROM attempt", [], |row| row.get(0))
        .optional()?
        .flatten();
    Ok(newest.map(time).map(|newest| newest.min(Utc::now())))
}

/// What a receipt tells of old rows beyond how they ended. The ledger keeps their hashes and scores.
fn drop_texts(db: &Connection, before: i64) -> Result<u32, JournalError> {
    const OLD: &str = "(SELECT seq FROM upload WHERE started < ?1)";
    db.execute(
        &format!(
            "DELETE FROM body WHERE upload IN {OLD} AND NOT EXISTS (SELECT 1 FROM sealed_row r
                WHERE r.upload = body.upload AND r.batch = body.batch AND r.claimed = 1)"
        ),
        [before],
    )?;
    db.execute(
        &format!(
            "UPDATE attempt SET body = NULL, message = NULL WHERE ended IS NOT NULL AND upload IN {OLD}"
        ),
        [before],
    )?;
    let rows = db.execute(
        &format!(
            "UPDATE sealed_row SET agent_id = '', conversation = '', rubric = '',
                said = CASE WHEN said IS NULL THEN NULL ELSE '' END
             WHERE claimed = 0 AND (agent_id <> '' OR conversation <> '' OR rubric <> '') AND upload IN {OLD}"
        ),
        [before],
    )?;
    Ok(u32::try_from(rows).unwrap_or(u32::MAX))
}

/// Old rows with their hashes.
fn drop_rows(db: &Connection, before: i64) -> Result<u32, JournalError> {
    let rows = db.execute(
        "DELETE FROM sealed_row WHERE claimed = 0 AND upload IN (SELECT seq FROM upload WHERE started < ?1)",
        [before],
    )? + db.execute("DELETE FROM counted WHERE at < ?1", [before])?;
    if rows > 0 {
        db.execute("UPDATE account SET generation = generation + 1", [])?;
    }
    Ok(u32::try_from(rows).unwrap_or(u32::MAX))
}

fn traces(db: &Connection, agent_id: &str) -> Result<PersonTraces, JournalError> {
    let found = db.query_row(
        "SELECT (SELECT count(*) FROM sealed_row WHERE agent_id = ?1),
                (SELECT count(*) FROM sealed_row WHERE agent_id = ?1 AND claimed = 1),
                (SELECT count(*) FROM attempt
                 WHERE instr(coalesce(body, ''), ?1) > 0 OR instr(coalesce(message, ''), ?1) > 0),
                (SELECT count(*) FROM alias WHERE agent_id = ?1)",
        params![agent_id],
        |row| {
            Ok(PersonTraces {
                rows: row.get(0)?,
                open: row.get(1)?,
                answers: row.get(2)?,
                aliases: row.get(3)?,
            })
        },
    )?;
    Ok(found)
}
