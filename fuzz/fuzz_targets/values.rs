//! Any text as a score and as a date, under every reading: never a panic, and what is read is exact.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scorebridge::recipe::date::{DateNumbers, DateText, alternatives, read_date, rfc3339};
use scorebridge::recipe::number::{ScoreText, read_score};
use scorebridge::recipe::text::{clean, is_missing};
use scorebridge::recipe::{DateOrder, DateReading, DayCount, Decimal};

fuzz_target!(|text: &str| {
    for comma in [false, true] {
        if let ScoreText::Number { value, of } = read_score(text, comma) {
            let again: Decimal = value.to_string().parse().expect("a number is written as it is read");
            assert_eq!(again, value);
            let _percent = value.percent_of(of.unwrap_or_else(|| Decimal::whole(100)));
        }
    }
    let orders = [None, Some(DateOrder::Dmy), Some(DateOrder::Mdy), Some(DateOrder::Ymd)];
    let numbers =
        [None, Some(DateNumbers::ExcelDays), Some(DateNumbers::Seconds), Some(DateNumbers::Millis)];
    let zones = [None, "Europe/Berlin".parse().ok(), "America/St_Johns".parse().ok()];
    for (order, numbers) in orders.into_iter().flat_map(|order| numbers.map(|numbers| (order, numbers))) {
        // Each year has its turn: orders do not matter to days that are counted.
        let day_count = order.map(|_| DayCount::Since1904);
        let reading = DateReading { order, numbers, day_count, ..DateReading::default() };
        for zone in zones {
            if let DateText::Moment { at, .. } = read_date(text, &reading, zone) {
                let again = rfc3339(at).parse::<chrono::DateTime<chrono::Utc>>();
                assert_eq!(again.expect("a moment is written as RFC 3339"), at);
            }
        }
    }
    drop(alternatives(text));
    let (cleaned, _) = clean(text);
    assert!(text.contains(cleaned));
    let _missing = is_missing(cleaned);
});
