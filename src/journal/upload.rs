//! Uploads, batches and attempts, as the journal has them.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row, types};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::model::{Outcome, Outcomes, RowCounts, RowId, RowState};

use super::account::read_kind;
use super::{AccountId, AccountKind, Journal, JournalError, RowTold, Sums};

/// An upload's id: short, sortable by time, safe to type: `20260914-104207-k3f9`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct UploadId(pub String);

impl fmt::Display for UploadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where an upload stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UploadState {
    /// Some batch waits to be sent (or was being sent when the program ended).
    Open,
    /// Nothing is left to send.
    Done,
    /// Nothing is left to send but at least one batch has no answer.
    Unknown,
    /// Given up: what was not sent is free again.
    Abandoned,
}

/// An upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadInfo {
    /// Its id.
    pub id: UploadId,
    /// Whose it is.
    pub account: AccountId,
    /// The account's name.
    pub account_name: String,
    /// What the account is for.
    pub account_kind: AccountKind,
    /// The file's name.
    pub file_name: String,
    /// SHA-256 of the file's bytes, lower-case hex.
    pub file_sha256: String,
    /// When it was sealed.
    pub started: DateTime<Utc>,
    /// Where it stands.
    pub state: UploadState,
    /// Where every row of the file stood when it was sealed.
    pub rows: RowCounts,
    /// How the sealed rows stand: waiting ones are not sent.
    pub outcomes: Outcomes,
    /// Cells changed by hand among the sealed rows.
    pub hand_edits: u32,
    /// Whether it is a trial: one batch, then stop.
    pub trial: bool,
    /// Until when the server asked to wait; may be past.
    pub wait_until: Option<DateTime<Utc>>,
    /// Host and key fingerprint of the latest attempt that may have been applied: a change of either
    /// stops the queue. One that proved wrong before (401, 404) binds nothing.
    pub endpoint: Option<(String, String)>,
}

/// Where a batch stands. Names as the command line prints them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchState {
    /// Not sent yet, or proven not applied and to be sent again.
    Waiting,
    /// An attempt is on its way.
    Sending,
    /// 202 was read.
    Accepted,
    /// The server refused it.
    Refused,
    /// Sent, no answer.
    Unknown,
    /// A person found it at the server.
    ReceivedByPerson,
    /// Given up, or proven not applied and stopped.
    NotSent,
    /// Cut in two after 413.
    Split,
}

/// A batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchInfo {
    /// Its number in the upload, from 1.
    pub batch: u32,
    /// The batch that it is a half of.
    pub of: Option<u32>,
    /// How many rows.
    pub rows: u32,
    /// Where it stands.
    pub state: BatchState,
    /// Attempts so far.
    pub attempts: u32,
    /// The last status.
    pub http: Option<u16>,
    /// How long the last attempt took.
    pub ms: Option<u32>,
    /// What is known, in a sentence: the server's words, or what broke.
    pub message: Option<String>,
    /// When the last attempt began.
    pub sent_at: Option<DateTime<Utc>>,
}

/// An attempt that is about to leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptStart {
    /// To which host.
    pub host: String,
    /// With which key: its fingerprint.
    pub key_fingerprint: String,
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptEnd {
    /// What became of the batch. `NotSent`: proven not applied, it waits to be sent again.
    pub outcome: Outcome,
    /// The status, where one was read.
    pub http: Option<u16>,
    /// How long it took.
    pub ms: u32,
    /// The server's words or what broke, plain text, cut.
    pub message: Option<String>,
    /// The answer's body, at most 64 KiB.
    pub body: String,
    /// The server's name for the request.
    pub request_id: Option<String>,
    /// The server's clock.
    pub server_date: Option<DateTime<Utc>>,
    /// Until when the server asked to wait.
    pub wait_until: Option<DateTime<Utc>>,
    /// Of a refused batch the rows that the server named, by their place from 0, with its words.
    pub named: BTreeMap<u32, String>,
}

/// What a person decided about a batch whose outcome is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnknownDecision {
    /// It is at the server: someone looked.
    Received,
    /// Send it again, which may double its rows. Typed consent.
    Resend,
}

/// A sealed row and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedRow {
    /// The row in its file.
    pub row: RowId,
    /// The physical line in its file.
    pub line: u32,
    /// How it ended, or stands.
    pub outcome: Outcome,
    /// Its batch (the half, where it was split).
    pub batch: u32,
    /// Attempts of that batch.
    pub attempts: u32,
    /// The last status.
    pub http: Option<u16>,
    /// The server's words or what broke.
    pub message: Option<String>,
    /// What was sent of it.
    pub told: RowTold,
    /// The server's name for the last request.
    pub request_id: Option<String>,
    /// When the last attempt began.
    pub sent_at: Option<DateTime<Utc>>,
}

impl UploadInfo {
    /// How every row of the file stands now. Always adds up to the rows read.
    pub fn summary(&self) -> Sums {
        Sums { practice: self.account_kind == AccountKind::Practice, ..Sums::new(&self.rows, &self.outcomes) }
    }
}

