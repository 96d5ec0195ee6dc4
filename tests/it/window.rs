//! The window's main flow on the real app with the real practice server, through accessible labels:
//! open the sample, decide, edit a cell, take it back, send, and read a receipt that adds up.

use std::path::Path;
use std::sync::Arc;

use egui::{Key, Modifiers, Theme, accesskit};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use scorebridge::app::{Launch, Open, Place, Stage};
use scorebridge::credentials::MemoryVault;
use scorebridge::import::apart::Reader;
use scorebridge::model::{Outcome, RowState};
use scorebridge::ui::Window;

pub type Driven = Harness<'static, Window>;

/// Workbooks and archives are read by the program itself.
pub fn reader() -> Reader {
    Reader::Apart(env!("CARGO_BIN_EXE_scorebridge").into())
}

pub fn open_window(data_dir: &Path, theme: Theme, size: [f32; 2]) -> Driven {
    let launch = Launch {
        data_dir: data_dir.to_path_buf(),
        files: Vec::new(),
        sample: false,
        vault: Arc::new(MemoryVault::default()),
        reader: reader(),
    };
    Harness::builder()
        .with_size(size)
        .with_theme(theme)
        .build_eframe(move |creation| Window::new(&creation.egui_ctx, &launch))
}

/// Steps until the window is as it is waited for.
pub fn until(window: &mut Driven, what: &str, reached: impl Fn(&Driven) -> bool) {
    const PATIENCE: usize = 40_000;
    for _ in 0..PATIENCE {
        if reached(window) {
            return;
        }
        window.step();
        std::thread::yield_now();
    }
    panic!("waited in vain: {what}");
}

/// Clicks what has this name, once it is there.
pub fn click(window: &mut Driven, label: &str) {
    until(window, label, |window| window.query_all_by_label(label).next().is_some());
    window.get_by_label(label).click_accesskit();
    window.step();
    window.step();
}

pub fn press(window: &mut Driven, key: Key, modifiers: Modifiers) {
    window.key_press_modifiers(modifiers, key);
    window.step();
    window.step();
}

pub fn document(window: &Driven) -> Option<&Open> {
    window.state().state().tabs.active()?.open()
}

pub fn count(window: &Driven, state: RowState) -> u32 {
    document(window).and_then(|open| open.report.as_ref()).map_or(0, |report| report.counts().of(state))
}

pub fn is_settled(window: &Driven) -> bool {
    let people = window.state().state().accounts.around.people.is_some();
    people && document(window).is_some_and(Open::is_settled)
}

pub fn open_the_sample(window: &mut Driven) {
    click(window, "Try the sample");
    until(window, "the sample is checked", is_settled);
}

/// Opens the file of a path that is typed.
pub fn open_path(window: &mut Driven, path: &Path) {
    press(window, Key::O, Modifiers::COMMAND | Modifiers::SHIFT);
    let field = "Path of the file";
    until(window, field, |window| window.query_all_by_label(field).next().is_some());
    window.get_by_label(field).type_text(&path.display().to_string());
    window.step();
    press(window, Key::Enter, Modifiers::NONE);
}

/// Opens a file and says, where that is asked, that it was read right; then its rows are in view.
pub fn open_rows(window: &mut Driven, path: &Path) {
    open_path(window, path);
    until(window, "it is checked", |window| {
        let source = scorebridge::app::Source::File(path.to_path_buf());
        window.state().state().tabs.active().is_some_and(|tab| tab.source == source) && is_settled(window)
    });
    if document(window).is_some_and(|open| open.panel) {
        window.step();
        let right = ["This is right", "Show the rows"];
        let label = right.into_iter().find(|label| window.query_all_by_label(label).next().is_some());
        click(window, label.unwrap());
    }
    window.step();
}

