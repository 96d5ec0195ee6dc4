//! The program: what was typed decides between the window and the terminal.

use std::process::ExitCode;

fn main() -> ExitCode {
    scorebridge::cli::run()
}
