//! What the conversation column shows: whether a spreadsheet rounded its ids.

use super::super::text::clean;
use super::{IdReading, Join};

/// Ids of more digits than a spreadsheet keeps.
#[derive(Default)]
pub(super) struct SeenIds {
    long: u32,
    rounded: u32,
    /// Digits that are zero where a spreadsheet would have made them so.
    zeros: u64,
}

impl SeenIds {
    /// Digits of a number that a spreadsheet keeps.
    const KEPT: usize = 15;

    pub fn look(&mut self, text: &str) {
        if text.len() <= Self::KEPT {
            return;
        }
        let id = clean(text).0.trim();
        if id.len() <= Self::KEPT || !id.bytes().all(|b| b.is_ascii_digit()) {
            return;
        }
        self.long += 1;
        if id.as_bytes()[Self::KEPT..].iter().all(|b| *b == b'0') {
            self.rounded += 1;
            self.zeros += (id.len() - Self::KEPT) as u64;
        }
    }

    /// A real id ends in a zero one time in ten, so one zero alone is no evidence.
    pub fn into_reading(self) -> IdReading {
        IdReading { rounded: self.zeros >= 2 && self.rounded >= self.long - self.long / 10 }
    }
}

impl Join for SeenIds {
    fn join(self, next: Self) -> Self {
        Self {
            long: self.long + next.long,
            rounded: self.rounded + next.rounded,
            zeros: self.zeros + next.zeros,
        }
    }
}
