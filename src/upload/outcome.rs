//! What an answer means for the rows of its batch: the four ends of the design, and what follows.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::assembled::{Answer, Reply, SendError, Stage};
use crate::model::Outcome;

use super::{Backoff, Wait, words};

/// What an answer means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Accepted, refused, unknown, or not sent (proven not applied).
    pub outcome: Outcome,
    /// What follows for the queue.
    pub next: Next,
    /// What happened, as a sentence: the server's words, or what broke.
    pub message: String,
}

/// What follows from an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// The next batch.
    Go,
    /// The batch may be sent again by itself, after this wait.
    Retry {
        /// How long.
        wait: Wait,
        /// Attempts by themselves, the first included.
        at_most: u32,
        /// What is the matter if the last of them fails, too.
        trouble: Trouble,
    },
    /// The batch is too large: halve it, and go on after this wait where the server asks for one.
    Halve(Wait),
    /// The whole queue stops for this reason.
    Stop(Stop),
}

/// Why a batch is sent again by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is no connection.
    Offline,
    /// The server answers, but takes nothing now.
    Busy,
}

/// Why the queue stops. [`Display`](fmt::Display) is one sentence.
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

/// Judges an answer. `now` is only used to say until when the server asks to wait.
pub fn judge(answer: &Answer, now: DateTime<Utc>) -> Verdict {
    match answer {
        Answer::Status(reply) => judge_status(reply, now),
        Answer::None(error) => judge_error(error),
    }
}

fn judge_status(reply: &Reply, now: DateTime<Utc>) -> Verdict {
    use Outcome::{Accepted, NotSent, Refused, Unknown};
    let retry = |at_most| Next::Retry { wait: Wait::asked(reply, now), at_most, trouble: Trouble::Busy };
    let stop = |stop| Next::Stop(stop);
    let redirected = || stop(Stop::Redirected(reply.http, reply.redirect_host.clone()));
    let (outcome, next) = match reply.http {
        202 => (Accepted, Next::Go),
        301 | 302 | 307 | 308 => (NotSent, redirected()),
        300..=399 => (Unknown, redirected()),
        401 => (NotSent, stop(Stop::WrongKey)),
        402 | 403 => (NotSent, stop(Stop::NotAllowed(reply.http))),
        404 | 405 => (NotSent, stop(Stop::WrongAddress(reply.http))),
        407 => (NotSent, stop(Stop::Proxy)),
        408 => (NotSent, retry(2)),
        413 => (NotSent, Next::Halve(Wait::asked(reply, now))),
        415 | 501 => (Refused, stop(Stop::WrongAddress(reply.http))),
        429 => (NotSent, retry(Backoff::MAX_ATTEMPTS)),
        400..=499 => (Refused, Next::Go),
        503 if reply.retry_after.is_some() => (NotSent, retry(Backoff::MAX_ATTEMPTS)),
        _ => (Unknown, Next::Go),
    };
    let message = match &next {
        Next::Stop(stop) => with_words(stop.to_string(), reply),
        _ => with_words(sentence(reply, outcome), reply),
    };
    Verdict { outcome, next, message }
}

fn judge_error(error: &SendError) -> Verdict {
    let (outcome, next) = match error.stage {
        Stage::Connect => {
            let (at_most, trouble) = (Backoff::MAX_ATTEMPTS, Trouble::Offline);
            (Outcome::NotSent, Next::Retry { wait: Wait::Backoff, at_most, trouble })
        }
        Stage::Tls => (Outcome::NotSent, Next::Stop(Stop::Tls(error.message.clone()))),
        Stage::Proxy => (Outcome::NotSent, Next::Stop(Stop::Proxy)),
        Stage::Sent => (Outcome::Unknown, Next::Go),
    };
    let broke = words::plain(&error.message);
    let message = match outcome {
        Outcome::Unknown => {
            let gone = error.bytes_written;
            format!("No answer came: {broke} ({gone} bytes had gone out). The rows may have arrived.")
        }
        _ => format!("Nothing was sent: {broke}."),
    };
    Verdict { outcome, next, message }
}

