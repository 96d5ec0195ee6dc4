//! `conversation.excel_damaged`: an id that a spreadsheet has changed.

use super::prelude::*;
use crate::check::row::Row;
use crate::recipe::IdDamage;

pub(super) static RULE: Rule = Rule {
    id: "conversation.excel_damaged",
    severity: Severity::Question,
    title: "Ids that a spreadsheet has changed",
    field: Some(Field::Conversation),
    why: "Spreadsheets keep 15 digits of a number: a longer id comes back as 1.23457E+12 or ends in zeros. They \
          make dates, numbers and errors of others, and the true id is lost.",
    example: "1.23457E+12",
    choices: &[SEND, SKIP],
    default: None,
    fixes: &[Fix::Answer, Fix::Edit(Field::Conversation), Fix::MapField(Field::Conversation)],
    keeps: RowState::Skipped,
    cause: Cause::Rule,
    check: Check::Row(Part::Conversation, |row| damage(row).is_some()),
    sentence: Sentence::Row(|said| {
        let became = match damage(said.row) {
            None | Some(IdDamage::Rounded | IdDamage::Scientific) => {
                "was rounded by a spreadsheet; its last digits are lost"
            }
            Some(IdDamage::Error) => "is a spreadsheet's error and no id",
            Some(IdDamage::Truth) => "is what a spreadsheet makes of yes and no, and no id",
            Some(IdDamage::Formula) => "is a spreadsheet's formula and no id",
            Some(IdDamage::Date) => "is a date, which a spreadsheet makes of ids that look like one",
            Some(IdDamage::Number) => "is written as an amount, which a spreadsheet makes of ids that are digits",
            Some(IdDamage::LostZeros) => "has lost the zeros with which the others begin, as in a spreadsheet",
        };
        format!(
            "The conversation {} {became}. Export the file again without opening it in one, send it so, or \
             leave it out.",
            said.quoted(Field::Conversation)
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[(Field::Conversation, "1.23457E+12")]),
        passes: || Fixture::new().row(&[(Field::Conversation, "219E01BE")]),
    },
};

fn damage(row: &Row<'_>) -> Option<IdDamage> {
    row.judge.input.readings.conversation.damage(row.conversation.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_became_of_the_id_is_said() {
        for (ids, words) in [
            (["9912140000000000", "9912150000000000"], "its last digits are lost"),
            (["48213", "#N/A"], "is a spreadsheet's error"),
            (["48213", "TRUE"], "yes and no"),
            (["48213", "=A2+1"], "formula"),
            (["48213", "2026-03-01T00:00:00"], "is a date"),
            (["48213", "5007.0"], "as an amount"),
        ] {
            let file = Fixture::new().row(&[(Field::Conversation, ids[0])]).row(&[(Field::Conversation, ids[1])]);
            let problems = file.read_again().problems();
            assert!(problems.iter().any(|problem| problem.message.contains(words)), "{ids:?}: {problems:?}");
        }
    }
}
