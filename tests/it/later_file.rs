//! A later file updates what waits of an earlier one, by identity: counted once, changed by hand nowhere
//! lost, sent once, and all that after a restart.

use std::fs;
use std::path::Path;

use scorebridge::app::drafts::{self, Message as DraftMessage};
use scorebridge::app::overlap::There;
use scorebridge::app::sending::Message as SendingMessage;
use scorebridge::app::tabs::Message as TabMessage;
use scorebridge::app::{Edit, Message, State};
use scorebridge::journal::DraftInfo;
use scorebridge::model::{Field, RowId, RowState};

use super::drafts::{Headless, has_settled, wait_for_copy};

/// One review a score, each of a conversation of its own.
fn write(file: &Path, scores: &[&str]) {
    let head = "agent_email,conversation,source,score,max_score,scored_at";
    let row = |(place, score): (usize, &&str)| {
        format!("gustavo.prado@example.com,{},klaus,{score},100,2026-09-14T10:00:00Z\n", 48_213 + place)
    };
    let rows: String = scores.iter().enumerate().map(row).collect();
    fs::write(file, format!("{head}\n{rows}")).unwrap();
}

fn open(program: &mut Headless, file: &Path, ready: u32) {
    program.tell(Message::OpenPaths(vec![file.to_path_buf()]));
    let path = file.to_path_buf();
    program.until("it is open and checked", |state| {
        let source = state.tabs.active().map(|tab| &tab.source);
        has_settled(state)
            && source == Some(&scorebridge::app::Source::File(path.clone()))
            && counts(state) == Some(ready)
    });
}

fn counts(state: &State) -> Option<u32> {
    Some(state.tabs.active_open()?.1.report.as_ref()?.counts().of(RowState::Ready))
}

fn edit(program: &mut Headless, row: u32, score: &str) {
    let cells = vec![(Field::Score, RowId(row), Some(score.to_owned()))];
    program.tab(TabMessage::Edit(Edit::Cells(cells)));
    program.until("it is checked again", has_settled);
}

fn score(program: &Headless, row: u32) -> Option<&str> {
    program.open().document.overlay.get(RowId(row), Field::Score)
}

/// What waits, with the rows that are left ready and to fix.
fn waits<'a>(state: &'a State, name: &str) -> Option<(&'a DraftInfo, (u32, u32))> {
    let info = state.drafts.waiting.iter().find(|info| info.head.name == name)?;
    Some((info, state.drafts.left(info)))
}

fn until_left(program: &mut Headless, name: &str, left: (u32, u32)) {
    let what = format!("{name} waits with {left:?}");
    program.until(&what, |state| waits(state, name).is_some_and(|(_, found)| found == left));
}

fn send(program: &mut Headless) {
    program.tab(TabMessage::ConfirmMapping);
    program.tell(Message::Sending(SendingMessage::Ask));
    program.until("the question stands", |state| {
        state.sending.asking().is_some_and(|ask| ask.figures.is_some())
    });
    program.tell(Message::Sending(SendingMessage::Confirm(None)));
    let before = program.state.uploads.list.as_ref().map_or(0, Vec::len);
    program.until("it was sent, and the rows are judged again", |state| {
        let list = state.uploads.list.as_ref();
        let is_over = list.is_some_and(|list| list.len() > before) && !state.sending.holds_the_account();
        is_over && has_settled(state) && counts(state) == Some(0)
    });
}

/// first.csv with a row to fix and two changed by hand, which waits; later.csv, which brings its four
/// reviews again and one more, is open.
fn with_a_later_file(folder: &Path) -> Headless {
    let (data, first, later) = (folder.join("data"), folder.join("first.csv"), folder.join("later.csv"));
    write(&first, &["n.a.x", "70", "80", "90"]);
    write(&later, &["60", "70", "80", "91", "50"]);
    let mut program = Headless::start(&data);
    program.until("people are known", |state| state.accounts.around.people.is_some());
    open(&mut program, &first, 3);
    edit(&mut program, 1, "75");
    edit(&mut program, 3, "95");
    wait_for_copy(&data);
    program.tab(TabMessage::Close);
    until_left(&mut program, "first.csv", (3, 1));
    open(&mut program, &later, 5);
    program
}

