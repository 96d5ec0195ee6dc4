//! `scorebridge tidy`: what is older than its time is deleted now. The window does the same as it opens.

use std::path::Path;

use serde_json::json;

use crate::journal;
use crate::settings::Settings;

use super::args::Tidy;
use super::failure::Failure;
use super::output::{Exit, Output, grouped};
use super::session::Session;

/// Deletes old texts, old ledger rows and old drafts, for as long as the settings or the options say.
pub fn run(args: &Tidy, data_dir: &Path, output: Output) -> Result<Exit, Failure> {
    let mut session = Session::open(data_dir)?;
    let _lock = session.lock()?;
    let mut settings = Settings::load(data_dir);
    let keep = &mut settings.keep;
    keep.receipt_months = args.receipt_months.unwrap_or(keep.receipt_months);
    keep.ledger_months = args.ledger_months.unwrap_or(keep.ledger_months);
    keep.draft_days = args.draft_days.unwrap_or(keep.draft_days);
    let keep = settings.keep;
    if args.remember {
        settings.save(data_dir).map_err(|error| Failure::cannot_write("The settings file", &error))?;
    }
    let tidied =
        journal::tidy(&mut session.journal, keep.receipt_months, keep.ledger_months, keep.draft_days)?;
    let drafts = tidied.drafts;
    if output.json {
        let kept = json!({"receipt_months": keep.receipt_months, "ledger_months": keep.ledger_months,
                          "draft_days": keep.draft_days});
        output.object(&json!({"texts": tidied.texts, "rows": tidied.rows, "drafts": drafts, "keep": kept}));
    } else {
        output.text(&format!(
            "Deleted: the agent, conversation and rubric of {} rows, {} rows with their hashes, {drafts} drafts.",
            grouped(tidied.texts),
            grouped(tidied.rows)
        ));
    }
    Ok(Exit::Done)
}
