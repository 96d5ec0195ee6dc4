//! What can be done to a column: by the secondary button on its heading, or by Alt+Down in its cells.

use egui::{Popup, Response, Ui};

use super::Grid;
use super::columns::Placed;
use super::source::GridEvent;

impl Grid<'_> {
    /// Draws the menu that a key opened, its first entry with the focus; and gives the focus back to the
    /// cells when it closes.
    pub(super) fn menu_by_key_ui(&mut self, heading: &Response, place: u16, placed: Placed) {
        if self.state.menu.is_none_or(|menu| menu.key != placed.key) {
            return;
        }
        let mut open = true;
        let id = self.id.with("menu by key");
        Popup::menu(heading).id(id).open_bool(&mut open).show(|ui| self.heading_menu_ui(ui, place, placed));
        if !open {
            self.state.menu = None;
            self.state.focus();
        }
    }

    /// Draws the menu of a heading, and does what is chosen.
    pub(super) fn heading_menu_ui(&mut self, ui: &mut Ui, place: u16, placed: Placed) {
        let first = ui.button("Sort");
        if let Some(menu) = &mut self.state.menu
            && !std::mem::replace(&mut menu.has_focus, true)
        {
            first.request_focus();
        }
        if first.clicked() {
            ui.close();
            self.events.push(GridEvent::Sort { column: placed.source, beside: false });
        }
        if entry_ui(ui, true, "Sort also by this") {
            self.events.push(GridEvent::Sort { column: placed.source, beside: true });
        }
        if entry_ui(ui, true, "Only rows with…") {
            self.events.push(GridEvent::Values { column: placed.source });
        }
        if entry_ui(ui, true, "Fit to the contents") {
            self.fit(ui, place, placed);
        }
        for (words, wider) in [("Wider", 24.0), ("Narrower", -24.0)] {
            if entry_ui(ui, true, words) {
                self.state.columns.set_width(placed.key, placed.width + wider);
            }
        }
        ui.separator();
        for (words, other) in [("Move left", place.checked_sub(1)), ("Move right", place.checked_add(1))] {
            let other = other.and_then(|other| self.geometry.columns.get(other)).copied();
            if entry_ui(ui, other.is_some(), words)
                && let Some(other) = other
            {
                self.state.columns.swap(self.source.columns(), placed.key, other.key);
            }
        }
        if self.state.columns.frozen() != place + 1 && entry_ui(ui, true, "Freeze up to here") {
            self.state.columns.set_frozen(place + 1);
        }
        if self.state.columns.frozen() > 0 && entry_ui(ui, true, "Freeze no column") {
            self.state.columns.set_frozen(0);
        }
        ui.separator();
        // The last column stays: a grid without columns has no heading to bring one back by.
        let can_hide = self.geometry.columns.len() > 1;
        if entry_ui(ui, can_hide, "Hide") {
            self.state.columns.set_hidden(placed.key, true);
        }
    }
}

/// An entry of the menu. Chosen, also by key, it closes the menu.
fn entry_ui(ui: &mut Ui, enabled: bool, words: &str) -> bool {
    let chosen = ui.add_enabled(enabled, egui::Button::new(words)).clicked();
    if chosen {
        ui.close();
    }
    chosen
}