#[test]
fn from_the_sample_to_a_receipt_that_adds_up() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = open_window(folder.path(), Theme::Light, [1400.0, 900.0]);
    open_the_sample(&mut window);
    let read = document(&window).unwrap().report.as_ref().unwrap().counts().read();
    assert_eq!(read, 1000);
    let (ready, to_fix) = (count(&window, RowState::Ready), count(&window, RowState::NeedsFix));
    assert!(ready > 900 && to_fix > 0, "{ready} ready, {to_fix} to fix");

    // A decision: the agent that the people list does not know is somebody it does.
    click(&mut window, "Jane Doe?");
    until(&mut window, "the rows of the agent are ready", |window| {
        is_settled(window) && count(window, RowState::Ready) > ready
    });
    let decided = count(&window, RowState::Ready);
    let undo = document(&window).unwrap().history.undo_label().unwrap().to_owned();
    assert!(undo.ends_with("→ Jane Doe, 12 rows"), "{undo}");
    assert_eq!(decided, ready + 12);

    // An edit by hand, in the grid, with keys; and back again.
    focus_grid(&mut window);
    press(&mut window, Key::ArrowRight, Modifiers::NONE);
    window.event(egui::Event::Text("n.a.".to_owned()));
    window.step();
    press(&mut window, Key::Enter, Modifiers::NONE);
    until(&mut window, "the edit is judged", |window| {
        is_settled(window) && count(window, RowState::Ready) + 1 == decided
    });
    focus_grid(&mut window);
    press(&mut window, Key::Z, Modifiers::COMMAND);
    until(&mut window, "the edit is taken back", |window| {
        is_settled(window) && count(window, RowState::Ready) == decided
    });
    assert_eq!(document(&window).unwrap().history.undo_label(), Some(undo.as_str()));

    // Sending is one click and one confirm from here.
    click(&mut window, &format!("Send {decided} to Practice…"));
    assert_eq!(window.state().state().place, Place::Send);
    click(&mut window, &format!("Send {decided} to Practice"));
    until(&mut window, "the upload has ended", |window| {
        let state = window.state().state();
        let list = state.uploads.list.as_ref();
        state.sending.live.is_none()
            && list.and_then(|list| list.first()).is_some_and(|upload| upload.outcomes.sealed() == decided)
    });
    let state = window.state().state();
    let upload = &state.uploads.list.as_ref().unwrap()[0];
    assert_eq!(state.uploads.outcomes(upload).of(Outcome::Accepted), decided);
    assert_eq!(upload.rows.read(), 1000);
    let line = format!("{decided} accepted by the practice server");
    until(&mut window, "the receipt says so", |window| window.query_all_by_label(&line).next().is_some());

    // The rows know that they were sent.
    press(&mut window, Key::Num2, Modifiers::COMMAND);
    until(&mut window, "the rows are sent already", |window| {
        is_settled(window) && count(window, RowState::AlreadySent) == decided
    });
    assert_eq!(count(&window, RowState::Ready), 0);
    let sum: u32 = RowState::ALL.into_iter().map(|state| count(&window, state)).sum();
    assert_eq!(sum, read);
}

/// Gives the grid the focus.
pub fn focus_grid(window: &mut Driven) {
    window.get_by_role(accesskit::Role::Grid).focus();
    window.step();
    window.step();
}

#[test]
fn every_place_is_named_to_a_screen_reader_in_both_themes_and_a_small_window() {
    for theme in [Theme::Light, Theme::Dark] {
        let folder = tempfile::tempdir().unwrap();
        let mut window = open_window(folder.path(), theme, [1024.0, 700.0]);
        until(&mut window, "the first screen", |window| {
            window.query_all_by_label("Try the sample").next().is_some()
        });
        window.check_accessibility();
        open_the_sample(&mut window);
        window.check_accessibility();
        for place in [Key::Num1, Key::Num3, Key::Num2] {
            press(&mut window, place, Modifiers::COMMAND);
            window.check_accessibility();
        }
        press(&mut window, Key::I, Modifiers::COMMAND);
        window.check_accessibility();
        for dialog in [(Key::K, Modifiers::COMMAND), (Key::F1, Modifiers::NONE)] {
            press(&mut window, dialog.0, dialog.1);
            window.check_accessibility();
            press(&mut window, Key::Escape, Modifiers::NONE);
        }
    }
}

#[test]
fn a_file_that_cannot_be_used_says_what_it_is_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = open_window(folder.path(), Theme::Light, [1024.0, 700.0]);
    open_path(&mut window, &folder.path().join("none.csv"));
    until(&mut window, "the file is refused", |window| {
        window.state().state().tabs.active().is_some_and(|tab| matches!(tab.stage, Stage::Failed(_)))
    });
    window.step();
    assert!(window.query_by_label("none.csv cannot be used").is_some());
    window.check_accessibility();
}

