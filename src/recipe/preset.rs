//! The layouts of the known tools, as data: `assets/presets/*.toml`, built in.
//!
//! Owns the presets' format and recognising a file by its headings. Does not look at cells. Invariant:
//! a preset fits only a file that has every heading it requires, and none that it excludes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, de};

use crate::model::{AnsweredBy, ColumnId, Field, Sheet, fold_heading};

use super::headings::Headings;
use super::{AgentKind, LeaveOut, Mapping, Recipe, RecipeError, Scale, Told};

/// Every preset file, in the order in which they are tried. To add one: its file, and a line here.
static FILES: [(&str, &str); 21] = [
    ("maestroqa.total_scores", include_str!("../../assets/presets/maestroqa.total_scores.toml")),
    ("maestroqa.section_scores", include_str!("../../assets/presets/maestroqa.section_scores.toml")),
    ("maestroqa.individual_answers", include_str!("../../assets/presets/maestroqa.individual_answers.toml")),
    ("maestroqa.annotations", include_str!("../../assets/presets/maestroqa.annotations.toml")),
    ("maestroqa.csat", include_str!("../../assets/presets/maestroqa.csat.toml")),
    ("maestroqa.agent_groups", include_str!("../../assets/presets/maestroqa.agent_groups.toml")),
    ("klaus.disputes", include_str!("../../assets/presets/klaus.disputes.toml")),
    ("evaluagent.line_items", include_str!("../../assets/presets/evaluagent.line_items.toml")),
    ("totals.agents", include_str!("../../assets/presets/totals.agents.toml")),
    ("totals.counted", include_str!("../../assets/presets/totals.counted.toml")),
    ("rows.sections", include_str!("../../assets/presets/rows.sections.toml")),
    ("surveys.csat", include_str!("../../assets/presets/surveys.csat.toml")),
    ("klaus.autoqa_ratings", include_str!("../../assets/presets/klaus.autoqa_ratings.toml")),
    ("klaus.ratings", include_str!("../../assets/presets/klaus.ratings.toml")),
    ("klaus.reviews", include_str!("../../assets/presets/klaus.reviews.toml")),
    ("evaluagent.evaluations", include_str!("../../assets/presets/evaluagent.evaluations.toml")),
    ("evaluagent.api", include_str!("../../assets/presets/evaluagent.api.toml")),
    ("observeai.evaluations", include_str!("../../assets/presets/observeai.evaluations.toml")),
    ("observeai.bulk", include_str!("../../assets/presets/observeai.bulk.toml")),
    ("assembled.roster", include_str!("../../assets/presets/assembled.roster.toml")),
    ("assembled.fields", include_str!("../../assets/presets/assembled.fields.toml")),
];

/// A tool's layout. One TOML file in `assets/presets/`; no code.
#[derive(Debug)]
pub struct Preset {
    /// Its id: `maestroqa.total_scores`.
    pub id: String,
    /// Its name for a person: "MaestroQA total scores".
    pub label: String,
    /// Whether the layout is documented well enough to be used without asking.
    pub well_known: bool,
    layout: Layout,
}

/// Every preset that scores can be read with, in the order in which they are tried.
pub fn presets() -> &'static [Preset] {
    &ALL.0
}

/// The preset of that id.
pub(super) fn preset(id: &str) -> Option<&'static Preset> {
    presets().iter().find(|preset| preset.id == id)
}

/// The preset that a sheet's headings fit.
///
/// # Errors
/// [`RecipeError::NoScores`] where they fit a file that is known to hold no scores of reviews.
pub fn recognise(sheet: &Sheet) -> Result<Option<&'static Preset>, RecipeError> {
    let headings = Headings::of(sheet);
    if let Some(fits) = presets().iter().find(|preset| preset.layout.fits(&headings)) {
        return Ok(Some(fits));
    }
    let known = ALL.1.iter().find(|preset| preset.layout.fits(&headings));
    match known.and_then(|preset| preset.layout.refuse.as_ref()) {
        Some(Refusal { what, hint }) => Err(RecipeError::NoScores { what: what.clone(), hint: hint.clone() }),
        None => Ok(None),
    }
}

/// The presets that map, and those that refuse.
static ALL: LazyLock<(Vec<Preset>, Vec<Preset>)> = LazyLock::new(|| {
    // A test parses each file, so none is skipped here.
    let parsed = FILES.iter().filter_map(|(id, text)| parse(id, text).ok());
    parsed.partition(|preset| preset.layout.refuse.is_none())
});

