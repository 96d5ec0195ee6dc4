//! `score.negative`: a score under zero.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "score.negative",
    severity: Severity::Error,
    title: "Scores under zero",
    field: Some(Field::Score),
    why: "Assembled takes scores from 0 to 100.",
    example: "-5",
    choices: &[],
    default: None,
    fixes: &[Fix::Edit(Field::Score), Fix::ReplaceValue(Field::Score), Fix::LeaveOut],
    keeps: RowState::NeedsFix,
    cause: Cause::Value,
    check: Check::Row(Part::Score, |row| row.grade == Grade::Negative),
    sentence: Sentence::Row(|said| {
        format!(
            "{} is under zero; scores go from 0 to 100. Type the score, or leave the row out.",
            said.quoted(Field::Score)
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[(Field::Score, "-0.5")]),
        passes: || Fixture::new().row(&[(Field::Score, "-0")]),
    },
};
