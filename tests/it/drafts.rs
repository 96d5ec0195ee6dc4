//! Work in progress outlives the program: it is opened again as it was left, with its history, also
//! when the file is gone; and after kill -9 at most what was not yet on disk is lost.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use scorebridge::app::area::{Area, Block};
use scorebridge::app::tabs::Message as TabMessage;
use scorebridge::app::{Bulk, Edit, Launch, Message, Open, Services, State, TabId, drafts, start, update};
use scorebridge::credentials::MemoryVault;
use scorebridge::journal::Drafts;
use scorebridge::model::{Field, RowId};
use scorebridge::settings::Settings;

const ROWS: u32 = 300;

/// The program without a window: its state, and its real threads.
pub struct Headless {
    pub state: State,
    services: Services,
}

impl Headless {
    pub fn start(data_dir: &Path) -> Self {
        let launch = Launch {
            data_dir: data_dir.to_path_buf(),
            files: Vec::new(),
            sample: false,
            vault: Arc::new(MemoryVault::default()),
            reader: super::window::reader(),
        };
        let services = Services::start(&launch, Arc::new(|| ()));
        let mut program = Self { state: State::new(Settings::default(), chrono::Utc::now()), services };
        for effect in start() {
            program.services.run(effect);
        }
        program
    }

    pub fn tell(&mut self, message: Message) {
        self.tell_saying(message, |_state| ());
    }

    /// Changes the state, says how it is, and only then asks for what follows.
    fn tell_saying(&mut self, message: Message, say: impl FnOnce(&State)) {
        self.state.now = chrono::Utc::now();
        let effects = update(&mut self.state, message);
        say(&self.state);
        for effect in effects {
            self.services.run(effect);
        }
    }

    fn drain(&mut self) {
        let messages: Vec<_> = self.services.messages().collect();
        for message in messages {
            self.tell(message);
        }
    }

    pub fn until(&mut self, what: &str, reached: impl Fn(&State) -> bool) {
        let since = Instant::now();
        while !reached(&self.state) {
            let notices = self.state.notices.list();
            assert!(since.elapsed() < Duration::from_mins(2), "waited in vain: {what}; {notices:?}");
            self.drain();
            std::thread::yield_now();
        }
    }

    pub fn tab(&mut self, message: TabMessage) {
        let tab = self.state.tabs.active().unwrap().id;
        self.tell(Message::Tab(tab, message));
    }

    pub fn open(&self) -> &Open {
        self.state.tabs.active_open().unwrap().1
    }
}

/// The program with the scores written to a file, opened and checked.
fn opened(data: &Path, file: &Path) -> Headless {
    fs::write(file, scores()).unwrap();
    let mut program = Headless::start(data);
    program.tell(Message::OpenPaths(vec![file.to_path_buf()]));
    program.until("the file is checked", has_settled);
    program
}

pub fn has_settled(state: &State) -> bool {
    state.tabs.active_open().is_some_and(|(_, open)| open.is_settled())
}

/// Everything that a person decided about a document, in a number.
fn digest(open: &Open) -> u64 {
    let mut hasher = DefaultHasher::new();
    for field in Field::ALL {
        let edits: BTreeMap<_, _> = open.document.overlay.edits(field).collect();
        edits.hash(&mut hasher);
    }
    for row in open.document.sheet.rows() {
        open.document.overlay.is_left_out(row).hash(&mut hasher);
    }
    open.document.recipe.to_text().hash(&mut hasher);
    for (rule, choice, _) in open.document.answers.iter() {
        (rule, choice).hash(&mut hasher);
    }
    hasher.finish()
}

fn scores() -> String {
    let mut csv = "agent_id,source,score,max_score,scored_at\n".to_owned();
    for row in 0..ROWS {
        writeln!(csv, "a{},klaus,{},100,2026-09-14T10:00:00Z", row % 9, row % 100).unwrap();
    }
    csv
}

