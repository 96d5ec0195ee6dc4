//! kill -9 while an upload is planned, sent or resumed, while a receipt is written, and while the journal is
//! tidied up: no row is taken twice, none is lost, none is claimed that was not taken, and at most what was in flight is unknown.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::cli::program::{Home, PracticeChild, Ran, assert_adds_up, json_lines};
use crate::cli::scores::Scores;

const ROWS: u64 = 80;
const BATCH_ROWS: u64 = 4;

#[test]
fn resume_after_a_kill_takes_no_row_twice_and_loses_none() {
    println!("{}", campaign("resume"));
}

#[test]
fn a_plain_upload_after_a_kill_takes_no_row_twice_and_loses_none() {
    println!("{}", campaign("upload"));
}

/// One upload that is killed, with a data folder of its own.
struct Run<'a> {
    home: &'a Home,
    practice: &'a PracticeChild,
    seed: u64,
}

/// What a campaign did and met. Whatever must not happen has failed it before.
#[derive(Default)]
struct Tally {
    kills: u64,
    /// Of those: before anything was sealed; with four batches in flight; while a receipt was written;
    /// while old texts were deleted and the file was written anew.
    planning: u64,
    four_in_flight: u64,
    receipts: u64,
    tidying: u64,
    unknown: u64,
    slowest_restart: Duration,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kills, planning, four_in_flight, receipts, tidying, unknown, slowest_restart } = self;
        write!(
            f,
            "{kills} kills, of them {planning} while planning, {four_in_flight} with four batches in flight, \
             {receipts} while a receipt was written, {tidying} in compaction: rows taken twice 0, lost 0, claimed \
             but not taken 0, sums wrong 0; {unknown} rows unknown, never more than were in flight; slowest \
             restart {} ms",
            slowest_restart.as_millis()
        )
    }
}

/// How many seeds the long campaign asks for.
fn long() -> Option<u64> {
    std::env::var("SCOREBRIDGE_TEST_KILLS").ok().and_then(|count| count.parse().ok())
}

/// Kills, finishes with that command and accounts for every row, seed by seed. Every third seed is
/// killed a second time, while it finishes, every fourth while it writes its receipt, and every other one
/// while it tidies up.
fn campaign(finish: &str) -> Tally {
    let home = Home::new();
    let scores = Scores::new(ROWS, 0);
    home.write("scores.csv", &scores.csv);
    home.write("roster.csv", &scores.roster);
    let practice =
        home.practice(&["--roster", "roster.csv", "--record", "taken.ndjson", "--rate", "1000000"]);
    let mut tally = Tally::default();
    for seed in 0..long().unwrap_or(20) {
        let run = Run { home: &home, practice: &practice, seed };
        let before = fs::metadata(home.path("taken.ndjson")).map_or(0, |taken| taken.len());
        let mut kills = u64::from(run.kill_anywhere(run.upload()));
        tally.slowest_restart = tally.slowest_restart.max(run.restart());
        let sealed = !run.uploads().is_empty();
        tally.planning += u64::from(!sealed);
        // Nothing was sealed, nothing was sent: there is nothing to resume.
        let finishing = || if finish == "resume" && sealed { run.resume() } else { run.upload() };
        kills += u64::from(seed % 3 == 0 && run.kill(finishing()));
        let ended = Ran::of(finishing());
        let unknown: u64 = run.uploads().iter().map(unknown_rows).sum();
        assert_eq!(ended.code, if unknown > 0 { 3 } else { 0 }, "seed {seed}: {ended:?}");
        let at_risk = kills * run.in_flight() * BATCH_ROWS;
        assert!(unknown <= at_risk, "seed {seed}: more than what was in flight is unknown: {ended:?}");
        run.account_for(&taken(&home, before));
        if run.in_flight() > 1 {
            tally.four_in_flight += kills;
        }
        if seed % 4 == 0 {
            let killed = u64::from(run.kill_receipt());
            (kills, tally.receipts) = (kills + killed, tally.receipts + killed);
        }
        if seed % 4 < 2 {
            let killed = u64::from(run.kill_early(run.tidy(), 40_000));
            (kills, tally.tidying) = (kills + killed, tally.tidying + killed);
            let tidied = Ran::of(run.tidy());
            assert_eq!(tidied.code, 0, "seed {seed}: half tidied: {tidied:?}");
        }
        let idle = Ran::of(run.resume());
        assert_eq!(idle.code, ended.code, "seed {seed}: nothing is left: {idle:?}");
        run.account_for(&taken(&home, before));
        (tally.kills, tally.unknown) = (tally.kills + kills, tally.unknown + unknown);
        // What failed stays to be looked at; what held makes room for the next.
        fs::remove_dir_all(run.data_dir()).unwrap();
    }
    if long().is_some() {
        let slowest = tally.slowest_restart;
        assert!(slowest < Duration::from_secs(2), "a restart took {slowest:?}");
    }
    tally
}

/// The conversations that the server took since its record was so long, in order.
fn taken(home: &Home, since: u64) -> Vec<String> {
    let mut record = File::open(home.path("taken.ndjson")).unwrap();
    record.seek(SeekFrom::Start(since)).unwrap();
    let mut text = String::new();
    record.read_to_string(&mut text).unwrap();
    let lines = json_lines(&text);
    lines.iter().map(|line| line["score"]["conversation_external_id"].as_str().unwrap().to_owned()).collect()
}

