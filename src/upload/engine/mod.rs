//! The decisions of sending, as a pure state machine: what happened goes in, what to do comes out.
//!
//! Knows no clock, disk, network or randomness: the driver ([`worker`](super::worker), or the seeded
//! simulation of the tests) hands them in and carries out the [`Action`]s in order. Invariants: a batch
//! is sent only after its intent was said to be on disk, an answer is reported only after it was said to
//! be on disk, and only what is proven not applied goes back to the queue.

mod binding;
mod course;
mod flight;
mod streak;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::assembled::Answer;
use crate::journal::{AttemptEnd, AttemptStart};
use crate::model::Outcomes;

pub(super) use binding::Binding;
use course::Mode;
use flight::Flight;
use streak::Streak;

use super::{End, Event, Options, Pace, PauseReason, Wait};

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
    /// The journal was opened again, intents that did not go out were taken back, and this waits.
    Reopened { queue: VecDeque<Waiting> },
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
    /// Host and key.
    pub binding: Binding,
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
    binding: Binding,
    pace: Pace,
    random: fastrand::Rng,
    /// One request at a time, until one is accepted.
    alone: bool,
    streak: Streak,
    /// Batches whose intent could not be written, but may be on disk all the same.
    unsent: Vec<u32>,
    last: Now,
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
            binding: start.binding,
            random: fastrand::Rng::with_seed(start.seed),
            alone: true,
            streak: Streak::new(&start.outcomes),
            unsent: Vec::new(),
            last: now,
        };
        if engine.options.new_key_confirmed {
            engine.binding.confirm_key();
        }
        engine.at_start = engine.binding.objection();
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
            Input::Reopened { queue } => self.reopened(queue, &mut actions),
            Input::NotReopened { why } => self.pause(PauseReason::Journal(why), &mut actions),
            Input::Pause => self.pause_as_asked(&mut actions),
            Input::Resume { endpoint } => self.resume(endpoint, &mut actions),
            Input::Stop => self.stop(now),
        }
        self.go_on(now, &mut actions);
        actions
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
}
