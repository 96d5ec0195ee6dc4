//! What the conversation column shows: what a spreadsheet has made of its ids.
//!
//! An id is judged beside the others of its column: `3E5` and `1-Mar` may be ids like all of theirs, and are what is
//! left of one where the others are digits.

use super::super::date::is_month;
use super::super::text::clean;
use super::{IdReading, Join};

/// What a spreadsheet has made of an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdDamage {
    /// A number of more digits than it keeps: the last are zeros.
    Rounded,
    /// A number as it shows long ones: `1.23457E+12`.
    Scientific,
    /// An error: `#N/A`.
    Error,
    /// Yes or no: `TRUE`.
    Truth,
    /// A formula: `=A2+1`.
    Formula,
    /// A date: `2026-03-01T00:00:00`, `1-Mar`.
    Date,
    /// A number with decimals or with its thousands parted: `5007.0`, `5,008`.
    Number,
    /// A number without the zeros that the others begin with.
    LostZeros,
}

impl IdReading {
    /// Digits of a number that a spreadsheet keeps.
    const KEPT: usize = 15;

    /// Whether an id may be damaged, at a look: no plain number, or one of suspicious length.
    pub(crate) fn may_be_damaged(&self, id: &str) -> bool {
        id.len() > Self::KEPT || id.len() < self.padded_to || !id.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// What a spreadsheet has made of an id in this column.
    pub fn damage(&self, id: &str) -> Option<IdDamage> {
        match Shape::of(id) {
            Shape::Digits if id.len() > Self::KEPT => {
                let is_damaged = self.rounded && is_rounded(id) || self.numbers && is_number(id);
                is_damaged.then_some(IdDamage::Rounded)
            }
            Shape::Digits => (id.len() < self.padded_to).then_some(IdDamage::LostZeros),
            Shape::Scientific => Some(IdDamage::Scientific),
            Shape::BareScientific => self.bare_scientific.then_some(IdDamage::Scientific),
            Shape::Error => Some(IdDamage::Error),
            Shape::Truth => Some(IdDamage::Truth),
            Shape::Formula => Some(IdDamage::Formula),
            Shape::Midnight => Some(IdDamage::Date),
            Shape::Date => self.dates.then_some(IdDamage::Date),
            Shape::Number => Some(IdDamage::Number),
            Shape::Dotted => self.dotted.then_some(IdDamage::Number),
            Shape::Other => None,
        }
    }
}

fn is_rounded(id: &str) -> bool {
    id.bytes().skip(IdReading::KEPT).all(|byte| byte == b'0')
}

/// Whether digits are those with which a workbook's number is written.
pub(super) fn is_number(id: &str) -> bool {
    id.len() > IdReading::KEPT && id.parse::<f64>().is_ok_and(|number| number.to_string() == id)
}

/// How an id is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Digits,
    /// `1.23457E+12`
    Scientific,
    /// `3E5`
    BareScientific,
    Error,
    Truth,
    Formula,
    /// A date at midnight: `2026-03-01T00:00:00`.
    Midnight,
    /// Another date: `2026-03-01`, `1-Mar`.
    Date,
    /// `5007.0`, `5,008`
    Number,
    /// `5.008`
    Dotted,
    Other,
}

impl Shape {
    /// Most ids are told by their first sign that is no digit.
    fn of(id: &str) -> Self {
        const LONGEST: usize = 40;
        let bytes = id.as_bytes();
        let Some(place) = bytes.iter().position(|byte| !byte.is_ascii_digit()) else {
            return if id.is_empty() { Self::Other } else { Self::Digits };
        };
        if id.len() > LONGEST {
            return if bytes[0] == b'=' { Self::Formula } else { Self::Other };
        }
        match (place, bytes[place]) {
            (0, b'#') => if_so(is_error(&id[1..]), Self::Error),
            (0, b'=') => Self::Formula,
            (0, b'T' | b't' | b'F' | b'f') if is_truth(id) => Self::Truth,
            (0, _) => if_so(names_a_month(id), Self::Date),
            (_, b'E' | b'e') => scientific(id),
            (_, b'.' | b',' | b'\'' | b' ' | 0xc2 | 0xe2) if scientific(id) != Self::Other => scientific(id),
            (_, b'.' | b',' | b'\'' | b' ' | 0xc2 | 0xe2) if grouped(id) != Self::Other => grouped(id),
            (4, b'-') => iso_date(id),
            (1 | 2, b'-' | b'.' | b'/' | b' ') => if_so(names_a_month(id), Self::Date),
            _ => Self::Other,
        }
    }
}

