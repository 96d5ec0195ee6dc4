//! What is left to decide: findings grouped by cause, for the panel beside the grid.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::model::{Cancelled, Field, Progress, RowId, RowState};
use crate::people::PersonIndex;

use super::agent::AgentCache;
use super::found::{Found, RuleSet};
use super::judge::Judge;
use super::row::Row;
use super::rule::{Cause, Fix, Severity};
use super::rules::RULES;
use super::{Input, Report, Rule, explain};

/// One decision: the rows of one rule, or of one value under one rule.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The rule.
    pub rule: &'static Rule,
    /// Where it stands in the panel.
    pub section: Section,
    /// The value that its rows share in the rule's field; `None` where the rule as a whole is one cause.
    pub value: Option<String>,
    /// Its heading: `“j.doe@example.com” is not in the people list`.
    pub heading: String,
    /// Its rows.
    pub rows: u32,
    /// The rows that would be ready if this were settled.
    pub frees: u32,
    /// The first of its rows, at most [`Decision::MAX_EXAMPLES`]: for examples and F8.
    pub examples: Vec<RowId>,
    /// People that the value may mean, best first.
    pub near: Vec<PersonIndex>,
}

impl Decision {
    /// How many rows are kept as examples.
    pub const MAX_EXAMPLES: usize = 20;
    /// How many values of a rule are decisions of their own; the rows of all others are one more.
    pub const MAX_VALUES: usize = 500;

    /// The field whose cell is marked.
    pub fn field(&self) -> Option<Field> {
        self.rule.field
    }
}

/// The sections of the decisions panel, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Section {
    /// Questions about the whole file: they make or clear the rest.
    First,
    /// Errors, and questions whose rows wait.
    ToFix,
    /// Reviews that were sent before with another score.
    ChangedSinceSent,
    /// Rows that stay out by an answer or a default; can be let in.
    LeftOut,
    /// Said, and sent.
    Notes,
}

/// Groups what the report found: sections in order, within a section by rows freed, then rows.
///
/// # Errors
/// [`Cancelled`] when the job was asked to stop.
pub fn decisions(
    input: &Input<'_>,
    report: &Report,
    progress: &Progress,
) -> Result<Vec<Decision>, Cancelled> {
    let judge = Judge::new(input);
    let mut groups = Groups { judge: &judge, cache: AgentCache::default(), of_rule: Vec::new() };
    groups.of_rule.resize_with(RULES.len(), FxHashMap::default);
    progress.start(u64::from(report.num_rows()));
    for (number, (row, found)) in report.found_in(RuleSet::all()).enumerate() {
        if number.is_multiple_of(4096) {
            progress.reached(u64::from(row.0))?;
        }
        groups.add(row, found);
    }
    let mut decisions: Vec<Decision> = Vec::new();
    for (bit, causes) in std::mem::take(&mut groups.of_rule).into_iter().enumerate() {
        decisions.extend(causes.into_iter().map(|(value, group)| group.decide(&judge, report, bit, value)));
    }
    decisions.sort_by(|one, other| {
        let key =
            |decision: &Decision| (decision.section, u32::MAX - decision.frees, u32::MAX - decision.rows);
        key(one).cmp(&key(other)).then_with(|| one.value.cmp(&other.value))
    });
    offer_people(input, &mut decisions, progress)?;
    Ok(decisions)
}

/// All rows of a decision, in the order of the file: for a filter, or to act on them.
pub fn rows_of(input: &Input<'_>, report: &Report, decision: &Decision) -> Vec<RowId> {
    let judge = Judge::new(input);
    let mut cache = AgentCache::default();
    let rows = report.rows_with(decision.rule);
    match &decision.value {
        None => rows.collect(),
        Some(value) => rows
            .filter(|row| cause(&judge, &mut cache, decision.rule, *row).is_some_and(|cause| cause == *value))
            .collect(),
    }
}

/// The text that rows of one cause share; `None` where the rule as a whole is one cause.
fn cause<'a>(
    judge: &'a Judge<'a>,
    cache: &mut AgentCache<'a>,
    rule: &Rule,
    row: RowId,
) -> Option<Cow<'a, str>> {
    match (rule.cause, rule.field) {
        (Cause::Value, Some(field)) => Some(Cow::Borrowed(judge.value(row, field).trim())),
        (Cause::Text(text), _) => Some(Cow::Owned(text(&Row::read(judge, cache, row)))),
        _ => None,
    }
}

/// Rows by rule and cause.
struct Groups<'a> {
    judge: &'a Judge<'a>,
    cache: AgentCache<'a>,
    /// By place in [`RULES`].
    of_rule: Vec<FxHashMap<Option<Cow<'a, str>>, Group>>,
}

#[derive(Default)]
struct Group {
    rows: u32,
    frees: u32,
    examples: Vec<RowId>,
}

impl Groups<'_> {
    fn add(&mut self, row: RowId, found: Found) {
        let blocking = self.judge.blocking(found.rules());
        for bit in found.rules().bits() {
            let Some(rule) = RULES.get(bit) else { continue };
            let cause = cause(self.judge, &mut self.cache, rule, row);
            let groups = &mut self.of_rule[bit];
            let is_full = groups.len() >= Decision::MAX_VALUES && !groups.contains_key(&cause);
            let group = groups.entry(if is_full { None } else { cause }).or_default();
            group.rows += 1;
            group.frees += u32::from(found.state() != RowState::Ready && blocking == RuleSet::of_bit(bit));
            if group.examples.len() < Decision::MAX_EXAMPLES {
                group.examples.push(row);
            }
        }
    }
}

