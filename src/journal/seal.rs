//! Sealing: rows, batches and the header of an upload, written in one transaction.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, ErrorCode, Statement, params};
use sha2::{Digest as _, Sha256};

use crate::check::RowKey;
use crate::model::{RowCounts, RowId, RowState};

use super::account::{random_text, seq_of};
use super::{AccountId, Journal, JournalError, RowTold, UploadId, ledger};

/// What is known of an upload when it is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealHeader {
    /// Whose it is.
    pub account: AccountId,
    /// The file's name.
    pub file_name: String,
    /// SHA-256 of the file's bytes, lower-case hex.
    pub file_sha256: String,
    /// Where every row of the file stood at the moment of sealing. The ready ones beyond the sealed
    /// ones (a trial) count as not sent.
    pub rows: RowCounts,
    /// The generation of the ledger by which the rows were judged.
    pub ledger_generation: u64,
    /// Cells changed by hand among the sealed rows.
    pub hand_edits: u32,
    /// Whether it is a trial: one batch, then stop.
    pub trial: bool,
}

/// A batch: exact bytes and the rows in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedBatch {
    /// The request body, exactly as it is sent.
    pub body: Vec<u8>,
    /// Its rows, in the order of the body.
    pub rows: Vec<SealedRow>,
}

/// A row in a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedRow {
    /// The row in its file.
    pub row: RowId,
    /// The physical line in its file.
    pub line: u32,
    /// By what the ledger knows it.
    pub key: RowKey,
    /// What is kept of its score.
    pub told: RowTold,
}

/// Why an upload was not sealed: nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The ledger has moved since the rows were judged: judge them again.
    #[error("Something was sent since these rows were checked.")]
    LedgerMoved,
    /// Another open upload holds one of the rows.
    #[error("Upload {0} holds some of these rows.")]
    Claimed(UploadId),
    /// The journal cannot be written.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

impl SealError {
    /// Its name on the command line.
    pub fn code(&self) -> &'static str {
        match self {
            Self::LedgerMoved => "seal.ledger_moved",
            Self::Claimed(_) => "seal.claimed",
            Self::Journal(error) => error.code(),
        }
    }

    /// What a person can do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::LedgerMoved => "Check the file again, then send.",
            Self::Claimed(_) => "Resume that upload or give it up, then check the file again.",
            Self::Journal(error) => error.hint(),
        }
    }
}

impl From<rusqlite::Error> for SealError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Journal(error.into())
    }
}

impl Journal {
    /// Seals an upload: header, every batch with its exact bytes, the claim of every row, in one
    /// transaction. Batches are drawn one by one; the first error rolls all back.
    ///
    /// # Errors
    /// [`SealError::LedgerMoved`] where the ledger is no longer the one that the rows were judged by;
    /// [`SealError::Claimed`] where another open upload holds a row.
    pub fn seal(
        &mut self,
        header: &SealHeader,
        batches: &mut dyn Iterator<Item = SealedBatch>,
    ) -> Result<UploadId, SealError> {
        let tx = self.write()?;
        let account = seq_of(&tx, &header.account)?;
        if ledger::generation(&tx, account)? != header.ledger_generation {
            return Err(SealError::LedgerMoved);
        }
        let now = Utc::now();
        let (upload, id) = insert_upload(&tx, account, header, now)?;
        let sealed = insert_batches(&tx, account, upload, batches)?;
        if sealed == 0 || sealed > header.rows.of(RowState::Ready) {
            let told = header.rows.of(RowState::Ready);
            return Err(JournalError::Other(format!("{sealed} rows to seal where {told} are ready")).into());
        }
        ledger::moved(&tx, upload)?;
        tx.commit()?;
        Ok(id)
    }
}

