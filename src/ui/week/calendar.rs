//! Six weeks of what was sent: a row a source, a column a day, a cell the rows accepted.
//!
//! A gap is hatched, an overlap outlined; each cell says the same in words on hover and to a screen
//! reader. A click shows the rows.

use chrono::{Days, NaiveDate};
use egui::{Align2, Color32, Rect, Response, Sense, Stroke, Ui, pos2, vec2};

use crate::app::sent::{Cell, DAYS, Message as SentMessage, SIX_WEEKS, Weeks, Which};
use crate::app::{Message, State, rows_words, thousands};
use crate::journal::Topic;
use crate::ui::parts::{card, muted_ui, small_ui, title_ui};
use crate::ui::send::known_ui;
use crate::ui::theme::{self, Tokens, font, space};

const NAME: f32 = 112.0;
const CELL: f32 = 22.0;
const WEEK_GAP: f32 = 4.0;
/// [`DAYS`], to divide a width by.
const COLUMNS: f32 = 42.0;

/// Draws the calendar, or nothing where nothing was sent.
pub fn calendar_ui(ui: &mut Ui, state: &State, out: &mut Vec<Message>) {
    let days = state.sent.days.as_deref().unwrap_or_default();
    if days.is_empty() {
        return;
    }
    let today = state.now.date_naive();
    let weeks = state.sent.weeks(today);
    title_ui(ui, "Rows accepted, by the day of the score");
    ui.add_space(space::S);
    card(ui).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            if small_ui(ui, "Six weeks earlier").clicked() {
                out.push(Message::Sent(SentMessage::Earlier));
            }
            let last = weeks.first + SIX_WEEKS - Days::new(1);
            ui.label(format!("{} to {}", weeks.first.format("%-d %b"), last.format("%-d %b %Y")));
            if state.sent.back > 0 && small_ui(ui, "Six weeks later").clicked() {
                out.push(Message::Sent(SentMessage::Later));
            }
        });
        ui.add_space(space::XS);
        let width = ((ui.available_width() - NAME - 5.0 * WEEK_GAP) / COLUMNS).clamp(12.0, CELL + 4.0);
        heads_ui(ui, &weeks, width);
        for (source, cells) in &weeks.sources {
            source_ui(ui, state, &weeks, source, cells, width, out);
        }
        ui.add_space(space::XS);
        muted_ui(ui, "Hatched: nothing was sent for that day. Outlined: rows went with several uploads.");
        known_ui(ui, state, &[Topic::Day]);
    });
    ui.add_space(space::L);
}

/// Where the cell of a day begins, from the left of the first one.
fn offset(place: usize, width: f32) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "at most 42")]
    let (place, week) = (place as f32, (place / 7) as f32);
    place * width + week * WEEK_GAP
}

/// The Monday of each week.
fn heads_ui(ui: &mut Ui, weeks: &Weeks, width: f32) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 16.0), Sense::hover());
    let muted = theme::tokens(ui).muted;
    for (place, day) in weeks.first.iter_days().take(DAYS).enumerate().step_by(7) {
        let at = pos2(rect.left() + NAME + offset(place, width), rect.center().y);
        let words = day.format("%-d %b").to_string();
        ui.painter().text(at, Align2::LEFT_CENTER, words, font::small(), muted);
    }
}

fn source_ui(
    ui: &mut Ui,
    state: &State,
    weeks: &Weeks,
    source: &str,
    cells: &[Cell],
    width: f32,
    out: &mut Vec<Message>,
) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), CELL), Sense::hover());
    let tokens = theme::tokens(ui);
    let name = if source.is_empty() { "not kept" } else { source };
    let at = pos2(rect.left(), rect.center().y);
    let name_rect = Rect::from_min_size(rect.min, vec2(NAME - space::S, CELL));
    ui.painter().with_clip_rect(name_rect).text(at, Align2::LEFT_CENTER, name, font::body(), tokens.text);
    let most = cells.iter().map(|cell| cell.rows).max().unwrap_or(1).max(1);
    for (place, (cell, day)) in cells.iter().zip(weeks.first.iter_days()).enumerate() {
        let left = rect.left() + NAME + offset(place, width);
        let rect = Rect::from_min_size(pos2(left, rect.top()), vec2(width, CELL)).shrink(1.0);
        let which = Which::Day(source.to_owned(), day);
        let chosen = state.sent.shown.as_ref().is_some_and(|shown| shown.which == which);
        if cell_ui(ui, rect, tokens, *cell, most, chosen, &words(name, day, *cell)).clicked() && cell.rows > 0
        {
            out.push(Message::Sent(SentMessage::Look(which)));
        }
    }
}

