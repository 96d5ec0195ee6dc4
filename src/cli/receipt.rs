//! `scorebridge receipt`: one upload's receipt, every row accounted for.

use std::io::{self, Write};
use std::path::Path;

use serde_json::json;

use crate::journal::{EndedRow, UploadId, UploadInfo};

use super::args::Receipt;
use super::failure::Failure;
use super::output::{Exit, Output, sent_line};
use super::place::Place;
use super::session::Session;

/// Writes the receipt of an upload.
pub fn run(args: &Receipt, data_dir: &Path, output: Output) -> Result<Exit, Failure> {
    let place = Place::of(args.output.as_deref(), output)?;
    let journal = Session::open_or_look(data_dir)?.journal;
    let upload = UploadId(args.upload.clone());
    let info = journal.upload(&upload)?;
    let rows = journal.rows(&upload)?;
    place.write(|out| write_receipt(&info, &rows, out))?;
    if output.json {
        output.summary(Some(&upload), &info.summary());
    } else if place != Place::Stdout {
        output.text(&sent_line(&info.summary()));
    }
    Ok(Exit::Done)
}

fn write_receipt(info: &UploadInfo, rows: &[EndedRow], out: &mut dyn Write) -> io::Result<()> {
    for row in rows {
        let line = json!({
            "row": row.row.number(), "line": row.line, "state": row.outcome, "batch": row.batch,
            "attempt": row.attempts, "http": row.http, "message": row.message,
        });
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")?;
    }
    serde_json::to_writer(
        &mut *out,
        &json!({"event": "summary", "upload": info.id, "rows": info.summary()}),
    )?;
    out.write_all(b"\n")
}
