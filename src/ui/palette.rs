//! The list of commands to search in, and the list of shortcuts. Both are read from
//! [`COMMANDS`].

use egui::{Button, Key, RichText, Ui};

use crate::app::{COMMANDS, CommandInfo, Message, State};

use super::Screens;
use super::parts::{button_ui, muted_ui, named};
use super::theme;
use super::widgets::dialog_ui;
use super::window::toolkit_keys;

/// What is typed, and which hit is chosen.
#[derive(Default)]
pub struct Screen {
    text: String,
    chosen: usize,
}

/// The commands that fit what is typed, to be given by Enter or a click.
pub fn palette_ui(ui: &mut Ui, state: &State, screens: &mut Screens, out: &mut Vec<Message>) {
    let mut given = None;
    let screen = &mut screens.palette;
    let close = dialog_ui(ui, "commands", "Commands", 480.0, |ui| {
        let (down, up) = ui.input_mut(|input| {
            let none = egui::Modifiers::NONE;
            (input.consume_key(none, Key::ArrowDown), input.consume_key(none, Key::ArrowUp))
        });
        let edit = egui::TextEdit::singleline(&mut screen.text).hint_text("What do you want to do?");
        let field = ui.add(edit.desired_width(f32::INFINITY));
        named(&field, "Search commands");
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        field.request_focus();
        if field.changed() {
            screen.chosen = 0;
        }
        let hits: Vec<_> = COMMANDS.iter().filter(|info| fits(info.label, &screen.text)).collect();
        screen.chosen = (screen.chosen + usize::from(down)).saturating_sub(usize::from(up));
        screen.chosen = screen.chosen.min(hits.len().saturating_sub(1));
        egui::ScrollArea::vertical().min_scrolled_height(400.0).max_height(400.0).show(ui, |ui| {
            if hits.is_empty() {
                muted_ui(ui, "No command has these letters");
            }
            for (place, info) in hits.iter().enumerate() {
                let response = command_ui(ui, state, info, place == screen.chosen);
                if place == screen.chosen && (down || up) {
                    response.scroll_to_me(None);
                }
                if response.clicked() || entered && place == screen.chosen {
                    given = Some(info.command);
                }
            }
        });
    });
    if close.dismissed || given.is_some() {
        *screen = Screen::default();
        out.push(Message::Show(None));
    }
    if let Some(command) = given {
        screens.command(state, command);
        out.push(Message::Run(command));
    }
}

fn command_ui(ui: &mut Ui, state: &State, info: &CommandInfo, chosen: bool) -> egui::Response {
    let mut button = Button::selectable(chosen, info.label);
    if let Some(keys) = info.shortcut.and_then(toolkit_keys) {
        button = button.shortcut_text(RichText::new(ui.ctx().format_shortcut(&keys)));
    } else {
        button = button.right_text("");
    }
    let size = egui::vec2(ui.available_width(), theme::size::CONTROL);
    ui.add_enabled((info.available)(state), button.min_size(size))
}

/// Whether the letters stand in the words in this order.
fn fits(words: &str, letters: &str) -> bool {
    let mut words = words.chars().flat_map(char::to_lowercase);
    letters
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .all(|letter| words.any(|c| c == letter))
}

/// Every shortcut: the table's, and those of the grid.
pub fn shortcuts_ui(ui: &mut Ui, out: &mut Vec<Message>) {
    const GRID: &[(&str, &str)] = &[
        ("Arrows, Tab, Enter", "Move to the next cell"),
        ("Home, End, Ctrl+arrows", "Move to an end"),
        ("Page up, Page down", "Move by a page"),
        ("Shift + a move", "Select cells"),
        ("F2, or type", "Edit the cell"),
        ("Esc", "Leave the cell as it was"),
        ("Ctrl+C, Ctrl+X, Ctrl+V", "Copy, cut, paste; also from and to a spreadsheet"),
        ("Ctrl+D", "Fill down"),
        ("Ctrl+Enter while editing", "Give all selected cells this value"),
        ("Ctrl + press", "Select more cells, rows or columns"),
        ("Shift+Space, Ctrl+Space, Ctrl+A", "Select rows, columns, everything"),
        ("Ctrl+F8", "Keep what is selected and select more beside it"),
        ("Alt+Down", "The menu of the column: sort, filter, width, place, freeze, hide"),
        ("Delete", "Empty the cells"),
        ("Ctrl+.", "What can be done about the cell"),
    ];
    let close = dialog_ui(ui, "shortcuts", "Keyboard shortcuts", 560.0, |ui| {
        egui::ScrollArea::vertical().min_scrolled_height(460.0).max_height(460.0).show(ui, |ui| {
            egui::Grid::new("shortcuts").num_columns(2).spacing([24.0, 6.0]).show(ui, |ui| {
                for info in COMMANDS {
                    if let Some(keys) = info.shortcut.and_then(toolkit_keys) {
                        ui.label(RichText::new(ui.ctx().format_shortcut(&keys)).monospace());
                        ui.label(info.label);
                        ui.end_row();
                    }
                }
                for (keys, words) in GRID {
                    ui.label(RichText::new(*keys).monospace());
                    ui.label(format!("In the grid: {words}"));
                    ui.end_row();
                }
            });
        });
        ui.add_space(theme::space::S);
        if button_ui(ui, "Close").clicked() {
            out.push(Message::Show(None));
        }
    });
    if close.dismissed {
        out.push(Message::Show(None));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_in_order_find_a_command() {
        for (letters, found) in [("", true), ("snd", true), ("SEND ready", true), ("ready send", false)] {
            assert_eq!(fits("Send what is ready…", letters), found, "{letters}");
        }
    }
}
