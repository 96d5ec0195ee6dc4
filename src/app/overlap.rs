//! Reviews that wait in several files: seen before one of them is sent twice over, and counted once.
//!
//! Owns which rows these are, as of the last check. Does not decide which one goes: whichever is sent
//! first is known to the ledger, and keeps the others here. The rule for work that waits: a file that was
//! brought later updates it. A row of it whose review waits in a later file too is that file's from then
//! on, and waits no more here; nothing is written for that, so it waits again as soon as the later file is
//! closed or dismissed. What was changed by hand is offered to the later file, never taken over unasked.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::check::{self, WaitingRow};
use crate::journal::DraftId;
use crate::model::{Cancelled, Progress, RowId};

use super::tabs::TabId;
use super::work::Snapshot;
use super::{Effect, Job, State};

/// Rows of an open file whose reviews wait in another file too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// The other file.
    pub name: String,
    /// Where that is.
    pub there: There,
    /// Rows of this one.
    pub rows: Arc<[RowId]>,
    /// How many of them were changed by hand there, and not here.
    pub changed_there: u32,
}

/// Where the other file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum There {
    /// In another tab.
    Open,
    /// It waits, and was brought before this one.
    WaitsEarlier(DraftId),
    /// It waits, and was brought after this one.
    WaitsLater,
}

/// Rows of work that waits which are a later file's now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Updated {
    /// Of which work.
    pub draft: DraftId,
    /// The later file.
    pub by: String,
    /// How many of the rows were ready.
    pub ready: u32,
    /// How many were to fix.
    pub to_fix: u32,
    /// How many of them had been changed by hand.
    pub by_hand: u32,
}

/// A file to compare with the others.
pub struct File {
    name: String,
    rows: Rows,
}

enum Rows {
    /// An open one, and its work in progress, where something of it was changed.
    Open(Box<Snapshot>, Option<DraftId>),
    Waiting(DraftId, Arc<[WaitingRow]>),
}

/// What came of comparing all files.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Compared {
    overlaps: Vec<(TabId, Overlap)>,
    updated: Vec<Updated>,
}

/// Has all files compared, those that are open and those that wait.
pub(super) fn ask(state: &mut State) -> Option<Effect> {
    state.tabs.comparing = None;
    // When the last of them is judged this is asked for again.
    if state.tabs.list().iter().any(|tab| tab.open().is_some_and(|open| open.judging().is_some())) {
        return None;
    }
    let open = state.tabs.list().iter().filter_map(|tab| {
        Some(File { name: tab.name.clone(), rows: Rows::Open(Snapshot::of(state, tab.id)?, tab.draft) })
    });
    let waiting = state.drafts.rows().map(|(info, rows)| File {
        name: info.head.name.clone(),
        rows: Rows::Waiting(info.head.id, Arc::clone(rows)),
    });
    let files: Vec<_> = open.chain(waiting).collect();
    if files.len() < 2 {
        take(state, Compared::default());
        return None;
    }
    let job = Job::default();
    let ticket = job.ticket();
    state.tabs.comparing = Some(job);
    Some(Effect::Compare { files, ticket })
}

/// Takes what came of it.
pub(super) fn take(state: &mut State, compared: Compared) {
    state.tabs.comparing = None;
    state.drafts.updated = compared.updated;
    let mut overlaps: BTreeMap<TabId, Vec<Overlap>> = BTreeMap::new();
    for (tab, overlap) in compared.overlaps {
        overlaps.entry(tab).or_default().push(overlap);
    }
    let ids: Vec<_> = state.tabs.list().iter().map(|tab| tab.id).collect();
    for id in ids {
        if let Some(open) = state.tabs.open_mut(id) {
            open.overlaps = overlaps.remove(&id).unwrap_or_default();
        }
    }
}

/// A row of a file, by the file's place in the list.
type Entry = (WaitingRow, usize);

/// Compares files. Each is gone through once, however many there are.
///
/// # Errors
/// [`Cancelled`] when the job was asked to stop.
pub fn compare(files: &[File], progress: &Progress) -> Result<Compared, Cancelled> {
    let mut rows = Vec::with_capacity(files.len());
    for file in files {
        rows.push(file.rows(progress)?);
    }
    let mut found = Found::default();
    for alike in shared(&rows).chunk_by(|one, other| one.0.review == other.0.review) {
        found.add(files, alike);
    }
    Ok(found.compared(files))
}

