//! `scorebridge account`: add, list, test, change, remove. A key comes in and goes to the keychain, never out.

use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::Path;

use serde_json::json;

use crate::assembled::{BaseUrl, Opens};
use crate::credentials::{self, Secret, Vault as _};
use crate::journal::{self, AccountKind, NewAccount};

use super::args::{Account, Key};
use super::failure::Failure;
use super::output::{Exit, Output, complain, grouped};
use super::session::{Endpoint, Session, key_from_env};

/// Carries out one of the account commands.
pub fn run(args: Account, data_dir: &Path, output: Output) -> Result<Exit, Failure> {
    let session = Session::open(data_dir)?;
    match args {
        Account::Add { name, url, key } => add(session, &name, &url, &key, output),
        Account::List => list(&session, output),
        Account::Test { name, key } => test(&session, &name, &key, output),
        Account::Change { name, idempotency_key } => change(session, &name, idempotency_key, output),
        Account::Remove { name } => remove(session, &name, output),
    }
}

/// Adds an account and keeps its key in the keychain. Where there is none, a key from standard input
/// would be lost: then nothing is added. One from the environment can be given again each time.
fn add(mut session: Session, name: &str, url: &str, key: &Key, output: Output) -> Result<Exit, Failure> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Failure::usage("An account needs a name.", "Write it after add."));
    }
    let base: BaseUrl = url.parse()?;
    let from_env = key_from_env(key)?;
    let given_again = from_env.is_some();
    let secret = match from_env {
        Some(secret) => secret,
        None => key_from_stdin()?,
    };
    let colour = u8::try_from(session.journal.accounts()?.len() % 6).unwrap_or(0);
    let new =
        NewAccount { name: name.to_owned(), kind: AccountKind::Production, url: base.to_string(), colour };
    let mut account = session.journal.add_account(&new)?;
    let kept = credentials::keychain().set(&account.id.0, &secret);
    if let Err(error) = &kept
        && !given_again
    {
        session.journal.remove_account(&account.id)?;
        return Err(error.clone().into());
    }
    account.key_last4 = secret.last4();
    session.journal.update_account(&account)?;
    if output.json {
        output.object(&json!({"account": in_json(&account), "key_kept": kept.is_ok()}));
    } else {
        output.text(&format!("Account {name} was added."));
    }
    if let Err(error) = kept {
        complain(&format!("{error} The key is not kept: give it with --key-env each time."));
    }
    Ok(Exit::Done)
}

fn key_from_stdin() -> Result<Secret, Failure> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        complain("Paste the API key and press Enter. It can be seen while you do.");
    }
    let mut line = zeroize::Zeroizing::new(String::new());
    let read = stdin.lock().read_line(&mut line);
    let key = line.trim();
    match read {
        Ok(_) if !key.is_empty() => Ok(Secret::new(key.to_owned())),
        _ => Err(Failure::usage("There is no key on standard input.", "Write it there, or give --key-env.")),
    }
}

fn list(session: &Session, output: Output) -> Result<Exit, Failure> {
    let accounts = session.journal.accounts()?;
    if output.json {
        let list: Vec<_> = accounts.iter().map(in_json).collect();
        output.object(&json!({"accounts": list}));
        return Ok(Exit::Done);
    }
    let width = accounts.iter().map(|account| account.name.chars().count()).max().unwrap_or(0);
    for account in &accounts {
        let place = match account.kind {
            AccountKind::Practice => "practice, on this computer",
            AccountKind::Production | AccountKind::OneOff => &account.url,
        };
        let key = if account.key_last4.is_empty() {
            String::new()
        } else {
            format!("  key …{}", account.key_last4)
        };
        output.text(&format!("{:<width$}  {place}{key}", account.name));
    }
    Ok(Exit::Done)
}

fn in_json(account: &journal::Account) -> serde_json::Value {
    json!({
        "name": account.name, "url": account.url, "practice": account.kind == AccountKind::Practice,
        "key_last4": account.key_last4,
    })
}

/// Asks the server what the key opens.
fn test(session: &Session, name: &str, key: &Key, output: Output) -> Result<Exit, Failure> {
    let account = session.account(name)?;
    let people = Endpoint::of(&account, key, None)?.people()?;
    let Opens { people, sites } = Opens::of(&people);
    if output.json {
        output
            .object(&json!({"account": account.name, "url": account.url, "people": people, "sites": sites}));
    } else {
        let sites = if sites.is_empty() { String::new() } else { format!(" in {}", sites.join(", ")) };
        output.text(&format!("The key opens {} people{sites}.", grouped(people)));
    }
    Ok(Exit::Done)
}

fn change(mut session: Session, name: &str, idempotency_key: bool, output: Output) -> Result<Exit, Failure> {
    let mut account = session.account(name)?;
    account.idempotency_key = idempotency_key;
    session.journal.update_account(&account)?;
    if output.json {
        output.object(&json!({"account": in_json(&account), "idempotency_key": idempotency_key}));
    } else {
        let words = if idempotency_key {
            "name themselves to the server (Idempotency-Key); nothing relies on it"
        } else {
            "do not name themselves to the server"
        };
        output.text(&format!("Batches for {} {words}.", account.name));
    }
    Ok(Exit::Done)
}

fn remove(mut session: Session, name: &str, output: Output) -> Result<Exit, Failure> {
    let account = session.account(name)?;
    session.journal.remove_account(&account.id)?;
    let forgotten = credentials::keychain().remove(&account.id.0);
    if output.json {
        output.object(&json!({"removed": account.name, "key_removed": forgotten.is_ok()}));
    } else {
        output.text(&format!("Account {} was removed; what was sent with it stays known.", account.name));
    }
    if let Err(error) = forgotten {
        complain(&format!("{error} If it holds the key of this account, remove it there."));
    }
    Ok(Exit::Done)
}
