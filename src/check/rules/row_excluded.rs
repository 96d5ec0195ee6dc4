//! `row.excluded`: a row that the preset or recipe leaves out.

use super::prelude::*;
#[cfg(test)]
use crate::check::fixture::column;
use crate::check::row::Row;
use crate::check::text;

pub(super) static RULE: Rule = Rule {
    id: "row.excluded",
    severity: Severity::Question,
    title: "Rows that usually stay out",
    field: None,
    why: "Calibrations, deleted or disputed reviews, automatic scores beside a person’s: they \
          would count twice or should not count at all.",
    example: "grade_type is calibration_review",
    choices: &[SKIP, SEND],
    default: Some("skip"),
    fixes: &[Fix::Answer],
    keeps: RowState::Skipped,
    cause: Cause::Text(|row| reason(row).map_or_else(String::new, |(reason, _value)| reason.to_owned())),
    check: Check::First(|row| reason(row).is_some()),
    sentence: Sentence::Row(|said| match reason(said.row) {
        Some((reason, value)) => format!(
            "Left out: {reason} ({}). Such rows stay out unless you let them in.",
            text::quoted(value)
        ),
        None => "Left out. Such rows stay out unless you let them in.".to_owned(),
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || {
            Fixture::new()
                .leave_out(column(Field::Platform), "calibration_review", "a calibration")
                .row(&[(Field::Platform, " Calibration_Review ")])
        },
        passes: || {
            Fixture::new()
                .leave_out(column(Field::Platform), "calibration_review", "a calibration")
                .row(&[(Field::Platform, "grading")])
        },
    },
};

/// Why the recipe leaves a row out, and the value that says so.
fn reason<'a>(row: &Row<'a>) -> Option<(&'a str, &'a str)> {
    let input = &row.judge.input;
    let leave_out = input.recipe.leave_out.get(input.readings.left_out(row.id)?)?;
    Some((&leave_out.reason, input.sheet.cell(row.id, leave_out.column).trim()))
}
