//! The grid driven as a person drives it: by keys, by the pointer, by the names that a screen reader says.
#![expect(clippy::float_cmp, reason = "positions are exact: that is what is tested")]

use std::cell::RefCell;
use std::collections::BTreeSet;

use egui::{Event, Key, Modifiers, MouseWheelUnit, Pos2, TouchPhase, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::*;
use crate::check::Severity;
use crate::model::RowState;

/// A table that remembers which of its cells were asked for.
struct Table {
    rows: u32,
    version: u64,
    columns: Vec<GridColumn>,
    asked: RefCell<Vec<CellPos>>,
}

impl Table {
    fn new(rows: u32) -> Self {
        let column = |key: u32, title: &str, editable| GridColumn {
            key,
            title: title.into(),
            editable,
            ..GridColumn::default()
        };
        let columns = vec![
            column(10, "Agent", true),
            column(11, "Score", true),
            column(12, "Scored at", true),
            column(13, "Source column", false),
        ];
        Self { rows, version: 0, columns, asked: RefCell::default() }
    }
}

impl GridSource for Table {
    fn version(&self) -> u64 {
        self.version
    }

    fn num_rows(&self) -> u32 {
        self.rows
    }

    fn columns(&self) -> &[GridColumn] {
        &self.columns
    }

    fn row(&self, row: u32) -> GridRow {
        let state = if row == 7 { RowState::InUpload } else { RowState::Ready };
        GridRow { number: row + 1, state, fixed: false }
    }

    fn cell(&self, pos: CellPos) -> GridCell {
        self.asked.borrow_mut().push(pos);
        let is_bad = pos == CellPos { row: 2, column: 1 };
        GridCell {
            text: format!("{},{}", pos.row, pos.column),
            mark: is_bad.then_some(Severity::Error),
            problem: is_bad.then(|| "\"2,1\" is not a score.".to_owned()),
            ..GridCell::default()
        }
    }

    fn complete(&self, pos: CellPos, typed: &str) -> Vec<String> {
        let names = ["Jane Doe", "Jan Novak", "Amara Okonkwo"];
        let matches = |name: &&&str| pos.column == 0 && name.to_lowercase().starts_with(typed);
        names.iter().filter(matches).map(|&name| name.to_owned()).collect()
    }
}

struct Screen {
    grid: GridState,
    table: Table,
    events: Vec<GridEvent>,
    /// Keys that the grid left to the window.
    left: Vec<Key>,
}

type Driven = Harness<'static, Screen>;

/// The window, the margin that the harness puts around the grid, and the grid.
const WINDOW: egui::Vec2 = vec2(616.0, 416.0);
const MARGIN: f32 = 8.0;
const SIZE: egui::Vec2 = vec2(600.0, 400.0);

fn screen(rows: u32) -> Driven {
    screen_at(rows, 1.0)
}

fn screen_at(rows: u32, pixels_per_point: f32) -> Driven {
    let screen =
        Screen { grid: GridState::default(), table: Table::new(rows), events: Vec::new(), left: Vec::new() };
    let mut harness = Harness::builder()
        .with_size(WINDOW)
        .with_step_dt(0.02)
        .with_max_steps(60)
        .with_pixels_per_point(pixels_per_point)
        .with_context_setup(theme::install)
        .build_ui_state(
            |ui, screen: &mut Screen| {
                let events = grid_ui(ui, &mut screen.grid, &screen.table);
                screen.events.extend(events);
                ui.input(|input| {
                    screen.left.extend(input.events.iter().filter_map(|event| match event {
                        Event::Key { key, pressed: true, .. } => Some(*key),
                        _ => None,
                    }));
                });
            },
            screen,
        );
    harness.run();
    harness
}

fn at(row: u32, column: u16) -> CellPos {
    CellPos { row, column }
}

/// Gives the grid the focus, with that cell active.
fn go_to(harness: &mut Driven, pos: CellPos) {
    harness.get_by_label("Rows").focus();
    harness.state_mut().grid.go_to(pos);
    harness.run();
    harness.state_mut().events.clear();
}

fn press(harness: &mut Driven, key: Key, modifiers: Modifiers) {
    harness.key_press_modifiers(modifiers, key);
    harness.run();
}

fn write(harness: &mut Driven, text: &str) {
    harness.event(Event::Text(text.into()));
    harness.run();
}

/// What a person did, without the moves.
fn done(harness: &mut Driven) -> Vec<GridEvent> {
    let events = std::mem::take(&mut harness.state_mut().events);
    events.into_iter().filter(|event| *event != GridEvent::Moved).collect()
}

fn active(harness: &Driven) -> CellPos {
    harness.state().grid.active()
}

/// The middle of a cell, in a grid that is not scrolled.
fn middle(row: u32, column: u16) -> Pos2 {
    let left = MARGIN + gutter_width(1000).round() + f32::from(column) * 120.0;
    #[expect(clippy::cast_precision_loss, reason = "a row in view")]
    let top = MARGIN + size::HEADER + row as f32 * size::ROW;
    pos2(left + 60.0, top + 12.0)
}

fn click(harness: &mut Driven, pos: Pos2, modifiers: Modifiers) {
    harness.hover_at(pos);
    harness.step();
    for pressed in [true, false] {
        let button = egui::PointerButton::Primary;
        harness.event_modifiers(Event::PointerButton { pos, button, pressed, modifiers }, modifiers);
        harness.step();
    }
    harness.run();
}

fn double_click(harness: &mut Driven, pos: Pos2) {
    harness.hover_at(pos);
    for pressed in [true, false, true, false] {
        let button = egui::PointerButton::Primary;
        harness.event(Event::PointerButton { pos, button, pressed, modifiers: NONE });
    }
    harness.run();
}

fn wheel(harness: &mut Driven, unit: MouseWheelUnit, y: f32, modifiers: Modifiers) {
    harness.event(Event::MouseWheel {
        unit,
        delta: vec2(0.0, y),
        phase: TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers,
    });
    harness.step();
}

const NONE: Modifiers = Modifiers::NONE;
const SHIFT: Modifiers = Modifiers::SHIFT;
const CTRL: Modifiers = Modifiers::COMMAND;
const ALT: Modifiers = Modifiers::ALT;

#[test]
fn keys_move_the_active_cell() {
    // 15 whole rows fit below the header; the last row is 999, the last column 3.
    let page = 15;
    let table: &[(Modifiers, Key, CellPos, CellPos)] = &[
        (NONE, Key::ArrowDown, at(5, 1), at(6, 1)),
        (NONE, Key::ArrowUp, at(5, 1), at(4, 1)),
        (NONE, Key::ArrowUp, at(0, 1), at(0, 1)),
        (NONE, Key::ArrowLeft, at(5, 0), at(5, 0)),
        (NONE, Key::ArrowRight, at(5, 1), at(5, 2)),
        (NONE, Key::ArrowRight, at(5, 3), at(5, 3)),
        (CTRL, Key::ArrowDown, at(5, 1), at(999, 1)),
        (CTRL, Key::ArrowUp, at(5, 1), at(0, 1)),
        (CTRL, Key::ArrowRight, at(5, 1), at(5, 3)),
        (CTRL, Key::ArrowLeft, at(5, 1), at(5, 0)),
        (NONE, Key::Home, at(5, 2), at(5, 0)),
        (NONE, Key::End, at(5, 2), at(5, 3)),
        (CTRL, Key::Home, at(5, 2), at(0, 0)),
        (CTRL, Key::End, at(5, 2), at(999, 3)),
        (NONE, Key::PageDown, at(5, 2), at(5 + page, 2)),
        (NONE, Key::PageUp, at(50, 2), at(50 - page, 2)),
        (NONE, Key::PageDown, at(998, 2), at(999, 2)),
        (ALT, Key::PageDown, at(5, 0), at(5, 3)),
        (ALT, Key::PageUp, at(5, 3), at(5, 0)),
        (NONE, Key::Tab, at(5, 1), at(5, 2)),
        (NONE, Key::Tab, at(5, 3), at(6, 0)),
        (SHIFT, Key::Tab, at(5, 0), at(4, 3)),
        (NONE, Key::Tab, at(999, 3), at(999, 3)),
    ];
    let mut harness = screen(1000);
    for &(modifiers, key, from, to) in table {
        go_to(&mut harness, from);
        press(&mut harness, key, modifiers);
        assert_eq!(active(&harness), to, "{modifiers:?} {key:?} from {from:?}");
        let rows = harness.state().grid.selected();
        assert_eq!(rows, [Selected { rows: to.row..to.row + 1, columns: vec![to.column] }]);
        assert_eq!(done(&mut harness), []);
    }
}

#[test]
fn keys_extend_the_selection_from_the_active_cell() {
    let table = [
        (SHIFT, Key::ArrowDown, 5..7, vec![1]),
        (SHIFT, Key::ArrowLeft, 5..6, vec![0, 1]),
        (SHIFT, Key::PageDown, 5..21, vec![1]),
        (SHIFT, Key::Home, 5..6, vec![0, 1]),
        (SHIFT | CTRL, Key::End, 5..1000, vec![1, 2, 3]),
        (SHIFT | CTRL, Key::ArrowUp, 0..6, vec![1]),
        (SHIFT, Key::Space, 5..6, vec![0, 1, 2, 3]),
        (CTRL, Key::Space, 0..1000, vec![1]),
        (CTRL, Key::A, 0..1000, vec![0, 1, 2, 3]),
    ];
    let mut harness = screen(1000);
    for (modifiers, key, rows, columns) in table {
        go_to(&mut harness, at(5, 1));
        press(&mut harness, key, modifiers);
        assert_eq!(active(&harness), at(5, 1), "{modifiers:?} {key:?}");
        assert_eq!(harness.state().grid.selected(), [Selected { rows, columns }], "{modifiers:?} {key:?}");
        press(&mut harness, Key::Escape, NONE);
        assert_eq!(harness.state().grid.selected().len(), 1);
        assert_eq!(harness.state().grid.selected()[0].rows, 5..6, "Esc leaves the active cell");
    }
}

#[test]
fn keys_ask_for_what_the_grid_does_not_do_itself() {
    let table = [
        (NONE, Key::Delete, GridEvent::Clear),
        (CTRL, Key::D, GridEvent::FillDown),
        (CTRL, Key::Period, GridEvent::Fixes),
    ];
    let mut harness = screen(1000);
    for (modifiers, key, expected) in table {
        go_to(&mut harness, at(3, 1));
        press(&mut harness, key, modifiers);
        assert_eq!(done(&mut harness), [expected]);
    }
    for (event, expected) in [
        (Event::Copy, GridEvent::Copy { cut: false }),
        (Event::Cut, GridEvent::Copy { cut: true }),
        (Event::Paste("1\t2\n3\t4".into()), GridEvent::Paste("1\t2\n3\t4".into())),
    ] {
        harness.event(event);
        harness.run();
        assert_eq!(done(&mut harness), [expected]);
    }
}

#[test]
fn keys_that_the_grid_does_not_know_are_left_to_the_window() {
    let mut harness = screen(1000);
    go_to(&mut harness, at(3, 1));
    let table = [(NONE, Key::F8), (CTRL, Key::F), (CTRL, Key::Z), (CTRL, Key::K), (NONE, Key::F6)];
    for (modifiers, key) in table {
        press(&mut harness, key, modifiers);
    }
    press(&mut harness, Key::ArrowDown, NONE);
    assert_eq!(harness.state().left, table.map(|(_, key)| key));
}

#[test]
fn an_editor_opens_and_commits() {
    let edit = |row, column, text: &str| GridEvent::Edit(at(row, column), text.into());
    let mut harness = screen(1000);

    // Typing replaces; the first letter is kept. Enter goes down, Tab right, with Shift back.
    for (closing, modifiers, to) in [
        (Key::Enter, NONE, at(4, 1)),
        (Key::Enter, SHIFT, at(2, 1)),
        (Key::Tab, NONE, at(3, 2)),
        (Key::Tab, SHIFT, at(3, 0)),
        (Key::ArrowDown, NONE, at(4, 1)),
        (Key::ArrowLeft, NONE, at(3, 0)),
    ] {
        go_to(&mut harness, at(3, 1));
        write(&mut harness, "9");
        write(&mut harness, "5");
        assert!(harness.state().grid.editor.is_some());
        press(&mut harness, closing, modifiers);
        assert_eq!(done(&mut harness), [edit(3, 1, "95")], "{closing:?}");
        assert_eq!(active(&harness), to, "{closing:?}");
        assert!(harness.state().grid.editor.is_none());
    }

    // F2, Enter and a double click open it with the cell's text.
    for open in [Key::F2, Key::Enter] {
        go_to(&mut harness, at(3, 1));
        press(&mut harness, open, NONE);
        write(&mut harness, "0");
        press(&mut harness, Key::ArrowLeft, NONE);
        write(&mut harness, "x");
        press(&mut harness, Key::Enter, NONE);
        assert_eq!(done(&mut harness), [edit(3, 1, "3,1x0")]);
    }
    click(&mut harness, middle(2, 2), NONE);
    harness.state_mut().events.clear();
    double_click(&mut harness, middle(4, 2));
    assert!(harness.state().grid.editor.is_some());
    write(&mut harness, "!");
    press(&mut harness, Key::Enter, NONE);
    assert_eq!(done(&mut harness), [edit(4, 2, "4,2!")]);

    // Backspace empties, Esc changes nothing, an unchanged text is no edit.
    go_to(&mut harness, at(3, 1));
    press(&mut harness, Key::Backspace, NONE);
    press(&mut harness, Key::Enter, NONE);
    assert_eq!(done(&mut harness), [edit(3, 1, "")]);
    go_to(&mut harness, at(3, 1));
    write(&mut harness, "1");
    press(&mut harness, Key::Escape, NONE);
    press(&mut harness, Key::F2, NONE);
    press(&mut harness, Key::Enter, NONE);
    assert_eq!(done(&mut harness), []);
}

#[test]
fn a_closed_editor_is_no_text_field_any_more() {
    let mut harness = screen(20);
    go_to(&mut harness, at(2, 0));
    write(&mut harness, "x");
    assert!(harness.ctx.text_edit_focused());
    press(&mut harness, Key::Enter, Modifiers::NONE);
    assert_eq!(done(&mut harness), [GridEvent::Edit(at(2, 0), "x".into())]);
    // Ctrl+Z is the window's again, not the field's.
    assert!(!harness.ctx.text_edit_focused());
}

#[test]
fn keys_typed_within_one_frame_go_where_they_were_meant() {
    let mut harness = screen(1000);
    go_to(&mut harness, at(3, 1));
    let key = |key| Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: NONE };
    let text = |text: &str| Event::Text(text.into());
    for event in [
        key(Key::ArrowDown),
        text("7"),
        text("0"),
        key(Key::Enter),
        text("8"),
        key(Key::Enter),
        key(Key::ArrowRight),
        text("9"),
        key(Key::Tab),
    ] {
        harness.input_mut().events.push(event);
    }
    harness.run();
    let edit = |row, column, text: &str| GridEvent::Edit(at(row, column), text.into());
    assert_eq!(done(&mut harness), [edit(4, 1, "70"), edit(5, 1, "8"), edit(6, 2, "9")]);
    assert_eq!(active(&harness), at(6, 3));
}

