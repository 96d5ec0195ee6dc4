//! Which of several sheets, tables or files is read where nobody chose: the first, unless only another one tells
//! of scores.
//!
//! Owns that choice. Does not know formats: other sheets are read by whoever read the first. Invariant: it is
//! always said, and a sheet that is hidden is never chosen.

use crate::import::ImportError;
use crate::model::{Field, ImportOptions, Note, Sheet};
use crate::recipe::{self, Mapping, Memory, Overrides};

/// How many other sheets are looked at: each is read whole.
const MAX_LOOKED_AT: usize = 12;

/// The first other sheet that tells of scores, where `first` does not, and how it was read.
///
/// # Errors
/// [`ImportError::Cancelled`]. A sheet that cannot be read is no choice.
pub(super) fn better(
    first: &Sheet,
    told: &Overrides,
    memory: Option<&Memory>,
    read: impl Fn(&ImportOptions) -> Result<Sheet, ImportError>,
) -> Result<Option<(Sheet, ImportOptions)>, ImportError> {
    let source = first.source();
    let Some(picked) = source.sheet.as_ref().filter(|_| !source.sheets.is_empty()) else { return Ok(None) };
    if tells_of_scores(first, told, memory) {
        return Ok(None);
    }
    for name in source.sheets.iter().filter(|name| *name != picked).take(MAX_LOOKED_AT) {
        let options = ImportOptions { sheet: Some(name.clone()), ..ImportOptions::default() };
        let mut sheet = match read(&options) {
            Ok(sheet) => sheet,
            Err(ImportError::Cancelled) => return Err(ImportError::Cancelled),
            Err(_) => continue,
        };
        let is_hidden = sheet.notes().iter().any(|note| note.code == Note::HIDDEN_SHEET);
        if !is_hidden && tells_of_scores(&sheet, told, memory) {
            sheet.add_notes(vec![Note {
                line: 1,
                code: "not_the_first",
                message: format!(
                    "“{picked}” comes first, but has no scores with an agent and a day; “{name}” has and was read."
                ),
            }]);
            return Ok(Some((sheet, options)));
        }
    }
    Ok(None)
}

/// Whether its columns, by what is known of them, are scores with an agent and a day.
fn tells_of_scores(sheet: &Sheet, told: &Overrides, memory: Option<&Memory>) -> bool {
    let remembered = memory.and_then(|memory| memory.recall(sheet));
    let Ok(chosen) = recipe::choose(sheet, told, remembered.as_ref()) else { return false };
    let is_mapped = |field| *chosen.recipe.mapping(field) != Mapping::None;
    sheet.num_rows() > 0 && [Field::Score, Field::AgentId, Field::ScoredAt].into_iter().all(is_mapped)
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::Workbook;

    use super::*;
    use crate::import;
    use crate::model::Progress;
    use crate::pipeline::{Cut, read_as_remembered};

    const SCORES: [&str; 3] = ["Agent email", "Score", "Review date"];

    /// A workbook of sheets with these headings and a row each; those whose name begins with `~` are hidden.
    fn cut(sheets: &[(&str, [&str; 3])]) -> Cut {
        let mut book = Workbook::new();
        for (name, headings) in sheets {
            let sheet = book.add_worksheet().set_name(*name).unwrap();
            sheet.write_row(0, 0, *headings).unwrap();
            sheet.write_row(1, 0, ["a@x.org", "90", "2026-09-14"]).unwrap();
            sheet.set_hidden(name.starts_with('~'));
        }
        let bytes = book.save_to_buffer().unwrap();
        let read = |options: &_| import::read("a.xlsx", bytes.clone(), options, &Progress::default());
        read_as_remembered(&ImportOptions::default(), &Overrides::default(), None, read).unwrap()
    }

    fn said(cut: &Cut) -> Option<&str> {
        let note = cut.sheet.notes().iter().find(|note| note.code == "not_the_first")?;
        Some(&note.message)
    }

    #[test]
    fn a_summary_that_comes_first_is_passed_over_and_said_so() {
        let averages = ["Agent email", "Average score", "Reviews"];
        let found = cut(&[("Summary", averages), ("Reviews", SCORES), ("More", SCORES)]);
        assert_eq!(found.options.sheet.as_deref(), Some("Reviews"));
        assert_eq!(
            said(&found),
            Some(
                "“Summary” comes first, but has no scores with an agent and a day; “Reviews” has and was read."
            )
        );
        assert!(found.detected.is_some());
    }

    #[test]
    fn the_first_stays_where_it_has_scores_or_no_other_has() {
        let roster = ["Agent email", "Name", "Team"];
        for sheets in [
            [("One", SCORES), ("Two", SCORES)],
            [("One", ["Agent email", "Score", "Team"]), ("Two", roster)],
            [("One", roster), ("~Two", SCORES)],
        ] {
            let found = cut(&sheets);
            assert_eq!(found.sheet.source().sheet.as_deref(), Some("One"), "{sheets:?}");
            assert!(found.options.is_default() && said(&found).is_none());
        }
    }
}
