//! The main job, step by step: load → recipe → people → check → plan. What `app/` and `cli/` both run.
//!
//! Owns the [`Document`] (a file with everything that was decided about it) and the order of the
//! steps. Does not know the window or the terminal. Invariant: the window and the command line judge
//! and send a file by the same code.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::check::{Answers, Input, Ledger};
use crate::model::{Overlay, Sheet};
use crate::people::{Aliases, People};
use crate::recipe::{Readings, Recipe};

/// A file and everything that was decided about it. Cheap to clone: a snapshot for a background job.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file as read.
    pub sheet: Arc<Sheet>,
    /// How its columns become fields.
    pub recipe: Arc<Recipe>,
    /// What the columns hold, decided from the source text.
    pub readings: Arc<Readings>,
    /// What a person changed.
    pub overlay: Arc<Overlay>,
    /// What a person answered.
    pub answers: Arc<Answers>,
}

/// What a document is judged against: the account's people, aliases and ledger.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The account's people; `None` while there is no list.
    pub people: Option<Arc<People>>,
    /// Who a person said is meant by a value.
    pub aliases: Arc<Aliases>,
    /// What was sent before.
    pub ledger: Arc<Ledger>,
}

impl Document {
    /// Everything that the check of this document needs.
    pub fn input<'a>(&'a self, around: &'a Surroundings, now: DateTime<Utc>) -> Input<'a> {
        Input {
            sheet: &self.sheet,
            overlay: &self.overlay,
            recipe: &self.recipe,
            readings: &self.readings,
            people: around.people.as_deref(),
            aliases: &around.aliases,
            answers: &self.answers,
            ledger: &around.ledger,
            now,
        }
    }
}
