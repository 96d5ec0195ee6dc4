//! What was sent before, as the check sees it.
//!
//! Owns the keys by which a review is recognised, and a snapshot of the account's ledger. Does not
//! know how the ledger is stored (`journal/`). Invariant: identity and version never leave the
//! machine; in the ledger they are hashes keyed with a secret of the account.

use std::fmt;

use chrono::{DateTime, Utc};
use rustc_hash::FxHashMap;

/// The secret with which an account's identities are hashed. Made once per account, kept in the journal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct LedgerKey(pub [u8; 32]);

impl fmt::Debug for LedgerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LedgerKey(***)")
    }
}

/// A keyed hash: BLAKE3, first 16 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyedHash(pub [u8; 16]);

/// By what a review is recognised in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RowKey {
    /// Which review it is: its evaluation id, or what stands for one (DESIGN §3).
    pub identity: KeyedHash,
    /// Which grading of it: score, time, notes, reviewer.
    pub version: KeyedHash,
    /// Exactly what would be sent: the row's JSON. A refused row that was changed differs in this.
    pub content: KeyedHash,
    /// 0 for the first row of an identity in an upload; 1, 2, … where a person let several go.
    pub ordinal: u32,
}

/// How a review in the ledger stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Claimed by an upload that has not ended.
    Open,
    /// Accepted by the server.
    Accepted,
    /// A person found it at the server.
    ReceivedByPerson,
    /// Sent without an answer.
    Unknown,
    /// Refused by the server, with its words.
    Refused,
}

/// One sending of a review, as the ledger has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerRow {
    /// Which grading was sent.
    pub version: KeyedHash,
    /// Exactly what was sent.
    pub content: KeyedHash,
    /// How it stands.
    pub standing: Standing,
    /// The upload that it went with.
    pub upload: String,
    /// When it was sealed or answered.
    pub at: DateTime<Utc>,
    /// The score that was sent, as its JSON number, for "old → new".
    pub score: String,
    /// The time that was sent, RFC 3339, for "old → new".
    pub scored_at: String,
    /// The server's words, where it refused.
    pub message: Option<String>,
}

/// The ledger of one account at one moment.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// The account's secret.
    pub key: LedgerKey,
    /// Counts every change of the ledger: a seal made against an older generation is refused.
    pub generation: u64,
    /// Per identity its sendings, oldest first.
    pub rows: FxHashMap<KeyedHash, Vec<LedgerRow>>,
}

impl Ledger {
    /// The ledger of an account that never sent anything.
    pub fn empty(key: LedgerKey) -> Self {
        Self { key, generation: 0, rows: FxHashMap::default() }
    }
}
