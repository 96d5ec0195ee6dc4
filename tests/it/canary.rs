//! A key is nowhere but in the Authorization header: not in what is printed, not on disk, not in a
//! receipt, even where the server says it back.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::cli::program::Home;
use crate::cli::scores::Scores;
use crate::faults::Broken;

const KEY: &str = "sk_live_canary_8f3a";

#[test]
fn a_key_that_the_server_echoes_is_neither_printed_nor_kept() {
    let encoded = BASE64_STANDARD.encode(format!("{KEY}:"));
    let echo = format!(r#"{{"message":"key {KEY}, header Basic {encoded}"}}"#);
    for http in [202, 400, 401, 403, 429, 500] {
        let answer = format!(
            "HTTP/1.1 {http} X\r\nx-request-id: {KEY}\r\nlocation: https://{KEY}.example/\r\nretry-after: 3600\r\n\
             content-length: {}\r\n\r\n{echo}",
            echo.len()
        );
        let server = Broken::saying(&[&answer]);
        let home = Home::new();
        let scores = Scores::new(4, 0);
        home.write("scores.csv", &scores.csv);
        home.write("roster.csv", &scores.roster);
        let upload = [
            "upload",
            "scores.csv",
            "--roster",
            "roster.csv",
            "--url",
            &server.url,
            "--key-env",
            "PRACTICE_KEY",
        ];
        let upload = home.run_with_key(KEY, upload);
        let sent = server.num_requests();
        assert!(sent > 0, "{upload:?}");
        let resume = home.run_with_key(KEY, ["resume", "--json", "--key-env", "PRACTICE_KEY"]);
        let account = ["account", "add", "Acme", "--url", &server.url, "--key-env", "PRACTICE_KEY", "--json"];
        let account = home.run_with_key(KEY, account);
        let people = home.run_with_key(KEY, ["people", "--account", "Acme", "--key-env", "PRACTICE_KEY"]);
        let list = home.run(["account", "list", "--json"]);
        let mut printed = format!("{upload:?}{resume:?}{account:?}{people:?}{list:?}");
        let uploads = home.run(["uploads", "--json"]);
        for upload in uploads.json()["uploads"].as_array().unwrap() {
            let upload = upload["upload"].as_str().unwrap();
            for name in ["receipt.csv", "receipt.ndjson", "receipt.html"] {
                let out = home.data_dir().join(name);
                let receipt = home.run(["receipt", upload, "-o", out.to_str().unwrap()]);
                assert!(out.exists(), "{receipt:?}");
                write!(printed, "{receipt:?}").unwrap();
            }
        }
        let exported = home.data_dir().join("exported.csv");
        let export = format!("ready={}", exported.display());
        let check = home.run(["check", "scores.csv", "--roster", "roster.csv", "--export", &export]);
        assert!(exported.exists(), "{check:?}");
        write!(printed, "{check:?}{uploads:?}").unwrap();
        let kept = files(&home.data_dir());
        for form in [KEY, &encoded] {
            assert!(!printed.contains(form), "{http}: {printed}");
            let held = kept.iter().find(|(_, bytes)| holds(bytes, form));
            assert!(held.is_none(), "{http}: {}", held.unwrap().0.display());
        }
        // Its words are there, with stars in the key's place: what was looked at is where it would be.
        let starred = printed.contains("***") || kept.iter().any(|(_, bytes)| holds(bytes, "key ***"));
        assert!(starred, "{http}: {printed}");
    }
}

/// A key comes by the environment or from standard input, never as an argument that every user of the computer
/// can see. As much as the program can be asked to say of itself is asked for.
#[test]
fn a_key_is_no_argument_and_in_no_log_and_no_crash_report() {
    let home = Home::new();
    home.write("scores.csv", &Scores::new(1, 0).csv);
    home.write("roster.csv", &Scores::new(1, 0).roster);
    home.write("script.txt", "202 after=3s\n");
    let practice =
        home.practice(&["--roster", "roster.csv", "--script", "script.txt", "--record", "taken.ndjson"]);
    let file = home.path("scores.csv");
    let mut command = home.upload_command(&practice, &file, &["--roster", "roster.csv"]);
    command.envs([("RUST_LOG", "trace"), ("RUST_BACKTRACE", "full"), ("SQLITE_LOG", "1")]);
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut first = String::new();
    // The request is under way: the key is in use.
    std::io::BufRead::read_line(&mut std::io::BufReader::new(child.stdout.as_mut().unwrap()), &mut first)
        .unwrap();
    if let Ok(arguments) = fs::read(format!("/proc/{}/cmdline", child.id())) {
        assert!(holds(&arguments, "--key-env") && !holds(&arguments, &practice.key), "{arguments:?}");
    }
    // Cut down in the midst of it: what an abrupt end leaves behind.
    child.kill().unwrap();
    let ended = child.wait_with_output().unwrap();
    assert!(!holds(&ended.stdout, &practice.key) && !holds(&ended.stderr, &practice.key), "{ended:?}");
    let kept = files(&home.data_dir());
    assert!(kept.iter().any(|(path, _)| path.ends_with("journal.sqlite")));
    for (path, bytes) in kept {
        assert!(!holds(&bytes, &practice.key), "{}", path.display());
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.clone(), fs::read(path).unwrap()));
        }
    }
    found
}
