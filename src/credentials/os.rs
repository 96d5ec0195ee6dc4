//! The keychain of the OS: Credential Manager, Keychain, Secret Service. Calls block, as long as a
//! prompt waits for an answer.

use keyring::{Entry, Error};

use super::timed::Store;
use super::{Secret, VaultError};

/// Under which name keys stand in the keychain.
const SERVICE: &str = "Scorebridge";

/// The keychain of the OS.
pub(super) struct OsKeychain;

impl Store for OsKeychain {
    fn get(&self, account: &str) -> Result<Option<Secret>, VaultError> {
        match entry(account)?.get_secret() {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(key) => Ok(Some(Secret::new(key))),
                Err(error) => {
                    drop(zeroize::Zeroizing::new(error.into_bytes()));
                    Err(VaultError::Denied("what it holds is no key".to_owned()))
                }
            },
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(read(&error)),
        }
    }

    fn set(&self, account: &str, key: &Secret) -> Result<(), VaultError> {
        // Exposed to the keychain. As bytes: as text it would be half as long on Windows.
        entry(account)?.set_secret(key.expose().as_bytes()).map_err(|error| read(&error))
    }

    fn remove(&self, account: &str) -> Result<(), VaultError> {
        match entry(account)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(read(&error)),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place")]
fn entry(account: &str) -> Result<Entry, VaultError> {
    Entry::new(SERVICE, account).map_err(|error| read(&error))
}

fn read(error: &Error) -> VaultError {
    match error {
        Error::NoDefaultStore | Error::NotSupportedByStore(_) => VaultError::Absent,
        Error::NoStorageAccess(_) => VaultError::Locked,
        Error::TooLong(_, limit) => VaultError::Denied(format!("a key may have {limit} characters at most")),
        Error::Ambiguous(_) => VaultError::Denied("it holds more than one key of that name".to_owned()),
        other => VaultError::Denied(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_keychain_says_is_one_of_three_things() {
        let cause = || "the lock".into();
        for (error, meaning) in [
            (Error::NoDefaultStore, VaultError::Absent),
            (Error::NoStorageAccess(cause()), VaultError::Locked),
            (Error::PlatformFailure(cause()), VaultError::Denied("Platform failure: the lock".to_owned())),
            (
                Error::TooLong("secret".to_owned(), 2560),
                VaultError::Denied("a key may have 2560 characters at most".to_owned()),
            ),
        ] {
            assert_eq!(read(&error), meaning);
        }
        let held = Error::BadEncoding(b"sk_live_canary".to_vec());
        assert!(!format!("{:?}", read(&held)).contains("canary"));
    }
}
