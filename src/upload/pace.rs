//! The token bucket that all requests share. Pure: the clock is passed in.

use std::time::Duration;

/// A token bucket: so many a minute, with a burst.
#[derive(Clone, Debug)]
pub struct Pace {
    per_minute: u32,
}

impl Pace {
    /// A full bucket.
    pub fn new(per_minute: u32, _burst: u32) -> Self {
        Self { per_minute }
    }

    /// Takes a token at `now` (time since any fixed start), or says how long until there is one.
    pub fn take(&mut self, _now: Duration) -> Result<(), Duration> {
        let _ = self.per_minute;
        unimplemented!()
    }

    /// Nothing goes out before `until`.
    pub fn silence(&mut self, _until: Duration) {
        unimplemented!()
    }
}
