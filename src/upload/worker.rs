//! The worker: a named thread with a tokio runtime that sends one upload's batches.

use std::path::PathBuf;

use crate::assembled::Client;
use crate::journal::{BatchState, JournalError, SendLock, UploadId};
use crate::model::Outcomes;

use super::Stop;

/// How to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Requests at once, 1 to 8.
    pub in_flight: u8,
    /// Requests a minute.
    pub pace: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { in_flight: 1, pace: 240 }
    }
}

/// What the worker reports. Each is on disk before it is reported.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A batch moved.
    Batch(BatchEvent),
    /// Waits by itself: until then nothing is sent. Seconds.
    Waiting(u64),
    /// Paused, for a person; the handle goes on or stops.
    Paused(PauseReason),
    /// Goes on.
    Resumed,
    /// Nothing more will be reported.
    Ended(Summary),
}

/// A batch moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchEvent {
    /// Its number.
    pub batch: u32,
    /// The batch that it is a half of.
    pub of: Option<u32>,
    /// The halves it was cut into.
    pub into: Option<[u32; 2]>,
    /// How many rows.
    pub rows: u32,
    /// Where it stands now.
    pub state: BatchState,
    /// It will be sent again by itself.
    pub retrying: bool,
    /// Which attempt.
    pub attempt: u32,
    /// The status, where one was read.
    pub http: Option<u16>,
    /// How long the attempt took.
    pub ms: Option<u32>,
    /// What happened, as a sentence.
    pub message: Option<String>,
}

/// Why it is paused.
#[derive(Clone, Debug, PartialEq)]
pub enum PauseReason {
    /// A person asked.
    Asked,
    /// No connection after 4 attempts: the last reason.
    Offline(String),
    /// The first batch, or 3 in a row, were refused: the server's words.
    Refused(String),
    /// Two in a row had no answer.
    Unknown,
    /// The server's own reason.
    Stopped(Stop),
    /// The server asks to wait longer than 15 minutes.
    LongWait(chrono::DateTime<chrono::Utc>),
    /// The journal cannot be written.
    Journal(String),
    /// The account's host or key is not the one that the upload began with.
    EndpointChanged,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// The upload.
    pub upload: UploadId,
    /// How the sealed rows stand.
    pub outcomes: Outcomes,
    /// Why it ended.
    pub end: End,
}

/// Why the worker ended.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    /// Nothing is left to send.
    Finished,
    /// Stopped by a person, with something left.
    Stopped,
    /// Could not go on: paused, and nobody there to answer (the command line), or the handle was dropped.
    Paused(PauseReason),
}

/// Steers a running worker. Dropping it stops the worker: no new batch leaves; what is in flight is
/// waited for at most 5 s.
#[derive(Debug)]
pub struct Handle {}

impl Handle {
    /// No new batch leaves until [`resume`](Self::resume).
    pub fn pause(&self) {
        unimplemented!()
    }

    /// Goes on; with another client where the key was changed.
    pub fn resume(&self, _client: Option<Client>) {
        unimplemented!()
    }

    /// No new batch leaves, ever; what is in flight is waited for at most 5 s.
    pub fn stop(&self) {
        unimplemented!()
    }

    /// Waits for the end.
    pub fn join(self) {
        unimplemented!()
    }
}

/// Starts sending what an upload has waiting. `report` is called on the worker's thread, in order.
/// `attended`: whether someone is there to go on after a pause; if not, a pause ends the worker.
///
/// # Errors
/// Where the journal cannot be opened.
pub fn start(
    _data_dir: PathBuf,
    _lock: SendLock,
    _upload: UploadId,
    _client: Client,
    _options: Options,
    _attended: bool,
    _report: impl FnMut(Event) + Send + 'static,
) -> Result<Handle, JournalError> {
    unimplemented!()
}
