//! The files that are open, side by side.
//!
//! Owns the tabs, reading and judging their documents, and keeping what was found in step with what
//! was changed. Does not know threads: it asks for work by [`Effect`]s. Invariants: a result is used
//! only where it was made from the current revision, else the work is asked for again; what is shown
//! of a row was found by the check, never guessed here.

use std::path::PathBuf;
use std::sync::Arc;

use crate::check::{Decision, Report};
use crate::import::ImportOptions;
use crate::journal::{DraftHead, DraftId};
use crate::model::RowId;
use crate::pipeline::{Checked, Document};
use crate::recipe::{Readings, Recipe};

use super::area::Area;
use super::clipboard::Copied;
use super::drafts::{self, Kept, Restored};
use super::edit::{self, Edit};
use super::history::{History, Touched};
use super::hunt::{self, Hunt};
use super::overlap::{self, Overlap};
use super::preview::{self, Preview, Tried};
use super::reading::{self, How, HowRead, ReadFile};
use super::tally::{self, Sums, Tally};
use super::to_fix::{self, ToFix};
use super::values::{self, Counted, ValueList};
use super::view::{Filter, Pick, Sort, View, Wish};
use super::work::{self, Worked, Working};
use super::{Effect, Failure, Job, Place, State, judging};

/// A tab, as long as the window is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TabId(pub u32);

/// Where a tab's rows come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file.
    File(PathBuf),
    /// Rows from the clipboard.
    Pasted(Arc<str>),
    /// The built-in sample.
    Sample,
}

/// The open files and the one in view.
#[derive(Default)]
pub struct Tabs {
    list: Vec<Tab>,
    active: Option<TabId>,
    next: u32,
    /// Looking for reviews that are in several files.
    pub(super) comparing: Option<Job>,
}

/// One open file.
pub struct Tab {
    /// Which tab.
    pub id: TabId,
    /// Its name on the screen.
    pub name: String,
    /// Where its rows come from.
    pub source: Source,
    /// How it was read.
    pub how: HowRead,
    /// Whether the import panel was open when it was last asked for: it stays open.
    pub panel: bool,
    /// Its work in progress on disk; `None` while nothing was changed.
    pub draft: Option<DraftId>,
    /// How far it is.
    pub stage: Stage,
}

/// How far a tab is.
pub enum Stage {
    /// Being read.
    Reading(Job),
    /// Cannot be used.
    Failed(Failure),
    /// There.
    Open(Box<Open>),
}

/// A document in the window.
pub struct Open {
    /// The file, and everything that was decided about it.
    pub document: Document,
    /// Counts every change of the document and of what it is judged against.
    pub revision: u64,
    /// What the last check found; `None` before the first.
    pub report: Option<Arc<Report>>,
    /// What is left to decide, as of the last grouping.
    pub decisions: Arc<[Decision]>,
    /// What was decided since the panel was refreshed: it stays in view with a tick.
    pub settled: Vec<Settled>,
    /// The rows in view.
    pub view: View,
    /// What was done.
    pub history: History,
    /// How far that is kept on disk.
    pub kept: Kept,
    /// How its columns became fields before the first step.
    pub first_recipe: Arc<Recipe>,
    /// Why the mapping waits to be looked at once; `None` where it does not.
    pub confirm: Option<String>,
    /// Whether the import panel is open.
    pub panel: bool,
    pub(super) judging: Option<Job>,
    pub(super) deciding: Option<Job>,
    pub(super) working: Option<Working>,
    pub(super) copying: Option<Job>,
    pub(super) tally: Option<Tally>,
    pub(super) hunt: Hunt,
    /// The next row to fix, where it was far.
    pub to_fix: ToFix,
    pub(super) preview: Option<Preview>,
    pub(super) values: Option<ValueList>,
    /// Rows whose reviews wait in another file too, as of the last check.
    pub overlaps: Vec<Overlap>,
    arranging: Option<Job>,
}

/// A decision that was made: shown with a tick until the panel is refreshed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// What was done, by the name of its step.
    pub label: String,
}

