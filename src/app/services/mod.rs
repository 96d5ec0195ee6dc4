//! The threads of the window: each carries effects out and answers with messages.
//!
//! Owns the inbox, the practice server, the running upload, and where keys are. Does not know what
//! messages lead to. Invariants: nothing here blocks the window's thread; every thread has a name;
//! every channel is bounded; letting go of a job's handle stops the job.

mod accounts;
pub(super) mod documents;
mod drafts;
mod keeping;
mod recipes;
mod sent;
mod uploads;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crate::credentials::{Secret, Vault};
use crate::import::apart::Reader;
use crate::journal::{Account, AccountId, AccountKind, Journal, JournalError, UnsafePlace};
use crate::practice::{self, Practice};
use crate::upload;

use super::accounts::{Endpoint, Keys, Message as AccountMessage};
use super::keeping::Message as KeepingMessage;
use super::{Effect, Failure, Message, dialogs};

/// With what the window opens.
#[derive(Clone)]
pub struct Launch {
    /// Where journal, settings and recipes are kept.
    pub data_dir: PathBuf,
    /// Files to open at once.
    pub files: Vec<PathBuf>,
    /// Open the built-in sample at once.
    pub sample: bool,
    /// Where keys are kept.
    pub vault: Arc<dyn Vault>,
    /// Where workbooks and archives are read.
    pub reader: Reader,
}

/// The threads of the window. See the module's header.
pub struct Services {
    /// Steers the worker that was started last. Dropped with the window, and before the practice
    /// server: the batch under way is waited for.
    upload: Option<upload::Handle>,
    started: Receiver<upload::Handle>,
    new_handles: SyncSender<upload::Handle>,
    practice: Option<Practice>,
    shared: Shared,
    inbox: Receiver<Message>,
    journal: SyncSender<JournalWork>,
    /// Dropped after the inbox, so that the last writes wait for nobody.
    drafts: drafts::Keeper,
}

type JournalWork = Box<dyn FnOnce(Result<&mut Journal, &JournalError>) + Send>;

/// Wakes the window up: something is in its inbox.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// What every thread gets a copy of.
#[derive(Clone)]
struct Shared {
    data_dir: PathBuf,
    vault: Arc<dyn Vault>,
    reader: Reader,
    practice: Option<(String, Secret)>,
    outbox: SyncSender<Message>,
    wake: Wake,
}

impl Services {
    /// Starts the practice server and the journal's thread. `wake` is called from any thread.
    pub fn start(launch: &Launch, wake: Wake) -> Self {
        let (outbox, inbox) = sync_channel(1024);
        let practice = Practice::start(practice::Options::default());
        let endpoint = practice.as_ref().ok().map(|server| (server.url().to_owned(), server.key().clone()));
        let shared = Shared {
            data_dir: launch.data_dir.clone(),
            vault: Arc::clone(&launch.vault),
            reader: launch.reader.clone(),
            practice: endpoint,
            outbox,
            wake,
        };
        let journal = journal_thread(&shared);
        let drafts = drafts::Keeper::start(&shared);
        let (new_handles, started) = sync_channel(4);
        let services =
            Self { shared, inbox, journal, drafts, practice: None, upload: None, new_handles, started };
        services.announce(practice)
    }

