//! What was done to a document, so that it can be taken back and done again, each step by its name.
//!
//! Owns the steps. Does not know how a change is judged afterwards. Invariant: applying a change gives
//! the change that takes it back, so undo after redo after undo is exact.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::model::{AnsweredBy, CellChange, Field, Layer, Overlay, RowId, RowSetChange};
use crate::people::Aliases;
use crate::pipeline::Document;
use crate::recipe::{Readings, Recipe};

use super::edit::AT_ONCE;

/// A change of more cells is taken back by all edits of the field as they were. Fewer in tests, so that short
/// sequences of steps go both ways.
const MANY: usize = if cfg!(test) { 3 } else { AT_ONCE };

/// One change of a document, or of what its account knows.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Cells of one field.
    Cells(CellChange),
    /// All edits of one field as they were: the way back from a change of many cells.
    Layer(Layer),
    /// Rows left out by hand, or taken back in.
    Rows(RowSetChange),
    /// How columns become fields. Without readings they are read again.
    Recipe(Arc<Recipe>, Option<Arc<Readings>>),
    /// The answer to a rule's question.
    Answer(&'static str, Option<(&'static str, AnsweredBy)>),
    /// Who is meant by a value: an alias of the account, by `agent_id`.
    Alias(String, Option<String>),
}

/// Changes that a person made as one, and their name: `j.doe@… → Jane Doe, 12 rows`.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its name, for "Undo: …".
    pub label: String,
    /// The changes that take it back or do it again, in the order in which they are applied.
    pub changes: Vec<Change>,
}

/// When a step was done, and by whom, as the OS names them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub user: Arc<str>,
}

/// The steps of one document.
#[derive(Clone, Debug, Default)]
pub struct History {
    undo: Vec<Arc<Step>>,
    redo: Vec<Arc<Step>>,
    /// Of each step that is done or was taken back, in the order in which they were done.
    stamps: Vec<Stamp>,
    /// Counts every new step, so that whoever keeps them sees that one came.
    acts: u64,
}

/// A value that a step gave a cell, or took off it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The name of the step.
    pub label: String,
    /// When, and by whom.
    pub stamp: Stamp,
    /// The field; `None` where the row was left out or taken back in.
    pub field: Option<Field>,
    /// What the cell had before and after: `None`: as in the file.
    pub values: (Option<String>, Option<String>),
}

/// What has to be judged again after a change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Touched {
    /// These rows at least.
    pub rows: Vec<RowId>,
    /// Every row.
    pub all: bool,
    /// Aliases that the account has to keep or to forget.
    pub aliases: Vec<(String, Option<String>)>,
}

impl History {
    /// The name of the step that undo would take back.
    pub fn undo_label(&self) -> Option<&str> {
        self.undo.last().map(|step| step.label.as_str())
    }

    /// The name of the step that redo would do again.
    pub fn redo_label(&self) -> Option<&str> {
        self.redo.last().map(|step| step.label.as_str())
    }

    /// Does a step, and remembers how to take it back.
    pub fn act(&mut self, document: &mut Document, aliases: &mut Arc<Aliases>, step: &Step) -> Touched {
        let (inverse, touched) = apply(document, aliases, step);
        self.undo.push(Arc::new(inverse));
        self.redo.clear();
        self.acts += 1;
        touched
    }

    /// Remembers how to take back what was done elsewhere.
    pub(super) fn done(&mut self, inverse: Step) {
        self.undo.push(Arc::new(inverse));
        self.redo.clear();
        self.acts += 1;
    }

    /// Hands out the step that undo, or redo, applies next, where it changes so many cells or rows or
    /// more. Whoever has it gives the step that it became to [`Self::taken`].
    pub(super) fn take_large(&mut self, undo: bool, most: usize) -> Option<Arc<Step>> {
        let steps = if undo { &mut self.undo } else { &mut self.redo };
        steps.pop_if(|step| step.size() >= most)
    }

    /// Takes the inverse of a step that was handed out.
    pub(super) fn taken(&mut self, undo: bool, inverse: Step) {
        let steps = if undo { &mut self.redo } else { &mut self.undo };
        steps.push(Arc::new(inverse));
    }

    /// How many steps are done.
    pub fn num_done(&self) -> usize {
        self.undo.len()
    }

