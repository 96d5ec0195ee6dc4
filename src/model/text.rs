//! The bytes of a file, and the text that they are: checked to be UTF-8 once, quickly, and left where they are.
//!
//! What `Vec` and `String` cannot do without `unsafe`: memory in large pages, and a quicker check. Invariant: the
//! bytes of a text are UTF-8, and nothing changes them.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use self_cell::self_cell;

/// Bytes in memory.
#[derive(Debug)]
pub enum Buffer {
    /// As any other.
    Heap(Vec<u8>),
    /// In large pages, which the system hands out by the hundreds at once.
    #[cfg(target_os = "linux")]
    LargePages(memmap2::MmapMut),
}

impl Buffer {
    /// So many zeros.
    #[must_use]
    pub fn zeroed(length: usize) -> Self {
        #[cfg(target_os = "linux")]
        if length >= Self::LARGE
            && let Ok(pages) = memmap2::MmapMut::map_anon(length)
        {
            drop(pages.advise(memmap2::Advice::HugePage)); // without, they are small ones
            return Self::LargePages(pages);
        }
        Self::Heap(vec![0; length])
    }

    /// From so many bytes on there are large pages: two of them.
    #[cfg(target_os = "linux")]
    const LARGE: usize = 4 << 20;
}

impl From<Vec<u8>> for Buffer {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Heap(bytes)
    }
}

impl Deref for Buffer {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Heap(bytes) => bytes,
            #[cfg(target_os = "linux")]
            Self::LargePages(pages) => pages,
        }
    }
}

impl DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut [u8] {
        match self {
            Self::Heap(bytes) => bytes,
            #[cfg(target_os = "linux")]
            Self::LargePages(pages) => pages,
        }
    }
}

type Str<'a> = &'a str;

self_cell!(
    struct Checked {
        owner: Arc<Buffer>,
        #[covariant]
        dependent: Str,
    }
);

/// A text of any length. Reads as a `str`.
pub struct Text(Checked);

impl Text {
    /// The text that these bytes are; the bytes again where they are no UTF-8.
    ///
    /// # Errors
    /// The bytes.
    pub fn of(bytes: Arc<Buffer>) -> Result<Self, Arc<Buffer>> {
        Checked::try_new_or_recover(bytes, |bytes| simdutf8::basic::from_utf8(bytes))
            .map(Self)
            .map_err(|(bytes, _fault)| bytes)
    }

    /// The bytes, to be changed and made a text again; a copy while somebody else reads them.
    #[must_use]
    pub fn into_bytes(self) -> Buffer {
        Arc::try_unwrap(self.0.into_owner()).unwrap_or_else(|shared| Buffer::Heap(shared.to_vec()))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        let bytes = Arc::new(Buffer::Heap(text.into_bytes()));
        // A `String` is UTF-8, so it is never left out.
        Self(Checked::new(bytes, |bytes| simdutf8::basic::from_utf8(bytes).unwrap_or_default()))
    }
}

impl Deref for Text {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        self.0.borrow_dependent()
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_a_text_only_if_they_are_one() {
        let bytes = |text: &[u8]| Arc::new(Buffer::from(text.to_vec()));
        let text = Text::of(bytes("Chloé".as_bytes())).unwrap();
        assert_eq!((&*text, Text::from("Chloé".to_owned()).len()), ("Chloé", 6));
        assert_eq!(&*text.into_bytes(), "Chloé".as_bytes());
        assert_eq!(&**Text::of(bytes(b"Chlo\xc3")).unwrap_err(), b"Chlo\xc3");
    }

    #[test]
    fn a_large_buffer_is_all_there() {
        let mut buffer = Buffer::zeroed(5_000_001);
        buffer[5_000_000] = b'x';
        assert_eq!((buffer.len(), buffer.iter().position(|byte| *byte != 0)), (5_000_001, Some(5_000_000)));
    }
}
