//! Single decisions, step by step, in virtual time.

use chrono::DateTime;

use super::*;
use crate::assembled::{Reply, RetryAfter, SendError, Stage};
use crate::journal::BatchState;
use crate::model::Outcome;
use crate::upload::Stop;

const MINUTE: Duration = Duration::from_mins(1);

/// An engine, its clock, and a disk that never fails.
struct Fixture {
    engine: Engine,
    now: Now,
    sent: Vec<u32>,
    events: Vec<Event>,
    end: Option<End>,
    next_batch: u32,
}

fn endpoint(host: &str, key: &str) -> AttemptStart {
    AttemptStart { host: host.to_owned(), key_fingerprint: key.to_owned() }
}

fn start(batches: u32) -> Start {
    let waiting = |batch| Waiting { batch, of: None, rows: 2, tries: 0 };
    let mut outcomes = Outcomes::default();
    outcomes.add(Outcome::NotSent, batches * 2);
    Start {
        queue: (1..=batches).map(waiting).collect(),
        outcomes,
        wait_until: None,
        binding: Binding { bound: None, now: endpoint("h", "k"), strict: true },
        options: Options { in_flight: 4, pace: 300, ..Options::default() },
        attended: true,
        seed: 7,
    }
}

impl Fixture {
    fn new(start: Start) -> Self {
        let now = Now { mono: Duration::ZERO, wall: "2026-09-14T10:00:00Z".parse().unwrap() };
        let next_batch = u32::try_from(start.queue.len()).unwrap() + 1;
        let engine = Engine::new(start, now);
        let mut fixture = Self { engine, now, sent: Vec::new(), events: Vec::new(), end: None, next_batch };
        fixture.tell(Input::Tick);
        fixture
    }

    /// Tells the engine, does what it says, and tells it how that went.
    fn tell(&mut self, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            for action in self.engine.step(self.now, input) {
                match action {
                    Action::Begin { batch } => inputs.push_back(Input::Begun { batch, attempt: 1 }),
                    Action::Send { batch } => self.sent.push(batch),
                    Action::Record { batch, .. } => inputs.push_back(Input::Recorded { batch }),
                    Action::Halve { batch, first_rows } => {
                        let half = |batch_number, rows| Waiting {
                            batch: batch_number,
                            of: Some(batch),
                            rows,
                            tries: 0,
                        };
                        let into =
                            [half(self.next_batch, first_rows), half(self.next_batch + 1, 2 - first_rows)];
                        self.next_batch += 2;
                        inputs.push_back(Input::Halved { batch, into });
                    }
                    Action::Reopen { .. } => unreachable!("this disk never fails"),
                    Action::CutOff { .. } => {}
                    Action::Report(event) => self.events.push(event),
                    Action::End(end) => self.end = Some(end),
                }
            }
        }
    }

    fn answer(&mut self, batch: u32, answer: Answer) {
        self.tell(Input::Answered { batch, answer: Box::new(answer) });
    }

    fn pass(&mut self, time: Duration) {
        self.now.mono += time;
        self.now.wall += time;
    }

    /// The pauses so far.
    fn pauses(&self) -> Vec<&PauseReason> {
        self.events
            .iter()
            .filter_map(|event| match event {
                Event::Paused(reason) => Some(reason),
                _ => None,
            })
            .collect()
    }
}

fn http(http: u16) -> Answer {
    Answer::Status(Reply { http, ..Reply::default() })
}

fn wait(http: u16, secs: u64) -> Answer {
    let retry_after = Some(RetryAfter::In(Duration::from_secs(secs)));
    Answer::Status(Reply { http, retry_after, ..Reply::default() })
}

fn offline() -> Answer {
    Answer::None(SendError { stage: Stage::Connect, message: "refused".to_owned(), bytes_written: 0 })
}

#[test]
fn the_first_goes_alone_and_then_as_many_as_allowed() {
    let mut fixture = Fixture::new(start(9));
    assert_eq!(fixture.sent, [1]);
    fixture.answer(1, http(202));
    assert_eq!(fixture.sent, [1, 2, 3, 4, 5]);
    fixture.answer(4, http(202));
    assert_eq!(fixture.sent, [1, 2, 3, 4, 5, 6]);
    // One without an answer: one at a time again, until answers come.
    fixture.answer(3, http(500));
    fixture.answer(2, http(500));
    assert_eq!(fixture.sent, [1, 2, 3, 4, 5, 6]);
}

