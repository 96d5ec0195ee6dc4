//! Sending what is sealed, and being honest about what became of it.
//!
//! Owns the plan (which rows go in which batch), the meaning of an answer, pace and retry, all pure;
//! and the worker, the one impure part. Does not know rules, files or the window. Invariants: only
//! what is proven not applied is sent again by itself; unknown never is; nothing is sent whose intent
//! is not on disk.

mod desk;
mod engine;
mod event;
mod named;
mod outcome;
mod pace;
mod plan;
mod receipt;
mod received;
mod retry;
#[cfg(test)]
mod simulation;
mod words;
mod worker;

pub use event::{BatchEvent, End, Event, PauseReason, Summary};
pub use outcome::{Next, Stop, Trouble, Verdict, judge};
pub use pace::Pace;
pub use plan::{Trial, batches};
pub use receipt::{ReceiptFormat, write_receipt};
pub use received::{NoReceipt, read_receipt};
pub use retry::{Backoff, Wait};
pub use worker::{Handle, Options, start};
