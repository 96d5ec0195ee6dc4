//! What the check found, in a few bytes a row. Sentences are made when looked at.
//!
//! Owns per row what was found ([`Found`]), the counts, and the index of reviews. Invariants: every
//! row is in exactly one state; counts are those of the rows; judging some rows again gives the same
//! report as judging all, at a cost that does not grow with the file.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::model::{Cancelled, Field, Progress, RowCounts, RowId, RowState};

use super::agent::AgentCache;
use super::chunked::{CHUNK, Chunked};
use super::found::{Found, RuleSet};
use super::identity::Identity;
use super::index::Index;
use super::judge::Judge;
use super::review::{mark, reviews};
use super::row::Row;
use super::rules::RULES;
use super::{Input, Rule};

/// Per row a state and a set of rules; and their counts. A copy shares what did not change since.
#[derive(Clone, Debug, Default)]
pub struct Report {
    counts: RowCounts,
    found: Chunked<Found>,
    /// Per chunk of `found` how many of its rows each rule found.
    tallies: Vec<Tally>,
    /// Per chunk of `found` how many of its rows are to fix.
    to_fix: Vec<u32>,
    index: Index,
}

/// How many rows each rule found, by place in [`RULES`].
type Tally = [u32; RuleSet::COUNTED];

/// One finding at one row, made when looked at.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The rule.
    pub rule: &'static Rule,
    /// The field whose cell is marked.
    pub field: Option<Field>,
    /// The sentence for a person.
    pub message: String,
}

/// How many rows a rule found.
#[derive(Clone, Copy, Debug)]
pub struct ProblemCount {
    /// The rule.
    pub rule: &'static Rule,
    /// Its rows.
    pub rows: u32,
    /// The first of them.
    pub first_row: RowId,
}

impl Report {
    /// Judges every row. The time rules take [`Input::now`].
    pub(super) fn new(input: &Input<'_>, progress: &Progress) -> Result<Self, Cancelled> {
        let judge = Judge::new(input);
        let num_rows = input.sheet.num_rows();
        progress.start(u64::from(num_rows));
        let done = AtomicU64::new(0);
        let chunks: Vec<(Vec<Found>, Vec<u32>)> = (0..num_rows.div_ceil(CHUNK_ROWS))
            .into_par_iter()
            .with_max_len(2) // the last rows to whoever is free
            .map_init(AgentCache::default, |cache, chunk| {
                let rows = chunk * CHUNK_ROWS..((chunk + 1) * CHUNK_ROWS).min(num_rows);
                let judged = judge_rows(&judge, cache, rows.clone());
                let before = done.fetch_add(u64::from(rows.end - rows.start), Ordering::Relaxed);
                progress.reached(before).map(|()| judged)
            })
            .collect::<Result<_, Cancelled>>()?;
        let (found, hashes) = chunks.into_iter().unzip();
        let mut report = Self {
            counts: RowCounts::default(),
            found: Chunked::from_chunks(found),
            tallies: Vec::new(),
            to_fix: Vec::new(),
            index: Index::new(Chunked::from_chunks(hashes), progress)?,
        };
        report.mark_reviews(&judge, progress)?;
        report.count();
        Ok(report)
    }

    fn mark_reviews(&mut self, judge: &Judge<'_>, progress: &Progress) -> Result<(), Cancelled> {
        let found = &self.found;
        let changed: Vec<Vec<(RowId, Found)>> = self
            .index
            .clashes()
            .map_init(AgentCache::default, |cache, rows| {
                progress.go_on()?;
                let mut changed = Vec::new();
                for members in reviews(judge, cache, &rows) {
                    mark(judge, &members, |row, mark| {
                        let new = mark(found.get(row.index()));
                        changed.push((row, new.with_state(judge.settle(new))));
                    });
                }
                Ok(changed)
            })
            .collect::<Result<_, Cancelled>>()?;
        for (row, new) in changed.into_iter().flatten() {
            self.found.set(row.index(), new);
        }
        Ok(())
    }

    fn count(&mut self) {
        let per_chunk: Vec<(Tally, RowCounts)> = (0..self.found.chunks().len())
            .into_par_iter()
            .map(|chunk| {
                let (mut tally, mut counts) = ([0; RuleSet::COUNTED], RowCounts::default());
                for found in self.found.chunk(chunk) {
                    counts.add(found.state());
                    found.rules().bits().for_each(|bit| tally[bit] += 1);
                }
                (tally, counts)
            })
            .collect();
        for (tally, counts) in per_chunk {
            self.tallies.push(tally);
            self.to_fix.push(counts.of(RowState::NeedsFix));
            self.counts.add_all(counts);
        }
    }

    /// How many rows are in each state.
    pub fn counts(&self) -> RowCounts {
        self.counts
    }

    /// How many rows were judged.
    pub fn num_rows(&self) -> u32 {
        self.counts.read()
    }

    /// Where a row stands.
    ///
    /// # Panics
    /// If the report has no such row.
    pub fn state(&self, row: RowId) -> RowState {
        self.found(row).state()
    }

