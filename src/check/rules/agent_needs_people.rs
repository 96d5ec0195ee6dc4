//! `agent.needs_people`: no people list to find the agent in.

use super::prelude::*;
#[cfg(test)]
use crate::check::fixture::AMARA;
#[cfg(test)]
use crate::recipe::AgentKind;

pub(super) static RULE: Rule = Rule {
    id: "agent.needs_people",
    severity: Severity::Error,
    title: "No people list yet",
    field: Some(Field::AgentId),
    why: "Assembled wants its own agent_id. The file has something else, and only the people \
          list of the account says whose it is.",
    example: "agent e-mail addresses, and no key and no roster",
    choices: &[],
    default: None,
    fixes: &[Fix::RefreshPeople, Fix::SetAgentKind],
    keeps: RowState::NeedsFix,
    cause: Cause::Rule,
    check: Check::Row(Part::Agent, |row| row.agent == Agent::NeedsPeople),
    sentence: Sentence::Row(|said| {
        format!(
            "Whose {} is only the people list says, and there is none yet. Get it from Assembled, \
             or give a roster file.",
            said.agent_words()
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().without_people().row(&[]),
        passes: || {
            Fixture::new().without_people().kind(Some(AgentKind::Assembled)).row(&[(Field::AgentId, AMARA)])
        },
    },
};
