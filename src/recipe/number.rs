//! Numbers as exact decimals, from the ways in which exports write them.
//!
//! Owns [`Decimal`] and reading a score cell. Does not know scales or columns beyond what it is told.
//! Invariant: there is no floating point between the file and what is sent; what can be read two ways
//! is no number.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use super::text::{clean, fold_digits, is_missing};

/// An exact decimal: `units` × 10^-`scale`, without zeros at the end of its fraction, so that equal
/// numbers are equal values. At most [`Decimal::MAX_DIGITS`] digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    units: i128,
    scale: u8,
}

impl Decimal {
    /// The most digits a number can have: more than any tool's own arithmetic gives.
    pub const MAX_DIGITS: usize = 36;
    /// The same for powers of ten.
    const MAX_SCALE: u32 = 36;

    /// A whole number.
    pub const fn whole(units: i64) -> Self {
        Self { units: units as i128, scale: 0 }
    }

    /// Whether it is under zero. There is no negative zero.
    pub const fn is_negative(self) -> bool {
        self.units < 0
    }

    /// Whether it is zero.
    pub const fn is_zero(self) -> bool {
        self.units == 0
    }

    /// This many of `max`, as ten-thousandths of a percent: raw ÷ max × 100 with 4 places, half away
    /// from zero, exactly. 18 of 20 is 900,000. `None` where `max` is not over zero, or the result
    /// has more than 18 digits.
    pub fn percent_of(self, max: Self) -> Option<i64> {
        if max.units <= 0 {
            return None;
        }
        let (value, max_units) = (self.units.unsigned_abs(), max.units.unsigned_abs());
        let shift = i32::from(max.scale) - i32::from(self.scale) + 6;
        let quotient = match u32::try_from(shift) {
            Ok(up) => divide_shifted(value, max_units, up)?,
            Err(_negative) => {
                let drop = 10_u128.pow(shift.unsigned_abs());
                let whole = value / max_units;
                whole / drop + u128::from(whole % drop >= drop / 2)
            }
        };
        let percent = i64::try_from(quotient).ok()?;
        Some(if self.is_negative() { -percent } else { percent })
    }

    /// From digits with at most one point: `fraction` digits stand after it.
    fn from_digits(negative: bool, digits: &[u8], fraction: usize) -> Option<Self> {
        let trailing = digits.iter().rev().take(fraction).take_while(|digit| **digit == b'0').count();
        let kept = &digits[..digits.len() - trailing];
        let fraction = fraction - trailing;
        let significant = kept.iter().position(|digit| *digit != b'0').map_or(0, |first| kept.len() - first);
        if significant > Self::MAX_DIGITS || fraction > Self::MAX_DIGITS {
            return None;
        }
        let units = kept.iter().fold(0_i128, |units, digit| units * 10 + i128::from(digit - b'0'));
        Some(Self {
            units: if negative { -units } else { units },
            scale: if units == 0 { 0 } else { u8::try_from(fraction).ok()? },
        })
    }

    /// Times 10^`exponent`, if it stays within [`Decimal::MAX_DIGITS`].
    fn shifted(self, exponent: i32) -> Option<Self> {
        let scale = i32::from(self.scale) - exponent;
        if self.units == 0 {
            return Some(self);
        }
        let (digits, fraction) = if scale >= 0 {
            (self.units.unsigned_abs().to_string(), usize::try_from(scale).ok()?)
        } else {
            let zeros = usize::try_from(-scale).ok().filter(|zeros| *zeros <= Self::MAX_DIGITS)?;
            (format!("{}{}", self.units.unsigned_abs(), "0".repeat(zeros)), 0)
        };
        if fraction > Self::MAX_DIGITS {
            return None;
        }
        let padded = format!("{digits:0>width$}", width = fraction + 1);
        Self::from_digits(self.is_negative(), padded.as_bytes(), fraction)
    }

    /// The whole part, and the fraction as 36 digits.
    fn parts(self) -> (i128, i128) {
        let one = 10_i128.pow(u32::from(self.scale));
        let rest = 10_i128.pow(Self::MAX_SCALE - u32::from(self.scale));
        (self.units / one, self.units % one * rest)
    }
}

