//! What was sent, looked at from afar: rows a day, the rows of a day, the attempts and decisions of an
//! upload.
//!
//! Only reads. Rows that were taken out again (a removal that is done) count as never sent.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Row, params};

use crate::model::{Outcome, RowId};

use super::account::seq_of as account_seq;
use super::upload::{seq_of, time};
use super::{AccountId, Journal, JournalError, UploadId};

/// How many rows of a source were accepted for one UTC day of `scored_at`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DaySent {
    /// The source, as it was sent: `maestroqa`.
    pub source: String,
    /// The UTC day of `scored_at`.
    pub day: NaiveDate,
    /// Rows accepted, or found there by a person.
    pub rows: u32,
    /// With how many uploads they went.
    pub uploads: u32,
}

/// A row that was accepted, or found there by a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentRow {
    /// Its upload.
    pub upload: UploadId,
    /// Its batch.
    pub batch: u32,
    /// Its place in the batch, from 0.
    pub pos: u32,
    /// The row in its file.
    pub row: RowId,
    /// What was sent of it.
    pub told: RowTold,
    /// The server's name for the request.
    pub request_id: Option<String>,
    /// When its batch left.
    pub sent_at: Option<DateTime<Utc>>,
}

/// What is kept of a row's score. Texts are `""` for uploads from before they were kept, and once they
/// were deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowTold {
    /// The agent.
    pub agent_id: String,
    /// The conversation, `""` where there is none.
    pub conversation: String,
    /// The source.
    pub source: String,
    /// The rubric, `""` where there is none.
    pub rubric: String,
    /// The score sent, as its JSON number.
    pub score: String,
    /// The time sent, RFC 3339.
    pub scored_at: String,
}

impl RowTold {
    /// Reads its six columns, in the order of the fields, from a column on.
    pub(super) fn read(row: &Row<'_>, from: usize) -> rusqlite::Result<Self> {
        Ok(Self {
            agent_id: row.get(from)?,
            conversation: row.get(from + 1)?,
            source: row.get(from + 2)?,
            rubric: row.get(from + 3)?,
            score: row.get(from + 4)?,
            scored_at: row.get(from + 5)?,
        })
    }
}

/// One attempt to send a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptInfo {
    /// Its batch.
    pub batch: u32,
    /// Its number, from 1.
    pub attempt: u32,
    /// When it began.
    pub began: DateTime<Utc>,
    /// To which host.
    pub host: String,
    /// How it ended; `None` while it is on its way.
    pub outcome: Option<Outcome>,
    /// The status.
    pub http: Option<u16>,
    /// How long it took.
    pub ms: Option<u32>,
    /// The server's words, or what broke.
    pub message: Option<String>,
    /// The answer as it came, at most 64 KiB of text.
    pub body: String,
    /// The server's name for the request.
    pub request_id: Option<String>,
}

/// What a person decided about a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionInfo {
    /// The batch.
    pub batch: u32,
    /// When.
    pub at: DateTime<Utc>,
    /// Who was logged in.
    pub os_user: String,
    /// `received`, `resend` or `abandon`.
    pub decision: String,
}

impl Journal {
    /// Rows accepted per source and day of `scored_at`, of an account, by source and day.
    pub fn days(&self, account: &AccountId) -> Result<Vec<DaySent>, JournalError> {
        let mut query = self.db.prepare(&format!(
            "SELECT r.source, substr(r.scored_at, 1, 10) AS day, count(*), count(DISTINCT r.upload)
             {FROM_SENT} GROUP BY r.source, day ORDER BY r.source, day"
        ))?;
        let mut rows = query.query([account_seq(&self.db, account)?])?;
        let mut days = Vec::new();
        while let Some(row) = rows.next()? {
            let Ok(day) = row.get::<_, String>(1)?.parse() else { continue };
            days.push(DaySent { source: row.get(0)?, day, rows: row.get(2)?, uploads: row.get(3)? });
        }
        Ok(days)
    }

