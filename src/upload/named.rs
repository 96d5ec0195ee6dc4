//! Which rows of a refused batch a server's answer names, and in which words.
//!
//! Invariant: an answer that names a row which is not in the batch names none: it counts otherwise than we
//! take it to, and nothing can be built on it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::words;

/// The rows that an answer names, by their place in the batch from 0, each with what is said of it.
pub(super) fn rows(body: &str, num_rows: u32) -> BTreeMap<u32, String> {
    let mut named = BTreeMap::new();
    match serde_json::from_str::<Value>(body) {
        Ok(value) => in_json(&value, None, 0, &mut named),
        Err(_) if !words::is_html(body) => in_text(body, &mut named),
        Err(_) => {}
    }
    if named.keys().any(|row| *row >= num_rows) { BTreeMap::new() } else { named }
}

/// Objects that name a row by an `index`, and texts that name one by its path, as deep as a server nests them.
fn in_json(value: &Value, row: Option<u32>, depth: u32, named: &mut BTreeMap<u32, String>) {
    if depth > 6 {
        return;
    }
    match value {
        Value::String(text) => match row {
            Some(row) => add(named, row, text),
            None => in_text(text, named),
        },
        Value::Array(items) => items.iter().for_each(|item| in_json(item, row, depth + 1, named)),
        Value::Object(object) => {
            let number = object.get("index").and_then(Value::as_u64).and_then(|row| u32::try_from(row).ok());
            let path = ["field", "path", "pointer", "param", "loc"].iter().find_map(|name| object.get(*name));
            if let Some(row) = number.or_else(|| path.and_then(of_path)) {
                if let Some(said) = words::of(&value.to_string()) {
                    add(named, row, &said);
                }
                return;
            }
            for (name, value) in object {
                // `{"qa_scores[3]": "score is missing"}`
                in_json(value, row.or_else(|| place(name).map(|(row, _)| row)), depth + 1, named);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A path as a text, or as a list of its parts: `["body", "qa_scores", 3, "score"]`.
fn of_path(path: &Value) -> Option<u32> {
    match path {
        Value::String(path) => place(path).map(|(row, _)| row),
        Value::Array(parts) => {
            let list = parts.iter().position(|part| part == "qa_scores")?;
            parts.get(list + 1)?.as_u64().and_then(|row| u32::try_from(row).ok())
        }
        _ => None,
    }
}

/// `qa_scores[3]: score is missing; qa_scores[7]: …`
fn in_text(text: &str, named: &mut BTreeMap<u32, String>) {
    let mut left = text;
    while let Some((row, rest)) = place(left) {
        let said = rest.find(LIST).map_or(rest, |next| &rest[..next]);
        add(named, row, said.trim_matches([':', ';', ',', ' ', '.', '\n', '\r']));
        left = rest;
    }
}

const LIST: &str = "qa_scores";

/// The first row that a text names by its path (`qa_scores[3]`, `qa_scores.3`, `/qa_scores/3`), and what follows.
fn place(text: &str) -> Option<(u32, &str)> {
    let at = text.find(LIST)? + LIST.len();
    let rest = text[at..].strip_prefix(['[', '.', '/'])?;
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let row = rest[..digits].parse().ok()?;
    let rest = &rest[digits..];
    Some((row, rest.strip_prefix(']').unwrap_or(rest)))
}

fn add(named: &mut BTreeMap<u32, String>, row: u32, said: &str) {
    let said = words::plain(said);
    let before = named.entry(row).or_default();
    if !said.is_empty() && !before.contains(&said) {
        if !before.is_empty() {
            before.push_str("; ");
        }
        before.push_str(&said);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_wherever_servers_name_them() {
        for (body, expected) in [
            (r#"{"message":"qa_scores[3]: score is missing"}"#, &[(3, "score is missing")][..]),
            ("qa_scores[0]: no agent; qa_scores[7]: no score", &[(0, "no agent"), (7, "no score")]),
            (
                r#"{"errors":[{"index":2,"message":"no agent"},{"index":4,"error":"bad"}]}"#,
                &[(2, "no agent"), (4, "bad")],
            ),
            (r#"{"errors":[{"field":"qa_scores.5.score","message":"too large"}]}"#, &[(5, "too large")]),
            (r#"{"errors":[{"pointer":"/qa_scores/1/score","detail":"no"}]}"#, &[(1, "no")]),
            (r#"{"detail":[{"loc":["body","qa_scores",6,"score"],"msg":"x","message":"no"}]}"#, &[(6, "no")]),
            (r#"{"errors":{"qa_scores[9]":["no agent","no score"]}}"#, &[(9, "no agent; no score")]),
            // One that is not in the batch: it counts otherwise.
            (r#"{"message":"qa_scores[10]: score is missing"}"#, &[]),
            ("qa_scores[1]: no; qa_scores[10]: no", &[]),
            (r#"{"message":"row 3 is odd"}"#, &[]),
            ("<html>qa_scores[3]</html>", &[]),
            ("qa_scores[99999999999]", &[]),
            ("qa_scores", &[]),
            ("", &[]),
        ] {
            let found = rows(body, 10);
            let found: Vec<_> = found.iter().map(|(row, said)| (*row, said.as_str())).collect();
            assert_eq!(found, expected, "{body}");
        }
    }

    #[test]
    fn deep_answers_are_given_up_on() {
        let nested = format!("{}1{}", r#"{"a":"#.repeat(100), "}".repeat(100));
        assert!(rows(&nested, 10).is_empty());
    }
}
