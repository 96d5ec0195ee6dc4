//! The server's loop, and what it does with one request.

use std::collections::VecDeque;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{SecondsFormat, Utc};
use serde_json::value::RawValue;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};
use tokio::time::{Instant, sleep};

use super::http::{self, Head, Response, Unread};
use super::rate::Rate;
use super::{Options, Scripted, ScriptedAnswer, people, schema};
use crate::credentials::Secret;
use crate::people::Person;

/// Connections at once; more wait.
const CONNECTIONS: usize = 256;

/// What all connections share.
pub(super) struct Server {
    people: Vec<Person>,
    key: Secret,
    started: Instant,
    rows_taken: Arc<AtomicU64>,
    state: Mutex<State>,
}

struct State {
    rate: Rate,
    script: VecDeque<Scripted>,
    bulk_requests: u64,
    record: Option<File>,
}

impl Server {
    pub fn new(
        options: Options,
        people: Vec<Person>,
        key: Secret,
        rows_taken: Arc<AtomicU64>,
    ) -> io::Result<Self> {
        let open = |path| OpenOptions::new().create(true).append(true).open(path);
        let state = State {
            rate: Rate::new(options.rate),
            script: options.script.into(),
            bulk_requests: 0,
            record: options.record.map(open).transpose()?,
        };
        Ok(Self { people, key, started: Instant::now(), rows_taken, state: Mutex::new(state) })
    }

    /// Serves until `stopped` is told, or its other end is dropped.
    pub async fn run(self, listener: std::net::TcpListener, stopped: oneshot::Receiver<()>) {
        let server = Arc::new(self);
        // Fails only without a runtime, and this is one.
        let Ok(listener) = TcpListener::from_std(listener) else { return };
        let room = Arc::new(Semaphore::new(CONNECTIONS));
        let accept = async {
            loop {
                let Ok(place) = Arc::clone(&room).acquire_owned().await else { return };
                let Ok((stream, _)) = listener.accept().await else {
                    // Out of descriptors, most likely: wait for some to come back.
                    sleep(Duration::from_millis(50)).await;
                    continue;
                };
                let server = Arc::clone(&server);
                tokio::spawn(async move {
                    // A client that left before its answer was written is its own affair.
                    server.serve(stream).await.unwrap_or_default();
                    drop(place);
                });
            }
        };
        tokio::select! {
            () = accept => {}
            _ = stopped => {}
        }
    }

    async fn serve(&self, mut stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let head = match http::read_head(&mut stream).await {
            Ok(head) => head,
            Err(Unread::Gone) => return Ok(()),
            Err(Unread::Answer(response)) => return http::answer(stream, &response).await,
        };
        let place = self.state().rate.take(self.started.elapsed());
        if let Err(seconds) = place {
            let response =
                Response::error(429, "Too many requests.").with("Retry-After", seconds.to_string());
            return http::answer(stream, &response).await;
        }
        match (head.method.as_str(), head.path.as_str()) {
            ("POST", "/v0/qa_scores/bulk") => self.bulk(stream, head).await,
            ("GET", "/v0/people") => http::answer(stream, &self.people(&head)).await,
            (_, "/v0/qa_scores/bulk" | "/v0/people") => {
                http::answer(stream, &Response::error(405, "That method is not allowed here.")).await
            }
            _ => http::answer(stream, &Response::error(404, "There is nothing here.")).await,
        }
    }

    fn people(&self, head: &Head) -> Response {
        if let Err(response) = self.authenticate(head) {
            return response;
        }
        match people::page(&self.people, &head.query) {
            Ok(page) => Response::new(200, page),
            Err(why) => Response::error(400, &why),
        }
    }

