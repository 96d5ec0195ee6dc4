//! Which rows of a file are the same review: a table from a hash of the identity to rows.
//!
//! Does not know what an identity is. Invariants: a hit is only ever a candidate, confirmed by
//! comparing; moving one row costs no more at ten million rows than at ten; a copy shares what was
//! not changed since.

use std::collections::BTreeSet;
use std::mem::replace;
use std::sync::Arc;

use rayon::prelude::*;

use crate::model::{Cancelled, Progress, RowId};

use super::chunked::Chunked;

/// Rows by the hash of their identity. A row that takes no part has the hash 0.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// Hash and row, packed, sorted. An entry counts only while the row still has that hash.
    base: Arc<Vec<u64>>,
    /// Rows that have moved since the base was sorted.
    added: Arc<BTreeSet<u64>>,
    /// The hash of each row.
    hashes: Chunked<u32>,
}

const fn pack(hash: u32, row: RowId) -> u64 {
    (hash as u64) << 32 | row.0 as u64
}

#[expect(clippy::cast_possible_truncation, reason = "the two halves of what `pack` put together")]
const fn unpack(entry: u64) -> (u32, RowId) {
    ((entry >> 32) as u32, RowId(entry as u32))
}

impl Index {
    /// Indexes every row's hash, in the order of the rows.
    pub(super) fn new(hashes: Chunked<u32>, progress: &Progress) -> Result<Self, Cancelled> {
        Ok(Self { base: Arc::new(sorted(&hashes, progress)?), added: Arc::default(), hashes })
    }

    /// The hash of a row; 0 where it takes no part.
    pub(super) fn hash(&self, row: RowId) -> u32 {
        self.hashes.get(row.index())
    }

    /// Gives a row another hash.
    pub(super) fn set(&mut self, row: RowId, hash: u32) {
        if self.hash(row) == hash {
            return;
        }
        self.hashes.set(row.index(), hash);
        if hash != 0 && self.base.binary_search(&pack(hash, row)).is_err() {
            Arc::make_mut(&mut self.added).insert(pack(hash, row));
        }
    }

    /// The rows with a hash, in the order of the file. None for 0.
    pub(super) fn rows(&self, hash: u32) -> Vec<RowId> {
        if hash == 0 {
            return Vec::new();
        }
        let (from, to) = (pack(hash, RowId(0)), pack(hash, RowId(u32::MAX)));
        let start = self.base.partition_point(|entry| *entry < from);
        let base = self.base[start..].iter().take_while(|entry| **entry <= to);
        let mut rows: Vec<RowId> = base
            .chain(self.added.range(from..=to))
            .map(|entry| unpack(*entry).1)
            .filter(|row| self.hash(*row) == hash)
            .collect();
        rows.sort_unstable();
        rows
    }

    /// Every set of two or more rows with one hash, each in the order of the file. For a fresh index.
    pub(super) fn clashes(&self) -> impl ParallelIterator<Item = Vec<RowId>> {
        let with_one_hash = |part: &'_ [u64]| {
            let same = part.chunk_by(|one, other| one >> 32 == other >> 32);
            let several = same.filter(|rows| rows.len() > 1);
            several.map(|rows| rows.iter().map(|entry| unpack(*entry).1).collect()).collect::<Vec<_>>()
        };
        // Parts by the hash's first eight bits: a hash at a time, handing it on costs more than looking at it.
        self.base.par_chunk_by(|one, other| one >> 56 == other >> 56).flat_map_iter(with_one_hash)
    }
}

/// Every hash but 0 with its row, sorted: dealt out by the hash's first bits, then each heap sorted by
/// itself, on all cores and within their caches.
fn sorted(hashes: &Chunked<u32>, progress: &Progress) -> Result<Vec<u64>, Cancelled> {
    const HEAP: usize = 2048;
    let num_rows: usize = hashes.chunks().map(<[u32]>::len).sum();
    let bits = (num_rows / HEAP).next_power_of_two().ilog2().max(1);
    let heap_of = |hash: u32| (hash >> (u32::BITS - bits)) as usize;
    let mut sizes = vec![0_usize; 1 << bits];
    for chunk in hashes.chunks() {
        progress.go_on()?;
        chunk.iter().filter(|hash| **hash != 0).for_each(|hash| sizes[heap_of(*hash)] += 1);
    }
    let mut next: Vec<usize> = sizes.iter().scan(0, |sum, size| Some(replace(sum, *sum + size))).collect();
    let mut all = vec![0; sizes.iter().sum()];
    let mut rows = (0..).map(RowId);
    for chunk in hashes.chunks() {
        progress.go_on()?;
        for (hash, row) in chunk.iter().zip(&mut rows).filter(|(hash, _)| **hash != 0) {
            let place = &mut next[heap_of(*hash)];
            all[*place] = pack(*hash, row);
            *place += 1;
        }
    }
    let mut rest = all.as_mut_slice();
    let heaps: Vec<&mut [u64]> =
        sizes.iter().map(|size| rest.split_off_mut(..*size).unwrap_or_default()).collect();
    heaps.into_par_iter().with_min_len(16).try_for_each(|heap| {
        heap.sort_unstable();
        progress.go_on()
    })?;
    Ok(all)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fresh(hashes: &[u32]) -> Index {
        Index::new(hashes.iter().copied().collect(), &Progress::default()).unwrap()
    }

    #[test]
    fn a_fresh_index_has_every_row_in_the_order_of_the_hashes() {
        let mut random = fastrand::Rng::with_seed(7);
        for num_rows in [0, 1, 5000, 40_000] {
            let hashes: Vec<u32> =
                (0..num_rows).map(|_| random.u32(..) * u32::from(random.u8(..4) > 0)).collect();
            let index = fresh(&hashes);
            let mut expected: Vec<u64> = (0..)
                .map(RowId)
                .zip(&hashes)
                .filter(|(_, hash)| **hash != 0)
                .map(|(row, hash)| pack(*hash, row))
                .collect();
            expected.sort_unstable();
            assert!(*index.base == expected, "{num_rows} rows");
        }
    }

    proptest! {
        #[test]
        fn moved_rows_are_where_a_fresh_index_has_them(
            mut hashes in proptest::collection::vec(0_u32..5, 1..60),
            moves in proptest::collection::vec((0_usize..60, 0_u32..5), 0..80),
        ) {
            let mut index = fresh(&hashes);
            for (row, hash) in moves {
                let row = row % hashes.len();
                hashes[row] = hash;
                index.set(RowId(u32::try_from(row).unwrap()), hash);
            }
            let fresh = fresh(&hashes);
            for hash in 0..5 {
                prop_assert_eq!(index.rows(hash), fresh.rows(hash));
            }
        }
    }
}
