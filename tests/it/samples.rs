//! The four tools' samples, judged with the roster: every row is ready or has the right reason.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use scorebridge::check::{Ledger, LedgerKey, Scores, explain};
use scorebridge::import::{self, ImportOptions};
use scorebridge::model::Progress;
use scorebridge::people::{People, read_roster};
use scorebridge::pipeline::{self, Document, Surroundings};
use scorebridge::recipe::Overrides;

fn samples() -> &'static Path {
    Path::new("tests/fixtures/samples")
}

fn document(name: &str, told: &Overrides) -> Document {
    let sheet = import::open(&samples().join(name), &ImportOptions::default(), &Progress::default()).unwrap();
    pipeline::document(Arc::new(sheet), told, None, &Progress::default()).unwrap().0
}

fn around() -> Surroundings {
    let roster = read_roster(&std::fs::read(samples().join("roster.csv")).unwrap()).unwrap();
    Surroundings {
        people: Some(Arc::new(People::new(roster))),
        aliases: Arc::default(),
        ledger: Arc::new(Ledger::empty(LedgerKey([0; 32]))),
    }
}

fn now() -> DateTime<Utc> {
    "2026-10-01T12:00:00Z".parse().unwrap()
}

/// One line a row: what is sent (score, start of the agent's id, time) or its state, the rules that
/// found something, and for a row that the preset leaves out the first words of the sentence.
fn judged(document: &Document) -> String {
    let around = around();
    let checked = pipeline::check(document, &around, now(), &Progress::default()).unwrap();
    let input = document.input(&around, now());
    let scores = Scores::new(&input, &checked.report);
    let mut lines = String::new();
    for row in document.sheet.rows() {
        let state = checked.report.state(row);
        let stands = match scores.score(row) {
            Some(score) => format!("{} {} {}", score.percent(), &score.agent_id()[..8], score.scored_at()),
            None => state.name().to_owned(),
        };
        let problems = explain(&input, &checked.report, row);
        let rules: Vec<&str> = problems.iter().map(|problem| problem.rule.id).collect();
        let excluded = problems.iter().find(|problem| problem.rule.id == "row.excluded");
        let reason = excluded.map_or("", |problem| problem.message.split('(').next().unwrap());
        writeln!(lines, "{} {stands} {} {reason}", row.number(), rules.join(" ")).unwrap();
    }
    assert_eq!(checked.report.counts().read(), document.sheet.num_rows());
    lines
}

fn assert_judged(document: &Document, expected: &[&str]) {
    let judged = judged(document);
    let lines: Vec<&str> = judged.lines().map(str::trim_end).collect();
    assert_eq!(lines, expected, "{judged}");
}

#[test]
fn maestroqa() {
    // 105 of 100 waits for an answer, N/A is not graded, a calibration stays out; the auto-fail is a 0.
    assert_judged(
        &document("maestroqa_total_rubric_scores.csv", &Overrides::default()),
        &[
            "1 0 d6f3ff98 2026-09-15T08:12:09.377Z text.cleaned",
            "2 needs_fix score.above_max text.cleaned",
            "3 83 32f47c03 2026-09-14T10:31:02Z text.cleaned",
            "4 92.5 a3642ab0 2026-09-14T11:05:48.02Z text.cleaned",
            "5 75 7fdd6ab0 2026-09-14T16:01:44.619Z text.cleaned",
            "6 skipped score.missing text.cleaned",
            "7 70 1336f152 2026-09-15T07:30:10.871Z text.cleaned",
            "8 100 1d3a3044 2026-09-15T07:44:52.61Z text.cleaned",
            "9 90 a76e54dd 2026-09-15T08:58:41.2Z text.cleaned",
            "10 58 490714f0 2026-09-15T12:49:33.9Z agent.left text.cleaned",
            "11 96 32f47c03 2026-09-15T13:11:58Z text.cleaned",
            "12 skipped row.excluded Left out: calibration",
            "13 100 a3642ab0 2026-09-16T10:05:05.18Z text.cleaned",
            "14 71 7fdd6ab0 2026-09-17T06:55:13.31Z text.cleaned",
        ],
    );
}

