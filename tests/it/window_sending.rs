//! What the window says and offers around sending: a trial first, what was found out, how fast, a journal that
//! can only be looked at, removals, and what is kept.

use egui::{Key, Modifiers, Theme};
use egui_kittest::kittest::Queryable as _;
use scorebridge::app::Place;
use scorebridge::journal::{AccountId, Journal, Topic};
use scorebridge::model::{Outcome, RowState};

use crate::window::{Driven, click, count, is_settled, open_the_sample, open_window, press, until};

fn shows(window: &mut Driven, words: &str) {
    until(window, words, |window| window.query_all_by_label_contains(words).next().is_some());
}

/// Opens the sample and asks to send it. How many rows are ready.
fn asked(window: &mut Driven) -> u32 {
    open_the_sample(window);
    let ready = count(window, RowState::Ready);
    click(window, &format!("Send {ready} to Practice…"));
    ready
}

fn accepted(window: &Driven) -> u32 {
    let state = window.state().state();
    let uploads = state.uploads.list.iter().flatten();
    uploads.map(|info| state.uploads.outcomes(info).of(Outcome::Accepted)).sum()
}

#[test]
fn a_trial_pauses_says_what_to_look_for_and_what_was_learned_stays() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = open_window(folder.path(), Theme::Light, [1400.0, 900.0]);
    let ready = asked(&mut window);
    click(&mut window, "Send 1 first");
    shows(&mut window, "accepted. Now look for it in");
    shows(&mut window, "scorecard, ");
    shows(&mut window, "The answer was HTTP 202");
    assert_eq!(accepted(&window), 1);

    click(&mut window, "counts beside the first");
    until(&mut window, "it is kept", |window| window.state().state().accounts.learned.len() == 1);
    let practice = AccountId(AccountId::PRACTICE.to_owned());
    let kept = Journal::open(folder.path()).unwrap().learned(&practice).unwrap();
    assert_eq!((kept[0].topic, kept[0].answer.as_str()), (Topic::SecondScore, "counts beside the first"));

    until(&mut window, "the rest is judged", is_settled);
    click(&mut window, &format!("It is right: go on with {} rows…", ready - 1));
    shows(&mut window, "A second score of the same review counts beside the first. Found out on");
    click(&mut window, "as fast as allowed");
    shows(&mut window, "Up to 8 batches are on their way at once");
    let left = ready - 1;
    click(&mut window, &format!("Send {left} to Practice"));
    until(&mut window, "all is accepted", |window| accepted(window) == ready);
    let uploads = Journal::open(folder.path()).unwrap().uploads().unwrap();
    assert_eq!(uploads.iter().map(|info| info.trial).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn after_a_trial_a_person_can_stop() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = open_window(folder.path(), Theme::Dark, [1024.0, 700.0]);
    let ready = asked(&mut window);
    click(&mut window, "the first rows");
    click(&mut window, "Send 10 first");
    shows(&mut window, "10 rows accepted. Now look for it in");
    window.check_accessibility();
    click(&mut window, "Stop here");
    until(&mut window, "the rows are in view", |window| window.state().state().place == Place::Check);
    until(&mut window, "the rest is ready", |window| {
        is_settled(window) && count(window, RowState::Ready) == ready - 10
    });
    until(&mut window, "the receipt is read", |window| accepted(window) == 10);
}

#[test]
fn a_journal_of_a_newer_program_is_shown_and_nothing_can_be_sent() {
    let folder = tempfile::tempdir().unwrap();
    drop(Journal::open(folder.path()).unwrap());
    let path = folder.path().join(Journal::FILE_NAME);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[60..64].copy_from_slice(&1000_u32.to_be_bytes()); // SQLite's user_version
    std::fs::write(&path, &bytes).unwrap();
    let mut window = open_window(folder.path(), Theme::Light, [1024.0, 700.0]);
    shows(&mut window, "The journal can only be looked at");
    open_the_sample(&mut window);
    press(&mut window, Key::Num3, Modifiers::COMMAND);
    shows(&mut window, "The journal cannot be written");
    assert_eq!(std::fs::read(&path).unwrap(), bytes, "it is left as it is");
}

#[test]
fn a_folder_that_another_program_copies_is_warned_of() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("Dropbox").join("scorebridge");
    let mut window = open_window(&folder, Theme::Light, [1400.0, 900.0]);
    shows(&mut window, "The data folder is not in a safe place");
    asked(&mut window);
    shows(&mut window, "The data folder is not in a safe place");
}

