//! Work in progress: every step on disk as it is done, and opened again at the next start.
//!
//! Owns what waits, and how far each open document is kept. Does not know the disk: it asks by
//! [`Effect`]s. Invariant: after every message each document that was changed is kept as it is, however
//! it came to be so: [`follow`] compares, nobody has to remember to call it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::check::WaitingRow;
use crate::import::ImportOptions;
use crate::journal::{DraftHead, DraftId, DraftInfo, DraftKind, DraftWrite, os_user};
use crate::model::{RowState, SourceFile};
use crate::people::Aliases;
use crate::pipeline::Document;
use crate::recipe::Recipe;

use super::history::{History, Stamp, Step};
use super::overlap::{self, Updated};
use super::tabs::{self, Open, Source, TabId};
use super::work;
use super::{Effect, Place, State, record, rows_words, thousands};

/// What waits of earlier work.
#[derive(Default)]
pub struct Drafts {
    /// Drafts that are in no tab; the one that was changed last first.
    pub waiting: Vec<DraftInfo>,
    /// The rows of those that a later file took over, as of the last comparison.
    pub(super) updated: Vec<Updated>,
    /// The rows that wait in each, as of the last count.
    rows: BTreeMap<DraftId, Arc<[WaitingRow]>>,
    /// Who is at the computer, as the OS names them.
    pub user: Arc<str>,
    /// Whether they were listed: only the first list opens tabs again. What is open in another window
    /// stays there.
    listed: bool,
    /// What was restored, in words.
    restored: Vec<String>,
}

/// What can happen to work in progress.
pub enum Message {
    /// What is there. The drafts that were left open are opened again by the window that was first.
    Listed(Vec<DraftInfo>, bool),
    /// How many rows wait in each, and which, as the account knows them now.
    Recounted(Vec<Counted>),
    /// A person takes what was changed by hand in work that waits over to an open file.
    TakeOver(TabId, DraftId),
    /// A person goes on with one that waits.
    GoOn(DraftId),
    /// A person has no more use for one that waits.
    Dismiss(DraftId),
}

/// The rows of work that waits.
pub struct Counted {
    /// Which work.
    pub draft: DraftId,
    /// How many rows are ready.
    pub ready: u32,
    /// How many are to fix.
    pub to_fix: u32,
    /// Those of them of which it can be told which review they are.
    pub rows: Arc<[WaitingRow]>,
}

/// How far a document is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Under which id; `None` while there is nothing to keep.
    pub id: Option<DraftId>,
    /// The revision of which rows were sent: what is left of them is kept, also where nobody changed it.
    sent: Option<u64>,
    acts: u64,
    done: usize,
    counts: (u32, u32),
}

/// A document with its history, as it was left.
pub struct Restored {
    /// The document.
    pub document: Document,
    /// The steps that are done, and those that were taken back.
    pub history: History,
    /// How its columns became fields before the first step.
    pub first_recipe: Arc<Recipe>,
    /// The draft.
    pub info: DraftInfo,
    /// What is to be said besides: the file is gone, or has changed.
    pub beside: Option<&'static str>,
}

/// A step to keep, written out on the thread that keeps it.
pub struct StepToKeep {
    /// Of which draft.
    pub draft: DraftId,
    /// Its place among the steps.
    pub number: u32,
    /// When and by whom.
    pub stamp: Stamp,
    pub(super) back: Arc<Step>,
    pub(super) document: Document,
    pub(super) aliases: Arc<Aliases>,
}

/// What is to be kept of a draft.
pub enum Keeping {
    /// These.
    Writes(Vec<DraftWrite>),
    /// A step.
    Step(Box<StepToKeep>),
    /// A copy of the rows' source.
    Copy(DraftId, Source, String),
}

impl Drafts {
    /// Nothing waits yet.
    pub(super) fn new() -> Self {
        Self { user: os_user().into(), ..Self::default() }
    }

    /// Takes the draft that waits for these very rows, read in the same way.
    pub(super) fn take(&mut self, file: &SourceFile, options: &ImportOptions) -> Option<DraftInfo> {
        let fits = |info: &DraftInfo| {
            info.head.sha256 == file.sha256
                && info.head.kind != DraftKind::Pasted
                && options_of(&info.head.options) == *options
        };
        let place = self.waiting.iter().position(fits)?;
        Some(self.waiting.remove(place))
    }

