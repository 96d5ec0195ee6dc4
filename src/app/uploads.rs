//! The uploads so far: where each stands, its batches, and what is known of those without an answer.
//!
//! Owns a copy of what the journal says, for the screen. Invariant: a worker's event is applied to it
//! only after the journal has it (the worker says so), so the screen never knows more than the disk.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::journal::{
    AccountId, AttemptInfo, BatchInfo, BatchState, DecisionInfo, UnknownDecision, UploadId, UploadInfo,
    UploadState,
};
use crate::model::{Outcome, Outcomes};
use crate::upload::{BatchEvent, ReceiptFormat};

use super::{Effect, Failure, Place, State, Tab, Tabs};

/// The uploads so far.
#[derive(Debug, Default)]
pub struct Uploads {
    /// Every upload, newest first; `None` until the journal was read.
    pub list: Option<Vec<UploadInfo>>,
    /// The upload whose receipt is in view on the Send place.
    pub shown: Option<UploadId>,
    batches: BTreeMap<UploadId, Vec<BatchInfo>>,
    telling: BTreeMap<(UploadId, u32), Vec<Telling>>,
    look_for: BTreeMap<UploadId, Vec<Telling>>,
    logs: BTreeMap<UploadId, Log>,
}

/// A row of a batch without an answer that is easy to look up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// The agent's `agent_id`.
    pub agent_id: String,
    /// The score sent, as its JSON number.
    pub score: String,
    /// The time sent.
    pub scored_at: Option<DateTime<Utc>>,
    /// The conversation, `""` where there is none.
    pub conversation: String,
    /// It is the agent's only score of that day in this batch.
    pub only_that_day: bool,
}

/// An upload with its batches, as read from the journal.
#[derive(Debug)]
pub struct Loaded {
    /// The upload.
    pub info: UploadInfo,
    /// Its batches.
    pub batches: Vec<BatchInfo>,
    /// Per batch without an answer its most telling rows.
    pub telling: BTreeMap<u32, Vec<Telling>>,
    /// Of a trial that was accepted the rows to look for.
    pub look_for: Vec<Telling>,
    /// What was tried and decided.
    pub log: Log,
}

/// What was tried and decided in an upload, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    /// Every attempt.
    pub attempts: Vec<AttemptInfo>,
    /// What people decided.
    pub decisions: Vec<DecisionInfo>,
}

/// What can happen to the uploads so far.
#[derive(Debug)]
pub enum Message {
    /// The journal was read.
    Listed(Result<Vec<UploadInfo>, Failure>),
    /// One upload was read.
    Loaded(Result<Box<Loaded>, Failure>),
    /// Show the receipt of an upload.
    Show(UploadId),
    /// Show none.
    Hide,
    /// What a person says about a batch without an answer.
    Decide(UploadId, u32, UnknownDecision),
    /// It was written down; a batch to be sent again waits now.
    DecisionKept(UploadId, UnknownDecision),
    /// Give up what is not sent.
    Abandon(UploadId),
    /// It was given up: its rows are free again.
    Abandoned(UploadId),
    /// Let the ledger forget its rows: they can be sent again.
    Forget(UploadId),
    /// It has.
    Forgotten(UploadId),
    /// Write the receipt to a file.
    Export(UploadId, Option<u32>, ReceiptFormat),
}

impl Uploads {
    /// An upload.
    pub fn get(&self, id: &UploadId) -> Option<&UploadInfo> {
        self.list.as_ref()?.iter().find(|info| info.id == *id)
    }

    /// The batches of an upload, by number; none until they are read.
    pub fn batches(&self, id: &UploadId) -> &[BatchInfo] {
        self.batches.get(id).map_or(&[], Vec::as_slice)
    }

    /// What was tried and decided in an upload; `None` until it is read.
    pub fn log(&self, id: &UploadId) -> Option<&Log> {
        self.logs.get(id)
    }

    /// The open file whose rows an upload sent, by its digest.
    pub fn tab_of<'a>(tabs: &'a Tabs, info: &UploadInfo) -> Option<&'a Tab> {
        let same = |tab: &&Tab| {
            tab.open().is_some_and(|open| open.document.sheet.source().sha256 == info.file_sha256)
        };
        tabs.list().iter().find(same)
    }

    /// The rows of an accepted trial to look for at the server.
    pub fn look_for(&self, id: &UploadId) -> &[Telling] {
        self.look_for.get(id).map_or(&[], Vec::as_slice)
    }

    /// The most telling rows of a batch without an answer.
    pub fn telling(&self, id: &UploadId, batch: u32) -> &[Telling] {
        self.telling.get(&(id.clone(), batch)).map_or(&[], Vec::as_slice)
    }

    /// The uploads of an account that wait for a person, newest first.
    pub fn waiting<'a>(&'a self, account: &'a AccountId) -> impl Iterator<Item = &'a UploadInfo> {
        self.list.iter().flatten().filter(move |info| info.account == *account && is_waiting(info))
    }

    /// How the rows of an upload stand: of its batches where they are read, else as listed.
    pub fn outcomes(&self, info: &UploadInfo) -> Outcomes {
        let batches = self.batches(&info.id);
        if batches.is_empty() {
            return info.outcomes;
        }
        let mut outcomes = Outcomes::default();
        for batch in batches {
            if let Some(outcome) = outcome_of(batch.state) {
                outcomes.add(outcome, batch.rows);
            }
        }
        outcomes
    }
}

/// Whether an upload waits for a person: something is not sent, or has no answer.
pub fn is_waiting(info: &UploadInfo) -> bool {
    matches!(info.state, UploadState::Open | UploadState::Unknown)
}

