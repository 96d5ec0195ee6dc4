//! The token bucket that all requests share. Pure: the clock is passed in.

use std::time::Duration;

/// A token bucket: so many a minute, with a burst. Kept as the time at which it would be full again,
/// so that no token is lost to rounding.
#[derive(Clone, Debug)]
pub struct Pace {
    interval: Duration,
    slowest: Duration,
    burst: u32,
    full_at: Duration,
    silent_until: Duration,
}

impl Pace {
    /// Requests that may leave at once when none left for a while. The server allows 20.
    pub const BURST: u32 = 10;

    /// A full bucket.
    pub fn new(per_minute: u32, burst: u32) -> Self {
        let interval = Duration::from_mins(1) / per_minute.max(1);
        let (slowest, burst) = (interval * 4, burst.max(1));
        Self { interval, slowest, burst, full_at: Duration::ZERO, silent_until: Duration::ZERO }
    }

    /// Takes a token at `now` (time since any fixed start), or says how long until there is one.
    ///
    /// # Errors
    /// How long until then.
    pub fn take(&mut self, now: Duration) -> Result<(), Duration> {
        if let Some(wait) = self.next().checked_sub(now).filter(|wait| !wait.is_zero()) {
            return Err(wait);
        }
        self.full_at = self.full_at.max(now) + self.interval;
        Ok(())
    }

    /// When the next token is to be had.
    pub fn next(&self) -> Duration {
        self.full_at.saturating_sub(self.interval * (self.burst - 1)).max(self.silent_until)
    }

    /// Nothing goes out before `until`, and no burst then.
    pub fn silence(&mut self, until: Duration) {
        self.silent_until = self.silent_until.max(until);
        self.calm(until);
    }

    /// Takes back what was saved up for a burst: after a sleep, nothing rushes.
    pub fn calm(&mut self, now: Duration) {
        self.full_at = self.full_at.max(now + self.interval * (self.burst - 1));
    }

    /// A tenth slower from here on, down to a quarter of the pace asked for: the server said 429.
    pub fn slow_down(&mut self) {
        self.interval = (self.interval + self.interval / 10).min(self.slowest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    /// How many tokens are to be had from `from` until `to`, asking whenever there may be one.
    fn taken(pace: &mut Pace, from: Duration, to: Duration) -> u32 {
        let (mut now, mut taken) = (from, 0);
        while now < to {
            match pace.take(now) {
                Ok(()) => taken += 1,
                Err(wait) => now += wait,
            }
        }
        taken
    }

    #[test]
    fn a_burst_and_then_exactly_the_pace() {
        for per_minute in [1, 7, 240, 300, 60_000] {
            let mut pace = Pace::new(per_minute, 10);
            assert_eq!(taken(&mut pace, Duration::ZERO, Duration::from_nanos(1)), 10);
            assert_eq!(
                taken(&mut pace, Duration::from_nanos(1), MINUTE + Duration::from_nanos(1)),
                per_minute
            );
        }
    }

    #[test]
    fn an_idle_hour_saves_up_one_burst_and_no_more() {
        let mut pace = Pace::new(240, 10);
        taken(&mut pace, Duration::ZERO, MINUTE);
        assert_eq!(taken(&mut pace, 60 * MINUTE, 60 * MINUTE + Duration::from_nanos(1)), 10);
    }

    #[test]
    fn silence_is_kept_and_ends_without_a_burst() {
        let mut pace = Pace::new(240, 10);
        pace.take(Duration::ZERO).unwrap();
        pace.silence(MINUTE);
        pace.silence(MINUTE / 2);
        assert_eq!(pace.take(Duration::from_secs(59)), Err(Duration::from_secs(1)));
        assert_eq!(taken(&mut pace, MINUTE, MINUTE + Duration::from_nanos(1)), 1);
        assert_eq!(pace.take(MINUTE), Err(Duration::from_millis(250)));
    }

    #[test]
    fn a_429_slows_down_to_a_quarter_at_most() {
        let mut pace = Pace::new(240, 1);
        pace.slow_down();
        pace.take(Duration::ZERO).unwrap();
        assert_eq!(pace.take(Duration::ZERO), Err(Duration::from_millis(275)));
        for _ in 0..100 {
            pace.slow_down();
        }
        pace.take(MINUTE).unwrap();
        assert_eq!(pace.take(MINUTE), Err(Duration::from_secs(1)));
    }
}
