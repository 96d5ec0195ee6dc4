//! `agent.missing`: the row names no agent.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "agent.missing",
    severity: Severity::Error,
    title: "No agent",
    field: Some(Field::AgentId),
    why: "A score counts for somebody. The row does not say for whom.",
    example: "a blank cell, or N/A",
    choices: &[],
    default: None,
    fixes: &[Fix::Edit(Field::AgentId), Fix::SetAll(Field::AgentId), Fix::LeaveOut],
    keeps: RowState::NeedsFix,
    cause: Cause::Rule,
    check: Check::Row(Part::Agent, |row| row.agent == Agent::Missing),
    sentence: Sentence::Row(|_said| "The row names no agent. Type one, or leave the row out.".to_owned()),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[(Field::AgentId, "N/A")]),
        passes: || Fixture::new().row(&[(Field::AgentId, "N/A")]).edit(Field::AgentId, "10061553640029"),
    },
};
