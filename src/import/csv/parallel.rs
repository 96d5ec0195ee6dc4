//! All records of a text, read on all cores, exactly as one scanner would read them in one go.
//!
//! Owns the cutting into parts and the joining. The text is cut at places that look like record
//! starts; each part is read from its place on to the next one's. A part counts only if the part
//! before it ended exactly where it began; else it is read again from the right place. Since where a
//! record starts decides alone how it is read, the result is that of one scanner, whatever the cuts.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::scan::{Dialect, Fault, FaultKind, Found, Scanner};
use crate::import::ImportError;
use crate::import::sample::empty_line;
use crate::model::{
    Cancelled, Layout, Note, Progress, RecordProblem, RecordProblemCode, Records, RowId, SheetTooLarge,
};

/// How long a part is: short enough that the wish to stop is heard at once.
const PART_BYTES: usize = 1024 * 1024;
/// Empty lines that get a note of their own; the rest is counted.
const MAX_EMPTY_LINE_NOTES: usize = 1000;
/// How many line ends are tried for a record start after a cut.
const TRIED_LINES: usize = 24;

/// A text, and where and how to read its records.
#[derive(Debug)]
pub struct Job<'a> {
    /// The text.
    pub text: &'a str,
    /// How it is cut into cells.
    pub dialect: Dialect,
    /// Where the first record starts.
    pub at: usize,
    /// The physical line there.
    pub line: u32,
    /// The headings: how many cells a record should have, and their names for messages.
    pub columns: &'a [String],
    /// The name of the file's encoding, for messages.
    pub encoding: &'static str,
    /// Told of the bytes that are done, and asked for the wish to stop.
    pub progress: &'a Progress,
    /// What the progress stands at.
    pub bytes_before: u64,
}

/// Reads all records. `first` is done by one of the threads before it reads a part: there it waits for work that
/// takes a core meanwhile, so that no core is asked to do two things at once.
///
/// # Errors
/// [`ImportError`] when there is more than a sheet can hold, or the job was asked to stop.
pub fn records(job: &Job<'_>, first: impl FnOnce() + Send) -> Result<Records, ImportError> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    records_on(job, cores, PART_BYTES, first)
}

fn records_on(
    job: &Job<'_>,
    cores: usize,
    part_bytes: usize,
    first: impl FnOnce() + Send,
) -> Result<Records, ImportError> {
    let num_parts = job.text.len().saturating_sub(job.at).div_ceil(part_bytes);
    if cores < 2 || num_parts < 2 {
        first();
        return Joined::new(job).in_one_go(part_bytes);
    }
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        let (sender, parts) = sync_channel(2 * cores);
        let thread = |number: usize| thread::Builder::new().name(format!("read-csv-{number}"));
        let (to_join, next) = (sender.clone(), &next);
        thread(0).spawn_scoped(scope, move || {
            first();
            read_parts(job, part_bytes, num_parts, next, &to_join);
        })?;
        for number in 1..cores {
            let sender = sender.clone();
            let work = move || read_parts(job, part_bytes, num_parts, next, &sender);
            if thread(number).spawn_scoped(scope, work).is_err() {
                break; // those that started do it all
            }
        }
        drop(sender);
        Joined::new(job).parts(&parts, num_parts, part_bytes)
    })
}

/// A part of the text, read from a place that looked like a record start.
#[derive(Debug)]
struct Part {
    number: usize,
    read: Range<usize>,
    /// How many physical lines it holds.
    num_lines: u32,
    found: Rows,
}

impl Part {
    /// No record starts in this part.
    fn empty(number: usize, at: usize) -> Self {
        Self { number, read: at..at, num_lines: 0, found: Rows::default() }
    }
}

/// What one scanner found; rows and lines are counted from the start of its part.
#[derive(Debug, Default)]
struct Rows {
    layout: Layout,
    faults: Vec<(usize, Fault)>,
    ragged: Vec<usize>,
    empty_lines: Vec<u32>,
}

fn read_parts(
    job: &Job<'_>,
    part_bytes: usize,
    num_parts: usize,
    next: &AtomicUsize,
    sender: &SyncSender<Part>,
) {
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= num_parts {
            return;
        }
        let cut = job.at + number * part_bytes;
        let next_cut = (cut + part_bytes).min(job.text.len());
        let part = match record_start(job, cut, part_bytes) {
            Some(from) => {
                read_part(job, number, from, record_start(job, next_cut, part_bytes).unwrap_or(next_cut))
            }
            None => Part::empty(number, cut),
        };
        if sender.send(part).is_err() {
            return; // the joining thread stopped
        }
    }
}

