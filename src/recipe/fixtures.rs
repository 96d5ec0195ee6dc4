//! Small sheets and recipes for tests.

use crate::model::{ColumnId, Field, Sheet, SheetBuilder, SourceFile};

use super::{Mapping, Recipe};

/// A sheet of CSV text.
pub fn sheet(text: &str) -> Sheet {
    named("fixture.csv", text)
}

/// A sheet of CSV text, from a file of that name.
pub fn named(name: &str, text: &str) -> Sheet {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let columns = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let mut builder = SheetBuilder::new(SourceFile::fixture(name), columns, text.len());
    for record in reader.records() {
        let record = record.unwrap();
        let line = u32::try_from(record.position().unwrap().line()).unwrap();
        record.iter().for_each(|cell| builder.push_cell(cell).unwrap());
        builder.end_record(line, None).unwrap();
    }
    builder.build()
}

/// A sheet with one column.
pub fn column(heading: &str, cells: &[&str]) -> Sheet {
    let mut builder = SheetBuilder::new(SourceFile::fixture("fixture.csv"), vec![heading.to_owned()], 0);
    for (line, cell) in (2..).zip(cells) {
        builder.push_cell(cell).unwrap();
        builder.end_record(line, None).unwrap();
    }
    builder.build()
}

/// A recipe that maps fields to columns and says nothing else.
pub fn recipe_of(mappings: &[(Field, ColumnId)]) -> Recipe {
    let mut recipe = Recipe::default();
    for (field, column) in mappings {
        recipe.mappings[field.index()] = Mapping::Columns(vec![*column]);
    }
    recipe
}
