//! What happens to a sealed batch: attempts, halves, and what people decide.
//!
//! Each change is one transaction, synced when the call returns. Invariant: a batch moves only from
//! the states named here, so that no order of calls can claim what did not happen.

use std::collections::BTreeMap;

use chrono::Utc;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use crate::model::Outcome;

use super::seal::insert_batch;
use super::upload::seq_of;
use super::{AttemptEnd, AttemptStart, BatchState, Journal, JournalError, UnknownDecision, UploadId, ledger};

impl Journal {
    /// Says on disk, synced, that attempt n of a batch is about to leave; returns n, from 1.
    ///
    /// # Errors
    /// [`JournalError::WrongState`] unless the batch is waiting.
    pub fn begin_attempt(
        &mut self,
        upload: &UploadId,
        batch: u32,
        start: &AttemptStart,
    ) -> Result<u32, JournalError> {
        self.change(upload, |tx, seq| {
            expect(tx, upload, seq, batch, &[BatchState::Waiting])?;
            let attempt: u32 = tx.query_row(
                "UPDATE batch SET state = 'sending', attempts = attempts + 1
                 WHERE upload = ?1 AND batch = ?2 RETURNING attempts",
                (seq, batch),
                |row| row.get(0),
            )?;
            tx.execute(
                "INSERT INTO attempt (upload, batch, attempt, began, host, key_fingerprint)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![seq, batch, attempt, now(), start.host, start.key_fingerprint],
            )?;
            tx.execute("UPDATE upload SET wait_until = NULL WHERE seq = ?1", [seq])?;
            Ok(attempt)
        })
    }

    /// Says on disk, synced, how an attempt ended, and moves batch, rows and ledger accordingly. The
    /// bytes of an accepted batch are dropped. Saying the same twice is once: after an error nobody knows
    /// whether the first time reached the disk.
    ///
    /// # Errors
    /// [`JournalError::WrongState`] unless the batch is being sent.
    pub fn end_attempt(
        &mut self,
        upload: &UploadId,
        batch: u32,
        attempt: u32,
        end: &AttemptEnd,
    ) -> Result<(), JournalError> {
        self.change(upload, |tx, seq| {
            let before: Option<String> = tx
                .query_row(
                    "SELECT outcome FROM attempt WHERE upload = ?1 AND batch = ?2 AND attempt = ?3",
                    params![seq, batch, attempt],
                    |row| row.get(0),
                )
                .optional()?
                .flatten();
            if before.as_deref() == Some(end.outcome.name()) {
                return Ok(());
            }
            expect(tx, upload, seq, batch, &[BatchState::Sending])?;
            let ended = tx.execute(
                "UPDATE attempt SET ended = ?4, outcome = ?5, http = ?6, ms = ?7, message = ?8, body = ?9,
                                    request_id = ?10, server_date = ?11
                 WHERE upload = ?1 AND batch = ?2 AND attempt = ?3 AND ended IS NULL",
                params![
                    seq,
                    batch,
                    attempt,
                    now(),
                    end.outcome.name(),
                    end.http,
                    end.ms,
                    end.message,
                    end.body,
                    end.request_id,
                    end.server_date.map(|date| date.timestamp_millis()),
                ],
            )?;
            if ended != 1 {
                return Err(JournalError::NotFound(format!("open attempt {attempt} of batch {batch}")));
            }
            name_rows(tx, seq, batch, &end.named)?;
            if let Some(until) = end.wait_until {
                tx.execute(
                    "UPDATE upload SET wait_until = max(coalesce(wait_until, ?2), ?2) WHERE seq = ?1",
                    (seq, until.timestamp_millis()),
                )?;
            }
            let state = match end.outcome {
                Outcome::Accepted => BatchState::Accepted,
                Outcome::ReceivedByPerson => BatchState::ReceivedByPerson,
                Outcome::Refused => BatchState::Refused,
                Outcome::Unknown => BatchState::Unknown,
                Outcome::NotSent => BatchState::Waiting,
            };
            move_to(tx, seq, batch, state)
        })
    }

