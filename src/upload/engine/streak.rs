//! How batches ended in a row, and when that is a reason to pause.

use crate::model::{Outcome, Outcomes};

/// Refusals that are still taken for single bad batches: the third in a row is not.
const REFUSED: u32 = 3;

/// Lost answers that are still taken for chance.
const UNKNOWN: u32 = 2;

/// Counts ends in a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Streak {
    /// Nothing was accepted, refused or left without an answer yet.
    first: bool,
    refused: u32,
    unknown: u32,
}

impl Streak {
    /// For an upload whose rows stand so.
    pub(super) fn new(outcomes: &Outcomes) -> Self {
        let first = outcomes.of(Outcome::NotSent) == outcomes.sealed();
        Self { first, refused: 0, unknown: 0 }
    }

    /// Begins anew, after a person looked.
    pub(super) fn forget(&mut self) {
        (self.refused, self.unknown) = (0, 0);
    }

    /// Counts an end; whether that is one too many. What was not applied says nothing.
    pub(super) fn counts(&mut self, outcome: Outcome) -> bool {
        let first = self.first;
        self.first &= outcome == Outcome::NotSent;
        match outcome {
            Outcome::NotSent => return false,
            Outcome::Accepted | Outcome::ReceivedByPerson => self.forget(),
            Outcome::Refused => (self.refused, self.unknown) = (self.refused + 1, 0),
            Outcome::Unknown => (self.refused, self.unknown) = (0, self.unknown + 1),
        }
        self.refused >= REFUSED || self.unknown >= UNKNOWN || (first && outcome == Outcome::Refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_too_many() {
        use Outcome::{Accepted, NotSent, Refused, Unknown};
        for (ends, too_many) in [
            (&[Refused] as &[_], true),
            (&[NotSent, Refused], true),
            (&[Accepted, Refused, Refused], false),
            (&[Accepted, Refused, Refused, Refused], true),
            (&[Accepted, Refused, Refused, Accepted, Refused], false),
            (&[Accepted, Refused, Refused, NotSent, Refused], true),
            (&[Accepted, Refused, Refused, Unknown, Refused], false),
            (&[Unknown], false),
            (&[Unknown, Unknown], true),
            (&[Unknown, NotSent, Unknown], true),
            (&[Unknown, Accepted, Unknown], false),
            (&[Unknown, Refused, Unknown], false),
        ] {
            let mut outcomes = Outcomes::default();
            outcomes.add(NotSent, 20);
            let mut streak = Streak::new(&outcomes);
            let paused: Vec<_> = ends.iter().map(|&end| streak.counts(end)).collect();
            assert_eq!(paused.last(), Some(&too_many), "{ends:?}");
            assert!(paused.iter().rev().skip(1).all(|paused| !paused), "{ends:?}");
        }
    }

    #[test]
    fn only_the_first_batch_of_an_upload_is_the_first() {
        let mut outcomes = Outcomes::default();
        outcomes.add(Outcome::NotSent, 20);
        outcomes.add(Outcome::Accepted, 20);
        assert!(!Streak::new(&outcomes).counts(Outcome::Refused));
    }
}
