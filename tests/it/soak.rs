//! Upload after upload in one process, against a practice server with faults by chance: every batch ends
//! in a state that its attempts explain, no row is doubled or claimed, and neither memory nor descriptors
//! grow. A few uploads in the gate; `SCOREBRIDGE_TEST_SOAK_SECS=3600` for an hour.

use std::fmt::Write as _;
use std::fs;
use std::time::{Duration, Instant};

use scorebridge::journal::{BatchState, Journal};
use scorebridge::upload::{Event, Options, Summary};

use crate::uploading::Bench;

const BATCHES: u32 = 24;

#[test]
fn uploads_with_faults_by_chance_explain_themselves_and_leak_nothing() {
    let seconds = std::env::var("SCOREBRIDGE_TEST_SOAK_SECS").ok().and_then(|secs| secs.parse().ok());
    let (since, mut seed) = (Instant::now(), 0);
    let (mut rows, mut unknown, mut pauses) = (0, 0, 0);
    let mut use_of = Vec::new();
    while seconds.map_or(seed < 3, |seconds| since.elapsed() < Duration::from_secs(seconds)) {
        eprintln!("seed {seed}"); // the last one printed is the one that failed
        let (summary, stops) = upload(seed);
        rows += u64::from(summary.rows.read);
        unknown += u64::from(summary.rows.unknown);
        pauses += stops;
        use_of.push(Use::now());
        seed += 1;
    }
    if seconds.is_some() {
        let flat = Growth::of(&use_of);
        println!("{seed} runs: {rows} rows in uploads, {unknown} unknown, {pauses} pauses; {flat}");
        flat.assert();
    }
}

/// One upload with a person who goes on after every pause. How often it paused.
fn upload(seed: u64) -> (Summary, u32) {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut bench = Bench::new(BATCHES, &script(&mut random));
    bench.timeouts.answer = Duration::from_millis(200);
    let options = Options { pace: 60_000, in_flight: random.u8(1..=8), ..Options::default() };
    let mut running = bench.start(bench.client(), options, true);
    let mut pauses = 0;
    let summary = loop {
        let happens = |event: &Event| matches!(event, Event::Paused(_) | Event::Ended(_));
        if let Event::Ended(summary) = running.wait_for("pause or end", happens) {
            break summary;
        }
        pauses += 1;
        running.handle.resume(Some(bench.client()));
    };
    running.handle.join();
    bench.check(&summary);
    explained(&bench);
    (summary, pauses)
}

/// Answers in which everything happens that needs no waiting for minutes.
fn script(random: &mut fastrand::Rng) -> String {
    const FAULTS: [&str; 16] = [
        "200",
        "204",
        "303 location=https://elsewhere.example/",
        "307 location=https://elsewhere.example/",
        "400 body={\"message\":\"no\"}",
        "401",
        "403",
        "408",
        "409",
        "413",
        "429 retry-after=1",
        "500",
        "503 retry-after=1",
        "cut",
        "close-after-read",
        "reset",
    ];
    let mut script = String::new();
    for _ in 0..BATCHES {
        let answer = match random.usize(..60) {
            n if n < FAULTS.len() => FAULTS[n],
            16 => "stall",
            17 => "close-before-read",
            _ => "202 after=2ms",
        };
        writeln!(script, "{answer}").unwrap();
    }
    script
}

/// Each batch has ended, after an attempt that says why it ended so.
fn explained(bench: &Bench) {
    let journal = Journal::open(&bench.data_dir()).unwrap();
    for batch in journal.batches(&bench.upload).unwrap() {
        let fits = match batch.state {
            BatchState::Accepted => batch.http == Some(202),
            BatchState::Split => batch.http == Some(413),
            BatchState::Refused => batch.http.is_some_and(|http| (400..500).contains(&http)),
            BatchState::Unknown => batch.http.is_none_or(|http| matches!(http, 200..400 | 500..)),
            _ => false,
        };
        let said = batch.message.as_ref().is_some_and(|message| !message.is_empty());
        assert!(fits && said && batch.attempts > 0 && batch.sent_at.is_some(), "{batch:?}");
    }
}

/// What the process holds.
#[derive(Clone, Copy, Debug)]
struct Use {
    /// Resident memory, in KiB.
    memory: u64,
    descriptors: usize,
}

impl Use {
    /// As Linux tells it; nothing elsewhere.
    fn now() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let memory = resident.and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok());
        let descriptors = fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
        Self { memory: memory.unwrap_or(0), descriptors }
    }
}

/// The medians of the second and of the last fifth: the first one warms up.
#[derive(Debug)]
struct Growth {
    early: Use,
    late: Use,
}

impl Growth {
    fn of(uses: &[Use]) -> Self {
        let fifth = uses.len() / 5;
        let median = |part: &[Use]| {
            let (mut memory, mut descriptors): (Vec<_>, Vec<_>) =
                part.iter().map(|of| (of.memory, of.descriptors)).unzip();
            memory.sort_unstable();
            descriptors.sort_unstable();
            Use { memory: memory[memory.len() / 2], descriptors: descriptors[descriptors.len() / 2] }
        };
        Self { early: median(&uses[fifth..=2 * fifth]), late: median(&uses[uses.len() - 1 - fifth..]) }
    }

    fn assert(&self) {
        let Self { early, late } = self;
        assert!(late.memory * 100 <= early.memory * 105, "memory grows: {self:?}");
        assert!(late.descriptors <= early.descriptors, "descriptors leak: {self:?}");
    }
}

impl std::fmt::Display for Growth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { early, late } = self;
        write!(
            f,
            "memory {} → {} KiB, descriptors {} → {}",
            early.memory, late.memory, early.descriptors, late.descriptors
        )
    }
}
