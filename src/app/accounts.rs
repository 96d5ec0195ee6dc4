//! The accounts, the one in use, and what a document is judged against with it.
//!
//! Owns the list, the choice, the people list with its state, and the state of the key. Does not know
//! where keys are kept (`services`). Invariant: what is shown of people, aliases and ledger belongs to
//! the account in use; an answer for another account is dropped.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::assembled::Opens;
use crate::check::{Ledger, LedgerKey};
use crate::credentials::Secret;
use crate::journal::{Account, AccountId, AccountKind, Learned, NewAccount, Topic};
use crate::people::{Aliases, People};
use crate::pipeline::Surroundings;

use super::{Effect, Failure, Place, State, judging};

/// The accounts and the one in use.
#[derive(Debug)]
pub struct Accounts {
    /// Every account, practice first.
    pub list: Vec<Account>,
    /// The one in use.
    pub current: AccountId,
    /// Its people, aliases and ledger.
    pub around: Surroundings,
    /// What a person found out about it.
    pub learned: Vec<Learned>,
    /// Whether aliases and ledger have been read: nothing is judged before.
    pub ready: bool,
    /// How its people list stands.
    pub people: PeopleState,
    /// The practice server of this run.
    pub practice: Option<Endpoint>,
    /// The last test of a connection.
    pub test: Test,
    /// Whether keys are kept beyond this session.
    pub keys: Keys,
}

/// Where an account's requests go, for the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The base URL.
    pub url: String,
    /// The last 4 characters of the key.
    pub key_last4: String,
}

/// How the people list of the account in use stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeopleState {
    /// Not asked for yet.
    None,
    /// On its way; the list before, if any, is in use.
    Loading,
    /// There.
    Loaded {
        /// Since when.
        at: DateTime<Utc>,
        /// What the key opens.
        opens: Opens,
    },
    /// Could not be read; the list before, if any, is in use.
    Failed(Failure),
}

/// A test of a connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Test {
    /// None was made.
    #[default]
    None,
    /// Waits for the keychain or the server.
    Running,
    /// It works, and this is what the key opens.
    Works(Opens),
    /// It does not.
    Failed(Failure),
}

/// Where keys go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Keys {
    /// The keychain; as far as is known, it works.
    #[default]
    Keychain,
    /// Memory of this session only: the keychain's reason.
    Session(String),
}

/// An account as a person filled it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The account that is changed; `None` adds one.
    pub id: Option<AccountId>,
    /// Name, kind, address and colour.
    pub account: NewAccount,
    /// Whether each batch names itself (`Idempotency-Key`).
    pub idempotency_key: bool,
    /// The key, where one was typed.
    pub key: Option<Secret>,
}

/// What can happen to accounts.
#[derive(Debug)]
pub enum Message {
    /// The practice server runs.
    PracticeStarted(Endpoint),
    /// The list was read.
    Listed(Result<Vec<Account>, Failure>),
    /// Aliases and ledger of an account were read.
    Around(AccountId, Result<(Aliases, Ledger, Vec<Learned>), Failure>),
    /// Write down what was found out about the account in use; an empty answer takes it back.
    Learn(Topic, String),
    /// People of an account arrived, or did not.
    People(AccountId, Result<People, Failure>),
    /// Use another account.
    Use(AccountId),
    /// Get the people list again.
    RefreshPeople,
    /// A value means nobody any more.
    ForgetAlias(String),
    /// Keep an account.
    Save(Draft),
    /// It was kept, and so was its key: in the keychain or in memory.
    Saved(Result<(Account, Keys), Failure>),
    /// Take an account off the list.
    Remove(AccountId),
    /// Try an address and a key.
    Test(Draft),
    /// How that went.
    Tested(Result<Opens, Failure>),
    /// The form was changed or closed: an old result says nothing about it.
    ForgetTest,
}

impl Accounts {
    /// Before anything was read: practice, with nothing known.
    pub fn new(current: Option<AccountId>) -> Self {
        Self {
            list: Vec::new(),
            current: current.unwrap_or_else(|| AccountId(AccountId::PRACTICE.to_owned())),
            around: nothing_known(),
            learned: Vec::new(),
            ready: false,
            people: PeopleState::None,
            practice: None,
            test: Test::None,
            keys: Keys::Keychain,
        }
    }

