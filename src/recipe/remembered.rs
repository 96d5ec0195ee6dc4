//! Answers about columns, as they are remembered for files of one shape: a TOML file that a colleague can
//! use too.
//!
//! Owns the file's format and what of a recipe is remembered: columns by heading, kinds, scale, zone,
//! order, rows let in; never anything about rows or values. What a preset knows (identity, rows to leave
//! out) is taken from the preset again. Does not know where the files are ([`super::Memory`]).
//! Invariant: what is recalled is tested against the new file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{AnsweredBy, ColumnId, Field, ImportOptions, Progress, Sheet, fold_heading};

use super::aliases::rubric_of_sheet;
use super::headings::Headings;
use super::held_out;
use super::number::Decimal;
use super::preset::preset;
use super::recut::{Detected, Recut};
use super::{AgentKind, DateOrder, DayCount, Mapping, Readings, Recipe, Scale, Told, read_columns};

/// A remembered recipe: columns by heading, and the answers. Never anything about rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Remembered {
    /// Its name in lists and in `check --json`.
    pub name: String,
    /// The shape of file that it is for; the name of its file.
    pub shape: String,
    kept: Kept,
}

/// The file's format.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Kept {
    /// Raised when a reader of an older program would misunderstand the file.
    format: u32,
    name: String,
    /// The shape of file that it is for, so that the file can be handed on under any name.
    #[serde(default)]
    shape: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    preset: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time_zone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    date_order: Option<DateOrder>,
    /// Never 1900: that is what holds wherever nobody has to be asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    day_count: Option<DayCount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scale: Option<String>,
    /// The greatest score of the file that it was kept for: evidence, tested on the next file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    greatest_score: Option<String>,
    /// Reasons of the preset whose rows a person let in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    let_in: Vec<String>,
    /// Whether the name of the sheet is the rubric: another sheet of the same shape has its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    rubric_of_sheet: bool,
    /// Columns of each field, by its key; as `--map` names them.
    #[serde(default)]
    columns: BTreeMap<String, Vec<String>>,
    /// Constants, by the field's key.
    #[serde(default)]
    constants: BTreeMap<String, String>,
    /// What each agent column holds, as `--agent-kind` spells it.
    #[serde(default)]
    agent_kinds: BTreeMap<String, String>,
    /// How the file was cut into cells, where a person overruled what was detected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reading: Option<Recut>,
}

/// The format that this program writes.
const FORMAT: u32 = 1;

/// How many hexadecimal digits name a shape.
const SHAPE_DIGITS: usize = 16;

/// The shape of a file: its headings, in order, folded.
pub(super) fn shape(sheet: &Sheet) -> String {
    let mut hasher = blake3::Hasher::new();
    for heading in sheet.columns() {
        hasher.update(fold_heading(heading).as_bytes());
        hasher.update(b"\x1f");
    }
    hasher.finalize().to_hex()[..SHAPE_DIGITS].to_owned()
}

impl Remembered {
    pub(super) fn of(sheet: &Sheet, recipe: &Recipe, name: Option<&str>) -> Self {
        let headings = Headings::of(sheet);
        let label = recipe.preset.as_deref().and_then(preset).map(|preset| preset.label.clone());
        let name = name.map(str::to_owned).or(label).unwrap_or_else(|| sheet.source().name.clone());
        let mut kept = Kept {
            format: FORMAT,
            name: name.clone(),
            shape: shape(sheet),
            preset: recipe.preset.clone(),
            time_zone: recipe.zone.map(|zone| zone.value.name().to_owned()),
            date_order: recipe.date_order.map(|order| order.value),
            // A file of the same shape that counts from 1904 must be asked about, whatever held for this one. The
            // other way round its dates would be still to come, which is asked about anyhow.
            day_count: recipe
                .day_count
                .map(|count| count.value)
                .filter(|count| *count == DayCount::Since1904),
            scale: recipe.scale.map(|scale| scale.value.to_string()),
            greatest_score: evidence(sheet, recipe, &Progress::default())
                .and_then(|readings| readings.score.spread)
                .map(|spread| spread.max.to_string()),
            let_in: recipe
                .leave_out
                .iter()
                .filter(|rows| !rows.active)
                .map(|rows| rows.reason.clone())
                .collect(),
            rubric_of_sheet: false,
            columns: BTreeMap::new(),
            constants: BTreeMap::new(),
            agent_kinds: BTreeMap::new(),
            reading: None,
        };
        for field in Field::ALL {
            let key = field.key().to_owned();
            match recipe.mapping(field) {
                Mapping::None => {}
                Mapping::Columns(columns) => {
                    kept.columns.insert(key, columns.iter().map(|column| headings.name(*column)).collect());
                }
                Mapping::Constant(text) if field == Field::Rubric && rubric_of_sheet(sheet) == Some(text) => {
                    kept.rubric_of_sheet = true;
                }
                Mapping::Constant(text) => {
                    kept.constants.insert(key, text.clone());
                }
            }
        }
        for (column, kind) in &recipe.agent_kinds {
            kept.agent_kinds.insert(headings.name(*column), kind.to_string());
        }
        Self { name, shape: kept.shape.clone(), kept }
    }

