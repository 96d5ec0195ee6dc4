//! Reading a page of people, leniently: both shapes that `GET /v0/people` was seen or said to have
//! (facts §2), and people of whom most is missing.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Map, Value};

use super::ApiError;
use crate::people::Person;

/// What a key opens, for the accounts screen and the question before sending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opens {
    /// How many people.
    pub people: u32,
    /// Their sites, by name, most people first.
    pub sites: Vec<String>,
}

impl Opens {
    /// What a people list says of the account that the key opens. People who left do not count.
    pub fn of(people: &[Person]) -> Self {
        let mut counts = BTreeMap::<&str, u32>::new();
        let mut opens = Self::default();
        for person in people.iter().filter(|person| !person.deleted) {
            opens.people += 1;
            if let Some(site) = person.site.as_deref().filter(|site| !site.is_empty()) {
                *counts.entry(site).or_default() += 1;
            }
        }
        let mut sites: Vec<(&str, u32)> = counts.into_iter().collect();
        sites.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
        opens.sites = sites.into_iter().map(|(site, _)| site.to_owned()).collect();
        opens
    }
}

/// A page of people, and where the next one begins.
#[derive(Debug)]
pub(super) struct Page {
    pub people: Vec<Person>,
    pub next: Option<u64>,
}

/// Reads a page.
///
/// # Errors
/// [`ApiError::NotTheApi`] where there are no people in it, [`ApiError::Unreadable`] where it is cut.
pub(super) fn read_page(bytes: &[u8]) -> Result<Page, ApiError> {
    let answer: Value = serde_json::from_slice(bytes).map_err(|error| match error.classify() {
        serde_json::error::Category::Eof if !bytes.is_empty() => {
            ApiError::Unreadable("it breaks off".to_owned())
        }
        _ => ApiError::NotTheApi,
    })?;
    let sites = names(&answer["sites"]);
    let people: Vec<Person> = match &answer["people"] {
        Value::Object(by_id) => {
            by_id.iter().filter_map(|(id, value)| person(Some(id), value, &sites)).collect()
        }
        Value::Array(list) => list.iter().filter_map(|value| person(None, value, &sites)).collect(),
        _ => return Err(ApiError::NotTheApi),
    };
    let next = if people.is_empty() { None } else { next(&answer, people.len() as u64) };
    Ok(Page { people, next })
}

/// Where the next page begins: as the array shape says it, or as the object shape is counted.
fn next(answer: &Value, read: u64) -> Option<u64> {
    if let Some(next) = answer["next_offset"].as_u64() {
        return Some(next);
    }
    let limit = answer["limit"].as_u64().filter(|limit| *limit > 0).unwrap_or(read);
    let end = answer["offset"].as_u64().unwrap_or(0).checked_add(limit)?;
    (end < answer["total"].as_u64()?).then_some(end)
}

fn person(key: Option<&String>, value: &Value, sites: &HashMap<String, String>) -> Option<Person> {
    let fields = value.as_object()?;
    let id = text(&value["id"]).or_else(|| key.cloned()).unwrap_or_default();
    let site = text(&value["site"]).or_else(|| text(&value["site"]["name"]));
    Some(Person {
        id,
        agent_id: text(&value["agent_id"]),
        name: name(value),
        email: text(&value["email"]),
        imported_id: text(&value["imported_id"]),
        platforms: platforms(fields),
        site: site.map(|site| sites.get(&site).cloned().unwrap_or(site)),
        deleted: value["deleted"].as_bool().unwrap_or(false),
        end_date: date(&value["end_date"]),
    })
}

/// First and last name, joined; the live shape has no single name.
fn name(value: &Value) -> String {
    let parts: Vec<String> =
        ["first_name", "last_name"].iter().filter_map(|field| text(&value[*field])).collect();
    if parts.is_empty() { text(&value["name"]).unwrap_or_default() } else { parts.join(" ") }
}

/// `platforms: {zendesk: "1"}`, or `platform_ids` of the same shape.
fn platforms(fields: &Map<String, Value>) -> BTreeMap<String, String> {
    let maps = ["platforms", "platform_ids"].iter().filter_map(|field| fields.get(*field)?.as_object());
    maps.flatten().filter_map(|(platform, id)| Some((platform.clone(), text(id)?))).collect()
}

/// Names by id: `{"s1": {"name": "Berlin"}}`, or `{"s1": "Berlin"}`.
fn names(value: &Value) -> HashMap<String, String> {
    let entries = value.as_object().into_iter().flatten();
    entries
        .filter_map(|(id, value)| Some((id.clone(), text(value).or_else(|| text(&value["name"]))?)))
        .collect()
}

