//! What is kept on this computer, for how long, and whether its place can be relied on.
//!
//! Owns what the journal's thread found of the data folder as it opened, and what was found of a person.
//! Does not know the disk. Invariant: where the journal is only looked at, nothing can be sent.

use chrono::{DateTime, Utc};

use crate::journal::{AccountId, AccountKind, PersonTraces};
use crate::settings::Keep;

use super::{Effect, Failure, State, rows_words};

/// What is kept, and what is wrong with where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keeping {
    /// The data folder is in a place that is not good for a journal, in two sentences.
    pub unsafe_place: Option<String>,
    /// The journal cannot be used; what is shown is read from a copy of it.
    pub looked_at: Option<Failure>,
    /// What was looked up of a person last.
    pub person: Option<Person>,
}

/// What is kept of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their id in Assembled.
    pub agent_id: String,
    /// What there is, or was.
    pub traces: PersonTraces,
    /// It was erased.
    pub erased: bool,
}

/// What can happen to it.
#[derive(Debug)]
pub enum Message {
    /// What the journal's thread found as it opened the data folder.
    Opened {
        /// Of its place.
        unsafe_place: Option<String>,
        /// Why the journal is only looked at.
        looked_at: Option<Failure>,
    },
    /// Keep things so long from now on.
    KeepFor(Keep),
    /// Look up what is kept of a person.
    LookUp(String),
    /// This is.
    Found(String, PersonTraces),
    /// Erase a person.
    Erase(String),
    /// That was there, and is gone but for rows that wait or have no answer.
    Erased(String, PersonTraces),
    /// Count the rows of the file in view as sent that a colleague's receipt lists.
    Count,
    /// They were.
    Counted {
        /// With which account.
        account: AccountId,
        /// Rows that the receipt lists as received.
        listed: usize,
        /// Rows that are new in the ledger.
        counted: u32,
    },
    /// The form was closed.
    Close,
}

/// Whether nothing was ever sent with the account in use from this computer, as far as it remembers. In
/// practice that says nothing.
pub fn no_history(state: &State) -> bool {
    let production = state.accounts.current().is_some_and(|account| account.kind != AccountKind::Practice);
    let uploads = state.uploads.list.iter().flatten();
    let sent = uploads.filter(|info| info.account == state.accounts.current).count();
    production && state.accounts.ready && sent == 0 && state.accounts.around.ledger.rows.is_empty()
}

/// Changes the state by what happened.
pub(super) fn update(state: &mut State, message: Message) -> Vec<Effect> {
    let keeping = &mut state.keeping;
    match message {
        Message::Opened { unsafe_place, looked_at } => {
            (keeping.unsafe_place, keeping.looked_at) = (unsafe_place, looked_at);
        }
        Message::KeepFor(keep) => {
            state.settings.keep = keep;
            return vec![Effect::SaveSettings(state.settings.clone())];
        }
        Message::LookUp(agent_id) => return vec![Effect::Person { agent_id, erase: false }],
        Message::Erase(agent_id) => return vec![Effect::Person { agent_id, erase: true }],
        Message::Found(agent_id, traces) => {
            keeping.person = Some(Person { agent_id, traces, erased: false });
        }
        Message::Erased(agent_id, traces) => {
            keeping.person = Some(Person { agent_id, traces, erased: true });
            let account = state.accounts.current.clone();
            return vec![Effect::LoadAround(account), Effect::LoadUploads];
        }
        Message::Count => return count(state, state.now),
        Message::Counted { account, listed, counted } => {
            let words = match counted {
                0 => format!("The receipt lists {listed} rows; none of them is ready in this file."),
                rows => {
                    format!("{} of the {listed} that the receipt lists now count as sent.", rows_words(rows))
                }
            };
            state.notices.info(words, state.now);
            return vec![Effect::LoadAround(account)];
        }
        Message::Close => keeping.person = None,
    }
    Vec::new()
}

fn count(state: &State, now: DateTime<Utc>) -> Vec<Effect> {
    let Some((_, open)) = state.tabs.active_open() else { return Vec::new() };
    vec![Effect::CountReceipt {
        account: state.accounts.current.clone(),
        document: open.document.clone(),
        around: state.accounts.around.clone(),
        now,
    }]
}
