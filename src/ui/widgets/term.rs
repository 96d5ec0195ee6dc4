//! A term of the sum line: "25 to fix". Each is a filter.

use egui::{Color32, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::focus_ring;
use super::sign::Sign;
use crate::ui::theme::{self, font, size, space};

/// A number of rows and what they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term<'a> {
    /// How many, as it is written: "1,204".
    pub count: &'a str,
    /// What they are: "to fix".
    pub words: &'a str,
    /// The sign of that state.
    pub sign: Option<Sign>,
    /// The colour of that state.
    pub colour: Color32,
    /// The rows are filtered by it.
    pub chosen: bool,
}

/// Draws a term. A click on it filters the rows.
pub fn term_ui(ui: &mut Ui, term: Term<'_>) -> Response {
    let tokens = theme::tokens(ui);
    let lay_out = |text: &str, font| {
        ui.fonts_mut(|fonts| fonts.layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER))
    };
    let count = lay_out(term.count, font::figures(14.0));
    let words = lay_out(term.words, font::body());
    let sign = term.sign.map_or(0.0, |_| size::SIGN + space::XS);
    let width = sign + count.size().x + space::XS + words.size().x + 2.0 * space::S;
    let (rect, response) = ui.allocate_exact_size(vec2(width.ceil(), size::ROW), Sense::click());
    let label = format!("{} {}", term.count, term.words);
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), term.chosen, &label));

    if term.chosen {
        ui.painter().rect_filled(rect, size::RADIUS, tokens.selected);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, size::RADIUS, tokens.hover);
    }
    focus_ring(ui, &response, rect);
    let mut x = rect.left() + space::S;
    if let Some(sign) = term.sign {
        let centre = pos2(x + size::SIGN / 2.0, rect.center().y);
        ui.painter().extend(sign.shapes(centre, size::SIGN, Stroke::new(size::STROKE, term.colour)));
        x += size::SIGN + space::XS;
    }
    let at = |x: f32, height: f32| pos2(x, rect.center().y - height / 2.0);
    let after = x + count.size().x + space::XS;
    ui.painter().galley(at(x, count.size().y), count, tokens.text);
    let colour = if term.chosen { tokens.text } else { tokens.muted };
    ui.painter().galley(at(after, words.size().y), words, colour);
    response
}
