//! Excel's XML of 2003: what each cell stores, and its number format where that changes what is meant.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::import::ImportError;
use crate::import::table::Table;
use crate::model::SourceFile;

use super::super::cell::{Shown, Value};
use super::{Cells, Named};
use crate::import::workbook::Job;
use crate::import::workbook::aside::Aside;

/// How many parts are read between two looks at the wish to stop.
const LOOK: usize = 4096;

/// Every sheet with something in it.
pub(super) fn tables(text: &str, job: &Job<'_>, source: &SourceFile) -> Result<Vec<Named>, ImportError> {
    let mut book =
        Book { job, source, sheets: Vec::new(), styles: HashMap::new(), style: None, at: At::default() };
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    for place in 0_usize.. {
        if place.is_multiple_of(LOOK) {
            job.progress.reached(reader.buffer_position())?;
        }
        match reader.read_event().map_err(damaged)? {
            Event::Start(tag) => book.start(&tag)?,
            Event::Empty(tag) => {
                book.start(&tag)?;
                book.end(tag.local_name().as_ref())?;
            }
            Event::End(tag) => book.end(tag.local_name().as_ref())?,
            Event::Text(text) => book.text(&text),
            Event::CData(text) => book.text(&text),
            Event::GeneralRef(reference) => {
                let char = resolved(&reference)?;
                book.text(char.encode_utf8(&mut [0; 4]));
            }
            Event::DocType(_) => {
                return Err(ImportError::Damaged(
                    "it declares a DOCTYPE, which no spreadsheet program writes".to_owned(),
                ));
            }
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    book.sheets.retain(|named| named.table.num_rows() > 0);
    Ok(book.sheets)
}

struct Book<'a> {
    job: &'a Job<'a>,
    source: &'a SourceFile,
    sheets: Vec<Named>,
    /// The styles that change what a number means, by their ids.
    styles: HashMap<String, Shown>,
    /// The style whose parts are being read.
    style: Option<String>,
    at: At,
}

/// Where the reader is; row and column count from 1.
#[derive(Default)]
struct At {
    row: u32,
    /// The last column that was described, before the rows.
    last_column: u32,
    column: usize,
    cells: Cells,
    shown: Shown,
    /// How many columns the cell spans beyond its own.
    beyond: usize,
    /// The formula of the cell under way.
    formula: Option<String>,
    /// The data of the cell under way: its type and its text.
    data: Option<(Kind, String)>,
    text: String,
    /// Whether it reads what somebody wrote about the cell.
    in_comment: bool,
}

/// What a cell's data is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Number,
    Boolean,
    Text,
}

