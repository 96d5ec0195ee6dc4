//! Sending: the question before, the seconds in which it can be stopped, the worker under way.
//!
//! Owns what is asked and what is running. Does not know HTTP or the journal. Invariants: nothing is
//! sealed but from a confirmed question whose figures are of the current revision; in production
//! [`STOP_WINDOW`] passes before the first byte; one upload runs at a time.

use chrono::{DateTime, TimeDelta, Utc};

use crate::credentials::Secret;
use crate::journal::{Account, AccountKind, UploadId};
use crate::pipeline::Outlook;
use crate::upload::{self, Event, PauseReason, Trial};

use super::tabs::TabId;
use super::{Effect, Failure, Job, Place, State, drafts, edit, uploads};

/// How long sending to production can be stopped before the first byte leaves.
pub const STOP_WINDOW: TimeDelta = TimeDelta::seconds(5);

/// Rows in a batch.
pub const BATCH_ROWS: u32 = 200;

/// What is asked and what runs.
#[derive(Debug, Default)]
pub struct Sending {
    /// The way from the question to the sealed upload.
    pub ask: Stage,
    /// The upload that a worker is sending.
    pub live: Option<Live>,
    /// How fast the next upload, or the one that is gone on with, is sent.
    pub options: upload::Options,
}

/// From the question to the sealed upload.
#[derive(Debug, Default)]
pub enum Stage {
    /// Nothing is asked.
    #[default]
    Idle,
    /// The question stands.
    Asking(Ask),
    /// Confirmed for production: until then it can be stopped.
    Counting(Ask, DateTime<Utc>),
    /// Being sealed: no byte has left.
    Sealing(Ask),
}

/// The question before sending.
#[derive(Debug)]
pub struct Ask {
    /// Which file.
    pub tab: TabId,
    /// The revision that the figures are of.
    pub revision: u64,
    /// Where to.
    pub account: Account,
    /// A part of the rows only.
    pub trial: Option<Trial>,
    /// What would be sent; `None` while it is counted.
    pub figures: Option<Outlook>,
    counting: Option<Job>,
}

/// An upload that a worker is sending.
#[derive(Clone, Debug, PartialEq)]
pub struct Live {
    /// Which upload.
    pub upload: UploadId,
    /// Where to.
    pub account: Account,
    /// What the worker does.
    pub status: Status,
}

/// What the worker does.
#[derive(Clone, Debug, PartialEq)]
pub enum Status {
    /// Sends.
    Sending,
    /// Waits by itself, until then.
    Waiting(DateTime<Utc>),
    /// Was asked to pause.
    Pausing,
    /// Waits for a person.
    Paused(PauseReason),
    /// Was asked to stop.
    Stopping,
}

/// What can happen while sending.
#[derive(Debug)]
pub enum Message {
    /// A person wants to send what is ready in the file in view.
    Ask,
    /// What would be sent was counted.
    Counted(TabId, u64, Outlook),
    /// Not now; also stops the countdown.
    Cancel,
    /// How fast to send from now on.
    Speed(upload::Options),
    /// Yes; a trial sends a part of the rows only.
    Confirm(Option<Trial>),
    /// Sealed, and a worker has started; or not.
    Started(Result<(UploadId, Account), Failure>),
    /// The worker reports.
    Event(UploadId, Event),
    /// No new batch leaves.
    Pause,
    /// Goes on; with another key where one was typed.
    GoOn(Option<Secret>),
    /// No new batch leaves, ever.
    Stop,
    /// Go on with an upload that was left.
    Resume(UploadId),
}

impl Sending {
    /// Whether the account in use cannot be changed now.
    pub fn holds_the_account(&self) -> bool {
        self.live.is_some() || matches!(self.ask, Stage::Counting(..) | Stage::Sealing(_))
    }

    /// The question, while it stands.
    pub fn asking(&self) -> Option<&Ask> {
        match &self.ask {
            Stage::Asking(ask) | Stage::Counting(ask, _) | Stage::Sealing(ask) => Some(ask),
            Stage::Idle => None,
        }
    }
}

/// Why the ready rows of the file in view cannot be sent now; `None` where they can.
pub fn why_not(state: &State) -> Option<String> {
    let Some((_, open)) = state.tabs.active_open() else { return Some("Open a file first".to_owned()) };
    let ready = open.report.as_ref().map(|report| report.counts().of(crate::model::RowState::Ready));
    if state.keeping.looked_at.is_some() {
        Some("The journal cannot be written".to_owned())
    } else if state.sending.live.is_some() {
        Some("An upload is under way".to_owned())
    } else if open.confirm.is_some() {
        Some("Look at how the file was read first".to_owned())
    } else if open.judging().is_some() || ready.is_none() {
        Some("The rows are being checked".to_owned())
    } else if ready == Some(0) {
        Some("No row is ready".to_owned())
    } else {
        None
    }
}

