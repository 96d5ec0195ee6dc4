//! The body of a bulk request, judged by the API description: types, required, bounds, no unknown
//! field, at least one row.
//!
//! Written apart from the program's own checks on purpose: a mistake there must not be repeated here.

use chrono::DateTime;
use serde::Deserialize;
use serde_json::value::RawValue;

/// The request of `POST /v0/qa_scores/bulk`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BulkUpload<'a> {
    #[serde(borrow)]
    qa_scores: Vec<&'a RawValue>,
}

/// `QaScoreInput` of the description.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "some fields only have to be of their type")]
struct QaScoreInput {
    agent_id: String,
    #[serde(default, deserialize_with = "present")]
    conversation_external_id: Option<String>,
    source: String,
    score: f64,
    #[serde(default, deserialize_with = "present")]
    max_score: Option<f64>,
    #[serde(default, deserialize_with = "present")]
    rubric: Option<String>,
    #[serde(default, deserialize_with = "present")]
    notes: Option<String>,
    #[serde(default, deserialize_with = "present")]
    reviewer: Option<String>,
    scored_at: String,
}

/// The rows of a body, each as its JSON text, if every one of them is as the description says.
///
/// # Errors
/// What is wrong, naming the row by its place from 0: `qa_scores[3]: …`.
pub(super) fn rows(body: &[u8]) -> Result<Vec<&RawValue>, String> {
    object(body).map_err(|why| format!("The body: {why}"))?;
    let upload: BulkUpload<'_> =
        serde_json::from_slice(body).map_err(|error| format!("The body: {error}"))?;
    if upload.qa_scores.is_empty() {
        return Err("qa_scores: at least one row is needed".to_owned());
    }
    for (index, row) in upload.qa_scores.iter().enumerate() {
        object(row.get().as_bytes())
            .and_then(|()| serde_json::from_str(row.get()).map_err(|error| strip_position(&error)))
            .and_then(|score: QaScoreInput| score.judge())
            .map_err(|why| format!("qa_scores[{index}]: {why}"))?;
    }
    Ok(upload.qa_scores)
}

impl QaScoreInput {
    fn judge(&self) -> Result<(), String> {
        for (name, value) in [("agent_id", &self.agent_id), ("source", &self.source)] {
            if value.trim().is_empty() {
                return Err(format!("{name} is empty"));
            }
        }
        if !(0.0..=100.0).contains(&self.score) {
            return Err(format!("score {} is not within 0 to 100", self.score));
        }
        if self.max_score.is_some_and(|max| max <= 0.0) {
            return Err("max_score is not above 0".to_owned());
        }
        match DateTime::parse_from_rfc3339(&self.scored_at) {
            Ok(_) => Ok(()),
            Err(_) => Err(format!("scored_at {:?} is no date-time of RFC 3339", self.scored_at)),
        }
    }
}

/// Whether a text is an object: serde would read the fields of a struct from an array as well.
fn object(json: &[u8]) -> Result<(), String> {
    match json.trim_ascii_start().first() {
        Some(b'{') => Ok(()),
        _ => Err("not an object".to_owned()),
    }
}

/// A field that may be left out but not be null: the description has no nullable field.
fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// `serde_json`'s message without its position, which is the row's and not the body's.
fn strip_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split_once(" at line ").map_or(text.clone(), |(message, _)| message.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn row() -> Value {
        json!({
            "agent_id": "1d3a3044-305a-56ed-a840-d64fa519584a",
            "conversation_external_id": "48213", "source": "maestroqa", "score": 83.3333, "max_score": 100,
            "rubric": "Email Quality v4", "notes": "", "reviewer": "nadia.brandt@example.com",
            "scored_at": "2026-09-14T10:22:31.482Z"
        })
    }

    fn changed(field: &str, value: &Value) -> String {
        let mut row = row();
        row[field] = value.clone();
        json!({"qa_scores": [row]}).to_string()
    }

    #[test]
    fn takes_what_the_description_allows() {
        let least =
            json!({"agent_id": "a", "source": "s", "score": 0, "scored_at": "2026-09-14T10:22:31+02:00"});
        let body = json!({"qa_scores": [row(), least]}).to_string();
        assert_eq!(rows(body.as_bytes()).unwrap().len(), 2);
        assert!(rows(changed("score", &json!(100)).as_bytes()).is_ok());
    }

    #[test]
    fn refuses_all_else() {
        for (body, why) in [
            (String::new(), "not an object"),
            ("{".to_owned(), "EOF"),
            ("{}".to_owned(), "missing field `qa_scores`"),
            (r#"[[{"agent_id":"a"}]]"#.to_owned(), "not an object"),
            (r#"{"qa_scores":[["a","s"]]}"#.to_owned(), "qa_scores[0]: not an object"),
            (r#"{"qa_scores":[]}"#.to_owned(), "at least one row"),
            (r#"{"qa_scores":{}}"#.to_owned(), "expected a sequence"),
            (r#"{"qa_scores":[],"dry_run":true}"#.to_owned(), "unknown field `dry_run`"),
            (r#"{"qa_scores":[1]}"#.to_owned(), "qa_scores[0]: not an object"),
            (r#"{"qa_scores":[{}]}"#.to_owned(), "qa_scores[0]: missing field `agent_id`"),
            (changed("review", &json!("r")), "unknown field `review`"),
            (changed("agent_id", &json!(12)), "invalid type"),
            (changed("agent_id", &json!(" ")), "agent_id is empty"),
            (changed("source", &json!("")), "source is empty"),
            (changed("score", &json!("83")), "invalid type"),
            (changed("score", &json!(null)), "invalid type"),
            (changed("score", &json!(-0.1)), "not within 0 to 100"),
            (changed("score", &json!(100.1)), "not within 0 to 100"),
            (changed("max_score", &json!(0)), "max_score is not above 0"),
            (changed("max_score", &json!(null)), "invalid type"),
            (changed("notes", &json!(null)), "invalid type"),
            (changed("scored_at", &json!("2026-09-14")), "no date-time"),
            (changed("scored_at", &json!("2026-09-14T10:22:31")), "no date-time"),
            (changed("scored_at", &json!(1_789_380_151)), "invalid type"),
            (
                r#"{"qa_scores":[{"agent_id":"a","agent_id":"b","source":"s","score":1,"scored_at":"x"}]}"#
                    .to_owned(),
                "duplicate field",
            ),
        ] {
            let message = rows(body.as_bytes()).unwrap_err();
            assert!(message.contains(why), "{body}: {message}");
            assert!(!message.contains(" at line ") || message.starts_with("The body"), "{message}");
        }
    }
}
