//! `scored_at.twice`: an hour that a clock change repeats.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "scored_at.twice",
    severity: Severity::Note,
    title: "Times that came twice",
    field: Some(Field::ScoredAt),
    why: "When the clocks go back an hour comes twice. The earlier is taken; the day is the \
          same.",
    example: "25 Oct 2026 02:30 in Berlin",
    choices: &[],
    default: None,
    fixes: &[Fix::Edit(Field::ScoredAt)],
    keeps: RowState::Ready,
    cause: Cause::Rule,
    check: Check::Row(Part::Time, |row| row.assumed().twice),
    sentence: Sentence::Row(|said| {
        format!(
            "{} came twice, since the clocks went back; the earlier is sent.",
            said.quoted(Field::ScoredAt)
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || super::scored_at_not_in_zone::berlin().row(&[(Field::ScoredAt, "2025-10-26 02:30")]),
        passes: || super::scored_at_not_in_zone::berlin().row(&[(Field::ScoredAt, "2025-10-26 03:30")]),
    },
};
