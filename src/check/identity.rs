//! Which review a row is, and which grading of it.
//!
//! Owns identity and version of a row (DESIGN §3). Does not know the ledger. Invariants: fields are
//! written with their length in front, so that no two rows that differ give the same bytes; the same
//! bytes are hashed for the table within a file, compared on a hit, and hashed with the account's key
//! for the ledger.
//!
//! Identity: the evaluation id, from the text of the file whatever was typed since. Without one: the
//! agent found, conversation, source, rubric, reviewer and the instant of scoring. Version: score,
//! instant, notes, reviewer as they are sent.

use std::hash::Hasher as _;

use rustc_hash::FxHasher;

use crate::model::Field;

use super::agent::Agent;
use super::ledger::{KeyedHash, LedgerKey};
use super::row::Row;
use super::score::Percent;
use super::text;

/// Which review a row is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Identity<'r, 'a>(&'r Row<'a>);

/// Which grading of a review a row is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Version<'r, 'a>(&'r Row<'a>);

impl<'r, 'a> Identity<'r, 'a> {
    /// The identity of a row that nothing but other rows can keep from being sent.
    pub(super) fn of(row: &'r Row<'a>) -> Self {
        Self(row)
    }

    /// Whether it rests on an evaluation id or a conversation. Without either, two reviews of one
    /// agent in the same minute look alike.
    pub(super) fn is_sure(self) -> bool {
        !text::is_blank(self.0.conversation) || self.0.judge.evaluation_id(self.0.id).is_some()
    }

    /// Hands over its bytes, piece by piece.
    fn write(self, mut to: impl FnMut(&[u8])) {
        let row = self.0;
        if let Some(evaluation_id) = row.judge.evaluation_id(row.id) {
            to(b"R");
            write_part(&mut to, row.judge.replaced(Field::Source, row.judge.source(row.id, Field::Source)));
            to(&evaluation_id);
            return;
        }
        to(b"T");
        let agent_id = match row.agent {
            Agent::Found { agent_id, .. } => agent_id,
            _ => "",
        };
        for part in [agent_id, row.conversation, row.source, row.rubric, row.reviewer] {
            write_part(&mut to, text::trimmed(part));
        }
        write_instant(&mut to, row);
    }

    /// A hash for tables within one run, never 0.
    pub(super) fn table_hash(self) -> u32 {
        let mut hasher = FxHasher::default();
        self.write(|bytes| match bytes.try_into() {
            Ok(number) => hasher.write_u64(u64::from_le_bytes(number)), // lengths: quicker than as bytes
            Err(_) => hasher.write(bytes),
        });
        let hash = hasher.finish();
        #[expect(clippy::cast_possible_truncation, reason = "both halves are in it")]
        let folded = (hash ^ hash >> 32) as u32;
        folded.max(1)
    }

    /// Its bytes, for comparing.
    pub(super) fn bytes(self) -> Vec<u8> {
        let mut all = Vec::with_capacity(128);
        self.write(|bytes| all.extend_from_slice(bytes));
        all
    }

    /// Its hash in the ledger.
    pub(super) fn keyed(self, key: &LedgerKey) -> KeyedHash {
        keyed(key, b"identity", |to| self.write(to))
    }
}

impl<'r, 'a> Version<'r, 'a> {
    pub(super) fn of(row: &'r Row<'a>) -> Self {
        Self(row)
    }

    fn write(self, mut to: impl FnMut(&[u8])) {
        let row = self.0;
        let score = row.grade.percent(row.judge.caps).map_or(i64::MIN, Percent::ten_thousandths);
        to(&score.to_le_bytes());
        write_instant(&mut to, row);
        write_part(&mut to, row.notes().trim());
        write_part(&mut to, row.reviewer.trim());
    }

    /// Its bytes, for comparing.
    pub(super) fn bytes(self) -> Vec<u8> {
        let mut all = Vec::with_capacity(128);
        self.write(|bytes| all.extend_from_slice(bytes));
        all
    }

    /// Its hash in the ledger.
    pub(super) fn keyed(self, key: &LedgerKey) -> KeyedHash {
        keyed(key, b"version", |to| self.write(to))
    }
}

/// The hash of exactly what is sent.
pub(super) fn keyed_content(key: &LedgerKey, json: &[u8]) -> KeyedHash {
    keyed(key, b"content", |to| to(json))
}

fn keyed(key: &LedgerKey, what: &[u8], write: impl FnOnce(&mut dyn FnMut(&[u8]))) -> KeyedHash {
    let mut hasher = blake3::Hasher::new_keyed(&key.0);
    hasher.update(what);
    write(&mut |bytes| {
        hasher.update(bytes);
    });
    let mut short = [0; 16];
    short.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    KeyedHash(short)
}

fn write_part(to: &mut impl FnMut(&[u8]), part: &str) {
    to(&(part.len() as u64).to_le_bytes());
    to(part.as_bytes());
}

fn write_instant(to: &mut impl FnMut(&[u8]), row: &Row<'_>) {
    let (seconds, nanos) =
        row.scored_at().map_or((i64::MIN, 0), |at| (at.timestamp(), at.timestamp_subsec_nanos()));
    to(&seconds.to_le_bytes());
    to(&nanos.to_le_bytes());
}