#[test]
fn an_input_method_composes_in_the_editor_that_it_opened() {
    let mut harness = screen(1000);
    go_to(&mut harness, at(3, 1));
    let preedit =
        |text: &str| Event::Ime(egui::ImeEvent::Preedit { text: text.into(), active_range_chars: None });
    for event in [preedit("n"), preedit("ñ"), preedit(""), Event::Ime(egui::ImeEvent::Commit("ñ".into()))] {
        harness.event(event);
        harness.step();
    }
    harness.run();
    press(&mut harness, Key::Enter, NONE);
    assert_eq!(done(&mut harness), [GridEvent::Edit(at(3, 1), "ñ".into())]);
}

#[test]
fn keys_of_the_input_method_neither_keep_nor_drop_the_cell() {
    let preedit =
        |text: &str| Event::Ime(egui::ImeEvent::Preedit { text: text.into(), active_range_chars: None });
    let commit = |text: &str| Event::Ime(egui::ImeEvent::Commit(text.into()));
    for key in [Key::Enter, Key::Escape, Key::ArrowDown, Key::Tab, Key::F2] {
        let mut harness = screen(1000);
        go_to(&mut harness, at(3, 1));
        harness.event(preedit("に"));
        harness.step();
        press(&mut harness, key, NONE);
        assert_eq!((done(&mut harness), active(&harness)), (vec![], at(3, 1)), "{key:?}");
        for event in [preedit(""), commit("日本")] {
            harness.event(event);
            harness.step();
        }
        press(&mut harness, Key::Enter, NONE);
        assert_eq!(done(&mut harness), [GridEvent::Edit(at(3, 1), "日本".into())], "{key:?}");
    }
    // Beside text that is there already; and Escape drops the edit as soon as nothing is composed.
    let mut harness = screen(1000);
    go_to(&mut harness, at(3, 1));
    press(&mut harness, Key::F2, NONE);
    for event in [preedit("に"), preedit("")] {
        harness.event(event);
        harness.step();
    }
    press(&mut harness, Key::Escape, NONE);
    press(&mut harness, Key::F2, NONE);
    for event in [preedit("に"), preedit(""), commit("日")] {
        harness.event(event);
        harness.step();
    }
    press(&mut harness, Key::Enter, NONE);
    let events = done(&mut harness);
    let [GridEvent::Edit(pos, text)] = events.as_slice() else { panic!("{events:?}") };
    assert!(*pos == at(3, 1) && text.ends_with('日') && text.chars().count() > 1, "{text}");
}