    /// The names of all steps: first those that are done, oldest first, then those that were taken back.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.undo.iter().chain(self.redo.iter().rev()).map(|step| step.label.as_str())
    }

    /// When a step was done and by whom, by its place among [`labels`](Self::labels).
    pub fn stamp(&self, place: usize) -> Option<&Stamp> {
        self.stamps.get(place)
    }

    /// How often a new step was done.
    pub(super) fn acts(&self) -> u64 {
        self.acts
    }

    /// Says of the step that was done last when and by whom it was, and gives the step that takes it
    /// back.
    pub(super) fn sign(&mut self, stamp: Stamp) -> Option<&Arc<Step>> {
        self.stamps.truncate(self.undo.len().saturating_sub(1));
        self.stamps.push(stamp);
        self.undo.last()
    }

    /// What the steps that are done made of a row, the latest first: its cells, and whether it is left
    /// out. Costs a look at every change of every step: for a row that a person looks at.
    pub fn traces(&self, overlay: &Overlay, row: RowId) -> Vec<Trace> {
        let mut traces = Vec::new();
        let mut now = Field::ALL.map(|field| overlay.get(row, field).map(str::to_owned));
        for (place, step) in self.undo.iter().enumerate().rev() {
            let trace = |field, values| Trace {
                label: step.label.clone(),
                stamp: self.stamps.get(place).cloned().unwrap_or_default(),
                field,
                values,
            };
            for change in &step.changes {
                match change {
                    Change::Cells(cells) => {
                        // Named twice: what it was at first counts, and that comes back last.
                        let Some((_, before)) = cells.cells.iter().rev().find(|(at, _)| *at == row) else {
                            continue;
                        };
                        let before = before.map(|id| overlay.value(id).to_owned());
                        let after = std::mem::replace(&mut now[cells.field.index()], before.clone());
                        traces.push(trace(Some(cells.field), (before, after)));
                    }
                    Change::Layer(layer) => {
                        let before = overlay.get_in(layer, row).map(str::to_owned);
                        let after = std::mem::replace(&mut now[layer.field.index()], before.clone());
                        if before != after {
                            traces.push(trace(Some(layer.field), (before, after)));
                        }
                    }
                    Change::Rows(rows) if rows.rows.contains(&row) => traces.push(trace(None, (None, None))),
                    _ => {}
                }
            }
        }
        traces
    }

    /// Takes the last step back; `None` where there is none.
    pub fn undo(&mut self, document: &mut Document, aliases: &mut Arc<Aliases>) -> Option<Touched> {
        let step = self.undo.pop()?;
        let (inverse, touched) = apply(document, aliases, &step);
        self.redo.push(Arc::new(inverse));
        Some(touched)
    }

    /// Does the step again that was taken back last; `None` where there is none.
    pub fn redo(&mut self, document: &mut Document, aliases: &mut Arc<Aliases>) -> Option<Touched> {
        let step = self.redo.pop()?;
        let (inverse, touched) = apply(document, aliases, &step);
        self.undo.push(Arc::new(inverse));
        Some(touched)
    }
}

impl Step {
    /// How many cells and rows it changes one by one; none where it changes more than those.
    fn size(&self) -> usize {
        let size = |change: &Change| match change {
            Change::Cells(cells) => Some(cells.cells.len()),
            Change::Layer(_) => Some(0),
            Change::Rows(rows) => Some(rows.rows.len()),
            _ => None,
        };
        self.changes.iter().map(size).sum::<Option<usize>>().unwrap_or(0)
    }
}

/// Applies a step to a document, and gives the one that takes it back.
pub(super) fn apply(document: &mut Document, aliases: &mut Arc<Aliases>, step: &Step) -> (Step, Touched) {
    let mut touched = Touched::default();
    let mut inverse: Vec<Change> =
        step.changes.iter().map(|change| apply_one(document, aliases, change, &mut touched)).collect();
    inverse.reverse();
    (Step { label: step.label.clone(), changes: inverse }, touched)
}