/// Every row whose review may be in another file too, those of one review beside each other. The rows of
/// the largest file are looked up among those of the others, so that it needs no list of its own.
fn shared(rows: &[Cow<'_, [WaitingRow]>]) -> Vec<Entry> {
    let largest = (0..rows.len()).max_by_key(|file| rows[*file].len()).unwrap_or(0);
    let of_file = |file: usize| rows[file].iter().map(move |row| (*row, file));
    let mut all: Vec<Entry> = (0..rows.len()).filter(|file| *file != largest).flat_map(of_file).collect();
    all.par_sort_unstable();
    let is_there = |row: &&WaitingRow| all.binary_search_by_key(&row.review, |(row, _)| row.review).is_ok();
    let hits: Vec<Entry> = rows
        .get(largest)
        .map_or_else(Vec::new, |rows| rows.par_iter().filter(is_there).map(|row| (*row, largest)).collect());
    all.extend(hits);
    all.par_sort_unstable();
    all
}

/// What is alike, by pairs of files.
#[derive(Default)]
struct Found {
    /// Rows of the first that are in the second, and how many were changed by hand only there.
    pairs: BTreeMap<(usize, usize), (Vec<RowId>, u32)>,
    /// Rows of the first, which waits, that are the second's now: ready, to fix, changed by hand.
    updated: BTreeMap<(usize, usize), (u32, u32, u32)>,
}

impl Found {
    /// Takes the rows of one review. Of each file it is asked once, so that a review that is many rows
    /// costs no more than as many reviews.
    fn add(&mut self, files: &[File], alike: &[Entry]) {
        // Per file whether a row of the review is ready there, and whether one was changed by hand.
        let mut there: BTreeMap<usize, (bool, bool)> = BTreeMap::new();
        for (row, file) in alike {
            let (is_ready, is_edited) = there.entry(*file).or_default();
            (*is_ready, *is_edited) = (*is_ready || row.is_ready, *is_edited || row.is_edited);
        }
        for (row, here) in alike {
            let others = there.iter().filter(|(other, _)| *other != here);
            match &files[*here].rows {
                Rows::Open(..) => {
                    for (other, (is_ready, is_edited)) in others {
                        let waits = matches!(files[*other].rows, Rows::Waiting(..));
                        if waits || row.is_ready && *is_ready {
                            let (rows, changed) = self.pairs.entry((*here, *other)).or_default();
                            rows.push(row.row);
                            *changed += u32::from(*is_edited && !row.is_edited);
                        }
                    }
                }
                Rows::Waiting(..) => {
                    let own = files[*here].brought();
                    let later = others.map(|(other, _)| *other).filter(|other| files[*other].brought() > own);
                    if let Some(by) = later.max_by_key(|other| files[*other].brought()) {
                        let (ready, to_fix, by_hand) = self.updated.entry((*here, by)).or_default();
                        *(if row.is_ready { ready } else { to_fix }) += 1;
                        *by_hand += u32::from(row.is_edited);
                    }
                }
            }
        }
    }

    fn compared(self, files: &[File]) -> Compared {
        let overlap = |((here, other), (mut rows, changed_there)): ((usize, usize), (Vec<RowId>, u32))| {
            let Rows::Open(snapshot, _) = &files[here].rows else { return None };
            rows.sort_unstable();
            let there = match &files[other].rows {
                Rows::Open(..) => There::Open,
                Rows::Waiting(draft, _) if files[other].brought() < files[here].brought() => {
                    There::WaitsEarlier(*draft)
                }
                Rows::Waiting(..) => There::WaitsLater,
            };
            let name = files[other].name.clone();
            Some((snapshot.tab, Overlap { name, there, rows: rows.into(), changed_there }))
        };
        let updated = |((here, by), (ready, to_fix, by_hand)): ((usize, usize), _)| {
            let Rows::Waiting(draft, _) = files[here].rows else { return None };
            Some(Updated { draft, by: files[by].name.clone(), ready, to_fix, by_hand })
        };
        Compared {
            overlaps: self.pairs.into_iter().filter_map(overlap).collect(),
            updated: self.updated.into_iter().filter_map(updated).collect(),
        }
    }
}

impl File {
    fn rows(&self, progress: &Progress) -> Result<Cow<'_, [WaitingRow]>, Cancelled> {
        match &self.rows {
            Rows::Open(snapshot, _) => {
                let input = snapshot.document.input(&snapshot.around, snapshot.now);
                check::waiting_rows(&input, &snapshot.report, progress).map(Cow::Owned)
            }
            Rows::Waiting(_, rows) => Ok(Cow::Borrowed(rows)),
        }
    }

    /// When it was brought, beside the others: the names of drafts rise with the time of their beginning,
    /// and what has none was opened just now.
    fn brought(&self) -> DraftId {
        match &self.rows {
            Rows::Open(_, draft) => draft.unwrap_or(DraftId(i64::MAX)),
            Rows::Waiting(draft, _) => *draft,
        }
    }
}