/// 10^`up`, from a table: worked out, it takes as long as the division that it is for. `None` past 64 bits.
fn power_of_ten(up: u32) -> Option<u64> {
    const POWERS: [u64; 20] = {
        let mut powers = [1; 20];
        let mut up = 1;
        while up < powers.len() {
            powers[up] = powers[up - 1] * 10;
            up += 1;
        }
        powers
    };
    POWERS.get(up as usize).copied()
}

/// `value` × 10^`up` ÷ `by`, rounded half up; `None` past 38 digits.
fn divide_shifted(value: u128, by: u128, up: u32) -> Option<u128> {
    // Almost every score: one division of 64 bits.
    if let (Ok(value), Ok(by)) = (u64::try_from(value), u64::try_from(by))
        && let Some(scaled) = power_of_ten(up).and_then(|power| value.checked_mul(power))
    {
        let (quotient, rest) = (scaled / by, scaled % by);
        return Some(u128::from(quotient + u64::from(rest >= by - rest)));
    }
    let (mut quotient, mut rest) = (value / by, value % by);
    for _ in 0..up {
        // `by` has at most 36 digits, so ten times the rest fits.
        rest *= 10;
        quotient = quotient.checked_mul(10)?.checked_add(rest / by)?;
        rest %= by;
    }
    quotient.checked_add(u128::from(rest >= by - rest))
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.scale == other.scale {
            return self.units.cmp(&other.units);
        }
        // Almost every pair: the one with fewer places, written with as many as the other.
        let up = u32::from(self.scale.abs_diff(other.scale));
        let scaled =
            |units: i128| Some(i128::from(i64::try_from(units).ok()?) * i128::from(power_of_ten(up)?));
        if self.scale < other.scale {
            if let Some(units) = scaled(self.units) {
                return units.cmp(&other.units);
            }
        } else if let Some(units) = scaled(other.units) {
            return self.units.cmp(&units);
        }
        self.parts().cmp(&other.parts())
    }
}

impl fmt::Display for Decimal {
    /// Plain digits, no exponent, no trailing zero: `18`, `83.3333`, `-0.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = usize::from(self.scale);
        let digits = format!("{:0>width$}", self.units.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        let sign = if self.is_negative() { "-" } else { "" };
        let point = if fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{fraction}")
    }
}

/// The text is no plain decimal such as `20` or `12.5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a number such as 20 or 12.5")]
pub struct NotADecimal;

impl FromStr for Decimal {
    type Err = NotADecimal;

    /// Digits, at most one point, a minus in front if it is negative. What [`Display`](fmt::Display) writes.
    fn from_str(text: &str) -> Result<Self, NotADecimal> {
        let (negative, body) = match text.strip_prefix('-') {
            Some(body) => (true, body),
            None => (false, text),
        };
        let (whole, fraction) = body.split_once('.').unwrap_or((body, "0"));
        if whole.is_empty() || fraction.is_empty() {
            return Err(NotADecimal);
        }
        let digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
        if !digits.iter().all(u8::is_ascii_digit) {
            return Err(NotADecimal);
        }
        Self::from_digits(negative, &digits, fraction.len()).ok_or(NotADecimal)
    }
}

/// What a score cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScoreText {
    /// Nothing, or one of the ways to write "not graded": N/A, NA, Unknown, -.
    NotGraded,
    /// A number; with the maximum that the cell itself names: `95 %` names 100, `18/20` names 20.
    Number {
        /// The points.
        value: Decimal,
        /// The maximum in the cell.
        of: Option<Decimal>,
    },
    /// Anything else.
    NotANumber,
}

/// Reads a score or maximum cell. `decimal_comma` is the column's, from
/// [`ScoreReading`](super::ScoreReading): it settles `87,500`, which is no number in a column that
/// writes decimals with a point.
pub fn read_score(text: &str, decimal_comma: bool) -> ScoreText {
    if let Some(value) = read_plain(text.as_bytes(), !decimal_comma) {
        return ScoreText::Number { value, of: None };
    }
    read_written(text, decimal_comma)
}

