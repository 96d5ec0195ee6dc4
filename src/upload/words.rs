//! A server's words, taken from whatever it answered: short, plain, one line.

use serde_json::Value;

/// How many characters are shown.
const MAX_CHARS: usize = 300;

/// What an answer's body says to a person, if anything: a message in JSON, or plain text. A web page
/// says nothing.
pub(super) fn of(body: &str) -> Option<String> {
    let words = match serde_json::from_str::<Value>(body) {
        Ok(value) => in_json(&value, 0)?,
        Err(_) if is_html(body) || body.trim_start().starts_with(['{', '[']) => return None,
        Err(_) => body.to_owned(),
    };
    let words = plain(&words);
    (!words.is_empty()).then_some(words)
}

/// Whether it is a web page.
pub(super) fn is_html(body: &str) -> bool {
    let start: String = body.trim_start().chars().take(200).collect::<String>().to_lowercase();
    start.starts_with('<')
        && (start.contains("<html") || start.contains("<!doctype") || start.contains("<head"))
}

/// One line of at most 300 characters, without control and direction characters.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut chars = 0;
    for word in text.split_whitespace() {
        let word: String = word.chars().filter(|&c| !is_invisible(c)).collect();
        if word.is_empty() {
            continue;
        }
        if chars > 0 {
            plain.push(' ');
            chars += 1;
        }
        for c in word.chars() {
            if chars == MAX_CHARS {
                plain.push('…');
                return plain;
            }
            plain.push(c);
            chars += 1;
        }
    }
    plain
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// The message in a JSON answer, under the names that servers use.
fn in_json(value: &Value, depth: u32) -> Option<String> {
    const NAMES: [&str; 9] = [
        "message",
        "error_description",
        "detail",
        "error",
        "errors",
        "text",
        "title",
        "reason",
        "description",
    ];
    if depth > 4 {
        return None;
    }
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(items) => {
            let words: Vec<_> = items.iter().take(5).filter_map(|item| in_json(item, depth + 1)).collect();
            (!words.is_empty()).then(|| words.join("; "))
        }
        Value::Object(object) => {
            NAMES.iter().find_map(|name| object.get(*name).and_then(|value| in_json(value, depth + 1)))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_wherever_servers_put_them() {
        for (body, expected) in [
            (r#"{"message":"score is missing"}"#, Some("score is missing")),
            (r#"{"error":"score is missing"}"#, Some("score is missing")),
            (r#"{"error":{"code":7,"message":"score is missing"}}"#, Some("score is missing")),
            (r#"{"errors":[{"detail":"row 3"},{"detail":"row 7"}]}"#, Some("row 3; row 7")),
            (r#"{"errors":{"text":"score is missing"}}"#, Some("score is missing")),
            (r#"{"message":null,"error":"score is missing"}"#, Some("score is missing")),
            (r#""score is missing""#, Some("score is missing")),
            ("score is\r\n  missing\n", Some("score is missing")),
            ("score\u{202E} is\u{0} missing", Some("score is missing")),
            (r#"{"accepted":200}"#, None),
            (r#"{"message":"cut o"#, None),
            ("<html><body>Bad gateway</body></html>", None),
            ("", None),
            (" \n", None),
        ] {
            assert_eq!(of(body).as_deref(), expected, "{body}");
        }
    }

    #[test]
    fn long_words_are_cut() {
        let long = plain(&"é".repeat(70_000));
        assert_eq!(long.chars().count(), MAX_CHARS + 1);
        assert!(long.ends_with('…'));
        let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(of(&nested), None);
    }
}
