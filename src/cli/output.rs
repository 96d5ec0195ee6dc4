//! What is printed: JSON or sentences on standard output, progress and failures on standard error.

use std::io::{self, Write as _};
use std::process::ExitCode;

use serde::Serialize;
use serde_json::json;

use crate::journal::{Sums, UploadId};
use crate::model::{RowCounts, RowState};

use super::failure::Failure;

/// How a run ended: the exit codes of the contract. The greater code wins, but for [`Exit::NothingDone`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: every row is ready or accepted, or left out by an answer, or already sent.
    Done,
    /// 1: done, but some row waits for a person.
    Waits,
    /// 2: nothing done.
    NothingDone,
    /// 3: at least one batch has an unknown outcome.
    Unknown,
    /// 4: stopped before the end; the rest is kept.
    Stopped,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl Exit {
    /// How a check ended, by where its rows stand.
    pub fn of_rows(rows: RowCounts) -> Self {
        if rows.of(RowState::Unknown) > 0 {
            Self::Unknown
        } else if rows.of(RowState::NeedsFix) + rows.of(RowState::InUpload) > 0 {
            Self::Waits
        } else {
            Self::Done
        }
    }

    /// How a run ended that sent all that it was to send.
    pub fn of_sums(sums: &Sums) -> Self {
        if sums.unknown > 0 {
            Self::Unknown
        } else if sums.needs_fix + sums.refused + sums.in_upload > 0 {
            Self::Waits
        } else {
            Self::Done
        }
    }
}

/// Where a command prints.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    /// Whether standard output is for a script.
    pub json: bool,
}

impl Output {
    /// One JSON object on a line of its own.
    #[expect(clippy::unused_self, reason = "printing goes through an `Output`, whatever is printed")]
    pub fn object(self, object: &impl Serialize) {
        if let Ok(text) = serde_json::to_string(object) {
            print(&text);
        }
    }

    /// What was asked for, for a person; nothing for a script.
    pub fn text(self, text: &str) {
        if !self.json {
            print(text);
        }
    }

    /// A line for a person who waits, on standard error; nothing for a script.
    pub fn progress(self, text: &str) {
        if !self.json {
            complain(text);
        }
    }

    /// Where every row stands: the last line of a run that sends.
    pub fn summary(self, upload: Option<&UploadId>, sums: &Sums) {
        if self.json {
            self.object(&json!({"event": "summary", "upload": upload, "rows": sums}));
        } else {
            self.text(&sent_line(sums));
        }
    }

    /// That there was nothing to send.
    pub fn nothing(self, sentence: &str) {
        self.progress(sentence);
        if self.json {
            self.summary(None, &Sums::default());
        }
    }

    /// Says why a run could not go on.
    pub fn failure(self, failure: &Failure) {
        if self.json {
            let Failure { code, message, hint, .. } = failure;
            self.object(&json!({"error": {"code": code, "message": message, "hint": hint}}));
        } else {
            complain(&format!("{} {}", failure.message, failure.hint));
        }
    }
}

/// Lines on standard output. A reader that went away is no failure of ours: the exit code still says
/// how it ended.
fn print(text: &str) {
    let mut out = io::stdout().lock();
    let end = if text.ends_with('\n') { "" } else { "\n" };
    drop(write!(out, "{text}{end}").and_then(|()| out.flush()));
}

/// A sentence on standard error.
pub fn complain(text: &str) {
    drop(writeln!(io::stderr().lock(), "{text}"));
}

/// `1,000 read = 960 ready + 25 to fix + …`: the sum line, with the terms that are not 0.
pub fn sum_line(rows: RowCounts) -> String {
    sum_of(rows.read(), RowState::ALL.iter().map(|state| (rows.of(*state), state.words())))
}

/// The same after sending: `1,000 read = 960 accepted by Assembled + 25 to fix + …`.
pub fn sent_line(sums: &Sums) -> String {
    let parts = sums.parts();
    sum_of(sums.read, parts.iter().map(|(_, words, rows)| (*rows, *words)))
}

fn sum_of<'a>(read: u32, terms: impl Iterator<Item = (u32, &'a str)>) -> String {
    let terms: Vec<_> = terms
        .filter(|(rows, _)| *rows > 0)
        .map(|(rows, words)| format!("{} {words}", grouped(rows)))
        .collect();
    let sum = if terms.is_empty() { "0".to_owned() } else { terms.join(" + ") };
    format!("{} read = {sum}", grouped(read))
}

/// A count with its thousands apart: `15,000`.
pub fn grouped(count: u32) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_line_names_its_terms() {
        let mut rows = RowCounts::default();
        assert_eq!(sum_line(rows), "0 read = 0");
        for _ in 0..1200 {
            rows.add(RowState::Ready);
        }
        rows.add(RowState::Skipped);
        assert_eq!(sum_line(rows), "1,201 read = 1,200 ready + 1 left out");
        assert_eq!(Exit::of_rows(rows), Exit::Done);
        rows.add(RowState::NeedsFix);
        assert_eq!(Exit::of_rows(rows), Exit::Waits);
        rows.add(RowState::Unknown);
        assert_eq!(Exit::of_rows(rows), Exit::Unknown);
        let sums = Sums { read: 3, accepted: 2, refused: 1, ..Sums::default() };
        assert_eq!(sent_line(&sums), "3 read = 2 accepted by Assembled + 1 refused");
        assert_eq!(Exit::of_sums(&sums), Exit::Waits);
        assert_eq!(Exit::of_sums(&Sums { not_sent: 3, ..Sums::default() }), Exit::Done);
    }

    #[test]
    fn counts_are_grouped() {
        for (count, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(count), text);
        }
    }
}
