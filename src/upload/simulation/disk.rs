//! Disks that outlive a crash: a quick one in memory and the real journal, both behind faults.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use crate::check::{KeyedHash, RowKey};
use crate::journal::{
    AccountId, AttemptEnd, AttemptStart, BatchState, Journal, JournalError, RowTold, SealHeader, SealedBatch,
    SealedRow, UnknownDecision, UploadId,
};
use crate::model::{Outcome, Outcomes, RowCounts, RowId, RowState};
use crate::upload::desk::{Store, UploadJournal};
use crate::upload::engine::Waiting;

/// What is on disk, seen from outside of any process.
pub(in crate::upload) trait Disk {
    type Store: Store;

    /// Starts a process: opens, and makes what was on its way unknown. How many batches that were.
    fn boot(&mut self) -> (Self::Store, u32);

    /// Every batch, and the rows in it.
    fn batches(&self) -> Vec<Batch>;

    /// A person decides about a batch without an answer.
    fn decide(&mut self, batch: u32, decision: UnknownDecision);
}

#[derive(Clone, Debug)]
pub(in crate::upload) struct Batch {
    pub number: u32,
    pub of: Option<u32>,
    pub state: BatchState,
    pub rows: Vec<u32>,
}

/// What waits to be sent.
pub(in crate::upload) fn waiting(batches: &[Batch]) -> VecDeque<Waiting> {
    let waits = |batch: &&Batch| batch.state == BatchState::Waiting;
    let waiting = |batch: &Batch| Waiting {
        batch: batch.number,
        of: batch.of,
        rows: u32::try_from(batch.rows.len()).unwrap(),
        tries: 0,
    };
    batches.iter().filter(waits).map(waiting).collect()
}

/// The body of a batch of such rows.
pub fn body(rows: &[u32]) -> Vec<u8> {
    let scores: Vec<_> = rows.iter().map(|n| format!("{{\"n\":{n}}}")).collect();
    format!("{{\"qa_scores\":[{}]}}", scores.join(",")).into_bytes()
}

pub fn outcomes(batches: &[Batch]) -> Outcomes {
    let mut outcomes = Outcomes::default();
    for batch in batches {
        if let Some(outcome) = batch.state.outcome() {
            outcomes.add(outcome, u32::try_from(batch.rows.len()).unwrap());
        }
    }
    outcomes
}

/// What the journal must do, in a few lines: the model of it.
pub(in crate::upload) struct Memory(Rc<RefCell<BTreeMap<u32, Kept>>>);

struct Kept {
    batch: Batch,
    attempts: u32,
    ended: Option<Outcome>,
}

impl Memory {
    pub fn new(batches: &[Vec<u32>]) -> Self {
        let kept = |(batch, rows): (u32, &Vec<u32>)| {
            let batch = Batch { number: batch, of: None, state: BatchState::Waiting, rows: rows.clone() };
            (batch.number, Kept { batch, attempts: 0, ended: None })
        };
        Self(Rc::new(RefCell::new((1..).zip(batches).map(kept).collect())))
    }
}

impl Disk for Memory {
    type Store = Self;

    fn boot(&mut self) -> (Self, u32) {
        let mut recovered = 0;
        for kept in self.0.borrow_mut().values_mut().filter(|kept| kept.batch.state == BatchState::Sending) {
            kept.batch.state = BatchState::Unknown;
            recovered += 1;
        }
        (Self(Rc::clone(&self.0)), recovered)
    }

    fn batches(&self) -> Vec<Batch> {
        self.0.borrow().values().map(|kept| kept.batch.clone()).collect()
    }

    fn decide(&mut self, batch: u32, decision: UnknownDecision) {
        let mut batches = self.0.borrow_mut();
        let kept = batches.get_mut(&batch).unwrap();
        assert_eq!(kept.batch.state, BatchState::Unknown);
        kept.batch.state = match decision {
            UnknownDecision::Received => BatchState::ReceivedByPerson,
            UnknownDecision::Resend => BatchState::Waiting,
        };
    }
}

impl Store for Memory {
    fn body(&self, batch: u32) -> Result<Vec<u8>, JournalError> {
        Ok(body(&self.0.borrow()[&batch].batch.rows))
    }

