//! As much of HTTP/1.1 as the practice server needs: one request a connection, bounded, hand-made so
//! that every fault can be produced to the byte.

use std::fmt::Write as _;
use std::io;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::Utc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// The most bytes that a request's head may have.
const HEAD_LIMIT: usize = 32 * 1024;
/// The most bytes that a request's body may have.
pub(super) const BODY_LIMIT: usize = 16 * 1024 * 1024;
/// How long a client may take for its head, and again for its body.
const PATIENCE: Duration = Duration::from_mins(1);
/// How long a client that was answered may go on sending.
const LINGER: Duration = Duration::from_secs(1);

/// The head of a request, and what came with it of the body.
pub(super) struct Head {
    pub method: String,
    pub path: String,
    pub query: String,
    pub content_type: String,
    /// The user name of `Authorization: Basic`, where the password is empty.
    pub key: Option<String>,
    /// `None`: the body's length is not said, or not in a way that is understood here.
    pub length: Option<usize>,
    waits_for_continue: bool,
    begun: Vec<u8>,
}

/// Why there is no request, or no body.
pub(super) enum Unread {
    /// The client left, or took too long: nobody is there to be answered.
    Gone,
    /// This answer.
    Answer(Response),
}

/// An answer.
pub(super) struct Response {
    pub status: u16,
    pub fields: Vec<(&'static str, String)>,
    pub body: String,
}

impl Response {
    /// An error with a message, as JSON.
    pub fn error(status: u16, message: &str) -> Self {
        Self::json(status, &serde_json::json!({"message": message}))
    }

    /// An answer with a JSON body.
    pub fn json(status: u16, body: &serde_json::Value) -> Self {
        Self::new(status, body.to_string())
    }

    /// An answer with a body that is JSON already, or empty.
    pub fn new(status: u16, body: String) -> Self {
        Self { status, fields: Vec::new(), body }
    }

    /// With one more field in the head.
    pub fn with(mut self, name: &'static str, value: String) -> Self {
        self.fields.push((name, value));
        self
    }

