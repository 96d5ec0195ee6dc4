//! Who a person said is meant by a value: the aliases of an account.

use std::collections::BTreeMap;

/// Values of agent columns that a person resolved by hand, each to an `agent_id`. Belongs to an
/// account; kept in the journal, listed and revocable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aliases {
    agent_ids: BTreeMap<String, String>,
}

impl Aliases {
    /// The `agent_id` that a value means, if someone said so. Case and outer spaces do not count.
    pub fn get(&self, value: &str) -> Option<&str> {
        self.agent_ids.get(&Self::fold(value)).map(String::as_str)
    }

    /// Says that a value means a person; returns who it meant before.
    pub fn set(&mut self, value: &str, agent_id: Option<&str>) -> Option<String> {
        let key = Self::fold(value);
        match agent_id {
            Some(agent_id) => self.agent_ids.insert(key, agent_id.to_owned()),
            None => self.agent_ids.remove(&key),
        }
    }

    /// Every alias: folded value → `agent_id`.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.agent_ids.iter().map(|(value, id)| (value.as_str(), id.as_str()))
    }

    fn fold(value: &str) -> String {
        value.trim().to_lowercase()
    }
}