/// What a status means, where the queue goes on.
fn sentence(reply: &Reply, outcome: Outcome) -> String {
    let http = reply.http;
    match (outcome, http) {
        (Outcome::Accepted, _) => "Accepted.".to_owned(),
        (Outcome::NotSent, 413) => "Too large for the server (413).".to_owned(),
        (Outcome::NotSent, 408) => "The server did not wait for the rows (408).".to_owned(),
        (Outcome::NotSent, _) => format!("The server asks to wait ({http})."),
        (Outcome::Refused, 409) => "Refused (409): these rows may be there already.".to_owned(),
        (Outcome::Refused, _) => format!("Refused ({http})."),
        _ if words::is_html(&reply.body) => format!(
            "Something between you and the server answered ({http}) with a web page. The rows may have arrived."
        ),
        _ => format!("The server answered {http}, which does not say what became of the rows."),
    }
}

fn with_words(sentence: String, reply: &Reply) -> String {
    match words::of(&reply.body) {
        Some(words) => format!("{sentence} The server says: {words}"),
        None => sentence,
    }
}

impl Stop {
    /// What a person can do.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::WrongKey => "Give the account its right key, then go on.",
            Self::NotAllowed(_) => "Ask whoever made the key for one that may upload QA scores.",
            Self::WrongAddress(_) => {
                "Look at the account's address; it should be https://api.assembledhq.com."
            }
            Self::Redirected(..) => "Correct the account's address. Neither the key nor the rows went there.",
            Self::Proxy => "Look at this computer's proxy settings, or ask whoever runs the network.",
            Self::Tls(_) => {
                "Ask whoever runs the network. A company's own certificate belongs in the system's store."
            }
        }
    }

    /// Its name on the command line.
    pub fn code(&self) -> &'static str {
        match self {
            Self::WrongKey => "wrong_key",
            Self::NotAllowed(_) => "not_allowed",
            Self::WrongAddress(_) => "wrong_address",
            Self::Redirected(..) => "redirected",
            Self::Proxy => "proxy",
            Self::Tls(_) => "tls",
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongKey => f.write_str("The server does not know this key (401)."),
            Self::NotAllowed(http) => write!(f, "This key may not upload QA scores ({http})."),
            Self::WrongAddress(http) => write!(f, "There is no Assembled API at this address ({http})."),
            Self::Redirected(http, Some(host)) => write!(f, "The address points on to {host} ({http})."),
            Self::Redirected(http, None) => write!(f, "The address points on to another ({http})."),
            Self::Proxy => f.write_str("The proxy between you and the server refused the connection."),
            Self::Tls(reason) => write!(f, "The connection is not secure: {}.", words::plain(reason)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::assembled::RetryAfter;

    fn now() -> DateTime<Utc> {
        "2026-09-14T10:00:00Z".parse().unwrap()
    }

    fn reply(http: u16) -> Reply {
        Reply { http, ..Reply::default() }
    }

    /// Every status there can be, by DESIGN §7 and the fault matrix: end, and what follows.
    #[test]
    fn every_status_has_one_end() {
        for http in 100..=999 {
            let stopped = |stop| Next::Stop(stop);
            let busy = |at_most| Next::Retry { wait: Wait::Backoff, at_most, trouble: Trouble::Busy };
            let (outcome, next) = match http {
                202 => (Outcome::Accepted, Next::Go),
                301 | 302 | 307 | 308 => (Outcome::NotSent, stopped(Stop::Redirected(http, None))),
                300 | 303..=306 | 309..=399 => (Outcome::Unknown, stopped(Stop::Redirected(http, None))),
                401 => (Outcome::NotSent, stopped(Stop::WrongKey)),
                402 | 403 => (Outcome::NotSent, stopped(Stop::NotAllowed(http))),
                404 | 405 => (Outcome::NotSent, stopped(Stop::WrongAddress(http))),
                407 => (Outcome::NotSent, stopped(Stop::Proxy)),
                408 => (Outcome::NotSent, busy(2)),
                413 => (Outcome::NotSent, Next::Halve(Wait::Backoff)),
                429 => (Outcome::NotSent, busy(4)),
                415 | 501 => (Outcome::Refused, stopped(Stop::WrongAddress(http))),
                400 | 406 | 409..=412 | 414 | 416..=428 | 430..=499 => (Outcome::Refused, Next::Go),
                _ => (Outcome::Unknown, Next::Go),
            };
            let verdict = judge(&Answer::Status(reply(http)), now());
            assert_eq!((verdict.outcome, verdict.next), (outcome, next), "{http}");
            assert!(verdict.message.ends_with('.'), "{}", verdict.message);
        }
    }

    #[test]
    fn a_wait_is_asked_for_by_the_server_alone() {
        let ask = |http| Reply { retry_after: Some(RetryAfter::In(Duration::from_secs(7))), ..reply(http) };
        let wait = Wait::AtLeast(Duration::from_secs(7));
        for (http, outcome, next) in [
            (429, Outcome::NotSent, Next::Retry { wait, at_most: 4, trouble: Trouble::Busy }),
            (503, Outcome::NotSent, Next::Retry { wait, at_most: 4, trouble: Trouble::Busy }),
            (408, Outcome::NotSent, Next::Retry { wait, at_most: 2, trouble: Trouble::Busy }),
            (413, Outcome::NotSent, Next::Halve(wait)),
            (202, Outcome::Accepted, Next::Go),
            (500, Outcome::Unknown, Next::Go),
            (502, Outcome::Unknown, Next::Go),
            (504, Outcome::Unknown, Next::Go),
        ] {
            let verdict = judge(&Answer::Status(ask(http)), now());
            assert_eq!((verdict.outcome, verdict.next), (outcome, next), "{http}");
        }
    }

    #[test]
    fn where_no_status_came_the_stage_decides() {
        let offline = Next::Retry { wait: Wait::Backoff, at_most: 4, trouble: Trouble::Offline };
        let tls = Next::Stop(Stop::Tls("the certificate has expired".to_owned()));
        for (stage, message, outcome, next) in [
            (Stage::Connect, "connection refused", Outcome::NotSent, offline),
            (Stage::Tls, "the certificate has expired", Outcome::NotSent, tls),
            (Stage::Proxy, "the proxy asks for a password", Outcome::NotSent, Next::Stop(Stop::Proxy)),
            (Stage::Sent, "the connection was closed", Outcome::Unknown, Next::Go),
        ] {
            let error = SendError { stage, message: message.to_owned(), bytes_written: 0 };
            let verdict = judge(&Answer::None(error), now());
            assert_eq!((verdict.outcome, verdict.next), (outcome, next));
            assert!(verdict.message.contains(message));
        }
    }

    #[test]
    fn the_servers_words_are_shown() {
        for (http, body, message) in [
            (
                422,
                r#"{"message":"score must be ≤ 100"}"#,
                "Refused (422). The server says: score must be ≤ 100",
            ),
            (422, "", "Refused (422)."),
            (
                401,
                r#"{"error":{"message":"no such key"}}"#,
                "The server does not know this key (401). The server says: no such key",
            ),
            (202, "", "Accepted."),
            (
                200,
                "<!DOCTYPE html><html>Welcome to Hotel Wi-Fi</html>",
                "Something between you and the server answered (200) with a web page. The rows may have arrived.",
            ),
        ] {
            let reply = Reply { body: body.to_owned(), ..reply(http) };
            assert_eq!(judge(&Answer::Status(reply), now()).message, message);
        }
    }
}