impl Book<'_> {
    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), ImportError> {
        match tag.local_name().as_ref() {
            "Style" => self.style = attribute(tag, "ID")?,
            "NumberFormat" => {
                if let (Some(style), Some(format)) = (&self.style, attribute(tag, "Format")?) {
                    let format = if format == "Percent" { "0%".to_owned() } else { format };
                    self.styles.insert(style.clone(), Shown::of_code(&format));
                }
            }
            "Worksheet" => {
                let name =
                    attribute(tag, "Name")?.unwrap_or_else(|| format!("Sheet{}", self.sheets.len() + 1));
                let table = Table::new(self.source.clone(), self.job.header_row);
                self.sheets.push(Named { name, table, aside: Aside::default() });
                self.at = At::default();
            }
            "Row" => {
                self.at.row = place(tag, self.at.row)?;
                self.at.column = 0;
                if is_hidden(tag)?
                    && let Some(sheet) = self.sheets.last_mut()
                {
                    sheet.aside.hidden_rows.push((self.at.row, self.at.row));
                }
            }
            "Column" => {
                let first = place(tag, self.at.last_column)?;
                let span = attribute(tag, "Span")?.and_then(|more| more.parse().ok()).unwrap_or(0);
                self.at.last_column = first.saturating_add(span);
                if is_hidden(tag)?
                    && let Some(sheet) = self.sheets.last_mut()
                {
                    sheet.aside.hidden_columns.push((first - 1, self.at.last_column - 1));
                }
            }
            "Cell" => {
                let column = u32::try_from(self.at.column + self.at.beyond).unwrap_or(u32::MAX);
                self.at.column = place(tag, column)? as usize;
                self.at.beyond =
                    attribute(tag, "MergeAcross")?.and_then(|more| more.parse().ok()).unwrap_or(0);
                let below: Option<u32> = attribute(tag, "MergeDown")?.and_then(|more| more.parse().ok());
                if let (Some(below @ 1..), Some(sheet)) = (below, self.sheets.last_mut()) {
                    let column = u32::try_from(self.at.column - 1).unwrap_or(u32::MAX);
                    sheet.aside.merged.push((self.at.row, self.at.row.saturating_add(below), column));
                }
                self.at.formula = attribute(tag, "Formula")?;
                let style = attribute(tag, "StyleID")?;
                self.at.shown = style.and_then(|id| self.styles.get(&id).copied()).unwrap_or_default();
            }
            "Comment" => self.at.in_comment = true,
            "Data" if !self.at.in_comment => {
                let kind = match attribute(tag, "Type")?.as_deref() {
                    Some("Number") => Kind::Number,
                    Some("Boolean") => Kind::Boolean,
                    _ => Kind::Text,
                };
                self.at.data = Some((kind, String::new()));
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), ImportError> {
        let at = &mut self.at;
        match name {
            "Style" => self.style = None,
            "Comment" => at.in_comment = false,
            "Data" => {
                if let Some((kind, text)) = at.data.take() {
                    at.formula = None;
                    at.text = shown(kind, text, at.shown);
                }
            }
            "Cell" => {
                let mut text = std::mem::take(&mut at.text);
                if let (Some(formula), Some(sheet)) = (at.formula.take(), self.sheets.last_mut()) {
                    text = formula;
                    sheet.aside.valueless.insert((at.row, u32::try_from(at.column).unwrap_or(u32::MAX)));
                }
                if !text.is_empty() {
                    at.cells.put(at.column.saturating_sub(1), text)?;
                }
            }
            "Row" => {
                if let Some(sheet) = self.sheets.last_mut() {
                    at.cells.end(at.row, &mut sheet.table)?;
                }
                at.beyond = 0;
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some((_, data)) = &mut self.at.data {
            data.push_str(text);
        }
    }
}

/// The text of a cell: digits as they are stored, a percentage with its sign.
fn shown(kind: Kind, text: String, shown: Shown) -> String {
    match (kind, text.trim(), text.trim().parse::<f64>()) {
        (Kind::Number, _, Ok(number))
            if !matches!(shown.rest(), Shown::Plain | Shown::Rounded(_) | Shown::DateTime) =>
        {
            let mut text = String::new();
            Value::Number(number).write(shown, &mut text);
            text
        }
        (Kind::Boolean, "1", _) => "TRUE".to_owned(),
        (Kind::Boolean, "0", _) => "FALSE".to_owned(),
        _ => text,
    }
}

fn is_hidden(tag: &BytesStart<'_>) -> Result<bool, ImportError> {
    Ok(attribute(tag, "Hidden")?.is_some_and(|hidden| hidden != "0"))
}

/// The place that a row or a cell says it has, or the next one.
fn place(tag: &BytesStart<'_>, before: u32) -> Result<u32, ImportError> {
    let told = attribute(tag, "Index")?.and_then(|index| index.parse().ok());
    let place = told.unwrap_or(before.saturating_add(1));
    if place > before {
        Ok(place)
    } else {
        Err(ImportError::Damaged("its rows or cells stand in no order".to_owned()))
    }
}

/// The value of an attribute, whatever its prefix is.
///
/// # Errors
/// [`ImportError::Damaged`] where the attributes are none.
pub fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, ImportError> {
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(damaged)?;
        if attribute.key.local_name().as_ref() == name {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(damaged)?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// One of the five entities of XML, or a character by its number; any other is not resolved.
fn resolved(reference: &BytesRef<'_>) -> Result<char, ImportError> {
    let name: &str = reference;
    Ok(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        name => reference
            .resolve_char_ref()
            .map_err(damaged)?
            .ok_or_else(|| ImportError::Damaged(format!("it names “{name}”, which stands for nothing")))?,
    })
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn damaged(error: impl ToString) -> ImportError {
    ImportError::Damaged(error.to_string())
}