/// A text or a number, as text; `None` where there is nothing.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Unix seconds as the live API has them, or a date, or a date-time.
fn date(value: &Value) -> Option<DateTime<Utc>> {
    if let Some(seconds) = value.as_i64() {
        return DateTime::from_timestamp(seconds, 0);
    }
    let text = value.as_str()?;
    let whole = DateTime::parse_from_rfc3339(text).ok().map(|date| date.with_timezone(&Utc));
    let day = || Some(text.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0)?.and_utc());
    whole.or_else(day)
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;

    fn page(json: &str) -> Page {
        read_page(json.as_bytes()).unwrap()
    }

    #[test]
    fn reads_people_keyed_by_id() {
        let page = page(
            r#"{"people": {
                "p1": {"id": "p1", "agent_id": "a1", "first_name": "Chloé", "last_name": "Lefèvre",
                       "email": "chloe@example.com", "imported_id": 869, "site": "s1", "deleted": true,
                       "platforms": {"zendesk": "1267169520869", "five9": null, "intercom": 7},
                       "start_date": 1577836800, "end_date": 1609459200},
                "p2": {"agent_id": null, "first_name": null, "last_name": "Brandt", "platforms": {}},
                "p3": null},
              "sites": {"s1": {"id": "s1", "name": "Berlin"}}, "total": 3, "limit": 500, "offset": 0}"#,
        );
        let platforms = [("intercom", "7"), ("zendesk", "1267169520869")];
        let chloe = Person {
            id: "p1".to_owned(),
            agent_id: Some("a1".to_owned()),
            name: "Chloé Lefèvre".to_owned(),
            email: Some("chloe@example.com".to_owned()),
            imported_id: Some("869".to_owned()),
            platforms: platforms.map(|(platform, id)| (platform.to_owned(), id.to_owned())).into(),
            site: Some("Berlin".to_owned()),
            deleted: true,
            end_date: Utc.with_ymd_and_hms(2021, 1, 1, 0, 0, 0).single(),
        };
        let brandt = Person { id: "p2".to_owned(), name: "Brandt".to_owned(), ..Person::default() };
        assert_eq!((page.people, page.next), (vec![chloe, brandt], None));
    }

    #[test]
    fn reads_people_as_an_array() {
        let page = page(
            r#"{"people": [{"id": "p1", "agent_id": "agt_1", "name": "Ada Lovelace", "site": {"name": "Leeds"},
                            "platform_ids": {"zendesk": "1"}, "end_date": "2026-09-30"}], "next_offset": 1}"#,
        );
        assert_eq!(page.people[0].name, "Ada Lovelace");
        assert_eq!(page.people[0].site.as_deref(), Some("Leeds"));
        assert_eq!(page.people[0].platforms["zendesk"], "1");
        assert_eq!(page.people[0].end_date, Utc.with_ymd_and_hms(2026, 9, 30, 0, 0, 0).single());
        assert_eq!(page.next, Some(1));
    }

    #[test]
    fn knows_where_the_next_page_begins() {
        for (rest, next) in [
            (r#""total": 7, "limit": 2, "offset": 4"#, Some(6)),
            (r#""total": 6, "limit": 2, "offset": 4"#, None),
            (r#""total": 7, "offset": 2"#, Some(3)),
            (r#""total": 7, "limit": 0, "offset": 2"#, Some(3)),
            (r#""total": 18446744073709551615, "limit": 2, "offset": 18446744073709551615"#, None),
            (r#""limit": 2"#, None),
            (r#""next_offset": null"#, None),
            (r#""next_offset": 500"#, Some(500)),
        ] {
            assert_eq!(page(&format!(r#"{{"people": {{"p": {{}}}}, {rest}}}"#)).next, next, "{rest}");
        }
        assert_eq!(page(r#"{"people": [], "next_offset": 500}"#).next, None);
    }

    #[test]
    fn what_is_not_a_people_list_is_said() {
        for (answer, error) in [
            ("<!doctype html><p>Sign in", ApiError::NotTheApi),
            ("", ApiError::NotTheApi),
            ("[]", ApiError::NotTheApi),
            (r#"{"people": 3}"#, ApiError::NotTheApi),
            (r#"{"people": {"p": {"id""#, ApiError::Unreadable("it breaks off".to_owned())),
        ] {
            assert_eq!(read_page(answer.as_bytes()).unwrap_err(), error, "{answer}");
        }
    }

    #[test]
    fn a_key_opens_its_staff_and_their_sites() {
        let at = |site: Option<&str>| Person { site: site.map(str::to_owned), ..Person::default() };
        let left = Person { deleted: true, ..at(Some("Lisbon")) };
        let people = [at(Some("Leeds")), at(Some("Berlin")), at(None), at(Some("Berlin")), left];
        let sites = vec!["Berlin".to_owned(), "Leeds".to_owned()];
        assert_eq!(Opens::of(&people), Opens { people: 4, sites });
    }

    proptest::proptest! {
        #[test]
        fn no_answer_breaks_it(text in "\\PC*", field in "[a-z_]{2,9}", value in "(null|-?[0-9]{1,25}|\"[a-z0-9-]*\"|\\{\\}|\\[\\])") {
            drop(read_page(text.as_bytes()));
            let answer = format!(r#"{{"people": [{{"{field}": {value}}}], "next_offset": {value}, "sites": {value}}}"#);
            drop(read_page(answer.as_bytes()));
        }
    }
}
