//! Workbooks: XLSX and XLSB streamed cell by cell, XLS and ODS read whole, HTML and XML of 2003 as text.
//!
//! Owns which sheet is read, and what is told of the others. Does not know what a cell's text is
//! (`cell`), nor headings (`table`). Invariant: only stored cells cost memory, whatever size a sheet
//! claims; macros, links and entities are never followed.

mod ahead;
mod aside;
mod biff;
mod cell;
mod compound;
mod limits;
mod markup;
mod ods;
mod part;
mod rows;
mod watched;

use std::collections::HashMap;
use std::panic::{self, AssertUnwindSafe};
use std::thread;

use calamine::{
    Data, Ods, Reader as _, SheetType, SheetVisible, Sheets, Xls, XlsError, Xlsb, Xlsx, XlsxError,
};

use self::aside::Aside;
use self::cell::{Shown, Value};
use self::rows::{Formulas, Rows};
use self::watched::Watched;
use super::ImportError;
use super::error::OtherFormat;
use super::table::Table;
use crate::model::{FileFormat, Note, Progress, Sheet, SourceFile};

/// A workbook's bytes, and what a person asked for.
#[derive(Debug)]
pub struct Job<'a> {
    /// The bytes of the file.
    pub bytes: &'a [u8],
    /// The format that they are in.
    pub format: FileFormat,
    /// The sheet that was asked for.
    pub sheet: Option<&'a str>,
    /// The heading row that was asked for; 0 for none.
    pub header_row: Option<u32>,
    /// Told of the bytes that are done, and asked for the wish to stop.
    pub progress: &'a Progress,
}

/// Reads one sheet of a workbook; `source` says what is known of the file already.
///
/// # Errors
/// [`ImportError`] where the workbook is damaged, too large or locked, or has no such sheet.
pub fn read(job: &Job<'_>, source: &SourceFile) -> Result<Sheet, ImportError> {
    limits::check(job.bytes, job.format)?;
    // The reader of workbooks has panicked on damaged files before; none may end the program.
    let read = || match job.format {
        FileFormat::Html | FileFormat::Xml2003 => markup::read(job, source),
        _ => read_sheet(job, source),
    };
    panic::catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_panic| Err(ImportError::Damaged("its parts contradict each other".to_owned())))
}

type Book<'a> = Sheets<Watched<'a>>;

fn read_sheet(job: &Job<'_>, source: &SourceFile) -> Result<Sheet, ImportError> {
    let mut book = open(job)?;
    let all = book.sheets_metadata().to_vec();
    let names: Vec<&str> = worksheets(&all).map(|sheet| sheet.name.as_str()).collect();
    if let Some(asked) = job.sheet {
        let name = names
            .iter()
            .find(|name| **name == asked)
            .or_else(|| names.iter().find(|name| name.to_lowercase() == asked.to_lowercase()));
        let there = || names.iter().map(|&name| name.to_owned()).collect();
        let name =
            name.ok_or_else(|| ImportError::NoSuchSheet { asked: asked.to_owned(), there: there() })?;
        let (table, notes, aside) = read_table(&mut book, job, source, name)?;
        let mut sheet = table.finish(notes)?;
        sheet.add_notes(aside.notes(&sheet));
        sheet.add_notes(Vec::from_iter(hidden_sheet(&all, name)));
        sheet.picked((*name).to_owned(), several(&all));
        return Ok(sheet);
    }
    // The first sheet that can be seen and holds more than a title; hidden ones are a last resort.
    let visible = |wanted: bool| {
        worksheets(&all).filter(move |sheet| (sheet.visible == SheetVisible::Visible) == wanted)
    };
    let mut first = None;
    for sheet in visible(true).chain(visible(false)) {
        let (table, notes, aside) = read_table(&mut book, job, source, &sheet.name)?;
        if table.num_rows() == 0 {
            continue;
        }
        let mut read = table.finish(notes)?;
        read.add_notes(aside.notes(&read));
        read.add_notes(Vec::from_iter(hidden_sheet(&all, &sheet.name)));
        read.add_notes(other_sheets(&all, &sheet.name));
        read.picked(sheet.name.clone(), several(&all));
        if read.num_rows() > 0 && read.columns().len() > 1 {
            return Ok(read);
        }
        first.get_or_insert(read);
    }
    first.ok_or(ImportError::Empty)
}

