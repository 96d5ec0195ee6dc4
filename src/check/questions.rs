//! The questions of a file, open and answered, with what an answer would make of its own values.

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::model::{AnsweredBy, Field, RowId, RowState};
use crate::people::Lookup;
use crate::recipe::date::{DateText, alternatives, counted_day, read_date, swapped_day};
use crate::recipe::number::{Decimal, ScoreText, read_score};
use crate::recipe::{AgentKind, DateOrder, DayCount, Example, Scale, Spread, Told};

use super::context::moment;
use super::found::{RuleSet, SETS};
use super::judge::Judge;
use super::rule::Severity;
use super::rules::RULES;
use super::score::Percent;
use super::{Input, Report, Rule};

/// A question, and what holds until somebody answers.
#[derive(Clone, Debug)]
pub struct Question {
    /// The rule that asks. Its `why` says what hangs on the answer.
    pub rule: &'static Rule,
    /// The rows that wait for it, or that its answer decides.
    pub rows: u32,
    /// What an answer can be, as `--answer` or the question's own option spells it. For a zone, a scale
    /// or a kind these are the likely ones; others are taken too.
    pub choices: Vec<String>,
    /// The answer that holds, and who gave it; `None`: the rows wait.
    pub answer: Option<(String, AnsweredBy)>,
    /// Values of the file, for questions about a column.
    pub examples: Vec<Worked>,
}

/// A value of the file, and what each choice would make of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worked {
    /// Its row.
    pub row: RowId,
    /// The value, as the file has it.
    pub text: String,
    /// A choice, and what it would make of the value: `dmy` → `3 April 2026`.
    pub becomes: Vec<(String, String)>,
}

impl Report {
    /// Every question of the file, in the order of [`RULES`]: open ones and answered ones. A column
    /// whose own values leave no doubt asks nothing.
    pub fn questions(&self, input: &Input<'_>) -> Vec<Question> {
        RULES
            .iter()
            .filter_map(|rule| self.question(input, rule))
            .filter(|question| question.rows > 0)
            .collect()
    }

    fn question(&self, input: &Input<'_>, rule: &'static Rule) -> Option<Question> {
        match rule.id {
            "agent.kind_unclear" => Some(self.ask_kind(input, rule)),
            "score.scale_unclear" => self.ask_scale(input, rule),
            "scored_at.no_time_zone" => Some(self.ask_zone(input, rule)),
            "scored_at.day_month_unclear" => self.ask_order(input, rule),
            "scored_at.day_count_unclear" => self.ask_day_count(input, rule),
            "scored_at.day_month_swapped" => Some(self.ask_swapped(input, rule)),
            _ if rule.severity == Severity::Question => Some(self.ask_all_rows(input, rule)),
            _ => None,
        }
    }

    fn ask_all_rows(&self, input: &Input<'_>, rule: &'static Rule) -> Question {
        let default = || {
            let by = match rule.id {
                "row.excluded" if input.recipe.preset.is_some() => AnsweredBy::Preset,
                _ => AnsweredBy::Default,
            };
            Some((rule.default.filter(|_| !self.has_waiting_repeats(rule))?.to_owned(), by))
        };
        let answered = input.answers.get(rule.id).map(|(choice, by)| (choice.to_owned(), by));
        Question {
            rule,
            rows: self.rows_of_rule(rule),
            choices: rule.choices.iter().map(|choice| choice.id.to_owned()).collect(),
            answer: answered.or_else(default),
            examples: Vec::new(),
        }
    }

    /// Whether repeats of the rule wait all the same, because nothing tells them from other reviews.
    fn has_waiting_repeats(&self, rule: &Rule) -> bool {
        let duplicates = RuleSet::of(rule).intersection(SETS.duplicate);
        !duplicates.is_empty()
            && self
                .found_in(duplicates)
                .any(|(_, found)| found.unsure_duplicate() && found.state() == RowState::NeedsFix)
    }

