//! A JSON value, one level at a time, with the digits and places of the text kept.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The members of an object in their order; a name may stand twice.
#[derive(Debug)]
pub struct Members<'a>(pub Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

/// The members of an object; `None` where it is none.
#[must_use]
pub fn members(value: &RawValue) -> Option<Vec<(String, &RawValue)>> {
    value
        .get()
        .starts_with('{')
        .then(|| serde_json::from_str(value.get()).ok())?
        .map(|Members(members)| members)
}

/// The elements of an array; `None` where it is none.
#[must_use]
pub fn elements(value: &RawValue) -> Option<Vec<&RawValue>> {
    value.get().starts_with('[').then(|| serde_json::from_str(value.get()).ok())?
}

/// The elements of an array of objects; `None` where it is none, or empty.
#[must_use]
pub fn objects(value: &RawValue) -> Option<Vec<&RawValue>> {
    elements(value)
        .filter(|elements| !elements.is_empty())
        .filter(|elements| elements.iter().all(|element| element.get().starts_with('{')))
}

/// The text of a value that is no object: a string's characters, a number's digits as they stand, an
/// array of such values with commas between, nothing for `null`.
#[must_use]
pub fn text(value: &RawValue) -> Cow<'_, str> {
    let raw = value.get();
    match raw.as_bytes().first() {
        Some(b'"') => serde_json::from_str(raw).map_or(Cow::Borrowed(raw), Cow::Owned),
        Some(b'n') => Cow::Borrowed(""),
        Some(b'[') => match elements(value) {
            Some(elements) if elements.iter().all(|element| !element.get().starts_with(['{', '['])) => {
                Cow::Owned(elements.iter().map(|element| text(element)).collect::<Vec<_>>().join(", "))
            }
            _ => Cow::Borrowed(raw),
        },
        _ => Cow::Borrowed(raw),
    }
}
