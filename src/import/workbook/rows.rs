//! Cells in the order of a sheet → rows of text, and what is to be told of them.

use std::collections::HashMap;

use super::cell::{Short, Shown, Value, is_whole};
use crate::import::ImportError;
use crate::import::table::Table;
use crate::model::Note;

/// Formulas by row and column, counted from 0.
pub type Formulas = HashMap<(u32, u32), String>;

/// How many cells with errors get a note of their own.
const MAX_ERROR_NOTES: usize = 1000;

/// The row under way, and what was seen so far.
#[derive(Debug)]
pub struct Rows {
    table: Table,
    /// The texts for formulas that have no value.
    formulas: Formulas,
    row: u32,
    cells: Vec<String>,
    /// How many of `cells` the row under way reaches to.
    reached: usize,
    seen: Vec<Seen>,
    errors: Vec<Note>,
    num_errors: usize,
    num_valueless: usize,
    num_formulas_without_value: usize,
}

/// What was seen in a column: the first row, counted from 1.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    percent: Option<u32>,
    padded: Option<u32>,
    unit: Option<u32>,
    rounded: Option<u32>,
    long_number: Option<u32>,
    prefix: Option<(u32, Short)>,
    /// What a zero is shown as, and whether another is shown as something else.
    zero: Option<(u32, Short, bool)>,
}

impl Rows {
    /// No cell yet.
    #[must_use]
    pub fn new(table: Table, formulas: Formulas) -> Self {
        Self {
            table,
            formulas,
            row: 0,
            cells: Vec::new(),
            reached: 0,
            seen: Vec::new(),
            errors: Vec::new(),
            num_errors: 0,
            num_valueless: 0,
            num_formulas_without_value: 0,
        }
    }

    /// Adds a cell; row and column are counted from 0.
    ///
    /// # Errors
    /// [`ImportError`] of the table.
    pub fn cell(
        &mut self,
        (row, column): (u32, u32),
        value: Value<'_>,
        shown: Shown,
    ) -> Result<(), ImportError> {
        if row + 1 != self.row {
            self.end_row()?;
            self.row = row + 1;
        }
        if value == Value::Empty {
            self.num_valueless += 1;
            let Some(formula) = self.formulas.remove(&(row, column)) else { return Ok(()) };
            self.num_formulas_without_value += 1;
            let text = self.text_at(column);
            text.push('=');
            text.push_str(&formula);
            return Ok(());
        }
        value.write(shown, self.text_at(column));
        self.look(row + 1, column, value, shown);
        Ok(())
    }

    /// Whether some cell was stored without a value: a blank one with a format, or a formula.
    #[must_use]
    pub fn has_valueless(&self) -> bool {
        self.num_valueless > 0
    }

    /// The table of all rows, and the notes.
    ///
    /// # Errors
    /// [`ImportError`] of the table.
    pub fn finish(mut self) -> Result<(Table, Vec<Note>), ImportError> {
        self.end_row()?;
        let mut notes = self.column_notes();
        notes.append(&mut self.errors);
        if self.num_errors > MAX_ERROR_NOTES {
            let message = format!("{} more cells hold errors.", self.num_errors - MAX_ERROR_NOTES);
            notes.push(Note { line: self.row, code: "more_cell_errors", message });
        }
        if self.num_formulas_without_value > 0 {
            notes.push(without_value(self.num_formulas_without_value));
        }
        Ok((self.table, notes))
    }

    fn text_at(&mut self, column: u32) -> &mut String {
        let column = column as usize;
        if self.cells.len() <= column {
            self.cells.resize_with(column + 1, String::new);
        }
        self.reached = self.reached.max(column + 1);
        &mut self.cells[column]
    }

    fn end_row(&mut self) -> Result<(), ImportError> {
        let cells = &mut self.cells[..self.reached];
        self.table.push(self.row, cells)?;
        cells.iter_mut().for_each(String::clear);
        self.reached = 0;
        Ok(())
    }

