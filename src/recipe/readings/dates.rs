//! What the date column shows: the order of day and month, how numbers count, times without zone, and
//! whether a spreadsheet has taken the days of some dates for months.

use chrono::Datelike as _;

use crate::model::RowId;

use super::super::DateOrder;
use super::super::date::{DateNumbers, Glance, glance, local_day, says_midnight};
use super::{DateReading, Example, Join, NUM_EXAMPLES, join_examples};

pub(super) struct SeenDates {
    /// The orders under which every date so far is a day.
    orders: u8,
    /// The orders under which any date so far is a day.
    any_orders: u8,
    /// Whether some date is three numbers in an open order.
    any_numbers: bool,
    /// Whether a time in no zone is midnight; whether one is another, or in a zone.
    midnights: bool,
    clocks: bool,
    counted: Vec<DateNumbers>,
    swapped: SeenSwapped,
    /// The first date that can only be day first, and the first that can only be month first.
    only: [Option<Example>; 2],
    unclear: Vec<Example>,
    without_zone: Vec<Example>,
}

/// What a spreadsheet leaves that takes the first number for the month: it makes a date of 04/05/2026, on another
/// day, and leaves 13/05/2026 the text that it was.
#[derive(Clone, Copy, Default)]
struct SeenSwapped {
    /// Whether some text has a day over 12.
    texts: bool,
    /// Whether some date has a day that can be a month.
    dates: bool,
    /// Whether some text or date is what it would not have left so.
    speaks_against: bool,
}

impl SeenSwapped {
    fn look(&mut self, text: &str, glance: Glance) {
        if self.speaks_against {
            return;
        }
        match glance {
            Glance::Numbers(orders) => match DAY_AND_MONTH.map(|order| orders & order.bit() != 0) {
                [true, false] | [false, true] => self.texts = true,
                _ => self.speaks_against = true,
            },
            Glance::Local | Glance::Counted(DateNumbers::ExcelDays) => {
                if let Some(day) = local_day(text) {
                    self.speaks_against = day.day() > 12;
                    self.dates |= day.day() != day.month();
                }
            }
            _ => {}
        }
    }
}

/// The orders between which a day over 12 decides.
const DAY_AND_MONTH: [DateOrder; 2] = [DateOrder::Dmy, DateOrder::Mdy];

impl Default for SeenDates {
    fn default() -> Self {
        Self {
            orders: DateOrder::ALL.into_iter().map(DateOrder::bit).sum(),
            any_orders: 0,
            any_numbers: false,
            midnights: false,
            clocks: false,
            counted: vec![],
            swapped: SeenSwapped::default(),
            only: [None, None],
            unclear: vec![],
            without_zone: vec![],
        }
    }
}

impl SeenDates {
    pub fn look(&mut self, row: RowId, text: &str) {
        // Almost every cell of an export by API: nothing to learn.
        if text.len() >= 20 && text.ends_with('Z') && text.as_bytes()[4] == b'-' {
            self.clocks = true;
            return;
        }
        let mut local = false;
        let glance = glance(text);
        self.swapped.look(text, glance);
        match glance {
            Glance::Other | Glance::Moment | Glance::Numbers(0) => {}
            Glance::Local => local = true,
            Glance::Counted(as_numbers) => {
                local = as_numbers == DateNumbers::ExcelDays;
                if !self.counted.contains(&as_numbers) {
                    self.counted.push(as_numbers);
                }
            }
            Glance::Numbers(orders) => {
                local = true;
                self.any_numbers = true;
                self.orders &= orders;
                self.any_orders |= orders;
                let [day_first, month_first] = DAY_AND_MONTH.map(|order| orders & order.bit() != 0);
                if day_first != month_first {
                    let only = &mut self.only[usize::from(month_first)];
                    only.get_or_insert_with(|| Example { row, text: text.to_owned() });
                }
                if orders.count_ones() > 1 && self.unclear.len() < NUM_EXAMPLES {
                    self.unclear.push(Example { row, text: text.to_owned() });
                }
            }
        }
        if local {
            match says_midnight(text) {
                Some(true) => self.midnights = true,
                Some(false) => self.clocks = true,
                None => {}
            }
        }
        self.clocks |= glance == Glance::Moment;
        if local && self.without_zone.len() < NUM_EXAMPLES {
            self.without_zone.push(Example { row, text: text.to_owned() });
        }
    }

    /// `told` by a person or remembered; `in_heading`: what the column's heading says, which counts unless a row says
    /// otherwise: then it is asked.
    pub fn into_reading(self, told: Option<DateOrder>, in_heading: Option<DateOrder>) -> DateReading {
        let mut possible = DateOrder::ALL.into_iter().filter(|order| self.orders & order.bit() != 0);
        let shown = match (self.any_numbers, possible.next(), possible.next()) {
            (true, Some(only), None) => Some(only),
            _ => None,
        };
        let contradictory = self.any_numbers && self.orders == 0;
        let by_column = match (shown, in_heading) {
            (Some(shown), Some(said)) if shown != said => None,
            (shown, said) => shown.or(said.filter(|_| self.any_numbers && !contradictory)),
        };
        let order = told.or(by_column);
        let numbers = match self.counted[..] {
            [one] => Some(one),
            _ => None,
        };
        let [day_first, month_first] = self.only;
        let contradiction = day_first.zip(month_first).filter(|_| contradictory);
        let SeenSwapped { texts, dates, speaks_against } = self.swapped;
        DateReading {
            order,
            numbers,
            day_count: None,
            contradictory,
            contradiction: contradiction.map_or_else(Vec::new, |(one, other)| vec![one, other]),
            may_be_year_first: self.any_orders & DateOrder::Ymd.bit() != 0,
            midnights: self.midnights && !self.clocks,
            half_swapped: texts && dates && !speaks_against,
            unclear: if shown.is_some() && order == shown { Vec::new() } else { self.unclear },
            without_zone: self.without_zone,
        }
    }
}

impl Join for SeenDates {
    fn join(mut self, next: Self) -> Self {
        for as_numbers in next.counted {
            if !self.counted.contains(&as_numbers) {
                self.counted.push(as_numbers);
            }
        }
        let ([day_first, month_first], [next_day_first, next_month_first]) = (self.only, next.only);
        Self {
            orders: self.orders & next.orders,
            any_orders: self.any_orders | next.any_orders,
            any_numbers: self.any_numbers || next.any_numbers,
            midnights: self.midnights || next.midnights,
            clocks: self.clocks || next.clocks,
            counted: self.counted,
            swapped: SeenSwapped {
                texts: self.swapped.texts || next.swapped.texts,
                dates: self.swapped.dates || next.swapped.dates,
                speaks_against: self.swapped.speaks_against || next.swapped.speaks_against,
            },
            only: [day_first.or(next_day_first), month_first.or(next_month_first)],
            unclear: join_examples(self.unclear, next.unclear),
            without_zone: join_examples(self.without_zone, next.without_zone),
        }
    }
}