    /// The rules that found something at a row, in the order of [`RULES`].
    pub fn rules(&self, row: RowId) -> impl Iterator<Item = &'static Rule> + use<> {
        self.found(row).rules().rules()
    }

    /// Whether a person left the row out by hand.
    pub fn is_left_out_by_hand(&self, row: RowId) -> bool {
        self.found(row).left_out_by_hand()
    }

    /// How many rows a rule found.
    pub fn rows_of_rule(&self, rule: &Rule) -> u32 {
        self.rows_of(RuleSet::of(rule))
    }

    /// How many findings of a set there are; for a set of one the rows.
    pub(super) fn rows_of(&self, set: RuleSet) -> u32 {
        set.bits().map(|bit| self.tallies.iter().map(|tally| tally[bit]).sum::<u32>()).sum()
    }

    /// Every rule that found something, with its rows, in the order of [`RULES`].
    pub fn problems(&self) -> Vec<ProblemCount> {
        let problem = |bit: usize| {
            let rows = self.tallies.iter().map(|tally| tally[bit]).sum();
            Some(ProblemCount { rule: RULES.get(bit)?, rows, first_row: self.rows_with(RULES[bit]).next()? })
        };
        (0..RULES.len()).filter_map(problem).collect()
    }

    /// Every row that a rule found, in the order of the file. Goes past whole stretches without one.
    pub fn rows_with(&self, rule: &Rule) -> impl Iterator<Item = RowId> {
        self.rows_in(RuleSet::of(rule))
    }

    pub(super) fn rows_in(&self, rules: RuleSet) -> impl Iterator<Item = RowId> {
        self.found_in(rules).map(|(row, _found)| row)
    }

    /// Every row that some rule of a set found, with all that was found at it.
    pub(super) fn found_in(&self, rules: RuleSet) -> impl Iterator<Item = (RowId, Found)> {
        let first_rows = (0_u32..).step_by(CHUNK);
        self.found.chunks().zip(&self.tallies).zip(first_rows).flat_map(move |((chunk, tally), first)| {
            let any = rules.bits().any(|bit| tally[bit] > 0);
            let chunk = if any { chunk } else { &[] };
            chunk
                .iter()
                .zip(first..)
                .filter(move |(found, _)| found.rules().overlaps(rules))
                .map(|(found, row)| (RowId(row), *found))
        })
    }

    /// Every row in a state, in the order of the file.
    pub fn rows_in_state(&self, state: RowState) -> impl Iterator<Item = RowId> {
        (0_u32..)
            .zip(self.found.iter())
            .filter(move |(_, found)| found.state() == state)
            .map(|(row, _)| RowId(row))
    }

    /// The next row to fix behind a row of the file, or before it, and around the end; `None` where none is
    /// to fix. Goes past whole stretches without one: it looks at the rows of two at most.
    pub fn next_to_fix(&self, from: RowId, back: bool) -> Option<RowId> {
        let here = from.index().min((self.num_rows() as usize).checked_sub(1)?);
        let (chunks, at) = (self.to_fix.len(), here / CHUNK);
        let order = (0..=chunks).map(|step| if back { at + chunks - step } else { at + step } % chunks);
        let mut tried = order.enumerate().filter(|(_, chunk)| self.to_fix[*chunk] > 0);
        tried.find_map(|(step, chunk)| {
            let is_behind = |row: usize| if back { row < here } else { row > here };
            // The stretch that it begins in comes twice: first what is ahead, at the end the rest.
            let is_due =
                |row: &usize| step > 0 && (step < chunks || !is_behind(*row)) || step == 0 && is_behind(*row);
            let found = self.found.chunk(chunk).iter().zip(chunk * CHUNK..);
            let mut rows = found
                .filter(|(found, _)| found.state() == RowState::NeedsFix)
                .map(|(_, row)| row)
                .filter(is_due);
            let row = if back { rows.last() } else { rows.next() };
            row.and_then(|row| u32::try_from(row).ok()).map(RowId)
        })
    }

    pub(super) fn found(&self, row: RowId) -> Found {
        self.found.get(row.index())
    }

    /// The rows whose identity has the same hash as a row's, itself among them, in the order of the
    /// file. Just itself where it takes no part in telling reviews apart.
    pub(super) fn alike(&self, row: RowId) -> Vec<RowId> {
        match self.index.hash(row) {
            0 => vec![row],
            hash => self.index.rows(hash),
        }
    }

    /// How many ready rows of the same review stand before a row.
    pub(super) fn ordinal(&self, row: &Row<'_>) -> u32 {
        let alike = self.alike(row.id);
        if alike.len() < 2 {
            return 0;
        }
        let identity = Identity::of(row).bytes();
        let mut cache = AgentCache::default();
        let same =
            |other: &RowId| Identity::of(&Row::read(row.judge, &mut cache, *other)).bytes() == identity;
        let before = alike.into_iter().take_while(|other| *other < row.id);
        let before = before.filter(|other| self.state(*other) == RowState::Ready).filter(same).count();
        u32::try_from(before).unwrap_or(u32::MAX)
    }

    /// Judges some rows again after their cells were edited or they were left out, and moves index and
    /// counts with them. Gives the same report as a new check of everything, if nothing else changed
    /// since: recipe, readings, people, aliases, answers, ledger, and the time.
    ///
    /// Returns every row whose finding changed: the ones given, and the other rows of their reviews.
    pub fn recheck(&mut self, input: &Input<'_>, rows: &[RowId]) -> Vec<RowId> {
        let judge = Judge::new(input);
        let mut cache = AgentCache::default();
        let mut hashes = FxHashSet::default();
        let mut changed = FxHashSet::default();
        for row in rows {
            let (found, hash) = judge_row(&judge, &mut cache, *row);
            hashes.extend([self.index.hash(*row), hash]);
            self.index.set(*row, hash);
            if self.replace(*row, found) {
                changed.insert(*row);
            }
        }
        for hash in hashes {
            let rows = self.index.rows(hash);
            for members in reviews(&judge, &mut cache, &rows) {
                mark(&judge, &members, |row, mark| {
                    let new = mark(self.found(row));
                    if self.replace(row, new.with_state(judge.settle(new))) {
                        changed.insert(row);
                    }
                });
            }
        }
        let mut changed: Vec<RowId> = changed.into_iter().collect();
        changed.sort_unstable();
        changed
    }

    /// Puts a finding in the place of another and moves the counts with it; whether it is another.
    fn replace(&mut self, row: RowId, new: Found) -> bool {
        let old = self.found(row);
        if old == new {
            return false;
        }
        self.counts.remove(old.state());
        self.counts.add(new.state());
        let to_fix = &mut self.to_fix[row.index() / CHUNK];
        *to_fix -= u32::from(old.state() == RowState::NeedsFix);
        *to_fix += u32::from(new.state() == RowState::NeedsFix);
        let tally = &mut self.tallies[row.index() / CHUNK];
        old.rules().bits().for_each(|bit| tally[bit] -= 1);
        new.rules().bits().for_each(|bit| tally[bit] += 1);
        self.found.set(row.index(), new);
        true
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a small constant")]
const CHUNK_ROWS: u32 = CHUNK as u32;

/// How many rows' text is looked at in one go for anything odd: little enough to stay in the nearest cache.
const STRETCH_ROWS: u32 = 64;

/// Judges rows that follow each other.
fn judge_rows<'a>(
    judge: &'a Judge<'a>,
    cache: &mut AgentCache<'a>,
    rows: Range<u32>,
) -> (Vec<Found>, Vec<u32>) {
    let mut judged = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
    for first in rows.clone().step_by(STRETCH_ROWS as usize) {
        let stretch = first..rows.end.min(first + STRETCH_ROWS);
        let plain_prose = judge.has_plain_prose(stretch.clone());
        judged.extend(
            stretch.map(|row| settled(judge, &Row::read_with(judge, cache, RowId(row), plain_prose))),
        );
    }
    judged
}

