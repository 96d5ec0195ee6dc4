//! The decisions of sending, as a pure state machine: what happened goes in, what to do comes out.
//!
//! Knows no clock, disk, network or randomness: the driver ([`worker`](super::worker), or the seeded
//! simulation of the tests) hands them in and carries out the [`Action`]s in order. Invariants: a batch
//! is sent only after its intent was said to be on disk, an answer is reported only after it was said to
//! be on disk, and only what is proven not applied goes back to the queue.

use std::collections::VecDeque;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::assembled::{Answer, SendError, Stage};
use crate::journal::{AttemptEnd, AttemptStart, BatchState};
use crate::model::{Outcome, Outcomes};

use super::outcome::{Next, Trouble};
use super::{Backoff, BatchEvent, End, Event, Options, Pace, PauseReason, Verdict, Wait, judge};

/// How long a stop waits for answers that are on their way.
const STOP_WAITS: Duration = Duration::from_secs(5);

/// How far the two clocks may drift apart between two steps before it counts as a sleep.
const SLEPT: TimeDelta = TimeDelta::seconds(10);

/// This moment by both clocks: only the first decides anything.
#[derive(Clone, Copy, Debug)]
pub(super) struct Now {
    /// Time since a fixed start, which never goes back.
    pub mono: Duration,
    /// The calendar, which may jump.
    pub wall: DateTime<Utc>,
}

/// What happened.
#[derive(Clone, Debug)]
pub(super) enum Input {
    /// Time passed.
    Tick,
    /// The intent of a batch's attempt is on disk.
    Begun { batch: u32, attempt: u32 },
    /// It is not: nothing may be sent.
    NotBegun { batch: u32, why: String },
    /// An answer came, or the certainty that none will.
    Answered { batch: u32, answer: Box<Answer> },
    /// The answer is on disk.
    Recorded { batch: u32 },
    /// It is not.
    NotRecorded { batch: u32, why: String },
    /// A batch was cut in two, on disk.
    Halved { batch: u32, into: [Waiting; 2] },
    /// It was not.
    NotHalved { batch: u32, why: String },
    /// The journal was opened again, and intents that did not go out were taken back.
    Reopened,
    /// It cannot be opened.
    NotReopened { why: String },
    /// A person pauses.
    Pause,
    /// A person goes on, with this host and key.
    Resume { endpoint: AttemptStart },
    /// A person stops, or nobody is there any more.
    Stop,
}

/// What to do, in order.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Action {
    /// Put the intent to send a batch on disk.
    Begin { batch: u32 },
    /// Send it.
    Send { batch: u32 },
    /// Put its answer on disk.
    Record { batch: u32, attempt: u32, end: Box<AttemptEnd> },
    /// Cut it in two, on disk.
    Halve { batch: u32, first_rows: u32 },
    /// Stop waiting for its answer.
    CutOff { batch: u32 },
    /// Open the journal again and take back the intents of these batches, which were never sent.
    Reopen { unsent: Vec<u32> },
    /// Tell whoever listens.
    Report(Event),
    /// Nothing more will happen.
    End(End),
}

/// A batch in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Waiting {
    /// Its number.
    pub batch: u32,
    /// The batch that it is a half of.
    pub of: Option<u32>,
    /// How many rows.
    pub rows: u32,
    /// Attempts since it was last up to a person.
    pub tries: u32,
}

/// Where an upload stands when the engine takes it over.
#[derive(Clone, Debug)]
pub(super) struct Start {
    /// What waits to be sent, in order.
    pub queue: VecDeque<Waiting>,
    /// How all sealed rows stand.
    pub outcomes: Outcomes,
    /// Until when the server asked to wait.
    pub wait_until: Option<DateTime<Utc>>,
    /// Host and key of the latest attempt that may have been applied, if any.
    pub bound: Option<AttemptStart>,
    /// Whether host and key must stay the same. Practice has new ones in every run.
    pub binding: bool,
    /// Host and key now.
    pub endpoint: AttemptStart,
    /// How to send.
    pub options: Options,
    /// Whether someone is there to go on after a pause.
    pub attended: bool,
    /// Where the jitter comes from.
    pub seed: u64,
}

