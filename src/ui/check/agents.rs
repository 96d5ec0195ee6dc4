//! Choosing who is meant by a value: near matches, and a search through the people list.

use egui::{Response, RichText, ScrollArea, Ui};

use crate::people::{People, Person};
use crate::ui::parts::{muted_ui, named};

/// People whose name, address or id has these letters, those that begin with them first.
pub fn matching<'a>(people: Option<&'a People>, typed: &str, limit: usize) -> Vec<&'a Person> {
    let typed = typed.trim().to_lowercase();
    let Some(people) = people else { return Vec::new() };
    let mut hits: Vec<(u8, &Person)> = people
        .list()
        .iter()
        .filter(|person| person.agent_id.is_some())
        .filter_map(|person| Some((rank(person, &typed)?, person)))
        .collect();
    hits.sort_by_key(|(rank, person)| (*rank, person.name.to_lowercase()));
    hits.into_iter().take(limit).map(|(_, person)| person).collect()
}

fn rank(person: &Person, typed: &str) -> Option<u8> {
    let texts = [Some(person.name.as_str()), person.email.as_deref(), person.imported_id.as_deref()];
    let texts = texts.into_iter().flatten().map(str::to_lowercase);
    texts
        .filter_map(|text| match text.find(typed)? {
            0 => Some(0),
            at if text[..at].ends_with([' ', '.', '@']) => Some(1),
            _ => Some(2),
        })
        .min()
}

/// A field to search in, and the people that it finds, each with a button.
pub fn choose_ui(
    ui: &mut Ui,
    people: Option<&People>,
    typed: &mut String,
    mut drawn: impl FnMut(&Response, &Person),
) {
    let field = ui.add(egui::TextEdit::singleline(typed).hint_text("Name or e-mail").desired_width(260.0));
    named(&field, "Search people");
    if field.changed() || typed.is_empty() {
        field.request_focus();
    }
    let hits = matching(people, typed, 30);
    if people.is_none() {
        muted_ui(ui, "There is no people list yet.");
    } else if hits.is_empty() {
        muted_ui(ui, "Nobody is called like that.");
    }
    ScrollArea::vertical().max_height(220.0).show(ui, |ui| {
        for person in hits {
            let mut words = RichText::new(&person.name);
            if person.deleted {
                words = words.strikethrough();
            }
            let email = person.email.as_deref().unwrap_or_default();
            let button = egui::Button::selectable(false, words)
                .right_text(RichText::new(email).small().color(crate::ui::theme::tokens(ui).muted))
                .min_size(egui::vec2(260.0, 0.0));
            drawn(&ui.add(button), person);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_found_by_the_beginning_of_a_name_first() {
        let person = |name: &str, email: &str, agent: Option<&str>| Person {
            name: name.to_owned(),
            email: Some(email.to_owned()),
            agent_id: agent.map(str::to_owned),
            ..Person::default()
        };
        let people = People::new(vec![
            person("Deanna Troi", "deanna@example.com", Some("1")),
            person("Bo Anderson", "bo@example.com", Some("2")),
            person("Anna Berg", "a.berg@example.com", Some("3")),
            person("Anna Boss", "boss@example.com", None),
        ]);
        let names = |typed: &str| {
            matching(Some(&people), typed, 8).into_iter().map(|p| p.name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(names("an"), ["Anna Berg", "Bo Anderson", "Deanna Troi"]);
        assert_eq!(names("BERG"), ["Anna Berg"]);
        assert_eq!(names("zz"), Vec::<String>::new());
    }
}
