//! Small pieces that several screens draw alike: titles, signs with words, buttons with a rank.

use egui::{Response, RichText, Ui, WidgetText};

use crate::app::{Failure, Job};

use super::theme::{self, font, size, space};
use super::widgets::Button;
use super::widgets::bar_ui;
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

/// A sign, and words that may take several lines.
pub fn signed_lines_ui(
    ui: &mut Ui,
    sign: Sign,
    colour: egui::Color32,
    words: impl Into<WidgetText>,
) -> Response {
    ui.horizontal_top(|ui| {
        line_sign_ui(ui, sign, colour);
        ui.add(egui::Label::new(words).wrap())
    })
    .inner
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
    ui.add_enabled(enabled, Button::primary(words))
}

/// Something else that can be done.
pub fn button_ui(ui: &mut Ui, words: impl AsRef<str>) -> Response {
    ui.add(Button::plain(words.as_ref()))
}

/// Something that can be done about one of many: in a list, in a panel.
pub fn small_ui(ui: &mut Ui, words: impl AsRef<str>) -> Response {
    ui.add(Button::plain(words.as_ref()).compact())
}

/// Opens a menu.
pub fn menu_button_ui(ui: &mut Ui, words: &str) -> Response {
    let sign = egui::IdSalt::new("opens");
    let button = egui::Button::new(words).right_text(egui::Atom::custom(sign, egui::Vec2::splat(size::SIGN)));
    let drawn = button.atom_ui(ui);
    if let Some(rect) = drawn.rect(sign) {
        Sign::Chevron.paint(ui.painter(), rect, theme::tokens(ui).muted);
    }
    drawn.response
}

/// Something small that can be done: looks like a word.
pub fn link_ui(ui: &mut Ui, words: &str) -> Response {
    let text = RichText::new(words).color(theme::tokens(ui).accent);
    let response = ui.add(egui::Button::new(text).frame(false));
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
    let text = share.map_or(words.to_owned(), |share| format!("{words} {:.0} %", share * 100.0));
    let accent = theme::tokens(ui).accent;
    ui.vertical(|ui| {
        ui.label(text);
        ui.set_max_width(280.0);
        bar_ui(ui, words, share, accent);
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

/// Something that has to be said before the rest: a title, what it means, and what can be done.
pub fn banner_ui(
    ui: &mut Ui,
    sign: Sign,
    colour: egui::Color32,
    title: &str,
    body: &str,
    actions: impl FnOnce(&mut Ui),
) {
    card(ui).inner_margin(space::S).stroke(egui::Stroke::new(1.0, colour)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_top(|ui| {
            line_sign_ui(ui, sign, colour);
            ui.add(egui::Label::new(RichText::new(title).font(font::strong(14.0))).wrap());
        });
        ui.add(egui::Label::new(body).wrap());
        ui.horizontal_wrapped(actions);
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
