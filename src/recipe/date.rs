//! Points in time, from the ways in which exports write them.
//!
//! Owns what a date cell means under the column's reading and a zone. Does not know which column
//! counts. Invariant: day and month are never told apart by a single cell: the column decides, or a
//! person; a local time never becomes a moment without a zone.

mod names;
mod written;

use chrono::{
    DateTime, Datelike as _, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone as _, Utc,
};
use chrono_tz::{OffsetName as _, Tz};

use super::text::{clean, is_missing};
use super::{DateOrder, DateReading, DayCount};
use written::{Day, Letters, Written, Zone};

pub(super) use names::is_month;
pub use written::DateNumbers;

/// What a date cell says under the column's reading and the recipe's answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateText {
    /// Nothing, or a way to write that it is not known.
    Missing,
    /// No date.
    NotADate,
    /// A day and month that can be read two ways, and no answer yet.
    OrderUnclear,
    /// A time without a zone, and no answer yet.
    NoZone,
    /// A local time that a clock change skips.
    NotInZone,
    /// A point in time.
    Moment {
        /// The point.
        at: DateTime<Utc>,
        /// What was assumed to get there.
        how: Assumed,
    },
}

/// What was assumed to make a point in time of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each asked for on its own")]
pub struct Assumed {
    /// There was a date only: taken as noon local time.
    pub date_only: bool,
    /// The local time came twice in a clock change: taken as the earlier.
    pub twice: bool,
    /// The UTC day differs from the local day: −1 or +1; 0 where it does not.
    pub day_moves: i8,
    /// The text carries no zone, or only its letters: it was read in the recipe's.
    pub zone: bool,
    /// The text is three numbers: day and month stand in the column's order.
    pub order: bool,
    /// The text is a day number, counted from the column's year.
    pub day_number: bool,
}

/// A date and the time of day from the column beside it, as one text; `None` where the second is no time of
/// day, or the first has one already. Midnight is none: databases write it behind every date.
pub fn with_time(date: &str, time: &str) -> Option<String> {
    const LONGEST: usize = 20;
    let (date, time) = (clean(date).0.trim(), clean(time).0.trim());
    let date = MIDNIGHTS.iter().find_map(|midnight| date.strip_suffix(midnight)).unwrap_or(date);
    let is_time = time.len() <= LONGEST
        && time.starts_with(|char: char| char.is_ascii_digit())
        && time.contains(':')
        && time.chars().all(|char| char.is_ascii_digit() || ":. \u{a0}\u{202f}apmAPM".contains(char));
    (is_time && !date.is_empty() && !date.contains(':')).then(|| format!("{date} {time}"))
}

/// Midnight, as it stands behind a date.
const MIDNIGHTS: &[&str] = &["T00:00:00", " 00:00:00", " 00:00:00.000", "T00:00:00.000", " 00:00", " 0:00"];

/// Whether a cell says midnight, as a date without its time does in a database; `None` where it has no time.
pub(super) fn says_midnight(text: &str) -> Option<bool> {
    let text = clean(text).0.trim();
    memchr::memchr(b':', text.as_bytes())?;
    Some(MIDNIGHTS.iter().any(|midnight| text.ends_with(midnight)))
}

/// Reads a date cell. `reading` is the column's; `zone` is the recipe's answer for times that carry
/// none.
///
/// Years run from 1 to 9999; second 60 and hour 24 are no times. A date alone is noon in the zone.
/// Fractions are kept to the nanosecond.
pub fn read_date(text: &str, reading: &DateReading, zone: Option<Tz>) -> DateText {
    read(text, reading, zone, false)
}

/// Reads a date cell as [`read_date`] does, and swaps day and month back where a spreadsheet may have swapped
/// them: where [`swapped_day`] says so.
pub fn read_swapped_date(text: &str, reading: &DateReading, zone: Option<Tz>) -> DateText {
    read(text, reading, zone, reading.half_swapped)
}

fn read(text: &str, reading: &DateReading, zone: Option<Tz>, swaps: bool) -> DateText {
    let text = clean(text).0;
    if let Some(written) = written::read_plain(text.as_bytes()) {
        return resolve(written, reading, zone, swaps);
    }
    if is_missing(text) || text.starts_with("0000-00-00") {
        return DateText::Missing;
    }
    match written::read_any(text) {
        Some(written) => resolve(written, reading, zone, swaps),
        None => DateText::NotADate,
    }
}

