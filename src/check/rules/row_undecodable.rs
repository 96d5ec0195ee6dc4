//! `row.undecodable`: bytes that are no text.

use super::prelude::*;
use super::row_ragged::record_problem;
use crate::check::row::Row;
#[cfg(test)]
use crate::model::RecordProblem;
use crate::model::RecordProblemCode;

pub(super) static RULE: Rule = Rule {
    id: "row.undecodable",
    severity: Severity::Error,
    title: "Rows with bytes that are no text",
    field: None,
    why: "Some bytes of the row are no text in the encoding of the file. They show as \
          \u{fffd}, and would be sent so.",
    example: "a Windows-1252 line in a UTF-8 file",
    choices: &[],
    default: None,
    fixes: &[Fix::Edit(Field::Notes), Fix::LeaveOut],
    keeps: RowState::NeedsFix,
    cause: Cause::Rule,
    check: Check::Row(Part::Record, is_undecodable),
    sentence: Sentence::Row(|said| {
        record_problem(
            said.row,
            "Type what it should say, open the file with another encoding, or leave the row out.",
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[(Field::Notes, "gr\u{fffd}n")]).problem(undecodable()),
        passes: || {
            Fixture::new()
                .row(&[(Field::Notes, "gr\u{fffd}n")])
                .problem(undecodable())
                .edit(Field::Notes, "grün")
        },
    },
};

/// Something that would be sent, or that tells the review from others, still has a lost character in it.
fn is_undecodable(row: &Row<'_>) -> bool {
    let problem = row.judge.input.sheet.problem(row.id);
    problem.is_some_and(|problem| problem.code == RecordProblemCode::Undecodable)
        && Field::ALL.iter().any(|field| row.value(*field).contains('\u{fffd}'))
}

#[cfg(test)]
fn undecodable() -> RecordProblem {
    RecordProblem { code: RecordProblemCode::Undecodable, message: "Byte 7 is no text in UTF-8.".to_owned() }
}