/// Decides what is sent when, and what an answer leads to.
#[derive(Debug)]
pub(super) struct Engine {
    options: Options,
    attended: bool,
    mode: Mode,
    /// A pause found before anything happened.
    at_start: Option<PauseReason>,
    queue: VecDeque<Waiting>,
    flights: Vec<Flight>,
    outcomes: Outcomes,
    bound: Option<AttemptStart>,
    binding: bool,
    endpoint: AttemptStart,
    pace: Pace,
    random: fastrand::Rng,
    /// One request at a time, until one is accepted.
    alone: bool,
    /// Nothing was accepted, refused or left without an answer yet.
    first: bool,
    refused_in_a_row: u32,
    unknown_in_a_row: u32,
    /// Batches whose intent could not be written, but may be on disk all the same.
    unsent: Vec<u32>,
    /// Whether answers that could not be written were tried a last time.
    tried_last: bool,
    last: Now,
}

#[derive(Clone, Debug, PartialEq)]
enum Mode {
    Running,
    Paused(PauseReason),
    /// Opening the journal again after it failed.
    Mending,
    /// No new batch leaves; what is in flight is waited for, at most until then.
    Ending {
        end: End,
        until: Option<Duration>,
    },
    Ended,
}

/// A batch that left the queue.
#[derive(Clone, Debug)]
struct Flight {
    waiting: Waiting,
    endpoint: AttemptStart,
    attempt: u32,
    began: Duration,
    at: At,
}

#[derive(Clone, Debug)]
enum At {
    /// Its intent is being written.
    Beginning,
    /// On its way.
    Sent,
    /// Its answer is being written.
    Recording(Box<Answered>),
    /// Its answer could not be written and is kept here.
    Unwritten(Box<Answered>),
    /// Being cut in two.
    Halving(Wait),
}

#[derive(Clone, Debug)]
struct Answered {
    verdict: Verdict,
    end: AttemptEnd,
}

impl Engine {
    /// Takes an upload over; begin with [`Input::Tick`].
    pub(super) fn new(start: Start, now: Now) -> Self {
        let mut engine = Self {
            pace: Pace::new(start.options.pace, Pace::BURST),
            options: start.options,
            attended: start.attended,
            mode: Mode::Running,
            at_start: None,
            queue: start.queue,
            flights: Vec::new(),
            outcomes: start.outcomes,
            bound: start.bound,
            binding: start.binding,
            endpoint: start.endpoint,
            random: fastrand::Rng::with_seed(start.seed),
            alone: true,
            first: start.outcomes.of(Outcome::NotSent) == start.outcomes.sealed(),
            refused_in_a_row: 0,
            unknown_in_a_row: 0,
            unsent: Vec::new(),
            tried_last: false,
            last: now,
        };
        if engine.options.new_key_confirmed && engine.changed_endpoint() == Some(PauseReason::KeyChanged) {
            engine.bound = None;
        }
        engine.at_start = engine.changed_endpoint();
        if let Some(until) = start.wait_until
            && let Ok(left) = until.signed_duration_since(now.wall).to_std()
        {
            if left > Wait::LONGEST {
                engine.at_start.get_or_insert(PauseReason::LongWait(until));
            } else {
                engine.pace.silence(now.mono + left);
            }
        }
        engine
    }

    /// How the sealed rows stand, as the journal has it: what is on its way may have arrived.
    pub(super) fn outcomes(&self) -> Outcomes {
        self.outcomes
    }

    /// Whether it waits for a person.
    pub(super) fn is_paused(&self) -> bool {
        matches!(self.mode, Mode::Paused(_))
    }

