//! The people of an account, indexed for matching.

use std::borrow::Cow;
use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use crate::recipe::AgentKind;

use super::near::Spelling;
use super::{Person, near};

/// A person of a [`People`] list, by place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonIndex(pub u32);

/// The people of an account.
#[derive(Debug, Default)]
pub struct People {
    list: Vec<Person>,
    agent_ids: Index,
    emails: Index,
    imported_ids: Index,
    /// The part of e-mail addresses before the @.
    usernames: Index,
    names: Index,
    /// Per platform, its name in lower case, the ids on it.
    platforms: FxHashMap<Box<str>, Index>,
    /// The ids on all platforms.
    any_platform: Index,
    /// How names and addresses are written, for [`People::near`] and [`People::search`].
    spellings: Vec<Spelling>,
}

/// Who has a value. Keys of names, e-mail addresses and usernames are in lower case, ids as they are.
type Index = FxHashMap<Box<str>, Holders>;

/// Almost always one.
#[derive(Clone, Debug)]
enum Holders {
    One(PersonIndex),
    Several(Vec<PersonIndex>),
}

/// What a value says about who is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// Nobody.
    Nobody,
    /// Exactly one person.
    One(PersonIndex),
    /// Several people; never chosen between.
    Several(Vec<PersonIndex>),
}

impl People {
    /// Indexes a list.
    pub fn new(list: Vec<Person>) -> Self {
        let mut people = Self { spellings: list.iter().map(Spelling::of).collect(), ..Self::default() };
        for (person, index) in list.iter().zip((0..).map(PersonIndex)) {
            if let Some(id) = filled(person.agent_id.as_deref()) {
                add(&mut people.agent_ids, id, index);
            }
            if let Some(email) = filled(person.email.as_deref()) {
                let email = fold(email);
                add(&mut people.emails, &email, index);
                if let Some((username, _)) = email.split_once('@') {
                    add(&mut people.usernames, username, index);
                }
            }
            if let Some(id) = filled(person.imported_id.as_deref()) {
                add(&mut people.imported_ids, id, index);
            }
            if let Some(name) = filled(Some(&person.name)) {
                add(&mut people.names, &fold(name), index);
            }
            for (platform, id) in &person.platforms {
                if let Some(id) = filled(Some(id)) {
                    let platform = platform.trim().to_lowercase().into_boxed_str();
                    add(people.platforms.entry(platform).or_default(), id, index);
                    add(&mut people.any_platform, id, index);
                }
            }
        }
        people.list = list;
        people
    }

    /// Everyone, in the order of the list.
    pub fn list(&self) -> &[Person] {
        &self.list
    }

    /// A person.
    ///
    /// # Panics
    /// If the index is of another list.
    pub fn get(&self, index: PersonIndex) -> &Person {
        &self.list[index.0 as usize]
    }

    /// Who has that value, read as that kind. `platform` is the row's own, for
    /// [`AgentKind::PlatformOfRow`]. A [`AgentKind::Name`] finds nobody: see [`near`](Self::near).
    ///
    /// Spaces around the value do not count; case counts in ids and not in e-mail addresses.
    pub fn find(&self, kind: &AgentKind, value: &str, platform: &str) -> Lookup {
        let value = value.trim();
        if value.is_empty() {
            return Lookup::Nobody;
        }
        match kind {
            AgentKind::Assembled => look_up(&self.agent_ids, value),
            AgentKind::Email => look_up(&self.emails, &fold(address(value))),
            AgentKind::Platform(name) => {
                self.platforms.get(name.as_str()).map_or(Lookup::Nobody, |ids| look_up(ids, value))
            }
            AgentKind::PlatformOfRow => match self.platforms.get(&*fold(platform.trim())) {
                Some(ids) => look_up(ids, value),
                None => look_up(&self.any_platform, value),
            },
            AgentKind::Imported => look_up(&self.imported_ids, value),
            AgentKind::Username => match look_up(&self.usernames, &fold(value)) {
                Lookup::Nobody => look_up(&self.imported_ids, value),
                found => found,
            },
            AgentKind::Name => Lookup::Nobody,
        }
    }

