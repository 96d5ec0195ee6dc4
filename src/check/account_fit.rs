//! Whether the file's agents are the account's: asked once, before any question about an agent.

use rustc_hash::FxHashSet;

use crate::model::{Cancelled, Field, Progress, RowId};

use super::agent::{Agent, AgentCache};
use super::found::SETS;
use super::judge::Judge;
use super::{Input, Report, rule};

/// How many of the file's agents the people list knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountFit {
    /// Agents that the file names: different values of the agent's field.
    pub agents: u32,
    /// Of them the ones that are in the people list.
    pub known: u32,
}

impl AccountFit {
    /// Whether under half are known: perhaps it is another account's file.
    pub const fn is_doubtful(self) -> bool {
        self.known < self.agents.div_ceil(2)
    }
}

/// Counts the file's agents and those of them that the people list knows. `None` where there is no
/// list, or every agent is known.
///
/// # Errors
/// [`Cancelled`] when the job was asked to stop.
pub fn account_fit(
    input: &Input<'_>,
    report: &Report,
    progress: &Progress,
) -> Result<Option<AccountFit>, Cancelled> {
    let unknown = rule("agent.unknown").map_or(0, |rule| report.rows_of_rule(rule));
    if input.people.is_none() || unknown == 0 {
        return Ok(None);
    }
    let judge = Judge::new(input);
    let mut cache = AgentCache::default();
    let mut seen = FxHashSet::default();
    let mut fit = AccountFit::default();
    for row in input.sheet.rows() {
        if row.0 % 4096 == 0 {
            progress.reached(u64::from(row.0))?;
        }
        if names_an_agent(report, row) && seen.insert(judge.value(row, Field::AgentId).trim()) {
            let agent = Agent::read(&judge, &mut cache, row, &judge.values(row));
            fit.agents += u32::from(agent != Agent::Missing);
            fit.known += u32::from(agent.person().is_some());
        }
    }
    Ok(Some(fit))
}

/// Whether a row is a review at all.
fn names_an_agent(report: &Report, row: RowId) -> bool {
    let found = report.found(row);
    !found.left_out_by_hand() && !found.rules().overlaps(SETS.first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::Fixture;

    #[test]
    fn each_agent_counts_once_and_under_half_is_doubtful() {
        let stranger = |number: usize| format!("stranger{number}@example.com");
        for (strangers, fit, is_doubtful) in
            [(0, None, false), (1, Some((2, 1)), false), (2, Some((3, 1)), true)]
        {
            let mut file = Fixture::new().row(&[]).row(&[]);
            for number in (0..strangers).chain(0..strangers) {
                file = file.row(&[(Field::AgentId, &stranger(number))]);
            }
            file = file.record(&["Total", "", "", "90"]);
            let found = file.with(|input, report| account_fit(&input, report, &Progress::default()).unwrap());
            assert_eq!(found.map(|fit| (fit.agents, fit.known)), fit);
            assert_eq!(found.is_some_and(AccountFit::is_doubtful), is_doubtful);
        }
        let nobody = Fixture::new().without_people().row(&[]);
        assert_eq!(nobody.with(|input, report| account_fit(&input, report, &Progress::default())), Ok(None));
    }
}
