//! `row.total_line`: a line that adds up the others.

use super::prelude::*;
use crate::check::row::Row;
use crate::check::text;

pub(super) static RULE: Rule = Rule {
    id: "row.total_line",
    severity: Severity::Question,
    title: "Total lines",
    field: None,
    why: "Exports end with a total or an average. It is no review, and would count as one.",
    example: "Grand total,,,87.4",
    choices: &[SKIP, Choice { label: "Judge them like other rows", ..SEND }],
    default: Some("skip"),
    fixes: &[Fix::Answer, Fix::LeaveOut],
    keeps: RowState::Skipped,
    cause: Cause::Rule,
    check: Check::First(adds_up),
    sentence: Sentence::Row(|said| {
        format!(
            "The row begins with {} and names no agent or no time: it adds up other rows. It \
             stays out.",
            text::quoted(said.row.first_text())
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().record(&["Grand total", "", "", "87.4"]),
        passes: || Fixture::new().row(&[(Field::Source, "Total QA")]),
    },
};

/// What a total begins with, in lower case.
const WORDS: &[&str] = &[
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

/// Its first text is the word for a total, and it is not a whole review all the same.
/// Whether a record that begins with this text, trimmed, may be a total line: no word of these has a
/// digit in it, or a sign such as `_` or `@`. Quick, and right for almost every row.
pub(in crate::check) fn may_begin_a_total(first: &str) -> bool {
    first.len() <= LONGEST
        && first.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b' ' | b'-' | b'.' | b':' | 0x80..))
}

/// Bytes of the longest word, with room for a colon and letters that are longer as capitals.
const LONGEST: usize = 20;

fn adds_up(row: &Row<'_>) -> bool {
    let first = row.first_text();
    let first = first.strip_suffix(':').unwrap_or(first).trim_end();
    first.len() <= LONGEST
        && WORDS.iter().any(|word| is_word(first, word))
        && (!matches!(row.agent, Agent::Found { .. }) || row.scored_at().is_none())
        && !row.judge.has_edit(row.id)
}

fn is_word(text: &str, word: &str) -> bool {
    text.eq_ignore_ascii_case(word) || (!text.is_ascii() && text.to_lowercase() == *word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_told_from_reviews() {
        for (cells, total) in [
            (&["Total", "", "", "450"][..], true),
            (&["", "AVERAGE:", "", "87"], true),
            (&["TOTAL GÉNÉRAL", "", "", "87"], true),
            (&[" Sub-total", "", "", "87"], true),
            (&["Totally", "", "", "87"], false),
            (&["amara.okonkwo@example.com", "Total", "", "87"], false),
        ] {
            let found = Fixture::new().record(cells).found();
            assert_eq!(found.contains(&RULE.id), total, "{cells:?}: {found:?}");
        }
    }
}
