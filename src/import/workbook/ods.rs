//! What an ODS sheet says beside its values: hidden rows and columns, how a number is shown, formulas without a value.
//!
//! Owns going through the content once more, after its reader took it and bounded it. Does not know cells: a cell is named
//! by its place. Invariant: what is repeated costs no more than the cells that were read.

use std::io::{BufRead, BufReader, Cursor};

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::aside::Aside;
use super::cell::Shown;
use crate::model::Progress;

/// The widest and longest sheet.
const MAX_COLUMNS: u32 = 16_384;
const MAX_ROWS: u32 = 1_048_576;
/// More formulas without a value than a person can mend.
const MAX_VALUELESS: usize = 100_000;
/// A number as it is shown is shorter.
const LONGEST: usize = 64;

/// What a sheet says beside its values; `last` is the last row and column with a value, counted from 0.
#[must_use]
pub fn look(bytes: &[u8], sheet: &str, last: (u32, u32), progress: &Progress) -> Aside {
    let mut looked = Looked { last, ..Looked::default() };
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return looked.aside };
    let Ok(part) = archive.by_name("content.xml") else { return looked.aside };
    // What cannot be understood was refused by the reader before.
    drop(looked.read(&mut Reader::from_reader(BufReader::new(part)), sheet, progress));
    looked.aside
}

#[derive(Default)]
struct Looked {
    aside: Aside,
    last: (u32, u32),
    /// The next row and column, counted from 0.
    row: u32,
    column: u32,
    described: u32,
    /// How many rows are like the one under way.
    rows: u32,
    cell: Option<Cell>,
}

/// The cell under way.
struct Cell {
    kind: String,
    value: Option<f64>,
    columns: u32,
    is_valueless: bool,
    text: String,
}

