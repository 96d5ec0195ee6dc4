//! `upload` and `demo`: events, sums, exit codes, and what really leaves.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::Stdio;

use serde_json::Value;

use super::program::{Home, PracticeChild, json_lines};
use super::scores::Scores;
use super::server::Recorder;

/// A home with an export, its roster, and a practice server that records what it takes.
pub struct Scene {
    pub home: Home,
    pub practice: PracticeChild,
    pub file: PathBuf,
}

impl Scene {
    /// `script`: what the server answers first, a line an answer.
    pub fn new(scores: &Scores, script: &str) -> Self {
        let home = Home::new();
        let file = home.write("scores.csv", &scores.csv);
        home.write("roster.csv", &scores.roster);
        home.write("script.txt", script);
        let practice =
            home.practice(&["--roster", "roster.csv", "--script", "script.txt", "--record", "taken.ndjson"]);
        Self { home, practice, file }
    }

    /// How often each conversation was taken by the server.
    pub fn taken(&self) -> BTreeMap<String, u32> {
        let text = fs::read_to_string(self.home.path("taken.ndjson")).unwrap();
        let mut taken = BTreeMap::new();
        for line in json_lines(&text) {
            let conversation = line["score"]["conversation_external_id"].as_str().unwrap().to_owned();
            *taken.entry(conversation).or_default() += 1;
        }
        taken
    }
}

/// The last event of each batch.
pub fn last_events(lines: &[Value]) -> BTreeMap<u64, Value> {
    let batches = lines.iter().filter(|line| line["event"] == "batch");
    batches.map(|event| (event["batch"].as_u64().unwrap(), event.clone())).collect()
}

