//! `scorebridge read`: the file as read, nothing mapped or judged.

use std::io;

use serde_json::json;

use crate::import;
use crate::import::apart::{self, Reader};
use crate::model::{Progress, Sheet};
use crate::pipeline;
use crate::recipe::Overrides;

use super::args::Read;
use super::failure::Failure;
use super::output::{Exit, Output, grouped};
use super::place::Place;

/// Reads the file and writes it, or says how it was understood.
pub fn run(args: &Read, output: Output) -> Result<Exit, Failure> {
    let place = Place::of(args.output.as_deref(), output)?;
    let options = args.reading.options();
    let (reader, told) = (Reader::apart()?, Overrides::default());
    // The same sheet of several that would be judged.
    let cut = pipeline::read_as_remembered(&options, &told, None, |options| {
        import::open_with(&reader, &args.file, options, &Progress::default())
    })?;
    let sheet = cut.sheet;
    place.write(|out| import::write_ndjson(&sheet, out))?;
    if output.json {
        let source = sheet.source();
        output.object(&json!({
            "file": source.name, "bytes": source.bytes, "format": source.format, "encoding": source.encoding,
            "delimiter": source.delimiter, "quote": source.quote, "sheet": source.sheet, "header_row": source.header_row,
            "columns": sheet.columns(), "notes": sheet.notes(),
            "records": sheet.num_rows(), "with_problem": sheet.num_problems(),
        }));
    } else if place != Place::Stdout {
        output.text(&in_words(&sheet));
    }
    Ok(Exit::Done)
}

/// Is the reader of one workbook or archive, for another process of this program.
pub fn apart() -> Result<Exit, Failure> {
    apart::serve(io::stdin().lock(), io::stdout()).map_err(|error| {
        Failure::nothing_done("no_reader", error, "This command is started by the program alone.")
    })?;
    Ok(Exit::Done)
}

fn in_words(sheet: &Sheet) -> String {
    let source = sheet.source();
    let mut lines = vec![format!(
        "{}: {} records, {} columns, {}{}",
        source.name,
        grouped(sheet.num_rows()),
        sheet.columns().len(),
        source.encoding,
        source.delimiter.map_or_else(String::new, |delimiter| format!(", {delimiter:?} between cells")),
    )];
    if sheet.num_problems() > 0 {
        lines.push(format!("{} records could not be taken whole.", sheet.num_problems()));
    }
    lines.extend(sheet.notes().iter().map(|note| format!("line {}: {}", note.line, note.message)));
    lines.join("\n")
}
