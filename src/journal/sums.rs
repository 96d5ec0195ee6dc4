//! The sum line: every row of a file in exactly one state.

use serde::Serialize;

use crate::model::{Outcome, Outcomes, RowCounts, RowState};

/// How every row of a file stands, after sealing. `read` always equals the sum of the others.
/// Serialised, it is `rows` of the command line's summary event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sums {
    /// Rows in the file.
    pub read: u32,
    /// In a batch that the server answered with 202.
    pub accepted: u32,
    /// Found at the server by a person.
    pub received_by_person: u32,
    /// In a batch that the server refused.
    pub refused: u32,
    /// Sent without an answer, in this upload or an earlier one.
    pub unknown: u32,
    /// Still waiting, given up, proven not applied, or beyond a trial.
    pub not_sent: u32,
    /// Waiting for a person.
    pub needs_fix: u32,
    /// Left out.
    pub skipped: u32,
    /// Accepted before.
    pub already_sent: u32,
    /// Claimed by another upload.
    pub in_upload: u32,
    /// The practice server answered, not Assembled: the words say so, the names stay.
    #[serde(skip)]
    pub practice: bool,
}

impl Sums {
    /// The rows of a file, by where they stood before sealing and how the sealed ones stand now. The
    /// ready ones that were not sealed (beyond a trial) are not sent.
    pub fn new(rows: &RowCounts, outcomes: &Outcomes) -> Self {
        let beyond = rows.of(RowState::Ready).saturating_sub(outcomes.sealed());
        Self {
            read: rows.read(),
            accepted: outcomes.of(Outcome::Accepted),
            received_by_person: outcomes.of(Outcome::ReceivedByPerson),
            refused: outcomes.of(Outcome::Refused),
            unknown: rows.of(RowState::Unknown) + outcomes.of(Outcome::Unknown),
            not_sent: beyond + outcomes.of(Outcome::NotSent),
            needs_fix: rows.of(RowState::NeedsFix),
            skipped: rows.of(RowState::Skipped),
            already_sent: rows.of(RowState::AlreadySent),
            in_upload: rows.of(RowState::InUpload),
            practice: false,
        }
    }

    /// Every part with its name on the command line and its words on the screen, in the order of the
    /// sum line.
    pub fn parts(&self) -> [(&'static str, &'static str, u32); 9] {
        let (accepted, found) = if self.practice {
            ("accepted by the practice server", "found at the practice server")
        } else {
            ("accepted by Assembled", "found at Assembled")
        };
        [
            ("accepted", accepted, self.accepted),
            ("received_by_person", found, self.received_by_person),
            ("refused", "refused", self.refused),
            ("unknown", "no answer", self.unknown),
            ("not_sent", "not sent", self.not_sent),
            ("needs_fix", "to fix", self.needs_fix),
            ("skipped", "left out", self.skipped),
            ("already_sent", "already sent", self.already_sent),
            ("in_upload", "in an upload", self.in_upload),
        ]
    }

    /// Whether the parts make up the rows read. Not so only where the journal is wrong: then nothing may
    /// be claimed.
    pub fn adds_up(&self) -> bool {
        self.parts().iter().map(|(_, _, rows)| u64::from(*rows)).sum::<u64>() == u64::from(self.read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_in_one_part_and_the_names_are_the_serialised_ones() {
        let mut rows = RowCounts::default();
        for (n, state) in (10..).zip(RowState::ALL) {
            rows.add_many(state, n);
        }
        let mut outcomes = Outcomes::default();
        for (n, outcome) in (1..).zip([Outcome::Accepted, Outcome::Unknown, Outcome::NotSent]) {
            outcomes.add(outcome, n);
        }
        let sums = Sums::new(&rows, &outcomes);
        assert!(sums.adds_up());
        // 10 ready, 6 of them sealed: 3 of those and 4 beyond the trial are not sent.
        assert_eq!((sums.not_sent, sums.unknown, sums.read), (7, 17, 75));
        let written = serde_json::to_value(sums).unwrap();
        assert_eq!(written.as_object().unwrap().len(), 10);
        let practice = Sums { practice: true, ..sums };
        assert_eq!(practice.parts()[0].1, "accepted by the practice server");
        for (name, _, n) in sums.parts() {
            assert_eq!(written[name], n);
        }
    }
}
