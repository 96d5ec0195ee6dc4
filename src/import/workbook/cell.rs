//! What a workbook stores in a cell → the text of it.
//!
//! Numbers in their shortest exact form, dates and times as ISO 8601, errors by their names. The
//! number format is kept where it changes what is meant: a percentage gets its sign (0.955 shown as
//! `95.5%`), and an id that is shown with leading zeros keeps them.

use std::fmt::{self, Write as _};

use calamine::{CellErrorType, Data, DataRef, ExcelDateTime, Style};

/// What is stored in a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// A number.
    Number(f64),
    /// A text.
    Text(&'a str),
    /// Yes or no.
    Bool(bool),
    /// A day, a time of day, both, or a length of time.
    Time(ExcelDateTime),
    /// What a formula could not be worked out to.
    Error(&'a CellErrorType),
    /// Nothing.
    Empty,
}

/// How a cell's number is shown, where it matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// As the number it is.
    #[default]
    Plain,
    /// As a percentage.
    Percent,
    /// As a whole number with at least that many digits.
    Padded(usize),
    /// Rounded to so many decimals.
    Rounded(u8),
    /// As a date with a time of day.
    DateTime,
    /// As so many of that many: `8.5/10`, or `4 of 5`.
    OutOf(u32),
    /// With a percent sign behind the number as it is.
    PercentSign,
    /// As an id: that text, and a whole number with at least so many digits, such as `TCK-00123`.
    Prefixed(Short, u8),
    /// As so many decimals, if that is known, or a percentage; but zero as a text that is no number.
    ZeroAs(Short, Rest),
}

/// How the other numbers are shown where zero is shown as a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// As [`Shown::Plain`].
    Plain,
    /// As [`Shown::Percent`].
    Percent,
    /// As [`Shown::Rounded`].
    Rounded(u8),
}

/// A short text of a number format; it goes along with each cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Short {
    bytes: [u8; Self::MOST],
    length: u8,
}

impl Short {
    const MOST: usize = 14;

    /// `None` where the text is too long.
    fn new(text: &str) -> Option<Self> {
        let mut bytes = [0; Self::MOST];
        bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(Self { bytes, length: u8::try_from(text.len()).ok()? })
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length.into()]).unwrap_or_default()
    }
}

impl Shown {
    /// What a cell's style says.
    #[must_use]
    pub fn of(style: &Style) -> Self {
        style.number_format.as_ref().map_or(Self::Plain, |format| Self::of_code(&format.format_code))
    }

    /// What a number format's code says.
    #[must_use]
    pub fn of_code(code: &str) -> Self {
        let shown = prefixed(code).unwrap_or_else(|| Self::of_first_section(code));
        let rest = match shown {
            Self::Plain => Rest::Plain,
            Self::Percent => Rest::Percent,
            Self::Rounded(decimals) => Rest::Rounded(decimals),
            _ => return shown,
        };
        zero_text(code).map_or(shown, |zero| Self::ZeroAs(zero, rest))
    }

    /// How a number is shown that is not zero.
    #[must_use]
    pub fn rest(self) -> Self {
        match self {
            Self::ZeroAs(_, Rest::Plain) => Self::Plain,
            Self::ZeroAs(_, Rest::Percent) => Self::Percent,
            Self::ZeroAs(_, Rest::Rounded(decimals)) => Self::Rounded(decimals),
            shown => shown,
        }
    }

    fn of_first_section(code: &str) -> Self {
        if let Some(unit) = Self::of_unit(&literals(code)) {
            return unit;
        }
        let code = without_literals(code);
        if code.len() > 1 && code.bytes().all(|byte| byte == b'0') {
            Self::Padded(code.len())
        } else if code.contains('%') {
            Self::Percent
        } else if code.contains(['h', 'H', 's', 'S']) {
            Self::DateTime
        } else if !code.is_empty() && code.bytes().all(|byte| b"0#?,.".contains(&byte)) {
            let decimals = code.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            u8::try_from(decimals).map_or(Self::Plain, Self::Rounded)
        } else {
            Self::Plain
        }
    }

