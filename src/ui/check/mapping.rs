//! How the file was read: one line above the rows, and the panel behind it in which each answer can be
//! changed, with samples of the file beside it.

use egui::{Button, ComboBox, RichText, ScrollArea, Ui};

use crate::app::tabs::Message as TabMessage;
use crate::app::{Edit, Message, Open, State, Tab, thousands};
use crate::check;
use crate::model::{AnsweredBy, ColumnId, Field, RowState, Sheet};
use crate::pipeline::Document;
use crate::recipe::{self, AgentKind, DateOrder, Mapping, Overrides, Recipe, Scale, Told, date};
use crate::ui::parts::{card, heading_ui, link_ui, muted_ui, named, primary_ui, signed_ui, title_ui};
use crate::ui::theme::{self, font, space};
use crate::ui::widgets::sign::Sign;

use super::decisions::with_recipe;

/// What is typed in the panel.
#[derive(Default)]
pub struct Drafts {
    constants: std::collections::BTreeMap<Field, String>,
    zone: String,
    points: String,
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
                let lines: Vec<_> = notes
                    .iter()
                    .take(12)
                    .map(|note| format!("Line {}: {}", note.line, note.message))
                    .collect();
                muted_ui(ui, words).on_hover_text(lines.join("\n"));
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                muted_ui(ui, "Read as");
                ui.add(egui::Label::new(words(open)).truncate());
            });
        });
    });
}

/// What is understood of the file, in a line.
fn words(open: &Open) -> String {
    let Document { sheet, recipe, readings, .. } = &open.document;
    let mut parts = recipe.describe(sheet);
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

/// A date of the file, read in that order: "03/04/2026 is 3 April 2026".
pub fn date_example(text: &str, order: DateOrder) -> String {
    let read = date::alternatives(text).into_iter().find(|(known, _)| *known == order);
    match read {
        Some((_, day)) => format!("{text} is {}", day.format("%-d %B %Y")),
        None => format!("{text} cannot be read so"),
    }
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
        questions_ui(ui, tab, open, drafts, out);
        ui.add_space(space::M);
        heading_ui(ui, "COLUMNS");
        columns_ui(ui, state, tab, open, out);
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
        signed_ui(ui, Sign::Question, theme::tokens(ui).question, why.as_str());
        muted_ui(ui, "Look at it once; it is remembered for files of this shape.");
    }
    ui.horizontal(|ui| {
        ui.label("Layout");
        preset_ui(ui, tab, open, out);
    });
    ui.add_space(space::S);
}

/// Another layout starts the mapping anew.
fn preset_ui(ui: &mut Ui, tab: &Tab, open: &Open, out: &mut Vec<Message>) {
    let now = open.document.recipe.preset.as_deref();
    let words = now.and_then(preset_label).unwrap_or_else(|| "None that is known".to_owned());
    ComboBox::from_id_salt("preset").selected_text(words).width(260.0).show_ui(ui, |ui| {
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
}

/// Zone, order of dates, scale, and what to leave out, with examples of the file.
fn questions_ui(ui: &mut Ui, tab: &Tab, open: &Open, drafts: &mut Drafts, out: &mut Vec<Message>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(space::S, space::S);
        if !open.document.readings.date.without_zone.is_empty() {
            zone_ui(ui, tab, open, drafts, out);
        }
        let dates = &open.document.readings.date;
        day_ui(ui, tab, open, out);
        if !dates.unclear.is_empty() || open.document.recipe.date_order.is_some() {
            order_ui(ui, tab, open, out);
        }
        if open.document.recipe.columns(Field::MaxScore).is_empty() {
            scale_ui(ui, tab, open, drafts, out);
        }
        if !open.document.recipe.leave_out.is_empty() {
            leave_out_ui(ui, tab, open, out);
        }
    });
}

