//! The thread that keeps work in progress, and those that open it again.
//!
//! Invariants: what is kept is kept in the order of the calls; what came while the disk was busy goes
//! into one transaction, so that typing never waits for the disk; a copy of a large file is made beside,
//! so that steps never wait for it.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use chrono::{DateTime, Utc};

use crate::app::carried;
use crate::app::drafts::{Counted, Keeping, Message as DraftMessage, Restored, options_of, path_words};
use crate::app::history::{History, Stamp};
use crate::app::tabs::{Message as TabMessage, Source};
use crate::app::{Effect, Failure, Message, record};
use crate::check::{self, Answers, Standing, WaitingRow};
use crate::import::apart::Reader;
use crate::import::{self, ImportOptions};
use crate::journal::{
    DraftId, DraftInfo, DraftKind, DraftStep, DraftWrite, Drafts, JournalError, MOST_COPIED,
};
use crate::model::{Overlay, Progress, RowState, Sheet};
use crate::people::Aliases;
use crate::pipeline::{Document, Surroundings};
use crate::practice::sample;
use crate::recipe::{self, Recipe};

use super::{Services, Shared, journal_failure};

/// Work for the thread of the drafts.
pub(super) enum Work {
    Keep(Keeping),
    List,
}

pub(super) fn run(services: &Services, effect: Effect) {
    let work = match effect {
        Effect::Keep(keeping) => Work::Keep(keeping),
        Effect::LoadDrafts => Work::List,
        Effect::Restore { tab, draft, ticket } => {
            services.with_shared("restore", move |shared| {
                let answer = match restore(shared, draft, &ticket) {
                    Ok(restored) => TabMessage::Restored(Ok(Box::new(restored))),
                    Err(Some(failure)) => TabMessage::Restored(Err(failure)),
                    // It was stopped, and whoever stopped it knows.
                    Err(None) => return,
                };
                shared.tell(Message::Tab(tab, answer));
            });
            return;
        }
        Effect::Recount { drafts, around, now } => {
            services.with_shared("recount", move |shared| {
                let counted = drafts.into_iter().filter_map(|id| count(shared, id, &around, now));
                shared.tell(Message::Drafts(DraftMessage::Recounted(counted.collect())));
            });
            return;
        }
        Effect::TakeOver { snapshot, draft, ticket } => {
            services.with_shared("take over", move |shared| {
                let tab = snapshot.tab;
                let restored = restore(shared, draft, &ticket);
                let carried = restored.and_then(|earlier| {
                    carried::over(&earlier.document, *snapshot, &ticket).map_err(|_stopped| None)
                });
                let (said, answer) = match carried {
                    Ok(carried) => (Some(Message::Done(carried.words)), carried.answer),
                    Err(failure) => (failure.map(Message::Failed), TabMessage::Cancel),
                };
                if let Some(said) = said {
                    shared.tell(said);
                }
                shared.tell(Message::Tab(tab, answer));
            });
            return;
        }
        _ => return,
    };
    // The queue is long; where it is full for all that, the disk does not answer, and that is said.
    if !services.drafts.take(work) {
        let failure = Failure::new(
            "Your last change could not be kept on disk: the disk is slow to answer.",
            "It holds while the window is open.",
        );
        services.shared.tell(Message::Failed(failure));
    }
}

/// The thread that keeps, as the window holds it.
pub(super) struct Keeper {
    work: Option<SyncSender<Work>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Keeper {
    /// Starts the thread. It ends, with everything written, when this is dropped.
    pub(super) fn start(shared: &Shared) -> Self {
        let (sender, receiver) = sync_channel(4096);
        let own = shared.clone();
        let spawned = thread::Builder::new().name("drafts".to_owned()).spawn(move || keep(&own, &receiver));
        let thread = spawned.inspect_err(|error| {
            let failure =
                Failure::new(format!("No thread could be started: {error}."), "Close other programs.");
            shared.tell(Message::Failed(failure));
        });
        Self { work: Some(sender), thread: thread.ok() }
    }

    /// Takes work, unless the queue is full.
    fn take(&self, work: Work) -> bool {
        self.work.as_ref().is_some_and(|sender| sender.try_send(work).is_ok())
    }
}

impl Drop for Keeper {
    /// The last change is on disk before the program ends.
    fn drop(&mut self) {
        self.work = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            // It said so when it happened; there is nobody left to tell.
        }
    }
}

