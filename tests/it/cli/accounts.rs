//! `account` and `people`: what a key opens, and that it never shows.

use std::fs;

use super::program::{Home, Ran};

/// Elsewhere the system's keychain cannot be hidden from the program.
#[cfg(target_os = "linux")]
#[test]
fn an_account_is_listed_tested_used_and_removed_and_its_key_never_shows() {
    let home = Home::new();
    let practice = home.practice(&[]);
    let key = practice.key.as_str();
    // There is no keychain here: the key is given again each time, and that is said.
    let added = home
        .run_with_key(key, ["account", "add", "Acme", "--url", &practice.url, "--key-env", "PRACTICE_KEY"]);
    let list = home.run(["account", "list", "--json"]);
    let tested = home.run_with_key(key, ["account", "test", "acme", "--key-env", "PRACTICE_KEY", "--json"]);
    let people = home
        .run_with_key(key, ["people", "--account", "Acme", "--key-env", "PRACTICE_KEY", "-o", "roster.csv"]);
    let twice = home
        .run_with_key(key, ["account", "add", "ACME", "--url", &practice.url, "--key-env", "PRACTICE_KEY"]);
    let removed = home.run(["account", "remove", "Acme"]);
    assert_eq!(
        [added.code, list.code, tested.code, people.code, twice.code, removed.code],
        [0, 0, 0, 0, 2, 0],
        "{added:?} {tested:?} {people:?}"
    );

    let accounts = list.json()["accounts"].clone();
    let acme = accounts.as_array().unwrap().iter().find(|account| account["name"] == "Acme").unwrap();
    assert_eq!(acme["url"].as_str().unwrap(), practice.url);
    assert_eq!(acme["practice"], false);
    assert_eq!(acme["key_last4"].as_str().unwrap(), &key[key.len() - 4..]);
    assert!(tested.json()["people"].as_u64() > Some(0), "{tested:?}");
    let roster = fs::read_to_string(home.path("roster.csv")).unwrap();
    assert!(roster.starts_with("agent_id,email,name,imported_id,"), "{roster}");

    for ran in [&added, &list, &tested, &people, &twice, &removed] {
        assert!(!ran.stdout.contains(key) && !ran.stderr.contains(key), "the key shows: {ran:?}");
    }
    assert_holds_no(&home, key);
    assert!(!home.run(["account", "list"]).stdout.contains("Acme"));
}

/// Elsewhere the system's keychain cannot be hidden from the program.
#[cfg(target_os = "linux")]
#[test]
fn a_key_that_cannot_be_kept_adds_no_account() {
    let home = Home::new();
    home.write("key.txt", "sk_live_0123456789\n");
    let mut add = home.command(["account", "add", "Acme", "--url", "https://api.assembledhq.com", "--json"]);
    add.stdin(fs::File::open(home.path("key.txt")).unwrap());
    let ran = Ran::of(add);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(ran.error_code().starts_with("keychain"), "{ran:?}");
    assert!(!home.run(["account", "list", "--json"]).stdout.contains("Acme"));
    let no_key = home.run(["account", "add", "Acme", "--url", "https://api.assembledhq.com", "--json"]);
    assert_eq!((no_key.code, no_key.error_code().as_str()), (2, "usage"));
    for url in [
        "http://api.assembledhq.com",
        "api.assembledhq.com",
        "https://u:p@example.com",
        "https://x.example/?a=b",
    ] {
        let ran = home
            .run_with_key("k", ["account", "add", "B", "--url", url, "--key-env", "PRACTICE_KEY", "--json"]);
        assert_eq!(ran.code, 2, "{url}: {ran:?}");
    }
}

#[test]
fn the_practice_account_is_there_and_stays() {
    let home = Home::new();
    let list = home.run(["account", "list", "--json"]).json();
    let keys: Vec<_> = list["accounts"][0].as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["name", "url", "practice", "key_last4"]);
    assert_eq!(list["accounts"][0]["practice"], true);
    assert_eq!(home.run(["account", "remove", "practice"]).code, 2);
    let people = home.run(["people", "--account", "practice"]);
    assert!(people.stdout.starts_with("agent_id,"), "{people:?}");
}

/// No file of the data folder has that text in it.
fn assert_holds_no(home: &Home, text: &str) {
    let mut folders = vec![home.data_dir()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).unwrap();
                let found = bytes.windows(text.len()).any(|part| part == text.as_bytes());
                assert!(!found, "{} holds the key", path.display());
            }
        }
    }
}
