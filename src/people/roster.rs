//! A people list as a CSV file: `agent_id,email,name,imported_id,<platform>…,deleted`.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use crate::model::fold_heading;

use super::Person;

/// Why a roster cannot be used. [`Display`](std::fmt::Display) is one sentence.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// A heading is missing.
    #[error("The roster has no column {0}.")]
    NoColumn(&'static str),
    /// A heading stands twice.
    #[error("The roster has two columns headed {0}.")]
    TwoColumns(String),
    /// The file is not UTF-8.
    #[error("The roster is not UTF-8 text; the first bad byte is on line {line}.")]
    NotText {
        /// The physical line, counted from 1.
        line: u64,
    },
    /// A record with more or fewer cells than the heading row.
    #[error("Line {line} of the roster has {cells} cells where the heading has {expected}.")]
    Ragged {
        /// The physical line, counted from 1.
        line: u64,
        /// Its cells.
        cells: u64,
        /// The heading's cells.
        expected: u64,
    },
    /// A cell of the last column that is neither true nor false.
    #[error("Line {line} of the roster has {text:?} under deleted; use true or false.")]
    NotABool {
        /// The physical line, counted from 1.
        line: u64,
        /// The cell.
        text: String,
    },
    /// A record by which nobody could be found.
    #[error("Line {line} of the roster has no agent_id, email, name or other id.")]
    Nobody {
        /// The physical line, counted from 1.
        line: u64,
    },
    /// An `agent_id` that two records have.
    #[error("Line {line} of the roster repeats the agent_id {agent_id}.")]
    Repeated {
        /// The physical line of the second, counted from 1.
        line: u64,
        /// The id.
        agent_id: String,
    },
    /// Nobody is in it.
    #[error("The roster has no people in it.")]
    Empty,
    /// The text is no CSV.
    #[error("The roster cannot be read: {0}.")]
    Csv(#[from] csv::Error),
}

impl RosterError {
    /// One word for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoColumn(_) => "roster_no_column",
            Self::TwoColumns(_) => "roster_two_columns",
            Self::NotText { .. } => "roster_not_text",
            Self::Ragged { .. } => "roster_ragged",
            Self::NotABool { .. } => "roster_not_a_bool",
            Self::Nobody { .. } => "roster_nobody",
            Self::Repeated { .. } => "roster_repeated",
            Self::Empty => "roster_empty",
            Self::Csv(_) => "roster_not_csv",
        }
    }

    /// What to do, as a sentence.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotText { .. } => "Save it as CSV UTF-8.",
            Self::NoColumn(_) | Self::TwoColumns(_) | Self::Csv(_) => {
                "A roster is a CSV file with the heading agent_id,email,name,imported_id, a column a platform, deleted."
            }
            Self::Empty => "scorebridge people --account NAME -o OUT.csv writes the people of an account.",
            Self::Ragged { .. } | Self::NotABool { .. } | Self::Nobody { .. } | Self::Repeated { .. } => {
                "Correct the line, or take it out."
            }
        }
    }
}

/// The headings that are no platforms, folded.
const AGENT_ID: &str = "agent id";
const EMAIL: &str = "email";
const NAME: &str = "name";
const IMPORTED_ID: &str = "imported id";
const DELETED: &str = "deleted";

/// Reads a roster file's bytes (UTF-8, with or without BOM). Columns may stand in any order; `agent_id`
/// and `email` must be there. A person without an `agent_id` is kept: they are found, and cannot be
/// scored.
///
/// # Errors
/// A [`RosterError`] naming the line where there is one.
pub fn read_roster(bytes: &[u8]) -> Result<Vec<Person>, RosterError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        RosterError::NotText { line: 1 + memchr::memchr_iter(b'\n', before).count() as u64 }
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let headings = Headings::read(reader.headers()?)?;
    let mut people = Vec::new();
    let mut agent_ids = BTreeSet::new();
    for record in reader.records() {
        let record = record?;
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if record.len() != headings.len {
            let (cells, expected) = (record.len() as u64, headings.len as u64);
            return Err(RosterError::Ragged { line, cells, expected });
        }
        let person = headings.person(&record, line)?;
        if let Some(agent_id) = &person.agent_id
            && !agent_ids.insert(agent_id.clone())
        {
            return Err(RosterError::Repeated { line, agent_id: agent_id.clone() });
        }
        people.push(person);
    }
    if people.is_empty() { Err(RosterError::Empty) } else { Ok(people) }
}

/// Where each heading stands.
struct Headings {
    known: BTreeMap<String, usize>,
    /// Per platform, its name in lower case, its column.
    platforms: Vec<(String, usize)>,
    len: usize,
}

impl Headings {
    fn read(headings: &csv::StringRecord) -> Result<Self, RosterError> {
        let mut known = BTreeMap::new();
        let mut platforms = Vec::new();
        for (place, heading) in headings.iter().enumerate() {
            let folded = fold_heading(heading);
            if known.insert(folded.clone(), place).is_some() && !folded.is_empty() {
                return Err(RosterError::TwoColumns(heading.to_owned()));
            }
            if ![AGENT_ID, EMAIL, NAME, IMPORTED_ID, DELETED, ""].contains(&folded.as_str()) {
                platforms.push((heading.trim().to_lowercase(), place));
            }
        }
        for (folded, heading) in [(AGENT_ID, "agent_id"), (EMAIL, "email")] {
            if !known.contains_key(folded) {
                return Err(RosterError::NoColumn(heading));
            }
        }
        Ok(Self { known, platforms, len: headings.len() })
    }

