//! The disk side of sending: carries out what the engine wants written, and says how it went.
//!
//! Shared by the worker and the seeded simulation, which hands in a disk that fails.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::path::PathBuf;

use bytes::Bytes;

use crate::journal::{AttemptEnd, AttemptStart, BatchInfo, BatchState, Journal, JournalError, UploadId};
use crate::model::Outcome;

use super::engine::{Action, Engine, Input, Now, Waiting};
use super::{End, plan};

/// What the engine needs of a journal, for one upload. Each change is on disk when the call returns.
pub(super) trait Store {
    /// The exact bytes of a batch.
    fn body(&self, batch: u32) -> Result<Vec<u8>, JournalError>;
    /// Says that an attempt is about to leave; returns its number.
    fn begin(&mut self, batch: u32, start: &AttemptStart) -> Result<u32, JournalError>;
    /// Says how an attempt ended; saying the same twice is once.
    fn end(&mut self, batch: u32, attempt: u32, end: &AttemptEnd) -> Result<(), JournalError>;
    /// Cuts a batch in two, and returns the numbers of the halves.
    fn split(&mut self, batch: u32, first_rows: u32, bodies: [&[u8]; 2]) -> Result<[u32; 2], JournalError>;
    /// How many rows a batch has.
    fn num_rows(&self, batch: u32) -> Result<u32, JournalError>;
    /// What waits to be sent, in order.
    fn waiting(&self) -> Result<VecDeque<Waiting>, JournalError>;
    /// Takes back an intent that may be on disk, though nothing was sent.
    fn take_back(&mut self, batch: u32) -> Result<(), JournalError>;
    /// Opens the journal again after it failed, checking it.
    fn reopen(&mut self) -> Result<(), JournalError>;
}

/// A store, the host and key that intents name, and the bytes that are about to leave.
#[derive(Debug)]
pub(super) struct Desk<S> {
    pub store: S,
    pub endpoint: AttemptStart,
    bodies: HashMap<u32, Bytes>,
}

impl<S: Store> Desk<S> {
    pub(super) fn new(store: S, endpoint: AttemptStart) -> Self {
        Self { store, endpoint, bodies: HashMap::new() }
    }

    /// Gives the engine what happened, and carries out what it decides, one by one, until it is still.
    /// What is not for the disk goes to `outside`. Returns how it all ended, once it has.
    pub(super) fn turn(
        &mut self,
        engine: &mut Engine,
        now: impl Fn() -> Now,
        input: Input,
        mut outside: impl FnMut(&mut Self, Action),
    ) -> Option<End> {
        let mut actions = VecDeque::from(engine.step(now(), input));
        while let Some(action) = actions.pop_front() {
            if let Some(input) = self.perform(&action) {
                // What follows comes before what was decided later.
                for action in engine.step(now(), input).into_iter().rev() {
                    actions.push_front(action);
                }
            } else if let Action::End(end) = action {
                return Some(end);
            } else {
                outside(self, action);
            }
        }
        None
    }

    /// The bytes of a batch whose intent is on disk; each is handed out once.
    pub(super) fn take_body(&mut self, batch: u32) -> Option<Bytes> {
        self.bodies.remove(&batch)
    }

    /// Carries out an action if it is one for the disk, and says how it went.
    fn perform(&mut self, action: &Action) -> Option<Input> {
        let input = match *action {
            Action::Begin { batch } => match self.begin(batch) {
                Ok(attempt) => Input::Begun { batch, attempt },
                Err(error) => Input::NotBegun { batch, why: error.to_string() },
            },
            Action::Record { batch, attempt, ref end } => match self.store.end(batch, attempt, end) {
                Ok(()) => Input::Recorded { batch },
                Err(error) => Input::NotRecorded { batch, why: error.to_string() },
            },
            Action::Halve { batch, first_rows } => match self.halve(batch, first_rows) {
                Ok(into) => Input::Halved { batch, into },
                Err(error) => Input::NotHalved { batch, why: error.to_string() },
            },
            Action::Reopen { ref unsent } => match self.reopen(unsent) {
                Ok(queue) => Input::Reopened { queue },
                Err(error) => Input::NotReopened { why: error.to_string() },
            },
            Action::Send { .. } | Action::CutOff { .. } | Action::Report(_) | Action::End(_) => return None,
        };
        Some(input)
    }

