//! Where columns stand: widths, order, hidden and frozen ones, by the key of the column.
//!
//! [`ColumnLayout`] is what a person changed and is kept; [`Columns`] is what follows from it and
//! from the source's columns for one frame.

use std::collections::BTreeMap;

use super::source::GridColumn;

/// No column is narrower.
const MIN_WIDTH: f32 = 40.0;
/// Nor does fitting to the contents make one wider.
const MAX_FIT: f32 = 480.0;

/// What a person changed about the columns. An empty layout shows them as the source has them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColumnLayout {
    widths: BTreeMap<u32, f32>,
    hidden: Vec<u32>,
    order: Vec<u32>,
    frozen: u16,
}

impl ColumnLayout {
    /// Sets a column's width, in points.
    pub(super) fn set_width(&mut self, key: u32, width: f32) {
        self.widths.insert(key, width.max(MIN_WIDTH).round());
    }

    /// Sets a column's width to that of its contents.
    pub(super) fn fit(&mut self, key: u32, contents: f32) {
        self.set_width(key, contents.min(MAX_FIT));
    }

    /// Hides a column, or shows it again.
    pub fn set_hidden(&mut self, key: u32, hidden: bool) {
        self.hidden.retain(|&other| other != key);
        if hidden {
            self.hidden.push(key);
        }
    }

    /// Whether a column is hidden.
    pub fn is_hidden(&self, key: u32) -> bool {
        self.hidden.contains(&key)
    }

    /// Lets two columns change places.
    pub(super) fn swap(&mut self, source: &[GridColumn], one: u32, other: u32) {
        // From here on all columns have a place of their own, so that hidden ones come back where they were.
        let mut order: Vec<(usize, u32)> =
            source.iter().map(|column| (self.rank(column.key), column.key)).collect();
        order.sort_by_key(|&(rank, _)| rank);
        self.order = order.into_iter().map(|(_, key)| key).collect();
        let at = |key| self.order.iter().position(|&placed| placed == key);
        if let (Some(one), Some(other)) = (at(one), at(other)) {
            self.order.swap(one, other);
        }
    }

    /// Where a column was moved to; behind all others where it never was.
    fn rank(&self, key: u32) -> usize {
        self.order.iter().position(|&placed| placed == key).unwrap_or(usize::MAX)
    }

    /// Sets how many columns at the left stay in view.
    pub(super) fn set_frozen(&mut self, columns: u16) {
        self.frozen = columns;
    }

    /// How many columns at the left stay in view.
    pub(super) fn frozen(&self) -> u16 {
        self.frozen
    }
}

/// A column where it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Placed {
    /// Its index in the source's columns.
    pub source: u16,
    /// Its key.
    pub key: u32,
    /// Its left edge, from the left of the first column.
    pub left: f32,
    /// Its width.
    pub width: f32,
}

impl Placed {
    pub fn right(&self) -> f32 {
        self.left + self.width
    }
}

/// The shown columns of one frame, from the left.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Columns {
    placed: Vec<Placed>,
    frozen: usize,
}

impl Columns {
    pub fn new(layout: &ColumnLayout, source: &[GridColumn], pixels_per_point: f32) -> Self {
        let mut shown: Vec<(usize, u16, &GridColumn)> = source
            .iter()
            .zip(0u16..)
            .filter(|(column, _)| !layout.is_hidden(column.key))
            .map(|(column, index)| (layout.rank(column.key), index, column))
            .collect();
        shown.sort_by_key(|&(rank, index, _)| (rank, index));
        let mut left = 0.0;
        let placed = shown
            .into_iter()
            .map(|(_, index, column)| {
                let width = layout.widths.get(&column.key).copied().unwrap_or(column.width).max(MIN_WIDTH);
                // Whole pixels, so that every column's edge is sharp.
                let width = (width * pixels_per_point).round() / pixels_per_point;
                let placed = Placed { source: index, key: column.key, left, width };
                left += width;
                placed
            })
            .collect::<Vec<_>>();
        let frozen = usize::from(layout.frozen).min(placed.len());
        Self { placed, frozen }
    }

    pub fn len(&self) -> u16 {
        u16::try_from(self.placed.len()).unwrap_or(u16::MAX)
    }

    pub fn get(&self, place: u16) -> Option<&Placed> {
        self.placed.get(usize::from(place))
    }

    /// The place of the source's column, if it is shown.
    pub fn place_of(&self, source: u16) -> Option<u16> {
        self.iter().find(|(_, column)| column.source == source).map(|(place, _)| place)
    }

    pub fn iter(&self) -> impl Iterator<Item = (u16, &Placed)> {
        (0u16..).zip(&self.placed)
    }

    /// How many columns are frozen.
    pub fn frozen(&self) -> u16 {
        u16::try_from(self.frozen).unwrap_or(u16::MAX)
    }

    /// The width of the frozen columns.
    pub fn frozen_width(&self) -> f32 {
        self.frozen.checked_sub(1).and_then(|last| self.placed.get(last)).map_or(0.0, Placed::right)
    }

    /// The width of all columns.
    pub fn width(&self) -> f32 {
        self.placed.last().map_or(0.0, Placed::right)
    }

    /// The column at a distance from the left of the first one.
    pub fn at(&self, x: f32) -> Option<u16> {
        let after = self.placed.partition_point(|column| column.right() <= x);
        (x >= 0.0 && after < self.placed.len()).then(|| u16::try_from(after).unwrap_or(u16::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(count: u32) -> Vec<GridColumn> {
        (0..count)
            .map(|key| GridColumn { key, title: format!("C{key}"), width: 100.0, ..GridColumn::default() })
            .collect()
    }

    #[test]
    fn hidden_moved_and_widened_columns_stand_where_they_should() {
        let mut layout = ColumnLayout::default();
        layout.swap(&source(5), 0, 3);
        layout.set_hidden(1, true);
        layout.set_width(0, 50.0);
        layout.set_width(2, 3.0);
        layout.set_frozen(1);
        let columns = Columns::new(&layout, &source(5), 1.0);
        let seen: Vec<_> = columns.iter().map(|(_, c)| (c.source, c.left, c.width)).collect();
        assert_eq!(seen, [(3, 0.0, 100.0), (2, 100.0, 40.0), (0, 140.0, 50.0), (4, 190.0, 100.0)]);
        assert_eq!((columns.frozen_width(), columns.width()), (100.0, 290.0));
        assert_eq!(columns.place_of(4), Some(3));
        assert_eq!(columns.place_of(1), None);
        for (x, place) in [(-1.0, None), (0.0, Some(0)), (99.9, Some(0)), (100.0, Some(1)), (290.0, None)] {
            assert_eq!(columns.at(x), place, "{x}");
        }
    }
}
