//! How the file was read: one line above the rows, and the panel behind it in which each answer can be
//! changed, with samples of the file beside it.

use egui::{ComboBox, RichText, ScrollArea, Ui};

use crate::app::tabs::Message as TabMessage;
use crate::app::{Command, Edit, Message, Open, State, Tab, thousands};
use crate::check;
use crate::model::{Field, RowState};
use crate::pipeline::Document;
use crate::recipe::{self, Mapping, Overrides};
use crate::ui::parts::{heading_ui, link_ui, muted_ui, named, primary_ui, signed_lines_ui, title_ui};
use crate::ui::theme::{self, space};
use crate::ui::widgets::sign::{Sign, sign_ui};

use super::fixes::with_recipe;

/// What is typed in the panel.
#[derive(Default)]
pub struct Drafts {
    constants: std::collections::BTreeMap<Field, String>,
    questions: super::questions::Drafts,
}

/// The line above the rows.
pub fn read_as_ui(ui: &mut Ui, tab: &Tab, open: &Open, out: &mut Vec<Message>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let change = if open.panel { "Close" } else { "Change" };
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if open.confirm.is_none() && link_ui(ui, change).on_hover_text("How the file was read").clicked()
            {
                out.push(Message::Tab(tab.id, TabMessage::Panel(!open.panel)));
            }
            let notes = open.document.sheet.notes();
            if !notes.is_empty() {
                let words =
                    if notes.len() == 1 { "1 note".to_owned() } else { format!("{} notes", notes.len()) };
                let lines: Vec<_> = notes.iter().take(12).map(|note| note.message.as_str()).collect();
                muted_ui(ui, words).on_hover_text(lines.join("\n"));
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                muted_ui(ui, "Read as");
                let mut words = words(tab, open);
                if let Some(why) = &open.confirm {
                    // What was remembered and does not hold any more is said before what was understood.
                    sign_ui(ui, Sign::Question, theme::tokens(ui).question);
                    words = format!("{why}  {words}");
                }
                ui.add(egui::Label::new(words).truncate());
            });
        });
    });
}

/// What is understood of the file, in a line.
fn words(tab: &Tab, open: &Open) -> String {
    let Document { sheet, recipe, readings, .. } = &open.document;
    let mut parts = recipe.describe(sheet);
    if tab.how.is_remembered {
        parts.push("cut into cells as remembered".to_owned());
    }
    parts.extend(readings.describe(recipe));
    let left_out: usize = (0..recipe.leave_out.len()).map(|entry| readings.num_left_out(entry)).sum();
    if left_out > 0 {
        parts.push(format!("{} left out", thousands(left_out as u64)));
    }
    parts.join(" · ")
}

fn preset_label(id: &str) -> Option<String> {
    recipe::presets().iter().find(|preset| preset.id == id).map(|preset| preset.label.clone())
}

/// The panel.
pub fn mapping_ui(
    ui: &mut Ui,
    state: &State,
    tab: &Tab,
    open: &Open,
    drafts: &mut Drafts,
    out: &mut Vec<Message>,
) {
    head_ui(ui, tab, open, out);
    ScrollArea::both().auto_shrink(false).show(ui, |ui| {
        super::reading::reading_ui(ui, tab, open, out);
        ui.add_space(space::M);
        super::questions::questions_ui(ui, tab, open, &mut drafts.questions, out);
        ui.add_space(space::M);
        heading_ui(ui, "COLUMNS");
        super::columns::columns_ui(ui, state, tab, open, out);
        ui.add_space(space::M);
        heading_ui(ui, "THE SAME FOR EVERY ROW");
        constants_ui(ui, tab, open, drafts, out);
        ui.add_space(space::M);
        heading_ui(ui, "THE FIRST ROWS, AS THEY WOULD BE SENT");
        preview_ui(ui, state, open);
    });
}

fn head_ui(ui: &mut Ui, tab: &Tab, open: &Open, out: &mut Vec<Message>) {
    ui.horizontal(|ui| {
        title_ui(ui, &format!("How {} is read", tab.name));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let words = if open.confirm.is_some() { "This is right" } else { "Show the rows" };
            if primary_ui(ui, true, words).clicked() {
                let message = if open.confirm.is_some() {
                    TabMessage::ConfirmMapping
                } else {
                    TabMessage::Panel(false)
                };
                out.push(Message::Tab(tab.id, message));
            }
            if let Some(report) = &open.report {
                let counts = report.counts();
                muted_ui(
                    ui,
                    format!(
                        "{} rows: {} ready, {} to fix",
                        thousands(counts.read()),
                        thousands(counts.of(RowState::Ready)),
                        thousands(counts.of(RowState::NeedsFix))
                    ),
                );
            }
        });
    });
    if let Some(why) = &open.confirm {
        signed_lines_ui(ui, Sign::Question, theme::tokens(ui).question, why.as_str());
        muted_ui(ui, "Look at it once; it is remembered for files of this shape.");
    }
    ui.horizontal(|ui| {
        ui.label("Layout");
        preset_ui(ui, tab, open, out);
        if link_ui(ui, "Remembered recipes…").clicked() {
            out.push(Message::Run(Command::Recipes));
        }
    });
    ui.add_space(space::S);
}

