//! The worker: a named thread with a tokio runtime that sends one upload's batches.
//!
//! The one impure part of sending: it has the clock, the journal and the network, and decides nothing;
//! [`engine`](super::engine) does. Invariant: actions are carried out one by one in the order given, so
//! that an intent is on disk before its bytes leave and an answer before anyone hears of it.

use std::future;
use std::path::PathBuf;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use chrono::Utc;
use tokio::sync::{mpsc, watch};
use tokio::task::{AbortHandle, JoinError, JoinSet};

use crate::assembled::{Answer, Client, SendError, Stage};
use crate::journal::{AccountId, AttemptStart, Journal, JournalError, SendLock, UploadId, UploadInfo};
use crate::model::Outcomes;

use super::desk::{self, Desk, UploadJournal};
use super::engine::{Action, Binding, Engine, Input, Now, Start};
use super::{End, Event, Summary};

/// How to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Requests at once, 1 to 8.
    pub in_flight: u8,
    /// Requests a minute.
    pub pace: u32,
    /// A person has confirmed that a key other than the one the upload began with is of the same account.
    pub new_key_confirmed: bool,
}

impl Options {
    /// As fast as the server allows: its whole rate, and as many requests at once as there may be.
    pub const FASTEST: Self = Self { in_flight: 8, pace: 300, new_key_confirmed: false };

    /// What sending several batches at once costs, as a sentence; nothing for one at a time.
    pub fn cost(&self, batch_rows: u32) -> Option<String> {
        let (batches, rows) = (self.in_flight, u32::from(self.in_flight) * batch_rows);
        (batches > 1).then(|| {
            format!(
                "Up to {batches} batches are on their way at once: one fault can leave all of them, up to {rows} \
                 rows, without an answer for you to look up. One at a time leaves at most {batch_rows}."
            )
        })
    }
}

impl Default for Options {
    fn default() -> Self {
        Self { in_flight: 1, pace: 240, new_key_confirmed: false }
    }
}

/// Steers a running worker. Dropping it stops the worker: no new batch leaves; what is in flight is
/// waited for at most 5 s, on the worker's own thread. The drop itself does not wait.
#[derive(Debug)]
pub struct Handle {
    commands: mpsc::Sender<Command>,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
enum Command {
    Pause,
    Resume(Option<Box<Client>>),
}

impl Handle {
    /// No new batch leaves until [`resume`](Self::resume).
    pub fn pause(&self) {
        self.command(Command::Pause);
    }

    /// Goes on; with another client where the key was changed.
    pub fn resume(&self, client: Option<Client>) {
        self.command(Command::Resume(client.map(Box::new)));
    }

    /// No new batch leaves, ever; what is in flight is waited for at most 5 s.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Whether [`Event::Ended`] is still to come.
    pub fn is_running(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| !thread.is_finished())
    }

    /// Waits for the end.
    pub fn join(mut self) {
        if let Some(thread) = self.thread.take() {
            // A panic was printed by its own thread; the journal recovers as from a crash.
            drop(thread.join());
        }
    }

    /// A command that finds the queue full is one of dozens in the same instant: nothing is lost.
    fn command(&self, command: Command) {
        drop(self.commands.try_send(command));
    }
}

