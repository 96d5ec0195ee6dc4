//! A row beside what the ledger has of its review.

use super::identity::{Identity, Version, keyed_content};
use super::ledger::{KeyedHash, LedgerRow, Standing};
use super::row::Row;
use super::score::Score;

/// A row whose review is in the ledger.
#[derive(Debug)]
pub(super) struct Sent<'r> {
    row: &'r Row<'r>,
    /// Every sending of the review, oldest first.
    pub(super) sendings: &'r [LedgerRow],
    version: KeyedHash,
}

impl<'r> Sent<'r> {
    /// What the ledger has of a row's review; `None` where it has nothing.
    pub(super) fn of(row: &'r Row<'r>) -> Option<Self> {
        let ledger = row.judge.input.ledger;
        if ledger.rows.is_empty() {
            return None;
        }
        let sendings = ledger.rows.get(&Identity::of(row).keyed(&ledger.key))?;
        Some(Self { row, sendings, version: Version::of(row).keyed(&ledger.key) })
    }

    /// The latest sending that stands so.
    pub(super) fn latest(&self, standing: Standing) -> Option<&'r LedgerRow> {
        self.sendings.iter().rev().find(|sending| sending.standing == standing)
    }

    /// The latest sending that the server has for all that is known.
    pub(super) fn received(&self) -> Option<&'r LedgerRow> {
        self.sendings.iter().rev().find(|sending| is_received(sending))
    }

    /// The latest sending of this very grading that the server has.
    pub(super) fn received_as_it_is(&self) -> Option<&'r LedgerRow> {
        self.sendings.iter().rev().find(|sending| is_received(sending) && sending.version == self.version)
    }

    /// The refusal of exactly this content, if that is the last that was heard of the review.
    pub(super) fn refused_as_it_is(&self) -> Option<&'r LedgerRow> {
        let last = self.sendings.last().filter(|last| last.standing == Standing::Refused)?;
        let content = keyed_content(&self.row.judge.input.ledger.key, &Score::make(self.row)?.json());
        (last.content == content).then_some(last)
    }
}

const fn is_received(sending: &LedgerRow) -> bool {
    matches!(sending.standing, Standing::Accepted | Standing::ReceivedByPerson)
}
