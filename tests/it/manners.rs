//! The manners of a spreadsheet in the window itself: each by the key or the name that a person uses.

use egui::{Event, Key, Modifiers, Theme, accesskit};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use scorebridge::app::view::Pick;
use scorebridge::check;
use scorebridge::model::{Field, RowId, RowState};

use super::window::{
    Driven, click, count, document, focus_grid, is_settled, open_rows, open_the_sample, open_window, press,
    until,
};

const CTRL: Modifiers = Modifiers::COMMAND;
const SHIFT: Modifiers = Modifiers::SHIFT;
const NONE: Modifiers = Modifiers::NONE;

/// The sample in a window, the focus in the grid at its first cell.
fn sample(folder: &tempfile::TempDir) -> Driven {
    let mut window = open_window(folder.path(), Theme::Light, [1400.0, 900.0]);
    open_the_sample(&mut window);
    focus_grid(&mut window);
    press(&mut window, Key::Home, CTRL);
    window
}

fn value(window: &Driven, row: u32, field: Field) -> String {
    let (open, state) = (document(window).unwrap(), window.state().state());
    check::value(&open.document.input(&state.accounts.around, state.now), RowId(row - 1), field).to_owned()
}

/// The active cell, as a screen reader says it.
fn active(window: &Driven) -> String {
    let cell = window.get_by_role(accesskit::Role::GridCell);
    cell.accesskit_node().label().unwrap_or_default()
}

fn undo_label(window: &Driven) -> String {
    document(window).unwrap().history.undo_label().unwrap_or_default().to_owned()
}

fn settle(window: &mut Driven) {
    until(window, "the rows are judged", is_settled);
}

fn type_in(window: &mut Driven, label: &str, text: &str) {
    until(window, label, |window| window.query_all_by_label(label).next().is_some());
    window.get_by_label(label).focus();
    window.step();
    window.event(Event::Text(text.to_owned()));
    window.step();
    window.step();
}

fn is_shown(window: &mut Driven, label: &str) {
    until(window, label, |window| window.query_all_by_label(label).next().is_some());
}

fn paste(window: &mut Driven, text: &str) {
    window.event(Event::Paste(text.to_owned()));
    window.step();
    window.step();
    settle(window);
}

#[test]
fn find_and_replace_counts_shows_and_is_one_step_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = sample(&folder);
    let rubric = value(&window, 1, Field::Rubric);
    press(&mut window, Key::H, CTRL);
    type_in(&mut window, "Find what", &rubric.to_uppercase());
    type_in(&mut window, "Replace with", "Voice $1");
    click(&mut window, "Whole cell");
    let open = document(&window).unwrap();
    let state = window.state().state();
    let input = open.document.input(&state.accounts.around, state.now);
    let all = input.sheet.rows().filter(|row| check::value(&input, *row, Field::Rubric) == rubric).count();
    assert!(all > 10);
    is_shown(&mut window, &format!("{all} cells"));
    is_shown(&mut window, "Row 1 · Rubric:");
    click(&mut window, &format!("Replace {all}"));
    settle(&mut window);
    assert_eq!(value(&window, 1, Field::Rubric), "Voice $1");
    assert_eq!(undo_label(&window), format!("“{}” → “Voice $1”, {all} cells", rubric.to_uppercase()));
    is_shown(&mut window, "No cell has that.");
    focus_grid(&mut window);
    press(&mut window, Key::Z, CTRL);
    settle(&mut window);
    assert_eq!(value(&window, 1, Field::Rubric), rubric);

    // A pattern that is none says so; the next cell that fits becomes the active one.
    click(&mut window, "Pattern");
    type_in(&mut window, "Find what", "(");
    until(&mut window, "the reason", |window| {
        window.query_all_by_label_contains("That is no pattern").next().is_some()
    });
    press(&mut window, Key::Escape, NONE);
    assert!(window.query_all_by_label("Find what").next().is_none());
}

