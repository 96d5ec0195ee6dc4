//! What has to be said: a notice in its place, or a toast for what is soon no longer of interest.
//! A screen reader says both when they come. What needs an answer is never a toast.

use egui::accesskit::Live;
use egui::{Align2, Area, Color32, Frame, Id, Margin, Order, Role, Shadow, Stroke, Ui, UiBuilder, vec2};

use super::button::Button;
use super::sign::{Sign, sign_ui};
use crate::ui::theme::{self, Tokens, font, size, space};

/// What kind of thing is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something did not work, and what follows from it.
    Error,
    /// Something waits for an answer.
    Question,
    /// Something was done.
    Good,
    /// Said, no more.
    Note,
}

impl Tone {
    const fn look(self, tokens: &Tokens) -> (Sign, Color32, Color32) {
        match self {
            Self::Error => (Sign::Cross, tokens.error, tokens.error_ground),
            Self::Question => (Sign::Question, tokens.question, tokens.question_ground),
            Self::Good => (Sign::Tick, tokens.good, tokens.good_ground),
            Self::Note => (Sign::Info, tokens.muted, tokens.panel),
        }
    }

    const fn live(self) -> Live {
        if matches!(self, Self::Error) { Live::Assertive } else { Live::Polite }
    }
}

/// A notice.
#[derive(Clone, Copy, Debug)]
pub struct Notice<'a> {
    /// What kind it is of.
    pub tone: Tone,
    /// What happened.
    pub title: &'a str,
    /// What it means for the rows, and what to do next; may be empty.
    pub body: &'a str,
}

/// Draws a notice as wide as the room, with what can be done about it in its last line.
pub fn notice_ui<R>(ui: &mut Ui, notice: Notice<'_>, actions: impl FnOnce(&mut Ui) -> R) -> R {
    let tokens = theme::tokens(ui);
    let (sign, colour, ground) = notice.tone.look(tokens);
    let frame = Frame::new()
        .fill(ground)
        .stroke(Stroke::new(1.0, colour.gamma_multiply(0.35)))
        .corner_radius(size::RADIUS)
        .inner_margin(Margin::symmetric(12, 10));
    frame
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_top(|ui| {
                sign_ui(ui, sign, colour);
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = space::XS;
                    say(ui, notice);
                    ui.horizontal_wrapped(actions).inner
                })
                .inner
            })
            .inner
        })
        .inner
}

fn say(ui: &mut Ui, notice: Notice<'_>) {
    let tokens = theme::tokens(ui);
    let title = egui::RichText::new(notice.title).font(font::strong(14.0)).color(tokens.text);
    let said = ui.label(title);
    ui.ctx().accesskit_node_builder(said.id, |node| node.set_live(notice.tone.live()));
    if !notice.body.is_empty() {
        ui.label(egui::RichText::new(notice.body).color(tokens.text));
    }
}

/// A toast: what was just done, and the one thing that can be done about it.
#[derive(Clone, Copy, Debug)]
pub struct Toast<'a> {
    /// What kind it is of.
    pub tone: Tone,
    /// One sentence.
    pub text: &'a str,
    /// The words of its one action: "Undo".
    pub action: Option<&'a str>,
}

/// What was done to a toast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToastEvent {
    /// Its action was asked for.
    Action(usize),
    /// It was put away.
    Dismiss(usize),
}

/// Draws toasts in the lower right corner, the newest lowest, above a bar of that height.
pub fn toasts_ui(ui: &Ui, above: f32, toasts: &[Toast<'_>]) -> Option<ToastEvent> {
    if toasts.is_empty() {
        return None;
    }
    let mut event = None;
    Area::new(Id::unique("toasts"))
        .order(Order::Foreground)
        .anchor(Align2::RIGHT_BOTTOM, vec2(-space::L, -above - space::L))
        .show(ui.ctx(), |ui| {
            for (at, toast) in toasts.iter().enumerate() {
                event = event.or(toast_ui(ui, at, toast));
            }
        });
    event
}

fn toast_ui(ui: &mut Ui, at: usize, toast: &Toast<'_>) -> Option<ToastEvent> {
    let tokens = theme::tokens(ui);
    let (sign, colour, _) = toast.tone.look(tokens);
    let mut event = None;
    let frame = Frame::new()
        .fill(tokens.raised)
        .stroke(Stroke::new(1.0, tokens.outline))
        .corner_radius(size::RADIUS)
        .shadow(Shadow { offset: [0, 2], blur: 10, ..ui.visuals().popup_shadow })
        .inner_margin(Margin::symmetric(12, 6));
    ui.scope_builder(UiBuilder::new().accessibility_role(Role::Status), |ui| {
        frame.show(ui, |ui| {
            ui.horizontal(|ui| {
                sign_ui(ui, sign, colour);
                let said = ui.label(toast.text);
                ui.ctx().accesskit_node_builder(said.id, |node| node.set_live(toast.tone.live()));
                if let Some(action) = toast.action
                    && ui.add(Button::plain(action).compact()).clicked()
                {
                    event = Some(ToastEvent::Action(at));
                }
                if ui.add(Button::quiet("Put away").compact()).clicked() {
                    event = Some(ToastEvent::Dismiss(at));
                }
            });
        });
    });
    event
}
