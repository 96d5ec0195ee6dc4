//! What a running upload reports.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::journal::{BatchState, Sums, UploadId};
use crate::model::Outcomes;

use super::Stop;

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

/// Why it is paused. [`Display`](fmt::Display) is one sentence.
#[derive(Clone, Debug, PartialEq)]
pub enum PauseReason {
    /// A person asked.
    Asked,
    /// No connection after 4 attempts: the last reason.
    Offline(String),
    /// The server answered several times, but took nothing (408, 429, 503): its last words.
    Busy(String),
    /// The first batch, or 3 in a row, were refused: the server's words.
    Refused(String),
    /// Two in a row had no answer.
    Unknown,
    /// The server's own reason.
    Stopped(Stop),
    /// The server asks to wait longer than 15 minutes.
    LongWait(DateTime<Utc>),
    /// The journal cannot be written.
    Journal(String),
    /// The account's key is not the one that the upload began with. Going on confirms it.
    KeyChanged,
    /// The account's host is not the one that the upload began with: it is not sent there.
    HostChanged {
        /// Where it began.
        was: String,
        /// Where the account points now.
        now: String,
    },
}

impl PauseReason {
    /// Its name on the command line.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Asked => "interrupted",
            Self::Offline(_) => "offline",
            Self::Busy(_) => "server_busy",
            Self::Refused(_) => "refused",
            Self::Unknown => "no_answer",
            Self::Stopped(stop) => stop.code(),
            Self::LongWait(_) => "long_wait",
            Self::Journal(_) => "journal",
            Self::KeyChanged => "key_changed",
            Self::HostChanged { .. } => "host_changed",
        }
    }

    /// What a person can do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Asked => "Go on when you are ready.",
            Self::Offline(_) => "Look at the network, then go on. Nothing is lost.",
            Self::Busy(_) => "Go on later. Nothing is lost.",
            Self::Refused(_) => "Look at the refused rows before more of them are sent.",
            Self::Unknown => {
                "Look up at Assembled whether the rows arrived; they are never sent again by themselves."
            }
            Self::Stopped(stop) => stop.hint(),
            Self::LongWait(_) => "Go on after that time. Nothing is lost.",
            Self::Journal(_) => {
                "Make room on the disk, then go on. Nothing is sent that is not written down first."
            }
            Self::KeyChanged => "Go on if the new key is of the same account; otherwise give the upload up.",
            Self::HostChanged { .. } => {
                "Set the account's address back, or give the upload up and check the file again."
            }
        }
    }
}

impl fmt::Display for PauseReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked => f.write_str("Paused."),
            Self::Offline(why) => write!(f, "There is no connection after several attempts. {why}"),
            Self::Busy(why) => write!(f, "The server took nothing after several attempts. {why}"),
            Self::Refused(why) => write!(f, "The server refuses the rows. {why}"),
            Self::Unknown => f.write_str("Two batches in a row had no answer that says what became of them."),
            Self::Stopped(stop) => stop.fmt(f),
            Self::LongWait(until) => {
                write!(f, "The server asks to wait until {}.", until.format("%Y-%m-%d %H:%M:%S UTC"))
            }
            Self::Journal(why) => f.write_str(why),
            Self::KeyChanged => f.write_str("The account's key is not the one that this upload began with."),
            Self::HostChanged { was, now } => {
                write!(f, "This upload began at {was}, but the account now points to {now}.")
            }
        }
    }
}

/// How it ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// The upload.
    pub upload: UploadId,
    /// How the sealed rows stand.
    pub outcomes: Outcomes,
    /// How every row of the file stands.
    pub rows: Sums,
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
    /// Could not go on: paused, and nobody there to answer (the command line).
    Paused(PauseReason),
}
