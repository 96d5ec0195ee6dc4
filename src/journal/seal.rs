//! What is sealed: rows, batches and the header of an upload.

use crate::check::RowKey;
use crate::model::{RowCounts, RowId};

use super::{AccountId, JournalError, UploadId};

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
    /// The score sent, as its JSON number.
    pub score: String,
    /// The time sent, RFC 3339.
    pub scored_at: String,
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
