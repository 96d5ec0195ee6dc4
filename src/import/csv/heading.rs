//! Which record of a text holds the headings, and what stands above it.
//!
//! Owns the choice. Does not know what headings mean: that is `recipe`. Invariant: no record is
//! eaten in silence: whatever stands above the headings becomes a note, and a first record that
//! looks like data is data.

use super::scan::{Found, Scanner};
use super::sniff::Sample;
use crate::import::ImportError;
use crate::model::{Layout, Note};

/// More columns than any tool exports; a workbook ends here too.
const MAX_COLUMNS: usize = 16_384;
/// How far down the headings may stand.
const MAX_PREAMBLE: usize = 30;

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
    /// What stands between cells.
    pub delimiter: u8,
    /// Where the first record starts: after a byte order mark and a `sep=` line.
    pub at: usize,
    /// The physical line there.
    pub line: u32,
}

/// Finds the headings; `told` is the physical line that a person named, 0 for none.
///
/// # Errors
/// [`ImportError`] where the text has no record at all, none on that line, or too many columns.
pub fn find(text: &str, start: Start, told: Option<u32>) -> Result<Heading, ImportError> {
    let sample = Sample::of(text, start.delimiter, start.at, start.line);
    if sample.num_records() == 0 {
        return Err(ImportError::Empty);
    }
    let heading = match told {
        Some(0) => without(start, &sample, None),
        Some(line) => on_line(text, start, line)?,
        None => guess(text, start, &sample)?,
    };
    if heading.columns.len() > MAX_COLUMNS {
        return Err(ImportError::TooManyColumns(heading.columns.len()));
    }
    Ok(heading)
}

/// No heading row: columns are named by their places.
fn without(start: Start, sample: &Sample, note: Option<Note>) -> Heading {
    let columns = (1..=sample.usual_cells()).map(|number| format!("Column {number}")).collect();
    Heading { row: 0, columns, at: start.at, line: start.line, notes: note.into_iter().collect() }
}

/// The record that starts on that line; what stands above becomes notes.
fn on_line(text: &str, start: Start, line: u32) -> Result<Heading, ImportError> {
    let mut scanner = Scanner::new(text.as_bytes(), start.delimiter, start.at, start.line);
    let mut notes = Vec::new();
    loop {
        let at = scanner.position();
        let here = scanner.line();
        let mut layout = Layout::default();
        match scanner.next_record(&mut layout) {
            Some(Found::Record { .. }) if here == line => {
                let columns = cells(text, start.delimiter, at, here);
                let (at, line) = (scanner.position(), scanner.line());
                return Ok(Heading { row: here, columns, at, line, notes });
            }
            Some(Found::Record { .. }) if here < line => {
                notes.push(above(here, cells(text, start.delimiter, at, here).iter().map(String::as_str)));
            }
            Some(Found::EmptyLine { line: empty }) if here < line => notes.push(empty_line(empty)),
            _ => return Err(ImportError::NoSuchHeaderRow(line)),
        }
    }
}

/// The cells of the record that starts there, with doubled quotes halved.
fn cells(text: &str, delimiter: u8, at: usize, line: u32) -> Vec<String> {
    let mut layout = Layout::default();
    let text = &text.as_bytes()[at..];
    let mut scanner = Scanner::new(text, delimiter, 0, line);
    scanner.next_record(&mut layout);
    let mut bytes = text[..scanner.position()].to_vec();
    layout.close_up(&mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    layout.record(&text, 0).map(str::to_owned).collect()
}

fn guess(text: &str, start: Start, sample: &Sample) -> Result<Heading, ImportError> {
    let usual = sample.usual_cells();
    let stands_above = |record: usize| {
        let filled = sample.record(record).filter(|cell| !cell.trim().is_empty()).count();
        // A title line: shorter than the records, or as long by empty cells only.
        usual >= 2 && (sample.record(record).len() < usual || (usual > 2 && filled < 2))
    };
    let last = sample.num_records().min(MAX_PREAMBLE);
    let heading = (0..last).find(|&record| !stands_above(record)).unwrap_or(0);
    if looks_like_data(sample, heading) {
        let message = "The first record looks like data, so there is no heading row; columns are named by their places.";
        let note = Note { line: sample.line(heading), code: "no_header", message: message.to_owned() };
        return Ok(without(start, sample, Some(note)));
    }
    on_line(text, start, sample.line(heading))
}

/// Whether a record has numbers, dates or addresses, and no word, where the records below have them.
fn looks_like_data(sample: &Sample, heading: usize) -> bool {
    let below = heading + 1..sample.num_records();
    if below.is_empty() {
        return false;
    }
    let mut alike = 0;
    for (column, head) in sample.record(heading).enumerate() {
        let mut kinds = [0_usize; 3];
        let mut filled = 0;
        for record in below.clone() {
            let cell = sample.record(record).nth(column).unwrap_or_default();
            filled += usize::from(!cell.trim().is_empty());
            if let Some(kind) = kind(cell) {
                kinds[kind as usize] += 1;
            }
        }
        for of in [CellKind::Number, CellKind::Time, CellKind::Email] {
            if filled > 0 && kinds[of as usize] * 10 >= filled * 8 {
                if kind(head) == Some(of) {
                    alike += 1;
                } else if !head.trim().is_empty() {
                    return false; // a word above numbers, dates or addresses: a heading
                }
            }
        }
    }
    alike > 0
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CellKind {
    Number,
    Time,
    Email,
}

/// What a cell looks like, if it is something that a heading is not.
fn kind(cell: &str) -> Option<CellKind> {
    let cell = cell.trim().trim_start_matches("=\"").trim_end_matches('"').trim_end_matches('%');
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    let only = |extra: &str| cell.chars().all(|char| char.is_ascii_digit() || extra.contains(char));
    if digits == 0 {
        let (name, domain) = cell.split_once('@')?;
        return (!name.is_empty() && domain.contains('.')).then_some(CellKind::Email);
    }
    if only(".,-+eE ") && cell.matches('-').count() < 2 {
        Some(CellKind::Number)
    } else if digits >= 4 && only("-/.: TZ+,APMapm") {
        Some(CellKind::Time)
    } else if cell.split_once('@').is_some_and(|(name, domain)| !name.is_empty() && domain.contains('.')) {
        Some(CellKind::Email)
    } else {
        None
    }
}

fn above<'a>(line: u32, cells: impl Iterator<Item = &'a str>) -> Note {
    let filled: Vec<&str> = cells.map(str::trim).filter(|cell| !cell.is_empty()).collect();
    let mut words: String = filled.join(" ").chars().take(80).collect();
    if words.is_empty() {
        "only empty cells".clone_into(&mut words);
    }
    Note {
        line,
        code: "above_header",
        message: format!("Line {line} stands above the heading row: {words}."),
    }
}

/// The note of a line with nothing in it.
#[must_use]
pub fn empty_line(line: u32) -> Note {
    Note { line, code: "empty_line", message: format!("Line {line} is empty.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Start = Start { delimiter: b',', at: 0, line: 1 };

    #[test]
    fn finds_the_headings() {
        for (text, row, columns) in [
            ("agent,score\na,1\n", 1, &["agent", "score"][..]),
            ("agent,score\n", 1, &["agent", "score"]),
            ("score\n1\n2\n", 1, &["score"]),
            ("QA export\n\nagent,score,date\na,1,x\nb,2,y\n", 3, &["agent", "score", "date"]),
            ("QA export,,\n,,\nagent,score,date\na,1,x\nb,2,y\n", 3, &["agent", "score", "date"]),
            ("a,a,\n1,2,3\n", 1, &["a", "a", ""]),
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
