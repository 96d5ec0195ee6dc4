//! What survives a restart and is no secret: the data folder and the settings file.
//!
//! Owns `settings.toml`. Does not know accounts, uploads or keys. Invariant: the file is replaced in
//! one step (written aside, synced, renamed), so a crash leaves the old or the new one.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

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
    pub fn load(_data_dir: &Path) -> Self {
        unimplemented!()
    }

    /// Replaces the settings file in one step.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub fn save(&self, _data_dir: &Path) -> io::Result<()> {
        unimplemented!()
    }
}

/// The data folder: the one given, or the OS's local data folder for this program.
pub fn data_dir(given: Option<&Path>) -> PathBuf {
    given.map_or_else(|| unimplemented!(), Path::to_path_buf)
}
