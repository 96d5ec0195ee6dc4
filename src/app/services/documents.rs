//! Threads for one document: reading, judging, grouping, arranging, counting.

use std::sync::Arc;

use crate::app::reading::{How, HowRead, ReadFile};
use crate::app::sending::Message as SendingMessage;
use crate::app::tabs::{Message as TabMessage, Source};
use crate::app::{Effect, Failure, Message, overlap, view};
use crate::check;
use crate::import::{self, ImportOptions};
use crate::journal::AccountId;
use crate::model::{Cancelled, Progress, Sheet};
use crate::pipeline::{self, Checked, Cut, Document, DocumentError, Surroundings};
use crate::practice::sample;
use crate::recipe::{self, Memory, Overrides, Readings};
use chrono::{DateTime, Utc};

use super::{Services, Shared};

pub(super) fn run(services: &Services, effect: Effect) {
    match effect {
        Effect::Read { tab, source, how, told, account, ticket } => {
            services.with_shared("import", move |shared| {
                match read(shared, &source, how, &told, &account, &ticket) {
                    Ok(read) => shared.tell(Message::Tab(tab, TabMessage::Read(Ok(Box::new(read))))),
                    Err(Some(failure)) => shared.tell(Message::Tab(tab, TabMessage::Read(Err(failure)))),
                    // It was stopped, and whoever stopped it knows.
                    Err(None) => {}
                }
            });
        }
        Effect::Judge { tab, revision, document, around, now, ticket } => {
            services.job("check", move || {
                let (readings, checked) = judge(document, &around, now, &ticket).ok()?;
                Some(Message::Tab(tab, TabMessage::Judged(revision, readings, Box::new(checked))))
            });
        }
        Effect::Decide { tab, revision, document, around, report, now, ticket } => {
            services.job("decisions", move || {
                let decisions = check::decisions(&document.input(&around, now), &report, &ticket).ok()?;
                Some(Message::Tab(tab, TabMessage::Decided(revision, decisions)))
            });
        }
        Effect::Arrange { tab, generation, document, around, report, decisions, wish, now, ticket } => {
            services.job("arrange", move || {
                let input = document.input(&around, now);
                let rows = view::arrange(&input, &report, &decisions, &wish, &ticket).ok()?;
                Some(Message::Tab(tab, TabMessage::Arranged(generation, rows)))
            });
        }
        Effect::OnCells { snapshot, job, ticket } => services.job("cells", move || {
            let tab = snapshot.tab;
            snapshot.run(job, &ticket).ok().map(|answer| Message::Tab(tab, answer))
        }),
        Effect::Compare { files, ticket } => {
            services.job("compare", move || overlap::compare(&files, &ticket).ok().map(Message::Compared));
        }
        Effect::Count { tab, revision, document, around, report, now, ticket } => {
            services.job("count", move || {
                let figures = pipeline::outlook(&document.input(&around, now), &report, &ticket).ok()?;
                Some(Message::Sending(SendingMessage::Counted(tab, revision, figures)))
            });
        }
        Effect::KeepRecipe { account, document, cut } => services.with_shared("recipe", move |shared| {
            let memory = Memory::of(&shared.data_dir, &account.0);
            if let Err(error) = memory.keep(&document.sheet, &document.recipe, cut) {
                shared.tell(Message::Failed(Failure::new(
                    format!("How this file is read was not remembered: {error}."),
                    "It holds for this file.",
                )));
            }
        }),
        _ => {}
    }
}

/// Judges every row. Reads the columns again first where that is due, and hands out what they hold.
pub(in crate::app) fn judge(
    mut document: Document,
    around: &Surroundings,
    now: DateTime<Utc>,
    progress: &Progress,
) -> Result<(Option<Arc<Readings>>, Checked), Cancelled> {
    let mut readings = None;
    if document.readings_due {
        document.readings = Arc::new(recipe::read_columns(&document.sheet, &document.recipe, progress)?);
        readings = Some(Arc::clone(&document.readings));
    }
    Ok((readings, pipeline::check(&document, around, now, progress)?))
}

/// Reads a file and chooses its recipe. `Err(None)`: stopped as asked.
fn read(
    shared: &Shared,
    source: &Source,
    wished: How,
    told: &Overrides,
    account: &AccountId,
    ticket: &Progress,
) -> Result<ReadFile, Option<Failure>> {
    let memory = Memory::of(&shared.data_dir, &account.0);
    let (options, recalls) = match &wished {
        How::AsRemembered => (ImportOptions::default(), Some(&memory)),
        How::Told(options) => (options.clone(), None),
    };
    let cut = pipeline::read_as_remembered(&options, told, recalls, |options| {
        sheet(shared, source, options, ticket)
    });
    let cut = cut.map_err(|error| match error {
        import::ImportError::Cancelled => None,
        error => Some(Failure::new(&error, error.hint())),
    })?;
    let Cut { sheet, options, detected, is_remembered } = cut;
    let remembered = memory.recall(&sheet);
    match pipeline::document(Arc::new(sheet), told, remembered.as_ref(), ticket) {
        Ok((document, chosen)) => {
            let how = HowRead { options, detected, is_remembered };
            Ok(ReadFile { document, confirm: chosen.confirm, wished, how })
        }
        Err(DocumentError::Cancelled(Cancelled)) => Err(None),
        Err(DocumentError::Recipe(error)) => Err(Some(Failure::new(&error, error.hint()))),
    }
}

fn sheet(
    shared: &Shared,
    source: &Source,
    options: &ImportOptions,
    ticket: &Progress,
) -> Result<Sheet, import::ImportError> {
    match source {
        Source::File(path) => import::open_with(&shared.reader, path, options, ticket),
        Source::Pasted(text) => {
            // What a spreadsheet puts on the clipboard is separated by tabs, whatever stands in its cells.
            let tab = text.contains('\t').then_some('\t');
            let options = ImportOptions { delimiter: options.delimiter.or(tab), ..options.clone() };
            let bytes = text.as_bytes().to_vec().into();
            // A page or XML may be pasted too: from anywhere, as a file is.
            import::read_copy(&shared.reader, ("pasted rows", None), bytes, &options, ticket)
        }
        Source::Sample => import::read(sample::NAME, sample::SCORES.to_vec(), options, ticket),
    }
}
