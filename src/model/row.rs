//! A row's name, its state before and after sending, and counts that add up.

use serde::Serialize;

/// A record of a [`Sheet`](super::Sheet), counted from 0 in the order of the file. It never changes:
/// sorting and filtering order row ids, they do not renumber rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowId(pub u32);

impl RowId {
    /// Its place in arrays with an entry a row.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The number that a person sees: counted from 1.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0 + 1
    }
}

/// Where a row stands before sending. The same words everywhere: grid, sum line, command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum RowState {
    /// Can be sent as it is.
    Ready,
    /// Waits for a person: an error, or a question without an answer.
    NeedsFix,
    /// Left out, by a rule's answer or by hand.
    Skipped,
    /// Accepted before for this account.
    AlreadySent,
    /// Claimed by an upload that has not ended.
    InUpload,
    /// Sent without an answer: it may or may not have arrived.
    Unknown,
}

impl RowState {
    /// Every state, in the order of the sum line.
    pub const ALL: [Self; 6] =
        [Self::Ready, Self::NeedsFix, Self::Skipped, Self::AlreadySent, Self::InUpload, Self::Unknown];

    /// The state's name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::NeedsFix => "needs_fix",
            Self::Skipped => "skipped",
            Self::AlreadySent => "already_sent",
            Self::InUpload => "in_upload",
            Self::Unknown => "unknown",
        }
    }

    /// The state's words on the screen.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::NeedsFix => "to fix",
            Self::Skipped => "left out",
            Self::AlreadySent => "already sent",
            Self::InUpload => "in an upload",
            Self::Unknown => "no answer",
        }
    }
}

/// How many rows are in each [`RowState`]. Adds up by construction: `read` is the sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowCounts([u32; 6]);

impl RowCounts {
    /// Counts one more row of that state.
    pub fn add(&mut self, state: RowState) {
        self.0[state as usize] += 1;
    }

    /// Counts `rows` more of that state.
    pub fn add_many(&mut self, state: RowState, rows: u32) {
        self.0[state as usize] += rows;
    }

    /// Counts the rows of other counts too.
    pub fn add_all(&mut self, other: Self) {
        for (own, more) in self.0.iter_mut().zip(other.0) {
            *own += more;
        }
    }

    /// Takes one row of that state off, when an edit moves it to another.
    pub fn remove(&mut self, state: RowState) {
        self.0[state as usize] -= 1;
    }

    /// Rows in that state.
    #[must_use]
    pub const fn of(&self, state: RowState) -> u32 {
        self.0[state as usize]
    }

    /// Rows read: the sum of all states.
    #[must_use]
    pub fn read(&self) -> u32 {
        self.0.iter().sum()
    }
}

/// How a row that was sealed into an upload ended, or stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The server answered 202 to its batch.
    Accepted,
    /// A person looked it up at the server and said that it is there.
    ReceivedByPerson,
    /// The server refused its batch.
    Refused,
    /// Sent, and no answer that says what became of it.
    Unknown,
    /// Not sent: still waiting, given up, or proven not applied.
    NotSent,
}

impl Outcome {
    /// Every outcome, in the order of the summary.
    pub const ALL: [Self; 5] =
        [Self::Accepted, Self::ReceivedByPerson, Self::Refused, Self::Unknown, Self::NotSent];

    /// The outcome's name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::ReceivedByPerson => "received_by_person",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::NotSent => "not_sent",
        }
    }
}

/// How many sealed rows ended how. The sum is the rows sealed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcomes([u32; 5]);

impl Outcomes {
    /// Counts `rows` more of that outcome.
    pub fn add(&mut self, outcome: Outcome, rows: u32) {
        self.0[outcome as usize] += rows;
    }

    /// Takes `rows` rows of that outcome off, when they move to another.
    pub fn remove(&mut self, outcome: Outcome, rows: u32) {
        self.0[outcome as usize] -= rows;
    }

    /// Rows of that outcome.
    #[must_use]
    pub const fn of(&self, outcome: Outcome) -> u32 {
        self.0[outcome as usize]
    }

    /// Rows sealed: the sum of all outcomes.
    #[must_use]
    pub fn sealed(&self) -> u32 {
        self.0.iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_up_and_names_are_the_serialised_ones() {
        let mut counts = RowCounts::default();
        for state in RowState::ALL {
            counts.add(state);
            assert_eq!(serde_json::to_value(state).unwrap(), state.name());
        }
        counts.remove(RowState::Skipped);
        assert_eq!(counts.read(), 5);
        assert_eq!(counts.of(RowState::Skipped), 0);
        for outcome in Outcome::ALL {
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.name());
        }
    }
}
