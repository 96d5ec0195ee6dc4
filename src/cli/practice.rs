//! `scorebridge practice`: the practice server, until it is stopped.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::practice::{self, Options, Scripted};

use super::args::Practice;
use super::failure::Failure;
use super::output::{Exit, Output};
use super::session;

/// Runs the practice server. Its first line says where it is and which key it takes.
pub fn run(args: &Practice, output: Output) -> Result<Exit, Failure> {
    let options = Options {
        port: args.port,
        record: args.record.clone(),
        script: args.script.as_deref().map(script).transpose()?.unwrap_or_default(),
        rate: args.rate,
        people: args.roster.as_deref().map(session::roster).transpose()?.unwrap_or_default(),
    };
    let server = session::practice(options)?;
    // The key is random, lives as long as this process, and opens nothing but this server.
    output.object(&json!({"url": server.url(), "key": server.key().expose()}));
    output
        .progress("This is the practice server: a stand-in for Assembled on this computer. Ctrl+C stops it.");
    server.wait().map_err(|error| {
        let message = format!("The practice server cannot wait to be stopped: {error}.");
        Failure::nothing_done("no_signals", message, "Try again.")
    })?;
    Ok(Exit::Done)
}

fn script(path: &Path) -> Result<Vec<Scripted>, Failure> {
    let text = fs::read_to_string(path).map_err(|error| {
        let message = format!("The script {} cannot be read: {error}.", path.display());
        Failure::nothing_done("no_script", message, "Check its name and place.")
    })?;
    practice::parse_script(&text).map_err(|wrong| {
        Failure::nothing_done(
            "bad_script",
            format!("{}: {wrong}", path.display()),
            "One answer a line, such as 202.",
        )
    })
}