/// How the rows of a batch in that state stand; none for one that was cut in two.
pub fn outcome_of(state: BatchState) -> Option<Outcome> {
    match state {
        BatchState::Waiting | BatchState::Sending | BatchState::NotSent => Some(Outcome::NotSent),
        BatchState::Accepted => Some(Outcome::Accepted),
        BatchState::Refused => Some(Outcome::Refused),
        BatchState::Unknown => Some(Outcome::Unknown),
        BatchState::ReceivedByPerson => Some(Outcome::ReceivedByPerson),
        BatchState::Split => None,
    }
}

/// Changes the state by what happened.
pub(super) fn update(state: &mut State, message: Message) -> Vec<Effect> {
    match message {
        Message::Listed(Ok(list)) => return listed(state, list),
        Message::Loaded(Ok(loaded)) => {
            let live = state.sending.live.as_ref().is_some_and(|live| live.upload == loaded.info.id);
            take(&mut state.uploads, *loaded, live);
        }
        Message::Listed(Err(failure)) | Message::Loaded(Err(failure)) => {
            state.uploads.list.get_or_insert_default();
            state.notices.error(failure.what, failure.hint);
        }
        Message::Show(upload) => {
            state.uploads.shown = Some(upload.clone());
            state.place = Place::Send;
            return vec![Effect::LoadUpload(upload)];
        }
        Message::Hide => state.uploads.shown = None,
        Message::Decide(upload, batch, decision) => {
            return vec![Effect::DecideUnknown { upload, batch, decision }];
        }
        Message::DecisionKept(upload, decision) => return decision_kept(state, upload, decision),
        Message::Abandon(upload) => return vec![Effect::Abandon(upload)],
        Message::Forget(upload) => return vec![Effect::Forget(upload)],
        Message::Forgotten(upload) => {
            let words = "The rows of this upload are no longer recognised: they can be sent again.";
            state.notices.info(words, state.now);
            return vec![Effect::LoadUpload(upload), Effect::LoadAround(state.accounts.current.clone())];
        }
        Message::Abandoned(upload) => {
            let account = state.accounts.current.clone();
            return vec![Effect::LoadUpload(upload), Effect::LoadUploads, Effect::LoadAround(account)];
        }
        Message::Export(upload, batch, format) => {
            return vec![Effect::ExportReceipt { upload, batch, format }];
        }
    }
    Vec::new()
}

/// Applies a worker's event to the batch that it is about.
pub(super) fn batch_moved(state: &mut State, upload: &UploadId, event: &BatchEvent) -> Vec<Effect> {
    let batches = state.uploads.batches.entry(upload.clone()).or_default();
    let now = state.now;
    let place = match batches.binary_search_by_key(&event.batch, |batch| batch.batch) {
        Ok(place) => place,
        Err(place) => {
            batches.insert(place, new_batch(event));
            place
        }
    };
    let batch = &mut batches[place];
    batch.state = if event.into.is_some() { BatchState::Split } else { event.state };
    batch.attempts = event.attempt;
    batch.http = event.http.or(batch.http);
    batch.ms = event.ms.or(batch.ms);
    batch.message.clone_from(&event.message);
    if event.state == BatchState::Sending {
        batch.sent_at = Some(now);
    }
    // What is telling about a batch without an answer is in the journal.
    if event.state == BatchState::Unknown { vec![Effect::LoadUpload(upload.clone())] } else { Vec::new() }
}

fn new_batch(event: &BatchEvent) -> BatchInfo {
    BatchInfo {
        batch: event.batch,
        of: event.of,
        rows: event.rows,
        state: event.state,
        attempts: event.attempt,
        http: event.http,
        ms: event.ms,
        message: event.message.clone(),
        sent_at: None,
    }
}

fn listed(state: &mut State, list: Vec<UploadInfo>) -> Vec<Effect> {
    let effects = list
        .iter()
        .filter(|info| is_waiting(info) && !state.uploads.batches.contains_key(&info.id))
        .map(|info| Effect::LoadUpload(info.id.clone()))
        .collect();
    state.uploads.list = Some(list);
    effects
}

fn take(uploads: &mut Uploads, mut loaded: Loaded, live: bool) {
    let id = loaded.info.id.clone();
    let list = uploads.list.get_or_insert_default();
    match list.iter_mut().find(|info| info.id == id) {
        Some(info) => *info = loaded.info,
        None => list.insert(0, loaded.info),
    }
    uploads.telling.retain(|(upload, _), _| *upload != id);
    for (batch, rows) in loaded.telling {
        uploads.telling.insert((id.clone(), batch), rows);
    }
    if live {
        // The worker may have moved a batch since the journal was read.
        for batch in &mut loaded.batches {
            let known = uploads.batches(&id).iter().find(|known| known.batch == batch.batch);
            if let Some(known) = known.filter(|known| age(known) > age(batch)) {
                *batch = known.clone();
            }
        }
    }
    uploads.look_for.insert(id.clone(), loaded.look_for);
    uploads.logs.insert(id.clone(), loaded.log);
    uploads.batches.insert(id, loaded.batches);
}

/// Grows while a batch is sent.
fn age(batch: &BatchInfo) -> (u32, u8) {
    let state = match batch.state {
        BatchState::Waiting => 0,
        BatchState::Sending => 1,
        _ => 2,
    };
    (batch.attempts, state)
}

fn decision_kept(state: &mut State, upload: UploadId, decision: UnknownDecision) -> Vec<Effect> {
    let mut effects = vec![Effect::LoadUpload(upload.clone()), Effect::LoadUploads];
    effects.push(Effect::LoadAround(state.accounts.current.clone()));
    if decision == UnknownDecision::Resend {
        effects.extend(super::sending::update(state, super::sending::Message::Resume(upload)));
    }
    effects
}
