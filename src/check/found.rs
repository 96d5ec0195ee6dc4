//! What was found at a row, in eight bytes.
//!
//! Owns the packing: a set of rules, a few facts, the state. Does not know what any rule means.

use std::sync::LazyLock;

use crate::model::RowState;

use super::rule::{Check, Rule, Severity};
use super::rules::RULES;

/// A set of rules: bit n is the n-th of [`RULES`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct RuleSet(u64);

impl RuleSet {
    pub(super) const EMPTY: Self = Self(0);
    /// How many rules fit.
    pub(super) const CAPACITY: usize = 48;
    /// Rules and facts that are counted.
    pub(super) const COUNTED: usize = 52;
    /// A fact, counted like a rule: the time was read in the recipe's zone.
    pub(super) const IN_ZONE: Self = Self(1 << 48);
    /// A fact: day and month were read in the column's order.
    pub(super) const IN_ORDER: Self = Self(1 << 49);
    /// A fact: the score was read on the column's scale.
    pub(super) const ON_SCALE: Self = Self(1 << 50);

    /// A fact: the time was counted in days.
    pub(super) const IN_DAYS: Self = Self(1 << 51);

    /// The set of one rule. Empty for a rule that is not in the table.
    pub(super) fn of(rule: &Rule) -> Self {
        RULES.iter().position(|other| other.id == rule.id).map_or(Self::EMPTY, |bit| Self(1 << bit))
    }

    /// Every rule of the table.
    pub(super) fn all() -> Self {
        Self((1 << RULES.len()) - 1)
    }

    /// The set of the n-th rule.
    pub(super) const fn of_bit(bit: usize) -> Self {
        Self(1 << bit)
    }

    pub(super) fn insert(&mut self, bit: usize) {
        self.0 |= 1 << bit;
    }

    pub(super) fn contains(self, rule: &Rule) -> bool {
        self.overlaps(Self::of(rule))
    }

    pub(super) const fn has_bit(self, bit: usize) -> bool {
        self.0 & (1 << bit) != 0
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) const fn overlaps(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) const fn only_if(self, holds: bool) -> Self {
        if holds { self } else { Self::EMPTY }
    }

    pub(super) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The places of its rules in [`RULES`], rising; past them those of facts.
    pub(super) fn bits(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let bit = left.trailing_zeros() as usize;
            left &= left.checked_sub(1)?;
            Some(bit)
        })
    }

    /// Its rules, in the order of [`RULES`].
    pub(super) fn rules(self) -> impl Iterator<Item = &'static Rule> {
        self.bits().filter_map(|bit| RULES.get(bit).copied())
    }
}

const _: () = assert!(RULES.len() <= RuleSet::CAPACITY, "a rule more than fits");

/// Rules by kind, worked out once from the table.
pub(super) struct Sets {
    /// The rules by which a row is none of a review.
    pub(super) first: RuleSet,
    /// Errors of a row itself.
    pub(super) errors: RuleSet,
    /// Questions of a row itself, and of the rows of one review.
    pub(super) questions: RuleSet,
    /// The rules about the other rows of one review.
    pub(super) review: RuleSet,
    pub(super) duplicate: RuleSet,
    pub(super) conflict: RuleSet,
}

pub(super) static SETS: LazyLock<Sets> = LazyLock::new(|| {
    let set = |belongs: &dyn Fn(&Rule) -> bool| {
        let mut set = RuleSet::EMPTY;
        RULES.iter().enumerate().filter(|(_, rule)| belongs(rule)).for_each(|(bit, _)| set.insert(bit));
        set
    };
    let ledger = |rule: &Rule| matches!(rule.check, Check::Ledger(_));
    Sets {
        first: set(&|rule| matches!(rule.check, Check::First(_))),
        errors: set(&|rule| rule.severity == Severity::Error && !ledger(rule)),
        questions: set(&|rule| rule.severity == Severity::Question && !ledger(rule)),
        review: set(&|rule| matches!(rule.check, Check::Duplicate | Check::Conflict)),
        duplicate: set(&|rule| matches!(rule.check, Check::Duplicate)),
        conflict: set(&|rule| matches!(rule.check, Check::Conflict)),
    }
});

/// What was found at a row: rules, facts, and the state that follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Found(u64);

impl Found {
    const LEFT_OUT_BY_HAND: u64 = 1 << 56;
    const UNSURE_DUPLICATE: u64 = 1 << 57;
    const SUPERSEDED: u64 = 1 << 58;
    const STATE_SHIFT: u32 = 60;
    const RULES: u64 = (1 << RuleSet::COUNTED) - 1;
    const OF_REVIEW: u64 = Self::UNSURE_DUPLICATE | Self::SUPERSEDED;

    pub(super) const fn of_rules(rules: RuleSet) -> Self {
        Self(rules.0)
    }

    /// A person left the row out; nothing else is judged.
    pub(super) const fn by_hand() -> Self {
        Self(Self::LEFT_OUT_BY_HAND)
    }

    pub(super) const fn rules(self) -> RuleSet {
        RuleSet(self.0 & Self::RULES)
    }

    pub(super) const fn left_out_by_hand(self) -> bool {
        self.0 & Self::LEFT_OUT_BY_HAND != 0
    }

    /// A repeat that may be a review of its own: no evaluation id and no conversation tell.
    pub(super) const fn unsure_duplicate(self) -> bool {
        self.0 & Self::UNSURE_DUPLICATE != 0
    }

    /// An older grading, where the answer is that the newest goes.
    pub(super) const fn superseded(self) -> bool {
        self.0 & Self::SUPERSEDED != 0
    }

    /// Takes off what the other rows of the review had to say.
    pub(super) fn without_review(self) -> Self {
        Self(self.0 & !(SETS.review.0 | Self::OF_REVIEW))
    }

    pub(super) fn duplicate(self, unsure: bool) -> Self {
        Self(self.0 | SETS.duplicate.0 | if unsure { Self::UNSURE_DUPLICATE } else { 0 })
    }

    pub(super) fn conflict(self, superseded: bool) -> Self {
        Self(self.0 | SETS.conflict.0 | if superseded { Self::SUPERSEDED } else { 0 })
    }

    /// A repeat of an older grading, where the answer is that the newest goes.
    pub(super) const fn superseded_too(self) -> Self {
        Self(self.0 | Self::SUPERSEDED)
    }

    #[must_use]
    pub(super) const fn with_state(self, state: RowState) -> Self {
        let rest = self.0 & !(0b111 << Self::STATE_SHIFT);
        Self(rest | ((state as u64) << Self::STATE_SHIFT))
    }

    pub(super) fn state(self) -> RowState {
        RowState::ALL[((self.0 >> Self::STATE_SHIFT) & 0b111) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_facts_and_state_do_not_touch_each_other() {
        let mut rules = RuleSet::EMPTY;
        rules.insert(0);
        rules.insert(RuleSet::CAPACITY - 1);
        for state in RowState::ALL {
            let found = Found::of_rules(rules).duplicate(true).conflict(true).with_state(state);
            assert_eq!(found.state(), state);
            assert!(found.superseded() && found.unsure_duplicate() && !found.left_out_by_hand());
            let plain = found.without_review();
            assert_eq!(plain.rules(), rules);
            assert!(!plain.superseded() && !plain.unsure_duplicate());
            assert_eq!(plain.state(), state);
        }
        assert_eq!(rules.bits().collect::<Vec<_>>(), [0, RuleSet::CAPACITY - 1]);
    }
}
