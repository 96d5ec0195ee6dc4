//! What most commands need first: the journal, an account, its key, its server, its people.
//!
//! Owns where a key may come from (the keychain or `--key-env`, never an argument) and what a
//! command is refused for before anything is read or sent. Does not know files or rows.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::assembled::{BaseUrl, Client, Timeouts};
use crate::credentials::{self, Secret, Vault as _};
use crate::journal::{Account, AccountKind, Journal, SendLock, UnsafePlace};
use crate::people::{People, Person, read_roster};
use crate::practice::{self, Practice};
use crate::upload;

use super::args::{Key, Sending};
use super::failure::Failure;
use super::output::complain;

/// A data folder with its journal open.
pub struct Session {
    /// Where journal, settings and recipes are kept.
    pub data_dir: PathBuf,
    /// The journal.
    pub journal: Journal,
}

/// A server that can be asked, and what has to live as long as it is.
pub struct Endpoint {
    /// The client, with the key.
    pub client: Client,
    /// The practice server of a practice account: it stops when dropped.
    _practice: Option<Practice>,
}

impl Session {
    /// Opens the journal of a data folder.
    pub fn open(data_dir: &Path) -> Result<Self, Failure> {
        Ok(Self { data_dir: data_dir.to_path_buf(), journal: Journal::open(data_dir)? })
    }

    /// Opens the journal to read from it, also where it cannot be used for sending.
    pub fn open_or_look(data_dir: &Path) -> Result<Self, Failure> {
        let (journal, why) = Journal::open_or_look(data_dir)?;
        if let Some(why) = why {
            complain(&format!("{why} What follows is read from a copy of it; nothing was changed."));
        }
        Ok(Self { data_dir: data_dir.to_path_buf(), journal })
    }

    /// Becomes the one sender of the data folder: takes the lock and puts in order what a crash left.
    pub fn lock(&mut self) -> Result<SendLock, Failure> {
        let lock = SendLock::acquire(&self.data_dir)?;
        if let Some(place) = UnsafePlace::of(&self.data_dir) {
            complain(&place.to_string());
        }
        self.journal.recover()?;
        Ok(lock)
    }

    /// The lock alone: for what does not send.
    pub fn lock_as_it_is(&self) -> Result<SendLock, Failure> {
        Ok(SendLock::acquire(&self.data_dir)?)
    }

    /// The account of that name.
    pub fn account(&self, name: &str) -> Result<Account, Failure> {
        self.journal.account(name)?.ok_or_else(|| {
            let hint = "scorebridge account list says which there are; scorebridge account add adds one.";
            Failure::nothing_done("no_such_account", format!("There is no account {name}."), hint)
        })
    }

    /// The account of a one-off upload to an address, kept under its host.
    pub fn one_off(&mut self, url: &str) -> Result<Account, Failure> {
        let base: BaseUrl = url.parse()?;
        Ok(self.journal.one_off_account(&base.to_string(), &base.host())?)
    }
}

impl Endpoint {
    /// The server of an account. A practice account has one of its own, for as long as this lives.
    pub fn of(account: &Account, key: &Key, answer_timeout_secs: Option<u64>) -> Result<Self, Failure> {
        let default = Timeouts::default();
        let answer = answer_timeout_secs.map_or(default.answer, Duration::from_secs);
        let timeouts = Timeouts { answer, ..default };
        let (url, secret, practice) = if account.kind == AccountKind::Practice {
            let practice = practice(practice::Options::default())?;
            (practice.url().to_owned(), practice.key().clone(), Some(practice))
        } else {
            (account.url.clone(), key_of(account, key)?, None)
        };
        Ok(Self { client: Client::new(url.parse()?, secret, timeouts), _practice: practice })
    }

    /// Everyone in the account, as the server lists them.
    pub fn people(&self) -> Result<Vec<Person>, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::stopped("no_runtime", format!("No network: {error}."), "Try again."))?;
        Ok(runtime.block_on(self.client.people())?)
    }
}

/// Starts a practice server.
pub fn practice(options: practice::Options) -> Result<Practice, Failure> {
    Practice::start(options).map_err(|error| {
        let hint = "Choose another --port, and check the --record file.";
        Failure::nothing_done("no_practice", format!("The practice server cannot start: {error}."), hint)
    })
}

/// How to send, refused where the server is not to be asked so often.
pub fn sending(options: &Sending, endpoint: &Endpoint) -> Result<upload::Options, Failure> {
    let fast = upload::Options::FASTEST;
    let (in_flight, pace) =
        if options.fastest { (fast.in_flight, fast.pace) } else { (options.in_flight, options.pace) };
    if pace > MAX_PACE && !endpoint.client.base().is_loopback() {
        let message = format!("--pace {pace} is more than the server allows.");
        return Err(Failure::usage(message, "At most 300 a minute; any number only to this computer."));
    }
    // The practice server has another key in every run.
    let new_key_confirmed = endpoint.client.base().is_loopback();
    Ok(upload::Options { in_flight, pace, new_key_confirmed })
}

/// Requests a minute that Assembled allows (facts §2).
const MAX_PACE: u32 = 300;

/// The key from the environment variable that was named; `None` where none was.
pub fn key_from_env(key: &Key) -> Result<Option<Secret>, Failure> {
    let Some(name) = &key.key_env else { return Ok(None) };
    match env::var(name) {
        Ok(text) if !text.trim().is_empty() => Ok(Some(Secret::new(text.trim().to_owned()))),
        _ => {
            let message = format!("The environment variable {name} holds no key.");
            Err(Failure::usage(message, "Set it to the API key of the account."))
        }
    }
}

/// The key of an account: from the environment variable that was named, else from the keychain.
fn key_of(account: &Account, key: &Key) -> Result<Secret, Failure> {
    if let Some(secret) = key_from_env(key)? {
        return Ok(secret);
    }
    if account.kind == AccountKind::OneOff {
        let message = format!("The key of {} was given for one upload and is not kept.", account.name);
        return Err(Failure::usage(message, "Give it again with --key-env."));
    }
    credentials::keychain().get(&account.id.0)?.ok_or_else(|| {
        let message = format!("There is no key for {} in the keychain.", account.name);
        Failure::stopped("no_key", message, "Give it with --key-env, or add the account again.")
    })
}

/// The people of a roster file.
pub fn roster(path: &Path) -> Result<Vec<Person>, Failure> {
    let bytes = fs::read(path).map_err(|error| {
        let message = format!("The roster {} cannot be read: {error}.", path.display());
        Failure::nothing_done("no_roster", message, "Check its name and place.")
    })?;
    Ok(read_roster(&bytes)?)
}

/// A people list, indexed.
pub fn indexed(list: Vec<Person>) -> std::sync::Arc<People> {
    std::sync::Arc::new(People::new(list))
}
