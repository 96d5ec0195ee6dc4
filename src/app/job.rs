//! A handle on background work: how far it is, and stopping it by letting go.

use std::sync::Arc;

use crate::model::Progress;

/// Work on a thread of its own, as seen by whoever waits for it. Dropping it asks the work to stop.
#[derive(Debug, Default)]
pub struct Job {
    progress: Arc<Progress>,
}

impl Job {
    /// The other end, for the thread that does the work.
    pub fn ticket(&self) -> Arc<Progress> {
        Arc::clone(&self.progress)
    }

    /// The share that is done, from 0 to 1; `None` before anything is known.
    pub fn share(&self) -> Option<f32> {
        self.progress.share()
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.progress.cancel();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letting_go_stops_the_work() {
        let job = Job::default();
        let ticket = job.ticket();
        assert!(ticket.reached(1).is_ok());
        drop(job);
        assert!(ticket.reached(2).is_err());
    }
}
