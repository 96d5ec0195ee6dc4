//! The rows of one review: repeats of a grading, and gradings that differ.
//!
//! Does not know how candidates are found (`index`). Invariant: rows are one review only if their
//! identities are the same bytes, and one grading only if their versions are.

use chrono::{DateTime, Utc};
use rustc_hash::FxHashMap;

use crate::model::RowId;

use super::agent::AgentCache;
use super::found::Found;
use super::identity::{Identity, Version};
use super::judge::Judge;
use super::row::Row;

/// A row among the rows of its review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) row: RowId,
    /// The first row of the same grading: itself, unless it is a repeat.
    pub(super) first: RowId,
    /// When the grading was made.
    pub(super) at: Option<DateTime<Utc>>,
    /// It rests on an evaluation id or a conversation.
    pub(super) is_sure: bool,
}

/// The reviews among rows whose identities may be the same. `rows` are in the order of the file; so
/// are the reviews, by their first row, and the members of each.
pub(super) fn reviews<'a>(
    judge: &'a Judge<'a>,
    cache: &mut AgentCache<'a>,
    rows: &[RowId],
) -> Vec<Vec<Member>> {
    let mut reviews: Vec<Vec<Member>> = Vec::new();
    let mut places: FxHashMap<Vec<u8>, usize> = FxHashMap::default();
    let mut firsts: FxHashMap<(usize, Vec<u8>), RowId> = FxHashMap::default();
    for id in rows {
        let row = Row::read(judge, cache, *id);
        let identity = Identity::of(&row);
        let place = *places.entry(identity.bytes()).or_insert_with(|| {
            reviews.push(Vec::new());
            reviews.len() - 1
        });
        let first = *firsts.entry((place, Version::of(&row).bytes())).or_insert(*id);
        reviews[place].push(Member { row: *id, first, at: row.scored_at(), is_sure: identity.is_sure() });
    }
    reviews
}

/// What the rows of one review say about each: `found` without it ↦ `found` with it.
pub(super) fn mark(
    judge: &Judge<'_>,
    members: &[Member],
    mut each: impl FnMut(RowId, &dyn Fn(Found) -> Found),
) {
    let newest = members.iter().max_by_key(|member| (member.at, member.first)).map(|member| member.first);
    let differ = members.iter().any(|member| member.first != members[0].first);
    for member in members {
        let superseded = differ && judge.newest && Some(member.first) != newest;
        each(member.row, &|found| {
            let found = found.without_review();
            if member.first != member.row {
                let found = found.duplicate(!member.is_sure);
                if superseded { found.superseded_too() } else { found }
            } else if differ {
                found.conflict(superseded)
            } else {
                found
            }
        });
    }
}
