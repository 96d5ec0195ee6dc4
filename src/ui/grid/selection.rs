//! Which cells are selected: blocks of places, one of them active. Pure arithmetic, at any number of rows.
//!
//! A [`Place`] counts columns as they stand on the screen; the grid translates to the source's columns.
//! Invariant: there is at least one block, and the active place is inside of one.

/// A cell by its place on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Place {
    /// Place of the row in the shown order, from 0.
    pub row: u32,
    /// Place of the column from the left, from 0.
    pub column: u16,
}

/// A direction of one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Up,
    Down,
    Left,
    Right,
}

/// A rectangle of places between two corners; `head` is the one that Shift moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Block {
    pub anchor: Place,
    pub head: Place,
}

impl Block {
    pub const fn new(anchor: Place, head: Place) -> Self {
        Self { anchor, head }
    }

    pub fn first(&self) -> Place {
        Place { row: self.anchor.row.min(self.head.row), column: self.anchor.column.min(self.head.column) }
    }

    pub fn last(&self) -> Place {
        Place { row: self.anchor.row.max(self.head.row), column: self.anchor.column.max(self.head.column) }
    }

    pub fn contains(&self, place: Place) -> bool {
        let (first, last) = (self.first(), self.last());
        (first.row..=last.row).contains(&place.row) && (first.column..=last.column).contains(&place.column)
    }

    fn is_single(&self) -> bool {
        self.anchor == self.head
    }
}

/// The selected blocks, the last one growing, and the active place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Selection {
    blocks: Vec<Block>,
    active: Place,
    /// How many blocks stay when the active cell moves.
    kept: usize,
}

impl Default for Selection {
    fn default() -> Self {
        Self { blocks: vec![Block::default()], active: Place::default(), kept: 0 }
    }
}

impl Selection {
    pub const fn active(&self) -> Place {
        self.active
    }

    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The corner that moves when the selection is extended.
    pub fn head(&self) -> Place {
        self.blocks.last().map_or(self.active, |block| block.head)
    }

    /// Whether one cell is selected, and no more.
    pub fn is_single(&self) -> bool {
        self.blocks.len() == 1 && self.blocks.iter().all(Block::is_single)
    }

    pub fn contains(&self, place: Place) -> bool {
        self.blocks.iter().any(|block| block.contains(place))
    }

    /// Selects one cell.
    pub fn go_to(&mut self, place: Place) {
        self.select(Block::new(place, place));
    }

    /// Selects one cell beside what is kept.
    pub fn move_to(&mut self, place: Place) {
        self.blocks.truncate(self.kept);
        self.add(Block::new(place, place));
    }

    /// Keeps what is selected, and goes on with the active cell beside it.
    pub fn keep(&mut self) {
        self.kept = self.blocks.len();
        self.add(Block::new(self.active, self.active));
    }

    /// Selects one block; its anchor is the active place.
    pub fn select(&mut self, block: Block) {
        self.blocks.clear();
        self.kept = 0;
        self.add(block);
    }

    /// Selects another block beside those that are selected.
    pub fn add(&mut self, block: Block) {
        self.blocks.push(block);
        self.active = block.anchor;
    }

    /// Moves the free corner of the last block; the active place becomes the other corner.
    pub fn extend_to(&mut self, head: Place) {
        let anchor = self.active;
        if let Some(block) = self.blocks.last_mut() {
            *block = Block::new(anchor, head);
        }
    }

    /// Widens the last block to whole rows, or to whole columns, of a grid that ends at `last`.
    pub fn widen(&mut self, last: Place, rows: bool, columns: bool) {
        if let Some(block) = self.blocks.last_mut() {
            if rows {
                (block.anchor.column, block.head.column) = (0, last.column);
            }
            if columns {
                (block.anchor.row, block.head.row) = (0, last.row);
            }
        }
    }

    /// Only the active cell stays selected.
    pub fn collapse(&mut self) {
        self.go_to(self.active);
    }

    /// Moves the active place one step inside of the selection, from block to block and round again:
    /// along rows for `Left` and `Right`, along columns for `Up` and `Down`.
    pub fn cycle(&mut self, step: Step) {
        let Some(at) = self.blocks.iter().rposition(|block| block.contains(self.active)) else { return };
        let (first, last) = (self.blocks[at].first(), self.blocks[at].last());
        let Place { row, column } = self.active;
        let inside = match step {
            Step::Right if column < last.column => Some(Place { row, column: column + 1 }),
            Step::Right if row < last.row => Some(Place { row: row + 1, column: first.column }),
            Step::Left if column > first.column => Some(Place { row, column: column - 1 }),
            Step::Left if row > first.row => Some(Place { row: row - 1, column: last.column }),
            Step::Down if row < last.row => Some(Place { row: row + 1, column }),
            Step::Down if column < last.column => Some(Place { row: first.row, column: column + 1 }),
            Step::Up if row > first.row => Some(Place { row: row - 1, column }),
            Step::Up if column > first.column => Some(Place { row: last.row, column: column - 1 }),
            _ => None,
        };
        let count = self.blocks.len();
        self.active = inside.unwrap_or_else(|| match step {
            Step::Right | Step::Down => self.blocks[(at + 1) % count].first(),
            Step::Left | Step::Up => self.blocks[(at + count - 1) % count].last(),
        });
    }

    /// Pulls everything into a grid that ends at `last`.
    pub fn clamp(&mut self, last: Place) {
        let pull =
            |place: Place| Place { row: place.row.min(last.row), column: place.column.min(last.column) };
        for block in &mut self.blocks {
            *block = Block::new(pull(block.anchor), pull(block.head));
        }
        self.active = pull(self.active);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(row: u32, column: u16) -> Place {
        Place { row, column }
    }

    #[test]
    fn steps_go_round_inside_of_the_selection() {
        let block = Block::new(at(1, 1), at(2, 2));
        let walks = [
            (Step::Right, vec![(1, 2), (2, 1), (2, 2), (1, 1)]),
            (Step::Left, vec![(2, 2), (2, 1), (1, 2), (1, 1)]),
            (Step::Down, vec![(2, 1), (1, 2), (2, 2), (1, 1)]),
            (Step::Up, vec![(2, 2), (1, 2), (2, 1), (1, 1)]),
        ];
        for (step, expected) in walks {
            let mut selection = Selection::default();
            selection.select(block);
            for (row, column) in expected {
                selection.cycle(step);
                assert_eq!(selection.active(), at(row, column), "{step:?}");
            }
        }
    }

    #[test]
    fn steps_go_from_block_to_block() {
        let mut selection = Selection::default();
        selection.go_to(at(5, 0));
        selection.add(Block::new(at(9, 3), at(9, 4)));
        let mut seen = Vec::new();
        for _ in 0..3 {
            selection.cycle(Step::Right);
            seen.push(selection.active());
        }
        assert_eq!(seen, [at(9, 4), at(5, 0), at(9, 3)]);
    }

    #[test]
    fn extending_keeps_the_active_cell_and_clamping_keeps_it_inside() {
        let mut selection = Selection::default();
        selection.go_to(at(10, 2));
        selection.extend_to(at(4, 5));
        assert_eq!((selection.active(), selection.head()), (at(10, 2), at(4, 5)));
        assert!(selection.contains(at(7, 3)) && !selection.contains(at(3, 3)));
        selection.widen(at(9_999_999, 8), true, false);
        assert!(selection.contains(at(7, 8)) && selection.contains(at(7, 0)));
        selection.clamp(at(6, 1));
        assert!(selection.contains(selection.active()));
        assert_eq!(selection.blocks()[0].last(), at(6, 1));
    }
}
