//! How far a long job is, and the wish to stop it.

use std::sync::atomic::{AtomicU64, Ordering};

/// Shared by a job and whoever waits for it: the job says how far it is, the other may stop it.
///
/// Units are the job's own (bytes for import, rows for check); only the share matters.
#[derive(Debug)]
pub struct Progress {
    done: AtomicU64,
    total: AtomicU64,
    /// How often the job has asked whether to go on.
    looks: AtomicU64,
    /// How often it may.
    most_looks: AtomicU64,
}

impl Default for Progress {
    fn default() -> Self {
        let [done, total, looks] = std::array::from_fn(|_| AtomicU64::new(0));
        Self { done, total, looks, most_looks: AtomicU64::new(u64::MAX) }
    }
}

/// The job stopped because it was asked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("stopped before the end, as asked")]
pub struct Cancelled;

impl Progress {
    /// Starts a stage of `total` units.
    pub fn start(&self, total: u64) {
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    /// Says that `done` units of the stage are done.
    ///
    /// # Errors
    /// [`Cancelled`] once [`cancel`](Self::cancel) was called; the job returns at once.
    pub fn reached(&self, done: u64) -> Result<(), Cancelled> {
        self.done.store(done, Ordering::Relaxed);
        self.go_on()
    }

    /// Asks whether to go on, where nothing can be said of how far the job is.
    ///
    /// # Errors
    /// As [`reached`](Self::reached).
    pub fn go_on(&self) -> Result<(), Cancelled> {
        if self.is_cancelled() { Err(Cancelled) } else { Ok(()) }
    }

    /// How many units of the stage are done.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// Whether the job was asked to stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.looks.fetch_add(1, Ordering::Relaxed) >= self.most_looks.load(Ordering::Relaxed)
    }

    /// How often the job has asked whether it is to stop.
    #[must_use]
    pub fn looks(&self) -> u64 {
        self.looks.load(Ordering::Relaxed)
    }

    /// Asks the job to stop.
    pub fn cancel(&self) {
        self.cancel_after(0);
    }

    /// Asks the job to stop once it has asked so often: at a place, not at a time.
    pub fn cancel_after(&self, looks: u64) {
        self.most_looks.store(looks, Ordering::Relaxed);
    }

    /// The share that is done, from 0 to 1; `None` before the first stage starts.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a share for a progress bar")]
    pub fn share(&self) -> Option<f32> {
        let total = self.total.load(Ordering::Relaxed);
        (total > 0).then(|| (self.done.load(Ordering::Relaxed) as f32 / total as f32).min(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_its_share_and_stops_when_asked() {
        let progress = Progress::default();
        assert_eq!(progress.share(), None);
        progress.start(4);
        assert_eq!(progress.reached(1), Ok(()));
        assert_eq!(progress.share(), Some(0.25));
        progress.cancel();
        assert_eq!(progress.reached(2), Err(Cancelled));
        assert_eq!((progress.go_on(), progress.done(), progress.looks()), (Err(Cancelled), 2, 3));
    }
}
