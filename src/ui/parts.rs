//! Small pieces that several screens draw alike: titles, signs with words, buttons with a rank.

use egui::{Button, Response, RichText, Ui, WidgetText};

use crate::app::{Failure, Job};

use super::theme::{self, font, size, space};
use super::widgets::sign::{Sign, sign_ui};

/// The title of a place or a dialog.
pub fn title_ui(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).font(font::title()));
}

/// Gives a widget the name that a screen reader says, where its own text does not say enough.
pub fn named(response: &Response, words: impl Into<String>) {
    let words = words.into();
    response.ctx.accesskit_node_builder(response.id, |node| node.set_label(words));
}

/// The heading of a section.
pub fn heading_ui(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).font(font::strong(12.0)).color(theme::tokens(ui).muted));
}

/// Text of second rank.
pub fn muted_ui(ui: &mut Ui, text: impl Into<String>) -> Response {
    let colour = theme::tokens(ui).muted;
    ui.label(RichText::new(text).color(colour))
}

/// A sign as high as a line of text, for beside text that may take several lines.
pub fn line_sign_ui(ui: &mut Ui, sign: Sign, colour: egui::Color32) {
    let (rect, _) = ui.allocate_exact_size(egui::vec2(size::SIGN + 2.0, 17.0), egui::Sense::hover());
    sign.paint(ui.painter(), rect, colour);
}

/// A sign, and the words that mean the same.
pub fn signed_ui(ui: &mut Ui, sign: Sign, colour: egui::Color32, words: impl Into<WidgetText>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        sign_ui(ui, sign, colour);
        ui.label(words);
    });
}

/// The one thing to do on this screen.
pub fn primary_ui(ui: &mut Ui, enabled: bool, words: &str) -> Response {
    let tokens = theme::tokens(ui);
    let text = RichText::new(words).font(font::strong(14.0)).color(tokens.on_accent);
    ui.add_enabled(
        enabled,
        Button::new(text).fill(tokens.accent).stroke(egui::Stroke::NONE).min_size(egui::vec2(0.0, 32.0)),
    )
}

/// Something else that can be done.
pub fn button_ui(ui: &mut Ui, words: &str) -> Response {
    ui.button(words)
}

/// Something small that can be done: looks like a word.
pub fn link_ui(ui: &mut Ui, words: &str) -> Response {
    let text = RichText::new(words).color(theme::tokens(ui).accent);
    let response = ui.add(Button::new(text).frame(false));
    if response.hovered() {
        ui.painter().hline(
            response.rect.shrink2(egui::vec2(1.0, 0.0)).x_range(),
            response.rect.bottom() - 5.0,
            egui::Stroke::new(1.0, theme::tokens(ui).accent),
        );
    }
    response
}

/// What did not work and what to do about it.
pub fn failure_ui(ui: &mut Ui, failure: &Failure) {
    let tokens = theme::tokens(ui);
    signed_ui(ui, Sign::Cross, tokens.error, RichText::new(&failure.what).color(tokens.error));
    if !failure.hint.is_empty() {
        ui.horizontal(|ui| {
            ui.add_space(size::SIGN + space::S);
            ui.add(egui::Label::new(RichText::new(&failure.hint).color(tokens.text)).wrap());
        });
    }
}

/// How far a job is, with words beside the bar; moves by itself while it is in view.
pub fn job_ui(ui: &mut Ui, job: &Job, words: &str) {
    let share = job.share();
    ui.horizontal(|ui| {
        let bar = egui::ProgressBar::new(share.unwrap_or(0.0)).desired_width(220.0).desired_height(8.0);
        ui.add(bar)
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, words.to_owned()));
        let words = share.map_or(words.to_owned(), |share| format!("{words} {:.0} %", share * 100.0));
        ui.label(words);
    });
    ui.ctx().request_repaint_after(super::FRAME_OF_WORK);
}

/// Puts a row in the middle. Its width is known only after it was drawn: the first frame is drawn twice.
pub fn centred_row_ui(ui: &mut Ui, salt: &str, row: impl FnOnce(&mut Ui)) {
    let id = ui.scope_id().with(salt);
    let known: f32 = ui.data(|data| data.get_temp(id)).unwrap_or(0.0);
    ui.horizontal(|ui| {
        ui.add_space(((ui.available_width() - known) / 2.0).max(0.0));
        let width = ui.horizontal(row).response.rect.width();
        if (width - known).abs() > 0.5 {
            ui.data_mut(|data| data.insert_temp(id, width));
            ui.ctx().request_discard("the width of a centred row");
        }
    });
}

/// A frame around something that belongs together.
pub fn card(ui: &Ui) -> egui::Frame {
    let tokens = theme::tokens(ui);
    egui::Frame::new()
        .fill(tokens.raised)
        .stroke(egui::Stroke::new(1.0, tokens.hairline))
        .corner_radius(size::RADIUS)
        .inner_margin(space::L)
}

/// A dialog over the place in view: a title, a body, and Esc or a click beside it closes. Returns
/// whether it asks to be closed.
pub fn dialog_ui(ui: &mut Ui, title: &str, width: f32, body: impl FnOnce(&mut Ui)) -> bool {
    let backdrop = theme::tokens(ui).backdrop;
    let modal = egui::Modal::new(egui::Id::unique(("dialog", title))).backdrop_color(backdrop);
    let response = modal.show(ui.ctx(), |ui| {
        ui.set_width(width.min(ui.ctx().content_rect().width() - 64.0));
        if !title.is_empty() {
            title_ui(ui, title);
            ui.add_space(space::S);
        }
        body(ui);
    });
    response.should_close()
}