/// Changes the state by what happened.
pub(super) fn update(state: &mut State, message: Message) -> Vec<Effect> {
    match message {
        Message::Ask => return ask(state),
        Message::Counted(tab, revision, figures) => counted(state, tab, revision, figures),
        Message::Cancel => {
            if !matches!(state.sending.ask, Stage::Sealing(_)) {
                state.sending.ask = Stage::Idle;
                state.place = Place::Check;
            }
        }
        Message::Speed(options) => state.sending.options = options,
        Message::Confirm(trial) => return confirm(state, trial),
        Message::Started(Ok((upload, account))) => return started(state, upload, account),
        Message::Started(Err(failure)) => return not_started(state, failure),
        Message::Event(upload, event) => return worker_says(state, &upload, event),
        Message::Pause => return steer(state, Status::Pausing, |_live| Effect::PauseUpload),
        Message::GoOn(key) => {
            let go_on = |live: &Live| Effect::GoOn { account: live.account.clone(), key };
            return steer(state, Status::Sending, go_on);
        }
        Message::Stop => return steer(state, Status::Stopping, |_live| Effect::StopUpload),
        Message::Resume(upload) => return resume(state, upload),
    }
    Vec::new()
}

/// Lets time pass: after the stop window the rows are sealed.
pub(super) fn tick(state: &mut State) -> Vec<Effect> {
    match &state.sending.ask {
        Stage::Counting(_, until) if *until <= state.now => seal(state),
        Stage::Asking(ask) if revision(state, ask.tab) != Some(ask.revision) => ask_again(state),
        _ => Vec::new(),
    }
}

fn ask(state: &mut State) -> Vec<Effect> {
    if why_not(state).is_some() || state.sending.holds_the_account() {
        return Vec::new();
    }
    let (Some((tab, _)), Some(account)) = (state.tabs.active_open(), state.accounts.current().cloned())
    else {
        return Vec::new();
    };
    state.place = Place::Send;
    let (ask, effect) = question(state, tab, account);
    state.sending.ask = Stage::Asking(ask);
    effect.into_iter().collect()
}

/// The question with its figures under way.
fn question(state: &State, tab: TabId, account: Account) -> (Ask, Option<Effect>) {
    let job = Job::default();
    let open = state.tabs.get(tab).and_then(super::tabs::Tab::open);
    let effect = open.and_then(|open| {
        Some(Effect::Count {
            tab,
            revision: open.revision,
            document: open.document.clone(),
            around: state.accounts.around.clone(),
            report: open.report.clone()?,
            now: state.now,
            ticket: job.ticket(),
        })
    });
    let revision = open.map_or(0, |open| open.revision);
    (Ask { tab, revision, account, trial: None, figures: None, counting: Some(job) }, effect)
}

/// The document has moved under the question: its figures are counted again.
fn ask_again(state: &mut State) -> Vec<Effect> {
    let Stage::Asking(ask) = &state.sending.ask else { return Vec::new() };
    let (tab, account) = (ask.tab, ask.account.clone());
    match state.tabs.get(tab).and_then(super::tabs::Tab::open) {
        None => state.sending.ask = Stage::Idle,
        // While rows are judged there is nothing to count; the next tick asks again.
        Some(open) if !open.can_send() => {}
        Some(_) => {
            let (ask, effect) = question(state, tab, account);
            state.sending.ask = Stage::Asking(ask);
            return effect.into_iter().collect();
        }
    }
    Vec::new()
}

fn counted(state: &mut State, tab: TabId, revision: u64, figures: Outlook) {
    if let Stage::Asking(ask) = &mut state.sending.ask
        && ask.tab == tab
        && ask.revision == revision
    {
        ask.counting = None;
        ask.figures = Some(figures);
    }
}

fn confirm(state: &mut State, trial: Option<Trial>) -> Vec<Effect> {
    let Stage::Asking(mut ask) = std::mem::take(&mut state.sending.ask) else { return Vec::new() };
    let current = revision(state, ask.tab) == Some(ask.revision);
    if !current || ask.figures.is_none() || state.sending.live.is_some() {
        state.sending.ask = Stage::Asking(ask);
        return Vec::new();
    }
    ask.trial = trial;
    if ask.account.kind == AccountKind::Practice {
        state.sending.ask = Stage::Sealing(ask);
        return seal_effect(state);
    }
    state.sending.ask = Stage::Counting(ask, state.now + STOP_WINDOW);
    Vec::new()
}

