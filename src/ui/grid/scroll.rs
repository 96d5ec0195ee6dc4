//! A scroll position that is exact to the pixel at any length, and its bar.
//!
//! egui's own scroll areas keep the offset as `f32`, whose step is 2 points at a million rows and 16
//! at ten million. Here it is `f64` from the wheel's event to the last subtraction before drawing.

use egui::{Id, Rect, Sense, Ui, pos2, vec2};

use crate::ui::theme::{self, size};

/// The shortest thumb.
const MIN_THUMB: f64 = 24.0;
/// With Shift held, a pixel of the pointer moves the contents by so much.
const FINE: f64 = 1.0;

/// A direction to scroll in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    Rows,
    Columns,
}

/// A position along one axis, in points.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Scroll {
    position: f64,
    /// The length of the contents, and of the part in view, in the last frame.
    contents: f64,
    view: f64,
}

impl Scroll {
    /// The position moved to whole pixels, as everything is drawn.
    pub fn snapped(&self, pixels_per_point: f32) -> f64 {
        let scale = f64::from(pixels_per_point);
        (self.position * scale).round() / scale
    }

    pub fn set_lengths(&mut self, contents: f64, view: f64) {
        (self.contents, self.view) = (contents, view.max(0.0));
        self.set(self.position);
    }

    /// The last position: the end of the contents at the end of the view.
    pub fn max(&self) -> f64 {
        (self.contents - self.view).max(0.0)
    }

    pub fn set(&mut self, position: f64) {
        self.position = position.clamp(0.0, self.max());
    }

    pub fn by(&mut self, distance: f64) {
        self.set(self.position + distance);
    }

    /// Whether all from `start` to `end` is in view.
    pub fn shows(&self, start: f64, end: f64) -> bool {
        start >= self.position && end <= self.position + self.view
    }

    /// Moves by as little as shows all from `start` to `end`; `start` wins where there is no room.
    pub fn show(&mut self, start: f64, end: f64) {
        if end > self.position + self.view {
            self.set(end - self.view);
        }
        if start < self.position {
            self.set(start);
        }
    }

    /// Puts the middle of `start` and `end` in the middle of the view, unless they are in view.
    pub fn centre(&mut self, start: f64, end: f64) {
        if !self.shows(start, end) {
            self.set(f64::midpoint(start, end) - self.view / 2.0);
        }
    }

    /// Start and length of the thumb in a track of that length.
    fn thumb(&self, track: f64) -> (f64, f64) {
        let length = (track * self.view / self.contents.max(1.0)).max(MIN_THUMB).min(track);
        let start = if self.max() > 0.0 { (track - length) * (self.position / self.max()) } else { 0.0 };
        (start, length)
    }

    /// How far the contents move when the thumb moves one point.
    fn per_point(&self, track: f64) -> f64 {
        let (_, length) = self.thumb(track);
        if track > length { self.max() / (track - length) } else { 0.0 }
    }
}

