//! Sealed uploads, servers and running workers for the tests of sending and of faults.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use scorebridge::assembled::{Client, Timeouts};
use scorebridge::check::{KeyedHash, RowKey};
use scorebridge::journal::{
    AccountId, BatchState, Journal, RowTold, SealHeader, SealedBatch, SealedRow, SendLock, UploadId,
};
use scorebridge::model::{Outcome, RowCounts, RowId, RowState};
use scorebridge::practice::{self, Practice, parse_script};
use scorebridge::upload::{self, Event, Handle, Options, PauseReason, Summary};

/// How long a test waits for something that must happen.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A data folder with one sealed upload, and a server that answers by a script.
pub struct Bench {
    pub folder: tempfile::TempDir,
    pub practice: Practice,
    pub upload: UploadId,
    pub timeouts: Timeouts,
}

impl Bench {
    /// So many batches of two rows each.
    pub fn new(batches: u32, script: &str) -> Self {
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

    pub fn data_dir(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }

    pub fn client(&self) -> Client {
        Client::new(self.practice.url().parse().unwrap(), self.practice.key().clone(), self.timeouts)
    }

    pub fn start(&self, client: Client, options: Options, attended: bool) -> Running {
        let (sender, events) = mpsc::sync_channel(1000);
        let lock = SendLock::acquire(&self.data_dir()).unwrap();
        let report = move |event| drop(sender.send(event));
        let upload = self.upload.clone();
        let handle = upload::start(self.data_dir(), lock, upload, client, options, attended, report).unwrap();
        Running { handle, events, seen: Vec::new() }
    }

    /// Sends to the end with nobody there, and checks what must hold whatever happens.
    pub fn send(&self) -> (Vec<Event>, Summary) {
        let fast = Options { pace: 60_000, ..Options::default() };
        let (events, summary) = self.start(self.client(), fast, false).end();
        self.check(&summary);
        (events, summary)
    }

    pub fn states(&self) -> Vec<BatchState> {
        let journal = Journal::open(&self.data_dir()).unwrap();
        journal.batches(&self.upload).unwrap().iter().map(|batch| batch.state).collect()
    }

    /// The rows that the server took, by their number; a row taken twice is a failure.
    pub fn taken(&self) -> BTreeSet<u32> {
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
    pub fn check(&self, summary: &Summary) {
        let journal = Journal::open(&self.data_dir()).unwrap();
        let info = journal.upload(&self.upload).unwrap();
        assert_eq!(summary.rows, info.summary());
        assert!(summary.rows.adds_up());
        let taken = self.taken();
        for row in journal.rows(&self.upload).unwrap() {
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

/// A worker at work, and what it has reported.
pub struct Running {
    pub handle: Handle,
    pub events: mpsc::Receiver<Event>,
    pub seen: Vec<Event>,
}

impl Running {
    pub fn wait_for(&mut self, what: &str, is_it: impl Fn(&Event) -> bool) -> Event {
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

    pub fn wait_for_pause(&mut self) -> PauseReason {
        match self.wait_for("pause", |event| matches!(event, Event::Paused(_))) {
            Event::Paused(reason) => reason,
            _ => unreachable!(),
        }
    }

    pub fn end(mut self) -> (Vec<Event>, Summary) {
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
    rows.add_many(
        RowState::Ready,
        batches.iter().map(|batch| u32::try_from(batch.rows.len()).unwrap()).sum(),
    );
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
                told: RowTold {
                    score: "90".to_owned(),
                    scored_at: "2026-09-14T10:22:31Z".to_owned(),
                    ..RowTold::default()
                },
            })
            .collect(),
    }
}
