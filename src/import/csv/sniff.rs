//! How a text is cut into cells: told by its `sep=` line, or by the records themselves.
//!
//! Owns the guess at delimiter and quote, and its evidence. Does not know headings. Invariant: the guess
//! is made from whole records with their quotes respected, never from counting characters.

use super::scan::{Dialect, Found, Scanner};
use crate::import::sample::{SAMPLE_RECORDS, Sample};
use crate::model::{Cancelled, Progress, Quote};

/// What may stand between cells, the likelier first where the evidence is equal.
const CANDIDATES: [u8; 4] = *b",;\t|";
/// What stands between cells where none of those does.
const RARE: [u8; 2] = *b"~^";
/// How much text is looked at, at first; more where it holds less than two records.
const SAMPLE_BYTES: usize = 256 * 1024;
/// Where even that much holds less, what there is must do.
const MOST_BYTES: usize = 64 * SAMPLE_BYTES;

/// The first records of a text, read in one dialect.
#[derive(Debug)]
pub struct Sniffed {
    /// The records.
    pub records: Sample,
    num_faults: usize,
    /// How many records have a quoted cell.
    num_quoted: usize,
}

/// Reads the first whole records from `at`, which stands on physical line `line`.
///
/// # Errors
/// [`Cancelled`] when the job was asked to stop.
pub fn sample(
    text: &str,
    dialect: Dialect,
    at: usize,
    line: u32,
    progress: &Progress,
) -> Result<Sniffed, Cancelled> {
    let mut bytes = SAMPLE_BYTES;
    loop {
        progress.go_on()?;
        let end = text.floor_char_boundary(at.saturating_add(bytes));
        let is_whole = end == text.len() || bytes >= MOST_BYTES;
        if let Some(sniffed) = sample_of(&text[..end], dialect, at, line, is_whole, progress)? {
            return Ok(sniffed);
        }
        bytes *= 4;
    }
}

/// The records of a part of a text; `None` where it holds less than two whole ones of more.
fn sample_of(
    text: &str,
    dialect: Dialect,
    at: usize,
    line: u32,
    is_whole: bool,
    progress: &Progress,
) -> Result<Option<Sniffed>, Cancelled> {
    let mut scanner = Scanner::new(text.as_bytes(), dialect, at, line);
    let mut layout = scanner.layout();
    let mut num_faults = 0;
    while layout.num_rows() <= SAMPLE_RECORDS {
        match scanner.next_record(&mut layout) {
            Some(Found::Record { fault }) => num_faults += usize::from(fault.is_some()),
            Some(Found::EmptyLine { .. }) => {}
            None => break,
        }
    }
    if !is_whole && layout.num_rows() <= SAMPLE_RECORDS {
        layout.pop_record(); // it may go on behind the part
        if layout.num_rows() < 2 {
            return Ok(None);
        }
    }
    let mut bytes = text.as_bytes()[..scanner.position()].to_vec();
    let num_quoted = layout.num_quoted_rows(&bytes);
    layout.close_up(&mut bytes, progress)?;
    // Cut at the end of a record, with the signs before quotes taken out: it is text still.
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(Some(Sniffed { records: Sample::new(text, layout), num_faults, num_quoted }))
}

impl Sniffed {
    /// How well the text reads as records of equal length; more cells count for more, faults against.
    #[expect(clippy::cast_precision_loss, reason = "a score of at most 200 records")]
    fn score(&self) -> f64 {
        let records = self.records.num_records();
        let usual = self.records.usual_cells();
        if usual < 2 {
            return 0.0;
        }
        let even = (0..records).filter(|&row| self.records.num_cells(row) == usual).count() as f64;
        let whole = records.saturating_sub(self.num_faults) as f64;
        let share = (even / records as f64) * (whole / records as f64);
        share * share * (usual as f64).ln()
    }

    fn most_are_quoted(&self) -> bool {
        self.num_quoted * 2 > self.records.num_records()
    }
}

