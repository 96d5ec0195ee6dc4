//! What a person sees of a row: raw → sent per field, marks, sentences. Made for visible rows only.

use crate::model::{Field, NUM_FIELDS, RowId, RowState};
use crate::recipe::date::DateText;

use super::agent::{Agent, AgentCache};
use super::context::Context;
use super::found::SETS;
use super::judge::Judge;
use super::row::Row;
use super::rule::Sentence;
use super::{Input, Problem, Report, Severity};

/// A row as it is shown.
#[derive(Clone, Debug)]
pub struct RowLook {
    /// Where it stands.
    pub state: RowState,
    /// Its cells, by [`Field::index`].
    pub cells: [CellLook; NUM_FIELDS],
    /// What is wrong with it, in the order of the rules.
    pub problems: Vec<Problem>,
}

/// A cell as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellLook {
    /// The value: edit ▸ replacement ▸ source.
    pub raw: String,
    /// What is sent for it in words (`90`, `Amara Okonkwo`, `14 Sep 2026 10:22:31 UTC`), where that differs.
    pub sent: Option<String>,
    /// The worst finding that marks this cell. That a wrapping was taken off marks none that shows so
    /// itself, by what is sent.
    pub mark: Option<Severity>,
    /// Whether a person changed it.
    pub edited: bool,
    /// For [`Field::ScoredAt`]: −1 or +1 where the UTC day differs from the local day.
    pub day_moves: i8,
}

/// The note that a wrapping was taken off.
const CLEANED: &str = "text.cleaned";

/// Looks at a row.
pub fn look(input: &Input<'_>, report: &Report, row: RowId) -> RowLook {
    let judge = Judge::new(input);
    let row = Row::read(&judge, &mut AgentCache::default(), row);
    let found = report.found(row.id);
    let problems = said(&row, report);
    let is_judged =
        !found.left_out_by_hand() && judge.blocking(found.rules().intersection(SETS.first)).is_empty();
    let cells = Field::ALL.map(|field| {
        let raw = row.value(field).to_owned();
        let sent = if is_judged { sent(&row, field).filter(|sent| *sent != raw) } else { None };
        let marks = problems.iter().filter(|problem| {
            problem.field == Some(field) && !(sent.is_some() && problem.rule.id == CLEANED)
        });
        CellLook {
            mark: marks.map(|problem| problem.rule.severity).min(),
            sent,
            edited: judge.edit(row.id, field).is_some(),
            day_moves: if field == Field::ScoredAt { row.assumed().day_moves } else { 0 },
            raw,
        }
    });
    RowLook { state: found.state(), cells, problems }
}

/// The values of many cells, without judging them: what is the same for all is made ready once.
#[derive(Debug)]
pub struct Values<'a>(Judge<'a>);

impl<'a> Values<'a> {
    /// For the cells of a document.
    pub fn new(input: &Input<'a>) -> Self {
        Self(Judge::new(input))
    }

    /// The value of a cell: edit ▸ replacement ▸ source.
    pub fn get(&self, row: RowId, field: Field) -> &'a str {
        self.0.value(row, field)
    }
}

/// The value of a cell: edit ▸ replacement ▸ source, without judging it. For many cells: [`Values`].
pub fn value<'a>(input: &Input<'a>, row: RowId, field: Field) -> &'a str {
    Judge::new(input).value(row, field)
}

/// What is wrong with a row, in the order of [`RULES`](super::RULES), each with its sentence. A rule
/// that means several cells has one for each.
pub fn explain(input: &Input<'_>, report: &Report, row: RowId) -> Vec<Problem> {
    let judge = Judge::new(input);
    said(&Row::read(&judge, &mut AgentCache::default(), row), report)
}

