//! The frame of a dialog: above everything else, with a title.

use egui::{Frame, Id, Margin, Modal, RichText, Role, Ui, UiBuilder};

use crate::ui::theme::{self, font, size, space};

/// What a dialog gave back.
#[derive(Debug)]
pub struct DialogResponse<R> {
    /// What its contents returned.
    pub inner: R,
    /// Esc, or a press beside it: nothing of it shall happen.
    pub dismissed: bool,
}

/// Draws a dialog of that width above everything else.
pub fn dialog_ui<R>(
    ui: &Ui,
    id: &str,
    title: &str,
    width: f32,
    contents: impl FnOnce(&mut Ui) -> R,
) -> DialogResponse<R> {
    let tokens = theme::tokens(ui);
    let frame = Frame::window(&ui.ctx().global_style())
        .inner_margin(Margin::same(20))
        .corner_radius(2 * size::RADIUS);
    let room = ui.ctx().content_rect().width() - 2.0 * space::XL;
    let response =
        Modal::new(Id::unique(id)).frame(frame).backdrop_color(tokens.backdrop).show(ui.ctx(), |ui| {
            let named = UiBuilder::new().accessibility_label(title).accessibility_role(Role::Dialog);
            ui.scope_builder(named, |ui| {
                ui.set_width(width.min(room));
                ui.label(RichText::new(title).font(font::title()));
                ui.add_space(space::XS);
                contents(ui)
            })
            .inner
        });
    let dismissed = response.should_close();
    DialogResponse { inner: response.inner, dismissed }
}
