//! `scored_at.day_count_unclear`: a day number that can be counted from two years, and nobody said which.

use super::prelude::*;
use crate::recipe::DayCount;
use crate::recipe::date::counted_day;

pub(super) static RULE: Rule = Rule {
    id: "scored_at.day_count_unclear",
    severity: Severity::Error,
    title: "Are days counted from 1900 or from 1904?",
    field: Some(Field::ScoredAt),
    why: "The dates are bare day numbers. Most workbooks count days from 1900, but those that were \
          begun in Excel on an old Mac count from 1904, and the file does not say it: 44620 is 28 February \
          2022 or 1 March 2026. One answer for the column decides.",
    example: "44620",
    choices: &[],
    default: None,
    fixes: &[Fix::SetDayCount],
    keeps: RowState::NeedsFix,
    cause: Cause::Rule,
    check: Check::Row(Part::Time, |row| {
        let input = &row.judge.input;
        // Where the later day is still to come there is no doubt.
        input.recipe.day_count.is_none()
            && counted_day(row.value(Field::ScoredAt), &input.readings.date, DayCount::Since1904)
                .is_some_and(|day| day <= input.now.date_naive())
    }),
    sentence: Sentence::Row(|said| {
        let (text, reading) = (said.row.value(Field::ScoredAt), &said.row.judge.input.readings.date);
        let day = |count| counted_day(text, reading, count).map(|day| day.format("%-d %b %Y").to_string());
        format!(
            "{} is {} if days are counted from 1900, and {} if from 1904. Answer once for the column.",
            said.quoted(Field::ScoredAt),
            day(DayCount::Since1900).unwrap_or_default(),
            day(DayCount::Since1904).unwrap_or_default(),
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || counted("44620.5"),
        passes: || counted("46082.5"),
    },
};

/// A file with one date, in a column of day numbers.
#[cfg(test)]
fn counted(days: &str) -> Fixture {
    let mut file = super::scored_at_not_in_zone::berlin().row(&[(Field::ScoredAt, days)]);
    file.readings.date.numbers = Some(crate::recipe::date::DateNumbers::ExcelDays);
    file
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::Told;

    #[test]
    fn the_answer_decides_for_the_whole_column() {
        for (count, day) in [(DayCount::Since1900, "2022-02-28"), (DayCount::Since1904, "2026-03-01")] {
            let mut file = counted("44620.5");
            file.recipe.day_count = Some(Told { value: count, by: crate::model::AnsweredBy::Option });
            file.readings.date.day_count = Some(count);
            assert_eq!(file.found(), [""; 0], "{count:?}");
            assert!(file.score().unwrap().contains(&format!(r#""scored_at":"{day}T11:00:00Z""#)), "{count:?}");
        }
    }
}
