//! How a file is to be cut into cells, where a person overrules what is detected.

use serde::{Deserialize, Serialize};

use super::Quote;

/// Overrides of what is detected; `None` detects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportOptions {
    /// Which sheet of a workbook, or which file of a zip.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The text encoding, by its usual name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// What stands between cells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// What stands around cells that hold a delimiter or a line break.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<Quote>,
    /// The physical line of the heading row; 0: there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header_row: Option<u32>,
}

impl ImportOptions {
    /// Whether everything is detected.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
