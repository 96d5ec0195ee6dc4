//! Who decided something about a document.

use serde::{Deserialize, Serialize};

/// Who answered a question. Written as `answered_by` on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AnsweredBy {
    /// The preset of the tool.
    Preset,
    /// The recipe remembered for this shape of file.
    Recipe,
    /// An option on the command line, or a person in the window.
    Option,
    /// Nobody: the default that holds until somebody does.
    Default,
}

impl AnsweredBy {
    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Preset => "preset",
            Self::Recipe => "recipe",
            Self::Option => "option",
            Self::Default => "default",
        }
    }
}