#[test]
fn enter_and_tab_go_round_inside_of_the_selection() {
    let mut harness = screen(1000);
    go_to(&mut harness, at(3, 1));
    press(&mut harness, Key::ArrowRight, SHIFT);
    press(&mut harness, Key::ArrowDown, SHIFT);
    let mut seen = Vec::new();
    for (key, modifiers) in [(Key::Enter, NONE), (Key::Enter, NONE), (Key::Tab, NONE), (Key::Enter, SHIFT)] {
        press(&mut harness, key, modifiers);
        seen.push(active(&harness));
    }
    assert_eq!(seen, [at(4, 1), at(3, 2), at(4, 1), at(3, 1)]);
    write(&mut harness, "7");
    press(&mut harness, Key::Enter, NONE);
    assert_eq!(active(&harness), at(4, 1));
    write(&mut harness, "8");
    press(&mut harness, Key::Enter, CTRL);
    assert_eq!(done(&mut harness), [GridEvent::Edit(at(3, 1), "7".into()), GridEvent::Fill("8".into())]);
    assert_eq!(harness.state().grid.selected(), [Selected { rows: 3..5, columns: vec![1, 2] }]);
}

#[test]
fn cells_pasted_into_an_open_editor_go_over_the_grid() {
    let mut harness = screen(1000);
    go_to(&mut harness, at(3, 1));
    write(&mut harness, "1");
    harness.event(Event::Paste("a\tb\nc\td\n".into()));
    harness.run();
    assert_eq!(done(&mut harness), [GridEvent::Paste("a\tb\nc\td\n".into())]);
    assert!(harness.state().grid.editor.is_none());
    // One value goes into the text.
    write(&mut harness, "1");
    harness.event(Event::Paste("2".into()));
    harness.run();
    press(&mut harness, Key::Enter, NONE);
    assert_eq!(done(&mut harness), [GridEvent::Edit(at(3, 1), "12".into())]);
}

