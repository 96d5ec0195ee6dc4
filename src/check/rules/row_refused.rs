//! `row.refused`: the server refused exactly this.

use super::prelude::*;
#[cfg(test)]
use crate::check::Standing;
use crate::check::text;

pub(super) static RULE: Rule = Rule {
    id: "row.refused",
    severity: Severity::Error,
    title: "Refused by Assembled",
    field: None,
    why: "The server refused the batch with this row. Sent again as it is it would be refused \
          again; a change lets it go.",
    example: "400: agent not found",
    choices: &[],
    default: None,
    fixes: &[Fix::Edit(Field::AgentId), Fix::Edit(Field::Score), Fix::LeaveOut],
    keeps: RowState::NeedsFix,
    cause: Cause::Rule,
    check: Check::Ledger(|sent| sent.refused_as_it_is().is_some()),
    sentence: Sentence::Row(|said| {
        let words = said.sent().and_then(|sent| sent.refused_as_it_is()?.message.clone());
        let words = words
            .filter(|words| !words.trim().is_empty())
            .map_or_else(|| "no reason given".to_owned(), |words| text::quoted(&words));
        format!(
            "Assembled refused the batch with this row: {words}. Change what is wrong, or leave \
             the row out."
        )
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[]).sent(&[], Standing::Refused),
        passes: || Fixture::new().row(&[]).sent(&[], Standing::Refused).edit(Field::Rubric, "Email"),
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_accepted_since_is_no_longer_refused() {
        let file = Fixture::new().row(&[]).sent(&[], Standing::Refused).sent(&[], Standing::Accepted);
        assert_eq!(file.found(), ["row.already_sent"]);
    }
}