/// The names of the sheets; none where there is but one.
fn several(all: &[calamine::Sheet]) -> Vec<String> {
    let names: Vec<String> = worksheets(all).map(|sheet| sheet.name.clone()).collect();
    if names.len() > 1 { names } else { Vec::new() }
}

fn worksheets(all: &[calamine::Sheet]) -> impl Iterator<Item = &calamine::Sheet> {
    all.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet)
}

fn open<'a>(job: &Job<'a>) -> Result<Book<'a>, ImportError> {
    let bytes = Watched::new(job.bytes, job.progress);
    let damaged = |error: &dyn std::fmt::Display| read_error(job, error);
    Ok(match job.format {
        FileFormat::Xlsb => Sheets::Xlsb(Xlsb::new(bytes).map_err(|error| damaged(&error))?),
        FileFormat::Ods => Sheets::Ods(Ods::new(bytes).map_err(|error| match error {
            calamine::OdsError::Password => ImportError::OtherFormat(OtherFormat::Encrypted),
            error => damaged(&error),
        })?),
        FileFormat::Xls => Sheets::Xls(Xls::new(bytes).map_err(|error| match error {
            XlsError::Password => ImportError::OtherFormat(OtherFormat::Encrypted),
            error => damaged(&error),
        })?),
        _ => Sheets::Xlsx(Xlsx::new(bytes).map_err(|error| match error {
            XlsxError::Password => ImportError::OtherFormat(OtherFormat::Encrypted),
            error => damaged(&error),
        })?),
    })
}

/// An error of the reader: the wish to stop comes back as one.
fn read_error(job: &Job<'_>, error: &dyn std::fmt::Display) -> ImportError {
    if job.progress.is_cancelled() { ImportError::Cancelled } else { ImportError::Damaged(error.to_string()) }
}

/// Reads the cells of a sheet into a table; beside them, what it says of its rows and columns.
fn read_table(
    book: &mut Book<'_>,
    job: &Job<'_>,
    source: &SourceFile,
    name: &str,
) -> Result<(Table, Vec<Note>, Aside), ImportError> {
    if matches!(book, Sheets::Xls(_) | Sheets::Ods(_)) {
        let aside = look_aside(book, job, name)?;
        let mut formulas = HashMap::new();
        if !aside.valueless.is_empty() {
            formulas = self::formulas(book, job, name)?;
            formulas.retain(|place, _| aside.valueless.contains(place));
        }
        let mut rows = Rows::new(Table::new(source.clone(), job.header_row), formulas);
        whole_cells(book, job, name, &aside, |position, value, shown| rows.cell(position, value, shown))?;
        let (table, notes) = rows.finish()?;
        return Ok((table, notes, aside));
    }
    thread::scope(|scope| {
        let look = || part::look(job.bytes, name, job.progress);
        let beside = (job.format == FileFormat::Xlsx)
            .then(|| thread::Builder::new().name("look-aside".to_owned()).spawn_scoped(scope, look))
            .transpose()?;
        let (table, notes) = read_cells(book, job, source, name)?;
        let aside = beside.map(|beside| beside.join().unwrap_or_else(|panic| panic::resume_unwind(panic)));
        Ok((table, notes, aside.unwrap_or_default()))
    })
}

/// What a sheet of XLS or ODS says beside its values.
fn look_aside(book: &mut Book<'_>, job: &Job<'_>, name: &str) -> Result<Aside, ImportError> {
    if job.format == FileFormat::Xls {
        let place = book.sheets_metadata().iter().position(|sheet| sheet.name == name);
        return Ok(place.map_or_else(Aside::default, |place| biff::look(job.bytes, place)));
    }
    let range = book.worksheet_range(name).map_err(|error| read_error(job, &error))?;
    Ok(ods::look(job.bytes, name, range.end().unwrap_or_default(), job.progress))
}

fn read_cells(
    book: &mut Book<'_>,
    job: &Job<'_>,
    source: &SourceFile,
    name: &str,
) -> Result<(Table, Vec<Note>), ImportError> {
    let mut rows = Rows::new(Table::new(source.clone(), job.header_row), HashMap::new());
    cells(book, job, name, |position, value, shown| rows.cell(position, value, shown))?;
    // Seldom, and only then are the cells gone through again.
    if rows.has_valueless() && job.format == FileFormat::Xlsx && limits::has_formula_without_value(job.bytes)
    {
        let formulas = formulas(book, job, name)?;
        rows = Rows::new(Table::new(source.clone(), job.header_row), formulas);
        cells(book, job, name, |position, value, shown| rows.cell(position, value, shown))?;
    }
    rows.finish()
}

