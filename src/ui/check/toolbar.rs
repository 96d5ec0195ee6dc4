//! Above the grid: find, which rows, which columns, undo and redo by name.

use egui::{Align, Button, Layout, Ui};

use crate::app::tabs::Message as TabMessage;
use crate::app::view::Filter;
use crate::app::{Message, Open, Tab, thousands};
use crate::model::{Field, RowState};
use crate::recipe::Mapping;
use crate::ui::parts::{button_ui, menu_button_ui, muted_ui, named};
use crate::ui::theme::space;

use super::Screen;

/// Below this width of the bar it is a large zoom.
const NARROW: f32 = 480.0;

/// Draws the bar.
pub fn toolbar_ui(ui: &mut Ui, tab: &Tab, open: &Open, screen: &mut Screen, out: &mut Vec<Message>) {
    // At a large zoom undo and redo go on a line of their own.
    let layout = if ui.available_width() < NARROW {
        Layout::left_to_right(Align::Center).with_main_wrap(true)
    } else {
        Layout::right_to_left(Align::Center)
    };
    ui.horizontal_wrapped(|ui| {
        find_ui(ui, tab, open, screen, out);
        filter_ui(ui, tab, open, screen, out);
        columns_ui(ui, open, screen);
        if layout.main_wrap {
            ui.end_row();
        }
        ui.with_layout(layout, |ui| {
            step_ui(ui, "Redo", open.history.redo_label(), "Ctrl+Y", || {
                out.push(Message::Tab(tab.id, TabMessage::Redo));
            });
            step_ui(ui, "Undo", open.history.undo_label(), "Ctrl+Z", || {
                out.push(Message::Tab(tab.id, TabMessage::Undo));
            });
            let all = open.document.sheet.num_rows();
            let shown = open.view.num_rows(all);
            if shown < all {
                muted_ui(ui, format!("{} of {}", thousands(shown), thousands(all)));
            }
        });
    });
}

fn find_ui(ui: &mut Ui, tab: &Tab, open: &Open, screen: &mut Screen, out: &mut Vec<Message>) {
    let text = screen.find.get_or_insert_with(|| open.view.wish.find.clone());
    // At a large zoom a line of the bar is a row of the grid.
    let (hint, width) = if ui.available_width() < NARROW { ("Find", 56.0) } else { ("Rows with…", 130.0) };
    let field = ui.add(egui::TextEdit::singleline(text).hint_text(hint).desired_width(width));
    named(&field, "Show rows with this text");
    // Esc has taken the focus already.
    if field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Escape)) {
        text.clear();
    }
    if *text != open.view.wish.find {
        out.push(Message::Tab(tab.id, TabMessage::Find(text.clone())));
    }
}

fn filter_ui(ui: &mut Ui, tab: &Tab, open: &Open, screen: &mut Screen, out: &mut Vec<Message>) {
    let now = &open.view.wish.filter;
    let words = match now {
        Filter::All => "All rows".to_owned(),
        Filter::State(state) => format!("Rows {}", state.words()),
        Filter::Decision(cause) => cause.heading.clone(),
        Filter::Edited => "Changed by hand".to_owned(),
        Filter::Rows(_, words) => words.clone(),
    };
    let button = menu_button_ui(ui, &short(&words, 26));
    named(&button, format!("Which rows: {words}"));
    egui::Popup::menu(&button).show(|ui| {
        let mut choose = |ui: &mut Ui, words: &str, filter: Filter| {
            if ui.add(Button::selectable(*now == filter, words)).clicked() {
                out.push(Message::Tab(tab.id, TabMessage::Filter(filter)));
            }
        };
        choose(ui, "All rows", Filter::All);
        for state in RowState::ALL {
            choose(ui, &format!("Rows {}", state.words()), Filter::State(state));
        }
        choose(ui, "Changed by hand", Filter::Edited);
    });
    for pick in &open.view.wish.picks {
        let words = pick.words();
        let button = button_ui(ui, short(&words, 26)).on_hover_text("Choose other values");
        named(&button, format!("Only rows with {words}"));
        if button.clicked() {
            screen.at_cell = super::at_cell::AtCell::values(open, pick.field);
        }
    }
    let shows_all = *now == Filter::All && open.view.wish.picks.is_empty();
    if !shows_all && button_ui(ui, "Show all").clicked() {
        out.push(Message::Tab(tab.id, TabMessage::Filter(Filter::All)));
    }
}

fn columns_ui(ui: &mut Ui, open: &Open, screen: &mut Screen) {
    let button = menu_button_ui(ui, "Columns");
    egui::Popup::menu(&button).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        for field in Field::ALL {
            if *open.document.recipe.mapping(field) == Mapping::None && !field.info().required {
                continue;
            }
            let key = super::rows::key(field);
            let mut shown = !screen.grid.columns.is_hidden(key);
            if ui.checkbox(&mut shown, field.label()).changed() {
                screen.grid.columns.set_hidden(key, !shown);
            }
        }
        ui.separator();
        ui.checkbox(&mut screen.columns.with_source, "Columns of the file");
        ui.checkbox(&mut screen.grid.compact, "Lower rows");
    });
}

/// Undo or redo, which names what it would do.
fn step_ui(ui: &mut Ui, verb: &str, label: Option<&str>, keys: &str, act: impl FnOnce()) {
    let words = label.map_or(verb.to_owned(), |label| format!("{verb}: {label}"));
    let room = ui.available_width() > 220.0 && verb == "Undo";
    let text = if room { short(&words, 30) } else { verb.to_owned() };
    let button = ui.add_enabled(label.is_some(), Button::new(text));
    named(&button, words.clone());
    if button.on_hover_text(format!("{words} ({keys})")).clicked() {
        act();
    }
    ui.add_space(space::XS - ui.spacing().item_spacing.x);
}

/// A text of at most so many letters.
pub fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(most - 1).collect();
    cut.push('…');
    cut
}