/// What can happen to a tab.
pub enum Message {
    /// The file was read, or cannot be used.
    Read(Result<Box<ReadFile>, Failure>),
    /// Work in progress was opened, or cannot be.
    Restored(Result<Box<Restored>, Failure>),
    /// Every row was judged. The readings are there where the columns had to be read again.
    Judged(u64, Option<Arc<Readings>>, Box<Checked>),
    /// What was found is grouped.
    Decided(u64, Vec<Decision>),
    /// The rows in view, for that generation of the view.
    Arranged(u64, Option<Arc<[RowId]>>),
    /// A person changes something.
    Edit(Edit),
    /// Shows what an answer would make of the rows; or none any more.
    Preview(Option<Edit>),
    /// That is known.
    Tried(Box<(Edit, u64, Tried)>),
    /// Takes the last step back.
    Undo,
    /// Does it again.
    Redo,
    /// Takes back, or does again, until so many steps are done.
    StepTo(usize),
    /// Show other rows.
    Filter(Filter),
    /// Show rows with these values of a field only, beside what else is wished for.
    Pick(Pick),
    /// Look for the next row to fix, which is far.
    ToFix(to_fix::From),
    /// Its place among the rows arranged so.
    FoundToFix(u64, Option<u32>),
    /// Show rows with this text only.
    Find(String),
    /// Another order; the same heading again turns it around, a third time takes it off.
    Sort {
        /// By what.
        field: crate::model::Field,
        /// Behind the orders that are there, not in their place.
        beside: bool,
    },
    /// A change of many cells is done.
    Worked(Box<Worked>),
    /// Copy cells.
    Copy(Copied),
    /// Their text, and how many they are.
    Copied(String, u64),
    /// What the status line says of these cells.
    Tally(Area),
    /// It is counted.
    Tallied(Area, u64, Sums),
    /// Count the values of a field.
    Values(crate::model::Field),
    /// They are counted, as of that revision.
    Counted(crate::model::Field, u64, Box<Counted>),
    /// Look for something: count it, and what a replacement would make of it.
    Hunt(hunt::Message),
    /// Arrange again, and clear the ticks of what was decided.
    Refresh,
    /// Open or close the import panel.
    Panel(bool),
    /// The mapping was looked at and is right.
    ConfirmMapping,
    /// Read the file again, in another way.
    ReadAgain(How),
    /// Stop what is under way.
    Cancel,
    /// Close it.
    Close,
}

impl Tabs {
    /// Every tab, in the order of the tab bar.
    pub fn list(&self) -> &[Tab] {
        &self.list
    }

    /// The tab in view.
    pub fn active(&self) -> Option<&Tab> {
        self.active.and_then(|id| self.get(id))
    }

    /// The document in view, if it is there already.
    pub fn active_open(&self) -> Option<(TabId, &Open)> {
        let tab = self.active()?;
        Some((tab.id, tab.open()?))
    }

    /// A tab.
    pub fn get(&self, id: TabId) -> Option<&Tab> {
        self.list.iter().find(|tab| tab.id == id)
    }

    /// Brings a tab into view.
    pub fn activate(&mut self, id: TabId) {
        if self.get(id).is_some() {
            self.active = Some(id);
        }
    }

    pub(super) fn get_mut(&mut self, id: TabId) -> Option<&mut Tab> {
        self.list.iter_mut().find(|tab| tab.id == id)
    }

    pub(super) fn open_mut(&mut self, id: TabId) -> Option<&mut Open> {
        self.get_mut(id)?.open_mut()
    }

    /// A new tab, which is being read.
    pub(super) fn add(&mut self, name: String, source: Source) -> &mut Tab {
        let (id, how, stage) = (TabId(self.next), HowRead::default(), Stage::Reading(Job::default()));
        self.next += 1;
        self.list.push_mut(Tab { id, name, source, how, panel: false, draft: None, stage })
    }

    fn close(&mut self, id: TabId) {
        let Some(place) = self.list.iter().position(|tab| tab.id == id) else { return };
        self.list.remove(place);
        if self.active == Some(id) {
            self.active = self.list.get(place).or(self.list.last()).map(|tab| tab.id);
        }
    }
}

