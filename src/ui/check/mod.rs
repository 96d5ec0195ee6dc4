//! Check, the heart: what is left to decide, the rows, and one row in full.
//!
//! `decisions` is the panel on the left, with the buttons of `fixes`; `rows` is what the grid shows and
//! `edits` what is done in it, `at_cell` what is asked about one cell; `inspector` the panel on the
//! right; `mapping` how the file was read, with `reading`, `questions` and `columns`; `toolbar` stands
//! above the grid.

mod agents;
mod at_cell;
mod columns;
mod decisions;
mod edits;
mod find;
mod fixes;
mod inspector;
mod mapping;
mod questions;
mod reading;
mod rows;
mod status;
mod toolbar;

use crate::app::rows_words;
pub use toolbar::short;

use egui::scroll_area::ScrollBarVisibility;
use egui::{Align, CentralPanel, Layout, Panel, RichText, ScrollArea, Ui};

use crate::app::area::Area;
use crate::app::preview::Tried;
use crate::app::reading::How;
use crate::app::tabs::Message as TabMessage;
use crate::app::view::{Filter, Pick};
use crate::app::{Command, Message, Open, Place, Stage, State, Tab, sending, to_fix};
use crate::check::Report;
use crate::import::ImportOptions;
use crate::model::RowState;

use self::edits::Asked;
use super::Screens;
use super::grid::{GridState, grid_ui};
use super::parts::{button_ui, card, failure_ui, job_ui, muted_ui, primary_ui, title_ui};
use super::theme::{self, font, size, space};
use super::widgets::sign::Sign;
use super::widgets::{Term, term_ui};

/// What the screen of one file keeps: drafts, the grid's position, caches.
#[derive(Default)]
pub struct Screen {
    grid: GridState,
    cache: rows::Cache,
    columns: rows::Columns,
    find: Option<String>,
    hunt: find::Draft,
    go_to: status::GoTo,
    too_large: Option<edits::TooLarge>,
    at_cell: at_cell::AtCell,
    /// From where a row to fix is looked for that is far, and how many were found so.
    seeking: Option<to_fix::From>,
    sought: u32,
    /// A command that needs to know the selected cells, for when they are drawn.
    command: Option<Command>,
    decisions: decisions::Drafts,
    fixes: fixes::Drafts,
    mapping: mapping::Drafts,
    inspector: inspector::Drafts,
}

impl Screen {
    /// Opens find, or find and replace.
    pub fn find(&mut self, replace: bool) {
        self.hunt.open(replace);
    }

    /// Asks for the number of a row to go to.
    pub fn go_to_row(&mut self) {
        self.go_to.open();
    }

    /// Gives a command that is about the selected cells.
    pub fn on_cells(&mut self, command: Command) {
        self.command = Some(command);
    }

    /// The selected cells that are fields.
    fn selected(&self) -> Area {
        edits::selected(|column| self.columns.get(column), &self.grid)
    }

    /// Makes the next row to fix the active one, from the active one on, and around the end; or the one
    /// before it. One that is far is looked for on a thread.
    pub fn next_to_fix(&mut self, open: &Open, back: bool) {
        let Some(report) = &open.report else { return };
        let from = to_fix::From { place: self.grid.active().row, back };
        match to_fix::near(&open.view, report, from) {
            Ok(place) => self.go_to_fix(open, place),
            Err(to_fix::Far) => self.seeking = Some(from),
        }
    }

    fn go_to_fix(&mut self, open: &Open, place: Option<u32>) {
        let (Some(report), Some(row)) = (&open.report, place) else { return };
        let column = rows::first_problem_column(open, report, row, &self.columns);
        let column = column.unwrap_or(self.grid.active().column);
        self.grid.go_to(super::grid::CellPos { row, column });
    }

    /// Asks for a row to fix that is far, and goes there when it is found.
    fn follow_to_fix(&mut self, tab: &Tab, open: &Open, out: &mut Vec<Message>) {
        if let Some(from) = self.seeking.take() {
            out.push(Message::Tab(tab.id, TabMessage::ToFix(from)));
        }
        if std::mem::replace(&mut self.sought, open.to_fix.times) != open.to_fix.times {
            self.go_to_fix(open, open.to_fix.place);
        }
    }
}

