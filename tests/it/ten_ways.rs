//! A file of 15,000 rows that is damaged in ten ways at once, from the drop to "0 to fix", in the window:
//! [`ACTIONS`] is everything that a person does, and `docs/reading.md` says the same in words.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::Theme;
use egui_kittest::kittest::Queryable as _;
use scorebridge::check::Scores;
use scorebridge::model::{Field, RowState};

use super::window::{Driven, click, count, document, is_settled, open_window, until};

const REVIEWS: u32 = 14_959;
/// Reviews that stand twice; with the line of totals there are 15,000 rows.
const DUPLICATES: u32 = 40;
const AGENTS: [&str; 3] =
    ["amara.okonkwo@example.com", "bruno.castellano@example.com", "chloe.lefevre@example.com"];
/// Every so many rows the address of an agent is wrong: as written, and as it should be.
const WRONG: [(u32, &str, &str); 2] = [
    (500, "amara.okonkow@example.com", "amara.okonkwo@example.com"),
    (750, "b.castellano@example.com", "bruno.castellano@example.com"),
];

/// What a person does.
enum Action {
    /// Lets the file go over the window.
    Drop,
    /// Clicks what has this label.
    Click(&'static str),
    /// Gives the answer with the second label to the decision with the first.
    Answer(&'static str, &'static str),
}

/// Each action, and how many rows are left to fix after it.
const ACTIONS: &[(Action, u32)] = &[
    // Encoding, semicolons, preamble, decimal commas, percent signs and the order of the dates are understood.
    (Action::Drop, 14_999),
    (Action::Click("This is right"), 14_999),
    (Action::Click("UTC"), 90),
    (Action::Click("Amara Okonkwo?"), 60),
    (Action::Click("Bruno Castellano?"), 50),
    (Action::Answer("Ids that a spreadsheet has changed", "Send them"), 0),
    // The line of totals and the rows that stand twice are left out without a question.
];

/// A review as it was given.
struct Review {
    /// The agent's true address, and the one that the file has.
    agent: (&'static str, &'static str),
    id: String,
    /// In halves of a percent.
    halves: u32,
    day: u32,
    hour: u32,
    minute: u32,
}

fn review(number: u32) -> Review {
    let wrong = WRONG.iter().find(|(every, ..)| number % every == 1);
    let right = AGENTS[number as usize % AGENTS.len()];
    Review {
        agent: wrong.map_or((right, right), |(_, wrong, right)| (right, wrong)),
        id: if number % 300 == 2 { "1,23457E+12".to_owned() } else { (48_000_000 + number).to_string() },
        halves: 100 + number % 101,
        day: 1 + number % 30,
        hour: number / 30 % 24,
        minute: number / 720 % 60,
    }
}

/// The file: semicolons, windows-1252, a preamble, a line of totals, decimal commas, percent signs, days first
/// and no zone, two addresses wrong, ids that Excel has rounded, and 40 rows twice.
fn damaged() -> Vec<u8> {
    let mut text = "QA-Export für Zürich\r\nZeitraum: 1.9.2026 – 30.9.2026\r\n\r\n\
        Agent E-Mail;Ticket ID;Quelle;Punktzahl;Scorecard;Prüfer;Datum;Notiz\r\n"
        .to_owned();
    for number in 0..REVIEWS {
        let Review { agent: (_, agent), id, halves, day, hour, minute } = review(number);
        let score = format!("{}{} %", halves / 2, if halves % 2 == 0 { "" } else { ",5" });
        let line = format!(
            "{agent};{id};Telefon;{score};Begrüßung;jörg@example.com;{day:02}.09.2026 {hour:02}:{minute:02};schön – Nr. {number}\r\n"
        );
        text.push_str(&line);
        if number % 300 == 7 && number / 300 < DUPLICATES {
            text.push_str(&line);
        }
    }
    text.push_str("Gesamt;;;74,75 %;;;;\r\n");
    let (bytes, _, lossy) = encoding_rs::WINDOWS_1252.encode(&text);
    assert!(!lossy);
    bytes.into_owned()
}

/// Every review is ready once, as it was given.
fn assert_sent(window: &Driven) {
    let state = window.state().state();
    let (people, open) = (state.accounts.around.people.as_ref().unwrap(), document(window).unwrap());
    let input = open.document.input(&state.accounts.around, state.now);
    let scores = Scores::new(&input, open.report.as_ref().unwrap());
    let ready: Vec<_> = open.document.sheet.rows().filter_map(|row| scores.score(row)).collect();
    assert_eq!(ready.len(), REVIEWS as usize);
    for (number, score) in (0..).zip(&ready) {
        let Review { agent: (agent, _), id, halves, day, hour, minute } = review(number);
        let person = people.list().iter().find(|person| person.email.as_deref() == Some(agent)).unwrap();
        let half = if halves % 2 == 0 { "" } else { ".5" };
        let sent =
            [score.agent_id(), score.conversation(), score.source(), score.rubric(), score.scored_at()];
        let at = format!("2026-09-{day:02}T{hour:02}:{minute:02}:00Z");
        assert_eq!(sent, [person.agent_id.as_deref().unwrap(), &id, "Telefon", "Begrüßung", &at], "{number}");
        assert_eq!(score.percent().to_string(), format!("{}{half}", halves / 2));
        assert_eq!(score.text(Field::Notes).unwrap(), format!("schön – Nr. {number}"));
    }
}

/// A file that is let go over the window.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

fn drop_file(window: &mut Driven, path: &Path) {
    window.input_mut().dropped_files.push(Arc::new(Dropped(path.to_path_buf())));
    window.step();
    window.step();
}

fn answer(window: &mut Driven, decision: &str, label: &str) {
    let heading = window.get_by_label(decision).rect();
    let answers = window.query_all_by_label(label).filter(|answer| answer.rect().top() >= heading.bottom());
    answers.min_by(|one, other| one.rect().top().total_cmp(&other.rect().top())).unwrap().click_accesskit();
    window.step();
    window.step();
}

#[test]
fn a_file_that_is_damaged_in_ten_ways_is_clean_after_twelve_actions_at_most() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.csv");
    std::fs::write(&path, damaged()).unwrap();
    let mut window = open_window(&folder.path().join("data"), Theme::Light, [1400.0, 900.0]);
    until(&mut window, "the people", |window| window.state().state().accounts.around.people.is_some());
    assert!(ACTIONS.len() <= 12);
    for (action, left) in ACTIONS {
        match action {
            Action::Drop => drop_file(&mut window, &path),
            Action::Click(label) => click(&mut window, label),
            Action::Answer(decision, label) => answer(&mut window, decision, label),
        }
        until(&mut window, "the rows are judged", is_settled);
        assert_eq!(count(&window, RowState::NeedsFix), *left);
    }

    let open = document(&window).unwrap();
    let source = open.document.sheet.source();
    assert_eq!((source.encoding, source.delimiter, source.header_row), ("windows-1252", Some(';'), 4));
    let counts = open.report.as_ref().unwrap().counts();
    assert_eq!((counts.read(), counts.of(RowState::NeedsFix)), (15_000, 0));
    assert_eq!(counts.of(RowState::Ready), REVIEWS);
    assert_eq!(counts.of(RowState::Skipped), DUPLICATES + 1);
    assert_sent(&window);
}
