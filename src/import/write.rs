//! A sheet → what `read -o OUT.ndjson` promises: the file, a line a record, the counts.

use std::io::{self, BufWriter, Write as _};

use serde::Serialize;
use serde_json::Serializer;

use crate::model::{FileFormat, Note, Quote, RecordProblem, Sheet};

/// Writes the sheet, nothing mapped or judged.
///
/// # Errors
/// Whatever the writer says.
pub fn write_ndjson(sheet: &Sheet, out: impl io::Write) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(64 * 1024, out);
    let source = sheet.source();
    write_line(
        &mut out,
        &FileLine {
            file: &source.name,
            bytes: source.bytes,
            format: source.format,
            encoding: source.encoding,
            delimiter: source.delimiter,
            quote: source.quote,
            sheet: source.sheet.as_deref(),
            header_row: source.header_row,
            columns: sheet.columns(),
            notes: sheet.notes(),
        },
    )?;
    for row in sheet.rows() {
        write_line(
            &mut out,
            &RecordLine {
                row: row.number(),
                line: sheet.line(row),
                cells: sheet.record(row).collect(),
                problem: sheet.problem(row),
            },
        )?;
    }
    write_line(&mut out, &Counts { records: sheet.num_rows(), with_problem: sheet.num_problems() })?;
    out.flush()
}

fn write_line(out: &mut impl io::Write, line: &impl Serialize) -> io::Result<()> {
    line.serialize(&mut Serializer::new(&mut *out))?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct FileLine<'a> {
    file: &'a str,
    bytes: u64,
    format: FileFormat,
    encoding: &'a str,
    delimiter: Option<char>,
    quote: Option<Quote>,
    sheet: Option<&'a str>,
    header_row: u32,
    columns: &'a [String],
    notes: &'a [Note],
}

#[derive(Serialize)]
struct RecordLine<'a> {
    row: u32,
    line: u32,
    cells: Vec<&'a str>,
    problem: Option<&'a RecordProblem>,
}

#[derive(Serialize)]
struct Counts {
    records: u32,
    with_problem: usize,
}
