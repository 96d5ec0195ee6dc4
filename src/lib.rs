//! Scorebridge (map being written)
#![warn(missing_docs)]

pub mod assembled;
pub mod check;
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
