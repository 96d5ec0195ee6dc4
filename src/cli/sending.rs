//! Sends one sealed upload and tells about it: events while it runs, then where it stands.
//!
//! Shared by `upload`, `resume` and `demo`. Invariant: what is printed of a batch was on disk before,
//! and the last event of each batch says how it ended.

use std::sync::mpsc::{self, RecvTimeoutError, SyncSender};
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::assembled::Client;
use crate::journal::{BatchState, Journal, SendLock, Sums, UploadId};
use crate::model::{Outcome, Outcomes};
use crate::upload::{self, BatchEvent, End, Event, Handle};

use super::failure::Failure;
use super::interrupt::Interrupt;
use super::output::{Output, complain, grouped};
use super::session::Session;

/// How the sending of one upload ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Nothing is left to send.
    Finished,
    /// Something is left, for this reason.
    Stopped(Failure),
}

/// What wakes the one who waits.
enum Signal {
    Event(Event),
    Interrupt,
}

/// How many events may wait to be printed: the worker waits for the printer beyond.
const EVENTS: usize = 64;

/// How often to look whether the worker is still there.
const LOOK: Duration = Duration::from_secs(1);

/// Sends what an upload has waiting, and prints what happens. Returns where its rows stand.
pub fn send(
    session: &Session,
    lock: &SendLock,
    upload: &UploadId,
    client: Client,
    mut options: upload::Options,
    interrupt: &Interrupt,
    output: Output,
) -> Result<(Sums, Ended), Failure> {
    let batches = session.journal.batches(upload)?.len();
    // A key with which the server never took anything was a wrong one: another needs no confirming.
    options.new_key_confirmed |= never_got_through(&session.journal.upload(upload)?.outcomes);
    if let Some(cost) = options.cost(largest_batch(&session.journal, upload)?) {
        output.progress(&cost);
    }
    let (sender, signals) = mpsc::sync_channel(EVENTS);
    let asked = sender.clone();
    interrupt.on_ask(move || tell(&asked, Signal::Interrupt));
    let report = move |event| tell(&sender, Signal::Event(event));
    let data_dir = session.data_dir.clone();
    let handle = upload::start(data_dir, lock.share()?, upload.clone(), client, options, false, report)?;
    let teller = Teller { output, batches };
    let end = loop {
        match signals.recv_timeout(LOOK) {
            Ok(Signal::Event(Event::Ended(summary))) => break summary.end,
            Ok(Signal::Event(event)) => teller.event(&event),
            Ok(Signal::Interrupt) => stop(&handle, output),
            Err(RecvTimeoutError::Timeout) if handle.is_running() => {}
            // It ended without a word: as after a crash, the journal knows the rest.
            Err(_gone) => break End::Stopped,
        }
    };
    handle.join();
    let ended = match end {
        End::Finished => Ended::Finished,
        End::Stopped => Ended::Stopped(Failure::from(&upload::PauseReason::Asked)),
        End::Paused(reason) => Ended::Stopped(Failure::from(&reason)),
    };
    if ended != Ended::Finished {
        teller.left_waiting(&session.journal, upload)?;
    }
    Ok((session.journal.upload(upload)?.summary(), ended))
}

/// How many rows the largest batch has that waits to be sent.
fn largest_batch(journal: &Journal, upload: &UploadId) -> Result<u32, Failure> {
    let batches = journal.batches(upload)?;
    let waiting = batches.iter().filter(|batch| batch.state == BatchState::Waiting);
    Ok(waiting.map(|batch| batch.rows).max().unwrap_or(0))
}

/// Whether nothing of an upload is at the server, or may be.
fn never_got_through(outcomes: &Outcomes) -> bool {
    outcomes.of(Outcome::NotSent) == outcomes.sealed()
}

/// The printer is gone only when the run is: then there is nobody to tell.
fn tell(signals: &SyncSender<Signal>, signal: Signal) {
    drop(signals.send(signal));
}

fn stop(handle: &Handle, output: Output) {
    output.progress("Stopping. What is on its way is waited for, at most 5 seconds.");
    handle.stop();
}

/// Says what happens.
struct Teller {
    output: Output,
    batches: usize,
}

impl Teller {
    fn event(&self, event: &Event) {
        match event {
            Event::Batch(batch) => self.batch(batch),
            Event::Waiting(seconds) => {
                self.either(&json!({"event": "wait", "seconds": seconds}), || {
                    format!("Waiting {seconds} s.")
                });
            }
            Event::Paused(reason) => {
                let Failure { code, message, .. } = Failure::from(reason);
                self.either(&json!({"event": "paused", "code": code, "message": message}), || {
                    message.clone()
                });
            }
            Event::Resumed => self.either(&json!({"event": "resumed"}), || "Going on.".to_owned()),
            Event::Ended(_) => {}
        }
    }

