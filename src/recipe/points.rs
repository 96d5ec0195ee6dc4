//! Which columns of a file that nobody knows are the score and its maximum.
//!
//! Owns the pairing of points, maximum and percent, and what a heading says about the scale. Invariant: a percent is
//! never divided by the maximum of a column of points; what the rows prove is taken, what they do not is said.

use std::collections::BTreeSet;

use crate::model::{AnsweredBy, ColumnId, Field, Sheet, fold_heading};

use super::aliases::dates;
use super::headings::{Headings, in_brackets};
use super::number::{self, Decimal, PERCENT, ScoreText, read_score};
use super::{Mapping, Recipe, Scale, Told};

/// Headings of a maximum that are too short or too rare to count without a number below them.
const MAXIMA: &[&str] = &[
    "max",
    "max possible",
    "max possible score",
    "maximum possible",
    "maximum possible score",
    "max marks",
    "maximum marks",
    "full marks",
    "full score",
    "possible",
    "possible score",
    "score max",
];

/// Headings of a column that may hold the maximum of each score, or the score itself, or neither.
const TOTALS: &[&str] = &["total", "total points", "scale", "available", "available points"];

/// Headings of further columns of points, in which a percent can be worked out.
const POINTS: &[&str] =
    &["points earned", "earned points", "points scored", "raw score", "total points", "total"];

/// Headings of dates that do not say of what.
const VAGUE_DATES: &[&str] =
    &["date", "datum", "fecha", "data", "timestamp", "created at", "submitted at", "completed at"];

/// Rows that are looked at.
const LOOKED_AT: usize = 1000;

/// Maps score, maximum and scale.
pub(super) fn map(headings: &Headings<'_>, recipe: &mut Recipe) {
    let sheet = headings.sheet();
    let scores = scores(headings);
    let Some(chosen) = scores.first().copied().or_else(|| percent(headings)) else { return };
    let is_percent = says_percent(headings.heading(chosen));
    let max = maximum(headings, recipe);
    let totals = || TOTALS.iter().filter_map(|name| headings.only(name));
    let points = || {
        let more = POINTS.iter().filter_map(|name| headings.only(name));
        scores.iter().copied().chain(more).filter(|column| *column != chosen)
    };
    let maxima = || max.into_iter().chain(totals());
    let proven = points().find_map(|points| {
        let max =
            maxima().find(|max| *max != points && *max != chosen && proves(sheet, points, *max, chosen))?;
        Some((points, Some(max)))
    });
    let (score, max) = proven.unwrap_or_else(|| {
        if is_percent {
            return (chosen, max.filter(|max| is_hundred(sheet, *max)));
        }
        let total = || totals().find(|total| *total != chosen && holds_maxima(sheet, *total, chosen));
        match max.or_else(total) {
            Some(max) => (chosen, Some(max)),
            // Points out of nobody knows what are no use beside their percent.
            None if scale_in(headings.heading(chosen)).is_none() => {
                (percent(headings).unwrap_or(chosen), None)
            }
            None => (chosen, None),
        }
    });
    recipe.mappings[Field::Score.index()] = Mapping::Columns(vec![score]);
    recipe.mappings[Field::MaxScore.index()] = max.map_or(Mapping::None, |max| Mapping::Columns(vec![max]));
    if max.is_none() {
        let scale = scale_in(headings.heading(score));
        recipe.scale = scale.map(|value| Told { value, by: AnsweredBy::Default });
    }
}

