//! The window, where there is a display for one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::Launch;
use crate::credentials::{MemoryVault, keychain};
use crate::ui;

use super::failure::Failure;
use super::output::Exit;

/// Opens the window with these files loaded.
pub fn open(files: Vec<PathBuf>, data_dir: &Path) -> Result<Exit, Failure> {
    let data_dir = data_dir.to_path_buf();
    show(&Launch { data_dir, files, sample: false, vault: Arc::new(keychain()) })
}

/// Opens the window with the sample loaded, and keeps keys in memory only.
pub fn demo(data_dir: &Path) -> Result<Exit, Failure> {
    let data_dir = data_dir.to_path_buf();
    show(&Launch { data_dir, files: Vec::new(), sample: true, vault: Arc::new(MemoryVault::default()) })
}

/// Whether a window can be shown at all.
pub fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos"))
        || set("DISPLAY")
        || set("WAYLAND_DISPLAY")
        || set("WAYLAND_SOCKET")
}

fn show(launch: &Launch) -> Result<Exit, Failure> {
    let hint = "scorebridge --help lists what works in a terminal.";
    if !has_display() {
        return Err(Failure::nothing_done("no_display", "There is no display to open a window on.", hint));
    }
    match ui::run(launch) {
        Ok(()) => Ok(Exit::Done),
        Err(error) => Err(Failure::nothing_done("no_window", error.to_string(), hint)),
    }
}