fn if_so(holds: bool, shape: Shape) -> Shape {
    if holds { shape } else { Shape::Other }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What stands behind the `#` of a spreadsheet's error, in any of its languages.
fn is_error(name: &str) -> bool {
    let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_uppercase() || b"/0_".contains(&byte));
    matches!(name, "N/A" | "NV" | "N/D" | "GETTING_DATA")
        || name.strip_suffix(['!', '?']).is_some_and(|name| name.len() >= 3 && is_name(name))
        || !name.is_empty() && name.bytes().all(|byte| byte == b'#')
}

fn is_truth(id: &str) -> bool {
    id.eq_ignore_ascii_case("true") || id.eq_ignore_ascii_case("false")
}

/// One digit, a fraction, an exponent with its sign; or without it.
fn scientific(id: &str) -> Shape {
    let Some((mantissa, exponent)) = id.split_once(['E', 'e']) else { return Shape::Other };
    let whole = match mantissa.split_once(['.', ',']) {
        Some((whole, fraction)) if is_digits(fraction) => whole,
        Some(_) => return Shape::Other,
        None => mantissa,
    };
    if whole.len() != 1 || !is_digits(whole) {
        return Shape::Other;
    }
    match exponent.strip_prefix('+') {
        Some(exponent) => if_so(is_digits(exponent), Shape::Scientific),
        None => if_so(is_digits(exponent), Shape::BareScientific),
    }
}

/// A number with decimals that are zeros, or in groups of three digits.
fn grouped(id: &str) -> Shape {
    let mut parts = id.split(['.', ',', '\'', ' ', '\u{2019}', '\u{a0}', '\u{202f}']);
    let signs: Vec<char> = id.chars().filter(|c| !c.is_ascii_digit()).collect();
    let (Some(first), [sign, others @ ..]) = (parts.next(), &signs[..]) else { return Shape::Other };
    let parts: Vec<&str> = parts.collect();
    let is_decimal = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte == b'0');
    match parts[..] {
        [decimals] if matches!(sign, '.' | ',') && decimals.len() < 3 && is_decimal(decimals) => {
            Shape::Number
        }
        _ if first.len() > 3 || others.iter().any(|other| other != sign) => Shape::Other,
        _ if !parts.iter().all(|part| part.len() == 3 && is_digits(part)) => Shape::Other,
        _ if *sign == '.' => Shape::Dotted,
        _ => Shape::Number,
    }
}

/// `2026-03-01`, with a time behind it or not.
fn iso_date(id: &str) -> Shape {
    let is_time = |time: &str| time.bytes().all(|byte| byte.is_ascii_digit() || b":.".contains(&byte));
    let Some(day) = id.get(..10) else { return Shape::Other };
    if day.parse::<chrono::NaiveDate>().is_err() {
        return Shape::Other;
    }
    match &id[10..] {
        "" => Shape::Date,
        time if time.starts_with(['T', ' ']) && is_time(&time[1..]) => {
            let is_midnight = time[1..].bytes().all(|byte| !byte.is_ascii_digit() || byte == b'0');
            if is_midnight { Shape::Midnight } else { Shape::Date }
        }
        _ => Shape::Other,
    }
}

/// `1-Mar`, `Mar-01`, `01-Mar-26`: a month's name and one or two numbers.
fn names_a_month(id: &str) -> bool {
    let parts = || id.split(['-', '/', '.', ' ']).filter(|part| !part.is_empty());
    let is_number = |part: &str| matches!(part.len(), 1 | 2 | 4) && is_digits(part);
    let is_word = |part: &str| !part.bytes().any(|byte| byte.is_ascii_digit());
    let numbers = parts().filter(|part| is_number(part)).count();
    let mut words = parts().filter(|part| is_word(part));
    let (Some(word), None) = (words.next(), words.next()) else { return false };
    matches!(numbers, 1 | 2) && parts().count() == numbers + 1 && is_month(&word.to_lowercase())
}

