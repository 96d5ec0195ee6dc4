//! Widgets that the places share. They look and ask: state comes in, what was done goes out.
//!
//! Each has a name for a screen reader, a ring when it has the focus, and takes its colours and sizes
//! from the theme's tokens.

mod account;
mod button;
mod dialog;
mod field;
mod notice;
mod progress;
mod segments;
pub mod sign;
mod term;

pub use account::{AccountLook, account_badge_ui, account_bar_ui};
pub use button::Button;
pub use dialog::{DialogResponse, dialog_ui};
pub use field::Field;
pub use notice::{Toast, Tone, toasts_ui};
pub use progress::{Strip, bar_ui, strip_ui};
pub use segments::segments_ui;
pub use sign::{Sign, sign_ui};
pub use term::{Term, term_ui};

use egui::{Color32, Rect, Response, Stroke, StrokeKind, Ui};

use super::theme::{self, size};

/// The ring around what has the focus, drawn by every widget that paints itself.
pub(crate) fn focus_ring(ui: &Ui, response: &Response, rect: Rect) {
    if response.has_focus() {
        let ring = Stroke::new(size::STROKE, theme::tokens(ui).accent);
        ui.painter().rect_stroke(rect.expand(1.0), size::RADIUS + 1, ring, StrokeKind::Outside);
    }
}

/// The colour as it is drawn where nothing can be done.
fn faded(ui: &Ui, colour: Color32) -> Color32 {
    if ui.is_enabled() { colour } else { colour.gamma_multiply(0.45) }
}

#[cfg(test)]
mod tests;