    /// The one person of exactly that name, but for case. No match: a name speaks against whoever else is named
    /// beside it, never for anybody.
    pub fn named(&self, name: &str) -> Option<PersonIndex> {
        match self.names.get(&*fold(name.trim())) {
            Some(Holders::One(one)) => Some(*one),
            _ => None,
        }
    }

    /// Who has that value as any kind of id or address: for a value typed or chosen by hand.
    pub fn find_any(&self, value: &str) -> Lookup {
        let value = value.trim();
        let email = fold(address(value));
        let by_id = [&self.agent_ids, &self.imported_ids, &self.any_platform];
        let mut found = Vec::new();
        let held = by_id.iter().filter_map(|index| index.get(value)).chain(self.emails.get(&*email));
        for holders in held {
            found.extend_from_slice(holders.as_slice());
        }
        found.sort_unstable();
        found.dedup();
        match found[..] {
            [] => Lookup::Nobody,
            [one] => Lookup::One(one),
            _ => Lookup::Several(found),
        }
    }

    /// At most `limit` people that the value may mean, best first: suggestions, for a person to choose from.
    pub fn near(&self, value: &str, limit: usize) -> Vec<PersonIndex> {
        near::near(&self.spellings, value, limit)
    }

    /// At most `limit` people whose name, e-mail address or one of whose ids holds every word of `query`,
    /// best first; accents and case do not count. Everyone for an empty query.
    pub fn search(&self, query: &str, limit: usize) -> Vec<PersonIndex> {
        near::search(&self.spellings, query, limit)
    }

    /// Every platform on which somebody has an id, in lower case, in order.
    pub fn platforms(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.platforms.keys().map(AsRef::as_ref).collect();
        names.sort_unstable();
        names
    }
}

impl Holders {
    fn as_slice(&self) -> &[PersonIndex] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Several(several) => several,
        }
    }
}

fn look_up(index: &Index, key: &str) -> Lookup {
    match index.get(key) {
        None => Lookup::Nobody,
        Some(Holders::One(one)) => Lookup::One(*one),
        Some(Holders::Several(several)) => Lookup::Several(several.clone()),
    }
}

fn add(index: &mut Index, key: &str, person: PersonIndex) {
    match index.entry(key.into()) {
        Entry::Vacant(entry) => {
            entry.insert(Holders::One(person));
        }
        Entry::Occupied(mut entry) => {
            let holders = entry.get_mut();
            if !holders.as_slice().contains(&person) {
                *holders = Holders::Several([holders.as_slice(), &[person]].concat());
            }
        }
    }
}

/// A value without the spaces around it, if there is one.
fn filled(value: Option<&str>) -> Option<&str> {
    value.map(str::trim).filter(|value| !value.is_empty())
}

/// The address of `Jane Doe <jane@example.com>` or `mailto:jane@example.com`; any other value as it is.
fn address(value: &str) -> &str {
    let bare = value
        .strip_suffix('>')
        .and_then(|rest| rest.rsplit_once('<'))
        .map_or(value, |(_, inner)| inner.trim());
    bare.strip_prefix("mailto:").unwrap_or(bare)
}

