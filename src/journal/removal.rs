//! Rows sent by mistake: removals that a person asked Assembled's support for.
//!
//! Invariant: a review is free to be sent again only once a person says that it is gone.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, params};

use super::account::seq_of;
use super::attempt::{now, os_user};
use super::upload::time;
use super::{AccountId, Journal, JournalError, SentRow};

/// A removal that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// Its number.
    pub id: i64,
    /// When it was asked for.
    pub asked: DateTime<Utc>,
    /// Who was logged in.
    pub os_user: String,
    /// How many rows.
    pub rows: u32,
    /// When a person said that they are gone.
    pub done: Option<DateTime<Utc>>,
}

impl Journal {
    /// Writes down that rows were asked to be taken out again. Rows that another removal has are left to
    /// it. They count as sent until [`Journal::removal_done`]. Returns its number and how many rows.
    pub fn ask_removal(&mut self, account: &AccountId, rows: &[SentRow]) -> Result<(i64, u32), JournalError> {
        let tx = self.write()?;
        let account = seq_of(&tx, account)?;
        tx.execute(
            "INSERT INTO removal (account, asked, os_user, num_rows) VALUES (?1, ?2, ?3, 0)",
            params![account, now(), os_user()],
        )?;
        let removal = tx.last_insert_rowid();
        let mut taken = 0_u32;
        for row in rows {
            let changed = tx.execute(
                "UPDATE sealed_row SET removal = ?1
                 WHERE upload = (SELECT seq FROM upload WHERE id = ?2 AND account = ?5)
                   AND batch = ?3 AND pos = ?4 AND removal IS NULL",
                params![removal, row.upload.0, row.batch, row.pos, account],
            )?;
            taken += u32::from(changed > 0);
        }
        if taken == 0 {
            return Err(JournalError::Kept("These rows were asked to be taken out before.".to_owned()));
        }
        tx.execute("UPDATE removal SET num_rows = ?2 WHERE seq = ?1", params![removal, taken])?;
        tx.commit()?;
        Ok((removal, taken))
    }

    /// The removals of an account, newest first.
    pub fn removals(&self, account: &AccountId) -> Result<Vec<Removal>, JournalError> {
        let mut query = self.db.prepare(
            "SELECT seq, asked, os_user, num_rows, done FROM removal WHERE account = ?1 ORDER BY seq DESC",
        )?;
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Removal {
                id: row.get(0)?,
                asked: time(row.get(1)?),
                os_user: row.get(2)?,
                rows: row.get(3)?,
                done: row.get::<_, Option<i64>>(4)?.map(time),
            })
        };
        let removals = query.query_map([seq_of(&self.db, account)?], read)?.collect::<Result<_, _>>()?;
        Ok(removals)
    }

    /// A person says that the rows of a removal are gone: their reviews can be sent again.
    pub fn removal_done(&mut self, removal: i64) -> Result<(), JournalError> {
        let tx = self.write()?;
        let account: i64 = tx
            .query_row(
                "UPDATE removal SET done = ?2 WHERE seq = ?1 AND done IS NULL RETURNING account",
                params![removal, now()],
                |row| row.get(0),
            )
            .optional()?
            .ok_or_else(|| JournalError::NotFound(format!("open removal {removal}")))?;
        tx.execute("UPDATE account SET generation = generation + 1 WHERE seq = ?1", [account])?;
        Ok(tx.commit()?)
    }

    /// A person takes a removal back, because nothing is to be taken out after all.
    pub fn removal_dropped(&mut self, removal: i64) -> Result<(), JournalError> {
        let tx = self.write()?;
        tx.execute(
            "UPDATE sealed_row SET removal = NULL
             WHERE removal = (SELECT seq FROM removal WHERE seq = ?1 AND done IS NULL)",
            [removal],
        )?;
        tx.execute("DELETE FROM removal WHERE seq = ?1 AND done IS NULL", [removal])?;
        Ok(tx.commit()?)
    }
}
