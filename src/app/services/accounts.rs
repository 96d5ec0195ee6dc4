//! Threads for accounts: the list, keys, people, aliases.

use crate::app::accounts::{Draft, Keys, Message as AccountMessage};
use crate::app::{Effect, Failure, Message};
use crate::assembled::{ApiError, BaseUrl, Client, Opens, Timeouts};
use crate::credentials::Secret;
use crate::journal::{Account, Journal, JournalError};
use crate::people::{People, Person};

use super::{Services, Shared, journal_failure};

pub(super) fn run(services: &Services, effect: Effect) {
    match effect {
        Effect::LoadAccounts => services.with_journal(
            |journal| Ok(Message::Accounts(AccountMessage::Listed(Ok(journal.accounts()?)))),
            |failure| Message::Accounts(AccountMessage::Listed(Err(failure))),
        ),
        Effect::LoadAround(id) => {
            let failed = id.clone();
            services.with_journal(
                move |journal| {
                    let known = (journal.aliases(&id)?, journal.ledger(&id)?, journal.learned(&id)?);
                    Ok(Message::Accounts(AccountMessage::Around(id, Ok(known))))
                },
                move |failure| Message::Accounts(AccountMessage::Around(failed, Err(failure))),
            );
        }
        Effect::Learn(account, topic, answer) => services.with_journal(
            move |journal| {
                journal.learn(&account, topic, &answer)?;
                let known =
                    (journal.aliases(&account)?, journal.ledger(&account)?, journal.learned(&account)?);
                Ok(Message::Accounts(AccountMessage::Around(account, Ok(known))))
            },
            Message::Failed,
        ),
        Effect::SetAlias { account, value, agent_id } => services.with_journal(
            move |journal| {
                journal.set_alias(&account, &value, agent_id.as_deref())?;
                Ok(Message::Tick)
            },
            Message::Failed,
        ),
        Effect::FetchPeople(account) => services.with_shared("people", move |shared| {
            let people = shared.endpoint(&account).and_then(|(url, key)| fetch(&url, key)).map(People::new);
            shared.tell(Message::Accounts(AccountMessage::People(account.id, people)));
        }),
        Effect::TestConnection(draft) => services.with_shared("connection test", move |shared| {
            let tested = key_of(shared, &draft)
                .and_then(|key| fetch(&draft.account.url, key))
                .map(|people| Opens::of(&people));
            shared.tell(Message::Accounts(AccountMessage::Tested(tested)));
        }),
        Effect::SaveAccount(draft) => save(services, draft),
        Effect::RemoveAccount(id) => services.with_shared("keychain", move |shared| {
            let removed = Journal::open(&shared.data_dir).and_then(|mut journal| {
                journal.remove_account(&id)?;
                journal.accounts()
            });
            // A key that cannot be reached now is no reason to keep the account.
            let _gone = shared.vault.remove(&id.0);
            let listed = removed.map_err(|error| journal_failure(&error));
            shared.tell(Message::Accounts(AccountMessage::Listed(listed)));
        }),
        _ => {}
    }
}

/// Keeps the account, then its key: an account without a key can be completed, not the other way.
/// On a thread of its own, as the keychain may wait for a person.
fn save(services: &Services, draft: Draft) {
    services.with_shared("keychain", move |shared| {
        let saved = Journal::open(&shared.data_dir).and_then(|mut journal| {
            let account = match &draft.id {
                None => {
                    let added = journal.add_account(&draft.account)?;
                    Account { idempotency_key: draft.idempotency_key, ..added }
                }
                Some(id) => {
                    let known = journal.account(&id.0)?;
                    let known = known.ok_or_else(|| JournalError::NotFound(format!("account {id}")))?;
                    let new = draft.account.clone();
                    let idempotency_key = draft.idempotency_key;
                    Account {
                        name: new.name,
                        kind: new.kind,
                        url: new.url,
                        colour: new.colour,
                        idempotency_key,
                        ..known
                    }
                }
            };
            with_key(shared, &mut journal, account, draft.key.as_ref())
        });
        let saved = saved.map_err(|error| journal_failure(&error));
        shared.tell(Message::Accounts(AccountMessage::Saved(saved)));
    });
}

/// Keeps a key that was typed while an upload waited for it.
pub(super) fn keep_new_key(services: &Services, account: Account, key: Secret) {
    services.with_shared("keychain", move |shared| {
        let saved = Journal::open(&shared.data_dir)
            .and_then(|mut journal| with_key(shared, &mut journal, account, Some(&key)));
        match saved {
            Ok(saved) => shared.tell(Message::Accounts(AccountMessage::Saved(Ok(saved)))),
            Err(error) => shared.tell(Message::Failed(journal_failure(&error))),
        }
    });
}

fn with_key(
    shared: &Shared,
    journal: &mut Journal,
    mut account: Account,
    key: Option<&Secret>,
) -> Result<(Account, Keys), JournalError> {
    let mut keys = Keys::Keychain;
    if let Some(key) = key {
        account.key_last4 = key.last4();
        keys = shared.keep_key(&account.id, key);
    }
    journal.update_account(&account)?;
    Ok((account, keys))
}

fn key_of(shared: &Shared, draft: &Draft) -> Result<Secret, Failure> {
    if let Some(key) = &draft.key {
        return Ok(key.clone());
    }
    let kept = draft.id.as_ref().map(|id| shared.key(id)).transpose()?.flatten();
    kept.ok_or_else(|| Failure::new("There is no key yet.", "Type the key."))
}

/// The people of an account. Blocking, on the thread that calls it.
fn fetch(url: &str, key: Secret) -> Result<Vec<Person>, Failure> {
    let client = client(url, key)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("The network cannot be used: {error}."), ""))?;
    runtime.block_on(client.people()).map_err(|error| Failure::new(&error, api_hint(&error)))
}

/// A client for an address and a key.
pub(super) fn client(url: &str, key: Secret) -> Result<Client, Failure> {
    let base: BaseUrl =
        url.parse().map_err(|error| Failure::new(error, "Correct the address under Accounts."))?;
    Ok(Client::new(base, key, Timeouts::default()))
}

fn api_hint(error: &ApiError) -> &'static str {
    match error {
        ApiError::WrongKey => "Check the key, and type it again under Accounts.",
        ApiError::NotAllowed => "Ask for a key that may read people.",
        ApiError::NotTheApi => "Check the address under Accounts.",
        ApiError::NoAnswer(_) => "Check the connection, then refresh the people list.",
        _ => "Try again later.",
    }
}
