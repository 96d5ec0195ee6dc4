//! Widgets that the places share. They look and ask: state comes in, what was done goes out.

pub mod sign;
