//! A run that could not go on: for a script a code word and an exit code, for a person a sentence and a hint.

use std::fmt;
use std::io;

use crate::assembled::{ApiError, BadUrl};
use crate::credentials::VaultError;
use crate::import::ImportError;
use crate::journal::{Busy, JournalError, SealError};
use crate::model::Cancelled;
use crate::people::RosterError;
use crate::pipeline::DocumentError;
use crate::recipe::RecipeError;
use crate::upload::PauseReason;

use super::output::Exit;

/// Why a run could not go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// One word for scripts.
    pub code: &'static str,
    /// What happened, as a sentence.
    pub message: String,
    /// What to do, as a sentence.
    pub hint: String,
}

impl Failure {
    /// Nothing was done: exit 2.
    pub fn nothing_done(code: &'static str, message: impl fmt::Display, hint: impl fmt::Display) -> Self {
        Self { exit: Exit::NothingDone, code, message: message.to_string(), hint: hint.to_string() }
    }

    /// Stopped before the end: exit 4.
    pub fn stopped(code: &'static str, message: impl fmt::Display, hint: impl fmt::Display) -> Self {
        Self { exit: Exit::Stopped, ..Self::nothing_done(code, message, hint) }
    }

    /// The command line means nothing: exit 2.
    pub fn usage(message: impl fmt::Display, hint: impl fmt::Display) -> Self {
        Self::nothing_done("usage", message, hint)
    }

    /// A file cannot be written: exit 2.
    pub fn cannot_write(place: impl fmt::Display, error: &io::Error) -> Self {
        let hint = "Check that the folder is there and that it may be written to.";
        Self::nothing_done("cannot_write", format!("{place} cannot be written: {error}."), hint)
    }

    /// Ctrl+C or a polite kill, before anything was sealed.
    pub fn interrupted() -> Self {
        Self::stopped("interrupted", "It was stopped before the end, as asked.", "Run the command again.")
    }
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        if matches!(error, ImportError::Cancelled) {
            return Self::interrupted();
        }
        Self::nothing_done(error.code(), &error, error.hint())
    }
}

impl From<RecipeError> for Failure {
    fn from(error: RecipeError) -> Self {
        Self::nothing_done(error.code(), &error, error.hint())
    }
}

impl From<Cancelled> for Failure {
    fn from(_: Cancelled) -> Self {
        Self::interrupted()
    }
}

impl From<DocumentError> for Failure {
    fn from(error: DocumentError) -> Self {
        match error {
            DocumentError::Recipe(error) => error.into(),
            DocumentError::Cancelled(cancelled) => cancelled.into(),
        }
    }
}

impl From<RosterError> for Failure {
    fn from(error: RosterError) -> Self {
        Self::nothing_done(error.code(), &error, error.hint())
    }
}

impl From<BadUrl> for Failure {
    fn from(error: BadUrl) -> Self {
        Self::nothing_done(error.code(), error, error.hint())
    }
}

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Self {
        // A full disk is waited for; everything else has to be put right first.
        if error == JournalError::DiskFull {
            return Self::stopped(error.code(), &error, error.hint());
        }
        Self::nothing_done(error.code(), &error, error.hint())
    }
}

impl From<Busy> for Failure {
    fn from(error: Busy) -> Self {
        match error {
            Busy::Running => Self::nothing_done("busy", error, "Wait until it has ended, then try again."),
            Busy::Journal(error) => error.into(),
        }
    }
}

impl From<SealError> for Failure {
    fn from(error: SealError) -> Self {
        match error {
            SealError::Journal(error) => error.into(),
            error => Self::nothing_done(error.code(), &error, error.hint()),
        }
    }
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        Self::stopped(error.code(), &error, "Unlock it, or give the key with --key-env.")
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self::stopped(error.code(), &error, error.hint())
    }
}

impl From<&PauseReason> for Failure {
    fn from(reason: &PauseReason) -> Self {
        let what =
            if *reason == PauseReason::Asked { "Stopped, as asked.".to_owned() } else { reason.to_string() };
        let more = match reason {
            PauseReason::KeyChanged => "--new-key confirms it.",
            PauseReason::Unknown => "scorebridge resume --unknown says what to do with them.",
            _ => "What is not sent is kept: scorebridge resume goes on.",
        };
        Self::stopped(reason.code(), what, format!("{} {more}", reason.hint()))
    }
}