    /// One bulk request: the next line of the script decides what becomes of it.
    async fn bulk(&self, mut stream: TcpStream, mut head: Head) -> io::Result<()> {
        let (number, scripted) = self.arrived();
        match scripted {
            Scripted::CloseBeforeRead => return stream.shutdown().await,
            Scripted::Reset => return stream.set_zero_linger(), // and dropped: the peer gets RST
            _ => {}
        }
        let body = match http::read_body(&mut stream, &mut head).await {
            Ok(body) => body,
            Err(Unread::Gone) => return Ok(()),
            Err(Unread::Answer(response)) => return http::answer(stream, &response).await,
        };
        if let Scripted::Answer(answer) = &scripted
            && answer.status != 202
        {
            return self.answer_as_scripted(stream, number, answer).await;
        }
        let taken = self.authenticate(&head).and_then(|()| self.take(number, &head, &body));
        if let Err(response) = taken {
            return http::answer(stream, &response).await;
        }
        match scripted {
            Scripted::Answer(answer) => self.answer_as_scripted(stream, number, &answer).await,
            Scripted::Stall => stall(stream).await,
            Scripted::Cut => cut(stream, number).await,
            Scripted::CloseAfterRead | Scripted::CloseBeforeRead | Scripted::Reset => Ok(()),
        }
    }

    async fn answer_as_scripted(
        &self,
        stream: TcpStream,
        number: u64,
        answer: &ScriptedAnswer,
    ) -> io::Result<()> {
        sleep(answer.after).await;
        let body = answer.body.clone().unwrap_or_else(|| match answer.status {
            202 => String::new(),
            status => serde_json::json!({"message": format!("Scripted answer {status}.")}).to_string(),
        });
        let mut response = Response::new(answer.status, body).with("X-Request-Id", request_id(number));
        for value in &answer.retry_after {
            response = response.with("Retry-After", value.clone());
        }
        if let Some(location) = &answer.location {
            response = response.with("Location", location.clone());
        }
        http::answer(stream, &response).await
    }

    /// The number of a bulk request, from 1, and what is to become of it.
    fn arrived(&self) -> (u64, Scripted) {
        let mut state = self.state();
        state.bulk_requests += 1;
        let usual = || Scripted::Answer(ScriptedAnswer { status: 202, ..ScriptedAnswer::default() });
        (state.bulk_requests, state.script.pop_front().unwrap_or_else(usual))
    }

    fn authenticate(&self, head: &Head) -> Result<(), Response> {
        // The practice key opens nothing but this server: a comparison that takes its time is not needed.
        if head.key.as_deref() == Some(self.key.expose()) {
            Ok(())
        } else {
            let refusal = Response::error(401, "The key is not known.");
            Err(refusal.with("WWW-Authenticate", "Basic realm=\"Scorebridge practice\"".to_owned()))
        }
    }

    /// Takes the rows of a body: all of them, on record, or none.
    fn take(&self, number: u64, head: &Head, body: &[u8]) -> Result<(), Response> {
        let media_type = head.content_type.split(';').next().unwrap_or_default().trim();
        if media_type != "application/json" {
            return Err(Response::error(415, "The body must be application/json."));
        }
        let rows = schema::rows(body).map_err(|why| Response::error(400, &why))?;
        let mut state = self.state();
        if let Some(record) = &mut state.record {
            let lines = record_lines(number, &rows);
            let written = record.write_all(lines.as_bytes()).and_then(|()| record.flush());
            written
                .map_err(|error| Response::error(500, &format!("The record cannot be written: {error}.")))?;
        }
        self.rows_taken.fetch_add(rows.len() as u64, Ordering::SeqCst);
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic while it was held left nothing half-done that matters to a practice server.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Holds the connection until the client leaves.
async fn stall(stream: TcpStream) -> io::Result<()> {
    loop {
        stream.readable().await?;
        match stream.try_read(&mut [0; 1024]) {
            Ok(0) => return Ok(()),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
}

/// Sends 202 and half of a body.
async fn cut(mut stream: TcpStream, number: u64) -> io::Result<()> {
    let body = serde_json::json!({"message": "Accepted, and then the line went dead."});
    let response = Response::json(202, &body).with("X-Request-Id", request_id(number));
    let (head, body) = response.parts();
    stream.write_all(&[head.as_bytes(), &body[..body.len() / 2]].concat()).await?;
    stream.shutdown().await
}

fn record_lines(number: u64, rows: &[&RawValue]) -> String {
    let at = Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true);
    let line = |row: &&RawValue| {
        // A row that was sent over several lines must be one here; line breaks in JSON are layout only.
        let score = row.get().replace(['\n', '\r'], " ");
        format!("{{\"request\":{number},\"at\":\"{at}\",\"score\":{score}}}\n")
    };
    rows.iter().map(line).collect()
}

fn request_id(number: u64) -> String {
    format!("practice-{number}")
}
