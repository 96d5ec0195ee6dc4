//! `check`: its object, its lines, its options and its exit codes.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::program::{Home, assert_adds_up, json_lines};
use super::scores::Scores;

fn sample(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/samples").join(name);
    path.to_str().unwrap().to_owned()
}

/// Rows per rule that a check found.
fn problems(object: &Value) -> BTreeMap<String, u64> {
    let list = object["problems"].as_array().unwrap();
    list.iter()
        .map(|problem| (problem["rule"].as_str().unwrap().to_owned(), problem["rows"].as_u64().unwrap()))
        .collect()
}

#[test]
fn every_fault_of_a_made_file_is_counted_under_its_rule() {
    let home = Home::new();
    let scores = Scores::new(5_000, 40);
    home.write("scores.csv", &scores.csv);
    home.write("roster.csv", &scores.roster);
    for options in [&[][..], &["--roster", "roster.csv"]] {
        let ran = home.run([&["check", "scores.csv", "--json"], options].concat());
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        let object = ran.json();
        let found = problems(&object);
        for (rule, rows) in &scores.expected {
            assert_eq!(found.get(*rule), Some(rows), "{rule}: {found:?}");
        }
        assert_adds_up(&object["rows"]);
        assert_eq!(object["rows"]["ready"], scores.ready());
        assert_eq!(object["rows"]["read"], scores.rows);
    }
}

#[test]
fn the_object_has_the_names_of_the_contract() {
    let home = Home::new();
    let scores = Scores::new(20, 5);
    home.write("scores.csv", &scores.csv);
    let object = home.run(["check", "scores.csv", "--json"]).json();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&object), ["file", "preset", "recipe", "mapping", "questions", "rows", "problems"]);
    assert_eq!(
        keys(&object["file"]),
        ["name", "bytes", "sha256", "format", "encoding", "delimiter", "quote", "sheet", "header_row"]
    );
    assert_eq!(
        keys(&object["rows"]),
        ["read", "ready", "needs_fix", "skipped", "already_sent", "in_upload", "unknown"]
    );
    assert_eq!(object["file"]["bytes"], scores.csv.len());
    assert_eq!(object["recipe"], Value::Null);
    assert!(object["mapping"].as_array().unwrap().contains(&json!({"field": "score", "columns": ["score"]})));
    for problem in object["problems"].as_array().unwrap() {
        assert_eq!(keys(problem), ["rule", "severity", "rows", "first_row"]);
    }
    for question in object["questions"].as_array().unwrap() {
        for name in ["id", "rows", "why", "choices", "default", "answered_by"] {
            assert!(question.get(name).is_some(), "{name}: {question}");
        }
    }
}

