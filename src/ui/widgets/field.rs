//! A text field with its label above, and what is wrong with its text below.

use egui::{Margin, Response, RichText, Stroke, TextEdit, Ui};

use super::sign::{Sign, sign_ui};
use crate::ui::theme::{self, font, space};

/// A text field.
#[must_use = "show it in a Ui"]
pub struct Field<'a> {
    label: &'a str,
    hint: &'a str,
    secret: bool,
    monospace: bool,
    problem: Option<&'a str>,
    width: f32,
}

impl<'a> Field<'a> {
    /// A field of that name.
    pub fn new(label: &'a str) -> Self {
        Self { label, hint: "", secret: false, monospace: false, problem: None, width: 320.0 }
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

    /// What is wrong with its text.
    pub fn problem(mut self, problem: Option<&'a str>) -> Self {
        self.problem = problem;
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
            if self.problem.is_some() {
                let widgets = &mut ui.visuals_mut().widgets;
                for state in [&mut widgets.inactive, &mut widgets.hovered] {
                    state.bg_stroke = Stroke::new(1.0, tokens.error);
                }
            }
            let font = if self.monospace { egui::FontId::monospace(13.0) } else { font::body() };
            let field = TextEdit::singleline(text)
                .password(self.secret)
                .hint_text(self.hint)
                .font(font)
                .margin(Margin::symmetric(8, 5))
                .desired_width(self.width);
            let response = ui.add(field).labelled_by(label.id);
            if let Some(problem) = self.problem {
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = space::XS;
                    sign_ui(ui, Sign::Cross, tokens.error);
                    let said = ui.label(RichText::new(problem).font(font::small()).color(tokens.error));
                    ui.ctx().accesskit_node_builder(said.id, |node| {
                        node.set_live(egui::accesskit::Live::Polite);
                    });
                });
            }
            response
        })
        .inner
    }
}