#[test]
fn klaus() {
    // The comment without a score stays out; the critical failure is a 0.
    assert_judged(
        &document("klaus_reviews.csv", &Overrides::default()),
        &[
            "1 100 1d3a3044 2026-09-14T10:22:31Z",
            "2 83.3333 32f47c03 2026-09-14T10:31:02Z",
            "3 91.6667 a3642ab0 2026-09-14T11:05:48Z",
            "4 0 d6f3ff98 2026-09-14T15:40:19Z",
            "5 75 7fdd6ab0 2026-09-14T16:01:44Z",
            "6 skipped score.missing",
            "7 66.6667 1336f152 2026-09-15T07:30:10Z",
            "8 100 1d3a3044 2026-09-15T07:44:52Z",
            "9 87.5 a76e54dd 2026-09-15T08:02:26Z",
            "10 58.3333 490714f0 2026-09-15T12:49:33Z agent.left",
            "11 95.8333 32f47c03 2026-09-15T13:11:58Z",
            "12 79.1667 32f47c03 2026-09-16T08:40:27Z",
            "13 100 a3642ab0 2026-09-16T10:05:05Z",
            "14 70.8333 7fdd6ab0 2026-09-16T10:19:41Z",
        ],
    );
}

#[test]
fn evaluagent() {
    // Days are over 12, so the order is clear; the zone is not, until somebody says it.
    let unclear = judged(&document("evaluagent_evaluations.csv", &Overrides::default()));
    for line in unclear.lines() {
        assert!(line.contains("needs_fix scored_at.no_time_zone"), "{line}");
    }
    let london = Overrides { zone: Some(Tz::Europe__London), ..Overrides::default() };
    assert_judged(
        &document("evaluagent_evaluations.csv", &london),
        &[
            "1 96.5 1d3a3044 2026-09-14T10:22:00Z",
            "2 84 32f47c03 2026-09-14T10:41:00Z",
            "3 0 d6f3ff98 2026-09-14T12:02:00Z",
            "4 75 7fdd6ab0 2026-09-14T16:01:00Z",
            "5 91.67 a3642ab0 2026-09-14T11:05:00Z",
            "6 66.67 1336f152 2026-09-15T07:30:00Z",
            "7 100 1d3a3044 2026-09-15T07:44:00Z",
            "8 58.33 490714f0 2026-09-15T12:49:00Z agent.left",
            "9 95.83 32f47c03 2026-09-15T13:11:00Z",
            "10 79.17 32f47c03 2026-09-16T08:40:00Z",
            "11 100 a3642ab0 2026-09-16T10:05:00Z",
            "12 skipped score.missing",
        ],
    );
}

#[test]
fn observeai() {
    // Disputed, deleted, calibrations, and Auto QA beside a manual evaluation stay out; 104 % waits.
    assert_judged(
        &document("observeai_evaluations.csv", &Overrides::default()),
        &[
            "1 96 1d3a3044 2026-09-14T10:22:31.482Z",
            "2 84 32f47c03 2026-09-14T10:41:02.007Z",
            "3 skipped row.excluded Left out: in dispute",
            "4 91 a3642ab0 2026-09-14T11:05:48.02Z",
            "5 77 7fdd6ab0 2026-09-14T16:01:44.619Z",
            "6 skipped row.excluded Left out: calibration",
            "7 skipped row.excluded Left out: calibration",
            "8 skipped row.excluded Left out: deleted",
            "9 58 490714f0 2026-09-15T12:49:33.9Z agent.left",
            "10 needs_fix score.above_max",
            "11 skipped row.excluded Left out: Auto QA beside a manual evaluation",
            "12 skipped row.excluded Left out: Auto QA beside a manual evaluation",
            "13 skipped row.excluded Left out: Auto QA beside a manual evaluation",
        ],
    );
}
