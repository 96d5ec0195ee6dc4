//! What was sent, by source and day: the calendar, the rows behind a day or an upload, and removals.
//!
//! Owns a copy of what the journal says of the account in use. Does not know how it is drawn.
//! Invariant: what is shown is of the account in use; a late answer about another one is dropped.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Datelike as _, Days, NaiveDate, Utc, Weekday};

use crate::journal::{AccountId, DaySent, Removal, SentRow, UploadId};

use super::{Effect, Place, State, rows_words};

/// Days in view.
pub const DAYS: usize = 42;

/// The same as a stretch of time.
pub const SIX_WEEKS: Days = Days::new(42);

/// At most so many rows are read for one look.
pub const MOST_ROWS: u32 = 20_000;

/// What was sent with the account in use.
#[derive(Debug, Default)]
pub struct Sent {
    /// Rows accepted per source and day; `None` until the journal was read.
    pub days: Option<Vec<DaySent>>,
    /// The removals that were asked for, newest first.
    pub removals: Vec<Removal>,
    /// The rows that a person looks at.
    pub shown: Option<Shown>,
    /// How many times six weeks before the newest ones.
    pub back: u32,
}

/// Rows that a person looks at.
#[derive(Debug)]
pub struct Shown {
    /// Which.
    pub which: Which,
    /// The rows; `None` until they are read.
    pub rows: Option<Arc<[SentRow]>>,
}

/// Accepted rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// Of a source and a UTC day of `scored_at`.
    Day(String, NaiveDate),
    /// Of an upload.
    Upload(UploadId),
}

/// What the journal says of an account.
#[derive(Debug)]
pub struct Loaded {
    /// Rows accepted per source and day.
    pub days: Vec<DaySent>,
    /// The removals, newest first.
    pub removals: Vec<Removal>,
}

/// What can happen to it.
#[derive(Debug)]
pub enum Message {
    /// The journal was read.
    Loaded(AccountId, Loaded),
    /// Six weeks back.
    Earlier,
    /// Six weeks on.
    Later,
    /// Look at rows.
    Look(Which),
    /// They were read.
    Rows(Which, Vec<SentRow>),
    /// Look no longer.
    Close,
    /// Write the table and the message that ask for these rows to be taken out again.
    AskRemoval(Vec<SentRow>),
    /// The table is written, the removal is kept; the message goes on the clipboard.
    Asked(String),
    /// The rows of a removal are gone, a person says.
    RemovalDone(i64),
    /// Nothing is to be taken out after all.
    RemovalDropped(i64),
    /// It was written down.
    RemovalKept,
}

/// Six weeks of the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weeks {
    /// The first of the days, a Monday.
    pub first: NaiveDate,
    /// A row a source.
    pub sources: Vec<(String, Vec<Cell>)>,
}

/// A day of a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Rows accepted.
    pub rows: u32,
    /// They went with several uploads.
    pub overlap: bool,
    /// Nothing was sent although the days around it were.
    pub gap: bool,
}

impl Sent {
    /// The six weeks in view: those that end today, or with the newest day that was sent where that is
    /// longer ago.
    pub fn weeks(&self, today: NaiveDate) -> Weeks {
        let days = self.days.as_deref().unwrap_or_default();
        let newest = days.iter().map(|day| day.day).max().unwrap_or(today).min(today);
        let last = if newest + SIX_WEEKS <= today { newest } else { today };
        let sunday = last + Days::new(u64::from(6 - last.weekday().num_days_from_monday()));
        let back = Days::new(42 * u64::from(self.back));
        let first = sunday.checked_sub_days(back).unwrap_or(sunday) - SIX_WEEKS + Days::new(1);
        let mut sources: BTreeMap<&str, Vec<&DaySent>> = BTreeMap::new();
        for day in days {
            sources.entry(&day.source).or_default().push(day);
        }
        let sources = sources.into_iter().map(|(source, days)| (source.to_owned(), cells(&days, first)));
        Weeks { first, sources: sources.collect() }
    }

    /// The removals that are not done.
    pub fn open_removals(&self) -> impl Iterator<Item = &Removal> {
        self.removals.iter().filter(|removal| removal.done.is_none())
    }
}

/// The days of one source. A day without rows is a gap where the source has rows before and after it;
/// of Saturdays and Sundays only where it ever has rows on such a day.
fn cells(sent: &[&DaySent], first: NaiveDate) -> Vec<Cell> {
    let by_day: BTreeMap<NaiveDate, &DaySent> = sent.iter().map(|day| (day.day, *day)).collect();
    let (oldest, newest) = (by_day.keys().next().copied(), by_day.keys().next_back().copied());
    let works_on = |weekday: Weekday| by_day.keys().any(|day| day.weekday() == weekday);
    let cell = |day: NaiveDate| {
        if let Some(sent) = by_day.get(&day) {
            return Cell { rows: sent.rows, overlap: sent.uploads > 1, gap: false };
        }
        let between = oldest < Some(day) && Some(day) < newest;
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        Cell { gap: between && (!weekend || works_on(day.weekday())), ..Cell::default() }
    };
    first.iter_days().take(DAYS).map(cell).collect()
}

