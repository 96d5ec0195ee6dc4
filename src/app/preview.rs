//! What an answer would make of the document, before it is given.
//!
//! Owns the answer that is offered, and what came of trying it on a snapshot: every row judged as it would
//! be. Invariants: trying changes nothing; what is shown is of the current revision, or not shown.

use std::sync::Arc;

use crate::check::{self, Decision, Report};
use crate::model::{Cancelled, Progress, RowState};
use crate::pipeline::{Document, Surroundings};
use crate::recipe;

use super::edit::{self, Edit};
use super::history;
use super::tabs::{Message, TabId};
use super::work::{CellJob, Snapshot};
use super::{Effect, Job, State};

/// An answer that is offered: under the pointer, or with the focus.
pub struct Preview {
    edit: Edit,
    revision: u64,
    tried: Result<Arc<Tried>, Job>,
}

/// What would be.
pub struct Tried {
    /// The document.
    pub document: Document,
    /// What it would be judged against.
    pub around: Surroundings,
    /// What would be found.
    pub report: Report,
}

impl Preview {
    /// Whether it is this answer, and was tried on that revision of the document.
    pub fn is_of(&self, edit: &Edit, revision: u64) -> bool {
        self.edit == *edit && self.revision == revision
    }

    /// What would be, as soon as it is known, if the document still has that revision.
    pub fn tried(&self, revision: u64) -> Option<&Arc<Tried>> {
        self.tried.as_ref().ok().filter(|_| self.revision == revision)
    }
}

impl Tried {
    /// How many rows more, or fewer, would be in a state than are now.
    pub fn change(&self, now: &Report, state: RowState) -> i64 {
        i64::from(self.report.counts().of(state)) - i64::from(now.counts().of(state))
    }
}

/// Offers an answer, or none any more.
pub(super) fn offer(state: &mut State, id: TabId, edit: Option<Edit>) -> Vec<Effect> {
    let Some(open) = state.tabs.open_mut(id) else { return Vec::new() };
    let revision = open.revision;
    let Some(edit) = edit else {
        open.preview = None;
        return Vec::new();
    };
    if open.preview.as_ref().is_some_and(|known| known.is_of(&edit, revision)) || open.working.is_some() {
        return Vec::new();
    }
    let decision = edit::decision(&edit, &open.decisions).cloned();
    let Some(snapshot) = Snapshot::of(state, id) else { return Vec::new() };
    let Some(open) = state.tabs.open_mut(id) else { return Vec::new() };
    let job = Job::default();
    let ticket = job.ticket();
    open.preview = Some(Preview { edit: edit.clone(), revision, tried: Err(job) });
    let job = CellJob::Preview(Box::new(edit), decision.map(Box::new));
    vec![Effect::OnCells { snapshot, job, ticket }]
}

/// Tries an answer on a snapshot.
///
/// # Errors
/// [`Cancelled`] when it is offered no more.
pub(super) fn tried(
    snapshot: Snapshot,
    edit: Edit,
    decision: Option<&Decision>,
    progress: &Progress,
) -> Result<Message, Cancelled> {
    let rows = decision.map(|decision| snapshot.rows_of(decision));
    let Snapshot { revision, mut document, mut around, now, .. } = snapshot;
    let step = match rows {
        Some(rows) => edit::decided_step(&edit, rows, Arc::make_mut(&mut document.overlay)),
        None => edit::answer_step(&edit, &document),
    };
    if let Some(step) = step {
        history::apply(&mut document, &mut around.aliases, &step);
    }
    if document.readings_due {
        document.readings = Arc::new(recipe::read_columns(&document.sheet, &document.recipe, progress)?);
    }
    let report = check::check(&document.input(&around, now), progress)?;
    Ok(Message::Tried(Box::new((edit, revision, Tried { document, around, report }))))
}

/// Takes what came of it, if it is still offered.
pub(super) fn take(state: &mut State, id: TabId, (edit, revision, tried): (Edit, u64, Tried)) {
    if let Some(preview) = state.tabs.open_mut(id).and_then(|open| open.preview.as_mut())
        && preview.is_of(&edit, revision)
    {
        preview.tried = Ok(Arc::new(tried));
    }
}
