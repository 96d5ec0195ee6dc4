//! `scorebridge upload`: read, map, check and send what is ready.
//!
//! Whoever runs it again after a crash, a stop or a wrong key gets the file sent, and once: what an
//! upload of this very file has left goes first, exactly as it was sealed; only then is what else is
//! ready sealed anew. Rows that an upload of another file holds stay with it and wait for `resume`.

use std::path::Path;
use std::sync::Arc;

use chrono::Utc;

use crate::journal::{self, Account, AccountKind, SealError, SendLock, Sums, UploadId, UploadState};
use crate::model::Outcomes;
use crate::pipeline::{self, Surroundings};
use crate::settings::{Keep, Settings};
use crate::upload::{Options, Trial};

use super::args::{Mapping, Upload};
use super::document::{self, Loaded};
use super::failure::Failure;
use super::interrupt::Interrupt;
use super::output::{Exit, Output, complain};
use super::report;
use super::sending::{self, Ended};
use super::session::{self, Endpoint, Session};

/// Checks a file and sends what is ready.
pub fn run(args: &Upload, data_dir: &Path, output: Output) -> Result<Exit, Failure> {
    let interrupt = Interrupt::listen()?;
    let mut session = Session::open(data_dir)?;
    let lock = session.lock()?;
    let Keep { receipt_months, ledger_months, draft_days } = Settings::load(data_dir).keep;
    if let Err(error) = journal::tidy(&mut session.journal, receipt_months, ledger_months, draft_days) {
        complain(&format!("What is old was not deleted: {error}"));
    }
    let account = match (&args.account, &args.url) {
        (Some(name), _) => session.account(name)?,
        (None, Some(url)) => session.one_off(url)?,
        (None, None) => {
            return Err(Failure::usage("Which account?", "Give --account, or --url with --key-env."));
        }
    };
    if account.kind != AccountKind::Practice && !session.journal.has_history(&account.id)? {
        complain(&format!(
            "Nothing was sent with {} from this computer so far: rows that were sent from another one are not \
             recognised. scorebridge count takes a receipt from there.",
            account.name
        ));
    }
    let endpoint = Endpoint::of(&account, &args.key, Some(args.sending.answer_timeout))?;
    let options = session::sending(&args.sending, &endpoint)?;
    let remembers = Some((data_dir, &account));
    let loaded = Loaded::open(&args.file, &args.reading, &args.mapping, remembers, interrupt.progress())?;
    let batch_rows = args.batch_rows;
    let job =
        Job { session, account, endpoint, options, loaded, batch_rows, trial: args.trial, interrupt, output };
    job.run(&args.mapping, &lock)
}

/// A document and where it goes.
pub struct Job {
    /// The journal.
    pub session: Session,
    /// Whose scores these are.
    pub account: Account,
    /// The server.
    pub endpoint: Endpoint,
    /// How to send.
    pub options: Options,
    /// The document.
    pub loaded: Loaded,
    /// How many rows go into a batch.
    pub batch_rows: u32,
    /// Only so many rows, as one batch.
    pub trial: Option<u32>,
    /// Whether somebody asked to stop.
    pub interrupt: Interrupt,
    /// Where to print.
    pub output: Output,
}

impl Job {
    /// Sends what is left of the file, then what else is ready, and says where every row stands.
    pub fn run(mut self, mapping: &Mapping, lock: &SendLock) -> Result<Exit, Failure> {
        let mut last = None;
        for upload in self.left_of_this_file()? {
            self.output.progress(&format!("Upload {upload} of this file has something left; it goes first."));
            let (sums, ended) = self.send(lock, &upload)?;
            if let Ended::Stopped(failure) = ended {
                return Ok(self.stopped(&upload, &sums, &failure));
            }
            last = Some((upload, sums));
        }
        let around = self.surroundings(mapping)?;
        let judged = self.loaded.judge(&around, self.interrupt.progress())?;
        self.output.progress(&report::in_words(&self.loaded, &judged));
        let rows = judged.report.counts();
        drop(judged);
        let exit = match (self.seal(around)?, last) {
            (Some(upload), _) => match self.send(lock, &upload)? {
                (sums, Ended::Finished) => self.summary(Some(&upload), &sums),
                (sums, Ended::Stopped(failure)) => return Ok(self.stopped(&upload, &sums, &failure)),
            },
            // The upload that was left is all there was: it says how the rows ended.
            (None, Some((upload, sums))) => self.summary(Some(&upload), &sums),
            (None, None) => self.summary(None, &Sums::new(&rows, &Outcomes::default())),
        };
        if let Err(error) = self.loaded.remember(mapping) {
            complain(&format!("The answers could not be remembered for the next file: {error}."));
        }
        Ok(exit)
    }

    /// The uploads of this very file, for this account, that have something left to send. A trial sends
    /// its one batch and no more.
    fn left_of_this_file(&self) -> Result<Vec<UploadId>, Failure> {
        if self.trial.is_some() {
            return Ok(Vec::new());
        }
        let sha256 = &self.loaded.document.sheet.source().sha256;
        let mut uploads = self.session.journal.uploads()?;
        uploads.retain(|upload| {
            upload.state == UploadState::Open
                && upload.account == self.account.id
                && upload.file_sha256 == *sha256
        });
        // Newest first as they come; the oldest goes first.
        Ok(uploads.into_iter().rev().map(|upload| upload.id).collect())
    }

    fn surroundings(&self, mapping: &Mapping) -> Result<Surroundings, Failure> {
        let people = |loaded: &Loaded| document::people_of_server(&self.endpoint, loaded);
        document::under_account(&self.session, &self.account, people, &self.loaded, mapping)
    }

    /// Seals what is ready; `None` where nothing is.
    fn seal(&mut self, mut around: Surroundings) -> Result<Option<UploadId>, Failure> {
        loop {
            if self.interrupt.asked() {
                return Err(Failure::interrupted());
            }
            let journal = &mut self.session.journal;
            let account = &self.account.id;
            let (document, rows) = (&self.loaded.document, self.batch_rows);
            let trial = self.trial.map(Trial::First);
            match pipeline::seal(document, &around, journal, account, rows, trial, Utc::now()) {
                // A window decided something about an earlier upload meanwhile: judge anew.
                Err(SealError::LedgerMoved) => around.ledger = Arc::new(journal.ledger(account)?),
                sealed => return Ok(sealed?),
            }
        }
    }

    fn send(&self, lock: &SendLock, upload: &UploadId) -> Result<(Sums, Ended), Failure> {
        let client = self.endpoint.client.clone();
        let (options, interrupt, output) = (self.options, &self.interrupt, self.output);
        sending::send(&self.session, lock, upload, client, options, interrupt, output)
    }

    fn summary(&self, upload: Option<&UploadId>, sums: &Sums) -> Exit {
        self.output.summary(upload, sums);
        Exit::of_sums(sums)
    }

    fn stopped(&self, upload: &UploadId, sums: &Sums, failure: &Failure) -> Exit {
        self.output.failure(failure);
        self.output.summary(Some(upload), sums);
        failure.exit
    }
}