#[test]
fn a_line_a_row_says_where_it_stands_and_what_would_be_sent() {
    let home = Home::new();
    let scores = Scores::new(300, 20);
    home.write("scores.csv", &scores.csv);
    let ran = home.run(["check", "scores.csv", "-o", "out.ndjson"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let lines = json_lines(&fs::read_to_string(home.path("out.ndjson")).unwrap());
    assert_eq!(lines.len() as u64, scores.rows);
    let mut ready = 0;
    for (index, line) in lines.iter().enumerate() {
        assert_eq!(line["row"], index as u64 + 1);
        let is_ready = line["state"] == "ready";
        assert_eq!(line["score"].is_object(), is_ready, "{line}");
        ready += u64::from(is_ready);
        if line["state"] == "needs_fix" {
            let problem = &line["problems"][0];
            assert!(problem["rule"].is_string() && problem["message"].is_string(), "{line}");
            assert!(problem.get("field").is_some());
        }
    }
    assert_eq!(ready, scores.ready());
    let first = json!({
        "agent_id": "agt_000000", "conversation_external_id": "10000000", "source": "klaus", "score": 50,
        "max_score": 100, "rubric": "Compliance, EU", "notes": "Good empathy",
        "reviewer": "reviewer0@example.com", "scored_at": "2026-01-01T00:00:00Z",
    });
    assert_eq!(lines[0]["score"], first);
    assert_eq!(json_lines(&home.run(["check", "scores.csv", "-o", "-"]).stdout), lines);
}

/// The four tools' samples: recognised by themselves, and how their rows stand with the options they need.
#[test]
fn samples_are_recognised_and_their_rows_have_reasons() {
    let home = Home::new();
    let roster = sample("roster.csv");
    for (file, preset, options) in [
        ("maestroqa_total_rubric_scores.csv", "maestroqa", &[][..]),
        ("klaus_reviews.csv", "klaus", &[]),
        (
            "evaluagent_evaluations.csv",
            "evaluagent",
            &["--time-zone", "Europe/London", "--date-order", "dmy"],
        ),
        ("observeai_evaluations.csv", "observeai", &[]),
    ] {
        let file = sample(file);
        let ran = home.run([&["check", &file, "--json", "--roster", &roster], options].concat());
        let object = ran.json();
        assert!(object["preset"].as_str().unwrap().starts_with(preset), "{object}");
        assert_adds_up(&object["rows"]);
        assert!(object["rows"]["ready"].as_u64() > Some(0), "{object}");
        let lines = json_lines(
            &home.run([&["check", &file, "-o", "-", "--roster", &roster], options].concat()).stdout,
        );
        for line in lines.iter().filter(|line| line["state"] != "ready") {
            assert!(!line["problems"].as_array().unwrap().is_empty(), "a row has no reason: {line}");
        }
    }
}

#[test]
fn options_map_set_and_answer() {
    let home = Home::new();
    home.write(
        "a.csv",
        "who,points,when\nagt_1,4,01/02/2026 10:00\nagt_2,5,01/02/2026 11:00\nagt_3,6,01/02/2026 12:00\n",
    );
    let options = [
        "--map",
        "agent_id=who",
        "--agent-kind",
        "assembled",
        "--map",
        "score=#2",
        "--map",
        "scored_at=when",
        "--set",
        "source=sheet",
        "--scale",
        "points:5",
        "--time-zone",
        "Europe/Berlin",
        "--date-order",
        "dmy",
    ];
    let ran = home.run([&["check", "a.csv", "--json"][..], &options].concat());
    assert_eq!(ran.code, 1, "6 of 5 waits for an answer: {ran:?}");
    let object = ran.json();
    assert_eq!((&object["rows"]["ready"], &object["rows"]["needs_fix"]), (&2.into(), &1.into()), "{object}");
    assert!(object["mapping"].as_array().unwrap().contains(&json!({"field": "source", "value": "sheet"})));

    let answer = ["--answer", "score.above_max=cap", "-o", "-"];
    let ran = home.run([&["check", "a.csv"][..], &options, &answer].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    let scores: Vec<_> = json_lines(&ran.stdout).iter().map(|line| line["score"].clone()).collect();
    assert_eq!(scores[0]["score"], 80);
    assert_eq!(scores[2]["score"], 100);
    assert_eq!(scores[0]["scored_at"], "2026-02-01T09:00:00Z");
    assert_eq!(scores[0]["source"], "sheet");
}

#[test]
fn each_choice_of_a_question_is_a_valid_answer() {
    let home = Home::new();
    let scores = Scores::new(100, 10);
    home.write("scores.csv", &scores.csv);
    let object = home.run(["check", "scores.csv", "--json"]).json();
    let questions = object["questions"].as_array().unwrap();
    assert!(questions.iter().any(|question| question["id"] == "score.above_max"), "{object}");
    for question in questions {
        let id = question["id"].as_str().unwrap();
        for choice in question["choices"].as_array().unwrap() {
            let choice = choice.as_str().unwrap();
            let option = match id {
                "scored_at.no_time_zone" => ["--time-zone".to_owned(), choice.to_owned()],
                "scored_at.day_month_unclear" => ["--date-order".to_owned(), choice.to_owned()],
                "scored_at.day_count_unclear" => ["--day-count".to_owned(), choice.to_owned()],
                "score.scale_unclear" => ["--scale".to_owned(), choice.to_owned()],
                _ => ["--answer".to_owned(), format!("{id}={choice}")],
            };
            let ran = home.run(["check", "scores.csv", "--json", &option[0], &option[1]]);
            assert_ne!(ran.code, 2, "{option:?}: {ran:?}");
            let after = ran.json();
            assert_adds_up(&after["rows"]);
            let asked = after["questions"].as_array().unwrap().iter().find(|after| after["id"] == id);
            if let Some(asked) = asked {
                assert_eq!(asked["answered_by"], "option", "{option:?}: {asked}");
            }
        }
    }
}

#[test]
fn wrong_usage_is_exit_2() {
    let home = Home::new();
    let scores = Scores::new(5, 0);
    home.write("scores.csv", &scores.csv);
    home.write("bad.csv", "nothing,here\n1,2\n");
    for args in [
        &["check"][..],
        &["check", "scores.csv", "--answer", "no.such_rule=x"],
        &["check", "scores.csv", "--answer", "row.duplicate=perhaps"],
        &["check", "scores.csv", "--map", "score=no such column"],
        &["check", "scores.csv", "--map", "colour=score"],
        &["check", "scores.csv", "--preset", "no.such.preset"],
        &["check", "scores.csv", "--time-zone", "Mars/Olympus"],
        &["check", "scores.csv", "--date-order", "dym"],
        &["check", "scores.csv", "--scale", "points:0"],
        &["check", "scores.csv", "--agent-kind", "shoe size"],
        &["check", "scores.csv", "--roster", "missing.csv"],
        &["check", "scores.csv", "--roster", "bad.csv"],
        &["check", "scores.csv", "--account", "Nobody"],
        &["upload", "scores.csv"],
        &["upload", "scores.csv", "--account", "Nobody"],
        &["upload", "scores.csv", "--url", "http://example.com", "--key-env", "HOME"],
        &["upload", "scores.csv", "--url", "https://example.com", "--key-env", "HOME", "--pace", "301"],
        &["upload", "scores.csv", "--url", "http://127.0.0.1:9", "--key-env", "NO_SUCH_VARIABLE"],
        &["resume", "no-such-upload"],
        &["resume", "--batch", "1"],
        &["receipt", "no-such-upload"],
        &["people", "--account", "Nobody"],
        &["practice", "--script", "missing.txt"],
    ] {
        let ran = home.run([args, &["--json"]].concat());
        assert_eq!(ran.code, 2, "{args:?}: {ran:?}");
        ran.error_code();
    }
}

#[test]
fn presets_are_listed() {
    let home = Home::new();
    let ran = home.run(["check", "--list-presets"]);
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.contains("maestroqa.total_scores"), "{ran:?}");
    let list = home.run(["check", "--list-presets", "--json"]).json();
    assert!(
        list["presets"].as_array().unwrap().iter().any(|preset| preset["id"] == "maestroqa.total_scores")
    );
}

#[test]
fn nothing_to_send_is_exit_0() {
    let home = Home::new();
    let header = Scores::new(0, 0).csv;
    home.write("empty.csv", header);
    let ran = home.run(["check", "empty.csv", "--json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(ran.json()["rows"]["read"], 0);
}
