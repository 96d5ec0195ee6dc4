//! The window: looks and asks, never decides.

pub mod grid;
pub mod theme;
pub mod widgets;