#[test]
fn the_next_cell_that_fits_becomes_the_active_one_and_round_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = sample(&folder);
    press(&mut window, Key::F, CTRL);
    type_in(&mut window, "Find what", "n.a");
    until(&mut window, "cells are counted", |window| {
        !window.get_by_label("Next").accesskit_node().is_disabled()
    });
    let mut seen = Vec::new();
    for _ in 0..3 {
        let times = document(&window).unwrap().hunt().sought.times;
        click(&mut window, "Next");
        until(&mut window, "it is found", |window| document(window).unwrap().hunt().sought.times > times);
        let (row, field) = document(&window).unwrap().hunt().sought.place.unwrap();
        assert!(value(&window, row + 1, field).to_lowercase().contains("n.a"));
        seen.push((row, field));
    }
    assert!(seen[0] != seen[1] && seen[1] != seen[2], "{seen:?}");
    let times = document(&window).unwrap().hunt().sought.times;
    click(&mut window, "Previous");
    until(&mut window, "it is found", |window| document(window).unwrap().hunt().sought.times > times);
    assert_eq!(document(&window).unwrap().hunt().sought.place, Some(seen[1]));
}

#[test]
fn rows_are_gone_to_by_number_and_by_problem() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = sample(&folder);
    press(&mut window, Key::G, CTRL);
    type_in(&mut window, "Number of the row", "1,000");
    press(&mut window, Key::Enter, NONE);
    until(&mut window, "the last row", |window| active(window).starts_with("Agent, row 1000: "));
    press(&mut window, Key::F8, NONE);
    window.step();
    let first = active(&window);
    press(&mut window, Key::F8, NONE);
    window.step();
    let second = active(&window);
    assert_ne!(first, second);
    press(&mut window, Key::F8, SHIFT);
    window.step();
    assert_eq!(active(&window), first);
    press(&mut window, Key::F8, SHIFT);
    window.step();
    assert_ne!(active(&window), first, "around the end");
}

#[test]
fn a_selection_is_summed_up_filled_copied_and_emptied() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = sample(&folder);
    press(&mut window, Key::ArrowRight, NONE);
    for _ in 0..2 {
        press(&mut window, Key::ArrowDown, SHIFT);
    }
    until(&mut window, "the sums", |window| {
        let sums = window.query_all_by_label_contains("Selected: 3 cells · 3 with a value").next();
        sums.is_some()
    });

    // Typed into one, Ctrl+Enter into all.
    window.event(Event::Text("7".to_owned()));
    window.step();
    press(&mut window, Key::Enter, CTRL);
    settle(&mut window);
    let scores = |window: &Driven| [1, 2, 3].map(|row| value(window, row, Field::Score));
    assert_eq!(scores(&window), ["7", "7", "7"]);
    assert_eq!(undo_label(&window), "3 cells → 7");

    press(&mut window, Key::H, CTRL | SHIFT);
    is_shown(&mut window, "3 cells copied.");

    window.event(Event::Text("9".to_owned()));
    window.step();
    press(&mut window, Key::Enter, NONE);
    settle(&mut window);
    focus_grid(&mut window);
    press(&mut window, Key::D, CTRL);
    settle(&mut window);
    assert_eq!(scores(&window), ["9", "9", "9"]);
    window.event(Event::Cut);
    window.step();
    window.step();
    settle(&mut window);
    assert_eq!(scores(&window), ["", "", ""]);
    press(&mut window, Key::Z, CTRL);
    settle(&mut window);
    press(&mut window, Key::Delete, NONE);
    settle(&mut window);
    assert_eq!(
        (scores(&window), undo_label(&window)),
        (["", "", ""].map(str::to_owned), "3 cells emptied".to_owned())
    );
}

