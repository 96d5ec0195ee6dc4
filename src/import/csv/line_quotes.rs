//! Lines that stand in quotes as a whole, as spreadsheets leave them that took a file for one column and saved it.
//!
//! Owns taking those quotes off. Does not know records. Invariant: only where every line of the start is quoted so and
//! holds equally many cells inside; the number of lines stays.

use crate::model::Note;

/// How many lines at the start are looked at.
const LOOKED_AT: usize = 50;
/// Fewer signs between cells may be prose.
const FEWEST: usize = 2;

/// The text without the quotes around its lines; `None` for every other text.
#[must_use]
pub fn without(text: &str) -> Option<String> {
    text.trim_start_matches('\u{feff}').starts_with('"').then_some(())?;
    let start = text.trim_start_matches('\u{feff}').lines().filter(|line| !line.is_empty()).take(LOOKED_AT);
    let inside: Vec<String> = start.map(inside).collect::<Option<_>>()?;
    let is_cut_by = |sign: char| {
        let mut counts = inside.iter().map(|line| outside_quotes(line, sign));
        let first = counts.next().unwrap_or(0);
        first >= FEWEST && inside.len() > 1 && counts.all(|count| count == first)
    };
    [',', ';', '\t', '|'].into_iter().any(is_cut_by).then_some(())?;
    let mut plain = String::with_capacity(text.len());
    for whole in text.split_inclusive('\n') {
        let line = whole.trim_end_matches(['\r', '\n']);
        match self::inside(line.trim_start_matches('\u{feff}')) {
            Some(inside) => plain.push_str(&inside),
            None => plain.push_str(line),
        }
        plain.push_str(&whole[line.len()..]);
    }
    Some(plain)
}

/// The note of it.
#[must_use]
pub fn note() -> Note {
    let message = "Each line stood in quotes as a whole; they were taken off.";
    Note { line: 1, code: "line_quotes", message: message.to_owned() }
}

/// What is between the quotes of a line that has no others, but doubled ones.
fn inside(line: &str) -> Option<String> {
    let inside = line.strip_prefix('"')?.strip_suffix('"')?;
    let single = inside.replace("\"\"", "");
    (!single.contains('"')).then(|| inside.replace("\"\"", "\""))
}

/// How often a sign stands outside of quotes.
fn outside_quotes(line: &str, sign: char) -> usize {
    let parts = line.split('"').step_by(2);
    parts.map(|part| part.matches(sign).count()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_around_whole_lines_are_taken_off_and_others_stay() {
        for (text, expected) in [
            ("\"a,b,c\"\r\n\"1,\"\"x, y\"\",3\"\r\n", Some("a,b,c\r\n1,\"x, y\",3\r\n")),
            ("\u{feff}\"a;b;c\"\n\n\"1;2;3\"\nrest\n", None),
            ("\"a;b;c\"\n\"1;2;3\"", Some("a;b;c\n1;2;3")),
            ("\"a\",\"b\",\"c\"\n\"1\",\"2\",\"3\"\n", None),
            ("\"a,b,c\"\n\"1,2\"\n", None),
            ("\"so, it went, well\"\n", None),
            ("\"a,b\"\n\"1,2\"\n", None),
            ("a,b,c\n\"1,2,3\"\n", None),
            ("", None),
        ] {
            assert_eq!(without(text).as_deref(), expected, "{text}");
        }
    }
}
