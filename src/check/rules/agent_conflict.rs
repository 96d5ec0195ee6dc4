//! `agent.conflict`: two columns name two people.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "agent.conflict",
    severity: Severity::Error,
    title: "Columns that name two people",
    field: Some(Field::AgentId),
    why: "One column names one person, another column somebody else. Which of them is meant is \
          not guessed.",
    example: "e-mail of Amara beside the helpdesk id of Bruno",
    choices: &[],
    default: None,
    fixes: &[Fix::ChooseAgent, Fix::MapField(Field::AgentId), Fix::LeaveOut],
    keeps: RowState::NeedsFix,
    cause: Cause::Value,
    check: Check::Row(Part::Agent, |row| matches!(row.agent, Agent::Conflict(..))),
    sentence: Sentence::Row(|said| match (said.row.agent, said.row.judge.input.people) {
        (Agent::Conflict(one, other), Some(people)) => format!(
            "The columns name two people: {} and {} ({}). Choose who is meant.",
            people.get(one).name,
            people.get(other).name,
            said.agent_words(),
        ),
        _ => "The columns name two people. Choose who is meant.".to_owned(),
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row_with_second_agent("10061553640029"),
        passes: || Fixture::new().row_with_second_agent("10061553640011"),
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_speaks_against_another_person_and_for_nobody() {
        use crate::check::fixture::SECOND_AGENT;
        use crate::recipe::AgentKind;
        for (name, found) in [
            ("bruno castellano", vec![RULE.id]),
            ("Amara Okonkwo", vec![]),
            ("Bruno", vec![]),
        ] {
            let mut file = Fixture::new().row_with_second_agent(name);
            file.recipe.agent_kinds.insert(SECOND_AGENT, AgentKind::Name);
            assert_eq!(file.found(), found, "{name}");
        }
    }

    #[test]
    fn a_column_that_finds_nobody_does_not_contradict() {
        assert_eq!(Fixture::new().row_with_second_agent("nobody").found(), [""; 0]);
    }
}
