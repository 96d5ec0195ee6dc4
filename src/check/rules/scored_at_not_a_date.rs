//! `scored_at.not_a_date`: a time that is no date.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "scored_at.not_a_date",
    severity: Severity::Error,
    title: "Times that are no dates",
    field: Some(Field::ScoredAt),
    why: "The time cannot be read as a date, and it decides the day for which the score \
          counts.",
    example: "yesterday, 31/02/2026",
    choices: &[],
    default: None,
    fixes: &[Fix::Edit(Field::ScoredAt), Fix::ReplaceValue(Field::ScoredAt), Fix::LeaveOut],
    keeps: RowState::NeedsFix,
    cause: Cause::Value,
    check: Check::Row(Part::Time, |row| row.time == DateText::NotADate),
    sentence: Sentence::Row(|said| {
        format!(
            "{} is not a date. Type it as 2026-09-14 10:22, or leave the row out.",
            said.quoted(Field::ScoredAt)
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[(Field::ScoredAt, "yesterday")]),
        passes: || Fixture::new().row(&[(Field::ScoredAt, "2026-09-14T10:22:31+02:00")]),
    },
};