#[test]
fn rows_that_wait_are_the_later_files_and_wait_again_when_it_goes() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = with_a_later_file(folder.path());
    until_left(&mut program, "first.csv", (0, 0));
    let draft = waits(&program.state, "first.csv").unwrap().0.head.id;
    let said: Vec<_> = program.state.drafts.updated(draft).map(drafts::updated_words).collect();
    assert_eq!(said, ["4 rows are in later.csv now, 2 of them changed by hand here"]);
    let overlap = &program.open().overlaps[0];
    assert_eq!((overlap.there, overlap.rows.len()), (There::WaitsEarlier(draft), 4));
    assert_eq!(overlap.changed_there, 2);

    // What was changed by hand is taken over where both files say the same, and only when asked for.
    assert_eq!(score(&program, 1), None);
    program.tell(Message::Drafts(DraftMessage::TakeOver(program.state.tabs.active().unwrap().id, draft)));
    let label = "1 cell as changed in first.csv";
    program.until("it is taken over", |state| {
        let open = state.tabs.active_open().map(|(_, open)| open);
        has_settled(state) && open.is_some_and(|open| open.history.undo_label() == Some(label))
    });
    assert_eq!((score(&program, 1), score(&program, 3)), (Some("75"), None));
    let left = "1 change of first.csv taken over; 1 stays there: its cell says something else in this file.";
    assert!(program.state.notices.list().iter().any(|notice| notice.text == left));
    program.until("it is compared again", |state| {
        let open = state.tabs.active_open().map(|(_, open)| open);
        open.is_some_and(|open| open.overlaps.first().is_some_and(|overlap| overlap.changed_there == 1))
    });
    program.tab(TabMessage::Undo);
    assert_eq!(score(&program, 1), None);
    program.tab(TabMessage::Redo);
    program.until("it is checked again", has_settled);

    // A restart, as after kill -9: nothing of this is written but the changes of each file.
    drop(program);
    let mut program = Headless::start(&folder.path().join("data"));
    program.until("the later file is open again", has_settled);
    assert_eq!(score(&program, 1), Some("75"));
    until_left(&mut program, "first.csv", (0, 0));

    // Closed, the later file waits in its turn; dismissed, the rows wait where they did.
    program.tab(TabMessage::Close);
    until_left(&mut program, "later.csv", (5, 0));
    until_left(&mut program, "first.csv", (0, 0));
    let later = waits(&program.state, "later.csv").unwrap().0.head.id;
    program.tell(Message::Drafts(DraftMessage::Dismiss(later)));
    until_left(&mut program, "first.csv", (3, 1));

    // Opened to be looked at and closed again, it takes nothing with it.
    open(&mut program, &folder.path().join("later.csv"), 5);
    until_left(&mut program, "first.csv", (0, 0));
    program.tab(TabMessage::Close);
    until_left(&mut program, "first.csv", (3, 1));
    program.tell(Message::Drafts(DraftMessage::GoOn(draft)));
    program.until("it is there again", has_settled);
    assert_eq!((score(&program, 1), score(&program, 3)), (Some("75"), Some("95")));
}

#[test]
fn reviews_that_went_with_the_later_file_do_not_go_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = with_a_later_file(folder.path());
    send(&mut program);
    // The row to fix was sent with its score, one is the same; those changed by hand are to be decided.
    until_left(&mut program, "first.csv", (0, 2));
    let draft = waits(&program.state, "first.csv").unwrap().0.head.id;
    program.tell(Message::Drafts(DraftMessage::GoOn(draft)));
    program.until("it is there again", has_settled);
    let report = program.open().report.clone().unwrap();
    assert_eq!(report.counts().of(RowState::Ready), 0, "nothing goes twice");
    assert_eq!(report.counts().of(RowState::AlreadySent), 1);
    let asked = |row: u32| report.rules(RowId(row)).any(|rule| rule.id == "row.changed_since_sent");
    assert_eq!([1, 3].map(asked), [true, true]);
}

#[test]
fn what_is_left_of_a_file_that_was_sent_waits_though_nobody_changed_it() {
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path().join("data"), folder.path().join("september.csv"));
    write(&file, &["n.a.x", "70", "80"]);
    let mut program = Headless::start(&data);
    program.until("people are known", |state| state.accounts.around.people.is_some());
    open(&mut program, &file, 2);
    assert_eq!(program.state.tabs.active().unwrap().draft, None);
    send(&mut program);
    wait_for_copy(&data);
    program.tab(TabMessage::Close);
    until_left(&mut program, "september.csv", (0, 1));
    let words = drafts::words(&program.state.drafts, waits(&program.state, "september.csv").unwrap().0);
    assert_eq!(words, "no change · 0 rows ready, 1 row to fix");
    drop(program);
    let mut program = Headless::start(&data);
    program.until("it waits after a restart", |state| waits(state, "september.csv").is_some());
}
