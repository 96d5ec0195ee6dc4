//! How long to wait before sending again what is proven not applied. Pure: randomness is passed in.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// What a wait is measured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Our own backoff: full jitter with a floor of 1 s, by the number of attempts.
    Backoff,
    /// At least so long: the server's Retry-After.
    AtLeast(Duration),
    /// Longer than 15 minutes: the queue pauses and the time is kept.
    TooLong(DateTime<Utc>),
}

/// Full jitter from 1 s, cap 60 s, at most 4 attempts.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {}

impl Backoff {
    /// Attempts by themselves, the first included.
    pub const MAX_ATTEMPTS: u32 = 4;

    /// The wait before attempt `next` (from 2), `random` in 0..1.
    pub fn delay(_next: u32, _random: f64) -> Duration {
        unimplemented!()
    }
}
