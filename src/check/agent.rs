//! Who a row is about: from what its agent columns say to one person, or to the reason why not.
//!
//! Does not know how people are matched (`people/`), only what follows from several columns, each
//! with its kind. Invariant: a person is found when some column names them and no column names
//! another, be it by name only; an alias, which a person gave, wins over every column. Text that was read in a wrong
//! encoding names nobody.

use rustc_hash::FxHashMap;

use crate::model::{Field, RowId};
use crate::people::{Lookup, PersonIndex};
use crate::recipe::{AgentKind, Mapping, mojibake, text};

use super::judge::{Judge, Values};
use super::text::trimmed;

/// Who a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agent<'a> {
    /// The row says nothing.
    Missing,
    /// Nobody said what a column with something in it holds.
    KindUnclear,
    /// What the row says can only be understood with a people list.
    NeedsPeople,
    /// No one in the list fits.
    Unknown,
    /// Several people fit.
    Ambiguous,
    /// Two columns name two people.
    Conflict(PersonIndex, PersonIndex),
    /// A person who has no `agent_id`.
    WithoutId(PersonIndex),
    /// The agent; and the person, where a list knows them.
    Found {
        /// What is sent.
        agent_id: &'a str,
        /// Who that is.
        person: Option<PersonIndex>,
    },
}

/// What one value of an agent column says.
#[derive(Clone, Copy, Debug)]
enum Says<'a> {
    Nothing,
    KindUnclear,
    NeedsPeople,
    Nobody,
    Several,
    One(PersonIndex),
    /// A name that this person alone has: nobody is found by it.
    Named(PersonIndex),
    /// An id that is sent as it is: no list to hold it against.
    Id(&'a str),
    /// What a person said.
    Alias(&'a str),
}

/// What was found for values seen before: files name few agents, many times. Keys are copies that lie
/// close together: the places in the file where they stood first are far apart.
#[derive(Debug, Default)]
pub(super) struct AgentCache<'a> {
    /// By place of the column.
    columns: Vec<FxHashMap<Box<str>, Says<'a>>>,
    /// Constants and values typed by hand.
    typed: FxHashMap<Box<str>, Says<'a>>,
    key: String,
}

impl<'a> Agent<'a> {
    /// Reads who a row is about.
    pub(super) fn read(
        judge: &Judge<'a>,
        cache: &mut AgentCache<'a>,
        row: RowId,
        values: &Values<'a>,
    ) -> Self {
        if let Some(typed) = judge.edit(row, Field::AgentId) {
            return Self::combine(judge, [cache.typed(judge, typed)]);
        }
        if let Mapping::Constant(constant) = judge.input.recipe.mapping(Field::AgentId) {
            return Self::combine(judge, [cache.typed(judge, constant)]);
        }
        let values = judge.agent_columns.iter().enumerate().map(|(place, (column, kind))| {
            let value = if judge.agent_columns.len() == 1 {
                values[Field::AgentId.index()]
            } else {
                judge.replaced(Field::AgentId, judge.input.sheet.cell(row, *column))
            };
            let platform = match kind {
                Some(AgentKind::PlatformOfRow) => values[Field::Platform.index()],
                _ => "",
            };
            cache.column(judge, place, *kind, value, platform)
        });
        Self::combine(judge, values)
    }

    fn combine(judge: &Judge<'a>, values: impl IntoIterator<Item = Says<'a>>) -> Self {
        let (mut agent, mut named) = (Self::Missing, None);
        for says in values {
            let next = match says {
                Says::Nothing => continue,
                Says::Alias(agent_id) => return Self::of_id(judge, agent_id),
                Says::KindUnclear => Self::KindUnclear,
                Says::NeedsPeople => Self::NeedsPeople,
                Says::Nobody => Self::Unknown,
                Says::Several => Self::Ambiguous,
                Says::Id(agent_id) => Self::Found { agent_id, person: None },
                Says::One(person) => Self::of_person(judge, person),
                Says::Named(person) => {
                    named = Some(person);
                    Self::Unknown
                }
            };
            agent = agent.and(next);
        }
        match (agent.person(), named) {
            (Some(found), Some(named)) if found != named => Self::Conflict(found, named),
            _ => agent,
        }
    }

    /// What two columns say together.
    fn and(self, next: Self) -> Self {
        match (self, next) {
            (Self::KindUnclear | Self::Conflict(..), _) | (_, Self::Missing) => self,
            (Self::Missing, _) | (_, Self::KindUnclear) => next,
            _ => match (self.person(), next.person()) {
                (Some(one), Some(other)) if one != other => Self::Conflict(one, other),
                _ if self.rank() >= next.rank() => self,
                _ => next,
            },
        }
    }

    /// How much is known: a person beats several, several beat nobody.
    const fn rank(self) -> u8 {
        match self {
            Self::Missing => 0,
            Self::Unknown => 1,
            Self::NeedsPeople => 2,
            Self::Ambiguous => 3,
            Self::Found { person: None, .. } => 4,
            Self::WithoutId(_) | Self::Found { .. } => 5,
            Self::Conflict(..) | Self::KindUnclear => 6,
        }
    }

