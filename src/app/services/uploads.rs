//! Sealing, the running worker, and what the journal says of uploads.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::app::sending::{BATCH_ROWS, Message as SendingMessage};
use crate::app::uploads::{Loaded, Message as UploadMessage, Telling};
use crate::app::{Effect, Failure, Message, dialogs};
use crate::credentials::Secret;
use crate::journal::{
    Account, BatchState, Busy, EndedRow, Journal, JournalError, SealError, SendLock, UploadId,
};
use crate::pipeline::{self, Document, Surroundings};
use crate::upload;

use super::accounts::client;
use super::{Services, Shared, journal_failure};

pub(super) fn run(services: &mut Services, effect: Effect) {
    match effect {
        Effect::SealAndSend { account, document, around, trial, now } => {
            let slot = Arc::clone(&services.upload);
            services.with_shared("seal", move |shared| {
                let started = seal_and_send(shared, &slot, &account, &document, &around, trial, now);
                shared.tell(Message::Sending(SendingMessage::Started(started)));
            });
        }
        Effect::Resume { account, upload } => {
            let slot = Arc::clone(&services.upload);
            services.with_shared("resume", move |shared| {
                let started = resume(shared, &slot, &account, upload);
                shared.tell(Message::Sending(SendingMessage::Started(started)));
            });
        }
        Effect::PauseUpload => services.steer(|handle| handle.pause()),
        Effect::StopUpload => services.steer(|handle| handle.stop()),
        Effect::GoOn(key) => go_on(services, key),
        Effect::LoadUploads => services.with_journal(
            |journal| Ok(Message::Uploads(UploadMessage::Listed(Ok(journal.uploads()?)))),
            |failure| Message::Uploads(UploadMessage::Listed(Err(failure))),
        ),
        Effect::LoadUpload(upload) => services.with_journal(
            move |journal| Ok(Message::Uploads(UploadMessage::Loaded(Ok(Box::new(load(journal, &upload)?))))),
            |failure| Message::Uploads(UploadMessage::Loaded(Err(failure))),
        ),
        Effect::DecideUnknown { upload, batch, decision } => {
            let failed = upload.clone();
            services.with_journal(
                move |journal| {
                    journal.decide_unknown(&upload, batch, decision)?;
                    Ok(Message::Uploads(UploadMessage::DecisionKept(upload, decision, Ok(()))))
                },
                move |failure| Message::Uploads(UploadMessage::DecisionKept(failed, decision, Err(failure))),
            );
        }
        Effect::Abandon(upload) => services.with_journal(
            move |journal| {
                journal.abandon(&upload)?;
                Ok(Message::Uploads(UploadMessage::Abandoned))
            },
            Message::Failed,
        ),
        Effect::ExportReceipt { upload, batch } => services.with_shared("receipt", move |shared| {
            if let Some(message) = export(shared, &upload, batch) {
                shared.tell(message);
            }
        }),
        _ => {}
    }
}
