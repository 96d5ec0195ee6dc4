//! `agent.kind_unclear`: nobody said what an agent column holds.

use super::prelude::*;
#[cfg(test)]
use crate::recipe::AgentKind;

pub(super) static RULE: Rule = Rule {
    id: "agent.kind_unclear",
    severity: Severity::Error,
    title: "What is in the agent column?",
    field: Some(Field::AgentId),
    why: "An id of Assembled, of a helpdesk or of your own system look alike. Sent as the \
          wrong one, a score lands on nobody or on somebody else.",
    example: "agent_id of an unknown file",
    choices: &[],
    default: None,
    fixes: &[Fix::SetAgentKind, Fix::MapField(Field::AgentId)],
    keeps: RowState::NeedsFix,
    cause: Cause::Rule,
    check: Check::Row(Part::Agent, |row| row.agent == Agent::KindUnclear),
    sentence: Sentence::Row(|said| {
        format!(
            "Nobody said what {} is: an id of Assembled, an e-mail address, an id of a helpdesk? \
             Answer once for the column.",
            said.agent_words()
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().kind(None).row(&[]),
        passes: || Fixture::new().kind(Some(AgentKind::Email)).row(&[]),
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_cell_of_a_column_without_kind_is_no_agent_at_all() {
        assert_eq!(Fixture::new().kind(None).row(&[(Field::AgentId, "")]).found(), ["agent.missing"]);
    }
}
