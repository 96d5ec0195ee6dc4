//! `scored_at.missing`: the row does not say when it was scored.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "scored_at.missing",
    severity: Severity::Error,
    title: "No time",
    field: Some(Field::ScoredAt),
    why: "The time decides the day for which the score counts. The row does not say it.",
    example: "a blank cell, or Unknown",
    choices: &[],
    default: None,
    fixes: &[Fix::Edit(Field::ScoredAt), Fix::SetAll(Field::ScoredAt), Fix::MapField(Field::ScoredAt), Fix::LeaveOut],
    keeps: RowState::NeedsFix,
    cause: Cause::Rule,
    check: Check::Row(Part::Time, |row| row.time == DateText::Missing),
    sentence: Sentence::Row(|_said| {
        "The row does not say when it was scored. Type the time, or leave the row out.".to_owned()
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[(Field::ScoredAt, "Unknown")]),
        passes: || Fixture::new().row(&[(Field::ScoredAt, "=\"2026-09-14T10:22:31Z\"")]),
    },
};