/// Something that a person does: one in five is taken back or done again, one in five is a paste.
fn something(random: &mut fastrand::Rng) -> TabMessage {
    let fields = [Field::Score, Field::Notes, Field::AgentId];
    match random.u32(..20) {
        0 | 1 => TabMessage::Undo,
        2 | 3 => TabMessage::Redo,
        4 => {
            let rows = (0..random.u32(1..9)).map(|_| RowId(random.u32(..ROWS))).collect();
            TabMessage::Edit(Edit::LeaveOut(rows, random.bool()))
        }
        5 => TabMessage::Edit(Edit::Answer("row.duplicate", if random.bool() { "send" } else { "skip" })),
        6 => TabMessage::Edit(Edit::Replace {
            field: Field::Score,
            from: random.u32(..100).to_string(),
            to: random.u32(..100).to_string(),
            rows: 3,
        }),
        7..=10 => {
            let (first, rows) = (random.u32(..ROWS - 60), random.u32(2..60));
            let cells = (first..first + rows)
                .flat_map(|row| fields.map(|field| (field, RowId(row), Some(random.u32(..100).to_string()))));
            TabMessage::Edit(Edit::Cells(cells.collect()))
        }
        _ => {
            let (field, text) = (fields[random.usize(..3)], format!("é{}", random.u32(..1000)));
            let text = (random.u32(..8) > 0).then_some(text);
            TabMessage::Edit(Edit::Cells(vec![(field, RowId(random.u32(..ROWS)), text)]))
        }
    }
}

/// Edits as the seed says: so many times, or, as the process that [`kill`] starts, until it is killed. Then
/// it says after each change how the document is, before anything of it can be on disk.
fn edit(folder: &Path, seed: u64, times: Option<usize>) -> Headless {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut program = Headless::start(&folder.join("data"));
    program.tell(Message::OpenPaths(vec![folder.join("scores.csv")]));
    program.until("the file is checked", has_settled);
    let say = |state: &State| {
        if times.is_some() {
            return;
        }
        let open = state.tabs.active_open().unwrap().1;
        let mut out = std::io::stdout().lock();
        writeln!(out, "now {} {}", open.history.num_done(), digest(open)).unwrap();
        out.flush().unwrap();
    };
    say(&program.state);
    for _ in 0..times.unwrap_or(usize::MAX) {
        let message = Message::Tab(TabId(0), something(&mut random));
        program.tell_saying(message, say);
        // As fast as a person could paste, and now and then as fast as it goes.
        if random.u32(..4) > 0 {
            let until = Instant::now() + Duration::from_millis(random.u64(..25));
            while Instant::now() < until {
                program.drain();
            }
        }
    }
    program
}

/// Also what the killed process runs, which has a folder and a seed of its own and never gets beyond.
#[test]
fn what_is_edited_is_there_after_a_restart() {
    if let (Ok(folder), Ok(seed)) = (std::env::var("DRAFT_FOLDER"), std::env::var("DRAFT_SEED")) {
        edit(Path::new(&folder), seed.parse().unwrap(), None);
    }
    for seed in 0..3 {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("scores.csv"), scores()).unwrap();
        let mut program = edit(folder.path(), seed, Some(40));
        program.until("it is checked", has_settled);
        let (before, labels) = (digest(program.open()), labels(&program));
        drop(program);
        let mut program = Headless::start(&folder.path().join("data"));
        program.until("the work is restored", has_settled);
        assert_eq!((digest(program.open()), self::labels(&program)), (before, labels), "seed {seed}");
    }
}

#[test]
fn a_change_of_many_cells_is_kept_and_can_be_taken_back_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path().join("data"), folder.path().join("scores.csv"));
    let mut program = opened(&data, &file);
    let untouched = digest(program.open());
    let all = Area(vec![Block { rows: 0..ROWS, fields: Field::ALL.to_vec() }]);
    program.tab(TabMessage::Edit(Edit::Bulk(Bulk::Fill(all, "5".to_owned()))));
    assert!(program.open().working().is_some(), "so many are changed on a thread");
    let done = |steps| {
        move |state: &State| {
            has_settled(state)
                && state.tabs.active_open().is_some_and(|(_, open)| open.history.num_done() == steps)
        }
    };
    program.until("all are changed", done(1));
    let filled = digest(program.open());
    drop(program);
    let mut program = Headless::start(&data);
    program.until("the work is restored", done(1));
    assert_eq!(digest(program.open()), filled);
    program.tab(TabMessage::Undo);
    program.until("it is taken back", done(0));
    assert_eq!(digest(program.open()), untouched);
}

