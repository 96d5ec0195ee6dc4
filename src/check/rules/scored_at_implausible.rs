//! `scored_at.implausible`: scored before 2010.

use super::prelude::*;
use crate::check::row::EARLIEST;

pub(super) static RULE: Rule = Rule {
    id: "scored_at.implausible",
    severity: Severity::Question,
    title: "Times long ago",
    field: Some(Field::ScoredAt),
    why: "The review was scored before 2010, as the file has it: a date that was lost, or a \
          number read as one.",
    example: "1970-01-01",
    choices: &[SEND, SKIP],
    default: None,
    fixes: &[Fix::Answer, Fix::Edit(Field::ScoredAt), Fix::MapField(Field::ScoredAt)],
    keeps: RowState::Skipped,
    cause: Cause::Rule,
    check: Check::Row(Part::Time, |row| row.scored_at().is_some_and(|at| at < EARLIEST)),
    sentence: Sentence::Row(|said| {
        let at = said.row.scored_at().map(moment).unwrap_or_default();
        format!(
            "It was scored on {at}, before any of the tools was in use. Correct the time, send it \
             so, or leave it out."
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[(Field::ScoredAt, "1970-01-01T00:00:00Z")]),
        passes: || Fixture::new().row(&[(Field::ScoredAt, "2010-01-01T00:00:00Z")]),
    },
};
