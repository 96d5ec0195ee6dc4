//! The window, where there is a display for one.

use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::output::Exit;

/// Opens the window with these files loaded.
pub fn open(files: Vec<PathBuf>, data_dir: &Path) -> Result<Exit, Failure> {
    let _ = (files, data_dir);
    Err(no_display())
}

/// Opens the window with the sample loaded.
pub fn demo(data_dir: &Path) -> Result<Exit, Failure> {
    let _ = data_dir;
    Err(no_display())
}

/// Whether a window can be shown at all.
pub fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos"))
        || set("DISPLAY")
        || set("WAYLAND_DISPLAY")
        || set("WAYLAND_SOCKET")
}

fn no_display() -> Failure {
    let hint = "scorebridge --help lists what works in a terminal.";
    Failure::nothing_done("no_display", "There is no display to open a window on.", hint)
}
