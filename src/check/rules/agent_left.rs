//! `agent.left`: the agent has left.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "agent.left",
    severity: Severity::Note,
    title: "Agents who have left",
    field: Some(Field::AgentId),
    why: "The people list marks them as deleted, or they were scored after their last day. The \
          scores are sent.",
    example: "a leaver",
    choices: &[],
    default: None,
    fixes: &[Fix::LeaveOut],
    keeps: RowState::Ready,
    cause: Cause::Value,
    check: Check::Row(Part::Agent, |row| matches!(row.agent, Agent::Found { .. }) && row.agent_has_left()),
    sentence: Sentence::Row(|said| {
        let name = said.row.person().map_or("The agent", |person| person.name.as_str());
        let left = said.row.person().and_then(|person| person.end_date).map_or_else(
            || "is marked as deleted in the people list".to_owned(),
            |end| format!("left on {}", end.format("%-d %b %Y")),
        );
        format!("{name} {left}. The score is sent all the same.")
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[(Field::AgentId, "grace.lindqvist@example.com")]),
        passes: || {
            Fixture::new().row(&[
                (Field::AgentId, "grace.lindqvist@example.com"),
                (Field::ScoredAt, "2026-09-10T23:00:00Z"),
            ])
        },
    },
};