    /// When to come back with [`Input::Tick`], if nothing else happens before.
    pub(super) fn wake(&self) -> Option<Duration> {
        match &self.mode {
            Mode::Running if self.has_room() => Some(self.pace.next()),
            Mode::Ending { until, .. } => *until,
            _ => None,
        }
    }

    /// What to do about what happened.
    pub(super) fn step(&mut self, now: Now, input: Input) -> Vec<Action> {
        let mut actions = Vec::new();
        self.notice_sleep(now);
        if let Some(reason) = self.at_start.take() {
            self.pause(reason, &mut actions);
        }
        match input {
            Input::Tick => {}
            Input::Begun { batch, attempt } => self.begun(now, batch, attempt, &mut actions),
            Input::NotBegun { batch, why } => self.not_begun(batch, why, &mut actions),
            Input::Answered { batch, answer } => self.answered(now, batch, &answer, &mut actions),
            Input::Recorded { batch } => self.recorded(now, batch, &mut actions),
            Input::NotRecorded { batch, why } => self.not_recorded(batch, &why, &mut actions),
            Input::Halved { batch, into } => self.halved(now, batch, into, &mut actions),
            Input::NotHalved { batch, why } => self.not_halved(batch, why, &mut actions),
            Input::Reopened => self.reopened(&mut actions),
            Input::NotReopened { why } => self.pause(PauseReason::Journal(why), &mut actions),
            Input::Pause if self.mode == Mode::Running => self.pause(PauseReason::Asked, &mut actions),
            Input::Pause => {}
            Input::Resume { endpoint } => self.resume(endpoint, &mut actions),
            Input::Stop => self.stop(now),
        }
        self.go_on(now, &mut actions);
        actions
    }

    /// The intent is on disk: the batch leaves.
    fn begun(&mut self, now: Now, batch: u32, attempt: u32, actions: &mut Vec<Action>) {
        let running = self.mode == Mode::Running;
        let Some(flight) = self.flight(batch, |at| matches!(at, At::Beginning)) else { return };
        (flight.attempt, flight.began, flight.at) = (attempt, now.mono, At::Sent);
        let waiting = flight.waiting;
        self.move_rows(waiting.rows, Outcome::NotSent, Outcome::Unknown);
        if running {
            actions.push(report(waiting, BatchState::Sending, attempt));
            actions.push(Action::Send { batch });
        } else {
            // Stopped in between: the intent is taken back.
            let message = "stopped before anything was sent".to_owned();
            let error = SendError { stage: Stage::Connect, message, bytes_written: 0 };
            self.answered(now, batch, &Answer::None(error), actions);
        }
    }

    fn not_begun(&mut self, batch: u32, why: String, actions: &mut Vec<Action>) {
        let Some(flight) = self.land(batch) else { return };
        self.queue.push_front(flight.waiting);
        self.unsent.push(batch);
        self.pause(PauseReason::Journal(why), actions);
    }

    /// An answer goes to disk before anything follows from it.
    fn answered(&mut self, now: Now, batch: u32, answer: &Answer, actions: &mut Vec<Action>) {
        // An answer that comes after the batch was given up on is no news.
        let Some(flight) = self.flight(batch, |at| matches!(at, At::Sent)) else { return };
        let mut verdict = judge(answer, now.wall);
        if flight.waiting.rows == 1 && matches!(verdict.next, Next::Halve(_)) {
            verdict.outcome = Outcome::Refused;
            verdict.next = Next::Go;
            verdict.message = "This row alone is too large for the server (413).".to_owned();
        }
        let end = attempt_end(answer, &verdict, now.mono.saturating_sub(flight.began), now.wall);
        let attempt = flight.attempt;
        flight.at = At::Recording(Box::new(Answered { verdict, end: end.clone() }));
        actions.push(Action::Record { batch, attempt, end: Box::new(end) });
    }

