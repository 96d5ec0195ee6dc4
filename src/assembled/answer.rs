//! What came back for one bulk request: facts of the transport, not yet their meaning.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// What came back for one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A status line was read. It decides, even where the body was cut afterwards.
    Status(Reply),
    /// No status line was read.
    None(SendError),
}

/// A status that was read, and what came with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub http: u16,
    /// How long the server asks to wait.
    pub retry_after: Option<RetryAfter>,
    /// The server's own clock.
    pub server_date: Option<DateTime<Utc>>,
    /// The server's name for the request.
    pub request_id: Option<String>,
    /// Where a redirect points: its host only.
    pub redirect_host: Option<String>,
    /// The body as text, at most 64 KiB.
    pub body: String,
    /// Whether the body was longer, or broke off.
    pub body_cut: bool,
}

/// A Retry-After field, as sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    /// Seconds. Capped where the number is absurd.
    In(Duration),
    /// A moment of the server's clock.
    At(DateTime<Utc>),
}

/// Why no status line was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendError {
    /// How far the request had come.
    pub stage: Stage,
    /// What happened, in words, without URL or key.
    pub message: String,
    /// Body bytes handed to the connection.
    pub bytes_written: u64,
}

/// How far a request had come when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Resolving the name, or connecting: no byte of the request was written.
    Connect,
    /// The TLS handshake: no byte of the request was written, and waiting does not help.
    Tls,
    /// The proxy refused or broke off: no byte of the request was written.
    Proxy,
    /// The request was under way or sent whole: nobody knows what became of it.
    Sent,
}
