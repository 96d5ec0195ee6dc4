//! `scored_at.future`: scored after now.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "scored_at.future",
    severity: Severity::Question,
    title: "Times in the future",
    field: Some(Field::ScoredAt),
    why: "The review was scored after this moment, as the file has it: day and month may be \
          swapped, or the zone is another.",
    example: "2062-09-14",
    choices: &[SEND, SKIP],
    default: None,
    fixes: &[Fix::Answer, Fix::SetDateOrder, Fix::SetZone, Fix::Edit(Field::ScoredAt)],
    keeps: RowState::Skipped,
    cause: Cause::Rule,
    check: Check::Row(Part::Time, |row| row.scored_at().is_some_and(|at| at > row.judge.input.now)),
    sentence: Sentence::Row(|said| {
        let at = said.row.scored_at().map(moment).unwrap_or_default();
        format!(
            "It was scored on {at}, which is still to come. Correct the time, send it so, or \
             leave it out."
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[(Field::ScoredAt, "2026-10-01T12:00:01Z")]),
        passes: || Fixture::new().row(&[(Field::ScoredAt, "2026-10-01T12:00:00Z")]),
    },
};