    /// The answer is on disk: it is reported, and the queue follows it.
    fn recorded(&mut self, now: Now, batch: u32, actions: &mut Vec<Action>) {
        let Some(Flight { waiting, attempt, endpoint, at: At::Recording(answered), .. }) = self.land(batch)
        else {
            return;
        };
        let Answered { verdict, end } = *answered;
        if verdict.outcome != Outcome::NotSent {
            self.bound = Some(endpoint.clone());
        }
        self.move_rows(waiting.rows, Outcome::Unknown, verdict.outcome);
        let mut paused = self.count(&verdict);
        let mut retry_after = None;
        match verdict.next {
            Next::Go => {}
            Next::Stop(stop) => {
                if verdict.outcome == Outcome::NotSent {
                    self.queue.push_front(waiting);
                }
                paused = Some(PauseReason::Stopped(stop));
            }
            Next::Halve(wait) => {
                let first_rows = waiting.rows / 2;
                let at = At::Halving(wait);
                self.flights.push(Flight { waiting, endpoint, attempt, began: now.mono, at });
                actions.push(Action::Halve { batch, first_rows });
                return;
            }
            Next::Retry { wait, at_most, trouble } => {
                let tries = waiting.tries + 1;
                self.queue.push_front(Waiting { tries, ..waiting });
                match (wait, trouble) {
                    (Wait::TooLong(until), _) => paused = Some(PauseReason::LongWait(until)),
                    (_, trouble) if tries >= at_most => paused = Some(trouble.reason(&verdict.message)),
                    _ => retry_after = Some(self.wait_before(tries + 1, wait)),
                }
                self.alone = true;
                if end.http == Some(429) {
                    self.pace.slow_down();
                }
            }
        }
        let state = batch_state(verdict.outcome);
        let retrying = retry_after.is_some() && self.mode == Mode::Running;
        let (of, rows, ms, message) = (waiting.of, waiting.rows, Some(end.ms), Some(verdict.message));
        let (into, http) = (None, end.http);
        let event = BatchEvent { batch, of, into, rows, state, retrying, attempt, http, ms, message };
        actions.push(Action::Report(Event::Batch(event)));
        if let Some(wait) = retry_after {
            self.be_silent(now, wait, actions);
        }
        if let Some(reason) = paused {
            self.pause(reason, actions);
        }
    }

    /// The answer is known but not on disk: it is kept, and nothing else leaves.
    fn not_recorded(&mut self, batch: u32, why: &str, actions: &mut Vec<Action>) {
        let Some(flight) = self.flight(batch, |at| matches!(at, At::Recording(_))) else { return };
        let At::Recording(answered) = flight.at.clone() else { return };
        let kept = format!(
            "{why} The answer to batch {batch} ({}) is not written down yet.",
            answered.verdict.outcome.name()
        );
        flight.at = At::Unwritten(answered);
        self.pause(PauseReason::Journal(kept), actions);
    }

    fn halved(&mut self, now: Now, batch: u32, into: [Waiting; 2], actions: &mut Vec<Action>) {
        let Some(Flight { waiting, attempt, at: At::Halving(wait), .. }) = self.land(batch) else { return };
        for half in into.into_iter().rev() {
            self.queue.push_front(half);
        }
        let (of, rows, state) = (waiting.of, waiting.rows, BatchState::Split);
        let (into, retrying) = (Some(into.map(|half| half.batch)), true);
        let message = Some("Too large for the server (413): it goes on as two halves.".to_owned());
        let (http, ms) = (Some(413), None);
        let event = BatchEvent { batch, of, into, rows, state, retrying, attempt, http, ms, message };
        actions.push(Action::Report(Event::Batch(event)));
        match wait {
            Wait::Backoff => {}
            Wait::AtLeast(wait) => self.be_silent(now, wait, actions),
            Wait::TooLong(until) => self.pause(PauseReason::LongWait(until), actions),
        }
    }