/// A number of plain digits, and how many of them stand behind its point: almost every cell.
pub(super) fn plain(text: &str) -> Option<(Decimal, usize)> {
    let value = read_plain(text.as_bytes(), true).filter(|_| !text.ends_with('.'))?;
    let places = text.bytes().rev().position(|byte| byte == b'.').unwrap_or(0);
    Some((value, places))
}

/// What a cell shows about a column's decimal sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DecimalSign {
    /// `87,5`
    Comma,
    /// `87.5`
    Point,
    /// `87,500`
    CommaOrThousands,
}

/// What a cell shows about a column's decimal sign; `None` for most.
pub(super) fn decimal_sign(text: &str) -> Option<DecimalSign> {
    let place = memchr::memrchr2(b'.', b',', text.as_bytes())?;
    let comma = text.as_bytes()[place] == b',';
    if !comma && read_plain(text.as_bytes(), true).is_some() {
        return (text.len() - place != 4).then_some(DecimalSign::Point);
    }
    match (comma, read_score(text, false), read_score(text, true)) {
        (true, ScoreText::Number { .. }, ScoreText::Number { .. }) => {
            // 1,234,567 parts thousands.
            (text.matches(',').count() == 1).then_some(DecimalSign::Comma)
        }
        (true, ScoreText::NotANumber, ScoreText::Number { .. }) => Some(DecimalSign::CommaOrThousands),
        (false, ScoreText::Number { .. }, ScoreText::Number { .. }) => {
            (text.matches('.').count() == 1).then_some(DecimalSign::Point)
        }
        _ => None,
    }
}

/// Plain ASCII digits with at most one point between them: almost every cell of almost every file.
fn read_plain(bytes: &[u8], point_allowed: bool) -> Option<Decimal> {
    /// So many digits always fit in 64 bits.
    const MAX: usize = 18;
    if bytes.is_empty() || bytes.len() > MAX {
        return None;
    }
    let mut units = 0_u64;
    let mut point = bytes.len() - 1;
    for (place, byte) in bytes.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            units = units * 10 + u64::from(digit);
        } else if *byte == b'.' && point_allowed && place > 0 && point == bytes.len() - 1 {
            point = place;
        } else {
            return None;
        }
    }
    let mut scale = bytes.len() - 1 - point;
    while scale > 0 && units.is_multiple_of(10) {
        units /= 10;
        scale -= 1;
    }
    Some(Decimal { units: i128::from(units), scale: u8::try_from(scale).ok()? })
}

/// Every other way to write a score.
fn read_written(text: &str, decimal_comma: bool) -> ScoreText {
    let text = clean(text).0;
    if is_missing(text) {
        return ScoreText::NotGraded;
    }
    if text.len() > MAX_TEXT {
        return ScoreText::NotANumber;
    }
    let folded = fold_digits(text);
    let folded = without_unit(folded.trim(), POINTS).unwrap_or(folded.trim());
    let number = |text: &str| read_number(text.trim(), decimal_comma);
    let percent = || folded.strip_prefix('%').or_else(|| without_unit(folded, PERCENT));
    let (value, of) = if let Some(percent) = folded.strip_suffix('%').or_else(percent) {
        (number(percent), Some(Some(Decimal::whole(100))))
    } else if let Some((value, of)) = OUT_OF.iter().find_map(|word| folded.split_once(word)) {
        (number(value), Some(number(of)))
    } else {
        (number(folded), None)
    };
    match (value, of) {
        (Some(value), None) => ScoreText::Number { value, of: None },
        (Some(value), Some(Some(of))) => ScoreText::Number { value, of: Some(of) },
        (None, _) | (_, Some(None)) => ScoreText::NotANumber,
    }
}