struct Killed {
    /// After each change how many steps were done, how the document was, and when that was heard of.
    states: Vec<(usize, u64, Instant)>,
    /// When it was killed.
    at: Instant,
}

fn start_child(folder: &Path, seed: u64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "drafts::what_is_edited_is_there_after_a_restart", "--nocapture"])
        .env("DRAFT_FOLDER", folder)
        .env("DRAFT_SEED", seed.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Lets the child edit until the seed's moment, and kills it.
fn kill(folder: &Path, seed: u64) -> Killed {
    let mut random = fastrand::Rng::with_seed(seed ^ 0x00D2_AF75);
    let (changes, pause) = (random.usize(2..180), Duration::from_micros(random.u64(..4_000)));
    let mut child = start_child(folder, seed);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut states = Vec::new();
    let hear = |states: &mut Vec<_>, line: String| {
        let words: Vec<&str> = line.split(' ').collect();
        if let ["now", done, digest] = words.as_slice() {
            states.push((done.parse().unwrap(), digest.parse().unwrap(), Instant::now()));
        }
    };
    while states.len() < changes {
        let line = lines.next().unwrap().unwrap();
        hear(&mut states, line);
    }
    let since = Instant::now();
    while since.elapsed() < pause {
        std::hint::spin_loop();
    }
    let at = Instant::now();
    child.kill().unwrap();
    lines.map_while(Result::ok).for_each(|line| hear(&mut states, line));
    child.wait().unwrap();
    Killed { states, at }
}

/// How many seeds: 5, or as many as the long campaign asks for, which also holds the second.
fn seeds() -> (u64, bool) {
    let asked = std::env::var("SCOREBRIDGE_TEST_DRAFT_KILLS").ok().and_then(|count| count.parse().ok());
    (asked.unwrap_or(5), asked.is_some())
}

#[test]
fn after_a_kill_the_work_is_there_and_can_be_taken_back() {
    let (seeds, is_timed) = seeds();
    let mut lost = Vec::new();
    for seed in 0..seeds {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("scores.csv"), scores()).unwrap();
        let killed = kill(folder.path(), seed);
        // Every other time the file is gone as well; its copy was made beside, and may have come too late.
        let copied = Drafts::open(&folder.path().join("data")).unwrap();
        let drafts = copied.list().unwrap();
        let has_copy = drafts.first().is_some_and(|info| copied.copy(info.head.id).unwrap().is_some());
        drop(copied);
        if seed % 2 == 0 && has_copy {
            fs::remove_file(folder.path().join("scores.csv")).unwrap();
        }
        if drafts.is_empty() {
            assert!(killed.states.len() < 30, "seed {seed}: nothing of {} changes", killed.states.len());
            continue;
        }
        let mut program = Headless::start(&folder.path().join("data"));
        program.until("the work is restored", has_settled);
        let now = digest(program.open());
        let at = killed
            .states
            .iter()
            .rposition(|(done, digest, _)| (*done, *digest) == (program.open().history.num_done(), now));
        let at = at.unwrap_or_else(|| panic!("seed {seed}: it never was as it is now"));
        lost.push(killed.states.len() - 1 - at);
        if is_timed {
            let second = Duration::from_secs(1);
            let due = killed.states.iter().rposition(|(_, _, heard)| *heard + second <= killed.at);
            assert!(Some(at) >= due, "seed {seed}: {at} is there, {due:?} is older than a second");
        }
        take_all_back(&mut program, &killed.states[..=at], seed);
    }
    println!("{seeds} kills, changes lost: {lost:?}");
}

/// Undo, to the first step and beyond: each document on the way is one that there was.
fn take_all_back(program: &mut Headless, states: &[(usize, u64, Instant)], seed: u64) {
    // How the document was with so many steps done, on the way that led to the last state.
    let mut way: Vec<u64> = Vec::new();
    for (done, digest, _) in states {
        way.truncate(*done);
        way.resize(*done, 0);
        way.push(*digest);
    }
    let done = program.open().history.num_done();
    for left in (0..done).rev() {
        program.tab(TabMessage::Undo);
        assert_eq!(digest(program.open()), way[left], "seed {seed}: {left} steps left");
    }
    for (left, digest_then) in way.iter().enumerate().take(done + 1).skip(1) {
        program.tab(TabMessage::Redo);
        assert_eq!(digest(program.open()), *digest_then, "seed {seed}: {left} steps done again");
    }
}

