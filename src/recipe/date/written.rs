//! The layouts in which dates are written, without deciding what is left open: order and zone.

use chrono::{Datelike as _, NaiveDate, NaiveTime, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::super::DateOrder;
use super::super::text::{fold_digits, is_invisible};
use super::DateText;
use super::names::{LINKS, is_weekday, month, month_in_polish};

/// How a date is counted that is written as one number. A column decides it, not a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateNumbers {
    /// Days since 30 December 1899, as Excel counts them; the fraction is the time of the day.
    ExcelDays,
    /// Seconds since 1970, UTC.
    Seconds,
    /// Milliseconds since 1970, UTC.
    Millis,
    /// Microseconds since 1970, UTC.
    Micros,
    /// Nanoseconds since 1970, UTC.
    Nanos,
}

/// A date as it is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Written {
    pub day: Day,
    pub time: Option<NaiveTime>,
    pub zone: Zone,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Day {
    /// One day, whatever the order.
    On(NaiveDate),
    /// Three numbers whose order is open.
    Numbers(Numbers),
    /// One number; what it is if it counts that way.
    Counted { as_numbers: DateNumbers, date: NaiveDate, time: Option<NaiveTime> },
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Zone {
    None,
    /// Seconds east of UTC.
    Offset(i32),
    Named(Tz),
    /// Letters such as `PST` that several zones use: they count only where the column's zone has them.
    Letters(Letters),
}

/// The short name of a zone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Letters {
    bytes: [u8; Self::MAX],
    len: usize,
}

impl Letters {
    const MAX: usize = 5;

    fn of(text: &str) -> Option<Self> {
        let letters = (2..=Self::MAX).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphabetic());
        let mut bytes = [0; Self::MAX];
        letters.then(|| bytes[..text.len()].copy_from_slice(text.as_bytes()))?;
        Some(Self { bytes, len: text.len() })
    }

    pub fn are(&self, name: &str) -> bool {
        name.as_bytes().eq_ignore_ascii_case(&self.bytes[..self.len])
    }
}

/// Three numbers of a date with the year not in front in four digits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Numbers {
    parts: [u32; 3],
    short_year: bool,
}

impl Numbers {
    /// The day in that order, if there is one.
    pub fn in_order(&self, order: DateOrder) -> Option<NaiveDate> {
        let [one, two, three] = self.parts;
        let (year, month, day) = match order {
            DateOrder::Dmy => (three, two, one),
            DateOrder::Mdy => (three, one, two),
            DateOrder::Ymd if self.short_year => (one, two, three),
            DateOrder::Ymd => return None,
        };
        NaiveDate::from_ymd_opt(full_year(year, self.short_year)?, month, day)
    }

    /// Whether a day may count as evidence for an order: no review is older than 2010, so a two-digit
    /// year from before is none.
    pub fn is_likely(&self, date: NaiveDate) -> bool {
        !self.short_year || (2010..2060).contains(&date.year())
    }

    /// The day under the column's order; without one, only if every order gives the same.
    pub fn decide(&self, order: Option<DateOrder>) -> Result<NaiveDate, DateText> {
        match order {
            Some(order) if order != DateOrder::Ymd || self.short_year => {
                self.in_order(order).ok_or(DateText::NotADate)
            }
            _ => {
                let (day_first, month_first) = (self.in_order(DateOrder::Dmy), self.in_order(DateOrder::Mdy));
                let year_first = self.in_order(DateOrder::Ymd);
                match (day_first, month_first) {
                    (None, None) if year_first.is_none() => Err(DateText::NotADate),
                    (Some(one), Some(other))
                        if one == other && year_first.is_none_or(|third| third == one) =>
                    {
                        Ok(one)
                    }
                    _ => Err(DateText::OrderUnclear),
                }
            }
        }
    }
}

/// 26 is 2026, 69 is 2069 and 70 is 1970; four digits are what they are.
fn full_year(year: u32, short: bool) -> Option<i32> {
    let year = i32::try_from(year).ok()?;
    Some(match (short, year) {
        (true, ..70) => 2000 + year,
        (true, _) => 1900 + year,
        (false, _) => year,
    })
}

