//! The worker on real sockets, against the practice server: every answer leads where the design says,
//! and what the journal says of a row is what the server did.

use scorebridge::assembled::{Client, Timeouts};
use scorebridge::credentials::Secret;
use scorebridge::journal::{BatchState, SendLock};
use scorebridge::practice::{self, Practice};
use scorebridge::upload::{End, Event, Options, PauseReason, Stop};

use crate::uploading::{Bench, PATIENCE, Running};

#[test]
fn everything_is_accepted() {
    let bench = Bench::new(5, "");
    let (events, summary) = bench.send();
    assert_eq!(summary.end, End::Finished);
    assert_eq!((summary.rows.accepted, summary.rows.skipped, summary.rows.read), (10, 3, 13));
    assert_eq!(bench.taken(), (0..10).collect());
    let states: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::Batch(batch) => Some((batch.batch, batch.state)),
            _ => None,
        })
        .collect();
    let expected: Vec<_> =
        (1..=5).flat_map(|batch| [(batch, BatchState::Sending), (batch, BatchState::Accepted)]).collect();
    assert_eq!(states, expected);
}

#[test]
fn what_answers_lead_to() {
    use BatchState::{Accepted, Refused, Unknown, Waiting};
    let stopped = |stop| End::Paused(PauseReason::Stopped(stop));
    // script of the first answers → where three batches stand, and how the worker ended
    let table: Vec<(&str, [BatchState; 3], End)> = vec![
        ("202\n422 body=no\n202", [Accepted, Refused, Accepted], End::Finished),
        ("202\n500\n202", [Accepted, Unknown, Accepted], End::Finished),
        ("202\n503\n202", [Accepted, Unknown, Accepted], End::Finished),
        ("202\n200\n202", [Accepted, Unknown, Accepted], End::Finished),
        ("202\nclose-before-read\n202", [Accepted, Unknown, Accepted], End::Finished),
        ("202\nclose-after-read\n202", [Accepted, Unknown, Accepted], End::Finished),
        ("202\nreset\n202", [Accepted, Unknown, Accepted], End::Finished),
        ("202\nstall\n202", [Accepted, Unknown, Accepted], End::Finished),
        ("202\ncut\n202", [Accepted, Accepted, Accepted], End::Finished),
        ("202\n429 retry-after=1\n202", [Accepted, Accepted, Accepted], End::Finished),
        ("202\n503 retry-after=1\n202", [Accepted, Accepted, Accepted], End::Finished),
        ("202\n408\n202", [Accepted, Accepted, Accepted], End::Finished),
        ("500\n500", [Unknown, Unknown, Waiting], End::Paused(PauseReason::Unknown)),
        ("401", [Waiting, Waiting, Waiting], stopped(Stop::WrongKey)),
        ("403", [Waiting, Waiting, Waiting], stopped(Stop::NotAllowed(403))),
        ("404", [Waiting, Waiting, Waiting], stopped(Stop::WrongAddress(404))),
        ("407", [Waiting, Waiting, Waiting], stopped(Stop::Proxy)),
        ("302", [Waiting, Waiting, Waiting], stopped(Stop::Redirected(302, None))),
        ("303", [Unknown, Waiting, Waiting], stopped(Stop::Redirected(303, None))),
        ("415", [Refused, Waiting, Waiting], stopped(Stop::WrongAddress(415))),
        ("501", [Refused, Waiting, Waiting], stopped(Stop::WrongAddress(501))),
    ];
    // Each has a server and a data folder of its own, so they need not wait for one another.
    std::thread::scope(|scope| {
        for (script, states, end) in table {
            scope.spawn(move || {
                let bench = Bench::new(3, script);
                let (_, summary) = bench.send();
                assert_eq!((bench.states(), summary.end), (states.to_vec(), end), "{script}");
            });
        }
    });
}

#[test]
fn a_refused_first_batch_pauses_and_later_three_in_a_row() {
    let bench = Bench::new(6, "422 body=\"score must be a number\"\n202\n400\n400\n400\n202");
    let (_, summary) = bench.send();
    let End::Paused(PauseReason::Refused(words)) = summary.end else { panic!("{:?}", summary.end) };
    assert!(words.contains("score must be a number"), "{words}");
    let (_, summary) = bench.send();
    assert!(matches!(summary.end, End::Paused(PauseReason::Refused(_))), "{:?}", summary.end);
    let (_, summary) = bench.send();
    assert_eq!(summary.end, End::Finished);
    assert_eq!((summary.rows.accepted, summary.rows.refused), (4, 8));
}

#[test]
fn a_batch_that_is_too_large_goes_on_as_halves_and_one_row_is_named() {
    let bench = Bench::new(2, "413\n202\n413\n202");
    let (events, summary) = bench.send();
    assert_eq!(summary.end, End::Finished);
    assert_eq!((summary.rows.accepted, summary.rows.refused), (3, 1));
    let of_halves: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::Batch(batch) if batch.state != BatchState::Sending => {
                Some((batch.batch, batch.of, batch.into, batch.rows, batch.state))
            }
            _ => None,
        })
        .collect();
    assert_eq!(
        of_halves,
        [
            (1, None, Some([3, 4]), 2, BatchState::Split),
            (3, Some(1), None, 1, BatchState::Accepted),
            (4, Some(1), None, 1, BatchState::Refused),
            (2, None, None, 2, BatchState::Accepted),
        ]
    );
}