/// What a date cell says by itself, before order and zone are known: what a column's evidence is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Glance {
    /// No date, or nothing.
    Other,
    /// A point in time whatever the answers.
    Moment,
    /// A day, or a time of a day, in no zone.
    Local,
    /// Three numbers: the orders under which they are a day, as bits of [`DateOrder`].
    Numbers(u8),
    /// One number that counts something.
    Counted(DateNumbers),
}

/// Looks at a date cell.
pub(super) fn glance(text: &str) -> Glance {
    match look_at(text) {
        None => Glance::Other,
        Some(Written { day: Day::Counted { as_numbers, .. }, .. }) => Glance::Counted(as_numbers),
        Some(Written { day: Day::Numbers(numbers), .. }) => Glance::Numbers(
            DateOrder::ALL
                .into_iter()
                .filter(|order| numbers.in_order(*order).is_some_and(|date| numbers.is_likely(date)))
                .map(DateOrder::bit)
                .sum(),
        ),
        Some(Written { zone: Zone::None | Zone::Letters(_), .. }) => Glance::Local,
        Some(Written { day: Day::On(_), .. }) => Glance::Moment,
    }
}

/// The days that a date of three numbers can mean, each with its order: for the question that asks.
pub fn alternatives(text: &str) -> Vec<(DateOrder, NaiveDate)> {
    match written::read_any(clean(text).0).map(|written| written.day) {
        Some(Day::Numbers(numbers)) => {
            DateOrder::ALL.into_iter().filter_map(|order| Some((order, numbers.in_order(order)?))).collect()
        }
        _ => Vec::new(),
    }
}

/// The day that a bare day number stands for, where the column's dates are such: for the question that asks.
pub fn counted_day(text: &str, reading: &DateReading, count: DayCount) -> Option<NaiveDate> {
    let counts_days = reading.numbers == Some(DateNumbers::ExcelDays);
    match written::read_any(clean(text).0).filter(|_| counts_days)?.day {
        Day::Counted { as_numbers: DateNumbers::ExcelDays, date, .. } => Some(date + count.behind()),
        _ => None,
    }
}

/// The days that a date stands for in a column of which a spreadsheet may have swapped day and month where it
/// could: as it is, and swapped back. `None` for a date that it cannot have swapped.
pub fn swapped_day(text: &str, reading: &DateReading) -> Option<(NaiveDate, NaiveDate)> {
    if !reading.half_swapped {
        return None;
    }
    let written = look_at(text)?;
    let day = real_day(&written)?;
    let is_read = match written.day {
        Day::Counted { as_numbers, .. } => reading.numbers == Some(as_numbers),
        _ => true,
    };
    let day = if is_read { day + behind(&written.day, reading) } else { return None };
    Some((day, swapped(day)?))
}

/// The day of a date that a spreadsheet may have made of a text: one that leaves no order open, in no zone.
pub(super) fn local_day(text: &str) -> Option<NaiveDate> {
    real_day(&look_at(text)?)
}

fn look_at(text: &str) -> Option<Written> {
    let text = clean(text).0;
    written::read_plain(text.as_bytes()).or_else(|| written::read_any(text))
}

fn real_day(written: &Written) -> Option<NaiveDate> {
    match (written.zone, written.day) {
        (Zone::None, Day::On(date) | Day::Counted { as_numbers: DateNumbers::ExcelDays, date, .. }) => {
            Some(date)
        }
        _ => None,
    }
}

/// The other day that a day and month can be; `None` where they are the same, or cannot be.
fn swapped(date: NaiveDate) -> Option<NaiveDate> {
    let other = NaiveDate::from_ymd_opt(date.year(), date.day(), date.month())?;
    (other != date).then_some(other)
}

/// How far a day number is behind the count from 1900.
fn behind(day: &Day, reading: &DateReading) -> chrono::TimeDelta {
    let is_day_number = matches!(day, Day::Counted { as_numbers: DateNumbers::ExcelDays, .. });
    reading.day_count.filter(|_| is_day_number).unwrap_or(DayCount::Since1900).behind()
}

