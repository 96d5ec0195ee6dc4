//! The server's rate limit: a token bucket. Pure; the clock is passed in.

use std::time::Duration;

/// The limit that Assembled states: 300 a minute, bursts of up to 20.
const STATED: u32 = 300;
const BURST: u32 = 20;

/// A token bucket.
#[derive(Debug)]
pub(super) struct Rate {
    per_second: f64,
    room: f64,
    tokens: f64,
    seen: Duration,
}

impl Rate {
    /// A full bucket. `None`: the limit that Assembled states. A limit below the burst is its own burst.
    pub fn new(per_minute: Option<u32>) -> Self {
        let per_minute = per_minute.unwrap_or(STATED).max(1);
        let room = f64::from(per_minute.min(BURST));
        Self { per_second: f64::from(per_minute) / 60.0, room, tokens: room, seen: Duration::ZERO }
    }

    /// Takes a token at `now` (time since the start), or says how many whole seconds until there is one.
    pub fn take(&mut self, now: Duration) -> Result<(), u64> {
        let passed = now.saturating_sub(self.seen);
        self.seen = self.seen.max(now);
        self.tokens = (self.tokens + passed.as_secs_f64() * self.per_second).min(self.room);
        if self.tokens >= 1.0 {
            self.tokens -= 1.0;
            return Ok(());
        }
        let wait = Duration::from_secs_f64((1.0 - self.tokens) / self.per_second);
        Err(wait.as_secs() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(rate: &mut Rate, at_millis: u64, tries: u32) -> u32 {
        let now = Duration::from_millis(at_millis);
        (0..tries).map(|_| u32::from(rate.take(now).is_ok())).sum()
    }

    #[test]
    fn a_burst_then_so_many_a_minute() {
        for (per_minute, burst, in_a_minute) in
            [(None, 20, 300), (Some(60), 20, 60), (Some(5), 5, 5), (Some(0), 1, 1)]
        {
            let mut rate = Rate::new(per_minute);
            assert_eq!(taken(&mut rate, 0, 1000), burst);
            let later: u32 = (1..=6000).map(|tick| taken(&mut rate, tick * 10, 10)).sum();
            assert!(later.abs_diff(in_a_minute) <= 1, "{per_minute:?}: {later}");
        }
    }

    #[test]
    fn says_how_long_to_wait_and_means_it() {
        let mut rate = Rate::new(Some(6));
        assert_eq!(taken(&mut rate, 0, 10), 6);
        let wait = rate.take(Duration::ZERO).unwrap_err();
        assert!((10..=11).contains(&wait), "{wait}");
        assert_eq!(rate.take(Duration::from_secs(wait)), Ok(()));
    }
}
