//! `scored_at.day_month_unclear`: a date that can be read two ways, and nobody said which.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "scored_at.day_month_unclear",
    severity: Severity::Error,
    title: "Day first or month first?",
    field: Some(Field::ScoredAt),
    why: "03/04/2026 is 3 April in London and March 4 in New York. One answer for the column \
          decides; it is never guessed row by row.",
    example: "03/04/2026",
    choices: &[],
    default: None,
    fixes: &[Fix::SetDateOrder],
    keeps: RowState::NeedsFix,
    cause: Cause::Rule,
    check: Check::Row(Part::Time, |row| row.time == DateText::OrderUnclear),
    sentence: Sentence::Row(|said| {
        format!(
            "{} can be read two ways: day first or month first. Answer once for the column.",
            said.quoted(Field::ScoredAt)
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || super::scored_at_not_in_zone::berlin().row(&[(Field::ScoredAt, "03/04/2026 10:00")]),
        passes: || {
            let mut file =
                super::scored_at_not_in_zone::berlin().row(&[(Field::ScoredAt, "03/04/2026 10:00")]);
            file.readings.date.order = Some(crate::recipe::DateOrder::Dmy);
            file
        },
    },
};
