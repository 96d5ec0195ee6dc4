//! The worker on real sockets, against the practice server: every answer leads where the design says,
//! and what the journal says of a row is what the server did.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use scorebridge::assembled::{Client, Timeouts};
use scorebridge::check::{KeyedHash, RowKey};
use scorebridge::credentials::Secret;
use scorebridge::journal::{
    AccountId, BatchState, Journal, SealHeader, SealedBatch, SealedRow, SendLock, UploadId,
};
use scorebridge::model::{RowCounts, RowId, RowState};
use scorebridge::practice::{self, Practice, parse_script};
use scorebridge::upload::{self, End, Event, Handle, Options, PauseReason, Stop, Summary};

/// How long a test waits for something that must happen.
const PATIENCE: Duration = Duration::from_secs(30);

/// A data folder with one sealed upload, and a server that answers by a script.
struct Bench {
    folder: tempfile::TempDir,
    practice: Practice,
    upload: UploadId,
    timeouts: Timeouts,
}

impl Bench {
    /// So many batches of two rows each.
    fn new(batches: u32, script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = practice::Options {
            script: parse_script(script).unwrap(),
            rate: Some(60_000),
            record: Some(folder.path().join("taken.ndjson")),
            ..practice::Options::default()
        };
        let practice = Practice::start(options).unwrap();
        let data_dir = folder.path().join("data");
        let upload = seal(&data_dir, (0..batches).map(|batch| batch * 2..batch * 2 + 2));
        let second = Duration::from_secs(1);
        let timeouts = Timeouts { connect: second, send: second, answer: second };
        Self { folder, practice, upload, timeouts }
    }

    fn data_dir(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }

    fn client(&self) -> Client {
        Client::new(self.practice.url().parse().unwrap(), self.practice.key().clone(), self.timeouts)
    }

    fn start(&self, client: Client, options: Options, attended: bool) -> Running {
        let (sender, events) = mpsc::sync_channel(1000);
        let lock = SendLock::acquire(&self.data_dir()).unwrap();
        let report = move |event| drop(sender.send(event));
        let upload = self.upload.clone();
        let handle = upload::start(self.data_dir(), lock, upload, client, options, attended, report).unwrap();
        Running { handle, events, seen: Vec::new() }
    }

    /// Sends to the end with nobody there, and checks what must hold whatever happens.
    fn send(&self) -> (Vec<Event>, Summary) {
        let fast = Options { pace: 60_000, ..Options::default() };
        let (events, summary) = self.start(self.client(), fast, false).end();
        self.check(&summary);
        (events, summary)
    }

    fn states(&self) -> Vec<BatchState> {
        let journal = Journal::open(&self.data_dir()).unwrap();
        journal.batches(&self.upload).unwrap().iter().map(|batch| batch.state).collect()
    }

    /// The rows that the server took, by their number; a row taken twice is a failure.
    fn taken(&self) -> BTreeSet<u32> {
        let record = std::fs::read_to_string(self.folder.path().join("taken.ndjson")).unwrap_or_default();
        let mut taken = BTreeSet::new();
        for line in record.lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            let row = line["score"]["conversation_external_id"].as_str().unwrap().parse().unwrap();
            assert!(taken.insert(row), "row {row} was taken twice");
        }
        taken
    }

    /// Accepted rows were taken, rows not sent or refused were not, and the sums hold.
    fn check(&self, summary: &Summary) {
        let journal = Journal::open(&self.data_dir()).unwrap();
        let info = journal.upload(&self.upload).unwrap();
        assert_eq!(summary.rows, info.summary());
        assert!(summary.rows.adds_up());
        let taken = self.taken();
        for row in journal.rows(&self.upload).unwrap() {
            use scorebridge::model::Outcome;
            match row.outcome {
                Outcome::Accepted => assert!(taken.contains(&row.row.0), "row {} is claimed", row.row.0),
                Outcome::Refused | Outcome::NotSent => {
                    assert!(!taken.contains(&row.row.0), "row {} was taken", row.row.0);
                }
                Outcome::Unknown | Outcome::ReceivedByPerson => {}
            }
        }
    }
}

struct Running {
    handle: Handle,
    events: mpsc::Receiver<Event>,
    seen: Vec<Event>,
}