    /// The bytes are read, and compared with their seal, before the intent is written.
    fn begin(&mut self, batch: u32) -> Result<u32, JournalError> {
        let body = self.store.body(batch)?;
        let attempt = self.store.begin(batch, &self.endpoint)?;
        self.bodies.insert(batch, body.into());
        Ok(attempt)
    }

    fn halve(&mut self, batch: u32, first_rows: u32) -> Result<[Waiting; 2], JournalError> {
        let whole = self.store.body(batch)?;
        let [first, rest] = plan::halves(&whole, first_rows as usize)
            .ok_or_else(|| JournalError::Other(format!("batch {batch} cannot be cut in two")))?;
        let rows = self.store.num_rows(batch)?;
        let numbers = self.store.split(batch, first_rows, [&first, &rest])?;
        let half = |batch_number, rows| Waiting { batch: batch_number, of: Some(batch), rows, tries: 0 };
        Ok([half(numbers[0], first_rows), half(numbers[1], rows.saturating_sub(first_rows))])
    }

    /// What failed may be on disk all the same, so what waits is read anew.
    fn reopen(&mut self, unsent: &[u32]) -> Result<VecDeque<Waiting>, JournalError> {
        self.store.reopen()?;
        unsent.iter().try_for_each(|&batch| self.store.take_back(batch))?;
        self.store.waiting()
    }
}

/// What waits to be sent among the batches of an upload.
pub(super) fn waiting(batches: &[BatchInfo]) -> VecDeque<Waiting> {
    let waits = |batch: &&BatchInfo| batch.state == BatchState::Waiting;
    batches
        .iter()
        .filter(waits)
        .map(|batch| Waiting { batch: batch.batch, of: batch.of, rows: batch.rows, tries: 0 })
        .collect()
}

/// One upload in the journal of a data folder.
#[derive(Debug)]
pub(super) struct UploadJournal {
    data_dir: PathBuf,
    /// `None` between a failed and a good reopening.
    journal: Option<Journal>,
    upload: UploadId,
}

impl UploadJournal {
    pub(super) fn new(data_dir: PathBuf, journal: Journal, upload: UploadId) -> Self {
        Self { data_dir, journal: Some(journal), upload }
    }

    fn journal(&self) -> Result<&Journal, JournalError> {
        self.journal.as_ref().ok_or_else(closed)
    }

    fn journal_mut(&mut self) -> Result<&mut Journal, JournalError> {
        self.journal.as_mut().ok_or_else(closed)
    }
}

fn closed() -> JournalError {
    JournalError::Other("it was closed after an error".to_owned())
}

impl Store for UploadJournal {
    fn body(&self, batch: u32) -> Result<Vec<u8>, JournalError> {
        self.journal()?.body(&self.upload, batch)
    }

    fn begin(&mut self, batch: u32, start: &AttemptStart) -> Result<u32, JournalError> {
        let upload = self.upload.clone();
        self.journal_mut()?.begin_attempt(&upload, batch, start)
    }

    fn end(&mut self, batch: u32, attempt: u32, end: &AttemptEnd) -> Result<(), JournalError> {
        let upload = self.upload.clone();
        self.journal_mut()?.end_attempt(&upload, batch, attempt, end)
    }

    fn split(&mut self, batch: u32, first_rows: u32, bodies: [&[u8]; 2]) -> Result<[u32; 2], JournalError> {
        let upload = self.upload.clone();
        self.journal_mut()?.split(&upload, batch, first_rows, bodies)
    }

    fn num_rows(&self, batch: u32) -> Result<u32, JournalError> {
        Ok(self.journal()?.batch(&self.upload, batch)?.rows)
    }

    fn waiting(&self) -> Result<VecDeque<Waiting>, JournalError> {
        Ok(waiting(&self.journal()?.batches(&self.upload)?))
    }

    fn take_back(&mut self, batch: u32) -> Result<(), JournalError> {
        let info = self.journal()?.batch(&self.upload, batch)?;
        if info.state != BatchState::Sending {
            return Ok(());
        }
        let end = AttemptEnd {
            outcome: Outcome::NotSent,
            http: None,
            ms: 0,
            message: Some("Nothing was sent: the journal could not be written.".to_owned()),
            body: String::new(),
            request_id: None,
            server_date: None,
            wait_until: None,
            named: BTreeMap::new(),
        };
        self.end(batch, info.attempts, &end)
    }

    fn reopen(&mut self) -> Result<(), JournalError> {
        // Closed first: then the journal is checked as after any unclean end.
        self.journal = None;
        self.journal = Some(Journal::open(&self.data_dir)?);
        Ok(())
    }
}
