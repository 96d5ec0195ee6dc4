//! Accounts: where to send, under a fixed id of its own.

use std::fmt;

/// An account's own fixed id. Uploads, ledger, aliases and recipes belong to it; the keychain's entry
/// is named by it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId(pub String);

impl AccountId {
    /// The practice account, on every machine.
    pub const PRACTICE: &'static str = "practice";
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What an account is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccountKind {
    /// The practice server on this computer; its address and key are new in every run.
    Practice,
    /// Real scores of real people.
    Production,
    /// Made by `upload --url` without an account; kept under its host.
    OneOff,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its fixed id.
    pub id: AccountId,
    /// Its name on the screen and on the command line; unique without regard to case.
    pub name: String,
    /// What it is for.
    pub kind: AccountKind,
    /// Its base URL; empty for practice.
    pub url: String,
    /// Which of the six account colours it has.
    pub colour: u8,
    /// The last 4 characters of its key, `""` before one was given.
    pub key_last4: String,
}

/// An account to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccount {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub kind: AccountKind,
    /// Its base URL.
    pub url: String,
    /// Which of the six account colours it has.
    pub colour: u8,
}