/// Reads records from `from` until one starts at `to` or behind.
fn read_part(job: &Job<'_>, number: usize, from: usize, to: usize) -> Part {
    let mut scanner = Scanner::new(job.text.as_bytes(), job.dialect, from, 0).watched(job.progress);
    let mut found = Rows { layout: scanner.layout(), ..Rows::default() };
    while scanner.position() < to {
        let row = found.layout.num_rows();
        let (begin, line) = (scanner.position(), scanner.line());
        match scanner.next_record(&mut found.layout) {
            Some(Found::Record { fault: Some(fault) }) => found.faults.push((row, fault)),
            Some(Found::Record { fault: None }) => {
                if found.layout.num_cells(row) != job.columns.len() {
                    found.ragged.push(row);
                } else if scanner.line() > line + 1 && scanner.swallows_a_record(begin, job.columns.len()) {
                    found.faults.push((row, Fault { cell: 0, line, kind: FaultKind::Swallowed }));
                }
            }
            Some(Found::EmptyLine { line }) => found.empty_lines.push(line),
            None => break,
        }
    }
    Part { number, read: from..scanner.position(), num_lines: scanner.line(), found }
}

/// The first place from `cut` on that looks like a record start: behind a line end, and the record
/// there has as many cells as there are headings and no fault. A guess; the joining proves it. `None`
/// where no line ends before the next cut.
fn record_start(job: &Job<'_>, cut: usize, part_bytes: usize) -> Option<usize> {
    if cut <= job.at || cut >= job.text.len() {
        return Some(cut);
    }
    let text = job.text.as_bytes();
    let looked_at = &text[..text.len().min(cut + 2 * part_bytes)];
    let mut at = cut - 1; // the cut itself may be a record start
    let mut first = None;
    for _ in 0..TRIED_LINES {
        let Some(end) = memchr::memchr2(b'\n', b'\r', &looked_at[at..]) else { break };
        at += end + 1;
        if text[at - 1] == b'\r' && text.get(at) == Some(&b'\n') {
            at += 1;
        }
        if at >= cut + part_bytes {
            break;
        }
        first.get_or_insert(at);
        let mut scanner = Scanner::new(looked_at, job.dialect, at, 0);
        let mut layout = scanner.layout();
        let found = scanner.next_record(&mut layout);
        if found == Some(Found::Record { fault: None }) && layout.num_cells(0) == job.columns.len() {
            return Some(at);
        }
    }
    first
}

/// The records so far, in the order of the text.
struct Joined<'a> {
    job: &'a Job<'a>,
    /// Up to where the text is read, and the physical line there.
    at: usize,
    line: u32,
    records: Records,
    num_empty_lines: usize,
}

impl<'a> Joined<'a> {
    fn new(job: &'a Job<'a>) -> Self {
        let layout = Layout::quoted_by(job.dialect.quote);
        let records = Records { layout, ..Records::default() };
        Self { job, at: job.at, line: job.line, records, num_empty_lines: 0 }
    }

    /// Without other threads: part after part, each from where the last one ended.
    fn in_one_go(mut self, part_bytes: usize) -> Result<Records, ImportError> {
        while self.at < self.job.text.len() {
            let part = read_part(self.job, 0, self.at, self.at.saturating_add(part_bytes));
            self.append(part)?;
        }
        Ok(self.finish())
    }

    /// Takes the parts as they come, and joins them in order.
    fn parts(
        mut self,
        parts: &Receiver<Part>,
        num_parts: usize,
        part_bytes: usize,
    ) -> Result<Records, ImportError> {
        let mut early = BTreeMap::new();
        let mut expected = 0;
        while let Ok(part) = parts.recv() {
            self.told()?;
            early.insert(part.number, part);
            while let Some(part) = early.remove(&expected) {
                expected += 1;
                self.join(part)?;
            }
        }
        debug_assert!(expected == num_parts || expected == 0);
        self.in_one_go(part_bytes)
    }

