//! The main job, step by step: load → recipe → people → check → plan. What `app/` and `cli/` both run.
//!
//! Owns the [`Document`] (a file with everything that was decided about it) and the order of the
//! steps. Does not know the window or the terminal. Invariant: the window and the command line judge
//! and send a file by the same code.

mod cut;
mod left;
mod outlook;
mod sheets;

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::check::{self, AccountFit, Answers, Decision, Input, Ledger, Report};
use crate::journal::{AccountId, Journal, JournalError, RowTold, SealError, SealHeader, UploadId};
use crate::model::{Cancelled, Overlay, Progress, RowState, Sheet};
use crate::people::{Aliases, People};
use crate::recipe::{self, Chosen, Overrides, Readings, Recipe, RecipeError, Remembered};
use crate::upload::{self, Trial};

pub use cut::{Cut, read_as_remembered};
pub use left::write_rows;
pub use outlook::{Outlook, outlook};

/// A file and everything that was decided about it. Cheap to clone: a snapshot for a background job.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file as read.
    pub sheet: Arc<Sheet>,
    /// How its columns become fields.
    pub recipe: Arc<Recipe>,
    /// What the columns hold, decided from the source text.
    pub readings: Arc<Readings>,
    /// Whether those are of another recipe: the columns have to be read again before rows are judged.
    pub readings_due: bool,
    /// What a person changed.
    pub overlay: Arc<Overlay>,
    /// What a person answered.
    pub answers: Arc<Answers>,
}

/// What a document is judged against: the account's people, aliases and ledger.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The account's people; `None` while there is no list.
    pub people: Option<Arc<People>>,
    /// Who a person said is meant by a value.
    pub aliases: Arc<Aliases>,
    /// What was sent before.
    pub ledger: Arc<Ledger>,
}

impl Document {
    /// Everything that the check of this document needs.
    pub fn input<'a>(&'a self, around: &'a Surroundings, now: DateTime<Utc>) -> Input<'a> {
        Input {
            sheet: &self.sheet,
            overlay: &self.overlay,
            recipe: &self.recipe,
            readings: &self.readings,
            people: around.people.as_deref(),
            aliases: &around.aliases,
            answers: &self.answers,
            ledger: &around.ledger,
            now,
        }
    }
}

/// A document judged: the report and what is left to decide.
#[derive(Clone)]
pub struct Checked {
    /// What was found.
    pub report: Report,
    /// Findings grouped by cause.
    pub decisions: Vec<Decision>,
    /// How many of the file's agents the account knows; `None` where all are, or there is no list.
    pub fit: Option<AccountFit>,
}

/// Makes a document of a sheet: recipe and readings, nothing edited or answered.
///
/// # Errors
/// [`DocumentError`] where the file holds no scores, what was told does not fit, or it was stopped.
pub fn document(
    sheet: Arc<Sheet>,
    told: &Overrides,
    remembered: Option<&Remembered>,
    progress: &Progress,
) -> Result<(Document, Chosen), DocumentError> {
    let chosen = recipe::choose_watched(&sheet, told, remembered, progress)?;
    let readings = recipe::read_columns(&sheet, &chosen.recipe, progress)?;
    let document = Document {
        sheet,
        recipe: Arc::new(chosen.recipe.clone()),
        readings: Arc::new(readings),
        readings_due: false,
        overlay: Arc::default(),
        answers: Arc::default(),
    };
    Ok((document, chosen))
}

/// Judges every row of a document and groups what was found.
///
/// # Errors
/// [`Cancelled`] when the job was asked to stop.
pub fn check(
    document: &Document,
    around: &Surroundings,
    now: DateTime<Utc>,
    progress: &Progress,
) -> Result<Checked, Cancelled> {
    let input = document.input(around, now);
    let report = check::check(&input, progress)?;
    let decisions = check::decisions(&input, &report, progress)?;
    let fit = check::account_fit(&input, &report, progress)?;
    Ok(Checked { report, decisions, fit })
}

/// Seals the ready rows of a document: judged again against the ledger of this very moment, planned,
/// and written in one transaction. `None` where nothing is ready.
///
/// # Errors
/// [`SealError`]; nothing was written.
pub fn seal(
    document: &Document,
    around: &Surroundings,
    journal: &mut Journal,
    account: &AccountId,
    batch_rows: u32,
    trial: Option<Trial>,
    now: DateTime<Utc>,
) -> Result<Option<UploadId>, SealError> {
    // Nobody waits for this check to be stopped: it is the last word before the rows are claimed.
    let progress = Progress::default();
    let ledger = Arc::new(journal.ledger(account)?);
    let around = Surroundings { ledger, ..around.clone() };
    let input = document.input(&around, now);
    let Ok(report) = check::check(&input, &progress) else { return Ok(None) };
    if report.counts().of(RowState::Ready) == 0 {
        return Ok(None);
    }
    let source = document.sheet.source();
    let header = SealHeader {
        account: account.clone(),
        file_name: source.name.clone(),
        file_sha256: source.sha256.clone(),
        rows: report.counts(),
        ledger_generation: around.ledger.generation,
        hand_edits: outlook::hand_edits(&input, &report, trial),
        trial: trial.is_some(),
    };
    let mut batches = upload::batches(&input, &report, batch_rows, trial).peekable();
    if batches.peek().is_none() {
        return Ok(None); // the row that was picked is not ready any more
    }
    journal.seal(&header, &mut batches).map(Some)
}

/// Counts as sent those ready rows of a document that a receipt from elsewhere lists: by exactly what was
/// sent of them. Each line of it stands for one row. Returns how many rows are new in the ledger.
///
/// # Errors
/// A [`JournalError`]; nothing was written.
pub fn count_as_sent(
    document: &Document,
    around: &Surroundings,
    journal: &mut Journal,
    account: &AccountId,
    origin: &str,
    mut received: Vec<RowTold>,
    now: DateTime<Utc>,
) -> Result<u32, JournalError> {
    let input = document.input(around, now);
    let progress = Progress::default();
    let Ok(report) = check::check(&input, &progress) else { return Ok(0) };
    received.sort_unstable();
    let mut counted = Vec::new();
    for row in upload::batches(&input, &report, 1000, None).flat_map(|batch| batch.rows) {
        if let Ok(place) = received.binary_search(&row.told) {
            received.remove(place);
            counted.push((row.key, row.told));
        }
    }
    journal.count_as_sent(account, origin, &counted)
}

/// Why there is no document. [`Display`](std::fmt::Display) is one sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// No recipe for the file.
    #[error(transparent)]
    Recipe(#[from] RecipeError),
    /// Stopped as asked.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}