impl BatchState {
    const ALL: [Self; 8] = [
        Self::Waiting,
        Self::Sending,
        Self::Accepted,
        Self::Refused,
        Self::Unknown,
        Self::ReceivedByPerson,
        Self::NotSent,
        Self::Split,
    ];

    /// Its name in the journal and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::ReceivedByPerson => "received_by_person",
            Self::NotSent => "not_sent",
            Self::Split => "split",
        }
    }

    /// How the rows of such a batch stand; `None` where they went to its halves. A batch that is on its
    /// way may have arrived.
    pub const fn outcome(self) -> Option<Outcome> {
        match self {
            Self::Accepted => Some(Outcome::Accepted),
            Self::Refused => Some(Outcome::Refused),
            Self::Sending | Self::Unknown => Some(Outcome::Unknown),
            Self::ReceivedByPerson => Some(Outcome::ReceivedByPerson),
            Self::Waiting | Self::NotSent => Some(Outcome::NotSent),
            Self::Split => None,
        }
    }

    pub(super) fn read(row: &Row<'_>, column: usize) -> rusqlite::Result<Self> {
        let name = row.get_ref(column)?.as_str()?;
        Self::ALL.into_iter().find(|state| state.name() == name).ok_or_else(|| {
            rusqlite::Error::FromSqlConversionFailure(
                column,
                types::Type::Text,
                format!("no batch is {name}").into(),
            )
        })
    }
}

impl Journal {
    /// Every upload, newest first.
    pub fn uploads(&self) -> Result<Vec<UploadInfo>, JournalError> {
        // One transaction, so that an upload and its batches are of the same moment.
        let tx = self.db.unchecked_transaction()?;
        let mut query = tx.prepare(&format!("{SELECT_UPLOAD} ORDER BY u.seq DESC"))?;
        let uploads = query.query_map([], |row| read_upload(&tx, row))?.collect::<Result<_, _>>()?;
        Ok(uploads)
    }

    /// One upload.
    pub fn upload(&self, upload: &UploadId) -> Result<UploadInfo, JournalError> {
        let tx = self.db.unchecked_transaction()?;
        tx.query_row(&format!("{SELECT_UPLOAD} WHERE u.id = ?1"), [&upload.0], |row| read_upload(&tx, row))
            .optional()?
            .ok_or_else(|| not_found(upload))
    }

    /// The batches of an upload, by number.
    pub fn batches(&self, upload: &UploadId) -> Result<Vec<BatchInfo>, JournalError> {
        let mut query = self.db.prepare(&format!("{SELECT_BATCH} WHERE b.upload = ?1 ORDER BY b.batch"))?;
        let batches = query.query_map([seq_of(&self.db, upload)?], read_batch)?.collect::<Result<_, _>>()?;
        Ok(batches)
    }

    /// One batch.
    pub fn batch(&self, upload: &UploadId, batch: u32) -> Result<BatchInfo, JournalError> {
        let key = (seq_of(&self.db, upload)?, batch);
        self.db
            .query_row(&format!("{SELECT_BATCH} WHERE b.upload = ?1 AND b.batch = ?2"), key, read_batch)
            .optional()?
            .ok_or_else(|| JournalError::NotFound(format!("batch {batch} of upload {upload}")))
    }