/// The two layouts of almost every cell of almost every file, without folding anything.
pub(super) fn read_plain(bytes: &[u8]) -> Option<Written> {
    read_iso(bytes).or_else(|| read_three_numbers(bytes))
}

/// `14/09/2026[ HH:MM[:SS]]`, also with dots or dashes and single digits.
fn read_three_numbers(bytes: &[u8]) -> Option<Written> {
    let (first, rest) = one_or_two(bytes)?;
    let [sign @ (b'/' | b'.' | b'-'), rest @ ..] = rest else { return None };
    let (second, rest) = one_or_two(rest)?;
    let [again, y1, y2, y3, y4, rest @ ..] = rest else { return None };
    let year = two(*y1, *y2)? * 100 + two(*y3, *y4)?;
    (again == sign && year > 0).then_some(())?;
    let time = match rest {
        [] => None,
        [b' ', h1, h2, b':', m1, m2] => NaiveTime::from_hms_opt(two(*h1, *h2)?, two(*m1, *m2)?, 0),
        [b' ', h1, h2, b':', m1, m2, b':', s1, s2] => {
            NaiveTime::from_hms_opt(two(*h1, *h2)?, two(*m1, *m2)?, two(*s1, *s2)?)
        }
        _ => return None,
    };
    if time.is_none() && !rest.is_empty() {
        return None;
    }
    let numbers = Numbers { parts: [first, second, year], short_year: false };
    Some(Written { day: Day::Numbers(numbers), time, zone: Zone::None })
}

fn one_or_two(bytes: &[u8]) -> Option<(u32, &[u8])> {
    match bytes {
        [tens, ones, rest @ ..] if ones.is_ascii_digit() => Some((two(*tens, *ones)?, rest)),
        [ones, rest @ ..] => Some((two(b'0', *ones)?, rest)),
        [] => None,
    }
}

/// `YYYY-MM-DD[( |T)HH:MM[:SS[.fff]][zone]]`.
pub(super) fn read_iso(bytes: &[u8]) -> Option<Written> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, rest @ ..] = bytes else { return None };
    let year = two(*y1, *y2)? * 100 + two(*y3, *y4)?;
    let date = day(year, two(*m1, *m2)?, two(*d1, *d2)?)?;
    let [b'T' | b't' | b' ', h1, h2, b':', n1, n2, rest @ ..] = rest else {
        return rest.is_empty().then_some(Written { day: Day::On(date), time: None, zone: Zone::None });
    };
    let (seconds, nanos, rest) = match rest {
        [b':', s1, s2, b'.' | b',', rest @ ..] => {
            let (nanos, rest) = read_fraction(rest)?;
            (two(*s1, *s2)?, nanos, rest)
        }
        [b':', s1, s2, rest @ ..] => (two(*s1, *s2)?, 0, rest),
        _ => (0, 0, rest),
    };
    let time = NaiveTime::from_hms_nano_opt(two(*h1, *h2)?, two(*n1, *n2)?, seconds, nanos)?;
    let zone = match rest {
        [] => Zone::None,
        [b'Z' | b'z'] => Zone::Offset(0),
        [sign @ (b'+' | b'-'), offset @ ..] => Zone::Offset(read_offset(*sign, offset)?),
        _ => return None,
    };
    // chrono takes nanoseconds past a second as a leap second; a second has at most 999,999,999.
    Some(Written { day: Day::On(date), time: Some(time), zone })
}

fn two(tens: u8, ones: u8) -> Option<u32> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then(|| u32::from(tens * 10 + ones))
}

fn day(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let year = i32::try_from(year).ok().filter(|year| (1..=9999).contains(year))?;
    NaiveDate::from_ymd_opt(year, month, day)
}

/// Digits of a fraction as nanoseconds, and what stands behind them. More than nine are cut.
fn read_fraction(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let len = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let nanos = (0..9)
        .fold(0, |nanos, place| nanos * 10 + bytes[..len].get(place).map_or(0, |b| u32::from(b - b'0')));
    (len > 0).then_some((nanos, &bytes[len..]))
}

