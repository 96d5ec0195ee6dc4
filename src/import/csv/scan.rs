//! One record after the other out of delimited text, with the true physical line of each.
//!
//! Owns where a cell starts and ends, and what a quote means. Does not know headings, encodings or
//! threads. Invariant: where a record starts decides alone how it is read, so that a text may be
//! read from any record start; and every byte belongs to a record, an empty line or a line end.
//!
//! Quotes, of the kind that the dialect names, follow RFC 4180 where they can. A quote that opens a
//! cell and closes at a place where no cell can end is a stray one: the cell is kept as it stands,
//! quotes and all. If line breaks were passed on the way, or the text ended, then the quote was never
//! closed: it is taken as a plain character, so that the record ends with its line and the rest of the
//! file is not swallowed.

use crate::model::{Layout, Progress, Quote};

/// How a text is cut into cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// What stands between cells.
    pub delimiter: u8,
    /// What stands around cells.
    pub quote: Quote,
}

/// Reads the records of one text. See the module's header.
#[derive(Debug)]
pub struct Scanner<'t> {
    text: &'t [u8],
    delimiter: u8,
    quote: u8,
    quotes: Quote,
    stops: Stops<'t>,
    bad_bytes: BadBytes<'t>,
    at: usize,
    line: u32,
    /// Asked for the wish to stop inside of a long cell.
    progress: Option<&'t Progress>,
}

/// How many lines of one cell are passed between two looks at the wish to stop.
const LINES: u32 = 1 << 14;

/// What [`Scanner::next_record`] came upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A record; its cells were added to the layout.
    Record {
        /// Why it could not be taken whole.
        fault: Option<Fault>,
    },
    /// A line with nothing in it.
    EmptyLine {
        /// Its physical line.
        line: u32,
    },
}

/// Why a record could not be taken whole; cells are counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The cell in which it shows.
    pub cell: usize,
    /// The physical line on which it shows.
    pub line: u32,
    /// What it is.
    pub kind: FaultKind,
}

/// The kinds of [`Fault`], the gravest last: that one is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// Text after a closing quote, or a quote inside an unquoted cell.
    StrayQuote,
    /// Quoted text over several lines that looks like records of its own: between two stray quotes.
    Swallowed,
    /// A NUL byte.
    Nul,
    /// A U+FFFD: bytes that were no text, here or in a program before.
    Undecodable,
    /// A quote that was not closed.
    UnclosedQuote,
}

impl<'t> Scanner<'t> {
    /// Starts at a record start, whose physical line is `line`.
    #[must_use]
    pub fn new(text: &'t [u8], dialect: Dialect, at: usize, line: u32) -> Self {
        let Dialect { delimiter, quote: quotes } = dialect;
        let quote = quotes.byte();
        let stops = Stops::new(text, (delimiter, quote), at);
        let bad_bytes = BadBytes::new(text, at);
        Self { text, delimiter, quote, quotes, stops, bad_bytes, at, line, progress: None }
    }

    /// Gives up a cell of very many lines, as if its quote were never closed, once the job was asked to stop: what
    /// was read is of no use then.
    #[must_use]
    pub fn watched(self, progress: &'t Progress) -> Self {
        Self { progress: Some(progress), ..self }
    }

    /// Room for the records of such a text.
    #[must_use]
    pub fn layout(&self) -> Layout {
        Layout::quoted_by(self.quotes)
    }

    /// Where the next record starts.
    #[must_use]
    pub fn position(&self) -> usize {
        self.at
    }

    /// The physical line of the next record.
    #[must_use]
    pub fn line(&self) -> u32 {
        self.line
    }