/// Another layout starts the mapping anew.
fn preset_ui(ui: &mut Ui, tab: &Tab, open: &Open, out: &mut Vec<Message>) {
    let now = open.document.recipe.preset.as_deref();
    let words = now.and_then(preset_label).unwrap_or_else(|| "None that is known".to_owned());
    let combo = ComboBox::from_id_salt("preset").selected_text(words).width(260.0).show_ui(ui, |ui| {
        for preset in recipe::presets() {
            if ui.selectable_label(now == Some(preset.id.as_str()), &preset.label).clicked() {
                let told = Overrides { preset: Some(preset.id.clone()), ..Overrides::default() };
                match recipe::choose(&open.document.sheet, &told, None) {
                    Ok(chosen) => {
                        let edit = Edit::Recipe(Box::new(chosen.recipe), format!("Layout: {}", preset.label));
                        out.push(Message::Tab(tab.id, TabMessage::Edit(edit)));
                    }
                    Err(error) => out.push(Message::Failed(crate::app::Failure::new(&error, error.hint()))),
                }
            }
        }
    });
    named(&combo.response, "Read as");
}

/// Fields that no column gives can have the same text for every row.
fn constants_ui(ui: &mut Ui, tab: &Tab, open: &Open, drafts: &mut Drafts, out: &mut Vec<Message>) {
    const CONSTANT: [Field; 5] =
        [Field::Source, Field::MaxScore, Field::Rubric, Field::Reviewer, Field::Platform];
    ui.horizontal_wrapped(|ui| {
        for field in CONSTANT {
            let now = match open.document.recipe.mapping(field) {
                Mapping::Columns(_) => continue,
                Mapping::Constant(text) => text.as_str(),
                Mapping::None => "",
            };
            ui.label(field.label());
            let draft = drafts.constants.entry(field).or_insert_with(|| now.to_owned());
            let edit = ui.add(egui::TextEdit::singleline(draft).desired_width(110.0));
            named(&edit, format!("{} of every row", field.label()));
            if !edit.has_focus() && !edit.lost_focus() {
                now.clone_into(draft);
            }
            if edit.lost_focus() && draft != now {
                let text = draft.trim().to_owned();
                let label = format!("{}: {}", field.label(), if text.is_empty() { "none" } else { &text });
                let edit = with_recipe(open, label, |recipe| {
                    recipe.mappings[field.index()] =
                        if text.is_empty() { Mapping::None } else { Mapping::Constant(text.clone()) };
                });
                out.push(Message::Tab(tab.id, TabMessage::Edit(edit)));
            }
        }
    });
}

/// The first rows, raw → sent, so that a changed answer shows at once.
fn preview_ui(ui: &mut Ui, state: &State, open: &Open) {
    let Some(report) = &open.report else {
        muted_ui(ui, "checking…");
        return;
    };
    let input = open.document.input(&state.accounts.around, state.now);
    let fields = [Field::AgentId, Field::Conversation, Field::Source, Field::Score, Field::ScoredAt];
    egui::Grid::new("preview").num_columns(fields.len() + 1).spacing([16.0, 4.0]).show(ui, |ui| {
        ui.label("");
        for field in fields {
            heading_ui(ui, field.label());
        }
        ui.end_row();
        for row in open.document.sheet.rows().take(5) {
            let look = check::look(&input, report, row);
            muted_ui(ui, format!("{} {}", row.number(), look.state.words()));
            for field in fields {
                let cell = &look.cells[field.index()];
                let text = match &cell.sent {
                    Some(sent) => format!("{} → {sent}", super::toolbar::short(&cell.raw, 24)),
                    None => super::toolbar::short(&cell.raw, 32),
                };
                let colour =
                    cell.mark.map_or(theme::tokens(ui).text, |mark| theme::tokens(ui).severity(mark));
                ui.label(RichText::new(text).color(colour));
            }
            ui.end_row();
        }
    });
}