#[test]
fn ranges_of_a_spreadsheet_are_pasted_and_asked_about_where_they_do_not_fit() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = sample(&folder);
    press(&mut window, Key::ArrowRight, NONE);
    let before = value(&window, 1, Field::ScoredAt);
    paste(&mut window, "50\t\"two\nlines\"\n\n60\tx\n");
    assert_eq!([1, 2, 3].map(|row| value(&window, row, Field::Score)), ["50", "", "60"]);
    assert_eq!([1, 2, 3].map(|row| value(&window, row, Field::ScoredAt)), ["two\nlines", "", "x"]);
    press(&mut window, Key::Z, CTRL);
    settle(&mut window);
    assert_eq!(value(&window, 1, Field::ScoredAt), before);

    // One value into many; a row of two over a selection of two rows of two.
    press(&mut window, Key::ArrowDown, SHIFT);
    paste(&mut window, "88\n");
    assert_eq!([1, 2].map(|row| value(&window, row, Field::Score)), ["88", "88"]);
    paste(&mut window, "11\ta\n");
    assert_eq!(value(&window, 1, Field::ScoredAt), "a");

    // Below the last row nothing fits.
    press(&mut window, Key::ArrowDown, CTRL);
    let last = value(&window, 1000, Field::Score);
    paste(&mut window, "1\n2\n3\n");
    let words = "The clipboard has 3 rows × 1 columns. That does not fit: 2 rows below the last row.";
    is_shown(&mut window, words);
    click(&mut window, "Paste nothing");
    assert_eq!(value(&window, 1000, Field::Score), last);
    paste(&mut window, "1\n2\n3\n");
    click(&mut window, "Paste what fits");
    settle(&mut window);
    assert_eq!(value(&window, 1000, Field::Score), "1");
}

#[test]
fn rows_are_filtered_by_a_value_and_sorted_by_two_fields_and_stay_themselves() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = sample(&folder);
    let agent = value(&window, 1, Field::AgentId);
    press(&mut window, Key::L, CTRL | SHIFT);
    let wanted = [Pick::only(Field::AgentId, [agent])];
    until(&mut window, "the agent's rows", |window| {
        let open = document(window).unwrap();
        open.view.wish.picks == wanted && open.arranging().is_none()
    });
    let shown = document(&window).unwrap().view.num_rows(1000);
    assert!(shown > 1 && shown < 100, "{shown}");
    press(&mut window, Key::A, CTRL | SHIFT);

    for (heading, entry) in [("Agent", "Sort"), ("Score", "Sort also by this")] {
        until(&mut window, heading, |window| {
            window.query_by_role_and_label(accesskit::Role::ColumnHeader, heading).is_some()
        });
        window.get_by_role_and_label(accesskit::Role::ColumnHeader, heading).click_secondary();
        window.step();
        window.step();
        click(&mut window, entry);
        until(&mut window, "sorted", |window| document(window).unwrap().arranging().is_none());
    }
    let open = document(&window).unwrap();
    let rows: Vec<RowId> = (0..1000).filter_map(|place| open.view.row(place)).collect();
    let keys: Vec<_> =
        rows.iter().map(|row| value(&window, row.number(), Field::AgentId).to_lowercase()).collect();
    let filled = keys.iter().take_while(|key| !key.is_empty()).count();
    assert!(keys[..filled].is_sorted() && keys[filled..].iter().all(String::is_empty));
    let mut all: Vec<u32> = rows.iter().map(|row| row.0).collect();
    all.sort_unstable();
    assert!(all.into_iter().eq(0..1000), "every row once");

    // An edit in the sorted view is of the row that is seen, and does not move it.
    focus_grid(&mut window);
    press(&mut window, Key::Home, CTRL);
    press(&mut window, Key::ArrowRight, NONE);
    window.event(Event::Text("13".to_owned()));
    window.step();
    press(&mut window, Key::Enter, NONE);
    settle(&mut window);
    assert_eq!(value(&window, rows[0].number(), Field::Score), "13");
    assert_eq!(document(&window).unwrap().view.row(0), Some(rows[0]));
}