/// Judges one row.
fn judge_row<'a>(judge: &'a Judge<'a>, cache: &mut AgentCache<'a>, id: RowId) -> (Found, u32) {
    settled(judge, &Row::read(judge, cache, id))
}

/// What is found at a row by itself, with the state that follows; and the hash of its identity, 0
/// where it takes no part in telling reviews apart.
fn settled(judge: &Judge<'_>, row: &Row<'_>) -> (Found, u32) {
    let found = row.find();
    let hash = if judge.is_candidate(found) { Identity::of(row).table_hash() } else { 0 };
    (found.with_state(judge.settle(found)), hash)
}

#[cfg(test)]
impl Report {
    /// Whether two reports say the same of every row.
    pub(crate) fn agrees_with(&self, other: &Self) -> bool {
        self.counts == other.counts
            && self.tallies == other.tallies
            && self.to_fix == other.to_fix
            && self.found.iter().eq(other.found.iter())
            && (0..self.num_rows()).all(|row| self.index.hash(RowId(row)) == other.index.hash(RowId(row)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::Fixture;

    #[test]
    fn the_next_row_to_fix_is_the_one_that_looking_at_every_row_finds() {
        let to_fix = [5, 6, CHUNK - 1, CHUNK, 2 * CHUNK + 7];
        let rows = 2 * CHUNK + 10;
        let mut file = Fixture::new();
        for row in 0..rows {
            let cells: &[(Field, &str)] =
                if to_fix.contains(&row) { &[(Field::Score, "n.a.x")] } else { &[] };
            file = file.row(cells);
        }
        file.with(|_input, report| {
            let id = |row: usize| RowId(u32::try_from(row).unwrap());
            for from in [0, 5, 6, 7, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK + 7, rows - 1] {
                let ahead = (1..=rows).map(|step| (from + step) % rows).find(|row| to_fix.contains(row));
                let back =
                    (1..=rows).map(|step| (from + rows - step) % rows).find(|row| to_fix.contains(row));
                assert_eq!(report.next_to_fix(id(from), false), ahead.map(id), "from {from}");
                assert_eq!(report.next_to_fix(id(from), true), back.map(id), "back from {from}");
            }
        });
        Fixture::new().row(&[]).with(|_input, report| assert_eq!(report.next_to_fix(RowId(0), true), None));
    }
}
