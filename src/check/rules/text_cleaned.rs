//! `text.cleaned`: what a tool put around a value is taken off.

use super::prelude::*;
use crate::check::row::{CLEANED, Row};

pub(super) static RULE: Rule = Rule {
    id: "text.cleaned",
    severity: Severity::Note,
    title: "Values that are sent without their wrapping",
    field: None,
    why: "Exports wrap values so that spreadsheets keep them as text, and some notes are HTML. \
          What is sent is the value itself.",
    example: "=\"48213\" is sent as 48213",
    choices: &[],
    default: None,
    fixes: &[],
    keeps: RowState::Ready,
    cause: Cause::Rule,
    check: Check::Row(Part::Text, |row| cleaned(row).next().is_some()),
    sentence: Sentence::Fields(|said| {
        let sentence = |field| match field {
            Field::Notes => "The notes are HTML; they are sent as plain text.".to_owned(),
            _ => format!("The wrapping of {} is taken off.", said.quoted(field)),
        };
        cleaned(said.row).map(|field| (field, sentence(field))).collect()
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[(Field::Conversation, "=\"0048213\"")]),
        passes: || Fixture::new().row(&[(Field::Notes, "=\"said so\" & <b>more</b>")]),
    },
};

fn cleaned(row: &Row<'_>) -> impl Iterator<Item = Field> {
    let html = row.judge.input.recipe.html_notes && row.notes() != row.value(Field::Notes);
    let fields = CLEANED.into_iter().filter(|field| row.is_cleaned(*field));
    fields.chain(html.then_some(Field::Notes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_dates_and_notes_are_sent_without_their_wrapping() {
        let mut file = Fixture::new().row(&[
            (Field::Conversation, "'0048213"),
            (Field::ScoredAt, "=\"2026-09-14T10:22:31Z\""),
            (Field::Notes, "<p>Clear &amp; warm.</p>"),
        ]);
        file.recipe.html_notes = true;
        let fields: Vec<_> = file.problems().into_iter().filter_map(|problem| problem.field).collect();
        assert_eq!(fields, [Field::Conversation, Field::ScoredAt, Field::Notes]);
        let json = file.score().unwrap();
        for part in [r#""0048213""#, r#""2026-09-14T10:22:31Z""#, r#""Clear & warm.""#] {
            assert!(json.contains(part), "{json}");
        }
    }
}