impl Running {
    fn wait_for(&mut self, what: &str, is_it: impl Fn(&Event) -> bool) -> Event {
        let until = Instant::now() + PATIENCE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let event =
                self.events.recv_timeout(left).unwrap_or_else(|_| panic!("no {what}: {:#?}", self.seen));
            self.seen.push(event.clone());
            if is_it(&event) {
                return event;
            }
        }
    }

    fn wait_for_pause(&mut self) -> PauseReason {
        match self.wait_for("pause", |event| matches!(event, Event::Paused(_))) {
            Event::Paused(reason) => reason,
            _ => unreachable!(),
        }
    }

    fn end(mut self) -> (Vec<Event>, Summary) {
        let Event::Ended(summary) = self.wait_for("end", |event| matches!(event, Event::Ended(_))) else {
            unreachable!()
        };
        self.handle.join();
        (self.seen, summary)
    }
}

/// Seals batches of rows in the practice account's journal.
fn seal(data_dir: &Path, batches: impl Iterator<Item = std::ops::Range<u32>>) -> UploadId {
    let mut journal = Journal::open(data_dir).unwrap();
    let account = AccountId(AccountId::PRACTICE.to_owned());
    let mut rows = RowCounts::default();
    let batches: Vec<_> = batches.map(sealed_batch).collect();
    rows.add_many(RowState::Ready, batches.iter().map(|batch| batch.rows.len() as u32).sum());
    rows.add_many(RowState::Skipped, 3);
    let header = SealHeader {
        ledger_generation: journal.ledger(&account).unwrap().generation,
        account,
        file_name: "september.csv".to_owned(),
        file_sha256: "00".repeat(32),
        rows,
        hand_edits: 0,
        trial: false,
    };
    journal.seal(&header, &mut batches.into_iter()).unwrap()
}

fn sealed_batch(rows: std::ops::Range<u32>) -> SealedBatch {
    let score = |n: u32| {
        format!(
            r#"{{"agent_id":"agent-1","conversation_external_id":"{n}","source":"test","score":90,"max_score":100,"scored_at":"2026-09-14T10:22:31Z"}}"#
        )
    };
    let key = |n: u32| {
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(&n.to_be_bytes());
        RowKey {
            identity: KeyedHash(bytes),
            version: KeyedHash(bytes),
            content: KeyedHash(bytes),
            ordinal: 0,
        }
    };
    let scores: Vec<_> = rows.clone().map(score).collect();
    SealedBatch {
        body: format!("{{\"qa_scores\":[{}]}}", scores.join(",")).into_bytes(),
        rows: rows
            .map(|n| SealedRow {
                row: RowId(n),
                line: n + 2,
                key: key(n),
                score: "90".to_owned(),
                scored_at: "2026-09-14T10:22:31Z".to_owned(),
            })
            .collect(),
    }
}

#[test]
fn everything_is_accepted() {
    let bench = Bench::new(5, "");
    let (events, summary) = bench.send();
    assert_eq!(summary.end, End::Finished);
    assert_eq!((summary.rows.accepted, summary.rows.skipped, summary.rows.read), (10, 3, 13));
    assert_eq!(bench.taken(), (0..10).collect());
    let states: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::Batch(batch) => Some((batch.batch, batch.state)),
            _ => None,
        })
        .collect();
    let expected: Vec<_> =
        (1..=5).flat_map(|batch| [(batch, BatchState::Sending), (batch, BatchState::Accepted)]).collect();
    assert_eq!(states, expected);
}

