//! Rows of a document written out as the file has them, with a first column that says why each is there: to
//! hand them to somebody, and to read them again.
//!
//! Invariant: what is read again has the same text in every cell; no cell can be taken for a formula.

use std::io::{self, Write};

use crate::check::{self, Input, Report};
use crate::model::{REASON_HEADING, RowId, RowState, as_text};

/// Writes rows of a document as CSV: the reason, then the cells of the file as they were read.
///
/// # Errors
/// Whatever the writer says.
pub fn write_rows(
    input: &Input<'_>,
    report: &Report,
    rows: impl Iterator<Item = RowId>,
    out: &mut dyn Write,
) -> io::Result<()> {
    // A record that is too short or too long stays so.
    let mut out = csv::WriterBuilder::new().flexible(true).from_writer(out);
    let headings = input.sheet.columns().iter().map(|heading| as_text(heading));
    out.write_record(std::iter::once(REASON_HEADING.to_owned()).chain(headings))?;
    for row in rows {
        let cells = input.sheet.record(row).map(as_text);
        out.write_record(std::iter::once(as_text(&reason(input, report, row))).chain(cells))?;
    }
    out.flush()
}

/// Where the row stands, and every sentence that is said of it.
fn reason(input: &Input<'_>, report: &Report, row: RowId) -> String {
    let look = check::look(input, report, row);
    let edited = look.cells.iter().any(|cell| cell.edited);
    let edited = edited.then(|| "It was changed by hand; this is what the file has.".to_owned());
    let said: Vec<_> = look.problems.into_iter().map(|problem| problem.message).chain(edited).collect();
    let stands = if look.state == RowState::Ready { "not sent yet" } else { look.state.words() };
    if said.is_empty() { stands.to_owned() } else { format!("{stands}: {}", said.join(" ")) }
}
