//! Uploads, batches and attempts, as the journal has them.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::model::{Outcome, Outcomes, RowCounts, RowId};

use super::AccountId;

/// An upload's id: short, sortable by time, safe to type: `20260914-104207-k3f9`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct UploadId(pub String);

impl fmt::Display for UploadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where an upload stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UploadState {
    /// Some batch waits to be sent (or was being sent when the program ended).
    Open,
    /// Nothing is left to send.
    Done,
    /// Nothing is left to send but at least one batch has no answer.
    Unknown,
    /// Given up: what was not sent is free again.
    Abandoned,
}

/// An upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadInfo {
    /// Its id.
    pub id: UploadId,
    /// Whose it is.
    pub account: AccountId,
    /// The account's name.
    pub account_name: String,
    /// The file's name.
    pub file_name: String,
    /// When it was sealed.
    pub started: DateTime<Utc>,
    /// Where it stands.
    pub state: UploadState,
    /// Where every row of the file stood when it was sealed.
    pub rows: RowCounts,
    /// How the sealed rows stand: waiting ones are not sent.
    pub outcomes: Outcomes,
    /// Cells changed by hand among the sealed rows.
    pub hand_edits: u32,
    /// Until when the server asked to wait, if it is still to come.
    pub wait_until: Option<DateTime<Utc>>,
    /// Host of the first attempt, and fingerprint of its key: a change of either stops the queue.
    pub endpoint: Option<(String, String)>,
}

/// Where a batch stands. Names as the command line prints them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchState {
    /// Not sent yet, or proven not applied and to be sent again.
    Waiting,
    /// An attempt is on its way.
    Sending,
    /// 202 was read.
    Accepted,
    /// The server refused it.
    Refused,
    /// Sent, no answer.
    Unknown,
    /// A person found it at the server.
    ReceivedByPerson,
    /// Given up, or proven not applied and stopped.
    NotSent,
    /// Cut in two after 413.
    Split,
}

/// A batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchInfo {
    /// Its number in the upload, from 1.
    pub batch: u32,
    /// The batch that it is a half of.
    pub of: Option<u32>,
    /// How many rows.
    pub rows: u32,
    /// Where it stands.
    pub state: BatchState,
    /// Attempts so far.
    pub attempts: u32,
    /// The last status.
    pub http: Option<u16>,
    /// How long the last attempt took.
    pub ms: Option<u32>,
    /// What is known, in a sentence: the server's words, or what broke.
    pub message: Option<String>,
    /// When the last attempt began.
    pub sent_at: Option<DateTime<Utc>>,
}

/// An attempt that is about to leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptStart {
    /// To which host.
    pub host: String,
    /// With which key: its fingerprint.
    pub key_fingerprint: String,
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptEnd {
    /// What became of the batch. `NotSent`: proven not applied, it waits to be sent again.
    pub outcome: Outcome,
    /// The status, where one was read.
    pub http: Option<u16>,
    /// How long it took.
    pub ms: u32,
    /// The server's words or what broke, plain text, cut.
    pub message: Option<String>,
    /// The answer's body, at most 64 KiB.
    pub body: String,
    /// The server's name for the request.
    pub request_id: Option<String>,
    /// The server's clock.
    pub server_date: Option<DateTime<Utc>>,
    /// Until when the server asked to wait.
    pub wait_until: Option<DateTime<Utc>>,
}

/// What a person decided about a batch whose outcome is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnknownDecision {
    /// It is at the server: someone looked.
    Received,
    /// Send it again, which may double its rows. Typed consent.
    Resend,
}

/// A sealed row and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedRow {
    /// The row in its file.
    pub row: RowId,
    /// The physical line in its file.
    pub line: u32,
    /// How it ended, or stands.
    pub outcome: Outcome,
    /// Its batch (the half, where it was split).
    pub batch: u32,
    /// Attempts of that batch.
    pub attempts: u32,
    /// The last status.
    pub http: Option<u16>,
    /// The server's words or what broke.
    pub message: Option<String>,
}