fn keep(shared: &Shared, work: &Receiver<Work>) {
    let mut drafts = Drafts::open(&shared.data_dir);
    let mut told = false;
    while let Ok(first) = work.recv() {
        let (mut writes, mut list, mut copies) = (Vec::new(), false, Vec::new());
        for work in std::iter::once(first).chain(work.try_iter()) {
            match work {
                Work::Keep(Keeping::Writes(more)) => writes.extend(more),
                Work::Keep(Keeping::Step(step)) => writes.push(step.write()),
                Work::Keep(Keeping::Copy(id, source, sha256)) => copies.push((id, source, sha256)),
                Work::List => list = true,
            }
        }
        let done = match &mut drafts {
            Ok(drafts) => carry_out(shared, drafts, &writes, list),
            Err(error) => Err(error.clone()),
        };
        match done {
            Ok(()) => copies.into_iter().for_each(|(id, source, sha256)| copy(shared, id, source, sha256)),
            // Said once: a disk that is full stays so, and every step would say it again.
            Err(error) if !told => {
                told = true;
                let what = format!("Work in progress is not kept on disk: {error}");
                shared.tell(Message::Failed(Failure::new(what, error.hint())));
            }
            Err(_said) => {}
        }
    }
}

fn carry_out(
    shared: &Shared,
    drafts: &mut Drafts,
    writes: &[DraftWrite],
    list: bool,
) -> Result<(), JournalError> {
    if !writes.is_empty() {
        drafts.write(writes)?;
    }
    if list {
        let message = DraftMessage::Listed(drafts.list()?, drafts.is_first());
        shared.tell(Message::Drafts(message));
    }
    Ok(())
}

/// Makes the copy of a source, on a thread and a connection of its own.
fn copy(shared: &Shared, id: DraftId, source: Source, sha256: String) {
    let own = shared.clone();
    let spawned = thread::Builder::new().name("draft copy".to_owned()).spawn(move || {
        if let Err(failure) = keep_copy(&own.data_dir, id, &source, &sha256) {
            own.tell(Message::Failed(failure));
        }
    });
    if let Err(error) = spawned {
        let failure = Failure::new(format!("No thread could be started: {error}."), "Close other programs.");
        shared.tell(Message::Failed(failure));
    }
}

fn keep_copy(data_dir: &Path, id: DraftId, source: &Source, sha256: &str) -> Result<(), Failure> {
    let bytes = match source {
        // It comes with the program.
        Source::Sample => return Ok(()),
        Source::Pasted(text) => text.as_bytes().to_vec().into(),
        Source::File(path) => {
            let not_kept = "Your changes are kept; the file must stay where it is until they are sent.";
            let size = std::fs::metadata(path).map_or(u64::MAX, |file| file.len());
            if size > MOST_COPIED {
                let what = format!("{} is too large to be copied.", path.display());
                return Err(Failure::new(what, not_kept));
            }
            let read = import::file_bytes(path, &Progress::default());
            let read = read.ok().filter(|(_, found)| found == sha256);
            let Some((bytes, _)) = read else {
                let what =
                    format!("{} has changed since it was opened, so no copy was kept.", path.display());
                return Err(Failure::new(what, "Finish what is open before you close it."));
            };
            bytes
        }
    };
    let kept = Drafts::open(data_dir).and_then(|mut drafts| drafts.keep_copy(id, &bytes));
    kept.map_err(|error| journal_failure(&error))
}

/// The rows of a draft that wait. One that nobody changed waits no more where its review was sent since
/// the draft was begun: a later file brought it.
fn count(shared: &Shared, draft: DraftId, around: &Surroundings, now: DateTime<Utc>) -> Option<Counted> {
    let progress = Progress::default();
    let Restored { document, info, .. } = restore(shared, draft, &progress).ok()?;
    let input = document.input(around, now);
    let report = check::check(&input, &progress).ok()?;
    let rows = check::waiting_rows(&input, &report, &progress).ok()?;
    let is_sent = |row: &WaitingRow| {
        let sendings = input.ledger.rows.get(&row.review).into_iter().flatten();
        let mut since =
            sendings.filter(|sending| sending.standing != Standing::Refused && sending.at > info.begun);
        !row.is_edited && since.next().is_some()
    };
    let (sent, rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_sent);
    let sent_ready = sent.iter().filter(|row| row.is_ready).count();
    let less = |all: u32, sent: usize| all.saturating_sub(u32::try_from(sent).unwrap_or(u32::MAX));
    Some(Counted {
        draft,
        ready: less(report.counts().of(RowState::Ready), sent_ready),
        to_fix: less(report.counts().of(RowState::NeedsFix), sent.len() - sent_ready),
        rows: rows.into(),
    })
}

