//! Find and replace: what is looked for in a document, how much of it there is, and where the next is.
//!
//! Owns the search and what is known of it. Does not know panels nor cursors. Invariant: a count is of
//! the search and the revision that it names, or it is not shown.

use crate::model::{Cancelled, Field, Progress};

use super::search::{self, Found, Search};
use super::tabs::TabId;
use super::work::{CellJob, Snapshot};
use super::{Effect, Job, State};

/// What is looked for, and what is known of it.
#[derive(Default)]
pub struct Hunt {
    count: Option<Count>,
    seeking: Option<Job>,
    /// The cell that was found last. Counted, so that the same cell found again is seen.
    pub sought: Sought,
}

/// A cell that was found: where it is in the view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    /// Which one since the file was opened.
    pub times: u32,
    /// The place of its row, and its field; `None` where nothing was found.
    pub place: Option<(u32, Field)>,
}

/// What a count is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What is looked for.
    pub search: Search,
    /// What it would be replaced with.
    pub with: String,
    /// The revision of the document.
    pub revision: u64,
    /// The arrangement of the view.
    pub arranged: u64,
}

struct Count {
    asked: Asked,
    found: Result<Found, Job>,
}

/// What a thread looks for.
pub enum Quarry {
    /// How much there is.
    Count(Asked),
    /// The next one from a cell on, or back.
    Next {
        /// What is looked for.
        search: Search,
        /// From where.
        from: (u32, Field),
        /// Back.
        back: bool,
    },
}

/// What can happen to it.
pub enum Message {
    /// Count it.
    Count(Asked),
    /// It is counted.
    Counted(Asked, Found),
    /// Go to the next one.
    Next {
        /// What is looked for.
        search: Search,
        /// From where.
        from: (u32, Field),
        /// Back.
        back: bool,
    },
    /// There it is.
    Sought(Option<(u32, Field)>),
    /// Look for nothing any more.
    Stop,
}

impl Hunt {
    /// What is known of a search: what was found, or the job that is counting; `None` where it was not
    /// asked for.
    pub fn found(&self, asked: &Asked) -> Option<Result<&Found, &Job>> {
        self.count.as_ref().filter(|count| count.asked == *asked).map(|count| count.found.as_ref())
    }

    /// Whether the next cell is being looked for.
    pub fn seeking(&self) -> Option<&Job> {
        self.seeking.as_ref()
    }
}

/// Changes what is known by what happened.
pub(super) fn update(state: &mut State, id: TabId, message: Message) -> Vec<Effect> {
    match message {
        Message::Count(asked) => return begin(state, id, Quarry::Count(asked)),
        Message::Next { search, from, back } => {
            return begin(state, id, Quarry::Next { search, from, back });
        }
        Message::Counted(asked, found) => {
            if let Some(open) = state.tabs.open_mut(id)
                && let Some(count) = open.hunt.count.as_mut().filter(|count| count.asked == asked)
            {
                count.found = Ok(found);
            }
        }
        Message::Sought(place) => {
            if let Some(open) = state.tabs.open_mut(id)
                && open.hunt.seeking.take().is_some()
            {
                open.hunt.sought = Sought { times: open.hunt.sought.times + 1, place };
            }
        }
        Message::Stop => {
            if let Some(open) = state.tabs.open_mut(id) {
                (open.hunt.count, open.hunt.seeking) = (None, None);
            }
        }
    }
    Vec::new()
}

fn begin(state: &mut State, id: TabId, quarry: Quarry) -> Vec<Effect> {
    let Some(snapshot) = Snapshot::of(state, id) else { return Vec::new() };
    let Some(open) = state.tabs.open_mut(id) else { return Vec::new() };
    let job = Job::default();
    let ticket = job.ticket();
    match &quarry {
        Quarry::Count(asked) => {
            open.hunt.count = Some(Count { asked: asked.clone(), found: Err(job) });
        }
        Quarry::Next { .. } => open.hunt.seeking = Some(job),
    }
    vec![Effect::OnCells { snapshot, job: CellJob::Hunt(quarry), ticket }]
}

/// Looks for it in a snapshot.
///
/// # Errors
/// [`Cancelled`] when the job was asked to stop.
pub(super) fn hunt(snapshot: &Snapshot, quarry: Quarry, progress: &Progress) -> Result<Message, Cancelled> {
    let input = snapshot.document.input(&snapshot.around, snapshot.now);
    match quarry {
        Quarry::Count(asked) => {
            let Asked { search, with, .. } = &asked;
            let found = search::count(&input, &snapshot.report, &snapshot.view, search, with, progress)?;
            Ok(Message::Counted(asked, found))
        }
        Quarry::Next { search, from, back } => {
            search::next(&input, &snapshot.view, &search, from, back, progress).map(Message::Sought)
        }
    }
}
