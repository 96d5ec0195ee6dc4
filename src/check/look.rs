//! What a person sees of a row: raw → sent per field, marks, sentences. Made for visible rows only.

use crate::model::{Field, NUM_FIELDS, RowId, RowState};

use super::{Input, Problem, Report, Severity};

/// A row as it is shown.
#[derive(Clone)]
pub struct RowLook {
    /// Where it stands.
    pub state: RowState,
    /// Its cells, by [`Field::index`].
    pub cells: [CellLook; NUM_FIELDS],
    /// What is wrong with it, in the order of the rules.
    pub problems: Vec<Problem>,
}

/// A cell as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellLook {
    /// The value: edit ▸ replacement ▸ source.
    pub raw: String,
    /// What is sent for it in words (`90`, `Amara Okonkwo`, `14 Sep 2026 10:22:31 UTC`), where that differs.
    pub sent: Option<String>,
    /// The worst finding that marks this cell.
    pub mark: Option<Severity>,
    /// Whether a person changed it.
    pub edited: bool,
    /// For [`Field::ScoredAt`]: −1 or +1 where the UTC day differs from the local day.
    pub day_moves: i8,
}

/// Looks at a row.
pub fn look(_input: &Input<'_>, _report: &Report, _row: RowId) -> RowLook {
    unimplemented!()
}

/// The value of a cell: edit ▸ replacement ▸ source, without judging it.
pub fn value<'a>(_input: &Input<'a>, _row: RowId, _field: Field) -> &'a str {
    unimplemented!()
}