/// Draws the bar in `rect` and moves the position: by dragging the thumb (Shift: finely), and by a
/// page for a press beside it. Returns whether the thumb is held.
pub(super) fn scroll_bar_ui(ui: &Ui, id: Id, rect: Rect, axis: Axis, scroll: &mut Scroll) -> bool {
    let along = usize::from(axis == Axis::Rows);
    let track = f64::from(rect.size()[along]);
    let response = ui.interact(rect, id, Sense::drag());
    let origin = f64::from(rect.min[along]);
    let grip = id.with("grip");

    if let Some(pointer) = response.interact_pointer_pos() {
        let pointer = f64::from(pointer[along]) - origin;
        if ui.input(|input| input.pointer.primary_pressed()) {
            // In a slow frame the pointer may have gone on since the press.
            let origin_of_press = ui.input(|input| input.pointer.press_origin());
            let pressed = origin_of_press.map_or(pointer, |press| f64::from(press[along]) - origin);
            // Where on the thumb it is held; nothing where the press was beside it.
            let (start, length) = scroll.thumb(track);
            let held_at = (start..start + length).contains(&pressed).then_some(pressed - start);
            ui.data_mut(|data| data.insert_temp(grip, held_at));
            if held_at.is_none() {
                scroll.by(if pressed < start { -scroll.view } else { scroll.view });
            }
        }
        if let Some(held_at) = ui.data(|data| data.get_temp::<Option<f64>>(grip)).flatten() {
            if ui.input(|input| input.modifiers.shift) {
                scroll.by(f64::from(response.drag_delta()[along]) * FINE);
                let held_at = pointer - scroll.thumb(track).0;
                ui.data_mut(|data| data.insert_temp(grip, Some(held_at)));
            } else {
                scroll.set((pointer - held_at) * scroll.per_point(track));
            }
        }
    }

    let held = response.dragged();
    let tokens = theme::tokens(ui);
    let colour = if held || response.hovered() { tokens.muted } else { tokens.outline };
    let (start, length) = scroll.thumb(track);
    #[expect(clippy::cast_possible_truncation, reason = "lengths inside of the bar on the screen")]
    let (start, length) = (start as f32, length as f32);
    let inset = 3.0;
    let thumb = match axis {
        Axis::Rows => Rect::from_min_size(
            pos2(rect.left() + inset, rect.top() + start),
            vec2(rect.width() - 2.0 * inset, length),
        ),
        Axis::Columns => Rect::from_min_size(
            pos2(rect.left() + start, rect.top() + inset),
            vec2(length, rect.height() - 2.0 * inset),
        ),
    };
    ui.painter().rect_filled(thumb, size::RADIUS, colour);
    describe(ui, id, axis, scroll);
    held
}

fn describe(ui: &Ui, id: Id, axis: Axis, scroll: &Scroll) {
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_role(egui::accesskit::Role::ScrollBar);
        node.set_label(match axis {
            Axis::Rows => "Scroll rows",
            Axis::Columns => "Scroll columns",
        });
        node.set_min_numeric_value(0.0);
        node.set_max_numeric_value(scroll.max());
        node.set_numeric_value(scroll.position);
    });
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "positions are exact: that is what is tested")]
mod tests {
    use super::*;

    #[test]
    fn single_pixels_are_exact_at_ten_million_rows() {
        let mut scroll = Scroll::default();
        scroll.set_lengths(240_000_000.0, 600.0);
        scroll.set(239_999_000.0);
        for _ in 0..60 {
            scroll.by(1.0);
        }
        assert_eq!(scroll.position, 239_999_060.0);
        scroll.by(f64::MAX);
        assert_eq!(scroll.position, 239_999_400.0);
        assert_eq!(Scroll::default().position, 0.0);
    }

    #[test]
    fn the_thumb_reaches_both_ends_and_maps_back() {
        for contents in [700.0, 24_000.0, 240_000_000.0] {
            let mut scroll = Scroll::default();
            scroll.set_lengths(contents, 600.0);
            assert_eq!(scroll.thumb(500.0).0, 0.0);
            scroll.by(f64::MAX);
            let (start, length) = scroll.thumb(500.0);
            assert!((start + length - 500.0).abs() < 1e-6 && length >= MIN_THUMB);
            scroll.set(0.0);
            scroll.by((500.0 - length) * scroll.per_point(500.0));
            assert!((scroll.position - scroll.max()).abs() < 1e-3);
        }
    }

    #[test]
    fn showing_moves_by_as_little_as_needed() {
        let mut scroll = Scroll::default();
        scroll.set_lengths(1000.0, 100.0);
        for (start, end, expected) in [
            (0.0, 24.0, 0.0),
            (96.0, 120.0, 20.0),
            (24.0, 48.0, 20.0),
            (0.0, 24.0, 0.0),
            (976.0, 1000.0, 900.0),
        ] {
            scroll.show(start, end);
            assert_eq!(scroll.position, expected, "{start}");
        }
        scroll.centre(488.0, 512.0);
        assert_eq!(scroll.position, 450.0);
    }
}
