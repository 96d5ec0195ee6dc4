//! One row in full: where it stands, what is wrong and what can be done, raw → sent, the source, and
//! the exact JSON.

use egui::{RichText, ScrollArea, Ui};

use crate::app::tabs::Message as TabMessage;
use crate::app::{Edit, Message, Open, State, Tab, Trace};
use crate::check::{self, Fix, Problem, Severity};
use crate::model::{Field, RowId, RowState};
use crate::ui::drafts::stamp_words;
use crate::ui::parts::{card, heading_ui, muted_ui, signed_lines_ui, signed_ui, small_ui};
use crate::ui::theme::{self, font, space};
use crate::ui::widgets::sign::{Sign, sign_ui};

use super::Screen;

/// What is typed in the search for an agent, and what was done to the row in view.
#[derive(Default)]
pub struct Drafts {
    agent: String,
    /// Of that row, at that revision.
    traced: Option<(RowId, u64)>,
    traces: Vec<Trace>,
}

impl Drafts {
    /// Looks for what was done to a row, once for each revision: that costs a look at every step.
    fn follow(&mut self, open: &Open, row: RowId) {
        if self.traced != Some((row, open.revision)) {
            self.traced = Some((row, open.revision));
            self.traces = open.history.traces(&open.document.overlay, row);
        }
    }
}

/// Draws the panel.
pub fn inspector_ui(
    ui: &mut Ui,
    state: &State,
    tab: &Tab,
    open: &Open,
    screen: &mut Screen,
    out: &mut Vec<Message>,
) {
    let row = open.view.row(screen.grid.active().row).filter(|row| row.0 < open.document.sheet.num_rows());
    let (Some(row), Some(report)) = (row, &open.report) else {
        muted_ui(ui, "Choose a row to see all of it.");
        return;
    };
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let input = open.document.input(&state.accounts.around, state.now);
        let look = check::look(&input, report, row);
        head_ui(ui, open, row, look.state);
        let (notes, problems): (Vec<_>, Vec<_>) =
            look.problems.iter().partition(|problem| problem.rule.severity == Severity::Note);
        for problem in problems {
            problem_ui(ui, state, tab, open, row, problem, screen, out);
        }
        for note in notes {
            let muted = theme::tokens(ui).muted;
            let text = RichText::new(&note.message).color(muted).size(13.0);
            signed_lines_ui(ui, Sign::Info, muted, text).on_hover_text(note.rule.why);
        }
        out_ui(ui, tab, row, look.state, out);
        ui.add_space(space::M);
        screen.inspector.follow(open, row);
        values_ui(ui, tab, open, row, &look, &screen.inspector.traces, out);
        if let Some(score) = check::score(&input, report, row) {
            ui.add_space(space::M);
            heading_ui(ui, "What is sent");
            let json = serde_json::to_string_pretty(&score).unwrap_or_default();
            json_ui(ui, &json);
            if small_ui(ui, "Copy").on_hover_text("Copy the exact JSON of this row").clicked() {
                out.push(Message::Copy(json, "Copied."));
            }
        }
        traces_ui(ui, &screen.inspector.traces);
        ui.add_space(space::M);
        source_ui(ui, open, row);
    });
}

fn head_ui(ui: &mut Ui, open: &Open, row: RowId, state: RowState) {
    let tokens = theme::tokens(ui);
    ui.label(RichText::new(format!("Row {}", crate::app::thousands(row.number()))).font(font::title()));
    muted_ui(ui, format!("from line {} of the file", open.document.sheet.line(row)));
    let sign = Sign::of_state(state).unwrap_or(Sign::Tick);
    signed_ui(ui, sign, tokens.state(state), RichText::new(state.words()).color(tokens.state(state)));
    ui.add_space(space::S);
}

#[expect(clippy::too_many_arguments, reason = "one problem needs its row, its document and the drafts")]
fn problem_ui(
    ui: &mut Ui,
    state: &State,
    tab: &Tab,
    open: &Open,
    row: RowId,
    problem: &Problem,
    screen: &mut Screen,
    out: &mut Vec<Message>,
) {
    let tokens = theme::tokens(ui);
    card(ui).inner_margin(space::S).show(ui, |ui| {
        ui.set_width(ui.available_width());
        let (sign, colour) = (problem.rule.severity.into(), tokens.severity(problem.rule.severity));
        signed_lines_ui(ui, sign, colour, &problem.message).on_hover_text(problem.rule.why);
        let here = problem.rule.fixes.iter().filter(|fix| matches!(fix, Fix::ChooseAgent | Fix::Edit(_)));
        let here: Vec<_> = here.collect();
        if !here.is_empty() {
            ui.horizontal_wrapped(|ui| {
                for fix in here {
                    fix_ui(ui, state, tab, open, row, problem, *fix, screen, out);
                }
            });
        }
    });
}

