//! Which values a column has, and in how many rows each: what a filter by value is chosen from.
//!
//! Owns the list as last asked for. Invariant: it is of the revision that it names, or it is not shown.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::check;
use crate::model::{Cancelled, Field, Progress, RowId};

use super::tabs::{Message, TabId};
use super::work::{CellJob, Snapshot};
use super::{Effect, Job, State};

/// The values of a field, or how far the count is.
pub struct ValueList {
    field: Field,
    revision: u64,
    counted: Result<Counted, Job>,
}

/// How many rows have which value.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Values and their rows, those of most rows first.
    pub values: Vec<(String, u32)>,
    /// Rows with values that are too many to be listed.
    pub others: u32,
}

/// So many different values are told apart in a stretch of rows.
const MOST: usize = 20_000;
/// Rows of a stretch.
const STRETCH: u32 = 1 << 18;
/// Rows that are looked at before progress is told.
const STRIDE: u32 = 1 << 14;

impl ValueList {
    /// What was counted of a field, or the job that counts; `None` where it was not asked for.
    pub fn of(&self, field: Field, revision: u64) -> Option<Result<&Counted, &Job>> {
        (self.field == field && self.revision == revision).then_some(self.counted.as_ref())
    }
}

/// Has the values of a field counted.
pub(super) fn ask(state: &mut State, id: TabId, field: Field) -> Vec<Effect> {
    let Some(snapshot) = Snapshot::of(state, id) else { return Vec::new() };
    let Some(open) = state.tabs.open_mut(id) else { return Vec::new() };
    let job = Job::default();
    let ticket = job.ticket();
    open.values = Some(ValueList { field, revision: open.revision, counted: Err(job) });
    vec![Effect::OnCells { snapshot, job: CellJob::Values(field), ticket }]
}

/// Counts the values of a field.
///
/// # Errors
/// [`Cancelled`] when the job was asked to stop.
pub(super) fn count(snapshot: &Snapshot, field: Field, progress: &Progress) -> Result<Message, Cancelled> {
    let input = snapshot.document.input(&snapshot.around, snapshot.now);
    let values = check::Values::new(&input);
    let num_rows = input.sheet.num_rows();
    progress.start(u64::from(num_rows));
    let stretches: Vec<(FxHashMap<&str, u32>, u32)> = (0..num_rows.div_ceil(STRETCH))
        .into_par_iter()
        .map(|stretch| {
            let (mut counts, mut others) = (FxHashMap::<&str, u32>::default(), 0);
            for row in stretch * STRETCH..((stretch + 1) * STRETCH).min(num_rows) {
                if row % STRIDE == 0 {
                    progress.reached(u64::from(row))?;
                }
                let value = values.get(RowId(row), field);
                if let Some(count) = counts.get_mut(value) {
                    *count += 1;
                } else if counts.len() < MOST {
                    counts.insert(value, 1);
                } else {
                    others += 1;
                }
            }
            Ok((counts, others))
        })
        .collect::<Result<_, Cancelled>>()?;
    let mut all = FxHashMap::<&str, u32>::default();
    let mut others = 0;
    for (counts, more) in stretches {
        for (value, count) in counts {
            *all.entry(value).or_default() += count;
        }
        others += more;
    }
    let mut list: Vec<_> = all.into_iter().collect();
    list.sort_unstable_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
    let rest = list.split_off(list.len().min(MOST));
    others += rest.iter().map(|(_, count)| count).sum::<u32>();
    let values = list.into_iter().map(|(value, count)| (value.to_owned(), count)).collect();
    Ok(Message::Counted(field, snapshot.revision, Box::new(Counted { values, others })))
}

/// Takes what was counted, if it is what was asked for last.
pub(super) fn take(state: &mut State, id: TabId, field: Field, revision: u64, counted: Counted) {
    if let Some(list) = state.tabs.open_mut(id).and_then(|open| open.values.as_mut())
        && list.field == field
        && list.revision == revision
    {
        list.counted = Ok(counted);
    }
}
