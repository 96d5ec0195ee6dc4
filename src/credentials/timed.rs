//! A keychain that may hang, on a thread of its own and with a time limit.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::{Secret, VaultError};

/// Threads that may hang at once. After that the keychain counts as locked until one comes back.
const MOST_HANGING: usize = 3;

/// Calls that may wait for the thread.
const QUEUE: usize = 16;

/// Keys that last, behind calls that may block for as long as they like.
pub(super) trait Store: Send + Sync {
    fn get(&self, account: &str) -> Result<Option<Secret>, VaultError>;
    fn set(&self, account: &str, key: &Secret) -> Result<(), VaultError>;
    fn remove(&self, account: &str) -> Result<(), VaultError>;
}

/// A store whose calls end within a limit. They run one after the other on one thread, since a keychain
/// does not keep the order of several. A thread that hangs is left behind, and the next call has a new
/// one; what was waiting behind the hanging call is dropped with it, never carried out late.
pub(super) struct Timed<S> {
    store: Arc<S>,
    limit: Duration,
    worker: Mutex<Option<Worker>>,
    /// Held by each thread that is still there.
    threads: Arc<()>,
}

#[derive(Clone)]
struct Worker {
    jobs: SyncSender<Job>,
    /// Tells this worker from its successors.
    id: Arc<()>,
}

/// A call. Its caller holds the token's other end as long as it waits.
struct Job {
    run: Box<dyn FnOnce() + Send>,
    waiting: std::sync::Weak<()>,
}

impl<S: Store + 'static> Timed<S> {
    pub fn new(store: S, limit: Duration) -> Self {
        Self { store: Arc::new(store), limit, worker: Mutex::default(), threads: Arc::default() }
    }

    fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&S) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let worker = self.worker()?;
        let (answer, answered) = sync_channel(1);
        let waiting = Arc::new(());
        let store = Arc::clone(&self.store);
        let run = Box::new(move || {
            // Fails where the caller has stopped waiting.
            answer.send(work(&store)).unwrap_or_default();
        });
        let job = Job { run, waiting: Arc::downgrade(&waiting) };
        let sent = worker.jobs.try_send(job).is_ok();
        match answered.recv_timeout(self.limit) {
            Ok(result) if sent => result,
            _ => {
                self.leave_behind(&worker);
                Err(VaultError::Locked)
            }
        }
    }

    /// The thread that carries out calls: the one there is, or a new one.
    fn worker(&self) -> Result<Worker, VaultError> {
        let mut current = self.worker.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(worker) = &*current {
            return Ok(worker.clone());
        }
        if Arc::strong_count(&self.threads) > MOST_HANGING {
            return Err(VaultError::Locked);
        }
        let (jobs, received) = sync_channel(QUEUE);
        let alive = Arc::clone(&self.threads);
        let run = move || {
            carry_out(&received);
            drop(alive);
        };
        let spawned = thread::Builder::new().name("keychain".to_owned()).spawn(run);
        spawned.map_err(|error| VaultError::Denied(error.to_string()))?;
        Ok(current.insert(Worker { jobs, id: Arc::default() }).clone())
    }

    fn leave_behind(&self, worker: &Worker) {
        let mut current = self.worker.lock().unwrap_or_else(PoisonError::into_inner);
        if current.as_ref().is_some_and(|current| Arc::ptr_eq(&current.id, &worker.id)) {
            *current = None;
        }
    }
}

/// The thread: ends when nobody can give it a call any more.
fn carry_out(jobs: &Receiver<Job>) {
    for job in jobs {
        if job.waiting.strong_count() > 0 {
            (job.run)();
        }
    }
}

