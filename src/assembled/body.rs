//! A request body that counts what it hands over, and says when that was the last byte.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::sync::Notify;

/// The most bytes handed over at once, so that the count says something.
const PIECE: usize = 16 * 1024;

/// The body of one attempt.
pub(super) struct Counted {
    rest: Bytes,
    handed: Arc<Handed>,
}

/// How much of a body was handed to the connection. Shared by the body and whoever waits for it.
#[derive(Debug, Default)]
pub(super) struct Handed {
    bytes: AtomicU64,
    all: Notify,
}

impl Counted {
    pub fn new(body: Bytes) -> (Self, Arc<Handed>) {
        let handed = Arc::<Handed>::default();
        if body.is_empty() {
            handed.all.notify_one();
        }
        (Self { rest: body, handed: Arc::clone(&handed) }, handed)
    }
}

impl Handed {
    /// Bytes so far.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::SeqCst)
    }

    /// Waits for the last byte. For one waiter.
    pub async fn all(&self) {
        self.all.notified().await;
    }
}

impl Body for Counted {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let length = self.rest.len().min(PIECE);
        let piece = self.rest.split_to(length);
        self.handed.bytes.fetch_add(piece.len() as u64, Ordering::SeqCst);
        if self.rest.is_empty() {
            self.handed.all.notify_one();
        }
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}