    /// Reads one record into the layout, or one empty line; `None` at the end of the text.
    pub fn next_record(&mut self, layout: &mut Layout) -> Option<Found> {
        let begin = self.at;
        let first_line = self.line;
        let first = *self.text.get(begin)?;
        if first == b'\n' || first == b'\r' {
            self.stops.next();
            self.end_line(begin);
            return Some(Found::EmptyLine { line: first_line });
        }
        let mut fault = None;
        let mut start = begin;
        let end = loop {
            let stop = if self.text.get(start) == Some(&self.quote) {
                self.quoted_cell(start, layout, &mut fault)
            } else {
                layout.push_cell(start);
                self.plain_cell(0, layout, &mut fault)
            };
            if self.text.get(stop) != Some(&self.delimiter) {
                break stop;
            }
            start = stop + 1;
        };
        if let Some(bad) = self.bad_bytes.first_before(begin, end) {
            grave(&mut fault, self.bad_byte_fault(begin, first_line, bad, layout));
        }
        layout.end_record(end, first_line);
        self.end_line(end);
        Some(Found::Record { fault })
    }

    /// To the end of a cell without quotes around it, which is where it returns. `quotes`: how many
    /// of its quotes were passed already.
    #[inline]
    fn plain_cell(&mut self, mut quotes: u32, layout: &Layout, fault: &mut Option<Fault>) -> usize {
        loop {
            let at = self.stops.next();
            if self.text.get(at) == Some(&self.quote) {
                quotes += 1;
                continue;
            }
            // An even number of quotes hides no delimiter (`="007"`), and among tabs a quote is a sign
            // for inches: only an odd one among other delimiters may have cut a cell in two.
            // And one that only spaces stand before was to open the cell.
            let cut = quotes % 2 == 1 && self.delimiter != b'\t';
            if cut || (quotes > 0 && self.opens_behind_spaces(layout)) {
                grave(fault, self.fault_here(FaultKind::StrayQuote, layout));
            }
            return at;
        }
    }

    /// Whether the cell under way starts with spaces and a quote.
    fn opens_behind_spaces(&self, layout: &Layout) -> bool {
        let cell = layout.open_cells().last().and_then(|&start| self.text.get(start as usize..));
        let mut bytes = cell.unwrap_or_default().iter();
        bytes.next() == Some(&b' ') && bytes.find(|&&byte| byte != b' ') == Some(&self.quote)
    }

    /// Whether a record of several lines, which stands at `begin`, holds a line with as many delimiters as
    /// a record of that many cells, and as many as two such records in all. After a delimiter of prose stands
    /// a space, and such are not counted.
    #[must_use]
    pub fn swallows_a_record(&self, begin: usize, num_cells: usize) -> bool {
        const FEWEST_CELLS: usize = 4; // with less, any line of prose may be such
        if num_cells < FEWEST_CELLS {
            return false;
        }
        let num_delimiters = |line: &[u8]| {
            memchr::memchr_iter(self.delimiter, line).filter(|&at| line.get(at + 1) != Some(&b' ')).count()
        };
        let record = &self.text[begin..self.at];
        let mut in_lines = record.split(|&byte| is_line_end(byte)).map(num_delimiters);
        let first = in_lines.next().unwrap_or(0);
        let (all, most) = in_lines.fold((first, 0), |(all, most), of| (all + of, most.max(of)));
        all >= 2 * (num_cells - 1) && most >= num_cells - 1
    }

    /// To the end of a cell that a quote opens.
    fn quoted_cell(&mut self, open: usize, layout: &mut Layout, fault: &mut Option<Fault>) -> usize {
        self.stops.next(); // the opening quote itself
        let open_line = self.line;
        let mut doubled = false;
        loop {
            let at = self.stops.next();
            match self.text.get(at) {
                Some(&sign) if sign == self.quote => {
                    let after = self.text.get(at + 1).copied();
                    if self.is_hidden(open, at) {
                        continue;
                    }
                    if after == Some(self.quote) && self.quotes != Quote::Backslash {
                        doubled = true;
                        self.stops.next();
                        continue;
                    }
                    let is_end = after.is_none_or(|after| after == self.delimiter || is_line_end(after));
                    if is_end {
                        layout.push_quoted(open + 1, doubled || self.hides_any(open, at));
                        return if after.is_none() { at + 1 } else { self.stops.next() };
                    }
                    if self.line != open_line {
                        return self.unclosed_cell(open, open_line, layout, fault);
                    }
                    layout.push_cell(open);
                    grave(fault, self.fault_here(FaultKind::StrayQuote, layout));
                    return self.plain_cell(0, layout, fault);
                }
                Some(b'\n') => {
                    self.line += 1;
                    if self.line.is_multiple_of(LINES) && self.progress.is_some_and(Progress::is_cancelled) {
                        return self.unclosed_cell(open, open_line, layout, fault);
                    }
                }
                Some(b'\r') => self.line += u32::from(self.text.get(at + 1) != Some(&b'\n')),
                Some(_) => {}
                None => return self.unclosed_cell(open, open_line, layout, fault),
            }
        }
    }

