//! Reading a file into a tab: for the first time, and again in another way.
//!
//! Owns how a tab's file was read, and that it is remembered. Does not know formats. Invariant: what a person
//! told of a file's cutting is remembered once the file could be read so, and never before its mapping was
//! looked at.

use crate::journal::DraftWrite;
use crate::model::ImportOptions;
use crate::pipeline::Document;
use crate::recipe::{Confirm, Detected, Overrides, Recut};

use super::drafts::{self, Keeping};
use super::tabs::{Open, Source, Stage, TabId};
use super::{Effect, Job, Place, State, judging};

/// How a file is to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// As is detected, or as files like it were told to be read before.
    AsRemembered,
    /// As a person says now.
    Told(ImportOptions),
}

/// How the file of a tab was read.
#[derive(Clone, Debug, Default)]
pub struct HowRead {
    /// What was told instead of what is detected.
    pub options: ImportOptions,
    /// What is detected where nothing is told, if that is known.
    pub detected: Option<Detected>,
    /// Whether `options` are remembered ones.
    pub is_remembered: bool,
}

impl HowRead {
    /// The same once more.
    pub fn again(&self) -> How {
        if self.options.is_default() { How::AsRemembered } else { How::Told(self.options.clone()) }
    }

    /// What is to be remembered of it.
    pub(super) fn recut(&self) -> Option<Recut> {
        Some(Recut { detected: self.detected.clone()?, told: self.options.clone() })
    }
}

/// A file that was read.
pub struct ReadFile {
    /// It and its recipe.
    pub document: Document,
    /// Whether its mapping has to be looked at.
    pub confirm: Confirm,
    /// How it was wished.
    pub wished: How,
    /// How it was read.
    pub how: HowRead,
}

/// Opens a tab for these rows, or brings the one into view that has them already.
pub(super) fn open(state: &mut State, source: Source) -> Vec<Effect> {
    state.place = Place::Check;
    if let Some(tab) = state.tabs.list().iter().find(|tab| tab.source == source) {
        let (id, failed) = (tab.id, matches!(tab.stage, Stage::Failed(_)));
        state.tabs.activate(id);
        return if failed { read_again(state, id, How::AsRemembered) } else { Vec::new() };
    }
    let name = match &source {
        Source::File(path) => path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
        Source::Pasted(_) => "pasted rows".to_owned(),
        Source::Sample => "the sample".to_owned(),
    };
    let id = state.tabs.add(name, source.clone()).id;
    state.tabs.activate(id);
    let effect = read_effect(state, id, source, How::AsRemembered);
    vec![effect]
}

/// Takes a file that was read.
pub(super) fn take(state: &mut State, id: TabId, file: ReadFile) -> Vec<Effect> {
    let ReadFile { document, confirm, wished, how } = file;
    let Some(tab) = state.tabs.get_mut(id) else { return Vec::new() };
    // What is detected was seen when nothing was told.
    let detected = how.detected.or(tab.how.detected.take());
    tab.how = HowRead { detected, ..how };
    let confirm = match confirm {
        Confirm::Once(why) => Some(why),
        Confirm::No => None,
    };
    let mut effects = Vec::new();
    if let Source::File(path) = &tab.source {
        state.settings.opened(path);
        effects.push(Effect::SaveSettings(state.settings.clone()));
    }
    tab.name.clone_from(&document.sheet.source().name);
    // It was changed before and left: its changes come back with it.
    let waits = state.drafts.take(document.sheet.source(), &tab.how.options);
    if let Some(info) = waits {
        let job = Job::default();
        let restore = Effect::Restore { tab: id, draft: info.head.id, ticket: job.ticket() };
        (tab.draft, tab.stage) = (Some(info.head.id), Stage::Reading(job));
        effects.extend([drafts::opens(info.head.id), restore]);
        return effects;
    }
    let is_told_now = matches!(wished, How::Told(_)) && confirm.is_none();
    tab.stage = Stage::Open(Box::new(Open::new(document, confirm, tab.panel)));
    if is_told_now {
        effects.extend(keep(state, id));
    }
    effects.extend(judging::judge(state, id));
    effects
}

/// The mapping was looked at and is right.
pub(super) fn confirm(state: &mut State, id: TabId) -> Vec<Effect> {
    let Some(open) = state.tabs.open_mut(id) else { return Vec::new() };
    open.confirm = None;
    open.panel = false;
    keep(state, id).into_iter().collect()
}

/// Remembers how the file of a tab is read, and what its columns are.
pub(super) fn keep(state: &State, id: TabId) -> Option<Effect> {
    let tab = state.tabs.get(id)?;
    let (account, document) = (state.accounts.current.clone(), tab.open()?.document.clone());
    Some(Effect::KeepRecipe { account, document, cut: tab.how.recut() })
}

/// Reads the file of a tab again.
pub(super) fn read_again(state: &mut State, id: TabId, how: How) -> Vec<Effect> {
    let Some(tab) = state.tabs.get_mut(id) else { return Vec::new() };
    let source = tab.source.clone();
    let mut effects = Vec::new();
    match tab.draft {
        // It could not be restored, and its changes belong to what it was.
        Some(draft) if matches!(tab.stage, Stage::Failed(_)) => {
            let job = Job::default();
            let ticket = job.ticket();
            tab.stage = Stage::Reading(job);
            return vec![Effect::Restore { tab: id, draft, ticket }];
        }
        // Rows are others when a file is read in another way: what was changed does not fit them.
        Some(draft) => effects.push(Effect::Keep(Keeping::Writes(vec![DraftWrite::Drop(draft)]))),
        None => {}
    }
    tab.draft = None;
    tab.panel = tab.open().is_some_and(|open| open.panel);
    tab.how.options = match &how {
        How::AsRemembered => ImportOptions::default(),
        How::Told(options) => options.clone(),
    };
    effects.push(read_effect(state, id, source, how));
    effects
}

/// Puts a tab at the start of being read.
fn read_effect(state: &mut State, id: TabId, source: Source, how: How) -> Effect {
    let (account, job) = (state.accounts.current.clone(), Job::default());
    let ticket = job.ticket();
    if let Some(tab) = state.tabs.get_mut(id) {
        tab.stage = Stage::Reading(job);
    }
    Effect::Read { tab: id, source, how, told: Overrides::default(), account, ticket }
}