/// What a person should know of the mapping, a sentence each.
pub(super) fn doubts(headings: &Headings<'_>, recipe: &Recipe) -> Vec<String> {
    let used = |column: &ColumnId| Field::ALL.iter().any(|field| recipe.columns(*field).contains(column));
    let names = |columns: Vec<ColumnId>| {
        let names: Vec<String> =
            columns.iter().map(|column| format!("“{}”", headings.heading(*column))).collect();
        names.join(", ")
    };
    let mut doubts = Vec::new();
    for field in [Field::AgentId, Field::Score, Field::ScoredAt] {
        let is_mapped = *recipe.mapping(field) != Mapping::None;
        let twice = || field.info().aliases.iter().find_map(|alias| headings.twice(alias));
        doubts.extend(
            (!is_mapped).then(twice).flatten().map(|heading| {
                format!("Several columns are headed “{heading}”; say which of them is meant.")
            }),
        );
    }
    let is_maximum = |column: &ColumnId| {
        let words = fold_heading(headings.heading(*column));
        words.split(' ').any(|word| matches!(word, "max" | "maximum" | "possible" | "full"))
            && !used(column)
            && any_number(headings.sheet(), *column)
    };
    let mut others = scores(headings);
    let says_score = |column: &ColumnId| {
        let heading = headings.heading(*column);
        let says_score =
            says_percent(heading) || fold_heading(heading).split(' ').any(|word| word == "score");
        says_score && !is_maximum(column) && any_number(headings.sheet(), *column)
    };
    let likely = others.len();
    for column in headings.sheet().column_ids().filter(says_score) {
        if !others[..likely].contains(&column) {
            others.push(column);
        }
    }
    others.retain(|column| !used(column));
    if let ([score, ..], false) = (recipe.columns(Field::Score), others.is_empty()) {
        doubts.push(format!("The score is “{}”, not {}.", headings.heading(*score), names(others)));
    }
    let maxima: Vec<ColumnId> = headings.sheet().column_ids().filter(is_maximum).collect();
    if !maxima.is_empty() {
        doubts.push(format!("No score is taken out of {}.", names(maxima)));
    }
    if let [day, ..] = recipe.columns(Field::ScoredAt) {
        let heading = headings.heading(*day);
        if is_of_conversation(heading) {
            doubts.push(format!("The day of the conversation, “{heading}”, is taken for that of the score."));
        }
        // A heading that says of what it is the date leaves nothing open.
        let says_of_what =
            !is_of_conversation(heading) && !VAGUE_DATES.contains(&fold_heading(heading).as_str());
        let others: Vec<_> = dates(headings).into_iter().filter(|column| !used(column)).collect();
        if !others.is_empty() && !says_of_what {
            doubts.push(format!("The day is that of “{heading}”, not of {}.", names(others)));
        }
    }
    doubts
}

/// Whether a heading means the day of the conversation, not that of the score.
pub(super) fn is_of_conversation(heading: &str) -> bool {
    const WHAT: [&str; 9] =
        ["conversation", "interaction", "contact", "call", "chat", "ticket", "case", "order", "session"];
    fold_heading(heading).split(' ').next().is_some_and(|word| WHAT.contains(&word))
}

/// The columns whose headings mean the score, likeliest first; a percent stands behind the points of its name.
fn scores(headings: &Headings<'_>) -> Vec<ColumnId> {
    let mut found = Vec::new();
    for alias in Field::Score.info().aliases {
        for percent in [false, true] {
            let only = |bare: bool| {
                let mut columns = headings.sheet().column_ids().filter(|column| {
                    let heading = headings.heading(*column);
                    let name = if bare { before_scale(heading) } else { Some(heading) };
                    says_percent(heading) == percent && name.is_some_and(|name| fold_heading(name) == *alias)
                });
                columns.next().filter(|_| columns.next().is_none())
            };
            found.extend(only(false).or_else(|| only(true)).filter(|column| !found.contains(column)));
        }
    }
    found
}

/// The column whose heading means the maximum.
fn maximum(headings: &Headings<'_>, recipe: &Recipe) -> Option<ColumnId> {
    let by_alias = recipe.columns(Field::MaxScore).first().copied();
    by_alias.or_else(|| {
        let mut named = MAXIMA.iter().filter_map(|name| headings.only(name));
        named.find(|column| any_number(headings.sheet(), *column))
    })
}

fn any_number(sheet: &Sheet, column: ColumnId) -> bool {
    let zero = Decimal::whole(0);
    sheet
        .rows()
        .take(LOOKED_AT)
        .any(|row| number(sheet.cell(row, column)).is_some_and(|number| number > zero))
}

/// Whether no maximum is another than 100.
fn is_hundred(sheet: &Sheet, max: ColumnId) -> bool {
    let hundred = Decimal::whole(100);
    sheet.rows().all(|row| number(sheet.cell(row, max)).is_none_or(|max| max == hundred))
}

/// A number that names no maximum; a percent as what stands before its sign.
fn number(text: &str) -> Option<Decimal> {
    match read_score(text, false) {
        ScoreText::Number { value, of: None } => Some(value),
        ScoreText::Number { value, of } if of == Some(Decimal::whole(100)) => Some(value),
        _ => None,
    }
}

/// Whether points ÷ maximum is the percent, or the fraction, on every row that has all three.
fn proves(sheet: &Sheet, points: ColumnId, max: ColumnId, percent: ColumnId) -> bool {
    /// Half a percent, for rounding to whole ones.
    const OFF: u64 = 5_000;
    let mut any = false;
    let mut rows = sheet.rows().take(LOOKED_AT).filter_map(|row| {
        let at = |column| number(sheet.cell(row, column));
        Some((at(points)?, at(max)?, at(percent)?))
    });
    let all = rows.all(|(points, max, percent)| {
        let (Some(whole), Some(one)) =
            (percent.percent_of(Decimal::whole(100)), percent.percent_of(Decimal::whole(1)))
        else {
            return false;
        };
        any |= !points.is_zero();
        points
            .percent_of(max)
            .is_some_and(|worked| worked.abs_diff(whole) <= OFF || worked.abs_diff(one) <= OFF)
    });
    all && any
}

