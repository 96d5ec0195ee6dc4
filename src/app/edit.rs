//! What a person changes in a document, by hand or for a whole group: each becomes one step that can
//! be taken back by its name.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::check::{self, Decision};
use crate::model::{AnsweredBy, CellChange, Field, Overlay, RowId, RowSetChange};
use crate::pipeline::Document;
use crate::recipe::Recipe;

use super::bulk::Bulk;
use super::history::{Change, Step};
use super::tabs::{Settled, TabId};
use super::view::Cause;
use super::{Effect, State, judging, reading, work};

/// Changes of up to this many rows are judged at once; more of them in the background.
pub const AT_ONCE: usize = 2_000;

/// A change that a person asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// New texts for cells; `None` brings the source back.
    Cells(Vec<(Field, RowId, Option<String>)>),
    /// Something that is done to many cells.
    Bulk(Bulk),
    /// Rows to leave out, or to take back in.
    LeaveOut(Vec<RowId>, bool),
    /// All rows of a decision to leave out.
    LeaveOutCause(Cause),
    /// One text for a field in all rows of a decision.
    SetCause(Cause, Field, String),
    /// The answer to a rule's question.
    Answer(&'static str, &'static str),
    /// Who is meant by a value.
    ChooseAgent {
        /// The value.
        value: String,
        /// The person's `agent_id`.
        agent_id: String,
        /// The person's name.
        name: String,
        /// How many rows have the value.
        rows: u32,
    },
    /// A value that means nobody any more.
    ForgetAgent {
        /// The value.
        value: String,
        /// Who was meant, in words.
        name: String,
    },
    /// A value that is meant as another wherever it stands in a field.
    Replace {
        /// The field.
        field: Field,
        /// The value.
        from: String,
        /// What is meant.
        to: String,
        /// How many rows have it.
        rows: u32,
    },
    /// How columns become fields, and what that changes, in words.
    Recipe(Box<Recipe>, String),
}

/// Makes a step of the change, does it, and asks for what follows.
pub(super) fn update(state: &mut State, id: TabId, edit: Edit) -> Vec<Effect> {
    if work::refused(state, id) {
        return Vec::new();
    }
    let edit = match edit {
        Edit::Bulk(bulk) if work::is_long(state, id, &bulk) => {
            return work::start(state, id, work::CellJob::Change(bulk));
        }
        edit => edit,
    };
    if let Edit::LeaveOut(rows, left_out) = &edit
        && rows.len() > AT_ONCE
        && let Some(step) = rows_step(rows.clone(), *left_out, None)
    {
        return work::start(state, id, work::CellJob::Step(Arc::new(step)));
    }
    if let Some(effects) = work::decide(state, id, &edit) {
        return effects;
    }
    let decided = matches!(
        edit,
        Edit::LeaveOutCause(_)
            | Edit::SetCause(..)
            | Edit::Answer(..)
            | Edit::ChooseAgent { .. }
            | Edit::Replace { .. }
    );
    let remember = matches!(edit, Edit::Answer(..) | Edit::Replace { .. } | Edit::Recipe(..));
    let Some(step) = step(state, id, edit) else { return Vec::new() };
    let mut aliases = Arc::clone(&state.accounts.around.aliases);
    let Some(open) = state.tabs.open_mut(id) else { return Vec::new() };
    let touched = open.history.act(&mut open.document, &mut aliases, &step);
    if decided {
        open.settled.push(Settled { label: step.label });
    }
    let mut effects = Vec::new();
    // A mapping that still waits to be looked at is remembered when it was.
    if remember && open.confirm.is_none() {
        effects.extend(reading::keep(state, id));
    }
    state.accounts.around.aliases = aliases;
    effects.extend(judging::follow(state, id, touched));
    effects
}

fn step(state: &mut State, id: TabId, edit: Edit) -> Option<Step> {
    match edit {
        Edit::Cells(cells) => cells_step(state, id, cells),
        Edit::Bulk(bulk) => work::step_now(state, id, &bulk),
        Edit::LeaveOut(rows, left_out) => rows_step(rows, left_out, None),
        Edit::LeaveOutCause(_) | Edit::SetCause(..) => {
            let snapshot = work::Snapshot::of(state, id)?;
            let decision = decision(&edit, &state.tabs.get(id)?.open()?.decisions)?;
            let mut overlay = Arc::clone(&snapshot.document.overlay);
            let rows = snapshot.rows_of(decision);
            let step = decided_step(&edit, rows, Arc::make_mut(&mut overlay))?;
            state.tabs.open_mut(id)?.document.overlay = overlay;
            Some(step)
        }
        answer => answer_step(&answer, &state.tabs.get(id)?.open()?.document),
    }
}