    /// After a crash: attempts that began and have no end become unknown, whose rows say so. Only the
    /// holder of the [`SendLock`](super::SendLock) may call it. Returns how many batches.
    pub fn recover(&mut self) -> Result<u32, JournalError> {
        let tx = self.write()?;
        let cut_off: Vec<(i64, u32)> = tx
            .prepare("SELECT upload, batch FROM batch WHERE state = 'sending'")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        for &(seq, batch) in &cut_off {
            tx.execute(
                "UPDATE attempt SET ended = ?3, outcome = 'unknown', message = ?4
                 WHERE upload = ?1 AND batch = ?2 AND ended IS NULL",
                params![seq, batch, now(), "The program ended before an answer came."],
            )?;
            move_to(&tx, seq, batch, BatchState::Unknown)?;
        }
        tx.commit()?;
        Ok(u32::try_from(cut_off.len()).unwrap_or(u32::MAX))
    }

    /// Splits a batch that was too large (413) in two, with new seals: `bodies` hold its first
    /// `first_rows` rows and the others. Returns their numbers.
    ///
    /// # Errors
    /// [`JournalError::WrongState`] unless the batch waits.
    pub fn split(
        &mut self,
        upload: &UploadId,
        batch: u32,
        first_rows: u32,
        bodies: [&[u8]; 2],
    ) -> Result<[u32; 2], JournalError> {
        self.change(upload, |tx, seq| {
            expect(tx, upload, seq, batch, &[BatchState::Waiting])?;
            let (first, rows): (u32, u32) = tx.query_row(
                "SELECT (SELECT max(batch) + 1 FROM batch WHERE upload = ?1), num_rows
                 FROM batch WHERE upload = ?1 AND batch = ?2",
                (seq, batch),
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            let numbers = [first, first + 1];
            let halves = [(0, first_rows), (first_rows, rows)];
            for ((number, body), (from, to)) in numbers.into_iter().zip(bodies).zip(halves) {
                insert_batch(tx, seq, number, Some(batch), to.saturating_sub(from), body)?;
                tx.execute(
                    "UPDATE sealed_row SET batch = ?3, pos = pos - ?4
                     WHERE upload = ?1 AND batch = ?2 AND pos >= ?4 AND pos < ?5",
                    params![seq, batch, number, from, to],
                )?;
            }
            move_to(tx, seq, batch, BatchState::Split)?;
            Ok(numbers)
        })
    }

    /// What a person decided about a batch whose outcome is unknown; logged with user and time.
    ///
    /// # Errors
    /// [`JournalError::WrongState`] unless the batch is unknown.
    pub fn decide_unknown(
        &mut self,
        upload: &UploadId,
        batch: u32,
        decision: UnknownDecision,
    ) -> Result<(), JournalError> {
        self.change(upload, |tx, seq| {
            expect(tx, upload, seq, batch, &[BatchState::Unknown])?;
            let (name, state) = match decision {
                UnknownDecision::Received => ("received", BatchState::ReceivedByPerson),
                UnknownDecision::Resend => ("resend", BatchState::Waiting),
            };
            log_decision(tx, seq, batch, name)?;
            move_to(tx, seq, batch, state)
        })
    }

    /// Gives up what is not sent: its rows are free again. What is being sent or has no answer stays.
    pub fn abandon(&mut self, upload: &UploadId) -> Result<(), JournalError> {
        self.change(upload, |tx, seq| {
            let waiting =
                "upload = ?1 AND batch IN (SELECT batch FROM batch WHERE upload = ?1 AND state = 'waiting')";
            let given_up = tx.execute(
                "INSERT INTO decision (upload, batch, at, os_user, decision)
                 SELECT upload, batch, ?2, ?3, 'abandon' FROM batch WHERE upload = ?1 AND state = 'waiting'",
                params![seq, now(), os_user()],
            )?;
            if given_up == 0 {
                return Ok(());
            }
            tx.execute(&format!("DELETE FROM body WHERE {waiting}"), [seq])?;
            tx.execute(&format!("UPDATE sealed_row SET claimed = 0 WHERE {waiting}"), [seq])?;
            tx.execute("UPDATE batch SET state = 'not_sent' WHERE upload = ?1 AND state = 'waiting'", [seq])?;
            tx.execute("UPDATE upload SET abandoned = ?2 WHERE seq = ?1", (seq, now()))?;
            Ok(ledger::moved(tx, seq)?)
        })
    }

    /// One change of an upload, whole or not at all.
    fn change<T>(
        &mut self,
        upload: &UploadId,
        change: impl FnOnce(&Transaction<'_>, i64) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        let tx = self.write()?;
        let seq = seq_of(&tx, upload)?;
        let changed = change(&tx, seq)?;
        tx.commit()?;
        Ok(changed)
    }
}

/// Moves a batch to a state, with what follows for its bytes, its claims and the ledger.
fn move_to(db: &Connection, upload: i64, batch: u32, state: BatchState) -> Result<(), JournalError> {
    use BatchState::{Accepted, NotSent, ReceivedByPerson, Refused, Sending, Split, Unknown, Waiting};
    db.execute(
        "UPDATE batch SET state = ?3 WHERE upload = ?1 AND batch = ?2",
        params![upload, batch, state.name()],
    )?;
    if matches!(state, Accepted | ReceivedByPerson | NotSent | Split) {
        db.execute("DELETE FROM body WHERE upload = ?1 AND batch = ?2", (upload, batch))?;
    }
    let claimed = matches!(state, Waiting | Sending | Unknown);
    if !claimed && matches!(state, Accepted | ReceivedByPerson | NotSent | Refused) {
        db.execute("UPDATE sealed_row SET claimed = 0 WHERE upload = ?1 AND batch = ?2", (upload, batch))?;
    }
    Ok(ledger::moved(db, upload)?)
}

/// Keeps what the server said of single rows of a batch.
fn name_rows(
    db: &Connection,
    upload: i64,
    batch: u32,
    named: &BTreeMap<u32, String>,
) -> rusqlite::Result<()> {
    let mut said =
        db.prepare("UPDATE sealed_row SET said = ?4 WHERE upload = ?1 AND batch = ?2 AND pos = ?3")?;
    for (pos, words) in named {
        said.execute(params![upload, batch, pos, words])?;
    }
    if !named.is_empty() {
        db.execute(
            "UPDATE batch SET named = ?3 WHERE upload = ?1 AND batch = ?2",
            params![upload, batch, u32::try_from(named.len()).unwrap_or(u32::MAX)],
        )?;
    }
    Ok(())
}

fn log_decision(db: &Connection, upload: i64, batch: u32, decision: &str) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO decision (upload, batch, at, os_user, decision) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![upload, batch, now(), os_user(), decision],
    )?;
    Ok(())
}

fn expect(
    db: &Connection,
    upload: &UploadId,
    seq: i64,
    batch: u32,
    states: &[BatchState],
) -> Result<(), JournalError> {
    let mut query = db.prepare("SELECT state FROM batch WHERE upload = ?1 AND batch = ?2")?;
    let mut rows = query.query((seq, batch))?;
    let Some(row) = rows.next()? else {
        return Err(JournalError::NotFound(format!("batch {batch} of upload {upload}")));
    };
    let state = BatchState::read(row, 0)?;
    if states.contains(&state) {
        return Ok(());
    }
    Err(JournalError::WrongState { upload: upload.clone(), batch, state: state.name().to_owned() })
}

/// Who is logged in, as the OS's environment says.
pub fn os_user() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|user| !user.is_empty()))
        .unwrap_or_else(|| "unknown".to_owned())
}

pub(super) fn now() -> i64 {
    Utc::now().timestamp_millis()
}
