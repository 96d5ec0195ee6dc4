//! `scored_at.day_month_swapped`: a date of which a spreadsheet may have taken the day for the month.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "scored_at.day_month_swapped",
    severity: Severity::Question,
    title: "Has a spreadsheet swapped day and month?",
    field: Some(Field::ScoredAt),
    why: "A spreadsheet that takes the first number for the month makes 4 May of 5 April, written 05/04/2026, \
          and leaves 13/04/2026 as text. So does this column look: every date in numbers has a day over 12, \
          every other date has none.",
    example: "2026-05-04 beside 13/04/2026",
    choices: &[
        Choice { id: "send", label: "They are right", effect: Effect::Send },
        Choice { id: "swap", label: "Swap them back", effect: Effect::Swap },
        SKIP,
    ],
    default: None,
    fixes: &[Fix::Answer, Fix::Edit(Field::ScoredAt)],
    keeps: RowState::Skipped,
    cause: Cause::Rule,
    check: Check::Row(Part::Time, |row| row.swapped_day().is_some()),
    sentence: Sentence::Row(|said| {
        let days = said.row.swapped_day().map(|(one, other)| [one, other].map(|day| day.format("%-d %b %Y")));
        let [as_it_is, swapped] = days.map_or_else(Default::default, |days| days.map(|day| day.to_string()));
        format!(
            "{} is {as_it_is}, or {swapped} if a spreadsheet has swapped day and month, as it looks in this \
             column. Answer once for all.",
            said.quoted(Field::ScoredAt)
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || column(&["13/04/2026 10:00", "2026-05-04"]),
        passes: || column(&["13/04/2026 10:00", "2026-05-04", "2026-05-14"]),
    },
};

/// A file of these dates, in Berlin.
#[cfg(test)]
fn column(dates: &[&str]) -> Fixture {
    let file = super::scored_at_not_in_zone::berlin();
    dates.iter().fold(file, |file, date| file.row(&[(Field::ScoredAt, date)])).read_again()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_does_what_it_says() {
        for last in ["2026-05-04", "4 May 2026", "46146"] {
            let file = column(&["13/04/2026", "25/04/2026 10:00", last]);
            assert_eq!(file.states(), [RowState::Ready, RowState::Ready, RowState::NeedsFix], "{last}");
            for (choice, state, day) in [
                ("send", RowState::Ready, Some("2026-05-04")),
                ("swap", RowState::Ready, Some("2026-04-05")),
                ("skip", RowState::Skipped, None),
            ] {
                let answered = file.clone().answer(RULE.id, choice);
                assert_eq!(answered.states()[2], state, "{last} {choice}");
                let json = answered.score();
                assert_eq!(json.is_some(), day.is_some(), "{last} {choice}");
                if let (Some(json), Some(day)) = (json, day) {
                    assert!(json.contains(&format!(r#""scored_at":"{day}T10:00:00Z""#)), "{choice}: {json}");
                }
            }
        }
    }

    #[test]
    fn only_a_column_that_looks_so_is_asked_about() {
        for dates in [
            // A date or a text that a spreadsheet would not have left so.
            &["13/04/2026", "2026-05-04", "2026-05-14"][..],
            &["13/04/2026", "05/04/2026", "2026-05-04"],
            // One kind alone, or nothing that can be swapped.
            &["13/04/2026", "14/04/2026"],
            &["2026-05-04", "2026-05-03"],
            &["13/04/2026", "2026-05-05"],
            // A zone: no spreadsheet has made a date of it.
            &["13/04/2026", "2026-05-04T10:00:00Z"],
        ] {
            column(dates).with(|_, report| assert_eq!(report.rows_of_rule(&RULE), 0, "{dates:?}"));
        }
    }

    #[test]
    fn a_day_that_was_typed_is_the_day_that_was_meant() {
        let file = column(&["13/04/2026", "2026-05-04"]).edit(Field::ScoredAt, "2026-05-03");
        assert_eq!(file.clone().states(), [RowState::Ready; 2]);
        let json = file.answer(RULE.id, "swap").score().unwrap();
        assert!(json.contains(r#""scored_at":"2026-05-03T10:00:00Z""#), "{json}");
    }
}
