//! A server that answers in every way there is, and knows what it took.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::assembled::{Answer, Reply, RetryAfter, SendError, Stage};

/// Its clock is not ours.
const CLOCK: DateTime<Utc> = DateTime::<Utc>::UNIX_EPOCH;

/// What it took: how often each row.
#[derive(Debug, Default)]
pub struct Server {
    pub taken: BTreeMap<u32, u32>,
    /// Batches of more rows are too large.
    pub largest: usize,
    /// Whether it is in a bad mood: else it takes everything at once.
    pub moody: bool,
}

/// What comes back for a request, and when.
pub struct Reaction {
    pub answer: Answer,
    pub after: Duration,
    /// Nobody can tell from the answer whether the rows were taken.
    pub ambiguous: bool,
}

impl Server {
    pub fn receive(&mut self, rows: &[u32], random: &mut fastrand::Rng) -> Reaction {
        if !self.moody {
            let too_large = rows.len() > self.largest;
            if !too_large {
                self.take(rows);
            }
            return reaction(reply(if too_large { 413 } else { 202 }), Duration::from_millis(150));
        }
        let after = match random.u32(..10) {
            0 => Duration::from_secs(random.u64(1..110)),
            1 => Duration::ZERO,
            _ => Duration::from_millis(random.u64(1..2000)),
        };
        if rows.len() > self.largest {
            return reaction(reply(413), after);
        }
        match random.u32(..100) {
            0..60 => {
                self.take(rows);
                reaction(reply(202), after)
            }
            60..64 => reaction(reply(*pick(random, &[400, 409, 415, 422, 501])), after),
            64..68 => reaction(reply(*pick(random, &[301, 302, 307, 401, 403, 404, 407])), after),
            68..76 => busy(random, after),
            76..82 => reaction(none(*pick(random, &[Stage::Connect, Stage::Tls, Stage::Proxy])), after),
            _ => self.ambiguous(rows, random, after),
        }
    }

    fn ambiguous(&mut self, rows: &[u32], random: &mut fastrand::Rng, after: Duration) -> Reaction {
        if random.bool() {
            self.take(rows);
        }
        let answer = match random.u32(..3) {
            0 => reply(*pick(random, &[200, 204, 303, 500, 502, 503, 504, 520])),
            _ => none(Stage::Sent),
        };
        Reaction { ambiguous: true, ..reaction(answer, after) }
    }

    fn take(&mut self, rows: &[u32]) {
        for row in rows {
            *self.taken.entry(*row).or_default() += 1;
        }
    }
}

/// Asks to wait, in all the ways there are.
fn busy(random: &mut fastrand::Rng, after: Duration) -> Reaction {
    let secs = *pick(random, &[1, 3, 60, 900]);
    let retry_after = match random.u32(..6) {
        0 => RetryAfter::In(Duration::ZERO),
        1 => RetryAfter::In(Duration::from_secs(u64::MAX)),
        2 => RetryAfter::At(CLOCK - TimeDelta::days(1)),
        3 => RetryAfter::At(CLOCK + TimeDelta::seconds(secs)),
        _ => RetryAfter::In(Duration::from_secs(secs.unsigned_abs())),
    };
    let http = *pick(random, &[429, 503]);
    let answer = Answer::Status(Reply {
        http,
        retry_after: Some(retry_after),
        server_date: Some(CLOCK),
        ..Reply::default()
    });
    reaction(answer, after)
}

fn reaction(answer: Answer, after: Duration) -> Reaction {
    Reaction { answer, after, ambiguous: false }
}

fn reply(http: u16) -> Answer {
    Answer::Status(Reply { http, ..Reply::default() })
}

fn none(stage: Stage) -> Answer {
    Answer::None(SendError { stage, message: "it broke".to_owned(), bytes_written: 0 })
}

fn pick<'a, T>(random: &mut fastrand::Rng, from: &'a [T]) -> &'a T {
    &from[random.usize(..from.len())]
}
