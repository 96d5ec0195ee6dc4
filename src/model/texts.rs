//! Texts that are kept, each under a small number: once where they come one by one, in the order in which they
//! come where they are many.
//!
//! Invariants: a number keeps its text; a copy costs a pointer for a thousand texts, and a new text after
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
    /// In parts of [`PART`] numbers. The last may have numbers left.
    parts: Vec<Part>,
    /// By a part of the text's hash.
    ids: [Arc<FxHashMap<Arc<str>, ValueId>>; SHARDS],
}

#[derive(Clone, Debug)]
enum Part {
    /// Texts that came one by one.
    Each(Arc<Vec<Arc<str>>>),
    /// Those of a block from this place on.
    Of(Arc<TextBlock>, usize),
}

/// Many texts, one behind the other.
#[derive(Debug, Default)]
pub struct TextBlock {
    text: String,
    ends: Vec<usize>,
}

impl TextBlock {
    /// Appends a text, and gives its place.
    pub fn push(&mut self, text: &str) -> u32 {
        let place = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.text.push_str(text);
        self.ends.push(self.text.len());
        place
    }

    fn get(&self, place: usize) -> &str {
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.text[start..self.ends[place]]
    }
}

const PART: usize = 1 << 10;
/// Blocks of at most so many texts are looked up text by text.
const FEW: usize = 4_096;
const SHARDS: usize = 32;

impl Texts {
    pub(super) fn get(&self, id: ValueId) -> &str {
        let place = id.0.get() as usize - 1;
        match &self.parts[place / PART] {
            Part::Each(texts) => &texts[place % PART],
            Part::Of(block, first) => block.get(first + place % PART),
        }
    }

    /// The numbers of many texts, in their order.
    pub(super) fn intern_all(&mut self, mut block: TextBlock) -> Vec<ValueId> {
        if block.ends.len() <= FEW {
            return (0..block.ends.len()).map(|place| self.intern(block.get(place))).collect();
        }
        block.text.shrink_to_fit();
        block.ends.shrink_to_fit();
        let (first, num_texts, block) = (self.parts.len() * PART, block.ends.len(), Arc::new(block));
        self.parts.extend((0..num_texts).step_by(PART).map(|first| Part::Of(Arc::clone(&block), first)));
        (first..first + num_texts).map(value_id).collect()
    }

    /// The number of a text, given where it is new.
    pub(super) fn intern(&mut self, text: &str) -> ValueId {
        let shard = shard(text);
        if let Some(id) = self.ids[shard].get(text) {
            return *id;
        }
        let text = Arc::<str>::from(text);
        if !matches!(self.parts.last(), Some(Part::Each(texts)) if texts.len() < PART) {
            self.parts.push(Part::Each(Arc::default()));
        }
        let mut place = (self.parts.len() - 1) * PART;
        if let Some(Part::Each(last)) = self.parts.last_mut() {
            place += last.len();
            Arc::make_mut(last).push(Arc::clone(&text));
        }
        let id = value_id(place);
        Arc::make_mut(&mut self.ids[shard]).insert(text, id);
        id
    }
}

fn value_id(place: usize) -> ValueId {
    #[expect(clippy::expect_used, reason = "four billion different edits do not fit in memory")]
    let id = u32::try_from(place + 1).ok().and_then(NonZeroU32::new).expect("fewer than 2^32 values");
    ValueId(id)
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
        // Many at once, before and behind others.
        let mut block = TextBlock::default();
        let many: Vec<_> = (0..5_000).map(|n| format!("é{n}")).collect();
        for (place, text) in (0..).zip(&many) {
            assert_eq!(block.push(text), place);
        }
        let numbers = texts.intern_all(block);
        let after = texts.intern("after");
        assert_eq!((texts.get(after), texts.get(new)), ("after", "new"));
        assert!(numbers.iter().map(|id| texts.get(*id)).eq(many.iter().map(String::as_str)));
    }
}
