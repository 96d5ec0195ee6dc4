//! What exports put around and instead of a value: force-text wrappers, odd spaces and digits, the
//! many ways to write "nothing".
//!
//! Owns the folding that numbers and dates share. Does not know what a column means. Invariant: an id
//! is only ever unwrapped, never folded.

use std::borrow::Cow;

/// Takes off what spreadsheets are made to keep text as text with: `="…"` with no quote inside, and
/// apostrophes in front or around (`'00123`, `'-15.33'`). For ids, numbers and dates; `true` says
/// that something was taken off (`text.cleaned`).
///
/// Facts §0.4 and §3. The rest of the text, spaces included, stays as it is.
pub fn clean(text: &str) -> (&str, bool) {
    match text.as_bytes() {
        [b'=', b'"', inner @ .., b'"'] if !inner.contains(&b'"') => (&text[2..text.len() - 1], true),
        [b'\'', .., b'\''] if text.len() > 2 => (&text[1..text.len() - 1], true),
        [b'\'', next, ..] if *next != b'\'' => (&text[1..], true),
        _ => (text, false),
    }
}

/// Whether a text says that there is no value: blank, dashes, N/A in its many spellings. A
/// spreadsheet's own error, such as `#N/A`, is not one: there something broke.
pub fn is_missing(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() {
        return true;
    }
    // No spelling has a digit in it, and most ids, scores and dates have.
    if text.len() > LONGEST_MISSING || text.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let mut bare = text;
    for (open, close) in [('(', ')'), ('[', ']'), ('<', '>')] {
        bare = bare.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).unwrap_or(bare);
    }
    if bare.chars().all(|c| matches!(c, '-' | '\u{2013}' | '\u{2014}' | '\u{2212}' | ' ')) {
        return true;
    }
    let folded: String = bare
        .chars()
        .filter(|c| !matches!(c, '.' | '_') && !c.is_whitespace() && !is_invisible(*c))
        .flat_map(char::to_lowercase)
        .collect();
    // With its dots; without them it may be somebody's initials.
    let num_dots = bare.matches('.').count();
    let is_no_answer = folded == "ka" && num_dots > 0 || folded == "so" && num_dots == 2;
    is_no_answer
        || folded.is_empty() && bare.chars().all(|c| c.is_whitespace() || is_invisible(c))
        || MISSING.contains(&folded.as_str())
}

/// Longer than every spelling in [`MISSING`], with room for dots and spaces.
const LONGEST_MISSING: usize = 40;

/// Spellings of "no value", lower case, without dots and spaces.
const MISSING: &[&str] = &[
    "n/a",
    "n\\a",
    "na",
    "n-a",
    "nd",
    "n/d",
    "n/e",
    "s/o",
    "nvt",
    "k/a",
    "none",
    "null",
    "nil",
    "\\n",
    "unknown",
    "undefined",
    "blank",
    "empty",
    "notapplicable",
    "not-applicable",
    "notavailable",
    "notgraded",
    "notscored",
    "notrated",
    "notevaluated",
    "noscore",
    "norating",
    "notassessed",
    "notreviewed",
    "notyetgraded",
    "pending",
    "tbd",
    "tbc",
    "ungraded",
    "unscored",
    "unrated",
    "unbekannt",
    "keineangabe",
    "nichtbewertet",
    "nichtzutreffend",
    "entfällt",
    "sansobjet",
    "nonapplicable",
    "nonnoté",
    "inconnu",
    "noaplica",
    "sincalificar",
    "desconocido",
    "nãoaplicável",
    "nietvantoepassing",
    "nonapplicabile",
];

/// Characters that show nothing and only steer the text around them.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{ad}' | '\u{61c}')
}

/// A text of numbers folded for reading: decimal digits of any script as ASCII, every minus as `-`,
/// every space as one kind, full-width forms as plain ones, letters in lower case, invisible characters
/// dropped. `Cow::Borrowed` where nothing had to change.
pub(super) fn fold_digits(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase() && !b.is_ascii_control()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| !is_invisible(*c)).map(fold_char).collect())
}

fn fold_char(c: char) -> char {
    if let Some(digit) = digit_of(c) {
        return char::from(b'0' + digit);
    }
    match c {
        '\u{2212}' | '\u{2010}'..='\u{2015}' | '\u{fe63}' | '\u{ff0d}' => '-',
        '\u{66a}' | '\u{fe6a}' => '%',
        '\u{2019}' | '\u{2018}' | '\u{ff07}' => '\'',
        '\u{2044}' | '\u{2215}' => '/',
        // Full-width ASCII.
        '\u{ff01}'..='\u{ff5e}' => {
            u8::try_from(u32::from(c) - 0xfee0).map_or(c, |b| char::from(b).to_ascii_lowercase())
        }
        c if c.is_whitespace() => ' ',
        c => c.to_lowercase().next().unwrap_or(c),
    }
}

/// The value of a decimal digit of any script in use.
fn digit_of(c: char) -> Option<u8> {
    /// The zeros of the scripts whose ten digits follow one another (Unicode's `Nd`).
    const ZEROS: &[u32] = &[
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50,
        0xed0, 0xf20, 0x1040, 0x17e0, 0x1810, 0xff10,
    ];
    let code = u32::from(c);
    if code < 0x80 {
        return c.is_ascii_digit().then(|| u8::try_from(code - 0x30).unwrap_or(0));
    }
    ZEROS.iter().find_map(|zero| u8::try_from(code.checked_sub(*zero)?).ok().filter(|value| *value < 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrappers_come_off_and_nothing_else() {
        for (text, cleaned) in [
            ("=\"2026-09-15 08:12:09.377\"", "2026-09-15 08:12:09.377"),
            ("=\"\"", ""),
            ("'00123", "00123"),
            ("'-15.33'", "-15.33"),
        ] {
            assert_eq!(clean(text), (cleaned, true), "{text}");
        }
        for text in ["", "=", "='a'", "=\"a\"b\"", "=\"a", "'", "''", " '1", "00123", "a'b", "\"a\"", "=1+2"]
        {
            assert_eq!(clean(text), (text, false), "{text}");
        }
    }

    #[test]
    fn nothing_has_many_spellings() {
        for text in [
            "",
            " ",
            "\u{a0}",
            "-",
            "--",
            "–",
            "—",
            "N/A",
            "n/a",
            "NA",
            "n.a.",
            "N. A.",
            "(n/a)",
            "[NA]",
            "Unknown",
            "NULL",
            "None",
            "not graded",
            "TBD",
            "Pending",
            "Not Applicable",
            "k.A.",
            "k. A.",
            "n.v.t.",
            "s/o",
            "S.O.",
            "s. o.",
            "not scored",
            "Not evaluated",
            "ungraded",
            "\\N",
            "\u{200b}",
        ] {
            assert!(is_missing(text), "{text:?}");
        }
        for text in
            ["0", "#N/A", "NaN", "n.a.x", "#REF!", "nope", ".", "pass", "-1", "- 5", "_", "so", "So.", "KA"]
        {
            assert!(!is_missing(text), "{text:?}");
        }
    }

    #[test]
    fn digits_of_other_scripts_fold() {
        for (text, folded) in [
            ("٨٧٫٥", "87٫5"),
            ("８７．５％", "87.5%"),
            ("\u{2212}5", "-5"),
            ("१२", "12"),
            ("1\u{202f}234", "1 234"),
            ("\u{200f}95 %", "95 %"),
            ("AB", "ab"),
        ] {
            assert_eq!(fold_digits(text), folded);
        }
        assert!(matches!(fold_digits("87.5"), Cow::Borrowed(_)));
    }
}
