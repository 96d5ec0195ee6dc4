//! The HTTP client.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;

use crate::credentials::Secret;
use crate::people::Person;

use super::{Answer, BaseUrl, SendError};

/// How long to wait for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For name and connection.
    pub connect: Duration,
    /// For the body to go out.
    pub send: Duration,
    /// From the last byte sent to the end of the answer's headers.
    pub answer: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        let (connect, send, answer) =
            (Duration::from_secs(10), Duration::from_secs(120), Duration::from_secs(120));
        Self { connect, send, answer }
    }
}

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
        let mut sites: BTreeMap<&str, u32> = BTreeMap::new();
        let staff = people.iter().filter(|person| !person.deleted);
        let mut opens = Self::default();
        for person in staff {
            opens.people += 1;
            if let Some(site) = person.site.as_deref().filter(|site| !site.is_empty()) {
                *sites.entry(site).or_default() += 1;
            }
        }
        let mut by_size: Vec<_> = sites.into_iter().collect();
        by_size.sort_by_key(|(_, people)| std::cmp::Reverse(*people));
        opens.sites = by_size.into_iter().map(|(site, _)| site.to_owned()).collect();
        opens
    }
}

/// Why people could not be read. [`Display`](std::fmt::Display) is one sentence for a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// The key is wrong (401).
    #[error("The server does not know this key.")]
    WrongKey,
    /// The key may not do this (403).
    #[error("This key may not read the people list.")]
    NotAllowed,
    /// There is nothing at that address (404, 405), or something that is not the API.
    #[error("There is no Assembled API at this address.")]
    NotTheApi,
    /// Another status.
    #[error("The server answered {0}.")]
    Status(u16),
    /// An answer that cannot be read.
    #[error("The server's answer cannot be read: {0}.")]
    Unreadable(String),
    /// No answer.
    #[error("The server cannot be reached: {}.", .0.message)]
    NoAnswer(SendError),
}

/// A client for one base URL and one key. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    base: BaseUrl,
    key: Secret,
}

impl Client {
    /// A client; no request is made.
    pub fn new(base: BaseUrl, key: Secret, _timeouts: Timeouts) -> Self {
        Self { base, key }
    }

    /// The address that it talks to.
    pub fn base(&self) -> &BaseUrl {
        &self.base
    }

    /// Everyone in the account, all pages (facts §2: both response shapes).
    ///
    /// # Errors
    /// An [`ApiError`].
    pub async fn people(&self) -> Result<Vec<Person>, ApiError> {
        let _ = &self.key;
        unimplemented!()
    }

    /// One `POST /v0/qa_scores/bulk` with exactly these bytes. One connection, one request, no retry.
    pub async fn send_scores(&self, _body: Bytes) -> Answer {
        unimplemented!()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_opens_its_staff_and_their_sites() {
        let person = |site: Option<&str>, deleted| Person {
            site: site.map(str::to_owned),
            deleted,
            ..Person::default()
        };
        let people = [
            person(Some("Berlin"), false),
            person(Some("Lisbon"), false),
            person(Some("Lisbon"), false),
            person(None, true),
        ];
        assert_eq!(
            Opens::of(&people),
            Opens { people: 3, sites: vec!["Lisbon".to_owned(), "Berlin".to_owned()] }
        );
    }
}
