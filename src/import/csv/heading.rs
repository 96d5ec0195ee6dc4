//! Which record of a text holds the headings, and what stands above it.
//!
//! Owns where the records start. The guess is [`Sample`]'s; what headings mean is `recipe`'s.
//! Invariant: no record is eaten in silence: whatever stands above the headings becomes a note.

use super::scan::{Dialect, Found, Scanner};
use super::sniff;
use crate::import::ImportError;
use crate::import::sample::{
    HeadingRecord, Sample, above_header, columns_by_place, empty_line, fill_from_above, no_header,
};
use crate::import::table::MAX_COLUMNS;
use crate::model::{Cancelled, Note, Progress};

/// The headings, and where the records start.
#[derive(Debug, PartialEq, Eq)]
pub struct Heading {
    /// The physical line of the heading row; 0 where there is none.
    pub row: u32,
    /// The headings as the file has them, or made from their places.
    pub columns: Vec<String>,
    /// Where the first record starts.
    pub at: usize,
    /// The physical line there.
    pub line: u32,
    /// What stands above, and what was decided.
    pub notes: Vec<Note>,
}

/// Where a text starts, and how it is cut.
#[derive(Clone, Copy, Debug)]
pub struct Start {
    /// How it is cut into cells.
    pub dialect: Dialect,
    /// Where the first record starts: after a byte order mark and a `sep=` line.
    pub at: usize,
    /// The physical line there.
    pub line: u32,
}

/// Finds the headings; `told` is the physical line that a person named, 0 for none.
///
/// # Errors
/// [`ImportError`] where the text has no record at all, none on that line, or too many columns, or the job was
/// asked to stop.
pub fn find(
    text: &str,
    start: Start,
    told: Option<u32>,
    progress: &Progress,
) -> Result<Heading, ImportError> {
    let sample = sniff::sample(text, start.dialect, start.at, start.line, progress)?.records;
    if sample.num_records() == 0 {
        return Err(ImportError::Empty);
    }
    let mut heading = match (told, sample.heading_record()) {
        (Some(0), _) => without(start, &sample, None),
        (Some(line), _) => on_line(text, start, line, progress)?,
        (None, HeadingRecord::At(record)) => on_line(text, start, sample.line(record), progress)?,
        (None, HeadingRecord::None { data }) => without(start, &sample, Some(no_header(sample.line(data)))),
    };
    let num_headings = heading.columns.len();
    let more = sample.num_empty_beyond(num_headings);
    if more > 0 {
        heading.columns.resize(num_headings + more, String::new());
        heading.notes.push(no_heading_for(heading.row, more));
    }
    if heading.columns.len() > MAX_COLUMNS {
        return Err(ImportError::TooManyColumns(heading.columns.len()));
    }
    Ok(heading)
}

/// No heading row: columns are named by their places.
fn without(start: Start, sample: &Sample, note: Option<Note>) -> Heading {
    let columns = columns_by_place(sample.usual_cells());
    Heading { row: 0, columns, at: start.at, line: start.line, notes: note.into_iter().collect() }
}

/// The record that starts on that line; what stands above becomes notes.
fn on_line(text: &str, start: Start, line: u32, progress: &Progress) -> Result<Heading, ImportError> {
    let mut scanner = Scanner::new(text.as_bytes(), start.dialect, start.at, start.line);
    let mut notes = Vec::new();
    let mut above: Option<(u32, Vec<String>)> = None;
    loop {
        progress.go_on()?;
        let at = scanner.position();
        let here = scanner.line();
        let mut layout = scanner.layout();
        match scanner.next_record(&mut layout) {
            Some(Found::Record { .. }) if here == line => {
                let mut columns = cells(text, start.dialect, at, here, progress)?;
                if let Some((_, above)) = above.filter(|(above, _)| above + 1 == here) {
                    fill_from_above(&mut columns, above.iter().map(String::as_str));
                }
                let (at, line) = (scanner.position(), scanner.line());
                return Ok(Heading { row: here, columns, at, line, notes });
            }
            Some(Found::Record { .. }) if here < line => {
                let cells = cells(text, start.dialect, at, here, progress)?;
                notes.push(above_header(here, cells.iter().map(String::as_str)));
                above = Some((here, cells));
            }
            Some(Found::EmptyLine { line: empty }) if here < line => notes.push(empty_line(empty)),
            _ => return Err(ImportError::NoSuchHeaderRow(line)),
        }
    }
}