impl<S: Store + 'static> Store for Timed<S> {
    fn get(&self, account: &str) -> Result<Option<Secret>, VaultError> {
        let account = account.to_owned();
        self.call(move |store| store.get(&account))
    }

    fn set(&self, account: &str, key: &Secret) -> Result<(), VaultError> {
        let (account, key) = (account.to_owned(), key.clone());
        self.call(move |store| store.set(&account, &key))
    }

    fn remove(&self, account: &str) -> Result<(), VaultError> {
        let account = account.to_owned();
        self.call(move |store| store.remove(&account))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Condvar;

    use super::super::session::WithSession;
    use super::super::{MemoryVault, Vault as _};
    use super::*;

    const SHORT: Duration = Duration::from_millis(50);
    const LONG: Duration = Duration::from_mins(1);

    /// A keychain whose prompt somebody has to answer; counts the calls that it was asked.
    #[derive(Default)]
    struct Prompting {
        keys: MemoryVault,
        state: Mutex<Prompt>,
        changed: Condvar,
    }

    #[derive(Default)]
    struct Prompt {
        open: bool,
        asked: usize,
    }

    impl Prompting {
        fn prompt(&self, open: bool) {
            self.state.lock().unwrap().open = open;
            self.changed.notify_all();
        }

        fn asked(&self) -> usize {
            self.state.lock().unwrap().asked
        }

        fn wait(&self) {
            let mut state = self.state.lock().unwrap();
            state.asked += 1;
            drop(self.changed.wait_while(state, |state| state.open).unwrap());
        }
    }

    impl Store for Arc<Prompting> {
        fn get(&self, account: &str) -> Result<Option<Secret>, VaultError> {
            self.wait();
            self.keys.get(account)
        }
        fn set(&self, account: &str, key: &Secret) -> Result<(), VaultError> {
            self.wait();
            self.keys.set(account, key)
        }
        fn remove(&self, account: &str) -> Result<(), VaultError> {
            self.wait();
            self.keys.remove(account)
        }
    }

    fn key(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[test]
    fn keys_come_back_and_are_forgotten() {
        let vault = WithSession::new(Timed::new(Arc::<Prompting>::default(), LONG));
        assert_eq!(vault.get("a"), Ok(None));
        vault.set("a", &key("one")).unwrap();
        vault.set("b", &key("two")).unwrap();
        vault.set("a", &key("three")).unwrap();
        assert_eq!((vault.get("a"), vault.get("b")), (Ok(Some(key("three"))), Ok(Some(key("two")))));
        vault.remove("a").unwrap();
        vault.remove("a").unwrap();
        assert_eq!(vault.get("a"), Ok(None));
    }

    #[test]
    fn a_hanging_keychain_is_locked_and_does_not_hold_up_the_next_call() {
        let keychain = Arc::<Prompting>::default();
        keychain.prompt(true);
        let timed = Timed::new(Arc::clone(&keychain), SHORT);
        assert_eq!(timed.get("a"), Err(VaultError::Locked));
        keychain.prompt(false);
        let timed = Timed { limit: LONG, ..timed };
        assert_eq!(timed.set("a", &key("one")), Ok(()));
        assert_eq!(timed.get("a"), Ok(Some(key("one"))));
    }

    #[test]
    fn only_so_many_threads_hang_and_they_come_back() {
        let keychain = Arc::<Prompting>::default();
        keychain.prompt(true);
        let timed = Timed::new(Arc::clone(&keychain), SHORT);
        while keychain.asked() < MOST_HANGING {
            assert_eq!(timed.get("a"), Err(VaultError::Locked));
        }
        for _ in 0..3 {
            assert_eq!(timed.get("a"), Err(VaultError::Locked));
        }
        assert_eq!(keychain.asked(), MOST_HANGING);
        keychain.prompt(false);
        while Arc::strong_count(&timed.threads) > 1 {
            thread::yield_now();
        }
        let timed = Timed { limit: LONG, ..timed };
        assert_eq!(timed.get("a"), Ok(None));
    }

    #[test]
    fn what_nobody_waits_for_any_more_is_not_carried_out_late() {
        let (jobs, received) = sync_channel(QUEUE);
        let (done, ran) = sync_channel(QUEUE);
        let waiting = Arc::new(());
        for (name, waiting) in
            [("waited for", Arc::downgrade(&waiting)), ("given up", std::sync::Weak::new())]
        {
            let done = done.clone();
            jobs.send(Job { run: Box::new(move || done.send(name).unwrap()), waiting }).unwrap();
        }
        drop((jobs, done));
        carry_out(&received);
        assert_eq!(ran.iter().collect::<Vec<_>>(), ["waited for"]);
    }

    #[test]
    fn without_a_keychain_a_key_lives_in_this_session_if_it_is_said_so() {
        struct Absent;
        impl Store for Absent {
            fn get(&self, _: &str) -> Result<Option<Secret>, VaultError> {
                Err(VaultError::Absent)
            }
            fn set(&self, _: &str, _: &Secret) -> Result<(), VaultError> {
                Err(VaultError::Absent)
            }
            fn remove(&self, _: &str) -> Result<(), VaultError> {
                Err(VaultError::Absent)
            }
        }
        let vault = WithSession::new(Timed::new(Absent, LONG));
        assert_eq!(vault.set("a", &key("one")), Err(VaultError::Absent));
        assert_eq!(vault.get("a"), Err(VaultError::Absent));
        vault.set_for_session("a", &key("one"));
        assert_eq!(vault.get("a"), Ok(Some(key("one"))));
        assert_eq!(vault.remove("a"), Ok(()));
        assert_eq!(vault.get("a"), Err(VaultError::Absent));
        assert_eq!(vault.remove("a"), Err(VaultError::Absent));
    }
}
