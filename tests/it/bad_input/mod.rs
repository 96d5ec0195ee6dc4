//! Every kind of bad input that the project knows of, each with a fixture and its verdict: `LINES` is
//! that list, and each table below names the line that it is for. Large and hostile files are made here,
//! when the tests run.

mod files;
mod hostile;
mod records;
mod texts;
mod values;
pub mod workbooks;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use scorebridge::check::{Ledger, LedgerKey, explain};
use scorebridge::import::{self, ImportError, ImportOptions};
use scorebridge::model::{Progress, Quote, Sheet};
use scorebridge::people::{People, read_roster};
use scorebridge::pipeline::{self, Surroundings};
use scorebridge::recipe::Overrides;

use super::window::reader;

/// What of a file can be bad.
const LINES: [&str; 21] = [
    "encodings",
    "invalid bytes",
    "line ends",
    "unclosed quote",
    "stray quotes",
    "delimiters",
    "headings",
    "records",
    "large",
    "scores",
    "dates",
    "ids",
    "formulas",
    "workbook cells",
    "closed workbooks",
    "misnamed",
    "archives",
    "sparse sheets",
    "hostile xml",
    "json",
    "no files",
];

#[test]
fn every_line_has_its_cases() {
    let told: BTreeSet<&str> =
        [texts::LINES, records::LINES, values::LINES, workbooks::LINES, hostile::LINES, files::LINES]
            .concat()
            .into_iter()
            .collect();
    assert_eq!(told, BTreeSet::from(LINES));
}

/// Reads bytes as the program does: workbooks and archives in a process of their own.
fn open(name: &str, bytes: &[u8], options: &ImportOptions) -> Result<Sheet, ImportError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let sheet = import::open_with(&reader(), &path, options, &Progress::default());
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(left, [path], "nothing is written beside a file");
    sheet
}

/// One line: how it was read, its notes, and the rows with problems; or the code of the refusal.
fn read_as(name: &str, bytes: &[u8], options: &ImportOptions) -> String {
    let sheet = match open(name, bytes, options) {
        Ok(sheet) => sheet,
        Err(error) => {
            assert!(error.to_string().ends_with('.') && error.hint().ends_with('.'), "{error}");
            return error.code().to_owned();
        }
    };
    let source = sheet.source();
    let format = serde_json::to_value(source.format).unwrap();
    let mut line = format!("{} {}", format.as_str().unwrap(), source.encoding);
    if let Some(delimiter) = source.delimiter {
        write!(line, " {delimiter:?}").unwrap();
    }
    if let Some(quote) = source.quote.filter(|quote| *quote != Quote::Double) {
        write!(line, " {}", quote.name()).unwrap();
    }
    write!(line, " h{} r{}", source.header_row, sheet.num_rows()).unwrap();
    for note in sheet.notes() {
        write!(line, " {}@{}", note.code, note.line).unwrap();
    }
    for (row, problem) in sheet.problems() {
        let code = serde_json::to_value(problem.code).unwrap();
        write!(line, " !{}:{}", row.number(), code.as_str().unwrap()).unwrap();
    }
    line
}

/// Checks a table of (what, bytes, how it is read), all of it before it fails.
fn assert_read(line: &str, cases: &[(&str, &[u8], &str)]) {
    assert!(LINES.contains(&line));
    let mut wrong = String::new();
    for (what, bytes, expected) in cases {
        let found = read_as("file.csv", bytes, &ImportOptions::default());
        if found != *expected {
            writeln!(wrong, "{what}: {found:?}, not {expected:?}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "{line}:\n{wrong}");
}

/// A text judged with the roster: a line a row with its state and the rules that found something.
fn judged(text: &str) -> Vec<String> {
    let sheet =
        import::read("scores.csv", text.as_bytes().to_vec(), &ImportOptions::default(), &Progress::default())
            .unwrap();
    let (document, _) =
        pipeline::document(Arc::new(sheet), &Overrides::default(), None, &Progress::default()).unwrap();
    let roster = read_roster(&std::fs::read("tests/fixtures/samples/roster.csv").unwrap()).unwrap();
    let around = Surroundings {
        people: Some(Arc::new(People::new(roster))),
        aliases: Arc::default(),
        ledger: Arc::new(Ledger::empty(LedgerKey([0; 32]))),
    };
    let now = "2026-10-01T12:00:00Z".parse().unwrap();
    let checked = pipeline::check(&document, &around, now, &Progress::default()).unwrap();
    assert_eq!(checked.report.counts().read(), document.sheet.num_rows());
    let input = document.input(&around, now);
    let rows = document.sheet.rows().map(|row| {
        let rules: Vec<&str> =
            explain(&input, &checked.report, row).iter().map(|problem| problem.rule.id).collect();
        format!("{} {}", checked.report.state(row).name(), rules.join(" ")).trim_end().to_owned()
    });
    rows.collect()
}

/// Checks a table of (cell, state and rules of its row) in one column of a file that is fine but for it.
fn assert_judged(line: &str, columns: &str, row: impl Fn(&str) -> String, cases: &[(&str, &str)]) {
    assert!(LINES.contains(&line));
    let mut wrong = String::new();
    for (cell, expected) in cases {
        let quoted = format!("\"{}\"", cell.replace('"', "\"\""));
        let found = judged(&format!("{columns}\n{}\n", row(&quoted)));
        if found != [*expected] {
            writeln!(wrong, "{cell:?}: {found:?}, not {expected:?}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "{line}:\n{wrong}");
}
