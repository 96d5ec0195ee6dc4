//! How files are read, in the real window through accessible labels.

use std::path::Path;

use egui::{Key, Modifiers, Theme};
use egui_kittest::kittest::Queryable as _;
use scorebridge::app::{Dialog, Stage};

use super::window::{Driven, click, document, is_settled, open_window, press, until};

/// Opens a file by typing its path.
fn open_path(window: &mut Driven, path: &Path) {
    press(window, Key::O, Modifiers::COMMAND | Modifiers::SHIFT);
    type_into(window, "Path of the file", &path.display().to_string());
    press(window, Key::Enter, Modifiers::NONE);
}

/// Types into the field of this name, in place of what stands there.
fn type_into(window: &mut Driven, field: &str, text: &str) {
    until(window, field, |window| window.query_all_by_label(field).next().is_some());
    window.get_by_label(field).focus();
    window.step();
    press(window, Key::A, Modifiers::COMMAND);
    window.get_by_label(field).type_text(text);
    window.step();
}

fn names(window: &Driven) -> Vec<String> {
    let list = window.state().state().recipes.list.iter().flatten();
    list.map(|recipe| recipe.name.clone()).collect()
}

#[test]
fn remembered_recipes_are_listed_renamed_handed_over_forgotten_and_taken_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("weekly.csv");
    std::fs::write(
        &file,
        "Agent Email,Score,Date\na@example.com,85,14/09/2026\nb@example.com,90,15/09/2026\n",
    )
    .unwrap();
    let data = folder.path().join("data");
    let mut window = open_window(&data, Theme::Light, [1024.0, 700.0]);
    open_path(&mut window, &file);
    click(&mut window, "This is right");
    until(&mut window, "the mapping is confirmed", |window| document(window).is_some_and(|open| !open.panel));

    // From the command palette.
    let remembered = |window: &Driven, expected: &[&str]| names(window) == expected;
    press(&mut window, Key::K, Modifiers::COMMAND);
    type_into(&mut window, "Search commands", "remembered");
    press(&mut window, Key::Enter, Modifiers::NONE);
    until(&mut window, "the list", |window| remembered(window, &["weekly.csv"]));
    window.step();
    window.check_accessibility();
    assert!(window.query_by_label_contains("agent = Agent Email").is_some());

    type_into(&mut window, "Name of weekly.csv", "Weekly");
    press(&mut window, Key::Enter, Modifiers::NONE);
    until(&mut window, "the new name", |window| remembered(window, &["Weekly"]));

    // Without a file dialog it goes to the data folder, and comes from a path that is typed.
    click(&mut window, "Export Weekly");
    let written = data.join("Weekly.recipe.toml");
    until(&mut window, "the file", |window| {
        let said = window.state().state().notices.list();
        said.iter().any(|notice| notice.text.contains("The recipe was written to"))
    });
    let text = std::fs::read_to_string(&written).unwrap();
    assert!(
        text.contains("Agent Email") && !text.contains("a@example.com"),
        "columns, and nothing of the rows: {text}"
    );
    click(&mut window, "Forget Weekly");
    until(&mut window, "nothing is remembered", |window| remembered(window, &[]));
    click(&mut window, "Take a colleague's…");
    type_into(&mut window, "Path of the recipe", &written.display().to_string());
    window.check_accessibility();
    click(&mut window, "Take it");
    until(&mut window, "it is back", |window| remembered(window, &["Weekly"]));
    press(&mut window, Key::Escape, Modifiers::NONE);
    assert_ne!(window.state().state().dialog, Some(Dialog::Recipes));

    // And counts: the next file of that shape is not asked about, unless its scores are on another scale.
    for (name, rows, confirm) in [
        ("next.csv", "a@example.com,88,16/09/2026\n", None),
        (
            "other.csv",
            "a@example.com,5,16/09/2026\nb@example.com,4,17/09/2026\n",
            Some("The greatest score was 90"),
        ),
    ] {
        let file = folder.path().join(name);
        std::fs::write(&file, format!("Agent Email,Score,Date\n{rows}")).unwrap();
        open_path(&mut window, &file);
        until(&mut window, name, |window| {
            is_settled(window)
                && document(window).is_some_and(|open| open.document.sheet.source().name == name)
        });
        let asked = document(&window).unwrap().confirm.clone();
        assert_eq!(asked.is_some(), confirm.is_some(), "{asked:?}");
        assert!(asked.unwrap_or_default().starts_with(confirm.unwrap_or_default()));
    }
}

