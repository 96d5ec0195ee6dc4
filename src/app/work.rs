//! Changes of many cells, made on a thread: planned and applied there, and taken here in one go.
//!
//! Owns what is under way in a document, and the snapshot that threads work on. Invariant: while it is
//! under way nothing else changes the document, so what it gives is never stale; it is refused before
//! it is lost.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::check::{self, Decision, Report};
use crate::journal::DraftId;
use crate::model::{Cancelled, Field, Overlay, Progress, RowId};
use crate::pipeline::{Document, Surroundings};

use super::bulk::{self, Bulk};
use super::clipboard::Copied;
use super::edit::{self, AT_ONCE, Edit, thousands};
use super::history::{self, Step, Touched};
use super::hunt;
use super::overlap;
use super::preview;
use super::tabs::{self, Message, Settled, TabId};
use super::tally;
use super::to_fix;
use super::values;
use super::view::View;
use super::{Effect, Job, State, area::Area, judging};

/// A change of many cells that is under way.
pub struct Working {
    job: Job,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Change,
    /// A change that settles a decision.
    Decision,
    /// Taking a step back, and more of them until so many are done.
    Undo(Option<usize>),
    /// Doing a step again, and more of them until so many are done.
    Redo(Option<usize>),
}

impl Working {
    /// How far it is.
    pub fn job(&self) -> &Job {
        &self.job
    }

    /// What it does, in words.
    pub fn words(&self) -> &'static str {
        match self.kind {
            Kind::Change => "Changing cells…",
            Kind::Decision => "Changing rows…",
            Kind::Undo(_) => "Taking back…",
            Kind::Redo(_) => "Doing again…",
        }
    }

    /// Whether it can be stopped before its end: a change can, taking one back is done too soon.
    pub fn can_stop(&self) -> bool {
        matches!(self.kind, Kind::Change | Kind::Decision)
    }
}

/// A document as it was, and all that a thread needs of it. Cheap to make.
pub struct Snapshot {
    /// Of which tab.
    pub tab: TabId,
    /// As of which revision.
    pub revision: u64,
    /// The document.
    pub document: Document,
    /// What it is judged against.
    pub around: Surroundings,
    /// What was found.
    pub report: Arc<Report>,
    /// The rows in view.
    pub view: View,
    /// The time of judging.
    pub now: DateTime<Utc>,
}

/// What a thread does with the cells of a snapshot.
pub enum CellJob {
    /// Changes them.
    Change(Bulk),
    /// Tries what an answer would make of them; one about the rows of a decision with that.
    Preview(Box<Edit>, Option<Box<Decision>>),
    /// Changes all rows of a decision.
    Decide(Box<Edit>, Box<Decision>),
    /// Takes a step back, or does it again.
    Step(Arc<Step>),
    /// Makes a text of them for the clipboard.
    Copy(Copied),
    /// Counts the values of a field.
    Values(Field),
    /// Sums them up.
    Tally(Area),
    /// Looks for the next row to fix.
    ToFix(to_fix::From),
    /// Looks for something in them.
    Hunt(hunt::Quarry),
}

/// A change that was made on a thread.
pub struct Worked {
    ticket: Arc<Progress>,
    overlay: Arc<Overlay>,
    /// The step that takes it back; `None` where nothing changed.
    inverse: Option<Step>,
    touched: Touched,
}

impl Snapshot {
    /// Of a document that has been judged.
    pub(super) fn of(state: &State, tab: TabId) -> Option<Box<Self>> {
        let open = state.tabs.get(tab)?.open()?;
        Some(Box::new(Self {
            tab,
            revision: open.revision,
            document: open.document.clone(),
            around: state.accounts.around.clone(),
            report: Arc::clone(open.report.as_ref()?),
            view: open.view.clone(),
            now: state.now,
        }))
    }

    /// The rows of a decision.
    pub(super) fn rows_of(&self, decision: &Decision) -> Vec<RowId> {
        check::rows_of(&self.document.input(&self.around, self.now), &self.report, decision)
    }

