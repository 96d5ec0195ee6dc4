//! `row.comment`: a line that somebody wrote about the file.

use super::prelude::*;
use crate::check::row::Row;
use crate::check::text;
use crate::recipe::lines;

pub(super) static RULE: Rule = Rule {
    id: "row.comment",
    severity: Severity::Question,
    title: "Comment lines",
    field: None,
    why: "Scripts put lines that begin with # into their exports: when they ran, what they left \
          out. Such a line is no review.",
    example: "# exported 14 Sep by qa-report",
    choices: &[SKIP, Choice { label: "Judge them like other rows", ..SEND }],
    default: Some("skip"),
    fixes: &[Fix::Answer, Fix::LeaveOut],
    keeps: RowState::Skipped,
    cause: Cause::Rule,
    check: Check::First(is_comment),
    sentence: Sentence::Row(|said| {
        format!(
            "The row begins with {} and names no agent and no time: it is a comment. It stays out.",
            text::quoted(said.row.first_text())
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().record(&["# exported 14 Sep by qa-report"]),
        passes: || Fixture::new().row(&[(Field::Conversation, "#48213")]),
    },
};

/// It begins with the sign, and is no part of a review all the same.
fn is_comment(row: &Row<'_>) -> bool {
    row.first_text().starts_with(lines::COMMENT)
        && !matches!(row.agent, Agent::Found { .. })
        && row.scored_at().is_none()
        && !row.judge.has_edit(row.id)
}
