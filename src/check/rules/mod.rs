//! The rules: one file each, and one line each in the table.
//!
//! A rule's file says what it finds, why that matters, an example, its choices and fixes, when it
//! applies, the sentence for a person, and shows a row at which it applies and one at which it does
//! not. To add a rule: write its file, add its line to the table below.

use std::sync::LazyLock;

use super::row::Row;
use super::rule::{Check, Rule};
use super::sent::Sent;

mod prelude;

/// The modules of the rules and [`RULES`], from one list of lines.
macro_rules! rules {
    ($($name:ident,)*) => {
        $(mod $name;)*

        /// Every rule, in the order in which rows are judged and problems are listed.
        pub static RULES: &[&Rule] = &[$(&$name::RULE,)*];
    };
}

rules! {
    // Rows that are none of a review: judged by nothing else.
    row_blank,
    row_header_again,
    row_total_line,
    row_comment,
    row_excluded,
    // Errors: the row waits until it is fixed.
    row_undecodable,
    row_ragged,
    mapping_missing,
    agent_kind_unclear,
    agent_needs_people,
    agent_missing,
    agent_unknown,
    agent_ambiguous,
    agent_without_id,
    agent_conflict,
    score_not_a_number,
    score_negative,
    max_score_invalid,
    score_scale_unclear,
    source_missing,
    scored_at_missing,
    scored_at_not_a_date,
    scored_at_not_in_zone,
    scored_at_no_time_zone,
    scored_at_day_month_unclear,
    scored_at_day_count_unclear,
    // Questions: one answer for all rows.
    score_missing,
    score_above_max,
    score_implausible,
    scored_at_day_month_swapped,
    scored_at_future,
    scored_at_implausible,
    conversation_excel_damaged,
    row_duplicate,
    row_conflict,
    // The ledger, in the order in which its rules win.
    row_in_open_upload,
    row_outcome_unknown,
    row_refused,
    row_already_sent,
    row_changed_since_sent,
    // Notes: said, and sent.
    agent_left,
    scored_at_date_only,
    scored_at_twice,
    scored_at_day_moves,
    text_cleaned,
    text_suspicious,
}

/// The rule of that id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id).copied()
}

/// Whether a rule finds something at a row.
type Finds = fn(&Row<'_>) -> bool;
/// The same, at a row whose review is in the ledger.
type FindsSent = fn(&Sent<'_>) -> bool;

/// The rules by when and where they are asked, each with its place in [`RULES`].
pub(super) struct Stages {
    pub(super) first: Vec<(usize, Finds)>,
    /// By [`Part`](super::rule::Part).
    pub(super) parts: [Vec<(usize, Finds)>; 8],
    pub(super) ledger: Vec<(usize, FindsSent)>,
}

pub(super) static STAGES: LazyLock<Stages> = LazyLock::new(|| {
    let mut stages = Stages { first: Vec::new(), parts: Default::default(), ledger: Vec::new() };
    for (bit, rule) in RULES.iter().enumerate() {
        match rule.check {
            Check::First(finds) => stages.first.push((bit, finds)),
            Check::Row(part, finds) => stages.parts[part as usize].push((bit, finds)),
            Check::Ledger(finds) => stages.ledger.push((bit, finds)),
            Check::Duplicate | Check::Conflict => {}
        }
    }
    stages
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rule::{Sentence, Severity};
    use crate::model::RowState;

    #[test]
    fn the_table_is_sound() {
        for (place, rule) in RULES.iter().enumerate() {
            let id = rule.id;
            assert!(RULES[place + 1..].iter().all(|other| other.id != id), "{id} is there twice");
            assert!(
                id.split('.').count() == 2 && id.chars().all(|c| c.is_ascii_lowercase() || "._".contains(c))
            );
            for text in [rule.title, rule.why, rule.example] {
                assert!(!text.is_empty() && text.trim() == text, "{id}: {text}");
            }
            assert!(rule.why.ends_with('.'), "{id}: why is sentences");
            assert!(!rule.title.ends_with('.'), "{id}: a title is no sentence");
            let asks = rule.severity == Severity::Question;
            assert_eq!(!rule.choices.is_empty(), asks, "{id}: a question has choices, nothing else has");
            if let Some(default) = rule.default {
                assert!(rule.choice(default).is_some(), "{id}: the default is a choice");
            }
            assert_eq!(rule.keeps == RowState::Ready, rule.severity == Severity::Note, "{id}");
        }
    }

    /// Every rule, shown at rows: where it applies, says something, and keeps the row where it says.
    #[test]
    fn every_rule_fires_at_its_example_and_not_at_the_other() {
        for rule in RULES {
            let id = rule.id;
            let (fires, passes) = ((rule.cases.fires)(), (rule.cases.passes)());
            assert!(fires.found().contains(&id), "{id} does not fire: {:?}", fires.found());
            passes.with(|_input, report| {
                assert_eq!(report.rows_of_rule(rule), 0, "{id} fires where it should not");
            });
            let state = *fires.states().last().unwrap();
            match rule.severity {
                Severity::Note => assert_eq!(state, RowState::Ready, "{id}"),
                Severity::Question if rule.default.is_none() => assert_eq!(state, RowState::NeedsFix, "{id}"),
                Severity::Question | Severity::Error => assert_eq!(state, rule.keeps, "{id}"),
            }
            let problems = fires.problems();
            let said: Vec<_> = problems.iter().filter(|problem| problem.rule.id == id).collect();
            assert!(!said.is_empty(), "{id} says nothing");
            for problem in said {
                assert!(problem.message.ends_with(['.', '?']), "{id}: {}", problem.message);
                assert!(
                    problem.message.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || c == '“'),
                    "{id}"
                );
                if matches!(rule.sentence, Sentence::Row(_)) {
                    assert_eq!(problem.field, rule.field, "{id}");
                }
            }
        }
    }

    #[test]
    fn a_good_row_is_ready_and_nothing_is_said_about_it() {
        let good = crate::check::fixture::Fixture::new().row(&[]);
        assert_eq!(good.found(), [""; 0]);
        assert_eq!(good.states(), [RowState::Ready]);
    }
}