    /// The account in use; `None` until the list was read.
    pub fn current(&self) -> Option<&Account> {
        self.list.iter().find(|account| account.id == self.current)
    }

    /// The account of that id.
    pub fn get(&self, id: &AccountId) -> Option<&Account> {
        self.list.iter().find(|account| account.id == *id)
    }

    /// Where an account's requests go. Practice has a new address and key in every run.
    pub fn endpoint(&self, account: &Account) -> Endpoint {
        match (account.kind, &self.practice) {
            (AccountKind::Practice, Some(practice)) => practice.clone(),
            _ => Endpoint { url: account.url.clone(), key_last4: account.key_last4.clone() },
        }
    }

    /// The name of an agent, for the screen; `None` where the people list does not know them.
    pub fn agent_name(&self, agent_id: &str) -> Option<&str> {
        let people = self.around.people.as_deref()?;
        people
            .list()
            .iter()
            .find(|person| person.agent_id.as_deref() == Some(agent_id))
            .map(|person| person.name.as_str())
    }
}

/// What a key opens, in words: "412 people, Berlin and Leeds".
pub fn opens_words(opens: &Opens) -> String {
    let people = if opens.people == 1 { "1 person".to_owned() } else { format!("{} people", opens.people) };
    match opens.sites.as_slice() {
        [] => people,
        [one] => format!("{people}, {one}"),
        [one, two] => format!("{people}, {one} and {two}"),
        [one, two, rest @ ..] => format!("{people}, {one}, {two} and {} more", rest.len()),
    }
}

/// Changes the state by what happened.
pub(super) fn update(state: &mut State, message: Message) -> Vec<Effect> {
    match message {
        Message::PracticeStarted(endpoint) => state.accounts.practice = Some(endpoint),
        Message::Listed(Ok(list)) => return listed(state, list),
        Message::Around(account, Ok((aliases, ledger, learned))) => {
            if account == state.accounts.current {
                state.accounts.learned = learned;
            }
            return around(state, &account, aliases, ledger);
        }
        Message::Learn(topic, answer) => {
            return vec![Effect::Learn(state.accounts.current.clone(), topic, answer)];
        }
        Message::Listed(Err(failure)) | Message::Around(_, Err(failure)) => {
            state.notices.error(failure.what, failure.hint);
        }
        Message::People(account, people) => return people_came(state, &account, people),
        Message::Use(account) => return switch(state, account),
        Message::ForgetAlias(value) => return forget_alias(state, value),
        Message::RefreshPeople => return fetch_people(state),
        Message::Save(draft) => {
            state.accounts.test = Test::Running;
            return vec![Effect::SaveAccount(draft)];
        }
        Message::Saved(Ok((account, keys))) => return saved(state, account, keys),
        Message::Remove(account) => {
            let mut effects = vec![Effect::RemoveAccount(account.clone())];
            if state.accounts.current == account {
                effects.extend(switch(state, AccountId(AccountId::PRACTICE.to_owned())));
            }
            return effects;
        }
        Message::Test(draft) => {
            state.accounts.test = Test::Running;
            return vec![Effect::TestConnection(draft)];
        }
        Message::Tested(Ok(opens)) => state.accounts.test = Test::Works(opens),
        Message::Saved(Err(failure)) | Message::Tested(Err(failure)) => {
            state.accounts.test = Test::Failed(failure);
        }
        Message::ForgetTest => state.accounts.test = Test::None,
    }
    Vec::new()
}

/// What has to be read of the account in use: aliases, ledger, people.
pub(super) fn load_current(state: &mut State) -> Vec<Effect> {
    let mut effects = vec![Effect::LoadAround(state.accounts.current.clone())];
    effects.extend(fetch_people(state));
    effects
}

fn listed(state: &mut State, list: Vec<Account>) -> Vec<Effect> {
    let first = state.accounts.list.is_empty();
    state.accounts.list = list;
    if state.accounts.current().is_none() {
        AccountId::PRACTICE.clone_into(&mut state.accounts.current.0);
    }
    if first { load_current(state) } else { Vec::new() }
}

