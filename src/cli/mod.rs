//! The command line: one file a command, over the same pipeline as the window.
//!
//! Owns what is typed and what is printed: names, shapes and exit codes are a contract that scripts
//! rely on. Does not judge or send by itself. Invariant: with `--json` nothing but JSON goes to
//! standard output, and every way to fail has an exit code, a code word, a sentence and a hint.

mod account;
mod args;
mod check;
mod count;
mod demo;
mod document;
mod erase;
mod failure;
mod interrupt;
mod output;
mod people;
mod place;
mod practice;
mod read;
mod receipt;
mod report;
mod resume;
mod sending;
mod session;
mod tidy;
mod upload;
mod uploads;
mod window;

use std::process::ExitCode;

use clap::Parser as _;

use crate::settings;

use args::{Cli, Command};
use failure::Failure;
use output::{Exit, Output, complain};

/// Reads the command line and does what it asks.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let output = Output { json: cli.common.json };
    match dispatch(cli, output) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            output.failure(&failure);
            failure.exit.into()
        }
    }
}

fn dispatch(cli: Cli, output: Output) -> Result<Exit, Failure> {
    if cli.command.is_some() && !cli.files.is_empty() {
        return Err(Failure::usage(
            "A file before a command means nothing.",
            "Put the file after the command.",
        ));
    }
    // An empty variable is as good as none.
    let given = cli.common.data_dir.as_deref().filter(|folder| !folder.as_os_str().is_empty());
    let data_dir = settings::data_dir(given);
    match cli.command {
        None => window::open(cli.files, &data_dir),
        Some(Command::Demo(args)) => demo::run(&args, output),
        Some(Command::Read(args)) => read::run(&args, output),
        Some(Command::Check(args)) => check::run(&args, &data_dir, output),
        Some(Command::Upload(args)) => upload::run(&args, &data_dir, output),
        Some(Command::Resume(args)) => resume::run(&args, &data_dir, output),
        Some(Command::Uploads) => uploads::run(&data_dir, output),
        Some(Command::Receipt(args)) => receipt::run(&args, &data_dir, output),
        Some(Command::Count(args)) => count::run(&args, &data_dir, output),
        Some(Command::Tidy(args)) => tidy::run(&args, &data_dir, output),
        Some(Command::Erase(args)) => erase::run(&args, &data_dir, output),
        Some(Command::Account(args)) => account::run(args, &data_dir, output),
        Some(Command::People(args)) => people::run(&args, &data_dir, output),
        Some(Command::Practice(args)) => practice::run(&args, output),
        Some(Command::ReadApart) => read::apart(),
    }
}

/// What clap says of a command line that it cannot read, or of `--help` and `--version`.
fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        Output { json: false }.text(&error.render().to_string());
        return Exit::Done.into();
    }
    let json = std::env::args().any(|arg| arg == "--json");
    let text = error.render().to_string();
    let message = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
    if json {
        Output { json }.failure(&Failure::usage(&message, "scorebridge --help lists what there is."));
    } else {
        complain(text.trim_end());
    }
    Exit::NothingDone.into()
}
