//! The practice server: a strict stand-in for Assembled on loopback.
//!
//! Owns its HTTP, Basic authentication, schema check, rate limit and scripted faults. Does not know
//! the rest of the program but the [`Person`] list it serves. Invariant: rows are taken by 202,
//! `cut`, `close-after-read` and `stall`, by nothing else, and the record has one line a row taken.

use std::io;
use std::path::PathBuf;

use crate::credentials::Secret;
use crate::people::Person;

/// What the server is to be.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The port; 0 picks one.
    pub port: u16,
    /// Where rows taken are written, as NDJSON.
    pub record: Option<PathBuf>,
    /// Answers to bulk requests, in the order of arrival; then 202 for ever.
    pub script: Vec<Scripted>,
    /// Requests a minute before 429; `None`: 300 with a burst of 20.
    pub rate: Option<u32>,
    /// Its people; empty: the ones of the built-in sample.
    pub people: Vec<Person>,
}

/// One scripted answer; see the command line's "practice server".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scripted {}

/// Reads a script: one answer a line; `#` starts a comment.
///
/// # Errors
/// The line and what is wrong with it, as a sentence.
pub fn parse_script(_text: &str) -> Result<Vec<Scripted>, String> {
    unimplemented!()
}

/// A server that runs. Stops when dropped.
#[derive(Debug)]
pub struct Practice {
    url: String,
    key: Secret,
}

impl Practice {
    /// Starts it on a named thread of its own, with a random key that never leaves memory.
    ///
    /// # Errors
    /// Where the port cannot be had, or the record cannot be opened.
    pub fn start(_options: Options) -> io::Result<Self> {
        unimplemented!()
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
        unimplemented!()
    }

    /// Blocks until it is asked to stop (Ctrl+C, TERM).
    pub fn wait(self) {
        unimplemented!()
    }
}
