//! The command line as scripts see it: names, shapes and exit codes, on the built program.

mod accounts;
mod checking;
mod exporting;
mod keeping;
pub mod program;
mod reading;
mod resuming;
pub mod scores;
pub mod server;
mod uploading;
