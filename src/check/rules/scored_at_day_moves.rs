//! `scored_at.day_moves`: the day is another in UTC.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "scored_at.day_moves",
    severity: Severity::Note,
    title: "Times on another day in UTC",
    field: Some(Field::ScoredAt),
    why: "Times are sent in UTC. Near midnight the day there is another than the local one.",
    example: "14 Sep 00:30 in Berlin is 13 Sep in UTC",
    choices: &[],
    default: None,
    fixes: &[Fix::SetZone, Fix::Edit(Field::ScoredAt)],
    keeps: RowState::Ready,
    cause: Cause::Rule,
    check: Check::Row(Part::Time, |row| row.assumed().day_moves != 0),
    sentence: Sentence::Row(|said| {
        let at = said.row.scored_at().map(moment).unwrap_or_default();
        format!("In UTC it is another day: it is sent as {at}.")
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || super::scored_at_not_in_zone::berlin().row(&[(Field::ScoredAt, "2026-09-14 00:30")]),
        passes: || super::scored_at_not_in_zone::berlin().row(&[(Field::ScoredAt, "2026-09-14 10:30")]),
    },
};