fn parse(id: &str, text: &str) -> Result<Preset, toml::de::Error> {
    let layout: Layout = toml::from_str(text)?;
    Ok(Preset { id: id.to_owned(), label: layout.label.clone(), well_known: layout.well_known, layout })
}

/// A preset file. Names of columns match after folding, each with every prefix in front first.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Layout {
    label: String,
    well_known: bool,
    /// Why such a file is refused; then nothing below `absent` counts.
    refuse: Option<Refusal>,
    /// What may stand in front of every name, as flattened records have it.
    prefixes: Vec<String>,
    /// Headings that must be there, once.
    required: Vec<String>,
    /// Of each of these lists one must be there.
    one_of: Vec<Vec<String>>,
    /// Headings that must not be there.
    absent: Vec<String>,
    /// No other headings may be there.
    only: Vec<String>,
    /// Whether headings must be spelled as here, to the letter.
    exact: bool,
    /// What the file's name must hold one of, where headings alone do not say it.
    name_contains: Vec<String>,
    /// The constant for [`Field::Source`].
    source: Option<String>,
    /// Columns of every other field; the first that is not blank counts.
    fields: BTreeMap<FieldKey, Vec<String>>,
    agents: Vec<AgentColumn>,
    /// Ways to read the score, the best first: the first whose columns are all there.
    scores: Vec<ScoreColumns>,
    /// The column that says when it was scored, and others that may be chosen in its place.
    dates: Vec<String>,
    zone: Option<ZoneName>,
    html_notes: bool,
    identity: Vec<Vec<String>>,
    leave_out: Vec<LeaveOutRows>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Refusal {
    what: String,
    hint: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AgentColumn {
    column: String,
    #[serde(deserialize_with = "from_text")]
    kind: AgentKind,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScoreColumns {
    score: String,
    max: Option<String>,
    #[serde(default, deserialize_with = "some_from_text")]
    scale: Option<Scale>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LeaveOutRows {
    column: String,
    values: Vec<String>,
    reason: String,
    beside: Option<Vec<String>>,
}

/// A field by its key.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct FieldKey(Field);

impl<'de> Deserialize<'de> for FieldKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = String::deserialize(deserializer)?;
        Field::from_key(&key).map(Self).ok_or_else(|| de::Error::custom(format!("no field {key}")))
    }
}

#[derive(Debug)]
struct ZoneName(Tz);

impl<'de> Deserialize<'de> for ZoneName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer).map(Self)
    }
}

fn from_text<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
}

fn some_from_text<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    from_text(deserializer).map(Some)
}

impl Layout {
    fn fits(&self, headings: &Headings<'_>) -> bool {
        let sheet = headings.sheet();
        let there = |name: &String| self.find(headings, name).is_some();
        let file = fold_heading(&sheet.source().name);
        self.required.iter().all(there)
            && self.one_of.iter().all(|names| names.iter().any(there))
            && !self.absent.iter().any(there)
            && (self.only.is_empty() || sheet.columns().iter().all(|heading| self.only.contains(heading)))
            && (self.name_contains.is_empty()
                || self.name_contains.iter().any(|part| file.contains(part.as_str())))
    }

    /// The column of that name, with a prefix or without.
    fn find(&self, headings: &Headings<'_>, name: &str) -> Option<ColumnId> {
        let prefixed = self.prefixes.iter().map(|prefix| format!("{prefix}{name}"));
        let column = prefixed.chain([name.to_owned()]).find_map(|name| headings.only(&name))?;
        (!self.exact || headings.heading(column) == name).then_some(column)
    }