/// The ids of a column, counted by how they are written.
#[derive(Default)]
pub(super) struct SeenIds {
    /// Numbers of more digits than a spreadsheet keeps.
    long: u32,
    rounded: u32,
    /// Digits that are zero where a spreadsheet would have made them so.
    zeros: u64,
    /// Shorter numbers, by how many digits they have.
    by_len: [u32; IdReading::KEPT + 1],
    /// Of these, how many begin with a zero.
    padded: [u32; IdReading::KEPT + 1],
    scientific: u32,
    bare_scientific: u32,
    dates: u32,
    /// Of these, those that name their month.
    months: u32,
    dotted: u32,
    other: u32,
}

impl SeenIds {
    pub fn look(&mut self, text: &str) {
        let id = clean(text).0.trim();
        match Shape::of(id) {
            Shape::Digits if id.len() > IdReading::KEPT => {
                self.long += 1;
                if is_rounded(id) {
                    self.rounded += 1;
                    self.zeros += (id.len() - IdReading::KEPT) as u64;
                }
            }
            Shape::Digits => {
                self.by_len[id.len()] += 1;
                self.padded[id.len()] += u32::from(id.starts_with('0'));
            }
            Shape::Scientific => self.scientific += 1,
            Shape::BareScientific => self.bare_scientific += 1,
            Shape::Midnight | Shape::Date => {
                self.dates += 1;
                self.months += u32::from(names_a_month(id));
            }
            Shape::Dotted => self.dotted += 1,
            Shape::Other => self.other += u32::from(!id.is_empty()),
            Shape::Error | Shape::Truth | Shape::Formula | Shape::Number => {}
        }
    }

    /// What the column shows; `numbers`: its long ids were numbers in a workbook. A real id ends in a zero one time
    /// in ten, so one zero alone is no evidence.
    pub fn into_reading(self, numbers: bool) -> IdReading {
        let digits = self.long + self.by_len.iter().sum::<u32>();
        let around = |few: u32| few > 0 && digits >= few.saturating_mul(2);
        IdReading {
            rounded: self.zeros >= 2 && self.rounded >= self.long - self.long / 10,
            numbers,
            bare_scientific: self.scientific > 0 || self.other == 0 && around(self.bare_scientific),
            dates: digits > 0 && self.months > 0 || digits + self.other > self.dates,
            dotted: around(self.dotted),
            padded_to: self.padded_to(),
        }
    }

    /// The digits to which every number of the column is padded with zeros, where a few are shorter; otherwise 0.
    fn padded_to(&self) -> usize {
        let longest = self.by_len.iter().rposition(|count| *count > 0).unwrap_or_default();
        let shorter: u32 = self.by_len[..longest].iter().sum();
        let are_padded_alike =
            self.padded[longest] >= 2 && self.padded[..longest].iter().all(|count| *count == 0);
        // Several channels in one column may have ids of several kinds.
        let are_few = shorter.saturating_mul(3) <= self.by_len[longest] && self.other == 0;
        let is_lost = are_padded_alike && are_few && self.long == 0;
        if is_lost { longest } else { 0 }
    }
}

