//! kill -9 during an upload: no row is taken twice, none is lost, and at most the batch in flight of
//! each kill is unknown.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::cli::program::{Home, PracticeChild, Ran, json_lines};
use crate::cli::scores::Scores;

const KILLS: u64 = 20;
const ROWS: u64 = 80;
const BATCH_ROWS: &str = "4";

#[test]
fn resume_after_a_kill_takes_no_row_twice_and_loses_none() {
    let unknown = campaign("resume");
    println!("{KILLS} kills, {unknown} rows unknown");
}

#[test]
fn a_plain_upload_after_a_kill_takes_no_row_twice_and_loses_none() {
    let unknown = campaign("upload");
    println!("{KILLS} kills, {unknown} rows unknown");
}

/// One upload that is killed, with a data folder of its own.
struct Run<'a> {
    home: &'a Home,
    practice: &'a PracticeChild,
    seed: u64,
}

/// Kills, finishes with that command and accounts for every row, seed by seed. Returns how many rows nobody knows about.
fn campaign(finish: &str) -> u64 {
    let home = Home::new();
    let scores = Scores::new(ROWS, 0);
    home.write("scores.csv", &scores.csv);
    home.write("roster.csv", &scores.roster);
    let practice =
        home.practice(&["--roster", "roster.csv", "--record", "taken.ndjson", "--rate", "1000000"]);
    let mut unknown = 0;
    for seed in 0..KILLS {
        let run = Run { home: &home, practice: &practice, seed };
        let before = taken(&home).len();
        run.kill(run.upload());
        let ended = Ran::of(if finish == "resume" { run.resume() } else { run.upload() });
        let rows = ended.summary();
        assert!(matches!(ended.code, 0 | 3), "seed {seed}: {ended:?}");
        let lost = rows["unknown"].as_u64().unwrap();
        assert!(
            lost <= BATCH_ROWS.parse().unwrap(),
            "seed {seed}: more than the batch in flight is unknown: {rows}"
        );
        unknown += lost;
        run.account_for(&taken(&home)[before..]);
        let idle = Ran::of(run.resume());
        assert_eq!(idle.code, ended.code, "seed {seed}: nothing is left: {idle:?}");
        assert_eq!(taken(&home).len(), before + run.taken_once(&taken(&home)[before..]), "seed {seed}");
    }
    unknown
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

    fn upload(&self) -> Command {
        let url = self.practice.url.as_str();
        let mut command =
            self.command(&["upload", "scores.csv", "--json", "--roster", "roster.csv", "--url", url]);
        command.args(["--key-env", "PRACTICE_KEY", "--batch-rows", BATCH_ROWS, "--pace", "100000"]);
        command
    }

    fn resume(&self) -> Command {
        self.command(&["resume", "--json", "--key-env", "PRACTICE_KEY", "--pace", "100000"])
    }

    /// Starts it and kills it: after an event and a pause that the seed chooses.
    fn kill(&self, mut command: Command) {
        let mut random = fastrand::Rng::with_seed(self.seed);
        let event = random.usize(..30);
        let pause = Duration::from_micros(random.u64(..3_000));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let seen = lines.take(event + 1).count();
        assert_eq!(seen, event + 1, "seed {}: it ended before it could be killed", self.seed);
        let since = Instant::now();
        while since.elapsed() < pause {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        assert!(child.wait().unwrap().code().is_none(), "seed {}: it ended by itself", self.seed);
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

    /// How many rows were taken, each once.
    fn taken_once(&self, taken: &[String]) -> usize {
        let mut rows = taken.to_vec();
        rows.sort();
        rows.dedup();
        assert_eq!(rows.len(), taken.len(), "seed {}: a row was taken twice", self.seed);
        rows.len()
    }
}
