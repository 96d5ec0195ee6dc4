//! From a sheet to its recipe: what was told, what was remembered, which preset fits, what headings say.

use chrono_tz::Tz;

use crate::model::{AnsweredBy, Field, Progress, Sheet};

use super::aliases::{guess, guess_kind};
use super::headings::Headings;
use super::held_out;
use super::points;
use super::preset::{Preset, preset, recognise};
use super::{AgentKind, DateOrder, DayCount, Mapping, Recipe, Remembered, Scale, Told};

/// What a person said about the columns, on the command line or on the mapping screen. It wins over
/// everything else.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    /// A preset by id.
    pub preset: Option<String>,
    /// Per field its columns by heading, or `#7` for the seventh; twice for one field: in that order.
    pub map: Vec<(Field, String)>,
    /// Per field a constant.
    pub set: Vec<(Field, String)>,
    /// What the agent columns hold, in the order of the agent's columns. One kind for several: all.
    pub agent_kinds: Vec<AgentKind>,
    /// The zone of times that carry none.
    pub zone: Option<Tz>,
    /// The order of day, month and year.
    pub date_order: Option<DateOrder>,
    /// The year from which day numbers count.
    pub day_count: Option<DayCount>,
    /// The scale of scores with no maximum beside them.
    pub scale: Option<Scale>,
}

/// A recipe, and whether a person should look at the mapping once.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// The recipe.
    pub recipe: Recipe,
    /// Whether the window shows the mapping before the grid.
    pub confirm: Confirm,
    /// The remembered recipe that was used, if one was.
    pub remembered: Option<String>,
}

/// Whether the window shows the mapping before the grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirm {
    /// The layout is well known, or was confirmed before.
    No,
    /// A preset whose layout is partly guessed, or a file nobody knows: the sentence says which.
    Once(String),
}

/// Why there is no recipe for a file. [`Display`](std::fmt::Display) is one sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecipeError {
    /// The file is recognised and is nothing that can be sent: a section-level export, a roster, …
    #[error("{what}")]
    NoScores {
        /// What the file is and why it is refused, as a sentence.
        what: String,
        /// What to do, as a sentence.
        hint: String,
    },
    /// There is no preset of that id.
    #[error("There is no preset {0}.")]
    NoSuchPreset(String),
    /// The file has no such column.
    #[error("The file has no column {0}.")]
    NoSuchColumn(String),
    /// Several columns have that heading.
    #[error("Several columns are headed {0}.")]
    AmbiguousColumn(String),
}

impl RecipeError {
    /// One word for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoScores { .. } => "no_scores",
            Self::NoSuchPreset(_) => "no_such_preset",
            Self::NoSuchColumn(_) => "no_such_column",
            Self::AmbiguousColumn(_) => "ambiguous_column",
        }
    }

    /// What to do, as a sentence.
    pub fn hint(&self) -> &str {
        match self {
            Self::NoScores { hint, .. } => hint,
            Self::NoSuchPreset(_) => "scorebridge check --list-presets lists what there is.",
            Self::NoSuchColumn(_) => "scorebridge read FILE lists the columns; #7 names the seventh.",
            Self::AmbiguousColumn(_) => "Name it by its place: #7 is the seventh.",
        }
    }
}

/// Chooses the recipe of a sheet: what was told ▸ what was remembered ▸ the preset that fits ▸ headings.
///
/// # Errors
/// A [`RecipeError`] where the file holds no scores, or what was told does not fit it.
pub fn choose(
    sheet: &Sheet,
    told: &Overrides,
    remembered: Option<&Remembered>,
) -> Result<Chosen, RecipeError> {
    choose_watched(sheet, told, remembered, &Progress::default())
}

