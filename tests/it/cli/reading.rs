//! `read`, and every file that cannot be used: one sentence, exit 2, nothing half-written.

use std::fs;

use scorebridge::import::{self, ImportOptions};
use scorebridge::model::Progress;
use scorebridge::recipe::{self, Detected, Memory, Overrides, Recut};

use super::program::{Home, json_lines};

#[test]
fn read_writes_the_file_the_records_and_the_counts() {
    let home = Home::new();
    let file = home.write("a.csv", "agent_id,score\n\nx,\"9\n0\"\ny\n,\n");
    let file = file.to_str().unwrap();
    let ran = home.run(["read", file, "-o", "out.ndjson"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let lines = json_lines(&fs::read_to_string(home.path("out.ndjson")).unwrap());
    let [head, first, short, blank, counts] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!(head["format"], "csv");
    assert_eq!(head["columns"], serde_json::json!(["agent_id", "score"]));
    assert_eq!(head["header_row"], 1);
    assert_eq!(head["delimiter"], ",");
    assert_eq!(head["notes"][0]["line"], 2, "the empty line is a note");
    assert_eq!(first["cells"], serde_json::json!(["x", "9\n0"]));
    assert_eq!((&first["row"], &first["line"]), (&1.into(), &3.into()));
    assert_eq!(short["problem"]["code"], "ragged");
    assert_eq!(short["line"], 5);
    assert_eq!(blank["cells"], serde_json::json!(["", ""]), "a line of delimiters only is a record");
    assert_eq!(*counts, serde_json::json!({"records": 3, "with_problem": 1}));

    let to_stdout = home.run(["read", file, "-o", "-"]);
    assert_eq!(json_lines(&to_stdout.stdout), lines);
    let object = home.run(["read", file, "--json"]).json();
    assert_eq!((&object["records"], &object["with_problem"]), (&3.into(), &1.into()));
}

#[test]
fn options_overrule_what_is_detected() {
    let home = Home::new();
    home.write("a.txt", b"x;y\n1,5;caf\xe9\n");
    let ran = home.run([
        "read",
        "a.txt",
        "--delimiter",
        ";",
        "--encoding",
        "windows-1252",
        "--header-row",
        "0",
        "-o",
        "-",
    ]);
    let lines = json_lines(&ran.stdout);
    assert_eq!(lines[0]["header_row"], 0);
    assert_eq!(lines[1]["cells"], serde_json::json!(["x", "y"]));
    assert_eq!(lines[2]["cells"], serde_json::json!(["1,5", "café"]));
    assert_eq!(home.run(["read", "a.txt", "--encoding", "martian"]).code, 2);
}

#[test]
fn an_unusable_file_is_one_sentence_and_leaves_no_output() {
    let home = Home::new();
    home.write("empty.csv", "");
    home.write("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0");
    home.write("paper.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n");
    home.write("packed.csv", b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x4b\x4c\x4a");
    fs::create_dir(home.path("folder.csv")).unwrap();
    for file in ["missing.csv", "empty.csv", "folder.csv", "picture.csv", "paper.csv", "packed.csv"] {
        for command in ["read", "check"] {
            let ran = home.run([command, file, "-o", "out.ndjson"]);
            assert_eq!(ran.code, 2, "{command} {file}: {ran:?}");
            assert!(!home.path("out.ndjson").exists(), "{command} {file}");
            assert_eq!(ran.stderr.trim().lines().count(), 1, "one line for a person: {ran:?}");
            assert!(ran.stdout.is_empty(), "{ran:?}");
            let ran = home.run([command, file, "--json"]);
            assert_eq!(ran.code, 2, "{command} {file}: {ran:?}");
            ran.error_code();
        }
    }
}

#[test]
fn an_output_that_cannot_be_written_is_said() {
    let home = Home::new();
    home.write("a.csv", "a,b\n1,2\n");
    for out in ["no/such/folder.ndjson", "a.csv/x.ndjson"] {
        let ran = home.run(["read", "a.csv", "-o", out]);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.stderr.contains("cannot be written"), "{ran:?}");
    }
    for command in ["read", "check"] {
        let ran = home.run([command, "a.csv", "--json", "-o", "-"]);
        assert_eq!((ran.code, ran.error_code().as_str()), (2, "usage"), "{ran:?}");
    }
}

/// What a window remembers of an account's files, an `upload` with answers, and `--no-recipe`.
#[test]
fn what_is_remembered_for_an_account_counts_here_too() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let add = ["account", "add", "Acme", "--url", &practice.url, "--key-env", "PRACTICE_KEY"];
    assert_eq!(home.run_with_key(&practice.key, add).code, 0);
    let file = |name: &str, person: &[u8]| {
        let text = [b"who;points;when\n", person, b";4;2026-09-14 10:00\n"].concat();
        home.write(name, text);
    };
    file("mac.csv", b"Chlo\x8e");
    let told = ["--map", "agent_id=who", "--agent-kind", "assembled", "--map", "score=points"];
    let more = ["--map", "scored_at=when", "--set", "source=qa", "--scale", "points:5", "--time-zone", "UTC"];
    let account = ["--account", "Acme", "--key-env", "PRACTICE_KEY", "--json"];
    let upload = [&["upload", "mac.csv", "--encoding", "macintosh"][..], &told, &more, &account].concat();
    assert_ne!(home.run_with_key(&practice.key, upload).code, 2);

    let check = |name: &str, options: &[&str]| {
        let command = [&["check", name], &account[..], options].concat();
        home.run_with_key(&practice.key, command).json()
    };
    let object = check("mac.csv", &[]);
    assert_eq!(object["recipe"], "mac.csv", "the answers hold for a file of that shape: {object}");
    assert_ne!(object["file"]["encoding"], "macintosh", "an option held for its run");
    assert_eq!(check("mac.csv", &["--no-recipe"])["recipe"], serde_json::Value::Null);

    // The window remembers how the file is cut, too.
    let id = fs::read_dir(home.data_dir().join("recipes")).unwrap().next().unwrap().unwrap().file_name();
    let memory = Memory::of(&home.data_dir(), id.to_str().unwrap());
    let read =
        |options: &ImportOptions| import::open(&home.path("mac.csv"), options, &Progress::default()).unwrap();
    let told = ImportOptions { encoding: Some("macintosh".to_owned()), ..ImportOptions::default() };
    let (detected, sheet) = (Detected::of(&read(&ImportOptions::default())), read(&told));
    let recipe =
        recipe::choose(&sheet, &Overrides::default(), memory.recall(&sheet).as_ref()).unwrap().recipe;
    memory.keep(&sheet, &recipe, Some(Recut { detected, told })).unwrap();
    file("next.csv", b"Bj\x9arn");
    assert_eq!(check("next.csv", &[])["file"]["encoding"], "macintosh");
    assert_ne!(check("next.csv", &["--no-recipe"])["file"]["encoding"], "macintosh");
    assert_eq!(check("next.csv", &["--encoding", "latin1"])["file"]["encoding"], "windows-1252");
}
