//! `scorebridge check`: read, map and check; what would be sent and what would not.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::check;
use crate::journal::Account;
use crate::model::{FIELDS, Field, Progress, RowId, RowState};
use crate::pipeline::{self, Surroundings};
use crate::recipe::{Mapping as FieldMapping, presets};

use super::args::Check;
use super::document::{self, Judged, Loaded};
use super::failure::Failure;
use super::output::{Exit, Output, complain};
use super::place::Place;
use super::report::in_words;
use super::session::{Endpoint, Session};

/// Checks a file, or lists the presets.
pub fn run(args: &Check, data_dir: &Path, output: Output) -> Result<Exit, Failure> {
    let Some(file) = args.file.as_deref().filter(|_| !args.list_presets) else {
        list_presets(output);
        return Ok(Exit::Done);
    };
    let place = Place::of(args.output.as_deref(), output)?;
    let progress = Progress::default();
    let under = Under::open(args, data_dir)?;
    let remembers = under.as_ref().map(|under| (data_dir, &under.account));
    let loaded = Loaded::open(file, &args.reading, &args.mapping, remembers, &progress)?;
    let around = surroundings(args, under.as_ref(), &loaded)?;
    let judged = loaded.judge(&around, &progress)?;
    place.write(|out| write_rows(&judged, out))?;
    for (state, out) in &args.export {
        let rows = judged.report.rows_in_state(*state);
        let place = Place::of(Some(out), output)?;
        place.write(|out| pipeline::write_rows(&judged.input, &judged.report, rows, out))?;
    }
    if output.json {
        output.object(&in_json(&loaded, &judged));
    } else if place == Place::Stdout {
        complain(&in_words(&loaded, &judged));
    } else {
        output.text(&in_words(&loaded, &judged));
    }
    Ok(Exit::of_rows(judged.report.counts()))
}

/// The account that `--account` names.
struct Under {
    session: Session,
    account: Account,
}

impl Under {
    fn open(args: &Check, data_dir: &Path) -> Result<Option<Self>, Failure> {
        let Some(name) = &args.account else { return Ok(None) };
        let session = Session::open(data_dir)?;
        let account = session.account(name)?;
        Ok(Some(Self { session, account }))
    }
}

fn surroundings(args: &Check, under: Option<&Under>, loaded: &Loaded) -> Result<Surroundings, Failure> {
    let Some(Under { session, account }) = under else { return document::without_account(&args.mapping) };
    let people =
        |loaded: &Loaded| document::people_of_server(&Endpoint::of(account, &args.key, None)?, loaded);
    document::under_account(session, account, people, loaded, &args.mapping)
}

fn list_presets(output: Output) {
    if output.json {
        let list: Vec<_> = presets()
            .iter()
            .map(|preset| json!({"id": preset.id, "label": preset.label, "well_known": preset.well_known}))
            .collect();
        output.object(&json!({"presets": list}));
    } else {
        let width = presets().iter().map(|preset| preset.id.len()).max().unwrap_or(0);
        for preset in presets() {
            output.text(&format!("{:<width$}  {}", preset.id, preset.label));
        }
    }
}

/// What a row's line holds.
#[derive(Serialize)]
struct RowLine<'a> {
    row: u32,
    line: u32,
    state: RowState,
    score: Option<Box<RawValue>>,
    problems: Vec<ProblemLine<'a>>,
}

#[derive(Serialize)]
struct ProblemLine<'a> {
    rule: &'static str,
    field: Option<&'static str>,
    message: &'a str,
}

/// Writes a line a row, in the order of the file.
fn write_rows(judged: &Judged<'_>, out: &mut dyn Write) -> io::Result<()> {
    for row in judged.input.sheet.rows() {
        write_row(judged, row, &mut *out)?;
    }
    Ok(())
}

fn write_row(judged: &Judged<'_>, row: RowId, out: &mut dyn Write) -> io::Result<()> {
    let Judged { input, report } = judged;
    let clean = report.rules(row).next().is_none();
    let problems = if clean { Vec::new() } else { check::explain(input, report, row) };
    let score = check::score(input, report, row);
    let line = RowLine {
        row: row.number(),
        line: input.sheet.line(row),
        state: report.state(row),
        score: score.map(|score| serde_json::value::to_raw_value(&score)).transpose()?,
        problems: problems
            .iter()
            .map(|problem| ProblemLine {
                rule: problem.rule.id,
                field: problem.field.map(Field::key),
                message: &problem.message,
            })
            .collect(),
    };
    serde_json::to_writer(&mut *out, &line)?;
    out.write_all(b"\n")
}

/// The object of `--json`.
fn in_json(loaded: &Loaded, judged: &Judged<'_>) -> Value {
    let source = loaded.document.sheet.source();
    let counts = judged.report.counts();
    let mut rows = json!({"read": counts.read()});
    for state in RowState::ALL {
        rows[state.name()] = counts.of(state).into();
    }
    json!({
        "file": {
            "name": source.name, "bytes": source.bytes, "sha256": source.sha256, "format": source.format,
            "encoding": source.encoding, "delimiter": source.delimiter, "quote": source.quote,
            "sheet": source.sheet, "header_row": source.header_row,
        },
        "preset": loaded.document.recipe.preset,
        "recipe": loaded.chosen.remembered,
        "mapping": mapping_json(loaded),
        "questions": questions_json(judged),
        "rows": rows,
        "problems": problems_json(judged),
    })
}

fn mapping_json(loaded: &Loaded) -> Vec<Value> {
    let recipe = &loaded.document.recipe;
    let headings = loaded.document.sheet.columns();
    FIELDS
        .iter()
        .filter_map(|info| match recipe.mapping(info.field) {
            FieldMapping::None => None,
            FieldMapping::Constant(value) => Some(json!({"field": info.key, "value": value})),
            FieldMapping::Columns(columns) => {
                let names: Vec<_> = columns.iter().map(|column| &headings[column.index()]).collect();
                let kinds: Vec<_> = columns
                    .iter()
                    .filter_map(|column| Some(recipe.agent_kinds.get(column)?.to_string()))
                    .collect();
                let mut entry = json!({"field": info.key, "columns": names});
                if !kinds.is_empty() && info.field == Field::AgentId {
                    entry["agent_kinds"] = kinds.into();
                }
                Some(entry)
            }
        })
        .collect()
}

fn questions_json(judged: &Judged<'_>) -> Vec<Value> {
    let questions = judged.report.questions(&judged.input);
    questions
        .iter()
        .map(|question| {
            let answer = question.answer.as_ref();
            json!({
                "id": question.rule.id, "rows": question.rows, "why": question.rule.why,
                "choices": question.choices, "default": question.rule.default,
                "answer": answer.map(|(choice, _)| choice),
                "answered_by": answer.map(|(_, by)| by.name()),
            })
        })
        .collect()
}

fn problems_json(judged: &Judged<'_>) -> Vec<Value> {
    let problems = judged.report.problems();
    problems
        .iter()
        .map(|problem| {
            json!({
                "rule": problem.rule.id, "severity": problem.rule.severity.name(), "rows": problem.rows,
                "first_row": problem.first_row.number(),
            })
        })
        .collect()
}