/// Draws the place.
pub fn check_ui(ui: &mut Ui, state: &State, screens: &mut Screens, out: &mut Vec<Message>) {
    let Some(tab) = state.tabs.active() else {
        return nothing_open_ui(ui, out);
    };
    match &tab.stage {
        Stage::Reading(job) => centred_ui(ui, |ui| {
            title_ui(ui, &format!("Reading {}", tab.name));
            job_ui(ui, job, "Reading…");
            if button_ui(ui, "Stop").clicked() {
                out.push(Message::Tab(tab.id, TabMessage::Cancel));
            }
        }),
        Stage::Failed(failure) => centred_ui(ui, |ui| {
            title_ui(ui, &format!("{} cannot be used", tab.name));
            failure_ui(ui, failure);
            ui.add_space(space::S);
            ui.horizontal(|ui| {
                if primary_ui(ui, true, "Open another file…").clicked() {
                    out.push(Message::Run(Command::Open));
                }
                if button_ui(ui, "Read it again").clicked() {
                    out.push(Message::Tab(tab.id, TabMessage::ReadAgain(tab.how.again())));
                }
                if !tab.how.options.is_default() && button_ui(ui, "Read it as detected").clicked() {
                    out.push(Message::Tab(
                        tab.id,
                        TabMessage::ReadAgain(How::Told(ImportOptions::default())),
                    ));
                }
                if button_ui(ui, "Close").clicked() {
                    out.push(Message::Tab(tab.id, TabMessage::Close));
                }
            });
        }),
        Stage::Open(open) => {
            let screen = screens.check.entry(tab.id).or_default();
            screen.follow_to_fix(tab, open, out);
            document_ui(ui, state, tab, open, screen, out);
            settle_offer(tab, open, out);
        }
    }
}

/// Of what was offered in this frame only what is new is told; and once that nothing is offered any more.
fn settle_offer(tab: &Tab, open: &Open, out: &mut Vec<Message>) {
    let mut offered = false;
    out.retain(|message| match message {
        Message::Tab(id, TabMessage::Preview(Some(edit))) if *id == tab.id => {
            offered = true;
            !open.preview().is_some_and(|known| known.is_of(edit, open.revision))
        }
        _ => true,
    });
    if !offered && open.preview().is_some() {
        out.push(Message::Tab(tab.id, TabMessage::Preview(None)));
    }
}

fn document_ui(
    ui: &mut Ui,
    state: &State,
    tab: &Tab,
    open: &Open,
    screen: &mut Screen,
    out: &mut Vec<Message>,
) {
    let tokens = theme::tokens(ui);
    let panel = egui::Frame::new().fill(tokens.panel).inner_margin(space::M);
    let line = egui::Frame::new().fill(tokens.ground).inner_margin(egui::Margin::symmetric(12, 6));
    Panel::top("read as").frame(line).resizable(false).show(ui, |ui| {
        mapping::read_as_ui(ui, tab, open, out);
    });
    let foot = egui::Frame::new().fill(tokens.panel).inner_margin(egui::Margin::symmetric(12, 0));
    Panel::bottom("sum line").exact_size(size::BAR + 6.0).frame(foot).resizable(false).show(ui, |ui| {
        ui.horizontal_centered(|ui| sum_line_ui(ui, state, tab, open, out));
    });
    if open.panel {
        let frame = egui::Frame::new().fill(tokens.ground).inner_margin(space::L);
        CentralPanel::default().frame(frame).show(ui, |ui| {
            mapping::mapping_ui(ui, state, tab, open, &mut screen.mapping, out);
        });
        return;
    }
    let narrow = ui.available_width() < 1100.0;
    // At 200 % zoom there is room for the rows and what is left to decide; Ctrl+. says what is wrong with one.
    let cramped = ui.available_width() < size::CRAMPED;
    if cramped {
        let width = (ui.available_width() * 0.4).min(270.0);
        Panel::left("decisions beside few rows")
            .frame(panel)
            .exact_size(width)
            .resizable(false)
            .show(ui, |ui| decisions::decisions_ui(ui, state, tab, open, screen, out));
    } else {
        Panel::left("decisions")
            .frame(panel)
            .default_size(if narrow { 270.0 } else { 330.0 })
            .size_range(220.0..=460.0)
            .show(ui, |ui| decisions::decisions_ui(ui, state, tab, open, screen, out));
        Panel::right("inspector")
            .frame(panel)
            .default_size(if narrow { 230.0 } else { 290.0 })
            .size_range(190.0..=460.0)
            .show(ui, |ui| inspector::inspector_ui(ui, state, tab, open, screen, out));
    }
    let frame = egui::Frame::new().fill(tokens.ground);
    CentralPanel::default().frame(frame).show(ui, |ui| {
        let bar = egui::Frame::new().fill(tokens.ground).inner_margin(egui::Margin::symmetric(8, 6));
        Panel::top("toolbar").frame(bar).resizable(false).show(ui, |ui| {
            toolbar::toolbar_ui(ui, tab, open, screen, out);
            if open.report.is_some() {
                let selected = screen.selected();
                let around = find::Around { tab, open, selected, columns: &screen.columns };
                find::find_ui(ui, &mut screen.hunt, &around, &mut screen.grid, out);
            }
        });
        let line = egui::Frame::new().fill(tokens.ground).inner_margin(egui::Margin::symmetric(8, 4));
        let selected = screen.selected();
        Panel::bottom("status").frame(line).min_size(size::ROW).resizable(false).show(ui, |ui| {
            status::status_ui(ui, tab, open, selected, out);
        });
        status::go_to_ui(ui, &mut screen.go_to, open, &mut screen.grid);
        if let Some(question) = screen.too_large.take() {
            screen.too_large = edits::too_large_ui(ui, question, tab.id, out);
            if screen.too_large.is_none() {
                screen.grid.focus();
            }
        }
        at_cell::at_cell_ui(ui, state, tab, open, screen, out);
        rows_ui(ui, state, tab, open, screen, out);
    });
}