    /// It waits as a whole; when it is sent again, the server will say 413 again.
    fn not_halved(&mut self, batch: u32, why: String, actions: &mut Vec<Action>) {
        let Some(flight) = self.land(batch) else { return };
        self.queue.push_front(flight.waiting);
        self.pause(PauseReason::Journal(why), actions);
    }

    /// The journal works again: first it gets the answers that it missed.
    fn reopened(&mut self, actions: &mut Vec<Action>) {
        self.unsent.clear();
        self.record_again(actions);
        if self.mode == Mode::Mending {
            self.mode = Mode::Running;
            actions.push(Action::Report(Event::Resumed));
        }
    }

    fn resume(&mut self, endpoint: AttemptStart, actions: &mut Vec<Action>) {
        let Mode::Paused(reason) = self.mode.clone() else { return };
        if reason == PauseReason::KeyChanged && endpoint == self.endpoint {
            // This very key was asked about.
            self.bound = None;
        }
        self.endpoint = endpoint;
        if let Some(reason) = self.changed_endpoint() {
            self.mode = Mode::Paused(reason.clone());
            actions.push(Action::Report(Event::Paused(reason)));
        } else if self.journal_is_behind() || matches!(reason, PauseReason::Journal(_)) {
            self.mode = Mode::Mending;
            actions.push(Action::Reopen { unsent: self.unsent.clone() });
        } else {
            self.mode = Mode::Running;
            actions.push(Action::Report(Event::Resumed));
        }
    }

    fn stop(&mut self, now: Now) {
        match &self.mode {
            Mode::Ended | Mode::Ending { until: Some(_), .. } => {}
            Mode::Ending { end, until: None } => {
                self.mode = Mode::Ending { end: end.clone(), until: Some(now.mono + STOP_WAITS) };
            }
            Mode::Running | Mode::Paused(_) | Mode::Mending => {
                self.mode = Mode::Ending { end: End::Stopped, until: Some(now.mono + STOP_WAITS) };
            }
        }
    }

    /// No new batch leaves until somebody goes on; where nobody is there, that is the end.
    fn pause(&mut self, reason: PauseReason, actions: &mut Vec<Action>) {
        let weighs_more = |than: &PauseReason| {
            *than == PauseReason::Asked
                || (matches!(reason, PauseReason::Journal(_)) && !matches!(than, PauseReason::Journal(_)))
        };
        match &self.mode {
            Mode::Running | Mode::Mending => {}
            Mode::Paused(before) | Mode::Ending { end: End::Paused(before), .. } if weighs_more(before) => {}
            Mode::Paused(_) | Mode::Ending { .. } | Mode::Ended => return,
        }
        self.alone |= reason != PauseReason::Asked;
        (self.refused_in_a_row, self.unknown_in_a_row) = (0, 0);
        for waiting in &mut self.queue {
            waiting.tries = 0;
        }
        if self.attended {
            actions.push(Action::Report(Event::Paused(reason.clone())));
            self.mode = Mode::Paused(reason);
        } else {
            self.mode = Mode::Ending { end: End::Paused(reason), until: None };
        }
    }

    /// What leaves now, and whether this is the end.
    fn go_on(&mut self, now: Now, actions: &mut Vec<Action>) {
        while self.mode == Mode::Running && self.has_room() && self.pace.take(now.mono).is_ok() {
            let Some(waiting) = self.queue.pop_front() else { break };
            let (endpoint, at) = (self.endpoint.clone(), At::Beginning);
            self.flights.push(Flight { waiting, endpoint, attempt: 0, began: now.mono, at });
            actions.push(Action::Begin { batch: waiting.batch });
        }
        match self.mode.clone() {
            Mode::Running | Mode::Paused(_) if self.nothing_left() => self.end(End::Finished, actions),
            Mode::Ending { end, until } => {
                if until.is_some_and(|until| now.mono >= until) {
                    self.cut_off(now, actions);
                }
                self.end_once_landed(end, actions);
            }
            _ => {}
        }
    }