#[test]
fn a_window_with_nothing_to_do_asks_for_no_repaint() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = open_window(folder.path(), Theme::Dark, [1400.0, 900.0]);
    open_the_sample(&mut window);
    until(&mut window, "the window is still", |window| {
        let viewport = &window.output().viewport_output[&egui::ViewportId::ROOT];
        viewport.repaint_delay == std::time::Duration::MAX
    });
}

#[test]
fn how_a_file_is_cut_can_be_overruled_with_the_outcome_in_view() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mac.csv");
    std::fs::write(&file, b"agent;score;date\n\"Chlo\x8e\";1,5;x\nBruno;2,5;y\n").unwrap();
    let mut window = open_window(folder.path(), Theme::Light, [1400.0, 900.0]);
    open_path(&mut window, &file);
    until(&mut window, "the panel is open", |window| document(window).is_some_and(|open| open.panel));
    let first = |window: &Driven| {
        let sheet = &document(window).unwrap().document.sheet;
        sheet.record(sheet.rows().next().unwrap()).next().unwrap().to_owned()
    };
    assert_ne!(first(&window), "Chloé");
    for (choice, item, reached) in [
        ("Text encoding", "macintosh — \"Chloé\";1,5;x", "Chloé"),
        ("What stands around cells", "nothing", "\"Chloé\""),
        ("Heading row", "none", "agent"),
        ("What stands between cells", "comma", "agent;score;date"),
    ] {
        click(&mut window, choice);
        click(&mut window, item);
        until(&mut window, item, |window| document(window).is_some() && first(window) == reached);
        assert!(document(&window).unwrap().panel, "the panel stays open");
    }
    window.step();
    window.check_accessibility();
}

#[test]
fn what_was_done_is_listed_and_comes_back_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = open_window(folder.path(), Theme::Dark, [1024.0, 700.0]);
    open_the_sample(&mut window);
    let ready = count(&window, RowState::Ready);
    click(&mut window, "Jane Doe?");
    until(&mut window, "the rows of the agent are ready", |window| {
        is_settled(window) && count(window, RowState::Ready) == ready + 12
    });
    let step = document(&window).unwrap().history.undo_label().unwrap().to_owned();
    focus_grid(&mut window);
    press(&mut window, Key::ArrowRight, Modifiers::NONE);
    window.event(egui::Event::Text("77".to_owned()));
    window.step();
    press(&mut window, Key::Enter, Modifiers::NONE);
    until(&mut window, "the edit is there", |window| {
        is_settled(window) && document(window).is_some_and(|open| open.history.num_done() == 2)
    });

    press(&mut window, Key::Y, Modifiers::COMMAND | Modifiers::SHIFT);
    window.check_accessibility();
    click(&mut window, &format!("{step}, done"));
    until(&mut window, "one step back", |window| {
        is_settled(window) && document(window).is_some_and(|open| open.history.num_done() == 1)
    });
    click(&mut window, "As the file was read, done");
    until(&mut window, "all is taken back", |window| {
        is_settled(window) && count(window, RowState::Ready) == ready
    });
    click(&mut window, "Score of row 1 → 77, taken back");
    until(&mut window, "all is done again", |window| {
        is_settled(window) && document(window).is_some_and(|open| open.history.num_done() == 2)
    });
    let left = count(&window, RowState::Ready);
    press(&mut window, Key::Escape, Modifiers::NONE);
    drop(window);

    let mut window = open_window(folder.path(), Theme::Light, [1024.0, 700.0]);
    until(&mut window, "the work is restored", is_settled);
    assert_eq!(count(&window, RowState::Ready), left);
    window.step();
    let said = window.state().state().notices.list()[0].text.clone();
    assert!(said.ends_with("2 changes, as you left it."), "{said}");
    assert!(window.query_all_by_label_contains("as you left it").next().is_some());

    // Closed with rows left, it waits in Week, and can be gone on with.
    press(&mut window, Key::W, Modifiers::COMMAND);
    press(&mut window, Key::Num1, Modifiers::COMMAND);
    click(&mut window, "Go on with it");
    until(&mut window, "the work is restored", is_settled);
    let user = document(&window).unwrap().history.stamp(1).unwrap().user.to_string();
    let of_row = "Score: as in the file → 77";
    focus_grid(&mut window);
    until(&mut window, of_row, |window| window.query_all_by_label(of_row).next().is_some());
    assert!(window.query_all_by_label_contains(&user).next().is_some());
    press(&mut window, Key::W, Modifiers::COMMAND);
    press(&mut window, Key::Num1, Modifiers::COMMAND);
    click(&mut window, "Dismiss");
    assert!(window.state().state().drafts.waiting.is_empty());
}

