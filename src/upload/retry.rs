//! How long to wait before sending again what is proven not applied. Pure: randomness and the time
//! are passed in.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::assembled::{Reply, RetryAfter};

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

impl Wait {
    /// The longest wait that the queue sits out by itself.
    pub const LONGEST: Duration = Duration::from_mins(15);

    /// What the server asks for, by its own clock: a date is compared with its `Date`, never with ours.
    /// A date without that, one that is past, and 0 are no wish: then our own backoff holds.
    pub fn asked(reply: &Reply, now: DateTime<Utc>) -> Self {
        let wait = match reply.retry_after {
            Some(RetryAfter::In(wait)) => wait,
            Some(RetryAfter::At(until)) => {
                let left = reply.server_date.map(|date| until.signed_duration_since(date));
                left.and_then(|left| left.to_std().ok()).unwrap_or_default()
            }
            None => Duration::ZERO,
        };
        if wait.is_zero() {
            Self::Backoff
        } else if wait <= Self::LONGEST {
            Self::AtLeast(wait)
        } else {
            // An absurd number must not overflow a calendar: a year is as good as never.
            let capped = TimeDelta::from_std(wait).unwrap_or(TimeDelta::MAX).min(TimeDelta::days(366));
            Self::TooLong(now.checked_add_signed(capped).unwrap_or(DateTime::<Utc>::MAX_UTC))
        }
    }

    /// Until when the server asked to wait, to be remembered beyond a crash.
    pub fn until(self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self {
            Self::Backoff => None,
            Self::AtLeast(wait) => now.checked_add_signed(TimeDelta::from_std(wait).ok()?),
            Self::TooLong(until) => Some(until),
        }
    }
}

/// Full jitter from 1 s, cap 60 s, at most 4 attempts.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {}

impl Backoff {
    /// Attempts by themselves, the first included.
    pub const MAX_ATTEMPTS: u32 = 4;

    const FLOOR: Duration = Duration::from_secs(1);
    const CAP: Duration = Duration::from_mins(1);

    /// The wait before attempt `next` (from 2), `random` in 0..1: up to 2, 4, 8, … s.
    pub fn delay(next: u32, random: f64) -> Duration {
        let doubled = 1_u64.checked_shl(next.saturating_sub(1)).unwrap_or(u64::MAX);
        let most = Duration::from_secs(doubled.min(Self::CAP.as_secs()));
        most.mul_f64(random.clamp(0.0, 1.0)).max(Self::FLOOR)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secs(n: u64) -> Duration {
        Duration::from_secs(n)
    }

    #[test]
    fn the_servers_wish_is_read_by_its_own_clock() {
        let now: DateTime<Utc> = "2026-09-14T10:00:00Z".parse().unwrap();
        let server: DateTime<Utc> = "2031-01-01T00:00:00Z".parse().unwrap();
        let at = |secs| Some(RetryAfter::At(server + TimeDelta::seconds(secs)));
        let too_long = |secs| Wait::TooLong(now + TimeDelta::seconds(secs));
        for (retry_after, server_date, expected) in [
            (None, Some(server), Wait::Backoff),
            (Some(RetryAfter::In(secs(0))), Some(server), Wait::Backoff),
            (Some(RetryAfter::In(secs(7))), None, Wait::AtLeast(secs(7))),
            (Some(RetryAfter::In(secs(900))), None, Wait::AtLeast(secs(900))),
            (Some(RetryAfter::In(secs(901))), None, too_long(901)),
            (Some(RetryAfter::In(secs(86_400))), None, too_long(86_400)),
            (Some(RetryAfter::In(secs(u64::MAX))), None, too_long(366 * 86_400)),
            (at(30), Some(server), Wait::AtLeast(secs(30))),
            (at(0), Some(server), Wait::Backoff),
            (at(-30), Some(server), Wait::Backoff),
            (at(3600), Some(server), too_long(3600)),
            (at(30), None, Wait::Backoff),
        ] {
            let reply = Reply { http: 429, retry_after, server_date, ..Reply::default() };
            assert_eq!(Wait::asked(&reply, now), expected, "{retry_after:?} {server_date:?}");
        }
        let latest = Reply { retry_after: Some(RetryAfter::In(secs(901))), ..Reply::default() };
        assert_eq!(Wait::asked(&latest, DateTime::<Utc>::MAX_UTC), Wait::TooLong(DateTime::<Utc>::MAX_UTC));
    }

    #[test]
    fn backoff_has_a_floor_a_cap_and_full_jitter() {
        for (next, random, expected) in [
            (2, 0.0, 1000),
            (2, 0.9, 1800),
            (3, 0.5, 2000),
            (4, 0.5, 4000),
            (7, 1.0, 60_000),
            (64, 0.5, 30_000),
            (u32::MAX, 1.0, 60_000),
            (2, 7.0, 2000),
        ] {
            assert_eq!(Backoff::delay(next, random).as_millis(), expected, "{next} {random}");
        }
    }
}
