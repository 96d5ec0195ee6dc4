//! `row.blank`: a record with nothing in it.

use super::prelude::*;
use crate::check::row::Row;
use crate::check::text;

pub(super) static RULE: Rule = Rule {
    id: "row.blank",
    severity: Severity::Question,
    title: "Blank rows",
    field: None,
    why: "A record of delimiters only, as spreadsheets leave them behind. There is nothing in \
          it to send.",
    example: "a line of commas",
    choices: &[SKIP, Choice { label: "Judge them like other rows", ..SEND }],
    default: Some("skip"),
    fixes: &[Fix::Answer],
    keeps: RowState::Skipped,
    cause: Cause::Rule,
    check: Check::First(is_blank),
    sentence: Sentence::Row(|_said| "The row is blank. It stays out.".to_owned()),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().record(&["", " ", "\u{a0}", ""]),
        passes: || Fixture::new().record(&["", " "]).edit(Field::Score, "90"),
    },
};

/// Every cell of the record is blank, and nothing was typed.
fn is_blank(row: &Row<'_>) -> bool {
    row.judge.input.sheet.record(row.id).all(text::is_blank) && !row.judge.has_edit(row.id)
}
