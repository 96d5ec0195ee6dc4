//! `scored_at.not_a_date`: a time that is no date.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "scored_at.not_a_date",
    severity: Severity::Error,
    title: "Times that are no dates",
    field: Some(Field::ScoredAt),
    why: "The time cannot be read as a date, and it decides the day for which the score \
          counts.",
    example: "yesterday, 31/02/2026",
    choices: &[],
    default: None,
    fixes: &[Fix::Edit(Field::ScoredAt), Fix::ReplaceValue(Field::ScoredAt), Fix::LeaveOut],
    keeps: RowState::NeedsFix,
    cause: Cause::Value,
    check: Check::Row(Part::Time, |row| row.time == DateText::NotADate),
    sentence: Sentence::Row(|said| {
        format!(
            "{} {}. Type the date as 2026-09-14 10:22, or leave the row out.",
            said.quoted(Field::ScoredAt),
            what_it_is(said.row.value(Field::ScoredAt).trim())
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[(Field::ScoredAt, "yesterday")]),
        passes: || Fixture::new().row(&[(Field::ScoredAt, "2026-09-14T10:22:31+02:00")]),
    },
};

/// What a text is that is no date, where that tells what happened to the date.
fn what_it_is(text: &str) -> &'static str {
    match text.strip_prefix('#') {
        Some(more) if more.starts_with('#') => {
            "is what a spreadsheet shows for a date that is wider than its column"
        }
        Some(more) if more.starts_with(|c: char| c.is_ascii_uppercase()) => "is a spreadsheet's error",
        _ => match time_of_day(text) {
            Some(Clock::MinutesAndSeconds) => {
                "is all that a spreadsheet leaves of a time with parts of a second, minutes and seconds, \
                 when it saves a file again"
            }
            Some(Clock::Time) => "is a time of day without its day",
            None => "is not a date",
        },
    }
}

enum Clock {
    /// `22:31` or `10:22:31`, `3:05 PM`.
    Time,
    /// `22:31.5`, `00:00.0`: how Excel shows what has parts of a second, and what it then saves.
    MinutesAndSeconds,
}

fn time_of_day(text: &str) -> Option<Clock> {
    let (text, half) = match text.to_ascii_lowercase() {
        lower if lower.ends_with("am") || lower.ends_with("pm") => (text[..text.len() - 2].trim_end(), true),
        _ => (text, false),
    };
    let (clock, parts_of_second) = match text.split_once('.') {
        Some((clock, parts)) => (clock, Some(parts)),
        None => (text, None),
    };
    let two = |part: &str| matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_fraction = |parts: &str| !parts.is_empty() && parts.bytes().all(|byte| byte.is_ascii_digit());
    if !clock.split(':').all(two) || !parts_of_second.is_none_or(is_fraction) {
        return None;
    }
    match (clock.split(':').count(), parts_of_second) {
        (2, Some(_)) if !half => Some(Clock::MinutesAndSeconds),
        (2, None) | (3, _) => Some(Clock::Time),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_to_a_date_is_named() {
        for (text, expected) in [
            ("yesterday", "is not a date"),
            ("31/02/2026", "is not a date"),
            ("#", "is not a date"),
            ("########", "is what a spreadsheet shows for a date that is wider than its column"),
            ("#VALUE!", "is a spreadsheet's error"),
            ("10:22", "is a time of day without its day"),
            ("10:22:31", "is a time of day without its day"),
            ("10:22:31.482", "is a time of day without its day"),
            ("3:05 PM", "is a time of day without its day"),
            ("1:2:3:4", "is not a date"),
            ("1:x", "is not a date"),
            ("ampm", "is not a date"),
            ("é am", "is not a date"),
            ("", "is not a date"),
        ] {
            assert_eq!(what_it_is(text), expected, "{text}");
        }
        for text in ["22:31.5", "00:00.0"] {
            assert!(what_it_is(text).contains("minutes and seconds"), "{text}");
        }
        let problems = Fixture::new().row(&[(Field::ScoredAt, "22:31.5")]).problems();
        let said = problems.iter().find(|problem| problem.rule.id == RULE.id).unwrap();
        assert!(said.message.starts_with("“22:31.5” is all that a spreadsheet leaves"), "{}", said.message);
    }
}
