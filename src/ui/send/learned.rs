//! What a person found out about an account: asked after a trial, shown where it matters.

use egui::{RichText, Ui};

use crate::app::accounts::Message as AccountMessage;
use crate::app::{Message, State};
use crate::journal::{Learned, Topic};
use crate::ui::parts::{muted_ui, named, small_ui};
use crate::ui::theme::{font, space};

/// A topic in words: what it is about, and the usual answers.
struct Words {
    topic: Topic,
    about: &'static str,
    answers: &'static [&'static str],
}

const WORDS: [Words; 4] = [
    Words {
        topic: Topic::SecondScore,
        about: "A second score of the same review",
        answers: &["takes the place of the first", "counts beside the first"],
    },
    Words {
        topic: Topic::Day,
        about: "The day on which a score is shown",
        answers: &["is the UTC day", "is the day in the account’s time zone"],
    },
    Words {
        topic: Topic::Leavers,
        about: "Scores of people who have left",
        answers: &["are shown", "are not shown"],
    },
    Words {
        topic: Topic::Delay,
        about: "A score that was sent",
        answers: &["is shown at once", "is shown within an hour", "is shown on the next day"],
    },
];

/// Asks what was found out. `typed` is what is being written down in other words.
pub fn learn_ui(ui: &mut Ui, state: &State, typed: &mut [String; 4], out: &mut Vec<Message>) {
    ui.label(RichText::new("What did you find out? It is kept with the account.").font(font::strong(13.0)));
    for (words, typed) in WORDS.iter().zip(typed) {
        ui.add_space(space::XS);
        let known = known(state, words.topic);
        ui.horizontal_wrapped(|ui| {
            ui.label(words.about);
            if let Some(known) = known {
                answered_ui(ui, words, known, out);
            } else {
                asked_ui(ui, words, typed, out);
            }
        });
    }
}

fn answered_ui(ui: &mut Ui, words: &Words, known: &Learned, out: &mut Vec<Message>) {
    ui.label(RichText::new(&known.answer).font(font::strong(13.0)));
    muted_ui(ui, format!("({})", day(known)));
    if small_ui(ui, "Change").on_hover_text(words.about).clicked() {
        out.push(learn(words.topic, ""));
    }
}

fn asked_ui(ui: &mut Ui, words: &Words, typed: &mut String, out: &mut Vec<Message>) {
    for answer in words.answers {
        if small_ui(ui, answer).clicked() {
            out.push(learn(words.topic, answer));
        }
    }
    let field = egui::TextEdit::singleline(typed).hint_text("in other words").desired_width(160.0);
    let field = ui.add(field);
    named(&field, format!("{}, in other words", words.about));
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    if entered && !typed.trim().is_empty() {
        out.push(learn(words.topic, typed));
        typed.clear();
    }
}

fn learn(topic: Topic, answer: &str) -> Message {
    Message::Accounts(AccountMessage::Learn(topic, answer.to_owned()))
}

/// What is known of the account in use, in one line a topic; nothing where nothing is.
pub fn known_ui(ui: &mut Ui, state: &State, topics: &[Topic]) {
    for words in WORDS.iter().filter(|words| topics.contains(&words.topic)) {
        if let Some(known) = known(state, words.topic) {
            muted_ui(ui, format!("{} {}. Found out on {}.", words.about, known.answer, day(known)));
        }
    }
}

fn known(state: &State, topic: Topic) -> Option<&Learned> {
    state.accounts.learned.iter().find(|known| known.topic == topic)
}

fn day(known: &Learned) -> String {
    format!("{} by {}", known.at.with_timezone(&chrono::Local).format("%-d %b %Y"), known.os_user)
}
