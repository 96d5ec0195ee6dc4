//! `source.missing`: the row does not say which tool it comes from.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "source.missing",
    severity: Severity::Error,
    title: "No source",
    field: Some(Field::Source),
    why: "Assembled requires the tool that a score comes from.",
    example: "a blank source cell",
    choices: &[],
    default: None,
    fixes: &[Fix::SetAll(Field::Source), Fix::MapField(Field::Source), Fix::Edit(Field::Source), Fix::LeaveOut],
    keeps: RowState::NeedsFix,
    cause: Cause::Rule,
    check: Check::Row(Part::Source, |_row| true),
    sentence: Sentence::Row(|_said| {
        "The row does not say which tool the score comes from. Type it, or set one for all \
         rows."
            .to_owned()
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[(Field::Source, " ")]),
        passes: || Fixture::new().row(&[(Field::Source, " ")]).edit(Field::Source, "klaus"),
    },
};