#[test]
fn what_was_left_open_comes_back_with_a_sentence_also_when_the_file_has_changed() {
    for (what, beside) in
        [("stays", ""), ("changes", "; the file has changed"), ("goes", "; the file is gone")]
    {
        let folder = tempfile::tempdir().unwrap();
        let (data, file) = (folder.path().join("data"), folder.path().join("september.csv"));
        let mut program = opened(&data, &file);
        for (row, text) in [(3, "11"), (4, "12"), (5, "13")] {
            program.tab(TabMessage::Edit(Edit::Cells(vec![(
                Field::Score,
                RowId(row),
                Some(text.to_owned()),
            )])));
        }
        program.tab(TabMessage::Undo);
        program.until("it is checked again", has_settled);
        let (before, labels) = (digest(program.open()), labels(&program));
        wait_for_copy(&data);
        drop(program);
        match what {
            "changes" => fs::write(&file, "other\n1\n").unwrap(),
            "goes" => fs::remove_file(&file).unwrap(),
            _ => {}
        }
        let mut program = Headless::start(&data);
        program.until("the work is restored", has_settled);
        assert_eq!(digest(program.open()), before, "{what}");
        assert_eq!(self::labels(&program), labels, "{what}");
        assert_eq!(program.open().history.redo_label(), Some("Score of row 6 → 13"), "{what}");
        let notice = &program.state.notices.list()[0].text;
        let said = format!("september.csv, 2 changes, as you left it{beside}");
        assert!(notice.starts_with(&said), "{what}: {notice}");
        let stamp = program.open().history.stamp(0).unwrap();
        assert!(!stamp.user.is_empty() && stamp.at > chrono::DateTime::UNIX_EPOCH, "{what}");
    }
}

#[test]
fn a_tab_that_is_closed_with_rows_left_waits_and_can_be_finished_or_dismissed() {
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path().join("data"), folder.path().join("september.csv"));
    let mut program = opened(&data, &file);
    program.tab(TabMessage::Edit(Edit::LeaveOut(vec![RowId(1)], true)));
    program.until("it is checked again", has_settled);
    program.tell(Message::Tick);
    let before = digest(program.open());
    wait_for_copy(&data);
    program.tab(TabMessage::Close);
    program.until("it waits", |state| !state.drafts.waiting.is_empty());
    let info = program.state.drafts.waiting[0].clone();
    let words = drafts::words(&program.state.drafts, &info);
    assert!(words.starts_with("1 change · "), "{words}");
    drop(program);

    let mut program = Headless::start(&data);
    program.until("it waits", |state| !state.drafts.waiting.is_empty());
    assert!(program.state.tabs.list().is_empty(), "a closed tab stays closed");
    program.tell(Message::Drafts(drafts::Message::GoOn(info.head.id)));
    program.until("it is there again", has_settled);
    assert_eq!(digest(program.open()), before);
    program.tab(TabMessage::Close);
    program.until("it waits again", |state| !state.drafts.waiting.is_empty());

    // Opening the same file again is going on with it.
    program.tell(Message::OpenPaths(vec![file]));
    program.until("it is there again", has_settled);
    assert_eq!(digest(program.open()), before);
    program.tab(TabMessage::Close);
    program.until("it waits again", |state| !state.drafts.waiting.is_empty());
    program.tell(Message::Drafts(drafts::Message::Dismiss(info.head.id)));
    drop(program);
    assert_eq!(Drafts::open(&data).unwrap().list().unwrap(), []);
}

fn labels(program: &Headless) -> Vec<String> {
    program.open().history.labels().map(str::to_owned).collect()
}

pub fn wait_for_copy(data: &Path) {
    let drafts = Drafts::open(data).unwrap();
    let since = Instant::now();
    loop {
        let list = drafts.list().unwrap();
        if list.first().is_some_and(|info| drafts.copy(info.head.id).unwrap().is_some()) {
            return;
        }
        assert!(since.elapsed() < Duration::from_mins(1), "no copy was made");
        std::thread::yield_now();
    }
}
