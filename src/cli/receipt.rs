//! `scorebridge receipt`: one upload's receipt, every row accounted for. The ending of OUT chooses between
//! NDJSON, CSV and a page to print.

use std::path::Path;

use crate::journal::UploadId;
use crate::upload::{ReceiptFormat, write_receipt};

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
    let format = args.output.as_deref().map_or(ReceiptFormat::Json, ReceiptFormat::of);
    place.write(|out| write_receipt(format, &info, rows.iter(), out))?;
    if output.json {
        output.summary(Some(&upload), &info.summary());
    } else if place != Place::Stdout {
        output.text(&sent_line(&info.summary()));
    }
    Ok(Exit::Done)
}