fn words(source: &str, day: NaiveDate, cell: Cell) -> String {
    let what = match cell {
        Cell { rows: 0, gap: true, .. } => "a gap, nothing was sent".to_owned(),
        Cell { rows: 0, .. } => "nothing was sent".to_owned(),
        Cell { rows, overlap: true, .. } => format!("{} accepted, with several uploads", rows_words(rows)),
        Cell { rows, .. } => format!("{} accepted", rows_words(rows)),
    };
    format!("{source}, {}: {what}", day.format("%a %-d %b %Y"))
}

fn cell_ui(
    ui: &Ui,
    rect: Rect,
    tokens: &Tokens,
    cell: Cell,
    most: u32,
    chosen: bool,
    words: &str,
) -> Response {
    let id = ui.scope_id().with(("day", words));
    let sense = if cell.rows > 0 { Sense::click() } else { Sense::hover() };
    let response = ui.interact(rect, id, sense);
    if cell.rows > 0 {
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, words));
    }
    let painter = ui.painter_at(rect.expand(1.0));
    painter.rect_filled(rect, 2.0, ground(tokens, cell, most));
    if cell.gap {
        hatch(&painter, rect, tokens.question);
    }
    if cell.rows > 0 {
        painter.text(
            rect.center(),
            Align2::CENTER_CENTER,
            short(cell.rows),
            font::figures(10.0),
            tokens.text,
        );
    }
    if cell.overlap {
        painter.rect_stroke(rect, 2.0, Stroke::new(1.5, tokens.question), egui::StrokeKind::Inside);
    }
    if chosen || response.has_focus() || response.hovered() && cell.rows > 0 {
        painter.rect_stroke(rect, 2.0, Stroke::new(1.5, tokens.accent), egui::StrokeKind::Inside);
    }
    response.on_hover_text(words)
}

/// The more rows, the stronger; always light enough for the figure on it.
fn ground(tokens: &Tokens, cell: Cell, most: u32) -> Color32 {
    if cell.rows == 0 {
        return tokens.panel;
    }
    #[expect(clippy::cast_precision_loss, reason = "a share")]
    let share = 0.35 + 0.65 * (cell.rows as f32 / most as f32);
    tokens.panel.lerp_to_gamma(tokens.good_ground, share)
}

fn hatch(painter: &egui::Painter, rect: Rect, colour: Color32) {
    let painter = painter.with_clip_rect(rect);
    let mut x = rect.left() - rect.height();
    while x < rect.right() {
        let line = [pos2(x, rect.bottom()), pos2(x + rect.height(), rect.top())];
        painter.line_segment(line, Stroke::new(1.0, colour.gamma_multiply(0.7)));
        x += 5.0;
    }
}

/// A count for a small cell: `960`, `12k`.
fn short(rows: u32) -> String {
    if rows < 1000 { rows.to_string() } else { format!("{}k", thousands(rows / 1000)) }
}

#[cfg(test)]
mod tests {
    use chrono::Datelike as _;

    use super::*;

    #[test]
    fn a_cell_says_in_words_what_it_shows() {
        let day = NaiveDate::from_ymd_opt(2026, 9, 14).unwrap();
        assert_eq!(day.weekday(), chrono::Weekday::Mon);
        for (cell, said) in [
            (Cell { rows: 1, ..Cell::default() }, "klaus, Mon 14 Sep 2026: 1 row accepted"),
            (Cell { gap: true, ..Cell::default() }, "klaus, Mon 14 Sep 2026: a gap, nothing was sent"),
            (
                Cell { rows: 2, overlap: true, gap: false },
                "klaus, Mon 14 Sep 2026: 2 rows accepted, with several uploads",
            ),
        ] {
            assert_eq!(words("klaus", day, cell), said);
        }
        assert_eq!((short(960).as_str(), short(12_345).as_str()), ("960", "12k"));
    }
}
