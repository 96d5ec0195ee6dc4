//! Keys in memory.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Secret, Vault, VaultError};

/// Keys of this session only: beside the keychain, and in tests.
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
        self.set_for_session(account, key);
        Ok(())
    }

    fn set_for_session(&self, account: &str, key: &Secret) {
        self.keys().insert(account.to_owned(), key.clone());
    }

    fn remove(&self, account: &str) -> Result<(), VaultError> {
        self.keys().remove(account);
        Ok(())
    }
}
