//! A record of JSON → named cells: what is nested gets a dotted name.

use serde_json::value::RawValue;

use super::linked::Included;
use super::value::{members, objects, text};

/// What is nested deeper stays JSON.
const MAX_DEPTH: usize = 32;
/// The one list that holds records of its own: the reviews of a conversation.
const REVIEWS: &str = "reviews";

/// The cells of one row: names, texts, and a name that stood twice in an object.
#[derive(Debug, Default)]
pub struct Row {
    /// The cells, in the order of the file.
    pub cells: Vec<(String, String)>,
    /// The first name that stands twice; both values are among the cells.
    pub twice: Option<String>,
}

/// The rows of one record: one, or one for each of its reviews with the conversation's cells before. What
/// it is linked to stands behind it.
#[must_use]
pub fn rows<'a>(record: &'a RawValue, included: &Included<'a>) -> Vec<Row> {
    let mut row = Row::default();
    let mut reviews = None;
    for (name, value) in members(record).unwrap_or_default() {
        if name == REVIEWS && value.get().starts_with('[') {
            reviews = Some(objects(value).unwrap_or_default());
        } else {
            row.add(&name, value, 1);
        }
    }
    for (name, attributes) in included.beside(record) {
        for (inner, value) in attributes {
            row.add(&format!("{name}.{inner}"), value, 1);
        }
    }
    row.find_twice();
    let Some(reviews) = reviews else { return vec![row] };
    let of_review = |review: &&RawValue| {
        let mut row = Row { cells: row.cells.clone(), twice: row.twice.clone() };
        row.add(REVIEWS, review, 1);
        row.find_twice();
        row
    };
    reviews.iter().map(of_review).collect()
}

impl Row {
    fn add(&mut self, name: &str, value: &RawValue, depth: usize) {
        match members(value) {
            Some(members) if depth < MAX_DEPTH && !members.is_empty() => {
                for (inner, value) in members {
                    self.add(&format!("{name}.{inner}"), value, depth + 1);
                }
            }
            Some(_) => self.cells.push((name.to_owned(), value.get().to_owned())),
            None => self.cells.push((name.to_owned(), text(value).into_owned())),
        }
    }

    fn find_twice(&mut self) {
        let mut names: Vec<&str> = self.cells.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        self.twice = names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0].to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(record: &str, expected: &[&[(&str, &str)]]) {
        let rows = rows(serde_json::from_str(record).unwrap(), &Included::default());
        let cells: Vec<Vec<(&str, &str)>> = rows
            .iter()
            .map(|row| row.cells.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect())
            .collect();
        assert_eq!(cells, expected, "{record}");
    }

    #[test]
    fn flattens_and_keeps_every_digit() {
        check(r#"{"a":1,"b":{"c":"x\ny","d":{"e":null}}}"#, &[&[("a", "1"), ("b.c", "x\ny"), ("b.d.e", "")]]);
        check(
            r#"{"id":12345678901234567890,"score":87.50,"big":1e400,"ok":true}"#,
            &[&[("id", "12345678901234567890"), ("score", "87.50"), ("big", "1e400"), ("ok", "true")]],
        );
        check(
            r#"{"tags":["a","b",3],"list":[{"x":1}],"none":[],"empty":{}}"#,
            &[&[("tags", "a, b, 3"), ("list", r#"[{"x":1}]"#), ("none", ""), ("empty", "{}")]],
        );
    }

    #[test]
    fn makes_a_row_of_each_review() {
        check(
            r#"{"externalId":"7","reviews":[{"id":1,"score":90},{"id":2,"score":80}]}"#,
            &[
                &[("externalId", "7"), ("reviews.id", "1"), ("reviews.score", "90")],
                &[("externalId", "7"), ("reviews.id", "2"), ("reviews.score", "80")],
            ],
        );
        check(r#"{"externalId":"7","reviews":[]}"#, &[]);
    }

    #[test]
    fn tells_a_name_that_stands_twice() {
        let record = serde_json::from_str(r#"{"a":1,"b":2,"a":3}"#).unwrap();
        let rows = rows(record, &Included::default());
        assert_eq!(rows[0].twice.as_deref(), Some("a"));
    }
}
