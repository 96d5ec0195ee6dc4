//! The account in use, always in view: practice is dashed and hatched, production is solid.

use egui::text::{LayoutJob, TextWrapping};
use egui::{Color32, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::focus_ring;
use super::progress::hatch;
use super::sign::Sign;
use crate::ui::theme::{self, font, size, space};

/// How an account looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountLook {
    /// Its colour, by its number.
    pub colour: u8,
    /// Nothing that is sent leaves this computer.
    pub practice: bool,
}

/// Draws the bar on top of the window.
pub fn account_bar_ui(ui: &mut Ui, look: AccountLook) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::ACCOUNT_BAR), Sense::hover());
    let colour = theme::tokens(ui).account(look.colour);
    if look.practice {
        hatch(ui, rect, colour);
    } else {
        ui.painter().rect_filled(rect, 0, colour);
    }
}

/// Draws the account's name; a click opens what can be done about it.
pub fn account_badge_ui(ui: &mut Ui, name: &str, look: AccountLook) -> Response {
    let tokens = theme::tokens(ui);
    let colour = tokens.account(look.colour);
    let mut job = LayoutJob::simple_singleline(name.to_owned(), font::strong(13.0), Color32::PLACEHOLDER);
    job.wrap = TextWrapping::truncate_at_width((0.4 * ui.available_width()).clamp(size::SIGN, size::ACCOUNT));
    let text = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let width = text.size().x + 2.0 * (size::SIGN + space::XS) + 2.0 * space::S;
    let (rect, response) = ui.allocate_exact_size(vec2(width.ceil(), size::ROW), Sense::click());
    let kind = if look.practice { "practice" } else { "production" };
    let label = format!("Account {name}, {kind}");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), &label));

    let fill = if response.hovered() { tokens.hover } else { Color32::TRANSPARENT };
    ui.painter().rect_filled(rect, size::RADIUS, fill);
    let inside = rect.shrink(0.5);
    if look.practice {
        let corners = [
            inside.left_top(),
            inside.right_top(),
            inside.right_bottom(),
            inside.left_bottom(),
            inside.left_top(),
        ];
        ui.painter().extend(Shape::dashed_line(&corners, Stroke::new(1.0, colour), 4.0, 3.0));
    } else {
        ui.painter().rect_stroke(rect, size::RADIUS, Stroke::new(1.0, colour), StrokeKind::Inside);
    }
    focus_ring(ui, &response, rect);
    let square = |x: f32| Rect::from_center_size(pos2(x, rect.center().y), vec2(size::SIGN, size::SIGN));
    let sign = square(rect.left() + space::S + size::SIGN / 2.0);
    if look.practice {
        Sign::Ring.paint(ui.painter(), sign, colour);
    } else {
        ui.painter().circle_filled(sign.center(), 4.0, colour);
    }
    let at = pos2(sign.right() + space::XS, rect.center().y - text.size().y / 2.0);
    ui.painter().galley(at, text, tokens.text);
    Sign::Chevron.paint(ui.painter(), square(rect.right() - space::S - size::SIGN / 2.0), tokens.muted);
    response
}