fn question_ui(ui: &mut Ui, title: &str, open_question: bool, body: impl FnOnce(&mut Ui)) {
    let tokens = theme::tokens(ui);
    card(ui).inner_margin(space::M).show(ui, |ui| {
        ui.set_width(250.0);
        ui.vertical(|ui| {
            if open_question {
                signed_ui(ui, Sign::Question, tokens.question, RichText::new(title).font(font::strong(14.0)));
            } else {
                ui.label(RichText::new(title).font(font::strong(14.0)));
            }
            body(ui);
        });
    });
}

fn zone_ui(ui: &mut Ui, tab: &Tab, open: &Open, drafts: &mut Drafts, out: &mut Vec<Message>) {
    let zone = open.document.recipe.zone.map(|told| told.value);
    question_ui(ui, "Times carry no zone", zone.is_none(), |ui| {
        for example in open.document.readings.date.without_zone.iter().take(2) {
            muted_ui(ui, &example.text);
        }
        let words = zone.map_or("Choose a zone".to_owned(), |zone| format!("They are in {zone}"));
        ComboBox::from_id_salt("zone")
            .selected_text(words)
            .width(230.0)
            .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
            .show_ui(ui, |ui| {
                let field = ui.add(egui::TextEdit::singleline(&mut drafts.zone).hint_text("City or zone"));
                named(&field, "Search time zones");
                field.request_focus();
                let typed = drafts.zone.to_lowercase().replace(' ', "_");
                let hits =
                    chrono_tz::TZ_VARIANTS.iter().filter(|zone| zone.name().to_lowercase().contains(&typed));
                for hit in hits.take(60) {
                    if ui.selectable_label(zone == Some(*hit), hit.name()).clicked() {
                        let edit = with_recipe(open, format!("Times are in {hit}"), |recipe| {
                            recipe.zone = Some(Told { value: *hit, by: AnsweredBy::Option });
                        });
                        out.push(Message::Tab(tab.id, TabMessage::Edit(edit)));
                        ui.close();
                    }
                }
            });
    });
}

fn order_ui(ui: &mut Ui, tab: &Tab, open: &Open, out: &mut Vec<Message>) {
    let reading = &open.document.readings.date;
    let now = open.document.recipe.date_order.map(|told| told.value).or(reading.order);
    let title = if reading.contradictory { "Dates contradict each other" } else { "Day or month first?" };
    question_ui(ui, title, now.is_none(), |ui| {
        for order in [DateOrder::Dmy, DateOrder::Mdy] {
            let words = match reading.unclear.first() {
                Some(example) => format!("{}: {}", order.words(), date_example(&example.text, order)),
                None => order.words().to_owned(),
            };
            if ui.radio(now == Some(order), words).clicked() {
                let edit = with_recipe(open, format!("Dates: {}", order.words()), |recipe| {
                    recipe.date_order = Some(Told { value: order, by: AnsweredBy::Option });
                });
                out.push(Message::Tab(tab.id, TabMessage::Edit(edit)));
            }
        }
    });
}

/// Which date counts, where the file has several: it decides the day that a score counts for.
fn day_ui(ui: &mut Ui, tab: &Tab, open: &Open, out: &mut Vec<Message>) {
    const ROOM_FOR: usize = 6;
    let Document { sheet, recipe, .. } = &open.document;
    let choices = recipe.date_choices(sheet);
    if choices.len() < 2 {
        return;
    }
    let now = recipe.columns(Field::ScoredAt);
    question_ui(ui, "Which date counts?", now.is_empty(), |ui| {
        for column in choices.into_iter().take(ROOM_FOR) {
            let heading = &sheet.columns()[column.index()];
            let example = samples(open, column, 1);
            if ui.radio(now == [column], heading).on_hover_text(example).clicked() {
                let edit = with_recipe(open, format!("The day is {heading}"), |recipe| {
                    recipe.map_columns(sheet, Field::ScoredAt, vec![column]);
                });
                out.push(Message::Tab(tab.id, TabMessage::Edit(edit)));
            }
        }
    });
}

