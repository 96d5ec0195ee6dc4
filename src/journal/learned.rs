//! What a person found out about an account by looking at Assembled, with the day on which they did.
//!
//! The API answers none of these, so that every account has its own answers. Does not know the words in
//! which they are asked. Invariant: one answer a topic; a newer one takes its place.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, params};

use super::account::seq_of;
use super::attempt::{now, os_user};
use super::upload::time;
use super::{AccountId, Journal, JournalError};

/// What can be found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// Whether a second score of a review takes the place of the first or counts beside it.
    SecondScore,
    /// On which calendar day a score is shown.
    Day,
    /// Whether scores of people who have left are shown.
    Leavers,
    /// How long it takes until a score is shown.
    Delay,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learned {
    /// To what.
    pub topic: Topic,
    /// In the person's words, or those offered.
    pub answer: String,
    /// When it was written down.
    pub at: DateTime<Utc>,
    /// By whom, as the OS names them.
    pub os_user: String,
}

impl Topic {
    /// Every topic, in the order in which they are asked.
    pub const ALL: [Self; 4] = [Self::SecondScore, Self::Day, Self::Leavers, Self::Delay];

    const fn name(self) -> &'static str {
        match self {
            Self::SecondScore => "second_score",
            Self::Day => "day",
            Self::Leavers => "leavers",
            Self::Delay => "delay",
        }
    }
}

impl Journal {
    /// What is known of an account, in the order of [`Topic::ALL`].
    pub fn learned(&self, account: &AccountId) -> Result<Vec<Learned>, JournalError> {
        let account = seq_of(&self.db, account)?;
        let mut query =
            self.db.prepare("SELECT answer, at, os_user FROM learned WHERE account = ?1 AND topic = ?2")?;
        let mut known = Vec::new();
        for topic in Topic::ALL {
            let read = |row: &rusqlite::Row<'_>| {
                Ok(Learned { topic, answer: row.get(0)?, at: time(row.get(1)?), os_user: row.get(2)? })
            };
            known.extend(query.query_row(params![account, topic.name()], read).optional()?);
        }
        Ok(known)
    }

    /// Writes an answer down, dated now; an empty one takes it back.
    pub fn learn(&mut self, account: &AccountId, topic: Topic, answer: &str) -> Result<(), JournalError> {
        let tx = self.write()?;
        let seq = seq_of(&tx, account)?;
        if answer.trim().is_empty() {
            tx.execute("DELETE FROM learned WHERE account = ?1 AND topic = ?2", params![seq, topic.name()])?;
        } else {
            tx.execute(
                "INSERT OR REPLACE INTO learned (account, topic, answer, at, os_user)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![seq, topic.name(), answer.trim(), now(), os_user()],
            )?;
        }
        Ok(tx.commit()?)
    }
}