#[test]
fn values_of_a_column_are_listed_counted_and_filter_the_rows() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = sample(&folder);
    let rubric = value(&window, 1, Field::Rubric);
    let place = scorebridge::app::search::SHOWN_ORDER.iter().position(|field| *field == Field::Rubric);
    for _ in 0..place.unwrap() {
        press(&mut window, Key::ArrowRight, NONE);
    }
    press(&mut window, Key::ArrowDown, Modifiers::ALT);
    click(&mut window, "Only rows with…");
    type_in(&mut window, "Find a value", &rubric);
    let all = (1..=1000).filter(|row| value(&window, *row, Field::Rubric) == rubric).count();
    let entry = format!("{rubric} {all}");
    until(&mut window, &entry, |window| {
        window
            .query_all_by_label_contains(&rubric)
            .any(|node| node.accesskit_node().label().is_some_and(|label| label.contains(&all.to_string())))
    });
    window.get_by_label("Find a value").focus();
    window.step();
    press(&mut window, Key::Enter, NONE);
    until(&mut window, "its rows", |window| {
        let open = document(window).unwrap();
        open.arranging().is_none() && open.view.num_rows(1000) as usize == all
    });
    assert!(window.query_all_by_label("Find a value").next().is_none());

    // Ticks, by keys: of all values but one, and that together with the rows to fix.
    click(&mut window, &format!("Only rows with Rubric: {rubric}"));
    until(&mut window, "the list", |window| window.query_by_label(&entry).is_some());
    click(&mut window, "Tick all");
    window.get_by_label(&entry).focus();
    window.step();
    press(&mut window, Key::Space, NONE);
    window.get_by_label("Show these rows").focus();
    window.step();
    press(&mut window, Key::Enter, NONE);
    let shows = |window: &Driven, rows: usize| {
        let open = document(window).unwrap();
        open.arranging().is_none() && open.view.num_rows(1000) as usize == rows
    };
    until(&mut window, "all other rows", |window| shows(window, 1000 - all));
    let open = document(&window).unwrap();
    let report = open.report.clone().unwrap();
    let to_fix = (1..=1000).filter(|row| report.state(RowId(row - 1)) == RowState::NeedsFix);
    let wanted = to_fix.filter(|row| value(&window, *row, Field::Rubric) != rubric).count();
    click(&mut window, "Which rows: All rows");
    click(&mut window, "Rows to fix");
    until(&mut window, "those of them to fix", |window| shows(window, wanted));
    press(&mut window, Key::A, CTRL | SHIFT);
    until(&mut window, "all rows", |window| shows(window, 1000));
}

#[test]
fn what_can_be_done_about_a_cell_is_a_key_away() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = sample(&folder);
    let ready = count(&window, RowState::Ready);
    press(&mut window, Key::F8, NONE);
    window.step();
    press(&mut window, Key::Period, CTRL);
    is_shown(&mut window, "What can be done");
    window.check_accessibility();
    let answer = "Leave this row out";
    let buttons = window.query_all_by_label(answer).count();
    assert!(buttons > 0);
    press(&mut window, Key::Escape, NONE);
    window.step();
    assert!(window.query_all_by_label("What can be done").next().is_none());
    // At a cell in which nothing is wrong: out, and in again.
    press(&mut window, Key::Home, CTRL);
    press(&mut window, Key::Period, CTRL);
    is_shown(&mut window, "Nothing is wrong here.");
    let last = window.get_all_by_label(answer).last().unwrap();
    last.click_accesskit();
    window.step();
    settle(&mut window);
    assert_eq!(
        (count(&window, RowState::Ready), undo_label(&window)),
        (ready - 1, "1 row left out".to_owned())
    );
}

