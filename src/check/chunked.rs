//! A long list in chunks that copies share until one of them changes.

use std::sync::Arc;

/// A list in chunks of [`CHUNK`]. A copy costs a pointer a chunk; a change copies one chunk at most.
#[derive(Clone, Debug)]
pub(super) struct Chunked<T> {
    chunks: Vec<Arc<Vec<T>>>,
}

/// Entries in a chunk.
pub(super) const CHUNK: usize = 1 << 15;

impl<T> Default for Chunked<T> {
    fn default() -> Self {
        Self { chunks: Vec::new() }
    }
}

impl<T: Copy> Chunked<T> {
    /// Takes chunks as they are: each but the last has [`CHUNK`] entries.
    pub(super) fn from_chunks(chunks: Vec<Vec<T>>) -> Self {
        debug_assert!(chunks.iter().rev().skip(1).all(|chunk| chunk.len() == CHUNK), "full chunks");
        Self { chunks: chunks.into_iter().map(Arc::new).collect() }
    }

    pub(super) fn get(&self, place: usize) -> T {
        self.chunks[place / CHUNK][place % CHUNK]
    }

    pub(super) fn set(&mut self, place: usize, value: T) {
        Arc::make_mut(&mut self.chunks[place / CHUNK])[place % CHUNK] = value;
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = T> {
        self.chunks.iter().flat_map(|chunk| chunk.iter().copied())
    }

    /// The chunks in order.
    pub(super) fn chunks(&self) -> impl ExactSizeIterator<Item = &[T]> {
        self.chunks.iter().map(|chunk| chunk.as_slice())
    }

    pub(super) fn chunk(&self, place: usize) -> &[T] {
        &self.chunks[place]
    }
}

impl<T: Copy> FromIterator<T> for Chunked<T> {
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Self {
        let mut chunks: Vec<Vec<T>> = Vec::new();
        for entry in entries {
            match chunks.last_mut() {
                Some(chunk) if chunk.len() < CHUNK => chunk.push(entry),
                _ => chunks.push(vec![entry]),
            }
        }
        Self::from_chunks(chunks)
    }
}