/// A moment as RFC 3339 in UTC, with as many places of a second as it has: `2026-09-14T10:22:31.482Z`.
/// For years from 1 to 9999, as [`read_date`] gives them.
pub fn rfc3339(at: DateTime<Utc>) -> String {
    let date = at.date_naive();
    let seconds = at.timestamp().rem_euclid(86_400);
    let mut text = String::with_capacity(30);
    push_digits(&mut text, date.year().into(), 4);
    for (sign, part) in [('-', i64::from(date.month())), ('-', date.day().into()), ('T', seconds / 3600)] {
        text.push(sign);
        push_digits(&mut text, part, 2);
    }
    for part in [seconds / 60 % 60, seconds % 60] {
        text.push(':');
        push_digits(&mut text, part, 2);
    }
    let nanos = at.timestamp_subsec_nanos();
    if nanos > 0 {
        text.push('.');
        push_digits(&mut text, nanos.into(), 9);
        text.truncate(text.trim_end_matches('0').len());
    }
    text.push('Z');
    text
}

/// Appends the last `places` digits of a number that is not negative.
fn push_digits(text: &mut String, number: i64, places: u32) {
    for place in (0..places).rev() {
        let digit = number / 10_i64.pow(place) % 10;
        text.push(char::from(b'0' + u8::try_from(digit).unwrap_or(0)));
    }
}

/// From what is written to a moment, with the column's answers.
fn resolve(written: Written, reading: &DateReading, zone: Option<Tz>, swaps: bool) -> DateText {
    let mut day_number = false;
    let (date, time) = match written.day {
        Day::On(date) => (date, written.time),
        Day::Numbers(numbers) => match numbers.decide(reading.order) {
            Ok(date) => (date, written.time),
            Err(unclear) => return unclear,
        },
        Day::Counted { as_numbers, date, time } if reading.numbers == Some(as_numbers) => {
            day_number = as_numbers == DateNumbers::ExcelDays;
            (date + behind(&written.day, reading), time)
        }
        Day::Counted { .. } => return DateText::NotADate,
    };
    let may_swap = swaps && real_day(&written).is_some();
    let date = if may_swap { swapped(date).unwrap_or(date) } else { date };
    let is_day = reading.midnights && written.zone == Zone::None && time == Some(NaiveTime::MIN);
    let time = time.filter(|_| !is_day);
    let date_only = time.is_none();
    let local = date.and_time(time.unwrap_or(NOON));
    let (at, twice) = match written.zone {
        Zone::Offset(0) => (local.and_utc(), false),
        Zone::Offset(seconds) => match local.checked_sub_signed(chrono::TimeDelta::seconds(seconds.into())) {
            Some(utc) => (utc.and_utc(), false),
            None => return DateText::NotADate,
        },
        Zone::Named(zone) => match in_zone(local, zone) {
            Some(found) => found,
            None => return DateText::NotInZone,
        },
        Zone::Letters(letters) => match zone.map(|zone| with_letters(local, zone, letters)) {
            Some(Some(at)) => (at, false),
            Some(None) => return DateText::NotADate,
            None => return DateText::NoZone,
        },
        Zone::None => match zone.map(|zone| in_zone(local, zone)) {
            Some(Some(found)) => found,
            Some(None) => return DateText::NotInZone,
            None => return DateText::NoZone,
        },
    };
    if !(1..=9999).contains(&at.year()) {
        return DateText::NotADate;
    }
    let day_moves = if at.naive_utc() == local { 0 } else { at.date_naive().cmp(&date) as i8 };
    let zone = matches!(written.zone, Zone::None | Zone::Letters(_));
    let order = matches!(written.day, Day::Numbers(_));
    DateText::Moment { at, how: Assumed { date_only, twice, day_moves, zone, order, day_number } }
}

/// What a date without a time is taken as.
const NOON: NaiveTime = match NaiveTime::from_hms_opt(12, 0, 0) {
    Some(noon) => noon,
    None => panic!("there is a noon"),
};