fn scale_ui(ui: &mut Ui, tab: &Tab, open: &Open, drafts: &mut Drafts, out: &mut Vec<Message>) {
    let reading = &open.document.readings.score;
    question_ui(ui, "Scale of the scores", reading.scale.is_none(), |ui| {
        if let Some(spread) = &reading.spread {
            muted_ui(
                ui,
                format!("From {} to {}, half of them over {}", spread.min, spread.max, spread.median),
            );
        }
        let mut chosen = None;
        for scale in [Scale::Percent, Scale::Fraction] {
            if ui.radio(reading.scale == Some(scale), scale.words()).clicked() {
                chosen = Some(scale);
            }
        }
        ui.horizontal(|ui| {
            let points = matches!(reading.scale, Some(Scale::Points(_)));
            if ui.radio(points, "points out of").clicked() {
                chosen = format!("points:{}", drafts.points.trim()).parse().ok();
            }
            let field =
                ui.add(egui::TextEdit::singleline(&mut drafts.points).hint_text("20").desired_width(48.0));
            named(&field, "Most points");
            let scale = format!("points:{}", drafts.points.trim()).parse::<Scale>().ok();
            if ui.add_enabled(scale.is_some(), Button::new("Use")).clicked() {
                chosen = scale;
            }
        });
        if let Some(scale) = chosen {
            let edit = with_recipe(open, format!("Scale: {}", scale.words()), |recipe| {
                recipe.scale = Some(Told { value: scale, by: AnsweredBy::Option });
            });
            out.push(Message::Tab(tab.id, TabMessage::Edit(edit)));
        }
    });
}

fn leave_out_ui(ui: &mut Ui, tab: &Tab, open: &Open, out: &mut Vec<Message>) {
    question_ui(ui, "Left out unless you let them in", false, |ui| {
        for (entry, leave_out) in open.document.recipe.leave_out.iter().enumerate() {
            let rows = open.document.readings.num_left_out(entry);
            let mut active = leave_out.active;
            let words = if leave_out.active {
                format!("{}: {} rows", leave_out.reason, thousands(rows as u64))
            } else {
                format!("{}: let in", leave_out.reason)
            };
            if ui.checkbox(&mut active, words).changed() {
                let done = if active { "left out" } else { "let in" };
                let edit = with_recipe(open, format!("{} {done}", leave_out.reason), |recipe| {
                    recipe.leave_out[entry].active = active;
                });
                out.push(Message::Tab(tab.id, TabMessage::Edit(edit)));
            }
        }
    });
}

/// Each column with three samples and the field that it becomes.
fn columns_ui(ui: &mut Ui, state: &State, tab: &Tab, open: &Open, out: &mut Vec<Message>) {
    let sheet = &open.document.sheet;
    let recipe = &open.document.recipe;
    egui::Grid::new("columns").num_columns(4).striped(false).spacing([16.0, 6.0]).show(ui, |ui| {
        for column in sheet.column_ids() {
            let heading = &sheet.columns()[column.index()];
            ui.add(egui::Label::new(RichText::new(heading).font(font::strong(13.0))).truncate());
            let field = field_of(recipe, column);
            ComboBox::from_id_salt(("field", column))
                .selected_text(field.map_or("not used", Field::label))
                .width(130.0)
                .show_ui(ui, |ui| {
                    for choice in std::iter::once(None).chain(Field::ALL.map(Some)) {
                        let words = choice.map_or("not used", Field::label);
                        let response = ui.selectable_label(field == choice, words);
                        let response = match choice {
                            Some(choice) => response.on_hover_text(choice.info().help),
                            None => response,
                        };
                        if response.clicked() && field != choice {
                            let label = format!("{heading} → {words}");
                            let edit = with_recipe(open, label, |recipe| map(recipe, sheet, column, choice));
                            out.push(Message::Tab(tab.id, TabMessage::Edit(edit)));
                        }
                    }
                });
            if field == Some(Field::AgentId) {
                kind_ui(ui, state, tab, open, column, out);
            } else {
                ui.label("");
            }
            muted_ui(ui, samples(open, column, 3));
            ui.end_row();
        }
    });
}