    /// What waits, each with its rows as of the last count.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&DraftInfo, &Arc<[WaitingRow]>)> {
        self.waiting.iter().filter_map(|info| Some((info, self.rows.get(&info.head.id)?)))
    }

    /// What later files took over of work that waits.
    pub fn updated(&self, draft: DraftId) -> impl Iterator<Item = &Updated> {
        self.updated.iter().filter(move |updated| updated.draft == draft)
    }

    /// How many rows are ready, and how many to fix, in work that waits and in no later file.
    pub fn left(&self, info: &DraftInfo) -> (u32, u32) {
        self.updated(info.head.id).fold((info.ready, info.to_fix), |(ready, to_fix), updated| {
            (ready.saturating_sub(updated.ready), to_fix.saturating_sub(updated.to_fix))
        })
    }
}

impl Kept {
    pub(super) fn of(info: &DraftInfo, history: &History) -> Self {
        let counts = (info.ready, info.to_fix);
        Self { id: Some(info.head.id), sent: None, acts: history.acts(), done: history.num_done(), counts }
    }
}

impl StepToKeep {
    /// What is written of it.
    pub fn write(&self) -> DraftWrite {
        let step = crate::journal::DraftStep {
            label: self.back.label.clone(),
            at: self.stamp.at,
            user: self.stamp.user.to_string(),
            changes: record::written(&self.back, &self.document, &self.aliases),
        };
        DraftWrite::Step(self.draft, self.number, step)
    }
}

/// Changes the state by what happened to work in progress.
pub(super) fn update(state: &mut State, message: Message) -> Vec<Effect> {
    match message {
        Message::Listed(list, first) => {
            let is_here = |id| state.tabs.list().iter().any(|tab| tab.draft == Some(id));
            let (open, waiting): (Vec<_>, Vec<_>) =
                list.into_iter().filter(|info| !is_here(info.head.id)).partition(|info| info.open);
            state.drafts.waiting = waiting;
            if !first || std::mem::replace(&mut state.drafts.listed, true) {
                return recount(state).into_iter().collect();
            }
            // The last that was changed is opened last, and so is in view.
            let place = state.place;
            let mut effects: Vec<_> = open.into_iter().rev().map(|info| reopen(state, &info)).collect();
            state.place = place;
            effects.extend(recount(state));
            effects
        }
        Message::Recounted(counts) => recounted(state, counts),
        Message::TakeOver(tab, draft) => work::take_over(state, tab, draft).into_iter().collect(),
        Message::GoOn(id) => {
            let Some(place) = state.drafts.waiting.iter().position(|info| info.head.id == id) else {
                return Vec::new();
            };
            let info = state.drafts.waiting.remove(place);
            let effect = reopen(state, &info);
            state.place = Place::Check;
            vec![opens(id), effect]
        }
        Message::Dismiss(id) => {
            state.drafts.waiting.retain(|info| info.head.id != id);
            let mut effects = vec![Effect::Keep(Keeping::Writes(vec![DraftWrite::Drop(id)]))];
            effects.extend(overlap::ask(state));
            effects
        }
    }
}

fn recounted(state: &mut State, counts: Vec<Counted>) -> Vec<Effect> {
    let mut writes = Vec::new();
    state.drafts.rows.clear();
    for Counted { draft, ready, to_fix, rows } in counts {
        state.drafts.rows.insert(draft, rows);
        let waiting = state.drafts.waiting.iter_mut().find(|info| info.head.id == draft);
        if let Some(info) = waiting.filter(|info| (info.ready, info.to_fix) != (ready, to_fix)) {
            (info.ready, info.to_fix) = (ready, to_fix);
            writes.push(DraftWrite::Counts(draft, ready, to_fix));
        }
    }
    let keep = (!writes.is_empty()).then_some(Effect::Keep(Keeping::Writes(writes)));
    keep.into_iter().chain(overlap::ask(state)).collect()
}

/// Some rows of an open file are being sent: what is left of it is kept, also where nobody changed it.
pub(super) fn sent(state: &mut State, id: TabId) {
    if let Some(open) = state.tabs.open_mut(id) {
        open.kept.sent = Some(open.revision);
    }
}

