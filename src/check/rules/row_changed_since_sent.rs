//! `row.changed_since_sent`: accepted before with another score.

use super::prelude::*;
#[cfg(test)]
use crate::check::Standing;

pub(super) static RULE: Rule = Rule {
    id: "row.changed_since_sent",
    severity: Severity::Question,
    title: "Changed since sent",
    field: None,
    why: "The review was accepted before and has changed since. Assembled cannot take the old \
          score back: both would count.",
    example: "a regrade: 80 → 90",
    choices: &[SEND, SKIP],
    default: None,
    fixes: &[Fix::Answer],
    keeps: RowState::Skipped,
    cause: Cause::Rule,
    check: Check::Ledger(|sent| sent.received().is_some() && sent.received_as_it_is().is_none()),
    sentence: Sentence::Row(|said| {
        let old = said.sent().and_then(|sent| sent.received().cloned());
        let (score, at) = old.map(|row| (row.score, moment(row.at))).unwrap_or_default();
        let new = said
            .row
            .grade
            .percent(said.row.judge.caps)
            .map_or_else(String::new, |percent| percent.to_string());
        let change = if new == score {
            "something else about it has changed".to_owned()
        } else {
            format!("{score} → {new}")
        };
        format!(
            "It was accepted on {at} and has changed since: {change}. Send it too, or leave it \
             out."
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[]).sent(&[(Field::Score, "80")], Standing::Accepted),
        passes: || Fixture::new().row(&[]).sent(&[], Standing::Accepted),
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_the_old_score_and_the_new() {
        let file = Fixture::new().row(&[]).sent(&[(Field::Score, "80")], Standing::Accepted);
        assert!(file.problems()[0].message.contains("80 → 90"), "{:?}", file.problems());
        let file = Fixture::new().row(&[]).sent(&[(Field::Notes, "Other words.")], Standing::Accepted);
        assert!(file.problems()[0].message.contains("something else"), "{:?}", file.problems());
    }

    #[test]
    fn another_rubric_is_another_review_without_an_evaluation_id_and_the_same_with_one() {
        let file = Fixture::new().row(&[]).sent(&[(Field::Rubric, "Chat")], Standing::Accepted);
        assert_eq!(file.found(), [""; 0]);
        let file =
            Fixture::new().row(&[(Field::Review, "1")]).sent(&[(Field::Rubric, "Chat")], Standing::Accepted);
        assert_eq!(file.found(), ["row.already_sent"]);
    }
}