fn around(state: &mut State, account: &AccountId, aliases: Aliases, ledger: Ledger) -> Vec<Effect> {
    if *account != state.accounts.current {
        return Vec::new();
    }
    state.accounts.around.aliases = Arc::new(aliases);
    state.accounts.around.ledger = Arc::new(ledger);
    state.accounts.ready = true;
    let mut effects = judging::judge_all(state);
    effects.push(Effect::LoadSent(account.clone()));
    effects.extend(super::drafts::recount(state));
    effects
}

fn people_came(state: &mut State, account: &AccountId, people: Result<People, Failure>) -> Vec<Effect> {
    if *account != state.accounts.current {
        return Vec::new();
    }
    match people {
        Ok(people) => {
            state.accounts.people = PeopleState::Loaded { at: state.now, opens: Opens::of(people.list()) };
            state.accounts.around.people = Some(Arc::new(people));
            let mut effects = judging::judge_all(state);
            effects.extend(super::drafts::recount(state));
            effects
        }
        Err(failure) => {
            state.accounts.people = PeopleState::Failed(failure);
            Vec::new()
        }
    }
}

fn forget_alias(state: &mut State, value: String) -> Vec<Effect> {
    Arc::make_mut(&mut state.accounts.around.aliases).set(&value, None);
    let account = state.accounts.current.clone();
    let mut effects = vec![Effect::SetAlias { account, value, agent_id: None }];
    effects.extend(judging::judge_all(state));
    effects
}

fn fetch_people(state: &mut State) -> Vec<Effect> {
    let Some(account) = state.accounts.current().cloned() else { return Vec::new() };
    if state.accounts.people == PeopleState::Loading {
        return Vec::new();
    }
    state.accounts.people = PeopleState::Loading;
    vec![Effect::FetchPeople(account)]
}

fn switch(state: &mut State, account: AccountId) -> Vec<Effect> {
    if state.accounts.current == account || state.accounts.get(&account).is_none() {
        return Vec::new();
    }
    if state.sending.holds_the_account() {
        state.notices.error(
            "The account cannot be changed while an upload is under way.",
            "Stop it, or wait until it has ended.",
        );
        return Vec::new();
    }
    state.sending.ask = super::sending::Stage::Idle;
    state.accounts.current = account.clone();
    state.sent = super::Sent::default();
    state.accounts.around = nothing_known();
    state.accounts.learned.clear();
    state.accounts.ready = false;
    state.accounts.people = PeopleState::None;
    state.settings.account = Some(account.0);
    let mut effects = load_current(state);
    effects.push(Effect::SaveSettings(state.settings.clone()));
    effects
}

fn saved(state: &mut State, account: Account, keys: Keys) -> Vec<Effect> {
    if let Keys::Session(reason) = &keys {
        state.notices.error(
            format!("The key of {} is kept for this session only. {reason}", account.name),
            "Type it again after the next start, or unlock the keychain and save the account again.",
        );
    }
    state.accounts.keys = keys;
    let id = account.id.clone();
    state.accounts.list.retain(|other| other.id != id);
    state.accounts.list.push(account);
    state.accounts.test = Test::None;
    state.dialog = None;
    let mut effects = vec![Effect::LoadAccounts];
    if state.accounts.current == id {
        state.accounts.people = PeopleState::None;
        effects.extend(fetch_people(state));
    } else {
        effects.extend(switch(state, id));
    }
    if state.tabs.active().is_none() {
        state.place = Place::Week;
    }
    effects
}

fn nothing_known() -> Surroundings {
    Surroundings {
        people: None,
        aliases: Arc::default(),
        ledger: Arc::new(Ledger::empty(LedgerKey([0; 32]))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_key_opens_in_words() {
        for (people, sites, words) in [
            (1, vec![], "1 person"),
            (9, vec!["Berlin"], "9 people, Berlin"),
            (412, vec!["Berlin", "Leeds"], "412 people, Berlin and Leeds"),
            (412, vec!["Berlin", "Leeds", "Porto", "Cork"], "412 people, Berlin, Leeds and 2 more"),
        ] {
            let sites = sites.into_iter().map(str::to_owned).collect();
            assert_eq!(opens_words(&Opens { people, sites }), words);
        }
    }
}