#[test]
fn what_answers_lead_to() {
    use BatchState::{Accepted, Refused, Unknown, Waiting};
    let stopped = |stop| End::Paused(PauseReason::Stopped(stop));
    // script of the first answers → where three batches stand, and how the worker ended
    let table: Vec<(&str, [BatchState; 3], End)> = vec![
        ("202\n422 body=no\n202", [Accepted, Refused, Accepted], End::Finished),
        ("202\n500\n202", [Accepted, Unknown, Accepted], End::Finished),
        ("202\n503\n202", [Accepted, Unknown, Accepted], End::Finished),
        ("202\n200\n202", [Accepted, Unknown, Accepted], End::Finished),
        ("202\nclose-before-read\n202", [Accepted, Unknown, Accepted], End::Finished),
        ("202\nclose-after-read\n202", [Accepted, Unknown, Accepted], End::Finished),
        ("202\nreset\n202", [Accepted, Unknown, Accepted], End::Finished),
        ("202\nstall\n202", [Accepted, Unknown, Accepted], End::Finished),
        ("202\ncut\n202", [Accepted, Accepted, Accepted], End::Finished),
        ("202\n429 retry-after=1\n202", [Accepted, Accepted, Accepted], End::Finished),
        ("202\n503 retry-after=1\n202", [Accepted, Accepted, Accepted], End::Finished),
        ("202\n408\n202", [Accepted, Accepted, Accepted], End::Finished),
        ("500\n500", [Unknown, Unknown, Waiting], End::Paused(PauseReason::Unknown)),
        ("401", [Waiting, Waiting, Waiting], stopped(Stop::WrongKey)),
        ("403", [Waiting, Waiting, Waiting], stopped(Stop::NotAllowed(403))),
        ("404", [Waiting, Waiting, Waiting], stopped(Stop::WrongAddress(404))),
        ("407", [Waiting, Waiting, Waiting], stopped(Stop::Proxy)),
        ("302", [Waiting, Waiting, Waiting], stopped(Stop::Redirected(302, None))),
        ("303", [Unknown, Waiting, Waiting], stopped(Stop::Redirected(303, None))),
        ("415", [Refused, Waiting, Waiting], stopped(Stop::WrongAddress(415))),
        ("501", [Refused, Waiting, Waiting], stopped(Stop::WrongAddress(501))),
    ];
    // Each has a server and a data folder of its own, so they need not wait for one another.
    std::thread::scope(|scope| {
        for (script, states, end) in table {
            scope.spawn(move || {
                let bench = Bench::new(3, script);
                let (_, summary) = bench.send();
                assert_eq!((bench.states(), summary.end), (states.to_vec(), end), "{script}");
            });
        }
    });
}

#[test]
fn a_refused_first_batch_pauses_and_later_three_in_a_row() {
    let bench = Bench::new(6, "422 body=\"score must be a number\"\n202\n400\n400\n400\n202");
    let (_, summary) = bench.send();
    let End::Paused(PauseReason::Refused(words)) = summary.end else { panic!("{:?}", summary.end) };
    assert!(words.contains("score must be a number"), "{words}");
    let (_, summary) = bench.send();
    assert!(matches!(summary.end, End::Paused(PauseReason::Refused(_))), "{:?}", summary.end);
    let (_, summary) = bench.send();
    assert_eq!(summary.end, End::Finished);
    assert_eq!((summary.rows.accepted, summary.rows.refused), (4, 8));
}

#[test]
fn a_batch_that_is_too_large_goes_on_as_halves_and_one_row_is_named() {
    let bench = Bench::new(2, "413\n202\n413\n202");
    let (events, summary) = bench.send();
    assert_eq!(summary.end, End::Finished);
    assert_eq!((summary.rows.accepted, summary.rows.refused), (3, 1));
    let of_halves: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::Batch(batch) if batch.state != BatchState::Sending => {
                Some((batch.batch, batch.of, batch.into, batch.rows, batch.state))
            }
            _ => None,
        })
        .collect();
    assert_eq!(
        of_halves,
        [
            (1, None, Some([3, 4]), 2, BatchState::Split),
            (3, Some(1), None, 1, BatchState::Accepted),
            (4, Some(1), None, 1, BatchState::Refused),
            (2, None, None, 2, BatchState::Accepted),
        ]
    );
}

#[test]
fn a_wrong_key_costs_one_request_and_the_right_one_goes_on() {
    let bench = Bench::new(3, "");
    let wrong =
        Client::new(bench.practice.url().parse().unwrap(), Secret::new("wrong".to_owned()), bench.timeouts);
    let mut running = bench.start(wrong, Options { in_flight: 4, pace: 60_000, ..Options::default() }, true);
    assert_eq!(running.wait_for_pause(), PauseReason::Stopped(Stop::WrongKey));
    let sent = running
        .seen
        .iter()
        .filter(|event| matches!(event, Event::Batch(batch) if batch.state == BatchState::Sending));
    assert_eq!(sent.count(), 1);
    running.handle.resume(Some(bench.client()));
    let (_, summary) = running.end();
    assert_eq!((summary.end.clone(), summary.rows.accepted), (End::Finished, 6));
    bench.check(&summary);
}

