//! Sealing, the running worker, and what the journal says of uploads.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::mpsc::SyncSender;

use chrono::{DateTime, Utc};

use crate::app::sending::{BATCH_ROWS, Message as SendingMessage};
use crate::app::uploads::{Loaded, Log, Message as UploadMessage, Telling};
use crate::app::{Effect, Failure, Message, dialogs};
use crate::journal::{Account, BatchState, Busy, EndedRow, Journal, JournalError, SendLock, UploadId};
use crate::model::Outcome;
use crate::pipeline::{self, Document, Surroundings};
use crate::upload::{self, ReceiptFormat, Trial, write_receipt};

use super::accounts::client;
use super::{Services, Shared, journal_failure};

pub(super) fn run(services: &mut Services, effect: Effect) {
    match effect {
        Effect::Recover => recover(services),
        Effect::SealAndSend { account, document, around, trial, options, now } => {
            let handles = services.new_handles.clone();
            services.with_shared("seal", move |shared| {
                match seal(shared, &account, &document, &around, trial, now) {
                    Ok((upload, lock)) => send(shared, &handles, &account, upload, lock, options),
                    Err(failure) => not_started(shared, failure),
                }
            });
        }
        Effect::Resume { account, upload, options } => {
            let handles = services.new_handles.clone();
            services.with_shared("resume", move |shared| match lock(shared) {
                Ok(lock) => send(shared, &handles, &account, upload, lock, options),
                Err(failure) => not_started(shared, failure),
            });
        }
        Effect::PauseUpload => services.steer(upload::Handle::pause),
        Effect::StopUpload => services.steer(upload::Handle::stop),
        Effect::GoOn { account, key } => {
            let new_client = key.as_ref().map(|key| client(&account.url, key.clone()));
            match new_client.transpose() {
                Ok(client) => services.steer(|handle| handle.resume(client)),
                Err(failure) => services.shared.tell(Message::Failed(failure)),
            }
            if let Some(key) = key {
                super::accounts::keep_new_key(services, account, key);
            }
        }
        Effect::LoadUploads => services.with_journal(
            |journal| Ok(Message::Uploads(UploadMessage::Listed(Ok(journal.uploads()?)))),
            |failure| Message::Uploads(UploadMessage::Listed(Err(failure))),
        ),
        Effect::LoadUpload(upload) => services.with_journal(
            move |journal| Ok(Message::Uploads(UploadMessage::Loaded(Ok(Box::new(load(journal, &upload)?))))),
            |failure| Message::Uploads(UploadMessage::Loaded(Err(failure))),
        ),
        Effect::DecideUnknown { upload, batch, decision } => services.with_journal(
            move |journal| {
                journal.decide_unknown(&upload, batch, decision)?;
                Ok(Message::Uploads(UploadMessage::DecisionKept(upload, decision)))
            },
            Message::Failed,
        ),
        Effect::Abandon(upload) => services.with_journal(
            move |journal| {
                journal.abandon(&upload)?;
                Ok(Message::Uploads(UploadMessage::Abandoned(upload)))
            },
            Message::Failed,
        ),
        Effect::Forget(upload) => services.with_journal(
            move |journal| {
                journal.forget_upload(&upload)?;
                Ok(Message::Uploads(UploadMessage::Forgotten(upload)))
            },
            Message::Failed,
        ),
        Effect::ExportReceipt { upload, batch, format } => services.with_shared("receipt", move |shared| {
            if let Some(message) = export(shared, &upload, batch, format) {
                shared.tell(message);
            }
        }),
        _ => {}
    }
}

/// What a crash left: attempts that began and have no end. Another window that sends has no such thing.
fn recover(services: &Services) {
    let data_dir = services.shared.data_dir.clone();
    services.with_journal(
        move |journal| {
            if let Ok(_lock) = SendLock::acquire(&data_dir) {
                journal.recover()?;
            }
            Ok(Message::Tick)
        },
        Message::Failed,
    );
}

fn lock(shared: &Shared) -> Result<SendLock, Failure> {
    SendLock::acquire(&shared.data_dir).map_err(|busy| match busy {
        Busy::Running => Failure::new(busy, "Wait until it has ended, or stop it where it was started."),
        Busy::Journal(error) => journal_failure(&error),
    })
}

/// Seals under the lock, so that no other window sends the same rows.
fn seal(
    shared: &Shared,
    account: &Account,
    document: &Document,
    around: &Surroundings,
    trial: Option<Trial>,
    now: DateTime<Utc>,
) -> Result<(UploadId, SendLock), Failure> {
    // The key first: what cannot be sent need not be sealed.
    shared.endpoint(account)?;
    let lock = lock(shared)?;
    let mut journal = Journal::open(&shared.data_dir).map_err(|error| journal_failure(&error))?;
    let sealed = pipeline::seal(document, around, &mut journal, &account.id, BATCH_ROWS, trial, now);
    match sealed {
        Ok(Some(upload)) => Ok((upload, lock)),
        Ok(None) => Err(Failure::new("No row is ready to be sent.", "")),
        Err(error) => Err(Failure::new(&error, error.hint())),
    }
}