#[test]
fn an_answer_is_shown_before_it_is_given_and_enter_gives_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = sample(&folder);
    let ready = count(&window, RowState::Ready);
    let answer = "Jane Doe?";
    until(&mut window, answer, |window| window.query_all_by_label(answer).next().is_some());
    window.get_by_label(answer).focus();
    window.step();
    is_shown(&mut window, "+12 ready · −12 to fix");
    assert_eq!(count(&window, RowState::Ready), ready, "nothing is given yet");
    let open = document(&window).unwrap();
    let cause = open.decisions.iter().find(|decision| !decision.near.is_empty()).unwrap();
    let row = cause.examples[0];
    let tried = open.preview().unwrap().tried(open.revision).unwrap();
    let input = tried.document.input(&tried.around, window.state().state().now);
    let look = check::look(&input, &tried.report, row);
    assert_eq!(look.cells[Field::AgentId.index()].sent.as_deref(), Some("Jane Doe"));

    // Elsewhere nothing is offered any more.
    focus_grid(&mut window);
    until(&mut window, "nothing is offered", |window| document(window).unwrap().preview().is_none());
    window.step();
    assert!(window.query_all_by_label_contains("+12 ready").next().is_none());
    window.get_by_label(answer).focus();
    window.step();
    press(&mut window, Key::Enter, NONE);
    settle(&mut window);
    assert_eq!(count(&window, RowState::Ready), ready + 12);
    let settled = undo_label(&window);
    is_shown(&mut window, &settled);
}

#[test]
fn gaps_are_filled_for_all_rows_of_a_decision() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gaps.csv");
    let rows = "agent_id,source,score,max_score,scored_at\na1,,80,100,2026-09-14\na2,,90,100,2026-09-14\n\
                a3,klaus,70,100,2026-09-14\n";
    std::fs::write(&file, rows).unwrap();
    let mut window = open_window(folder.path(), Theme::Dark, [1024.0, 700.0]);
    open_rows(&mut window, &file);
    click(&mut window, "Set for all…");
    type_in(&mut window, "New value", "klaus");
    click(&mut window, "Set");
    until(&mut window, "they are set", |window| undo_label(window) == "Source → klaus, 2 rows");
    assert_eq!([1, 2, 3].map(|row| value(&window, row, Field::Source)), ["klaus", "klaus", "klaus"]);
    press(&mut window, Key::Z, CTRL);
    assert_eq!(value(&window, 1, Field::Source), "");
}

#[test]
fn who_is_meant_by_a_value_is_listed_and_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = sample(&folder);
    let ready = count(&window, RowState::Ready);
    click(&mut window, "Jane Doe?");
    until(&mut window, "they are ready", |window| {
        is_settled(window) && count(window, RowState::Ready) == ready + 12
    });
    press(&mut window, Key::K, CTRL);
    type_in(&mut window, "Search commands", "Who is meant by a value");
    press(&mut window, Key::Enter, NONE);
    let take_back = "Take back: j.doe@example.com → Jane Doe";
    is_shown(&mut window, take_back);
    window.check_accessibility();
    click(&mut window, take_back);
    until(&mut window, "they wait again", |window| {
        is_settled(window) && count(window, RowState::Ready) == ready
    });
    is_shown(&mut window, "Nothing was said yet.");
    press(&mut window, Key::Escape, NONE);
    assert_eq!(undo_label(&window), "j.doe@example.com is not Jane Doe any more");
    focus_grid(&mut window);
    press(&mut window, Key::Z, CTRL);
    until(&mut window, "it is said again", |window| {
        is_settled(window) && count(window, RowState::Ready) == ready + 12
    });
}

#[test]
fn esc_takes_the_text_off_that_rows_were_looked_for_with() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = sample(&folder);
    let found = |window: &Driven| {
        let open = document(window).unwrap();
        (open.arranging().is_none() && open.view.arranged > 0).then(|| open.view.num_rows(1000))
    };
    window.get_by_label("Show rows with this text").focus();
    window.step();
    window.get_by_label("Show rows with this text").type_text("gustavo");
    until(&mut window, "the rows with the text", |window| found(window).is_some_and(|rows| rows < 1000));
    press(&mut window, Key::Escape, NONE);
    until(&mut window, "all rows", |window| found(window) == Some(1000));
}