    /// Does the job, on whatever thread this is called, and gives the answer for the tab.
    ///
    /// # Errors
    /// [`Cancelled`] when it was asked to stop.
    pub fn run(mut self, job: CellJob, ticket: &Arc<Progress>) -> Result<Message, Cancelled> {
        match job {
            CellJob::Change(bulk) => {
                let input = self.document.input(&self.around, self.now);
                let plan = bulk::planned(&bulk, &input, &self.report, &self.view, ticket)?;
                let step = plan.step(&bulk, Arc::make_mut(&mut self.document.overlay));
                Ok(self.worked(step.map(Arc::new), ticket))
            }
            CellJob::Preview(edit, decision) => preview::tried(self, *edit, decision.as_deref(), ticket),
            CellJob::Decide(edit, decision) => {
                let rows = self.rows_of(&decision);
                let step = edit::decided_step(&edit, rows, Arc::make_mut(&mut self.document.overlay));
                Ok(self.worked(step.map(Arc::new), ticket))
            }
            CellJob::Step(step) => Ok(self.worked(Some(step), ticket)),
            CellJob::Copy(copied) => {
                let cells = copied.num_cells();
                copied.text(&self, ticket).map(|text| Message::Copied(text, cells))
            }
            CellJob::Values(field) => values::count(&self, field, ticket),
            CellJob::Tally(area) => {
                let sums = tally::sums(&self, &area, ticket)?;
                Ok(Message::Tallied(area, self.revision, sums))
            }
            CellJob::ToFix(from) => to_fix::seek(&self, from, ticket),
            CellJob::Hunt(quarry) => hunt::hunt(&self, quarry, ticket).map(Message::Hunt),
        }
    }

    /// Does a step to the snapshot: the answer for the tab.
    pub(super) fn worked(mut self, step: Option<Arc<Step>>, ticket: &Arc<Progress>) -> Message {
        let mut aliases = Arc::clone(&self.around.aliases);
        let (inverse, mut touched) = match step {
            Some(step) => {
                let (inverse, touched) = history::apply(&mut self.document, &mut aliases, &step);
                (Some(inverse), touched)
            }
            None => (None, Touched::default()),
        };
        touched.all |= touched.rows.len() > AT_ONCE;
        if touched.all {
            touched.rows = Vec::new();
        }
        let (ticket, overlay) = (Arc::clone(ticket), Arc::clone(&self.document.overlay));
        Message::Worked(Box::new(Worked { ticket, overlay, inverse, touched }))
    }
}

/// Whether a change of many cells is under way: then says so, and the document must be left alone.
pub(super) fn refused(state: &mut State, id: TabId) -> bool {
    let busy = state.tabs.open_mut(id).is_some_and(|open| open.working.is_some());
    if busy {
        state.notices.info("Cells are being changed. Wait for the end, or stop it.", state.now);
    }
    busy
}

/// Whether a change looks at too many cells to be made at once.
pub(super) fn is_long(state: &State, id: TabId, bulk: &Bulk) -> bool {
    let open = state.tabs.get(id).and_then(super::Tab::open);
    open.is_some_and(|open| {
        let num_rows = open.view.num_rows(open.document.sheet.num_rows());
        bulk.num_cells(num_rows) > AT_ONCE as u64
    })
}

/// The step of a change of few cells.
pub(super) fn step_now(state: &mut State, id: TabId, bulk: &Bulk) -> Option<Step> {
    let snapshot = Snapshot::of(state, id)?;
    let input = snapshot.document.input(&snapshot.around, snapshot.now);
    let plan = bulk::planned(bulk, &input, &snapshot.report, &snapshot.view, &Progress::default()).ok()?;
    drop(snapshot);
    let open = state.tabs.open_mut(id)?;
    plan.step(bulk, Arc::make_mut(&mut open.document.overlay))
}

/// Copies few cells at once, and has more of them copied.
pub(super) fn copy(state: &mut State, id: TabId, copied: Copied) -> Vec<Effect> {
    let Some(snapshot) = Snapshot::of(state, id) else { return Vec::new() };
    let cells = copied.num_cells();
    if cells > AT_ONCE as u64 {
        let Some(open) = state.tabs.open_mut(id) else { return Vec::new() };
        let job = Job::default();
        let ticket = job.ticket();
        open.copying = Some(job);
        return vec![Effect::OnCells { snapshot, job: CellJob::Copy(copied), ticket }];
    }
    let text = copied.text(&snapshot, &Progress::default());
    text.map_or_else(|_cancelled| Vec::new(), |text| self::copied(state, id, text, cells))
}

