//! The recipes that are remembered for an account: TOML files in the data folder, one a shape of file.
//!
//! Owns where they are, and handing them on. Does not know what is in them ([`Remembered`]). Invariants:
//! a file that cannot be read is as good as none; one that a colleague handed over is taken for foreign:
//! its length is bounded, and its shape is hexadecimal digits before it names a file.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::model::{ImportOptions, Sheet};

use super::Recipe;
use super::recut::{Detected, Recut};
use super::remembered::{Remembered, shape};

/// More than any recipe has.
const LONGEST: u64 = 256 * 1024;

/// Why a file was not taken as a recipe.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// It is something else.
    #[error("The file is no remembered recipe.")]
    NoRecipe,
    /// It cannot be read, or the recipe cannot be kept.
    #[error("The recipe was not taken: {0}.")]
    Disk(#[from] io::Error),
}

impl NotTaken {
    /// One word for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoRecipe => "no_recipe",
            Self::Disk(_) => "recipe_not_taken",
        }
    }

    /// What to do, as a sentence.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoRecipe => "Ask for the file that “Export…” wrote under Remembered recipes.",
            Self::Disk(_) => "Copy it to a folder of your own, and try again.",
        }
    }
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
    pub fn recall(&self, sheet: &Sheet) -> Option<Remembered> {
        self.read(&shape(sheet))
    }

    /// How a file is cut into cells in which this was detected, where a person told another way for such a
    /// file. Holds only if the file then [has the shape](Self::recall) for which it was told.
    pub fn recut(&self, detected: &Detected) -> Option<(ImportOptions, Remembered)> {
        self.list().into_iter().find_map(|known| Some((known.reading(detected)?.clone(), known)))
    }

    /// Remembers a recipe for the shape of this sheet: written aside, synced, renamed. A name that a
    /// person gave stays. `cut` is what was detected in the file and what was told instead, if that is known:
    /// then files in which the same is detected are cut so, and not as they were before.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub fn keep(&self, sheet: &Sheet, recipe: &Recipe, cut: Option<Recut>) -> io::Result<()> {
        let before = self.recall(sheet);
        let reading = match &cut {
            Some(_) => cut.clone(),
            None => before.as_ref().and_then(|before| before.recut().cloned()),
        };
        let name = before.as_ref().map(|before| before.name.as_str());
        let remembered = Remembered::of(sheet, recipe, name).with_reading(reading);
        self.write(&remembered)?;
        let Some(Recut { detected, .. }) = cut else { return Ok(()) };
        let overtaken = self.list().into_iter().filter(|other| other.shape != remembered.shape);
        for other in overtaken.filter(|other| other.reading(&detected).is_some()) {
            self.write(&other.with_reading(None))?;
        }
        Ok(())
    }

    /// Everything that is remembered, by name.
    pub fn list(&self) -> Vec<Remembered> {
        let files = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let shapes = files.filter_map(|file| {
            let path = file.path();
            let is_toml = path.extension().is_some_and(|extension| extension == "toml");
            is_toml.then(|| path.file_stem()?.to_str().map(str::to_owned)).flatten()
        });
        let mut list: Vec<Remembered> = shapes.filter_map(|shape| self.read(&shape)).collect();
        list.sort_by(|one, other| (&one.name, &one.shape).cmp(&(&other.name, &other.shape)));
        list
    }

    /// Gives a remembered recipe another name.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub fn rename(&self, remembered: &Remembered, name: &str) -> io::Result<()> {
        self.write(&remembered.renamed(name))
    }

    /// Forgets a recipe. One that is not there any more is forgotten.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub fn forget(&self, remembered: &Remembered) -> io::Result<()> {
        match fs::remove_file(self.path(&remembered.shape)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Takes a recipe that a colleague handed over; it stands for files of its shape from now on. Says
    /// what it is, and whether it took the place of another.
    ///
    /// # Errors
    /// A [`NotTaken`]: then nothing has changed.
    pub fn take(&self, file: &Path) -> Result<(Remembered, bool), NotTaken> {
        let mut text = String::new();
        let is_short = fs::File::open(file)?.take(LONGEST + 1).read_to_string(&mut text)? as u64 <= LONGEST;
        let remembered = Some(&text)
            .filter(|_| is_short)
            .and_then(|text| Remembered::of_text(text, None))
            .ok_or(NotTaken::NoRecipe)?;
        let replaced = self.read(&remembered.shape).is_some();
        self.write(&remembered)?;
        Ok((remembered, replaced))
    }

    /// Writes a recipe for a colleague.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub fn hand_over(remembered: &Remembered, out: &mut dyn io::Write) -> io::Result<()> {
        out.write_all(remembered.to_text().map_err(io::Error::other)?.as_bytes())
    }

    fn read(&self, shape: &str) -> Option<Remembered> {
        Remembered::of_text(&fs::read_to_string(self.path(shape)).ok()?, Some(shape))
    }

    fn write(&self, remembered: &Remembered) -> io::Result<()> {
        let text = remembered.to_text().map_err(io::Error::other)?;
        fs::create_dir_all(&self.folder)?;
        let mut aside = tempfile::NamedTempFile::new_in(&self.folder)?;
        aside.write_all(text.as_bytes())?;
        aside.as_file().sync_all()?;
        aside.persist(self.path(&remembered.shape)).map_err(|error| error.error)?;
        Ok(())
    }

    fn path(&self, shape: &str) -> PathBuf {
        self.folder.join(format!("{shape}.toml"))
    }
}

