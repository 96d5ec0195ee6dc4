//! JSON:API documents: what stands beside the records in `included`, by type and id.
//!
//! Owns finding what a record is linked to. Does not know what a name means. Invariant: a link that could
//! mean several things is not followed, so that no value is chosen in silence.

use std::collections::HashMap;

use serde_json::value::RawValue;

use super::outline::Value;
use super::value::{members, objects, text};
use crate::model::{Cancelled, Progress};

/// A type and an id: what a link names.
type Key = (String, String);
/// A name and its value.
type Member<'a> = (String, &'a RawValue);

/// What a document includes beside its records.
#[derive(Debug, Default)]
pub struct Included<'a> {
    attributes: HashMap<Key, Vec<Member<'a>>>,
    /// What hangs off a record without being named by it: types and attributes.
    hanging: HashMap<Key, Vec<(String, Key)>>,
}

impl<'a> Included<'a> {
    /// The `included` of a document; nothing where it has none.
    ///
    /// # Errors
    /// [`Cancelled`] when the job was asked to stop.
    pub fn of(root: &Value<'a>, progress: &Progress) -> Result<Self, Cancelled> {
        let mut found = Self::default();
        found.add(root, progress)?;
        Ok(found)
    }

    /// Adds the `included` of one more document.
    ///
    /// # Errors
    /// As [`of`](Self::of).
    pub fn add(&mut self, root: &Value<'a>, progress: &Progress) -> Result<(), Cancelled> {
        for &resource in root.member("included").and_then(Value::objects).unwrap_or_default() {
            progress.go_on()?;
            let Some(key) = key(resource) else { continue };
            for (_, owner) in links(resource) {
                self.hanging.entry(owner).or_default().push((key.0.clone(), key.clone()));
            }
            let attributes = member(resource, "attributes").and_then(members).unwrap_or_default();
            self.attributes.insert(key, attributes);
        }
        Ok(())
    }

    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty()
    }

    /// What a record is linked to, as members by the name of the link: `contacts` with its attributes.
    #[must_use]
    pub fn beside(&self, record: &'a RawValue) -> Vec<(String, &[Member<'a>])> {
        if self.attributes.is_empty() {
            return Vec::new();
        }
        let hanging = key(record).and_then(|key| self.hanging.get(&key)).into_iter().flatten().cloned();
        let linked: Vec<(String, Key)> = links(record).into_iter().chain(hanging).collect();
        let is_alone = |name: &str, key: &Key| linked.iter().all(|(other, of)| other != name || of == key);
        let mut beside: Vec<(String, &[Member<'a>])> = Vec::new();
        for (name, key) in &linked {
            let known = beside.iter().any(|(known, _)| known == name);
            if let Some(attributes) = self.attributes.get(key)
                && is_alone(name, key)
                && !known
            {
                beside.push((name.clone(), attributes));
            }
        }
        beside
    }
}

/// The list or the one object that a JSON:API document is about.
///
/// # Errors
/// [`Cancelled`] when the job was asked to stop.
pub fn primary<'a>(root: &Value<'a>, progress: &Progress) -> Result<Option<Vec<&'a RawValue>>, Cancelled> {
    let Some(data) = root.member("data") else { return Ok(None) };
    let records = data.objects().map_or_else(|| Vec::from_iter(data.whole()), <[_]>::to_vec);
    for record in &records {
        progress.go_on()?;
        if key(record).is_none() || member(record, "attributes").is_none() {
            return Ok(None);
        }
    }
    Ok(Some(records))
}

/// Every link of a resource: its name, and what it names.
fn links(resource: &RawValue) -> Vec<(String, Key)> {
    let relationships = member(resource, "relationships").and_then(members).unwrap_or_default();
    relationships
        .into_iter()
        .filter_map(|(name, value)| {
            let data = member(value, "data")?;
            let all = objects(data).unwrap_or_else(|| vec![data]);
            Some(all.into_iter().filter_map(move |one| Some((name.clone(), key(one)?))).collect::<Vec<_>>())
        })
        .flatten()
        .collect()
}

fn key(resource: &RawValue) -> Option<Key> {
    Some((text(member(resource, "type")?).into_owned(), text(member(resource, "id")?).into_owned()))
}

fn member<'a>(value: &'a RawValue, name: &str) -> Option<&'a RawValue> {
    members(value)?.into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
}