    /// Nobody waits any longer: what is on its way may or may not arrive.
    fn cut_off(&mut self, now: Now, actions: &mut Vec<Action>) {
        let sent = |flight: &&Flight| matches!(flight.at, At::Sent);
        let batches: Vec<_> = self.flights.iter().filter(sent).map(|flight| flight.waiting.batch).collect();
        for batch in batches {
            let message = "stopped while waiting for it".to_owned();
            let error = SendError { stage: Stage::Sent, message, bytes_written: 0 };
            actions.push(Action::CutOff { batch });
            self.answered(now, batch, &Answer::None(error), actions);
        }
    }

    fn end_once_landed(&mut self, end: End, actions: &mut Vec<Action>) {
        if self.flights.iter().any(|flight| !matches!(flight.at, At::Unwritten(_))) {
            return;
        }
        if !self.flights.is_empty() && !self.tried_last {
            self.tried_last = true;
            return self.record_again(actions);
        }
        let finished = self.nothing_left();
        self.end(if finished { End::Finished } else { end }, actions);
    }

    fn end(&mut self, end: End, actions: &mut Vec<Action>) {
        self.mode = Mode::Ended;
        actions.push(Action::End(end));
    }

    /// Gives the journal the answers that it missed.
    fn record_again(&mut self, actions: &mut Vec<Action>) {
        for flight in &mut self.flights {
            if let At::Unwritten(answered) = flight.at.clone() {
                let (batch, attempt) = (flight.waiting.batch, flight.attempt);
                actions.push(Action::Record { batch, attempt, end: Box::new(answered.end.clone()) });
                flight.at = At::Recording(answered);
            }
        }
    }

    /// Counts how a batch ended, and says whether that is a reason to pause.
    fn count(&mut self, verdict: &Verdict) -> Option<PauseReason> {
        let first = self.first;
        self.first &= verdict.outcome == Outcome::NotSent;
        match verdict.outcome {
            Outcome::Accepted | Outcome::ReceivedByPerson => {
                self.alone = false;
                (self.refused_in_a_row, self.unknown_in_a_row) = (0, 0);
                None
            }
            Outcome::Refused => {
                (self.refused_in_a_row, self.unknown_in_a_row) = (self.refused_in_a_row + 1, 0);
                (first || self.refused_in_a_row >= 3).then(|| PauseReason::Refused(verdict.message.clone()))
            }
            Outcome::Unknown => {
                // Fewer at risk, until it is clear that answers come again.
                self.alone = true;
                (self.refused_in_a_row, self.unknown_in_a_row) = (0, self.unknown_in_a_row + 1);
                (self.unknown_in_a_row >= 2).then_some(PauseReason::Unknown)
            }
            Outcome::NotSent => None,
        }
    }

    /// The wait before attempt `next`, with jitter.
    fn wait_before(&mut self, next: u32, wait: Wait) -> Duration {
        match wait {
            // At least what was asked for, and not all at the same moment.
            Wait::AtLeast(wait) => wait + Duration::from_secs(1).mul_f64(self.random.f64()),
            Wait::Backoff | Wait::TooLong(_) => Backoff::delay(next, self.random.f64()),
        }
    }

    fn be_silent(&mut self, now: Now, wait: Duration, actions: &mut Vec<Action>) {
        self.pace.silence(now.mono + wait);
        if self.mode == Mode::Running {
            actions.push(Action::Report(Event::Waiting(wait.as_millis().div_ceil(1000) as u64)));
        }
    }

    /// After a sleep, or a clock that was set, nothing rushes; nothing else follows from the calendar.
    fn notice_sleep(&mut self, now: Now) {
        let calendar = now.wall.signed_duration_since(self.last.wall);
        let clock = TimeDelta::from_std(now.mono.saturating_sub(self.last.mono)).unwrap_or(TimeDelta::MAX);
        if (calendar - clock).abs() > SLEPT {
            self.pace.calm(now.mono);
        }
        self.last = now;
    }

