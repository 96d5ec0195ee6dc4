//! `scorebridge resume`: go on with what a crash or a stop left, or decide what nobody knows.

use std::path::Path;

use crate::journal::{
    BatchState, JournalError, SendLock, UnknownDecision, UploadId, UploadInfo, UploadState,
};
use crate::model::Outcome;

use super::args::{Resume, UnknownChoice};
use super::failure::Failure;
use super::interrupt::Interrupt;
use super::output::{Exit, Output};
use super::sending::{self, Ended};
use super::session::{self, Endpoint, Session};

/// Goes on with one upload, or with each that is not finished, oldest first.
pub fn run(args: &Resume, data_dir: &Path, output: Output) -> Result<Exit, Failure> {
    if args.batch.is_some() && args.unknown == UnknownChoice::Leave {
        let hint = "Say with --unknown what to do with the batch: received or resend.";
        return Err(Failure::usage("--batch alone says nothing.", hint));
    }
    let interrupt = Interrupt::listen()?;
    let mut session = Session::open(data_dir)?;
    let lock = session.lock()?;
    let uploads = chosen(args, &session)?;
    refuse_one_key_for_several(args, &uploads)?;
    let mut run = Run { args, session, lock, interrupt, output };
    let mut worst = Exit::Done;
    for upload in &uploads {
        let exit = run.upload(upload)?;
        worst = worst.max(exit);
        if exit == Exit::Stopped {
            break;
        }
    }
    if uploads.is_empty() {
        return run.nothing();
    }
    Ok(worst)
}

/// The uploads to go on with, oldest first.
fn chosen(args: &Resume, session: &Session) -> Result<Vec<UploadInfo>, Failure> {
    if let Some(id) = &args.upload {
        return Ok(vec![session.journal.upload(&UploadId(id.clone()))?]);
    }
    let decides = args.unknown != UnknownChoice::Leave;
    let mut uploads = session.journal.uploads()?;
    uploads.retain(|upload| match upload.state {
        UploadState::Open => true,
        UploadState::Unknown | UploadState::Abandoned => decides && upload.outcomes.of(Outcome::Unknown) > 0,
        UploadState::Done => false,
    });
    uploads.reverse();
    Ok(uploads)
}

/// The key of one account must not go to the server of another.
fn refuse_one_key_for_several(args: &Resume, uploads: &[UploadInfo]) -> Result<(), Failure> {
    let several = uploads.windows(2).any(|pair| pair[0].account != pair[1].account);
    if several && args.key.key_env.is_some() && !args.abandon {
        let message = "Uploads of several accounts are unfinished, and --key-env names the key of one.";
        return Err(Failure::usage(message, "Name the UPLOAD; scorebridge uploads lists them."));
    }
    Ok(())
}

/// One run of the command.
struct Run<'a> {
    args: &'a Resume,
    session: Session,
    lock: SendLock,
    interrupt: Interrupt,
    output: Output,
}

impl Run<'_> {
    /// Decides what is to be decided about an upload, then sends what it has waiting.
    fn upload(&mut self, info: &UploadInfo) -> Result<Exit, Failure> {
        let upload = &info.id;
        self.output.progress(&format!("Upload {upload} of {}:", info.file_name));
        self.decide_unknown(upload)?;
        if self.args.abandon {
            self.session.journal.abandon(upload)?;
        }
        let state = self.session.journal.upload(upload)?.state;
        let ended = if state == UploadState::Open { self.send(info)? } else { Ended::Finished };
        let sums = self.session.journal.upload(upload)?.summary();
        if let Ended::Stopped(failure) = &ended {
            self.output.failure(failure);
        }
        self.output.summary(Some(upload), &sums);
        Ok(match ended {
            Ended::Stopped(failure) => failure.exit,
            Ended::Finished if state == UploadState::Open || sums.unknown > 0 => Exit::of_sums(&sums),
            Ended::Finished => Exit::Done,
        })
    }

    /// Carries out what a person said about batches whose outcome is unknown.
    fn decide_unknown(&mut self, upload: &UploadId) -> Result<(), Failure> {
        let decision = match self.args.unknown {
            UnknownChoice::Leave => return Ok(()),
            UnknownChoice::Received => UnknownDecision::Received,
            UnknownChoice::Resend => UnknownDecision::Resend,
        };
        let batches = self.session.journal.batches(upload)?;
        let unknown = batches.iter().filter(|batch| batch.state == BatchState::Unknown);
        let chosen: Vec<_> = unknown
            .map(|batch| batch.batch)
            .filter(|batch| self.args.batch.is_none_or(|only| only == *batch))
            .collect();
        if let (Some(only), []) = (self.args.batch, &chosen[..]) {
            let what = format!("batch {only} of unknown outcome in upload {upload}");
            return Err(JournalError::NotFound(what).into());
        }
        for batch in chosen {
            self.session.journal.decide_unknown(upload, batch, decision)?;
        }
        Ok(())
    }

    fn send(&self, info: &UploadInfo) -> Result<Ended, Failure> {
        let account = self.session.account(&info.account.0)?;
        let sending = &self.args.sending;
        let endpoint = Endpoint::of(&account, &self.args.key, Some(sending.answer_timeout))?;
        let mut options = session::sending(sending, &endpoint)?;
        options.new_key_confirmed |= self.args.new_key;
        let (lock, interrupt, output) = (&self.lock, &self.interrupt, self.output);
        let client = endpoint.client.clone();
        let (_sums, ended) =
            sending::send(&self.session, lock, &info.id, client, options, interrupt, output)?;
        Ok(ended)
    }

    /// Nothing to go on with; but a batch may be unknown still.
    fn nothing(&self) -> Result<Exit, Failure> {
        let uploads = self.session.journal.uploads()?;
        let unknown: u32 = uploads.iter().map(|upload| upload.outcomes.of(Outcome::Unknown)).sum();
        if unknown == 0 {
            self.output.nothing("There is nothing to resume.");
            return Ok(Exit::Done);
        }
        self.output.nothing(
            "There is nothing to send, but some rows have no answer: scorebridge uploads says which.",
        );
        Ok(Exit::Unknown)
    }
}