    /// The rows of a source and a day that were accepted, oldest upload first, at most `limit`.
    pub fn sent_on(
        &self,
        account: &AccountId,
        source: &str,
        day: NaiveDate,
        limit: u32,
    ) -> Result<Vec<SentRow>, JournalError> {
        let mut query = self.db.prepare(&format!(
            "{SELECT_SENT} {FROM_SENT} AND r.source = ?2 AND substr(r.scored_at, 1, 10) = ?3
             ORDER BY r.upload, r.row LIMIT ?4"
        ))?;
        let key = params![account_seq(&self.db, account)?, source, day.to_string(), limit];
        let rows = query.query_map(key, read_sent)?.collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// The rows of an upload that were accepted, in the order of the file, at most `limit`.
    pub fn sent_with(
        &self,
        account: &AccountId,
        upload: &UploadId,
        limit: u32,
    ) -> Result<Vec<SentRow>, JournalError> {
        let mut query =
            self.db.prepare(&format!("{SELECT_SENT} {FROM_SENT} AND u.id = ?2 ORDER BY r.row LIMIT ?3"))?;
        let key = params![account_seq(&self.db, account)?, upload.0, limit];
        let rows = query.query_map(key, read_sent)?.collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// Every attempt of an upload, in the order in which they began.
    pub fn attempts(&self, upload: &UploadId) -> Result<Vec<AttemptInfo>, JournalError> {
        let mut query = self.db.prepare(
            "SELECT batch, attempt, began, host, outcome, http, ms, message, coalesce(body, ''), request_id
             FROM attempt WHERE upload = ?1 ORDER BY began, batch, attempt",
        )?;
        let read = |row: &Row<'_>| {
            let outcome: Option<String> = row.get(4)?;
            Ok(AttemptInfo {
                batch: row.get(0)?,
                attempt: row.get(1)?,
                began: time(row.get(2)?),
                host: row.get(3)?,
                outcome: outcome.and_then(|name| Outcome::ALL.into_iter().find(|one| one.name() == name)),
                http: row.get(5)?,
                ms: row.get(6)?,
                message: row.get(7)?,
                body: row.get(8)?,
                request_id: row.get(9)?,
            })
        };
        let attempts = query.query_map([seq_of(&self.db, upload)?], read)?.collect::<Result<_, _>>()?;
        Ok(attempts)
    }

    /// What people decided about the batches of an upload, in the order of time.
    pub fn decisions(&self, upload: &UploadId) -> Result<Vec<DecisionInfo>, JournalError> {
        let mut query = self.db.prepare(
            "SELECT batch, at, os_user, decision FROM decision WHERE upload = ?1 ORDER BY at, batch",
        )?;
        let read = |row: &Row<'_>| {
            Ok(DecisionInfo {
                batch: row.get(0)?,
                at: time(row.get(1)?),
                os_user: row.get(2)?,
                decision: row.get(3)?,
            })
        };
        let decisions = query.query_map([seq_of(&self.db, upload)?], read)?.collect::<Result<_, _>>()?;
        Ok(decisions)
    }
}

const SELECT_SENT: &str = "
    SELECT u.id, r.batch, r.pos, r.row, r.agent_id, r.conversation, r.source, r.rubric, r.score, r.scored_at,
           a.request_id, a.began";

/// What is at the server, of account ?1.
const FROM_SENT: &str = "
    FROM upload u
    JOIN batch b ON b.upload = u.seq
    JOIN sealed_row r ON r.upload = b.upload AND r.batch = b.batch
    LEFT JOIN attempt a ON a.upload = b.upload AND a.batch = b.batch AND a.attempt = b.attempts
    LEFT JOIN removal m ON m.seq = r.removal
    WHERE u.account = ?1 AND b.state IN ('accepted', 'received_by_person') AND m.done IS NULL";

fn read_sent(row: &Row<'_>) -> rusqlite::Result<SentRow> {
    Ok(SentRow {
        upload: UploadId(row.get(0)?),
        batch: row.get(1)?,
        pos: row.get(2)?,
        row: RowId(row.get(3)?),
        told: RowTold::read(row, 4)?,
        request_id: row.get(10)?,
        sent_at: row.get::<_, Option<i64>>(11)?.map(time),
    })
}
