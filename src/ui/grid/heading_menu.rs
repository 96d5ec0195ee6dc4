//! What can be done to a column, by the secondary button on its heading.

use egui::Ui;

use super::Grid;
use super::columns::Placed;
use super::source::GridEvent;

impl Grid<'_> {
    /// Draws the menu of a heading, and does what is chosen.
    pub(super) fn heading_menu_ui(&mut self, ui: &mut Ui, place: u16, placed: Placed) {
        for (words, beside) in [("Sort", false), ("Sort also by this", true)] {
            if ui.button(words).clicked() {
                self.events.push(GridEvent::Sort { column: placed.source, beside });
            }
        }
        if ui.button("Fit to the contents").clicked() {
            self.fit(ui, place, placed);
        }
        ui.separator();
        for (words, other) in [("Move left", place.checked_sub(1)), ("Move right", place.checked_add(1))] {
            let other = other.and_then(|other| self.geometry.columns.get(other)).copied();
            if ui.add_enabled(other.is_some(), egui::Button::new(words)).clicked()
                && let Some(other) = other
            {
                self.state.columns.swap(self.source.columns(), placed.key, other.key);
            }
        }
        if self.state.columns.frozen() != place + 1 && ui.button("Freeze up to here").clicked() {
            self.state.columns.set_frozen(place + 1);
        }
        if self.state.columns.frozen() > 0 && ui.button("Freeze no column").clicked() {
            self.state.columns.set_frozen(0);
        }
        ui.separator();
        // The last column stays: a grid without columns has no heading to bring one back by.
        let can_hide = self.geometry.columns.len() > 1;
        if ui.add_enabled(can_hide, egui::Button::new("Hide")).clicked() {
            self.state.columns.set_hidden(placed.key, true);
        }
    }
}
