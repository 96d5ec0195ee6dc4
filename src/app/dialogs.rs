//! The OS's own file dialogs: the only file that opens them.
//!
//! Blocking: called on threads of their own. A dialog that is gone at once was none: many Linux desktops
//! have no portal, and the library answers the same as when a person cancels. The window then offers a
//! field for the path.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::Message;

/// Nobody reads and cancels a dialog that fast.
const TOO_FAST: Duration = Duration::from_millis(300);

/// What exports call themselves. What they are is decided by their content.
const SCORES: [&str; 14] = [
    "csv", "tsv", "tab", "txt", "xlsx", "xlsm", "xlsb", "xls", "ods", "json", "jsonl", "ndjson", "zip", "gz",
];

/// Asks for files to open.
pub(super) fn pick_files() -> Option<Message> {
    let asked = Instant::now();
    #[expect(clippy::disallowed_methods, reason = "the one place that opens file dialogs")]
    let dialog = rfd::AsyncFileDialog::new();
    let dialog =
        dialog.set_title("Open scores").add_filter("Scores", &SCORES).add_filter("All files", &["*"]);
    match wait(dialog.pick_files()) {
        Some(files) => Some(Message::OpenPaths(files.iter().map(|file| file.path().to_path_buf()).collect())),
        None if asked.elapsed() < TOO_FAST => Some(Message::NoFileDialog),
        None => None,
    }
}

/// What came of asking for a file.
pub(super) enum Picked {
    /// This one.
    File(PathBuf),
    /// None: a person cancelled.
    Cancelled,
    /// Nobody was asked: there is no file dialog on this computer.
    NoDialog,
}

/// Asks for one file; `kind` is what such files are called, and their endings.
pub(super) fn pick_file(title: &str, kind: (&str, &[&str])) -> Picked {
    let asked = Instant::now();
    #[expect(clippy::disallowed_methods, reason = "the one place that opens file dialogs")]
    let dialog = rfd::AsyncFileDialog::new();
    match wait(dialog.set_title(title).add_filter(kind.0, kind.1).pick_file()) {
        Some(file) => Picked::File(file.path().to_path_buf()),
        None if asked.elapsed() < TOO_FAST => Picked::NoDialog,
        None => Picked::Cancelled,
    }
}

/// Asks where to write a file; `None` where a person cancels. Where there is no dialog it is the data
/// folder, which the window names afterwards.
pub(super) fn pick_save(title: &str, name: &str, otherwise: &Path) -> Option<PathBuf> {
    let asked = Instant::now();
    #[expect(clippy::disallowed_methods, reason = "the one place that opens file dialogs")]
    let dialog = rfd::AsyncFileDialog::new();
    match wait(dialog.set_title(title).set_file_name(name).save_file()) {
        Some(file) => Some(file.path().to_path_buf()),
        None if asked.elapsed() < TOO_FAST => Some(otherwise.join(name)),
        None => None,
    }
}

fn wait<T>(answer: impl Future<Output = Option<T>>) -> Option<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
    runtime.block_on(answer)
}
