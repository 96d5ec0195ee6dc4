//! The headings of a file, to find columns by name.

use rustc_hash::FxHashMap;

use crate::model::{ColumnId, Sheet, fold_heading};

use super::RecipeError;

/// The headings of a sheet, folded, each with where it stands.
#[derive(Debug)]
pub(super) struct Headings<'a> {
    sheet: &'a Sheet,
    folded: FxHashMap<String, Vec<ColumnId>>,
    /// The same without what stands in brackets, for headings that have some.
    bare: FxHashMap<String, Vec<ColumnId>>,
}

impl<'a> Headings<'a> {
    pub fn of(sheet: &'a Sheet) -> Self {
        let mut folded: FxHashMap<String, Vec<ColumnId>> = FxHashMap::default();
        let mut bare: FxHashMap<String, Vec<ColumnId>> = FxHashMap::default();
        for (heading, column) in sheet.columns().iter().zip(sheet.column_ids()) {
            folded.entry(fold_heading(heading)).or_default().push(column);
            if let Some((before, _)) = heading.split_once(OPEN).filter(|_| in_brackets(heading).is_some()) {
                bare.entry(fold_heading(before)).or_default().push(column);
            }
        }
        Self { sheet, folded, bare }
    }

    /// The one column with that heading; `None` where there is none, or several.
    pub fn only(&self, heading: &str) -> Option<ColumnId> {
        only(self.folded.get(&fold_heading(heading)))
    }

    /// The heading as it stands, where several columns have it.
    pub fn twice(&self, heading: &str) -> Option<&'a str> {
        let columns = self.folded.get(&fold_heading(heading)).filter(|columns| columns.len() > 1)?;
        Some(self.heading(columns[0]).trim())
    }

    /// The one column with that heading in front of something in brackets: `Score (%)` for `Score`.
    pub fn only_bare(&self, heading: &str) -> Option<ColumnId> {
        only(self.bare.get(&fold_heading(heading)))
    }

    /// The column that a person named: `#7` the seventh; else by heading, as it stands or folded.
    pub fn named(&self, name: &str) -> Result<ColumnId, RecipeError> {
        let no_such = || RecipeError::NoSuchColumn(name.to_owned());
        if let Some(place) = name.strip_prefix('#').and_then(|place| place.parse::<u16>().ok()) {
            let place = place.checked_sub(1).filter(|place| usize::from(*place) < self.sheet.columns().len());
            return place.map(ColumnId).ok_or_else(no_such);
        }
        let mut exact = self.sheet.column_ids().filter(|column| self.heading(*column) == name);
        if let (Some(column), None) = (exact.next(), exact.next()) {
            return Ok(column);
        }
        match self.folded.get(&fold_heading(name)).map(Vec::as_slice) {
            None | Some([]) => Err(no_such()),
            Some([column]) => Ok(*column),
            Some(_) => Err(RecipeError::AmbiguousColumn(name.to_owned())),
        }
    }

    /// How a person would name the column: its heading, or `#7` where that is blank or stands twice.
    pub fn name(&self, column: ColumnId) -> String {
        let heading = self.heading(column);
        if !heading.trim().is_empty() && self.named(heading) == Ok(column) {
            heading.to_owned()
        } else {
            format!("#{}", u32::from(column.0) + 1)
        }
    }

    /// The heading as it stands.
    pub fn heading(&self, column: ColumnId) -> &'a str {
        self.sheet.columns().get(column.index()).map_or("", String::as_str)
    }

    pub fn sheet(&self) -> &'a Sheet {
        self.sheet
    }
}

fn only(columns: Option<&Vec<ColumnId>>) -> Option<ColumnId> {
    match columns.map(Vec::as_slice) {
        Some([column]) => Some(*column),
        _ => None,
    }
}

const OPEN: [char; 2] = ['(', '['];

/// What a heading has in brackets at its end: `UTC` of `Date (UTC)`.
pub(super) fn in_brackets(heading: &str) -> Option<&str> {
    let (before, inner) = heading.split_once(OPEN)?;
    (!before.trim().is_empty()).then(|| inner.trim_end().strip_suffix([')', ']'])).flatten()
}

#[cfg(test)]
mod tests {
    use crate::recipe::fixtures;

    use super::*;

    #[test]
    fn columns_are_found_by_heading_or_place() {
        let sheet = fixtures::sheet("Score,agent.email,score,Note,,note ,#2\n");
        let headings = Headings::of(&sheet);
        for (name, column) in [
            ("Score", Ok(0)),
            ("score", Ok(2)),
            ("Agent Email", Ok(1)),
            ("#5", Ok(4)),
            ("#2", Ok(1)),
            ("SCORE", Err(RecipeError::AmbiguousColumn("SCORE".to_owned()))),
            ("Note", Ok(3)),
            ("reviewer", Err(RecipeError::NoSuchColumn("reviewer".to_owned()))),
            ("#0", Err(RecipeError::NoSuchColumn("#0".to_owned()))),
            ("#8", Err(RecipeError::NoSuchColumn("#8".to_owned()))),
        ] {
            assert_eq!(headings.named(name), column.map(ColumnId), "{name}");
        }
        assert_eq!(headings.only("score"), None);
        for column in sheet.column_ids() {
            assert_eq!(headings.named(&headings.name(column)), Ok(column));
        }
    }
}