#[test]
fn rows_that_are_gone_after_a_removal_can_be_sent_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = open_window(folder.path(), Theme::Light, [1400.0, 900.0]);
    let ready = asked(&mut window);
    click(&mut window, "Send 1 first");
    shows(&mut window, "The answer was HTTP 202");
    shows(&mut window, "scorecard, ");
    drop(window);
    // The table itself needs a dialog; what it leads to is in the journal.
    let practice = AccountId(AccountId::PRACTICE.to_owned());
    let mut journal = Journal::open(folder.path()).unwrap();
    let upload = journal.uploads().unwrap().remove(0).id;
    let rows = journal.sent_with(&practice, &upload, 10).unwrap();
    assert_eq!(journal.ask_removal(&practice, &rows).unwrap().1, 1);

    let mut window = open_window(folder.path(), Theme::Light, [1400.0, 900.0]);
    // What is listed moves what is below it: a click before that would miss.
    shows(&mut window, "Removal asked on");
    shows(&mut window, "Rows accepted, by the day of the score");
    until(&mut window, "the uploads are listed", |window| {
        window.state().state().uploads.list.as_ref().is_some_and(|list| !list.is_empty())
    });
    window.step();
    open_the_sample(&mut window);
    assert_eq!(count(&window, RowState::AlreadySent), 1, "until it is gone it counts as sent");
    press(&mut window, Key::Num1, Modifiers::COMMAND);
    shows(&mut window, "Removal asked on");
    click(&mut window, "They are gone");
    until(&mut window, "they are ready", |window| {
        is_settled(window) && count(window, RowState::Ready) == ready
    });
    until(&mut window, "no removal is open", |window| {
        window.state().state().sent.open_removals().next().is_none()
    });
}

#[test]
fn what_is_kept_can_be_changed_and_a_person_erased() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = open_window(folder.path(), Theme::Light, [1400.0, 900.0]);
    asked(&mut window);
    click(&mut window, "Send 1 first");
    shows(&mut window, "Now look for it in");
    let agent = {
        let journal = Journal::open(folder.path()).unwrap();
        let upload = journal.uploads().unwrap().remove(0).id;
        journal.rows(&upload).unwrap()[0].told.agent_id.clone()
    };
    press(&mut window, Key::K, Modifiers::COMMAND);
    window.event(egui::Event::Text("What is kept".to_owned()));
    window.step();
    press(&mut window, Key::Enter, Modifiers::NONE);
    shows(&mut window, "Sent rows are recognised");
    window.get_by_label("The agent_id of a person").focus();
    window.step();
    window.event(egui::Event::Text(agent.clone()));
    window.step();
    click(&mut window, "Look up");
    shows(&mut window, &format!("Found: {agent} in 1 row"));
    click(&mut window, "Erase this person");
    shows(&mut window, &format!("Erased: {agent} in 1 row"));
    let traces = Journal::open(folder.path()).unwrap().traces_of(&agent).unwrap();
    assert_eq!(traces.rows, 0);
}

#[test]
fn a_key_that_is_typed_is_drawn_and_told_nowhere() {
    const KEY: &str = "sk_live_canary_8f3a";
    let folder = tempfile::tempdir().unwrap();
    let mut window = open_window(folder.path(), Theme::Light, [1400.0, 900.0]);
    // What comes in meanwhile would move what is clicked.
    until(&mut window, "the account", |window| window.state().state().accounts.around.people.is_some());
    press(&mut window, Key::C, Modifiers::COMMAND | Modifiers::SHIFT);
    click(&mut window, "Add an account…");
    for (field, text) in [("Name", "Acme"), ("API key", KEY)] {
        window.get_by_label(field).focus();
        window.step();
        window.event(egui::Event::Text(text.to_owned()));
        window.step();
    }
    // Nobody is there.
    window.get_by_label("Address").focus();
    window.step();
    press(&mut window, Key::A, Modifiers::COMMAND);
    window.event(egui::Event::Text("http://127.0.0.1:9".to_owned()));
    window.step();
    click(&mut window, "Test connection");
    until(&mut window, "it was tried", |window| {
        matches!(window.state().state().accounts.test, scorebridge::app::accounts::Test::Failed(_))
    });
    window.step();
    let told = format!("{:?}", window.kittest_state().root());
    assert!(told.contains("Acme") && !told.contains(KEY), "{told}");
    click(&mut window, "Keep this account");
    until(&mut window, "it is kept", |window| window.state().state().accounts.list.len() == 2);
    let told = format!("{:?}{:?}", window.kittest_state().root(), window.state().state().accounts);
    assert!(!told.contains(KEY), "{told}");
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap_or_default();
        assert!(!bytes.windows(KEY.len()).any(|window| window == KEY.as_bytes()), "{}", path.display());
    }
}
