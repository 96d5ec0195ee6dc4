//! `scorebridge count`: the rows of a file that a receipt from another computer lists count as sent.

use std::path::Path;

use chrono::Utc;
use serde_json::json;

use crate::model::Progress;
use crate::pipeline;
use crate::upload::read_receipt;

use super::args::Count;
use super::document::{self, Loaded};
use super::failure::Failure;
use super::output::{Exit, Output, grouped};
use super::session::{Endpoint, Session};

/// Reads file and receipt, and writes down which rows of the one the other lists as received.
pub fn run(args: &Count, data_dir: &Path, output: Output) -> Result<Exit, Failure> {
    let mut session = Session::open(data_dir)?;
    let account = session.account(&args.account)?;
    let unreadable = |error: &dyn std::fmt::Display| {
        let message = format!("The receipt {} cannot be read: {error}.", args.receipt.display());
        Failure::nothing_done(
            "no_receipt",
            message,
            "Give one that scorebridge receipt wrote, as CSV or NDJSON.",
        )
    };
    let bytes = std::fs::read(&args.receipt).map_err(|error| unreadable(&error))?;
    let received = read_receipt(&bytes).map_err(|error| unreadable(&error))?;
    let remembers = Some((data_dir, &account));
    let loaded = Loaded::open(&args.file, &args.reading, &args.mapping, remembers, &Progress::default())?;
    let people = |loaded: &Loaded| {
        let endpoint = Endpoint::of(&account, &args.key, None)?;
        document::people_of_server(&endpoint, loaded)
    };
    let around = document::under_account(&session, &account, people, &loaded, &args.mapping)?;
    let origin =
        args.receipt.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let listed = received.len();
    let counted = pipeline::count_as_sent(
        &loaded.document,
        &around,
        &mut session.journal,
        &account.id,
        &origin,
        received,
        Utc::now(),
    )?;
    if output.json {
        output.object(&json!({"listed": listed, "counted": counted}));
    } else {
        let listed = u32::try_from(listed).unwrap_or(u32::MAX);
        output.text(&format!(
            "{} of the {} rows that {origin} lists as received are ready in this file, and now count as sent.",
            grouped(counted),
            grouped(listed)
        ));
    }
    Ok(Exit::Done)
}