#[test]
fn suggestions_are_chosen_never_assumed() {
    let edit = |text: &str| vec![GridEvent::Edit(at(3, 0), text.into())];
    let mut harness = screen(1000);
    go_to(&mut harness, at(3, 0));
    write(&mut harness, "ja");
    assert!(harness.query_by_label("Jane Doe").is_some());
    press(&mut harness, Key::Enter, NONE);
    assert_eq!(done(&mut harness), edit("ja"));

    go_to(&mut harness, at(3, 0));
    write(&mut harness, "ja");
    press(&mut harness, Key::ArrowDown, NONE);
    press(&mut harness, Key::ArrowDown, NONE);
    press(&mut harness, Key::Enter, NONE);
    assert_eq!(done(&mut harness), edit("Jan Novak"));

    go_to(&mut harness, at(3, 0));
    write(&mut harness, "ja");
    harness.get_by_label("Jane Doe").click();
    harness.run();
    assert_eq!(done(&mut harness), edit("Jane Doe"));
    assert!(harness.state().grid.editor.is_none());
    assert!(harness.query_by_label("Jane Doe").is_none());
}

#[test]
fn what_is_read_only_says_so() {
    let mut harness = screen(1000);
    for pos in [at(3, 3), at(7, 1)] {
        for key in [Key::F2, Key::Enter, Key::Backspace] {
            go_to(&mut harness, pos);
            press(&mut harness, key, NONE);
            assert_eq!(done(&mut harness), [GridEvent::ReadOnly(pos)]);
        }
        write(&mut harness, "1");
        assert_eq!(done(&mut harness), [GridEvent::ReadOnly(pos)]);
        assert!(harness.state().grid.editor.is_none());
    }
}