    /// Remembers what a person should know of a cell.
    fn look(&mut self, row: u32, column: u32, value: Value<'_>, shown: Shown) {
        const LONG: f64 = 1e15;
        match value {
            Value::Number(number) => {
                let is_long = is_whole(number) && number.abs() >= LONG;
                let is_padded = matches!(shown, Shown::Padded(_));
                let is_rounded = shown.hides_digits_of(number);
                let has_unit = matches!(shown, Shown::OutOf(_) | Shown::PercentSign);
                let zero = match shown {
                    Shown::ZeroAs(zero, _) if number == 0.0 => Some(zero),
                    _ => None,
                };
                let prefix = match shown {
                    Shown::Prefixed(prefix, _) if is_whole(number) && number >= 0.0 => Some(prefix),
                    _ => None,
                };
                let shown = shown.rest();
                let is_plain = !is_long && !is_padded && !is_rounded && !has_unit && shown != Shown::Percent;
                if is_plain && zero.is_none() && prefix.is_none() {
                    return;
                }
                let column = column as usize;
                if self.seen.len() <= column {
                    self.seen.resize(column + 1, Seen::default());
                }
                let seen = &mut self.seen[column];
                if shown == Shown::Percent {
                    seen.percent.get_or_insert(row);
                }
                if has_unit {
                    seen.unit.get_or_insert(row);
                }
                if is_padded {
                    seen.padded.get_or_insert(row);
                }
                if is_rounded {
                    seen.rounded.get_or_insert(row);
                }
                if let Some(prefix) = prefix {
                    seen.prefix.get_or_insert((row, prefix));
                }
                if let Some(zero) = zero {
                    let (_, first, is_another) = seen.zero.get_or_insert((row, zero, false));
                    *is_another |= *first != zero;
                }
                if is_long {
                    seen.long_number.get_or_insert(row);
                }
            }
            Value::Error(error) => {
                self.num_errors += 1;
                if self.num_errors <= MAX_ERROR_NOTES {
                    let message = format!("Cell {}{row} holds the error {error}.", letters(column));
                    self.errors.push(Note { line: row, code: "cell_error", message });
                }
            }
            _ => {}
        }
    }

    fn column_notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        for (column, seen) in (0..).zip(&self.seen) {
            let column = letters(column);
            let mut note = |line: Option<u32>, code, message: String| {
                notes.extend(line.map(|line| Note { line, code, message }));
            };
            note(
                seen.percent,
                "percent_format",
                format!("Column {column} holds shares that are shown as percent; 0.95 was read as 95%."),
            );
            note(
                seen.unit,
                "shown_unit",
                format!(
                    "Column {column} shows its numbers with a unit, such as 8.5/10 or 85%; they were read with it."
                ),
            );
            note(
                seen.rounded,
                "rounded_format",
                format!(
                    "Column {column} holds numbers with more decimals than are shown; the stored ones were read."
                ),
            );
            note(
                seen.padded,
                "padded_format",
                format!("Column {column} holds numbers that are shown with leading zeros; they were kept."),
            );
            if let Some((line, prefix)) = seen.prefix {
                let message = format!(
                    "Column {column} shows “{}” and leading zeros before its numbers; they were read as shown.",
                    prefix.as_str()
                );
                note(Some(line), "shown_prefix", message);
            }
            if let Some((line, zero, is_another)) = seen.zero {
                note(Some(line), "shown_zero", zeros(&column, zero, is_another));
            }
            note(
                seen.long_number,
                Note::LONG_NUMBER,
                format!(
                    "Column {column} holds numbers of more than 15 digits; Excel keeps only the first 15."
                ),
            );
        }
        notes
    }
}

/// That zeros are shown as something else than a number.
fn zeros(column: &str, zero: Short, is_another: bool) -> String {
    let zero = match zero.as_str() {
        "" => "nothing".to_owned(),
        text => format!("“{text}”"),
    };
    let other = if is_another { " and otherwise" } else { "" };
    format!("Column {column} shows zeros as {zero}{other}; they were read as 0.")
}

/// That some formulas have no value.
#[must_use]
pub fn without_value(count: usize) -> Note {
    let message = format!(
        "{count} formulas have no value yet and were read as their text. Open the workbook in Excel and save it there."
    );
    Note { line: 1, code: "formula_without_value", message }
}

/// A column's name in a workbook: A to Z, then AA and so on.
#[must_use]
pub fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from_digit(10 + rest % 26, 36).unwrap_or('?').to_ascii_uppercase());
        rest /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn names_columns_as_workbooks_do() {
        for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(letters(column), name);
        }
    }
}
