//! Reviews that are ready in several open files: seen before one of them is sent twice over.
//!
//! Owns which rows these are, as of the last check. Does not decide which one goes: whichever is sent
//! first is known to the ledger, and keeps the others here.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::check::{KeyedHash, Scores};
use crate::model::{Cancelled, Progress, RowId};

use super::tabs::Message;
use super::work::{CellJob, Snapshot};
use super::{Effect, Job, State};

/// Rows whose reviews are ready in another open file too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// The other file.
    pub name: String,
    /// Rows of this one.
    pub rows: Arc<[RowId]>,
}

/// Has each open file compared with the others.
pub(super) fn ask(state: &mut State) -> Vec<Effect> {
    let tabs: Vec<_> = state.tabs.list().iter().map(|tab| (tab.id, tab.name.clone())).collect();
    let mut effects = Vec::new();
    for (id, _) in &tabs {
        let others = tabs.iter().filter(|(other, _)| other != id);
        let others: Vec<_> =
            others.filter_map(|(other, name)| Some((name.clone(), *Snapshot::of(state, *other)?))).collect();
        let Some(snapshot) = Snapshot::of(state, *id) else { continue };
        let Some(open) = state.tabs.open_mut(*id) else { continue };
        if others.is_empty() {
            (open.overlaps, open.comparing) = (Vec::new(), None);
            continue;
        }
        let job = Job::default();
        let ticket = job.ticket();
        open.comparing = Some(job);
        effects.push(Effect::OnCells { snapshot, job: CellJob::Overlaps(others), ticket });
    }
    effects
}

/// Compares a file with others.
///
/// # Errors
/// [`Cancelled`] when the job was asked to stop.
pub(super) fn find(
    snapshot: &Snapshot,
    others: &[(String, Snapshot)],
    progress: &Progress,
) -> Result<Message, Cancelled> {
    let own = identities(snapshot, progress)?;
    let mut overlaps = Vec::new();
    for (name, other) in others {
        let there: FxHashSet<_> =
            identities(other, progress)?.into_iter().map(|(_, review)| review).collect();
        let rows: Arc<[RowId]> =
            own.iter().filter(|(_, review)| there.contains(review)).map(|(row, _)| *row).collect();
        if !rows.is_empty() {
            overlaps.push(Overlap { name: name.clone(), rows });
        }
    }
    Ok(Message::Overlaps(overlaps))
}

/// Every ready row, and which review it is.
fn identities(snapshot: &Snapshot, progress: &Progress) -> Result<Vec<(RowId, KeyedHash)>, Cancelled> {
    let input = snapshot.document.input(&snapshot.around, snapshot.now);
    let scores = Scores::new(&input, &snapshot.report);
    progress.start(u64::from(input.sheet.num_rows()));
    let mut found = Vec::new();
    for row in input.sheet.rows() {
        if row.0 % 4_096 == 0 {
            progress.reached(u64::from(row.0))?;
        }
        found.extend(scores.get(row).map(|(_, key)| (row, key.identity)));
    }
    Ok(found)
}