/// `hh:mm`, `hhmm`, `hh` or `h` as seconds east of UTC.
fn read_offset(sign: u8, bytes: &[u8]) -> Option<i32> {
    let (hours, minutes) = match bytes {
        [h1, h2, b':', m1, m2] | [h1, h2, m1, m2] => (two(*h1, *h2)?, two(*m1, *m2)?),
        [h1, h2] => (two(*h1, *h2)?, 0),
        [h] => (two(b'0', *h)?, 0),
        _ => return None,
    };
    // The widest offset in use is 14 hours.
    (hours <= 14 && minutes < 60).then_some(())?;
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    Some(if sign == b'-' { -seconds } else { seconds })
}

/// Every layout, after folding digits, dashes and spaces.
pub(super) fn read_any(text: &str) -> Option<Written> {
    /// Bytes of the longest text that is looked at; JavaScript's dates with a zone's name have about 70.
    const MAX_TEXT: usize = 120;
    let text = text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
    if text.len() > MAX_TEXT {
        return None;
    }
    let folded = fold_digits(text);
    if let Some(plain) = read_plain(folded.as_bytes()) {
        return Some(plain);
    }
    if let Some(counted) = read_counted(&folded).or_else(|| read_digits(&folded)) {
        return Some(counted);
    }
    read_words(text, &folded).or_else(|| {
        let moved = year_moved(text)?;
        read_words(&moved, &fold_digits(&moved))
    })
}

/// A date in words or with signs, then a time, then a zone.
fn read_words(text: &str, folded: &str) -> Option<Written> {
    let mut cursor = Cursor { rest: folded };
    let day = cursor.date()?;
    let time = cursor.time()?;
    let zone = cursor.zone(text)?;
    (cursor.rest.is_empty() && (time.is_some() || zone == Zone::None)).then_some(Written { day, time, zone })
}

/// `Mon Sep 14 10:22:31 UTC 2026`, as C and Unix write it, with the year in front of the time.
fn year_moved(text: &str) -> Option<String> {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let time = words.iter().position(|word| word.contains(':'))?;
    let year = words.pop().filter(|year| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()))?;
    let is_day = |word: &&str| word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit());
    words[..time.min(words.len())].last().filter(|word| is_day(word))?;
    words.insert(time, year);
    Some(words.join(" "))
}

/// `20260914102231` and `202609141022`: the digits of day and time alone.
///
/// Twelve digits can also begin with a year of two: 201009141030 is in 2010, or in 2020 with seconds. From 2013 on the
/// year's last two digits are no month, so that nothing else is left.
fn read_digits(text: &str) -> Option<Written> {
    let is_meant = matches!(text.len(), 12 | 14) && text.bytes().all(|b| b.is_ascii_digit());
    let part = |from: usize| text.get(from..from + 2)?.parse().ok();
    let year = text.get(..4).filter(|_| is_meant)?.parse().ok().filter(|year| (1970..2100).contains(year))?;
    (text.len() == 14 || !(2000..2013).contains(&year)).then_some(())?;
    let second = if text.len() == 14 { part(12)? } else { 0 };
    let time = NaiveTime::from_hms_opt(part(8)?, part(10)?, second)?;
    Some(Written { day: Day::On(day(year, part(4)?, part(6)?)?), time: Some(time), zone: Zone::None })
}