    fn batch(&self, event: &BatchEvent) {
        self.either(&batch_json(event), || batch_words(event, self.batches));
    }

    fn either(&self, json: &Value, words: impl FnOnce() -> String) {
        if self.output.json { self.output.object(json) } else { complain(&words()) }
    }

    /// The last event of the batches that were left: not sent.
    fn left_waiting(&self, journal: &Journal, upload: &UploadId) -> Result<(), Failure> {
        if !self.output.json {
            return Ok(());
        }
        for batch in journal.batches(upload)? {
            if batch.state == BatchState::Waiting {
                let event = json!({
                    "event": "batch", "batch": batch.batch, "rows": batch.rows, "state": "not_sent",
                    "attempt": batch.attempts,
                });
                self.output.object(&event);
            }
        }
        Ok(())
    }
}

/// The name of a batch's state as an event says it.
fn state_name(event: &BatchEvent) -> &'static str {
    if event.retrying || event.into.is_some() {
        return "retrying";
    }
    match event.state {
        BatchState::Waiting => "waiting",
        BatchState::Sending => "sending",
        BatchState::Accepted => "accepted",
        BatchState::Refused => "refused",
        BatchState::Unknown => "unknown",
        BatchState::ReceivedByPerson => "received_by_person",
        BatchState::NotSent => "not_sent",
        BatchState::Split => "retrying",
    }
}

fn batch_json(event: &BatchEvent) -> Value {
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
    put("event", "batch".into());
    put("batch", event.batch.into());
    if let Some(of) = event.of {
        put("of", of.into());
    }
    if let Some(into) = event.into {
        put("into", into.to_vec().into());
    }
    put("rows", event.rows.into());
    put("state", state_name(event).into());
    put("attempt", event.attempt.into());
    if let Some(http) = event.http {
        put("http", http.into());
    }
    if let Some(ms) = event.ms {
        put("ms", ms.into());
    }
    if let Some(message) = &event.message {
        put("message", message.as_str().into());
    }
    Value::Object(object)
}

fn batch_words(event: &BatchEvent, batches: usize) -> String {
    let rows = grouped(event.rows);
    let what = match state_name(event) {
        "waiting" => "waits".to_owned(),
        "sending" => format!("sending {rows} rows"),
        "accepted" => format!("{rows} rows accepted"),
        "retrying" => event.into.map_or_else(
            || "not taken; it is sent again".to_owned(),
            |[first, second]| format!("too large; cut into {first} and {second}"),
        ),
        "refused" => format!("{rows} rows refused"),
        "unknown" => format!("{rows} rows sent, no answer that says what became of them"),
        "received_by_person" => format!("{rows} rows are at the server, as you say"),
        _ => "not sent".to_owned(),
    };
    let status = event.http.map_or_else(String::new, |http| format!(" ({http})"));
    let said = event.message.as_ref().filter(|_| event.state != BatchState::Accepted);
    let said = said.map_or_else(String::new, |message| format!(": {message}"));
    format!("batch {} of {batches}: {what}{status}{said}", event.batch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_have_the_names_of_the_contract() {
        let event = BatchEvent {
            batch: 3,
            of: None,
            into: None,
            rows: 200,
            state: BatchState::Accepted,
            retrying: false,
            attempt: 1,
            http: Some(202),
            ms: Some(41),
            message: None,
        };
        let json = |event: &BatchEvent| serde_json::to_string(&batch_json(event)).unwrap();
        assert_eq!(
            json(&event),
            r#"{"event":"batch","batch":3,"rows":200,"state":"accepted","attempt":1,"http":202,"ms":41}"#
        );
        let retrying =
            BatchEvent { state: BatchState::Waiting, retrying: true, http: Some(429), ..event.clone() };
        assert_eq!(state_name(&retrying), "retrying");
        let split = BatchEvent { state: BatchState::Split, into: Some([6, 7]), ..event.clone() };
        assert_eq!(batch_json(&split)["state"], "retrying");
        assert_eq!(batch_json(&split)["into"], json!([6, 7]));
        let half = BatchEvent { of: Some(3), batch: 6, ..event };
        assert_eq!(batch_json(&half)["of"], 3);
    }
}