/// Whether a score says that it is a percent, with the sign or in words.
pub(super) fn says_percent(text: &str) -> bool {
    if text.contains(['%', '％', '٪']) {
        return true;
    }
    let folded = fold_digits(clean(text).0);
    let folded = without_unit(folded.trim(), POINTS).unwrap_or(folded.trim());
    without_unit(folded, PERCENT).is_some()
}

/// Words for the sign %.
pub(super) const PERCENT: &[&str] = &[
    "percentage",
    "porcentaje",
    "percent",
    "per cent",
    "pct",
    "prozent",
    "pour cent",
    "por ciento",
    "por cento",
    "per cento",
    "procent",
];
/// Words that say no more of a number than that it counts points.
pub(super) const POINTS: &[&str] = &[
    "marks", "points", "point", "pts", "pt", "punkte", "punkt", "pkt", "puntos", "pontos", "punti", "punten",
];
/// What stands between points and their maximum.
const OUT_OF: &[&str] = &["/", " out of ", " of ", " von ", " sur ", " van ", " de ", " sobre ", " su "];

/// What stands before one of the words, with a space between or not; `None` where none ends the text.
fn without_unit<'t>(text: &'t str, words: &[&str]) -> Option<&'t str> {
    let text = text.trim_end_matches('.');
    let before = words.iter().find_map(|word| text.strip_suffix(word))?;
    before.ends_with(|end: char| end.is_ascii_digit() || end == ' ').then(|| before.trim_end())
}

/// Bytes of the longest text that is looked at: 36 digits of another script, with separators.
const MAX_TEXT: usize = 160;

/// One number: sign, digits in groups, a decimal sign, an exponent.
fn read_number(text: &str, decimal_comma: bool) -> Option<Decimal> {
    let (negative, body) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (mantissa, exponent) = match body.split_once('e') {
        Some((mantissa, exponent)) => (mantissa, read_exponent(exponent)?),
        None => (body, 0),
    };
    let (whole, fraction) = split_decimal(mantissa, decimal_comma)?;
    let mut digits = ungroup(whole)?;
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.extend(fraction.bytes());
    if digits.is_empty() {
        return None;
    }
    let number = Decimal::from_digits(negative, &digits, fraction.len())?;
    if exponent == 0 { Some(number) } else { number.shifted(exponent) }
}

fn read_exponent(text: &str) -> Option<i32> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let value: i32 = (digits.len() <= 3 && digits.bytes().all(|b| b.is_ascii_digit()))
        .then(|| digits.parse().ok())
        .flatten()?;
    Some(if text.starts_with('-') { -value } else { value })
}

/// Splits at the decimal sign. `None` where a lone separator may as well part thousands.
fn split_decimal(text: &str, decimal_comma: bool) -> Option<(&str, &str)> {
    /// The Arabic decimal separator, which is never anything else.
    const ARABIC: char = '\u{66b}';
    if let Some(parts) = text.split_once(ARABIC) {
        return Some(parts);
    }
    let Some(last) = text.rfind(['.', ',']) else { return Some((text, "")) };
    let (whole, fraction) = (&text[..last], &text[last + 1..]);
    let sign = text.as_bytes()[last];
    if whole.contains(char::from(sign)) {
        // 1.234.567: the same sign twice parts thousands.
        return Some((text, ""));
    }
    let grouped = whole.contains(['.', ',', ' ', '\'', '\u{66c}']);
    let thousands_possible = fraction.len() == 3 && matches!(whole.len(), 1..=3) && !whole.starts_with('0');
    let told = (sign == b',') == decimal_comma;
    (grouped || told || !thousands_possible).then_some((whole, fraction))
}