/// Writes the header under a new id: the time, and four random characters for two in a second.
fn insert_upload(
    db: &Connection,
    account: i64,
    header: &SealHeader,
    now: DateTime<Utc>,
) -> Result<(i64, UploadId), JournalError> {
    let id = loop {
        let id = format!("{}-{}", now.format("%Y%m%d-%H%M%S"), random_text(4));
        let taken: bool =
            db.query_row("SELECT EXISTS (SELECT 1 FROM upload WHERE id = ?1)", [&id], |row| row.get(0))?;
        if !taken {
            break id;
        }
    };
    let rows = &header.rows;
    db.execute(
        "INSERT INTO upload (id, account, file_name, file_sha256, started, ready, needs_fix, skipped,
                             already_sent, in_upload, unknown, hand_edits, trial)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        params![
            id,
            account,
            header.file_name,
            header.file_sha256,
            now.timestamp_millis(),
            rows.of(RowState::Ready),
            rows.of(RowState::NeedsFix),
            rows.of(RowState::Skipped),
            rows.of(RowState::AlreadySent),
            rows.of(RowState::InUpload),
            rows.of(RowState::Unknown),
            header.hand_edits,
            header.trial,
        ],
    )?;
    Ok((db.last_insert_rowid(), UploadId(id)))
}

/// Writes every batch with its bytes and the claims of its rows; returns how many rows.
fn insert_batches(
    db: &Connection,
    account: i64,
    upload: i64,
    batches: &mut dyn Iterator<Item = SealedBatch>,
) -> Result<u32, SealError> {
    let mut insert_row = db.prepare(
        "INSERT INTO sealed_row (upload, batch, pos, row, line, account, identity, version, content, ordinal,
                                 score, scored_at, agent_id, conversation, source, rubric, claimed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, 1)",
    )?;
    let mut sealed = 0;
    for (number, batch) in (1_u32..).zip(batches) {
        let num_rows = u32::try_from(batch.rows.len()).unwrap_or(u32::MAX);
        insert_batch(db, upload, number, None, num_rows, &batch.body)?;
        for (pos, row) in (0_u32..).zip(&batch.rows) {
            insert_sealed_row(&mut insert_row, (upload, number, pos), account, row)
                .map_err(|error| claim_error(db, account, &row.key, error))?;
            sealed += 1;
        }
    }
    Ok(sealed)
}

/// Writes a batch that waits, and its exact bytes.
pub(super) fn insert_batch(
    db: &Connection,
    upload: i64,
    number: u32,
    half_of: Option<u32>,
    num_rows: u32,
    body: &[u8],
) -> rusqlite::Result<()> {
    let digest: [u8; 32] = Sha256::digest(body).into();
    db.execute(
        "INSERT INTO batch (upload, batch, half_of, state, num_rows, sha256)
         VALUES (?1, ?2, ?3, 'waiting', ?4, ?5)",
        params![upload, number, half_of, num_rows, digest],
    )?;
    db.execute("INSERT INTO body (upload, batch, bytes) VALUES (?1, ?2, ?3)", params![upload, number, body])?;
    Ok(())
}

fn insert_sealed_row(
    insert: &mut Statement<'_>,
    (upload, batch, pos): (i64, u32, u32),
    account: i64,
    row: &SealedRow,
) -> rusqlite::Result<()> {
    insert.execute(params![
        upload,
        batch,
        pos,
        row.row.0,
        row.line,
        account,
        row.key.identity.0,
        row.key.version.0,
        row.key.content.0,
        row.key.ordinal,
        row.told.score,
        row.told.scored_at,
        row.told.agent_id,
        row.told.conversation,
        row.told.source,
        row.told.rubric,
    ])?;
    Ok(())
}

/// Says which upload holds a row that cannot be claimed.
fn claim_error(db: &Connection, account: i64, key: &RowKey, error: rusqlite::Error) -> SealError {
    if error.sqlite_error_code() != Some(ErrorCode::ConstraintViolation) {
        return error.into();
    }
    let holder = db.query_row(
        "SELECT id FROM upload JOIN sealed_row ON upload = seq
         WHERE sealed_row.account = ?1 AND identity = ?2 AND ordinal = ?3 AND claimed = 1",
        params![account, key.identity.0, key.ordinal],
        |row| row.get(0),
    );
    match holder {
        Ok(id) => SealError::Claimed(UploadId(id)),
        Err(_) => error.into(),
    }
}
