//! `text.suspicious`: characters that cannot be seen, or look like others.

use super::prelude::*;
use crate::check::row::Row;
use crate::check::text::{suspicious_id, suspicious_prose};

pub(super) static RULE: Rule = Rule {
    id: "text.suspicious",
    severity: Severity::Note,
    title: "Odd characters",
    field: None,
    why: "Something in it cannot be seen or looks like something else, so that it may not \
          match what it is meant to match. It is sent as it is.",
    example: "an id with a zero-width space",
    choices: &[],
    default: None,
    fixes: &[Fix::Edit(Field::Conversation), Fix::ReplaceValue(Field::Conversation)],
    keeps: RowState::Ready,
    cause: Cause::Rule,
    check: Check::Row(Part::Text, |row| odd(row).next().is_some()),
    sentence: Sentence::Fields(|said| {
        odd(said.row)
            .map(|(field, what)| (field, format!("{} has {what}. It is sent as it is.", said.quoted(field))))
            .collect()
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[(Field::Conversation, "48213\u{200b}")]),
        passes: || Fixture::new().row(&[(Field::Notes, "Très bien :\u{a0}merci\n👩\u{200d}💻")]),
    },
};

fn odd(row: &Row<'_>) -> impl Iterator<Item = (Field, &'static str)> {
    [
        (Field::Conversation, suspicious_id(row.conversation)),
        (Field::Source, suspicious_id(row.source)),
        (Field::Rubric, suspicious_prose(row.rubric)),
        (Field::Notes, suspicious_prose(&row.notes())),
        (Field::Reviewer, suspicious_prose(row.reviewer)),
    ]
    .into_iter()
    .filter_map(|(field, odd)| Some((field, odd?)))
}
