//! `row.ragged`: more or fewer cells than there are headings, or quotes that do not pair.

use super::prelude::*;
use crate::check::row::Row;
#[cfg(test)]
use crate::model::RecordProblem;
use crate::model::RecordProblemCode;
use crate::recipe::Mapping;

pub(super) static RULE: Rule = Rule {
    id: "row.ragged",
    severity: Severity::Error,
    title: "Rows that do not fit the columns",
    field: None,
    why: "The row has more or fewer cells than there are headings, or quotes that do not pair. \
          Its values may stand in the wrong columns.",
    example: "a comma in a comment without quotes",
    choices: &[],
    default: None,
    fixes: &[Fix::Edit(Field::Score), Fix::LeaveOut],
    keeps: RowState::NeedsFix,
    cause: Cause::Rule,
    check: Check::Row(Part::Record, is_ragged),
    sentence: Sentence::Row(|said| {
        record_problem(
            said.row,
            "Its values may stand in the wrong columns. Type agent, score and time to make sure \
             of it, or leave the row out.",
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[]).problem(ragged()),
        passes: || {
            Fixture::new()
                .row(&[])
                .problem(ragged())
                .edit(Field::AgentId, "amara.okonkwo@example.com")
                .edit(Field::Source, "klaus")
                .edit(Field::Score, "90")
                .edit(Field::ScoredAt, "2026-09-14T10:22:31Z")
        },
    },
};

/// The record does not fit, and nobody has typed every required value that comes from a column.
fn is_ragged(row: &Row<'_>) -> bool {
    let judge = row.judge;
    let typed = |field: &Field| {
        !field.info().required
            || matches!(judge.input.recipe.mapping(*field), Mapping::Constant(_))
            || judge.edit(row.id, *field).is_some()
    };
    let problem = judge.input.sheet.problem(row.id);
    problem.is_some_and(|problem| problem.code != RecordProblemCode::Undecodable)
        && !Field::ALL.iter().all(typed)
}

/// What is wrong with a record, and what to do about it.
pub(super) fn record_problem(row: &Row<'_>, advice: &str) -> String {
    let message = row.judge.input.sheet.problem(row.id).map_or("", |problem| problem.message.trim_end());
    let stop = if message.ends_with('.') { "" } else { "." };
    format!("{message}{stop} {advice}")
}

#[cfg(test)]
fn ragged() -> RecordProblem {
    RecordProblem { code: RecordProblemCode::Ragged, message: "13 cells under 12 headings".to_owned() }
}
