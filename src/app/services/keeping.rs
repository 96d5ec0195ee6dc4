//! What is kept on this computer: old things deleted, a person erased, a colleague's receipt counted, rows
//! written out.

use std::path::Path;

use chrono::{DateTime, Utc};

use crate::app::dialogs::Picked;
use crate::app::keeping::Message as KeepingMessage;
use crate::app::{Effect, Failure, Message, dialogs};
use crate::journal::{self, AccountId, Journal, SendLock};
use crate::pipeline::{self, Document, Surroundings};
use crate::settings::Settings;
use crate::upload::read_receipt;

use super::uploads::write_file;
use super::{Services, Shared, journal_failure};

pub(super) fn run(services: &Services, effect: Effect) {
    match effect {
        Effect::Tidy => tidy(services),
        Effect::Person { agent_id, erase } => {
            let data_dir = services.shared.data_dir.clone();
            services.with_journal(
                move |journal| {
                    if !erase {
                        let found = journal.traces_of(&agent_id)?;
                        return Ok(Message::Keeping(KeepingMessage::Found(agent_id, found)));
                    }
                    let Ok(_lock) = SendLock::acquire(&data_dir) else {
                        let hint = "Wait until the upload has ended.";
                        return Ok(Message::Failed(Failure::new(
                            "Nothing is erased while something is sent.",
                            hint,
                        )));
                    };
                    let found = journal.erase_person(&agent_id)?;
                    Ok(Message::Keeping(KeepingMessage::Erased(agent_id, found)))
                },
                Message::Failed,
            );
        }
        Effect::CountReceipt { account, document, around, now } => {
            services.with_shared("receipt", move |shared| {
                let counted = count(shared, &account, &document, &around, now);
                if let Some(message) = counted.unwrap_or_else(|failure| Some(Message::Failed(failure))) {
                    shared.tell(message);
                }
            });
        }
        Effect::ExportRows { document, around, report, view, now } => {
            services.with_shared("export", move |shared| {
                let name = format!("rows-of-{}.csv", stem(&document.sheet.source().name));
                let Some(path) = dialogs::pick_save("Write the rows", &name, &shared.data_dir) else {
                    return;
                };
                let input = document.input(&around, now);
                let shown = view.num_rows(document.sheet.num_rows());
                let rows = (0..shown).filter_map(|place| view.row(place));
                let written = write_file(&path, |out| pipeline::write_rows(&input, &report, rows, out));
                shared.tell(match written {
                    Ok(()) => Message::Done(format!("The rows were written to {}.", path.display())),
                    Err(error) => Message::Failed(Failure::new(
                        format!("The rows were not written: {error}."),
                        "Choose another place.",
                    )),
                });
            });
        }
        _ => {}
    }
}

/// A file's name without its ending.
fn stem(name: &str) -> String {
    Path::new(name).file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
}

/// Deletes what is old, unless something is being sent: then the next start does it.
fn tidy(services: &Services) {
    let data_dir = services.shared.data_dir.clone();
    let keep = Settings::load(&data_dir).keep;
    services.with_journal(
        move |journal| {
            if let Ok(_lock) = SendLock::acquire(&data_dir) {
                journal::tidy(journal, keep.receipt_months, keep.ledger_months, keep.draft_days)?;
            }
            Ok(Message::Tick)
        },
        Message::Failed,
    );
}

/// Asks for the receipt; `None` where a person cancels.
fn count(
    shared: &Shared,
    account: &AccountId,
    document: &Document,
    around: &Surroundings,
    now: DateTime<Utc>,
) -> Result<Option<Message>, Failure> {
    let path = match dialogs::pick_file("A colleague’s receipt", ("Receipts", &["csv", "ndjson"])) {
        Picked::File(path) => path,
        Picked::Cancelled => return Ok(None),
        Picked::NoDialog => {
            return Err(Failure::new(
                "There is no file dialog on this computer.",
                "In a terminal, scorebridge count takes file and receipt.",
            ));
        }
    };
    let unreadable = |error: &dyn std::fmt::Display| {
        let what = format!("The receipt {} cannot be read: {error}.", path.display());
        Failure::new(what, "Choose one that was saved as a table or for scripts.")
    };
    let bytes = std::fs::read(&path).map_err(|error| unreadable(&error))?;
    let received = read_receipt(&bytes).map_err(|error| unreadable(&error))?;
    let listed = received.len();
    let origin = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let counted = Journal::open(&shared.data_dir)
        .and_then(|mut journal| {
            pipeline::count_as_sent(document, around, &mut journal, account, &origin, received, now)
        })
        .map_err(|error| journal_failure(&error))?;
    Ok(Some(Message::Keeping(KeepingMessage::Counted { account: account.clone(), listed, counted })))
}