/// The dialect under which the records from `at` are most alike, as far as none is told; commas and
/// quotes where nothing tells.
///
/// # Errors
/// [`Cancelled`] when the job was asked to stop.
pub fn dialect(
    text: &str,
    at: usize,
    delimiter: Option<u8>,
    quote: Option<Quote>,
    progress: &Progress,
) -> Result<Dialect, Cancelled> {
    let usual = Dialect { delimiter: delimiter.unwrap_or(CANDIDATES[0]), quote: quote.unwrap_or_default() };
    let found = match (delimiter, quote) {
        (Some(_), Some(_)) => None,
        (Some(delimiter), None) => best(text, at, &[delimiter], quote, progress)?,
        (None, _) => match best(text, at, &CANDIDATES, quote, progress)? {
            Some(found) => Some(found),
            None => best(text, at, &RARE, quote, progress)?,
        },
    };
    Ok(found.unwrap_or(usual))
}

/// The best of these delimiters with its quote; `None` where every record is but one cell.
fn best(
    text: &str,
    at: usize,
    delimiters: &[u8],
    quote: Option<Quote>,
    progress: &Progress,
) -> Result<Option<Dialect>, Cancelled> {
    let usual = quote.unwrap_or_default();
    let mut best = (None, 0.0);
    for &delimiter in delimiters {
        let dialect = Dialect { delimiter, quote: usual };
        let sniffed = sample(text, dialect, at, 1, progress)?;
        let score = sniffed.score();
        if score > best.1 {
            best = (Some(dialect), score);
        }
        if quote.is_none()
            && let Some((dialect, score)) = unusual_quote(text, at, delimiter, (&sniffed, score), progress)?
            && score > 0.0
            && score > best.1 * (1.0 - f64::EPSILON)
        {
            best = (Some(dialect), score);
        }
    }
    Ok(best.0)
}

/// Another quote than the usual one, where the text gives reason to look and it reads better: or as well,
/// and most records are quoted by it and none by the usual.
fn unusual_quote(
    text: &str,
    at: usize,
    delimiter: u8,
    (usual, score): (&Sniffed, f64),
    progress: &Progress,
) -> Result<Option<(Dialect, f64)>, Cancelled> {
    let head = &text.as_bytes()[at..text.floor_char_boundary(at.saturating_add(SAMPLE_BYTES))];
    let has_escapes = usual.num_faults > 0 && memchr::memmem::find(head, b"\\\"").is_some();
    let has_singles = delimiter != b'\'' && memchr::memchr(b'\'', head).is_some();
    let looked_at = [(Quote::Backslash, has_escapes), (Quote::Single, has_singles)];
    for (quote, _) in looked_at.into_iter().filter(|(_, look)| *look) {
        let dialect = Dialect { delimiter, quote };
        let sniffed = sample(text, dialect, at, 1, progress)?;
        let other = sniffed.score();
        let as_well = other >= score && sniffed.most_are_quoted() && usual.num_quoted == 0;
        if other > score || as_well {
            return Ok(Some((dialect, other)));
        }
    }
    Ok(None)
}

/// The delimiter that a `sep=` line names, and where the next line starts.
#[must_use]
pub fn sep_line(text: &str, at: usize) -> Option<(u8, usize)> {
    let rest = &text[at..];
    let line_end = rest.find(['\n', '\r'])?;
    let line = rest[..line_end].trim_matches('"');
    let (name, delimiter) = line.split_at_checked(4)?;
    let &[delimiter] = delimiter.as_bytes() else { return None };
    if !name.eq_ignore_ascii_case("sep=") || !is_delimiter(char::from(delimiter)) {
        return None;
    }
    let after = &rest[line_end..];
    let line_break = if after.starts_with("\r\n") { 2 } else { 1 };
    Some((delimiter, at + line_end + line_break))
}