#[test]
fn a_server_that_is_off_pauses_and_goes_on_when_it_is_back() {
    let mut bench = Bench::new(2, "");
    let client = bench.client();
    let url: url::Url = bench.practice.url().parse().unwrap();
    // Taken by nobody while the server is off.
    let off = practice::Options { port: 0, ..practice::Options::default() };
    bench.practice = Practice::start(off).unwrap();
    let mut running = bench.start(client, Options::default(), true);
    let PauseReason::Offline(why) = running.wait_for_pause() else { panic!("{:?}", running.seen) };
    assert!(!why.contains(url.as_str()), "{why}");
    running.handle.resume(Some(bench.client()));
    let (events, summary) = running.end();
    assert_eq!((summary.end, summary.rows.accepted), (End::Finished, 4));
    let retried = events.iter().filter(|event| matches!(event, Event::Batch(batch) if batch.retrying));
    assert_eq!(retried.count(), 3, "four attempts");
}

#[test]
fn a_long_wait_is_kept_over_a_restart() {
    let bench = Bench::new(2, "429 retry-after=86400");
    let (_, summary) = bench.send();
    let End::Paused(PauseReason::LongWait(until)) = summary.end else { panic!("{:?}", summary.end) };
    let (events, summary) = bench.send();
    assert_eq!(events.len(), 1, "nothing was sent: {events:?}");
    let End::Paused(PauseReason::LongWait(again)) = summary.end else { panic!("{:?}", summary.end) };
    assert_eq!(again.timestamp_millis(), until.timestamp_millis());
}

#[test]
fn stop_waits_for_the_answer_that_is_on_its_way() {
    let bench = Bench::new(3, "202 after=1s");
    let timeouts = Timeouts { answer: PATIENCE, ..bench.timeouts };
    let client = Client::new(bench.practice.url().parse().unwrap(), bench.practice.key().clone(), timeouts);
    let mut running = bench.start(client, Options::default(), true);
    running.wait_for("first request", |event| matches!(event, Event::Batch(_)));
    running.handle.stop();
    let (_, summary) = running.end();
    assert_eq!((summary.end.clone(), summary.rows.accepted, summary.rows.not_sent), (End::Stopped, 2, 4));
    bench.check(&summary);
}

#[test]
fn a_dropped_handle_stops_and_leaves_a_silent_server_unknown() {
    let bench = Bench::new(2, "stall");
    let timeouts = Timeouts { answer: PATIENCE, ..bench.timeouts };
    let client = Client::new(bench.practice.url().parse().unwrap(), bench.practice.key().clone(), timeouts);
    let mut running = bench.start(client, Options::default(), true);
    running.wait_for("first request", |event| matches!(event, Event::Batch(_)));
    let Running { handle, events, .. } = running;
    drop(handle);
    let summary = loop {
        if let Event::Ended(summary) = events.recv_timeout(PATIENCE).unwrap() {
            break summary;
        }
    };
    assert_eq!((summary.end.clone(), summary.rows.unknown, summary.rows.not_sent), (End::Stopped, 2, 2));
    bench.check(&summary);
    SendLock::acquire(&bench.data_dir()).unwrap();
}

#[test]
fn pause_holds_and_resume_goes_on() {
    let bench = Bench::new(40, "202 after=100ms");
    let mut running = bench.start(bench.client(), Options { pace: 60_000, ..Options::default() }, true);
    running.handle.pause();
    assert_eq!(running.wait_for_pause(), PauseReason::Asked);
    running.handle.resume(None);
    running.wait_for("going on", |event| *event == Event::Resumed);
    let (_, summary) = running.end();
    assert_eq!((summary.end, summary.rows.accepted), (End::Finished, 80));
}

#[test]
fn a_second_sender_is_refused_at_once() {
    let bench = Bench::new(1, "");
    let _lock = SendLock::acquire(&bench.data_dir()).unwrap();
    assert!(SendLock::acquire(&bench.data_dir()).is_err());
}
