//! A toast: what is soon no longer of interest. A screen reader says it when it comes. What needs an
//! answer is never a toast.

use egui::accesskit::Live;
use egui::{
    Align, Align2, Area, Color32, Frame, Id, Label, Layout, Margin, Order, Role, Shadow, Stroke, TextStyle,
    Ui, UiBuilder, vec2,
};

use super::button::Button;
use super::sign::{Sign, sign_ui};
use crate::ui::theme::{self, Tokens, size, space};

/// No toast is wider.
const WIDTH: f32 = 520.0;

/// What kind of thing is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something did not work, and what follows from it.
    Error,
    /// Said, no more.
    Note,
}

impl Tone {
    const fn look(self, tokens: &Tokens) -> (Sign, Color32) {
        match self {
            Self::Error => (Sign::Cross, tokens.error),
            Self::Note => (Sign::Info, tokens.muted),
        }
    }

    const fn live(self) -> Live {
        if matches!(self, Self::Error) { Live::Assertive } else { Live::Polite }
    }
}

/// A toast.
#[derive(Clone, Copy, Debug)]
pub struct Toast<'a> {
    /// What kind it is of.
    pub tone: Tone,
    /// What happened, and what to do next.
    pub text: &'a str,
}

/// Draws toasts in the lower right corner, the newest lowest, above a bar of that height. Returns the
/// place of the one that was put away.
pub fn toasts_ui(ui: &Ui, above: f32, toasts: &[Toast<'_>]) -> Option<usize> {
    if toasts.is_empty() {
        return None;
    }
    let mut put_away = None;
    Area::new(Id::unique("toasts"))
        .order(Order::Foreground)
        .anchor(Align2::RIGHT_BOTTOM, vec2(-space::L, -above - space::L))
        .show(ui.ctx(), |ui| {
            for (at, toast) in toasts.iter().enumerate() {
                if toast_ui(ui, toast) {
                    put_away = Some(at);
                }
            }
        });
    put_away
}

fn toast_ui(ui: &mut Ui, toast: &Toast<'_>) -> bool {
    let tokens = theme::tokens(ui);
    let (sign, colour) = toast.tone.look(tokens);
    let frame = Frame::new()
        .fill(tokens.raised)
        .stroke(Stroke::new(1.0, tokens.outline))
        .corner_radius(size::RADIUS)
        .shadow(Shadow { offset: [0, 2], blur: 10, ..ui.visuals().popup_shadow })
        .inner_margin(Margin::symmetric(12, 6));
    let said = |ui: &mut Ui| {
        sign_ui(ui, sign, colour);
        // As wide as a sentence needs, in lines that are read at a glance.
        let font = TextStyle::Body.resolve(ui.style());
        let column = ui.painter().layout(toast.text.to_owned(), font, tokens.text, WIDTH).size().ceil();
        let text = |ui: &mut Ui| ui.add(Label::new(toast.text).wrap());
        let said = ui.allocate_ui_with_layout(column, Layout::top_down(Align::Min), text).inner;
        ui.ctx().accesskit_node_builder(said.id, |node| node.set_live(toast.tone.live()));
        ui.add(Button::quiet("Put away").compact()).clicked()
    };
    let status = UiBuilder::new().accessibility_role(Role::Status);
    ui.scope_builder(status, |ui| frame.show(ui, |ui| ui.horizontal(said).inner).inner).inner
}
