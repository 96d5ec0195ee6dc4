//! What happened, on disk: accounts, uploads, batches, claims, attempts, the ledger.
//!
//! Owns the SQLite file (WAL, synchronous FULL) and every SQL statement of the program. Does not
//! know HTTP, rules or the window. Invariants: nothing is claimed that is not known; a sealed
//! batch's bytes never change; a review is claimed by at most one open upload per account; an
//! attempt is on disk before its first byte leaves, and its answer before anyone is told.
//!
//! A [`Journal`] is one connection and belongs to one thread; several may be open at once. Beside it
//! [`Drafts`] keeps work in progress, in a file of its own.

mod account;
mod attempt;
mod counted;
mod drafts;
mod error;
mod learned;
mod ledger;
mod lock;
mod look;
mod place;
mod removal;
mod seal;
mod sent;
mod store;
mod sums;
mod tidy;
mod upload;

pub use account::{Account, AccountId, AccountKind, NewAccount};
pub use attempt::os_user;
pub use drafts::{DraftHead, DraftId, DraftInfo, DraftKind, DraftStep, DraftWrite, Drafts, MOST_COPIED};
pub use error::JournalError;
pub use learned::{Learned, Topic};
pub use lock::{Busy, SendLock};
pub use place::UnsafePlace;
pub use removal::Removal;
pub use seal::{SealError, SealHeader, SealedBatch, SealedRow};
pub use sent::{AttemptInfo, DaySent, DecisionInfo, RowTold, SentRow};
pub use store::Journal;
pub use sums::Sums;
pub use tidy::{PersonTraces, Tidied, delete_all, tidy};
pub use upload::{
    AttemptEnd, AttemptStart, BatchInfo, BatchState, EndedRow, UnknownDecision, UploadId, UploadInfo,
    UploadState,
};

#[cfg(test)]
mod tests;