#[cfg(test)]
mod tests {
    use crate::recipe::{Overrides, choose, fixtures};

    use super::*;

    const FILE: &str = "Agent ID,Score,Date,Source\n7,96,03/04/2026,klaus\n8,12,05/06/2026,klaus\n";

    fn kept(memory: &Memory) -> (Sheet, Recipe) {
        let sheet = fixtures::sheet(FILE);
        let told = Overrides { zone: Some(chrono_tz::Europe::Berlin), ..Overrides::default() };
        let recipe = choose(&sheet, &told, None).unwrap().recipe;
        memory.keep(&sheet, &recipe, None).unwrap();
        (sheet, recipe)
    }

    #[test]
    fn recipes_are_listed_renamed_and_forgotten_and_broken_ones_are_none() {
        let folder = tempfile::tempdir().unwrap();
        let memory = Memory::of(folder.path(), "acme");
        assert_eq!(memory.list(), []);
        let (sheet, recipe) = kept(&memory);
        memory.rename(&memory.list()[0], "Weekly export").unwrap();
        memory.keep(&sheet, &recipe, None).unwrap();
        assert_eq!(memory.recall(&sheet).unwrap().name, "Weekly export");
        for text in ["", "format = 2", "not toml", "\0"] {
            fs::write(memory.path("0123456789abcdef"), text).unwrap();
            assert_eq!(memory.list().len(), 1, "{text:?}");
        }
        let unknown_parts = "format = 1\nname = 'x'\nlater = 1\ntime_zone = 'Moon/Sea'\nscale = 'huge'\n\
            [columns]\nscore = ['gone']\nmood = ['Score']\n[agent_kinds]\nScore = 'wizard'\n";
        fs::write(memory.path(&shape(&sheet)), unknown_parts).unwrap();
        let remembered = memory.recall(&sheet).unwrap();
        let chosen = choose(&sheet, &Overrides::default(), Some(&remembered)).unwrap();
        assert_eq!(chosen.recipe, Recipe::default(), "what is not understood is asked again");
        memory.forget(&remembered).unwrap();
        memory.forget(&remembered).unwrap();
        assert_eq!(memory.recall(&sheet), None);
    }

    #[test]
    fn a_colleague_takes_what_was_handed_over_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let (mine, theirs) = (Memory::of(folder.path(), "mine"), Memory::of(folder.path(), "theirs"));
        let (sheet, _) = kept(&mine);
        let mut text = Vec::new();
        Memory::hand_over(&mine.list()[0], &mut text).unwrap();
        let file = folder.path().join("weekly.toml");
        fs::write(&file, &text).unwrap();
        assert_eq!(theirs.recall(&sheet), None);
        let (taken, replaced) = theirs.take(&file).unwrap();
        assert!(!replaced && theirs.take(&file).unwrap().1);
        assert_eq!(theirs.recall(&sheet), mine.recall(&sheet));
        assert_eq!(
            taken.describe(),
            ["Europe/Berlin", "agent = Agent ID", "source = Source", "score = Score", "scored at = Date"]
        );

        let text = String::from_utf8(text).unwrap();
        let shape = &taken.shape;
        for (foreign, code) in [
            (String::new(), "no_recipe"),
            ("agent,score\n".to_owned(), "no_recipe"),
            (text.replace("format = 1", "format = 2"), "no_recipe"),
            (text.replace(shape, "../../../evil"), "no_recipe"),
            (text.replace(shape, &shape.to_uppercase()[..15]), "no_recipe"),
            (format!("{text}# {}", "x".repeat(usize::try_from(LONGEST).unwrap())), "no_recipe"),
        ] {
            fs::write(&file, foreign).unwrap();
            assert_eq!(theirs.take(&file).unwrap_err().code(), code);
        }
        assert_eq!(theirs.take(&folder.path().join("gone.toml")).unwrap_err().code(), "recipe_not_taken");
        assert_eq!(theirs.list().len(), 1);
    }
}
