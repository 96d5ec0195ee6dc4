//! What a rule's file needs.

pub(super) use crate::check::agent::Agent;
pub(super) use crate::check::context::moment;
pub(super) use crate::check::grade::{Grade, MaxProblem};
pub(super) use crate::check::rule::{
    Cause, Check, Choice, Effect, Fix, Part, Rule, SEND, SKIP, Sentence, Severity,
};
pub(super) use crate::model::{Field, RowState};
pub(super) use crate::recipe::date::DateText;

#[cfg(test)]
pub(super) use crate::check::fixture::Fixture;
#[cfg(test)]
pub(super) use crate::check::rule::Cases;