    fn person(&self, record: &csv::StringRecord, line: u64) -> Result<Person, RosterError> {
        let cell = |place: usize| record.get(place).map(str::trim).filter(|text| !text.is_empty());
        let named = |heading: &str| self.known.get(heading).and_then(|place| cell(*place)).map(str::to_owned);
        let deleted = match named(DELETED) {
            None => false,
            Some(text) => match text.to_ascii_lowercase().as_str() {
                "true" | "yes" | "1" => true,
                "false" | "no" | "0" => false,
                _ => return Err(RosterError::NotABool { line, text }),
            },
        };
        let platforms = self.platforms.iter();
        let person = Person {
            agent_id: named(AGENT_ID),
            name: named(NAME).unwrap_or_default(),
            email: named(EMAIL),
            imported_id: named(IMPORTED_ID),
            platforms: platforms
                .filter_map(|(name, place)| Some((name.clone(), cell(*place)?.to_owned())))
                .collect(),
            deleted,
            ..Person::default()
        };
        let unfindable = person.agent_id.is_none()
            && person.email.is_none()
            && person.imported_id.is_none()
            && person.name.is_empty()
            && person.platforms.is_empty();
        if unfindable { Err(RosterError::Nobody { line }) } else { Ok(person) }
    }
}

/// Writes people as a roster file that [`read_roster`] reads back.
///
/// # Errors
/// Whatever the writer says.
pub fn write_roster(people: &[Person], out: impl io::Write) -> io::Result<()> {
    let platforms: BTreeSet<&str> =
        people.iter().flat_map(|person| person.platforms.keys()).map(String::as_str).collect();
    let mut writer = csv::Writer::from_writer(out);
    let headings = ["agent_id", "email", "name", "imported_id"];
    writer.write_record(headings.into_iter().chain(platforms.iter().copied()).chain(["deleted"]))?;
    for person in people {
        let own = [
            person.agent_id.as_deref(),
            person.email.as_deref(),
            Some(person.name.as_str()),
            person.imported_id.as_deref(),
        ];
        let ids = platforms.iter().map(|platform| person.platforms.get(*platform).map(String::as_str));
        let deleted = if person.deleted { "true" } else { "false" };
        let cells = own.into_iter().chain(ids).map(Option::unwrap_or_default).chain([deleted]);
        writer.write_record(cells)?;
    }
    writer.flush()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_people_and_keeps_those_without_agent_id() {
        let text = "\u{feff}Email,agent_id,Zendesk,deleted,name,note\n\
                    a@example.com,A1,100,TRUE,\"Doe, Jane\",\n\
                    ,,,,,\n\
                    b@example.com,,, ,,x\n";
        let people = read_roster(text.as_bytes()).unwrap();
        assert_eq!(people.len(), 2);
        assert_eq!(people[0].agent_id.as_deref(), Some("A1"));
        assert_eq!(people[0].name, "Doe, Jane");
        assert_eq!(people[0].platforms.get("zendesk").map(String::as_str), Some("100"));
        assert!(people[0].deleted && !people[1].deleted);
        assert_eq!(people[1].agent_id, None);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (bytes, sentence) in [
            (&b"email,name\na,b\n"[..], "The roster has no column agent_id."),
            (b"agent_id,name\na,b\n", "The roster has no column email."),
            (b"", "The roster has no column agent_id."),
            (b"agent_id,email,Email\n", "The roster has two columns headed Email."),
            (b"agent_id,email\n", "The roster has no people in it."),
            (b"agent_id,email\na,b\nc\n", "Line 3 of the roster has 1 cells where the heading has 2."),
            (b"agent_id,email\na,\xff\n", "The roster is not UTF-8 text; the first bad byte is on line 2."),
            (
                b"agent_id,email,deleted\na,b,maybe\n",
                "Line 2 of the roster has \"maybe\" under deleted; use true or false.",
            ),
            (
                b"agent_id,email,deleted\n,,true\n",
                "Line 2 of the roster has no agent_id, email, name or other id.",
            ),
            (b"agent_id,email\na,b\n\"x\ny\",c\na,d\n", "Line 5 of the roster repeats the agent_id a."),
        ] {
            let error = read_roster(bytes).unwrap_err();
            assert_eq!(error.to_string(), sentence);
            assert!(!error.hint().is_empty() && error.code().starts_with("roster_"));
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            people in proptest::collection::vec(
                ("[a-z\"', \\n]{0,8}", proptest::option::of("[A-Z]{3}"), proptest::option::of("[0-9]{1,4}"), any::<bool>()),
                1..8,
            )
        ) {
            let people: Vec<Person> = people
                .into_iter()
                .enumerate()
                .map(|(nth, (name, imported_id, zendesk, deleted))| Person {
                    agent_id: (nth % 3 != 0).then(|| format!("A{nth}")),
                    email: Some(format!("p{nth}@example.com")),
                    name: name.trim().to_owned(),
                    imported_id,
                    platforms: zendesk.into_iter().map(|id| ("zendesk".to_owned(), id)).collect(),
                    deleted,
                    ..Person::default()
                })
                .collect();
            let mut written = Vec::new();
            write_roster(&people, &mut written).unwrap();
            prop_assert_eq!(read_roster(&written).unwrap(), people);
        }
    }
}