#[test]
fn a_clean_file_is_accepted_once() {
    let scene = Scene::new(&Scores::new(450, 0), "");
    let ran = scene.home.upload(&scene.practice, &scene.file, &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(ran.summary()["accepted"], 450);
    let last = last_events(&ran.lines());
    assert_eq!(last.len(), 3, "200 rows a batch");
    for event in last.values() {
        assert_eq!(
            (&event["state"], &event["http"], &event["attempt"]),
            (&"accepted".into(), &202.into(), &1.into())
        );
        assert!(event["ms"].is_u64(), "{event}");
    }
    let taken = scene.taken();
    assert!(taken.len() == 450 && taken.values().all(|times| *times == 1));

    let again = scene.home.upload(&scene.practice, &scene.file, &[]);
    assert_eq!((again.code, &again.summary()["already_sent"]), (0, &450.into()), "{again:?}");
    assert_eq!(scene.taken(), taken, "nothing is sent twice");
    let uploads = scene.home.run(["uploads", "--json"]).json();
    let [upload] = &uploads["uploads"].as_array().unwrap()[..] else { panic!("{uploads}") };
    for name in ["upload", "file", "started", "state", "rows"] {
        assert!(upload.get(name).is_some(), "{name}: {upload}");
    }
    assert_eq!(upload["rows"]["accepted"], 450);
}

#[test]
fn rows_to_fix_are_exit_1_and_stop_no_other_row() {
    let scores = Scores::new(140, 20);
    let scene = Scene::new(&scores, "");
    let ran = scene.home.upload(&scene.practice, &scene.file, &["--batch-rows", "50"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let rows = ran.summary();
    assert_eq!(rows["accepted"], scores.ready());
    assert_eq!(rows["read"], scores.rows);
    assert!(!ran.stdout.contains(&scene.practice.key) && !ran.stderr.contains(&scene.practice.key));
}

#[test]
fn a_refused_batch_is_exit_1_and_its_rows_come_back() {
    let scene = Scene::new(&Scores::new(20, 0), "422 body=\"score is odd\"");
    let ran = scene.home.upload(&scene.practice, &scene.file, &[]);
    assert_eq!((ran.code, &ran.summary()["refused"]), (1, &20.into()), "{ran:?}");
    assert_eq!(last_events(&ran.lines())[&1]["state"], "refused");
    let again = scene.home.upload(&scene.practice, &scene.file, &[]);
    assert_eq!((again.code, &again.summary()["needs_fix"]), (1, &20.into()), "{again:?}");
    assert!(scene.taken().is_empty());
}

#[test]
fn a_batch_that_is_too_large_is_halved() {
    let scene = Scene::new(&Scores::new(40, 0), "413");
    let ran = scene.home.upload(&scene.practice, &scene.file, &[]);
    assert_eq!((ran.code, &ran.summary()["accepted"]), (0, &40.into()), "{ran:?}");
    let last = last_events(&ran.lines());
    assert_eq!(last[&1]["state"], "retrying");
    for half in last[&1]["into"].as_array().unwrap() {
        let event = &last[&half.as_u64().unwrap()];
        assert_eq!(
            (&event["of"], &event["rows"], &event["state"]),
            (&1.into(), &20.into(), &"accepted".into())
        );
    }
}

#[test]
fn an_unknown_outcome_is_exit_3_and_is_never_sent_again_by_itself() {
    let scene = Scene::new(&Scores::new(30, 0), "close-after-read");
    let ran = scene.home.upload(&scene.practice, &scene.file, &["--batch-rows", "10"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let rows = ran.summary();
    assert_eq!((&rows["unknown"], &rows["accepted"]), (&10.into(), &20.into()));
    let again = scene.home.upload(&scene.practice, &scene.file, &["--batch-rows", "10"]);
    assert_eq!((again.code, &again.summary()["unknown"]), (3, &10.into()), "{again:?}");
    assert!(scene.taken().values().all(|times| *times == 1));
    let check = scene.home.run(["check", "scores.csv", "--json", "--roster", "roster.csv"]);
    assert_eq!(check.code, 0, "without an account there is no ledger: {check:?}");
}

#[test]
fn a_trial_sends_its_rows_and_seals_no_other() {
    let scene = Scene::new(&Scores::new(30, 0), "");
    let ran = scene.home.upload(&scene.practice, &scene.file, &["--trial", "4"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let rows = ran.summary();
    assert_eq!((&rows["accepted"], &rows["not_sent"]), (&4.into(), &26.into()));
    assert_eq!(last_events(&ran.lines()).len(), 1);
    let rest = scene.home.upload(&scene.practice, &scene.file, &[]);
    let rows = rest.summary();
    assert_eq!((rest.code, &rows["accepted"], &rows["already_sent"]), (0, &26.into(), &4.into()), "{rest:?}");
    assert!(scene.taken().len() == 30 && scene.taken().values().all(|times| *times == 1));
}

#[test]
fn a_wrong_key_spends_one_request() {
    let scores = Scores::new(600, 0);
    let home = Home::new();
    home.write("scores.csv", &scores.csv);
    home.write("roster.csv", &scores.roster);
    let server = Recorder::answering("401 Unauthorized");
    let args = ["upload", "scores.csv", "--json", "--url", &server.url, "--key-env", "PRACTICE_KEY"];
    let without_roster = home.run_with_key("wrong", args);
    assert_eq!((without_roster.code, without_roster.error_code().as_str()), (4, "wrong_key"));
    assert_eq!(server.requests().len(), 1, "the people list was asked for, and nothing after it");

    let ran =
        home.run_with_key("wrong", [&args[..], &["--roster", "roster.csv", "--in-flight", "4"]].concat());
    assert_eq!((ran.code, ran.error_code().as_str()), (4, "wrong_key"), "{ran:?}");
    assert_eq!(server.requests().len(), 2, "one batch was sent, and nothing after it");
    assert_eq!(ran.summary()["not_sent"], 600);
}

#[test]
fn a_server_that_is_off_loses_nothing() {
    let scores = Scores::new(30, 0);
    let mut scene = Scene::new(&scores, "");
    let port = scene.practice.port().to_owned();
    let key = scene.practice.key.clone();
    drop(std::mem::replace(&mut scene.practice, scene.home.practice(&[])));
    let url = format!("http://127.0.0.1:{port}");
    let args = [
        "upload",
        "scores.csv",
        "--json",
        "--url",
        &url,
        "--key-env",
        "PRACTICE_KEY",
        "--roster",
        "roster.csv",
    ];
    let off = scene.home.run_with_key(&key, args);
    assert_eq!((off.code, off.error_code().as_str()), (4, "offline"), "{off:?}");
    assert_eq!(off.summary()["not_sent"], 30);
    assert_eq!(last_events(&off.lines())[&1]["state"], "not_sent", "the last event is final");

    scene.practice = scene.home.practice(&["--port", &port, "--record", "taken.ndjson"]);
    let on = scene.home.resume(&scene.practice, &[]);
    assert_eq!((on.code, &on.summary()["accepted"]), (0, &30.into()), "{on:?}");
    assert_eq!(scene.taken().len(), 30);
}

#[test]
fn a_second_upload_is_refused_at_once_and_looking_is_not() {
    let scene = Scene::new(&Scores::new(20, 0), "202 after=3s");
    let mut first =
        scene.home.upload_command(&scene.practice, &scene.file, &[]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(first.stdout.take().unwrap()).lines();
    let sending = lines.find(|line| line.as_ref().unwrap().contains("\"sending\""));
    assert!(sending.is_some(), "the first upload sends");
    for second in [
        scene.home.upload(&scene.practice, &scene.file, &[]),
        scene.home.resume(&scene.practice, &[]),
        scene.home.upload(&scene.practice, &scene.home.path("missing.csv"), &[]),
    ] {
        assert_eq!((second.code, second.error_code().as_str()), (2, "busy"), "{second:?}");
    }
    let uploads = scene.home.run(["uploads", "--json"]).json();
    assert_eq!(uploads["uploads"][0]["state"], "open");
    let upload = uploads["uploads"][0]["upload"].as_str().unwrap().to_owned();
    assert_eq!(scene.home.run(["receipt", &upload]).code, 0);
    let host = scene.practice.url.trim_start_matches("http://").to_owned();
    let check =
        scene.home.run(["check", "scores.csv", "--json", "--account", &host, "--roster", "roster.csv"]);
    assert_eq!((check.code, &check.json()["rows"]["in_upload"]), (1, &20.into()), "{check:?}");
    assert!(lines.last().unwrap().unwrap().contains("summary"));
    assert_eq!(first.wait().unwrap().code(), Some(0));
}

#[cfg(unix)]
#[test]
fn a_polite_kill_stops_and_resume_finishes() {
    let scene = Scene::new(&Scores::new(60, 0), "202\n202 after=1s");
    let command = &mut scene.home.upload_command(&scene.practice, &scene.file, &["--batch-rows", "10"]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut events = Vec::new();
    for line in lines {
        let event: Value = serde_json::from_str(&line.unwrap()).unwrap();
        if event["batch"] == 2 && event["state"] == "sending" {
            let pid = child.id().to_string();
            assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        }
        events.push(event);
    }
    assert_eq!(child.wait().unwrap().code(), Some(4), "{events:?}");
    let rows = &events.last().unwrap()["rows"];
    assert_eq!((&rows["accepted"], &rows["not_sent"]), (&20.into(), &40.into()), "{events:?}");
    assert!(events.iter().any(|event| event["error"]["code"] == "interrupted"));
    let resumed = scene.home.resume(&scene.practice, &[]);
    assert_eq!((resumed.code, &resumed.summary()["accepted"]), (0, &60.into()), "{resumed:?}");
    assert!(scene.taken().len() == 60 && scene.taken().values().all(|times| *times == 1));
}

/// Every body is valid against the API description made strict.
#[test]
fn every_body_is_valid_against_the_description() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let schema = fs::read_to_string(root.join("tests/fixtures/api/qa_scores.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let valid = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let samples = root.join("tests/fixtures/samples");
    let roster = samples.join("roster.csv");
    let assets = root.join("assets");
    let utc = &["--time-zone", "UTC", "--date-order", "dmy"][..];
    for (file, roster, options) in [
        (
            assets.join("sample_maestroqa.csv"),
            assets.join("sample_roster.csv"),
            &["--answer", "score.above_max=cap"][..],
        ),
        (samples.join("maestroqa_total_rubric_scores.csv"), roster.clone(), &[]),
        (samples.join("klaus_reviews.csv"), roster.clone(), &[]),
        (samples.join("evaluagent_evaluations.csv"), roster.clone(), utc),
        (samples.join("observeai_evaluations.csv"), roster, &[]),
    ] {
        let home = Home::new();
        let server = Recorder::answering("202 Accepted");
        let args =
            ["upload", file.to_str().unwrap(), "--json", "--url", &server.url, "--key-env", "PRACTICE_KEY"];
        let more = ["--roster", roster.to_str().unwrap(), "--batch-rows", "100"];
        let ran = home.run_with_key("k", [&args[..], &more, options].concat());
        let accepted = ran.summary()["accepted"].as_u64().unwrap();
        let mut rows = 0;
        for request in server.requests() {
            assert_eq!(request.line, "POST /v0/qa_scores/bulk HTTP/1.1");
            let body: Value = serde_json::from_slice(&request.body).unwrap();
            let errors: Vec<_> = valid
                .iter_errors(&body)
                .map(|error| format!("{error} at {}", error.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{}: {errors:?}", file.display());
            rows += body["qa_scores"].as_array().unwrap().len() as u64;
        }
        assert_eq!(rows, accepted, "{}", file.display());
        assert!(rows > 0, "{}: {ran:?}", file.display());
    }
}

#[test]
fn demo_does_the_main_job_the_same_each_time() {
    let home = Home::new();
    let mut sums = Vec::new();
    for _ in 0..2 {
        let ran = home.run(["demo"]);
        assert_eq!(ran.code, 1, "the sample holds rows to fix: {ran:?}");
        sums.push(ran.stdout.clone());
    }
    assert_eq!(sums[0], sums[1]);
    assert!(sums[0].starts_with("1,000 read = "), "{sums:?}");
    let rows = home.run(["demo", "--no-window", "--json"]).summary();
    assert_eq!(rows["read"], 1000);
    assert!(rows["accepted"].as_u64() > Some(500) && rows["needs_fix"].as_u64() > Some(0), "{rows}");
    assert!(!home.data_dir().exists(), "the demo has a folder of its own");
}

#[test]
fn without_a_display_the_window_says_so() {
    let ran = Home::new().run::<&str>([]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("display"), "{ran:?}");
    let typo = Home::new().run(["chekc", "--json"]);
    assert_eq!((typo.code, typo.error_code().as_str()), (2, "usage"), "{typo:?}");
}