    fn begin(&mut self, batch: u32, _start: &AttemptStart) -> Result<u32, JournalError> {
        let mut batches = self.0.borrow_mut();
        let kept = batches.get_mut(&batch).unwrap();
        assert_eq!(kept.batch.state, BatchState::Waiting, "batch {batch} is begun");
        kept.batch.state = BatchState::Sending;
        kept.attempts += 1;
        kept.ended = None;
        Ok(kept.attempts)
    }

    fn end(&mut self, batch: u32, attempt: u32, end: &AttemptEnd) -> Result<(), JournalError> {
        let mut batches = self.0.borrow_mut();
        let kept = batches.get_mut(&batch).unwrap();
        assert_eq!(kept.attempts, attempt);
        if kept.ended == Some(end.outcome) {
            return Ok(());
        }
        assert_eq!(kept.batch.state, BatchState::Sending, "batch {batch} ends");
        kept.ended = Some(end.outcome);
        kept.batch.state = match end.outcome {
            Outcome::Accepted => BatchState::Accepted,
            Outcome::ReceivedByPerson => BatchState::ReceivedByPerson,
            Outcome::Refused => BatchState::Refused,
            Outcome::Unknown => BatchState::Unknown,
            Outcome::NotSent => BatchState::Waiting,
        };
        Ok(())
    }

    fn split(&mut self, batch: u32, first_rows: u32, bodies: [&[u8]; 2]) -> Result<[u32; 2], JournalError> {
        let mut batches = self.0.borrow_mut();
        let next = batches.keys().max().unwrap() + 1;
        let whole = &mut batches.get_mut(&batch).unwrap().batch;
        assert_eq!(whole.state, BatchState::Waiting, "batch {batch} is cut in two");
        let rest = whole.rows.split_off(first_rows as usize);
        let first = std::mem::take(&mut whole.rows);
        whole.state = BatchState::Split;
        for ((number, rows), bytes) in (next..).zip([first, rest]).zip(bodies) {
            assert_eq!(body(&rows), bytes, "the bytes of a score stay as they are");
            let batch = Batch { number, of: Some(batch), state: BatchState::Waiting, rows };
            batches.insert(number, Kept { batch, attempts: 0, ended: None });
        }
        Ok([next, next + 1])
    }

    fn num_rows(&self, batch: u32) -> Result<u32, JournalError> {
        Ok(u32::try_from(self.0.borrow()[&batch].batch.rows.len()).unwrap())
    }

    fn waiting(&self) -> Result<VecDeque<Waiting>, JournalError> {
        Ok(waiting(&self.batches()))
    }

    fn take_back(&mut self, batch: u32) -> Result<(), JournalError> {
        let mut batches = self.0.borrow_mut();
        let kept = batches.get_mut(&batch).unwrap();
        if kept.batch.state == BatchState::Sending {
            kept.batch.state = BatchState::Waiting;
            kept.ended = Some(Outcome::NotSent);
        }
        Ok(())
    }

    fn reopen(&mut self) -> Result<(), JournalError> {
        Ok(())
    }
}

/// The real journal, in a folder.
pub(in crate::upload) struct OnDisk {
    folder: tempfile::TempDir,
    upload: UploadId,
    /// Closed before a process starts, so that it finds what a crash leaves.
    reader: Option<Journal>,
}

impl OnDisk {
    pub fn new(batches: &[Vec<u32>]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(folder.path()).unwrap();
        let account = AccountId(AccountId::PRACTICE.to_owned());
        let mut rows = RowCounts::default();
        rows.add_many(RowState::Ready, batches.iter().map(|rows| u32::try_from(rows.len()).unwrap()).sum());
        let header = SealHeader {
            ledger_generation: journal.ledger(&account).unwrap().generation,
            account,
            file_name: "simulated.csv".to_owned(),
            file_sha256: "00".repeat(32),
            rows,
            hand_edits: 0,
            trial: false,
        };
        let sealed = |rows: &Vec<u32>| SealedBatch {
            body: body(rows),
            rows: rows.iter().map(|&row| sealed_row(row)).collect(),
        };
        let upload = journal.seal(&header, &mut batches.iter().map(sealed)).unwrap();
        Self { folder, upload, reader: None }
    }

    fn open(&self) -> Journal {
        Journal::open(self.folder.path()).unwrap()
    }
}

fn sealed_row(row: u32) -> SealedRow {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&row.to_be_bytes());
    let hash = KeyedHash(bytes);
    let key = RowKey { identity: hash, version: hash, content: hash, ordinal: 0 };
    SealedRow { row: RowId(row), line: row + 2, key, told: RowTold::default() }
}

