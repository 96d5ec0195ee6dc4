//! Accounts: where to send, under a fixed id of its own; and the aliases of each.

use std::fmt;

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::people::Aliases;

use super::{Journal, JournalError, UploadId};

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
    /// Whether each batch names itself to the server in an `Idempotency-Key` field. A server may honour
    /// that; nothing here relies on it.
    pub idempotency_key: bool,
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

impl Journal {
    /// Every account, practice first, then by name. The practice account is always there.
    pub fn accounts(&self) -> Result<Vec<Account>, JournalError> {
        let mut query = self.db.prepare(&format!(
            "SELECT {COLUMNS} FROM account WHERE removed = 0 ORDER BY kind <> 'practice', folded"
        ))?;
        let accounts = query.query_map([], read)?.collect::<Result<_, _>>()?;
        Ok(accounts)
    }

    /// The account of that name (without regard to case) or id.
    pub fn account(&self, name: &str) -> Result<Option<Account>, JournalError> {
        let account = self
            .db
            .query_row(
                &format!(
                    "SELECT {COLUMNS} FROM account WHERE removed = 0 AND (id = ?1 OR folded = ?2)
                     ORDER BY id <> ?1"
                ),
                params![name, fold(name)],
                read,
            )
            .optional()?;
        Ok(account)
    }

    /// Adds an account. One that was removed and had the same name and URL comes back, with what was
    /// sent with it: otherwise the same scores could be sent again.
    pub fn add_account(&mut self, new: &NewAccount) -> Result<Account, JournalError> {
        let tx = self.write()?;
        refuse_taken_name(&tx, &new.name, None)?;
        let before: Option<i64> = tx
            .query_row(
                "SELECT seq FROM account WHERE removed = 1 AND kind = ?1 AND folded = ?2 AND url = ?3",
                params![new.kind.name(), fold(&new.name), new.url],
                |row| row.get(0),
            )
            .optional()?;
        let seq = match before {
            Some(seq) => {
                tx.execute(
                    "UPDATE account SET removed = 0, name = ?2, colour = ?3, key_last4 = '' WHERE seq = ?1",
                    params![seq, new.name, new.colour],
                )?;
                seq
            }
            None => insert(&tx, &random_id(), new)?,
        };
        let account = by_seq(&tx, seq)?;
        tx.commit()?;
        Ok(account)
    }

    /// Replaces name, URL, colour, last 4 and the naming of batches of an account. The practice account keeps its name and has
    /// no URL.
    pub fn update_account(&mut self, account: &Account) -> Result<(), JournalError> {
        let tx = self.write()?;
        let seq = seq_of(&tx, &account.id)?;
        if account.id.0 == AccountId::PRACTICE {
            return Err(JournalError::Kept("The practice account cannot be changed.".to_owned()));
        }
        refuse_taken_name(&tx, &account.name, Some(seq))?;
        tx.execute(
            "UPDATE account SET name = ?2, folded = ?3, url = ?4, colour = ?5, key_last4 = ?6,
                idempotency_key = ?7 WHERE seq = ?1",
            params![
                seq,
                account.name,
                fold(&account.name),
                account.url,
                account.colour,
                account.key_last4,
                account.idempotency_key
            ],
        )?;
        Ok(tx.commit()?)
    }

    /// Takes an account off the list; what was sent with it stays known.
    ///
    /// # Errors
    /// The practice account stays, and so does one with something left to send.
    pub fn remove_account(&mut self, account: &AccountId) -> Result<(), JournalError> {
        if account.0 == AccountId::PRACTICE {
            return Err(JournalError::Kept("The practice account cannot be removed.".to_owned()));
        }
        let tx = self.write()?;
        let seq = seq_of(&tx, account)?;
        let open: Option<String> = tx
            .query_row(
                "SELECT id FROM upload JOIN batch ON batch.upload = upload.seq
                 WHERE account = ?1 AND state IN ('waiting', 'sending') LIMIT 1",
                [seq],
                |row| row.get(0),
            )
            .optional()?;
        if let Some(upload) = open {
            return Err(JournalError::InUse(UploadId(upload)));
        }
        tx.execute("UPDATE account SET removed = 1 WHERE seq = ?1", [seq])?;
        Ok(tx.commit()?)
    }

    /// The account of a one-off `upload --url`, kept under its host; made where it is new.
    pub fn one_off_account(&mut self, url: &str, host: &str) -> Result<Account, JournalError> {
        let tx = self.write()?;
        let known: Option<i64> = tx
            .query_row(
                "SELECT seq FROM account WHERE kind = 'one_off' AND folded = ?1",
                [fold(host)],
                |row| row.get(0),
            )
            .optional()?;
        let seq = if let Some(seq) = known {
            tx.execute("UPDATE account SET url = ?2, removed = 0 WHERE seq = ?1", params![seq, url])?;
            seq
        } else {
            refuse_taken_name(&tx, host, None)?;
            let (name, url) = (host.to_owned(), url.to_owned());
            insert(&tx, &random_id(), &NewAccount { name, kind: AccountKind::OneOff, url, colour: 0 })?
        };
        let account = by_seq(&tx, seq)?;
        tx.commit()?;
        Ok(account)
    }

