//! Values at some of the rows, in stretches that copies share until one of them changes.
//!
//! Owns where they are. Does not know what they mean. Invariant: a copy costs a pointer a stretch, and a
//! change after it copies one stretch, so that a thread may keep a copy while a person goes on.

use std::sync::Arc;

use rayon::prelude::*;

use super::RowId;

/// Rows in a stretch.
const STRETCH: u32 = 1 << 10;

/// Values at some of the rows. Two bytes and the value for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sparse<V> {
    stretches: Vec<Option<Arc<Stretch<V>>>>,
    len: usize,
}

/// The rows of a stretch that have a value, rising, each counted from its start; and their values.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stretch<V> {
    rows: Vec<u16>,
    values: Vec<V>,
}

impl<V> Default for Sparse<V> {
    fn default() -> Self {
        Self { stretches: Vec::new(), len: 0 }
    }
}

impl<V: Copy> Sparse<V> {
    pub(super) const fn len(&self) -> usize {
        self.len
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The value at a row.
    pub(super) fn get(&self, row: RowId) -> Option<V> {
        let (stretch, within) = place(row);
        let stretch = self.stretches.get(stretch)?.as_deref()?;
        stretch.find(within).ok().map(|at| stretch.values[at])
    }

    /// Gives a row a value, or takes it off; returns the one before.
    pub(super) fn set(&mut self, row: RowId, value: Option<V>) -> Option<V> {
        let (at, within) = place(row);
        if value.is_some() && self.stretches.len() <= at {
            self.stretches.resize_with(at + 1, || None);
        }
        let slot = self.stretches.get_mut(at)?;
        let found = slot.as_deref().map_or(Err(0), |stretch| stretch.find(within));
        match (value, found) {
            (None, Err(_)) => None,
            (None, Ok(at)) => {
                let stretch = Arc::make_mut(slot.as_mut()?);
                self.len -= 1;
                stretch.rows.remove(at);
                let before = stretch.values.remove(at);
                if stretch.rows.is_empty() {
                    *slot = None;
                }
                Some(before)
            }
            (Some(value), Ok(at)) => {
                Some(std::mem::replace(&mut Arc::make_mut(slot.as_mut()?).values[at], value))
            }
            (Some(value), Err(at)) => {
                let empty = || Arc::new(Stretch { rows: Vec::new(), values: Vec::new() });
                let stretch = Arc::make_mut(slot.get_or_insert_with(empty));
                self.len += 1;
                stretch.rows.insert(at, within);
                stretch.values.insert(at, value);
                None
            }
        }
    }

    /// A copy in which these rows, rising and each once, have other values; made on all cores. `None` where
    /// what it does not share with this one is more than what it changes: then both would take more room
    /// than a list of the changes.
    pub(super) fn with(&self, cells: &[(RowId, Option<V>)]) -> Option<Self>
    where
        V: Send + Sync,
    {
        let of = |cells: &[(RowId, Option<V>)]| cells.first().map_or(0, |(row, _)| place(*row).0);
        let same_stretch = |a: &(RowId, Option<V>), b: &(RowId, Option<V>)| place(a.0).0 == place(b.0).0;
        let old = |at: usize| self.stretches.get(at)?.as_deref();
        let replaced: usize =
            cells.chunk_by(same_stretch).map(|cells| old(of(cells)).map_or(0, Stretch::len)).sum();
        if replaced > cells.len() {
            return None;
        }
        let merged: Vec<_> = cells
            .par_chunk_by(same_stretch)
            .map(|cells| (of(cells), Stretch::merged(old(of(cells)), cells)))
            .collect();
        let mut new = self.clone();
        let end = merged.last().map_or(0, |(at, _)| at + 1);
        new.stretches.resize_with(new.stretches.len().max(end), || None);
        new.len -= replaced;
        for (at, stretch) in merged {
            new.len += stretch.as_ref().map_or(0, Stretch::len);
            new.stretches[at] = stretch.map(Arc::new);
        }
        Some(new)
    }

    /// The rows at which two have other values, rising.
    pub(super) fn differing(&self, other: &Self) -> Vec<RowId>
    where
        V: PartialEq,
    {
        let mut rows = Vec::new();
        let first_rows = (0_u32..).step_by(STRETCH as usize);
        for (at, first) in (0..self.stretches.len().max(other.stretches.len())).zip(first_rows) {
            let [one, two] = [self, other].map(|sparse| sparse.stretches.get(at).and_then(Option::as_ref));
            if let (Some(one), Some(two)) = (one, two)
                && Arc::ptr_eq(one, two)
            {
                continue;
            }
            let here = [one, two].into_iter().flatten().flat_map(|stretch| &stretch.rows);
            let mut here: Vec<RowId> = here.map(|row| RowId(first + u32::from(*row))).collect();
            here.sort_unstable();
            here.dedup();
            rows.extend(here.into_iter().filter(|row| self.get(*row) != other.get(*row)));
        }
        rows
    }

    /// Gives back the room that stretches of no copy have left over, after many values came.
    pub(super) fn shrink(&mut self) {
        for stretch in self.stretches.iter_mut().flatten().filter_map(Arc::get_mut) {
            stretch.rows.shrink_to_fit();
            stretch.values.shrink_to_fit();
        }
        self.stretches.shrink_to_fit();
    }

    /// Every row with its value, rising.
    pub(super) fn iter(&self) -> impl Iterator<Item = (RowId, V)> {
        let first_rows = (0_u32..).step_by(STRETCH as usize);
        self.stretches.iter().zip(first_rows).flat_map(|(stretch, first)| {
            let cells = stretch.iter().flat_map(|stretch| stretch.rows.iter().zip(&stretch.values));
            cells.map(move |(row, value)| (RowId(first + u32::from(*row)), *value))
        })
    }
}

impl<V: Copy> Stretch<V> {
    /// What it becomes by cells of its rows, rising; `None` where no value is left.
    fn merged(old: Option<&Self>, cells: &[(RowId, Option<V>)]) -> Option<Self> {
        let most = (old.map_or(0, Self::len) + cells.len()).min(STRETCH as usize);
        let mut new = Self { rows: Vec::with_capacity(most), values: Vec::with_capacity(most) };
        let mut push = |row: u16, value: V| {
            new.rows.push(row);
            new.values.push(value);
        };
        let old = old.into_iter().flat_map(|old| old.rows.iter().copied().zip(old.values.iter().copied()));
        let mut old = old.peekable();
        for (row, value) in cells {
            let within = place(*row).1;
            while let Some((row, value)) = old.next_if(|(row, _)| *row < within) {
                push(row, value);
            }
            old.next_if(|(row, _)| *row == within);
            if let Some(value) = value {
                push(within, *value);
            }
        }
        old.for_each(|(row, value)| push(row, value));
        new.rows.shrink_to_fit();
        new.values.shrink_to_fit();
        (!new.rows.is_empty()).then_some(new)
    }
}

impl<V> Stretch<V> {
    const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Where a row is, or would be.
    fn find(&self, row: u16) -> Result<usize, usize> {
        match self.rows.last() {
            // Rows mostly come in their order.
            Some(last) if *last < row => Err(self.rows.len()),
            // Where all rows up to here have a value, each is at its own place.
            _ if self.rows.get(usize::from(row)) == Some(&row) => Ok(usize::from(row)),
            _ => self.rows.binary_search(&row),
        }
    }
}

#[cfg(test)]
impl<V> Sparse<V> {
    /// The memory that it takes, but for what the allocator adds.
    pub(super) fn num_bytes(&self) -> usize {
        let stretch = |stretch: &Arc<Stretch<V>>| {
            2 * size_of::<usize>()
                + size_of::<Stretch<V>>()
                + stretch.rows.capacity() * size_of::<u16>()
                + stretch.values.capacity() * size_of::<V>()
        };
        self.stretches.capacity() * size_of::<usize>()
            + self.stretches.iter().flatten().map(stretch).sum::<usize>()
    }
}

/// The stretch of a row, and where in it.
const fn place(row: RowId) -> (usize, u16) {
    ((row.0 / STRETCH) as usize, (row.0 % STRETCH) as u16)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_holds_what_a_map_holds(changes in prop::collection::vec((0_u32..4_000, prop::option::of(0_u8..9)), 0..300)) {
            let (mut sparse, mut map) = (Sparse::default(), BTreeMap::new());
            let mut copies = Vec::new();
            for (row, value) in changes {
                let before = match value {
                    Some(value) => map.insert(RowId(row), value),
                    None => map.remove(&RowId(row)),
                };
                prop_assert_eq!(sparse.set(RowId(row), value), before);
                prop_assert_eq!(sparse.get(RowId(row)), value);
                prop_assert_eq!(sparse.len(), map.len());
                if copies.len() < 8 {
                    copies.push((sparse.clone(), map.clone()));
                }
            }
            copies.push((sparse, map));
            for (sparse, map) in &copies {
                // Many at once: what one by one gives.
                let (other, other_map) = &copies[0];
                let rows = sparse.differing(other);
                let changed = (0..4_000).map(RowId).filter(|row| map.get(row) != other_map.get(row));
                prop_assert!(rows.iter().copied().eq(changed));
                let cells: Vec<_> = rows.iter().map(|row| (*row, other.get(*row))).collect();
                if let Some(same) = sparse.with(&cells) {
                    prop_assert_eq!(same.len(), other.len());
                    prop_assert!(same.iter().eq(other.iter()));
                }
            }
            for (sparse, map) in copies {
                prop_assert!(sparse.iter().eq(map));
            }
        }
    }
}