    /// Whether the quote at `at`, of a cell that opens at `open`, stands behind a backslash that is not
    /// itself behind one.
    fn is_hidden(&self, open: usize, at: usize) -> bool {
        self.quotes == Quote::Backslash
            && self.text[open + 1..at].iter().rev().take_while(|&&byte| byte == b'\\').count() % 2 == 1
    }

    /// Whether a cell holds a backslash that hides something.
    fn hides_any(&self, open: usize, close: usize) -> bool {
        self.quotes == Quote::Backslash && memchr::memchr(b'\\', &self.text[open + 1..close]).is_some()
    }

    /// Goes back to a quote that was never closed and reads on as if it were any character.
    fn unclosed_cell(
        &mut self,
        open: usize,
        open_line: u32,
        layout: &mut Layout,
        fault: &mut Option<Fault>,
    ) -> usize {
        self.line = open_line;
        self.stops.seek(open + 1);
        layout.push_cell(open);
        grave(fault, self.fault_here(FaultKind::UnclosedQuote, layout));
        self.plain_cell(0, layout, fault)
    }

    fn fault_here(&self, kind: FaultKind, layout: &Layout) -> Fault {
        Fault { cell: layout.open_cells().len().saturating_sub(1), line: self.line, kind }
    }

    fn bad_byte_fault(&self, begin: usize, first_line: u32, bad: usize, layout: &Layout) -> Fault {
        let kind = if self.text[bad] == 0 { FaultKind::Nul } else { FaultKind::Undecodable };
        let cell = layout.open_cells().partition_point(|&start| start as usize <= bad).saturating_sub(1);
        Fault { cell, line: first_line + num_line_ends(&self.text[begin..bad]), kind }
    }

    /// Steps over the line end at `end`; the stop there was taken already.
    fn end_line(&mut self, end: usize) {
        self.at = match (self.text.get(end), self.text.get(end + 1)) {
            (Some(b'\r'), Some(b'\n')) => {
                self.stops.next();
                end + 2
            }
            (Some(_), _) => end + 1,
            (None, _) => end,
        };
        self.line += 1;
    }
}

fn is_line_end(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

/// Keeps the graver of two faults, and the first of two that are equally grave.
fn grave(fault: &mut Option<Fault>, other: Fault) {
    if fault.is_none_or(|fault| fault.kind < other.kind) {
        *fault = Some(other);
    }
}

/// How many line ends stand in a text: LF, CR, or both as one.
fn num_line_ends(text: &[u8]) -> u32 {
    let ends = memchr::memchr2_iter(b'\n', b'\r', text)
        .filter(|&at| text[at] == b'\n' || text.get(at + 1) != Some(&b'\n'))
        .count();
    u32::try_from(ends).unwrap_or(u32::MAX)
}

/// Every byte at which something may happen: delimiter, quote, CR, LF. Found 64 bytes at a time.
#[derive(Debug)]
struct Stops<'t> {
    text: &'t [u8],
    delimiter: u8,
    quote: u8,
    block: usize,
    /// The stops of the block that are still ahead, one bit each.
    ahead: u64,
}

const BLOCK: usize = 64;

impl<'t> Stops<'t> {
    fn new(text: &'t [u8], (delimiter, quote): (u8, u8), at: usize) -> Self {
        let mut stops = Self { text, delimiter, quote, block: 0, ahead: 0 };
        stops.seek(at);
        stops
    }

    /// Goes on at `at`, forwards or back.
    fn seek(&mut self, at: usize) {
        self.block = at - at % BLOCK;
        self.ahead = self.look() & (u64::MAX << (at % BLOCK));
    }

