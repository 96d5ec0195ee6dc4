//! `row.outcome_unknown`: sent, and no answer came.

use super::prelude::*;
use crate::check::Standing;

pub(super) static RULE: Rule = Rule {
    id: "row.outcome_unknown",
    severity: Severity::Error,
    title: "Sent without an answer",
    field: None,
    why: "The review was sent and no answer came: the server may or may not have it. Sent \
          again it might count twice.",
    example: "the line broke during an upload",
    choices: &[],
    default: None,
    fixes: &[],
    keeps: RowState::Unknown,
    cause: Cause::Rule,
    check: Check::Ledger(|sent| sent.latest(Standing::Unknown).is_some()),
    sentence: Sentence::Row(|said| {
        let unknown = said.sent().and_then(|sent| sent.latest(Standing::Unknown).cloned());
        let (upload, at) = unknown.map(|row| (row.upload, moment(row.at))).unwrap_or_default();
        format!(
            "It was sent on {at} with upload {upload} and no answer came: it may have arrived. \
             Look for it in Assembled, then decide in that upload."
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[]).sent(&[], Standing::Unknown),
        passes: || Fixture::new().row(&[]).sent(&[(Field::Conversation, "7")], Standing::Unknown),
    },
};
