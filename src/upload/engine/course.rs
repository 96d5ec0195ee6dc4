//! Running, paused, ending: when a batch may leave, and when nothing more does.

use std::collections::VecDeque;
use std::time::Duration;

use crate::assembled::{Answer, SendError, Stage};
use crate::journal::AttemptStart;

use super::super::{End, Event, PauseReason};
use super::flight::{At, Flight};
use super::{Action, Engine, Now, Waiting};

/// How long a stop waits for answers that are on their way.
const STOP_WAITS: Duration = Duration::from_secs(5);

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mode {
    Running,
    Paused(PauseReason),
    /// Opening the journal again after it failed.
    Mending,
    /// No new batch leaves; what is in flight is waited for, at most until then.
    Ending {
        end: End,
        until: Option<Duration>,
        /// Whether answers that could not be written were tried a last time.
        tried_last: bool,
    },
    Ended,
}

impl Mode {
    fn ending(end: End, until: Option<Duration>) -> Self {
        Self::Ending { end, until, tried_last: false }
    }
}

impl Engine {
    /// A person pauses what runs.
    pub(super) fn pause_as_asked(&mut self, actions: &mut Vec<Action>) {
        if self.mode == Mode::Running {
            self.pause(PauseReason::Asked, actions);
        }
    }

    /// No new batch leaves until somebody goes on; where nobody is there, that is the end.
    pub(super) fn pause(&mut self, reason: PauseReason, actions: &mut Vec<Action>) {
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
        self.streak.forget();
        for waiting in &mut self.queue {
            waiting.tries = 0;
        }
        if self.attended {
            actions.push(Action::Report(Event::Paused(reason.clone())));
            self.mode = Mode::Paused(reason);
        } else {
            self.mode = Mode::ending(End::Paused(reason), None);
        }
    }

    /// A person goes on, if host and key are right and the journal works again.
    pub(super) fn resume(&mut self, endpoint: AttemptStart, actions: &mut Vec<Action>) {
        let Mode::Paused(reason) = self.mode.clone() else { return };
        if reason == PauseReason::KeyChanged && endpoint == self.binding.now {
            // This very key was asked about.
            self.binding.confirm_key();
        }
        self.binding.now = endpoint;
        if let Some(reason) = self.binding.objection() {
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

    /// The journal works again: first it gets the answers that it missed.
    pub(super) fn reopened(&mut self, mut queue: VecDeque<Waiting>, actions: &mut Vec<Action>) {
        self.unsent.clear();
        queue.retain(|waiting| !self.flights.iter().any(|flight| flight.waiting.batch == waiting.batch));
        self.queue = queue;
        self.record_again(actions);
        if self.mode == Mode::Mending {
            self.mode = Mode::Running;
            actions.push(Action::Report(Event::Resumed));
        }
    }

    /// No new batch leaves, ever.
    pub(super) fn stop(&mut self, now: Now) {
        let until = Some(now.mono + STOP_WAITS);
        match &self.mode {
            Mode::Ended | Mode::Ending { until: Some(_), .. } => {}
            Mode::Ending { end, .. } => self.mode = Mode::ending(end.clone(), until),
            Mode::Running | Mode::Paused(_) | Mode::Mending => self.mode = Mode::ending(End::Stopped, until),
        }
    }

    /// What leaves now, and whether this is the end.
    pub(super) fn go_on(&mut self, now: Now, actions: &mut Vec<Action>) {
        while self.mode == Mode::Running && self.has_room() && self.pace.take(now.mono).is_ok() {
            let Some(waiting) = self.queue.pop_front() else { break };
            let (endpoint, at) = (self.binding.now.clone(), At::Beginning);
            self.flights.push(Flight { waiting, endpoint, attempt: 0, began: now.mono, at });
            actions.push(Action::Begin { batch: waiting.batch });
        }
        match self.mode.clone() {
            Mode::Running | Mode::Paused(_) if self.nothing_left() => self.end(End::Finished, actions),
            Mode::Ending { end, until, tried_last } => {
                if until.is_some_and(|until| now.mono >= until) {
                    self.cut_off(now, actions);
                }
                self.end_once_landed(end, tried_last, actions);
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

    /// Ends when nothing is on its way any more. Answers that could not be written are tried a last time.
    fn end_once_landed(&mut self, end: End, tried_last: bool, actions: &mut Vec<Action>) {
        if self.flights.iter().any(|flight| !matches!(flight.at, At::Unwritten(_))) {
            return;
        }
        if let Mode::Ending { tried_last, .. } = &mut self.mode {
            *tried_last = true;
        }
        if self.flights.is_empty() || tried_last {
            let finished = self.nothing_left();
            self.end(if finished { End::Finished } else { end }, actions);
        } else {
            self.record_again(actions);
        }
    }

    fn end(&mut self, end: End, actions: &mut Vec<Action>) {
        self.mode = Mode::Ended;
        actions.push(Action::End(end));
    }

    /// Whether another batch may leave as far as those in flight go. Not while an answer is being written:
    /// it may ask for silence.
    pub(super) fn has_room(&self) -> bool {
        let most = if self.alone { 1 } else { usize::from(self.options.in_flight.clamp(1, 8)) };
        let on_its_way = |flight: &Flight| matches!(flight.at, At::Beginning | At::Sent);
        !self.queue.is_empty()
            && self.unsent.is_empty()
            && self.flights.len() < most
            && self.flights.iter().all(on_its_way)
    }

    fn journal_is_behind(&self) -> bool {
        !self.unsent.is_empty() || self.flights.iter().any(|flight| matches!(flight.at, At::Unwritten(_)))
    }

    fn nothing_left(&self) -> bool {
        self.queue.is_empty() && self.flights.is_empty()
    }
}