    /// What the text says that stands for a number.
    #[must_use]
    pub fn of_text(text: &str, number: f64) -> Self {
        let unit = text
            .trim_start_matches(|char: char| char.is_ascii_digit() || "+-.,'’\u{a0}\u{202f} ".contains(char));
        if text.len() > 1
            && is_whole(number)
            && text.starts_with('0')
            && text.bytes().all(|byte| byte.is_ascii_digit())
        {
            Self::Padded(text.len())
        } else if unit.len() < text.len() {
            Self::of_unit(unit).unwrap_or_default()
        } else {
            Self::Plain
        }
    }

    /// What the text says that stands behind a number.
    fn of_unit(text: &str) -> Option<Self> {
        const OUT_OF: [&str; 6] = ["/", "out of", "of", "von", "sur", "de"];
        let text = text.trim().to_lowercase();
        if text == "%" {
            return Some(Self::PercentSign);
        }
        let most = OUT_OF.iter().find_map(|words| text.strip_prefix(words))?.trim_start();
        let digits = most.bytes().take_while(u8::is_ascii_digit).count();
        let is_all = most[digits..].chars().all(|char| char.is_alphabetic() || char == ' ');
        let most = most[..digits].parse().ok().filter(|most| *most > 0 && is_all)?;
        Some(Self::OutOf(most))
    }

    /// Whether less of a number is shown than is stored.
    #[must_use]
    pub fn hides_digits_of(self, number: f64) -> bool {
        const AS_GOOD_AS_EQUAL: f64 = 1e-6; // 0.1 + 0.2 shows all there is as 0.3
        let Self::Rounded(decimals) = self.rest() else { return false };
        let scaled = number * 10_f64.powi(decimals.into());
        scaled.abs() < 1e15 && (scaled - scaled.round()).abs() > AS_GOOD_AS_EQUAL
    }
}

/// What a number format says that writes an id: text right before a run of zeros, and nothing behind it. The text has
/// no space and no colon, as the words before a score would.
fn prefixed(code: &str) -> Option<Shown> {
    let mut prefix = String::new();
    let mut chars = code.chars();
    let zeros = loop {
        match chars.next()? {
            '\\' => prefix.push(chars.next()?),
            '"' => prefix.extend(chars.by_ref().take_while(|&char| char != '"')),
            '[' => drop(chars.by_ref().find(|&char| char == ']')),
            '-' => prefix.push('-'),
            '0' => break chars.as_str(),
            _ => return None,
        }
    };
    let zeros = 1 + zeros.split(';').next().filter(|rest| rest.bytes().all(|byte| byte == b'0'))?.len();
    let is_id = prefix.chars().all(|char| char.is_alphanumeric() || "-_#/.".contains(char));
    let begins = prefix.starts_with(|char: char| char.is_alphabetic() || char == '#');
    (zeros > 1 && is_id && begins).then_some(Shown::Prefixed(Short::new(&prefix)?, u8::try_from(zeros).ok()?))
}

/// What a number format shows for zero, where that is no number: the third of its sections, or the first where it has
/// but one or two. `None` where a digit is shown, or where conditions say which section it is.
fn zero_text(code: &str) -> Option<Short> {
    let mut sections = vec![(String::new(), String::new())]; // what is shown as it is, and the signs that are not
    let mut chars = code.chars();
    while let Some(char) = chars.next() {
        let (text, signs) = sections.last_mut()?;
        match char {
            ';' => sections.push(Default::default()),
            '\\' => text.extend(chars.next()),
            '_' | '*' => drop(chars.next()),
            '"' => text.extend(chars.by_ref().take_while(|&char| char != '"')),
            '[' if chars.as_str().starts_with(['<', '>', '=']) => return None,
            '[' => drop(chars.by_ref().find(|&char| char == ']')),
            '-' | '(' | ')' | ' ' | '–' | '—' => text.push(char),
            other => signs.push(other),
        }
    }
    let only = |signs: &str, known: &str| signs.chars().all(|sign| known.contains(sign));
    let text = match sections.get(2) {
        Some((text, signs)) => only(signs, "#?,.").then_some(text)?,
        None => sections.first().filter(|(_, signs)| !signs.is_empty() && only(signs, "#,"))?.0.as_str(),
    };
    Short::new(text.trim())
}

