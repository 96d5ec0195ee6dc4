//! Rows that should not go up unasked, in files of no known tool: by what their columns of status, kind and
//! purpose are headed and say.
//!
//! Owns the headings and the values. Does not know presets, which have lists of their own. Invariant: only values
//! that can mean nothing else are here, since a ticket may have a status, too.

use super::LeaveOut;
use super::headings::Headings;

/// A reason, and where it is said.
struct Held {
    reason: &'static str,
    headings: &'static [&'static str],
    values: &'static [&'static str],
}

/// What a column says that is about nothing else.
const YES: &[&str] = &["true", "yes", "y", "1", "x", "ja", "oui", "sí", "si"];
/// Columns that say how far a review is.
const STATUS: &[&str] = &[
    "status",
    "state",
    "review status",
    "review state",
    "evaluation status",
    "evaluation state",
    "qa status",
    "grade status",
    "grading status",
    "scorecard status",
    "score status",
    "assessment status",
];
/// Those of them that cannot be about the conversation.
const STATUS_OF_REVIEW: &[&str] = STATUS.split_at(2).1;
/// Columns that say what a review is for.
const KIND: &[&str] = &[
    "type",
    "kind",
    "purpose",
    "review type",
    "review kind",
    "review purpose",
    "evaluation type",
    "evaluation purpose",
    "qa type",
    "grade type",
    "grading type",
    "scorecard type",
    "assessment type",
];

const TABLE: &[Held] = &[
    Held { reason: "deleted", headings: STATUS, values: &["deleted", "removed", "voided", "void"] },
    Held { reason: "deleted", headings: &["deleted", "is deleted", "voided", "is voided"], values: YES },
    Held { reason: "a draft", headings: STATUS, values: &["draft", "not submitted", "unsubmitted"] },
    Held {
        reason: "a draft",
        headings: STATUS_OF_REVIEW,
        values: &["in progress", "incomplete", "not started", "started"],
    },
    Held { reason: "a draft", headings: &["draft", "is draft"], values: YES },
    Held { reason: "a calibration", headings: STATUS, values: CALIBRATION },
    Held { reason: "a calibration", headings: KIND, values: CALIBRATION },
    Held { reason: "a calibration", headings: &["calibration", "is calibration", "calibrated"], values: YES },
    Held { reason: "in dispute", headings: STATUS, values: &["disputed", "in dispute", "under dispute"] },
    Held {
        reason: "in dispute",
        headings: &["dispute status", "appeal status"],
        values: &["open", "pending", "disputed", "in dispute", "under dispute", "in review"],
    },
    Held { reason: "in dispute", headings: &["disputed", "is disputed", "in dispute"], values: YES },
    Held { reason: "for training", headings: KIND, values: &["training", "test", "practice", "sandbox"] },
];

const CALIBRATION: &[&str] =
    &["calibration", "calibrations", "calibration review", "calibration session", "final calibration"];

/// The rows that a file's columns name so.
pub(super) fn rows(headings: &Headings<'_>) -> Vec<LeaveOut> {
    let named = TABLE.iter().flat_map(|held| {
        let columns = held.headings.iter().filter_map(|heading| headings.only(heading));
        columns.map(move |column| LeaveOut {
            column,
            values: held.values.iter().map(|&value| value.to_owned()).collect(),
            reason: held.reason.to_owned(),
            beside: None,
            active: true,
        })
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use crate::model::Progress;
    use crate::recipe::{Overrides, choose, fixtures, read_columns};

    /// The reason of each row, or nothing.
    fn reasons(text: &str) -> Vec<String> {
        let sheet = fixtures::sheet(text);
        let recipe = choose(&sheet, &Overrides::default(), None).unwrap().recipe;
        let readings = read_columns(&sheet, &recipe, &Progress::default()).unwrap();
        let reason = |row| readings.left_out(row).map(|entry| recipe.leave_out[entry].reason.clone());
        sheet.rows().map(|row| reason(row).unwrap_or_default()).collect()
    }

    #[test]
    fn what_a_column_says_of_a_review_holds_it_out_and_what_may_be_of_a_ticket_does_not() {
        let head = "Agent Email,Score,Date";
        let row = "a@example.com,90,2026-09-14T10:00:00Z";
        for (heading, value, reason) in [
            ("Status", "Deleted", "deleted"),
            ("Status", "Draft", "a draft"),
            ("Status", "in progress", ""),
            ("Status", "Closed", ""),
            ("Evaluation Status", "In Progress", "a draft"),
            ("Review type", "Calibration", "a calibration"),
            ("Type", "Email", ""),
            ("Is Calibration", "TRUE", "a calibration"),
            ("Is Calibration", "FALSE", ""),
            ("Voided", "Yes", "deleted"),
            ("Disputed", "", ""),
            ("QA Status", "Disputed", "in dispute"),
        ] {
            let text = format!("{head},{heading}\n{row},{value}\n{row},other\n");
            assert_eq!(reasons(&text), [reason, ""], "{heading}: {value}");
        }
    }
}