    /// Takes a part if it began where the text is read to; else reads what lies between, or reads
    /// again what the part should have.
    fn join(&mut self, part: Part) -> Result<(), ImportError> {
        if part.read.start > self.at {
            self.append(read_part(self.job, part.number, self.at, part.read.start))?;
        }
        if part.read.start == self.at {
            self.append(part)
        } else if part.read.end > self.at {
            self.append(read_part(self.job, part.number, self.at, part.read.end))
        } else {
            Ok(())
        }
    }

    fn append(&mut self, part: Part) -> Result<(), ImportError> {
        let rows_before = self.records.layout.num_rows();
        let lines_before = self.line;
        let row_id =
            |row: usize| u32::try_from(rows_before + row).map(RowId).map_err(|_too_many| SheetTooLarge);
        for (row, fault) in part.found.faults {
            self.records.problems.push((row_id(row)?, self.problem(fault)));
        }
        for row in part.found.ragged {
            self.records.problems.push((row_id(row)?, self.ragged(part.found.layout.num_cells(row))));
        }
        let first_new = self.records.problems.partition_point(|(row, _)| row.index() < rows_before);
        self.records.problems[first_new..].sort_by_key(|(row, _)| *row);
        for line in part.found.empty_lines {
            self.num_empty_lines += 1;
            if self.num_empty_lines <= MAX_EMPTY_LINE_NOTES {
                self.records.notes.push(empty_line(line + lines_before));
            }
        }
        self.records.layout.append(&part.found.layout, lines_before)?;
        self.at = part.read.end;
        self.line += part.num_lines;
        self.told()?;
        Ok(())
    }

    fn told(&self) -> Result<(), Cancelled> {
        self.job.progress.reached(self.job.bytes_before + self.at as u64)
    }

    fn finish(mut self) -> Records {
        let more = self.num_empty_lines.saturating_sub(MAX_EMPTY_LINE_NOTES);
        if more > 0 {
            let message = format!("{more} more lines are empty.");
            self.records.notes.push(Note { line: self.line, code: "more_empty_lines", message });
        }
        self.records
    }

    fn problem(&self, fault: Fault) -> RecordProblem {
        let line = fault.line + self.line;
        let cell = self.cell_words(fault.cell);
        let (code, message) = match fault.kind {
            FaultKind::UnclosedQuote => (
                RecordProblemCode::UnclosedQuote,
                format!(
                    "A quote that opens on line {line}, in {cell}, is not closed; the record was ended with its line."
                ),
            ),
            FaultKind::Swallowed => (
                RecordProblemCode::UnclosedQuote,
                format!(
                    "The record that starts on line {line} holds lines in quotes that look like records of their own: a quote is missing or too many."
                ),
            ),
            FaultKind::StrayQuote => (
                RecordProblemCode::StrayQuote,
                format!("There is a stray quote on line {line}, in {cell}; the text was kept as it stands."),
            ),
            FaultKind::Nul => {
                (RecordProblemCode::Undecodable, format!("There is a NUL byte on line {line}, in {cell}."))
            }
            FaultKind::Undecodable => (
                RecordProblemCode::Undecodable,
                format!("There are bytes on line {line}, in {cell}, that are no {} text.", self.job.encoding),
            ),
        };
        RecordProblem { code, message }
    }

    fn ragged(&self, cells: usize) -> RecordProblem {
        let expected = self.job.columns.len();
        let message =
            format!("This record has {cells} {}, not {expected}.", if cells == 1 { "cell" } else { "cells" });
        RecordProblem { code: RecordProblemCode::Ragged, message }
    }

