//! `row.in_open_upload`: claimed by an upload that has not ended.

use super::prelude::*;
use crate::check::Standing;

pub(super) static RULE: Rule = Rule {
    id: "row.in_open_upload",
    severity: Severity::Error,
    title: "In an upload that has not ended",
    field: None,
    why: "An upload that has not ended holds this review. It goes, or has gone, with that one.",
    example: "the same file while it is being sent",
    choices: &[],
    default: None,
    fixes: &[],
    keeps: RowState::InUpload,
    cause: Cause::Rule,
    check: Check::Ledger(|sent| sent.latest(Standing::Open).is_some()),
    sentence: Sentence::Row(|said| {
        let upload = said
            .sent()
            .and_then(|sent| sent.latest(Standing::Open).map(|row| row.upload.as_str()))
            .unwrap_or("");
        format!(
            "Upload {upload} holds this review and has not ended. Go on with that upload, or give \
             up what is not sent."
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[]).sent(&[], Standing::Open),
        passes: || Fixture::new().row(&[]).sent(&[(Field::Conversation, "7")], Standing::Open),
    },
};
