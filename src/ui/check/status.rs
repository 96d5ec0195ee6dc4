//! Under the grid: which cells are selected and what they come to, and what is under way. And going to a
//! row by its number.

use egui::{Key, Ui};

use crate::app::area::Area;
use crate::app::tabs::Message as TabMessage;
use crate::app::tally::Sums;
use crate::app::{Message, Open, Tab, thousands};
use crate::model::RowId;
use crate::ui::grid::{CellPos, GridState};
use crate::ui::parts::{job_ui, muted_ui, named, primary_ui, small_ui};
use crate::ui::widgets::dialog_ui;

/// Draws the line.
pub fn status_ui(ui: &mut Ui, tab: &Tab, open: &Open, selected: Area, out: &mut Vec<Message>) {
    let under_way = [
        open.working().map(|working| (working.job(), working.words(), working.can_stop())),
        open.copying().map(|job| (job, "Copying…", true)),
        open.arranging().map(|job| (job, "Finding the rows…", true)),
    ];
    if let Some((job, words, can_stop)) = under_way.into_iter().flatten().next() {
        ui.horizontal(|ui| {
            job_ui(ui, job, words);
            if can_stop && small_ui(ui, "Stop").clicked() {
                out.push(Message::Tab(tab.id, TabMessage::Cancel));
            }
        });
        return;
    }
    if selected.num_cells() < 2 {
        return;
    }
    let tally = open.tally();
    let tally = tally.filter(|tally| tally.is_of(&selected, open.revision, open.view.arranged));
    match tally.map(crate::app::tally::Tally::sums) {
        Some(Ok(sums)) => {
            muted_ui(ui, sums_words(sums));
        }
        Some(Err(job)) => job_ui(ui, job, "Counting…"),
        None => out.push(Message::Tab(tab.id, TabMessage::Tally(selected))),
    }
}

fn sums_words(sums: &Sums) -> String {
    let words =
        format!("Selected: {} cells · {} with a value", thousands(sums.cells), thousands(sums.filled));
    let Some(average) = sums.average() else { return words };
    let number = |number: f64| {
        let text = format!("{number:.2}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    let (average, min, max) = (number(average), number(sums.min), number(sums.max));
    let numbers = thousands(sums.numbers);
    format!("{words} · {numbers} numbers as sent: average {average} · min {min} · max {max}")
}

/// The number of a row to go to, while it is typed.
#[derive(Default)]
pub struct GoTo {
    text: Option<String>,
}

impl GoTo {
    /// Asks for the number.
    pub fn open(&mut self) {
        self.text = Some(String::new());
    }
}

/// Asks for the number of a row, and goes there.
pub fn go_to_ui(ui: &Ui, draft: &mut GoTo, open: &Open, grid: &mut GridState) {
    let Some(text) = &mut draft.text else { return };
    let num_rows = open.document.sheet.num_rows();
    let mut goes = None;
    let close = dialog_ui(ui, "go to row", "Go to row", 320.0, |ui| {
        let field = ui.add(egui::TextEdit::singleline(text).desired_width(f32::INFINITY));
        named(&field, "Number of the row");
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        field.request_focus();
        let number = text.replace([',', ' ', '.'], "").parse::<u32>().ok();
        let row = number.and_then(|number| number.checked_sub(1)).filter(|row| *row < num_rows).map(RowId);
        let place = row.and_then(|row| open.view.place(row));
        let words = match (row, place) {
            (None, _) if text.is_empty() => format!("1 to {}", thousands(num_rows)),
            (None, _) => format!("There are rows 1 to {}.", thousands(num_rows)),
            (Some(_), None) => "This row is not among those in view.".to_owned(),
            (Some(_), Some(_)) => String::new(),
        };
        muted_ui(ui, words);
        if primary_ui(ui, place.is_some(), "Go there").clicked() || entered {
            goes = place;
        }
    });
    if let Some(row) = goes {
        grid.go_to(CellPos { row, column: grid.active().column });
    }
    if goes.is_some() || close.dismissed {
        draft.text = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_in_words() {
        let mut sums = Sums { cells: 4, filled: 3, ..Sums::default() };
        assert_eq!(sums_words(&sums), "Selected: 4 cells · 3 with a value");
        (sums.numbers, sums.sum, sums.min, sums.max) = (3, 250.0, 60.0, 100.0);
        let expected =
            "Selected: 4 cells · 3 with a value · 3 numbers as sent: average 83.33 · min 60 · max 100";
        assert_eq!(sums_words(&sums), expected);
    }
}