/// As [`choose`]. When the job is asked to stop, the evidence of what was remembered is not looked at to its end, and
/// what was chosen is of no use.
///
/// # Errors
/// As [`choose`].
pub fn choose_watched(
    sheet: &Sheet,
    told: &Overrides,
    remembered: Option<&Remembered>,
    progress: &Progress,
) -> Result<Chosen, RecipeError> {
    let headings = Headings::of(sheet);
    let mut chosen = if let Some(id) = &told.preset {
        let preset = preset(id).ok_or_else(|| RecipeError::NoSuchPreset(id.clone()))?;
        Chosen { recipe: preset.recipe(&headings), confirm: preset_confirm(preset), remembered: None }
    } else if let Some(remembered) = remembered {
        let mut recipe = remembered.recipe(&headings);
        let confirm = remembered.tested(sheet, &mut recipe, progress);
        let confirm = confirm.map_or(Confirm::No, Confirm::Once);
        Chosen { recipe, confirm, remembered: Some(remembered.name.clone()) }
    } else {
        by_headings(sheet, &headings, told)?
    };
    apply(&mut chosen.recipe, &headings, told)?;
    Ok(chosen)
}

/// The preset that fits, or what the headings mean where none does.
fn by_headings(sheet: &Sheet, headings: &Headings<'_>, told: &Overrides) -> Result<Chosen, RecipeError> {
    let told_score = told.map.iter().any(|(field, _)| *field == Field::Score);
    let (mut recipe, confirm) = match recognise(sheet) {
        Ok(Some(preset)) => (preset.recipe(headings), preset_confirm(preset)),
        Ok(None) => {
            let recipe = guess(headings);
            let why = [vec![UNKNOWN.to_owned()], points::doubts(headings, &recipe)].concat().join(" ");
            (recipe, Confirm::Once(why))
        }
        // A person who names the score's column knows better than the headings.
        Err(RecipeError::NoScores { what, .. }) if told_score => (guess(headings), Confirm::Once(what)),
        Err(refused) => return Err(refused),
    };
    if recipe.leave_out.is_empty() {
        recipe.leave_out = held_out::rows(headings);
    }
    Ok(Chosen { recipe, confirm, remembered: None })
}

/// Why the mapping of a file that nobody knows is shown.
const UNKNOWN: &str = "No known tool writes a file like this; look once at what each column becomes.";

fn preset_confirm(preset: &Preset) -> Confirm {
    if preset.well_known {
        return Confirm::No;
    }
    Confirm::Once(format!(
        "This looks like {}, whose columns are not documented in every detail; look once at what each becomes.",
        preset.label
    ))
}

