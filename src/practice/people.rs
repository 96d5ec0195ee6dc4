//! `GET /v0/people`: the list in the shape that the live API was seen to answer with (objects keyed by
//! id; `total`, `limit`, `offset`).

use serde_json::{Map, Value, json};

use crate::people::Person;

/// The most people that one answer holds.
const MOST: usize = 500;

/// The answer to a query such as `limit=2&offset=4`; other parameters are not known.
///
/// # Errors
/// What is wrong with the query.
pub(super) fn page(people: &[Person], query: &str) -> Result<String, String> {
    let (mut limit, mut offset) = (MOST, 0);
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let number =
            || value.parse::<usize>().map_err(|_not_a_number| format!("{name} {value:?} is not a number"));
        match &*name {
            "limit" => limit = number()?.clamp(1, MOST),
            "offset" => offset = number()?,
            _ => return Err(format!("{name} is not a known parameter")),
        }
    }
    let keyed: Map<String, Value> = people
        .iter()
        .enumerate()
        .skip(offset)
        .take(limit)
        .map(|(index, person)| (id(index, person), describe(index, person)))
        .collect();
    let answer = json!({
        "people": keyed, "teams": {}, "sites": {}, "queues": {}, "skills": {},
        "total": people.len(), "limit": limit, "offset": offset
    });
    Ok(answer.to_string())
}

fn describe(index: usize, person: &Person) -> Value {
    let (first, last) = person.name.split_once(' ').unwrap_or((&person.name, ""));
    let is_agent = person.agent_id.is_some();
    json!({
        "id": id(index, person),
        "agent_id": person.agent_id,
        "first_name": first,
        "last_name": last,
        "email": person.email,
        "imported_id": person.imported_id,
        "role": if is_agent { "agent" } else { "manager" },
        "site": person.site,
        "platforms": person.platforms,
        "end_date": person.end_date.map(|date| date.timestamp()),
        "deleted": person.deleted,
        "staffable": is_agent
    })
}

/// The person's own id. A roster has none, so one is made that looks like the live ones and differs
/// from the `agent_id`, as theirs do.
fn id(index: usize, person: &Person) -> String {
    if !person.id.is_empty() {
        return person.id.clone();
    }
    let hash = blake3::hash(format!("practice person {index}").as_bytes()).to_hex();
    format!("{}-{}-5{}-a{}-{}", &hash[..8], &hash[8..12], &hash[12..15], &hash[15..18], &hash[18..30])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> Vec<Person> {
        ["Ada Lovelace", "Bo", "Carla van Dyk"]
            .into_iter()
            .enumerate()
            .map(|(index, name)| Person {
                agent_id: (index != 1).then(|| format!("agent-{index}")),
                name: name.to_owned(),
                ..Person::default()
            })
            .collect()
    }

    #[test]
    fn pages_hold_everyone_once() {
        let people = three();
        let mut names = Vec::new();
        for offset in [0, 2] {
            let answer: Value =
                serde_json::from_str(&page(&people, &format!("limit=2&offset={offset}")).unwrap()).unwrap();
            assert_eq!(
                (&answer["total"], &answer["limit"], &answer["offset"]),
                (&json!(3), &json!(2), &json!(offset))
            );
            for (id, person) in answer["people"].as_object().unwrap() {
                assert_eq!((person["id"].as_str(), id.len()), (Some(id.as_str()), 36));
                names.push((
                    person["first_name"].clone(),
                    person["last_name"].clone(),
                    person["agent_id"].clone(),
                ));
            }
        }
        assert_eq!(
            names,
            [
                (json!("Ada"), json!("Lovelace"), json!("agent-0")),
                (json!("Bo"), json!(""), json!(null)),
                (json!("Carla"), json!("van Dyk"), json!("agent-2")),
            ]
        );
    }

    #[test]
    fn a_bad_query_is_refused() {
        for query in ["limit=x", "offset=-1", "page=2"] {
            assert!(page(&three(), query).is_err(), "{query}");
        }
        assert!(page(&three(), "limit=9999&offset=7").unwrap().contains("\"people\":{}"));
    }
}