/// Puts the text of cells on the clipboard.
pub(super) fn copied(state: &mut State, id: TabId, text: String, cells: u64) -> Vec<Effect> {
    if let Some(open) = state.tabs.open_mut(id) {
        open.copying = None;
    }
    let words = if cells == 1 { "Copied.".to_owned() } else { format!("{} cells copied.", thousands(cells)) };
    state.notices.info(words, state.now);
    vec![Effect::Copy(text)]
}

/// Has a change made on a thread.
pub(super) fn start(state: &mut State, id: TabId, job: CellJob) -> Vec<Effect> {
    let Some(snapshot) = Snapshot::of(state, id) else { return Vec::new() };
    begin(state, snapshot, Kind::Change, job)
}

/// Has what was changed by hand in work that waits done to the same reviews of an open document.
pub(super) fn take_over(state: &mut State, id: TabId, draft: DraftId) -> Option<Effect> {
    if refused(state, id) {
        return None;
    }
    let snapshot = Snapshot::of(state, id)?;
    let (snapshot, ticket) = under_way(state, snapshot, Kind::Change)?;
    Some(Effect::TakeOver { snapshot, draft, ticket })
}

/// Has the rows of a decision changed on a thread, where they are many; `None` where they are few, and
/// for other changes.
pub(super) fn decide(state: &mut State, id: TabId, edit: &Edit) -> Option<Vec<Effect>> {
    let open = state.tabs.get(id)?.open()?;
    let decision = edit::decision(edit, &open.decisions)?;
    if decision.rows as usize <= AT_ONCE {
        return None;
    }
    let job = CellJob::Decide(Box::new(edit.clone()), Box::new(decision.clone()));
    let snapshot = Snapshot::of(state, id)?;
    Some(begin(state, snapshot, Kind::Decision, job))
}

/// Has a large step taken back, or done again, on a thread, and then more of them until so many are
/// done. `None` for a small one, and where the document was not judged yet: then it is done at once.
pub(super) fn take_back(state: &mut State, id: TabId, undo: bool, to: Option<usize>) -> Option<Vec<Effect>> {
    let snapshot = Snapshot::of(state, id)?;
    let step = state.tabs.open_mut(id)?.history.take_large(undo, AT_ONCE)?;
    let kind = if undo { Kind::Undo(to) } else { Kind::Redo(to) };
    Some(begin(state, snapshot, kind, CellJob::Step(step)))
}

fn begin(state: &mut State, snapshot: Box<Snapshot>, kind: Kind, cells: CellJob) -> Vec<Effect> {
    let Some((snapshot, ticket)) = under_way(state, snapshot, kind) else { return Vec::new() };
    vec![Effect::OnCells { snapshot, job: cells, ticket }]
}

/// A change of a document is under way from now on.
fn under_way(
    state: &mut State,
    snapshot: Box<Snapshot>,
    kind: Kind,
) -> Option<(Box<Snapshot>, Arc<Progress>)> {
    let open = state.tabs.open_mut(snapshot.tab)?;
    let job = Job::default();
    let ticket = job.ticket();
    open.working = Some(Working { job, kind });
    Some((snapshot, ticket))
}

/// Takes what a thread made of the document.
pub(super) fn done(state: &mut State, id: TabId, worked: Worked) -> Vec<Effect> {
    let Some(open) = state.tabs.open_mut(id) else { return Vec::new() };
    let is_this = |working: &mut Working| Arc::ptr_eq(&working.job.ticket(), &worked.ticket);
    let Some(working) = open.working.take_if(is_this) else { return Vec::new() };
    let Some(inverse) = worked.inverse else { return Vec::new() };
    open.document.overlay = worked.overlay;
    let mut goes_on = None;
    match working.kind {
        Kind::Change => open.history.done(inverse),
        Kind::Decision => {
            open.settled.push(Settled { label: inverse.label.clone() });
            open.history.done(inverse);
        }
        Kind::Undo(to) | Kind::Redo(to) => {
            open.history.taken(matches!(working.kind, Kind::Undo(_)), inverse);
            goes_on = to;
        }
    }
    let mut effects = judging::follow(state, id, worked.touched);
    effects.extend(goes_on.into_iter().flat_map(|to| tabs::step_to(state, id, to)));
    // What it says beside another file may be another by now.
    if state.tabs.open_mut(id).is_some_and(|open| !open.overlaps.is_empty()) {
        effects.extend(overlap::ask(state));
    }
    effects
}
