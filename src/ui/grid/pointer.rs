//! The pointer's manners in the cells and the row numbers: wheel, press, drag, double click.

use egui::{Event, Modifiers, MouseWheelUnit, Pos2, Rect, Response, Sense, Ui};

use super::Grid;
use super::editor::Closing;
use super::selection::{Block, Place};
use super::source::GridEvent;
use super::state::{Drag, Reveal};

/// Rows and points that a notch of the wheel moves.
const NOTCH_ROWS: f32 = 3.0;
const NOTCH_POINTS: f32 = 60.0;

/// Whether a press of the primary button began on this, even if it ended in the same frame.
pub(super) fn pressed_on(ui: &Ui, response: &Response) -> bool {
    ui.input(|input| input.pointer.primary_pressed())
        && (response.is_pointer_button_down_on() || response.clicked())
}

/// The keys that were held as the button was pressed or let go: by the end of a slow frame they may be up again.
pub(super) fn held(ui: &Ui) -> Modifiers {
    ui.input(|input| {
        let of_button = |event: &Event| match event {
            Event::PointerButton { modifiers, .. } => Some(*modifiers),
            _ => None,
        };
        input.events.iter().rev().find_map(of_button).unwrap_or(input.modifiers)
    })
}

/// Whether this was double-clicked. egui counts a click elsewhere just before as the first of three.
pub(super) fn double_clicked(response: &Response) -> bool {
    response.double_clicked() || response.triple_clicked()
}

impl Grid<'_> {
    /// Scrolls by the wheel's own events: exact, without the smoothing that would take frames.
    pub(super) fn wheel(&mut self, ui: &Ui) {
        if !ui.rect_contains_pointer(self.geometry.outer()) {
            return;
        }
        let page = self.geometry.body.size();
        let row_height = self.geometry.row_height;
        let (mut x, mut y) = (0.0_f64, 0.0_f64);
        ui.input(|input| {
            for event in &input.events {
                let Event::MouseWheel { unit, delta, modifiers, .. } = event else { continue };
                if modifiers.command {
                    continue; // Zooms the window.
                }
                let mut moved = match unit {
                    MouseWheelUnit::Point => *delta,
                    MouseWheelUnit::Line => {
                        egui::vec2(delta.x * NOTCH_POINTS, delta.y * NOTCH_ROWS * row_height)
                    }
                    MouseWheelUnit::Page => *delta * page,
                };
                if modifiers.shift {
                    moved = egui::vec2(moved.x + moved.y, 0.0);
                }
                x += f64::from(moved.x);
                y += f64::from(moved.y);
            }
        });
        self.state.across.by(-x);
        self.state.down.by(-y);
    }

    /// Selects by press and drag, opens the editor by double click. Returns the response that hovering
    /// shows at.
    pub(super) fn pointer(&mut self, ui: &Ui) -> Response {
        let area = Rect::from_min_max(self.geometry.gutter.min, self.geometry.body.max);
        let response = ui.interact(area, self.id.with("pointer"), Sense::CLICK | Sense::DRAG);
        let Some(pointer) = response.interact_pointer_pos() else {
            self.state.drag = self.state.drag.filter(|&drag| drag == Drag::Columns);
            return response;
        };
        self.claims_focus |= pressed_on(ui, &response) || response.clicked();
        if pressed_on(ui, &response) {
            self.close_editor(ui, Closing::Commit(None));
            // Where it was pressed: in a slow frame the pointer has gone on since.
            let pressed = ui.input(|input| input.pointer.press_origin()).unwrap_or(pointer);
            self.press(ui, pressed);
        } else if response.secondary_clicked() {
            self.ask_for_fixes(pointer);
        } else if response.dragged() {
            self.drag_to(ui, pointer);
        }
        if double_clicked(&response) && self.geometry.cell_at(pointer).is_some() {
            // In the next frame: this one has drawn the grid's own node.
            self.state.opens = true;
            ui.ctx().request_repaint();
        }
        response
    }

    fn press(&mut self, ui: &Ui, pointer: Pos2) {
        let Modifiers { shift: extend, command: add, .. } = held(ui);
        let last = self.geometry.last();
        if self.geometry.gutter.contains(pointer) {
            let Some(row) = self.geometry.row_at(pointer.y) else { return };
            self.state.drag = Some(Drag::Rows);
            if extend {
                self.extend_rows(row);
            } else {
                let block = Block::new(Place { row, column: 0 }, Place { row, column: last.column });
                self.select_block(block, add);
            }
        } else if let Some(place) = self.geometry.cell_at(pointer) {
            self.state.drag = Some(Drag::Cells);
            if extend {
                self.state.selection.extend_to(place);
            } else if add {
                self.state.selection.add(Block::new(place, place));
            } else {
                self.state.selection.go_to(place);
            }
            self.moved(Reveal::Least(place));
        }
    }

    fn ask_for_fixes(&mut self, pointer: Pos2) {
        if let Some(place) = self.geometry.cell_at(pointer) {
            self.claims_focus = true;
            if !self.state.selection.contains(place) {
                self.state.selection.go_to(place);
                self.events.push(GridEvent::Moved);
            }
            self.events.push(GridEvent::Fixes);
        }
    }

    fn drag_to(&mut self, ui: &Ui, pointer: Pos2) {
        let Some(drag) = self.state.drag else { return };
        let body = self.geometry.body;
        // Beyond the edge the view follows, the faster the further away.
        let beyond = |at: f32, low: f32, high: f32| (at - at.clamp(low, high)) * 0.3;
        let down = beyond(pointer.y, body.top(), body.bottom());
        let across = beyond(pointer.x, body.left(), body.right());
        self.state.down.by(f64::from(down));
        if drag == Drag::Cells {
            self.state.across.by(f64::from(across));
        }
        if down != 0.0 || across != 0.0 {
            ui.ctx().request_repaint();
        }
        let inside = pointer.clamp(body.min, body.max - egui::vec2(1.0, 1.0));
        let place = Place {
            row: self.geometry.nearest_row(inside.y),
            column: self.geometry.nearest_column(inside.x),
        };
        match drag {
            Drag::Rows => self.extend_rows(place.row),
            Drag::Cells if place != self.state.selection.head() => {
                self.state.selection.extend_to(place);
                self.events.push(GridEvent::Moved);
            }
            Drag::Cells | Drag::Columns => {}
        }
    }

    fn extend_rows(&mut self, row: u32) {
        let last = self.geometry.last();
        if self.state.selection.head().row != row || self.state.selection.head().column != last.column {
            self.state.selection.extend_to(Place { row, column: last.column });
            self.state.selection.widen(last, true, false);
            self.events.push(GridEvent::Moved);
        }
    }
}
