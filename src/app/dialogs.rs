//! The OS's own file dialogs: the only file that opens them.
//!
//! Blocking: called on threads of their own. A dialog that is gone at once was none: many Linux desktops
//! have no portal, and the library answers the same as when a person cancels. The window then offers a
//! field for the path.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::{Failure, Message, recipes};

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

/// Asks for a colleague's receipt; `None` where a person cancels.
pub(super) fn pick_receipt() -> Result<Option<PathBuf>, Failure> {
    let asked = Instant::now();
    #[expect(clippy::disallowed_methods, reason = "the one place that opens file dialogs")]
    let dialog = rfd::AsyncFileDialog::new();
    match wait(
        dialog.set_title("A colleague’s receipt").add_filter("Receipts", &["csv", "ndjson"]).pick_file(),
    ) {
        Some(file) => Ok(Some(file.path().to_path_buf())),
        None if asked.elapsed() < TOO_FAST => Err(Failure::new(
            "There is no file dialog on this computer.",
            "In a terminal, scorebridge count takes file and receipt.",
        )),
        None => Ok(None),
    }
}

/// Asks for a remembered recipe of a colleague; an error is the message that there is no dialog.
pub(super) fn pick_recipe() -> Option<Result<PathBuf, Message>> {
    let asked = Instant::now();
    #[expect(clippy::disallowed_methods, reason = "the one place that opens file dialogs")]
    let dialog = rfd::AsyncFileDialog::new();
    let dialog = dialog.set_title("Take a colleague's recipe").add_filter("Recipes", &["toml"]);
    match wait(dialog.pick_file()) {
        Some(file) => Some(Ok(file.path().to_path_buf())),
        None if asked.elapsed() < TOO_FAST => Some(Err(Message::Recipes(recipes::Message::NoFileDialog))),
        None => None,
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