/// The first section of a number format without what it shows as it is, and without colours.
fn without_literals(code: &str) -> String {
    let mut kept = String::new();
    let mut chars = code.chars();
    while let Some(char) = chars.next() {
        match char {
            ';' => break,
            '\\' | '_' | '*' => drop(chars.next()),
            '"' => drop(chars.by_ref().find(|&char| char == '"')),
            '[' => drop(chars.by_ref().find(|&char| char == ']')),
            other => kept.push(other),
        }
    }
    kept
}

/// What the first section of a number format shows as it is behind the digits.
fn literals(code: &str) -> String {
    let mut literals = String::new();
    let mut chars = code.chars();
    while let Some(char) = chars.next() {
        match char {
            ';' => break,
            '\\' => literals.extend(chars.next()),
            '_' | '*' => drop(chars.next()),
            '"' => literals.extend(chars.by_ref().take_while(|&char| char != '"')),
            '[' => drop(chars.by_ref().find(|&char| char == ']')),
            '0' | '#' | '?' => literals.clear(),
            '/' | ' ' => literals.push(char),
            _ => {}
        }
    }
    literals
}

impl Value<'_> {
    /// Appends the cell's text.
    pub fn write(self, shown: Shown, text: &mut String) {
        match self {
            Self::Number(number) => match shown.rest() {
                Shown::Percent => push_percent(number, text),
                Shown::Padded(digits) if is_whole(number) && number >= 0.0 => {
                    let plain = plain(number);
                    text.extend(std::iter::repeat_n('0', digits.saturating_sub(plain.len())));
                    text.push_str(&plain);
                }
                Shown::Prefixed(prefix, digits) if is_whole(number) && number >= 0.0 => {
                    text.push_str(prefix.as_str());
                    Self::Number(number).write(Shown::Padded(digits.into()), text);
                }
                Shown::OutOf(most) => {
                    push_plain(number, text);
                    push(text, format_args!("/{most}"));
                }
                Shown::PercentSign => {
                    push_plain(number, text);
                    text.push('%');
                }
                _ => push_plain(number, text),
            },
            Self::Text(value) => text.push_str(value),
            Self::Bool(value) => text.push_str(if value { "TRUE" } else { "FALSE" }),
            Self::Time(value) => push_time(&value, shown, text),
            Self::Error(error) => text.push_str(&error.to_string()),
            Self::Empty => {}
        }
    }
}

impl<'a> From<&'a DataRef<'a>> for Value<'a> {
    fn from(value: &'a DataRef<'a>) -> Self {
        match value {
            DataRef::Int(number) => whole(*number),
            DataRef::Float(number) => Self::Number(*number),
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
                Self::Text(text)
            }
            DataRef::SharedString(text) => Self::Text(text),
            DataRef::Bool(value) => Self::Bool(*value),
            DataRef::DateTime(time) => Self::Time(*time),
            DataRef::Error(error) => Self::Error(error),
            DataRef::Empty => Self::Empty,
        }
    }
}

impl<'a> From<&'a Data> for Value<'a> {
    fn from(value: &'a Data) -> Self {
        match value {
            Data::Int(number) => whole(*number),
            Data::Float(number) => Self::Number(*number),
            Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Self::Text(text),
            Data::Bool(value) => Self::Bool(*value),
            Data::DateTime(time) => Self::Time(*time),
            Data::Error(error) => Self::Error(error),
            Data::Empty => Self::Empty,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "workbooks store whole numbers in 30 bits or as f64")]
fn whole(number: i64) -> Value<'static> {
    Value::Number(number as f64)
}

/// Whether a number is whole and stored exactly.
#[must_use]
pub fn is_whole(number: f64) -> bool {
    number.fract() == 0.0 && number.abs() < 1e21
}

/// The shortest digits that stand for exactly this number, without an exponent.
fn plain(number: f64) -> String {
    let mut text = String::new();
    push_plain(number, &mut text);
    text
}

fn push_plain(number: f64, text: &mut String) {
    const EXACT: f64 = 9_007_199_254_740_992.0; // 2⁵³
    if let Some(decimal) = Decimal::of(number) {
        decimal.push(text);
    } else if is_whole(number) && number.abs() < EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "it is whole and below 2⁵³")]
        let whole = number as i64;
        push(text, format_args!("{whole}"));
    } else {
        push(text, format_args!("{number}"));
    }
}