#[test]
fn what_was_sent_is_in_the_calendar_and_its_rows_are_a_click_away() {
    for (theme, size) in [(Theme::Light, [1400.0, 900.0]), (Theme::Dark, [1024.0, 700.0])] {
        let folder = tempfile::tempdir().unwrap();
        let mut window = open_window(folder.path(), theme, size);
        open_the_sample(&mut window);
        let ready = count(&window, RowState::Ready);
        click(&mut window, &format!("Send {ready} to Practice…"));
        click(&mut window, &format!("Send {ready} to Practice"));
        until(&mut window, "all is sent and known", |window| {
            let days = window.state().state().sent.days.iter().flatten();
            window.state().state().sending.live.is_none() && days.map(|day| day.rows).sum::<u32>() == ready
        });
        let days = window.state().state().sent.days.as_deref().unwrap();
        assert_eq!(days.iter().map(|day| day.rows).sum::<u32>(), ready);
        let day = days.last().unwrap().clone();

        // The newest day, its rows, and that they were sent by mistake.
        press(&mut window, Key::Num1, Modifiers::COMMAND);
        let at = day.day.format("%a %-d %b %Y");
        let rows = if day.rows == 1 { "1 row".to_owned() } else { format!("{} rows", day.rows) };
        click(&mut window, &format!("{}, {at}: {rows} accepted", day.source));
        let ask = format!("Ask for removal of {rows}…");
        until(&mut window, &ask, |window| window.query_all_by_label(&ask).next().is_some());
        window.check_accessibility();
    }
}

#[test]
fn what_waits_is_counted_again_when_a_later_file_brought_its_reviews() {
    let folder = tempfile::tempdir().unwrap();
    let head = "agent_email,conversation,source,score,max_score,scored_at";
    let row = |conversation: &str, score: &str| {
        format!("gustavo.prado@example.com,{conversation},klaus,{score},100,2026-09-14T10:00:00Z")
    };
    let rows = [row("48213", "70"), row("48214", "80"), row("48215", "90")];
    let (first, later) = (folder.path().join("first.csv"), folder.path().join("later.csv"));
    std::fs::write(&first, format!("{head}\n{}\n", rows.join("\n"))).unwrap();
    std::fs::write(&later, format!("{head}\n{}\n{}\n", rows.join("\n"), row("48216", "60"))).unwrap();
    let mut window = open_window(folder.path(), Theme::Light, [1400.0, 900.0]);
    open_rows(&mut window, &first);
    focus_grid(&mut window);
    press(&mut window, Key::ArrowRight, Modifiers::NONE);
    window.event(egui::Event::Text("75".to_owned()));
    window.step();
    press(&mut window, Key::Enter, Modifiers::NONE);
    until(&mut window, "it is edited", |window| {
        is_settled(window) && document(window).is_some_and(|open| open.history.num_done() == 1)
    });
    let waits = |window: &Driven| {
        let list = &window.state().state().drafts.waiting;
        list.first().map(|info| (info.ready, info.to_fix))
    };

    // Both open: each says what is in the other too. Closed, the first waits.
    open_rows(&mut window, &later);
    assert_eq!(count(&window, RowState::Ready), 4);
    let said = "3 reviews are ready in first.csv too";
    until(&mut window, said, |window| window.query_all_by_label(said).next().is_some());
    window.check_accessibility();
    click(&mut window, "first.csv");
    press(&mut window, Key::W, Modifiers::COMMAND);
    until(&mut window, "the first waits", |window| waits(window) == Some((3, 0)));
    until(&mut window, "nothing is said any more", |window| {
        is_settled(window) && window.query_all_by_label(said).next().is_none()
    });

    // Sent in the later file, they wait no more; the one that was changed is to be decided.
    click(&mut window, "Send 4 to Practice…");
    click(&mut window, "Send 4 to Practice");
    until(&mut window, "what waits is counted again", |window| waits(window) == Some((0, 1)));
}