    fn ask_zone(&self, input: &Input<'_>, rule: &'static Rule) -> Question {
        let told = input.recipe.zone;
        let mut zones = vec![Tz::UTC];
        zones.extend(zone_of_computer());
        zones.extend(told.map(|told| told.value));
        dedup(&mut zones);
        let becomes = |text: &str| {
            let with = |zone: &Tz| match read_date(text, &input.readings.date, Some(*zone)) {
                DateText::Moment { at, .. } => Some((zone.to_string(), moment(at))),
                _ => None,
            };
            zones.iter().filter_map(with).collect()
        };
        Question {
            rule,
            rows: self.rows_of_rule(rule) + self.rows_of(RuleSet::IN_ZONE),
            choices: zones.iter().map(Tz::to_string).collect(),
            answer: answer(told),
            examples: work(&input.readings.date.without_zone, becomes),
        }
    }

    fn ask_order(&self, input: &Input<'_>, rule: &'static Rule) -> Option<Question> {
        let told = input.recipe.date_order;
        if told.is_none() && input.readings.date.order.is_some() {
            return None;
        }
        let reading = &input.readings.date;
        let examples = if reading.unclear.is_empty() { &reading.contradiction } else { &reading.unclear };
        let can_be = |order: &DateOrder| {
            *order != DateOrder::Ymd
                || reading.may_be_year_first
                || told.is_some_and(|told| told.value == *order)
        };
        let becomes = |text: &str| {
            let readings = alternatives(text).into_iter();
            readings
                .map(|(order, day)| (order.name().to_owned(), day.format("%-d %B %Y").to_string()))
                .collect()
        };
        Some(Question {
            rule,
            rows: self.rows_of_rule(rule) + self.rows_of(RuleSet::IN_ORDER),
            choices: DateOrder::ALL.into_iter().filter(can_be).map(|order| order.name().to_owned()).collect(),
            answer: told.map(|told| (told.value.name().to_owned(), told.by)),
            examples: work(examples, becomes),
        })
    }

    fn ask_swapped(&self, input: &Input<'_>, rule: &'static Rule) -> Question {
        let becomes = |text: &str| {
            let days =
                swapped_day(text, &input.readings.date).map(|(one, other)| [("send", one), ("swap", other)]);
            let words =
                |(choice, day): (&str, NaiveDate)| (choice.to_owned(), day.format("%-d %B %Y").to_string());
            days.into_iter().flatten().map(words).collect()
        };
        Question { examples: work(&self.first_times(input, rule), becomes), ..self.ask_all_rows(input, rule) }
    }

    /// The times of some rows of a rule.
    fn first_times(&self, input: &Input<'_>, rule: &Rule) -> Vec<Example> {
        let judge = Judge::new(input);
        let rows = self.rows_with(rule).take(3);
        rows.map(|row| Example { row, text: judge.value(row, Field::ScoredAt).to_owned() }).collect()
    }

    fn ask_day_count(&self, input: &Input<'_>, rule: &'static Rule) -> Option<Question> {
        let (told, unclear) = (input.recipe.day_count, self.rows_of_rule(rule));
        if told.is_none() && unclear == 0 {
            return None;
        }
        let becomes = |text: &str| {
            let counted = |count: DayCount| {
                let day = counted_day(text, &input.readings.date, count)?;
                Some((count.name().to_owned(), day.format("%-d %B %Y").to_string()))
            };
            DayCount::ALL.into_iter().filter_map(counted).collect()
        };
        let examples = self.first_times(input, rule);
        Some(Question {
            rule,
            rows: if told.is_some() { self.rows_of(RuleSet::IN_DAYS) } else { unclear },
            choices: DayCount::ALL.map(|count| count.name().to_owned()).to_vec(),
            answer: told.map(|told| (told.value.name().to_owned(), told.by)),
            examples: work(&examples, becomes),
        })
    }

    fn ask_scale(&self, input: &Input<'_>, rule: &'static Rule) -> Option<Question> {
        let (told, reading) = (input.recipe.scale, &input.readings.score);
        if told.is_none() && reading.scale.is_some() {
            return None;
        }
        // An answer that the column contradicts is none.
        let told = told.filter(|_| reading.scale.is_some());
        let mut scales = likely_scales(reading.spread);
        scales.extend(told.map(|told| told.value));
        dedup(&mut scales);
        let becomes = |text: &str| {
            let on = |scale: &Scale| match read_score(text, reading.decimal_comma) {
                ScoreText::Number { value, .. } => {
                    Some((scale.to_string(), Percent(value.percent_of(scale.max())?).to_string()))
                }
                _ => None,
            };
            scales.iter().filter_map(on).collect()
        };
        Some(Question {
            rule,
            rows: self.rows_of_rule(rule) + self.rows_of(RuleSet::ON_SCALE),
            choices: scales.iter().map(Scale::to_string).collect(),
            answer: answer(told),
            examples: work(&reading.examples, becomes),
        })
    }