#[test]
fn a_press_elsewhere_keeps_what_was_typed() {
    let mut harness = screen(1000);
    go_to(&mut harness, at(3, 1));
    write(&mut harness, "1");
    click(&mut harness, middle(5, 2), NONE);
    assert_eq!(done(&mut harness), [GridEvent::Edit(at(3, 1), "1".into())]);
    assert_eq!(active(&harness), at(5, 2));
    write(&mut harness, "2");
    wheel(&mut harness, MouseWheelUnit::Page, -3.0, NONE);
    harness.run();
    assert!(harness.state().grid.editor.is_some(), "scrolling away does not close the editor");
    write(&mut harness, "3");
    press(&mut harness, Key::Enter, NONE);
    assert_eq!(done(&mut harness), [GridEvent::Edit(at(5, 2), "23".into())]);
}

#[test]
fn the_pointer_selects() {
    let mut harness = screen(1000);
    click(&mut harness, middle(2, 1), NONE);
    assert_eq!(active(&harness), at(2, 1));
    click(&mut harness, middle(4, 2), SHIFT);
    assert_eq!(harness.state().grid.selected(), [Selected { rows: 2..5, columns: vec![1, 2] }]);
    click(&mut harness, middle(8, 0), CTRL);
    assert_eq!(
        harness.state().grid.selected(),
        [Selected { rows: 2..5, columns: vec![1, 2] }, Selected { rows: 8..9, columns: vec![0] }]
    );
    click(&mut harness, pos2(20.0, middle(3, 0).y), NONE);
    assert_eq!(harness.state().grid.selected(), [Selected { rows: 3..4, columns: vec![0, 1, 2, 3] }]);
    click(&mut harness, pos2(20.0, middle(5, 0).y), SHIFT);
    assert_eq!(harness.state().grid.selected(), [Selected { rows: 3..6, columns: vec![0, 1, 2, 3] }]);
    harness.get_by_label("Score").click();
    harness.run();
    assert_eq!(harness.state().grid.selected(), [Selected { rows: 0..1000, columns: vec![1] }]);
    harness.get_by_label("Select all").click();
    harness.run();
    assert_eq!(harness.state().grid.selected(), [Selected { rows: 0..1000, columns: vec![0, 1, 2, 3] }]);
    harness.hover_at(middle(1, 0));
    harness.drag_at(middle(1, 0));
    harness.step();
    harness.hover_at(middle(3, 1));
    harness.step();
    harness.drop_at(middle(3, 1));
    harness.run();
    assert_eq!(harness.state().grid.selected(), [Selected { rows: 1..4, columns: vec![0, 1] }]);
}