impl Run<'_> {
    fn data_dir(&self) -> PathBuf {
        self.home.path(&format!("data-{}", self.seed))
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = self.home.command(args);
        command.env("SCOREBRIDGE_DATA_DIR", self.data_dir()).env("PRACTICE_KEY", &self.practice.key);
        command
    }

    /// Every other seed sends several batches at once.
    fn in_flight(&self) -> u64 {
        if self.seed.is_multiple_of(2) { 1 } else { 4 }
    }

    fn upload(&self) -> Command {
        let url = self.practice.url.as_str();
        let args = ["upload", "scores.csv", "--json", "--roster", "roster.csv", "--url", url];
        let mut command = self.command(&args);
        command.args(["--batch-rows", &BATCH_ROWS.to_string()]);
        self.sending(command)
    }

    fn resume(&self) -> Command {
        self.sending(self.command(&["resume", "--json"]))
    }

    /// Deletes every text there is.
    fn tidy(&self) -> Command {
        self.command(&["tidy", "--json", "--receipt-months", "0"])
    }

    fn sending(&self, mut command: Command) -> Command {
        command.args(["--key-env", "PRACTICE_KEY", "--pace", "100000"]);
        command.args(["--in-flight", &self.in_flight().to_string()]);
        command
    }

    /// Every fifth seed is killed by time alone, which is while it starts, reads, checks or seals; the
    /// others once it has begun to send.
    fn kill_anywhere(&self, command: Command) -> bool {
        if self.seed % 5 == 1 { self.kill_early(command, 60_000) } else { self.kill(command) }
    }

    /// Starts it and kills it at most so many microseconds later. Whether it was killed.
    fn kill_early(&self, mut command: Command, within: u64) -> bool {
        let pause = Duration::from_micros(fastrand::Rng::with_seed(self.seed).u64(..within));
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        spin(pause);
        child.kill().unwrap();
        child.wait().unwrap().code().is_none()
    }

    /// Starts it and kills it: after an event and a pause that the seed chooses. Whether it was killed
    /// and had not ended before.
    fn kill(&self, mut command: Command) -> bool {
        let mut random = fastrand::Rng::with_seed(self.seed);
        let event = random.usize(..20);
        let pause = Duration::from_micros(random.u64(..3_000));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        if lines.by_ref().take(event + 1).count() > event {
            spin(pause);
        }
        child.kill().unwrap();
        child.wait().unwrap().code().is_none()
    }

    /// Kills the writing of a receipt: it is there as a whole or not at all.
    fn kill_receipt(&self) -> bool {
        let upload = self.uploads().pop().unwrap();
        let out = self.home.path(&format!("receipt-{}.ndjson", self.seed));
        let mut command = self.command(&["receipt", id(&upload), "-o"]);
        command.arg(&out);
        let killed = self.kill_early(command, 40_000);
        if let Ok(text) = fs::read_to_string(&out) {
            assert_eq!(
                json_lines(&text).last().unwrap()["event"],
                "summary",
                "seed {}: half of it",
                self.seed
            );
            fs::remove_file(&out).unwrap();
        }
        killed
    }

    /// How long a start takes that finds what a kill left.
    fn restart(&self) -> Duration {
        let since = Instant::now();
        let ran = Ran::of(self.command(&["uploads", "--json"]));
        assert_eq!(ran.code, 0, "seed {}: {ran:?}", self.seed);
        since.elapsed()
    }

    /// Every upload of the data folder, as `uploads` lists it.
    fn uploads(&self) -> Vec<Value> {
        let listed = Ran::of(self.command(&["uploads", "--json"])).json();
        let uploads = listed["uploads"].as_array().unwrap();
        for upload in uploads {
            assert_adds_up(&upload["rows"]);
        }
        uploads.clone()
    }

    /// What the receipts say of each row, and what the server took of it, fit together.
    fn account_for(&self, taken: &[String]) {
        let mut times: BTreeMap<u64, u32> = BTreeMap::new();
        for conversation in taken {
            *times.entry(conversation.parse::<u64>().unwrap() - 10_000_000 + 1).or_default() += 1;
        }
        let mut states: BTreeMap<u64, String> = BTreeMap::new();
        for upload in self.uploads() {
            let receipt = Ran::of(self.command(&["receipt", id(&upload), "-o", "-"]));
            for line in json_lines(&receipt.stdout).iter().filter(|line| line["row"].is_u64()) {
                let state = line["state"].as_str().unwrap().to_owned();
                let before = states.insert(line["row"].as_u64().unwrap(), state);
                assert_eq!(before, None, "seed {}: two uploads hold the row of {line}", self.seed);
            }
        }
        for row in 1..=ROWS {
            let times = times.get(&row).copied().unwrap_or(0);
            match states.get(&row).map(String::as_str) {
                Some("accepted") => assert_eq!(times, 1, "seed {}: row {row}", self.seed),
                Some("unknown") => assert!(times <= 1, "seed {}: row {row} was taken twice", self.seed),
                other => panic!("seed {}: row {row} is {other:?}, taken {times} times", self.seed),
            }
        }
    }
}

fn id(upload: &Value) -> &str {
    upload["upload"].as_str().unwrap()
}

fn unknown_rows(upload: &Value) -> u64 {
    upload["rows"]["unknown"].as_u64().unwrap_or(0)
}

/// Waits without giving the processor away: a kill must hit a moment, not a scheduler's tick.
fn spin(pause: Duration) {
    let since = Instant::now();
    while since.elapsed() < pause {
        std::hint::spin_loop();
    }
}
