//! The people of an account, indexed for matching.

use crate::recipe::AgentKind;

use super::Person;

/// A person of a [`People`] list, by place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonIndex(pub u32);

/// The people of an account.
#[derive(Debug, Default)]
pub struct People {
    list: Vec<Person>,
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
        Self { list }
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
    pub fn find(&self, _kind: &AgentKind, _value: &str, _platform: &str) -> Lookup {
        unimplemented!()
    }

    /// Who has that value as any kind of id or address: for a value typed or chosen by hand.
    pub fn find_any(&self, _value: &str) -> Lookup {
        unimplemented!()
    }

    /// At most `limit` people that the value may mean, best first: suggestions, for a person to choose from.
    pub fn near(&self, _value: &str, _limit: usize) -> Vec<PersonIndex> {
        unimplemented!()
    }
}
