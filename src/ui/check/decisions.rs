//! What is left to decide, grouped by cause, each with what can be done about it.

use egui::{Button, RichText, ScrollArea, Ui};

use crate::app::accounts::PeopleState;
use crate::app::overlap::{Overlap, There};
use crate::app::tabs::Message as TabMessage;
use crate::app::view::{Cause, Filter};
use crate::app::{Command, Edit, Message, Open, State, Tab, drafts, thousands};
use crate::check::{Decision, Section};
use crate::model::RowState;
use crate::ui::parts::{banner_ui, heading_ui, line_sign_ui, small_ui};
use crate::ui::theme::{self, font, space};
use crate::ui::widgets::Sign;

use super::Screen;

/// What was answered in the panel and is kept nowhere else.
#[derive(Default)]
pub struct Drafts {
    is_right_account: bool,
    /// How many decisions of a section are shown beyond the first.
    more: usize,
}

/// So many decisions of a section are shown before one asks for more: they are laid out in every frame,
/// in view or not.
const AT_ONCE: usize = 30;

/// Draws the panel.
pub fn decisions_ui(
    ui: &mut Ui,
    state: &State,
    tab: &Tab,
    open: &Open,
    screen: &mut Screen,
    out: &mut Vec<Message>,
) {
    head_ui(ui, tab, open, out);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        people_ui(ui, state, out);
        right_account_ui(ui, state, open, &mut screen.decisions, out);
        overlaps_ui(ui, tab, open, out);
        for settled in &open.settled {
            ui.horizontal_top(|ui| {
                line_sign_ui(ui, Sign::Tick, theme::tokens(ui).good);
                ui.add(egui::Label::new(RichText::new(&settled.label).color(theme::tokens(ui).muted)).wrap());
            });
        }
        if open.report.is_some() && open.decisions.iter().all(|decision| !is_left(decision)) {
            clean_ui(ui, open);
        }
        for group in open.decisions.chunk_by(|one, next| one.section == next.section) {
            let Some(first) = group.first() else { continue };
            ui.add_space(space::S);
            heading_ui(ui, section_words(first.section));
            let most = AT_ONCE + screen.decisions.more;
            for decision in group.iter().take(most) {
                decision_ui(ui, state, tab, open, decision, screen, out);
            }
            if let Some(left @ 1..) = group.len().checked_sub(most) {
                let words = format!("Show {} more of {}", left.min(AT_ONCE), thousands(left as u64));
                if small_ui(ui, words).clicked() {
                    screen.decisions.more += AT_ONCE;
                }
            }
        }
    });
}

/// A people list that could not be read is said once, with what is used instead.
fn people_ui(ui: &mut Ui, state: &State, out: &mut Vec<Message>) {
    let PeopleState::Failed(failure) = &state.accounts.people else { return };
    let instead = if state.accounts.around.people.is_some() {
        "The list that was read before is used."
    } else {
        "Agents cannot be found without it; their rows wait."
    };
    let body = format!("{instead} {}", failure.hint);
    let colour = theme::tokens(ui).error;
    banner_ui(ui, Sign::Cross, colour, &failure.what, &body, |ui| {
        if small_ui(ui, "Read people again").clicked() {
            out.push(Message::Run(Command::RefreshPeople));
        }
    });
}

/// The wrong account is asked for once, before any agent is decided.
fn right_account_ui(ui: &mut Ui, state: &State, open: &Open, drafts: &mut Drafts, out: &mut Vec<Message>) {
    let (Some(report), Some(account)) = (&open.report, state.accounts.current()) else { return };
    let unknown = report.problems().into_iter().find(|found| found.rule.id == "agent.unknown");
    let unknown = unknown.map_or(0, |found| found.rows);
    let read = report.counts().read();
    if drafts.is_right_account || unknown * 2 <= read {
        return;
    }
    let title = format!("Right account? {} is in use.", account.name);
    let body = format!(
        "Only {} of {} rows have an agent whom its people list knows.",
        thousands(read - unknown),
        thousands(read)
    );
    let colour = theme::tokens(ui).question;
    banner_ui(ui, Sign::Question, colour, &title, &body, |ui| {
        drafts.is_right_account |= small_ui(ui, "It is right").clicked();
        if small_ui(ui, "Accounts…").clicked() {
            out.push(Message::Run(Command::Accounts));
        }
    });
}

/// Reviews that wait in another file too.
fn overlaps_ui(ui: &mut Ui, tab: &Tab, open: &Open, out: &mut Vec<Message>) {
    for overlap in &open.overlaps {
        let Overlap { name, there, rows, changed_there } = overlap;
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let (title, body) = overlap_words(name, *there, count, *changed_there);
        let colour = theme::tokens(ui).question;
        banner_ui(ui, Sign::Question, colour, &title, &body, |ui| {
            if let There::WaitsEarlier(draft) = there
                && *changed_there > 0
                && small_ui(ui, "Take the changes over").clicked()
            {
                out.push(Message::Drafts(drafts::Message::TakeOver(tab.id, *draft)));
            }
            if small_ui(ui, "Show these rows").clicked() {
                let filter = Filter::Rows(std::sync::Arc::clone(rows), format!("Also in {name}"));
                out.push(Message::Tab(tab.id, TabMessage::Filter(filter)));
            }
            if small_ui(ui, "Leave them out here").clicked() {
                let edit = Edit::LeaveOut(rows.to_vec(), true);
                out.push(Message::Tab(tab.id, TabMessage::Edit(edit)));
            }
        });
    }
}

