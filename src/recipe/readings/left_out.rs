//! Which rows the recipe leaves out: by a value, or by a value beside another evaluation.

use rustc_hash::FxHashSet;

use crate::model::{Cancelled, ColumnId, Progress, RowId, Sheet};

use super::super::LeaveOut;
use super::super::mapping::first_text;
use super::{Join, in_parallel};

/// The rows that the recipe leaves out, each by its first entry that does.
pub(super) fn rows_left_out(
    sheet: &Sheet,
    entries: &[LeaveOut],
    progress: &Progress,
) -> Result<Vec<(RowId, u8)>, Cancelled> {
    if entries.iter().all(|entry| !entry.active) {
        return Ok(Vec::new());
    }
    let mut beside = Vec::with_capacity(entries.len());
    for entry in entries {
        beside.push(match &entry.beside {
            Some(columns) if entry.active => Some(interactions_of_others(sheet, entry, columns, progress)?),
            _ => None,
        });
    }
    in_parallel(sheet.num_rows(), progress, |rows| {
        let mut found = Vec::new();
        for row in rows {
            let entry = entries.iter().zip(&beside).position(|(entry, others)| {
                entry.active
                    && entry.names(sheet.cell(row, entry.column))
                    && others.as_ref().is_none_or(|others| {
                        let columns = entry.beside.as_deref().unwrap_or_default();
                        others.contains(first_text(sheet, row, columns))
                    })
            });
            if let Some(entry) = entry.and_then(|entry| u8::try_from(entry).ok()) {
                found.push((row, entry));
            }
        }
        found
    })
}

/// The interactions that have an evaluation with another value than the entry's; without columns that tell
/// them, all are one.
fn interactions_of_others<'a>(
    sheet: &'a Sheet,
    entry: &LeaveOut,
    columns: &[ColumnId],
    progress: &Progress,
) -> Result<FxHashSet<&'a str>, Cancelled> {
    in_parallel(sheet.num_rows(), progress, |rows| {
        rows.filter(|row| {
            let cell = sheet.cell(*row, entry.column);
            !cell.trim().is_empty() && !entry.names(cell)
        })
        .map(|row| first_text(sheet, row, columns))
        .filter(|interaction| columns.is_empty() || !interaction.trim().is_empty())
        .collect()
    })
}

impl Join for Vec<(RowId, u8)> {
    fn join(mut self, mut next: Self) -> Self {
        self.append(&mut next);
        self
    }
}

impl Join for FxHashSet<&str> {
    fn join(self, next: Self) -> Self {
        let (mut large, small) = if self.len() < next.len() { (next, self) } else { (self, next) };
        large.extend(small);
        large
    }
}