/// Starts sending what an upload has waiting; what was on its way when a program ended becomes unknown
/// first. `report` is called on the worker's thread, in order. `attended`: whether someone is there to
/// go on after a pause; if not, a pause ends the worker.
///
/// # Errors
/// Where the journal cannot be opened or the thread cannot be started.
pub fn start(
    data_dir: PathBuf,
    lock: SendLock,
    upload: UploadId,
    client: Client,
    options: Options,
    attended: bool,
    mut report: impl FnMut(Event) + Send + 'static,
) -> Result<Handle, JournalError> {
    let other = |error: std::io::Error| JournalError::Other(error.to_string());
    let mut journal = Journal::open(&data_dir)?;
    journal.recover()?;
    let info = journal.upload(&upload)?;
    let endpoint = endpoint(&client);
    let account = journal.account(&info.account.0)?;
    let names_batches = account.is_none_or(|account| account.idempotency_key);
    let named = names_batches.then(|| upload.clone());
    let begin = Start {
        queue: desk::waiting(&journal.batches(&upload)?),
        outcomes: info.outcomes,
        wait_until: info.wait_until,
        binding: Binding {
            bound: info
                .endpoint
                .clone()
                .map(|(host, key_fingerprint)| AttemptStart { host, key_fingerprint }),
            now: endpoint.clone(),
            strict: info.account.0 != AccountId::PRACTICE,
        },
        options,
        attended,
        seed: fastrand::u64(..),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(other)?;
    let (commands, inbox) = mpsc::channel(64);
    let (stop, stopped) = watch::channel(false);
    let desk = Desk::new(UploadJournal::new(data_dir, journal, upload), endpoint);
    let run = move || {
        let driver = Driver::new(client, named, desk, begin, inbox, stopped);
        let (outcomes, end) = runtime.block_on(driver.run(&mut report));
        // Nothing waits for connections that never answer.
        runtime.shutdown_background();
        // Before anyone hears of the end: they may start the next upload at once.
        drop(lock);
        let info = UploadInfo { outcomes, ..info };
        let rows = info.summary();
        report(Event::Ended(Summary { upload: info.id, outcomes, rows, end }));
    };
    let thread = std::thread::Builder::new().name("upload".to_owned()).spawn(run).map_err(other)?;
    Ok(Handle { commands, stop, thread: Some(thread) })
}

/// Host and key that a client sends to.
fn endpoint(client: &Client) -> AttemptStart {
    AttemptStart { host: client.base().host(), key_fingerprint: client.key_fingerprint() }
}

/// Everything impure, and the engine that decides.
struct Driver {
    client: Client,
    /// The upload by which batches name themselves to the server, if they do.
    named: Option<UploadId>,
    desk: Desk<UploadJournal>,
    engine: Engine,
    clock: Instant,
    requests: JoinSet<(u32, Answer)>,
    on_their_way: Vec<(u32, AbortHandle)>,
    inbox: mpsc::Receiver<Command>,
    stopped: watch::Receiver<bool>,
    stopping: bool,
}

impl Driver {
    fn new(
        client: Client,
        named: Option<UploadId>,
        desk: Desk<UploadJournal>,
        start: Start,
        inbox: mpsc::Receiver<Command>,
        stopped: watch::Receiver<bool>,
    ) -> Self {
        let clock = Instant::now();
        let engine = Engine::new(start, now(clock));
        let (requests, on_their_way) = (JoinSet::new(), Vec::new());
        Self { client, named, desk, engine, clock, requests, on_their_way, inbox, stopped, stopping: false }
    }

    /// Sends until nothing is left, or nothing more may be sent.
    async fn run(mut self, report: &mut impl FnMut(Event)) -> (Outcomes, End) {
        let mut input = Input::Tick;
        loop {
            if let Some(end) = self.step(input, report) {
                return (self.engine.outcomes(), end);
            }
            input = self.next_input().await;
        }
    }

    fn step(&mut self, input: Input, report: &mut impl FnMut(Event)) -> Option<End> {
        let Self { client, named, desk, engine, clock, requests, on_their_way, .. } = self;
        desk.turn(
            engine,
            || now(*clock),
            input,
            |desk, action| match action {
                Action::Send { batch } => {
                    let Some(body) = desk.take_body(batch) else { return };
                    let client = match named {
                        // Fixed per sealed batch: a half after a 413 is another batch.
                        Some(upload) => client.clone().naming_batch(format!("{upload}-{batch}")),
                        None => client.clone(),
                    };
                    let request = requests.spawn(async move { (batch, client.send_scores(body).await) });
                    on_their_way.push((batch, request));
                }
                Action::CutOff { batch } => {
                    for (_, request) in on_their_way.extract_if(.., |(of, _)| *of == batch) {
                        request.abort();
                    }
                }
                Action::Report(event) => report(event),
                _for_the_disk => {}
            },
        )
    }

    /// Waits for whatever happens first: a wish of a person, an answer, the time to go on.
    async fn next_input(&mut self) -> Input {
        loop {
            let wake = self.engine.wake();
            let clock = self.clock;
            tokio::select! {
                biased;
                () = asked_to_stop(&mut self.stopped), if !self.stopping => {
                    self.stopping = true;
                    return Input::Stop;
                }
                Some(command) = self.inbox.recv() => return self.obey(command),
                Some(landed) = self.requests.join_next() => {
                    if let Some(input) = self.landed(landed) {
                        return input;
                    }
                }
                () = sleep_until(clock, wake) => return Input::Tick,
            }
        }
    }

    fn obey(&mut self, command: Command) -> Input {
        match command {
            Command::Pause => Input::Pause,
            Command::Resume(client) => {
                // While it runs, each request goes to the same place with the same key.
                if let Some(client) = client.filter(|_| self.engine.is_paused()) {
                    self.client = *client;
                    self.desk.endpoint = endpoint(&self.client);
                }
                Input::Resume { endpoint: self.desk.endpoint.clone() }
            }
        }
    }

    /// An answer; or a request that was cut off, or that failed in an unforeseen way.
    fn landed(&mut self, landed: Result<(u32, Answer), JoinError>) -> Option<Input> {
        let (batch, answer) = match landed {
            Ok(landed) => landed,
            Err(error) => {
                let (batch, _) = *self.on_their_way.iter().find(|(_, request)| request.id() == error.id())?;
                let message = "the request broke off inside the program".to_owned();
                (batch, Answer::None(SendError { stage: Stage::Sent, message, bytes_written: 0 }))
            }
        };
        self.on_their_way.retain(|(of, _)| *of != batch);
        Some(Input::Answered { batch, answer: Box::new(answer) })
    }
}

fn now(clock: Instant) -> Now {
    Now { mono: clock.elapsed(), wall: Utc::now() }
}

/// Ends at that time of the clock; never where there is none.
async fn sleep_until(clock: Instant, wake: Option<Duration>) {
    match wake {
        Some(wake) => tokio::time::sleep_until((clock + wake).into()).await,
        None => future::pending().await,
    }
}

/// Ends once somebody asked to stop, or nobody holds the handle any more.
async fn asked_to_stop(stopped: &mut watch::Receiver<bool>) {
    drop(stopped.wait_for(|stop| *stop).await);
}
