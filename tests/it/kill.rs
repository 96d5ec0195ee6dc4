//! kill -9 during an upload: no row is taken twice, none is lost, and at most the batch in flight of
//! each kill is unknown.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::cli::program::{Home, PracticeChild, Ran, json_lines};
use crate::cli::scores::Scores;

const ROWS: u64 = 80;
const BATCH_ROWS: u64 = 4;

#[test]
fn resume_after_a_kill_takes_no_row_twice_and_loses_none() {
    let (kills, unknown) = campaign("resume");
    println!("{kills} kills, {unknown} rows unknown");
}

#[test]
fn a_plain_upload_after_a_kill_takes_no_row_twice_and_loses_none() {
    let (kills, unknown) = campaign("upload");
    println!("{kills} kills, {unknown} rows unknown");
}

/// One upload that is killed, with a data folder of its own.
struct Run<'a> {
    home: &'a Home,
    practice: &'a PracticeChild,
    seed: u64,
}

/// How many seeds: 20, or as many as the long campaign asks for.
fn seeds() -> u64 {
    std::env::var("SCOREBRIDGE_TEST_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(20)
}

/// Kills, finishes with that command and accounts for every row, seed by seed. Every third seed is
/// killed a second time, while it finishes. Returns how often it was killed, and how many rows nobody
/// knows about.
fn campaign(finish: &str) -> (u64, u64) {
    let home = Home::new();
    let scores = Scores::new(ROWS, 0);
    home.write("scores.csv", &scores.csv);
    home.write("roster.csv", &scores.roster);
    let practice =
        home.practice(&["--roster", "roster.csv", "--record", "taken.ndjson", "--rate", "1000000"]);
    let (mut all_kills, mut all_unknown) = (0, 0);
    for seed in 0..seeds() {
        let run = Run { home: &home, practice: &practice, seed };
        let finishing = || if finish == "resume" { run.resume() } else { run.upload() };
        let before = taken(&home).len();
        assert!(run.kill(run.upload()), "seed {seed}: it ended before it could be killed");
        let kills = 1 + u64::from(seed % 3 == 0 && run.kill(finishing()));
        let ended = Ran::of(finishing());
        let unknown = ended.summary()["unknown"].as_u64().unwrap();
        assert_eq!(ended.code, if unknown > 0 { 3 } else { 0 }, "seed {seed}: {ended:?}");
        let at_risk = kills * run.in_flight() * BATCH_ROWS;
        assert!(unknown <= at_risk, "seed {seed}: more than what was in flight is unknown: {ended:?}");
        run.account_for(&taken(&home)[before..]);
        let idle = Ran::of(run.resume());
        assert_eq!(idle.code, ended.code, "seed {seed}: nothing is left: {idle:?}");
        run.account_for(&taken(&home)[before..]);
        (all_kills, all_unknown) = (all_kills + kills, all_unknown + unknown);
    }
    (all_kills, all_unknown)
}

/// The conversations that the server took, in order.
fn taken(home: &Home) -> Vec<String> {
    let text = fs::read_to_string(home.path("taken.ndjson")).unwrap();
    let lines = json_lines(&text);
    lines.iter().map(|line| line["score"]["conversation_external_id"].as_str().unwrap().to_owned()).collect()
}

impl Run<'_> {
    fn command(&self, args: &[&str]) -> Command {
        let mut command = self.home.command(args);
        command
            .env("SCOREBRIDGE_DATA_DIR", self.home.path(&format!("data-{}", self.seed)))
            .env("PRACTICE_KEY", &self.practice.key);
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

    fn sending(&self, mut command: Command) -> Command {
        command.args(["--key-env", "PRACTICE_KEY", "--pace", "100000"]);
        command.args(["--in-flight", &self.in_flight().to_string()]);
        command
    }

    /// Starts it and kills it: after an event and a pause that the seed chooses. Whether it was killed
    /// and had not ended before.
    fn kill(&self, mut command: Command) -> bool {
        let mut random = fastrand::Rng::with_seed(self.seed);
        let event = random.usize(..20);
        let pause = Duration::from_micros(random.u64(..3_000));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let seen = lines.by_ref().take(event + 1).count();
        let since = Instant::now();
        while seen > event && since.elapsed() < pause {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap().code().is_none()
    }

    /// What the receipts say of each row, and what the server took of it, fit together.
    fn account_for(&self, taken: &[String]) {
        let mut times: BTreeMap<u64, u32> = BTreeMap::new();
        for conversation in taken {
            *times.entry(conversation.parse::<u64>().unwrap() - 10_000_000 + 1).or_default() += 1;
        }
        let mut states: BTreeMap<u64, String> = BTreeMap::new();
        for upload in Ran::of(self.command(&["uploads", "--json"])).json()["uploads"].as_array().unwrap() {
            let id = upload["upload"].as_str().unwrap();
            let receipt = Ran::of(self.command(&["receipt", id, "-o", "-"]));
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