impl Tab {
    /// The document, if it is there already.
    pub fn open(&self) -> Option<&Open> {
        match &self.stage {
            Stage::Open(open) => Some(open),
            Stage::Reading(_) | Stage::Failed(_) => None,
        }
    }

    fn open_mut(&mut self) -> Option<&mut Open> {
        match &mut self.stage {
            Stage::Open(open) => Some(open),
            Stage::Reading(_) | Stage::Failed(_) => None,
        }
    }
}

impl Open {
    pub(super) fn new(document: Document, confirm: Option<String>, panel: bool) -> Self {
        Self {
            first_recipe: Arc::clone(&document.recipe),
            document,
            revision: 0,
            report: None,
            decisions: Arc::new([]),
            settled: Vec::new(),
            view: View::default(),
            history: History::default(),
            kept: Kept::default(),
            panel: confirm.is_some() || panel,
            confirm,
            judging: None,
            deciding: None,
            working: None,
            copying: None,
            tally: None,
            hunt: Hunt::default(),
            to_fix: ToFix::default(),
            preview: None,
            values: None,
            overlaps: Vec::new(),
            arranging: None,
        }
    }

    /// A check of every row that is under way.
    pub fn judging(&self) -> Option<&Job> {
        self.judging.as_ref()
    }

    /// A change of many cells that is under way.
    pub fn working(&self) -> Option<&Working> {
        self.working.as_ref()
    }

    /// Cells being copied.
    pub fn copying(&self) -> Option<&Job> {
        self.copying.as_ref()
    }

    /// The rows in view being found and ordered.
    pub fn arranging(&self) -> Option<&Job> {
        self.arranging.as_ref()
    }

    /// What the status line says of the selection, as last asked for.
    pub fn tally(&self) -> Option<&Tally> {
        self.tally.as_ref()
    }

    /// What is looked for.
    pub fn hunt(&self) -> &Hunt {
        &self.hunt
    }

    /// The answer that is offered, and what it would make of the rows.
    pub fn preview(&self) -> Option<&Preview> {
        self.preview.as_ref()
    }

    /// The values of a column, as last asked for.
    pub fn values(&self) -> Option<&ValueList> {
        self.values.as_ref()
    }

    /// Whether what is shown is up to date: no check and no grouping under way.
    pub fn is_settled(&self) -> bool {
        self.report.is_some() && self.judging.is_none() && self.deciding.is_none() && self.working.is_none()
    }

    /// Whether rows can go: they are judged, and the mapping was looked at where it had to be.
    pub fn can_send(&self) -> bool {
        self.is_settled() && self.confirm.is_none()
    }
}