/// Whether a column beside the scores holds what they are out of: over zero and no less than the score,
/// row by row. A maximum may be another in each row: questions that were not answered do not count. Many rows have
/// the same one, though, and some scores are under theirs: what differs from row to row is a sum, and what is always
/// the score is the score again.
fn holds_maxima(sheet: &Sheet, column: ColumnId, score: ColumnId) -> bool {
    /// Different ones, of all the questions that can be left out.
    const MOST: usize = 20;
    let points = |row, column| match read_score(sheet.cell(row, column), false) {
        ScoreText::Number { value, of: None } => Some(value),
        _ => None,
    };
    let mut pairs =
        sheet.rows().take(LOOKED_AT).filter_map(|row| Some((points(row, score)?, points(row, column))));
    let (mut maxima, mut rows, mut any_under) = (BTreeSet::new(), 0, false);
    let all = pairs.all(|(points, max)| {
        let Some(max) = max.filter(|max| *max >= points && *max > Decimal::whole(0)) else { return false };
        maxima.insert(max);
        rows += 1;
        any_under |= max > points;
        true
    });
    all && any_under && maxima.len() <= MOST && maxima.len() * 2 <= rows + 2
}

/// The one column of percents whose heading says no more than that they are scores: `QA %`.
fn percent(headings: &Headings<'_>) -> Option<ColumnId> {
    const OF: &[&str] = &[
        "score",
        "quality",
        "qa",
        "total",
        "final",
        "overall",
        "rubric",
        "evaluation",
        "review",
        "result",
        "grade",
    ];
    let says_more = |heading: &str| {
        fold_heading(heading)
            .split(' ')
            .any(|word| !word.is_empty() && !PERCENT.contains(&word) && !OF.contains(&word))
    };
    let mut percents = headings.sheet().column_ids().filter(|column| {
        let heading = headings.heading(*column);
        says_percent(heading) && !says_more(heading) && any_number(headings.sheet(), *column)
    });
    percents.next().filter(|_| percents.next().is_none())
}

/// Whether a heading says that its column holds points.
pub(super) fn says_points(heading: &str) -> bool {
    !says_percent(heading) && fold_heading(heading).split(' ').any(|word| number::POINTS.contains(&word))
}

/// Whether a heading says that its column holds percents.
fn says_percent(heading: &str) -> bool {
    heading.contains(['%', '％']) || fold_heading(heading).split(' ').any(|word| PERCENT.contains(&word))
}

/// What stands in a heading before its scale: `Score` of `Score (out of 5)`, `Score [%]` and `Score/20`.
fn before_scale(heading: &str) -> Option<&str> {
    if in_brackets(heading).is_some() {
        return heading.split_once(['(', '[']).map(|(before, _)| before);
    }
    let (before, after) = heading.split_once('/')?;
    after.trim().parse::<Decimal>().is_ok().then_some(before)
}

/// The scale that a heading names.
fn scale_in(heading: &str) -> Option<Scale> {
    if says_percent(heading) {
        return Some(Scale::Percent);
    }
    let inner = in_brackets(heading).or_else(|| heading.split_once('/').map(|(_, after)| after))?;
    let inner = inner.trim().to_lowercase();
    let starts = ["out of", "of", "max", "/", "0-", "0 -", "0–", "0 –", "0 to"];
    let number = starts.iter().find_map(|start| inner.strip_prefix(start)).unwrap_or(&inner);
    // A bare number in brackets may be anything: `Score (2)`.
    let is_told = number.len() < inner.len() || in_brackets(heading).is_none();
    let max: Decimal = number.trim_start_matches([':', '.']).trim().parse().ok()?;
    (is_told && max > Decimal::whole(0)).then_some(Scale::Points(max))
}

#[cfg(test)]
mod tests {
    use crate::recipe::aliases::guess;
    use crate::recipe::{Confirm, Overrides, choose, fixtures};

    use super::*;

    /// Score, maximum and scale of a file.
    fn mapped(text: &str) -> String {
        let sheet = fixtures::sheet(text);
        let headings = Headings::of(&sheet);
        let recipe = guess(&headings);
        let name = |field| recipe.columns(field).first().map_or("-", |column| headings.heading(*column));
        let scale = recipe.scale.map_or("-".to_owned(), |told| told.value.to_string());
        format!("{} | {} | {scale}", name(Field::Score), name(Field::MaxScore))
    }