/// Starts the worker. The window is told first, so that it knows the upload that events are about.
fn send(
    shared: &Shared,
    handles: &SyncSender<upload::Handle>,
    account: &Account,
    upload: UploadId,
    lock: SendLock,
    options: upload::Options,
) {
    let (url, key) = match shared.endpoint(account) {
        Ok(endpoint) => endpoint,
        Err(failure) => return not_started(shared, failure),
    };
    let client = match client(&url, key) {
        Ok(client) => client,
        Err(failure) => return not_started(shared, failure),
    };
    shared.tell(Message::Sending(SendingMessage::Started(Ok((upload.clone(), account.clone())))));
    let reporter = shared.clone();
    let id = upload.clone();
    let started = upload::start(shared.data_dir.clone(), lock, upload, client, options, true, move |event| {
        reporter.tell(Message::Sending(SendingMessage::Event(id.clone(), event)));
    });
    match started {
        // The window is gone: the handle is dropped, and the worker stops.
        Ok(handle) => drop(handles.send(handle)),
        Err(error) => not_started(shared, journal_failure(&error)),
    }
}

fn not_started(shared: &Shared, failure: Failure) {
    shared.tell(Message::Sending(SendingMessage::Started(Err(failure))));
}

fn load(journal: &Journal, upload: &UploadId) -> Result<Loaded, JournalError> {
    let info = journal.upload(upload)?;
    let batches = journal.batches(upload)?;
    let mut telling = BTreeMap::new();
    for batch in batches.iter().filter(|batch| batch.state == BatchState::Unknown) {
        telling.insert(batch.batch, most_telling(&journal.body(upload, batch.batch)?));
    }
    let look_for = if info.trial { most_telling_of(told(&journal.rows(upload)?)) } else { Vec::new() };
    let (attempts, decisions) = (journal.attempts(upload)?, journal.decisions(upload)?);
    Ok(Loaded { info, batches, telling, look_for, log: Log { attempts, decisions } })
}

/// The three rows of a sealed body that are easiest to look up: the only score of an agent on a day
/// before others, low scores before high ones.
fn most_telling(body: &[u8]) -> Vec<Telling> {
    let body: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let rows = body["qa_scores"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|row| Telling {
            agent_id: text(row, "agent_id"),
            score: row["score"].to_string(),
            scored_at: text(row, "scored_at").parse().ok(),
            conversation: text(row, "conversation_external_id"),
            only_that_day: false,
        })
        .collect();
    most_telling_of(rows)
}

/// What receipts tell of the rows that are at the server.
fn told(rows: &[EndedRow]) -> Vec<Telling> {
    let there = rows.iter().filter(|row| row.outcome == Outcome::Accepted);
    there
        .map(|row| Telling {
            agent_id: row.told.agent_id.clone(),
            score: row.told.score.clone(),
            scored_at: row.told.scored_at.parse().ok(),
            conversation: row.told.conversation.clone(),
            only_that_day: false,
        })
        .collect()
}

fn most_telling_of(mut rows: Vec<Telling>) -> Vec<Telling> {
    let mut per_day: BTreeMap<(String, Option<chrono::NaiveDate>), u32> = BTreeMap::new();
    let day = |row: &Telling| (row.agent_id.clone(), row.scored_at.map(|at| at.date_naive()));
    for row in &rows {
        *per_day.entry(day(row)).or_default() += 1;
    }
    for row in &mut rows {
        row.only_that_day = per_day.get(&day(row)) == Some(&1);
    }
    let points = |row: &Telling| row.score.parse::<f64>().unwrap_or(100.0);
    rows.sort_by(|a, b| b.only_that_day.cmp(&a.only_that_day).then(points(a).total_cmp(&points(b))));
    rows.truncate(3);
    rows
}

/// Asks where to, and writes the receipt of an upload, or of one batch.
fn export(shared: &Shared, upload: &UploadId, batch: Option<u32>, format: ReceiptFormat) -> Option<Message> {
    let ending =
        ReceiptFormat::ALL.iter().find(|(one, ..)| *one == format).map_or("ndjson", |(_, ending, _)| ending);
    let name = match batch {
        Some(batch) => format!("receipt-{upload}-batch-{batch}.{ending}"),
        None => format!("receipt-{upload}.{ending}"),
    };
    let path = dialogs::pick_save("Write the receipt", &name, &shared.data_dir)?;
    let written = Journal::open(&shared.data_dir)
        .and_then(|journal| Ok((journal.upload(upload)?, journal.rows(upload)?)))
        .map_err(|error| journal_failure(&error))
        .and_then(|(info, rows)| {
            let rows = rows.iter().filter(|row| batch.is_none_or(|batch| row.batch == batch));
            write_file(&path, |out| write_receipt(format, &info, rows, out)).map_err(|error| {
                Failure::new(format!("The receipt was not written: {error}."), "Choose another place.")
            })
        });
    Some(match written {
        Ok(()) => Message::Done(format!("The receipt was written to {}.", path.display())),
        Err(failure) => Message::Failed(failure),
    })
}

pub(super) fn write_file(
    path: &Path,
    write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut out = io::BufWriter::new(File::create(path)?);
    write(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_telling_rows_are_an_agents_only_score_of_a_day() {
        let row = |agent: &str, score: f64, at: &str| serde_json::json!({"agent_id": agent, "score": score, "scored_at": at});
        let body = serde_json::json!({"qa_scores": [
            row("a", 10.0, "2026-09-14T10:00:00Z"),
            row("a", 20.0, "2026-09-14T11:00:00Z"),
            row("b", 91.0, "2026-09-14T10:00:00Z"),
            row("c", 55.5, "2026-09-14T10:00:00Z"),
        ]});
        let told: Vec<_> = most_telling(body.to_string().as_bytes())
            .into_iter()
            .map(|row| (row.agent_id, row.score, row.only_that_day))
            .collect();
        let expected = [("c", "55.5", true), ("b", "91.0", true), ("a", "10.0", false)];
        assert_eq!(told, expected.map(|(agent, score, only)| (agent.to_owned(), score.to_owned(), only)));
        assert_eq!(most_telling(b"no json"), []);
    }
}
