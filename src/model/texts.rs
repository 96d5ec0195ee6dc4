//! Texts that are kept once, each under a small number.
//!
//! Invariants: a text keeps its number; a copy costs a pointer for a thousand texts, and a new text after
//! it copies a small part.

use std::hash::{BuildHasher as _, BuildHasherDefault};
use std::num::NonZeroU32;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHasher};

/// The number of a text of [`Texts`]. None takes no more room than one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ValueId(NonZeroU32);

/// Texts by number, and numbers by text.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    /// In parts of [`PART`].
    parts: Vec<Arc<Vec<Arc<str>>>>,
    /// By a part of the text's hash.
    ids: [Arc<FxHashMap<Arc<str>, ValueId>>; SHARDS],
}

const PART: usize = 1 << 10;
const SHARDS: usize = 32;

impl Texts {
    pub(super) fn get(&self, id: ValueId) -> &str {
        let place = id.0.get() as usize - 1;
        &self.parts[place / PART][place % PART]
    }

    /// The number of a text, given where it is new.
    pub(super) fn intern(&mut self, text: &str) -> ValueId {
        let shard = shard(text);
        if let Some(id) = self.ids[shard].get(text) {
            return *id;
        }
        let num_texts = self.parts.last().map_or(0, |last| (self.parts.len() - 1) * PART + last.len());
        #[expect(clippy::expect_used, reason = "four billion different edits do not fit in memory")]
        let id = u32::try_from(num_texts + 1).ok().and_then(NonZeroU32::new).expect("fewer than 2^32 values");
        let (id, text) = (ValueId(id), Arc::<str>::from(text));
        if num_texts.is_multiple_of(PART) {
            self.parts.push(Arc::default());
        }
        if let Some(last) = self.parts.last_mut() {
            Arc::make_mut(last).push(Arc::clone(&text));
        }
        Arc::make_mut(&mut self.ids[shard]).insert(text, id);
        id
    }
}

fn shard(text: &str) -> usize {
    // Not the bits that the map itself goes by.
    (BuildHasherDefault::<FxHasher>::default().hash_one(text) >> 20) as usize % SHARDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_number_and_a_copy_its_texts() {
        let mut texts = Texts::default();
        let ids: Vec<_> = (0..3_000).map(|n| texts.intern(&n.to_string())).collect();
        let copy = texts.clone();
        let new = texts.intern("new");
        for (n, id) in ids.iter().enumerate() {
            assert_eq!(texts.get(*id), n.to_string());
            assert_eq!(texts.intern(&n.to_string()), *id);
            assert_eq!(copy.get(*id), n.to_string());
        }
        assert_eq!(texts.get(new), "new");
        assert_eq!(size_of::<Option<ValueId>>(), 4);
    }
}
