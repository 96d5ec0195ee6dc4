//! What the date column shows: the order of day and month, how numbers count, times without zone.

use crate::model::RowId;

use super::super::DateOrder;
use super::super::date::{DateNumbers, Glance, glance};
use super::{DateReading, Example, Join, NUM_EXAMPLES, join_examples};

pub(super) struct SeenDates {
    /// The orders under which every date so far is a day.
    orders: u8,
    /// Whether some date is three numbers in an open order.
    any_numbers: bool,
    counted: Vec<DateNumbers>,
    unclear: Vec<Example>,
    without_zone: Vec<Example>,
}

impl Default for SeenDates {
    fn default() -> Self {
        let orders = DateOrder::ALL.into_iter().map(DateOrder::bit).sum();
        Self { orders, any_numbers: false, counted: vec![], unclear: vec![], without_zone: vec![] }
    }
}

impl SeenDates {
    pub fn look(&mut self, row: RowId, text: &str) {
        // Almost every cell of an export by API: nothing to learn.
        if text.len() >= 20 && text.ends_with('Z') && text.as_bytes()[4] == b'-' {
            return;
        }
        let mut local = false;
        match glance(text) {
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
                if orders.count_ones() > 1 && self.unclear.len() < NUM_EXAMPLES {
                    self.unclear.push(Example { row, text: text.to_owned() });
                }
            }
        }
        if local && self.without_zone.len() < NUM_EXAMPLES {
            self.without_zone.push(Example { row, text: text.to_owned() });
        }
    }

    pub fn into_reading(self, told: Option<DateOrder>) -> DateReading {
        let mut possible = DateOrder::ALL.into_iter().filter(|order| self.orders & order.bit() != 0);
        let shown = match (self.any_numbers, possible.next(), possible.next()) {
            (true, Some(only), None) => Some(only),
            _ => None,
        };
        let order = told.or(shown);
        let numbers = match self.counted[..] {
            [one] => Some(one),
            _ => None,
        };
        DateReading {
            order,
            numbers,
            day_count: None,
            contradictory: self.any_numbers && self.orders == 0,
            unclear: if order.is_some() { Vec::new() } else { self.unclear },
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
        Self {
            orders: self.orders & next.orders,
            any_numbers: self.any_numbers || next.any_numbers,
            counted: self.counted,
            unclear: join_examples(self.unclear, next.unclear),
            without_zone: join_examples(self.without_zone, next.without_zone),
        }
    }
}