    /// Who a person said is meant by a value.
    pub fn aliases(&self, account: &AccountId) -> Result<Aliases, JournalError> {
        let mut query = self.db.prepare("SELECT value, agent_id FROM alias WHERE account = ?1")?;
        let mut rows = query.query([seq_of(&self.db, account)?])?;
        let mut aliases = Aliases::default();
        while let Some(row) = rows.next()? {
            aliases.set(&row.get::<_, String>(0)?, Some(&row.get::<_, String>(1)?));
        }
        Ok(aliases)
    }

    /// Says that a value means a person, or takes that back.
    pub fn set_alias(
        &mut self,
        account: &AccountId,
        value: &str,
        agent_id: Option<&str>,
    ) -> Result<(), JournalError> {
        let tx = self.write()?;
        let seq = seq_of(&tx, account)?;
        // Folded as `Aliases` folds, so that one value has one entry.
        let mut folded = Aliases::default();
        folded.set(value, Some(""));
        for (value, _) in folded.iter() {
            match agent_id {
                Some(agent_id) => tx.execute(
                    "INSERT INTO alias (account, value, agent_id) VALUES (?1, ?2, ?3)
                     ON CONFLICT DO UPDATE SET agent_id = excluded.agent_id",
                    params![seq, value, agent_id],
                )?,
                None => {
                    tx.execute("DELETE FROM alias WHERE account = ?1 AND value = ?2", params![seq, value])?
                }
            };
        }
        Ok(tx.commit()?)
    }
}

impl AccountKind {
    /// Who answers there, as sentences name it.
    pub const fn receiver(self) -> &'static str {
        match self {
            Self::Practice => "the practice server",
            Self::Production | Self::OneOff => "Assembled",
        }
    }

    /// Its name in the journal.
    const fn name(self) -> &'static str {
        match self {
            Self::Practice => "practice",
            Self::Production => "production",
            Self::OneOff => "one_off",
        }
    }
}

const COLUMNS: &str = "id, name, kind, url, colour, key_last4, idempotency_key";

fn read(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        id: AccountId(row.get(0)?),
        name: row.get(1)?,
        kind: read_kind(row, 2)?,
        url: row.get(3)?,
        colour: row.get(4)?,
        key_last4: row.get(5)?,
        idempotency_key: row.get(6)?,
    })
}

/// What an account is for, from a column.
pub(super) fn read_kind(row: &Row<'_>, column: usize) -> rusqlite::Result<AccountKind> {
    Ok(match row.get_ref(column)?.as_str()? {
        "practice" => AccountKind::Practice,
        "one_off" => AccountKind::OneOff,
        _ => AccountKind::Production,
    })
}

fn by_seq(db: &Connection, seq: i64) -> rusqlite::Result<Account> {
    db.query_row(&format!("SELECT {COLUMNS} FROM account WHERE seq = ?1"), [seq], read)
}

/// The number by which other tables name an account, removed or not.
pub(super) fn seq_of(db: &Connection, account: &AccountId) -> Result<i64, JournalError> {
    db.query_row("SELECT seq FROM account WHERE id = ?1", [&account.0], |row| row.get(0))
        .optional()?
        .ok_or_else(|| JournalError::NotFound(format!("account {account}")))
}

pub(super) fn insert_practice(db: &Connection) -> rusqlite::Result<()> {
    let (name, url) = ("Practice".to_owned(), String::new());
    let new = NewAccount { name, kind: AccountKind::Practice, url, colour: 0 };
    insert(db, AccountId::PRACTICE, &new).map(|_| ())
}

fn insert(db: &Connection, id: &str, new: &NewAccount) -> rusqlite::Result<i64> {
    let mut ledger_key = [0; 32];
    getrandom::fill(&mut ledger_key)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    db.execute(
        "INSERT INTO account (id, name, folded, kind, url, colour, ledger_key)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![id, new.name, fold(&new.name), new.kind.name(), new.url, new.colour, ledger_key],
    )?;
    Ok(db.last_insert_rowid())
}

fn refuse_taken_name(db: &Connection, name: &str, but: Option<i64>) -> Result<(), JournalError> {
    let taken: bool = db.query_row(
        "SELECT EXISTS (SELECT 1 FROM account WHERE removed = 0 AND folded = ?1 AND seq IS NOT ?2)",
        params![fold(name), but],
        |row| row.get(0),
    )?;
    if taken { Err(JournalError::NameTaken(name.to_owned())) } else { Ok(()) }
}

fn fold(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Letters and digits that are not mistaken for one another.
pub(super) fn random_text(len: usize) -> String {
    const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    (0..len).map(|_| char::from(LETTERS[fastrand::usize(..LETTERS.len())])).collect()
}

fn random_id() -> String {
    format!("a-{}", random_text(10))
}