impl Looked {
    fn read(
        &mut self,
        reader: &mut Reader<impl BufRead>,
        sheet: &str,
        progress: &Progress,
    ) -> quick_xml::Result<()> {
        let mut buffer = Vec::new();
        let (mut is_here, mut in_note) = (false, false);
        while !progress.is_cancelled() {
            buffer.clear();
            match reader.read_event_into(&mut buffer)? {
                Event::Start(tag) if tag.name().as_ref() == "table:table" => {
                    is_here = attribute(&tag, "table:name").as_deref() == Some(sheet);
                }
                Event::End(tag) if is_here && tag.name().as_ref() == "table:table" => return Ok(()),
                Event::Eof => return Ok(()),
                _ if !is_here => {}
                Event::Start(tag) if tag.name().as_ref() == "office:annotation" => in_note = true,
                Event::End(tag) if tag.name().as_ref() == "office:annotation" => in_note = false,
                Event::Start(tag) => self.start(&tag),
                Event::Empty(tag) => {
                    self.start(&tag);
                    self.end(tag.name().as_ref());
                }
                Event::End(tag) => self.end(tag.name().as_ref()),
                Event::Text(text) if !in_note => {
                    if let Some(cell) = self.cell.as_mut().filter(|cell| cell.text.len() < LONGEST) {
                        cell.text.push_str(&text);
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        let times =
            |name: &str| attribute(tag, name).and_then(|times| times.parse::<u32>().ok()).unwrap_or(1);
        let is_hidden =
            || matches!(attribute(tag, "table:visibility").as_deref(), Some("collapse" | "filter"));
        match tag.name().as_ref() {
            "table:table-column" => {
                let columns = times("table:number-columns-repeated").min(MAX_COLUMNS);
                if is_hidden() && columns > 0 {
                    self.aside.hidden_columns.push((self.described, self.described + columns - 1));
                }
                self.described = (self.described + columns).min(MAX_COLUMNS);
            }
            "table:table-row" => {
                self.rows = times("table:number-rows-repeated").min(MAX_ROWS);
                self.column = 0;
                if is_hidden() && self.rows > 0 {
                    self.aside.hidden_rows.push((self.row + 1, self.row.saturating_add(self.rows)));
                }
            }
            "table:table-cell" | "table:covered-table-cell" => self.start_cell(tag, times),
            _ => {}
        }
    }

    fn start_cell(&mut self, tag: &BytesStart<'_>, times: impl Fn(&str) -> u32) {
        let value = attribute(tag, "office:value");
        let kind = attribute(tag, "office:value-type").unwrap_or_default();
        let below = times("table:number-rows-spanned");
        if below > 1 && !kind.is_empty() {
            self.aside.merged.push((self.row + 1, self.row.saturating_add(below), self.column));
        }
        self.cell = Some(Cell {
            value: value.and_then(|value| value.parse().ok()),
            columns: times("table:number-columns-repeated").min(MAX_COLUMNS),
            is_valueless: kind.is_empty() && attribute(tag, "table:formula").is_some(),
            kind,
            text: String::new(),
        });
    }

    fn end(&mut self, name: &str) {
        match name {
            "table:table-row" => self.row = self.row.saturating_add(self.rows).min(MAX_ROWS),
            "table:table-cell" | "table:covered-table-cell" => {
                let Some(cell) = self.cell.take() else { return };
                let columns = self.column..(self.column + cell.columns).min(MAX_COLUMNS);
                let rows = self.row..self.row.saturating_add(self.rows).min(MAX_ROWS);
                self.column = columns.end;
                if cell.is_valueless {
                    let room = MAX_VALUELESS.saturating_sub(self.aside.valueless.len());
                    let places = rows.flat_map(|row| columns.clone().map(move |column| (row, column)));
                    self.aside.valueless.extend(places.take(room));
                    return;
                }
                let shown = cell.shown();
                if shown == Shown::Plain {
                    return;
                }
                let columns = columns.start..columns.end.min(self.last.1 + 1);
                for row in rows.start..rows.end.min(self.last.0 + 1) {
                    self.aside.shown.extend(columns.clone().map(|column| ((row, column), shown)));
                }
            }
            _ => {}
        }
    }
}

impl Cell {
    fn shown(&self) -> Shown {
        match (self.kind.as_str(), self.value) {
            ("percentage", Some(_)) => Shown::Percent,
            ("float", Some(value)) => Shown::of_text(self.text.trim(), value),
            _ => Shown::Plain,
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
    Some(attribute.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use crate::import::{ImportOptions, read};
    use crate::model::{Progress, Sheet};

    fn open(rows: &str) -> Sheet {
        let content = format!(
            r#"<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>
            <table:table table:name="Cover"><table:table-column table:visibility="collapse"/></table:table>
            <table:table table:name="Scores">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
        );
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in [
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            ("META-INF/manifest.xml", "<manifest/>"),
            ("content.xml", &content),
        ] {
            let options = zip::write::SimpleFileOptions::default();
            out.start_file(name, options.compression_method(zip::CompressionMethod::Stored)).unwrap();
            out.write_all(text.as_bytes()).unwrap();
        }
        let bytes = out.finish().unwrap().into_inner();
        read("scores.ods", bytes, &ImportOptions::default(), &Progress::default()).unwrap()
    }

    fn cell(kind: &str, value: &str, shown: &str) -> String {
        format!(
            r#"<table:table-cell office:value-type="{kind}" office:value="{value}"><text:p>{shown}</text:p></table:table-cell>"#
        )
    }

    fn text(text: &str) -> String {
        format!(r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#)
    }

    fn row(attributes: &str, cells: &[String]) -> String {
        format!("<table:table-row {attributes}>{}</table:table-row>", cells.concat())
    }

    #[test]
    fn numbers_are_taken_as_they_are_shown_and_hidden_rows_told() {
        let sheet = open(
            &[
                r#"<table:table-column/><table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>"#
                    .to_owned(),
                row("", &["agent", "share", "id", "points"].map(text)),
                row(
                    r#"table:visibility="filter""#,
                    &[text("a"), cell("percentage", "0.85", "85 %"), cell("float", "123", "00123"), cell("float", "8.5", "8,5/10")],
                ),
                row(
                    r#"table:number-rows-repeated="2""#,
                    &[text("b"), cell("percentage", "0.5", "50%"), cell("float", "4", "4"), cell("float", "4", "4 of 5")],
                ),
                row(r#"table:visibility="collapse" table:number-rows-repeated="1000000""#, &["<table:table-cell/>".to_owned()]),
            ]
            .concat(),
        );
        let rows: Vec<String> =
            sheet.rows().map(|row| sheet.record(row).collect::<Vec<_>>().join("|")).collect();
        assert_eq!(rows, ["a|85%|00123|8.5/10", "b|50%|4|4/5", "b|50%|4|4/5"]);
        let notes: Vec<_> = sheet.notes().iter().map(|note| (note.line, note.code)).collect();
        assert_eq!(notes[1..3], [(2, "hidden_rows"), (1, "hidden_columns")], "{notes:?}");
        assert!(notes.contains(&(2, "percent_format")) && notes.contains(&(2, "shown_unit")), "{notes:?}");
    }

    #[test]
    fn formulas_without_a_value_are_named() {
        let formula = r#"<table:table-cell table:formula="of:=80+1"/>"#.to_owned();
        let sheet = open(
            &[
                row("", &["agent", "score"].map(text)),
                row("", &[text("a"), formula.clone()]),
                row("", &[text("b"), formula]),
            ]
            .concat(),
        );
        let rows: Vec<String> =
            sheet.rows().map(|row| sheet.record(row).collect::<Vec<_>>().join("|")).collect();
        assert_eq!(rows, ["a|=80+1", "b|=80+1"]);
        assert!(sheet.notes().iter().any(|note| note.code == "formula_without_value"));
    }
}