/// Changes a tab by what happened to it.
pub(super) fn update(state: &mut State, id: TabId, message: Message) -> Vec<Effect> {
    match message {
        Message::Read(Ok(file)) => return reading::take(state, id, *file),
        Message::Read(Err(failure)) => {
            fail(state, id, failure);
        }
        Message::Restored(Ok(restored)) => return drafts::restored(state, id, *restored),
        Message::Restored(Err(failure)) => fail(state, id, failure),
        Message::Judged(revision, readings, checked) => {
            return judging::judged(state, id, revision, readings, *checked);
        }
        Message::Decided(revision, decisions) => return judging::decided(state, id, revision, decisions),
        Message::Arranged(generation, rows) => {
            if let Some(open) = state.tabs.open_mut(id)
                && open.view.generation == generation
            {
                open.arranging = None;
                open.view.arrange(rows);
            }
        }
        Message::Edit(edit) => return edit::update(state, id, edit),
        Message::Preview(edit) => return preview::offer(state, id, edit),
        Message::Tried(tried) => preview::take(state, id, *tried),
        Message::Undo | Message::Redo => return take_back(state, id, matches!(message, Message::Undo)),
        Message::StepTo(steps) => return step_to(state, id, steps),
        Message::Filter(filter) => return wish(state, id, |wish| wish.show(filter)),
        Message::Pick(pick) => return wish(state, id, |wish| wish.pick(pick)),
        Message::Find(find) => return wish(state, id, |wish| wish.find = find),
        Message::Sort { field, beside } => {
            return wish(state, id, |wish| next_sort(&mut wish.sort, field, beside));
        }
        Message::Worked(worked) => return work::done(state, id, *worked),
        Message::Copy(copied) => return work::copy(state, id, copied),
        Message::Copied(text, cells) => return work::copied(state, id, text, cells),
        Message::Tally(area) => return tally::ask(state, id, area),
        Message::Tallied(area, revision, sums) => tally::counted(state, id, &area, revision, sums),
        Message::Values(field) => return values::ask(state, id, field),
        Message::Counted(field, revision, counted) => values::take(state, id, field, revision, *counted),
        Message::ToFix(from) => return to_fix::ask(state, id, from),
        Message::FoundToFix(arranged, place) => to_fix::take(state, id, arranged, place),
        Message::Hunt(message) => return hunt::update(state, id, message),
        Message::Refresh => return refresh(state, id),
        Message::Panel(panel) => {
            if let Some(open) = state.tabs.open_mut(id) {
                open.panel = panel;
            }
        }
        Message::ConfirmMapping => return reading::confirm(state, id),
        Message::ReadAgain(options) => return reading::read_again(state, id, options),
        Message::Cancel => cancel(state, id),
        Message::Close => {
            let mut effects = leave(state, id);
            state.tabs.close(id);
            if state.tabs.active.is_none() && state.place == Place::Check {
                state.place = Place::Week;
            }
            effects.extend(overlap::ask(state));
            return effects;
        }
    }
    Vec::new()
}

/// What becomes of the work in progress of a tab that is closed.
fn leave(state: &mut State, id: TabId) -> Vec<Effect> {
    let Some(tab) = state.tabs.get(id) else { return Vec::new() };
    match (tab.open(), tab.draft) {
        (Some(open), _) => drafts::closed(open),
        (None, Some(draft)) => drafts::waits(draft),
        (None, None) => Vec::new(),
    }
}

/// A tab in which work in progress is being opened: the one that has these rows already, or a new one.
pub(super) fn reopen(state: &mut State, source: Source, options: ImportOptions, head: &DraftHead) -> Effect {
    let job = Job::default();
    let ticket = job.ticket();
    let draft = Some(head.id);
    let same = |tab: &&Tab| tab.source == source && matches!(source, Source::File(_) | Source::Sample);
    let tab = match state.tabs.list.iter().position(|tab| same(&tab)) {
        Some(place) => &mut state.tabs.list[place],
        None => state.tabs.add(head.name.clone(), source),
    };
    (tab.draft, tab.stage) = (draft, Stage::Reading(job));
    tab.how = HowRead { options, ..HowRead::default() };
    let id = tab.id;
    state.tabs.active = Some(id);
    Effect::Restore { tab: id, draft: head.id, ticket }
}

pub(super) fn fail(state: &mut State, id: TabId, failure: Failure) {
    if let Some(tab) = state.tabs.get_mut(id) {
        tab.stage = Stage::Failed(failure);
    }
}

/// Takes a document as it was left.
pub(super) fn take_restored(
    state: &mut State,
    id: TabId,
    document: Document,
    history: History,
    kept: (Kept, Arc<Recipe>),
) -> Vec<Effect> {
    let Some(tab) = state.tabs.get_mut(id) else { return Vec::new() };
    tab.name.clone_from(&document.sheet.source().name);
    let mut open = Open::new(document, None, false);
    (open.history, open.kept, open.first_recipe) = (history, kept.0, kept.1);
    tab.stage = Stage::Open(Box::new(open));
    judging::judge(state, id).into_iter().collect()
}

