//! What a person changed, in a layer above the sheet, and changes as values that can be undone.
//!
//! Owns the edited values and the rows left out by hand. Does not know the sheet, the recipe, or
//! who edits. Invariants: applying a change returns the change that takes it back, exactly; a
//! copy shares what does not change after it. Values are interned: a bulk edit costs six bytes a cell,
//! and eight for the way back. Interned values are kept for the life of the document, so that undo never
//! loses one.

use super::sparse::Sparse;
use super::texts::{TextBlock, Texts};
use super::{Field, NUM_FIELDS, RowId, ValueId};

/// The edits of one document. An edit addresses a row and a field, not a column, so it survives a
/// change of the mapping.
#[derive(Clone, Debug, Default)]
pub struct Overlay {
    texts: Texts,
    cells: [Sparse<ValueId>; NUM_FIELDS],
    left_out: Sparse<()>,
}

/// New values for cells of one field. Apply it with [`Overlay::apply`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellChange {
    /// The field.
    pub field: Field,
    /// Per row its new value; `None` takes the edit off, so that the source shows again.
    pub cells: Vec<(RowId, Option<ValueId>)>,
}

/// All edits of a field at one time, for a way back that costs nothing for what did not change since. Swap
/// it with [`Overlay::swap`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// The field.
    pub field: Field,
    cells: Sparse<ValueId>,
}

/// Rows to leave out by hand, or to take back in. Apply it with [`Overlay::apply_rows`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowSetChange {
    /// The rows.
    pub rows: Vec<RowId>,
    /// Whether they are left out from now on.
    pub left_out: bool,
}

/// So many new values leave more room over than giving it back costs.
const MANY: usize = 1_000;

impl Overlay {
    /// The edited value of a cell; `None` where nobody edited it.
    #[must_use]
    pub fn get(&self, row: RowId, field: Field) -> Option<&str> {
        self.cells[field.index()].get(row).map(|id| self.value(id))
    }

    /// Whether a person left the row out by hand.
    #[must_use]
    pub fn is_left_out(&self, row: RowId) -> bool {
        self.left_out.get(row).is_some()
    }

    /// How many cells have an edit.
    #[must_use]
    pub fn num_edits(&self) -> usize {
        self.cells.iter().map(Sparse::len).sum()
    }

    /// Whether some cell of a field has an edit.
    #[must_use]
    pub fn has_edits(&self, field: Field) -> bool {
        !self.cells[field.index()].is_empty()
    }

    /// Every edited cell of a field, in the order of the rows.
    pub fn edits(&self, field: Field) -> impl Iterator<Item = (RowId, &str)> {
        self.cells[field.index()].iter().map(|(row, id)| (row, self.value(id)))
    }

    /// The text of an interned value.
    #[must_use]
    pub fn value(&self, id: ValueId) -> &str {
        self.texts.get(id)
    }

    /// The id of a text, made where it is new.
    ///
    /// # Panics
    /// After 4 billion different texts.
    pub fn intern(&mut self, text: &str) -> ValueId {
        self.texts.intern(text)
    }

    /// The ids of many texts, in their order. What comes in a large block is not looked up: a text may have
    /// another id already.
    ///
    /// # Panics
    /// After 4 billion different texts.
    #[must_use]
    pub fn intern_all(&mut self, block: TextBlock) -> Vec<ValueId> {
        self.texts.intern_all(block)
    }

    /// Applies a change and returns its inverse.
    #[must_use = "the inverse is what undo needs"]
    pub fn apply(&mut self, change: &CellChange) -> CellChange {
        let cells = &mut self.cells[change.field.index()];
        let mut inverse: Vec<_> =
            change.cells.iter().map(|&(row, value)| (row, cells.set(row, value))).collect();
        // A row named twice: its first value before comes back last.
        inverse.reverse();
        if change.cells.len() > MANY {
            cells.shrink();
        }
        CellChange { field: change.field, cells: inverse }
    }

    /// Applies a change of many cells, its rows rising and each named once, on all cores; returns the layer
    /// that takes it back. `None`, and nothing is done, where [`Self::apply`] takes it back in less room, or
    /// the rows are not in that order.
    pub fn apply_many(&mut self, change: &CellChange) -> Option<Layer> {
        if !change.cells.is_sorted_by(|(one, _), (next, _)| one < next) {
            return None;
        }
        let cells = &mut self.cells[change.field.index()];
        let new = cells.with(&change.cells)?;
        Some(Layer { field: change.field, cells: std::mem::replace(cells, new) })
    }