    /// The person, where exactly one is meant.
    pub(super) const fn person(self) -> Option<PersonIndex> {
        match self {
            Self::WithoutId(person) => Some(person),
            Self::Found { person, .. } => person,
            _ => None,
        }
    }

    fn of_person(judge: &Judge<'a>, person: PersonIndex) -> Self {
        let agent_id = judge.input.people.and_then(|people| people.get(person).agent_id.as_deref());
        agent_id.map_or(Self::WithoutId(person), |agent_id| Self::Found { agent_id, person: Some(person) })
    }

    fn of_id(judge: &Judge<'a>, agent_id: &'a str) -> Self {
        let lookup = judge.input.people.map(|people| people.find(&AgentKind::Assembled, agent_id, ""));
        let person = match lookup {
            Some(Lookup::One(person)) => Some(person),
            _ => None,
        };
        Self::Found { agent_id, person }
    }
}

impl<'a> AgentCache<'a> {
    fn column(
        &mut self,
        judge: &Judge<'a>,
        place: usize,
        kind: Option<&AgentKind>,
        value: &'a str,
        platform: &str,
    ) -> Says<'a> {
        if kind == Some(&AgentKind::Assembled) && judge.input.people.is_none() && !judge.has_aliases {
            return read_column(judge, kind, value, platform); // nothing to look up: quicker than remembering
        }
        if self.columns.len() <= place {
            self.columns.resize_with(place + 1, FxHashMap::default);
        }
        let key = if platform.is_empty() {
            value
        } else {
            // No value of a cell and no platform has this in it, or they are read again: no harm done.
            self.key.clear();
            self.key.extend([platform, "\u{1f}", value]);
            &self.key
        };
        if let Some(says) = self.columns[place].get(key) {
            return match says {
                // The same text, from this row: where it stood first is far away in memory.
                Says::Id(_) => Says::Id(id_in(value)),
                says => *says,
            };
        }
        let says = read_column(judge, kind, value, platform);
        self.columns[place].insert(key.into(), says);
        says
    }

    fn typed(&mut self, judge: &Judge<'a>, value: &'a str) -> Says<'a> {
        if let Some(says) = self.typed.get(value) {
            return *says;
        }
        let says = read_typed(judge, value);
        self.typed.insert(value.into(), says);
        says
    }
}

/// What a cell of the file names, without its wrapping and the space around it.
fn id_in(value: &str) -> &str {
    trimmed(text::clean(value).0)
}

/// A value of the file, read as its column's kind.
fn read_column<'a>(judge: &Judge<'a>, kind: Option<&AgentKind>, value: &'a str, platform: &str) -> Says<'a> {
    let value = id_in(value);
    if text::is_missing(value) {
        return Says::Nothing;
    }
    if let Some(agent_id) = alias(judge, value) {
        return Says::Alias(agent_id);
    }
    // Not even whoever has the very same text: a list that was broken like the file has other people under it, too.
    let is_broken = mojibake::mended(value).is_some();
    match (kind, judge.input.people) {
        (None, _) => Says::KindUnclear,
        (Some(_), _) if is_broken => Says::Nobody,
        (Some(AgentKind::Assembled), None) => Says::Id(value),
        (Some(_), None) => Says::NeedsPeople,
        (Some(AgentKind::Name), Some(people)) => people.named(value).map_or(Says::Nobody, Says::Named),
        (Some(kind), Some(people)) => says(&people.find(kind, value, text::clean(platform).0.trim())),
    }
}

/// A value typed by hand, or the same for every row: any kind of id or address will do.
fn read_typed<'a>(judge: &Judge<'a>, value: &'a str) -> Says<'a> {
    let value = value.trim();
    if text::is_missing(value) {
        return Says::Nothing;
    }
    if let Some(agent_id) = alias(judge, value) {
        return Says::Alias(agent_id);
    }
    match judge.input.people {
        Some(people) => says(&people.find_any(value)),
        None if sends_ids(judge) => Says::Id(value),
        None => Says::NeedsPeople,
    }
}

/// Whether ids of Assembled are what the file has, so that a typed value is one too.
fn sends_ids(judge: &Judge<'_>) -> bool {
    judge.agent_columns.is_empty()
        || judge.agent_columns.iter().any(|(_, kind)| *kind == Some(&AgentKind::Assembled))
}

fn alias<'a>(judge: &Judge<'a>, value: &str) -> Option<&'a str> {
    if judge.has_aliases { judge.input.aliases.get(value) } else { None }
}

fn says<'a>(lookup: &Lookup) -> Says<'a> {
    match lookup {
        Lookup::Nobody => Says::Nobody,
        Lookup::One(person) => Says::One(*person),
        Lookup::Several(_) => Says::Several,
    }
}