fn overlap_words(name: &str, there: There, rows: u32, changed_there: u32) -> (String, String) {
    let (reviews, are, wait) = match rows {
        1 => ("1 review".to_owned(), "is", "waits"),
        rows => (format!("{} reviews", thousands(rows)), "are", "wait"),
    };
    match there {
        There::Open => (
            format!("{reviews} {are} ready in {name} too"),
            "Each is sent once: from whichever file goes first.".to_owned(),
        ),
        There::WaitsEarlier(_) => {
            let by_hand = match changed_there {
                0 => String::new(),
                1 => " 1 of them was changed by hand there.".to_owned(),
                rows => format!(" {} of them were changed by hand there.", thousands(rows)),
            };
            let body = format!("This file came later, so they wait here and no more there.{by_hand}");
            (format!("{reviews} of {name} {wait} in this file now"), body)
        }
        There::WaitsLater => (
            format!("{reviews} {wait} in {name}, which came later"),
            "Each is sent once: from whichever file goes first.".to_owned(),
        ),
    }
}

fn is_left(decision: &Decision) -> bool {
    matches!(decision.section, Section::First | Section::ToFix | Section::ChangedSinceSent)
}

fn section_words(section: Section) -> &'static str {
    match section {
        Section::First => "FIRST",
        Section::ToFix => "TO FIX",
        Section::ChangedSinceSent => "CHANGED SINCE SENT",
        Section::LeftOut => "LEFT OUT",
        Section::Notes => "GOOD TO KNOW",
    }
}

fn head_ui(ui: &mut Ui, tab: &Tab, open: &Open, out: &mut Vec<Message>) {
    let left = open.decisions.iter().filter(|decision| is_left(decision)).count();
    let to_fix = open.report.as_ref().map_or(0, |report| report.counts().of(RowState::NeedsFix));
    let words = match (left, to_fix) {
        (0, _) => "Nothing left to decide".to_owned(),
        (1, rows) => format!("1 decision left · {} to fix", thousands(rows)),
        (left, rows) => format!("{left} decisions left · {} to fix", thousands(rows)),
    };
    ui.horizontal(|ui| {
        let count = ui.label(RichText::new(words).font(font::strong(14.0)));
        // A screen reader says by itself how much is left.
        ui.ctx().accesskit_node_builder(count.id, |node| node.set_live(egui::accesskit::Live::Polite));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if !open.settled.is_empty()
                && ui
                    .button("Refresh")
                    .on_hover_text("Clear what was decided, and arrange the rows again")
                    .clicked()
            {
                out.push(Message::Tab(tab.id, TabMessage::Refresh));
            }
        });
    });
}

fn clean_ui(ui: &mut Ui, open: &Open) {
    let ready = open.report.as_ref().map_or(0, |report| report.counts().of(RowState::Ready));
    ui.add_space(space::S);
    let words = if ready > 0 {
        "Every row is ready, left out, or sent already. Send them when you like."
    } else {
        "No row is ready: all of them are left out or sent already."
    };
    ui.horizontal_top(|ui| {
        line_sign_ui(ui, Sign::Tick, theme::tokens(ui).good);
        ui.add(egui::Label::new(words).wrap());
    });
}

fn decision_ui(
    ui: &mut Ui,
    state: &State,
    tab: &Tab,
    open: &Open,
    decision: &Decision,
    screen: &mut Screen,
    out: &mut Vec<Message>,
) {
    let tokens = theme::tokens(ui);
    let cause = Cause::of(decision);
    let here = open.view.wish.filter == Filter::Decision(cause.clone());
    let frame = egui::Frame::new()
        .fill(if here { tokens.selected } else { tokens.raised })
        .stroke(egui::Stroke::new(1.0, tokens.hairline))
        .corner_radius(theme::size::RADIUS)
        .inner_margin(space::S);
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let (sign, colour) = match (decision.section, decision.rule.severity) {
            (Section::LeftOut, _) => (Sign::Dash, tokens.muted),
            (_, severity) => (severity.into(), tokens.severity(severity)),
        };
        ui.spacing_mut().interact_size.y = 0.0;
        let heading = heading_button_ui(ui, sign, colour, decision);
        if heading.on_hover_text(format!("{}\nClick to show these rows.", decision.rule.why)).clicked() {
            let filter = if here { Filter::All } else { Filter::Decision(cause.clone()) };
            out.push(Message::Tab(tab.id, TabMessage::Filter(filter)));
        }
        ui.spacing_mut().button_padding = egui::vec2(8.0, 3.0);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(space::XS, space::XS);
            for fix in decision.rule.fixes {
                super::fixes::fix_ui(ui, state, tab, open, decision, *fix, screen, out);
            }
        });
    });
    ui.add_space(-2.0);
}

/// Sign, heading, and on the right how many rows.
fn heading_button_ui(ui: &mut Ui, sign: Sign, colour: egui::Color32, decision: &Decision) -> egui::Response {
    let tokens = theme::tokens(ui);
    let count = RichText::new(thousands(decision.rows)).font(font::figures(13.0)).color(tokens.muted);
    ui.horizontal_top(|ui| {
        line_sign_ui(ui, sign, colour);
        let width = ui.available_width() - 48.0;
        let heading = ui
            .scope(|ui| {
                ui.set_max_width(width);
                ui.set_min_width(width);
                ui.spacing_mut().button_padding = egui::Vec2::ZERO;
                let text = RichText::new(&decision.heading).color(tokens.text);
                ui.add(Button::new(text).frame(false).wrap())
            })
            .inner;
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Min), |ui| ui.label(count));
        heading
    })
    .inner
}
