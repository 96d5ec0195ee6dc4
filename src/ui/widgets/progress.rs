//! How far a long job is: a bar, and a strip a batch.

use egui::{Color32, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::sign::Sign;
use crate::ui::theme::{self, font, size, space};

/// Draws a bar as wide as the room. `done` is a part of 1; nothing where the length is not known.
pub fn bar_ui(ui: &mut Ui, label: &str, done: Option<f32>, colour: Color32) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 6.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, label));
    let track = theme::tokens(ui).hairline;
    ui.painter().rect_filled(rect, 3, track);
    match done {
        Some(done) => {
            let done = done.clamp(0.0, 1.0);
            ui.ctx().accesskit_node_builder(response.id, |node| {
                node.set_min_numeric_value(0.0);
                node.set_max_numeric_value(100.0);
                node.set_numeric_value(f64::from(done * 100.0).round());
            });
            if done > 0.0 {
                let filled = rect.with_max_x(rect.left() + (rect.width() * done).max(6.0));
                ui.painter().rect_filled(filled, 3, colour);
            }
        }
        // Still by design: a bar that runs would ask for frames all the time.
        None => hatch(ui, rect, colour),
    }
    response
}

/// Slanted strokes: begun, and not known how far; practice; a gap.
pub(crate) fn hatch(ui: &Ui, rect: Rect, colour: Color32) {
    const STEP: f32 = 6.0;
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let slant = rect.height();
    let mut x = rect.left() - slant;
    let stroke = egui::Stroke::new(2.0, colour);
    while x < rect.right() {
        painter.line_segment([pos2(x, rect.bottom()), pos2(x + slant, rect.top())], stroke);
        x += STEP;
    }
}

/// A batch of an upload in one line.
#[derive(Clone, Copy, Debug)]
pub struct Strip<'a> {
    /// "Batch 3".
    pub name: &'a str,
    /// "250 rows".
    pub rows: &'a str,
    /// The sign, colour and words of its state: "accepted by Assembled".
    pub sign: Option<Sign>,
    /// The colour of the state.
    pub colour: Color32,
    /// The state in words.
    pub words: &'a str,
    /// Attempt, HTTP status, time: "attempt 2 · 503 · 1.2 s". May be empty.
    pub details: &'a str,
}

/// Draws a batch. A click on it asks for its rows.
pub fn strip_ui(ui: &mut Ui, strip: &Strip<'_>) -> Response {
    let tokens = theme::tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::CONTROL), Sense::click());
    let label = format!("{}, {}, {}", strip.name, strip.rows, strip.words);
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, ui.is_enabled(), &label));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    if response.hovered() {
        ui.painter().rect_filled(rect, size::RADIUS, tokens.hover);
    }
    super::focus_ring(ui, &response, rect);
    let mark = Rect::from_min_size(rect.min + vec2(0.0, 4.0), vec2(3.0, rect.height() - 8.0));
    ui.painter().rect_filled(mark, 1, strip.colour);
    let text = |x: f32, align: egui::Align2, text: &str, font, colour| {
        ui.painter().text(pos2(x, rect.center().y), align, text, font, colour)
    };
    let left = rect.left() + space::M;
    text(left, egui::Align2::LEFT_CENTER, strip.name, font::figures(13.0), tokens.text);
    text(left + 160.0, egui::Align2::RIGHT_CENTER, strip.rows, font::figures(13.0), tokens.muted);
    let mut x = left + 160.0 + space::XL;
    if let Some(sign) = strip.sign {
        let square = vec2(size::SIGN, size::SIGN);
        let at = Rect::from_center_size(pos2(x + size::SIGN / 2.0, rect.center().y), square);
        sign.paint(ui.painter(), at, strip.colour);
    }
    x += size::SIGN + space::XS;
    text(x, egui::Align2::LEFT_CENTER, strip.words, font::grid(), tokens.text);
    text(
        rect.right() - space::S,
        egui::Align2::RIGHT_CENTER,
        strip.details,
        font::figures(12.0),
        tokens.muted,
    );
    response
}
