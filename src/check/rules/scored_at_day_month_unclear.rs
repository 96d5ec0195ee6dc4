//! `scored_at.day_month_unclear`: a date that can be read two ways, and nobody said which.

use super::prelude::*;
use crate::check::text::quoted;
use crate::recipe::date::alternatives;

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
        let text = said.row.value(Field::ScoredAt);
        let text_can_be_two = alternatives(text).len() > 1;
        let text = said.quoted(Field::ScoredAt);
        match &said.row.judge.input.readings.date.contradiction[..] {
            [day_first, month_first] => format!(
                "The column mixes two orders: {} in row {} can only be day first, {} in row {} only month first. \
                 Answer once for the column; what then is no date has to be corrected.",
                quoted(&day_first.text),
                day_first.row.number(),
                quoted(&month_first.text),
                month_first.row.number(),
            ),
            _ if text_can_be_two => {
                format!("{text} can be read two ways: day first or month first. Answer once for the column.")
            }
            _ => format!("{text} is in an order that the column does not decide. Answer once for the column."),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_that_mixes_two_orders_is_told_so() {
        let file = super::super::scored_at_not_in_zone::berlin();
        let dates = ["14/09/2026", "03/04/2026", "09/14/2026"];
        let file = dates.iter().fold(file, |file, date| file.row(&[(Field::ScoredAt, date)])).read_again();
        assert_eq!(file.states(), [RowState::NeedsFix; 3]);
        let message = &file.problems()[0].message;
        assert!(message.contains("“14/09/2026” in row 1"), "{message}");
        assert!(message.contains("“09/14/2026” in row 3"), "{message}");
        assert!(!message.contains("two ways"), "{message}");
        file.with(|input, report| {
            let questions = report.questions(&input);
            let question = questions.iter().find(|question| question.rule.id == RULE.id).unwrap();
            assert_eq!(question.choices, ["dmy", "mdy"]);
        });
    }

    #[test]
    fn the_year_is_offered_first_only_where_it_can_be() {
        let file = super::super::scored_at_not_in_zone::berlin().row(&[(Field::ScoredAt, "10/11/12")]);
        file.read_again().with(|input, report| {
            let questions = report.questions(&input);
            let question = questions.iter().find(|question| question.rule.id == RULE.id).unwrap();
            assert_eq!(question.choices, ["dmy", "mdy", "ymd"]);
            let message = &crate::check::explain(&input, report, crate::model::RowId(0))[0].message;
            assert!(message.contains("can be read two ways"), "{message}");
        });
    }
}
