//! The ledger of an account: what was sent with it before, and what is claimed.

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::check::{KeyedHash, Ledger, LedgerKey, LedgerRow, Standing};

use super::counted::{SELECT_COUNTED, read_counted};
use super::upload::time;
use super::{AccountId, BatchState, Journal, JournalError, account};

impl Journal {
    /// The secret with which an account's identities are hashed.
    pub fn ledger_key(&self, account: &AccountId) -> Result<LedgerKey, JournalError> {
        self.db
            .query_row("SELECT ledger_key FROM account WHERE id = ?1", [&account.0], |row| row.get(0))
            .optional()?
            .map(LedgerKey)
            .ok_or_else(|| JournalError::NotFound(format!("account {account}")))
    }

    /// What was sent before with this account, and what is claimed. Rows that were given up, taken out
    /// again or forgotten are not in it; nor are those of a refused batch in which the
    /// server named others.
    pub fn ledger(&self, account: &AccountId) -> Result<Ledger, JournalError> {
        // One transaction, so that rows and generation are of the same moment.
        let tx = self.db.unchecked_transaction()?;
        let seq = account::seq_of(&tx, account)?;
        let mut ledger = Ledger::empty(self.ledger_key(account)?);
        ledger.generation = generation(&tx, seq)?;
        let mut query = tx.prepare(
            "SELECT r.identity, r.version, r.content, b.state, u.id, coalesce(a.ended, u.started), r.score,
                    r.scored_at, coalesce(r.said, a.message)
             FROM upload u
             JOIN batch b ON b.upload = u.seq
             JOIN sealed_row r ON r.upload = b.upload AND r.batch = b.batch
             LEFT JOIN attempt a ON a.upload = b.upload AND a.batch = b.batch AND a.attempt = b.attempts
             LEFT JOIN removal m ON m.seq = r.removal
             WHERE u.account = ?1 AND m.done IS NULL AND u.forgotten IS NULL
               AND (b.state <> 'refused' OR b.named = 0 OR r.said IS NOT NULL)
             ORDER BY u.seq, r.batch, r.pos",
        )?;
        let mut rows = query.query([seq])?;
        while let Some(row) = rows.next()? {
            let Some(standing) = standing(BatchState::read(row, 3)?) else { continue };
            let sending = LedgerRow {
                version: KeyedHash(row.get(1)?),
                content: KeyedHash(row.get(2)?),
                standing,
                upload: row.get(4)?,
                at: time(row.get(5)?),
                score: row.get(6)?,
                scored_at: row.get(7)?,
                message: if standing == Standing::Refused { row.get(8)? } else { None },
            };
            ledger.rows.entry(KeyedHash(row.get(0)?)).or_default().push(sending);
        }
        let mut query = tx.prepare(SELECT_COUNTED)?;
        let mut counted = query.query([seq])?;
        while let Some(row) = counted.next()? {
            ledger.rows.entry(KeyedHash(row.get(0)?)).or_default().push(read_counted(row)?);
        }
        Ok(ledger)
    }

    /// Whether an identity of an account is in the ledger; for tests and support.
    pub fn knows(&self, account: &AccountId, identity: KeyedHash) -> Result<bool, JournalError> {
        let known = self.db.query_row(
            "SELECT EXISTS (SELECT 1 FROM sealed_row r JOIN batch b USING (upload, batch)
             WHERE r.account = ?1 AND r.identity = ?2 AND b.state <> 'not_sent')",
            params![account::seq_of(&self.db, account)?, identity.0],
            |row| row.get(0),
        )?;
        Ok(known)
    }
}

fn standing(state: BatchState) -> Option<Standing> {
    match state {
        BatchState::Waiting | BatchState::Sending => Some(Standing::Open),
        BatchState::Accepted => Some(Standing::Accepted),
        BatchState::ReceivedByPerson => Some(Standing::ReceivedByPerson),
        BatchState::Unknown => Some(Standing::Unknown),
        BatchState::Refused => Some(Standing::Refused),
        BatchState::NotSent | BatchState::Split => None,
    }
}

/// How often the ledger of an account has changed.
pub(super) fn generation(db: &Connection, account: i64) -> rusqlite::Result<u64> {
    let generation: i64 =
        db.query_row("SELECT generation FROM account WHERE seq = ?1", [account], |row| row.get(0))?;
    Ok(generation.unsigned_abs())
}

/// Says that the ledger of an upload's account changed.
pub(super) fn moved(db: &Connection, upload: i64) -> rusqlite::Result<()> {
    db.execute(
        "UPDATE account SET generation = generation + 1
         WHERE seq = (SELECT account FROM upload WHERE seq = ?1)",
        [upload],
    )?;
    Ok(())
}
