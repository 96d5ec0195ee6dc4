//! Rows that count as sent because a receipt from another computer says so.
//!
//! Does not read receipts. Invariant: they stand in the ledger beside what was sent from here, and never
//! free a row that is claimed.

use rusqlite::params;

use crate::check::{LedgerRow, RowKey, Standing};

use super::account::seq_of;
use super::attempt::now;
use super::upload::time;
use super::{AccountId, Journal, JournalError, RowTold};

/// Reads what counts as sent: identity, then what the ledger says of it.
pub(super) const SELECT_COUNTED: &str =
    "SELECT identity, version, content, at, origin, score, scored_at FROM counted WHERE account = ?1";

impl Journal {
    /// Counts rows as sent with an account; `origin` is shown as the upload that they went with. Returns how
    /// many were not counted before.
    pub fn count_as_sent(
        &mut self,
        account: &AccountId,
        origin: &str,
        rows: &[(RowKey, RowTold)],
    ) -> Result<u32, JournalError> {
        let tx = self.write()?;
        let account = seq_of(&tx, account)?;
        let mut new = 0_usize;
        for (key, told) in rows {
            new += tx.execute(
                "INSERT OR IGNORE INTO counted (account, identity, version, content, at, origin, score, scored_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    account,
                    key.identity.0,
                    key.version.0,
                    key.content.0,
                    now(),
                    origin,
                    told.score,
                    told.scored_at
                ],
            )?;
        }
        tx.execute("UPDATE account SET generation = generation + 1 WHERE seq = ?1", [account])?;
        tx.commit()?;
        Ok(u32::try_from(new).unwrap_or(u32::MAX))
    }
}

/// What [`SELECT_COUNTED`] says of a row.
pub(super) fn read_counted(row: &rusqlite::Row<'_>) -> rusqlite::Result<LedgerRow> {
    Ok(LedgerRow {
        version: crate::check::KeyedHash(row.get(1)?),
        content: crate::check::KeyedHash(row.get(2)?),
        standing: Standing::ReceivedByPerson,
        upload: row.get(4)?,
        at: time(row.get(3)?),
        score: row.get(5)?,
        scored_at: row.get(6)?,
        message: None,
    })
}
