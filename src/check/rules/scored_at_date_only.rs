//! `scored_at.date_only`: a date without a time.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "scored_at.date_only",
    severity: Severity::Note,
    title: "Dates without a time",
    field: Some(Field::ScoredAt),
    why: "The file gives only the day. It is sent as noon local time, so that it stays that \
          day in UTC too.",
    example: "14/09/2026",
    choices: &[],
    default: None,
    fixes: &[Fix::Edit(Field::ScoredAt)],
    keeps: RowState::Ready,
    cause: Cause::Rule,
    check: Check::Row(Part::Time, |row| row.assumed().date_only),
    sentence: Sentence::Row(|said| {
        format!("{} has no time of day; it is sent as noon local time.", said.quoted(Field::ScoredAt))
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || super::scored_at_not_in_zone::berlin().row(&[(Field::ScoredAt, "2026-09-14")]),
        passes: || Fixture::new().row(&[]),
    },
};
