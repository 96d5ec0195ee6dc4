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

/// Its first text is the word for a total, and it is not a whole review all the same.
fn adds_up(row: &Row<'_>) -> bool {
    lines::is_total(row.first_text())
        && (!matches!(row.agent, Agent::Found { .. }) || row.scored_at().is_none())
        && !row.judge.has_edit(row.id)
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
