//! `scored_at.not_in_zone`: a local time that a clock change skips.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "scored_at.not_in_zone",
    severity: Severity::Error,
    title: "Times that never were",
    field: Some(Field::ScoredAt),
    why: "When the clocks go forward an hour is skipped. A time within it never was; perhaps \
          the zone is another.",
    example: "29 Mar 2026 02:30 in Berlin",
    choices: &[],
    default: None,
    fixes: &[Fix::Edit(Field::ScoredAt), Fix::SetZone, Fix::LeaveOut],
    keeps: RowState::NeedsFix,
    cause: Cause::Value,
    check: Check::Row(Part::Time, |row| row.time == DateText::NotInZone),
    sentence: Sentence::Row(|said| {
        let zone = said
            .row
            .judge
            .input
            .recipe
            .zone
            .map_or_else(|| "this zone".to_owned(), |told| told.value.to_string());
        format!(
            "{} never was in {zone}: the clocks went past it. Correct the time, or say another \
             zone.",
            said.quoted(Field::ScoredAt)
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || berlin().row(&[(Field::ScoredAt, "2026-03-29 02:30")]),
        passes: || berlin().row(&[(Field::ScoredAt, "2026-03-29 03:30")]),
    },
};

/// Times without a zone are those of Berlin.
#[cfg(test)]
pub(super) fn berlin() -> Fixture {
    let mut file = Fixture::new();
    file.recipe.zone =
        Some(crate::recipe::Told { value: chrono_tz::Europe::Berlin, by: crate::model::AnsweredBy::Option });
    file
}
