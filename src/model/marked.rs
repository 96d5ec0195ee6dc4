//! Text that no spreadsheet takes for a formula, and back: a `'` before what would begin one.
//!
//! Invariant: [`as_text`] and [`without_mark`] are each other's inverse, whatever the text.

/// The heading of the column that says why a row is in a table that Scorebridge wrote. It is the first one, and
/// says that the cells of the table carry marks.
pub const REASON_HEADING: &str = "Scorebridge: why";

/// A text that a spreadsheet does not take for a formula: with a `'` before what would begin one. A text that
/// has a `'` before such a sign already gets one more, so that taking one off is exact.
#[must_use]
pub fn as_text(text: &str) -> String {
    if would_be_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// The text that [`as_text`] was given.
#[must_use]
pub fn without_mark(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| would_be_formula(text)).unwrap_or(cell)
}

/// A table that Scorebridge wrote, with the marks of its cells taken off; `None` for every other text. Quoting
/// is that of the writer: a comma between cells, quotes doubled.
#[must_use]
pub fn without_marks(table: &str) -> Option<String> {
    let table = table.strip_prefix('\u{feff}').unwrap_or(table);
    table.strip_prefix(REASON_HEADING).filter(|rest| rest.starts_with([',', '\r', '\n']))?;
    let mut plain = String::with_capacity(table.len());
    let (mut quoted, mut starts) = (false, true);
    let mut left = table;
    while let Some(c) = left.chars().next() {
        if starts && c == '\'' && would_be_formula(cell(&left[1..], quoted)) {
            left = &left[1..];
            starts = false;
            continue;
        }
        starts = match c {
            // A quote that opens a cell; inside one it closes it, or is one of two.
            '"' => {
                quoted = !quoted;
                starts && quoted
            }
            ',' | '\n' => !quoted,
            _ => false,
        };
        plain.push(c);
        left = &left[c.len_utf8()..];
    }
    Some(plain)
}

/// What is left of the cell that a table stands in.
fn cell(table: &str, quoted: bool) -> &str {
    let ends = |c: char| if quoted { c == '"' } else { matches!(c, ',' | '\r' | '\n') };
    table.split(ends).next().unwrap_or_default()
}

fn would_be_formula(text: &str) -> bool {
    let sign = |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    text.trim_start_matches('\'').starts_with(sign)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_that_would_be_a_formula_is_none_and_the_mark_can_be_taken_off() {
        for (text, safe) in [
            ("=1+1", "'=1+1"),
            ("-5", "'-5"),
            ("'=1", "''=1"),
            ("＝1", "'＝1"),
            ("\t=1", "'\t=1"),
            ("Bad request", "Bad request"),
            ("'quoted'", "'quoted'"),
            ("", ""),
        ] {
            assert_eq!(as_text(text), safe);
            assert_eq!(without_mark(safe), text);
        }
    }

    proptest! {
        #[test]
        fn a_table_with_marks_is_the_table_without(
            cells in proptest::collection::vec("['\"=+@,\\r\\n\ta\u{ff1d}é-]{0,6}", 1..12),
        ) {
            let written = |mark: fn(&str) -> String| {
                let mut out = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
                out.write_record([REASON_HEADING, "a"]).unwrap();
                out.write_record(cells.iter().map(|cell| mark(cell))).unwrap();
                String::from_utf8(out.into_inner().unwrap()).unwrap()
            };
            let read = |text: &str| {
                let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
                let records: Vec<_> = reader.records().map(Result::unwrap).collect();
                records.iter().flat_map(|record| record.iter().map(str::to_owned)).collect::<Vec<_>>()
            };
            let plain = without_marks(&written(as_text)).unwrap();
            prop_assert_eq!(read(&plain), read(&written(str::to_owned)));
        }
    }

    #[test]
    fn a_table_of_others_is_left_alone() {
        for text in ["a,b\n'=1,2\n", "", "Scorebridge: why not\n'=1\n"] {
            assert_eq!(without_marks(text), None);
        }
    }
}
