//! A whole recipe as text and back: for work in progress, where nothing may be forgotten.
//!
//! Unlike what is [remembered](super::Memory) for a shape of file it names columns by their place and
//! holds replacements: it belongs to one reading of one file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{AnsweredBy, ColumnId, Field};

use super::{LeaveOut, Mapping, Recipe, Told};

#[derive(Serialize, Deserialize)]
struct Saved {
    preset: Option<String>,
    mappings: Vec<SavedMapping>,
    agent_kinds: Vec<(u16, String)>,
    scale: Option<(String, AnsweredBy)>,
    zone: Option<(String, AnsweredBy)>,
    date_order: Option<(super::DateOrder, AnsweredBy)>,
    #[serde(default)]
    day_count: Option<(super::DayCount, AnsweredBy)>,
    identity: Vec<Vec<u16>>,
    leave_out: Vec<SavedLeaveOut>,
    html_notes: bool,
    replacements: Vec<(String, String, String)>,
}

#[derive(Serialize, Deserialize)]
enum SavedMapping {
    None,
    Columns(Vec<u16>),
    Constant(String),
}

#[derive(Serialize, Deserialize)]
struct SavedLeaveOut {
    column: u16,
    values: Vec<String>,
    reason: String,
    beside: Option<Vec<u16>>,
    active: bool,
}

impl Recipe {
    /// All of it, as JSON.
    pub fn to_text(&self) -> String {
        let saved = Saved {
            preset: self.preset.clone(),
            mappings: self.mappings.iter().map(SavedMapping::of).collect(),
            agent_kinds: self.agent_kinds.iter().map(|(column, kind)| (column.0, kind.to_string())).collect(),
            scale: self.scale.map(|told| (told.value.to_string(), told.by)),
            zone: self.zone.map(|told| (told.value.name().to_owned(), told.by)),
            date_order: self.date_order.map(|told| (told.value, told.by)),
            day_count: self.day_count.map(|told| (told.value, told.by)),
            identity: self.identity.iter().map(|part| numbers(part)).collect(),
            leave_out: self.leave_out.iter().map(SavedLeaveOut::of).collect(),
            html_notes: self.html_notes,
            replacements: self
                .replacements
                .iter()
                .map(|((field, from), to)| (field.key().to_owned(), from.clone(), to.clone()))
                .collect(),
        };
        // Strings, numbers and lists: there is nothing that JSON cannot say.
        serde_json::to_string(&saved).unwrap_or_default()
    }

    /// The recipe that [`to_text`](Self::to_text) wrote; `None` for any other text.
    pub fn of_text(text: &str) -> Option<Self> {
        let saved: Saved = serde_json::from_str(text).ok()?;
        let mappings: Vec<Mapping> = saved.mappings.into_iter().map(SavedMapping::mapping).collect();
        let kinds =
            saved.agent_kinds.into_iter().map(|(column, kind)| Some((ColumnId(column), kind.parse().ok()?)));
        let replaced = saved.replacements.into_iter();
        Some(Self {
            preset: saved.preset,
            mappings: mappings.try_into().ok()?,
            agent_kinds: kinds.collect::<Option<BTreeMap<_, _>>>()?,
            scale: told(saved.scale)?,
            zone: told(saved.zone)?,
            date_order: saved.date_order.map(|(value, by)| Told { value, by }),
            day_count: saved.day_count.map(|(value, by)| Told { value, by }),
            identity: saved.identity.into_iter().map(columns).collect(),
            leave_out: saved.leave_out.into_iter().map(SavedLeaveOut::leave_out).collect(),
            html_notes: saved.html_notes,
            replacements: replaced
                .map(|(field, from, to)| Some(((Field::from_key(&field)?, from), to)))
                .collect::<Option<_>>()?,
        })
    }
}

/// An answer as text; the outer `None` where it cannot be read.
#[expect(clippy::option_option, reason = "no answer and no answer that can be read are two things")]
fn told<T: std::str::FromStr>(saved: Option<(String, AnsweredBy)>) -> Option<Option<Told<T>>> {
    match saved {
        None => Some(None),
        Some((text, by)) => text.parse().ok().map(|value| Some(Told { value, by })),
    }
}

fn numbers(columns: &[ColumnId]) -> Vec<u16> {
    columns.iter().map(|column| column.0).collect()
}

fn columns(numbers: Vec<u16>) -> Vec<ColumnId> {
    numbers.into_iter().map(ColumnId).collect()
}

impl SavedMapping {
    fn of(mapping: &Mapping) -> Self {
        match mapping {
            Mapping::None => Self::None,
            Mapping::Columns(columns) => Self::Columns(numbers(columns)),
            Mapping::Constant(text) => Self::Constant(text.clone()),
        }
    }

    fn mapping(self) -> Mapping {
        match self {
            Self::None => Mapping::None,
            Self::Columns(numbers) => Mapping::Columns(columns(numbers)),
            Self::Constant(text) => Mapping::Constant(text),
        }
    }
}

impl SavedLeaveOut {
    fn of(rows: &LeaveOut) -> Self {
        Self {
            column: rows.column.0,
            values: rows.values.clone(),
            reason: rows.reason.clone(),
            beside: rows.beside.as_deref().map(numbers),
            active: rows.active,
        }
    }

    fn leave_out(self) -> LeaveOut {
        LeaveOut {
            column: ColumnId(self.column),
            values: self.values,
            reason: self.reason,
            beside: self.beside.map(columns),
            active: self.active,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::{AgentKind, DateOrder, DayCount};

    #[test]
    fn a_recipe_comes_back_whole() {
        let mut recipe =
            Recipe { preset: Some("klaus.reviews".to_owned()), html_notes: true, ..Recipe::default() };
        assert_eq!(Recipe::of_text(&recipe.to_text()), Some(recipe.clone()));
        let by = AnsweredBy::Option;
        recipe.set_mapping(Field::AgentId, Mapping::Columns(vec![ColumnId(3), ColumnId(1)]));
        recipe.set_mapping(Field::Source, Mapping::Constant("klaus".to_owned()));
        recipe.agent_kinds.insert(ColumnId(3), AgentKind::Platform("zendesk".to_owned()));
        recipe.agent_kinds.insert(ColumnId(1), AgentKind::Email);
        recipe.scale = Some(Told { value: "points:20".parse().unwrap(), by });
        recipe.zone = Some(Told { value: chrono_tz::Europe::Berlin, by: AnsweredBy::Preset });
        recipe.date_order = Some(Told { value: DateOrder::Mdy, by });
        recipe.day_count = Some(Told { value: DayCount::Since1904, by });
        recipe.identity = vec![vec![ColumnId(4)], vec![ColumnId(5), ColumnId(6)]];
        recipe.leave_out = vec![LeaveOut {
            column: ColumnId(2),
            values: vec!["deleted".to_owned()],
            reason: "deleted".to_owned(),
            beside: Some(vec![ColumnId(0)]),
            active: false,
        }];
        recipe.replacements.insert((Field::Score, "n.a.x".to_owned()), "70".to_owned());
        assert_eq!(Recipe::of_text(&recipe.to_text()), Some(recipe));
        assert_eq!(Recipe::of_text("{}"), None);
    }
}