    fn cell_words(&self, cell: usize) -> String {
        match self.job.columns.get(cell) {
            Some(heading) if !heading.trim().is_empty() => format!("cell {} ({heading})", cell + 1),
            _ => format!("cell {}", cell + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Quote;

    fn job<'a>(text: &'a str, columns: &'a [String], progress: &'a Progress) -> Job<'a> {
        let dialect = Dialect { delimiter: b',', quote: Quote::Double };
        Job { text, dialect, at: 0, line: 1, columns, encoding: "utf-8", progress, bytes_before: 0 }
    }

    fn told(text: &str, records: &Records) -> String {
        let layout = &records.layout;
        let rows: Vec<_> = (0..layout.num_rows())
            .map(|row| (layout.line(row), layout.record(text, row).collect::<Vec<_>>()))
            .collect();
        format!("{rows:#?} {:#?} {:#?}", records.problems, records.notes)
    }

    #[test]
    fn names_a_record_that_swallowed_others() {
        let columns = ["a", "b", "c", "d"].map(str::to_owned);
        for (text, is_swallowed) in [
            ("1,\"x,3,4\n1,2,3,4\n1,x\",3,4\n", true),
            ("1,\"x,3,4\n1,x\",3,4\n", true),
            ("1,\"x\ny, and, so, on, and, on\nz\",3,4\n", false),
            ("\"x\ny\",2,3,4\n", false),
            ("1,2,3,\"x\ny\"\n", false),
        ] {
            let progress = Progress::default();
            let records = records_on(&job(text, &columns, &progress), 1, 64, || ()).unwrap();
            let codes: Vec<_> = records.problems.iter().map(|(_, problem)| problem.code).collect();
            let expected = is_swallowed.then_some(RecordProblemCode::UnclosedQuote);
            assert_eq!(codes, Vec::from_iter(expected), "{text}");
        }
    }

    proptest! {
        /// Wherever the text is cut, the parts join to what one scanner reads.
        #[test]
        fn parallel_is_sequential(
            pieces in prop::collection::vec(
                prop_oneof![
                    6 => Just("a,b,c\n"), 3 => Just("a,\"b\nx,y,z\nq\",c\n"), 1 => Just("\""), 1 => Just("\n"),
                    1 => Just("\r\n"), 1 => Just("\r"), 1 => Just("x\"y"), 1 => Just(",\"z"), 1 => Just("\",\n"),
                    1 => Just("é\u{fffd}\0"), 2 => Just("1,\"x \"\"y\"\" z\",3\r\n"),
                ],
                0..60,
            ),
            part_bytes in 1_usize..80,
            cores in 2_usize..4,
        ) {
            let text = pieces.concat();
            let columns = ["a", "b", "c"].map(str::to_owned);
            let progress = Progress::default();
            let job = job(&text, &columns, &progress);
            let one = records_on(&job, 1, usize::MAX / 2, || ()).unwrap();
            let many = records_on(&job, cores, part_bytes, || ()).unwrap();
            prop_assert_eq!(told(&text, &one), told(&text, &many));
        }
    }

    #[test]
    fn names_problems_with_line_and_cell() {
        let text = "1,2\n\"a\nb\",\"c\nd,e\n\n1,2,3\nx\"y,z\nq,\u{fffd}\nr,\0\n";
        let columns = ["id".to_owned(), String::new()];
        let progress = Progress::default();
        let records = records(&job(text, &columns, &progress), || ()).unwrap();
        let told: Vec<_> =
            records.problems.iter().map(|(row, problem)| (row.0, problem.message.as_str())).collect();
        assert_eq!(
            told,
            [
                (
                    1,
                    "A quote that opens on line 3, in cell 2, is not closed; the record was ended with its line."
                ),
                (3, "This record has 3 cells, not 2."),
                (4, "There is a stray quote on line 7, in cell 1 (id); the text was kept as it stands."),
                (5, "There are bytes on line 8, in cell 2, that are no utf-8 text."),
                (6, "There is a NUL byte on line 9, in cell 2."),
            ]
        );
        assert_eq!(records.notes, [empty_line(5)]);
    }

    #[test]
    fn counts_the_empty_lines_that_get_no_note() {
        let text = "\n".repeat(MAX_EMPTY_LINE_NOTES + 5);
        let columns = ["id".to_owned()];
        let progress = Progress::default();
        let records = records(&job(&text, &columns, &progress), || ()).unwrap();
        assert_eq!(records.notes.len(), MAX_EMPTY_LINE_NOTES + 1);
        assert_eq!(records.notes.last().unwrap().message, "5 more lines are empty.");
    }

    #[test]
    fn stops_when_asked() {
        let text = "a,b\n".repeat(1000);
        let columns = ["a".to_owned(), "b".to_owned()];
        let progress = Progress::default();
        progress.cancel();
        for cores in [1, 2] {
            let stopped = records_on(&job(&text, &columns, &progress), cores, 100, || ());
            assert!(matches!(stopped, Err(ImportError::Cancelled)));
        }
    }
}