    /// Puts all edits of a field in the place of those that are there, and returns those. Costs the same for
    /// any number of cells but for a pointer a thousand rows.
    #[must_use = "the inverse is what undo needs"]
    pub fn swap(&mut self, layer: &Layer) -> Layer {
        let now = &mut self.cells[layer.field.index()];
        Layer { field: layer.field, cells: std::mem::replace(now, layer.cells.clone()) }
    }

    /// The rows of which a layer says something else than what is there now, rising.
    #[must_use]
    pub fn differing(&self, layer: &Layer) -> Vec<RowId> {
        self.cells[layer.field.index()].differing(&layer.cells)
    }

    /// The value that a cell has in a layer.
    #[must_use]
    pub fn get_in(&self, layer: &Layer, row: RowId) -> Option<&str> {
        layer.cells.get(row).map(|id| self.value(id))
    }

    /// Applies a change of the rows left out and returns its inverse, which names only rows that moved.
    #[must_use = "the inverse is what undo needs"]
    pub fn apply_rows(&mut self, change: &RowSetChange) -> RowSetChange {
        let now = change.left_out.then_some(());
        let moved = change.rows.iter().copied().filter(|row| self.left_out.set(*row, now) != now);
        RowSetChange { rows: moved.collect(), left_out: !change.left_out }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_and_its_inverse_cancel_out() {
        let mut overlay = Overlay::default();
        let (a, b) = (overlay.intern("a"), overlay.intern("b"));
        assert_eq!(overlay.intern("a"), a);
        let first = CellChange {
            field: Field::Score,
            cells: vec![(RowId(1), Some(a)), (RowId(1), Some(b)), (RowId(2), Some(b))],
        };
        let undo_first = overlay.apply(&first);
        assert_eq!(overlay.get(RowId(1), Field::Score), Some("b"));
        assert_eq!(overlay.get(RowId(1), Field::Notes), None);
        let second = CellChange { field: Field::Score, cells: vec![(RowId(2), None)] };
        let undo_second = overlay.apply(&second);
        assert_eq!(overlay.get(RowId(2), Field::Score), None);
        let redo_second = overlay.apply(&undo_second);
        assert_eq!(overlay.get(RowId(2), Field::Score), Some("b"));
        assert_eq!(redo_second, second);
        let _redo = overlay.apply(&undo_first);
        assert_eq!(overlay.num_edits(), 0);
    }

    #[test]
    fn a_changed_cell_takes_sixteen_bytes_at_most_with_its_way_back() {
        for (rows, step) in [(200_000_u32, 1_usize), (200_000, 2), (200_000, 7)] {
            let mut overlay = Overlay::default();
            let value = overlay.intern("70");
            let cells: Vec<_> = (0..rows).step_by(step).map(|row| (RowId(row), Some(value))).collect();
            let num_cells = cells.len();
            let inverse = overlay.apply(&CellChange { field: Field::Score, cells });
            let back = inverse.cells.capacity() * size_of::<(RowId, Option<ValueId>)>();
            let bytes = overlay.cells[Field::Score.index()].num_bytes() + back;
            assert!(bytes <= 16 * num_cells, "{bytes} bytes for {num_cells} cells, each {step}th row");
            // The same by layers: of what the way back keeps, only what changed is not shared.
            let other = overlay.intern("71");
            let cells = (0..rows).step_by(step).map(|row| (RowId(row), Some(other))).collect();
            let back = overlay.apply_many(&CellChange { field: Field::Score, cells }).unwrap();
            let bytes = overlay.cells[Field::Score.index()].num_bytes() + back.cells.num_bytes();
            assert!(bytes <= 16 * num_cells, "{bytes} bytes for {num_cells} cells, each {step}th row");
            // A few cells of a field that is full of edits are taken back by a list.
            let cells = (0..rows).step_by(step * 500).map(|row| (RowId(row), Some(value))).collect();
            assert_eq!(overlay.apply_many(&CellChange { field: Field::Score, cells }), None);
        }
    }

    #[test]
    fn rows_left_out_come_back() {
        let mut overlay = Overlay::default();
        let undo = overlay.apply_rows(&RowSetChange { rows: vec![RowId(3), RowId(4)], left_out: true });
        let undo_again = overlay.apply_rows(&RowSetChange { rows: vec![RowId(4), RowId(5)], left_out: true });
        assert_eq!(undo_again.rows, [RowId(5)]);
        let _redo = overlay.apply_rows(&undo);
        assert!(!overlay.is_left_out(RowId(4)) && overlay.is_left_out(RowId(5)));
    }
}
