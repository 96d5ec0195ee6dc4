//! `mapping.missing`: a required field comes from nowhere.

use super::prelude::*;
use crate::check::row::Row;
#[cfg(test)]
use crate::recipe::Mapping;

pub(super) static RULE: Rule = Rule {
    id: "mapping.missing",
    severity: Severity::Error,
    title: "Fields without a column",
    field: None,
    why: "Assembled requires these fields, and no column and no constant gives them. Without \
          them no row can be sent.",
    example: "a file without a source column",
    choices: &[],
    default: None,
    fixes: &[Fix::MapField(Field::Source)],
    keeps: RowState::NeedsFix,
    cause: Cause::Text(|row| missing(row).map(Field::label).collect::<Vec<_>>().join(", ")),
    check: Check::Row(Part::Mapping, |row| missing(row).next().is_some()),
    sentence: Sentence::Fields(|said| {
        let sentence = |field: Field| {
            let label = field.label();
            format!(
                "No column gives the field {label}, which Assembled requires. Choose a column or set \
                 a value for all rows."
            )
        };
        missing(said.row).map(|field| (field, sentence(field))).collect()
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().map(Field::Source, Mapping::None).row(&[]),
        passes: || Fixture::new().map(Field::Source, Mapping::Constant("klaus".to_owned())).row(&[]),
    },
};

fn missing(row: &Row<'_>) -> impl Iterator<Item = Field> {
    Field::ALL.into_iter().filter(|field| row.judge.is_unmapped(row.id, *field))
}
