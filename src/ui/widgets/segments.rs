//! A switch between a few views of one thing: "Rows | Charts".

use egui::{Color32, Key, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::focus_ring;
use crate::ui::theme::{self, font, size, space};

/// Draws the switch. Returns what was chosen by click, Space, Enter, or an arrow key.
pub fn segments_ui<T: Copy + PartialEq>(ui: &mut Ui, chosen: T, options: &[(T, &str)]) -> Option<T> {
    let tokens = theme::tokens(ui);
    let texts: Vec<_> = options
        .iter()
        .map(|(_, text)| {
            ui.fonts_mut(|fonts| fonts.layout_no_wrap((*text).to_owned(), font::grid(), Color32::PLACEHOLDER))
        })
        .collect();
    let widths: Vec<f32> = texts.iter().map(|text| (text.size().x + 2.0 * space::M).ceil()).collect();
    let width: f32 = widths.iter().sum();
    let (frame, whole) = ui.allocate_exact_size(vec2(width + 4.0, size::CONTROL), Sense::hover());
    ui.painter().rect_filled(frame, size::RADIUS, tokens.pressed);

    let mut asked = None;
    let mut left = frame.left() + 2.0;
    for (at, ((width, text), (value, name))) in widths.into_iter().zip(texts).zip(options).enumerate() {
        let rect = Rect::from_min_size(pos2(left, frame.top() + 2.0), vec2(width, frame.height() - 4.0));
        left = rect.right();
        let response = ui.interact(rect, whole.id.with(at), Sense::click());
        let is_chosen = *value == chosen;
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), is_chosen, *name));
        if is_chosen {
            let line = Stroke::new(1.0, tokens.outline);
            ui.painter().rect(rect, size::RADIUS - 1, tokens.raised, line, StrokeKind::Inside);
        }
        focus_ring(ui, &response, rect);
        let colour = if is_chosen || response.hovered() { tokens.text } else { tokens.muted };
        ui.painter().galley(rect.center() - text.size() / 2.0, text, colour);
        if response.clicked() && !is_chosen {
            asked = Some(*value);
        }
        asked = asked.or_else(|| neighbour(ui, &response, options, at));
    }
    asked
}

fn neighbour<T: Copy>(ui: &Ui, response: &Response, options: &[(T, &str)], at: usize) -> Option<T> {
    if !response.has_focus() {
        return None;
    }
    let step = |key| ui.input(|input| input.key_pressed(key));
    let to = if step(Key::ArrowRight) {
        at + 1
    } else if step(Key::ArrowLeft) {
        at.checked_sub(1)?
    } else {
        return None;
    };
    options.get(to).map(|(value, _)| *value)
}