fn said(row: &Row<'_>, report: &Report) -> Vec<Problem> {
    let context = Context { row, report };
    let mut problems = Vec::new();
    for rule in report.rules(row.id) {
        match rule.sentence {
            Sentence::Row(sentence) => {
                problems.push(Problem { rule, field: rule.field, message: sentence(&context) });
            }
            Sentence::Fields(sentences) => {
                let each = sentences(&context).into_iter();
                problems.extend(each.map(|(field, message)| Problem { rule, field: Some(field), message }));
            }
        }
    }
    problems
}

/// What is sent for a cell, in words; `None` where nothing is, or it is not known yet.
fn sent(row: &Row<'_>, field: Field) -> Option<String> {
    match field {
        Field::AgentId => match row.agent {
            Agent::Found { agent_id, .. } => {
                Some(row.person().map_or(agent_id, |person| person.name.as_str()).to_owned())
            }
            _ => None,
        },
        Field::Score => Some(row.grade.percent(row.judge.caps)?.to_string()),
        Field::ScoredAt => match row.time {
            DateText::Moment { at, .. } => Some(at.format("%-d %b %Y %H:%M:%S UTC").to_string()),
            _ => None,
        },
        Field::Conversation => Some(row.conversation.to_owned()),
        Field::Notes => Some(row.notes().into_owned()),
        // These are sent as they are, or not at all.
        Field::Source
        | Field::MaxScore
        | Field::Rubric
        | Field::Reviewer
        | Field::Review
        | Field::Platform => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::Fixture;

    #[test]
    fn a_row_shows_what_is_sent_where_that_differs() {
        let file = Fixture::new()
            .row(&[
                (Field::Score, "18"),
                (Field::MaxScore, "20"),
                (Field::ScoredAt, "2026-09-14T00:30:00+02:00"),
                (Field::Source, ""),
            ])
            .edit(Field::Rubric, "Chat");
        file.with(|input, report| {
            let shown = look(&input, report, RowId(0));
            let cell = |field: Field| &shown.cells[field.index()];
            assert_eq!(shown.state, RowState::NeedsFix);
            assert_eq!(cell(Field::Score).sent.as_deref(), Some("90"));
            assert_eq!(cell(Field::AgentId).sent.as_deref(), Some("Amara Okonkwo"));
            assert_eq!(cell(Field::ScoredAt).sent.as_deref(), Some("13 Sep 2026 22:30:00 UTC"));
            assert_eq!(cell(Field::ScoredAt).day_moves, -1);
            assert_eq!(cell(Field::ScoredAt).mark, Some(Severity::Note));
            assert_eq!(cell(Field::Source).mark, Some(Severity::Error));
            assert_eq!(cell(Field::Notes).sent, None);
            assert!(cell(Field::Rubric).edited && !cell(Field::Notes).edited);
            assert_eq!(cell(Field::Rubric).raw, "Chat");
        });
    }

    #[test]
    fn a_cleaned_cell_is_marked_only_where_nothing_else_shows_it() {
        let file = Fixture::new().row(&[
            (Field::ScoredAt, "=\"2026-09-14T10:22:31Z\""),
            (Field::Conversation, "'0048213"),
            (Field::MaxScore, "'100"),
        ]);
        file.with(|input, report| {
            let shown = look(&input, report, RowId(0));
            let cell = |field: Field| &shown.cells[field.index()];
            assert_eq!(cell(Field::ScoredAt).sent.as_deref(), Some("14 Sep 2026 10:22:31 UTC"));
            assert_eq!(cell(Field::Conversation).sent.as_deref(), Some("0048213"));
            assert_eq!((cell(Field::ScoredAt).mark, cell(Field::Conversation).mark), (None, None));
            assert_eq!(
                (cell(Field::MaxScore).sent.as_deref(), cell(Field::MaxScore).mark),
                (None, Some(Severity::Note))
            );
            let cleaned = shown.problems.iter().filter(|problem| problem.rule.id == CLEANED);
            assert_eq!(cleaned.count(), 3, "all are said beside the row");
        });
    }
}