/// The cells of the record that starts there, without the signs that stand before quotes.
fn cells(
    text: &str,
    dialect: Dialect,
    at: usize,
    line: u32,
    progress: &Progress,
) -> Result<Vec<String>, Cancelled> {
    let text = &text.as_bytes()[at..];
    let mut scanner = Scanner::new(text, dialect, 0, line);
    let mut layout = scanner.layout();
    scanner.next_record(&mut layout);
    let mut bytes = text[..scanner.position()].to_vec();
    layout.close_up(&mut bytes, progress)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(layout.record(&text, 0).map(str::to_owned).collect())
}

fn no_heading_for(line: u32, num_columns: usize) -> Note {
    let message = format!("The records have {num_columns} more cells than the heading row, all empty.");
    Note { line, code: "no_heading", message }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Quote;

    fn find(text: &str, start: Start, told: Option<u32>) -> Result<Heading, ImportError> {
        super::find(text, start, told, &Progress::default())
    }

    const START: Start = Start { dialect: Dialect { delimiter: b',', quote: Quote::Double }, at: 0, line: 1 };

    #[test]
    fn finds_the_headings() {
        for (text, row, columns) in [
            ("agent,score\na,1\n", 1, &["agent", "score"][..]),
            ("agent,score\n", 1, &["agent", "score"]),
            ("score\n1\n2\n", 1, &["score"]),
            ("QA export\n\nagent,score,date\na,1,x\nb,2,y\n", 3, &["agent", "score", "date"]),
            ("QA export,,\n,,\nagent,score,date\na,1,x\nb,2,y\n", 3, &["agent", "score", "date"]),
            ("a,a,\n1,2,3\n", 1, &["a", "a", ""]),
            ("a,b,c\nx,y,z,\nx,y,z,\n", 1, &["a", "b", "c", ""]),
            ("a,b,c\nx,y,z,w\nx,y,z,\n", 1, &["a", "b", "c"]),
            (
                "Agent,Score,,Date\n,Points,Max,\na,1,2,2026-09-14\nb,2,2,2026-09-15\n",
                2,
                &["Agent", "Points", "Max", "Date"],
            ),
            ("Agent,Score,,Date\nBruno,n.a.,late,x\na,1,2,2026-09-14\n", 1, &["Agent", "Score", "", "Date"]),
            ("Agent,Score,,Date\na,1,late,2026-09-14\nb,2,,2026-09-15\n", 1, &["Agent", "Score", "", "Date"]),
            ("\"a \"\"b\"\"\",c\n1,2\n", 1, &["a \"b\"", "c"]),
            (
                "x@example.com,85,2026-09-13\ny@example.com,90,2026-09-14\n",
                0,
                &["Column 1", "Column 2", "Column 3"],
            ),
            ("agent,1,2\nx@example.com,85,90\ny@example.com,1,2\n", 1, &["agent", "1", "2"]),
        ] {
            let heading = find(text, START, None).unwrap();
            assert_eq!(
                (heading.row, heading.columns),
                (row, columns.iter().map(|&name| name.to_owned()).collect()),
                "{text:?}"
            );
        }
    }

    #[test]
    fn keeps_to_the_line_that_a_person_named() {
        let text = "x\n\nagent,score\na,1\n";
        let heading = find(text, START, Some(3)).unwrap();
        assert_eq!(heading.columns, ["agent", "score"]);
        assert_eq!((heading.at, heading.line), (15, 4));
        assert_eq!(
            heading.notes.iter().map(|note| note.code).collect::<Vec<_>>(),
            ["above_header", "empty_line"]
        );
        let heading = find(text, START, Some(0)).unwrap();
        assert_eq!((heading.row, heading.at, heading.columns.len()), (0, 0, 2));
        assert!(matches!(find(text, START, Some(2)), Err(ImportError::NoSuchHeaderRow(2))));
        assert!(matches!(find(text, START, Some(9)), Err(ImportError::NoSuchHeaderRow(9))));
    }

    #[test]
    fn refuses_what_has_no_records_or_too_many_columns() {
        assert!(matches!(find("\n\n", START, None), Err(ImportError::Empty)));
        let wide = vec!["x"; 300_001].join(",");
        assert!(matches!(find(&wide, START, None), Err(ImportError::TooManyColumns(300_001))));
    }
}