    /// What a file says, which may come from anywhere; `None` where it is no remembered recipe. A file of an
    /// older program does not say its shape: `known` is that of its name.
    pub(super) fn of_text(text: &str, known: Option<&str>) -> Option<Self> {
        let mut kept: Kept = toml::from_str(text).ok()?;
        if let Some(known) = known {
            known.clone_into(&mut kept.shape);
        }
        let is_shape = kept.shape.len() == SHAPE_DIGITS
            && kept.shape.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let is_known = kept.format == FORMAT && is_shape && !kept.name.trim().is_empty();
        is_known.then(|| Self { name: kept.name.clone(), shape: kept.shape.clone(), kept })
    }

    /// The file.
    ///
    /// # Errors
    /// None that is known of: there is nothing in it that TOML cannot say.
    pub(super) fn to_text(&self) -> Result<String, toml::ser::Error> {
        toml::to_string_pretty(&self.kept)
    }

    /// Whether it is for files of the shape of this one.
    pub fn is_for(&self, sheet: &Sheet) -> bool {
        self.shape == shape(sheet)
    }

    /// How a file is cut into cells in which this is detected, if it is one that was cut so when this was
    /// remembered.
    pub(super) fn reading(&self, detected: &Detected) -> Option<&ImportOptions> {
        self.kept.reading.as_ref().filter(|recut| recut.detected == *detected).map(|recut| &recut.told)
    }

    /// The same with another way of cutting such files into cells; `None` leaves that to detection.
    pub(super) fn with_reading(mut self, reading: Option<Recut>) -> Self {
        self.kept.reading = reading.and_then(|recut| recut.lasting(&self.shape));
        self
    }

    /// How such files are cut into cells, where that was told.
    pub(super) fn recut(&self) -> Option<&Recut> {
        self.kept.reading.as_ref()
    }

    /// The same under another name.
    pub(super) fn renamed(&self, name: &str) -> Self {
        let kept = Kept { name: name.to_owned(), ..self.kept.clone() };
        Self { name: kept.name.clone(), shape: self.shape.clone(), kept }
    }

    /// What it answers, for a list: "Klaus reviews", "Europe/Berlin", "day first", "percent", "agent = Email".
    pub fn describe(&self) -> Vec<String> {
        let kept = &self.kept;
        let mut parts: Vec<String> =
            kept.preset.as_deref().and_then(preset).map(|preset| preset.label.clone()).into_iter().collect();
        parts.extend(kept.reading.iter().flat_map(Recut::describe));
        parts.extend(kept.time_zone.clone());
        parts.extend(kept.date_order.map(|order| order.words().to_owned()));
        parts.extend(kept.day_count.map(|count| count.words().to_owned()));
        parts
            .extend(kept.scale.as_ref().and_then(|text| text.parse().ok()).map(|scale: Scale| scale.words()));
        let fields = Field::ALL.into_iter().filter_map(|field| {
            let of = kept.columns.get(field.key()).map(|names| names.join(", "));
            let of = of.or_else(|| kept.constants.get(field.key()).map(|text| format!("“{text}”")));
            Some(format!("{} = {}", field.label().to_lowercase(), of?))
        });
        parts.extend(fields);
        parts
    }

