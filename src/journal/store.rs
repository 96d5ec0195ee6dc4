//! The database: opening, migrating, and what is not about one upload.

use std::path::{Path, PathBuf};

use crate::check::{KeyedHash, Ledger, LedgerKey};
use crate::people::Aliases;

use super::{
    Account, AccountId, AttemptEnd, AttemptStart, BatchInfo, EndedRow, NewAccount, SealError, SealHeader,
    SealedBatch, UnknownDecision, UploadId, UploadInfo,
};

/// One connection to the journal of a data folder.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
}

/// Why the journal cannot be used. [`Display`](std::fmt::Display) is one sentence.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Written by a newer Scorebridge.
    #[error("The journal in {0} was written by a newer Scorebridge.")]
    Newer(PathBuf),
    /// The disk is full.
    #[error("The disk is full.")]
    DiskFull,
    /// Damaged.
    #[error("The journal in {0} is damaged.")]
    Corrupt(PathBuf),
    /// There is no such thing.
    #[error("There is no {0}.")]
    NotFound(String),
    /// A name is taken.
    #[error("There is an account {0} already.")]
    NameTaken(String),
    /// Anything else that the disk or the database says.
    #[error("The journal cannot be used: {0}.")]
    Other(String),
}

impl Journal {
    /// Opens the journal, and makes it and its folder where they are missing.
    ///
    /// # Errors
    /// A [`JournalError`]; a journal that cannot be read is never replaced.
    pub fn open(_data_dir: &Path) -> Result<Self, JournalError> {
        unimplemented!()
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Every account, practice first, then by name. The practice account is always there.
    pub fn accounts(&self) -> Result<Vec<Account>, JournalError> {
        unimplemented!()
    }

    /// The account of that name (without regard to case) or id.
    pub fn account(&self, _name: &str) -> Result<Option<Account>, JournalError> {
        unimplemented!()
    }

    /// Adds an account.
    pub fn add_account(&mut self, _new: &NewAccount) -> Result<Account, JournalError> {
        unimplemented!()
    }

    /// Replaces name, URL, colour and last 4 of an account.
    pub fn update_account(&mut self, _account: &Account) -> Result<(), JournalError> {
        unimplemented!()
    }

    /// Takes an account off the list; what was sent with it stays known.
    pub fn remove_account(&mut self, _account: &AccountId) -> Result<(), JournalError> {
        unimplemented!()
    }

    /// The account of a one-off `upload --url`, kept under its host; made where it is new.
    pub fn one_off_account(&mut self, _url: &str, _host: &str) -> Result<Account, JournalError> {
        unimplemented!()
    }

    /// The secret with which an account's identities are hashed.
    pub fn ledger_key(&self, _account: &AccountId) -> Result<LedgerKey, JournalError> {
        unimplemented!()
    }

    /// What was sent before with this account, and what is claimed.
    pub fn ledger(&self, _account: &AccountId) -> Result<Ledger, JournalError> {
        unimplemented!()
    }

    /// Who a person said is meant by a value.
    pub fn aliases(&self, _account: &AccountId) -> Result<Aliases, JournalError> {
        unimplemented!()
    }

    /// Says that a value means a person, or takes that back.
    pub fn set_alias(
        &mut self,
        _account: &AccountId,
        _value: &str,
        _agent_id: Option<&str>,
    ) -> Result<(), JournalError> {
        unimplemented!()
    }

    /// Seals an upload: header, every batch with its exact bytes, the claim of every row, in one
    /// transaction. Batches are drawn one by one; the first error rolls all back.
    ///
    /// # Errors
    /// [`SealError::LedgerMoved`] where the ledger is no longer the one that the rows were judged by;
    /// [`SealError::Claimed`] where another open upload holds a row.
    pub fn seal(
        &mut self,
        _header: &SealHeader,
        _batches: &mut dyn Iterator<Item = SealedBatch>,
    ) -> Result<UploadId, SealError> {
        unimplemented!()
    }

    /// Every upload, newest first.
    pub fn uploads(&self) -> Result<Vec<UploadInfo>, JournalError> {
        unimplemented!()
    }

    /// One upload.
    pub fn upload(&self, _upload: &UploadId) -> Result<UploadInfo, JournalError> {
        unimplemented!()
    }

    /// The batches of an upload, by number.
    pub fn batches(&self, _upload: &UploadId) -> Result<Vec<BatchInfo>, JournalError> {
        unimplemented!()
    }

    /// The exact bytes of a batch.
    pub fn body(&self, _upload: &UploadId, _batch: u32) -> Result<Vec<u8>, JournalError> {
        unimplemented!()
    }

    /// Says on disk, synced, that attempt n of a batch is about to leave; returns n, from 1.
    pub fn begin_attempt(
        &mut self,
        _upload: &UploadId,
        _batch: u32,
        _start: &AttemptStart,
    ) -> Result<u32, JournalError> {
        unimplemented!()
    }

    /// Says on disk, synced, how an attempt ended, and moves batch, rows and ledger accordingly.
    pub fn end_attempt(
        &mut self,
        _upload: &UploadId,
        _batch: u32,
        _attempt: u32,
        _end: &AttemptEnd,
    ) -> Result<(), JournalError> {
        unimplemented!()
    }

    /// After a crash: attempts that began and have no end become unknown, whose rows say so. Only the
    /// holder of the [`SendLock`](super::SendLock) may call it.
    pub fn recover(&mut self) -> Result<u32, JournalError> {
        unimplemented!()
    }

    /// Splits a batch that was too large (413) in two, with new seals; returns their numbers.
    pub fn split(
        &mut self,
        _upload: &UploadId,
        _batch: u32,
        _halves: [SealedBatch; 2],
    ) -> Result<[u32; 2], JournalError> {
        unimplemented!()
    }

    /// What a person decided about a batch whose outcome is unknown; logged with user and time.
    pub fn decide_unknown(
        &mut self,
        _upload: &UploadId,
        _batch: u32,
        _decision: UnknownDecision,
    ) -> Result<(), JournalError> {
        unimplemented!()
    }

    /// Gives up what is not sent: its rows are free again.
    pub fn abandon(&mut self, _upload: &UploadId) -> Result<(), JournalError> {
        unimplemented!()
    }

    /// Every sealed row of an upload with its outcome, in the order of the file.
    pub fn rows(&self, _upload: &UploadId) -> Result<Vec<EndedRow>, JournalError> {
        unimplemented!()
    }

    /// Whether an identity of an account is in the ledger; for tests and support.
    pub fn knows(&self, _account: &AccountId, _identity: KeyedHash) -> Result<bool, JournalError> {
        unimplemented!()
    }
}
