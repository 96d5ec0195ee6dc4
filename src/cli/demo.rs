//! `scorebridge demo`: the main job on the built-in sample, against the practice server.
//!
//! Every run has a data folder of its own, made empty and removed at the end, and no keychain: it
//! shows the same each time and touches nothing.

use std::path::Path;

use crate::import::{self, ImportOptions};
use crate::journal::AccountId;
use crate::practice::sample;

use super::args::{Demo, Key, Mapping};
use super::document::Loaded;
use super::failure::Failure;
use super::interrupt::Interrupt;
use super::output::{Exit, Output};
use super::session::{Endpoint, Session};
use super::upload::Job;
use super::window;

/// A window with the sample loaded; in a terminal where there is no display.
pub fn run(args: &Demo, output: Output) -> Result<Exit, Failure> {
    let folder = tempfile::Builder::new().prefix("scorebridge-demo-").tempdir().map_err(|error| {
        let message = format!("There is no place for the demo's data: {error}.");
        Failure::nothing_done("no_temp_dir", message, "Free some space for temporary files.")
    })?;
    if !args.no_window && !output.json && window::has_display() {
        match window::demo(folder.path()) {
            Err(failure) => output.progress(&failure.message),
            shown => return shown,
        }
    }
    in_terminal(folder.path(), output)
}

fn in_terminal(data_dir: &Path, output: Output) -> Result<Exit, Failure> {
    let interrupt = Interrupt::listen()?;
    let mut session = Session::open(data_dir)?;
    let lock = session.lock()?;
    let account = session.account(AccountId::PRACTICE)?;
    let endpoint = Endpoint::of(&account, &Key::default(), None)?;
    let url = endpoint.client.base();
    output.progress(&format!(
        "The built-in sample goes to the practice server at {url}. Nothing leaves this computer."
    ));
    let scores = sample::SCORES.to_vec();
    let sheet = import::read(sample::NAME, scores, &ImportOptions::default(), interrupt.progress())?;
    let mapping = Mapping::default();
    let loaded = Loaded::of_sheet(sheet, &mapping, None, interrupt.progress())?;
    let job = Job {
        session,
        account,
        endpoint,
        options: crate::upload::Options::default(),
        loaded,
        batch_rows: BATCH_ROWS,
        trial: None,
        interrupt,
        output,
    };
    job.run(&mapping, &lock)
}

/// Small batches, so that there is some progress to see.
const BATCH_ROWS: u32 = 200;
