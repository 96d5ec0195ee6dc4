//! A step of the history as text and back: what work in progress keeps of it.
//!
//! Owns the text's format. Does not know the disk. Invariant: a step that was done, written, read and
//! done again on the same document gives the same document, and the same way back.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::check;
use crate::model::{AnsweredBy, CellChange, Field, Overlay, RowId, RowSetChange, ValueId};
use crate::people::Aliases;
use crate::pipeline::Document;
use crate::recipe::Recipe;

use super::history::{Change, Step};

/// A change as it is kept: with its texts, and rows in runs.
#[derive(Debug, Serialize, Deserialize)]
enum Kept {
    /// The field, its texts, and runs of rows: first, how many, which text; none: as in the file.
    Cells(String, Vec<String>, Vec<(u32, u32, Option<u32>)>),
    /// Rows left out, or taken back in; runs of rows.
    Rows(bool, Vec<(u32, u32)>),
    /// A recipe, and whether its columns have to be read again.
    Recipe(String, bool),
    /// A rule, and the answer to its question.
    Answer(String, Option<(String, AnsweredBy)>),
    /// A value, who is meant by it now, and who was before.
    Alias(String, Option<String>, Option<String>),
}

/// A step that was done last, as text. It is read off the step that takes it back and the document as it
/// is now, so that it does not matter how the step was made.
pub(super) fn written(back: &Step, document: &Document, aliases: &Aliases) -> String {
    let kept: Vec<Kept> = back.changes.iter().rev().map(|change| keep(change, document, aliases)).collect();
    // Texts, numbers and lists: there is nothing that JSON cannot say.
    serde_json::to_string(&kept).unwrap_or_default()
}

fn keep(back: &Change, document: &Document, aliases: &Aliases) -> Kept {
    match back {
        // A cell named twice is undone in the order back; here each has its last value.
        Change::Cells(cells) => {
            keep_cells(cells.field, cells.cells.iter().rev().map(|(row, _before)| *row), &document.overlay)
        }
        Change::Layer(layer) => {
            let rows = document.overlay.differing(layer);
            keep_cells(layer.field, rows.into_iter(), &document.overlay)
        }
        Change::Rows(rows) => Kept::Rows(!rows.left_out, runs(&rows.rows)),
        Change::Recipe(before, _) => {
            let apart = |recipe: &Recipe| Recipe { replacements: BTreeMap::default(), ..recipe.clone() };
            Kept::Recipe(document.recipe.to_text(), apart(&document.recipe) != apart(before))
        }
        Change::Answer(rule, _) => {
            let answer = document.answers.get(rule).map(|(choice, by)| (choice.to_owned(), by));
            Kept::Answer((*rule).to_owned(), answer)
        }
        Change::Alias(value, before) => {
            Kept::Alias(value.clone(), aliases.get(value).map(str::to_owned), before.clone())
        }
    }
}

fn keep_cells(field: Field, rows: impl Iterator<Item = RowId>, overlay: &Overlay) -> Kept {
    let mut texts: Vec<String> = Vec::new();
    let mut places = rustc_hash::FxHashMap::<&str, u32>::default();
    let mut runs: Vec<(u32, u32, Option<u32>)> = Vec::new();
    for row in rows {
        let text = overlay.get(row, field).map(|text| {
            *places.entry(text).or_insert_with(|| {
                texts.push(text.to_owned());
                u32::try_from(texts.len() - 1).unwrap_or(u32::MAX)
            })
        });
        match runs.last_mut() {
            Some((first, count, same)) if *same == text && *first + *count == row.0 => *count += 1,
            _ => runs.push((row.0, 1, text)),
        }
    }
    Kept::Cells(field.key().to_owned(), texts, runs)
}

fn runs(rows: &[RowId]) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match runs.last_mut() {
            Some((first, count)) if *first + *count == row.0 => *count += 1,
            _ => runs.push((row.0, 1)),
        }
    }
    runs
}

/// What was written, as a step to be done on this document; `None` where the text is damaged. Who was
/// meant by a value before is put into `aliases`, so that the way back is the same.
pub(super) fn read(
    label: &str,
    text: &str,
    document: &mut Document,
    aliases: &mut Arc<Aliases>,
) -> Option<Step> {
    let kept: Vec<Kept> = serde_json::from_str(text).ok()?;
    let changes = kept.into_iter().map(|kept| change(kept, document, aliases)).collect::<Option<_>>()?;
    Some(Step { label: label.to_owned(), changes })
}

fn change(kept: Kept, document: &mut Document, aliases: &mut Arc<Aliases>) -> Option<Change> {
    let num_rows = document.sheet.num_rows();
    Some(match kept {
        Kept::Cells(field, texts, runs) => {
            let overlay = Arc::make_mut(&mut document.overlay);
            let ids: Vec<ValueId> = texts.iter().map(|text| overlay.intern(text)).collect();
            let mut cells = Vec::new();
            for (first, count, text) in runs {
                let value = text.map(|at| ids.get(at as usize).copied());
                let value = match value {
                    Some(known) => Some(known?),
                    None => None,
                };
                cells.extend(rows_of(first, count, num_rows).map(|row| (row, value)));
            }
            Change::Cells(CellChange { field: Field::from_key(&field)?, cells })
        }
        Kept::Rows(left_out, runs) => {
            let rows = runs.into_iter().flat_map(|(first, count)| rows_of(first, count, num_rows)).collect();
            Change::Rows(RowSetChange { rows, left_out })
        }
        Kept::Recipe(recipe, read_again) => {
            let readings = (!read_again).then(|| Arc::clone(&document.readings));
            Change::Recipe(Arc::new(Recipe::of_text(&recipe)?), readings)
        }
        Kept::Answer(rule, answer) => {
            let rule = check::rule(&rule)?;
            let answer = match answer {
                Some((choice, by)) => Some((rule.choices.iter().find(|known| known.id == choice)?.id, by)),
                None => None,
            };
            Change::Answer(rule.id, answer)
        }
        Kept::Alias(value, now, before) => {
            Arc::make_mut(aliases).set(&value, before.as_deref());
            Change::Alias(value, now)
        }
    })
}

fn rows_of(first: u32, count: u32, num_rows: u32) -> impl Iterator<Item = RowId> {
    (first.min(num_rows)..first.saturating_add(count).min(num_rows)).map(RowId)
}
