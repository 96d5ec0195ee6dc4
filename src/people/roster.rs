//! A people list as a CSV file: `agent_id,email,name,imported_id,<platform>…,deleted`.

use std::io;

use super::Person;

/// Why a roster cannot be used. [`Display`](std::fmt::Display) is one sentence.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// A heading is missing.
    #[error("The roster has no column {0}.")]
    NoColumn(&'static str),
}

/// Reads a roster file's bytes (UTF-8, with or without BOM).
///
/// # Errors
/// A [`RosterError`] naming the line where there is one.
pub fn read_roster(_bytes: &[u8]) -> Result<Vec<Person>, RosterError> {
    unimplemented!()
}

/// Writes people as a roster file that [`read_roster`] reads back.
///
/// # Errors
/// Whatever the writer says.
pub fn write_roster(_people: &[Person], _out: impl io::Write) -> io::Result<()> {
    unimplemented!()
}
