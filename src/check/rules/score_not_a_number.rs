//! `score.not_a_number`: a score that is no number.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "score.not_a_number",
    severity: Severity::Error,
    title: "Scores that are no numbers",
    field: Some(Field::Score),
    why: "The score cannot be read as a number, or can be read in two ways. It is never sent \
          as 0.",
    example: "eighty, #REF!, 1,234",
    choices: &[],
    default: None,
    fixes: &[Fix::Edit(Field::Score), Fix::ReplaceValue(Field::Score), Fix::LeaveOut],
    keeps: RowState::NeedsFix,
    cause: Cause::Value,
    check: Check::Row(Part::Score, |row| row.grade == Grade::NotANumber),
    sentence: Sentence::Row(|said| {
        format!("{} is not a score. Type the number, or leave the row out.", said.quoted(Field::Score))
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[(Field::Score, "eighty")]),
        passes: || Fixture::new().row(&[(Field::Score, "0")]),
    },
};
