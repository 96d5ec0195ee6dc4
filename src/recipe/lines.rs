//! Records that are none of a review: blank ones, totals, comments, the headings once more.
//!
//! Owns how such a record begins. Does not decide what becomes of its row: the rules do. Invariant: a record that names
//! an agent and a time is a review, whatever it begins with.

use crate::model::{Field, RowId, Sheet};

use super::Recipe;
use super::date::{Glance, glance};
use super::text::{clean, is_missing};

/// What begins a comment.
pub const COMMENT: char = '#';

/// What a total begins with, in lower case.
const TOTALS: &[&str] = &[
    "total",
    "totals",
    "grand total",
    "subtotal",
    "sub-total",
    "sum",
    "average",
    "avg",
    "avg.",
    "mean",
    "overall",
    "overall average",
    "count",
    "summe",
    "gesamt",
    "gesamtsumme",
    "gesamtergebnis",
    "durchschnitt",
    "mittelwert",
    "moyenne",
    "total général",
    "totaal",
    "gemiddelde",
    "promedio",
    "media",
];

/// Bytes of the longest word, with room for a colon and letters that are longer as capitals.
const LONGEST: usize = 20;

/// Whether a record that begins with this text, trimmed, may be a total line: no word of these has a
/// digit in it, or a sign such as `_` or `@`. Quick, and right for almost every row.
pub fn may_begin_a_total(first: &str) -> bool {
    first.len() <= LONGEST
        && first.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b' ' | b'-' | b'.' | b':' | 0x80..))
}

/// Whether a text, trimmed, is the word for a total.
pub fn is_total(text: &str) -> bool {
    if text.bytes().next().is_none_or(|first| first.is_ascii_digit()) {
        return false; // almost every conversation
    }
    let text = text.strip_suffix(':').unwrap_or(text).trim_end();
    let is =
        |word: &str| text.eq_ignore_ascii_case(word) || (!text.is_ascii() && text.to_lowercase() == *word);
    text.len() <= LONGEST && TOTALS.iter().any(|word| is(word))
}

/// Whether every cell with something in it is its column's heading, and there are at least two.
pub fn repeats_the_headings(sheet: &Sheet, row: RowId) -> bool {
    let cells = sheet.record(row).zip(sheet.columns());
    let mut filled =
        cells.map(|(cell, heading)| (cell.trim(), heading.trim())).filter(|(cell, _)| !cell.is_empty());
    let mut same = 0;
    filled.all(|(cell, heading)| {
        same += 1;
        cell == heading
    }) && same >= 2
}

/// Whether a record shows what its columns hold. One that is none of a review does not: a sum of scores is no
/// score. Quick: the first cell alone tells it of almost every row.
pub(super) fn is_evidence(sheet: &Sheet, recipe: &Recipe, row: RowId) -> bool {
    let begins_with = |cell: &str| {
        cell.is_empty()
            || cell.starts_with(COMMENT)
            || may_begin_a_total(cell)
            || sheet.columns().first().is_some_and(|heading| heading.trim() == cell)
    };
    if !begins_with(sheet.record(row).next().unwrap_or("").trim()) {
        return true;
    }
    let first = sheet.record(row).map(str::trim).find(|cell| !cell.is_empty());
    let Some(first) = first else { return false };
    let names = |field| {
        let text = clean(recipe.source_text(sheet, row, field)).0.trim();
        !is_missing(text) && !is_total(text) && !text.starts_with(COMMENT)
    };
    let has_time = || !matches!(glance(recipe.source_text(sheet, row, Field::ScoredAt)), Glance::Other);
    if is_total(first) {
        names(Field::AgentId) && has_time()
    } else if first.starts_with(COMMENT) {
        names(Field::AgentId) || has_time()
    } else {
        !repeats_the_headings(sheet, row)
    }
}

#[cfg(test)]
mod tests {
    use crate::recipe::{Overrides, choose, fixtures};

    use super::*;

    #[test]
    fn a_record_that_is_no_review_shows_nothing() {
        let sheet = fixtures::sheet(
            "Agent Email,Ticket,Score,Date\n\
             a@example.com,1,80,2026-09-14\n\
             Grand Total,,240,\n\
             ,Average:,80,\n\
             ,,,\n\
             # run by qa on 03/04/2026,,,\n\
             Agent Email,Ticket,Score,Date\n\
             ,2,80,2026-09-14\n\
             Total,3,80,2026-09-14\n",
        );
        let recipe = choose(&sheet, &Overrides::default(), None).unwrap().recipe;
        let shown: Vec<u32> =
            sheet.rows().filter(|row| is_evidence(&sheet, &recipe, *row)).map(RowId::number).collect();
        assert_eq!(shown, [1, 7]);
    }
}
