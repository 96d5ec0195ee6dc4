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
        let text = said.quoted(Field::ScoredAt);
        match letters(said.row.value(Field::ScoredAt)) {
            Some(letters) => format!(
                "{text} names its zone by {letters}, which can mean several. Answer once for the column: the answer \
                 counts where clocks show {letters}."
            ),
            None => {
                format!("{text} carries no time zone, so the day may be another. Answer once for the column.")
            }
        }
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[(Field::ScoredAt, "2026-09-14 10:22:31")]),
        passes: || super::scored_at_not_in_zone::berlin().row(&[(Field::ScoredAt, "2026-09-14 10:22:31")]),
    },
};

/// The letters of a zone at the end of a time: `EST`.
fn letters(text: &str) -> Option<&str> {
    let last = text.split_ascii_whitespace().last()?.trim_matches(['(', ')']);
    let are_letters = (2..=5).contains(&last.len()) && last.bytes().all(|byte| byte.is_ascii_uppercase());
    (are_letters && !matches!(last, "AM" | "PM")).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_a_zone_are_named() {
        for (text, said) in [
            ("2026-09-14 00:30 EST", "names its zone by EST"),
            ("2026-09-14 00:30", "carries no time zone"),
        ] {
            let file = Fixture::new().row(&[(Field::ScoredAt, text)]);
            assert!(file.problems()[0].message.contains(said), "{:?}", file.problems());
        }
        assert_eq!(letters("9/14/2026 3:05 PM"), None);
    }

    #[test]
    fn with_a_zone_the_time_is_sent_in_utc() {
        let file =
            super::super::scored_at_not_in_zone::berlin().row(&[(Field::ScoredAt, "2026-09-14 10:22:31.5")]);
        assert!(file.score().unwrap().ends_with(r#""scored_at":"2026-09-14T08:22:31.5Z"}"#));
    }
}