#[test]
fn nearly_all_of_the_pace_is_used_and_never_more() {
    let mut fixture = Fixture::new(start(2000));
    let latency = Duration::from_millis(150);
    // When each request was sent; the server answers after its latency.
    let mut arrivals = VecDeque::new();
    let mut sent_at = Vec::new();
    while fixture.end.is_none() {
        for &batch in &fixture.sent[sent_at.len()..] {
            sent_at.push(fixture.now.mono);
            arrivals.push_back((fixture.now.mono + latency, batch));
        }
        let wake = fixture.engine.wake().map(|wake| (wake, None));
        let arrival = arrivals.front().map(|&(at, batch)| (at, Some(batch)));
        let (at, batch) = wake.into_iter().chain(arrival).min_by_key(|next| next.0).unwrap();
        fixture.pass(at.saturating_sub(fixture.now.mono));
        if let Some(batch) = batch {
            arrivals.pop_front();
            fixture.answer(batch, http(202));
        } else {
            fixture.tell(Input::Tick);
        }
    }
    let in_five_minutes = sent_at.iter().filter(|&&at| at >= MINUTE && at < 6 * MINUTE).count();
    assert!((1470..=1500).contains(&in_five_minutes), "{in_five_minutes} of 1500");
}

#[test]
fn retry_after_silences_everyone_and_is_kept_over_a_pause() {
    let mut fixture = Fixture::new(start(9));
    fixture.answer(1, http(202));
    fixture.answer(2, wait(429, 30));
    fixture.answer(3, http(202));
    assert_eq!(fixture.sent.len(), 5, "nobody follows");
    fixture.tell(Input::Pause);
    fixture.pass(Duration::from_secs(29));
    fixture.tell(Input::Resume { endpoint: endpoint("h", "k") });
    assert_eq!(fixture.sent.len(), 5);
    let until = fixture.engine.wake().unwrap();
    assert!(until >= Duration::from_secs(30) && until <= Duration::from_secs(32), "{until:?}");
    fixture.pass(until.saturating_sub(fixture.now.mono));
    fixture.tell(Input::Tick);
    assert_eq!(fixture.sent[5..], [2], "the batch that was told to wait goes first, and no burst");
}

#[test]
fn offline_is_tried_four_times_and_then_left_to_a_person() {
    let mut fixture = Fixture::new(start(2));
    for attempt in 1..4 {
        fixture.answer(1, offline());
        assert!(fixture.pauses().is_empty());
        let wake = fixture.engine.wake().unwrap();
        assert!(wake >= fixture.now.mono + Duration::from_secs(1), "a floor of 1 s");
        fixture.pass(wake.saturating_sub(fixture.now.mono));
        fixture.tell(Input::Tick);
        assert_eq!(fixture.sent.len(), attempt + 1);
    }
    fixture.answer(1, offline());
    assert!(matches!(fixture.pauses()[..], [PauseReason::Offline(_)]));
    assert_eq!(fixture.engine.wake(), None, "no hot loop");
    fixture.pass(Duration::from_secs(9));
    fixture.tell(Input::Resume { endpoint: endpoint("h", "k") });
    assert_eq!(fixture.sent, [1, 1, 1, 1, 1]);
    fixture.answer(1, http(202));
    fixture.answer(2, http(202));
    assert_eq!(fixture.end, Some(End::Finished));
}

#[test]
fn a_request_timeout_is_tried_once_more() {
    let mut fixture = Fixture::new(start(1));
    fixture.answer(1, http(408));
    fixture.pass(Duration::from_secs(2));
    fixture.tell(Input::Tick);
    fixture.answer(1, http(408));
    assert!(matches!(fixture.pauses()[..], [PauseReason::Busy(_)]));
    assert_eq!(fixture.sent, [1, 1]);
}

#[test]
fn after_a_sleep_nothing_rushes_and_the_calendar_decides_nothing_else() {
    for jump in [TimeDelta::hours(9), TimeDelta::days(-1), TimeDelta::days(400)] {
        let mut start = start(40);
        start.options.in_flight = 8;
        let mut fixture = Fixture::new(start);
        fixture.answer(1, http(202));
        assert_eq!(fixture.sent.len(), 9);
        fixture.pass(MINUTE);
        fixture.now.wall += jump;
        for batch in 2..=9 {
            fixture.answer(batch, http(202));
        }
        assert_eq!(fixture.sent.len(), 10, "one, though a whole burst was saved up");
        fixture.pass(Duration::from_millis(200));
        fixture.tell(Input::Tick);
        assert_eq!(fixture.sent.len(), 11, "and on at the pace");
    }
}