fn seal(state: &mut State) -> Vec<Effect> {
    let Stage::Counting(ask, _) = std::mem::take(&mut state.sending.ask) else { return Vec::new() };
    if revision(state, ask.tab) != Some(ask.revision) {
        state.notices.info("The rows have changed. Look at them once more before sending.", state.now);
        state.sending.ask = Stage::Asking(ask);
        return Vec::new();
    }
    state.sending.ask = Stage::Sealing(ask);
    seal_effect(state)
}

fn seal_effect(state: &State) -> Vec<Effect> {
    let Stage::Sealing(ask) = &state.sending.ask else { return Vec::new() };
    let Some(open) = state.tabs.get(ask.tab).and_then(super::tabs::Tab::open) else { return Vec::new() };
    vec![Effect::SealAndSend {
        account: ask.account.clone(),
        document: open.document.clone(),
        around: state.accounts.around.clone(),
        trial: ask.trial,
        options: state.sending.options,
        now: state.now,
    }]
}

fn started(state: &mut State, upload: UploadId, account: Account) -> Vec<Effect> {
    if let Stage::Sealing(ask) = std::mem::take(&mut state.sending.ask) {
        drafts::sent(state, ask.tab);
    }
    state.sending.live = Some(Live { upload: upload.clone(), account, status: Status::Sending });
    state.uploads.shown = Some(upload.clone());
    state.place = Place::Send;
    let mut effects = vec![Effect::LoadUpload(upload), Effect::LoadUploads];
    effects.push(Effect::LoadAround(state.accounts.current.clone()));
    effects
}

fn not_started(state: &mut State, failure: Failure) -> Vec<Effect> {
    state.sending.ask = Stage::Idle;
    state.sending.live = None;
    state.notices.error(failure.what, failure.hint);
    // The ledger may have moved: the next try is judged against what is there now.
    vec![Effect::LoadAround(state.accounts.current.clone())]
}

fn worker_says(state: &mut State, upload: &UploadId, event: Event) -> Vec<Effect> {
    let now = state.now;
    let Some(live) = state.sending.live.as_mut().filter(|live| live.upload == *upload) else {
        return Vec::new();
    };
    match event {
        Event::Batch(batch) => {
            if matches!(live.status, Status::Waiting(_)) {
                live.status = Status::Sending;
            }
            return uploads::batch_moved(state, upload, &batch);
        }
        Event::Waiting(secs) => {
            let secs = i64::try_from(secs).unwrap_or(i64::MAX).min(86_400);
            live.status = Status::Waiting(now + TimeDelta::seconds(secs));
        }
        Event::Paused(reason) => live.status = Status::Paused(reason),
        Event::Resumed => live.status = Status::Sending,
        Event::Ended(summary) => {
            let receiver = live.account.kind.receiver();
            state.sending.live = None;
            // Who looks at Send sees the strips become the receipt.
            if state.place != Place::Send {
                let words = edit::rows_words(summary.outcomes.of(crate::model::Outcome::Accepted));
                state.notices.info(format!("The upload has ended: {words} accepted by {receiver}."), now);
            }
            return vec![
                Effect::LoadUpload(upload.clone()),
                Effect::LoadUploads,
                Effect::LoadAround(state.accounts.current.clone()),
            ];
        }
    }
    Vec::new()
}

fn steer(state: &mut State, status: Status, effect: impl FnOnce(&Live) -> Effect) -> Vec<Effect> {
    let Some(live) = &mut state.sending.live else { return Vec::new() };
    live.status = status;
    vec![effect(live)]
}

fn resume(state: &mut State, upload: UploadId) -> Vec<Effect> {
    if state.sending.live.is_some() {
        state.notices.error("An upload is under way.", "Go on with the other one when it has ended.");
        return Vec::new();
    }
    let Some(info) = state.uploads.get(&upload) else { return Vec::new() };
    let Some(account) = state.accounts.get(&info.account).cloned() else {
        state.notices.error(
            format!("The account {} is no longer there.", info.account_name),
            "Add it again to go on.",
        );
        return Vec::new();
    };
    state.uploads.shown = Some(upload.clone());
    state.place = Place::Send;
    vec![Effect::Resume { account, upload, options: state.sending.options }]
}

fn revision(state: &State, tab: TabId) -> Option<u64> {
    state.tabs.get(tab)?.open().map(|open| open.revision)
}
