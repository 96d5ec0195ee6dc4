//! Scorebridge takes the quality scores that a QM tool exported, shows them in a grid in which every
//! bad cell is marked and explained, and uploads them in batches to Assembled, so that afterwards
//! every row is accounted for.
//!
//! This page is the map: read it, then one screen in [`ui`], and you can find the rest.
//!
//! # Layers
//!
//! Arrows point down only; `tests/it/layers.rs` reads the tree and holds this.
//!
//! | layer | module | owns |
//! |---|---|---|
//! | two faces | [`ui`], [`cli`] | the window; the command line |
//! | the app | [`app`] | [`app::State`], [`app::Message`], `update`, the commands, the threads |
//! | the job | [`pipeline`] | load → recipe → people → check → plan, for both faces |
//! | sending | [`upload`] | plan, meaning of an answer, pace, retry (pure); the worker |
//! | the world | [`assembled`], [`journal`], [`credentials`], [`settings`] | the API; the disk, work in progress too; the keychain; what is no secret |
//! | judging | [`check`] | the rules, one file each; the [`check::Report`]; the only maker of a [`check::Score`] |
//! | reading | [`import`], [`recipe`], [`people`] | a file → [`model::Sheet`]; columns → fields; who the agents are |
//! | nouns | [`model`] | fields, sheet, edits, rows and their states |
//!
//! Beside them [`practice`], the stand-in for Assembled on this computer.
//!
//! # Flow
//!
//! ```text
//! file ─ import ─▶ Sheet ─ recipe ─▶ Document ─ check ─▶ Report ─ look, edit, answer ─┐
//!                                       ▲                                            │
//!                                       └──────────── Overlay, Recipe, Answers ◀─────┘
//! Report ─ check::score ─▶ Score ─ upload::plan ─▶ sealed batches ─ journal ─▶ worker ─▶ assembled
//! ```
//!
//! In the window one circle moves everything: a view draws [`app::State`] and returns
//! [`app::Message`]s; `update` changes the state and returns effects; a named thread carries an effect
//! out and answers with a message. Nothing else changes the state, and long work never runs on the
//! window's thread.
//!
//! # Invariants
//!
//! - A workbook, a web page or an archive is read in a process of its own ([`import::apart`]): whatever it does to its
//!   reader, the window goes on.
//! - A record of the file is a row, whole or with its problem; rows read = the sum of the row states.
//! - A row that was not checked cannot be sent: [`check::Score`] has private fields, and only `check`
//!   makes one, from a row that it found ready.
//! - What a column means is decided once, from the source text. An edit never flips a column.
//! - Sealed bytes never change. The intent is on disk before the first byte leaves, the answer before
//!   anyone is told.
//! - Four ends and no fifth: accepted, refused, not applied, unknown. Unknown is never sent again by
//!   itself.
//! - What is deleted because of its age leaves the sums as they were, and nothing that is claimed is deleted.
//! - A key is in the keychain or in memory, never in a file, an argument or a log.
//!
//! # To add
//!
//! - **a rule**: one file in `check/rules/`, one line in its table;
//! - **a preset**: one TOML file in `assets/presets/`, one line in the table of `recipe/preset.rs`;
//! - **a format**: one file in `import/`, one line in its table;
//! - **a command of the window**: one entry in `app::COMMANDS`.
#![warn(missing_docs)]

pub mod app;
pub mod assembled;
pub mod check;
pub mod cli;
pub mod credentials;
pub mod import;
pub mod journal;
pub mod model;
pub mod people;
pub mod pipeline;
pub mod practice;
pub mod recipe;
pub mod settings;
pub mod ui;
pub mod upload;