/// A number of few digits: its sign, its digits, and how many of them stand behind the point.
#[derive(Clone, Copy)]
struct Decimal {
    is_negative: bool,
    digits: u64,
    decimals: usize,
}

impl Decimal {
    /// The shortest digits of a number, where they are few: a decimal of at most 15 digits is that of exactly one
    /// number, so the first that gives this one back is the shortest.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "whole numbers from 0 to 10¹⁵"
    )]
    fn of(number: f64) -> Option<Self> {
        const MOST: f64 = 1e15;
        const MOST_DECIMALS: usize = 6;
        let (size, mut scale) = (number.abs(), 1.0);
        for decimals in 0..=MOST_DECIMALS {
            let scaled = size * scale + 0.5;
            if scaled >= MOST {
                return None;
            }
            let digits = scaled as u64;
            #[expect(clippy::float_cmp, reason = "exactly this number or none")]
            if digits as f64 / scale == size {
                return Some(Self { is_negative: number < 0.0, digits, decimals });
            }
            scale *= 10.0;
        }
        None
    }

    /// A hundred times as much.
    fn hundredfold(self) -> Self {
        match self.decimals {
            0 => Self { digits: self.digits * 100, ..self },
            1 => Self { digits: self.digits * 10, decimals: 0, ..self },
            more => Self { decimals: more - 2, ..self },
        }
    }

    fn push(self, text: &mut String) {
        let mut signs = [b'0'; 24];
        let (mut at, mut left) = (signs.len(), self.digits);
        for place in 0.. {
            if place == self.decimals && place > 0 {
                at -= 1;
                signs[at] = b'.';
            }
            at -= 1;
            signs[at] = digit(left);
            left /= 10;
            if left == 0 && place >= self.decimals {
                break;
            }
        }
        if self.is_negative {
            at -= 1;
            signs[at] = b'-';
        }
        text.push_str(std::str::from_utf8(&signs[at..]).unwrap_or_default());
    }
}

/// The last digit of a number.
const fn digit(number: u64) -> u8 {
    b'0' + (number % 10) as u8
}

/// Appends to a text, which cannot fail.
fn push(text: &mut String, what: fmt::Arguments<'_>) {
    let written = text.write_fmt(what);
    debug_assert!(written.is_ok(), "a text takes everything");
}

/// A share as a percentage: its digits, with the point moved two places.
fn push_percent(number: f64, text: &mut String) {
    if let Some(decimal) = Decimal::of(number) {
        decimal.hundredfold().push(text);
        text.push('%');
        return;
    }
    let plain = plain(number);
    let digits = plain.strip_prefix('-').unwrap_or(&plain);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (moved, rest) = fraction.split_at(fraction.len().min(2));
    let zeros = ["00", "0", ""][moved.len()];
    if digits.len() < plain.len() {
        text.push('-');
    }
    let start = text.len();
    text.extend([whole, moved, zeros]);
    let leading = text[start..].bytes().take_while(|byte| *byte == b'0').count();
    text.drain(start..start + leading.min(text.len() - start - 1));
    if !rest.is_empty() {
        text.extend([".", rest]);
    }
    text.push('%');
}

/// A day, a time of day or both as ISO 8601; a length of time as hours, minutes and seconds.
fn push_time(value: &ExcelDateTime, shown: Shown, text: &mut String) {
    const LAST_DAY: f64 = 2_958_466.0; // the day after 9999-12-31
    let serial = value.as_f64();
    if !(0.0..LAST_DAY).contains(&serial) {
        return push_plain(serial, text);
    }
    if value.is_duration() {
        return push_duration(serial, text);
    }
    let (year, month, day, hour, minute, second, milli) = value.to_ymd_hms_milli();
    let has_clock = serial < 1.0 || serial.fract() != 0.0 || shown == Shown::DateTime;
    if serial >= 1.0 {
        push_digits(year.into(), 4, text);
        for part in [month, day] {
            text.push('-');
            push_digits(part.into(), 2, text);
        }
        if has_clock {
            text.push('T');
        }
    }
    if has_clock {
        push_digits(hour.into(), 2, text);
        for part in [minute, second] {
            text.push(':');
            push_digits(part.into(), 2, text);
        }
        if milli > 0 {
            text.push('.');
            push_digits(milli.into(), 3, text);
        }
    }
}

