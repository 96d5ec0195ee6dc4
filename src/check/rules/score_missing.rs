//! `score.missing`: not graded.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "score.missing",
    severity: Severity::Question,
    title: "Not graded",
    field: Some(Field::Score),
    why: "Blank, N/A, NA, Unknown or “-”: the review has no score. It is never sent as 0; a \
          real 0 is sent.",
    example: "N/A",
    choices: &[SKIP],
    default: Some("skip"),
    fixes: &[Fix::Answer, Fix::Edit(Field::Score), Fix::ReplaceValue(Field::Score)],
    keeps: RowState::Skipped,
    cause: Cause::Rule,
    check: Check::Row(Part::Score, |row| row.grade == Grade::Missing),
    sentence: Sentence::Row(|said| {
        let value = said.row.value(Field::Score);
        let cell = if value.trim().is_empty() {
            "The score is blank".to_owned()
        } else {
            format!("The score is {}", said.quoted(Field::Score))
        };
        format!(
            "{cell}: not graded. The row stays out, and is never sent as 0. Type a score to send \
             it."
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[(Field::Score, "N/A")]),
        passes: || Fixture::new().row(&[(Field::Score, "0")]),
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_ways_to_write_not_graded() {
        for text in ["", " ", "-", "N/A", "NA", "n.a.", "Unknown", "=\"\""] {
            assert_eq!(Fixture::new().row(&[(Field::Score, text)]).states(), [RowState::Skipped], "{text:?}");
        }
    }
}