#[expect(clippy::too_many_arguments, reason = "one fix needs its row, its document and the drafts")]
fn fix_ui(
    ui: &mut Ui,
    state: &State,
    tab: &Tab,
    open: &Open,
    row: RowId,
    problem: &Problem,
    fix: Fix,
    screen: &mut Screen,
    out: &mut Vec<Message>,
) {
    match fix {
        Fix::ChooseAgent => {
            let button = small_ui(ui, "Choose agent…");
            egui::Popup::menu(&button).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside).show(
                |ui| {
                    let people = state.accounts.around.people.as_deref();
                    let input = open.document.input(&state.accounts.around, state.now);
                    let value = check::value(&input, row, Field::AgentId);
                    let mut clicked = false;
                    super::agents::choose_ui(ui, people, &mut screen.inspector.agent, |button, person| {
                        let edit = || super::fixes::choose(open, problem.rule.id, value.to_owned(), person);
                        super::fixes::offer(button, tab.id, out, edit);
                        clicked |= button.clicked();
                    });
                    if clicked {
                        ui.close();
                    }
                },
            );
        }
        Fix::Edit(field) => {
            let words = format!("Edit {}", field.label().to_lowercase());
            if small_ui(ui, words).on_hover_text("Go to the cell; then type").clicked()
                && let Some(column) = screen.columns.place(field)
            {
                screen.grid.go_to(crate::ui::grid::CellPos { row: screen.grid.active().row, column });
            }
        }
        _ => {}
    }
}

/// Leaving one row out by hand, and taking it back in.
fn out_ui(ui: &mut Ui, tab: &Tab, row: RowId, state: RowState, out: &mut Vec<Message>) {
    let mut edit =
        |left_out| out.push(Message::Tab(tab.id, TabMessage::Edit(Edit::LeaveOut(vec![row], left_out))));
    match state {
        RowState::Ready | RowState::NeedsFix => {
            if small_ui(ui, "Leave this row out").clicked() {
                edit(true);
            }
        }
        RowState::Skipped => {
            if small_ui(ui, "Take back in").on_hover_text("Where it was left out by hand").clicked() {
                edit(false);
            }
        }
        RowState::AlreadySent | RowState::InUpload | RowState::Unknown => {}
    }
}

fn values_ui(
    ui: &mut Ui,
    tab: &Tab,
    open: &Open,
    row: RowId,
    look: &check::RowLook,
    traces: &[Trace],
    out: &mut Vec<Message>,
) {
    let tokens = theme::tokens(ui);
    for field in Field::ALL {
        let cell = &look.cells[field.index()];
        if cell.raw.is_empty() && cell.sent.is_none() && cell.mark.is_none() {
            continue;
        }
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.spacing_mut().interact_size.y = 18.0;
        ui.add_space(space::XS);
        heading_ui(ui, field.label());
        ui.horizontal_wrapped(|ui| {
            if let Some(mark) = cell.mark {
                sign_ui(ui, mark.into(), tokens.severity(mark));
            }
            let raw = if cell.raw.is_empty() { "empty" } else { &cell.raw };
            match &cell.sent {
                Some(sent) => {
                    ui.label(RichText::new(raw).color(tokens.muted));
                    ui.label(RichText::new(format!("→ {sent}")).font(font::strong(14.0)));
                }
                None => {
                    ui.label(raw);
                }
            }
        });
        if cell.edited {
            ui.horizontal(|ui| {
                let by = traces.iter().find(|trace| trace.field == Some(field));
                let words = by.map_or_else(String::new, |by| stamp_words(Some(&by.stamp)));
                muted_ui(ui, "changed by hand").on_hover_text(words);
                if crate::ui::parts::link_ui(ui, "As in the file").clicked() {
                    let cells = vec![(field, row, None)];
                    out.push(Message::Tab(tab.id, TabMessage::Edit(Edit::Cells(cells))));
                }
            });
        }
        let source = open.document.recipe.source_text(&open.document.sheet, row, field);
        if source != cell.raw {
            let how = if cell.edited { "in the file" } else { "replaced wherever it stands; in the file" };
            let source = if source.is_empty() { "empty" } else { source };
            ui.add(egui::Label::new(RichText::new(format!("{how}: {source}")).color(tokens.muted)).wrap());
        }
        ui.add_space(2.0);
    }
}

/// What was done to the row, the latest first: value before → after, the step, who and when.
fn traces_ui(ui: &mut Ui, traces: &[Trace]) {
    if traces.is_empty() {
        return;
    }
    let tokens = theme::tokens(ui);
    ui.add_space(space::M);
    heading_ui(ui, "History of this row");
    for trace in traces {
        let said = |value: &Option<String>| match value.as_deref() {
            None => "as in the file".to_owned(),
            Some("") => "empty".to_owned(),
            Some(text) => text.to_owned(),
        };
        let words = match trace.field {
            Some(field) => {
                format!("{}: {} → {}", field.label(), said(&trace.values.0), said(&trace.values.1))
            }
            None => trace.label.clone(),
        };
        ui.add(egui::Label::new(words).wrap()).on_hover_text(&trace.label);
        let by = RichText::new(stamp_words(Some(&trace.stamp))).color(tokens.muted).size(12.0);
        ui.add(egui::Label::new(by).wrap());
    }
}

fn json_ui(ui: &mut Ui, json: &str) {
    let tokens = theme::tokens(ui);
    egui::Frame::new().fill(tokens.ground).inner_margin(space::S).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.add(egui::Label::new(RichText::new(json).monospace().size(12.0)).wrap().selectable(true));
    });
}

/// The record as the file has it.
fn source_ui(ui: &mut Ui, open: &Open, row: RowId) {
    egui::CollapsingHeader::new("As in the file").id_salt("source").show(ui, |ui| {
        let sheet = &open.document.sheet;
        if let Some(problem) = sheet.problem(row) {
            ui.label(&problem.message);
        }
        for column in sheet.column_ids() {
            let text = sheet.cell(row, column);
            if !text.is_empty() {
                muted_ui(ui, sheet.columns()[column.index()].clone());
                ui.add(egui::Label::new(text).wrap().selectable(true));
            }
        }
    });
}
