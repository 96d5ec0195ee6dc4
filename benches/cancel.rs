//! How long reading and judging go on after the wish to stop, for every format.
//!
//!     bench_cancel SCORES.csv FOLDER [POINTS]          `benches/cancel.py` runs it
//!
//! Each file is read, its columns are read and its rows judged once in full, and then again and again
//! with the wish to stop at another moment each time, evenly over the whole: from the call of `cancel` to
//! the return with everything dropped, by the clock and, since other work on the machine holds that up, in
//! processor time of this process. Workbooks and archives are read as the program does it, in a process of
//! their own.

#[path = "cancel/written.rs"]
mod written;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use scorebridge::check::{Ledger, LedgerKey};
use scorebridge::import::{self, ImportOptions, apart::Reader};
use scorebridge::model::Progress;
use scorebridge::people::Aliases;
use scorebridge::pipeline::{self, Surroundings};
use scorebridge::recipe::Overrides;

const STAGES: [&str; 3] = ["read", "columns", "judge"];
/// How often it is looked whether the job has asked again.
const LOOK: Duration = Duration::from_micros(200);

/// A file, and who reads it.
struct Bench {
    reader: Reader,
    file: PathBuf,
}

/// The stage that a job is in, for whoever watches it.
#[derive(Default)]
struct Watch {
    progress: Progress,
    stage: AtomicUsize,
    done: AtomicBool,
}

impl Bench {
    /// Reads and judges the file, as the program does; whatever was made is dropped before this returns.
    fn run(&self, watch: &Watch) -> Result<(), String> {
        let progress = &watch.progress;
        let enter = |stage| watch.stage.store(stage, Ordering::Relaxed);
        enter(0);
        let sheet = import::open_with(&self.reader, &self.file, &ImportOptions::default(), progress)
            .map_err(|error| error.to_string())?;
        enter(1);
        let (document, _) = pipeline::document(Arc::new(sheet), &Overrides::default(), None, progress)
            .map_err(|error| error.to_string())?;
        enter(2);
        let around = Surroundings {
            people: None,
            aliases: Arc::new(Aliases::default()),
            ledger: Arc::new(Ledger::empty(LedgerKey([0; 32]))),
        };
        pipeline::check(&document, &around, chrono::Utc::now(), progress)
            .map_err(|error| error.to_string())?;
        Ok(())
    }

    /// In full: how long it took, and by stage the time and the longest that the job did not ask.
    fn whole(&self) -> Result<(Duration, [Duration; 3], [Duration; 3]), String> {
        let watch = Watch::default();
        let since = Instant::now();
        let (mut took, mut gaps) = ([Duration::ZERO; 3], [Duration::ZERO; 3]);
        let ran = thread::scope(|scope| {
            let job = scope.spawn(|| {
                let ran = self.run(&watch);
                watch.done.store(true, Ordering::Relaxed);
                ran
            });
            let (mut looks, mut asked, mut before) = (0, since, since);
            while !watch.done.load(Ordering::Relaxed) {
                let (now, stage) = (Instant::now(), watch.stage.load(Ordering::Relaxed));
                took[stage] += now - before;
                before = now;
                let seen = watch.progress.looks();
                gaps[stage] = gaps[stage].max(now - asked);
                if seen != looks {
                    (looks, asked) = (seen, now);
                }
                thread::sleep(LOOK);
            }
            job.join().map_err(|_panic| "the job panicked".to_owned())?
        });
        ran.map(|()| (since.elapsed(), took, gaps))
    }

    /// With the wish to stop after so long: the stage that heard it, and how long it went on by the clock and in
    /// processor time. `None` where it was over before.
    fn stopped(&self, after: Duration) -> Option<(usize, [Duration; 2])> {
        let watch = Watch::default();
        thread::scope(|scope| {
            let job = scope.spawn(|| {
                drop(self.run(&watch));
                Instant::now()
            });
            thread::sleep(after);
            let stage = watch.stage.load(Ordering::Relaxed);
            let (asked, worked) = (Instant::now(), processor_time());
            watch.progress.cancel();
            let ended = job.join().ok()?;
            (ended > asked).then(|| (stage, [ended - asked, processor_time().saturating_sub(worked)]))
        })
    }
}

/// What this process has used, in steps of 10 ms; nothing where the system does not tell it so.
fn processor_time() -> Duration {
    const TICK: Duration = Duration::from_millis(10);
    let told = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name, which may hold spaces: user and system time are the 12th and 13th.
    let behind = told.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: u32 = behind.skip(11).take(2).filter_map(|ticks| ticks.parse::<u32>().ok()).sum();
    TICK * ticks
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

#[expect(clippy::print_stdout, reason = "a program of the benches, and this is its answer")]
fn measure(name: &str, bench: &Bench, points: u32) -> Result<(), String> {
    let size = std::fs::metadata(&bench.file).map_err(|error| error.to_string())?.len();
    bench.run(&Watch::default())?; // warms the file cache
    let (whole, took, gaps) = bench.whole()?;
    let mut longest = [None::<[Duration; 2]>; 3];
    for point in 0..points {
        if let Some((stage, went_on)) = bench.stopped(whole * (2 * point + 1) / (2 * points)) {
            let [clock, work] = longest[stage].unwrap_or_default();
            longest[stage] = Some([clock.max(went_on[0]), work.max(went_on[1])]);
        }
    }
    print!("{name:16}{:6}", size >> 20);
    for stage in 0..STAGES.len() {
        let told = |time: fn([Duration; 2]) -> Duration| {
            longest[stage].map_or_else(|| "-".to_owned(), |longest| format!("{:.0}", ms(time(longest))))
        };
        let (stop, work) = (told(|[clock, _]| clock), told(|[_, work]| work));
        print!("{:9.0}{:8.0}{stop:>6}{work:>6}", ms(took[stage]), ms(gaps[stage]));
    }
    println!();
    Ok(())
}

#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program of the benches, and this is its answer"
)]
fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (Some(scores), Some(folder)) = (args.next(), args.next()) else { return ExitCode::FAILURE };
    let points = args.next().and_then(|points| points.parse().ok()).unwrap_or(20);
    let only: Vec<String> = args.collect();
    let Some(program) =
        std::env::current_exe().ok().and_then(|own| Some(own.parent()?.parent()?.join("scorebridge")))
    else {
        return ExitCode::FAILURE;
    };
    println!(
        "ms, {points} moments a file: the stage, the longest without asking, the longest from the wish to the end by the clock and in processor time"
    );
    print!("{:16}{:>6}", "", "MiB");
    for stage in STAGES {
        print!("{stage:>9}{:>8}{:>6}{:>6}", "unasked", "stop", "work");
    }
    println!();
    for (name, write) in written::FORMATS {
        if !only.is_empty() && !only.iter().any(|wanted| name.contains(wanted.as_str())) {
            continue;
        }
        let file = Path::new(&folder).join(format!("cancel-{}", name.replace(' ', "-")));
        let made = if file.exists() { Ok(()) } else { written::write(&scores, &file, *write) };
        let measured = made
            .map_err(|error| error.to_string())
            .and_then(|()| measure(name, &Bench { reader: Reader::Apart(program.clone()), file }, points));
        if let Err(error) = measured {
            eprintln!("{name}: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
