//! `row.total_line`: a line that adds up the others.

use super::prelude::*;
use crate::check::row::Row;
use crate::check::text;
use crate::recipe::lines;

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
        if lines::is_total(said.row.conversation) {
            let id = text::quoted(said.row.conversation);
            return format!("The row has {id} in place of a conversation: it adds up other rows. It stays out.");
        }
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

/// Its first text is the word for a total, and it is not a whole review all the same; or its conversation is.
fn adds_up(row: &Row<'_>) -> bool {
    let is_whole = || matches!(row.agent, Agent::Found { .. }) && row.scored_at().is_some();
    (lines::is_total(row.conversation) || lines::is_total(row.first_text()) && !is_whole())
        && !row.judge.has_edit(row.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_in_place_of_the_conversation_is_no_review() {
        for (id, found) in [("Average", true), ("Total:", true), ("Averages-7", false)] {
            let file = Fixture::new().row(&[(Field::Conversation, id)]);
            assert_eq!(file.found().contains(&RULE.id), found, "{id}");
        }
    }

    #[test]
    fn totals_are_told_from_reviews() {
        for (cells, total) in [
            (&["Total", "", "", "450"][..], true),
            (&["", "AVERAGE:", "", "87"], true),
            (&["TOTAL GÉNÉRAL", "", "", "87"], true),
            (&[" Sub-total", "", "", "87"], true),
            (&["Totally", "", "", "87"], false),
            (&["amara.okonkwo@example.com", "7", "Total", "87"], false),
        ] {
            let found = Fixture::new().record(cells).found();
            assert_eq!(found.contains(&RULE.id), total, "{cells:?}: {found:?}");
        }
    }
}
