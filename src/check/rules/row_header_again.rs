//! `row.header_again`: the headings once more, between the rows.

use super::prelude::*;
use crate::check::row::Row;
use crate::recipe::lines;

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
    lines::repeats_the_headings(row.judge.input.sheet, row.id) && !row.judge.has_edit(row.id)
}
