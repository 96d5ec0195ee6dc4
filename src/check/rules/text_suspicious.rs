//! `text.suspicious`: characters that cannot be seen, look like others, or were others before.

use super::prelude::*;
use crate::check::row::Row;
use crate::check::text::{quoted, suspicious_id, suspicious_prose};
use crate::recipe::mojibake;

pub(super) static RULE: Rule = Rule {
    id: "text.suspicious",
    severity: Severity::Note,
    title: "Odd characters",
    field: None,
    why: "Something in it cannot be seen, looks like something else or was read in a wrong encoding \
          before, so that it may not match what it is meant to match. It is sent as it is.",
    example: "an id with a zero-width space",
    choices: &[],
    default: None,
    fixes: &[Fix::Edit(Field::Conversation), Fix::ReplaceValue(Field::Conversation)],
    keeps: RowState::Ready,
    cause: Cause::Rule,
    check: Check::Row(Part::Text, |row| odd(row).next().is_some()),
    sentence: Sentence::Fields(|said| {
        let sentence = |field, what: Odd| match what {
            Odd::Has(what) => format!("{} has {what}. It is sent as it is.", said.quoted(field)),
            Odd::Was { word, likely } => {
                let sent = match field {
                    Field::AgentId => "Nobody is matched by it unless a person says who",
                    _ => "It is sent as it is",
                };
                let (word, likely) = (quoted(&word), quoted(&likely));
                format!("{word} was likely {likely} before it was read in a wrong encoding. {sent}.")
            }
        };
        odd(said.row).map(|(field, what)| (field, sentence(field, what))).collect()
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[(Field::Conversation, "48213\u{200b}")]),
        passes: || Fixture::new().row(&[(Field::Notes, "Très bien :\u{a0}merci\n👩\u{200d}💻")]),
    },
};

/// What is odd about a text.
enum Odd {
    /// It has this in it.
    Has(&'static str),
    /// A word of it was UTF-8 that some program took for windows-1252.
    Was { word: String, likely: String },
}

fn odd(row: &Row<'_>) -> impl Iterator<Item = (Field, Odd)> {
    let was = |text: &str| {
        mojibake::first_broken_word(text).map(|(word, likely)| Odd::Was { word, likely })
    };
    let id = |text: &str| was(text).or_else(|| suspicious_id(text).map(Odd::Has));
    let prose = |text: &str| was(text).or_else(|| suspicious_prose(text).map(Odd::Has));
    [
        (Field::AgentId, row.broken_agent().and_then(was)),
        (Field::Conversation, id(row.conversation)),
        (Field::Source, id(row.source)),
        (Field::Rubric, prose(row.rubric)),
        (Field::Notes, prose(&row.notes())),
        (Field::Reviewer, prose(row.reviewer)),
    ]
    .into_iter()
    .filter_map(|(field, odd)| Some((field, odd?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::AMARA;

    #[test]
    fn text_that_was_read_in_a_wrong_encoding_is_marked_and_sent_as_it_is() {
        for (field, text, said) in [
            (Field::Notes, "Very clear.\nShe didnâ€™t rush.", "“didnâ€™t” was likely “didn’t” before"),
            (Field::Rubric, "QualitÃ©", "“QualitÃ©” was likely “Qualité” before"),
            (Field::Reviewer, "RenÃ©e MÃ¼ller", "“RenÃ©e” was likely “Renée” before"),
            (Field::Conversation, "fÃ¤lle-7", "“fÃ¤lle-7” was likely “fälle-7” before"),
        ] {
            let file = Fixture::new().row(&[(field, text)]);
            assert_eq!(file.found(), [RULE.id], "{text}");
            let problems = file.problems();
            assert!(problems[0].message.starts_with(said), "{problems:?}");
            assert_eq!(problems[0].field, Some(field));
            let first = text.lines().last().unwrap();
            assert!(file.score().unwrap().contains(first), "{text}");
        }
        let meant = Fixture::new().row(&[(Field::Notes, "«\u{a0}Très bonne qualité\u{a0}»"), (Field::Reviewer, "José")]);
        assert_eq!(meant.found(), [""; 0]);
    }

    #[test]
    fn a_broken_name_beside_an_address_that_is_right_is_marked() {
        let mut file = Fixture::new().row_with_second_agent("JosÃ©");
        file.recipe.agent_kinds.insert(crate::check::fixture::SECOND_AGENT, crate::recipe::AgentKind::Name);
        assert_eq!(file.found(), [RULE.id]);
        assert_eq!(file.problems()[0].field, Some(Field::AgentId));
        assert!(file.score().unwrap().contains(AMARA));
    }
}
