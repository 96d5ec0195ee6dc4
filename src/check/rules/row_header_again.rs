//! `row.header_again`: the headings once more, between the rows.

use super::prelude::*;
use crate::check::row::Row;

pub(super) static RULE: Rule = Rule {
    id: "row.header_again",
    severity: Severity::Question,
    title: "Headings again",
    field: None,
    why: "Files that were put together from several exports have their headings in the middle. \
          They are no reviews.",
    example: "agent_email,score,… in row 501",
    choices: &[SKIP, Choice { label: "Judge them like other rows", ..SEND }],
    default: Some("skip"),
    fixes: &[Fix::Answer, Fix::LeaveOut],
    keeps: RowState::Skipped,
    cause: Cause::Rule,
    check: Check::First(repeats_the_headings),
    sentence: Sentence::Row(|_said| "The row repeats the headings of the file. It stays out.".to_owned()),
    #[cfg(test)]
    cases: Cases {
        fires: || {
            let headings: Vec<&str> = Field::ALL.iter().map(|field| field.key()).collect();
            Fixture::new().record(&headings)
        },
        passes: || Fixture::new().record(&["agent_id", "90"]),
    },
};

/// Every cell with something in it is its column's heading, and there are at least two.
fn repeats_the_headings(row: &Row<'_>) -> bool {
    let sheet = row.judge.input.sheet;
    let mut same = 0;
    for (cell, heading) in sheet.record(row.id).zip(sheet.columns()) {
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        if cell != heading.trim() {
            return false;
        }
        same += 1;
    }
    same >= 2 && !row.judge.has_edit(row.id)
}