#[test]
fn in_slow_frames_a_drag_has_its_start_and_a_click_its_keys() {
    let mut harness = screen(1000);
    click(&mut harness, middle(9, 0), NONE);
    let button = |pos, pressed, modifiers| {
        let button = egui::PointerButton::Primary;
        Event::PointerButton { pos, button, pressed, modifiers }
    };
    // Pressed and moved on between two frames.
    let (start, end) = (middle(1, 0), middle(3, 1));
    harness.input_mut().events.extend([
        Event::PointerMoved(start),
        button(start, true, NONE),
        Event::PointerMoved(middle(2, 0)),
    ]);
    harness.step();
    harness.input_mut().events.extend([Event::PointerMoved(end)]);
    harness.step();
    harness.input_mut().events.push(button(end, false, NONE));
    harness.step();
    assert_eq!(harness.state().grid.selected(), [Selected { rows: 1..4, columns: vec![0, 1] }]);
    // Shift is up again before the frame is drawn.
    let far = middle(5, 1);
    harness.input_mut().events.extend([
        Event::PointerMoved(far),
        button(far, true, SHIFT),
        button(far, false, SHIFT),
    ]);
    harness.step();
    assert_eq!(harness.state().grid.selected(), [Selected { rows: 1..6, columns: vec![0, 1] }]);
}

#[test]
fn headings_sort_and_resize() {
    let mut harness = screen(1000);
    harness.get_by_label("Score").hover();
    harness.run();
    harness.get_by_label("Sort by Score").click();
    harness.run();
    assert_eq!(done(&mut harness), [GridEvent::Sort { column: 1, beside: false }]);
    let edge = pos2(middle(0, 0).x + 60.0, MARGIN + size::HEADER / 2.0);
    harness.drag_at(edge);
    harness.step();
    harness.hover_at(edge + vec2(30.0, 0.0));
    harness.step();
    harness.drop_at(edge + vec2(30.0, 0.0));
    harness.run();
    click(&mut harness, middle(0, 1) + vec2(-45.0, 0.0), NONE);
    assert_eq!(active(&harness), at(0, 0), "the first column is 30 points wider");
    double_click(&mut harness, edge + vec2(30.0, 0.0));
    let fitted = Columns::new(&harness.state().grid.columns, &harness.state().table.columns, 1.0);
    assert!(fitted.get(0).is_some_and(|column| (50.0..110.0).contains(&column.width)), "{fitted:?}");
}

#[test]
fn a_heading_has_a_menu() {
    let titles = |harness: &Driven| {
        let columns = Columns::new(&harness.state().grid.columns, &harness.state().table.columns, 1.0);
        let titles = columns.iter().map(|(_, column)| column.source).collect::<Vec<_>>();
        (titles, columns.frozen())
    };
    let mut harness = screen(1000);
    for (entry, order, frozen) in [
        ("Move right", vec![0, 2, 1, 3], 0),
        ("Move left", vec![0, 1, 2, 3], 0),
        ("Freeze up to here", vec![0, 1, 2, 3], 2),
        ("Freeze no column", vec![0, 1, 2, 3], 0),
        ("Hide", vec![0, 2, 3], 0),
    ] {
        harness.get_by_label("Score").click_secondary();
        harness.run();
        harness.get_by_label(entry).click();
        harness.run();
        assert_eq!(titles(&harness), (order, frozen), "{entry}");
        let before = active(&harness).row;
        press(&mut harness, Key::ArrowDown, NONE);
        assert_eq!(active(&harness).row, before + 1, "{entry}: the next key is for the cells");
    }
    assert_eq!(done(&mut harness), []);
    for (entry, beside) in [("Sort", false), ("Sort also by this", true)] {
        harness.get_by_label("Agent").click_secondary();
        harness.run();
        harness.get_by_label(entry).click();
        harness.run();
        assert_eq!(done(&mut harness), [GridEvent::Sort { column: 0, beside }]);
    }
}

#[test]
fn the_menu_of_a_column_is_there_by_key() {
    let width = |harness: &Driven, place| {
        let columns = Columns::new(&harness.state().grid.columns, &harness.state().table.columns, 1.0);
        columns.get(place).map(|column: &columns::Placed| (column.source, column.width))
    };
    let mut harness = screen(1000);
    let entry = |harness: &mut Driven, words: &str| {
        press(harness, Key::ArrowDown, ALT);
        let entry = harness.get_by_label(words);
        entry.focus();
        harness.run();
        press(harness, Key::Enter, NONE);
        assert!(harness.query_by_label(words).is_none(), "{words}: the menu is closed");
        assert!(harness.ctx.memory(|memory| memory.focused().is_some()), "{words}: the cells have the focus");
    };
    go_to(&mut harness, at(3, 1));
    entry(&mut harness, "Wider");
    assert_eq!(width(&harness, 1), Some((1, 144.0)));
    entry(&mut harness, "Narrower");
    assert_eq!(width(&harness, 1), Some((1, 120.0)));
    entry(&mut harness, "Move right");
    assert_eq!(width(&harness, 2), Some((1, 120.0)));
    assert_eq!(active(&harness), at(3, 1), "the active cell moves with its column");
    entry(&mut harness, "Freeze up to here");
    assert_eq!(harness.state().grid.columns.frozen(), 3);
    entry(&mut harness, "Freeze no column");
    entry(&mut harness, "Fit to the contents");
    assert!(width(&harness, 2).is_some_and(|(_, width)| width < 120.0));
    done(&mut harness);
    entry(&mut harness, "Only rows with…");
    assert_eq!(done(&mut harness), [GridEvent::Values { column: 1 }]);
    entry(&mut harness, "Sort");
    assert_eq!(done(&mut harness), [GridEvent::Sort { column: 1, beside: false }]);
    entry(&mut harness, "Hide");
    assert_eq!(width(&harness, 2).map(|(source, _)| source), Some(3));
    // Esc closes it, and the first entry has the focus.
    press(&mut harness, Key::ArrowDown, ALT);
    assert!(harness.get_by_label("Sort").is_focused());
    press(&mut harness, Key::Escape, NONE);
    assert!(harness.query_by_label("Sort").is_none());
}