fn apply_one(
    document: &mut Document,
    aliases: &mut Arc<Aliases>,
    change: &Change,
    touched: &mut Touched,
) -> Change {
    match change {
        Change::Cells(cells) => {
            if cells.cells.len() > MANY
                && let Some(before) = Arc::make_mut(&mut document.overlay).apply_many(cells)
            {
                touched.all = true;
                return Change::Layer(before);
            }
            touched.rows.extend(cells.cells.iter().map(|(row, _)| *row));
            Change::Cells(Arc::make_mut(&mut document.overlay).apply(cells))
        }
        Change::Layer(layer) => {
            touched.all = true;
            Change::Layer(Arc::make_mut(&mut document.overlay).swap(layer))
        }
        Change::Rows(rows) => {
            touched.rows.extend(rows.rows.iter().copied());
            Change::Rows(Arc::make_mut(&mut document.overlay).apply_rows(rows))
        }
        Change::Recipe(recipe, readings) => {
            touched.all = true;
            // Readings that were not made yet are none to come back to.
            let before = (!document.readings_due).then(|| Arc::clone(&document.readings));
            document.readings_due = readings.is_none();
            if let Some(readings) = readings {
                document.readings = Arc::clone(readings);
            }
            Change::Recipe(std::mem::replace(&mut document.recipe, Arc::clone(recipe)), before)
        }
        Change::Answer(rule, answer) => {
            touched.all = true;
            Change::Answer(rule, Arc::make_mut(&mut document.answers).set(rule, *answer))
        }
        Change::Alias(value, agent_id) => {
            touched.all = true;
            touched.aliases.push((value.clone(), agent_id.clone()));
            Change::Alias(value.clone(), Arc::make_mut(aliases).set(value, agent_id.as_deref()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{SheetBuilder, SourceFile};

    fn document() -> Document {
        let mut builder = SheetBuilder::new(SourceFile::fixture("a.csv"), vec!["score".to_owned()], 0);
        for (line, text) in [(2, "1"), (3, "2")] {
            builder.push_cell(text).unwrap();
            builder.end_record(line, None).unwrap();
        }
        Document {
            sheet: Arc::new(builder.build()),
            recipe: Arc::default(),
            readings: Arc::default(),
            readings_due: false,
            overlay: Arc::default(),
            answers: Arc::default(),
        }
    }

    #[test]
    fn what_was_done_to_a_row_is_told_with_its_author() {
        let mut document = document();
        let mut aliases = Arc::default();
        let mut history = History::default();
        let stamp = |second, user: &str| Stamp {
            at: DateTime::from_timestamp(second, 0).unwrap(),
            user: user.into(),
        };
        for (second, user, text) in [(1, "jo", Some("5")), (2, "al", Some("6")), (3, "jo", None)] {
            let value = text.map(|text| Arc::make_mut(&mut document.overlay).intern(text));
            let changes =
                vec![Change::Cells(CellChange { field: Field::Score, cells: vec![(RowId(0), value)] })];
            history.act(&mut document, &mut aliases, &Step { label: format!("step {second}"), changes });
            history.sign(stamp(second, user));
        }
        let told: Vec<_> = history
            .traces(&document.overlay, RowId(0))
            .into_iter()
            .map(|trace| (trace.label, trace.stamp, trace.values))
            .collect();
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            told,
            [
                ("step 3".to_owned(), stamp(3, "jo"), (text("6"), None)),
                ("step 2".to_owned(), stamp(2, "al"), (text("5"), text("6"))),
                ("step 1".to_owned(), stamp(1, "jo"), (None, text("5"))),
            ]
        );
        assert_eq!(history.traces(&document.overlay, RowId(1)), []);
        // Another step in place of two that were taken back.
        history.undo(&mut document, &mut aliases).unwrap();
        history.undo(&mut document, &mut aliases).unwrap();
        let step = Step { label: "step 4".to_owned(), changes: vec![] };
        history.act(&mut document, &mut aliases, &step);
        history.sign(stamp(4, "al"));
        let labels: Vec<_> = history.labels().collect();
        assert_eq!(labels, ["step 1", "step 4"]);
        assert_eq!(history.stamp(0), Some(&stamp(1, "jo")));
        assert_eq!(history.stamp(1), Some(&stamp(4, "al")));
        assert_eq!(history.stamp(2), None);
    }

    #[test]
    fn a_step_of_every_kind_is_taken_back_and_done_again() {
        let mut document = document();
        let mut aliases = Arc::default();
        let mut history = History::default();
        let value = Arc::make_mut(&mut document.overlay).intern("9");
        let step = Step {
            label: "a step".to_owned(),
            changes: vec![
                Change::Cells(CellChange { field: Field::Score, cells: vec![(RowId(0), Some(value))] }),
                Change::Rows(RowSetChange { rows: vec![RowId(1)], left_out: true }),
                Change::Answer("row.duplicate", Some(("send", AnsweredBy::Option))),
                Change::Alias("j.doe".to_owned(), Some("agent-1".to_owned())),
            ],
        };
        let done = |document: &Document, aliases: &Aliases| {
            (
                document.overlay.get(RowId(0), Field::Score).map(str::to_owned),
                document.overlay.is_left_out(RowId(1)),
                document.answers.get("row.duplicate").is_some(),
                aliases.get("J.Doe").map(str::to_owned),
            )
        };
        let (before, after) =
            ((None, false, false, None), (Some("9".to_owned()), true, true, Some("agent-1".to_owned())));

        let touched = history.act(&mut document, &mut aliases, &step);
        assert!(touched.all);
        assert_eq!(touched.rows, [RowId(0), RowId(1)]);
        assert_eq!(done(&document, &aliases), after);
        for _ in 0..2 {
            assert_eq!(history.undo_label(), Some("a step"));
            history.undo(&mut document, &mut aliases).unwrap();
            assert_eq!(done(&document, &aliases), before);
            assert_eq!(history.redo_label(), Some("a step"));
            history.redo(&mut document, &mut aliases).unwrap();
            assert_eq!(done(&document, &aliases), after);
        }
        assert!(history.redo(&mut document, &mut aliases).is_none());
    }
}