    /// The recipe for a sheet of the same shape. What cannot be understood is left out of it, and so asked.
    pub(super) fn recipe(&self, headings: &Headings<'_>) -> Recipe {
        let by_preset = self.kept.preset.as_deref().and_then(preset).map(|preset| preset.recipe(headings));
        let mut recipe = by_preset.clone().unwrap_or_default();
        let by_preset = by_preset.unwrap_or_default();
        for field in Field::ALL {
            recipe.mappings[field.index()] = self.mapping(field, headings);
        }
        if let Some(name) = rubric_of_sheet(headings.sheet()).filter(|_| self.kept.rubric_of_sheet) {
            recipe.mappings[Field::Rubric.index()] = Mapping::Constant(name.to_owned());
        }
        recipe.agent_kinds = self.agent_kinds(headings);
        let zone = self.kept.time_zone.as_ref().and_then(|name| name.parse().ok());
        recipe.zone = recalled(zone, by_preset.zone);
        recipe.date_order = recalled(self.kept.date_order, by_preset.date_order);
        recipe.day_count = recalled(self.kept.day_count, by_preset.day_count);
        let scale: Option<Scale> = self.kept.scale.as_ref().and_then(|text| text.parse().ok());
        recipe.scale = recalled(scale, by_preset.scale);
        if recipe.leave_out.is_empty() {
            recipe.leave_out = held_out::rows(headings);
        }
        for rows in &mut recipe.leave_out {
            rows.active = !self.kept.let_in.contains(&rows.reason);
        }
        recipe
    }

    fn mapping(&self, field: Field, headings: &Headings<'_>) -> Mapping {
        if let Some(text) = self.kept.constants.get(field.key()) {
            return Mapping::Constant(text.clone());
        }
        let names = self.kept.columns.get(field.key()).map_or(&[][..], Vec::as_slice);
        let columns: Vec<ColumnId> = names.iter().filter_map(|name| headings.named(name).ok()).collect();
        if columns.is_empty() { Mapping::None } else { Mapping::Columns(columns) }
    }

    fn agent_kinds(&self, headings: &Headings<'_>) -> BTreeMap<ColumnId, AgentKind> {
        let kinds = self.kept.agent_kinds.iter();
        kinds.filter_map(|(name, kind)| Some((headings.named(name).ok()?, kind.parse().ok()?))).collect()
    }

    /// Takes the answers out of a recipe that a new file speaks against, so that they are asked anew, and says in
    /// sentences what does.
    pub(super) fn tested(&self, sheet: &Sheet, recipe: &mut Recipe, progress: &Progress) -> Option<String> {
        let readings = evidence(sheet, recipe, progress)?;
        let against = [self.test_scale(&readings, recipe), self.test_order(&readings, recipe)];
        let sentences: Vec<String> = against.into_iter().flatten().collect();
        (!sentences.is_empty()).then(|| sentences.join(" "))
    }

    fn test_scale(&self, readings: &Readings, recipe: &mut Recipe) -> Option<String> {
        let before: Decimal = self.kept.greatest_score.as_ref()?.parse().ok()?;
        let now = readings.score.spread?.max;
        if !recipe.columns(Field::MaxScore).is_empty() || !on_other_scale(before, now) {
            return None;
        }
        recipe.scale = None;
        let file = &self.name;
        Some(format!("The greatest score was {before} when this was remembered as {file}, and is {now} now."))
    }

    fn test_order(&self, readings: &Readings, recipe: &mut Recipe) -> Option<String> {
        let told = recipe.date_order?.value;
        let now = match readings.date.order {
            Some(seen) if seen != told => format!("can only be {} now", seen.words()),
            None if readings.date.contradictory => "are in several orders now".to_owned(),
            _ => return None,
        };
        recipe.date_order = None;
        Some(format!("Dates were remembered as {} for {}, and {now}.", told.words(), self.name))
    }
}

/// An answer that was remembered; the preset's own if it is the same.
fn recalled<T: PartialEq + Copy>(kept: Option<T>, by_preset: Option<Told<T>>) -> Option<Told<T>> {
    let value = kept?;
    match by_preset {
        Some(told) if told.value == value => Some(told),
        _ => Some(Told { value, by: AnsweredBy::Recipe }),
    }
}

/// Whether two greatest scores can hardly be on one scale: 100 and 5, 1 and 100.
fn on_other_scale(before: Decimal, now: Decimal) -> bool {
    let (less, more) = if before < now { (before, now) } else { (now, before) };
    // Under 40 %: a good week and a bad one differ less, 100 and 20 differ more.
    less.percent_of(more).is_some_and(|percent| percent < 400_000)
}

