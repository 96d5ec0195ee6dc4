//! Time, chance and a person around the engine, and the invariants.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::disk::{self, Disk, Fault, Faults, Faulty};
use super::server::Server;
use crate::assembled::Answer;
use crate::journal::{AttemptStart, BatchState, UnknownDecision};
use crate::model::Outcome;
use crate::upload::desk::Desk;
use crate::upload::engine::{Action, Binding, Engine, Input, Now, Start};
use crate::upload::{End, Event, Options, Pace, Wait};

/// Lives of the program in which things go wrong, before the last, quiet one.
const LIVES: u32 = 8;

/// What was met in all runs: a simulation that never sees a thing proves nothing about it.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    runs: u64,
    rows: u64,
    sent: u64,
    crashes: u64,
    failed_writes: u64,
    unknown: u64,
    resent: u64,
    halved: u64,
    pauses: u64,
    cut_off: u64,
}

impl Seen {
    pub fn add(&mut self, run: &Self) {
        self.runs += 1;
        self.rows += run.rows;
        self.sent += run.sent;
        self.crashes += run.crashes;
        self.failed_writes += run.failed_writes;
        self.unknown += run.unknown;
        self.resent += run.resent;
        self.halved += run.halved;
        self.pauses += run.pauses;
        self.cut_off += run.cut_off;
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { runs, rows, sent, crashes, failed_writes, unknown, resent, halved, pauses, cut_off } =
            self;
        write!(
            f,
            "{runs} runs of {rows} rows: taken twice without consent 0, lost 0, claimed but not taken 0, sums \
             hold; met {sent} requests, {crashes} crashes, {failed_writes} failed writes, {unknown} unknown \
             batches ({resent} sent again by consent), {halved} halved, {pauses} pauses, {cut_off} cut off"
        )
    }
}

/// What may happen in one life of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Day {
    /// Everything goes well.
    Good,
    /// Anything may happen.
    Bad,
    /// One write fails, or all from that one on.
    Broken { nth: (u32, Fault, bool), attended: bool },
}

pub(in crate::upload) struct World<D> {
    random: fastrand::Rng,
    disk: D,
    server: Server,
    num_rows: u32,
    /// Rows that a person agreed to send again although they may be there.
    consented: BTreeSet<u32>,
    /// Time since the start of the world, and the calendar's offset from it.
    clock: Rc<Cell<Duration>>,
    offset: Rc<Cell<TimeDelta>>,
    /// Whether a write failed in this life.
    write_failed: bool,
    seen: Seen,
}

/// What is on its way in one life of the program.
#[derive(Default)]
struct Network {
    /// By time of arrival and order of sending, so that two at one moment are both kept.
    answers: BTreeMap<(Duration, u64), (u32, Answer)>,
    sent: u64,
    /// When each request left.
    sent_at: Vec<Duration>,
    silent_until: Duration,
    ambiguous: u32,
}

