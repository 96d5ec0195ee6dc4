//! What survives a restart and is no secret: the data folder and the settings file.
//!
//! Owns `settings.toml`. Does not know accounts, uploads or keys. Invariant: the file is replaced in
//! one step (written aside, synced, renamed), so a crash leaves the old or the new one.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use etcetera::base_strategy::{BaseStrategy as _, choose_native_strategy};
use serde::{Deserialize, Serialize};

/// The name of the settings file in the data folder.
const FILE: &str = "settings.toml";

/// How many recent files are kept.
const MOST_RECENT: usize = 8;

/// How the window looks and where it left off.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Light, dark, or as the OS says.
    pub theme: Theme,
    /// The zoom of the window; 1 is 100 %. 0 is read as 1.
    pub zoom: f32,
    /// The id of the account in use.
    pub account: Option<String>,
    /// Files opened lately, newest first.
    pub recent: Vec<PathBuf>,
    /// How long what was sent and begun is kept.
    pub keep: Keep,
}

/// How long what was sent and begun is kept on this computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Keep {
    /// Agents, conversations, rubrics and the server's words in receipts: so many months.
    pub receipt_months: u32,
    /// The hashes by which rows are recognised that were sent before: so many months.
    pub ledger_months: u32,
    /// Work in progress that nobody opens: so many days.
    pub draft_days: u32,
}

impl Default for Keep {
    fn default() -> Self {
        Self { receipt_months: 13, ledger_months: 25, draft_days: 30 }
    }
}

/// Which theme the window has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the OS says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Settings {
    /// Reads the settings of a data folder; a file that is missing or unreadable is the default.
    pub fn load(data_dir: &Path) -> Self {
        let text = fs::read_to_string(data_dir.join(FILE)).unwrap_or_default();
        toml::from_str(&text).unwrap_or_default()
    }

    /// Replaces the settings file in one step. Makes the data folder where there is none.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub fn save(&self, data_dir: &Path) -> io::Result<()> {
        let text = toml::to_string_pretty(self).map_err(io::Error::other)?;
        fs::create_dir_all(data_dir)?;
        let mut aside = tempfile::Builder::new().prefix(FILE).tempfile_in(data_dir)?;
        aside.write_all(text.as_bytes())?;
        aside.as_file().sync_all()?;
        aside.persist(data_dir.join(FILE))?;
        sync_folder(data_dir)
    }

    /// Puts a file first among the recent ones; the oldest falls out.
    pub fn opened(&mut self, file: &Path) {
        self.recent.retain(|recent| recent != file);
        self.recent.insert(0, file.to_owned());
        self.recent.truncate(MOST_RECENT);
    }
}

/// The data folder: the one given, or the OS's local data folder for this program. Local, because the
/// journal must not lie on a network drive.
pub fn data_dir(given: Option<&Path>) -> PathBuf {
    given.map_or_else(|| own_folder(&local_data_dir()), Path::to_path_buf)
}

fn own_folder(base: &Path) -> PathBuf {
    base.join(if cfg!(windows) { "Scorebridge" } else { "scorebridge" })
}

fn local_data_dir() -> PathBuf {
    match choose_native_strategy() {
        // On Windows `data_dir` roams, and may be a network folder; the cache folder is the local one.
        Ok(strategy) if cfg!(windows) => strategy.cache_dir(),
        Ok(strategy) => strategy.data_dir(),
        // No home: the folder in which it was started is as good as any.
        Err(_) => PathBuf::from("."),
    }
}

/// Makes a rename last over a power cut.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Makes a rename last over a power cut: here the file system sees to it.
#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Settings {
        Settings {
            theme: Theme::Dark,
            zoom: 1.25,
            account: Some("a-1".to_owned()),
            recent: vec!["one.csv".into(), "päivä.csv".into()],
            keep: Keep { ledger_months: 36, ..Keep::default() },
        }
    }

    #[test]
    fn what_is_saved_is_loaded_and_nothing_else_is_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        let data_dir = folder.path().join("not").join("there yet");
        for settings in [Settings::default(), some(), Settings::default()] {
            settings.save(&data_dir).unwrap();
            assert_eq!(Settings::load(&data_dir), settings);
        }
        assert_eq!(fs::read_dir(&data_dir).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_the_default() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Settings::load(folder.path()), Settings::default());
        for text in ["theme = 3", "theme = \"sepia\"", "not toml", "\u{0}"] {
            fs::write(folder.path().join(FILE), text).unwrap();
            assert_eq!(Settings::load(folder.path()), Settings::default(), "{text}");
        }
        fs::write(folder.path().join(FILE), "theme = \"light\"\nof_a_newer_version = 1").unwrap();
        assert_eq!(Settings::load(folder.path()).theme, Theme::Light);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_an_error_and_keeps_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a file");
        fs::write(&file, "").unwrap();
        assert!(some().save(&file).is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "");
    }

    #[test]
    fn recent_files_are_newest_first_and_each_once() {
        let mut settings = some();
        settings.opened(Path::new("päivä.csv"));
        assert_eq!(settings.recent, [PathBuf::from("päivä.csv"), "one.csv".into()]);
        (0..50).for_each(|n| settings.opened(Path::new(&format!("{n}.csv"))));
        assert_eq!((settings.recent.len(), settings.recent[0].as_path()), (8, Path::new("49.csv")));
    }

    #[test]
    fn a_given_data_folder_is_taken_as_it_is() {
        assert_eq!(data_dir(Some(Path::new("elsewhere"))), Path::new("elsewhere"));
        assert!(data_dir(None).ends_with("scorebridge") || data_dir(None).ends_with("Scorebridge"));
    }
}