#[test]
fn cells_beside_each_other_are_selected_by_keys() {
    let block = |rows, columns: &[u16]| Selected { rows, columns: columns.to_vec() };
    let mut harness = screen(1000);
    go_to(&mut harness, at(3, 1));
    press(&mut harness, Key::ArrowDown, SHIFT);
    press(&mut harness, Key::F8, CTRL);
    for _ in 0..3 {
        press(&mut harness, Key::ArrowDown, NONE);
    }
    press(&mut harness, Key::ArrowRight, SHIFT);
    assert_eq!(harness.state().grid.selected(), [block(3..5, &[1]), block(6..7, &[1, 2])]);
    press(&mut harness, Key::F8, CTRL);
    press(&mut harness, Key::End, NONE);
    assert_eq!(harness.state().grid.selected().len(), 3);
    press(&mut harness, Key::Escape, NONE);
    assert_eq!(harness.state().grid.selected(), [block(6..7, &[3])]);
    press(&mut harness, Key::ArrowUp, NONE);
    assert_eq!(harness.state().grid.selected(), [block(5..6, &[3])]);
}

#[test]
fn row_numbers_have_room_beside_their_sign() {
    for rows in [999, 99_999, 1_000_000, 10_000_000] {
        let harness = screen(rows);
        let text = rows::grouped(rows);
        let font = theme::font::figures(12.0);
        let number =
            harness.ctx.fonts_mut(|fonts| fonts.layout_no_wrap(text, font, egui::Color32::BLACK).size().x);
        let room = gutter_width(rows) - 2.0 * theme::space::S - size::SIGN - theme::space::XS;
        assert!(number <= room, "{rows}: {number} of {room}");
    }
}

#[test]
fn scrolling_is_exact_to_the_pixel_at_ten_million_rows() {
    let mut harness = screen(10_000_000);
    go_to(&mut harness, at(9_999_990, 1));
    harness.hover_at(pos2(200.0, 200.0));
    harness.run();
    let start = harness.state().grid.down.snapped(1.0);
    for step in 1..=30 {
        wheel(&mut harness, MouseWheelUnit::Point, 1.0, NONE);
        assert_eq!(harness.state().grid.down.snapped(1.0), start - f64::from(step));
    }
    wheel(&mut harness, MouseWheelUnit::Line, 1.0, NONE);
    assert_eq!(harness.state().grid.down.snapped(1.0), start - 30.0 - 72.0, "a notch is three rows");
    // Each pixel moves what is drawn by a pixel, down to the last row, and no row is higher than another.
    go_to(&mut harness, at(9_999_990, 1));
    harness.run();
    let mut top = harness.get_by_label_contains("Score, row 9999991: ").rect().top();
    for _ in 0..30 {
        wheel(&mut harness, MouseWheelUnit::Point, 1.0, NONE);
        let row = harness.get_by_label_contains("Score, row 9999991: ").rect();
        assert_eq!((row.top(), row.height()), (top + 1.0, size::ROW));
        top = row.top();
    }
    press(&mut harness, Key::ArrowDown, CTRL);
    let end = 240_000_000.0 - f64::from(SIZE.y - size::HEADER);
    assert_eq!(harness.state().grid.down.snapped(1.0), end, "the last row ends where the view ends");
    let last = harness.get_by_label("Score, row 10000000: 9999999,1");
    assert_eq!(last.rect().bottom(), MARGIN + SIZE.y);
    assert_eq!(last.rect().height(), size::ROW);
}

