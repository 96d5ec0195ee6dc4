//! Scorebridge (map being written)
#![warn(missing_docs)]

pub mod check;
pub mod model;
pub mod people;
pub mod pipeline;
pub mod recipe;