#[test]
fn a_wrong_key_costs_one_request_and_the_right_one_goes_on() {
    let bench = Bench::new(3, "");
    let wrong =
        Client::new(bench.practice.url().parse().unwrap(), Secret::new("wrong".to_owned()), bench.timeouts);
    let mut running = bench.start(wrong, Options { in_flight: 4, pace: 60_000, ..Options::default() }, true);
    assert_eq!(running.wait_for_pause(), PauseReason::Stopped(Stop::WrongKey));
    let sent = running
        .seen
        .iter()
        .filter(|event| matches!(event, Event::Batch(batch) if batch.state == BatchState::Sending));
    assert_eq!(sent.count(), 1);
    running.handle.resume(Some(bench.client()));
    let (_, summary) = running.end();
    assert_eq!((summary.end.clone(), summary.rows.accepted), (End::Finished, 6));
    bench.check(&summary);
}

#[test]
fn a_server_that_is_off_pauses_and_goes_on_when_it_is_back() {
    let mut bench = Bench::new(2, "");
    let client = bench.client();
    let url: url::Url = bench.practice.url().parse().unwrap();
    // Taken by nobody while the server is off.
    let off = practice::Options { port: 0, ..practice::Options::default() };
    bench.practice = Practice::start(off).unwrap();
    let mut running = bench.start(client, Options::default(), true);
    let PauseReason::Offline(why) = running.wait_for_pause() else { panic!("{:?}", running.seen) };
    assert!(!why.contains(url.as_str()), "{why}");
    running.handle.resume(Some(bench.client()));
    let (events, summary) = running.end();
    assert_eq!((summary.end, summary.rows.accepted), (End::Finished, 4));
    let retried = events.iter().filter(|event| matches!(event, Event::Batch(batch) if batch.retrying));
    assert_eq!(retried.count(), 3, "four attempts");
}

#[test]
fn a_long_wait_is_kept_over_a_restart() {
    let bench = Bench::new(2, "429 retry-after=86400");
    let (_, summary) = bench.send();
    let End::Paused(PauseReason::LongWait(until)) = summary.end else { panic!("{:?}", summary.end) };
    let (events, summary) = bench.send();
    assert_eq!(events.len(), 1, "nothing was sent: {events:?}");
    let End::Paused(PauseReason::LongWait(again)) = summary.end else { panic!("{:?}", summary.end) };
    assert_eq!(again.timestamp_millis(), until.timestamp_millis());
}

#[test]
fn stop_waits_for_the_answer_that_is_on_its_way() {
    let bench = Bench::new(3, "202 after=1s");
    let timeouts = Timeouts { answer: PATIENCE, ..bench.timeouts };
    let client = Client::new(bench.practice.url().parse().unwrap(), bench.practice.key().clone(), timeouts);
    let mut running = bench.start(client, Options::default(), true);
    running.wait_for("first request", |event| matches!(event, Event::Batch(_)));
    running.handle.stop();
    let (_, summary) = running.end();
    assert_eq!((summary.end.clone(), summary.rows.accepted, summary.rows.not_sent), (End::Stopped, 2, 4));
    bench.check(&summary);
}

#[test]
fn a_dropped_handle_stops_and_leaves_a_silent_server_unknown() {
    let bench = Bench::new(2, "stall");
    let timeouts = Timeouts { answer: PATIENCE, ..bench.timeouts };
    let client = Client::new(bench.practice.url().parse().unwrap(), bench.practice.key().clone(), timeouts);
    let mut running = bench.start(client, Options::default(), true);
    running.wait_for("first request", |event| matches!(event, Event::Batch(_)));
    let Running { handle, events, .. } = running;
    drop(handle);
    let summary = loop {
        if let Event::Ended(summary) = events.recv_timeout(PATIENCE).unwrap() {
            break summary;
        }
    };
    assert_eq!((summary.end.clone(), summary.rows.unknown, summary.rows.not_sent), (End::Stopped, 2, 2));
    bench.check(&summary);
    SendLock::acquire(&bench.data_dir()).unwrap();
}

#[test]
fn pause_holds_and_resume_goes_on() {
    let bench = Bench::new(40, "202 after=100ms");
    let mut running = bench.start(bench.client(), Options { pace: 60_000, ..Options::default() }, true);
    running.handle.pause();
    assert_eq!(running.wait_for_pause(), PauseReason::Asked);
    running.handle.resume(None);
    running.wait_for("going on", |event| *event == Event::Resumed);
    let (_, summary) = running.end();
    assert_eq!((summary.end, summary.rows.accepted), (End::Finished, 80));
}

#[test]
fn a_second_sender_is_refused_at_once() {
    let bench = Bench::new(1, "");
    let _lock = SendLock::acquire(&bench.data_dir()).unwrap();
    assert!(SendLock::acquire(&bench.data_dir()).is_err());
}