/// Hands over every stored cell of a sheet, row by row.
fn cells(
    book: &mut Book<'_>,
    job: &Job<'_>,
    name: &str,
    mut each: impl FnMut((u32, u32), Value<'_>, Shown) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let damaged = |error: &dyn std::fmt::Display| read_error(job, error);
    match book {
        Sheets::Xlsx(book) => {
            let mut cells = book.worksheet_cells_reader(name).map_err(|error| damaged(&error))?;
            let styles: Vec<Shown> = cells.styles().iter().map(Shown::of).collect();
            ahead::read(
                || cells.next_cell_with_style_id().map_err(|error| read_error(job, &error)),
                |(cell, style)| {
                    let shown = styles.get(style).copied().unwrap_or_default();
                    each(cell.get_position(), Value::from(cell.get_value()), shown)
                },
            )?;
        }
        Sheets::Xlsb(book) => {
            let mut cells = book.worksheet_cells_reader(name).map_err(|error| damaged(&error))?;
            while let Some(cell) = cells.next_cell().map_err(|error| damaged(&error))? {
                each(cell.get_position(), Value::from(cell.get_value()), Shown::default())?;
            }
        }
        Sheets::Xls(_) | Sheets::Ods(_) => whole_cells(book, job, name, &Aside::default(), each)?,
    }
    Ok(())
}

/// Hands over every cell of a sheet that is in memory already, and the formulas without a value at their places.
fn whole_cells(
    book: &mut Book<'_>,
    job: &Job<'_>,
    name: &str,
    aside: &Aside,
    mut each: impl FnMut((u32, u32), Value<'_>, Shown) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let range = book.worksheet_range(name).map_err(|error| read_error(job, &error))?;
    let (first_row, first_column) = range.start().unwrap_or_default();
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let mut valueless = aside.valueless.iter().copied().peekable();
    for (row, column, value) in range.used_cells() {
        let position = (first_row + offset(row), first_column + offset(column));
        while let Some(before) = valueless.next_if(|valueless| *valueless < position) {
            each(before, Value::Empty, Shown::default())?;
        }
        let shown = aside.shown.get(&position).copied().unwrap_or_default();
        let is_valueless = valueless.next_if_eq(&position).is_some();
        each(position, if is_valueless { Value::Empty } else { Value::from(value as &Data) }, shown)?;
    }
    valueless.try_for_each(|place| each(place, Value::Empty, Shown::default()))
}

/// The formulas of a sheet, by position.
fn formulas(book: &mut Book<'_>, job: &Job<'_>, name: &str) -> Result<Formulas, ImportError> {
    let formulas = book.worksheet_formula(name).map_err(|error| read_error(job, &error))?;
    let (first_row, first_column) = formulas.start().unwrap_or_default();
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let position = |row, column| (first_row + offset(row), first_column + offset(column));
    // ODS names the language of a formula before it.
    let formula = |text: &str| text.trim_start_matches("of:").trim_start_matches('=').to_owned();
    Ok(formulas.used_cells().map(|(row, column, text)| (position(row, column), formula(text))).collect())
}

fn hidden_sheet(all: &[calamine::Sheet], read: &str) -> Option<Note> {
    all.iter().any(|sheet| sheet.name == read && sheet.visible != SheetVisible::Visible).then(|| Note {
        line: 1,
        code: Note::HIDDEN_SHEET,
        message: format!("The sheet “{read}” is hidden in the workbook; it was read all the same."),
    })
}

fn other_sheets(all: &[calamine::Sheet], read: &str) -> Vec<Note> {
    let others: Vec<String> = worksheets(all)
        .filter(|sheet| sheet.name != read)
        .map(|sheet| {
            let hidden = if sheet.visible == SheetVisible::Visible { "" } else { " (hidden)" };
            format!("“{}”{hidden}", sheet.name)
        })
        .collect();
    if others.is_empty() {
        return Vec::new();
    }
    let message = format!("The sheet “{read}” was read; the workbook also has {}.", others.join(", "));
    vec![Note { line: 1, code: "other_sheets", message }]
}

#[cfg(test)]
mod tests;