#[test]
fn how_a_file_was_cut_is_remembered_for_files_like_it() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.path().join(name), bytes).unwrap();
        folder.path().join(name)
    };
    let mut window = open_window(&folder.path().join("data"), Theme::Light, [1400.0, 900.0]);
    let opened = |window: &mut Driven, file: &Path, expected: &str, is_asked: bool| {
        open_path(window, file);
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        until(window, &name, |window| {
            is_settled(window)
                && document(window).is_some_and(|open| {
                    let sheet = &open.document.sheet;
                    let first = sheet.record(sheet.rows().next().unwrap()).next();
                    sheet.source().name == name
                        && first == Some(expected)
                        && open.confirm.is_some() == is_asked
                })
        });
        window.step();
        window.query_by_label_contains("cut into cells as remembered").is_some()
    };
    let mac = write("mac.csv", b"agent;score;date\nChlo\x8e;91;2026-09-14\n");
    let next = write("next.csv", b"agent;score;date\nBj\x9arn;92;2026-09-15\n");
    let utf_8 = write("utf8.csv", "agent;score;date\nChloé;93;2026-09-16\n".as_bytes());
    assert!(!opened(&mut window, &mac, "Chlo\u{17d}", true));
    click(&mut window, "Text encoding");
    click(&mut window, "macintosh — Chloé;91;2026-09-14");
    until(&mut window, "another encoding", |window| {
        document(window).is_some_and(|open| open.document.sheet.source().encoding == "macintosh")
    });
    click(&mut window, "This is right");
    assert!(opened(&mut window, &next, "Björn", false));
    assert!(!opened(&mut window, &utf_8, "Chloé", false));
}

#[test]
fn another_sheet_file_or_table_is_chosen_from_a_list() {
    let folder = tempfile::tempdir().unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = |score: &str| {
        format!(
            "<table><tr><th>agent</th><th>score</th></tr><tr><td>{score}</td><td>{score}</td></tr></table>"
        )
    };
    for (name, score) in [("September", "91"), ("August", "82")] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write_row(0, 0, ["agent", "score"]).unwrap();
        sheet.write_row(1, 0, [score, score]).unwrap();
    }
    std::fs::write(folder.path().join("book.xlsx"), book.save_to_buffer().unwrap()).unwrap();
    std::fs::write(folder.path().join("page.xls"), format!("<html>{}{}</html>", page("91"), page("82")))
        .unwrap();
    std::fs::create_dir(folder.path().join("export")).unwrap();
    for (name, score) in [("total_scores.csv", "91"), ("other_scores.csv", "82")] {
        std::fs::write(folder.path().join("export").join(name), format!("agent,score\n{score},{score}\n"))
            .unwrap();
    }
    let mut window = open_window(&folder.path().join("data"), Theme::Dark, [1024.0, 700.0]);
    for (file, first, other) in
        [("book.xlsx", "91", "August"), ("page.xls", "91", "Table 2"), ("export", "91", "other_scores.csv")]
    {
        open_path(&mut window, &folder.path().join(file));
        let reads = |window: &Driven, score: &str| {
            document(window).is_some_and(|open| {
                let sheet = &open.document.sheet;
                open.panel && sheet.record(sheet.rows().next().unwrap()).next() == Some(score)
            })
        };
        until(&mut window, file, |window| reads(window, first));
        window.step();
        window.check_accessibility();
        click(&mut window, "Sheet or file to read");
        click(&mut window, other);
        until(&mut window, other, |window| reads(window, "82"));
    }
}