/// The step of an answer that holds for the file or for all rows with a value; `None` for other changes.
pub(super) fn answer_step(edit: &Edit, document: &Document) -> Option<Step> {
    match edit {
        Edit::Answer(rule, choice) => {
            let label = check::rule(rule).map_or_else(
                || (*rule).to_owned(),
                |rule| {
                    let words = rule.choices.iter().find(|known| known.id == *choice);
                    format!("{}: {}", rule.title, words.map_or(*choice, |known| known.label))
                },
            );
            let change = Change::Answer(rule, Some((choice, AnsweredBy::Option)));
            Some(Step { label, changes: vec![change] })
        }
        Edit::ChooseAgent { value, agent_id, name, rows } => Some(Step {
            label: format!("{value} → {name}, {}", rows_words(*rows)),
            changes: vec![Change::Alias(value.clone(), Some(agent_id.clone()))],
        }),
        Edit::ForgetAgent { value, name } => Some(Step {
            label: format!("{value} is not {name} any more"),
            changes: vec![Change::Alias(value.clone(), None)],
        }),
        Edit::Replace { field, from, to, rows } => {
            let mut recipe = Recipe::clone(&document.recipe);
            let label =
                format!("{} → {to}, {}", if from.is_empty() { "empty" } else { from }, rows_words(*rows));
            recipe.replacements.insert((*field, from.clone()), to.clone());
            let readings = (!document.readings_due).then(|| Arc::clone(&document.readings));
            Some(Step { label, changes: vec![Change::Recipe(Arc::new(recipe), readings)] })
        }
        Edit::Recipe(recipe, label) => {
            let change = Change::Recipe(Arc::new(Recipe::clone(recipe)), None);
            Some(Step { label: label.clone(), changes: vec![change] })
        }
        Edit::Cells(_) | Edit::Bulk(_) | Edit::LeaveOut(..) | Edit::LeaveOutCause(_) | Edit::SetCause(..) => {
            None
        }
    }
}

fn cells_step(state: &mut State, id: TabId, cells: Vec<(Field, RowId, Option<String>)>) -> Option<Step> {
    let around = state.accounts.around.clone();
    let now = state.now;
    let open = state.tabs.open_mut(id)?;
    let mut by_field: BTreeMap<Field, Vec<(RowId, Option<String>)>> = BTreeMap::new();
    {
        let input = open.document.input(&around, now);
        for (field, row, text) in cells {
            let before = check::value(&input, row, field);
            // Typing what is there already is no edit.
            if text.as_deref() != Some(before) {
                by_field.entry(field).or_default().push((row, text));
            }
        }
    }
    let label = cells_label(&by_field)?;
    let overlay = Arc::make_mut(&mut open.document.overlay);
    let changes = by_field
        .into_iter()
        .map(|(field, cells)| {
            let cells =
                cells.into_iter().map(|(row, text)| (row, text.map(|text| overlay.intern(&text)))).collect();
            Change::Cells(CellChange { field, cells })
        })
        .collect();
    Some(Step { label, changes })
}

fn cells_label(by_field: &BTreeMap<Field, Vec<(RowId, Option<String>)>>) -> Option<String> {
    let num_cells: usize = by_field.values().map(Vec::len).sum();
    let (field, cells) = by_field.iter().next()?;
    let (row, text) = cells.first()?;
    Some(match (num_cells, text) {
        (1, Some(text)) if text.is_empty() => format!("{} of row {} emptied", field.label(), row.number()),
        (1, Some(text)) => format!("{} of row {} → {text}", field.label(), row.number()),
        (1, None) => format!("{} of row {} as in the file", field.label(), row.number()),
        (cells, _) => format!("{cells} cells changed"),
    })
}

fn rows_step(rows: Vec<RowId>, left_out: bool, heading: Option<&str>) -> Option<Step> {
    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    if count == 0 {
        return None;
    }
    let done = if left_out { "left out" } else { "taken back in" };
    let label = match heading {
        Some(heading) => format!("{heading}: {done}, {}", rows_words(count)),
        None => format!("{} {done}", rows_words(count)),
    };
    Some(Step { label, changes: vec![Change::Rows(RowSetChange { rows, left_out })] })
}

/// The decision whose rows a change is of, if it is one of these; `None` for other changes.
pub(super) fn decision<'a>(edit: &Edit, decisions: &'a [Decision]) -> Option<&'a Decision> {
    let (Edit::LeaveOutCause(cause) | Edit::SetCause(cause, ..)) = edit else { return None };
    decisions.iter().find(|decision| cause.is_of(decision))
}

/// The step of a change of all rows of a decision.
pub(super) fn decided_step(edit: &Edit, rows: Vec<RowId>, overlay: &mut Overlay) -> Option<Step> {
    match edit {
        Edit::LeaveOutCause(cause) => rows_step(rows, true, Some(&cause.heading)),
        Edit::SetCause(_, field, text) if !rows.is_empty() => {
            let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
            let label = format!("{} → {text}, {}", field.label(), rows_words(count));
            let value = Some(overlay.intern(text));
            let cells = rows.into_iter().map(|row| (row, value)).collect();
            Some(Step { label, changes: vec![Change::Cells(CellChange { field: *field, cells })] })
        }
        _ => None,
    }
}

/// "1 row", "1,204 rows".
pub fn rows_words(rows: u32) -> String {
    if rows == 1 { "1 row".to_owned() } else { format!("{} rows", thousands(rows)) }
}

/// A count with a comma after each three digits: 1,204.
pub fn thousands(count: impl Into<u64>) -> String {
    let digits = count.into().to_string();
    let mut words = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            words.push(',');
        }
        words.push(digit);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_in_words() {
        for (count, words) in [
            (0, "0 rows"),
            (1, "1 row"),
            (999, "999 rows"),
            (1204, "1,204 rows"),
            (1_000_000, "1,000,000 rows"),
        ] {
            assert_eq!(rows_words(count), words);
        }
    }
}
