//! `scorebridge erase`: a person, what the ledger knows of an upload, or everything. Without `--yes` it only
//! says what would go and what that costs.

use std::path::Path;

use serde_json::json;

use crate::credentials::{self, Vault as _};
use crate::journal::{self, UploadId};

use super::args::Erase;
use super::failure::Failure;
use super::output::{Exit, Output, complain};
use super::session::Session;

/// Erases what was asked for, or says what that would be.
pub fn run(args: &Erase, data_dir: &Path, output: Output) -> Result<Exit, Failure> {
    if let Some(agent_id) = &args.what.person {
        return person(agent_id, args.yes, data_dir, output);
    }
    if let Some(upload) = &args.what.upload {
        return forget(&UploadId(upload.clone()), args.yes, data_dir, output);
    }
    everything(args.yes, data_dir, output)
}

fn person(agent_id: &str, yes: bool, data_dir: &Path, output: Output) -> Result<Exit, Failure> {
    let mut session = Session::open(data_dir)?;
    let found = if yes {
        let _lock = session.lock()?;
        session.journal.erase_person(agent_id)?
    } else {
        session.journal.traces_of(agent_id)?
    };
    let gone = found.rows - found.open;
    if output.json {
        output.object(&json!({"person": agent_id, "rows": gone, "open_rows": found.open, "erased": yes,
                              "answers": found.answers, "aliases": found.aliases}));
    } else {
        let done = if yes { "Erased" } else { "Found" };
        output.text(&format!(
            "{done}: {agent_id} in {gone} sent rows, {} answers of servers, {} values that mean them. Their rows \
             are still recognised, by hashes.",
            found.answers, found.aliases
        ));
        if found.open > 0 {
            complain(&format!(
                "{} rows stay: they wait to be sent, or have no answer. End those uploads first.",
                found.open
            ));
        }
        complain("Work in progress has copies of whole files: scorebridge tidy --draft-days 0 deletes it.");
        not_yet(yes);
    }
    Ok(if found.open > 0 { Exit::Waits } else { Exit::Done })
}

fn forget(upload: &UploadId, yes: bool, data_dir: &Path, output: Output) -> Result<Exit, Failure> {
    let mut session = Session::open(data_dir)?;
    let info = session.journal.upload(upload)?;
    if yes {
        let _lock = session.lock()?;
        session.journal.forget_upload(upload)?;
    }
    let sealed = info.outcomes.sealed();
    if output.json {
        output.object(&json!({"upload": upload, "rows": sealed, "forgotten": yes}));
    } else {
        output.text(&format!(
            "{sealed} rows of {} are no longer recognised: sent again they count twice, unless Assembled took \
             them out.",
            info.file_name
        ));
        not_yet(yes);
    }
    Ok(Exit::Done)
}

fn everything(yes: bool, data_dir: &Path, output: Output) -> Result<Exit, Failure> {
    if yes {
        let session = Session::open(data_dir)?;
        let _lock = session.lock_as_it_is()?;
        let keychain = credentials::keychain();
        for account in session.journal.accounts()? {
            if let Err(error) = keychain.remove(&account.id.0) {
                complain(&format!("The key of {} may still be in the keychain: {error}", account.name));
            }
        }
        drop(session);
        journal::delete_all(data_dir)?;
    }
    if output.json {
        output.object(&json!({"everything": true, "erased": yes}));
    } else {
        output.text(
            "Accounts, keys, uploads, receipts, drafts, recipes and settings of this computer go. The protection \
             against sending rows twice goes with them: whatever was sent so far would be sent again.",
        );
        not_yet(yes);
    }
    Ok(Exit::Done)
}

fn not_yet(yes: bool) {
    if !yes {
        complain("Nothing was changed. The same with --yes does it.");
    }
}