    fn ask_kind(&self, input: &Input<'_>, rule: &'static Rule) -> Question {
        let judge = Judge::new(input);
        let kinds = likely_kinds(input);
        let becomes = |text: &str| {
            let Some(people) = input.people else { return Vec::new() };
            let who = |kind: &AgentKind| match people.find(kind, text, "") {
                Lookup::One(person) => Some((kind.to_string(), people.get(person).name.clone())),
                _ => None,
            };
            kinds.iter().filter_map(who).collect()
        };
        let rows = self.rows_with(rule).take(3);
        let examples: Vec<Example> =
            rows.map(|row| Example { row, text: judge.value(row, Field::AgentId).to_owned() }).collect();
        Question {
            rule,
            rows: self.rows_of_rule(rule),
            choices: kinds.iter().map(AgentKind::to_string).collect(),
            answer: None,
            examples: work(&examples, becomes),
        }
    }
}

/// The zone of this computer, unless it is another name of UTC.
pub fn zone_of_computer() -> Option<Tz> {
    let zone: Tz = iana_time_zone::get_timezone().ok()?.parse().ok()?;
    (!matches!(zone, Tz::Etc__UTC | Tz::Etc__UCT | Tz::Etc__Universal | Tz::Etc__Zulu)).then_some(zone)
}

fn answer<T: ToString>(told: Option<Told<T>>) -> Option<(String, AnsweredBy)> {
    told.map(|told| (told.value.to_string(), told.by))
}

fn work(examples: &[Example], becomes: impl Fn(&str) -> Vec<(String, String)>) -> Vec<Worked> {
    let worked = examples.iter().map(|example| Worked {
        row: example.row,
        text: example.text.clone(),
        becomes: becomes(&example.text),
    });
    worked.collect()
}

/// Scales on which a column's greatest score can be, likeliest first; where most scores are on a small scale and few
/// are not, the scales of the most.
fn likely_scales(spread: Option<Spread>) -> Vec<Scale> {
    const LIKELY: [i64; 14] = [4, 5, 10, 20, 25, 50, 120, 150, 200, 250, 300, 500, 1000, 10_000];
    let is_mixed = |spread: &Spread| {
        spread.median <= Decimal::whole(20)
            && spread.max > Decimal::whole(50)
            && spread.max <= Decimal::whole(100)
    };
    let greatest = spread.map(|spread| if is_mixed(&spread) { spread.median } else { spread.max });
    let points = LIKELY.map(|max| Scale::Points(Decimal::whole(max)));
    let fits = |scale: &Scale| greatest.is_none_or(|greatest| greatest <= scale.max());
    let mut scales: Vec<Scale> = points.into_iter().filter(fits).take(3).collect();
    if greatest.is_none_or(|greatest| greatest <= Decimal::whole(1)) {
        scales.insert(0, Scale::Fraction);
    }
    scales.push(Scale::Percent);
    scales
}

/// Every kind of id that the people list can answer for.
fn likely_kinds(input: &Input<'_>) -> Vec<AgentKind> {
    let mut platforms: Vec<AgentKind> = Vec::new();
    for person in input.people.map_or(&[][..], |people| people.list()) {
        platforms.extend(person.platforms.keys().map(|name| AgentKind::Platform(name.to_lowercase())));
        dedup(&mut platforms);
    }
    let mut kinds = vec![AgentKind::Assembled, AgentKind::Email];
    kinds.append(&mut platforms);
    kinds.extend([AgentKind::Imported, AgentKind::Username, AgentKind::Name]);
    kinds
}

/// Takes later ones of equal entries out. For a handful.
fn dedup<T: PartialEq>(list: &mut Vec<T>) {
    let mut place = 0;
    while place < list.len() {
        if list[..place].contains(&list[place]) {
            list.remove(place);
        } else {
            place += 1;
        }
    }
}