impl<D: Disk> World<D> {
    pub fn new(seed: u64, make: impl Fn(&[Vec<u32>]) -> D) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut num_rows = 0;
        let batches: Vec<Vec<u32>> = (0..random.u32(1..12))
            .map(|_| {
                let first = num_rows;
                num_rows += random.u32(1..7);
                (first..num_rows).collect()
            })
            .collect();
        let server = Server { largest: random.usize(1..9), moody: true, ..Server::default() };
        let met = Seen { rows: num_rows.into(), ..Seen::default() };
        let (clock, offset) = (Rc::default(), Rc::new(Cell::new(TimeDelta::zero())));
        let consented = BTreeSet::new();
        Self {
            random,
            disk: make(&batches),
            server,
            num_rows,
            consented,
            clock,
            offset,
            write_failed: false,
            seen: met,
        }
    }

    pub fn run(mut self) -> Seen {
        for _ in 0..self.random.u32(0..LIVES) {
            self.live(Day::Bad);
            self.decide();
            self.check();
        }
        self.server.moody = false;
        self.server.largest = usize::MAX;
        for _ in 0..3 {
            self.good_day();
        }
        self.seen
    }

    /// Sends all of it with a write that fails; then the disk is well again. Returns how many writes there
    /// were until then.
    pub fn run_with_failing_write(mut self, nth: (u32, Fault, bool), attended: bool) -> u32 {
        self.server.moody = false;
        self.server.largest = 3;
        let writes = self.live(Day::Broken { nth, attended });
        drop(self.disk.boot());
        self.check();
        assert!(self.num_unknown() <= 8, "more unknown than could be in flight");
        self.good_day();
        writes
    }

    fn good_day(&mut self) {
        self.live(Day::Good);
        drop(self.disk.boot());
        self.check();
        let waiting = |batch: &disk::Batch| batch.state == BatchState::Waiting;
        assert!(!self.disk.batches().iter().any(waiting), "a good day finishes everything");
    }

    fn now(clock: &Cell<Duration>, offset: &Cell<TimeDelta>) -> Now {
        let mono = clock.get();
        let wall = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(20_000) + offset.get();
        Now { mono, wall: wall + TimeDelta::from_std(mono).unwrap() }
    }

    /// One process, from start to its end or to a crash. Returns how many writes there were.
    fn live(&mut self, day: Day) -> u32 {
        let (store, recovered) = self.disk.boot();
        let options = Options {
            in_flight: self.random.u8(1..=8),
            pace: *[60, 240, 6000].get(self.random.usize(..3)).unwrap(),
            new_key_confirmed: false,
        };
        assert!(recovered <= 8, "more unknown than could be in flight");
        self.seen.unknown += u64::from(recovered);
        let (nth, attended) = match day {
            Day::Good => (None, false),
            Day::Bad => (None, self.random.bool()),
            Day::Broken { nth, attended } => (Some(nth), attended),
        };
        self.write_failed = nth.is_some();
        let faults = Rc::new(RefCell::new(Faults { nth, ..Faults::default() }));
        let endpoint = AttemptStart { host: "h".to_owned(), key_fingerprint: "k".to_owned() };
        let store = Faulty { inner: store, faults: Rc::clone(&faults) };
        let mut desk = Desk::new(store, endpoint.clone());
        let (clock, offset) = (Rc::clone(&self.clock), Rc::clone(&self.offset));
        let mut engine =
            Engine::new(self.start(options, endpoint.clone(), attended), Self::now(&clock, &offset));
        let mut network = Network::default();
        let unknown_before = self.num_unknown();
        let mut input = Input::Tick;
        loop {
            if day == Day::Bad {
                self.plan_fault(&mut faults.borrow_mut());
            }
            let end = desk.turn(
                &mut engine,
                || Self::now(&clock, &offset),
                input,
                |desk, action| {
                    if !faults.borrow().crashed {
                        self.outside(desk, action, options, &mut network);
                    }
                },
            );
            if faults.borrow().crashed {
                self.seen.crashes += 1;
                return faults.borrow().writes;
            }
            if let Some(end) = end {
                self.ended(&end, &engine, &network, unknown_before);
                return faults.borrow().writes;
            }
            input = self.next_input(day == Day::Bad, &engine, &mut network, &endpoint);
        }
    }

    fn start(&mut self, options: Options, endpoint: AttemptStart, attended: bool) -> Start {
        let batches = self.disk.batches();
        Start {
            queue: disk::waiting(&batches),
            outcomes: disk::outcomes(&batches),
            wait_until: None,
            binding: Binding { bound: Some(endpoint.clone()), now: endpoint, strict: true },
            options,
            attended,
            seed: self.random.u64(..),
        }
    }

    /// What the world does with what leaves the program, and what must hold at that moment.
    fn outside<S>(&mut self, desk: &mut Desk<S>, action: Action, options: Options, network: &mut Network)
    where
        S: crate::upload::desk::Store,
    {
        let state =
            |batch: u32| self.disk.batches().into_iter().find(|other| other.number == batch).unwrap().state;
        match action {
            Action::Send { batch } => {
                assert_eq!(state(batch), BatchState::Sending, "sent without its intent on disk");
                let body = desk.take_body(batch).expect("a body for each intent");
                self.send(batch, &body, options, network);
            }
            Action::CutOff { batch } => {
                network.answers.retain(|_, (of, _)| *of != batch);
                network.ambiguous += 1;
                self.seen.cut_off += 1;
            }
            Action::Report(Event::Batch(event)) => {
                assert_eq!(state(event.batch), event.state, "reported before it was on disk");
                self.seen.halved += u64::from(event.into.is_some());
            }
            Action::Report(Event::Paused(_)) => self.seen.pauses += 1,
            _ => {}
        }
    }

    fn send(&mut self, batch: u32, body: &[u8], options: Options, network: &mut Network) {
        let now = self.clock.get();
        assert!(now >= network.silent_until, "sent {:?} too early", network.silent_until.saturating_sub(now));
        network.sent_at.push(now);
        // No burst of more than the bucket holds, ever.
        let burst = usize::try_from(Pace::BURST).unwrap();
        if let Some(before) = network.sent_at.len().checked_sub(burst + 1) {
            let pace = Duration::from_mins(1) / options.pace;
            assert!(now >= network.sent_at[before] + pace, "faster than the pace");
        }
        let body: serde_json::Value = serde_json::from_slice(body).unwrap();
        let rows: Vec<u32> = body["qa_scores"]
            .as_array()
            .unwrap()
            .iter()
            .map(|score| u32::try_from(score["n"].as_u64().unwrap()).unwrap())
            .collect();
        let reaction = self.server.receive(&rows, &mut self.random);
        network.ambiguous += u32::from(reaction.ambiguous);
        network.sent += 1;
        self.seen.sent += 1;
        let arrives = now + reaction.after;
        network.answers.insert((arrives, network.sent), (batch, reaction.answer));
        assert!(network.answers.len() <= usize::from(options.in_flight), "more in flight than allowed");
    }

    fn plan_fault(&mut self, faults: &mut Faults) {
        faults.full = if faults.full { self.random.u32(..4) > 0 } else { self.random.u32(..200) == 0 };
        self.write_failed |= faults.full;
        faults.next = match self.random.u32(..60) {
            0 => Some(Fault::Before),
            1 => Some(Fault::After),
            2 => Some(Fault::CrashBefore),
            3 => Some(Fault::CrashAfter),
            _ => return,
        };
        self.seen.failed_writes += 1;
        self.write_failed = true;
    }

    /// What happens next: an answer, the time the engine asked for, or a person.
    fn next_input(
        &mut self,
        faulty: bool,
        engine: &Engine,
        network: &mut Network,
        endpoint: &AttemptStart,
    ) -> Input {
        if faulty {
            if self.random.u32(..20) == 0 {
                let days = self.random.i64(-400..400);
                self.offset.set(self.offset.get() + TimeDelta::hours(days));
            }
            match self.random.u32(..60) {
                0 => return Input::Pause,
                1 => return Input::Stop,
                2 => return Input::Tick,
                _ => {}
            }
        }
        let arrives = network.answers.keys().next().copied();
        let wake = engine.wake().map(|wake| wake.max(self.clock.get()));
        match (arrives, wake) {
            (Some(key), wake) if wake.is_none_or(|wake| key.0 <= wake) => {
                let (batch, answer) = network.answers.remove(&key).unwrap();
                self.clock.set(self.clock.get().max(key.0));
                network.silent_until = network.silent_until.max(self.clock.get() + asked(&answer));
                Input::Answered { batch, answer: Box::new(answer) }
            }
            (_, Some(wake)) => {
                self.clock.set(wake);
                Input::Tick
            }
            _ => {
                assert!(engine.is_paused(), "it stands still");
                self.clock.set(self.clock.get() + Duration::from_mins(1));
                match self.random.u32(..4) {
                    0 => Input::Stop,
                    _ => Input::Resume { endpoint: endpoint.clone() },
                }
            }
        }
    }

    fn ended(&mut self, end: &End, engine: &Engine, network: &Network, unknown_before: u32) {
        assert!(network.answers.is_empty(), "ended with requests in flight");
        let batches = self.disk.batches();
        let left = batches.iter().any(|batch| batch.state == BatchState::Waiting);
        assert!(*end != End::Finished || !left, "finished with something left");
        // A write that failed may be on disk all the same: then the engine says less than it could.
        if !self.write_failed {
            assert_eq!(engine.outcomes(), disk::outcomes(&batches), "engine and disk agree");
        }
        let unknown = self.num_unknown() - unknown_before;
        let most = network.ambiguous;
        assert!(unknown <= most || self.write_failed, "{unknown} unknown, {most} without an answer");
        self.seen.unknown += u64::from(unknown);
    }

    fn num_unknown(&self) -> u32 {
        let unknown = |batch: &disk::Batch| batch.state == BatchState::Unknown;
        u32::try_from(self.disk.batches().iter().filter(|batch| unknown(batch)).count()).unwrap()
    }

    /// Whatever happened: nothing doubled, nothing lost, nothing claimed that is not so.
    fn check(&self) {
        let mut rows = BTreeSet::new();
        for batch in self.disk.batches() {
            let Some(outcome) = batch.state.outcome() else { continue };
            for row in batch.rows {
                assert!(rows.insert(row), "row {row} is in two batches");
                let taken = self.server.taken.get(&row).copied().unwrap_or(0);
                if self.consented.contains(&row) {
                    continue;
                }
                assert!(taken <= 1, "row {row} was taken {taken} times");
                match outcome {
                    Outcome::Accepted | Outcome::ReceivedByPerson => {
                        assert_eq!(taken, 1, "row {row} is claimed");
                    }
                    Outcome::Refused | Outcome::NotSent => assert_eq!(taken, 0, "row {row} was taken"),
                    Outcome::Unknown => {}
                }
            }
        }
        assert_eq!(rows, (0..self.num_rows).collect(), "a row is lost");
    }

    /// A person looks at some of the batches without an answer.
    fn decide(&mut self) {
        // What a crash left is unknown first.
        drop(self.disk.boot());
        for batch in self.disk.batches() {
            if batch.state != BatchState::Unknown || self.random.bool() {
                continue;
            }
            let there = batch.rows.iter().all(|row| self.server.taken.contains_key(row));
            if there && self.random.bool() {
                self.disk.decide(batch.number, UnknownDecision::Received);
            } else {
                self.consented.extend(batch.rows);
                self.disk.decide(batch.number, UnknownDecision::Resend);
                self.seen.resent += 1;
            }
        }
    }
}

/// The silence that an answer asks for, as far as the queue sits it out by itself.
fn asked(answer: &Answer) -> Duration {
    match answer {
        Answer::Status(reply) if matches!(reply.http, 429 | 503) => {
            match Wait::asked(reply, DateTime::<Utc>::UNIX_EPOCH) {
                Wait::AtLeast(wait) => wait,
                Wait::Backoff | Wait::TooLong(_) => Duration::ZERO,
            }
        }
        _ => Duration::ZERO,
    }
}