/// The digits of a whole part; groups, if there are any, are of three digits and parted by one sign.
fn ungroup(text: &str) -> Option<Vec<u8>> {
    let Some(sign) = text.chars().find(|c| !c.is_ascii_digit()) else {
        return Some(text.as_bytes().to_vec());
    };
    if !matches!(sign, '.' | ',' | ' ' | '\'' | '\u{66c}') {
        return None;
    }
    let mut digits = Vec::with_capacity(text.len());
    for (place, group) in text.split(sign).enumerate() {
        let length_fits = if place == 0 { matches!(group.len(), 1..=3) } else { group.len() == 3 };
        if !length_fits || !group.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        digits.extend(group.bytes());
    }
    Some(digits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    /// `value`, or `value of max`, `-` for not graded, `?` for no number.
    fn shown(text: &str, decimal_comma: bool) -> String {
        match read_score(text, decimal_comma) {
            ScoreText::NotGraded => "-".to_owned(),
            ScoreText::NotANumber => "?".to_owned(),
            ScoreText::Number { value, of: None } => value.to_string(),
            ScoreText::Number { value, of: Some(of) } => format!("{value} of {of}"),
        }
    }

    #[test]
    fn scores_are_read_as_they_are_written() {
        for (text, expected) in [
            ("0", "0"),
            ("87.5", "87.5"),
            ("87.50", "87.5"),
            ("100.0", "100"),
            ("007", "7"),
            ("83.33333333333333", "83.33333333333333"),
            ("0.30000000000000004", "0.30000000000000004"),
            ("66.66666666666666666666666666666667", "66.66666666666666666666666666666667"),
            ("87,5", "87.5"),
            ("0,500", "0.5"),
            ("95%", "95 of 100"),
            ("95 %", "95 of 100"),
            ("95\u{a0}%", "95 of 100"),
            ("87,5 %", "87.5 of 100"),
            ("%95", "95 of 100"),
            ("18/20", "18 of 20"),
            ("18 / 20", "18 of 20"),
            ("9 of 10", "9 of 10"),
            ("9 out of 10", "9 of 10"),
            ("9 von 10", "9 of 10"),
            ("95 pts", "95"),
            ("95pts.", "95"),
            ("9,5 Punkte", "9.5"),
            ("18/20 points", "18 of 20"),
            ("85 percent", "85 of 100"),
            ("85,5 Prozent", "85.5 of 100"),
            ("85 pour cent", "85 of 100"),
            ("４５", "45"),
            ("８７．５％", "87.5 of 100"),
            ("٨٧٫٥", "87.5"),
            ("٩٥٪", "95 of 100"),
            ("\u{2212}5", "-5"),
            ("−0", "0"),
            ("-0.0", "0"),
            ("'-15.33'", "-15.33"),
            ("=\"92.5\"", "92.5"),
            (" 92.5 ", "92.5"),
            ("+5", "5"),
            (".5", "0.5"),
            ("5.", "5"),
            ("1.0E-4", "0.0001"),
            ("9.6e1", "96"),
            ("1,234.5", "1234.5"),
            ("1.234,5", "1234.5"),
            ("1 234,5", "1234.5"),
            ("1'234.5", "1234.5"),
            ("1.234.567", "1234567"),
            ("N/A", "-"),
            ("n.a.", "-"),
            ("Unknown", "-"),
            ("—", "-"),
            ("", "-"),
            ("=\"\"", "-"),
            ("=\"N/A\"", "-"),
        ] {
            assert_eq!(shown(text, false), expected, "{text}");
        }
    }

    #[test]
    fn what_can_be_read_two_ways_or_not_at_all_is_no_number() {
        for text in [
            "1,234",
            "87,500",
            "eighty",
            "NaN",
            "inf",
            "1e400",
            "1e-400",
            "#REF!",
            "#N/A",
            "#DIV/0!",
            "n.a.x",
            "95%%",
            "9/10/26",
            "18/",
            "/20",
            "18/x",
            "1,23,456",
            "1.2.3",
            "12 34",
            "(5)",
            "5-",
            "--5",
            "0x10",
            "TRUE",
            "½",
            "95 stars",
            "points",
            "95 percent percent",
            "epts",
            "18 von",
            ".",
            "%",
            "-",
            "=1+2",
            "1 234 56",
            "٫",
            "9876543210987654321098765432109876543210",
            "e5",
            "5e",
            "1e1e1",
            "1_000",
        ] {
            assert_eq!(shown(text, false), if text == "-" { "-" } else { "?" }, "{text}");
        }
        let long = "9".repeat(1 << 20);
        assert_eq!(read_score(&long, false), ScoreText::NotANumber);
    }

    #[test]
    fn the_column_settles_what_a_comma_is() {
        for (text, expected) in [
            ("87,500", "87.5"),
            ("87,5", "87.5"),
            ("87.5", "87.5"),
            ("87.500", "?"),
            ("1.234,5", "1234.5"),
            ("1.234.567", "1234567"),
            ("90", "90"),
            ("0.500", "0.5"),
            ("18,5/20", "18.5 of 20"),
        ] {
            assert_eq!(shown(text, true), expected, "{text}");
        }
    }

    #[test]
    fn percents_are_exact_and_round_half_away_from_zero() {
        for (value, max, expected) in [
            ("18", "20", Some(900_000)),
            ("0", "60", Some(0)),
            ("105", "100", Some(1_050_000)),
            ("54", "60", Some(900_000)),
            ("1", "3", Some(333_333)),
            ("2", "3", Some(666_667)),
            ("83.33333333333333", "100", Some(833_333)),
            ("66.66666666666667", "100", Some(666_667)),
            ("0.00005", "100", Some(1)),
            ("0.00004999999999999999999999999999", "100", Some(0)),
            ("-0.00005", "100", Some(-1)),
            ("0.95", "1", Some(950_000)),
            ("45.5", "50.0", Some(910_000)),
            ("123456789012345678", "0.000000000000000001", None),
            ("0.000000000000000001", "123456789012345678", Some(0)),
            ("5", "0", None),
            ("5", "-1", None),
        ] {
            assert_eq!(decimal(value).percent_of(decimal(max)), expected, "{value} of {max}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,40}", comma: bool) {
            let _ = read_score(&text, comma);
        }

        #[test]
        fn texts_of_number_signs_are_read_without_panic(text in "[-+0-9.,' %/e\u{66b}\u{a0}=\"]{0,50}", comma: bool) {
            if let ScoreText::Number { value, .. } = read_score(&text, comma) {
                prop_assert_eq!(value.to_string().parse::<Decimal>(), Ok(value));
            }
        }

        #[test]
        fn decimals_come_back_from_their_text(units: i64, places in 0_usize..18) {
            let digits = format!("{:0>width$}", units.unsigned_abs(), width = places + 1);
            let (whole, fraction) = digits.split_at(digits.len() - places);
            let sign = if units < 0 { "-" } else { "" };
            let text = if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") };
            let value = decimal(&text);
            prop_assert_eq!(decimal(&value.to_string()), value);
            let shown = ScoreText::Number { value, of: None };
            prop_assert_eq!(read_score(&text, false), shown);
            if places != 3 {
                prop_assert_eq!(read_score(&text.replace('.', ","), true), shown);
            }
        }

        #[test]
        fn decimals_are_ordered_like_their_fractions(a in -1_000_000_i64..1_000_000, b in -1_000_000_i64..1_000_000, p in 0_u32..6, q in 0_u32..6) {
            let make = |units: i64, places: u32| {
                Decimal::whole(units).shifted(-i32::try_from(places).unwrap()).unwrap()
            };
            let left = i128::from(a) * 10_i128.pow(q);
            let right = i128::from(b) * 10_i128.pow(p);
            prop_assert_eq!(make(a, p).cmp(&make(b, q)), left.cmp(&right));
            prop_assert_eq!(make(a, p) == make(b, q), left == right);
        }

        #[test]
        fn percents_agree_with_wide_integers(value in 0_u64..1_000_000_000, places in 0_i32..9, max in 1_i64..100_000) {
            let score = Decimal::whole(i64::try_from(value).unwrap()).shifted(-places).unwrap();
            let divisor = u128::try_from(max).unwrap() * 10_u128.pow(places.unsigned_abs());
            let scaled = u128::from(value) * 1_000_000;
            let expected = (2 * scaled + divisor) / (2 * divisor);
            prop_assert_eq!(score.percent_of(Decimal::whole(max)), Some(i64::try_from(expected).unwrap()));
        }
    }
}