    /// The exact bytes of a batch, compared with the digest they were sealed with.
    ///
    /// # Errors
    /// [`JournalError::NotFound`] once they were dropped; [`JournalError::Corrupt`] where they are not
    /// the ones that were sealed.
    pub fn body(&self, upload: &UploadId, batch: u32) -> Result<Vec<u8>, JournalError> {
        let found: Option<(Vec<u8>, [u8; 32])> = self
            .db
            .query_row(
                "SELECT bytes, sha256 FROM body JOIN batch USING (upload, batch)
                 WHERE upload = ?1 AND batch = ?2",
                (seq_of(&self.db, upload)?, batch),
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        let (body, sealed) = found
            .ok_or_else(|| JournalError::NotFound(format!("body of batch {batch} of upload {upload}")))?;
        let digest: [u8; 32] = Sha256::digest(&body).into();
        if digest == sealed { Ok(body) } else { Err(JournalError::Corrupt(self.path().to_owned())) }
    }

    /// Every sealed row of an upload with its outcome, in the order of the file.
    pub fn rows(&self, upload: &UploadId) -> Result<Vec<EndedRow>, JournalError> {
        let mut query = self.db.prepare(
            "SELECT r.row, r.line, b.state, r.batch, b.attempts, a.http, coalesce(r.said, a.message),
                    r.agent_id, r.conversation, r.source, r.rubric, r.score, r.scored_at, a.request_id, a.began
             FROM sealed_row r
             JOIN batch b USING (upload, batch)
             LEFT JOIN attempt a ON a.upload = b.upload AND a.batch = b.batch AND a.attempt = b.attempts
             WHERE r.upload = ?1 ORDER BY r.row",
        )?;
        let mut rows = query.query([seq_of(&self.db, upload)?])?;
        let mut ended = Vec::new();
        while let Some(row) = rows.next()? {
            // No row belongs to a split batch: they went to its halves.
            let Some(outcome) = BatchState::read(row, 2)?.outcome() else { continue };
            ended.push(EndedRow {
                row: RowId(row.get(0)?),
                line: row.get(1)?,
                outcome,
                batch: row.get(3)?,
                attempts: row.get(4)?,
                http: row.get(5)?,
                message: row.get(6)?,
                told: RowTold::read(row, 7)?,
                request_id: row.get(13)?,
                sent_at: row.get::<_, Option<i64>>(14)?.map(time),
            });
        }
        Ok(ended)
    }
}

const SELECT_UPLOAD: &str = "
    SELECT u.seq, u.id, account.id, account.name, u.file_name, u.file_sha256, u.started, u.ready, u.needs_fix,
           u.skipped, u.already_sent, u.in_upload, u.unknown, u.hand_edits, u.trial, u.abandoned, u.wait_until,
           account.kind
    FROM upload u JOIN account ON account.seq = u.account";

fn read_upload(db: &Connection, row: &Row<'_>) -> rusqlite::Result<UploadInfo> {
    let mut rows = RowCounts::default();
    for (column, state) in (7..).zip([
        RowState::Ready,
        RowState::NeedsFix,
        RowState::Skipped,
        RowState::AlreadySent,
        RowState::InUpload,
        RowState::Unknown,
    ]) {
        rows.add_many(state, row.get(column)?);
    }
    let (outcomes, state) = stand(db, row.get(0)?, row.get::<_, Option<i64>>(15)?.is_some())?;
    Ok(UploadInfo {
        id: UploadId(row.get(1)?),
        account: AccountId(row.get(2)?),
        account_name: row.get(3)?,
        account_kind: read_kind(row, 17)?,
        file_name: row.get(4)?,
        file_sha256: row.get(5)?,
        started: time(row.get(6)?),
        state,
        rows,
        outcomes,
        hand_edits: row.get(13)?,
        trial: row.get(14)?,
        wait_until: row.get::<_, Option<i64>>(16)?.map(time),
        endpoint: endpoint(db, row.get(0)?)?,
    })
}

fn endpoint(db: &Connection, upload: i64) -> rusqlite::Result<Option<(String, String)>> {
    db.query_row(
        "SELECT host, key_fingerprint FROM attempt
         WHERE upload = ?1 AND (outcome IS NULL OR outcome <> 'not_sent')
         ORDER BY began DESC, batch DESC, attempt DESC LIMIT 1",
        [upload],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
    .optional()
}

const SELECT_BATCH: &str = "
    SELECT b.batch, b.half_of, b.num_rows, b.state, b.attempts, a.http, a.ms, a.message, a.began
    FROM batch b
    LEFT JOIN attempt a ON a.upload = b.upload AND a.batch = b.batch AND a.attempt = b.attempts";

fn read_batch(row: &Row<'_>) -> rusqlite::Result<BatchInfo> {
    Ok(BatchInfo {
        batch: row.get(0)?,
        of: row.get(1)?,
        rows: row.get(2)?,
        state: BatchState::read(row, 3)?,
        attempts: row.get(4)?,
        http: row.get(5)?,
        ms: row.get(6)?,
        message: row.get(7)?,
        sent_at: row.get::<_, Option<i64>>(8)?.map(time),
    })
}

/// How the sealed rows of an upload stand, and so where the upload stands.
fn stand(db: &Connection, upload: i64, abandoned: bool) -> rusqlite::Result<(Outcomes, UploadState)> {
    let mut query = db.prepare("SELECT state, sum(num_rows) FROM batch WHERE upload = ?1 GROUP BY state")?;
    let mut groups = query.query([upload])?;
    let (mut outcomes, mut open, mut unknown) = (Outcomes::default(), false, false);
    while let Some(group) = groups.next()? {
        let state = BatchState::read(group, 0)?;
        open |= matches!(state, BatchState::Waiting | BatchState::Sending);
        unknown |= state == BatchState::Unknown;
        if let Some(outcome) = state.outcome() {
            outcomes.add(outcome, group.get(1)?);
        }
    }
    let state = match (open, unknown, abandoned) {
        (true, _, _) => UploadState::Open,
        (false, true, _) => UploadState::Unknown,
        (false, false, true) => UploadState::Abandoned,
        (false, false, false) => UploadState::Done,
    };
    Ok((outcomes, state))
}

/// The number by which other tables name an upload.
pub(super) fn seq_of(db: &Connection, upload: &UploadId) -> Result<i64, JournalError> {
    db.query_row("SELECT seq FROM upload WHERE id = ?1", [&upload.0], |row| row.get(0))
        .optional()?
        .ok_or_else(|| not_found(upload))
}

fn not_found(upload: &UploadId) -> JournalError {
    JournalError::NotFound(format!("upload {upload}"))
}

/// A time of the journal. One that no calendar holds is shown as the first.
pub(super) fn time(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or(DateTime::UNIX_EPOCH)
}