    #[test]
    fn a_percent_is_never_divided_by_the_maximum_of_the_points() {
        for (text, expected) in [
            ("Total Score,Max Score,Score %\n15,50,30\n16,50,32\n", "Total Score | Max Score | -"),
            ("Total Score,Max Score,Score %\n15,50,30%\n16,50,32%\n", "Total Score | Max Score | -"),
            ("Total Score,Max Score,Score %\n15,50,30\n16,50,99\n", "Score % | - | percent"),
            ("Score,Max Score,Score %\n15,50,30%\n", "Score | Max Score | -"),
            ("Total Score,Max Score,Score\n15,50,30\n1,3,33\n", "Total Score | Max Score | -"),
            ("Points Earned,Total,Score %\n15,50,0.3\n", "Points Earned | Total | -"),
            ("Score %,Total\n30,50\n", "Score % | - | percent"),
            ("Score %,Max Score\n30,50\n", "Score % | - | percent"),
            ("Score %,Max Score\n30,100\n", "Score % | Max Score | -"),
            ("Score,Max Score\n18,20\n", "Score | Max Score | -"),
        ] {
            assert_eq!(mapped(text), expected, "{text}");
        }
    }

    #[test]
    fn a_maximum_is_mapped_by_its_heading_whatever_is_blank() {
        for heading in ["Max", "Max possible score", "Possible", "Full marks", "Max possible", "Max Score"] {
            let text = format!("Score,{heading}\n18,20\n85,100\n17,\n9,N/A\n3,0\n");
            assert_eq!(mapped(&text), format!("Score | {heading} | -"));
        }
        assert_eq!(mapped("Score,Scale\n4,5\n3,5\n"), "Score | Scale | -");
        assert_eq!(mapped("Score,Scale\n4,1-5\n"), "Score | - | -");
        assert_eq!(mapped("Score,Max\n4,Mustermann\n"), "Score | - | -");
    }

    #[test]
    fn a_heading_says_its_scale() {
        for (heading, scale) in [
            ("Score (out of 5)", "points:5"),
            ("Score/20", "points:20"),
            ("Score / 20", "points:20"),
            ("Score (/10)", "points:10"),
            ("Score (0-100)", "points:100"),
            ("Score [max. 12.5]", "points:12.5"),
            ("QA Score (%)", "percent"),
            ("Score Percentage", "percent"),
            ("Score (2)", "-"),
            ("Score (1-5)", "-"),
            ("Score (final)", "-"),
        ] {
            assert_eq!(mapped(&format!("{heading}\n4\n")), format!("{heading} | - | {scale}"));
        }
    }

    #[test]
    fn what_was_not_taken_is_named() {
        for (headings, said) in [
            (
                "Score,Adjusted Score,Final Score,Date",
                "The score is “Score”, not “Final Score”, “Adjusted Score”.",
            ),
            ("Score,Score with Auto-fail,Date", "The score is “Score”, not “Score with Auto-fail”."),
            ("Score,Score %,Date", "The score is “Score %”, not “Score”."),
            ("Score,Max of team,Date", "No score is taken out of “Max of team”."),
            ("Score,Call Date", "The day of the conversation, “Call Date”, is taken for that of the score."),
            ("Score,Date,score ", "Several columns are headed “Score”; say which of them is meant."),
            ("Score,Ticket created", "The day of the conversation, “Ticket created”, is taken"),
        ] {
            let sheet = fixtures::sheet(&format!("{headings}\n90,85,80,70\n"));
            let chosen = choose(&sheet, &Overrides::default(), None).unwrap();
            assert!(
                matches!(&chosen.confirm, Confirm::Once(why) if why.contains(said)),
                "{:?}",
                chosen.confirm
            );
        }
        for (headings, said) in [
            ("Score,Call Date,Happened", Some("The day is that of “Call Date”, not of “Happened”.")),
            ("Score,Date,Happened", Some("The day is that of “Date”, not of “Happened”.")),
            ("Score,Reviewed,Happened", None),
        ] {
            let sheet = fixtures::sheet(&format!("{headings}\n90,2026-09-14,2026-09-13\n"));
            let Confirm::Once(why) = choose(&sheet, &Overrides::default(), None).unwrap().confirm else {
                panic!("nobody knows {headings}")
            };
            assert_eq!(why.contains("The day is"), said.is_some(), "{why}");
            assert!(why.contains(said.unwrap_or_default()), "{why}");
        }
        let plain =
            choose(&fixtures::sheet("Score,Review Date\n90,1\n"), &Overrides::default(), None).unwrap();
        assert!(matches!(plain.confirm, Confirm::Once(why) if why.ends_with("becomes.")));
    }
}
