//! `agent.ambiguous`: several people fit.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "agent.ambiguous",
    severity: Severity::Error,
    title: "Agents who may be several people",
    field: Some(Field::AgentId),
    why: "Several people in the list have this id or address. Which of them is meant is not \
          guessed.",
    example: "two people with one address",
    choices: &[],
    default: None,
    fixes: &[Fix::ChooseAgent, Fix::LeaveOut],
    keeps: RowState::NeedsFix,
    cause: Cause::Value,
    check: Check::Row(Part::Agent, |row| row.agent == Agent::Ambiguous),
    sentence: Sentence::Row(|said| {
        let names = said.candidates();
        let fits = if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) };
        format!("{} fits several people in the list{fits}. Choose who is meant.", said.agent_words())
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || twins().row(&[]),
        passes: || twins().row(&[(Field::AgentId, "bruno.castellano@example.com")]),
    },
};

/// A second person has the address of the first.
#[cfg(test)]
fn twins() -> Fixture {
    let mut file = Fixture::new();
    if let Some(people) = &mut file.people {
        let mut twin = people[0].clone();
        (twin.id, twin.agent_id) = ("twin".to_owned(), Some("agent-twin".to_owned()));
        twin.platforms.clear();
        people.push(twin);
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_column_settles_it() {
        assert_eq!(twins().row_with_second_agent("10061553640011").found(), [""; 0]);
    }
}