    fn find_all(&self, headings: &Headings<'_>, names: &[String]) -> Vec<ColumnId> {
        let mut columns = Vec::new();
        for column in names.iter().filter_map(|name| self.find(headings, name)) {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        columns
    }
}

impl Preset {
    /// The preset's recipe for a sheet: columns that the sheet has not are left out of it.
    pub(super) fn recipe(&self, headings: &Headings<'_>) -> Recipe {
        let layout = &self.layout;
        let mut recipe = Recipe { preset: Some(self.id.clone()), ..Recipe::default() };
        for (FieldKey(field), names) in &layout.fields {
            recipe.mappings[field.index()] = columns(layout.find_all(headings, names));
        }
        if let Some(source) = &layout.source {
            recipe.mappings[Field::Source.index()] = Mapping::Constant(source.clone());
        }
        let mut agents = Vec::new();
        for agent in &layout.agents {
            if let Some(column) = layout.find(headings, &agent.column)
                && !agents.contains(&column)
            {
                agents.push(column);
                recipe.agent_kinds.insert(column, agent.kind.clone());
            }
        }
        recipe.mappings[Field::AgentId.index()] = columns(agents);
        self.map_score(headings, &mut recipe);
        let dates = layout.find_all(headings, &layout.dates);
        recipe.mappings[Field::ScoredAt.index()] = columns(dates.first().copied().into_iter().collect());
        recipe.zone = layout.zone.as_ref().map(|zone| Told { value: zone.0, by: AnsweredBy::Preset });
        recipe.html_notes = layout.html_notes;
        let parts = layout.identity.iter().map(|names| layout.find_all(headings, names));
        recipe.identity = parts.filter(|part: &Vec<_>| !part.is_empty()).collect();
        recipe.leave_out = layout.leave_out.iter().filter_map(|rows| self.left_out(headings, rows)).collect();
        recipe
    }

    /// The columns that may say when it was scored, the preset's own choice first.
    pub(super) fn dates(&self, headings: &Headings<'_>) -> Vec<ColumnId> {
        self.layout.find_all(headings, &self.layout.dates)
    }

    fn map_score(&self, headings: &Headings<'_>, recipe: &mut Recipe) {
        let found = self.layout.scores.iter().find_map(|way| {
            let score = self.layout.find(headings, &way.score)?;
            let max = match &way.max {
                Some(max) => Some(self.layout.find(headings, max)?),
                None => None,
            };
            Some((score, max, way.scale))
        });
        if let Some((score, max, scale)) = found {
            recipe.mappings[Field::Score.index()] = columns(vec![score]);
            recipe.mappings[Field::MaxScore.index()] = columns(max.into_iter().collect());
            recipe.scale = scale.map(|value| Told { value, by: AnsweredBy::Preset });
        }
    }

    fn left_out(&self, headings: &Headings<'_>, rows: &LeaveOutRows) -> Option<LeaveOut> {
        Some(LeaveOut {
            column: self.layout.find(headings, &rows.column)?,
            values: rows.values.clone(),
            reason: rows.reason.clone(),
            beside: rows.beside.as_ref().map(|names| self.layout.find_all(headings, names)),
            active: true,
        })
    }
}

fn columns(columns: Vec<ColumnId>) -> Mapping {
    if columns.is_empty() { Mapping::None } else { Mapping::Columns(columns) }
}

#[cfg(test)]
mod tests {
    use crate::recipe::fixtures;

    use super::*;

    const MAESTRO: &str = "gradable_id,agent_id,agent_name,agent_email,rubric_id,rubric_name,rubric_score,\
        max_rubric_score,comment,date_graded,grader,grade_type,ticket_created_at,date_first_started,\
        date_first_graded,date_reported_as,source,total_grading_time,alignment_score,target_answer_id,original_grader";
    const KLAUS: &str = "externalId,url,externalUrl,workspaceId,workspaceName,sourceType,createdAtISO,\
        lastUpdatedISO,id,reviewer.email,reviewer.name,reviewee.email,reviewee.name,score,comment,tags,createdISO,\
        updatedISO,received,reviewTime,scorecard.id,scorecard.name";
    const EVALUAGENT: &str = "Evaluation ID,Contact Reference,Case Reference,Channel,Contact Date,Agent,\
        Agent Username,Agent Email,Team,Scorecard,Evaluator,Published At,Quality Score,Outcome,Overall Feedback";
    const OBSERVE: &str = "template.id,template.name,template.max_score,meeting_id,evaluation_meta.id,\
        evaluation_meta.evaluation_type,evaluation_meta.evaluator_id,evaluation_meta.evaluator_name,\
        evaluation_meta.partner_evaluator_id,evaluation_meta.evaluator_email,evaluation_meta.evaluator_status,\
        evaluation_meta.evaluation_purpose,evaluation_meta.agent_id,evaluation_meta.partner_agent_id,\
        evaluation_meta.ack_info.ack_status,evaluation_meta.agent_name,evaluation_meta.agent_email,\
        evaluation_meta.agent_status,evaluation_meta.created_at,evaluation_meta.modified_at,evaluation_meta.status,\
        response.comment,scores_obtained.final_score,scores_obtained.total_points,scores_obtained.percent_score,\
        scores_obtained.total_bonus,scores_obtained.total_penalties,scores_obtained.grade_assigned,\
        scores_obtained.auto_fail";
    const CANONICAL: &str =
        "agent_id,conversation_external_id,source,score,max_score,rubric,notes,reviewer,scored_at";

