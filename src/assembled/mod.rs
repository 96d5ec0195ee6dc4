//! The one client of Assembled's API: people, and bulk scores.
//!
//! Owns the base URL, the requests' exact shape, and reading answers with bounds. Does not know
//! batches, journals or what an answer means for a row (`upload::outcome`). Nothing else names the
//! network, the practice server aside. Invariant: no redirect is followed, nothing is retried, no
//! connection is used twice for scores, plain http goes to loopback only, and the key is in the
//! Authorization header and nowhere else.

mod answer;
mod base_url;
mod body;
mod client;
mod error;
mod failure;
mod fields;
mod people;
mod scrub;
#[cfg(test)]
mod sockets;
mod transport;

pub use answer::{Answer, Reply, RetryAfter, SendError, Stage};
pub use base_url::{BadUrl, BaseUrl};
pub use client::{Client, Timeouts};
pub use error::ApiError;
pub use people::Opens;