/// One number, with a fraction or without.
fn read_counted(text: &str) -> Option<Written> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    if !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let count: i64 = whole.parse().ok()?;
    let nanos = |unit: u64| {
        let digits = &fraction[..fraction.len().min(17)];
        let part: u128 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
        let scale = 10_u128.pow(u32::try_from(digits.len()).ok()?);
        i64::try_from((part * u128::from(unit) + scale / 2) / scale).ok()
    };
    let utc = |as_numbers, at: chrono::DateTime<chrono::Utc>| {
        let local = at.naive_utc();
        let day = Day::Counted { as_numbers, date: local.date(), time: Some(local.time()) };
        Written { day, time: None, zone: Zone::Offset(0) }
    };
    match (whole.len(), count) {
        // 1954 to 2119.
        (5, 20_000..=80_000) => {
            let date =
                NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_signed(chrono::TimeDelta::days(count))?;
            // Excel's own clock ticks in milliseconds; a day as a binary fraction is a little off.
            let millis = nanos(86_400_000)?;
            let has_time = fraction.bytes().any(|b| b != b'0');
            let time = NaiveTime::MIN.overflowing_add_signed(chrono::TimeDelta::milliseconds(millis));
            let date = date.checked_add_signed(chrono::TimeDelta::seconds(time.1))?;
            let day =
                Day::Counted { as_numbers: DateNumbers::ExcelDays, date, time: has_time.then_some(time.0) };
            Some(Written { day, time: None, zone: Zone::None })
        }
        (10, _) => {
            let nanos = u32::try_from(nanos(1_000_000_000)?).ok().filter(|nanos| *nanos < 1_000_000_000)?;
            Some(utc(DateNumbers::Seconds, chrono::DateTime::from_timestamp(count, nanos)?))
        }
        (13, _) if fraction.is_empty() => {
            Some(utc(DateNumbers::Millis, chrono::DateTime::from_timestamp_millis(count)?))
        }
        (16, _) if fraction.is_empty() => {
            Some(utc(DateNumbers::Micros, chrono::DateTime::from_timestamp_micros(count)?))
        }
        (19, _) if fraction.is_empty() => {
            Some(utc(DateNumbers::Nanos, chrono::DateTime::from_timestamp_nanos(count)))
        }
        _ => None,
    }
}

