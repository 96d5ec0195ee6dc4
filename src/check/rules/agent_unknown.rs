//! `agent.unknown`: no one in the people list fits.

use super::prelude::*;
use crate::check::text::quoted;

pub(super) static RULE: Rule = Rule {
    id: "agent.unknown",
    severity: Severity::Error,
    title: "Agents who are not in the people list",
    field: Some(Field::AgentId),
    why: "Nobody in the people list has this address or id. A name alone is never enough: it \
          is only a suggestion.",
    example: "j.doe@example.com",
    choices: &[],
    default: None,
    fixes: &[Fix::ChooseAgent, Fix::RefreshPeople, Fix::CopyRequest, Fix::LeaveOut],
    keeps: RowState::NeedsFix,
    cause: Cause::Value,
    check: Check::Row(Part::Agent, |row| row.agent == Agent::Unknown),
    sentence: Sentence::Row(|said| {
        let who = said.agent_words();
        if let Some((broken, likely)) = said.broken_agent() {
            format!(
                "{} was likely {} before it was read in a wrong encoding, and nobody is matched by that. \
                 Choose who is meant.",
                quoted(broken),
                quoted(&likely)
            )
        } else if said.has_only_names() {
            format!("{who} is only a name, and nobody is chosen by name alone. Choose who is meant.")
        } else {
            format!(
                "{who} is not in the people list. Choose who is meant, or ask for them to be added and \
                 refresh the list."
            )
        }
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[(Field::AgentId, "j.doe@example.com")]),
        passes: || Fixture::new().row(&[(Field::AgentId, "Amara.Okonkwo@EXAMPLE.com ")]),
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::AgentKind;

    #[test]
    fn a_name_is_never_enough() {
        let file = Fixture::new().kind(Some(AgentKind::Name)).row(&[(Field::AgentId, "Amara Okonkwo")]);
        assert_eq!(file.found(), [RULE.id]);
        assert!(file.problems()[0].message.contains("only a name"), "{:?}", file.problems());
    }

    #[test]
    fn a_broken_address_is_nobodys_until_a_person_says_whose() {
        let mut file = Fixture::new().row(&[(Field::AgentId, "josÃ©@example.com")]);
        // Somebody is in the list under the very same text.
        if let Some(people) = &mut file.people {
            people[0].email = Some("josÃ©@example.com".to_owned());
        }
        assert_eq!(file.found(), [RULE.id, "text.suspicious"]);
        let said = &file.problems()[0].message;
        assert!(said.contains("“josÃ©@example.com” was likely “josé@example.com”"), "{said}");
        file.aliases.set("josÃ©@example.com", Some("agent-7"));
        assert_eq!(file.found(), ["text.suspicious"]);
        let typed = Fixture::new().row(&[(Field::AgentId, "josÃ©@example.com")]);
        let typed = typed.edit(Field::AgentId, "amara.okonkwo@example.com");
        assert_eq!(typed.found(), [""; 0]);
        // An id that needs no list is sent as it is: but not that one.
        let alone = Fixture::new().without_people().kind(Some(AgentKind::Assembled));
        assert_eq!(alone.row(&[(Field::AgentId, "agentÃ©-7")]).found(), [RULE.id, "text.suspicious"]);
    }

    #[test]
    fn an_alias_settles_who_is_meant() {
        let mut file = Fixture::new().row(&[(Field::AgentId, "j.doe@example.com")]);
        file.aliases.set("J.Doe@example.com", Some("agent-7"));
        assert_eq!(file.found(), [""; 0]);
        assert!(file.score().unwrap().starts_with(r#"{"agent_id":"agent-7","#));
    }
}
