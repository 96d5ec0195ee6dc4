//! What `update` asks for: work for a thread, or something only the window can do.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::check::{Decision, Report};
use crate::credentials::Secret;
use crate::journal::{Account, AccountId, DraftId, SentRow, Topic, UnknownDecision, UploadId};
use crate::model::Progress;
use crate::pipeline::{Document, Surroundings};
use crate::recipe::{Overrides, Recut};
use crate::settings::Settings;
use crate::upload::{self, ReceiptFormat, Trial};

use super::accounts::Draft;
use super::drafts::Keeping;
use super::overlap;
use super::reading::How;
use super::sent::Which;
use super::tabs::{Source, TabId};
use super::view::{View, Wish};
use super::work::{CellJob, Snapshot};

/// Work that a message made necessary. Each answers with a message, or with none.
pub enum Effect {
    /// Ask for files in the OS's own dialog.
    PickFiles,
    /// Read a file and choose how its columns become fields.
    Read {
        /// For which tab.
        tab: TabId,
        /// From where.
        source: Source,
        /// How.
        how: How,
        /// What a person said about the columns.
        told: Overrides,
        /// Whose remembered answers count.
        account: AccountId,
        /// Progress, and the wish to stop.
        ticket: Arc<Progress>,
    },
    /// Open work in progress as it was left.
    Restore {
        /// For which tab.
        tab: TabId,
        /// The draft.
        draft: DraftId,
        /// Progress, and the wish to stop.
        ticket: Arc<Progress>,
    },
    /// Count the rows of work that waits.
    Recount {
        /// Which.
        drafts: Vec<DraftId>,
        /// What its documents are judged against.
        around: Surroundings,
        /// The time of judging.
        now: DateTime<Utc>,
    },
    /// Do to the same reviews of a document what was done by hand in work that waits.
    TakeOver {
        /// The document as it is.
        snapshot: Box<Snapshot>,
        /// The work that waits.
        draft: DraftId,
        /// Progress, and the wish to stop.
        ticket: Arc<Progress>,
    },
    /// Look for reviews that are in several files.
    Compare {
        /// The files, those that are open and those that wait.
        files: Vec<overlap::File>,
        /// Progress, and the wish to stop.
        ticket: Arc<Progress>,
    },
    /// Keep a change of work in progress on disk.
    Keep(Keeping),
    /// Read the list of work in progress.
    LoadDrafts,
    /// Judge every row and group what was found.
    Judge {
        /// For which tab.
        tab: TabId,
        /// The revision that this is made from.
        revision: u64,
        /// The document.
        document: Document,
        /// What it is judged against.
        around: Surroundings,
        /// The time against which "in the future" is judged.
        now: DateTime<Utc>,
        /// Progress, and the wish to stop.
        ticket: Arc<Progress>,
    },
    /// Group again what the report found.
    Decide {
        /// For which tab.
        tab: TabId,
        /// The revision that this is made from.
        revision: u64,
        /// The document.
        document: Document,
        /// What it is judged against.
        around: Surroundings,
        /// What was found.
        report: Arc<Report>,
        /// The time of judging.
        now: DateTime<Utc>,
        /// Progress, and the wish to stop.
        ticket: Arc<Progress>,
    },
    /// Find and order the rows that a person wishes to see.
    Arrange {
        /// For which tab.
        tab: TabId,
        /// The generation of the view that this is made for.
        generation: u64,
        /// The document.
        document: Document,
        /// What it is judged against.
        around: Surroundings,
        /// What was found.
        report: Arc<Report>,
        /// How that is grouped.
        decisions: Arc<[Decision]>,
        /// The wish.
        wish: Wish,
        /// The time of judging.
        now: DateTime<Utc>,
        /// Progress, and the wish to stop.
        ticket: Arc<Progress>,
    },
    /// Do something with many cells.
    OnCells {
        /// The document as it is.
        snapshot: Box<Snapshot>,
        /// What.
        job: CellJob,
        /// Progress, and the wish to stop.
        ticket: Arc<Progress>,
    },
    /// Count what would be sent.
    Count {
        /// For which tab.
        tab: TabId,
        /// The revision that this is made from.
        revision: u64,
        /// The document.
        document: Document,
        /// What it is judged against.
        around: Surroundings,
        /// What was found.
        report: Arc<Report>,
        /// The time of judging.
        now: DateTime<Utc>,
        /// Progress, and the wish to stop.
        ticket: Arc<Progress>,
    },
    /// Remember how the columns of this shape of file become fields.
    KeepRecipe {
        /// Whose.
        account: AccountId,
        /// Of which document.
        document: Document,
        /// How its file was cut into cells, where that is known.
        cut: Option<Recut>,
    },
    /// Do something with the remembered recipes of an account, and list them.
    Recipes {
        /// Whose.
        account: AccountId,
        /// What.
        work: super::recipes::Work,
    },
    /// Read the list of accounts.
    LoadAccounts,
    /// Read aliases and ledger of an account.
    LoadAround(AccountId),
    /// Get the people list of an account.
    FetchPeople(Account),
    /// Keep an account and its key.
    SaveAccount(Draft),
    /// Take an account and its key away.
    RemoveAccount(AccountId),
    /// Try an address and a key.
    TestConnection(Draft),
    /// Write down what a person found out about an account.
    Learn(AccountId, Topic, String),
    /// Count rows of a document as sent that a receipt from another computer lists.
    CountReceipt {
        /// With which account.
        account: AccountId,
        /// The document.
        document: Document,
        /// What it is judged against.
        around: Surroundings,
        /// The time of judging.
        now: DateTime<Utc>,
    },
    /// Write rows of a document to a file, as the file has them and with a reason.
    ExportRows {
        /// The document.
        document: Document,
        /// What it is judged against.
        around: Surroundings,
        /// What was found.
        report: Arc<Report>,
        /// Which rows, in which order.
        view: View,
        /// The time of judging.
        now: DateTime<Utc>,
    },
    /// Let the ledger forget the rows of an upload.
    Forget(UploadId),
    /// Say what is kept of a person, or erase it.
    Person {
        /// Their id in Assembled.
        agent_id: String,
        /// Erase it.
        erase: bool,
    },
    /// Keep who is meant by a value, or forget it.
    SetAlias {
        /// Whose alias.
        account: AccountId,
        /// The value.
        value: String,
        /// Who; `None` forgets.
        agent_id: Option<String>,
    },
    /// Find out what a crash left.
    Recover,
    /// Delete what is older than it is to be kept.
    Tidy,
    /// Seal the ready rows and start sending them.
    SealAndSend {
        /// Where to.
        account: Account,
        /// The document.
        document: Document,
        /// What it was judged against.
        around: Surroundings,
        /// A part of the rows only.
        trial: Option<Trial>,
        /// How fast.
        options: upload::Options,
        /// The time of judging.
        now: DateTime<Utc>,
    },
    /// Go on with an upload that was left.
    Resume {
        /// Where to.
        account: Account,
        /// Which.
        upload: UploadId,
        /// How fast.
        options: upload::Options,
    },
    /// No new batch leaves until it goes on.
    PauseUpload,
    /// Go on, with another key where one is given: it is kept for the account as well.
    GoOn {
        /// Whose upload it is.
        account: Account,
        /// The other key.
        key: Option<Secret>,
    },
    /// No new batch leaves.
    StopUpload,
    /// Read the uploads so far.
    LoadUploads,
    /// Read one upload with its batches.
    LoadUpload(UploadId),
    /// Write down what a person says about a batch without an answer.
    DecideUnknown {
        /// The upload.
        upload: UploadId,
        /// The batch.
        batch: u32,
        /// What they say.
        decision: UnknownDecision,
    },
    /// Give up what is not sent.
    Abandon(UploadId),
    /// Ask where to, and write the receipt of an upload, or the rows of one of its batches.
    ExportReceipt {
        /// The upload.
        upload: UploadId,
        /// Only this batch.
        batch: Option<u32>,
        /// As what.
        format: ReceiptFormat,
    },
    /// Read what was sent with an account, by source and day.
    LoadSent(AccountId),
    /// Read the rows behind a day or an upload.
    LoadSentRows(AccountId, Which),
    /// Ask where to, write the table of rows sent by mistake, and write down that their removal was asked for.
    AskRemoval {
        /// Whose rows.
        account: AccountId,
        /// Which.
        rows: Vec<SentRow>,
    },
    /// Write down that a removal is done, or not needed after all.
    EndRemoval {
        /// Which.
        removal: i64,
        /// The rows are gone.
        done: bool,
    },
    /// Keep the settings.
    SaveSettings(Settings),
    /// Put a text on the clipboard. Done by the window.
    Copy(String),
    /// Close the window. Done by the window.
    Quit,
}
