//! How long things stay on this computer: `tidy`, `erase` and `count`.

use super::program::Home;
use super::scores::Scores;
use super::uploading::Scene;

#[test]
fn tidying_drops_old_texts_and_remembers_for_how_long() {
    let scene = Scene::new(&Scores::new(6, 0), "");
    assert_eq!(scene.home.upload(&scene.practice, &scene.file, &[]).code, 0);
    let kept = scene.home.run(["tidy", "--json"]);
    assert_eq!((kept.code, &kept.json()["texts"]), (0, &0.into()), "{kept:?}");
    let options = ["tidy", "--json", "--receipt-months", "0", "--ledger-months", "40", "--remember"];
    let tidied = scene.home.run(options).json();
    assert_eq!((&tidied["texts"], &tidied["rows"]), (&6.into(), &0.into()), "{tidied}");
    let keep = &scene.home.run(["tidy", "--json"]).json()["keep"];
    assert_eq!((&keep["receipt_months"], &keep["ledger_months"]), (&0.into(), &40.into()));
    let again = scene.home.upload(&scene.practice, &scene.file, &[]);
    assert_eq!(again.summary()["already_sent"], 6, "recognised all the same: {again:?}");
    let gone = scene.home.run(["tidy", "--json", "--ledger-months", "0"]).json();
    assert_eq!(gone["rows"], 6, "{gone}");
    assert_eq!(scene.home.upload(&scene.practice, &scene.file, &[]).summary()["accepted"], 6);
}

#[test]
fn a_person_or_an_uploads_ledger_is_erased_only_when_that_is_meant() {
    let scene = Scene::new(&Scores::new(6, 0), "");
    let upload = scene.home.upload(&scene.practice, &scene.file, &[]);
    let upload = upload.lines().pop().unwrap()["upload"].as_str().unwrap().to_owned();
    let receipt = scene.home.run(["receipt", &upload, "-o", "-"]);
    let agent = receipt.lines()[0]["agent_id"].as_str().unwrap().to_owned();

    let asked = scene.home.run(["erase", "--person", &agent]);
    assert!(asked.code == 0 && asked.stderr.contains("--yes"), "{asked:?}");
    assert!(scene.home.run(["receipt", &upload, "-o", "-"]).stdout.contains(&agent));
    let erased = scene.home.run(["erase", "--person", &agent, "--yes", "--json"]).json();
    assert!(erased["rows"].as_u64().unwrap() > 0 && erased["open_rows"] == 0, "{erased}");
    assert!(!scene.home.run(["receipt", &upload, "-o", "-"]).stdout.contains(&agent));
    assert_eq!(scene.home.upload(&scene.practice, &scene.file, &[]).summary()["already_sent"], 6);

    let cost = scene.home.run(["erase", "--upload", &upload]);
    assert!(cost.stdout.contains("count twice"), "{cost:?}");
    assert_eq!(scene.home.upload(&scene.practice, &scene.file, &[]).summary()["already_sent"], 6);
    assert_eq!(scene.home.run(["erase", "--upload", &upload, "--yes"]).code, 0);
    assert_eq!(scene.home.upload(&scene.practice, &scene.file, &[]).summary()["accepted"], 6);
}

#[test]
fn everything_goes_with_the_protection_and_nothing_of_others() {
    let scene = Scene::new(&Scores::new(2, 0), "");
    assert_eq!(scene.home.upload(&scene.practice, &scene.file, &[]).code, 0);
    let notes = scene.home.data_dir().join("notes.txt");
    std::fs::write(&notes, "mine").unwrap();
    let asked = scene.home.run(["erase", "--everything"]);
    assert!(asked.code == 0 && asked.stdout.contains("protection"), "{asked:?}");
    assert!(scene.home.data_dir().join("journal.sqlite").exists());
    assert_eq!(scene.home.run(["erase", "--everything", "--yes"]).code, 0);
    let left: Vec<_> =
        std::fs::read_dir(scene.home.data_dir()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(left, [notes]);
    assert_eq!(scene.home.run(["erase"]).code, 2, "erase what?");
}

#[test]
fn rows_that_a_colleague_sent_count_as_sent() {
    let ann = Scene::new(&Scores::new(8, 0), "");
    let sent = ann.home.upload(&ann.practice, &ann.file, &["--trial", "5"]);
    let upload = sent.lines().pop().unwrap()["upload"].as_str().unwrap().to_owned();
    let ben = Home::new();
    let file = ben.write("scores.csv", Scores::new(8, 0).csv);
    ben.write("roster.csv", Scores::new(8, 0).roster);
    let add = ["account", "add", "Acme", "--url", &ann.practice.url, "--key-env", "PRACTICE_KEY"];
    assert_eq!(ben.run_with_key(&ann.practice.key, add).code, 0);
    for name in ["receipt.csv", "receipt.ndjson"] {
        let receipt = ben.path(name);
        assert_eq!(ann.home.run(["receipt", &upload, "-o", receipt.to_str().unwrap()]).code, 0);
        let count = [
            "count",
            "scores.csv",
            "--receipt",
            name,
            "--account",
            "Acme",
            "--roster",
            "roster.csv",
            "--json",
        ];
        let counted = ben.run(count).json();
        // The second receipt lists the same rows: they are no longer ready.
        let new = if name == "receipt.csv" { 5 } else { 0 };
        assert_eq!((&counted["listed"], &counted["counted"]), (&5.into(), &new.into()), "{counted}");
    }
    let upload =
        ["upload", "--account", "Acme", "--key-env", "PRACTICE_KEY", "--roster", "roster.csv", "--json"];
    let upload = upload.iter().copied().chain([file.to_str().unwrap()]);
    let sent = ben.run_with_key(&ann.practice.key, upload).summary();
    assert_eq!((&sent["already_sent"], &sent["accepted"]), (&5.into(), &3.into()), "{sent}");
    ben.write("other.csv", "a,b\n1,2\n");
    let ran = ben.run(["count", "scores.csv", "--receipt", "other.csv", "--account", "Acme", "--json"]);
    assert_eq!((ran.code, ran.error_code().as_str()), (2, "no_receipt"), "{ran:?}");
}

#[test]
fn the_first_upload_of_an_account_says_that_nothing_is_known_here() {
    let scene = Scene::new(&Scores::new(2, 0), "");
    let add = ["account", "add", "Acme", "--url", &scene.practice.url, "--key-env", "PRACTICE_KEY"];
    assert_eq!(scene.home.run_with_key(&scene.practice.key, add).code, 0);
    let upload =
        ["upload", "scores.csv", "--account", "Acme", "--key-env", "PRACTICE_KEY", "--roster", "roster.csv"];
    let first = scene.home.run_with_key(&scene.practice.key, upload);
    assert!(first.code == 0 && first.stderr.contains("Nothing was sent"), "{first:?}");
    let second = scene.home.run_with_key(&scene.practice.key, upload);
    assert!(second.code == 0 && !second.stderr.contains("Nothing was sent"), "{second:?}");
}