impl Group {
    fn decide(self, judge: &Judge<'_>, report: &Report, bit: usize, value: Option<Cow<'_, str>>) -> Decision {
        let rule = RULES[bit];
        let heading = match (&value, rule.cause) {
            (Some(text), Cause::Text(_)) => format!("{}: {text}", rule.title),
            (Some(_), _) => self.examples.first().map_or_else(String::new, |row| {
                let problems = explain(&judge.input, report, *row);
                let said = problems.into_iter().find(|problem| problem.rule.id == rule.id);
                said.map_or_else(String::new, |problem| first_sentence(&problem.message).to_owned())
            }),
            (None, Cause::Rule) => rule.title.to_owned(),
            (None, _) => format!("{}: many other values", rule.title),
        };
        Decision {
            rule,
            section: section(judge, report, rule, &self.examples),
            value: value.map(Cow::into_owned),
            heading,
            rows: self.rows,
            frees: self.frees,
            examples: self.examples,
            near: Vec::new(),
        }
    }
}

/// A message up to the end of its first sentence, without its stop.
fn first_sentence(message: &str) -> &str {
    message.split_once(". ").map_or(message, |(first, _)| first).trim_end_matches('.')
}

fn section(judge: &Judge<'_>, report: &Report, rule: &Rule, examples: &[RowId]) -> Section {
    let about_the_file = matches!(
        rule.fixes.first(),
        Some(
            Fix::SetZone
                | Fix::SetDateOrder
                | Fix::SetDayCount
                | Fix::SetScale
                | Fix::SetAgentKind
                | Fix::MapField(_)
                | Fix::RefreshPeople
        )
    );
    // A repeat that nothing tells from another review waits, whatever holds for the other repeats.
    let waits = judge.waits(rule)
        || judge.keeps_out(rule)
            && examples.iter().any(|row| {
                let found = report.found(*row);
                found.unsure_duplicate() && found.state() == RowState::NeedsFix
            });
    let is_open = rule.severity == Severity::Error || rule.severity == Severity::Question && waits;
    match rule.id {
        _ if rule.keeps == RowState::InUpload => Section::LeftOut,
        // A blank cell is a cell's own matter, though a constant for all rows would do as well.
        _ if is_open && about_the_file && rule.id != "source.missing" => Section::First,
        "row.changed_since_sent" if is_open => Section::ChangedSinceSent,
        _ if is_open => Section::ToFix,
        _ if judge.keeps_out(rule) => Section::LeftOut,
        _ => Section::Notes,
    }
}

/// Says who may be meant, where a person has to choose. The largest groups only: the others are asked
/// for when they are opened.
fn offer_people(input: &Input<'_>, decisions: &mut [Decision], progress: &Progress) -> Result<(), Cancelled> {
    const MOST: usize = 100;
    let Some(people) = input.people else { return Ok(()) };
    let to_choose = decisions.iter_mut().filter(|decision| decision.rule.fixes.contains(&Fix::ChooseAgent));
    for decision in to_choose.take(MOST) {
        progress.go_on()?;
        decision.near = decision.value.as_deref().map_or_else(Vec::new, |value| people.near(value, 3));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::Fixture;

    fn headings(file: &Fixture) -> Vec<(Section, String, u32, u32)> {
        file.with(|input, report| {
            let decisions = decisions(&input, report, &Progress::default()).unwrap();
            for decision in &decisions {
                let rows = rows_of(&input, report, decision);
                assert_eq!(rows.len(), decision.rows as usize, "{}", decision.heading);
                assert_eq!(rows[..decision.examples.len()], decision.examples, "{}", decision.heading);
            }
            let summary =
                |decision: Decision| (decision.section, decision.heading, decision.rows, decision.frees);
            decisions.into_iter().map(summary).collect()
        })
    }

    #[test]
    fn findings_are_grouped_by_cause_and_ordered_by_what_they_free() {
        let file = Fixture::new()
            .row(&[(Field::AgentId, "j.doe@example.com")])
            .row(&[(Field::AgentId, "k.roe@example.com")])
            .row(&[(Field::AgentId, "k.roe@example.com")])
            .row(&[(Field::AgentId, "j.doe@example.com"), (Field::Score, "eighty")])
            .row(&[(Field::ScoredAt, "2026-09-14 10:00")])
            .row(&[(Field::Score, "N/A")])
            .row(&[(Field::Score, "105")])
            .row(&[(Field::AgentId, "grace.lindqvist@example.com")]);
        let expected = [
            (Section::First, "In which zone are the times?", 1, 1),
            (Section::ToFix, "“k.roe@example.com” is not in the people list", 2, 2),
            (Section::ToFix, "“j.doe@example.com” is not in the people list", 2, 1),
            (Section::ToFix, "Scores over the maximum", 1, 1),
            (Section::ToFix, "“eighty” is not a score", 1, 0),
            (Section::LeftOut, "Not graded", 1, 1),
            (Section::Notes, "Grace Lindqvist left on 10 Sep 2026", 1, 0),
        ];
        assert_eq!(
            headings(&file),
            expected.map(|(section, heading, rows, frees)| { (section, heading.to_owned(), rows, frees) })
        );
    }

    #[test]
    fn very_many_values_are_one_decision_beside_the_first_ones() {
        let mut file = Fixture::new();
        for number in 0..Decision::MAX_VALUES + 2 {
            file = file.row(&[(Field::Score, &format!("about {number}"))]);
        }
        file.with(|input, report| {
            let decisions = decisions(&input, report, &Progress::default()).unwrap();
            assert_eq!(decisions.len(), Decision::MAX_VALUES + 1);
            assert_eq!(decisions.iter().map(|decision| decision.rows).sum::<u32>(), report.num_rows());
            assert_eq!((decisions[0].rows, &decisions[0].value), (2, &None));
        });
    }
}
