//! Widgets by their names, as a screen reader and a keyboard meet them.

use egui::{Key, Ui, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::*;

/// A window with one widget, and what it answered.
fn shown<T: Default + 'static>(draw: impl Fn(&mut Ui, &mut T) + 'static) -> Harness<'static, T> {
    let mut harness = Harness::builder()
        .with_size(Vec2::new(700.0, 400.0))
        .with_context_setup(theme::install)
        .build_ui_state(move |ui, state: &mut T| draw(ui, state), T::default());
    harness.run();
    harness
}

#[test]
fn buttons_are_pressed_by_pointer_and_by_keyboard() {
    let mut harness = shown(|ui, pressed: &mut Vec<&str>| {
        for (name, button) in [
            ("Send", Button::primary("Send")),
            ("Cancel", Button::quiet("Cancel").shortcut("Esc")),
            ("Delete", Button::plain("Delete").compact()),
        ] {
            if ui.add(button).clicked() {
                pressed.push(name);
            }
        }
        ui.add_enabled(false, Button::plain("Not now"));
    });
    harness.get_by_label("Delete").click();
    harness.run();
    harness.get_by_label("Send").focus();
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    harness.key_press(Key::Tab);
    harness.run();
    harness.key_press(Key::Space);
    harness.run();
    assert_eq!(*harness.state(), ["Delete", "Send", "Cancel"]);
    assert!(harness.get_by_label("Not now").accesskit_node().is_disabled());
}

#[test]
fn a_switch_moves_by_click_and_by_arrow() {
    let mut harness = shown(|ui, chosen: &mut u8| {
        if let Some(asked) = segments_ui(ui, *chosen, &[(0, "Rows"), (1, "Charts")]) {
            *chosen = asked;
        }
    });
    harness.get_by_label("Charts").click();
    harness.run();
    assert_eq!(*harness.state(), 1);
    harness.get_by_label("Charts").focus();
    harness.run();
    harness.key_press(Key::ArrowLeft);
    harness.run();
    assert_eq!(*harness.state(), 0);
}

#[test]
fn a_term_says_how_many_of_what() {
    let mut harness = shown(|ui, clicked: &mut bool| {
        let colour = theme::tokens(ui).error;
        let sign = Some(Sign::Cross);
        let term = Term { count: "1,204", words: "to fix", sign, colour, chosen: false };
        *clicked |= term_ui(ui, term).clicked();
    });
    harness.get_by_label("1,204 to fix").click();
    harness.run();
    assert!(*harness.state());
}

#[test]
fn toasts_are_said_and_put_away() {
    let mut harness = shown(|ui, answers: &mut Vec<usize>| {
        let toasts = [
            Toast { tone: Tone::Error, text: "The clipboard could not be read." },
            Toast { tone: Tone::Note, text: "12 rows changed." },
        ];
        answers.extend(toasts_ui(ui, 40.0, &toasts));
    });
    for (text, live) in [
        ("The clipboard could not be read.", egui::accesskit::Live::Assertive),
        ("12 rows changed.", egui::accesskit::Live::Polite),
    ] {
        assert_eq!(harness.get_by_label(text).accesskit_node().live(), live, "{text}");
    }
    harness.get_all_by_label("Put away").last().unwrap().click();
    harness.run();
    assert_eq!(*harness.state(), [1]);
}

#[test]
fn a_field_has_its_label() {
    let mut harness = shown(|ui, text: &mut String| {
        Field::new("Key").secret().show(ui, text);
    });
    harness.get_by_label("Key").focus();
    harness.run();
    harness.get_by_label("Key").type_text("ab");
    harness.run();
    assert_eq!(harness.state(), "ab");
}

#[test]
fn progress_and_accounts_have_names() {
    let harness = shown(|ui, (): &mut ()| {
        let tokens = theme::tokens(ui);
        account_bar_ui(ui, AccountLook { colour: 0, practice: true });
        account_badge_ui(ui, "Practice", AccountLook { colour: 0, practice: true });
        account_badge_ui(ui, "Acme", AccountLook { colour: 7, practice: false });
        bar_ui(ui, "Reading", Some(0.25), tokens.accent);
        bar_ui(ui, "Connecting", None, tokens.accent);
        let strip = Strip {
            name: "Batch 3",
            rows: "250 rows",
            sign: Some(Sign::Tick),
            colour: tokens.good,
            words: "accepted by Assembled",
            details: "attempt 2 · 202 · 0.4 s",
        };
        strip_ui(ui, &strip);
    });
    for name in [
        "Account Practice, practice",
        "Account Acme, production",
        "Connecting",
        "Batch 3, 250 rows, accepted by Assembled",
    ] {
        assert!(harness.query_by_label(name).is_some(), "{name}");
    }
    let reading = harness.get_by_label("Reading");
    assert_eq!(reading.accesskit_node().numeric_value(), Some(25.0));
}

#[test]
fn a_dialog_is_left_by_esc() {
    let mut harness = shown(|ui, (sent, left): &mut (bool, bool)| {
        let dialog = dialog_ui(ui, "send", "Send 960 scores?", 420.0, |ui| {
            ui.label("Scores cannot be taken back through the API.");
            ui.add(Button::primary("Send 960")).clicked()
        });
        *sent |= dialog.inner;
        *left |= dialog.dismissed;
    });
    harness.get_by_label("Send 960").click();
    harness.run();
    assert_eq!(*harness.state(), (true, false));
    harness.key_press(Key::Escape);
    harness.run();
    assert_eq!(*harness.state(), (true, true));
}