#[test]
fn the_sheet_that_has_scores_is_read_and_the_panel_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows) in [
        ("Summary", [["Agent email", "Average", "Reviews"], ["a@example.com", "88", "12"]]),
        ("Reviews", [["Agent email", "Score", "Review date"], ["a@example.com", "91", "2026-09-14"]]),
    ] {
        book.add_worksheet().set_name(name).unwrap().write_row_matrix(0, 0, rows).unwrap();
    }
    let file = folder.path().join("book.xlsx");
    std::fs::write(&file, book.save_to_buffer().unwrap()).unwrap();
    let mut window = open_window(&folder.path().join("data"), Theme::Light, [1024.0, 700.0]);
    open_path(&mut window, &file);
    until(&mut window, "why", |window| window.query_by_label_contains("“Summary” comes first").is_some());
    let reads = |window: &Driven, name: &str| {
        let open = document(window);
        open.is_some_and(|open| open.document.sheet.source().sheet.as_deref() == Some(name))
    };
    assert!(reads(&window, "Reviews"));
    // A person who wants the summary gets it.
    click(&mut window, "Sheet or file to read");
    click(&mut window, "Summary");
    until(&mut window, "the summary", |window| reads(window, "Summary"));
    window.step();
    assert!(window.query_by_label_contains("comes first").is_none());
}

/// Workbooks that are made to keep their reader busy, or to kill it.
fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    use super::bad_input::workbooks::{XLSX_NAMES, workbook, xlsx};
    let flood = format!("<sst>{}</sst>", "<si/>".repeat(15 << 20));
    let sheet = format!("<worksheet><sheetData>{XLSX_NAMES}</sheetData></worksheet>");
    let rows = "<row><c><v>1</v></c></row>".repeat(1_200_000);
    let attributes = " a=\"1\"".repeat(100_000);
    vec![
        ("texts.xlsx", workbook(&sheet, &flood, "")),
        ("rows.xlsx", xlsx(&format!("{XLSX_NAMES}{rows}"))),
        ("attributes.xls", format!("<html><table><tr{attributes}><td>agent<td>1</table>").into_bytes()),
    ]
}

#[test]
fn a_hostile_file_leaves_the_window_alive_and_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = open_window(&folder.path().join("data"), Theme::Light, [1024.0, 700.0]);
    until(&mut window, "the account", |window| window.state().state().accounts.around.people.is_some());
    for (name, bytes) in hostile() {
        let home = folder.path().join(name.replace('.', "-"));
        std::fs::create_dir(&home).unwrap();
        std::fs::write(home.join(name), bytes).unwrap();
        open_path(&mut window, &home.join(name));
        // While it is being read, everything else goes on: a frame is drawn at each step, and answers.
        let mut places = [Key::Num1, Key::Num3, Key::Num2].into_iter().cycle();
        let failed = |window: &Driven| {
            let tab = window.state().state().tabs.active().unwrap();
            if let Stage::Failed(failure) = &tab.stage { Some(failure.what.clone()) } else { None }
        };
        let mut went = 0;
        while failed(&window).is_none() {
            press(&mut window, places.next().unwrap(), Modifiers::COMMAND);
            went += 1;
            assert!(document(&window).is_none(), "nothing of it is there");
            std::thread::yield_now();
        }
        assert!(went > 0, "it was read in the background");
        press(&mut window, Key::Num2, Modifiers::COMMAND);
        assert!(window.query_by_label(&format!("{name} cannot be used")).is_some());
        let left: Vec<_> = std::fs::read_dir(&home).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert_eq!(left, [name], "nothing is written beside it");
        click(&mut window, "Close");
    }
    // And the next file is read as if nothing had been.
    let file = folder.path().join("next.csv");
    std::fs::write(&file, "agent,score\na,1\n").unwrap();
    open_path(&mut window, &file);
    until(&mut window, "the next file", |window| document(window).is_some());
}
