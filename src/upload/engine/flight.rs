//! From intent to answer: what happens to a batch that left the queue.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::assembled::{Answer, SendError, Stage};
use crate::journal::{AttemptEnd, AttemptStart, BatchState};
use crate::model::Outcome;

use super::super::named;
use super::super::outcome::{Next, Trouble, Verdict, judge};
use super::super::{Backoff, BatchEvent, Event, PauseReason, Wait};
use super::{Action, Engine, Mode, Now, Waiting};

/// A batch that left the queue.
#[derive(Clone, Debug)]
pub(super) struct Flight {
    pub waiting: Waiting,
    /// Host and key that it went to.
    pub endpoint: AttemptStart,
    pub attempt: u32,
    pub began: Duration,
    pub at: At,
}

#[derive(Clone, Debug)]
pub(super) enum At {
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
pub(super) struct Answered {
    verdict: Verdict,
    end: AttemptEnd,
}

/// What follows from an answer that is on disk.
enum Follows {
    Next,
    Wait(Duration),
    Pause(PauseReason),
}

impl Engine {
    /// The intent is on disk: the batch leaves.
    pub(super) fn begun(&mut self, now: Now, batch: u32, attempt: u32, actions: &mut Vec<Action>) {
        let running = self.mode == Mode::Running;
        let Some(flight) = self.flight(batch, |at| matches!(at, At::Beginning)) else { return };
        (flight.attempt, flight.began, flight.at) = (attempt, now.mono, At::Sent);
        let waiting = flight.waiting;
        self.move_rows(waiting.rows, Outcome::NotSent, Outcome::Unknown);
        if running {
            actions.push(Action::Report(Event::Batch(event(waiting, attempt))));
            actions.push(Action::Send { batch });
        } else {
            // Stopped in between: the intent is taken back.
            let message = "stopped before anything was sent".to_owned();
            let error = SendError { stage: Stage::Connect, message, bytes_written: 0 };
            self.answered(now, batch, &Answer::None(error), actions);
        }
    }

    pub(super) fn not_begun(&mut self, batch: u32, why: String, actions: &mut Vec<Action>) {
        let Some(flight) = self.land(batch, |at| matches!(at, At::Beginning)) else { return };
        self.queue.push_front(flight.waiting);
        self.unsent.push(batch);
        self.pause(PauseReason::Journal(why), actions);
    }

    /// An answer goes to disk before anything follows from it.
    pub(super) fn answered(&mut self, now: Now, batch: u32, answer: &Answer, actions: &mut Vec<Action>) {
        // An answer that comes after the batch was given up on is no news.
        let Some(flight) = self.flight(batch, |at| matches!(at, At::Sent)) else { return };
        let mut verdict = judge(answer, now.wall);
        if flight.waiting.rows == 1 && matches!(verdict.next, Next::Halve(_)) {
            verdict.outcome = Outcome::Refused;
            verdict.next = Next::Go;
            "This row alone is too large for the server (413).".clone_into(&mut verdict.message);
        }
        let took = now.mono.saturating_sub(flight.began);
        let named = named_rows(answer, &verdict, flight.waiting.rows);
        let end = AttemptEnd { named, ..attempt_end(answer, &verdict, took, now.wall) };
        let attempt = flight.attempt;
        flight.at = At::Recording(Box::new(Answered { verdict, end: end.clone() }));
        actions.push(Action::Record { batch, attempt, end: Box::new(end) });
    }

    /// The answer is on disk: it is reported, and the queue follows it.
    pub(super) fn recorded(&mut self, now: Now, batch: u32, actions: &mut Vec<Action>) {
        let Some(flight) = self.land(batch, |at| matches!(at, At::Recording(_))) else { return };
        let Flight { waiting, attempt, ref endpoint, at: At::Recording(ref answered), .. } = flight else {
            return;
        };
        let Answered { verdict, end } = &**answered;
        if verdict.outcome != Outcome::NotSent {
            self.binding.bound = Some(endpoint.clone());
        }
        self.move_rows(waiting.rows, Outcome::Unknown, verdict.outcome);
        if let Next::Halve(wait) = verdict.next {
            self.flights.push(Flight { at: At::Halving(wait), ..flight });
            return actions.push(Action::Halve { batch, first_rows: waiting.rows / 2 });
        }
        if end.http == Some(429) {
            self.pace.slow_down();
        }
        if let Next::Retry { wait: Wait::AtLeast(wait), .. } = verdict.next {
            // Kept to whatever else follows, also when a person goes on after a pause.
            self.pace.silence(now.mono + wait);
        }
        let follows = self.follow(waiting, verdict);
        actions.push(Action::Report(Event::Batch(BatchEvent {
            state: batch_state(verdict.outcome),
            retrying: matches!(follows, Follows::Wait(_)) && self.mode == Mode::Running,
            http: end.http,
            ms: Some(end.ms),
            message: Some(verdict.message.clone()),
            ..event(waiting, attempt)
        })));
        match follows {
            Follows::Next => {}
            Follows::Wait(wait) => self.be_silent(now, wait, actions),
            Follows::Pause(reason) => self.pause(reason, actions),
        }
    }

