//! `scored_at.no_time_zone`: a time without a zone, and nobody said which.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "scored_at.no_time_zone",
    severity: Severity::Error,
    title: "In which zone are the times?",
    field: Some(Field::ScoredAt),
    why: "A time without a zone can be a day off: 00:30 in Berlin is the day before in UTC. \
          One answer for the column decides.",
    example: "2026-09-14 10:22",
    choices: &[],
    default: None,
    fixes: &[Fix::SetZone],
    keeps: RowState::NeedsFix,
    cause: Cause::Rule,
    check: Check::Row(Part::Time, |row| row.time == DateText::NoZone),
    sentence: Sentence::Row(|said| {
        format!(
            "{} carries no time zone, so the day may be another. Answer once for the column.",
            said.quoted(Field::ScoredAt)
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[(Field::ScoredAt, "2026-09-14 10:22:31")]),
        passes: || super::scored_at_not_in_zone::berlin().row(&[(Field::ScoredAt, "2026-09-14 10:22:31")]),
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_a_zone_the_time_is_sent_in_utc() {
        let file =
            super::super::scored_at_not_in_zone::berlin().row(&[(Field::ScoredAt, "2026-09-14 10:22:31.5")]);
        assert!(file.score().unwrap().ends_with(r#""scored_at":"2026-09-14T08:22:31.5Z"}"#));
    }
}