fn take_back(state: &mut State, id: TabId, undo: bool) -> Vec<Effect> {
    if work::refused(state, id) {
        return Vec::new();
    }
    if let Some(effects) = work::take_back(state, id, undo, None) {
        return effects;
    }
    let aliases = &mut state.accounts.around.aliases;
    let Some(open) = state.tabs.list.iter_mut().find(|tab| tab.id == id).and_then(Tab::open_mut) else {
        return Vec::new();
    };
    let touched = if undo {
        let label = open.history.undo_label().map(str::to_owned);
        open.settled.retain(|settled| Some(&settled.label) != label.as_ref());
        open.history.undo(&mut open.document, aliases)
    } else {
        open.history.redo(&mut open.document, aliases)
    };
    touched.map_or_else(Vec::new, |touched| judging::follow(state, id, touched))
}

/// Takes back, or does again, until so many steps are done; what they touched is judged once, but for
/// large steps, which threads do.
pub(super) fn step_to(state: &mut State, id: TabId, steps: usize) -> Vec<Effect> {
    if work::refused(state, id) {
        return Vec::new();
    }
    let mut touched = Touched::default();
    while let Some(open) = state.tabs.open_mut(id) {
        open.settled.clear();
        let done = open.history.num_done();
        if done == steps {
            break;
        }
        if let Some(under_way) = work::take_back(state, id, done > steps, Some(steps)) {
            let mut effects = follow_steps(state, id, touched);
            effects.extend(under_way);
            return effects;
        }
        let aliases = &mut state.accounts.around.aliases;
        let Some(open) = state.tabs.list.iter_mut().find(|tab| tab.id == id).and_then(Tab::open_mut) else {
            break;
        };
        let step = if done > steps {
            open.history.undo(&mut open.document, aliases)
        } else {
            open.history.redo(&mut open.document, aliases)
        };
        let Some(step) = step else { break };
        touched.rows.extend(step.rows);
        touched.aliases.extend(step.aliases);
        touched.all |= step.all;
    }
    follow_steps(state, id, touched)
}

fn follow_steps(state: &mut State, id: TabId, touched: Touched) -> Vec<Effect> {
    if touched == Touched::default() { Vec::new() } else { judging::follow(state, id, touched) }
}

/// Changes what a person wishes to see, and asks for it.
pub(super) fn wish(state: &mut State, id: TabId, change: impl FnOnce(&mut Wish)) -> Vec<Effect> {
    let (around, now) = (state.accounts.around.clone(), state.now);
    let Some(open) = state.tabs.open_mut(id) else { return Vec::new() };
    change(&mut open.view.wish);
    open.view.generation += 1;
    let Some(report) = open.report.clone() else { return Vec::new() };
    let job = Job::default();
    let ticket = job.ticket();
    open.arranging = Some(job);
    vec![Effect::Arrange {
        tab: id,
        generation: open.view.generation,
        document: open.document.clone(),
        around,
        report,
        decisions: Arc::clone(&open.decisions),
        wish: open.view.wish.clone(),
        now,
        ticket,
    }]
}

/// Sorts by a field, turns its order around, and the third time no longer sorts by it.
fn next_sort(sort: &mut Vec<Sort>, field: crate::model::Field, beside: bool) {
    let at = sort.iter().position(|known| known.field == field);
    match at {
        Some(at) if !sort[at].descending => sort[at].descending = true,
        Some(at) => {
            sort.remove(at);
        }
        None => {
            if !beside {
                sort.clear();
            }
            sort.push(Sort { field, descending: false });
        }
    }
    if !beside {
        sort.retain(|known| known.field == field);
    }
}

fn refresh(state: &mut State, id: TabId) -> Vec<Effect> {
    if let Some(open) = state.tabs.open_mut(id) {
        open.settled.clear();
    }
    wish(state, id, |_same| ())
}

fn cancel(state: &mut State, id: TabId) {
    let Some(tab) = state.tabs.get_mut(id) else { return };
    match &mut tab.stage {
        // A file that was not read whole is not there: nothing is half-loaded.
        Stage::Reading(_) => {
            state.tabs.close(id);
            if state.tabs.active.is_none() {
                state.place = Place::Week;
            }
        }
        Stage::Open(open) => {
            (open.arranging, open.copying) = (None, None);
            open.working = open.working.take().filter(|working| !working.can_stop());
        }
        Stage::Failed(_) => {}
    }
}