    /// What follows for the queue.
    fn follow(&mut self, waiting: Waiting, verdict: &Verdict) -> Follows {
        let too_many = self.counts(verdict);
        match &verdict.next {
            Next::Go | Next::Halve(_) => too_many.map_or(Follows::Next, Follows::Pause),
            Next::Stop(stop) => {
                if verdict.outcome == Outcome::NotSent {
                    self.queue.push_front(waiting);
                }
                Follows::Pause(PauseReason::Stopped(stop.clone()))
            }
            &Next::Retry { wait, at_most, trouble } => {
                let tries = waiting.tries + 1;
                self.queue.push_front(Waiting { tries, ..waiting });
                self.alone = true;
                match (wait, trouble) {
                    (Wait::TooLong(until), _) => Follows::Pause(PauseReason::LongWait(until)),
                    (_, Trouble::Offline) if tries >= at_most => {
                        Follows::Pause(PauseReason::Offline(verdict.message.clone()))
                    }
                    (_, Trouble::Busy) if tries >= at_most => {
                        Follows::Pause(PauseReason::Busy(verdict.message.clone()))
                    }
                    _ => Follows::Wait(self.wait_before(tries + 1, wait)),
                }
            }
        }
    }

    /// The answer is known but not on disk: it is kept, and nothing else leaves.
    pub(super) fn not_recorded(&mut self, batch: u32, why: &str, actions: &mut Vec<Action>) {
        let Some(flight) = self.flight(batch, |at| matches!(at, At::Recording(_))) else { return };
        let At::Recording(answered) = flight.at.clone() else { return };
        let kept = format!(
            "{why} The answer to batch {batch} ({}) is not written down yet.",
            answered.verdict.outcome.name()
        );
        flight.at = At::Unwritten(answered);
        self.pause(PauseReason::Journal(kept), actions);
    }

    pub(super) fn halved(&mut self, now: Now, batch: u32, into: [Waiting; 2], actions: &mut Vec<Action>) {
        let Some(flight) = self.land(batch, |at| matches!(at, At::Halving(_))) else { return };
        for half in into.into_iter().rev() {
            self.queue.push_front(half);
        }
        actions.push(Action::Report(Event::Batch(BatchEvent {
            into: Some(into.map(|half| half.batch)),
            state: BatchState::Split,
            retrying: true,
            http: Some(413),
            message: Some("Too large for the server (413): it goes on as two halves.".to_owned()),
            ..event(flight.waiting, flight.attempt)
        })));
        match flight.at {
            At::Halving(Wait::AtLeast(wait)) => self.be_silent(now, wait, actions),
            At::Halving(Wait::TooLong(until)) => self.pause(PauseReason::LongWait(until), actions),
            _ => {}
        }
    }

    /// It waits as a whole, as far as anyone knows until the journal is opened again.
    pub(super) fn not_halved(&mut self, batch: u32, why: String, actions: &mut Vec<Action>) {
        let Some(flight) = self.land(batch, |at| matches!(at, At::Halving(_))) else { return };
        self.queue.push_front(flight.waiting);
        self.pause(PauseReason::Journal(why), actions);
    }

    /// Gives the journal the answers that it missed.
    pub(super) fn record_again(&mut self, actions: &mut Vec<Action>) {
        for flight in &mut self.flights {
            if let At::Unwritten(answered) = flight.at.clone() {
                let (batch, attempt) = (flight.waiting.batch, flight.attempt);
                actions.push(Action::Record { batch, attempt, end: Box::new(answered.end.clone()) });
                flight.at = At::Recording(answered);
            }
        }
    }

    /// Counts how a batch ended, and says whether that is a reason to pause.
    fn counts(&mut self, verdict: &Verdict) -> Option<PauseReason> {
        match verdict.outcome {
            Outcome::Accepted => self.alone = false,
            // Fewer at risk, until it is clear that answers come again.
            Outcome::Unknown => self.alone = true,
            _ => {}
        }
        let too_many = self.streak.counts(verdict.outcome);
        too_many.then(|| match verdict.outcome {
            Outcome::Unknown => PauseReason::Unknown,
            _ => PauseReason::Refused(verdict.message.clone()),
        })
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
            actions.push(Action::Report(Event::Waiting(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))));
        }
    }

    fn flight(&mut self, batch: u32, at: impl Fn(&At) -> bool) -> Option<&mut Flight> {
        self.flights.iter_mut().find(|flight| flight.waiting.batch == batch && at(&flight.at))
    }

    /// Takes a batch out of those in flight.
    fn land(&mut self, batch: u32, at: impl Fn(&At) -> bool) -> Option<Flight> {
        let found = |flight: &Flight| flight.waiting.batch == batch && at(&flight.at);
        self.flights.iter().position(found).map(|index| self.flights.remove(index))
    }

    fn move_rows(&mut self, rows: u32, from: Outcome, to: Outcome) {
        self.outcomes.remove(from, rows);
        self.outcomes.add(to, rows);
    }
}

/// A batch on its way.
fn event(waiting: Waiting, attempt: u32) -> BatchEvent {
    BatchEvent {
        batch: waiting.batch,
        of: waiting.of,
        into: None,
        rows: waiting.rows,
        state: BatchState::Sending,
        retrying: false,
        attempt,
        http: None,
        ms: None,
        message: None,
    }
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
        named: BTreeMap::new(),
    }
}

/// The rows that the server refuses one by one. A 409 frees none of the others: they may be there already.
fn named_rows(answer: &Answer, verdict: &Verdict, num_rows: u32) -> BTreeMap<u32, String> {
    match answer {
        Answer::Status(reply) if verdict.outcome == Outcome::Refused && matches!(reply.http, 400 | 422) => {
            named::rows(&reply.body, num_rows)
        }
        _ => BTreeMap::new(),
    }
}