/// The moment of a local time, the earlier of two, and whether there were two; `None` where a clock
/// change skips it.
fn in_zone(local: NaiveDateTime, zone: Tz) -> Option<(DateTime<Utc>, bool)> {
    if zone == Tz::UTC {
        return Some((local.and_utc(), false));
    }
    match zone.from_local_datetime(&local) {
        MappedLocalTime::Single(at) => Some((at.to_utc(), false)),
        MappedLocalTime::Ambiguous(one, other) => Some((one.to_utc().min(other.to_utc()), true)),
        MappedLocalTime::None => None,
    }
}

/// The moment at which clocks in the zone show a local time under that short name: `PST` in Los Angeles in
/// winter. `None` where they never do, so that no answer shifts a time that says otherwise.
fn with_letters(local: NaiveDateTime, zone: Tz, letters: Letters) -> Option<DateTime<Utc>> {
    let found = match zone.from_local_datetime(&local) {
        MappedLocalTime::Single(at) => [Some(at), None],
        MappedLocalTime::Ambiguous(one, other) => [Some(one), Some(other)],
        MappedLocalTime::None => [None, None],
    };
    let named = |at: &DateTime<Tz>| at.offset().abbreviation().is_some_and(|name| letters.are(name));
    found.into_iter().flatten().find(named).map(|at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `moment`, with `d` for date only, `2` for twice and `+`/`-` for a moved day; else the verdict.
    fn shown(text: &str, order: Option<DateOrder>, zone: Option<Tz>) -> String {
        let reading = DateReading { order, ..DateReading::default() };
        show(read_date(text, &reading, zone))
    }

    fn show(read: DateText) -> String {
        match read {
            DateText::Moment { at, how } => {
                let marks = [
                    (how.date_only, " d"),
                    (how.twice, " 2"),
                    (how.day_moves > 0, " +"),
                    (how.day_moves < 0, " -"),
                ];
                let marks = marks.into_iter().filter(|(on, _)| *on).map(|(_, mark)| mark);
                rfc3339(at) + &marks.collect::<String>()
            }
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn iso_dates_with_a_zone() {
        for (text, expected) in [
            ("2026-09-14T10:22:31Z", "2026-09-14T10:22:31Z"),
            ("2026-09-14T10:22:31.482+00:00", "2026-09-14T10:22:31.482Z"),
            ("2026-09-14 10:22:31.500Z", "2026-09-14T10:22:31.5Z"),
            ("2026-09-14t10:22:31z", "2026-09-14T10:22:31Z"),
            ("2026-09-14T10:22:31,5+02:00", "2026-09-14T08:22:31.5Z"),
            ("2026-09-14T10:22:31+0200", "2026-09-14T08:22:31Z"),
            ("2026-09-14T10:22:31+02", "2026-09-14T08:22:31Z"),
            ("2026-09-14T10:22+02:00", "2026-09-14T08:22:00Z"),
            ("2026-09-14 10:22:31 +02:00", "2026-09-14T08:22:31Z"),
            ("2026-09-14T23:30:00-05:00", "2026-09-15T04:30:00Z +"),
            ("2026-09-14T00:30:00+02:00", "2026-09-13T22:30:00Z -"),
            ("2026-09-14 10:22:31 UTC", "2026-09-14T10:22:31Z"),
            ("2026-09-14 10:22:31 GMT", "2026-09-14T10:22:31Z"),
            ("2026-09-14 10:22:31 GMT+0200", "2026-09-14T08:22:31Z"),
            ("2026-09-14 10:22 UTC+2", "2026-09-14T08:22:00Z"),
            ("2026-09-14 10:22:31 (UTC)", "2026-09-14T10:22:31Z"),
            ("2026-09-14 10:22:31 CEST", "2026-09-14T08:22:31Z"),
            ("2026-09-14 10:22:31 Europe/Berlin", "2026-09-14T08:22:31Z"),
            ("2026-09-14T10:22:31+02:00[Europe/Berlin]", "2026-09-14T08:22:31Z"),
            ("2026-09-14T10:22:31.123456789Z", "2026-09-14T10:22:31.123456789Z"),
            ("20260914T102231Z", "2026-09-14T10:22:31Z"),
            ("Mon, 14 Sep 2026 10:22:31 +0200", "2026-09-14T08:22:31Z"),
            ("Mon Sep 14 2026 10:22:31 GMT+0200 (Central European Summer Time)", "2026-09-14T08:22:31Z"),
            ("Mon Sep 14 10:22:31 UTC 2026", "2026-09-14T10:22:31Z"),
            ("Mon Sep 14 10:22:31 +0200 2026", "2026-09-14T08:22:31Z"),
            ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            ("2028-02-29T00:00:00Z", "2028-02-29T00:00:00Z"),
            ("=\"2026-09-14T10:22:31Z\"", "2026-09-14T10:22:31Z"),
            ("２０２６-09-14T10:22:31Z", "2026-09-14T10:22:31Z"),
        ] {
            assert_eq!(shown(text, None, None), expected, "{text}");
            assert_eq!(shown(text, Some(DateOrder::Mdy), Some(Tz::Asia__Tokyo)), expected, "{text}");
        }
    }

    #[test]
    fn local_times_need_a_zone() {
        for (text, order, expected) in [
            ("2026-09-14 10:22:31", None, "2026-09-14T08:22:31Z"),
            ("2026-09-14 10:22", None, "2026-09-14T08:22:00Z"),
            ("=\"2026-09-14 10:22:31.02\"", None, "2026-09-14T08:22:31.02Z"),
            ("2026/09/14 10:22:31", None, "2026-09-14T08:22:31Z"),
            ("2026.09.14 10:22", None, "2026-09-14T08:22:00Z"),
            ("2026-9-4 1:02", None, "2026-09-03T23:02:00Z -"),
            ("2026-09-14", None, "2026-09-14T10:00:00Z d"),
            ("20260914", None, "2026-09-14T10:00:00Z d"),
            ("14/09/2026 11:22", Some(DateOrder::Dmy), "2026-09-14T09:22:00Z"),
            ("14.09.2026, 11:22 Uhr", Some(DateOrder::Dmy), "2026-09-14T09:22:00Z"),
            ("14. 9. 2026", Some(DateOrder::Dmy), "2026-09-14T10:00:00Z d"),
            ("03-04-2026", Some(DateOrder::Dmy), "2026-04-03T10:00:00Z d"),
            ("03-04-2026", Some(DateOrder::Mdy), "2026-03-04T11:00:00Z d"),
            ("9/14/2026 3:05 PM", Some(DateOrder::Mdy), "2026-09-14T13:05:00Z"),
            ("9/14/2026 12:05:09 a.m.", Some(DateOrder::Mdy), "2026-09-13T22:05:09Z -"),
            ("9/14/2026 12 pm", Some(DateOrder::Mdy), "2026-09-14T10:00:00Z"),
            ("14/09/26", Some(DateOrder::Dmy), "2026-09-14T10:00:00Z d"),
            ("26/09/14", Some(DateOrder::Ymd), "2026-09-14T10:00:00Z d"),
            ("04/04/2026", None, "2026-04-04T10:00:00Z d"),
            ("14 Sep 2026 10:22:31", None, "2026-09-14T08:22:31Z"),
            ("14-Sep-26", None, "2026-09-14T10:00:00Z d"),
            ("14. September 2026", None, "2026-09-14T10:00:00Z d"),
            ("14th Sept 2026", None, "2026-09-14T10:00:00Z d"),
            ("September 14, 2026 at 10:22 AM", None, "2026-09-14T08:22:00Z"),
            ("Monday, September 14, 2026", None, "2026-09-14T10:00:00Z d"),
            ("2026-Sep-14", None, "2026-09-14T10:00:00Z d"),
            ("14. Okt. 2026 11:22", None, "2026-10-14T09:22:00Z"),
            ("14 août 2026", None, "2026-08-14T10:00:00Z d"),
            ("14 de septiembre de 2026", None, "2026-09-14T10:00:00Z d"),
            ("2026-10-25 02:30", None, "2026-10-25T00:30:00Z 2"),
            ("14/9/2026 10:22 p. m.", Some(DateOrder::Dmy), "2026-09-14T20:22:00Z"),
            ("14/9/2026 10:22\u{a0}a.\u{a0}m.", Some(DateOrder::Dmy), "2026-09-14T08:22:00Z"),
            ("14.09.2026 10.22", Some(DateOrder::Dmy), "2026-09-14T08:22:00Z"),
            ("14.09.2026 10.22.31", Some(DateOrder::Dmy), "2026-09-14T08:22:31Z"),
            ("14/09/2026 10h22", Some(DateOrder::Dmy), "2026-09-14T08:22:00Z"),
            ("14/09/2026 à 10 h 22", Some(DateOrder::Dmy), "2026-09-14T08:22:00Z"),
            ("14/09/2026 10h", Some(DateOrder::Dmy), "2026-09-14T08:00:00Z"),
            ("14/09/2026 10h22min31s", Some(DateOrder::Dmy), "2026-09-14T08:22:31Z"),
            ("Mo., 14.09.2026", Some(DateOrder::Dmy), "2026-09-14T10:00:00Z d"),
            ("2026年9月14日", None, "2026-09-14T10:00:00Z d"),
            ("2026年9月14日 10時22分31秒", None, "2026-09-14T08:22:31Z"),
            ("2026年9月14日 下午 3:05", None, "2026-09-14T13:05:00Z"),
            ("2026年9月14日(月) 午後3:05", None, "2026-09-14T13:05:00Z"),
            ("2026年9月14日 月曜日", None, "2026-09-14T10:00:00Z d"),
            ("2026년 9월 14일 월요일 10:22", None, "2026-09-14T08:22:00Z"),
            ("2026-257", None, "2026-09-14T10:00:00Z d"),
            ("2026-257T10:22:31", None, "2026-09-14T08:22:31Z"),
            ("14.09.2026 10.22 Uhr", Some(DateOrder::Dmy), "2026-09-14T08:22:00Z"),
            ("14-09-2026 10:22 uur", Some(DateOrder::Dmy), "2026-09-14T08:22:00Z"),
            ("14/09/2026 10:22 h", Some(DateOrder::Dmy), "2026-09-14T08:22:00Z"),
            ("9/14/2026 10.22 PM", Some(DateOrder::Mdy), "2026-09-14T20:22:00Z"),
            ("14 lis 2026", None, "2026-11-14T11:00:00Z d"),
            ("14 listopada 2026 r.", None, "2026-11-14T11:00:00Z d"),
            ("14 lip 2026", None, "2026-07-14T10:00:00Z d"),
            ("14 KASIM 2026", None, "2026-11-14T11:00:00Z d"),
            ("201309141022", None, "2013-09-14T08:22:00Z"),
            ("2026년 9월 14일 오후 3시 5분", None, "2026-09-14T13:05:00Z"),
            ("2026. 9. 14.", None, "2026-09-14T10:00:00Z d"),
            ("2026. 9. 14. 10:22", None, "2026-09-14T08:22:00Z"),
            ("20260914102231", None, "2026-09-14T08:22:31Z"),
            ("202609141022", None, "2026-09-14T08:22:00Z"),
            ("2026-W38-1", None, "2026-09-14T10:00:00Z d"),
            ("2026-W38-1 10:22", None, "2026-09-14T08:22:00Z"),
            ("Mon Sep 14 10:22:31 2026", None, "2026-09-14T08:22:31Z"),
            ("14 сентября 2026 г., 10:22", None, "2026-09-14T08:22:00Z"),
            ("14 сентября 2026 г.", None, "2026-09-14T10:00:00Z d"),
            ("14 września 2026 r. 10:22", None, "2026-09-14T08:22:00Z"),
            ("14. september 2026 kl. 10.22", None, "2026-09-14T08:22:00Z"),
            ("14 Eylül 2026 10:22", None, "2026-09-14T08:22:00Z"),
            ("mar. 15 sept. 2026", None, "2026-09-15T10:00:00Z d"),
            ("Mar 15 2026", None, "2026-03-15T11:00:00Z d"),
            ("segunda-feira, 14 de setembro de 2026", None, "2026-09-14T10:00:00Z d"),
        ] {
            assert_eq!(shown(text, order, Some(Tz::Europe__Berlin)), expected, "{text}");
            assert_eq!(shown(text, order, None), "NoZone", "{text}");
        }
        assert_eq!(shown("2026-03-29 02:30", None, Some(Tz::Europe__Berlin)), "NotInZone");
        assert_eq!(shown("2026-03-29 02:30 Europe/Berlin", None, None), "NotInZone");
    }

    #[test]
    fn letters_of_a_zone_count_only_where_the_zone_has_them() {
        let los_angeles = Some(Tz::America__Los_Angeles);
        for (text, zone, expected) in [
            ("9/14/2026 3:05 PM PDT", los_angeles, "2026-09-14T22:05:00Z"),
            ("2026-12-14 10:22:31 PST", los_angeles, "2026-12-14T18:22:31Z"),
            ("2026-09-14 10:22:31 (PDT)", los_angeles, "2026-09-14T17:22:31Z"),
            ("2026-09-14 10:22:31 PST", los_angeles, "NotADate"),
            ("2026-09-14 10:22:31 EDT", los_angeles, "NotADate"),
            ("2026-11-01 01:30 PDT", los_angeles, "2026-11-01T08:30:00Z"),
            ("2026-11-01 01:30 PST", los_angeles, "2026-11-01T09:30:00Z"),
            ("2026-09-14 10:22:31 CST", Some(Tz::Asia__Shanghai), "2026-09-14T02:22:31Z"),
            ("2026-09-14 10:22:31 PDT", None, "NoZone"),
            ("2026-09-14 10:22:31 WHATEVER", los_angeles, "NotADate"),
            ("2026-09-14 PDT", los_angeles, "NotADate"),
        ] {
            assert_eq!(shown(text, Some(DateOrder::Mdy), zone), expected, "{text}");
        }
        assert_eq!(glance("2026-09-14 10:22 PDT"), Glance::Local);
    }

    #[test]
    fn an_order_is_never_guessed_from_one_cell() {
        for text in ["03/04/2026", "14/09/2026", "09/14/2026 10:00", "3.4.26", "26/09/14"] {
            assert_eq!(shown(text, None, Some(Tz::UTC)), "OrderUnclear", "{text}");
        }
        assert_eq!(shown("09/14/2026", Some(DateOrder::Dmy), Some(Tz::UTC)), "NotADate");
        assert_eq!(shown("14/09/2026", Some(DateOrder::Mdy), Some(Tz::UTC)), "NotADate");
        assert_eq!(shown("03/04/2026", Some(DateOrder::Ymd), Some(Tz::UTC)), "OrderUnclear");
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        assert_eq!(
            alternatives("03/04/2026"),
            [(DateOrder::Dmy, day(2026, 4, 3)), (DateOrder::Mdy, day(2026, 3, 4))]
        );
        for (text, orders) in [
            ("14/09/2026", 1),
            ("09/14/2026", 2),
            ("03/04/2026", 3),
            ("14/09/26", 5),
            // 2004 is no year of a review.
            ("04/09/26", 3),
            ("99/99/2026", 0),
        ] {
            assert_eq!(glance(text), Glance::Numbers(orders), "{text}");
        }
        for (text, glanced) in [
            ("2026-09-14", Glance::Local),
            ("2026-09-14T10:00:00Z", Glance::Moment),
            ("N/A", Glance::Other),
            ("46082", Glance::Counted(DateNumbers::ExcelDays)),
        ] {
            assert_eq!(glance(text), glanced, "{text}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "yesterday",
            "2026",
            "29/02/2026",
            "2026-02-29",
            "2026-13-01",
            "10:22",
            "2026-09-14T24:00:00Z",
            "46082",
            "2026-09-14T23:59:60Z",
            "2026-09-14T10:22:61Z",
            "2026-09-14T10:60",
            "0000-01-01",
            "10000-01-01",
            "1694684551",
            "2026-09-14T10:22:31X",
            "2026-09-14 10:22:31 EST",
            "14/09",
            "1/2/3",
            "14-09.2026",
            "2026-09-14 13:00 PM",
            "2026-09-14Tfoo",
            "14 Foo 2026",
            "2026-09-14T10:22:31+25:00",
            "9999-12-31T23:59:59-05:00",
            "1.5",
            "-5",
            "2026-09-14 10:22:31 (UTC",
            "2026--09-14",
            "/",
            "a",
            "14/09/20266",
            "2026-09-14 10",
            "140926",
            "20261314102231",
            "20260914252231",
            "99990914102231",
            "2026-W38",
            "2026-W54-1",
            "2026-W38-8",
            "2026年9月",
            "2026年9月14日 下午",
            "14/09/2026 10 h 75",
            "14/09/2026 10.5",
            "Mon Sep 14 10:22:31",
            "Sep 14 10:22:31 20266",
            "Mon 2026",
            // A part of an hour, or of a minute.
            "14/09/2026 10.5 PM",
            "14/09/2026 10:30.5",
            "14/09/2026 10h30,5",
            // 2010, or 2020 with its seconds.
            "201009141022",
            "201209141022",
            // October in Croatian, November in Polish.
            "14. lis 2026.",
            "14. listopada 2026",
            "14-lis-2026",
            "2026 lis 14",
            "14. lip 2026",
            // Noon by law, midnight by most programs.
            "2026年9月14日 午前12:05",
            "2026-366",
            "2026-000",
            "2026-257-1",
            "2026-2571",
        ] {
            assert_eq!(shown(text, Some(DateOrder::Dmy), Some(Tz::UTC)), "NotADate", "{text}");
        }
        for text in ["", " ", "N/A", "Unknown", "-", "0000-00-00 00:00:00", "=\"Unknown\""] {
            assert_eq!(shown(text, None, None), "Missing", "{text}");
        }
    }

    #[test]
    fn numbers_are_dates_where_the_column_says_so() {
        for (text, numbers, expected) in [
            ("46082", DateNumbers::ExcelDays, "2026-03-01T11:00:00Z d"),
            ("46279.43230324074", DateNumbers::ExcelDays, "2026-09-14T08:22:31Z"),
            ("1789381351", DateNumbers::Seconds, "2026-09-14T10:22:31Z"),
            ("1789381351.5", DateNumbers::Seconds, "2026-09-14T10:22:31.5Z"),
            ("1789381351482", DateNumbers::Millis, "2026-09-14T10:22:31.482Z"),
            ("46279,43230324074", DateNumbers::ExcelDays, "2026-09-14T08:22:31Z"),
            ("1789381351482001", DateNumbers::Micros, "2026-09-14T10:22:31.482001Z"),
            ("1789381351482001002", DateNumbers::Nanos, "2026-09-14T10:22:31.482001002Z"),
        ] {
            assert_eq!(glance(text), Glance::Counted(numbers), "{text}");
            let reading = DateReading { numbers: Some(numbers), ..DateReading::default() };
            assert_eq!(show(read_date(text, &reading, Some(Tz::Europe__Berlin))), expected, "{text}");
        }
        let seconds = DateReading { numbers: Some(DateNumbers::Seconds), ..DateReading::default() };
        assert_eq!(show(read_date("46082", &seconds, Some(Tz::UTC))), "NotADate");
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,40}") {
            let _ = read_date(&text, &DateReading::default(), Some(Tz::Europe__Berlin));
        }

        #[test]
        fn texts_of_date_signs_are_read_without_panic(text in "[-+0-9./: TZtzapmSeUC,()\\[\\]年月日時分hwW]{0,45}") {
            for order in [None, Some(DateOrder::Dmy), Some(DateOrder::Ymd)] {
                let reading = DateReading { order, numbers: Some(DateNumbers::ExcelDays), ..DateReading::default() };
                let _ = read_date(&text, &reading, Some(Tz::America__New_York));
                let _ = glance(&text);
            }
        }

        #[test]
        fn moments_come_back_from_rfc3339(seconds in -62_135_596_800_i64..253_402_300_800, nanos in 0_u32..1_000_000_000) {
            let at = DateTime::from_timestamp(seconds, nanos).unwrap();
            let text = rfc3339(at);
            prop_assert_eq!(
                read_date(&text, &DateReading::default(), None),
                DateText::Moment { at, how: Assumed::default() }
            );
            prop_assert_eq!(DateTime::parse_from_rfc3339(&text).unwrap().to_utc(), at);
        }

        #[test]
        fn offsets_agree_with_chrono(seconds in 0_i64..4_000_000_000, offset in -14_i32..15, half: bool) {
            let offset = offset * 3600 + if half { 1800 } else { 0 };
            let at = DateTime::from_timestamp(seconds, 0).unwrap();
            let text = at.with_timezone(&chrono::FixedOffset::east_opt(offset).unwrap()).to_rfc3339();
            match read_date(&text, &DateReading::default(), None) {
                DateText::Moment { at: read, .. } => prop_assert_eq!(read, at),
                other => prop_assert!(false, "{} is {:?}", text, other),
            }
        }
    }
}
