//! The HTTP client: its two calls.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE};
use reqwest::{RequestBuilder, Response};
use tokio::time::{sleep, timeout};
use url::Url;

use super::body::{Counted, Handed};
use super::people::{self, Page};
use super::scrub::Scrub;
use super::transport::{Means, Transport};
use super::{Answer, ApiError, BaseUrl, Reply, SendError, Stage, failure, fields};
use crate::credentials::Secret;
use crate::people::Person;

/// The most text of an answer to scores that is kept.
const REPLY_LIMIT: usize = 64 * 1024;
/// The most bytes that the head of an answer may have. The library's own limit is above it.
const HEAD_LIMIT: usize = 64 * 1024;
/// The most bytes that a page of people may have.
const PAGE_LIMIT: usize = 32 * 1024 * 1024;
/// The most pages of people that are read: 250,000 people.
const PAGES: usize = 500;
/// How often a page of people is asked for while the answer is 429. Reading again costs nothing.
const PAGE_ATTEMPTS: u32 = 4;
/// The longest wait for a page of people that is sat out: somebody is looking on.
const PAGE_WAIT: Duration = Duration::from_mins(1);
/// How long the body of an answer may take once its status is known: it decides nothing any more.
const REPLY_PATIENCE: Duration = Duration::from_secs(10);

/// How long to wait for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For name, connection, proxy and TLS.
    pub connect: Duration,
    /// For the body to go out.
    pub send: Duration,
    /// From the last byte handed over to the end of the answer's headers.
    pub answer: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        let (connect, send, answer) =
            (Duration::from_secs(10), Duration::from_mins(2), Duration::from_mins(2));
        Self { connect, send, answer }
    }
}

/// A client for one base URL and one key. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    base: BaseUrl,
    key: Secret,
    timeouts: Timeouts,
    /// What names the batch to the server.
    batch_key: Option<String>,
    /// Where it could not be made, each request says why.
    transport: Result<Transport, SendError>,
}

impl Client {
    /// A client; no request is made. Reads the OS's proxy settings and, for https, its certificates.
    pub fn new(base: BaseUrl, key: Secret, timeouts: Timeouts) -> Self {
        let means = Means::of_the_os(&base);
        Self::with(base, key, timeouts, means)
    }

    pub(super) fn with(
        base: BaseUrl,
        key: Secret,
        timeouts: Timeouts,
        means: Result<Means, SendError>,
    ) -> Self {
        let transport = means.and_then(|means| Transport::new(means, timeouts.connect));
        Self { base, key, timeouts, batch_key: None, transport }
    }

    /// The same client for one batch, which it names to the server in an `Idempotency-Key` field: the same
    /// name each time the batch is sent. The API's description knows no such field; a server that honours
    /// it takes the batch once, any other takes no notice.
    #[must_use]
    pub fn naming_batch(self, batch_key: String) -> Self {
        Self { batch_key: Some(batch_key), ..self }
    }

    /// The address that it talks to.
    pub fn base(&self) -> &BaseUrl {
        &self.base
    }

    /// The fingerprint of its key.
    pub fn key_fingerprint(&self) -> String {
        self.key.fingerprint()
    }

    /// Everyone in the account, all pages (facts §2: both response shapes).
    ///
    /// # Errors
    /// An [`ApiError`].
    pub async fn people(&self) -> Result<Vec<Person>, ApiError> {
        let mut everyone = Vec::new();
        let mut offset = 0;
        for _ in 0..PAGES {
            let Page { people, next } = self.people_page(offset).await?;
            everyone.extend(people);
            match next {
                Some(next) if next > offset => offset = next,
                _ => return Ok(everyone),
            }
        }
        Err(ApiError::Unreadable("the people list does not end".to_owned()))
    }

    /// One `POST /v0/qa_scores/bulk` with exactly these bytes. One connection, one request, no retry.
    pub async fn send_scores(&self, body: Bytes) -> Answer {
        let transport = match &self.transport {
            Ok(transport) => transport,
            Err(error) => return Answer::None(error.clone()),
        };
        let url = self.base.endpoint("/v0/qa_scores/bulk");
        let (body, handed) = Counted::new(body);
        let request = transport
            .http
            .post(url.clone())
            .header(CONTENT_TYPE, "application/json")
            .body(reqwest::Body::wrap(body));
        let request = match &self.batch_key {
            Some(batch_key) => request.header("Idempotency-Key", batch_key),
            None => request,
        };
        let response = tokio::select! {
            response = self.sign(request).send() => response.map_err(|error| {
                failure::read(&error, transport.by_proxy, handed.bytes())
            }),
            error = self.out_of_time(&handed) => Err(error),
        };
        match response {
            Ok(response) => match no_answer_to(&url, &response) {
                Some(message) => Answer::None(SendError {
                    stage: Stage::Sent,
                    message: message.to_owned(),
                    bytes_written: handed.bytes(),
                }),
                None => Answer::Status(self.read_reply(response, &url).await),
            },
            Err(error) => Answer::None(error),
        }
    }

