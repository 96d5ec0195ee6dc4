//! A vault with keys of this session in front of it.

use super::timed::Store;
use super::{MemoryVault, Secret, Vault, VaultError};

/// Keys of this session first, then those of the store. A key of the session is never written.
pub(super) struct WithSession<S> {
    session: MemoryVault,
    store: S,
}

impl<S: Store> WithSession<S> {
    pub fn new(store: S) -> Self {
        Self { session: MemoryVault::default(), store }
    }
}

impl<S: Store> Vault for WithSession<S> {
    fn get(&self, account: &str) -> Result<Option<Secret>, VaultError> {
        match self.session.get(account)? {
            Some(key) => Ok(Some(key)),
            None => self.store.get(account),
        }
    }

    fn set(&self, account: &str, key: &Secret) -> Result<(), VaultError> {
        self.store.set(account, key)?;
        self.session.remove(account) // or an old one would stand before the new one
    }

    fn set_for_session(&self, account: &str, key: &Secret) {
        self.session.set_for_session(account, key);
    }

    fn remove(&self, account: &str) -> Result<(), VaultError> {
        let was_for_session = self.session.get(account)?.is_some();
        self.session.remove(account)?;
        match self.store.remove(account) {
            // Where there is no keychain there is nothing in it to forget.
            Err(VaultError::Absent) if was_for_session => Ok(()),
            result => result,
        }
    }
}