/// The first texts of a column that differ.
fn samples(open: &Open, column: ColumnId, most: usize) -> String {
    const FAR_ENOUGH: usize = 200;
    let sheet = &open.document.sheet;
    let mut samples: Vec<String> = Vec::new();
    for row in sheet.rows().take(FAR_ENOUGH) {
        let text = super::toolbar::short(&sheet.cell(row, column).replace(['\n', '\r'], " "), 28);
        if !text.is_empty() && !samples.contains(&text) {
            samples.push(text);
        }
        if samples.len() == most {
            break;
        }
    }
    if samples.is_empty() { "empty".to_owned() } else { samples.join("   ·   ") }
}

fn field_of(recipe: &Recipe, column: ColumnId) -> Option<Field> {
    Field::ALL.into_iter().find(|field| recipe.columns(*field).contains(&column))
}

/// Makes a column become a field. The agent may come from several columns, all else from one.
fn map(recipe: &mut Recipe, sheet: &Sheet, column: ColumnId, field: Option<Field>) {
    for other in Field::ALL {
        let mut columns = recipe.columns(other).to_vec();
        if columns.contains(&column) {
            columns.retain(|kept| *kept != column);
            recipe.map_columns(sheet, other, columns);
        }
    }
    let Some(field) = field else { return };
    let mut columns = if field == Field::AgentId { recipe.columns(field).to_vec() } else { Vec::new() };
    columns.push(column);
    recipe.map_columns(sheet, field, columns);
}

/// What an agent column can hold, in words; the platforms are those of the people list.
pub fn kinds(state: &State) -> Vec<(AgentKind, String)> {
    let mut kinds = vec![
        (AgentKind::Email, "E-mail".to_owned()),
        (AgentKind::Assembled, "Assembled agent id".to_owned()),
        (AgentKind::Imported, "Imported id".to_owned()),
        (AgentKind::Username, "User name".to_owned()),
    ];
    let people = state.accounts.around.people.as_deref();
    let mut platforms: Vec<&String> = people
        .into_iter()
        .flat_map(crate::people::People::list)
        .flat_map(|person| person.platforms.keys())
        .collect();
    platforms.sort_unstable();
    platforms.dedup();
    kinds.extend(
        platforms.into_iter().map(|name| (AgentKind::Platform(name.clone()), format!("Id at {name}"))),
    );
    kinds.push((AgentKind::PlatformOfRow, "Id at the row's platform".to_owned()));
    kinds.push((AgentKind::Name, "Name (suggestions only)".to_owned()));
    kinds
}

fn kind_ui(ui: &mut Ui, state: &State, tab: &Tab, open: &Open, column: ColumnId, out: &mut Vec<Message>) {
    let now = open.document.recipe.agent_kinds.get(&column);
    let kinds = kinds(state);
    let words = match now {
        None => "What is it?".to_owned(),
        Some(kind) => {
            kinds.iter().find(|(known, _)| known == kind).map_or(kind.to_string(), |(_, words)| words.clone())
        }
    };
    ComboBox::from_id_salt(("kind", column)).selected_text(words).width(170.0).show_ui(ui, |ui| {
        for (kind, words) in kinds {
            if ui.selectable_label(now == Some(&kind), &words).clicked() && now != Some(&kind) {
                let edit = with_recipe(open, format!("Agent column: {words}"), |recipe| {
                    recipe.agent_kinds.insert(column, kind.clone());
                });
                out.push(Message::Tab(tab.id, TabMessage::Edit(edit)));
            }
        }
    });
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
