//! A made-up file in which every hundredth row or so has one defect: each is found, under its name,
//! and nothing else is.

use std::fmt::Write as _;
use std::sync::Arc;

use scorebridge::check::{Ledger, LedgerKey};
use scorebridge::import::{self, ImportOptions};
use scorebridge::model::{Progress, RowState};
use scorebridge::pipeline::{self, Surroundings};
use scorebridge::recipe::Overrides;

/// What is wrong with a row, and the rule that finds it.
const DEFECTS: [(&str, &str); 7] = [
    ("no agent", "agent.missing"),
    ("score is a word", "score.not_a_number"),
    ("score over its maximum", "score.above_max"),
    ("time is a word", "scored_at.not_a_date"),
    ("time without a zone", "scored_at.no_time_zone"),
    ("no source", "source.missing"),
    ("repeats the row before", "row.duplicate"),
];

/// Rows with the API's own headings; every hundredth has a defect, in rotation.
fn file(rows: usize) -> (String, [u32; DEFECTS.len()]) {
    let mut text =
        "agent_id,conversation_external_id,source,score,max_score,rubric,notes,reviewer,scored_at\n"
            .to_owned();
    let mut made = [0; DEFECTS.len()];
    let mut last_good = String::new();
    for row in 0..rows {
        let defect = (row % 100 == 57).then_some(row / 100 % DEFECTS.len());
        let is = |name: &str| defect.is_some_and(|defect| DEFECTS[defect].0 == name);
        let max = if row % 10 == 3 { 20 } else { 100 };
        let score = row * 37 % (max * 100);
        let line = format!(
            "{},{},{},{},{max},\"Compliance, EU\",{},reviewer{}@example.com,{}",
            if is("no agent") { String::new() } else { format!("agt_{:06}", row % 500) },
            10_000_000 + row,
            if is("no source") { "" } else { "klaus" },
            match score {
                _ if is("score is a word") => "eighty".to_owned(),
                _ if is("score over its maximum") => format!("{}", max + 7),
                score => format!("{}.{:02}", score / 100, score % 100),
            },
            if row % 5 == 0 { "\"Said \"\"thanks\"\",\nresolved — vite\"" } else { "Calm tone" },
            row % 60,
            match row {
                _ if is("time is a word") => "yesterday".to_owned(),
                _ if is("time without a zone") => "2026-01-31 10:00:00".to_owned(),
                row => format!("2026-01-{:02}T{:02}:{:02}:00Z", row % 28 + 1, row % 24, row % 60),
            },
        );
        writeln!(text, "{}", if is("repeats the row before") { &last_good } else { &line }).unwrap();
        match defect {
            Some(defect) => made[defect] += 1,
            None => last_good = line,
        }
    }
    (text, made)
}

#[test]
fn every_defect_is_found_and_nothing_else() {
    let (text, made) = file(40_000);
    let progress = Progress::default();
    let sheet = import::read("scores.csv", text.into_bytes(), &ImportOptions::default(), &progress).unwrap();
    let (document, _) = pipeline::document(Arc::new(sheet), &Overrides::default(), None, &progress).unwrap();
    let around = Surroundings {
        people: None,
        aliases: Arc::default(),
        ledger: Arc::new(Ledger::empty(LedgerKey([0; 32]))),
    };
    let now = "2026-10-01T12:00:00Z".parse().unwrap();
    let checked = pipeline::check(&document, &around, now, &progress).unwrap();
    let mut found: Vec<_> =
        checked.report.problems().iter().map(|problem| (problem.rule.id, problem.rows)).collect();
    let mut expected: Vec<_> = DEFECTS.iter().zip(made).map(|((_, rule), rows)| (*rule, rows)).collect();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
    let counts = checked.report.counts();
    let repeats = made[DEFECTS.len() - 1];
    assert_eq!(counts.of(RowState::Skipped), repeats);
    assert_eq!(counts.of(RowState::NeedsFix), made.iter().sum::<u32>() - repeats);
    assert_eq!(counts.read(), 40_000);
}