/// So many digits, with zeros before.
fn push_digits(number: u64, width: u32, text: &mut String) {
    for place in (0..width).rev() {
        text.push(char::from(digit(number / 10_u64.pow(place))));
    }
}

fn push_duration(days: f64, text: &mut String) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 10 million days")]
    let seconds = (days * 86_400.0).round() as u64;
    push(text, format_args!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60));
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;
    use proptest::prelude::*;

    use super::*;

    fn text(value: Value<'_>, shown: Shown) -> String {
        let mut text = String::new();
        value.write(shown, &mut text);
        text
    }

    #[test]
    fn writes_numbers_exactly_and_short() {
        for (number, shown, expected) in [
            (85.0, Shown::Plain, "85"),
            (87.5, Shown::Plain, "87.5"),
            (0.1 + 0.2, Shown::Plain, "0.30000000000000004"),
            (-0.0, Shown::Plain, "0"),
            (1e15, Shown::Plain, "1000000000000000"),
            (9_007_199_254_740_993.0, Shown::Plain, "9007199254740992"),
            (1.23457e18, Shown::Plain, "1234570000000000000"),
            (0.955, Shown::Percent, "95.5%"),
            (1.0, Shown::Percent, "100%"),
            (0.0, Shown::Percent, "0%"),
            (0.07, Shown::Percent, "7%"),
            (-0.5, Shown::Percent, "-50%"),
            (1.5, Shown::Percent, "150%"),
            (0.123_456, Shown::Percent, "12.3456%"),
            (123.0, Shown::Padded(5), "00123"),
            (123_456.0, Shown::Padded(5), "123456"),
            (1.5, Shown::Padded(5), "1.5"),
            (8.5, Shown::OutOf(10), "8.5/10"),
            (85.0, Shown::PercentSign, "85%"),
        ] {
            assert_eq!(text(Value::Number(number), shown), expected);
        }
    }

    proptest! {
        /// As the standard library writes it, whichever way it was found.
        #[test]
        fn writes_the_shortest_digits(
            whole in -10_000_000_000_000_000_i64..10_000_000_000_000_000,
            decimals in 0_i32..9,
            any in any::<f64>(),
        ) {
            #[expect(clippy::cast_precision_loss, reason = "any number will do")]
            let number = whole as f64 / 10_f64.powi(decimals);
            for number in [number, number / 1e6, any, any % 1e6] {
                let shortest = format!("{}", number + 0.0); // a negative zero without its sign
                prop_assert_eq!(text(Value::Number(number), Shown::Plain), shortest);
            }
        }
    }

    #[test]
    fn writes_times_as_iso_8601() {
        let kinds = (ExcelDateTimeType::DateTime, ExcelDateTimeType::TimeDelta);
        for (serial, kind, is_1904, shown, expected) in [
            (46278.0, kinds.0, false, Shown::Plain, "2026-09-13"),
            (46278.0, kinds.0, false, Shown::DateTime, "2026-09-13T00:00:00"),
            (44816.0, kinds.0, true, Shown::Plain, "2026-09-13"),
            (46278.5, kinds.0, false, Shown::Plain, "2026-09-13T12:00:00"),
            (46_278.361_892_361, kinds.0, false, Shown::Plain, "2026-09-13T08:41:07.500"),
            (0.25, kinds.0, false, Shown::DateTime, "06:00:00"),
            (1.25, kinds.1, false, Shown::Plain, "30:00:00"),
            (-1.0, kinds.0, false, Shown::Plain, "-1"),
            (3e6, kinds.0, false, Shown::Plain, "3000000"),
        ] {
            assert_eq!(text(Value::Time(ExcelDateTime::new(serial, kind, is_1904)), shown), expected);
        }
    }

    #[test]
    fn knows_what_is_hidden() {
        for (number, shown, hides) in [
            (87.5, Shown::Rounded(0), true),
            (87.0, Shown::Rounded(0), false),
            (87.25, Shown::Rounded(2), false),
            (87.256, Shown::Rounded(2), true),
            (0.1 + 0.2, Shown::Rounded(1), false),
            (-0.004, Shown::Rounded(2), true),
            (1e300, Shown::Rounded(2), false),
            (87.5, Shown::Plain, false),
        ] {
            assert_eq!(shown.hides_digits_of(number), hides, "{number} {shown:?}");
        }
    }

    #[test]
    fn knows_what_a_text_shows_of_a_number() {
        for (text, number, expected) in [
            ("8,5/10", 8.5, Shown::OutOf(10)),
            ("4 of 5", 4.0, Shown::OutOf(5)),
            ("85 %", 85.0, Shown::PercentSign),
            ("00123", 123.0, Shown::Padded(5)),
            ("0", 0.0, Shown::Plain),
            ("Score: 85/100", 85.0, Shown::Plain),
            ("85 points", 85.0, Shown::Plain),
            ("", 85.0, Shown::Plain),
        ] {
            assert_eq!(Shown::of_text(text, number), expected, "{text}");
        }
    }

    #[test]
    fn knows_what_is_shown_for_zero() {
        for (code, zero, rest) in [
            ("0;-0;;@", "", Shown::Rounded(0)),
            ("0;-0;\"N/A\"", "N/A", Shown::Rounded(0)),
            ("_(* #,##0.00_);_(* (#,##0.00);_(* \"-\"??_);_(@_)", "-", Shown::Rounded(2)),
            ("0%;-0%;-", "-", Shown::Percent),
            ("#,###", "", Shown::Rounded(0)),
        ] {
            let shown = Shown::of_code(code);
            let Shown::ZeroAs(text, _) = shown else { panic!("{code}: {shown:?}") };
            assert_eq!((text.as_str(), shown.rest()), (zero, rest), "{code}");
        }
        for code in [
            "0;-0;0",
            "0;-0",
            "General",
            "",
            "[>=90]0;[<50]0;\"x\"",
            "# ?/10",
            "0.0;-0.0;0.0;@",
            "0;-0;General",
        ] {
            assert!(!matches!(Shown::of_code(code), Shown::ZeroAs(..)), "{code}");
        }
    }

    #[test]
    fn knows_the_text_before_an_id() {
        for (code, expected) in [
            ("\"TCK-\"00000", "TCK-00123"),
            ("\"TCK\"-0000;@", "TCK-0123"),
            ("\\#00", "#123"),
            ("\"Score: \"00000", "00123"),
        ] {
            assert_eq!(text(Value::Number(123.0), Shown::of_code(code)), expected, "{code}");
        }
        assert_eq!(text(Value::Number(1.5), Shown::of_code("\"TCK-\"00000")), "1.5");
        assert_eq!(text(Value::Number(12.0), Shown::of_code("\"TCK-\"00.0")), "12");
    }

    #[test]
    fn knows_the_formats_that_matter() {
        for (code, expected) in [
            ("General", Shown::Plain),
            ("0.00", Shown::Rounded(2)),
            ("#,##0", Shown::Rounded(0)),
            ("@", Shown::Plain),
            ("0", Shown::Rounded(0)),
            ("0%", Shown::Percent),
            ("0.0%;[Red]-0.0%", Shown::Percent),
            ("0\" % of all\"", Shown::Rounded(0)),
            ("00000", Shown::Padded(5)),
            ("yyyy-mm-dd hh:mm", Shown::DateTime),
            ("d-mmm-yy", Shown::Plain),
            ("0.0\"/10\"", Shown::OutOf(10)),
            ("0\\ \"of 5\"", Shown::OutOf(5)),
            ("0\" out of 20 points\";0", Shown::OutOf(20)),
            ("0\" points\"", Shown::Rounded(0)),
            ("0.0\"%\"", Shown::PercentSign),
            ("0\\%", Shown::PercentSign),
            ("# ?/10", Shown::Plain),
            ("d/m/yyyy", Shown::Plain),
            ("\"/10\"0", Shown::Rounded(0)),
            ("0\"/0\"", Shown::Rounded(0)),
        ] {
            assert_eq!(Shown::of_code(code), expected, "{code}");
        }
    }
}