    /// The next stop, or the end of the text.
    #[inline]
    fn next(&mut self) -> usize {
        while self.ahead == 0 {
            if self.block + BLOCK >= self.text.len() {
                return self.text.len();
            }
            self.block += BLOCK;
            self.ahead = self.look();
        }
        let at = self.block + self.ahead.trailing_zeros() as usize;
        self.ahead &= self.ahead - 1;
        at
    }

    /// The stops of the block, as bits. Written so that the compiler makes vector code of it.
    #[inline]
    fn look(&self) -> u64 {
        let rest = self.text.get(self.block..).unwrap_or_default();
        if let Some(block) = rest.first_chunk::<BLOCK>() {
            stops_in(block, self.delimiter, self.quote)
        } else {
            let mut block = [0; BLOCK];
            block[..rest.len()].copy_from_slice(rest);
            stops_in(&block, self.delimiter, self.quote)
        }
    }
}

#[inline]
fn stops_in(block: &[u8; BLOCK], delimiter: u8, quote: u8) -> u64 {
    // A product with this moves the lowest bits of eight bytes into the top byte, in their order.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let mut marks = [0_u8; BLOCK];
    for (mark, &byte) in marks.iter_mut().zip(block) {
        *mark = u8::from(byte == delimiter)
            | u8::from(byte == quote)
            | u8::from(byte == b'\n')
            | u8::from(byte == b'\r');
    }
    let (eights, _) = marks.as_chunks::<8>();
    eights.iter().enumerate().fold(0, |bits, (at, eight)| {
        bits | ((u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56) << (8 * at))
    })
}

/// Finds NUL and U+FFFD ahead of the scanner, a window at a time.
#[derive(Debug)]
struct BadBytes<'t> {
    text: &'t [u8],
    /// Up to where the text was looked through.
    looked_to: usize,
    /// The first one at or after the last record's start.
    found: Option<usize>,
}

const WINDOW: usize = 64 * 1024;
const REPLACED: &[u8] = "\u{fffd}".as_bytes();

impl<'t> BadBytes<'t> {
    fn new(text: &'t [u8], at: usize) -> Self {
        Self { text, looked_to: at, found: None }
    }

    /// The first bad byte in `from..to`; `from` never goes back.
    #[inline]
    fn first_before(&mut self, from: usize, to: usize) -> Option<usize> {
        if self.found.is_some_and(|found| found < from) {
            self.found = None;
            self.looked_to = from;
        }
        while self.found.is_none() && self.looked_to < to {
            self.look_on();
        }
        self.found.filter(|&found| found < to)
    }

