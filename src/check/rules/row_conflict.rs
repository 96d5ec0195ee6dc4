//! `row.conflict`: one review with two gradings in the file.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "row.conflict",
    severity: Severity::Question,
    title: "One review, several scores",
    field: None,
    why: "The same review stands in the file with another score, time, comment or reviewer: it \
          was graded again. Sent both, it would count twice.",
    example: "a review and its regrade",
    choices: &[
        Choice { id: "newest", label: "Send the newest", effect: Effect::Newest },
        Choice { id: "all", label: "Send all", effect: Effect::Send },
        SKIP,
    ],
    default: None,
    fixes: &[Fix::Answer, Fix::LeaveOut],
    keeps: RowState::Skipped,
    cause: Cause::Rule,
    check: Check::Conflict,
    sentence: Sentence::Row(|said| {
        let others: Vec<String> = said
            .others()
            .iter()
            .take(3)
            .map(|other| {
                let score =
                    other.percent.map_or_else(|| "no score".to_owned(), |percent| percent.to_string());
                let at = other.at.map(|at| format!(" on {}", moment(at))).unwrap_or_default();
                format!("row {} ({score}{at})", other.row.number())
            })
            .collect();
        format!(
            "The same review stands in {} with another grading. Send the newest, send all, or \
             leave them out.",
            others.join(", ")
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || regraded(&[]),
        passes: || {
            Fixture::new().row(&[(Field::Review, "1")]).row(&[(Field::Review, "2"), (Field::Score, "80")])
        },
    },
};

/// A review, and its regrade on the day after.
#[cfg(test)]
fn regraded(changes: &[(Field, &str)]) -> Fixture {
    let second = [(Field::Review, "1"), (Field::Score, "80"), (Field::ScoredAt, "2026-09-15T09:00:00Z")];
    Fixture::new().row(&[(Field::Review, "1")]).row(&[&second, changes].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_does_what_it_says() {
        use RowState::{NeedsFix, Ready, Skipped};
        assert_eq!(regraded(&[]).states(), [NeedsFix, NeedsFix]);
        for (choice, states) in
            [("newest", [Skipped, Ready]), ("all", [Ready, Ready]), ("skip", [Skipped, Skipped])]
        {
            assert_eq!(regraded(&[]).answer(RULE.id, choice).states(), states, "{choice}");
        }
    }

    #[test]
    fn of_equal_times_the_later_row_is_the_newest() {
        let file = regraded(&[(Field::ScoredAt, "2026-09-14T10:22:31Z")]).answer(RULE.id, "newest");
        assert_eq!(file.states(), [RowState::Skipped, RowState::Ready]);
    }

    #[test]
    fn a_repeat_of_an_older_grading_stays_out_with_it() {
        let file = regraded(&[])
            .row(&[(Field::Review, "1"), (Field::Conversation, "48213")])
            .answer(RULE.id, "newest")
            .answer("row.duplicate", "send");
        assert_eq!(file.states(), [RowState::Skipped, RowState::Ready, RowState::Skipped]);
    }

    #[test]
    fn a_grading_that_stays_out_does_not_conflict() {
        let file = regraded(&[(Field::Score, "105")]).answer("score.above_max", "skip");
        assert_eq!(file.states(), [RowState::Ready, RowState::Skipped]);
    }
}