#[test]
fn the_bar_reaches_the_end_and_pages() {
    let mut harness = screen(10_000_000);
    let x = MARGIN + SIZE.x - size::SCROLL_BAR / 2.0;
    let page = f64::from(SIZE.y - size::HEADER);
    click(&mut harness, pos2(x, 300.0), NONE);
    assert_eq!(harness.state().grid.down.snapped(1.0), page);
    click(&mut harness, pos2(x, 300.0), NONE);
    assert_eq!(harness.state().grid.down.snapped(1.0), 2.0 * page);
    harness.drag_at(pos2(x, MARGIN + size::HEADER + 5.0));
    harness.step();
    harness.hover_at(pos2(x, SIZE.y + 50.0));
    harness.step();
    harness.drop_at(pos2(x, SIZE.y + 50.0));
    harness.run();
    assert_eq!(harness.state().grid.down.snapped(1.0), 240_000_000.0 - page);
}

#[test]
fn a_drag_that_begins_in_a_slow_frame_holds_the_thumb_where_it_was_pressed() {
    let mut harness = screen(10_000_000);
    let x = MARGIN + SIZE.x - size::SCROLL_BAR / 2.0;
    let top = MARGIN + size::HEADER + 5.0;
    harness.hover_at(pos2(x, top));
    harness.step();
    // Pressed and moved between two frames.
    harness.drag_at(pos2(x, top));
    harness.hover_at(pos2(x, top + 100.0));
    harness.step();
    let moved = harness.state().grid.down.snapped(1.0);
    assert!(moved > 60_000_000.0, "{moved}: a hundred points of the bar, not a page");
    harness.drop_at(pos2(x, top + 100.0));
    harness.run();
    assert_eq!(harness.state().grid.down.snapped(1.0), moved);
}

#[test]
fn a_frame_asks_for_what_is_in_view_and_only_once() {
    let mut counts = BTreeSet::new();
    for rows in [1_000, 10_000_000] {
        let mut harness = screen(rows);
        harness.state_mut().grid.go_to(at(rows / 2, 0));
        harness.run();
        harness.state().table.asked.borrow_mut().clear();
        harness.step();
        assert_eq!(harness.state().table.asked.borrow().len(), 0, "a still frame asks for nothing");
        harness.state_mut().table.version += 1;
        harness.step();
        counts.insert(harness.state().table.asked.borrow().len());
        let visible = harness.state().table.asked.borrow().iter().map(|pos| pos.row).collect::<BTreeSet<_>>();
        assert!(visible.len() <= 17, "{visible:?}");
    }
    assert_eq!(counts.len(), 1, "as many at every number of rows");
}

#[test]
fn a_screen_reader_hears_the_active_cell_and_its_problem() {
    let mut harness = screen(1000);
    go_to(&mut harness, at(2, 1));
    let cell = harness.get_by_label("Score, row 3: 2,1");
    assert_eq!(cell.accesskit_node().description().as_deref(), Some("\"2,1\" is not a score."));
    assert_eq!(cell.accesskit_node().role(), egui::Role::GridCell);
    assert!(cell.is_focused());
    press(&mut harness, Key::ArrowDown, NONE);
    assert!(harness.get_by_label_contains("Score, row 4: ").is_focused());
    press(&mut harness, Key::F2, NONE);
    let field = harness.get_by_label("Score, row 4");
    assert_eq!(field.accesskit_node().role(), egui::Role::TextInput);
    assert!(field.is_focused());
    press(&mut harness, Key::Escape, NONE);
    press(&mut harness, Key::Escape, NONE);
    assert!(harness.ctx.memory(|memory| memory.focused().is_none()), "Esc is the way out");
}

#[test]
fn a_still_grid_asks_for_no_frames() {
    let mut harness = screen(1000);
    go_to(&mut harness, at(2, 1));
    harness.run();
    let delay = harness.output().viewport_output.values().map(|output| output.repaint_delay).min();
    assert_eq!(delay, Some(std::time::Duration::MAX));
}

#[test]
fn it_draws_with_no_rows_no_columns_and_no_room() {
    let mut harness = screen(0);
    press(&mut harness, Key::ArrowDown, NONE);
    harness.get_by_label("Rows").focus();
    harness.run();
    for key in [Key::ArrowDown, Key::PageDown, Key::End, Key::F2, Key::Tab, Key::Enter] {
        press(&mut harness, key, NONE);
    }
    assert_eq!(done(&mut harness), []);
    harness.state_mut().table.columns.clear();
    harness.state_mut().table.rows = 5;
    harness.run();
    harness.set_size(vec2(8.0, 8.0));
    harness.run();
}

#[test]
fn columns_that_come_and_go_keep_the_active_one() {
    let mut harness = screen_at(1000, 1.5);
    go_to(&mut harness, at(5, 2));
    harness.state_mut().grid.columns.set_hidden(10, true);
    let source = harness.state().table.columns.clone();
    harness.state_mut().grid.columns.swap(&source, 13, 11);
    harness.run();
    assert_eq!(active(&harness), at(5, 2));
    press(&mut harness, Key::Home, NONE);
    assert_eq!(active(&harness), at(5, 3));
    harness.state_mut().table.rows = 3;
    harness.run();
    assert_eq!(active(&harness), at(2, 3));
}