    fn look_on(&mut self) {
        let from = self.looked_to;
        let to = (from + WINDOW).min(self.text.len());
        let is_bad = |at: &usize| self.text[*at] == 0 || self.text[*at..].starts_with(REPLACED);
        let mut looks_bad = memchr::memchr2_iter(0, REPLACED[0], &self.text[from..to]).map(|at| from + at);
        self.found = looks_bad.find(is_bad);
        self.looked_to = to;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const COMMAS: Dialect = Dialect { delimiter: b',', quote: Quote::Double };

    /// A record: its line, its cells, and what is wrong with it.
    type Told = (u32, Vec<String>, Option<FaultKind>);

    /// All records of a text, and the lines that are empty.
    fn scan(text: &str, delimiter: u8) -> (Vec<Told>, Vec<u32>) {
        scan_as(text, Dialect { delimiter, quote: Quote::Double })
    }

    fn scan_as(text: &str, dialect: Dialect) -> (Vec<Told>, Vec<u32>) {
        let mut bytes = text.as_bytes().to_vec();
        let mut scanner = Scanner::new(text.as_bytes(), dialect, 0, 1);
        let mut layout = scanner.layout();
        let (mut faults, mut empty) = (Vec::new(), Vec::new());
        while let Some(found) = scanner.next_record(&mut layout) {
            match found {
                Found::Record { fault } => faults.push(fault.map(|fault| fault.kind)),
                Found::EmptyLine { line } => empty.push(line),
            }
        }
        layout.close_up(&mut bytes, &Progress::default()).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let record = |row: usize| layout.record(&text, row).map(str::to_owned).collect();
        let records =
            (0..layout.num_rows()).map(|row| (layout.line(row), record(row), faults[row])).collect();
        (records, empty)
    }

    #[test]
    fn reads_cells_lines_and_faults() {
        use FaultKind::{Nul, StrayQuote, UnclosedQuote, Undecodable};
        let check = |text: &str, expected: &[(u32, &[&str], Option<FaultKind>)]| {
            let (records, _) = scan(text, b',');
            let records: Vec<_> = records
                .iter()
                .map(|(line, cells, fault)| {
                    (*line, cells.iter().map(String::as_str).collect::<Vec<_>>(), *fault)
                })
                .collect();
            let expected: Vec<_> =
                expected.iter().map(|(line, cells, fault)| (*line, cells.to_vec(), *fault)).collect();
            assert_eq!(records, expected, "{text:?}");
        };
        check("", &[]);
        check("a", &[(1, &["a"], None)]);
        check("a,b\nc,d\n", &[(1, &["a", "b"], None), (2, &["c", "d"], None)]);
        check("a,\r\n,b", &[(1, &["a", ""], None), (2, &["", "b"], None)]);
        check("a\rb\r\nc\nd", &[(1, &["a"], None), (2, &["b"], None), (3, &["c"], None), (4, &["d"], None)]);
        check(",,\n", &[(1, &["", "", ""], None)]);
        check(
            "\"a\nb\",c\r\n\"d\r\ne\rf\"\nx",
            &[(1, &["a\nb", "c"], None), (3, &["d\r\ne\rf"], None), (6, &["x"], None)],
        );
        check("\"say \"\"hi\"\"\",\"\",\"\"\"\"", &[(1, &["say \"hi\"", "", "\""], None)]);
        check(" \"a\",b", &[(1, &[" \"a\"", "b"], Some(StrayQuote))]);
        check("=\"007\",b", &[(1, &["=\"007\"", "b"], None)]);
        check("5\" pipe,b\nc", &[(1, &["5\" pipe", "b"], Some(StrayQuote)), (2, &["c"], None)]);
        check("\"a\"b,c", &[(1, &["\"a\"b", "c"], Some(StrayQuote))]);
        check("\"say \\\"hi\\\" \",c", &[(1, &["\"say \\\"hi\\\" \"", "c"], Some(StrayQuote))]);
        check(
            "\"a,b\n1,\"x\"\n2,y",
            &[(1, &["\"a", "b"], Some(UnclosedQuote)), (2, &["1", "x"], None), (3, &["2", "y"], None)],
        );
        check(
            "1,\"a\n2,b\n3,c",
            &[(1, &["1", "\"a"], Some(UnclosedQuote)), (2, &["2", "b"], None), (3, &["3", "c"], None)],
        );
        check("\"x\ny\",\"a\n2,b\n", &[(1, &["x\ny", "\"a"], Some(UnclosedQuote)), (3, &["2", "b"], None)]);
        check(
            "a,b\0\n\"x\ny\u{fffd}\"\n",
            &[(1, &["a", "b\0"], Some(Nul)), (2, &["x\ny\u{fffd}"], Some(Undecodable))],
        );
        check("a\u{2028}b\u{b}c\u{c}d", &[(1, &["a\u{2028}b\u{b}c\u{c}d"], None)]);
    }

    #[test]
    fn tells_empty_lines_and_takes_quotes_among_tabs_for_inches() {
        let (records, empty) = scan("\na\tb\n\r\n5\"\tc\n\n", b'\t');
        assert_eq!(empty, [1, 3, 5]);
        assert_eq!(records.len(), 2);
        assert_eq!(records[1], (4, vec!["5\"".to_owned(), "c".to_owned()], None));
    }

    #[test]
    fn reads_every_kind_of_quote() {
        use FaultKind::{StrayQuote, UnclosedQuote};
        for (quote, text, cells, fault) in [
            (Quote::Single, r#"'a, b','it''s',"c""#, &["a, b", "it's", "\"c\""][..], None),
            (Quote::Single, "'',''''", &["", "'"], None),
            (Quote::Single, "'a'b,c", &["'a'b", "c"], Some(StrayQuote)),
            (Quote::Single, "'a,b", &["'a", "b"], Some(UnclosedQuote)),
            (Quote::None, r#""a","5" x,'b"#, &["\"a\"", "\"5\" x", "'b"], None),
            (
                Quote::Backslash,
                r#""say \"hi\", he","c:\\","a\nb""#,
                &["say \"hi\", he", "c:\\", "a\\nb"],
                None,
            ),
            (Quote::Backslash, r#""","\"","\\\"""#, &["", "\"", "\\\""], None),
            (Quote::Backslash, r#""a\",b"#, &[r#""a\""#, "b"], Some(UnclosedQuote)),
            (Quote::Backslash, r#""a""b",c"#, &[r#""a""b""#, "c"], Some(StrayQuote)),
        ] {
            let (records, _) = scan_as(text, Dialect { delimiter: b',', quote });
            assert_eq!(records[0].1, cells, "{text}");
            assert_eq!(records[0].2, fault, "{text}");
        }
    }

    #[test]
    fn tells_where_bad_bytes_stand() {
        let text = "a,b\n\"x\ny\",\"p\nq\0\"\n".as_bytes();
        let mut scanner = Scanner::new(text, COMMAS, 0, 1);
        let mut layout = scanner.layout();
        scanner.next_record(&mut layout);
        let found = scanner.next_record(&mut layout);
        assert_eq!(
            found,
            Some(Found::Record { fault: Some(Fault { cell: 1, line: 4, kind: FaultKind::Nul }) })
        );
    }

    /// A text of the bytes that matter, and of a few that do not.
    fn text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            4 => Just("a"), 2 => Just("é"), 4 => Just(","), 3 => Just("\""), 2 => Just("\""), 2 => Just("\n"),
            1 => Just("\r\n"), 1 => Just("\r"), 1 => Just("\"\""), 1 => Just(",\""), 1 => Just("\","),
            1 => Just("a long run of text without anything that stops the scanner, over one block"),
        ];
        prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        /// The csv crate reads the same records up to the first that has a fault.
        #[test]
        fn agrees_with_the_csv_crate(text in text()) {
            let (records, _) = scan(&text, b',');
            let mut reader = csv::ReaderBuilder::new();
            let expected: Vec<Vec<String>> = reader
                .has_headers(false)
                .flexible(true)
                .from_reader(text.as_bytes())
                .records()
                .map(|record| record.unwrap().iter().map(str::to_owned).collect())
                .collect();
            let whole: Vec<_> = records.iter().take_while(|(_, _, fault)| fault.is_none()).collect();
            prop_assert!(whole.len() < records.len() || whole.len() == expected.len());
            for ((_, cells, _), expected) in whole.into_iter().zip(&expected) {
                prop_assert_eq!(cells, expected);
            }
        }

        /// Written by the csv crate, read here: the same cells, whatever is in them.
        #[test]
        fn reads_what_the_csv_crate_writes(cells in prop::collection::vec(prop::collection::vec(text(), 2..5), 0..8)) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for record in &cells {
                writer.write_record(record).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let (records, empty) = scan(&text, b',');
            prop_assert!(empty.is_empty());
            prop_assert!(records.iter().all(|(_, _, fault)| fault.is_none()));
            prop_assert_eq!(records.into_iter().map(|(_, cells, _)| cells).collect::<Vec<_>>(), cells);
        }

        /// Every line of the file is the first line of a record, inside one, or told to be empty.
        #[test]
        fn accounts_for_every_line(text in text()) {
            let (records, empty) = scan(&text, b',');
            let inside: u32 = records
                .iter()
                .map(|(_, cells, _)| cells.iter().map(|cell| num_line_ends(cell.as_bytes())).sum::<u32>())
                .sum();
            let last_is_open = !text.is_empty() && !text.ends_with(['\n', '\r']);
            let lines = num_line_ends(text.as_bytes()) + u32::from(last_is_open);
            let told = u32::try_from(records.len() + empty.len()).unwrap();
            prop_assert_eq!(told + inside, lines);
            prop_assert!(records.is_sorted_by_key(|(line, _, _)| *line));
        }
    }
}