    /// What has happened since the last call.
    pub fn messages(&self) -> impl Iterator<Item = Message> + '_ {
        self.inbox.try_iter()
    }

    /// Carries an effect out, on a thread of its kind.
    pub fn run(&mut self, effect: Effect) {
        match effect {
            Effect::PickFiles => self.job("file dialog", dialogs::pick_files),
            Effect::Read { .. }
            | Effect::Judge { .. }
            | Effect::Decide { .. }
            | Effect::Arrange { .. }
            | Effect::Count { .. }
            | Effect::OnCells { .. }
            | Effect::Compare { .. }
            | Effect::KeepRecipe { .. } => documents::run(self, effect),
            Effect::Restore { .. }
            | Effect::Keep(_)
            | Effect::LoadDrafts
            | Effect::Recount { .. }
            | Effect::TakeOver { .. } => drafts::run(self, effect),
            Effect::LoadAccounts
            | Effect::LoadAround(_)
            | Effect::FetchPeople(_)
            | Effect::SaveAccount(_)
            | Effect::RemoveAccount(_)
            | Effect::TestConnection(_)
            | Effect::Learn(..)
            | Effect::SetAlias { .. } => accounts::run(self, effect),
            Effect::Recipes { .. } => recipes::run(self, effect),
            Effect::SaveSettings(settings) => self.with_shared("settings", move |shared| {
                if let Err(error) = settings.save(&shared.data_dir) {
                    let hint = "They hold until the window is closed.";
                    shared.tell(Message::Failed(Failure::new(
                        format!("The settings were not kept: {error}."),
                        hint,
                    )));
                }
            }),
            Effect::LoadSent(_)
            | Effect::LoadSentRows(..)
            | Effect::AskRemoval { .. }
            | Effect::EndRemoval { .. } => sent::run(self, effect),
            Effect::CountReceipt { .. }
            | Effect::ExportRows { .. }
            | Effect::Person { .. }
            | Effect::Tidy => keeping::run(self, effect),
            _ => uploads::run(self, effect),
        }
    }

    fn announce(mut self, practice: std::io::Result<Practice>) -> Self {
        match practice {
            Ok(server) => {
                let endpoint = Endpoint { url: server.url().to_owned(), key_last4: server.key().last4() };
                self.shared.tell(Message::Accounts(AccountMessage::PracticeStarted(endpoint)));
                self.practice = Some(server);
            }
            Err(error) => self.shared.tell(Message::Failed(Failure::new(
                format!("The practice server did not start: {error}."),
                "Practice is not there in this session; other accounts work.",
            ))),
        }
        self
    }

    fn steer(&mut self, steer: impl FnOnce(&upload::Handle)) {
        if let Some(handle) = self.started.try_iter().last() {
            self.upload = Some(handle);
        }
        if let Some(handle) = &self.upload {
            steer(handle);
        }
    }

    /// Runs work on a named thread; what it returns is a message, if anything.
    fn job(&self, name: &str, work: impl FnOnce() -> Option<Message> + Send + 'static) {
        self.with_shared(name, move |shared| {
            if let Some(message) = work() {
                shared.tell(message);
            }
        });
    }

    fn with_shared(&self, name: &str, work: impl FnOnce(&Shared) + Send + 'static) {
        let shared = self.shared.clone();
        let named = name.to_owned();
        let spawned = thread::Builder::new().name(named.clone()).spawn(move || {
            // A defect in one job must not leave the window waiting without a word.
            let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(&shared)));
            if done.is_err() {
                let what = format!("Something went wrong inside Scorebridge ({named}).");
                shared.tell(Message::Failed(Failure::new(
                    what,
                    "Your file and what was sent are untouched. Try again.",
                )));
            }
        });
        if let Err(error) = spawned {
            let failure =
                Failure::new(format!("No thread could be started: {error}."), "Close other programs.");
            self.shared.tell(Message::Failed(failure));
        }
    }

    /// Runs work on the journal's thread, in the order of the calls, and tells what it answers.
    fn with_journal(
        &self,
        work: impl FnOnce(&mut Journal) -> Result<Message, JournalError> + Send + 'static,
        failed: impl FnOnce(Failure) -> Message + Send + 'static,
    ) {
        let shared = self.shared.clone();
        let work: JournalWork = Box::new(move |journal| {
            let answer = match journal {
                Ok(journal) => work(journal).unwrap_or_else(|error| failed(journal_failure(&error))),
                Err(error) => failed(journal_failure(error)),
            };
            shared.tell(answer);
        });
        if self.journal.try_send(work).is_err() {
            let failure = Failure::new("The journal's disk is slow to answer.", "Try again in a moment.");
            self.shared.tell(Message::Failed(failure));
        }
    }
}

impl Shared {
    fn tell(&self, message: Message) {
        // The window is gone: nobody is left to be told.
        if self.outbox.send(message).is_ok() {
            (self.wake)();
        }
    }

    /// The address and the key of an account. May wait for the keychain.
    fn endpoint(&self, account: &Account) -> Result<(String, Secret), Failure> {
        if account.kind == AccountKind::Practice {
            let gone = Failure::new("The practice server is not there.", "Start Scorebridge again.");
            return self.practice.clone().ok_or(gone);
        }
        let key = self.key(&account.id)?.ok_or_else(|| {
            Failure::new(format!("There is no key for {}.", account.name), "Type it under Accounts.")
        })?;
        Ok((account.url.clone(), key))
    }

    fn key(&self, account: &AccountId) -> Result<Option<Secret>, Failure> {
        self.vault.get(&account.0).map_err(|error| Failure::new(&error, error.hint()))
    }

    /// Keeps a key: in the keychain, or in memory where that is not to be had.
    fn keep_key(&self, account: &AccountId, key: &Secret) -> Keys {
        match self.vault.set(&account.0, key) {
            Ok(()) => Keys::Keychain,
            Err(reason) => {
                self.vault.set_for_session(&account.0, key);
                Keys::Session(reason.to_string())
            }
        }
    }
}

fn journal_thread(shared: &Shared) -> SyncSender<JournalWork> {
    let (sender, receiver) = sync_channel::<JournalWork>(256);
    let data_dir = shared.data_dir.clone();
    let found = shared.clone();
    let spawned = thread::Builder::new().name("journal".to_owned()).spawn(move || {
        let mut journal = open_or_look(&data_dir, &found);
        for work in receiver {
            work(journal.as_mut().map_err(|error| &*error));
        }
    });
    if let Err(error) = spawned {
        let failure = Failure::new(format!("No thread could be started: {error}."), "Close other programs.");
        shared.tell(Message::Failed(failure));
    }
    sender
}

/// Opens the journal, or a copy of it to look at, and says what is wrong with it or with its place.
fn open_or_look(data_dir: &Path, shared: &Shared) -> Result<Journal, JournalError> {
    let opened = Journal::open_or_look(data_dir);
    let (unsafe_place, looked_at) = match &opened {
        Ok((_, why)) => (UnsafePlace::of(data_dir), why.as_ref().map(journal_failure)),
        Err(error) => (None, Some(journal_failure(error))),
    };
    let unsafe_place = unsafe_place.map(|place| place.to_string());
    if unsafe_place.is_some() || looked_at.is_some() {
        shared.tell(Message::Keeping(KeepingMessage::Opened { unsafe_place, looked_at }));
    }
    opened.map(|(journal, _)| journal)
}

fn journal_failure(error: &JournalError) -> Failure {
    Failure::new(error, error.hint())
}
