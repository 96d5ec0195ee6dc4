//! Buttons in three ranks. One primary button to a view: what one most likely came for.

use egui::{Color32, Response, Role, Sense, Stroke, StrokeKind, Ui, Widget, WidgetInfo, pos2, vec2};

use super::{faded, focus_ring};
use crate::ui::theme::{self, font, size, space};

/// How much a button stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rank {
    Primary,
    Plain,
    Quiet,
}

/// A button. Add it with [`Ui::add`], or [`Ui::add_enabled`].
#[must_use = "add it to a Ui"]
pub struct Button<'a> {
    text: &'a str,
    rank: Rank,
    shortcut: Option<&'a str>,
    compact: bool,
}

impl<'a> Button<'a> {
    /// A button among others.
    pub fn plain(text: &'a str) -> Self {
        Self { text, rank: Rank::Plain, shortcut: None, compact: false }
    }

    /// What one most likely came for.
    pub fn primary(text: &'a str) -> Self {
        Self { rank: Rank::Primary, ..Self::plain(text) }
    }

    /// Without an outline until the pointer is on it.
    pub fn quiet(text: &'a str) -> Self {
        Self { rank: Rank::Quiet, ..Self::plain(text) }
    }

    /// The key that does the same, behind the text.
    pub fn shortcut(mut self, shortcut: &'a str) -> Self {
        self.shortcut = Some(shortcut);
        self
    }

    /// As low as a row of the grid, with smaller text: for lists and panels.
    pub fn compact(mut self) -> Self {
        self.compact = true;
        self
    }
}

impl Widget for Button<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let (text_font, height, padding) = match (self.compact, self.rank) {
            (true, _) => (font::grid(), size::ROW, space::S),
            (false, Rank::Primary) => (font::strong(14.0), size::CONTROL, space::M),
            (false, _) => (font::body(), size::CONTROL, space::M),
        };
        let lay_out = |text: &str, font| {
            ui.fonts_mut(|fonts| fonts.layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER))
        };
        let text = lay_out(self.text, text_font);
        let shortcut = self.shortcut.map(|shortcut| lay_out(shortcut, font::small()));
        let behind = shortcut.as_ref().map_or(0.0, |galley| galley.size().x + space::S);
        let width = text.size().x + behind + 2.0 * padding;
        let (rect, response) = ui.allocate_exact_size(vec2(width.ceil(), height), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), self.text));
        if !ui.is_rect_visible(rect) {
            return response;
        }

        let colours = self.colours(ui, &response);
        ui.painter().rect(
            rect,
            size::RADIUS,
            faded(ui, colours.fill),
            Stroke::new(1.0, faded(ui, colours.outline)),
            StrokeKind::Inside,
        );
        focus_ring(ui, &response, rect);
        let colour = faded(ui, colours.text);
        let x = rect.left() + padding;
        let y = rect.center().y - text.size().y / 2.0;
        let text_width = text.size().x;
        ui.painter().galley(pos2(x, y), text, colour);
        if let Some(shortcut) = shortcut {
            let at = pos2(x + text_width + space::S, rect.center().y - shortcut.size().y / 2.0);
            ui.painter().galley(at, shortcut, faded(ui, colours.shortcut));
        }
        response
    }
}

struct Colours {
    fill: Color32,
    outline: Color32,
    text: Color32,
    shortcut: Color32,
}

impl Button<'_> {
    fn colours(&self, ui: &Ui, response: &Response) -> Colours {
        let tokens = theme::tokens(ui);
        let is_held = response.is_pointer_button_down_on();
        let ground = |rest| {
            if is_held {
                tokens.pressed
            } else if response.hovered() {
                tokens.hover
            } else {
                rest
            }
        };
        match self.rank {
            // Faded, the text on the accent could not be read.
            Rank::Primary if !ui.is_enabled() => Colours {
                fill: tokens.outline,
                outline: tokens.outline,
                text: tokens.text,
                shortcut: tokens.muted,
            },
            Rank::Primary => {
                let fill = if is_held || response.hovered() { tokens.accent_hover } else { tokens.accent };
                Colours { fill, outline: fill, text: tokens.on_accent, shortcut: tokens.on_accent }
            }
            Rank::Plain => Colours {
                fill: ground(tokens.raised),
                outline: tokens.outline,
                text: tokens.text,
                shortcut: tokens.muted,
            },
            Rank::Quiet => {
                let fill = ground(Color32::TRANSPARENT);
                Colours { fill, outline: fill, text: tokens.text, shortcut: tokens.muted }
            }
        }
    }
}
