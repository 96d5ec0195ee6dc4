//! How files are cut into cells where a person overruled what was detected, as it is remembered with the
//! recipe.
//!
//! Owns on what ground that holds for another file. Does not know how files are read. Invariant: it holds only
//! for a file in which the very same was detected, and only if its headings are then the remembered ones; any
//! other file is read as detected.

use serde::{Deserialize, Serialize};

use crate::model::{ImportOptions, Note, Quote, Sheet, SourceFile};

use super::remembered::shape;

/// What was detected in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detected {
    /// The shape of the headings that were found so.
    shape: String,
    /// Its name, or that it was guessed.
    encoding: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delimiter: Option<char>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quote: Option<Quote>,
    header_row: u32,
}

impl Detected {
    /// Of a sheet that was read without being told anything.
    pub fn of(sheet: &Sheet) -> Self {
        let SourceFile { encoding, delimiter, quote, header_row, .. } = *sheet.source();
        // A guess hangs on the letters of the file: two files of one system may be guessed differently.
        let is_guess = sheet.notes().iter().any(|note| note.code == Note::ENCODING_GUESSED);
        let encoding = if is_guess { "guessed" } else { encoding };
        Self { shape: shape(sheet), encoding: encoding.to_owned(), delimiter, quote, header_row }
    }
}

/// What was detected, and what a person told instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recut {
    /// What was detected.
    pub detected: Detected,
    /// What was told.
    pub told: ImportOptions,
}

impl Recut {
    /// What of it is for other files, too, once the headings have `shape`. Another sheet is, where the first one
    /// holds something else; among sheets of one shape a person chose rows, not how to read them.
    pub(super) fn lasting(mut self, shape: &str) -> Option<Self> {
        self.told.sheet = self.told.sheet.filter(|_| self.detected.shape != shape);
        (!self.told.is_default()).then_some(self)
    }

    /// A few words for each thing that was told.
    pub(super) fn describe(&self) -> Vec<String> {
        let ImportOptions { sheet, encoding, delimiter, quote, header_row } = &self.told;
        let headings = header_row.map(|row| match row {
            0 => "no headings".to_owned(),
            row => format!("headings on line {row}"),
        });
        let between = delimiter.map(|sign| match sign {
            '\t' => "tabs between cells".to_owned(),
            sign => format!("“{sign}” between cells"),
        });
        let quote = quote.map(|quote| format!("quotes: {}", quote.name()));
        let sheet = sheet.as_ref().map(|sheet| format!("sheet “{sheet}”"));
        [sheet, encoding.clone(), between, quote, headings].into_iter().flatten().collect()
    }
}
