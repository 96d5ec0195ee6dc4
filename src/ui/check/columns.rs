//! The columns of the file, each with samples, the field that it becomes, and what an agent column holds.

use egui::{ComboBox, RichText, Ui};

use crate::app::tabs::Message as TabMessage;
use crate::app::{Message, Open, State, Tab};
use crate::model::{ColumnId, Field, Sheet};
use crate::recipe::{AgentKind, Recipe, is_time_beside};
use crate::ui::parts::{muted_ui, named};
use crate::ui::theme::font;

use super::fixes::with_recipe;

/// Each column with three samples and the field that it becomes.
pub fn columns_ui(ui: &mut Ui, state: &State, tab: &Tab, open: &Open, out: &mut Vec<Message>) {
    let sheet = &open.document.sheet;
    let recipe = &open.document.recipe;
    egui::Grid::new("columns").num_columns(4).striped(false).spacing([16.0, 6.0]).show(ui, |ui| {
        for column in sheet.column_ids() {
            let heading = &sheet.columns()[column.index()];
            let name = RichText::new(super::toolbar::short(heading, 32)).font(font::strong(13.0));
            ui.label(name).on_hover_text(heading);
            let field = field_of(recipe, column);
            let combo = ComboBox::from_id_salt(("field", column))
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
            named(&combo.response, format!("{heading} becomes"));
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
pub fn samples(open: &Open, column: ColumnId, most: usize) -> String {
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
    let mut columns = match (field, recipe.columns(field)) {
        (Field::AgentId, columns) => columns.to_vec(),
        // The time of day goes beside the day.
        (Field::ScoredAt, [day, ..]) if is_time_beside(sheet, *day, column) => vec![*day],
        _ => Vec::new(),
    };
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
    kinds.push((AgentKind::Name, "Name (never a match)".to_owned()));
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
    let combo =
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
    named(&combo.response, format!("What {} holds", open.document.sheet.columns()[column.index()]));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::Mapping;
    use crate::recipe::fixtures::sheet;

    #[test]
    fn a_column_is_one_field_and_only_the_agent_has_several() {
        let sheet = sheet("Agent,Score\na,1\n");
        let (a, b) = (ColumnId(0), ColumnId(1));
        let mut recipe = Recipe::default();
        map(&mut recipe, &sheet, a, Some(Field::AgentId));
        map(&mut recipe, &sheet, b, Some(Field::AgentId));
        assert_eq!(recipe.columns(Field::AgentId), [a, b]);
        map(&mut recipe, &sheet, a, Some(Field::Score));
        map(&mut recipe, &sheet, b, Some(Field::Score));
        assert_eq!(recipe.columns(Field::Score), [b]);
        assert_eq!(*recipe.mapping(Field::AgentId), Mapping::None);
        map(&mut recipe, &sheet, b, None);
        assert_eq!(field_of(&recipe, b), None);
    }
}