impl Disk for OnDisk {
    type Store = UploadJournal;

    fn boot(&mut self) -> (UploadJournal, u32) {
        self.reader = None;
        let mut journal = self.open();
        let recovered = journal.recover().unwrap();
        self.reader = Some(self.open());
        (UploadJournal::new(self.folder.path().to_owned(), journal, self.upload.clone()), recovered)
    }

    fn batches(&self) -> Vec<Batch> {
        let journal = self.reader.as_ref().unwrap();
        let rows = journal.rows(&self.upload).unwrap();
        let batches = journal.batches(&self.upload).unwrap();
        for batch in &batches {
            assert!(journal.upload(&self.upload).unwrap().summary().adds_up());
            assert!(batch.state == BatchState::Split || batch.rows > 0);
        }
        batches
            .iter()
            .map(|info| Batch {
                number: info.batch,
                of: info.of,
                state: info.state,
                rows: rows.iter().filter(|row| row.batch == info.batch).map(|row| row.row.0).collect(),
            })
            .collect()
    }

    fn decide(&mut self, batch: u32, decision: UnknownDecision) {
        self.open().decide_unknown(&self.upload, batch, decision).unwrap();
    }
}

/// How a write goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::upload) enum Fault {
    /// It fails and nothing is on disk.
    Before,
    /// It fails, but is on disk all the same.
    After,
    /// The power goes, and nothing is on disk.
    CrashBefore,
    /// The power goes once it is on disk.
    CrashAfter,
}

/// What goes wrong, shared with the world that decides it.
#[derive(Debug, Default)]
pub(in crate::upload) struct Faults {
    /// For the next write.
    pub next: Option<Fault>,
    /// The disk is full: every write fails.
    pub full: bool,
    /// How many writes there were.
    pub writes: u32,
    /// What goes wrong with that one of them, and whether with all that follow.
    pub nth: Option<(u32, Fault, bool)>,
    /// The power is gone: nothing reaches the disk any more.
    pub crashed: bool,
}

/// A store whose writes go wrong as told.
pub(in crate::upload) struct Faulty<S> {
    pub inner: S,
    pub faults: Rc<RefCell<Faults>>,
}

impl<S: Store> Faulty<S> {
    fn write<T>(&mut self, write: impl FnOnce(&mut S) -> Result<T, JournalError>) -> Result<T, JournalError> {
        let fault = {
            let mut faults = self.faults.borrow_mut();
            if faults.crashed || faults.full {
                return Err(JournalError::DiskFull);
            }
            faults.writes += 1;
            let writes = faults.writes;
            let nth = faults.nth.filter(|&(n, _, for_ever)| writes == n || (for_ever && writes > n));
            let fault = faults.next.take().or(nth.map(|(_, fault, _)| fault));
            faults.crashed = matches!(fault, Some(Fault::CrashBefore | Fault::CrashAfter));
            fault
        };
        match fault {
            None => write(&mut self.inner),
            Some(Fault::Before | Fault::CrashBefore) => Err(JournalError::DiskFull),
            Some(Fault::After | Fault::CrashAfter) => {
                write(&mut self.inner)?;
                Err(JournalError::Disk("it says no".to_owned()))
            }
        }
    }
}

impl<S: Store> Store for Faulty<S> {
    fn body(&self, batch: u32) -> Result<Vec<u8>, JournalError> {
        self.inner.body(batch)
    }

    fn begin(&mut self, batch: u32, start: &AttemptStart) -> Result<u32, JournalError> {
        self.write(|inner| inner.begin(batch, start))
    }

    fn end(&mut self, batch: u32, attempt: u32, end: &AttemptEnd) -> Result<(), JournalError> {
        self.write(|inner| inner.end(batch, attempt, end))
    }

    fn split(&mut self, batch: u32, first_rows: u32, bodies: [&[u8]; 2]) -> Result<[u32; 2], JournalError> {
        self.write(|inner| inner.split(batch, first_rows, bodies))
    }

    fn num_rows(&self, batch: u32) -> Result<u32, JournalError> {
        self.inner.num_rows(batch)
    }

    fn waiting(&self) -> Result<VecDeque<Waiting>, JournalError> {
        self.inner.waiting()
    }

    fn take_back(&mut self, batch: u32) -> Result<(), JournalError> {
        self.write(|inner| inner.take_back(batch))
    }

    fn reopen(&mut self) -> Result<(), JournalError> {
        self.write(Store::reopen)
    }
}
