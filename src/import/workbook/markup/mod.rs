//! Tables that are text and call themselves `.xls`: web pages, and Excel's XML of 2003.
//!
//! Owns which of several tables is read. Does not know cells (`html`, `xml_2003`) nor headings (`table`).
//! Invariants: nothing is fetched, no script runs, no entity but the five of XML and character references
//! is resolved; what a table claims (a span, a position) costs nothing before a cell stands there.

mod html;
mod tokens;
mod xml_2003;

pub(super) use xml_2003::attribute;

use crate::import::ImportError;
use crate::import::table::{MAX_COLUMNS, Table};
use crate::model::{FileFormat, Note, Sheet, SourceFile};

use super::Job;
use super::aside::Aside;
use super::rows::without_value;

/// A table with its name.
struct Named {
    name: String,
    table: Table,
    /// What the table says of its rows and columns beside their cells.
    aside: Aside,
}

/// Reads one table of a text that is UTF-8 already.
///
/// # Errors
/// [`ImportError`] where it is damaged, or holds no such table.
pub fn read(job: &Job<'_>, source: &SourceFile) -> Result<Sheet, ImportError> {
    let text = std::str::from_utf8(job.bytes).map_err(|error| ImportError::Damaged(error.to_string()))?;
    let is_page = job.format == FileFormat::Html;
    let tables =
        if is_page { html::tables(text, job, source)? } else { xml_2003::tables(text, job, source)? };
    let all: Vec<String> = tables.iter().map(|named| named.name.clone()).collect();
    let chosen = match job.sheet {
        Some(asked) => {
            let asked_for = |named: &Named| named.name.to_lowercase() == asked.to_lowercase();
            let Some(named) = tables.into_iter().find(asked_for) else {
                return Err(ImportError::NoSuchSheet { asked: asked.to_owned(), there: all });
            };
            named
        }
        // Pages are laid out with tables, too: the longest is the one with the rows.
        None if is_page => {
            tables.into_iter().rev().max_by_key(|named| named.table.num_rows()).ok_or(NO_TABLE)?
        }
        None => {
            let is_more_than_a_title = |named: &Named| named.table.num_rows() > 1;
            let place = tables.iter().position(is_more_than_a_title).unwrap_or(0);
            tables.into_iter().nth(place).ok_or(ImportError::Empty)?
        }
    };
    let note = told(&chosen.name, &all, is_page);
    let num_valueless = chosen.aside.valueless.len();
    let valueless = (num_valueless > 0).then(|| without_value(num_valueless));
    let mut sheet = chosen.table.finish(Vec::from_iter(valueless))?;
    sheet.add_notes(chosen.aside.notes(&sheet));
    sheet.add_notes(vec![note]);
    sheet.picked(chosen.name, if all.len() > 1 { all } else { Vec::new() });
    Ok(sheet)
}

/// A page that says something else: that one has to sign in, that there is no report.
const NO_TABLE: ImportError = ImportError::OtherFormat(crate::import::OtherFormat::Html);

fn told(read: &str, all: &[String], is_page: bool) -> Note {
    let what = if is_page { "a web page (HTML)" } else { "a workbook in Excel's XML of 2003" };
    let others: Vec<String> =
        all.iter().filter(|name| *name != read).map(|name| format!("“{name}”")).collect();
    let beside =
        if others.is_empty() { String::new() } else { format!(" It also has {}.", others.join(", ")) };
    let message = format!("The file is {what}, whatever its name says; “{read}” of it was read.{beside}");
    Note { line: 1, code: "read_as_markup", message }
}

/// The cells of a row under way, wherever they say that they stand.
#[derive(Default)]
struct Cells(Vec<String>);

impl Cells {
    /// Puts a text into a column, counted from 0.
    fn put(&mut self, column: usize, text: String) -> Result<(), ImportError> {
        if column >= MAX_COLUMNS {
            return Err(ImportError::TooManyColumns(column + 1));
        }
        if self.0.len() <= column {
            self.0.resize(column + 1, String::new());
        }
        self.0[column] = text;
        Ok(())
    }

    /// Hands the row over, and begins another.
    fn end(&mut self, row: u32, table: &mut Table) -> Result<(), ImportError> {
        table.push(row, &self.0)?;
        self.0.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests;