impl Join for SeenIds {
    fn join(self, next: Self) -> Self {
        let add = |mut one: [u32; IdReading::KEPT + 1], other: [u32; IdReading::KEPT + 1]| {
            one.iter_mut().zip(other).for_each(|(count, more)| *count += more);
            one
        };
        Self {
            long: self.long + next.long,
            rounded: self.rounded + next.rounded,
            zeros: self.zeros + next.zeros,
            by_len: add(self.by_len, next.by_len),
            padded: add(self.padded, next.padded),
            scientific: self.scientific + next.scientific,
            bare_scientific: self.bare_scientific + next.bare_scientific,
            dates: self.dates + next.dates,
            months: self.months + next.months,
            dotted: self.dotted + next.dotted,
            other: self.other + next.other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What became of each id of a column.
    fn damage(ids: &[&str]) -> Vec<Option<IdDamage>> {
        let mut seen = SeenIds::default();
        for id in ids {
            seen.look(id);
        }
        let reading = seen.into_reading(false);
        ids.iter().map(|id| reading.damage(id)).collect()
    }

    #[test]
    fn what_is_no_id_is_damaged_wherever_it_stands() {
        for (id, expected) in [
            ("1.23457E+12", IdDamage::Scientific),
            ("1,23457E+12", IdDamage::Scientific),
            ("2E+10", IdDamage::Scientific),
            ("9.91214e+15", IdDamage::Scientific),
            ("#N/A", IdDamage::Error),
            ("#NAME?", IdDamage::Error),
            ("#DIV/0!", IdDamage::Error),
            ("#WERT!", IdDamage::Error),
            ("########", IdDamage::Error),
            ("TRUE", IdDamage::Truth),
            ("False", IdDamage::Truth),
            ("=A2+1", IdDamage::Formula),
            ("2026-03-01T00:00:00", IdDamage::Date),
            ("2026-03-01 00:00:00", IdDamage::Date),
            ("5007.0", IdDamage::Number),
            ("5,008", IdDamage::Number),
            ("1 234 567", IdDamage::Number),
        ] {
            assert_eq!(damage(&[id]), [Some(expected)], "{id}");
        }
        for id in [
            "219E01BE",
            "12.3E+4",
            "1.E+4",
            "E+4",
            "5E+",
            "MARCH1",
            "3E5",
            "#12345",
            "#A1",
            "TRUE-7",
            "1-Mar",
            "Mar-01",
            "2026-03-01",
            "5.008",
            "12-3",
            "2026-0301-77",
            "1,23",
            "12345,678",
            "T-1",
            "é-1",
            "",
            "A2+1",
            "66e4a1f07b3c2d0011aa0000",
            "1f0e3dad-9990-4f5a-8c2e-3dad99908345",
            "7é1",
            "2026-03-0é",
        ] {
            assert_eq!(damage(&[id]), [None], "{id}");
        }
    }

    #[test]
    fn what_can_be_an_id_is_judged_beside_the_others() {
        let (date, scientific) = (Some(IdDamage::Date), Some(IdDamage::Scientific));
        for (ids, expected) in [
            (&["5001", "5002", "1-Mar"][..], &[None, None, date][..]),
            (&["5001", "5002", "Mar-01"], &[None, None, date]),
            (&["12-40", "12-41", "01-Mar-26"], &[None, None, date]),
            (&["5001", "2026-03-01"], &[None, None]),
            (&["5001", "5002", "2026-03-01"], &[None, None, date]),
            (&["MAY-12", "MAY-13", "JUN-1"], &[None, None, None]),
            (&["3E5", "1E10", "1.2E+11"], &[scientific, scientific, scientific]),
            (&["5001", "5002", "3E5"], &[None, None, scientific]),
            (&["5001", "A0F", "3E5"], &[None, None, None]),
            (&["5001", "5002", "5.008"], &[None, None, Some(IdDamage::Number)]),
            (&["00123", "00124", "125", "00126"], &[None, None, Some(IdDamage::LostZeros), None]),
            // Not all padded alike, one padded alone, or nothing short of it.
            (&["00123", "0124", "125"], &[None, None, None]),
            (&["00123", "125"], &[None, None]),
            (&["00123", "00124", "12500"], &[None, None, None]),
            (&["00123", "00124", "1234567", "125"], &[None, None, None, None]),
        ] {
            assert_eq!(damage(ids), expected, "{ids:?}");
        }
    }

    #[test]
    fn long_numbers_of_a_workbook_are_damaged() {
        let reading = IdReading { numbers: true, ..IdReading::default() };
        for (id, damaged) in [
            ("1234567890123457000", true),
            ("2154698177360212", true),
            ("215469817736021", false),
            // Text all the same: no number is written so.
            ("1234567890123456789", false),
        ] {
            assert_eq!(reading.damage(id).is_some(), damaged, "{id}");
            assert_eq!(IdReading::default().damage(id), None, "{id}");
        }
    }
}
