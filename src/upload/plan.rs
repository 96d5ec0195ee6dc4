//! Which rows go in which batch, and the exact bytes of each. Pure.

use std::iter;

use crate::check::{Input, Report, Scores};
use crate::journal::{RowTold, SealedBatch, SealedRow};
use crate::model::{RowId, RowState};

/// A part of the ready rows, sent as one batch to look at before the rest goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trial {
    /// The first so many.
    First(u32),
    /// One that a person picked.
    Row(RowId),
}

impl Trial {
    /// Whether the trial takes a ready row, of which so many came before it.
    pub fn takes(self, row: RowId, before: u32) -> bool {
        match self {
            Self::First(rows) => before < rows,
            Self::Row(one) => row == one,
        }
    }
}

/// The ready rows of a report in the order of the file, `batch_rows` at a time, as sealed batches:
/// made one by one, so that ten million scores are never in memory at once. A trial is one batch, however
/// many rows it takes.
pub fn batches<'a>(
    input: &'a Input<'a>,
    report: &'a Report,
    batch_rows: u32,
    trial: Option<Trial>,
) -> impl Iterator<Item = SealedBatch> + 'a {
    let ready = (0..report.counts().read()).map(RowId).filter(|&row| report.state(row) == RowState::Ready);
    let scores = Scores::new(input, report);
    let taken =
        (0..).zip(ready).filter(move |(before, row)| trial.is_none_or(|trial| trial.takes(*row, *before)));
    let mut rows = taken.filter_map(move |(_, row)| seal_row(&scores, input.sheet.line(row), row));
    let batch_rows = if trial.is_some() { u32::MAX } else { batch_rows.max(1) };
    iter::from_fn(move || batch(&mut rows, batch_rows))
}

/// A row with the exact JSON of its score.
fn seal_row(scores: &Scores<'_>, line: u32, row: RowId) -> Option<(SealedRow, Vec<u8>)> {
    let (score, key) = scores.get(row)?;
    let sealed = SealedRow {
        row,
        line,
        key,
        told: RowTold {
            agent_id: score.agent_id().to_owned(),
            conversation: score.conversation().to_owned(),
            source: score.source().to_owned(),
            rubric: score.rubric().to_owned(),
            score: score.percent().to_string(),
            scored_at: score.scored_at().to_owned(),
        },
    };
    Some((sealed, score.json()))
}

/// The next batch: `{"qa_scores":[…]}`.
fn batch(rows: &mut impl Iterator<Item = (SealedRow, Vec<u8>)>, batch_rows: u32) -> Option<SealedBatch> {
    let (mut sealed, scores): (Vec<_>, Vec<_>) = rows.take(batch_rows as usize).unzip();
    if sealed.is_empty() {
        return None;
    }
    sealed.shrink_to_fit();
    Some(SealedBatch { body: body(&scores), rows: sealed })
}

/// The request body around the JSON of its scores.
fn body(scores: &[impl AsRef<[u8]>]) -> Vec<u8> {
    let mut body = br#"{"qa_scores":["#.to_vec();
    for (n, score) in scores.iter().enumerate() {
        if n > 0 {
            body.push(b',');
        }
        body.extend_from_slice(score.as_ref());
    }
    body.extend_from_slice(b"]}");
    body
}

/// Cuts a body in two: its first `first_rows` scores and the others, each score byte for byte as it
/// was. `None` where it is no body of more scores than that.
pub(super) fn halves(whole: &[u8], first_rows: usize) -> Option<[Vec<u8>; 2]> {
    #[derive(serde::Deserialize)]
    struct Body<'a> {
        #[serde(borrow)]
        qa_scores: Vec<&'a serde_json::value::RawValue>,
    }
    let scores: Vec<&str> =
        serde_json::from_slice::<Body<'_>>(whole).ok()?.qa_scores.iter().map(|score| score.get()).collect();
    let (first, rest) = scores.split_at_checked(first_rows)?;
    (!first.is_empty() && !rest.is_empty()).then(|| [body(first), body(rest)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check;

    #[test]
    fn a_batch_holds_so_many_rows_and_the_last_one_the_rest() {
        let row = |n: u32| SealedRow {
            row: RowId(n),
            line: n + 1,
            key: check::RowKey {
                identity: check::KeyedHash([0; 16]),
                version: check::KeyedHash([0; 16]),
                content: check::KeyedHash([0; 16]),
                ordinal: n,
            },
            told: RowTold::default(),
        };
        for (rows, batch_rows, sizes) in
            [(5_u32, 2, vec![2, 2, 1]), (4, 2, vec![2, 2]), (0, 2, vec![]), (3, 9, vec![3])]
        {
            let mut rows = (0..rows).map(|n| (row(n), format!("{{\"n\":{n}}}").into_bytes()));
            let batches: Vec<_> = iter::from_fn(|| batch(&mut rows, batch_rows)).collect();
            assert_eq!(batches.iter().map(|batch| batch.rows.len()).collect::<Vec<_>>(), sizes);
            for batch in batches {
                let parsed: serde_json::Value = serde_json::from_slice(&batch.body).unwrap();
                let sent: Vec<_> =
                    parsed["qa_scores"].as_array().unwrap().iter().map(|score| score["n"].as_u64()).collect();
                let sealed: Vec<_> = batch.rows.iter().map(|row| Some(u64::from(row.row.0))).collect();
                assert_eq!(sent, sealed);
            }
        }
    }

    #[test]
    fn halves_keep_every_byte_of_a_score() {
        let whole =
            br#"{"qa_scores":[{"score":83.3333,"notes":"a, \"b\" ]} \u00e9"},{"score":90},{"score":1e2}]}"#;
        let [first, rest] = halves(whole, 1).unwrap();
        assert_eq!(first, br#"{"qa_scores":[{"score":83.3333,"notes":"a, \"b\" ]} \u00e9"}]}"#);
        assert_eq!(rest, br#"{"qa_scores":[{"score":90},{"score":1e2}]}"#);
        for first_rows in [0, 3, 4] {
            assert_eq!(halves(whole, first_rows), None);
        }
        assert_eq!(halves(b"{", 1), None);
    }
}
