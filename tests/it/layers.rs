//! Holds the layers of the map in `lib.rs`: who may name whom, and who alone may name a crate.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Each top-level module, and which others it may name. A module that is missing here fails the test.
const LAYERS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("credentials", &[]),
    ("settings", &[]),
    ("import", &["model"]),
    ("recipe", &["model"]),
    ("people", &["model", "recipe"]),
    ("check", &["model", "recipe", "people"]),
    ("assembled", &["model", "people", "credentials"]),
    ("practice", &["people", "credentials"]),
    ("journal", &["model", "people", "check"]),
    ("upload", &["model", "check", "assembled", "journal"]),
    ("pipeline", &["model", "import", "recipe", "people", "check", "assembled", "journal", "upload"]),
    (
        "app",
        &[
            "model",
            "credentials",
            "settings",
            "import",
            "recipe",
            "people",
            "check",
            "assembled",
            "practice",
            "journal",
            "upload",
            "pipeline",
        ],
    ),
    (
        "ui",
        &[
            "model",
            "credentials",
            "settings",
            "import",
            "recipe",
            "people",
            "check",
            "assembled",
            "journal",
            "upload",
            "pipeline",
            "app",
        ],
    ),
    (
        "cli",
        &[
            "model",
            "credentials",
            "settings",
            "import",
            "recipe",
            "people",
            "check",
            "assembled",
            "practice",
            "journal",
            "upload",
            "pipeline",
            "app",
            "ui",
        ],
    ),
    ("lib", &[]),
    ("main", &["cli"]),
];

/// Crates that one place alone may name, and that place.
const KEPT_APART: &[(&str, &[&str])] = &[
    ("egui", &["ui/", "main.rs"]),
    ("eframe", &["ui/", "main.rs"]),
    ("wgpu", &["ui/", "main.rs"]),
    ("rusqlite", &["journal/"]),
    ("keyring", &["credentials"]),
    ("keyring_core", &["credentials"]),
    ("reqwest", &["assembled/"]),
    ("rfd", &["app/dialogs.rs"]),
    ("clap", &["cli/"]),
];

#[test]
fn every_module_names_only_the_layers_below_it() {
    let allowed: BTreeMap<_, BTreeSet<_>> =
        LAYERS.iter().map(|(layer, below)| (*layer, below.iter().copied().collect())).collect();
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let layer = layer_of(&path);
        let Some(below) = allowed.get(layer) else {
            wrong.push(format!("{}: {layer} has no place in the layers", path.display()));
            continue;
        };
        for named in modules_named(&text) {
            if named != layer && allowed.contains_key(named.as_str()) && !below.contains(named.as_str()) {
                wrong.push(format!("{}: {layer} may not name {named}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn some_crates_are_named_in_one_place_alone() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let shown = path.to_string_lossy().replace('\\', "/");
        for (name, places) in KEPT_APART {
            let at_home = places.iter().any(|place| shown.starts_with(place));
            if !at_home && names_crate(&text, name) {
                wrong.push(format!("{shown}: {name} is for {} alone", places.join(", ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Workbooks of others have made their reader hang and run out of memory: it must not be this process.
#[test]
fn the_program_reads_no_bytes_but_its_own_in_its_own_process() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        if layer_of(&path) == "import" || path.ends_with("tests.rs") {
            continue;
        }
        for line in code.lines().filter(|line| reads_here(line)) {
            wrong.push(format!("{}: {}", path.display(), line.trim()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn reads_here(line: &str) -> bool {
    let reads_own = line.contains("import::read(sample::NAME,");
    let reads = ["import::read(", "import::open(", "Reader::Here"].iter().any(|call| line.contains(call));
    reads && !reads_own
}

#[test]
fn the_guards_can_fail() {
    assert!(reads_here("let sheet = import::read(name, bytes, &options, progress);"));
    assert!(!reads_here("let sheet = import::read(sample::NAME, scores, &options, progress);"));
    assert_eq!(modules_named("use crate::{check, journal::Journal};"), ["check", "journal"]);
    assert_eq!(modules_named("fn f() -> crate::app::State { crate::ui::run() }"), ["app", "ui"]);
    assert!(names_crate("use rusqlite::Connection;", "rusqlite"));
    assert!(names_crate("let e = egui::Vec2::ZERO;", "egui"));
    assert!(!names_crate("// egui::Vec2 is named in a comment", "egui"));
    assert!(!names_crate("use my_egui::Vec2;", "egui"));
}

/// Every source file below `src`, by its path there, without its comments.
fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = without_comments(&fs::read_to_string(&path).unwrap());
                files.push((path.strip_prefix(&root).unwrap().to_owned(), text));
            }
        }
    }
    assert!(files.len() > 30, "the sources were not found");
    files
}

/// The top-level module of a file: its folder, or its own name.
fn layer_of(path: &Path) -> &str {
    let first = path.iter().next().unwrap().to_str().unwrap();
    first.strip_suffix(".rs").unwrap_or(first)
}

fn without_comments(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_once("//").map_or(line, |(code, _comment)| code));
    lines.collect::<Vec<_>>().join("\n")
}

/// The top-level modules that a text names as `crate::…`, also in braces.
fn modules_named(text: &str) -> Vec<String> {
    let mut named = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0_u32;
            let mut item = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => named.extend(first_word(&std::mem::take(&mut item))),
                    _ if depth == 0 => item.push(c),
                    _ => {}
                }
            }
            named.extend(first_word(&item));
        } else {
            named.extend(first_word(rest));
        }
    }
    named
}

fn first_word(text: &str) -> Option<String> {
    let word: String =
        text.trim_start().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    (!word.is_empty()).then_some(word)
}

fn names_crate(text: &str, name: &str) -> bool {
    let text = without_comments(text);
    text.match_indices(&format!("{name}::")).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        !before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_' || c == ':')
    })
}
