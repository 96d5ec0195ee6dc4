//! Scorebridge (map being written)
#![warn(missing_docs)]

pub mod model;
pub mod people;
