//! `row.already_sent`: accepted before as it is.

use super::prelude::*;
#[cfg(test)]
use crate::check::Standing;

pub(super) static RULE: Rule = Rule {
    id: "row.already_sent",
    severity: Severity::Question,
    title: "Already sent",
    field: None,
    why: "The same review with the same score was accepted for this account before. Sent again \
          it would count twice.",
    example: "last week’s export, opened again",
    choices: &[SKIP, Choice { label: "Send them again", ..SEND }],
    default: Some("skip"),
    fixes: &[Fix::Answer],
    keeps: RowState::AlreadySent,
    cause: Cause::Rule,
    check: Check::Ledger(|sent| sent.received_as_it_is().is_some()),
    sentence: Sentence::Row(|said| {
        let sent = said.sent().and_then(|sent| sent.received_as_it_is().cloned());
        let (upload, at) = sent.map(|row| (row.upload, moment(row.at))).unwrap_or_default();
        format!(
            "It was accepted on {at} with upload {upload}, just as it is. It stays out so that it \
             does not count twice."
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[]).sent(&[], Standing::Accepted),
        passes: || Fixture::new().row(&[]).sent(&[(Field::Score, "80")], Standing::Accepted),
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn found_by_a_person_counts_as_sent_and_may_be_sent_again() {
        let file = Fixture::new().row(&[]).sent(&[], Standing::ReceivedByPerson);
        assert_eq!(file.states(), [RowState::AlreadySent]);
        assert_eq!(file.answer(RULE.id, "send").states(), [RowState::Ready]);
    }
}