    /// The preset's id, `no scores` or `none`.
    fn recognised(headings: &str) -> String {
        match recognise(&fixtures::sheet(&format!("{headings}\n"))) {
            Ok(Some(preset)) => preset.id.clone(),
            Ok(None) => "none".to_owned(),
            Err(error) => error.code().to_owned(),
        }
    }

    #[test]
    fn every_file_parses_and_says_what_it_is() {
        let mut ids: Vec<_> = FILES.iter().map(|(id, _)| *id).collect();
        for (id, text) in &FILES {
            let preset = parse(id, text).unwrap_or_else(|error| panic!("{id}: {error}"));
            let layout = &preset.layout;
            let tells = !layout.required.is_empty() || layout.one_of.len() > 1 || !layout.absent.is_empty();
            assert!(!preset.label.is_empty() && tells, "{id}");
            match &layout.refuse {
                Some(refusal) => assert!(refusal.what.ends_with('.') && refusal.hint.ends_with('.'), "{id}"),
                None => assert!(
                    !layout.agents.is_empty() && !layout.scores.is_empty() && !layout.dates.is_empty(),
                    "{id}"
                ),
            }
        }
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), FILES.len(), "ids are unique");
        assert_eq!(ALL.0.len() + ALL.1.len(), FILES.len());
    }

    #[test]
    fn files_are_recognised_by_their_headings() {
        for (headings, id) in [
            (MAESTRO, "maestroqa.total_scores"),
            (KLAUS, "klaus.reviews"),
            (EVALUAGENT, "evaluagent.evaluations"),
            (OBSERVE, "observeai.evaluations"),
            (CANONICAL, "assembled.fields"),
            ("scored_at,score,agent_id", "assembled.fields"),
            // The first 15 of MaestroQA's headings, as older exports have them; spelled otherwise.
            (
                "Gradable ID,AGENT_ID,agent name,agent_email,rubric_id,rubric_name,rubric score,max_rubric_score,\
                 comment,Date Graded,grader,grade_type,ticket_created_at,date_first_started,date_first_graded",
                "maestroqa.total_scores",
            ),
            ("reviewId,externalLink,reviewerEmail,revieweeEmail,score,created,tags", "klaus.reviews"),
            (
                "externalId,reviews.id,reviews.reviewee.email,reviews.score,reviews.createdISO",
                "klaus.reviews",
            ),
            (
                "id,template_id,meeting_id,agent_email,created_at,status,obtained_score,total_score",
                "observeai.bulk",
            ),
            ("type,id,attributes.published_at,attributes.score,attributes.agent.email", "evaluagent.api"),
            // Known, and nothing to send.
            (
                "gradable_id,agent_id,section_id,section_name,section_score,max_section_score,date_graded",
                "no_scores",
            ),
            ("gradable_id,agent_id,rubric_id,question_id,question,question_score,section_id", "no_scores"),
            ("group_name,group_id,agent_name,agent_email,agent_ids,available", "no_scores"),
            (
                "autoqaRatingId,autoqaReviewId,externalTicketId,revieweeEmail,ratingCategoryName,score",
                "no_scores",
            ),
            ("ratings.categoryId,ratings.categoryName,ratings.score,externalId", "no_scores"),
            ("agent_id,email,name,imported_id,zendesk,deleted", "no_scores"),
            ("Agent Email,Score,Number of Reviews,Date", "no_scores"),
            ("Agent Email,Ticket ID,Section,Score,Max Score,Date", "no_scores"),
            ("Agent Email,Ticket,Question,Points,Date", "no_scores"),
            // Not sure enough.
            ("Agent ID,Score,Scored At", "none"),
            ("Agent Email,Ticket ID,Section,Total Score,Date", "none"),
            ("Agent Email,Section,Score,Date", "none"),
            ("Agent Email,Ticket ID,Score,Number of Reviews", "none"),
            ("agent_id,score,scored_at,team", "none"),
            ("gradable_id,agent_id,rubric_score,date_graded,grader", "none"),
            ("externalId,id,score,createdISO", "none"),
            ("Evaluation ID,Quality Score", "none"),
            ("evaluation_meta.id,evaluation_meta.agent_email", "none"),
            ("a,b", "none"),
        ] {
            assert_eq!(recognised(headings), id, "{headings}");
        }
    }

    #[test]
    fn a_preset_needs_each_heading_that_it_requires() {
        for (id, headings) in [
            ("maestroqa.total_scores", MAESTRO),
            ("klaus.reviews", KLAUS),
            ("evaluagent.evaluations", EVALUAGENT),
            ("observeai.evaluations", OBSERVE),
            ("assembled.fields", CANONICAL),
        ] {
            let names: Vec<&str> = headings.split(',').collect();
            for required in &preset(id).unwrap().layout.required {
                let without: Vec<&str> = names
                    .iter()
                    .copied()
                    .filter(|name| fold_heading(name) != fold_heading(required))
                    .collect();
                assert_ne!(recognised(&without.join(",")), id, "{id} without {required}");
                let twice = format!("{headings},{required}");
                assert_ne!(recognised(&twice), id, "{id} with {required} twice");
            }
            let mut shuffled = names.clone();
            shuffled.reverse();
            assert_eq!(recognised(&shuffled.join(",")), id, "{id} in another order");
        }
    }

    #[test]
    fn a_file_of_undocumented_headings_is_known_by_its_name() {
        let sheet = fixtures::named("export/annotations.csv", "gradable_id,agent_id,text\n");
        assert!(recognise(&sheet).is_err());
        let sheet = fixtures::named("scores.csv", "gradable_id,agent_id,text\n");
        assert!(recognise(&sheet).unwrap().is_none());
    }

    #[test]
    fn recipes_name_columns_kinds_and_rows_to_leave_out() {
        let named = |headings: &str, id: &str| {
            let sheet = fixtures::sheet(&format!("{headings}\n"));
            let headings = Headings::of(&sheet);
            let recipe = preset(id).unwrap().recipe(&headings);
            let columns = |field| {
                recipe
                    .columns(field)
                    .iter()
                    .map(|column| headings.heading(*column))
                    .collect::<Vec<_>>()
                    .join("+")
            };
            let fields = Field::ALL.map(|field| match recipe.mapping(field) {
                Mapping::Constant(text) => format!("'{text}'"),
                _ => columns(field),
            });
            let kinds =
                recipe.columns(Field::AgentId).iter().map(|column| recipe.agent_kinds[column].to_string());
            (fields.join(" "), kinds.collect::<Vec<_>>().join("+"), recipe)
        };
        let (fields, kinds, recipe) = named(MAESTRO, "maestroqa.total_scores");
        assert_eq!(
            fields,
            "agent_email+agent_id+agent_name gradable_id 'maestroqa' rubric_score max_rubric_score \
             rubric_name+rubric_id comment grader date_graded  source"
        );
        assert_eq!(kinds, "email+platform+name");
        assert_eq!((recipe.identity.len(), recipe.identity[3].len(), recipe.leave_out.len()), (5, 2, 1));
        assert_eq!(recipe.zone, Some(Told { value: Tz::UTC, by: AnsweredBy::Preset }));

        let (fields, kinds, recipe) = named(OBSERVE, "observeai.evaluations");
        assert!(fields.contains("scores_obtained.percent_score  template.name"), "{fields}");
        assert_eq!(kinds, "email+platform+name");
        assert_eq!(recipe.scale, Some(Told { value: Scale::Percent, by: AnsweredBy::Preset }));
        let reasons: Vec<_> = recipe.leave_out.iter().map(|rows| rows.reason.as_str()).collect();
        assert_eq!(reasons, ["deleted", "calibration", "in dispute", "Auto QA beside a manual evaluation"]);

        let points = OBSERVE.replace("scores_obtained.percent_score,", "");
        let (fields, _, recipe) = named(&points, "observeai.evaluations");
        assert!(fields.contains("scores_obtained.final_score scores_obtained.total_points"), "{fields}");
        assert_eq!(recipe.scale, None);

        let (fields, kinds, _) = named(EVALUAGENT, "evaluagent.evaluations");
        assert!(
            fields
                .starts_with("Agent Email+Agent Username+Agent Contact Reference 'evaluagent' Quality Score")
        );
        assert_eq!(kinds, "email+username+name");

        let (fields, _, recipe) = named(CANONICAL, "assembled.fields");
        assert_eq!(fields, format!("{}  ", CANONICAL.replace(',', " ")));
        assert_eq!(recipe.agent_kinds.values().next(), Some(&AgentKind::Assembled));
    }
}