/// Lower case; borrowed where it is that already, as almost every address in a file is.
fn fold(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::people::read_roster;

    const ROSTER: &str = "\
agent_id,email,name,imported_id,zendesk,five9,deleted
A1,Amara.Okonkwo@example.com,Amara Okonkwo,E1,100,f-1,false
A2,bruno@example.com,Bruno Castellano,E2,200,100,false
A3,chloe.lefevre@example.com,Chloé Lefèvre,E3,300,f-3,true
,nadia@example.com,Nadia Brandt,,,,false
A5,amara.okonkwo-reyes@example.com,Amara Okonkwo-Reyes,E5,500,,false
A6,bruno@other.example,Bruno Other,E2,600,,false
";

    fn people() -> People {
        People::new(read_roster(ROSTER.as_bytes()).unwrap())
    }

    #[test]
    fn values_find_who_has_them() {
        let people = people();
        let platform = |name: &str| AgentKind::Platform(name.to_owned());
        for (kind, value, of_row, expected) in [
            (AgentKind::Assembled, "A1", "", &[0][..]),
            (AgentKind::Assembled, "a1", "", &[]),
            (AgentKind::Email, " AMARA.okonkwo@Example.com ", "", &[0]),
            (AgentKind::Email, "chloe.lefevre@example.com", "", &[2]),
            (AgentKind::Email, "nadia@example.com", "", &[3]),
            (AgentKind::Email, "nobody@example.com", "", &[]),
            (AgentKind::Email, "Chloé <chloe.lefevre@example.com>", "", &[2]),
            (AgentKind::Email, "mailto:nadia@example.com", "", &[3]),
            (AgentKind::Email, "nadia@example.com>", "", &[]),
            (AgentKind::Email, "", "", &[]),
            (platform("zendesk"), "100", "", &[0]),
            (platform("five9"), "100", "", &[1]),
            (platform("intercom"), "100", "", &[]),
            (AgentKind::PlatformOfRow, "100", "Zendesk", &[0]),
            (AgentKind::PlatformOfRow, "100", "five9", &[1]),
            (AgentKind::PlatformOfRow, "300", "five9", &[]),
            (AgentKind::PlatformOfRow, "300", "intercom", &[2]),
            (AgentKind::PlatformOfRow, "100", "intercom", &[0, 1]),
            (AgentKind::PlatformOfRow, "100", "", &[0, 1]),
            (AgentKind::Imported, "E3", "", &[2]),
            (AgentKind::Imported, "E2", "", &[1, 5]),
            (AgentKind::Username, "Chloe.Lefevre", "", &[2]),
            (AgentKind::Username, "bruno", "", &[1, 5]),
            (AgentKind::Username, "E5", "", &[4]),
            (AgentKind::Name, "Amara Okonkwo", "", &[]),
        ] {
            let expected: Vec<_> = expected.iter().copied().map(PersonIndex).collect();
            let lookup = match expected[..] {
                [] => Lookup::Nobody,
                [one] => Lookup::One(one),
                _ => Lookup::Several(expected),
            };
            assert_eq!(people.find(&kind, value, of_row), lookup, "{kind} {value:?} on {of_row:?}");
        }
        assert_eq!(people.platforms(), ["five9", "zendesk"]);
    }

    #[test]
    fn a_value_typed_by_hand_may_be_of_any_kind() {
        let people = people();
        for (value, lookup) in [
            ("A1", Lookup::One(PersonIndex(0))),
            ("Bruno@example.com", Lookup::One(PersonIndex(1))),
            ("f-3", Lookup::One(PersonIndex(2))),
            ("100", Lookup::Several(vec![PersonIndex(0), PersonIndex(1)])),
            ("Amara Okonkwo", Lookup::Nobody),
            ("", Lookup::Nobody),
        ] {
            assert_eq!(people.find_any(value), lookup, "{value}");
        }
    }

    proptest! {
        #[test]
        fn any_value_is_looked_up_without_panic(value in "\\PC{0,20}", platform in "[a-z ]{0,8}", limit in 0_usize..4) {
            let people = people();
            for kind in [AgentKind::Email, AgentKind::Username, AgentKind::PlatformOfRow, AgentKind::Imported] {
                let _ = people.find(&kind, &value, &platform);
            }
            let near = people.near(&value, limit);
            prop_assert!(near.len() <= limit);
            prop_assert!(people.search(&value, limit).len() <= limit);
        }

        #[test]
        fn case_and_spaces_do_not_hide_an_address(nth in 0_usize..6, upper: bool, before in " {0,2}", after in " {0,2}") {
            let people = people();
            let email = people.list()[nth].email.clone().unwrap();
            let email = if upper { email.to_uppercase() } else { email };
            let index = PersonIndex(u32::try_from(nth).unwrap());
            let value = format!("{before}{email}{after}");
            prop_assert_eq!(people.find(&AgentKind::Email, &value, ""), Lookup::One(index));
            prop_assert_eq!(people.near(&value, 1), [index]);
        }
    }
}
