//! The next row to fix among the rows in view: at once where it is near, on a thread where it is far.
//!
//! Owns where the last one that was far was found. Does not know the grid. Invariant: the window's thread
//! looks at [`NEAR`] rows of an arranged view at most, and at two stretches of the report where the rows are
//! as in the file, however many rows there are.

use crate::check::Report;
use crate::model::{Cancelled, Progress, RowId, RowState};

use super::tabs::{Message, TabId};
use super::view::View;
use super::work::{CellJob, Snapshot};
use super::{Effect, Job, State};

/// How many places are looked at on the window's thread.
pub const NEAR: u32 = 1 << 15;

/// From where the next row to fix is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct From {
    /// The place in the view.
    pub place: u32,
    /// Towards the first row.
    pub back: bool,
}

/// Looking for a row to fix that is far.
#[derive(Default)]
pub struct ToFix {
    seeking: Option<Job>,
    /// How often one was looked for, so that the same one found again is seen.
    pub times: u32,
    /// The place of the last one; `None` where there was none.
    pub place: Option<u32>,
}

/// There is none near.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Far;

/// The place of the next row to fix, around the end too; `None` where no row in view is to fix.
///
/// # Errors
/// [`Far`] where it is not among the next [`NEAR`] places.
pub fn near(view: &View, report: &Report, from: From) -> Result<Option<u32>, Far> {
    if report.counts().of(RowState::NeedsFix) == 0 {
        return Ok(None);
    }
    if view.is_as_in_the_file() {
        let next = report.next_to_fix(RowId(from.place), from.back);
        return Ok(next.map(|row| row.0));
    }
    let num_rows = view.num_rows(report.num_rows());
    match first(num_rows.min(NEAR), num_rows, from, |place| is_to_fix(view, report, place)) {
        None if num_rows > NEAR => Err(Far),
        found => Ok(found),
    }
}

/// Has a row to fix looked for that is far.
pub(super) fn ask(state: &mut State, id: TabId, from: From) -> Vec<Effect> {
    let Some(snapshot) = Snapshot::of(state, id) else { return Vec::new() };
    let Some(open) = state.tabs.open_mut(id) else { return Vec::new() };
    let job = Job::default();
    let ticket = job.ticket();
    open.to_fix.seeking = Some(job);
    vec![Effect::OnCells { snapshot, job: CellJob::ToFix(from), ticket }]
}

/// Looks at all rows in view.
///
/// # Errors
/// [`Cancelled`] when the job was asked to stop.
pub(super) fn seek(snapshot: &Snapshot, from: From, progress: &Progress) -> Result<Message, Cancelled> {
    let (view, report) = (&snapshot.view, &snapshot.report);
    let num_rows = view.num_rows(report.num_rows());
    progress.start(u64::from(num_rows));
    let mut stopped = false;
    let place = first(num_rows, num_rows, from, |place| {
        stopped = stopped || place % NEAR == 0 && progress.reached(0).is_err();
        stopped || is_to_fix(view, report, place)
    });
    if stopped { Err(Cancelled) } else { Ok(Message::FoundToFix(view.arranged, place)) }
}

/// Takes the place that was found, if the rows are still arranged so.
pub(super) fn take(state: &mut State, id: TabId, arranged: u64, place: Option<u32>) {
    if let Some(open) = state.tabs.open_mut(id)
        && open.to_fix.seeking.take().is_some()
        && open.view.arranged == arranged
    {
        (open.to_fix.times, open.to_fix.place) = (open.to_fix.times + 1, place);
    }
}

fn is_to_fix(view: &View, report: &Report, place: u32) -> bool {
    view.row(place).is_some_and(|row| report.state(row) == RowState::NeedsFix)
}

/// The first of the next `most` places that is as it should be, around the end; the place itself last.
fn first(most: u32, num_rows: u32, from: From, mut is_it: impl FnMut(u32) -> bool) -> Option<u32> {
    let start = from.place.min(num_rows.checked_sub(1)?);
    (1..=most)
        .map(|step| {
            if from.back && step > start {
                start + (num_rows - step)
            } else if from.back {
                start - step
            } else {
                (start + step) % num_rows
            }
        })
        .find(|place| is_it(*place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_places_are_looked_at_than_asked_and_each_once() {
        for back in [false, true] {
            let mut looked = Vec::new();
            let found = first(NEAR, 10_000_000, From { place: 5, back }, |place| {
                looked.push(place);
                false
            });
            assert_eq!((found, looked.len()), (None, NEAR as usize));
            let (first_two, last) = if back { ([4, 3], 10_000_000 - NEAR + 5) } else { ([6, 7], NEAR + 5) };
            assert_eq!((&looked[..2], looked.last()), (&first_two[..], Some(&last)));
        }
        let all = |place, back| {
            let mut looked = Vec::new();
            first(4, 4, From { place, back }, |place| {
                looked.push(place);
                false
            });
            looked
        };
        assert_eq!((all(2, false), all(2, true)), (vec![3, 0, 1, 2], vec![1, 0, 3, 2]));
        assert_eq!(first(0, 0, From { place: 0, back: false }, |_| true), None);
    }
}
