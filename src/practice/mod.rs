//! The practice server: a strict stand-in for Assembled on loopback.
//!
//! Owns its HTTP, Basic authentication, schema check, rate limit and scripted faults, and the built-in
//! [`sample`]. Does not know the rest of the program but the [`Person`] list it serves. Invariant: rows
//! are taken by 202, `cut`, `close-after-read` and `stall`, by nothing else, and the record has one
//! line a row taken, written before the answer.

mod http;
mod people;
mod rate;
pub mod sample;
mod schema;
mod script;
mod server;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use crate::credentials::Secret;
use crate::people::{Person, read_roster};

pub use script::{Scripted, ScriptedAnswer, parse_script};

/// What the server is to be.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The port; 0 picks one.
    pub port: u16,
    /// Where rows taken are written, as NDJSON. Appended to, where the file is there already.
    pub record: Option<PathBuf>,
    /// Answers to bulk requests, in the order of arrival; then 202 for ever.
    pub script: Vec<Scripted>,
    /// Requests a minute before 429; `None`: 300 with a burst of 20.
    pub rate: Option<u32>,
    /// Its people; empty: the ones of the built-in sample.
    pub people: Vec<Person>,
}

/// A server that runs. Stops when dropped.
#[derive(Debug)]
pub struct Practice {
    url: String,
    key: Secret,
    rows_taken: Arc<AtomicU64>,
    /// Dropped to stop the server.
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Practice {
    /// Starts it on a named thread of its own, with a random key that never leaves memory.
    ///
    /// # Errors
    /// Where the port cannot be had, or the record cannot be opened.
    pub fn start(options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))?;
        listener.set_nonblocking(true)?;
        let url = format!("http://{}", listener.local_addr()?);
        let key = random_key()?;
        let rows_taken = Arc::<AtomicU64>::default();
        let people = if options.people.is_empty() { sample_people()? } else { options.people.clone() };
        let server = server::Server::new(options, people, key.clone(), Arc::clone(&rows_taken))?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new().name("practice".to_owned()).spawn(move || {
            runtime.block_on(server.run(listener, stopped));
        })?;
        Ok(Self { url, key, rows_taken, stop: Some(stop), thread: Some(thread) })
    }

    /// Its address: `http://127.0.0.1:PORT`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its key.
    pub fn key(&self) -> &Secret {
        &self.key
    }

    /// How many rows it has taken.
    pub fn rows_taken(&self) -> u64 {
        self.rows_taken.load(Ordering::SeqCst)
    }

    /// Blocks until it is asked to stop (Ctrl+C, TERM).
    ///
    /// # Errors
    /// Where the signals cannot be listened to.
    pub fn wait(self) -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(asked_to_stop())
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has already said so; there is nothing left to stop.
            thread.join().unwrap_or_default();
        }
    }
}

#[cfg(unix)]
async fn asked_to_stop() -> io::Result<()> {
    let mut term = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = term.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn asked_to_stop() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}

fn sample_people() -> io::Result<Vec<Person>> {
    read_roster(sample::ROSTER).map_err(io::Error::other)
}

fn random_key() -> io::Result<Secret> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    let mut key = "practice_".to_owned();
    for byte in bytes {
        // Writing to a String cannot fail.
        write!(key, "{byte:02x}").unwrap_or_default();
    }
    Ok(Secret::new(key))
}
