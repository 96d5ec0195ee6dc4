//! `row.duplicate`: a row that repeats an earlier one.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "row.duplicate",
    severity: Severity::Question,
    title: "Repeated rows",
    field: None,
    why: "The same review with the same score stands in the file before. Sent twice it would \
          count twice.",
    example: "two exports that overlap, in one file",
    choices: &[SKIP, SEND],
    default: Some("skip"),
    fixes: &[Fix::Answer, Fix::LeaveOut],
    keeps: RowState::Skipped,
    cause: Cause::Rule,
    check: Check::Duplicate,
    sentence: Sentence::Row(|said| {
        let first = said.repeated().map_or(0, crate::model::RowId::number);
        if said.report.found(said.row.id).unsure_duplicate() {
            format!(
                "It looks the same as row {first}, and neither an evaluation id nor a conversation \
                 tells whether it is another review. Send it too, or leave it out."
            )
        } else {
            format!(
                "It repeats row {first}: the same review with the same score. It stays out so that it \
                 does not count twice."
            )
        }
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[(Field::Conversation, "7")]).row(&[(Field::Conversation, "7")]),
        passes: || {
            Fixture::new()
                .row(&[(Field::Conversation, "7")])
                .row(&[(Field::Conversation, "7"), (Field::Reviewer, "nadia.brandt@example.com")])
        },
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    fn twice(changes: &[(Field, &str)]) -> Fixture {
        Fixture::new().row(changes).row(changes)
    }

    #[test]
    fn the_first_is_sent_and_later_ones_stay_out() {
        let file = twice(&[(Field::Conversation, "7")]).row(&[(Field::Conversation, "7")]);
        assert_eq!(file.states(), [RowState::Ready, RowState::Skipped, RowState::Skipped]);
        assert_eq!(file.problems()[0].message.split(':').next(), Some("It repeats row 1"));
        assert_eq!(file.answer(RULE.id, "send").states(), [RowState::Ready; 3]);
    }

    #[test]
    fn without_evaluation_id_and_conversation_nobody_can_tell() {
        let unsure = twice(&[(Field::Conversation, "")]);
        assert_eq!(unsure.states(), [RowState::Ready, RowState::NeedsFix]);
        assert_eq!(unsure.clone().answer(RULE.id, "skip").states(), [RowState::Ready, RowState::Skipped]);
        assert_eq!(unsure.answer(RULE.id, "send").states(), [RowState::Ready, RowState::Ready]);
        let with_id = twice(&[(Field::Conversation, ""), (Field::Review, "9120331")]);
        assert_eq!(with_id.states(), [RowState::Ready, RowState::Skipped]);
    }

    #[test]
    fn the_evaluation_id_is_that_of_the_file_whatever_was_typed() {
        let other = [(Field::Review, "9120332"), (Field::Conversation, "7")];
        let file = Fixture::new().row(&[(Field::Review, "9120331"), (Field::Conversation, "7")]).row(&other);
        assert_eq!(file.states(), [RowState::Ready, RowState::Ready]);
        assert_eq!(file.edit(Field::Review, "9120331").states(), [RowState::Ready, RowState::Ready]);
    }

    #[test]
    fn a_row_that_cannot_be_sent_is_not_repeated() {
        let file = Fixture::new()
            .row(&[(Field::Conversation, "7"), (Field::Source, "")])
            .row(&[(Field::Conversation, "7")]);
        assert_eq!(file.states(), [RowState::NeedsFix, RowState::Ready]);
    }
}
