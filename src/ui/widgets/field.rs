//! A text field with its label above.

use egui::{Margin, Response, RichText, TextEdit, Ui};

use crate::ui::theme::{self, font, space};

/// A text field.
#[must_use = "show it in a Ui"]
pub struct Field<'a> {
    label: &'a str,
    hint: &'a str,
    secret: bool,
    monospace: bool,
    width: f32,
}

impl<'a> Field<'a> {
    /// A field of that name.
    pub fn new(label: &'a str) -> Self {
        Self { label, hint: "", secret: false, monospace: false, width: 320.0 }
    }

    /// What stands in it while it is empty: an example.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// Its text is not shown.
    pub fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// Its text is an id, an address or JSON.
    pub fn monospace(mut self) -> Self {
        self.monospace = true;
        self
    }

    /// Its width, in points.
    pub fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// Draws it. The response is that of the text.
    pub fn show(self, ui: &mut Ui, text: &mut String) -> Response {
        let tokens = theme::tokens(ui);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            let label = ui.label(RichText::new(self.label).font(font::small()).color(tokens.muted));
            let font = if self.monospace { egui::FontId::monospace(13.0) } else { font::body() };
            let field = TextEdit::singleline(text)
                .password(self.secret)
                .hint_text(self.hint)
                .font(font)
                .margin(Margin::symmetric(8, 5))
                .desired_width(self.width);
            ui.add(field).labelled_by(label.id)
        })
        .inner
    }
}
