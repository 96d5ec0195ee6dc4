//! `agent.without_id`: a person who has no `agent_id`.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "agent.without_id",
    severity: Severity::Error,
    title: "People without an agent id",
    field: Some(Field::AgentId),
    why: "Assembled takes scores by agent_id, and these people have none: managers, or agents \
          not set up yet. Their own id is another thing and is never sent.",
    example: "a manager in the agent column",
    choices: &[],
    default: None,
    fixes: &[Fix::CopyRequest, Fix::RefreshPeople, Fix::ChooseAgent, Fix::LeaveOut],
    keeps: RowState::NeedsFix,
    cause: Cause::Value,
    check: Check::Row(Part::Agent, |row| matches!(row.agent, Agent::WithoutId(_))),
    sentence: Sentence::Row(|said| {
        let name = said.row.person().map_or("This person", |person| person.name.as_str());
        format!(
            "{name} is in the people list but has no agent_id, so no score can be sent for them. \
             Ask for one, then refresh the list."
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[(Field::AgentId, "nadia.brandt@example.com")]),
        passes: || Fixture::new().row(&[]),
    },
};