/// Whether a character can stand between cells.
#[must_use]
pub fn is_delimiter(char: char) -> bool {
    char.is_ascii() && !matches!(char, '"' | '\n' | '\r' | '\0') && !char.is_ascii_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_delimiter() {
        for (text, expected) in [
            ("a,b,c\n1,2,3\n", b','),
            ("a;b;c\n85,5;x, y;3\n90,0;z;4\n", b';'),
            ("a\tb\n1,5\t2\n2,5\t3\n", b'\t'),
            ("a|b|c\n1|2|3\n", b'|'),
            ("\"a;b\",\"c;d\"\n\"1;2\",\"3;4\"\n", b','),
            ("QA export, week 37\n\nagent;score\nx;1\ny;2\n", b';'),
            ("a,tags,c\n1,x;y;z,3\n2,x;y;z,4\n", b','),
            ("note\n\"a;b\nc;d\"\nplain\n", b','),
            ("a,b\n\"x;y\nz;w\",2\n", b','),
            ("one column\nmore\n", b','),
            ("a~b\n1~2\n", b'~'),
            ("a,b~c\n1,2~3\n", b','),
            ("", b','),
        ] {
            let found = dialect(text, 0, None, None, &Progress::default()).unwrap();
            assert_eq!(
                (char::from(found.delimiter), found.quote),
                (char::from(expected), Quote::Double),
                "{text:?}"
            );
        }
    }

    #[test]
    fn finds_the_quote_and_keeps_to_what_is_told() {
        let found = |text: &str, delimiter, quote| {
            let found = dialect(text, 0, delimiter, quote, &Progress::default()).unwrap();
            (char::from(found.delimiter), found.quote)
        };
        for (text, expected) in [
            ("a,b\n'x, y',1\n'it''s, z',2\n", (',', Quote::Single)),
            ("'a';'b'\n'x';'1'\n", (';', Quote::Single)),
            ("a,b\n\"say \\\"hi\\\", he\",1\n\"z\",2\n", (',', Quote::Backslash)),
            ("a,b\n\"c:\\\\\",1\n\"z\",2\n", (',', Quote::Double)),
            ("id,b\n'007,1\n'008,2\n", (',', Quote::Double)),
            ("a,b\n'x','1'\n\"y, z\",2\n", (',', Quote::Double)),
            ("a,b\nrock 'n' roll,1\n'tis,2\nx,3\n", (',', Quote::Double)),
        ] {
            assert_eq!(found(text, None, None), expected, "{text}");
        }
        assert_eq!(found("'a;b','c;d'\n", Some(b';'), None), (';', Quote::Double));
        assert_eq!(found("'a;b','c;d'\n", None, Some(Quote::None)), (';', Quote::None));
        assert_eq!(found("\"a;b\",\"c;d\"\n", Some(b';'), Some(Quote::None)), (';', Quote::None));
    }

    #[test]
    fn reads_the_sep_line() {
        assert_eq!(sep_line("sep=;\r\na;b", 0), Some((b';', 7)));
        assert_eq!(sep_line("\"SEP=,\"\na,b", 0), Some((b',', 8)));
        assert_eq!(sep_line("sep=\t\na\tb", 0), Some((b'\t', 6)));
        assert_eq!(sep_line("sep=a\n", 0), None);
        assert_eq!(sep_line("sep=;;\n", 0), None);
        assert_eq!(sep_line("separator;b\n", 0), None);
        assert_eq!(sep_line("é;b\n", 0), None);
    }

    #[test]
    fn samples_grow_until_they_hold_whole_records() {
        let wide = vec!["x"; 200_000].join(",");
        let text = format!("{wide}\n{wide}\n{wide}\n{wide}\n");
        let commas = Dialect { delimiter: b',', quote: Quote::Double };
        let sample = sample(&text, commas, 0, 1, &Progress::default()).unwrap().records;
        assert_eq!(sample.usual_cells(), 200_000);
        assert_eq!(sample.line(1), 2);
    }
}