#[test]
fn a_wait_that_is_remembered_is_kept() {
    let mut begin = start(1);
    begin.wait_until = Some("2026-09-14T10:10:00Z".parse().unwrap());
    let mut fixture = Fixture::new(begin.clone());
    assert!(fixture.sent.is_empty());
    assert_eq!(fixture.engine.wake(), Some(10 * MINUTE));
    fixture.pass(10 * MINUTE);
    fixture.tell(Input::Tick);
    assert_eq!(fixture.sent, [1]);

    let until: DateTime<Utc> = "2026-09-14T10:16:00Z".parse().unwrap();
    begin.wait_until = Some(until);
    let fixture = Fixture::new(begin.clone());
    assert_eq!(fixture.pauses(), [&PauseReason::LongWait(until)]);
    begin.attended = false;
    assert_eq!(Fixture::new(begin.clone()).end, Some(End::Paused(PauseReason::LongWait(until))));
    begin.wait_until = Some("2026-09-14T09:59:59Z".parse().unwrap());
    assert_eq!(Fixture::new(begin).sent, [1]);
}

#[test]
fn an_upload_stays_with_its_host_and_a_new_key_is_confirmed_once() {
    let mut begin = start(2);
    begin.binding.bound = Some(endpoint("h", "old"));
    let mut fixture = Fixture::new(begin.clone());
    assert_eq!(fixture.pauses(), [&PauseReason::KeyChanged]);
    // Another key than the one that was asked about: asked again.
    fixture.tell(Input::Resume { endpoint: endpoint("h", "third") });
    assert_eq!((fixture.pauses().len(), fixture.sent.len()), (2, 0));
    fixture.tell(Input::Resume { endpoint: endpoint("h", "third") });
    assert_eq!(fixture.sent, [1]);

    begin.options.new_key_confirmed = true;
    assert_eq!(Fixture::new(begin.clone()).sent, [1]);

    begin.binding.bound = Some(endpoint("elsewhere", "k"));
    let changed = PauseReason::HostChanged { was: "elsewhere".to_owned(), now: "h".to_owned() };
    let mut fixture = Fixture::new(begin.clone());
    fixture.tell(Input::Resume { endpoint: endpoint("h", "k") });
    assert_eq!((fixture.pauses(), fixture.sent.len()), (vec![&changed, &changed], 0));

    begin.binding.strict = false;
    assert_eq!(Fixture::new(begin).sent, [1], "practice has new ones in every run");
}

#[test]
fn a_key_that_never_worked_binds_nothing() {
    let mut fixture = Fixture::new(start(2));
    fixture.answer(1, http(401));
    assert_eq!(fixture.pauses(), [&PauseReason::Stopped(Stop::WrongKey)]);
    fixture.tell(Input::Resume { endpoint: endpoint("h", "right") });
    assert_eq!(fixture.sent, [1, 1]);
    fixture.answer(1, http(202));
    fixture.answer(2, http(401));
    fixture.tell(Input::Resume { endpoint: endpoint("h", "third") });
    assert_eq!(fixture.pauses()[1..], [&PauseReason::Stopped(Stop::WrongKey), &PauseReason::KeyChanged]);
}

#[test]
fn stop_waits_five_seconds_and_then_nobody_knows() {
    let mut fixture = Fixture::new(start(3));
    fixture.tell(Input::Stop);
    assert_eq!((&fixture.end, fixture.engine.wake()), (&None, Some(Duration::from_secs(5))));
    fixture.pass(Duration::from_secs(5));
    fixture.tell(Input::Tick);
    assert_eq!(fixture.end, Some(End::Stopped));
    let outcomes = fixture.engine.outcomes();
    assert_eq!((outcomes.of(Outcome::Unknown), outcomes.of(Outcome::NotSent)), (2, 4));
    // Whatever arrives now is no news.
    fixture.answer(1, http(202));
    assert_eq!(fixture.engine.outcomes(), outcomes);
}

#[test]
fn halves_go_next_and_a_wait_of_a_413_is_kept() {
    let mut fixture = Fixture::new(start(2));
    fixture.answer(1, wait(413, 7));
    assert_eq!(fixture.sent, [1]);
    assert!(fixture.events.contains(&Event::Waiting(7)));
    fixture.pass(Duration::from_secs(7));
    fixture.tell(Input::Tick);
    assert_eq!(fixture.sent, [1, 3]);
    fixture.pass(Duration::from_millis(200));
    fixture.answer(3, http(202));
    assert_eq!(fixture.sent, [1, 3, 4]);
    let split = fixture.events.iter().find_map(|event| match event {
        Event::Batch(batch) if batch.state == BatchState::Split => batch.into,
        _ => None,
    });
    assert_eq!(split, Some([3, 4]));
}