    /// Ends when the request has taken too long, with what it had come to.
    async fn out_of_time(&self, handed: &Handed) -> SendError {
        let Timeouts { connect, send, answer } = self.timeouts;
        let message = if timeout(connect + send, handed.all()).await.is_err() {
            format!("the scores did not go out within {} seconds", send.as_secs())
        } else {
            sleep(answer).await;
            format!("no answer came within {} seconds", answer.as_secs())
        };
        SendError { stage: Stage::Sent, message, bytes_written: handed.bytes() }
    }

    /// The status decides; what is wrong with the rest of the answer is a note.
    async fn read_reply(&self, response: Response, url: &Url) -> Reply {
        let scrub = Scrub::new(&self.key);
        let head = response.headers();
        let mut reply = Reply {
            http: response.status().as_u16(),
            retry_after: fields::retry_after(head),
            server_date: fields::server_date(head),
            request_id: fields::request_id(head).map(|id| scrub.clean(&id)),
            redirect_host: fields::redirect_host(head, url).map(|host| scrub.clean(&host)),
            ..Reply::default()
        };
        if head.contains_key(CONTENT_ENCODING) {
            reply.body_cut = true; // compression was not asked for: whatever it is, it is no text
            return reply;
        }
        let patience = REPLY_PATIENCE.min(self.timeouts.answer);
        let (bytes, whole) = read_bounded(response, REPLY_LIMIT + scrub.reach(), patience).await;
        let text = scrub.clean(&String::from_utf8_lossy(&bytes));
        // A cut may have left a piece of the key at the end.
        let clean = if whole { text.len() } else { text.len().saturating_sub(scrub.reach()) };
        let end = text.floor_char_boundary(clean.min(REPLY_LIMIT));
        reply.body_cut = !whole || end < text.len();
        text[..end].clone_into(&mut reply.body);
        reply
    }

    /// Asks again, as long as the server asks to wait for no longer than a minute.
    async fn people_page(&self, offset: u64) -> Result<Page, ApiError> {
        for attempt in 1..PAGE_ATTEMPTS {
            match self.ask_for_page(offset).await? {
                Ok(page) => return Ok(page),
                Err(asked) => {
                    let wait = asked.unwrap_or(Duration::from_secs(1 << attempt));
                    if wait > PAGE_WAIT {
                        return Err(ApiError::Status(429));
                    }
                    sleep(wait).await;
                }
            }
        }
        self.ask_for_page(offset).await?.map_err(|_too_often| ApiError::Status(429))
    }

    /// A page; or that it was asked for too often (429), and for how long to wait where that is said.
    async fn ask_for_page(&self, offset: u64) -> Result<Result<Page, Option<Duration>>, ApiError> {
        let transport = self.transport.as_ref().map_err(|error| ApiError::NoAnswer(error.clone()))?;
        let mut url = self.base.endpoint("/v0/people");
        url.query_pairs_mut().append_pair("limit", "500").append_pair("offset", &offset.to_string());
        let patience = self.timeouts.connect + self.timeouts.answer;
        let sending = timeout(patience, self.sign(transport.http.get(url)).send());
        let response = sending.await.map_err(|_elapsed| {
            ApiError::NoAnswer(SendError {
                stage: Stage::Sent,
                message: "the server did not answer in time".to_owned(),
                bytes_written: 0,
            })
        })?;
        let response =
            response.map_err(|error| ApiError::NoAnswer(failure::read(&error, transport.by_proxy, 0)))?;
        match response.status().as_u16() {
            200 => {}
            429 => return Ok(Err(fields::wait(response.headers()))),
            401 => return Err(ApiError::WrongKey),
            403 => return Err(ApiError::NotAllowed),
            404 | 405 => return Err(ApiError::NotTheApi),
            status => return Err(ApiError::Status(status)),
        }
        match read_bounded(response, PAGE_LIMIT, patience).await {
            (bytes, true) => people::read_page(&bytes).map(Ok),
            (_, false) => Err(ApiError::Unreadable("it breaks off, or is too long".to_owned())),
        }
    }

    fn sign(&self, request: RequestBuilder) -> RequestBuilder {
        // Exposed to the Authorization header, the one place where it has to be.
        request.header(ACCEPT, "application/json").basic_auth(self.key.expose(), None::<&str>)
    }
}

/// Why a response does not count as the answer to a request.
fn no_answer_to(url: &Url, response: &Response) -> Option<&'static str> {
    let head = response.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
    if response.url() != url {
        // Redirects are off: this holds even if the library should ever follow one.
        Some("another address answered")
    } else if head.sum::<usize>() > HEAD_LIMIT {
        Some("the head of the answer is too large")
    } else {
        None
    }
}

/// Reads at most `limit` bytes of a body, for at most so long. Whether that is all of it.
async fn read_bounded(mut response: Response, limit: usize, patience: Duration) -> (Vec<u8>, bool) {
    let mut bytes = Vec::new();
    let reading = async {
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) => {
                    let room = limit - bytes.len();
                    bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
                    if chunk.len() > room {
                        return false;
                    }
                }
                Ok(None) => return true,
                Err(_) => return false,
            }
        }
    };
    let whole = timeout(patience, reading).await.unwrap_or(false);
    (bytes, whole)
}