/// What the columns show by themselves, without the recipe's answers. `None` only for a stopped job.
fn evidence(sheet: &Sheet, recipe: &Recipe, progress: &Progress) -> Option<Readings> {
    let unanswered = Recipe { scale: None, date_order: None, leave_out: Vec::new(), ..recipe.clone() };
    read_columns(sheet, &unanswered, progress).ok()
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use crate::recipe::{Confirm, Memory, Overrides, choose, fixtures};

    use super::*;

    const FILE: &str = "Agent ID,Score,Date,Source,score\n7,96,03/04/2026,klaus,x\n8,12,05/06/2026,klaus,y\n";

    fn answered() -> Overrides {
        Overrides {
            map: vec![(Field::Score, "Score".to_owned()), (Field::Notes, "#5".to_owned())],
            agent_kinds: vec![AgentKind::Platform("zendesk".to_owned())],
            zone: Some(Tz::Europe__Berlin),
            date_order: Some(DateOrder::Dmy),
            scale: Some(Scale::Percent),
            ..Overrides::default()
        }
    }

    #[test]
    fn answers_come_back_for_the_same_shape_only() {
        let folder = tempfile::tempdir().unwrap();
        let memory = Memory::of(folder.path(), "acme");
        let sheet = fixtures::sheet(FILE);
        assert_eq!(memory.recall(&sheet), None);
        let recipe = choose(&sheet, &answered(), None).unwrap().recipe;
        memory.keep(&sheet, &recipe, None).unwrap();

        let same_shape = FILE.replace("Agent ID", "agent_id").replace("12", "88");
        let next = fixtures::sheet(&same_shape);
        let remembered = memory.recall(&next).unwrap();
        let chosen = choose(&next, &Overrides::default(), Some(&remembered)).unwrap();
        assert_eq!(chosen.confirm, Confirm::No);
        assert_eq!(chosen.remembered.as_deref(), Some("fixture.csv"));
        assert_eq!(chosen.recipe.mappings, recipe.mappings);
        assert_eq!(chosen.recipe.agent_kinds, recipe.agent_kinds);
        assert_eq!(chosen.recipe.zone, Some(Told { value: Tz::Europe__Berlin, by: AnsweredBy::Recipe }));
        assert_eq!(chosen.recipe.scale, Some(Told { value: Scale::Percent, by: AnsweredBy::Recipe }));
        assert_eq!(chosen.recipe.date_order.unwrap().value, DateOrder::Dmy);

        assert_eq!(memory.recall(&fixtures::sheet("Score,Agent ID,Date,Source,score\n")), None);
        assert_eq!(Memory::of(folder.path(), "other").recall(&sheet), None);
    }

    #[test]
    fn what_the_preset_knows_comes_from_the_preset() {
        let folder = tempfile::tempdir().unwrap();
        let memory = Memory::of(folder.path(), "acme");
        let sheet = fixtures::sheet(
            "gradable_id,agent_id,agent_email,rubric_id,rubric_score,max_rubric_score,date_graded,grader,grade_type\n",
        );
        let mut recipe = choose(&sheet, &Overrides::default(), None).unwrap().recipe;
        recipe.leave_out[0].active = false;
        memory.keep(&sheet, &recipe, None).unwrap();
        let remembered = memory.recall(&sheet).unwrap();
        assert_eq!(remembered.name, "MaestroQA total scores");
        let chosen = choose(&sheet, &Overrides::default(), Some(&remembered)).unwrap();
        assert_eq!(chosen.recipe, recipe, "identity, rows let in and the preset's own zone included");
    }

    #[test]
    fn answers_that_the_new_file_speaks_against_are_asked_anew() {
        let folder = tempfile::tempdir().unwrap();
        let memory = Memory::of(folder.path(), "acme");
        let sheet = fixtures::sheet(FILE);
        memory.keep(&sheet, &choose(&sheet, &answered(), None).unwrap().recipe, None).unwrap();
        let on_scale_5 = FILE.replace("96", "5").replace("12", "4");
        let month_first = FILE.replace("03/04/2026", "03/14/2026");
        let mixed = month_first.replace("05/06/2026", "15/06/2026");
        for (text, says, scale, order) in [
            (on_scale_5, "The greatest score was 96", None, Some(DateOrder::Dmy)),
            (month_first, "can only be month first now", Some(Scale::Percent), None),
            (mixed, "are in several orders now", Some(Scale::Percent), None),
        ] {
            let next = fixtures::sheet(&text);
            let remembered = memory.recall(&next);
            let chosen = choose(&next, &Overrides::default(), remembered.as_ref()).unwrap();
            assert!(
                matches!(&chosen.confirm, Confirm::Once(why) if why.contains(says)),
                "{:?}",
                chosen.confirm
            );
            assert_eq!(chosen.recipe.scale.map(|told| told.value), scale, "{says}");
            assert_eq!(chosen.recipe.date_order.map(|told| told.value), order, "{says}");
            let told = choose(&next, &answered(), remembered.as_ref()).unwrap().recipe;
            assert_eq!(
                told.scale.map(|told| told.value),
                Some(Scale::Percent),
                "what a person says now wins"
            );
        }
    }
}