/// Puts what was told over a recipe.
fn apply(recipe: &mut Recipe, headings: &Headings<'_>, told: &Overrides) -> Result<(), RecipeError> {
    for field in Field::ALL {
        let names = told.map.iter().filter(|(of, _)| *of == field).map(|(_, name)| name);
        let columns = names.map(|name| headings.named(name)).collect::<Result<Vec<_>, _>>()?;
        if !columns.is_empty() {
            recipe.set_mapping(field, Mapping::Columns(columns.clone()));
        }
        if field == Field::AgentId {
            for column in columns {
                if let Some(kind) = guess_kind(headings, column) {
                    recipe.agent_kinds.entry(column).or_insert(kind);
                }
            }
        }
    }
    for (field, text) in &told.set {
        recipe.set_mapping(*field, Mapping::Constant(text.clone()));
    }
    let agents = recipe.columns(Field::AgentId).to_vec();
    for (nth, column) in agents.into_iter().enumerate() {
        let kind =
            if told.agent_kinds.len() == 1 { told.agent_kinds.first() } else { told.agent_kinds.get(nth) };
        if let Some(kind) = kind {
            recipe.set_agent_kind(column, Some(kind.clone()));
        }
    }
    let by = AnsweredBy::Option;
    recipe.zone = told.zone.map(|value| Told { value, by }).or(recipe.zone);
    recipe.date_order = told.date_order.map(|value| Told { value, by }).or(recipe.date_order);
    recipe.day_count = told.day_count.map(|value| Told { value, by }).or(recipe.day_count);
    recipe.scale = told.scale.map(|value| Told { value, by }).or(recipe.scale);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::model::ColumnId;
    use crate::recipe::fixtures;

    use super::*;

    fn chosen(text: &str, told: &Overrides) -> Result<Chosen, RecipeError> {
        choose(&fixtures::sheet(text), told, None)
    }

    const MAESTRO: &str =
        "gradable_id,agent_id,agent_email,rubric_score,max_rubric_score,date_graded,grader\n";

    #[test]
    fn well_known_files_are_not_asked_about_and_guessed_ones_are() {
        for (text, preset, asked) in [
            (MAESTRO, Some("maestroqa.total_scores"), false),
            ("agent_id,score,scored_at\n", Some("assembled.fields"), false),
            ("externalId,id,reviewee.email,score,createdISO\n", Some("klaus.reviews"), true),
            ("Agent Email,Score,Date\n", None, true),
        ] {
            let chosen = chosen(text, &Overrides::default()).unwrap();
            assert_eq!(chosen.recipe.preset.as_deref(), preset, "{text}");
            assert_eq!(chosen.confirm != Confirm::No, asked, "{text}");
            assert_eq!(chosen.remembered, None);
        }
    }

    #[test]
    fn what_was_told_wins() {
        let told = Overrides {
            map: vec![
                (Field::AgentId, "#2".to_owned()),
                (Field::AgentId, "agent_email".to_owned()),
                (Field::Rubric, "grader".to_owned()),
            ],
            set: vec![(Field::Source, "rippit".to_owned())],
            agent_kinds: vec![AgentKind::Imported],
            zone: Some(Tz::Europe__Berlin),
            date_order: Some(DateOrder::Mdy),
            day_count: Some(DayCount::Since1904),
            scale: Some(Scale::Fraction),
            preset: None,
        };
        let recipe = chosen(MAESTRO, &told).unwrap().recipe;
        assert_eq!(recipe.columns(Field::AgentId), [ColumnId(1), ColumnId(2)]);
        assert_eq!(recipe.agent_kinds.len(), 2);
        assert!(recipe.agent_kinds.values().all(|kind| *kind == AgentKind::Imported));
        assert_eq!(recipe.columns(Field::Rubric), [ColumnId(6)]);
        assert_eq!(recipe.mapping(Field::Source), &Mapping::Constant("rippit".to_owned()));
        assert_eq!(recipe.zone, Some(Told { value: Tz::Europe__Berlin, by: AnsweredBy::Option }));
        assert_eq!(recipe.date_order.map(|told| told.value), Some(DateOrder::Mdy));
        assert_eq!(recipe.day_count.map(|told| told.value), Some(DayCount::Since1904));
        assert_eq!(recipe.scale.map(|told| told.value), Some(Scale::Fraction));
    }

    #[test]
    fn kinds_are_told_in_the_order_of_the_columns() {
        let told =
            Overrides { agent_kinds: vec![AgentKind::Username, AgentKind::Imported], ..Overrides::default() };
        let recipe = chosen(MAESTRO, &told).unwrap().recipe;
        let kinds: Vec<_> =
            recipe.columns(Field::AgentId).iter().map(|column| recipe.agent_kinds[column].clone()).collect();
        assert_eq!(kinds, [AgentKind::Username, AgentKind::Imported]);
    }

    #[test]
    fn what_does_not_fit_is_said() {
        let map =
            |field, name: &str| Overrides { map: vec![(field, name.to_owned())], ..Overrides::default() };
        for (text, told, code) in [
            (MAESTRO, map(Field::Score, "nope"), "no_such_column"),
            ("Agent,Score,score\n", map(Field::Score, "SCORE"), "ambiguous_column"),
            (MAESTRO, Overrides { preset: Some("x.y".to_owned()), ..Overrides::default() }, "no_such_preset"),
            ("gradable_id,section_id,section_score\n", Overrides::default(), "no_scores"),
        ] {
            let error = chosen(text, &told).unwrap_err();
            assert_eq!(error.code(), code);
            assert!(!error.to_string().is_empty() && error.hint().ends_with('.'));
        }
        let told = map(Field::Score, "section_score");
        let sections = chosen("gradable_id,section_id,section_score\n", &told).unwrap();
        assert!(matches!(sections.confirm, Confirm::Once(why) if why.contains("section scores")));
    }

    #[test]
    fn a_preset_that_was_told_maps_what_it_finds() {
        let told = Overrides { preset: Some("klaus.reviews".to_owned()), ..Overrides::default() };
        let recipe = chosen("reviewee.email,score\n", &told).unwrap().recipe;
        assert_eq!(recipe.preset.as_deref(), Some("klaus.reviews"));
        assert_eq!(recipe.columns(Field::Score), [ColumnId(1)]);
        assert_eq!(recipe.mapping(Field::ScoredAt), &Mapping::None);
    }
}