/// Has the rows of what waits counted again: reviews that came in a later file may be sent by now.
pub(super) fn recount(state: &State) -> Option<Effect> {
    let ids: Vec<_> = state.drafts.waiting.iter().map(|info| info.head.id).collect();
    let knows_all = state.accounts.ready && state.accounts.around.people.is_some();
    let around = state.accounts.around.clone();
    (knows_all && !ids.is_empty()).then_some(Effect::Recount { drafts: ids, around, now: state.now })
}

fn reopen(state: &mut State, info: &DraftInfo) -> Effect {
    let source = match (info.head.kind, &info.head.path) {
        (DraftKind::File, Some(path)) => Source::File(path.clone()),
        (DraftKind::Sample, _) => Source::Sample,
        // Its rows are in the draft's copy.
        _ => Source::Pasted("".into()),
    };
    tabs::reopen(state, source, options_of(&info.head.options), &info.head)
}

/// Takes a document that was restored into its tab, and says so.
pub(super) fn restored(state: &mut State, id: TabId, restored: Restored) -> Vec<Effect> {
    let Restored { document, history, first_recipe, info, beside } = restored;
    let steps = u32::try_from(history.num_done()).unwrap_or(u32::MAX);
    let mut words = format!("{}, {}, as you left it", info.head.name, changes_words(steps));
    if let Some(beside) = beside {
        words = format!("{words}; {beside}");
    }
    state.drafts.restored.push(words);
    state.notices.info(format!("{}.", state.drafts.restored.join(". ")), state.now);
    let kept = Kept::of(&info, &history);
    tabs::take_restored(state, id, document, history, (kept, first_recipe))
}

/// Keeps what has changed since the last message.
pub(super) fn follow(state: &mut State) -> Vec<Effect> {
    let ids: Vec<_> = state.tabs.list().iter().map(|tab| tab.id).collect();
    ids.into_iter().flat_map(|id| follow_tab(state, id)).collect()
}

fn follow_tab(state: &mut State, id: TabId) -> Vec<Effect> {
    let stamp = Stamp { at: state.now, user: Arc::clone(&state.drafts.user) };
    let aliases = Arc::clone(&state.accounts.around.aliases);
    let Some(tab) = state.tabs.get_mut(id) else { return Vec::new() };
    let (source, options) = (tab.source.clone(), tab.how.options.clone());
    let tabs::Stage::Open(open) = &mut tab.stage else { return Vec::new() };
    let mut effects = Vec::new();
    let is_changed = open.history.acts() != open.kept.acts;
    if open.kept.id.is_none() && (is_changed || has_rest(open)) {
        // Two windows do not begin a draft in the same microsecond for the same tab.
        let draft = DraftId(stamp.at.timestamp_micros() * 64 + i64::from(id.0 % 64));
        effects.extend(begin(draft, open, &source, &options, &stamp));
        (open.kept.id, tab.draft) = (Some(draft), Some(draft));
    }
    if let Some(draft) = open.kept.id
        && is_changed
    {
        open.kept.acts = open.history.acts();
        open.kept.done = open.history.num_done();
        let number = u32::try_from(open.kept.done.saturating_sub(1)).unwrap_or(u32::MAX);
        if let Some(back) = open.history.sign(stamp.clone()).cloned() {
            let document = open.document.clone();
            let step = StepToKeep { draft, number, stamp, back, document, aliases };
            effects.push(Effect::Keep(Keeping::Step(Box::new(step))));
        }
    } else if let Some(draft) = open.kept.id
        && open.history.num_done() != open.kept.done
    {
        open.kept.done = open.history.num_done();
        let done = u32::try_from(open.kept.done).unwrap_or(u32::MAX);
        effects.push(Effect::Keep(Keeping::Writes(vec![DraftWrite::Done(draft, done, stamp.at)])));
    }
    effects.extend(follow_counts(open));
    effects
}

/// Whether rows are left of a document of which others were sent.
fn has_rest(open: &Open) -> bool {
    let is_judged_since = open.kept.sent.is_some_and(|revision| open.revision > revision);
    is_judged_since && counts(open).is_some_and(|counts| counts != (0, 0))
}

