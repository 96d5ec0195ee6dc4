//! The recipes that are remembered for the account in use: what each answers, its name, and what can be
//! done with it.

use std::collections::BTreeMap;

use egui::{ScrollArea, TextEdit, Ui};

use crate::app::recipes::{Message as RecipesMessage, Work};
use crate::app::{Message, State};
use crate::recipe::Remembered;

use super::parts::{button_ui, card, muted_ui, named, primary_ui, small_ui};
use super::theme::space;
use super::widgets::dialog_ui;

/// What is typed.
#[derive(Default)]
pub struct Screen {
    /// Names under way, by the shape of file.
    names: BTreeMap<String, String>,
    path: String,
}

/// Draws the dialog.
pub fn recipes_ui(ui: &mut Ui, state: &State, screen: &mut Screen, out: &mut Vec<Message>) {
    let mut work = None;
    let close = dialog_ui(ui, "recipes", "Remembered recipes", 620.0, |ui| {
        let account = state.accounts.current().map_or("this account", |account| account.name.as_str());
        muted_ui(
            ui,
            format!("How files of one shape are read for {account}: answers about columns, never rows."),
        );
        ui.add_space(space::S);
        list_ui(ui, state, screen, &mut work);
        ui.add_space(space::S);
        ui.horizontal(|ui| {
            if primary_ui(ui, true, "Take a colleague's…").clicked() {
                work = Some(Work::PickAndTake);
            }
            if button_ui(ui, "Close").clicked() {
                out.push(Message::Show(None));
            }
        });
        if state.recipes.type_path {
            path_ui(ui, screen, &mut work);
        }
    });
    if let Some(work) = work {
        out.push(Message::Recipes(RecipesMessage::Do(Box::new(work))));
    }
    if close.dismissed {
        out.push(Message::Show(None));
    }
}

fn list_ui(ui: &mut Ui, state: &State, screen: &mut Screen, work: &mut Option<Work>) {
    let Some(list) = &state.recipes.list else {
        muted_ui(ui, "Reading…");
        return;
    };
    if list.is_empty() {
        muted_ui(
            ui,
            "Nothing yet. What you answer about a file's columns is remembered for files of its shape.",
        );
    }
    let height = 360.0_f32.min(ui.ctx().content_rect().height() - 300.0);
    ScrollArea::vertical().max_height(height).show(ui, |ui| {
        for recipe in list {
            card(ui).inner_margin(space::M).show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.horizontal(|ui| recipe_ui(ui, recipe, screen, work));
                let described = recipe.describe().join(" · ");
                ui.add(egui::Label::new(described).wrap());
            });
            ui.add_space(space::XS);
        }
    });
}

fn recipe_ui(ui: &mut Ui, recipe: &Remembered, screen: &mut Screen, work: &mut Option<Work>) {
    let draft = screen.names.entry(recipe.shape.clone()).or_default();
    let field = ui.add(TextEdit::singleline(draft).desired_width(300.0));
    named(&field, format!("Name of {}", recipe.name));
    let typed = draft.trim().to_owned();
    if field.lost_focus() && !typed.is_empty() && typed != recipe.name {
        *work = Some(Work::Rename(recipe.clone(), typed));
    } else if !field.has_focus() {
        draft.clone_from(&recipe.name);
    }
    let export = small_ui(ui, "Export…").on_hover_text("Writes a file that a colleague can take.");
    named(&export, format!("Export {}", recipe.name));
    if export.clicked() {
        *work = Some(Work::HandOver(recipe.clone()));
    }
    let forget = small_ui(ui, "Forget").on_hover_text("The next file of this shape is asked about again.");
    named(&forget, format!("Forget {}", recipe.name));
    if forget.clicked() {
        *work = Some(Work::Forget(recipe.clone()));
    }
}

/// Where there is no file dialog.
fn path_ui(ui: &mut Ui, screen: &mut Screen, work: &mut Option<Work>) {
    ui.add_space(space::S);
    muted_ui(ui, "There is no file dialog on this computer. Type or paste where the file is.");
    ui.horizontal(|ui| {
        let field = TextEdit::singleline(&mut screen.path).hint_text("folder/weekly.recipe.toml");
        named(&ui.add(field.desired_width(440.0)), "Path of the recipe");
        let path = screen.path.trim().trim_matches('"').to_owned();
        if ui.add_enabled(!path.is_empty(), super::widgets::Button::plain("Take it")).clicked() {
            *work = Some(Work::Take(path.into()));
            screen.path.clear();
        }
    });
}