/// What is left of a text that is read from the left.
struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    /// The date in front. "Mar" is March in some languages and a Tuesday in others: a month where that gives a date.
    fn date(&mut self) -> Option<Day> {
        let before = self.rest;
        self.bare_date().or_else(|| {
            self.rest = before;
            is_weekday(self.word()).then_some(())?;
            self.rest = self.rest.strip_prefix("-feira").unwrap_or(self.rest);
            self.any(&['.', ',', ' ']);
            self.bare_date()
        })
    }

    /// A date without its weekday: with three numbers, with a month's name, or eight digits.
    fn bare_date(&mut self) -> Option<Day> {
        if self.rest.starts_with(|c: char| c.is_alphabetic()) {
            let month = month(self.word())?;
            self.any(&['.', ' ']);
            let day_of_month = self.day_of_month()?;
            self.any(&[',', ' ']);
            let (year, 4) = self.number()? else { return None };
            return Some(Day::On(day(year, month, day_of_month)?));
        }
        let (one, one_len) = self.number()?;
        if one_len == 8 {
            return Some(Day::On(day(one / 10_000, one / 100 % 100, one % 100)?));
        }
        if one_len == 4 && self.took(&['年', '년']) {
            return self.month_and_day(one).map(Day::On);
        }
        if one_len == 4 && self.rest.starts_with("-w") {
            return self.day_of_week(one).map(Day::On);
        }
        if one_len == 4
            && let Some(day) = self.day_of_year(one)
        {
            return Some(Day::On(day));
        }
        if one_len <= 2 {
            self.ordinal();
        }
        let sign = self.separator()?;
        self.link();
        if self.rest.starts_with(|c: char| c.is_alphabetic()) {
            let month = self.month_behind(sign == ' ' && one_len <= 2)?;
            self.any(&['.', ',', ' ', '-', '/']);
            self.link();
            let (three, three_len) = self.number()?;
            return match (one_len, three_len) {
                (4, 1 | 2) => day(one, month, three),
                (1 | 2, 4) => day(three, month, one),
                (1 | 2, 2) => day(u32::try_from(full_year(three, true)?).ok()?, month, one),
                _ => None,
            }
            .map(Day::On);
        }
        let (two, two_len) = self.number()?;
        if two_len > 2 || self.separator()? != sign {
            return None;
        }
        let (three, three_len) = self.number()?;
        match (one_len, three_len) {
            (4, 1 | 2) => {
                // Korean ends each of the numbers with a point.
                self.rest = self.rest.strip_prefix(sign).filter(|_| sign == '.').unwrap_or(self.rest);
                day(one, two, three).map(Day::On)
            }
            (1 | 2, 4) if three >= 1 => {
                Some(Day::Numbers(Numbers { parts: [one, two, three], short_year: false }))
            }
            (2, 1 | 2) | (1, 2) => Some(Day::Numbers(Numbers { parts: [one, two, three], short_year: true })),
            _ => None,
        }
    }

    /// The time behind the date; `Some(None)` where there is none.
    #[expect(clippy::option_option, reason = "no time and a broken time are two things")]
    fn time(&mut self) -> Option<Option<NaiveTime>> {
        let before = self.rest;
        self.any(&[' ', ',']);
        // The word for year behind it: Russian and Polish.
        for year in ["г.", "г", "r."] {
            if let Some(rest) = self.rest.strip_prefix(year) {
                self.rest = rest.trim_start_matches([' ', ',']);
                break;
            }
        }
        if let Some(rest) = LINKS.iter().find_map(|link| self.rest.strip_prefix(link)) {
            self.rest = rest.trim_start();
        }
        let japanese = self.rest.starts_with('午');
        let half_before = self.half_in_front();
        if !self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            // Nothing but the end of the date, or what is no time.
            self.rest = if self.rest.is_empty() { self.rest } else { before.trim_start() };
            return half_before.is_none().then_some(None);
        }
        let (hour, len) = self.number()?;
        let (hour, minute, second) = match len {
            6 => (hour / 10_000, Some(hour / 100 % 100), Some(hour % 100)),
            4 => (hour / 100, Some(hour % 100), None),
            1 | 2 => {
                let (minute, second) = self.minute_and_second();
                (hour, minute, second)
            }
            _ => return None,
        };
        // `10.5` and `10:30.5` are parts of an hour or a minute, or something else: no time that is sure.
        let has_second = len == 6 || second.is_some();
        let second = second.unwrap_or(0);
        let mut nanos = 0;
        if let Some(rest) = self.rest.strip_prefix(['.', ','])
            && let Some((value, behind)) = read_fraction(rest.as_bytes()).filter(|_| has_second)
        {
            nanos = value;
            self.rest = &rest[rest.len() - behind.len()..];
        }
        let hour = match self.half_of_day().or(half_before) {
            // By Japanese law 12 in the morning is noon, by most programs it is midnight.
            Some(_) if japanese && hour == 12 => return None,
            Some(afternoon) if hour <= 12 => hour % 12 + if afternoon { 12 } else { 0 },
            Some(_) => return None,
            None => minute.map(|_| hour)?,
        };
        for word in [" uhr", "uhr", " uur", " h"] {
            if let Some(rest) = self.rest.strip_prefix(word)
                && !rest.starts_with(char::is_alphanumeric)
            {
                self.rest = rest;
                break;
            }
        }
        (second < 60).then_some(())?;
        Some(Some(NaiveTime::from_hms_nano_opt(hour, minute.unwrap_or(0), second, nanos)?))
    }

    /// What stands behind an hour: `:22:31`, `.22`, `h22`, `時22分31秒`; no minute where there is nothing of it.
    fn minute_and_second(&mut self) -> (Option<u32>, Option<u32>) {
        for sign in [':', '.'] {
            if let Some(minute) = self.after(sign) {
                return (Some(minute), self.after(sign));
            }
        }
        let before = self.rest;
        self.any(&[' ']);
        if !self.took(&['h', '時', '时', '点', '點', '시']) {
            self.rest = before;
            return (None, None);
        }
        let minute = self.short_number();
        let is_minute = self.took(&['分', '분', 'm']);
        self.rest = self.rest.strip_prefix("in").filter(|_| is_minute).unwrap_or(self.rest);
        let second = if is_minute { self.short_number() } else { None };
        self.took(&['秒', '초', 's']);
        (Some(minute.unwrap_or(0)), second)
    }

    /// The zone behind the time. `original` has the letters' case that zone names need.
    fn zone(&mut self, original: &str) -> Option<Zone> {
        self.any(&[' ']);
        let mut zone = Zone::None;
        for (name, seconds) in [("utc", 0), ("gmt", 0), ("z", 0), ("cest", 7200), ("cet", 3600)] {
            for (open, close) in [("", ""), ("(", ")")] {
                let behind = self.rest.strip_prefix(open).and_then(|rest| rest.strip_prefix(name));
                if let Some(rest) = behind.and_then(|rest| rest.strip_prefix(close))
                    && zone == Zone::None
                    && !rest.starts_with(|c: char| c.is_alphanumeric() || c == '/')
                {
                    self.rest = rest;
                    zone = Zone::Offset(seconds);
                }
            }
        }
        if let Some(rest) = self.rest.strip_prefix(['+', '-']) {
            let sign = self.rest.as_bytes()[0];
            let len = rest.bytes().take_while(|b| b.is_ascii_digit() || *b == b':').count();
            zone = Zone::Offset(read_offset(sign, &rest.as_bytes()[..len])?);
            self.rest = &rest[len..];
        }
        self.any(&[' ']);
        if !self.rest.is_empty() && zone == Zone::None {
            let name = original.get(original.len().checked_sub(self.rest.len())?..)?;
            let name = name.strip_prefix(['[', '(']).and_then(|n| n.strip_suffix([']', ')'])).unwrap_or(name);
            // Names with a slash only: letters such as CST mean several zones.
            let named = name.contains('/').then(|| name.parse().ok()).flatten().map(Zone::Named);
            zone = named.or_else(|| Letters::of(name).map(Zone::Letters)).unwrap_or(Zone::None);
            if zone != Zone::None {
                self.rest = "";
            }
        } else if [('(', ')'), ('[', ']')]
            .iter()
            .any(|(o, c)| self.rest.starts_with(*o) && self.rest.ends_with(*c))
        {
            // An offset says it already; the name in brackets is a comment.
            self.rest = "";
        }
        Some(zone)
    }

    /// `9月14日`, `9월 14일`.
    fn month_and_day(&mut self, year: u32) -> Option<NaiveDate> {
        let month = self.short_number().filter(|_| self.took(&['月', '월']))?;
        let day_of_month = self.short_number().filter(|_| self.took(&['日', '일', '号', '號']))?;
        // `(月)` or `月曜日`: the weekday, only read over.
        let is_weekday = |c: char| "月火水木金土日월화수목금토일".contains(c);
        let in_brackets = self.rest.strip_prefix('(').and_then(|rest| rest.strip_prefix(is_weekday));
        let in_words = || {
            let rest = self.rest.strip_prefix(is_weekday)?;
            rest.strip_prefix("曜日").or_else(|| rest.strip_prefix("요일"))
        };
        let behind = in_brackets.and_then(|rest| rest.strip_prefix(')')).or_else(in_words);
        self.rest = behind.unwrap_or(self.rest);
        day(year, month, day_of_month)
    }

    /// The month's name behind a day, which has a space behind it and no point or dash, or something else.
    fn month_behind(&mut self, after_space: bool) -> Option<u32> {
        let word = self.word();
        month(word).or_else(|| month_in_polish(word).filter(|_| after_space))
    }

    /// `-257`, the day of the year of ISO 8601.
    fn day_of_year(&mut self, year: u32) -> Option<NaiveDate> {
        let [d1, d2, d3, behind @ ..] = self.rest.strip_prefix('-')?.as_bytes() else { return None };
        let date = two(b'0', *d1)? * 100 + two(*d2, *d3)?;
        (!behind.first().is_some_and(|byte| byte.is_ascii_digit() || *byte == b'-')).then_some(())?;
        self.rest = &self.rest["-000".len()..];
        NaiveDate::from_yo_opt(i32::try_from(year).ok()?, date)
    }

    /// `-W38-1`, of the weeks of ISO 8601.
    fn day_of_week(&mut self, year: u32) -> Option<NaiveDate> {
        let [w1, w2, b'-', weekday, ..] = *self.rest.strip_prefix("-w")?.as_bytes() else { return None };
        let weekday = weekday.checked_sub(b'1').and_then(|place| Weekday::try_from(place).ok())?;
        self.rest = &self.rest["-w00-0".len()..];
        NaiveDate::from_isoywd_opt(i32::try_from(year).ok()?, two(w1, w2)?, weekday)
    }

    fn day_of_month(&mut self) -> Option<u32> {
        let (day, 1 | 2) = self.number()? else { return None };
        self.ordinal();
        Some(day)
    }

    /// Takes off the letters of 1st, 2nd, 3rd, 4th.
    fn ordinal(&mut self) {
        for ending in ["st", "nd", "rd", "th"] {
            self.rest = self.rest.strip_prefix(ending).unwrap_or(self.rest);
        }
    }

    /// Takes off the "de" of Spanish and Portuguese dates.
    fn link(&mut self) {
        self.rest = self.rest.strip_prefix("de ").unwrap_or(self.rest);
    }

    /// What parts the numbers of a date: one sign, with a space behind it or not; or a space.
    fn separator(&mut self) -> Option<char> {
        let sign = self.rest.chars().next().filter(|c| matches!(c, '/' | '.' | '-' | ' '))?;
        self.rest = self.rest[1..].trim_start();
        Some(sign)
    }

    /// AM or PM: whether it is the afternoon.
    fn half_of_day(&mut self) -> Option<bool> {
        const HALVES: [(&str, bool); 8] = [
            ("am", false),
            ("pm", true),
            ("a.m.", false),
            ("p.m.", true),
            ("a. m.", false),
            ("p. m.", true),
            ("a.m", false),
            ("p.m", true),
        ];
        let rest = self.rest.trim_start();
        for (half, afternoon) in HALVES {
            if let Some(behind) = rest.strip_prefix(half)
                && !behind.starts_with(char::is_alphanumeric)
            {
                self.rest = behind;
                return Some(afternoon);
            }
        }
        None
    }

    /// The half of the day in front of its time, as in East Asia: whether it is the afternoon.
    fn half_in_front(&mut self) -> Option<bool> {
        const HALVES: [(&str, bool); 6] = [
            ("午前", false),
            ("上午", false),
            ("오전", false),
            ("午後", true),
            ("下午", true),
            ("오후", true),
        ];
        let (rest, afternoon) = HALVES
            .into_iter()
            .find_map(|(half, afternoon)| Some((self.rest.strip_prefix(half)?, afternoon)))?;
        self.rest = rest.trim_start();
        Some(afternoon)
    }

    /// One or two digits, and the space around them.
    fn short_number(&mut self) -> Option<u32> {
        self.any(&[' ']);
        let (number, 1 | 2) = self.number()? else { return None };
        self.any(&[' ']);
        Some(number)
    }

    /// Takes one of the signs off, with the space behind it; whether one was there.
    fn took(&mut self, signs: &[char]) -> bool {
        let behind = self.rest.strip_prefix(signs).map(str::trim_start);
        self.rest = behind.unwrap_or(self.rest);
        behind.is_some()
    }

    /// Two digits behind a sign.
    fn after(&mut self, sign: char) -> Option<u32> {
        let rest = self.rest.strip_prefix(sign)?;
        let [tens, ones, ..] = rest.as_bytes() else { return None };
        let value = two(*tens, *ones)?;
        self.rest = &rest[2..];
        Some(value)
    }

    /// A number and how many digits it has.
    fn number(&mut self) -> Option<(u32, usize)> {
        let len = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let number = (1..=8).contains(&len).then(|| self.rest[..len].parse().ok()).flatten()?;
        self.rest = &self.rest[len..];
        Some((number, len))
    }

    fn word(&mut self) -> &'a str {
        let len = self.rest.find(|c: char| !c.is_alphabetic()).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(len);
        self.rest = rest;
        word
    }

    fn any(&mut self, signs: &[char]) {
        self.rest = self.rest.trim_start_matches(signs);
    }
}
