//! Cells by where they stand in the view: what a selection is to everything that works on its cells.
//!
//! Knows places and fields. Does not know the grid, nor what the cells hold. Invariant: a cell that
//! lies in several blocks is named once.

use std::ops::Range;

use crate::model::{ColumnId, Field, RowId};

use super::view::View;

/// A column of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// A field of the score.
    Field(Field),
    /// A column of the file, as it is.
    Source(ColumnId),
}

/// A rectangle of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Places of its rows in the view.
    pub rows: Range<u32>,
    /// Its fields, from the left.
    pub fields: Vec<Field>,
}

/// Some rectangles of cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Area(pub Vec<Block>);

impl Area {
    /// How many cells, those in several blocks counted more than once.
    pub fn num_cells(&self) -> u64 {
        self.0.iter().map(|block| u64::from(block.num_rows()) * block.fields.len() as u64).sum()
    }

    /// The same cells in areas of at most so many rows each.
    pub fn in_stretches(&self, rows: u32) -> Vec<Self> {
        // Blocks that overlap name a cell once only together.
        let [block] = self.0.as_slice() else { return vec![self.clone()] };
        let starts = block.rows.clone().step_by(rows as usize);
        let end = |start: u32| start.saturating_add(rows).min(block.rows.end);
        let stretch = |start| Block { rows: start..end(start), fields: block.fields.clone() };
        starts.map(|start| Self(vec![stretch(start)])).collect()
    }

    /// Every cell once, block by block and row by row.
    pub fn cells<'a>(&'a self, view: &'a View) -> impl Iterator<Item = (RowId, Field)> + 'a {
        self.0.iter().enumerate().flat_map(move |(at, block)| {
            let before = &self.0[..at];
            block.rows.clone().filter_map(move |place| Some((place, view.row(place)?))).flat_map(
                move |(place, row)| {
                    let fields = block.fields.iter().copied();
                    fields
                        .filter(move |field| !before.iter().any(|block| block.contains(place, *field)))
                        .map(move |field| (row, field))
                },
            )
        })
    }
}

impl Block {
    /// How many rows it is high.
    pub fn num_rows(&self) -> u32 {
        self.rows.end.saturating_sub(self.rows.start)
    }

    fn contains(&self, place: u32, field: Field) -> bool {
        self.rows.contains(&place) && self.fields.contains(&field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_in_two_blocks_is_named_once() {
        let block = |rows, fields: &[Field]| Block { rows, fields: fields.to_vec() };
        let area = Area(vec![
            block(0..2, &[Field::Score]),
            block(1..3, &[Field::Score, Field::Notes]),
            block(1..2, &[Field::Notes]),
        ]);
        let cells: Vec<_> = area.cells(&View::default()).map(|(row, field)| (row.0, field)).collect();
        assert_eq!(
            cells,
            [(0, Field::Score), (1, Field::Score), (1, Field::Notes), (2, Field::Score), (2, Field::Notes)]
        );
        assert_eq!(area.num_cells(), 7);
    }
}
