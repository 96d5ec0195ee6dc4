//! What the check found, in words for a person at a terminal.

use crate::check::{Question, Report, Worked};
use crate::model::FIELDS;
use crate::recipe::{Confirm, Mapping};

use super::document::{Judged, Loaded};
use super::output::{grouped, sum_line};

/// How the file was read, the sum line, what was found, and what is still asked.
pub fn in_words(loaded: &Loaded, judged: &Judged<'_>) -> String {
    let source = loaded.document.sheet.source();
    let layout = loaded.document.recipe.preset.as_deref().unwrap_or("no known layout");
    let remembered =
        if loaded.chosen.remembered.is_some() { ", with the answers remembered for such files" } else { "" };
    let mut lines = vec![format!("{}: read as {layout}{remembered}", source.name)];
    if let Confirm::Once(why) = &loaded.chosen.confirm {
        lines.push(why.clone());
        lines.extend(mapping_lines(loaded));
    }
    let notes = loaded.document.sheet.notes();
    lines.extend(notes.iter().take(MAX_NOTES).map(|note| note.message.clone()));
    if notes.len() > MAX_NOTES {
        lines.push(format!("… and {} more notes: scorebridge read lists them.", notes.len() - MAX_NOTES));
    }
    lines.push(sum_line(judged.report.counts()));
    lines.extend(problem_lines(&judged.report));
    let questions = judged.report.questions(&judged.input);
    for question in questions.iter().filter(|question| question.answer.is_none()) {
        lines.extend(question_lines(question));
    }
    lines.join("\n")
}

/// How many notes about the file are said.
const MAX_NOTES: usize = 3;

/// What each field is made from, a line a field.
fn mapping_lines(loaded: &Loaded) -> Vec<String> {
    let recipe = &loaded.document.recipe;
    let headings = loaded.document.sheet.columns();
    let line = |info: &crate::model::FieldInfo| {
        let from = match recipe.mapping(info.field) {
            Mapping::None if info.required => {
                format!("nothing: give --map {0}=COLUMN or --set {0}=VALUE", info.key)
            }
            Mapping::None => return None,
            Mapping::Constant(value) => format!("{value:?} for every row"),
            Mapping::Columns(columns) => {
                let names = columns.iter().map(|column| match recipe.agent_kinds.get(column) {
                    Some(kind) => format!("{} ({kind})", headings[column.index()]),
                    None => headings[column.index()].clone(),
                });
                names.collect::<Vec<_>>().join(", then ")
            }
        };
        Some(format!("  {:<24}  {from}", info.key))
    };
    FIELDS.iter().filter_map(line).collect()
}

/// A line a rule, in the order of the rules.
fn problem_lines(report: &Report) -> Vec<String> {
    let problems = report.problems();
    let width = problems.iter().map(|problem| problem.rule.id.len()).max().unwrap_or(0);
    let line = |problem: &crate::check::ProblemCount| {
        let (rows, first) = (grouped(problem.rows), grouped(problem.first_row.number()));
        format!("  {rows:>7}  {:<width$}  {} (first: row {first})", problem.rule.id, problem.rule.title)
    };
    problems.iter().map(line).collect()
}

/// A question, what its answers would make of the file's own values, and how to answer.
fn question_lines(question: &Question) -> Vec<String> {
    let id = question.rule.id;
    let mut lines = vec![format!("? {id}: {}", question.rule.why)];
    lines.extend(question.examples.iter().take(3).map(example_line));
    let choices = question.choices.join(", ");
    lines.push(match id {
        "scored_at.no_time_zone" => format!("  --time-zone ZONE: {choices}, or another"),
        "scored_at.day_month_unclear" => format!("  --date-order ORDER: {choices}"),
        "scored_at.day_count_unclear" => format!("  --day-count YEAR: {choices}"),
        "score.scale_unclear" => format!("  --scale SCALE: {choices}, or points:MAX"),
        "agent.kind_unclear" => format!("  --agent-kind KIND: {choices}"),
        _ => format!("  --answer {id}=CHOICE: {choices}"),
    });
    lines
}

fn example_line(worked: &Worked) -> String {
    let becomes: Vec<_> = worked.becomes.iter().map(|(choice, value)| format!("{choice}: {value}")).collect();
    let row = grouped(worked.row.number());
    match &becomes[..] {
        [] => format!("  row {row}: {}", worked.text),
        becomes => format!("  row {row}: {} → {}", worked.text, becomes.join(" · ")),
    }
}
