//! What a screen reader gets: one `Grid` node, and of the cells the active one only.
//!
//! A node for every cell in view would cost more than drawing them. Column, row and value are in the cell's
//! name, since not every platform's reader asks for coordinates, and on Linux none can ask for a cell's value.

use egui::text_edit::TextEditState;
use egui::{Response, Role, Sense, Ui, UiBuilder, WidgetInfo};

use super::Grid;
use super::editor::cell_label;

impl Grid<'_> {
    /// Stands for the grid as a whole, which has the focus, and describes its active cell. After
    /// drawing, when the cell is ready; in a frame with an editor, that has the grid's id.
    pub(super) fn describe(&self, ui: &mut Ui) {
        ui.interact(self.geometry.body, self.id, Sense::focusable_noninteractive());
        // The editor had this id too: what it left would make the grid look like a text field for ever.
        ui.ctx().data_mut(|data| data.remove::<TextEditState>(self.id));
        if self.claims_focus {
            ui.memory_mut(|memory| memory.request_focus(self.id));
        }
        let place = self.state.selection.active();
        let cell_id = self.id.with(("cell", place.row, place.column));
        let (rows, columns) = (self.geometry.num_rows, self.geometry.columns.len());
        let is_enabled = ui.ctx().accesskit_node_builder(self.id, |node| {
            node.set_role(Role::Grid);
            node.set_label("Rows");
            node.set_row_count(usize::try_from(rows).unwrap_or(usize::MAX));
            node.set_column_count(usize::from(columns));
            if rows > 0 && columns > 0 {
                node.set_active_descendant(cell_id.accesskit_id());
            }
            node.add_action(egui::accesskit::Action::Focus);
        });
        let (Some(()), Some(pos)) = (is_enabled, self.source_pos(place)) else { return };
        let column = &self.source.columns()[usize::from(pos.column)];
        let drawn = self.state.cache.cell(place);
        // A cell out of view is not drawn, but can still be active.
        let cell = drawn.map_or_else(|| self.source.cell(pos), |drawn| drawn.cell.clone());
        let rect = self.geometry.cell(place).intersect(self.geometry.body);
        let child = ui.new_child(UiBuilder::new().id_salt("active cell").accessibility_parent(self.id));
        let response: Response = child.interact(rect, cell_id, Sense::hover());
        // In full, as the cell may be the reason for reading it; made only where somebody listens.
        let mut label = cell_label(&column.title, self.source.row(pos.row).number);
        label.push_str(": ");
        label.push_str(if cell.text.is_empty() { "empty" } else { &cell.text });
        if let Some(sent) = cell.ghost.as_ref().or(cell.shown.as_ref()).or(cell.sent.as_ref()) {
            label.push_str(" → ");
            label.push_str(sent);
        }
        response.widget_info(|| WidgetInfo::labeled(Role::GridCell, true, &label));
        ui.ctx().accesskit_node_builder(cell_id, |node| {
            if let Some(problem) = &cell.problem {
                node.set_description(problem.as_str());
            }
            node.set_row_index(usize::try_from(place.row).unwrap_or(usize::MAX));
            node.set_column_index(usize::from(place.column));
            if !column.editable || self.source.row(pos.row).is_locked() {
                node.set_read_only();
            }
        });
    }
}