    /// The head as it is sent, and the body.
    pub fn parts(&self) -> (String, &[u8]) {
        let bodiless = matches!(self.status, 204 | 304);
        let body = if bodiless { &[] } else { self.body.as_bytes() };
        let date = Utc::now().format("%a, %d %b %Y %H:%M:%S GMT");
        let mut head = format!(
            "HTTP/1.1 {} {}\r\nDate: {date}\r\nServer: scorebridge-practice\r\nConnection: close\r\n",
            self.status,
            reason(self.status)
        );
        for (name, value) in &self.fields {
            write_line(&mut head, name, value);
        }
        if !bodiless {
            let html = body.first() == Some(&b'<');
            let kind = if html {
                "text/html"
            } else if self.body.starts_with(['{', '[']) {
                "application/json"
            } else {
                "text/plain; charset=utf-8"
            };
            write_line(&mut head, "Content-Type", kind);
            write_line(&mut head, "Content-Length", &body.len().to_string());
        }
        head.push_str("\r\n");
        (head, body)
    }
}

/// Reads the head of a request.
pub(super) async fn read_head(stream: &mut TcpStream) -> Result<Head, Unread> {
    let mut bytes = Vec::new();
    let reading = async {
        loop {
            let mut fields = [httparse::EMPTY_HEADER; 64];
            let mut request = httparse::Request::new(&mut fields);
            match request.parse(&bytes) {
                Ok(httparse::Status::Complete(end)) => return Ok(Head::new(&request, bytes[end..].to_vec())),
                Ok(httparse::Status::Partial) if bytes.len() < HEAD_LIMIT => {}
                Ok(httparse::Status::Partial) | Err(httparse::Error::TooManyHeaders) => {
                    return Err(Unread::Answer(Response::error(431, "The head is too large.")));
                }
                Err(_) => return Err(Unread::Answer(Response::error(400, "That is not HTTP/1.1."))),
            }
            match stream.read_buf(&mut bytes).await {
                Ok(0) | Err(_) => return Err(Unread::Gone),
                Ok(_) => {}
            }
        }
    };
    timeout(PATIENCE, reading).await.unwrap_or(Err(Unread::Gone))
}

/// Reads the body that belongs to a head.
pub(super) async fn read_body(stream: &mut TcpStream, head: &mut Head) -> Result<Vec<u8>, Unread> {
    let length =
        head.length.ok_or_else(|| Unread::Answer(Response::error(411, "Content-Length is needed.")))?;
    if length > BODY_LIMIT {
        return Err(Unread::Answer(Response::error(413, "The body is too large.")));
    }
    if head.waits_for_continue && head.begun.is_empty() {
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await.map_err(|_left| Unread::Gone)?;
    }
    let mut body = std::mem::take(&mut head.begun);
    let reading = async {
        while body.len() < length {
            match stream.read_buf(&mut body).await {
                Ok(0) | Err(_) => return Err(Unread::Gone),
                Ok(_) => {}
            }
        }
        body.truncate(length);
        Ok(body)
    };
    timeout(PATIENCE, reading).await.unwrap_or(Err(Unread::Gone))
}

/// Sends an answer and closes. What the client still sends is read away for a moment: closing on unread
/// bytes would reset the connection and might take the answer with it.
pub(super) async fn answer(mut stream: TcpStream, response: &Response) -> io::Result<()> {
    let (head, body) = response.parts();
    stream.write_all(&[head.as_bytes(), body].concat()).await?;
    stream.shutdown().await?;
    let mut rest = vec![0; 64 * 1024];
    let draining = async {
        while stream.read(&mut rest).await? > 0 {}
        Ok(())
    };
    timeout(LINGER, draining).await.unwrap_or(Ok(()))
}

impl Head {
    fn new(request: &httparse::Request<'_, '_>, begun: Vec<u8>) -> Self {
        let target = request.path.unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let field = |name: &str| {
            let found = request.headers.iter().find(|field| field.name.eq_ignore_ascii_case(name))?;
            std::str::from_utf8(found.value).ok().map(str::trim)
        };
        let chunked = field("transfer-encoding").is_some();
        let length = field("content-length").map_or(Some(0), |length| length.parse().ok());
        Self {
            method: request.method.unwrap_or_default().to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            content_type: field("content-type").unwrap_or_default().to_ascii_lowercase(),
            key: field("authorization").and_then(basic_user),
            length: length.filter(|_| !chunked),
            waits_for_continue: field("expect")
                .is_some_and(|value| value.eq_ignore_ascii_case("100-continue")),
            begun,
        }
    }
}

/// The user name of `Basic …`, where the password is empty, as the API asks for it.
fn basic_user(authorization: &str) -> Option<String> {
    let (scheme, encoded) = authorization.split_once(' ')?;
    let decoded =
        BASE64_STANDARD.decode(encoded.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    String::from_utf8(decoded).ok()?.strip_suffix(':').map(str::to_owned)
}

fn write_line(head: &mut String, name: &str, value: &str) {
    // Writing to a String cannot fail.
    write!(head, "{name}: {value}\r\n").unwrap_or_default();
}

/// The usual words of a status; they mean nothing, but tools show them.
const fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        202 => "Accepted",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        411 => "Length Required",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Content",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Scripted",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_the_user_name_and_the_password_is_empty() {
        for (authorization, key) in [
            ("Basic c2tfbGl2ZV94Og==", Some("sk_live_x")), // sk_live_x:
            ("basic c2tfbGl2ZV94Og==", Some("sk_live_x")),
            ("Basic c2tfbGl2ZV94OnB3", None), // sk_live_x:pw
            ("Basic c2tfbGl2ZV94", None),     // sk_live_x
            ("Bearer c2tfbGl2ZV94Og==", None),
            ("Basic !", None),
            ("Basic", None),
        ] {
            assert_eq!(basic_user(authorization).as_deref(), key, "{authorization}");
        }
    }
}