fn rows_ui(ui: &mut Ui, state: &State, tab: &Tab, open: &Open, screen: &mut Screen, out: &mut Vec<Message>) {
    let Some(report) = &open.report else {
        ui.add_space(space::XL);
        ui.vertical_centered(|ui| match open.judging() {
            Some(job) => job_ui(ui, job, "Checking…"),
            None => {
                muted_ui(ui, "Waiting for the account…");
            }
        });
        return;
    };
    if open.view.num_rows(open.document.sheet.num_rows()) == 0 {
        ui.add_space(space::XL);
        ui.vertical_centered(|ui| {
            muted_ui(ui, "No row is like that.");
            if button_ui(ui, "Show all rows").clicked() {
                screen.find = None;
                out.push(Message::Tab(tab.id, TabMessage::Find(String::new())));
                out.push(Message::Tab(tab.id, TabMessage::Filter(Filter::All)));
            }
        });
        return;
    }
    screen.columns.follow(open);
    let source = rows::Rows::new(state, open, report, &screen.columns, &mut screen.cache);
    let events = grid_ui(ui, &mut screen.grid, &source);
    if let Some(command) = screen.command.take() {
        on_cells(command, &source, &screen.grid, tab, out);
    }
    match edits::act(events, &source, &screen.grid, tab.id, out) {
        Some(Asked::TooLarge(question)) => screen.too_large = Some(question),
        Some(Asked::AtCell(at_cell)) => screen.at_cell = at_cell,
        None => {}
    }
}

/// Carries out a command that is about the selected cells.
fn on_cells(command: Command, source: &rows::Rows<'_>, grid: &GridState, tab: &Tab, out: &mut Vec<Message>) {
    let message = match command {
        Command::CopyWithHeadings => TabMessage::Copy(edits::copied(source, grid, true)),
        Command::ShowSame => match source.field_and_value(grid.active()) {
            Some((field, value)) => TabMessage::Pick(Pick::only(field, [value])),
            None => return,
        },
        _ => return,
    };
    out.push(Message::Tab(tab.id, message));
}

/// What was read = the sum of where the rows stand. Each term shows its rows.
fn sum_line_ui(ui: &mut Ui, state: &State, tab: &Tab, open: &Open, out: &mut Vec<Message>) {
    let Some(report) = &open.report else {
        match open.judging() {
            Some(job) => job_ui(ui, job, "Checking the rows…"),
            None => {
                muted_ui(ui, "The rows are checked when the account is read.");
            }
        }
        return;
    };
    // What can be sent first: it is always there, and the sum beside it scrolls where there is no room.
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        send_ui(ui, state, open, report, out);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            ScrollArea::horizontal()
                .id_salt("sum")
                .scroll_bar_visibility(ScrollBarVisibility::AlwaysHidden)
                .show(ui, |ui| ui.horizontal_centered(|ui| sum_ui(ui, tab, open, report, out)));
        });
    });
}

