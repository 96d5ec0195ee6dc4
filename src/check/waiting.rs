//! Which reviews wait in a file, to compare files by.
//!
//! Does not know other files. Invariant: the same review has the same hash in every file that is judged
//! for the same account, whatever else its rows say.

use rayon::prelude::*;

use crate::model::{Cancelled, Progress, RowId, RowState};

use super::agent::{Agent, AgentCache};
use super::chunked::CHUNK;
use super::identity::Identity;
use super::judge::Judge;
use super::ledger::KeyedHash;
use super::report::Report;
use super::row::Row;
use super::{Input, text};

/// A row that waits, ready or to fix, and which review it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WaitingRow {
    /// Which review.
    pub review: KeyedHash,
    /// The row.
    pub row: RowId,
    /// Whether it is ready; else it is to fix.
    pub is_ready: bool,
    /// Whether a person changed one of its cells by hand.
    pub is_edited: bool,
}

/// Every row that is ready or to fix, where it can be told which review it is: by its evaluation id, or
/// by agent, conversation and time. In the order of the file.
///
/// # Errors
/// [`Cancelled`] when the job was asked to stop.
pub fn waiting_rows(
    input: &Input<'_>,
    report: &Report,
    progress: &Progress,
) -> Result<Vec<WaitingRow>, Cancelled> {
    let judge = Judge::new(input);
    let rows: Vec<RowId> = input.sheet.rows().filter(|row| waits(report.state(*row))).collect();
    progress.start(rows.len() as u64);
    let chunks: Vec<Vec<WaitingRow>> = rows
        .par_chunks(CHUNK)
        .map_init(AgentCache::default, |cache, rows| {
            progress.reached(0)?;
            Ok(rows.iter().filter_map(|row| waiting_row(&judge, cache, report, *row)).collect())
        })
        .collect::<Result<_, Cancelled>>()?;
    Ok(chunks.concat())
}

fn waits(state: RowState) -> bool {
    matches!(state, RowState::Ready | RowState::NeedsFix)
}

fn waiting_row<'a>(
    judge: &'a Judge<'a>,
    cache: &mut AgentCache<'a>,
    report: &Report,
    id: RowId,
) -> Option<WaitingRow> {
    let is_ready = report.state(id) == RowState::Ready;
    let row = Row::read(judge, cache, id);
    let is_told = || {
        let has_agent = matches!(row.agent, Agent::Found { .. });
        has_agent && row.scored_at().is_some() && !text::is_blank(row.conversation)
    };
    if !is_ready && judge.evaluation_id(id).is_none() && !is_told() {
        return None;
    }
    let review = Identity::of(&row).keyed(&judge.input.ledger.key);
    Some(WaitingRow { review, row: id, is_ready, is_edited: judge.has_edit(id) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::Fixture;
    use crate::model::Field;

    #[test]
    fn a_review_is_told_by_its_id_or_by_agent_conversation_and_time() {
        let waiting = |cells: &[(Field, &str)]| {
            Fixture::new().row(cells).with(|input, report| {
                waiting_rows(&input, report, &Progress::default()).unwrap().into_iter().next()
            })
        };
        let ready = waiting(&[]).unwrap();
        assert!(ready.is_ready && !ready.is_edited);
        let to_fix = waiting(&[(Field::Score, "n.a.x")]).unwrap();
        assert_eq!((to_fix.review, to_fix.is_ready), (ready.review, false), "the same review, to fix");
        assert_eq!(waiting(&[(Field::ScoredAt, "soon")]), None);
        assert_eq!(waiting(&[(Field::AgentId, "nobody")]), None);
        let with_id = [(Field::AgentId, "nobody"), (Field::Review, "r1")];
        let known = [(Field::Review, "r1")];
        assert_eq!(waiting(&with_id).unwrap().review, waiting(&known).unwrap().review);
        assert_ne!(waiting(&known).unwrap().review, ready.review);
        let edited = Fixture::new()
            .row(&[])
            .edit(Field::Score, "70")
            .with(|input, report| waiting_rows(&input, report, &Progress::default()).unwrap()[0]);
        assert_eq!((edited.review, edited.is_edited), (ready.review, true));
        let left_out = waiting(&[(Field::Score, "N/A")]);
        assert_eq!(left_out, None, "what is not graded waits for nobody");
    }
}
