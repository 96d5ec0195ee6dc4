//! What an answer means for the rows of its batch: the four ends of the design, and what follows.

use crate::assembled::Answer;
use crate::model::Outcome;

use super::Wait;

/// What an answer means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Accepted, refused, unknown, or not sent (proven not applied).
    pub outcome: Outcome,
    /// The batch may be sent again by itself, after this wait.
    pub retry: Option<Wait>,
    /// The batch is too large: halve it.
    pub halve: bool,
    /// The whole queue stops for this reason.
    pub stop: Option<Stop>,
    /// What happened, as a sentence: the server's words, or what broke.
    pub message: String,
}

/// Why the queue stops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// 401: ask for the key.
    WrongKey,
    /// 402, 403: the key may not do this, or the plan does not include it.
    NotAllowed(u16),
    /// 404, 405, 415, 501: wrong address, or not the API.
    WrongAddress(u16),
    /// 3xx, with the host it points to.
    Redirected(u16, Option<String>),
    /// 407, or the proxy broke off.
    Proxy,
    /// TLS failed: the reason.
    Tls(String),
}

/// Judges an answer.
pub fn judge(_answer: &Answer) -> Verdict {
    unimplemented!()
}
