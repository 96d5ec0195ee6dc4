//! Keys: the type that prints stars, and the OS keychain behind one trait.
//!
//! Owns [`Secret`], [`Vault`] and the thread that talks to the keychain, with a time limit. The only
//! place that names the keychain. Invariant: a key is never in a plain file, an argument, a log line
//! or a `Debug` output; where there is no keychain it lives in this session's memory, and only if it
//! was put there in so many words ([`Vault::set_for_session`]).

mod memory;
mod os;
mod secret;
mod session;
mod timed;

use std::time::Duration;

pub use memory::MemoryVault;
pub use secret::Secret;

use os::OsKeychain;
use session::WithSession;
use timed::Timed;

/// Why a key could not be kept or found. [`Display`](std::fmt::Display) is one sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// There is no keychain, or it cannot be reached.
    #[error("This computer has no keychain that can be used.")]
    Absent,
    /// The keychain is locked, or waits for a person.
    #[error("The keychain is locked, or waits for you.")]
    Locked,
    /// The keychain said no.
    #[error("The keychain refused: {0}.")]
    Denied(String),
}

impl VaultError {
    /// Its name for scripts.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Absent => "keychain_absent",
            Self::Locked => "keychain_locked",
            Self::Denied(_) => "keychain_denied",
        }
    }

    /// What to do about it.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Absent => "Type the key under Accounts: it is kept for this session only, never in a file.",
            Self::Locked => "Unlock it and try again, or type the key under Accounts for this session.",
            Self::Denied(_) => "Allow it there, or type the key under Accounts for this session.",
        }
    }
}

/// Where keys are kept. Calls may block up to the time limit: not on the UI thread.
pub trait Vault: Send + Sync {
    /// The key of an account (by its id), `None` where there is none.
    ///
    /// # Errors
    /// [`VaultError`] where the vault cannot say.
    fn get(&self, account: &str) -> Result<Option<Secret>, VaultError>;

    /// Keeps a key.
    ///
    /// # Errors
    /// [`VaultError`] where it could not be kept. [`set_for_session`](Self::set_for_session) is left;
    /// then say so.
    fn set(&self, account: &str, key: &Secret) -> Result<(), VaultError>;

    /// Keeps a key until the program ends, in memory only; it comes before what the vault holds.
    fn set_for_session(&self, account: &str, key: &Secret);

    /// Forgets a key; a key that is not there is forgotten.
    ///
    /// # Errors
    /// [`VaultError`] where the vault cannot say.
    fn remove(&self, account: &str) -> Result<(), VaultError>;
}

/// How long the keychain may take: it may show a prompt that nobody sees.
pub const KEYCHAIN_TIMEOUT: Duration = Duration::from_secs(4);

/// The OS keychain, on a named thread of its own.
pub fn keychain() -> impl Vault {
    WithSession::new(Timed::new(OsKeychain, KEYCHAIN_TIMEOUT))
}
