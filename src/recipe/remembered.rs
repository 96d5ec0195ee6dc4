//! Answers about columns, remembered by account and shape of file, as TOML files in the data folder.

use std::io;
use std::path::{Path, PathBuf};

use crate::model::Sheet;

use super::Recipe;

/// A remembered recipe: columns by heading, and the answers. Never anything about rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Remembered {
    /// Its name in lists and in `check --json`.
    pub name: String,
}

/// The recipes of one account, in a folder.
#[derive(Clone, Debug)]
pub struct Memory {
    folder: PathBuf,
}

impl Memory {
    /// The memory of an account: `DATA/recipes/ACCOUNT/`. Made when first written.
    pub fn of(data_dir: &Path, account: &str) -> Self {
        Self { folder: data_dir.join("recipes").join(account) }
    }

    /// What was remembered for the shape of this sheet (its headings, in order, folded). A file that
    /// cannot be read is as good as none.
    pub fn recall(&self, _sheet: &Sheet) -> Option<Remembered> {
        let _ = &self.folder;
        unimplemented!()
    }

    /// Remembers a recipe for the shape of this sheet: written aside, synced, renamed.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub fn keep(&self, _sheet: &Sheet, _recipe: &Recipe) -> io::Result<()> {
        unimplemented!()
    }
}