    fn changed_endpoint(&self) -> Option<PauseReason> {
        let bound = self.bound.as_ref().filter(|_| self.binding)?;
        if bound.host != self.endpoint.host {
            let (was, now) = (bound.host.clone(), self.endpoint.host.clone());
            return Some(PauseReason::HostChanged { was, now });
        }
        (bound.key_fingerprint != self.endpoint.key_fingerprint).then_some(PauseReason::KeyChanged)
    }

    /// Whether another batch may leave as far as those in flight go.
    fn has_room(&self) -> bool {
        let most = if self.alone { 1 } else { usize::from(self.options.in_flight.clamp(1, 8)) };
        !self.queue.is_empty() && self.flights.len() < most && !self.journal_is_behind()
    }

    fn journal_is_behind(&self) -> bool {
        !self.unsent.is_empty() || self.flights.iter().any(|flight| matches!(flight.at, At::Unwritten(_)))
    }

    fn nothing_left(&self) -> bool {
        self.queue.is_empty() && self.flights.is_empty()
    }

    fn flight(&mut self, batch: u32, at: impl Fn(&At) -> bool) -> Option<&mut Flight> {
        self.flights.iter_mut().find(|flight| flight.waiting.batch == batch && at(&flight.at))
    }

    /// Takes a batch out of those in flight.
    fn land(&mut self, batch: u32) -> Option<Flight> {
        let index = self.flights.iter().position(|flight| flight.waiting.batch == batch)?;
        Some(self.flights.remove(index))
    }

    fn move_rows(&mut self, rows: u32, from: Outcome, to: Outcome) {
        self.outcomes.remove(from, rows);
        self.outcomes.add(to, rows);
    }
}

impl Trouble {
    fn reason(self, message: &str) -> PauseReason {
        match self {
            Self::Offline => PauseReason::Offline(message.to_owned()),
            Self::Busy => PauseReason::Busy(message.to_owned()),
        }
    }
}

fn report(waiting: Waiting, state: BatchState, attempt: u32) -> Action {
    let Waiting { batch, of, rows, .. } = waiting;
    let (into, retrying, http, ms, message) = (None, false, None, None, None);
    Action::Report(Event::Batch(BatchEvent {
        batch,
        of,
        into,
        rows,
        state,
        retrying,
        attempt,
        http,
        ms,
        message,
    }))
}

fn batch_state(outcome: Outcome) -> BatchState {
    match outcome {
        Outcome::Accepted => BatchState::Accepted,
        Outcome::ReceivedByPerson => BatchState::ReceivedByPerson,
        Outcome::Refused => BatchState::Refused,
        Outcome::Unknown => BatchState::Unknown,
        Outcome::NotSent => BatchState::Waiting,
    }
}

fn attempt_end(answer: &Answer, verdict: &Verdict, took: Duration, now: DateTime<Utc>) -> AttemptEnd {
    let reply = match answer {
        Answer::Status(reply) => Some(reply),
        Answer::None(_) => None,
    };
    let wait_until = match verdict.next {
        Next::Retry { wait, .. } | Next::Halve(wait) => wait.until(now),
        Next::Go | Next::Stop(_) => None,
    };
    AttemptEnd {
        outcome: verdict.outcome,
        http: reply.map(|reply| reply.http),
        ms: u32::try_from(took.as_millis()).unwrap_or(u32::MAX),
        message: Some(verdict.message.clone()),
        body: reply.map(|reply| reply.body.clone()).unwrap_or_default(),
        request_id: reply.and_then(|reply| reply.request_id.clone()),
        server_date: reply.and_then(|reply| reply.server_date),
        wait_until,
    }
}
