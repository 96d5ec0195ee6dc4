//! Keeping what was found in step with what was changed: a few rows at once, more in the background.
//!
//! Invariant: a result is used only where it was made from the current revision; a change that a check
//! under way has not seen makes it run again.

use std::sync::Arc;

use crate::check::Decision;
use crate::model::RowId;
use crate::pipeline::Checked;
use crate::recipe::Readings;

use super::history::Touched;
use super::tabs::{self, TabId};
use super::view::Wish;
use super::{Effect, Job, State, edit, overlap};

/// Judges every open document again: people, aliases or ledger have changed.
pub(super) fn judge_all(state: &mut State) -> Vec<Effect> {
    let ids: Vec<_> = state.tabs.list().iter().map(|tab| tab.id).collect();
    ids.into_iter().filter_map(|id| judge(state, id)).collect()
}

/// Judges again what a change has touched: a few rows at once, more of them in the background.
pub(super) fn follow(state: &mut State, id: TabId, touched: Touched) -> Vec<Effect> {
    let account = state.accounts.current.clone();
    let mut effects: Vec<Effect> = touched
        .aliases
        .into_iter()
        .map(|(value, agent_id)| Effect::SetAlias { account: account.clone(), value, agent_id })
        .collect();
    let every_tab = !effects.is_empty();
    if every_tab {
        effects.extend(judge_all(state));
    } else if touched.all || touched.rows.len() > edit::AT_ONCE {
        effects.extend(judge(state, id));
    } else {
        effects.extend(recheck(state, id, &touched.rows));
    }
    effects
}

/// Asks for every row to be judged. `None` before the account is read.
pub(super) fn judge(state: &mut State, id: TabId) -> Option<Effect> {
    let (around, now, ready) = (state.accounts.around.clone(), state.now, state.accounts.ready);
    let open = state.tabs.open_mut(id)?;
    open.revision += 1;
    // Before the account is read there is nothing to judge by; its arrival judges every tab.
    if !ready {
        return None;
    }
    let job = Job::default();
    let ticket = job.ticket();
    let document = open.document.clone();
    open.judging = Some(job);
    open.deciding = None;
    Some(Effect::Judge { tab: id, revision: open.revision, document, around, now, ticket })
}

fn recheck(state: &mut State, id: TabId, rows: &[RowId]) -> Vec<Effect> {
    let (around, now) = (state.accounts.around.clone(), state.now);
    let Some(open) = state.tabs.open_mut(id) else { return Vec::new() };
    open.revision += 1;
    if open.judging.is_some() {
        // The check under way has not seen this change: it is run again.
        return judge(state, id).into_iter().collect();
    }
    let Some(report) = &mut open.report else { return Vec::new() };
    Arc::make_mut(report).recheck(&open.document.input(&around, now), rows);
    decide(state, id).into_iter().collect()
}

fn decide(state: &mut State, id: TabId) -> Option<Effect> {
    let (around, now) = (state.accounts.around.clone(), state.now);
    let open = state.tabs.open_mut(id)?;
    let report = Arc::clone(open.report.as_ref()?);
    let job = Job::default();
    let ticket = job.ticket();
    open.deciding = Some(job);
    let document = open.document.clone();
    Some(Effect::Decide { tab: id, revision: open.revision, document, around, report, now, ticket })
}

/// Takes what a check found, if it is of the current revision.
pub(super) fn judged(
    state: &mut State,
    id: TabId,
    revision: u64,
    readings: Option<Arc<Readings>>,
    checked: Checked,
) -> Vec<Effect> {
    let Some(open) = state.tabs.open_mut(id) else { return Vec::new() };
    if open.revision != revision {
        return Vec::new();
    }
    if let Some(readings) = readings {
        open.document.readings = readings;
        open.document.readings_due = false;
    }
    let first = open.report.is_none();
    open.judging = None;
    open.report = Some(Arc::new(checked.report));
    open.decisions = checked.decisions.into();
    // A wish made before the first report could not be met.
    let wished = first && open.view.wish != Wish::default();
    let mut effects = if wished { tabs::wish(state, id, |_same| ()) } else { Vec::new() };
    effects.extend(overlap::ask(state));
    effects
}

/// Takes how that is grouped, if it is of the current revision.
pub(super) fn decided(state: &mut State, id: TabId, revision: u64, decisions: Vec<Decision>) -> Vec<Effect> {
    if let Some(open) = state.tabs.open_mut(id)
        && open.revision == revision
    {
        open.deciding = None;
        open.decisions = decisions.into();
    }
    Vec::new()
}
