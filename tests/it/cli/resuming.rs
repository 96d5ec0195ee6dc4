//! `resume`, `uploads` and `receipt`: what is left, what nobody knows, and every row accounted for.

use std::fs;

use super::program::json_lines;
use super::scores::Scores;
use super::uploading::{Scene, last_events};

/// The id of the newest upload.
fn newest(scene: &Scene) -> String {
    let uploads = scene.home.run(["uploads", "--json"]).json();
    uploads["uploads"][0]["upload"].as_str().unwrap().to_owned()
}

#[test]
fn nothing_to_resume_sends_nothing() {
    let scene = Scene::new(&Scores::new(10, 0), "");
    let ran = scene.home.resume(&scene.practice, &[]);
    assert_eq!((ran.code, &ran.summary()["read"]), (0, &0.into()), "{ran:?}");
    assert_eq!(scene.home.upload(&scene.practice, &scene.file, &[]).code, 0);
    assert_eq!(scene.home.resume(&scene.practice, &[]).code, 0);
    let named = scene.home.resume(&scene.practice, &[&newest(&scene)]);
    assert_eq!((named.code, &named.summary()["accepted"]), (0, &10.into()), "{named:?}");
    assert_eq!(scene.taken().len(), 10);
}

#[test]
fn what_nobody_knows_is_decided_by_a_person() {
    let scene = Scene::new(&Scores::new(30, 0), "close-after-read\n202\nclose-before-read");
    let ran = scene.home.upload(&scene.practice, &scene.file, &["--batch-rows", "10"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert_eq!(scene.home.resume(&scene.practice, &[]).code, 3, "nothing to send, but not known");
    let upload = newest(&scene);
    let wrong = scene.home.resume(&scene.practice, &[&upload, "--unknown", "received", "--batch", "2"]);
    assert_eq!(
        (wrong.code, wrong.error_code().as_str()),
        (2, "not_found"),
        "batch 2 was accepted: {wrong:?}"
    );

    let received = scene.home.resume(&scene.practice, &[&upload, "--unknown", "received", "--batch", "1"]);
    assert_eq!(received.code, 3, "batch 3 is still unknown: {received:?}");
    assert_eq!(received.summary()["received_by_person"], 10);
    let sent = scene.home.resume(&scene.practice, &["--unknown", "resend"]);
    assert_eq!(sent.code, 0, "{sent:?}");
    let rows = sent.summary();
    assert_eq!((&rows["accepted"], &rows["received_by_person"]), (&20.into(), &10.into()));
    assert_eq!(last_events(&sent.lines())[&3]["attempt"], 2);
    assert!(scene.taken().len() == 30 && scene.taken().values().all(|times| *times == 1));
}

#[test]
fn what_is_given_up_is_free_again() {
    let scene = Scene::new(&Scores::new(30, 0), "401");
    let ran = scene.home.upload(&scene.practice, &scene.file, &["--batch-rows", "10"]);
    assert_eq!(ran.code, 4, "{ran:?}");
    let gone = scene.home.resume(&scene.practice, &["--abandon"]);
    assert_eq!((gone.code, &gone.summary()["not_sent"]), (0, &30.into()), "{gone:?}");
    assert_eq!(scene.home.resume(&scene.practice, &[]).summary()["read"], 0, "nothing is left");
    let again = scene.home.upload(&scene.practice, &scene.file, &[]);
    assert_eq!((again.code, &again.summary()["accepted"]), (0, &30.into()), "{again:?}");
}

#[test]
fn a_long_wait_is_kept() {
    let scene = Scene::new(&Scores::new(10, 0), "429 retry-after=7200");
    let ran = scene.home.upload(&scene.practice, &scene.file, &[]);
    assert_eq!((ran.code, ran.error_code().as_str()), (4, "long_wait"), "{ran:?}");
    let early = scene.home.resume(&scene.practice, &[]);
    assert_eq!((early.code, early.error_code().as_str()), (4, "long_wait"), "{early:?}");
    assert!(scene.taken().is_empty(), "the server was not asked before the time");
}

#[test]
fn a_receipt_accounts_for_every_row() {
    let scene = Scene::new(&Scores::new(30, 0), "202\n422\nclose-after-read");
    let ran = scene.home.upload(&scene.practice, &scene.file, &["--batch-rows", "10"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let receipt = scene.home.run(["receipt", &newest(&scene), "-o", "receipt.ndjson"]);
    assert_eq!(receipt.code, 0, "{receipt:?}");
    let mut lines = json_lines(&fs::read_to_string(scene.home.path("receipt.ndjson")).unwrap());
    let summary = lines.pop().unwrap();
    assert_eq!(summary["rows"], ran.summary());
    assert_eq!(lines.len(), 30);
    for (index, line) in lines.iter().enumerate() {
        let state = ["accepted", "refused", "unknown"][index / 10];
        assert_eq!((&line["row"], &line["state"]), (&(index as u64 + 1).into(), &state.into()), "{line}");
        for name in ["line", "batch", "attempt", "http", "message"] {
            assert!(line.get(name).is_some(), "{name}: {line}");
        }
    }
}
