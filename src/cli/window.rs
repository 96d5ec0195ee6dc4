//! The window, where there is a display for one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::Launch;
use crate::credentials::{self, MemoryVault};
use crate::import::apart::Reader;
use crate::ui;

use super::failure::Failure;
use super::output::Exit;

/// Opens the window with these files loaded, and returns when it is closed.
pub fn open(files: Vec<PathBuf>, data_dir: &Path) -> Result<Exit, Failure> {
    if let Some(typed) = mistyped(&files) {
        let message = format!("{} is neither a command nor a file.", typed.display());
        return Err(Failure::usage(message, "scorebridge --help lists the commands."));
    }
    if !has_display() {
        return Err(no_window("There is no display to open a window on."));
    }
    let vault = Arc::new(credentials::keychain());
    let reader = Reader::apart()?;
    show(&Launch { data_dir: data_dir.to_path_buf(), files, sample: false, vault, reader })
}

/// Opens the window with the sample loaded: no keychain, nothing is kept.
pub fn demo(data_dir: &Path) -> Result<Exit, Failure> {
    let vault = Arc::new(MemoryVault::default());
    let reader = Reader::apart()?;
    show(&Launch { data_dir: data_dir.to_path_buf(), files: Vec::new(), sample: true, vault, reader })
}

/// Whether there can be a window at all.
pub fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos"))
        || set("DISPLAY")
        || set("WAYLAND_DISPLAY")
        || set("WAYLAND_SOCKET")
}

/// A bare word that names no file: most likely a command, mistyped.
fn mistyped(files: &[PathBuf]) -> Option<&Path> {
    let [word, ..] = files else { return None };
    (word.components().count() == 1 && word.extension().is_none() && !word.exists()).then_some(word)
}

fn show(launch: &Launch) -> Result<Exit, Failure> {
    ui::run(launch).map(|()| Exit::Done).map_err(|error| no_window(&error.to_string()))
}

fn no_window(why: &str) -> Failure {
    Failure::nothing_done("no_window", why, "scorebridge --help lists what works in a terminal.")
}