fn send_ui(ui: &mut Ui, state: &State, open: &Open, report: &Report, out: &mut Vec<Message>) {
    let ready = report.counts().of(RowState::Ready);
    let cramped = ui.available_width() < size::CRAMPED;
    let account = state.accounts.current().map_or("…", |account| account.name.as_str());
    let why_not = sending::why_not(state);
    let to = if cramped { String::new() } else { format!(" to {account}") };
    let send = primary_ui(ui, why_not.is_none(), &format!("Send {}{to}…", crate::app::thousands(ready)));
    let send = match &why_not {
        Some(why) => send.on_disabled_hover_text(why),
        None => send,
    };
    if send.clicked() {
        out.push(Message::Sending(sending::Message::Ask));
    }
    if let Some(tried) = open.preview().and_then(|preview| preview.tried(open.revision)) {
        let words = change_words(report, tried);
        ui.label(RichText::new(words).font(font::strong(14.0)).color(theme::tokens(ui).good));
    } else if ready == 0 && open.is_settled() {
        muted_ui(ui, "no row is ready");
    }
}

/// The sum itself: "1,000 read = 965 ready + 25 to fix + 10 left out".
fn sum_ui(ui: &mut Ui, tab: &Tab, open: &Open, report: &Report, out: &mut Vec<Message>) {
    let counts = report.counts();
    let tokens = theme::tokens(ui);
    let mut term = |ui: &mut Ui, count: u32, words: &str, of: Option<RowState>| {
        let filter = of.map_or(Filter::All, Filter::State);
        let chosen = open.view.wish.filter == filter;
        let term = Term {
            count: &crate::app::thousands(count),
            words,
            sign: of.and_then(Sign::of_state),
            colour: of.map_or(tokens.text, |of| tokens.state(of)),
            chosen,
        };
        if term_ui(ui, term).on_hover_text("Show these rows").clicked() {
            out.push(Message::Tab(tab.id, TabMessage::Filter(filter)));
        }
    };
    term(ui, counts.read(), "read", None);
    let mut sign = "=";
    for state in RowState::ALL {
        // These three are always there; the others where there is something to say.
        let always = matches!(state, RowState::Ready | RowState::NeedsFix | RowState::Skipped);
        if always || counts.of(state) > 0 {
            muted_ui(ui, sign);
            term(ui, counts.of(state), state.words(), Some(state));
            sign = "+";
        }
    }
    if open.judging().is_some() {
        ui.add_space(space::S);
        muted_ui(ui, "checking…");
        ui.ctx().request_repaint_after(super::FRAME_OF_WORK);
    }
}

/// How many rows more, or fewer, there would be by the answer that is offered: "+12 ready · −12 to fix".
fn change_words(report: &Report, tried: &Tried) -> String {
    let changes = RowState::ALL.into_iter().filter_map(|state| {
        let change = tried.change(report, state);
        let sign = if change > 0 { '+' } else { '−' };
        let count = crate::app::thousands(change.unsigned_abs());
        (change != 0).then(|| format!("{sign}{count} {}", state.words()))
    });
    let changes: Vec<_> = changes.collect();
    if changes.is_empty() { "no row would change".to_owned() } else { changes.join(" · ") }
}

fn nothing_open_ui(ui: &mut Ui, out: &mut Vec<Message>) {
    centred_ui(ui, |ui| {
        title_ui(ui, "No file is open");
        muted_ui(ui, "Open an export to see its rows here, each with what is wrong with it.");
        ui.add_space(space::S);
        ui.horizontal(|ui| {
            if primary_ui(ui, true, "Open files…").clicked() {
                out.push(Message::Run(Command::Open));
            }
            if button_ui(ui, "Try the sample").clicked() {
                out.push(Message::Run(Command::Sample));
            }
            if button_ui(ui, "What was sent").clicked() {
                out.push(Message::Go(Place::Week));
            }
        });
    });
}

/// A card in the middle of an otherwise empty place.
pub fn centred_ui(ui: &mut Ui, body: impl FnOnce(&mut Ui)) {
    let frame = egui::Frame::new().fill(theme::tokens(ui).ground);
    CentralPanel::default().frame(frame).show(ui, |ui| {
        ui.add_space((ui.available_height() * 0.22).min(180.0));
        let width = 520.0_f32.min(ui.available_width() - 32.0);
        let margin = (ui.available_width() - width) / 2.0;
        ui.horizontal_top(|ui| {
            ui.add_space(margin);
            card(ui).show(ui, |ui| {
                ui.set_width(width - 2.0 * space::L);
                ui.vertical(body);
            });
        });
    });
}
