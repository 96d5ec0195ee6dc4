//! Signs: what a colour means, for those who do not see the colour. Strokes of 1.5 points, no emoji.

use std::f32::consts::{FRAC_PI_2, PI};

use egui::{Color32, Painter, Pos2, Rect, Response, Sense, Shape, Stroke, Ui, Vec2, pos2, vec2};

use crate::check::Severity;
use crate::model::RowState;
use crate::ui::theme::size;

/// A sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sign {
    /// ×: has to be fixed; refused.
    Cross,
    /// ?: waits for an answer; not known.
    Question,
    /// i: said, no more.
    Info,
    /// ✓: fixed, accepted.
    Tick,
    /// –: left out.
    Dash,
    /// ↑: in an upload.
    Up,
    /// ↓: sorted the other way.
    Down,
    /// ○: practice.
    Ring,
    /// +: one more.
    Plus,
    /// ‖: paused.
    Pause,
    /// ▾: opens.
    Chevron,
}

impl From<Severity> for Sign {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Cross,
            Severity::Question => Self::Question,
            Severity::Note => Self::Info,
        }
    }
}

impl Sign {
    /// The sign of a row's state; a row that is ready has none.
    #[must_use]
    pub const fn of_state(state: RowState) -> Option<Self> {
        match state {
            RowState::Ready => None,
            RowState::NeedsFix => Some(Self::Cross),
            RowState::Skipped => Some(Self::Dash),
            RowState::AlreadySent => Some(Self::Tick),
            RowState::InUpload => Some(Self::Up),
            RowState::Unknown => Some(Self::Question),
        }
    }

    /// Draws the sign in the middle of `rect`.
    pub fn paint(self, painter: &Painter, rect: Rect, colour: Color32) {
        painter.extend(self.shapes(rect.center(), size::SIGN, Stroke::new(size::STROKE, colour)));
    }

    /// The strokes of the sign around `centre`, in a square of that side.
    pub(crate) fn shapes(self, centre: Pos2, side: f32, stroke: Stroke) -> Vec<Shape> {
        // The signs are written in a square from −1 to 1.
        let at = |x: f32, y: f32| centre + vec2(x, y) * (side / 2.0);
        let line =
            |points: &[(f32, f32)]| Shape::line(points.iter().map(|&(x, y)| at(x, y)).collect(), stroke);
        let dot = |x: f32, y: f32| Shape::circle_filled(at(x, y), stroke.width * 0.62, stroke.color);
        match self {
            Self::Cross => {
                vec![line(&[(-0.55, -0.55), (0.55, 0.55)]), line(&[(-0.55, 0.55), (0.55, -0.55)])]
            }
            Self::Question => {
                let mut points = arc((0.0, -0.36), 0.42, PI + 0.2, 2.0 * PI + FRAC_PI_2 - 0.35);
                points.push((0.0, 0.1));
                points.push((0.0, 0.32));
                vec![line(&points), dot(0.0, 0.76)]
            }
            Self::Info => vec![dot(0.0, -0.66), line(&[(0.0, -0.2), (0.0, 0.72)])],
            Self::Tick => vec![line(&[(-0.68, 0.05), (-0.2, 0.52), (0.7, -0.52)])],
            Self::Dash => vec![line(&[(-0.55, 0.0), (0.55, 0.0)])],
            Self::Plus => vec![line(&[(-0.6, 0.0), (0.6, 0.0)]), line(&[(0.0, -0.6), (0.0, 0.6)])],
            Self::Pause => vec![line(&[(-0.3, -0.55), (-0.3, 0.55)]), line(&[(0.3, -0.55), (0.3, 0.55)])],
            Self::Up => {
                vec![line(&[(0.0, 0.66), (0.0, -0.6)]), line(&[(-0.48, -0.12), (0.0, -0.62), (0.48, -0.12)])]
            }
            Self::Down => {
                vec![line(&[(0.0, -0.66), (0.0, 0.6)]), line(&[(-0.48, 0.12), (0.0, 0.62), (0.48, 0.12)])]
            }
            Self::Chevron => vec![line(&[(-0.45, -0.2), (0.0, 0.26), (0.45, -0.2)])],
            Self::Ring => vec![Shape::circle_stroke(centre, side * 0.34, stroke)],
        }
    }
}

fn arc(centre: (f32, f32), radius: f32, from: f32, to: f32) -> Vec<(f32, f32)> {
    const STEPS: u8 = 12;
    (0..=STEPS)
        .map(|step| {
            let angle = from + (to - from) * f32::from(step) / f32::from(STEPS);
            (centre.0 + radius * angle.cos(), centre.1 + radius * angle.sin())
        })
        .collect()
}

/// A sign in a line of text. It says nothing to a screen reader: the word beside it does.
pub fn sign_ui(ui: &mut Ui, sign: Sign, colour: Color32) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size::SIGN), Sense::hover());
    let middle = pos2(rect.center().x, ui.max_rect().center().y.clamp(rect.top(), rect.bottom()));
    sign.paint(ui.painter(), Rect::from_center_size(middle, rect.size()), colour);
    response
}
