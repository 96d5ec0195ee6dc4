//! What a worksheet says of its rows, columns and cells beside what is stored in them: which are hidden or merged,
//! and how a number is shown where its reader does not tell.
//!
//! Owns what is told of it. Does not know formats (`part`, `ods`, `biff`). Invariant: nothing is left out because of it; only
//! rows and columns that were read are named.

use std::collections::{BTreeSet, HashMap};

use super::cell::Shown;
use super::rows::letters;
use crate::model::{Note, Sheet};

/// More ranges than a person reads.
const MOST_NAMED: usize = 12;

/// See the module's header.
#[derive(Debug, Default)]
pub struct Aside {
    /// Hidden rows, counted from 1, the first and the last of each range.
    pub hidden_rows: Vec<(u32, u32)>,
    /// Hidden columns, counted from 0, the first and the last of each range.
    pub hidden_columns: Vec<(u32, u32)>,
    /// Cells that stand for those below them: the first and the last row, counted from 1, and the column, counted from 0.
    pub merged: Vec<(u32, u32, u32)>,
    /// How a number is shown, by row and column counted from 0, where that matters.
    pub shown: HashMap<(u32, u32), Shown>,
    /// Formulas that have no value, by row and column counted from 0.
    pub valueless: BTreeSet<(u32, u32)>,
}

impl Aside {
    /// What is to be told of a sheet that was read.
    #[must_use]
    pub fn notes(&self, sheet: &Sheet) -> Vec<Note> {
        [self.rows(sheet), self.columns(sheet), self.merges(sheet)].into_iter().flatten().collect()
    }

    fn rows(&self, sheet: &Sheet) -> Option<Note> {
        let mut hidden = self.hidden_rows.clone();
        hidden.sort_unstable();
        let mut hidden = hidden.into_iter().peekable();
        let mut named: Vec<(u32, u32)> = Vec::new();
        for line in sheet.rows().map(|row| sheet.line(row)) {
            while hidden.next_if(|(_, last)| *last < line).is_some() {}
            let Some((first, _)) = hidden.peek() else { break };
            if *first > line {
                continue;
            }
            match named.last_mut() {
                Some((_, last)) if *last + 1 == line => *last = line,
                _ => named.push((line, line)),
            }
        }
        let count: u32 = named.iter().map(|(first, last)| last - first + 1).sum();
        let message = match count {
            0 => return None,
            1 => format!("Row {} is hidden in the workbook; it is read like the others.", named[0].0),
            _ => format!(
                "Rows {} are hidden in the workbook ({count} in all); they are read like the others.",
                list(&named, |row| row.to_string())
            ),
        };
        Some(Note { line: named[0].0, code: "hidden_rows", message })
    }

    fn columns(&self, sheet: &Sheet) -> Option<Note> {
        let width = u32::try_from(sheet.columns().len()).unwrap_or(u32::MAX);
        let mut hidden: Vec<u32> = self
            .hidden_columns
            .iter()
            .flat_map(|(first, last)| *first..width.min(last.saturating_add(1)))
            .collect();
        hidden.sort_unstable();
        hidden.dedup();
        let name = |column: u32| match sheet.columns()[column as usize].as_str() {
            "" => letters(column),
            heading => format!("{} (“{heading}”)", letters(column)),
        };
        let message = match hidden[..] {
            [] => return None,
            [one] => format!("Column {} is hidden in the workbook; it is read like the others.", name(one)),
            _ => {
                let each: Vec<_> = hidden.iter().map(|column| (*column, *column)).collect();
                let named = list(&each, name);
                format!(
                    "Columns {named} are hidden in the workbook ({} in all); they are read like the others.",
                    hidden.len()
                )
            }
        };
        Some(Note { line: sheet.source().header_row.max(1), code: "hidden_columns", message })
    }

    /// Cells that are merged with those below them hold their text in the first row alone.
    fn merges(&self, sheet: &Sheet) -> Option<Note> {
        let first_row = sheet.rows().next().map(|row| sheet.line(row))?;
        let mut merged: Vec<_> = self.merged.iter().filter(|(top, _, _)| *top >= first_row).collect();
        merged.sort_unstable_by_key(|(top, _, column)| (*top, *column));
        let (top, ..) = merged.first()?;
        let named: Vec<String> = merged
            .iter()
            .take(MOST_NAMED)
            .map(|(top, bottom, column)| format!("{0}{top}–{0}{bottom}", letters(*column)))
            .collect();
        let others = if merged.len() > MOST_NAMED { " and others" } else { "" };
        let message = format!(
            "Cells are merged with those below them ({}{others}): only the first row of each holds the text. Mark it with the cells below it and fill down (Ctrl+D).",
            named.join(", ")
        );
        Some(Note { line: *top, code: "merged_cells", message })
    }
}

fn list(ranges: &[(u32, u32)], name: impl Fn(u32) -> String) -> String {
    let mut named: Vec<String> = ranges
        .iter()
        .take(MOST_NAMED)
        .map(|(first, last)| match last - first {
            0 => name(*first),
            1 => format!("{}, {}", name(*first), name(*last)),
            _ => format!("{}–{}", name(*first), name(*last)),
        })
        .collect();
    if ranges.len() > MOST_NAMED {
        named.push("…".to_owned());
    }
    named.join(", ")
}