/// Opens a draft as it was left. `Err(None)`: stopped as asked.
fn restore(shared: &Shared, draft: DraftId, ticket: &Progress) -> Result<Restored, Option<Failure>> {
    let in_words = |error: JournalError| Some(journal_failure(&error));
    let drafts = Drafts::open(&shared.data_dir).map_err(in_words)?;
    let Some((info, steps)) = drafts.load(draft).map_err(in_words)? else {
        return Err(Some(Failure::new("This work is not there any more.", "Open the file again.")));
    };
    let copy = drafts.copy(draft).map_err(in_words)?;
    drop(drafts);
    let (sheet, beside) = sheet(&shared.reader, &info, copy, ticket)?;
    let damaged = || Some(Failure::new("What was kept of this file is damaged.", "Open the file again."));
    let recipe = Recipe::of_text(&info.head.recipe).ok_or_else(damaged)?;
    let first_recipe = Arc::new(recipe.clone());
    match replay(sheet, recipe, &info, &steps, ticket) {
        Some((document, history)) => Ok(Restored { document, history, first_recipe, info, beside }),
        None if ticket.is_cancelled() => Err(None),
        None => Err(damaged()),
    }
}

/// The rows of a draft: of its copy, or of the file where there is none.
fn sheet(
    apart: &Reader,
    info: &DraftInfo,
    copy: Option<Vec<u8>>,
    ticket: &Progress,
) -> Result<(Sheet, Option<&'static str>), Option<Failure>> {
    let mut options = options_of(&info.head.options);
    let head = &info.head;
    let read = |name: &str, bytes, options: &ImportOptions| {
        let path = head.path.as_deref();
        let read = import::read_copy(apart, (name, path), bytes, options, ticket);
        read.map_err(|error| match error {
            import::ImportError::Cancelled => None,
            error => Some(Failure::new(&error, error.hint())),
        })
    };
    let sheet = match (head.kind, copy) {
        (DraftKind::Sample, _) => (read(sample::NAME, sample::SCORES.to_vec().into(), &options)?, None),
        (DraftKind::Pasted, Some(bytes)) => {
            options.delimiter = Some('\t');
            (read(&head.name, bytes.into(), &options)?, None)
        }
        (DraftKind::File, Some(bytes)) => {
            let beside = match head.path.as_deref().map(|path| import::file_bytes(path, ticket)) {
                Some(Ok((_, found))) if found == head.sha256 => None,
                Some(Ok(_)) => Some("the file has changed since, these are its rows as they were"),
                _ => Some("the file is gone, these are its rows as they were"),
            };
            (read(&head.name, bytes.into(), &options)?, beside)
        }
        (DraftKind::File, None) => {
            let bytes = head.path.as_deref().and_then(|path| import::file_bytes(path, ticket).ok());
            let Some((bytes, _)) = bytes.filter(|(_, found)| *found == head.sha256) else {
                let what = format!("{} is gone or has changed.", path_words(head.path.as_ref()));
                let hint = "It was too large to be copied. Your changes are kept: put it back as it was.";
                return Err(Some(Failure::new(what, hint)));
            };
            (read(&head.name, bytes, &options)?, None)
        }
        (DraftKind::Pasted, None) => {
            let what = "The pasted rows are not there any more.";
            return Err(Some(Failure::new(what, "Paste them again.")));
        }
    };
    if sheet.0.source().sha256 != head.sha256 {
        return Err(Some(Failure::new("The copy of this file is damaged.", "Open the file again.")));
    }
    Ok(sheet)
}

/// Does every step again, and takes those back that were taken back.
fn replay(
    sheet: Sheet,
    recipe: Recipe,
    info: &DraftInfo,
    steps: &[DraftStep],
    ticket: &Progress,
) -> Option<(Document, History)> {
    let readings = recipe::read_columns(&sheet, &recipe, ticket).ok()?;
    let mut document = Document {
        sheet: Arc::new(sheet),
        recipe: Arc::new(recipe),
        readings: Arc::new(readings),
        readings_due: false,
        overlay: Arc::new(Overlay::default()),
        answers: Arc::new(Answers::default()),
    };
    let (mut history, mut aliases) = (History::default(), Arc::new(Aliases::default()));
    for kept in steps {
        let step = record::read(&kept.label, &kept.changes, &mut document, &mut aliases)?;
        history.act(&mut document, &mut aliases, &step);
        history.sign(Stamp { at: kept.at, user: kept.user.as_str().into() });
        if document.readings_due {
            let read = recipe::read_columns(&document.sheet, &document.recipe, ticket).ok()?;
            (document.readings, document.readings_due) = (Arc::new(read), false);
        }
    }
    for _ in info.done as usize..steps.len() {
        history.undo(&mut document, &mut aliases)?;
    }
    Some((document, history))
}