/// How many rows are ready, and how many to fix; `None` while that is not up to date.
fn counts(open: &Open) -> Option<(u32, u32)> {
    let counts = open.report.as_ref().filter(|_| open.is_settled())?.counts();
    Some((counts.of(RowState::Ready), counts.of(RowState::NeedsFix)))
}

fn follow_counts(open: &mut Open) -> Option<Effect> {
    let draft = open.kept.id?;
    let counts = counts(open)?;
    if counts == open.kept.counts {
        return None;
    }
    open.kept.counts = counts;
    Some(Effect::Keep(Keeping::Writes(vec![DraftWrite::Counts(draft, counts.0, counts.1)])))
}

fn begin(id: DraftId, open: &Open, source: &Source, options: &ImportOptions, stamp: &Stamp) -> [Effect; 2] {
    let sheet = open.document.sheet.source();
    let (kind, path) = match source {
        Source::File(path) => (DraftKind::File, Some(sheet.path.clone().unwrap_or_else(|| path.clone()))),
        Source::Pasted(_) => (DraftKind::Pasted, None),
        Source::Sample => (DraftKind::Sample, None),
    };
    let source = match &path {
        Some(path) => Source::File(path.clone()),
        None => source.clone(),
    };
    let head = DraftHead {
        id,
        name: sheet.name.clone(),
        kind,
        path,
        sha256: sheet.sha256.clone(),
        options: options_text(options),
        recipe: open.first_recipe.to_text(),
    };
    let sha256 = head.sha256.clone();
    [
        Effect::Keep(Keeping::Writes(vec![DraftWrite::Begin(head, stamp.at)])),
        Effect::Keep(Keeping::Copy(id, source, sha256)),
    ]
}

/// What is done about the draft of a tab that a person closes: it waits while rows do, and is finished
/// where none do.
pub(super) fn closed(open: &Open) -> Vec<Effect> {
    let Some(id) = open.kept.id else { return Vec::new() };
    let (ready, to_fix) = open.kept.counts;
    if ready == 0 && to_fix == 0 && open.is_settled() {
        return vec![Effect::Keep(Keeping::Writes(vec![DraftWrite::Drop(id)]))];
    }
    waits(id)
}

/// A draft leaves its tab and waits.
pub(super) fn waits(id: DraftId) -> Vec<Effect> {
    vec![Effect::Keep(Keeping::Writes(vec![DraftWrite::Open(id, false)])), Effect::LoadDrafts]
}

/// A draft is in a tab again.
pub(super) fn opens(id: DraftId) -> Effect {
    Effect::Keep(Keeping::Writes(vec![DraftWrite::Open(id, true)]))
}

/// "14 changes · 960 rows ready, 25 rows to fix": what waits in a draft, and in no later file.
pub fn words(drafts: &Drafts, info: &DraftInfo) -> String {
    let (ready, to_fix) = drafts.left(info);
    format!("{} · {} ready, {} to fix", changes_words(info.done), rows_words(ready), rows_words(to_fix))
}

/// "12 are in later.csv now, 3 of them changed by hand here": what a later file took over of a draft.
pub fn updated_words(updated: &Updated) -> String {
    let rows = updated.ready + updated.to_fix;
    let are = if rows == 1 { "is" } else { "are" };
    let words = format!("{} {are} in {} now", rows_words(rows), updated.by);
    match updated.by_hand {
        0 => words,
        by_hand => format!("{words}, {} of them changed by hand here", thousands(by_hand)),
    }
}

fn changes_words(steps: u32) -> String {
    match steps {
        0 => "no change".to_owned(),
        1 => "1 change".to_owned(),
        steps => format!("{} changes", thousands(steps)),
    }
}

fn options_text(options: &ImportOptions) -> String {
    serde_json::to_string(options).unwrap_or_default()
}

/// The options of a draft; what cannot be read is detected again.
pub(super) fn options_of(text: &str) -> ImportOptions {
    serde_json::from_str(text).unwrap_or_default()
}

/// Where a file was, for its failure.
pub(super) fn path_words(path: Option<&PathBuf>) -> String {
    path.map_or_else(|| "the file".to_owned(), |path| path.display().to_string())
}
