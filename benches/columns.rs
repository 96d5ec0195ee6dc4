//! The column work of the grid on a file, as the window does it: each change by its message, its answer
//! from the threads, and how long the window's own thread was held.
//!
//!     bench_columns FILE.csv          prints seconds a job as one JSON object; `benches/columns.py` runs it

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use scorebridge::app::search::{How, Search, Within};
use scorebridge::app::tabs::Message as TabMessage;
use scorebridge::app::view::{Filter, Pick};
use scorebridge::app::{Bulk, Edit, Launch, Message, Open, Services, State, start, update};
use scorebridge::credentials::MemoryVault;
use scorebridge::import::apart::Reader;
use scorebridge::model::{Field, RowId};
use scorebridge::settings::Settings;

/// The program without a window, and the longest that its window's thread would have been held.
struct Program {
    state: State,
    services: Services,
    longest: Duration,
}

impl Program {
    fn tell(&mut self, message: Message) {
        let since = Instant::now();
        self.state.now = chrono::Utc::now();
        let effects = update(&mut self.state, message);
        for effect in effects {
            self.services.run(effect);
        }
        self.longest = self.longest.max(since.elapsed());
    }

    fn until(&mut self, reached: impl Fn(&Open) -> bool) {
        loop {
            let messages: Vec<_> = self.services.messages().collect();
            for message in messages {
                self.tell(message);
            }
            if self.state.tabs.active_open().is_some_and(|(_, open)| reached(open)) {
                return;
            }
            std::thread::sleep(Duration::from_micros(200));
        }
    }

    /// Seconds from a message to where it has led.
    fn timed(&mut self, message: TabMessage, reached: impl Fn(&Open) -> bool) -> f64 {
        let Some(tab) = self.state.tabs.active().map(|tab| tab.id) else { return f64::NAN };
        let since = Instant::now();
        self.tell(Message::Tab(tab, message));
        self.until(reached);
        since.elapsed().as_secs_f64()
    }
}

fn measured(file: &str) -> std::io::Result<serde_json::Value> {
    let folder = tempfile::tempdir()?;
    let launch = Launch {
        data_dir: folder.path().to_path_buf(),
        files: Vec::new(),
        sample: false,
        vault: Arc::new(MemoryVault::default()),
        reader: Reader::Here,
    };
    let services = Services::start(&launch, Arc::new(|| ()));
    let state = State::new(Settings::default(), chrono::Utc::now());
    let mut program = Program { state, services, longest: Duration::ZERO };
    for effect in start() {
        program.services.run(effect);
    }
    program.tell(Message::OpenPaths(vec![file.into()]));
    program.until(Open::is_settled);
    program.longest = Duration::ZERO;

    let arranged = |open: &Open| open.arranging().is_none();
    let sort = TabMessage::Sort { field: Field::Score, beside: false };
    let sort = program.timed(sort, arranged);
    program.timed(TabMessage::Sort { field: Field::Score, beside: false }, arranged);
    program.timed(TabMessage::Sort { field: Field::Score, beside: false }, arranged);
    let value = Pick::only(Field::Rubric, ["Chat quality".to_owned()]);
    let filter = program.timed(TabMessage::Pick(value), arranged);
    program.timed(TabMessage::Filter(Filter::All), arranged);
    let find = program.timed(TabMessage::Find("14T1".to_owned()), arranged);
    program.timed(TabMessage::Find(String::new()), arranged);

    // One cell, judged at once.
    let mut edits = Vec::new();
    for row in 0..101 {
        let cells = vec![(Field::Score, RowId(row), Some((row % 100).to_string()))];
        edits.push(program.timed(TabMessage::Edit(Edit::Cells(cells)), |_open| true));
        program.until(Open::is_settled);
    }
    edits.sort_by(f64::total_cmp);

    let done = |open: &Open| open.working().is_none();
    let within = Within::Field(Field::ScoredAt);
    let search = Search { text: "20".to_owned(), how: How::Part, case: false, within };
    let replace = TabMessage::Edit(Edit::Bulk(Bulk::Replace(search, "x20".to_owned())));
    let replace = program.timed(replace, done);
    let label = program.state.tabs.active_open().and_then(|(_, open)| open.history.undo_label());
    let label = label.unwrap_or_default().to_owned();
    program.until(Open::is_settled);
    let undo = program.timed(TabMessage::Undo, done);
    program.until(Open::is_settled);
    Ok(serde_json::json!({
        "sort": sort, "filter": filter, "find": find, "replace": replace, "undo": undo,
        "edit_ms": edits[50] * 1e3, "longest_turn_ms": program.longest.as_secs_f64() * 1e3, "replaced": label,
    }))
}

#[expect(clippy::print_stdout, reason = "what it measured is what it is for")]
fn main() -> ExitCode {
    let Some(file) = std::env::args().nth(1) else { return ExitCode::FAILURE };
    match measured(&file) {
        Ok(figures) => {
            println!("{figures}");
            ExitCode::SUCCESS
        }
        Err(_) => ExitCode::FAILURE,
    }
}