/// Changes the state by what happened.
pub(super) fn update(state: &mut State, message: Message) -> Vec<Effect> {
    let account = state.accounts.current.clone();
    let sent = &mut state.sent;
    match message {
        Message::Loaded(of, loaded) if of == account => {
            sent.days = Some(loaded.days);
            sent.removals = loaded.removals;
            // What is looked at may have changed.
            if let Some(shown) = &sent.shown {
                return vec![Effect::LoadSentRows(account, shown.which.clone())];
            }
        }
        Message::Earlier => sent.back = sent.back.saturating_add(1),
        Message::Later => sent.back = sent.back.saturating_sub(1),
        Message::Look(which) => {
            sent.shown = Some(Shown { which: which.clone(), rows: None });
            state.place = Place::Week;
            return vec![Effect::LoadSentRows(account, which)];
        }
        Message::Rows(which, rows) => {
            if let Some(shown) = sent.shown.as_mut().filter(|shown| shown.which == which) {
                shown.rows = Some(rows.into());
            }
        }
        Message::Close => sent.shown = None,
        Message::AskRemoval(rows) => return vec![Effect::AskRemoval { account, rows }],
        Message::Asked(text) => {
            let words = "The table was written, and the message for Assembled's support is on the clipboard.";
            state.notices.info(words, state.now);
            return vec![Effect::Copy(text), Effect::LoadSent(account)];
        }
        Message::RemovalDone(removal) => return vec![Effect::EndRemoval { removal, done: true }],
        Message::RemovalDropped(removal) => return vec![Effect::EndRemoval { removal, done: false }],
        Message::RemovalKept => return vec![Effect::LoadAround(account)],
        Message::Loaded(..) => {}
    }
    Vec::new()
}

/// The message by which Assembled's support can find the rows.
pub fn removal_message(rows: &[SentRow]) -> String {
    let stamp = |at: DateTime<Utc>| at.format("%Y-%m-%d %H:%M:%S UTC").to_string();
    let sent: Vec<_> = rows.iter().filter_map(|row| row.sent_at).collect();
    let window = match (sent.iter().min(), sent.iter().max()) {
        (Some(first), Some(last)) => format!("between {} and {}", stamp(*first), stamp(*last)),
        _ => "at a time that was not kept".to_owned(),
    };
    let mut requests: Vec<_> = rows.iter().filter_map(|row| row.request_id.as_deref()).collect();
    requests.dedup();
    let mut text = format!(
        "Please remove {} of QA scores that were sent by mistake.\n\nThey were sent to POST \
         /v0/qa_scores/bulk {window}. The table that comes with this message lists each of them: agent_id, \
         conversation, source, rubric, score, and scored_at as sent. The column \"scored_at_meant\" is filled \
         in where another time was meant.\n",
        rows_words(u32::try_from(rows.len()).unwrap_or(u32::MAX))
    );
    if !requests.is_empty() {
        text.push_str("\nRequest ids: ");
        text.push_str(&requests.join(", "));
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn sent(days: &[(&str, u32, u32)]) -> Sent {
        let of = |&(at, rows, uploads): &(&str, u32, u32)| DaySent {
            source: "klaus".to_owned(),
            day: day(at),
            rows,
            uploads,
        };
        Sent { days: Some(days.iter().map(of).collect()), ..Sent::default() }
    }

    #[test]
    fn six_weeks_show_rows_gaps_and_overlaps() {
        // Friday and Tuesday, a weekend and a Monday between them.
        let sent = sent(&[("2026-09-11", 12, 1), ("2026-09-15", 3, 2)]);
        let weeks = sent.weeks(day("2026-09-16"));
        assert_eq!(weeks.first, day("2026-08-10"));
        let (source, cells) = &weeks.sources[0];
        assert_eq!((source.as_str(), cells.len()), ("klaus", DAYS));
        let at = |text: &str| cells[usize::try_from((day(text) - weeks.first).num_days()).unwrap()];
        assert_eq!(at("2026-09-11"), Cell { rows: 12, ..Cell::default() });
        assert_eq!(at("2026-09-15"), Cell { rows: 3, overlap: true, gap: false });
        for (text, gap) in
            [("2026-09-12", false), ("2026-09-13", false), ("2026-09-14", true), ("2026-09-10", false)]
        {
            assert_eq!(at(text).gap, gap, "{text}");
        }
        assert!(cells.iter().skip(38).all(|cell| *cell == Cell::default()), "the future is empty");
    }

    #[test]
    fn what_was_sent_long_ago_is_in_view_and_six_weeks_are_a_step() {
        let mut sent = sent(&[("2025-01-15", 1, 1)]);
        let weeks = sent.weeks(day("2026-09-16"));
        assert!(weeks.sources[0].1.iter().any(|cell| cell.rows == 1));
        let before = weeks.first;
        sent.back = 1;
        assert_eq!(sent.weeks(day("2026-09-16")).first + SIX_WEEKS, before);
    }

    #[test]
    fn the_message_names_the_time_and_the_requests() {
        let row = |second: u32| SentRow {
            upload: UploadId("u".to_owned()),
            batch: 1,
            pos: 0,
            row: crate::model::RowId(0),
            told: crate::journal::RowTold::default(),
            request_id: Some("r-7".to_owned()),
            sent_at: DateTime::from_timestamp(1_789_382_527 + i64::from(second), 0),
        };
        let text = removal_message(&[row(0), row(5)]);
        assert!(text.starts_with("Please remove 2 rows"), "{text}");
        assert!(text.contains("between 2026-09-14 10:42:07 UTC and 2026-09-14 10:42:12 UTC"), "{text}");
        assert!(text.ends_with("Request ids: r-7\n"), "{text}");
    }
}
