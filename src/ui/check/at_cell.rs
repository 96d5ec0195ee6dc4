//! What is asked about the active cell, over the rows: what can be done about it, and which values its
//! column has.

use egui::{Key, RichText, ScrollArea, Ui};

use crate::app::tabs::Message as TabMessage;
use crate::app::view::Pick;
use crate::app::{Edit, Message, Open, State, Tab, thousands};
use crate::check::{self, Decision, Problem, Severity};
use crate::model::{Field, RowId, RowState};
use crate::ui::parts::{job_ui, line_sign_ui, muted_ui, named, primary_ui, small_ui};
use crate::ui::theme::{self, space};
use crate::ui::widgets::dialog_ui;

use super::Screen;

/// What is open over the rows.
#[derive(Default)]
pub enum AtCell {
    /// Nothing.
    #[default]
    Nothing,
    /// The fixes at a cell.
    Fixes(RowId, Option<Field>),
    /// The values of a column.
    Values(Ticks),
}

/// The ticks of a list of values, while they are set.
pub struct Ticks {
    pick: Pick,
    /// What is typed to find values.
    typed: String,
    /// Whether it was not drawn yet.
    is_new: bool,
}

impl AtCell {
    /// The values of a column, ticked as they are in view.
    pub fn values(open: &Open, field: Field) -> Self {
        Self::Values(Ticks { pick: open.view.wish.picked(field), typed: String::new(), is_new: true })
    }
}

/// Draws what is open.
pub fn at_cell_ui(
    ui: &Ui,
    state: &State,
    tab: &Tab,
    open: &Open,
    screen: &mut Screen,
    out: &mut Vec<Message>,
) {
    let before = out.len();
    let stays = match std::mem::take(&mut screen.at_cell) {
        AtCell::Nothing => return,
        AtCell::Fixes(row, field) => {
            let close = dialog_ui(ui, "fixes", "What can be done", 460.0, |ui| {
                ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
                    fixes_ui(ui, state, tab, open, (row, field), screen, out);
                });
                small_ui(ui, "Close").clicked()
            });
            (!close.dismissed && !close.inner).then_some(AtCell::Fixes(row, field))
        }
        AtCell::Values(mut ticks) => {
            let title = format!("Only rows with… {}", ticks.pick.field.label());
            let close = dialog_ui(ui, "values", &title, 420.0, |ui| {
                values_ui(ui, tab, open, &mut ticks, out);
                small_ui(ui, "Close").clicked()
            });
            (!close.dismissed && !close.inner).then_some(AtCell::Values(ticks))
        }
    };
    // Whatever was done, it was what this was opened for; what is offered only shows.
    let is_done = |message: &Message| {
        !matches!(message, Message::Tab(_, TabMessage::Preview(_) | TabMessage::Values(_)))
    };
    match stays {
        Some(stays) if !out[before..].iter().any(is_done) => screen.at_cell = stays,
        _ => screen.grid.focus(),
    }
}

/// Each problem of the cell with its fixes; those of the row where the cell has none.
fn fixes_ui(
    ui: &mut Ui,
    state: &State,
    tab: &Tab,
    open: &Open,
    (row, field): (RowId, Option<Field>),
    screen: &mut Screen,
    out: &mut Vec<Message>,
) {
    // The file may have been read again meanwhile, in another way.
    let Some(report) = open.report.as_ref().filter(|report| row.0 < report.num_rows()) else { return };
    let input = open.document.input(&state.accounts.around, state.now);
    let look = check::look(&input, report, row);
    let here = look.problems.iter().filter(|problem| field.is_some() && problem.field == field);
    let mut problems: Vec<&Problem> = here.collect();
    if problems.is_empty() {
        problems = look.problems.iter().filter(|problem| problem.rule.severity != Severity::Note).collect();
    }
    // As in the panel of decisions, whose buttons these are.
    ui.spacing_mut().interact_size.y = 0.0;
    ui.spacing_mut().button_padding = egui::vec2(8.0, 3.0);
    muted_ui(ui, format!("Row {}", thousands(row.number())));
    if problems.is_empty() {
        ui.label("Nothing is wrong here.");
    }
    for problem in problems {
        let tokens = theme::tokens(ui);
        ui.add_space(space::S);
        ui.horizontal_top(|ui| {
            line_sign_ui(ui, problem.rule.severity.into(), tokens.severity(problem.rule.severity));
            ui.add(egui::Label::new(&problem.message).wrap());
        });
        let value = problem.field.map(|field| look.cells[field.index()].raw.as_str());
        if let Some(decision) = decision_of(open, problem, value) {
            ui.label(RichText::new(format!("For {}:", super::rows_words(decision.rows))).color(tokens.muted));
            ui.horizontal_wrapped(|ui| {
                for fix in decision.rule.fixes {
                    super::fixes::fix_ui(ui, state, tab, open, decision, *fix, screen, out);
                }
            });
        }
    }
    ui.add_space(space::M);
    ui.horizontal_wrapped(|ui| {
        let mut edit = |edit| out.push(Message::Tab(tab.id, TabMessage::Edit(edit)));
        if matches!(look.state, RowState::Ready | RowState::NeedsFix)
            && small_ui(ui, "Leave this row out").clicked()
        {
            edit(Edit::LeaveOut(vec![row], true));
        }
        if report.is_left_out_by_hand(row) && small_ui(ui, "Take back in").clicked() {
            edit(Edit::LeaveOut(vec![row], false));
        }
        if let Some(field) = field.filter(|field| look.cells[field.index()].edited)
            && small_ui(ui, "As in the file").clicked()
        {
            edit(Edit::Cells(vec![(field, row, None)]));
        }
    });
}

/// The decision that a problem of a row belongs to.
fn decision_of<'a>(open: &'a Open, problem: &Problem, value: Option<&str>) -> Option<&'a Decision> {
    let of_rule = || open.decisions.iter().filter(|decision| decision.rule.id == problem.rule.id);
    let same = of_rule().find(|decision| decision.value.is_some() && decision.value.as_deref() == value);
    same.or_else(|| of_rule().find(|decision| decision.value.is_none()))
}

/// A field to search in, and the values with their rows, each with a tick.
fn values_ui(ui: &mut Ui, tab: &Tab, open: &Open, ticks: &mut Ticks, out: &mut Vec<Message>) {
    let Ticks { pick, typed, is_new } = ticks;
    let search =
        ui.add(egui::TextEdit::singleline(typed).hint_text("Find a value").desired_width(f32::INFINITY));
    named(&search, "Find a value");
    let entered = search.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if std::mem::take(is_new) {
        search.request_focus();
    }
    let counted = match open.values().and_then(|list| list.of(pick.field, open.revision)) {
        Some(Ok(counted)) => counted,
        Some(Err(job)) => return job_ui(ui, job, "Counting…"),
        None => return out.push(Message::Tab(tab.id, TabMessage::Values(pick.field))),
    };
    let wanted = typed.to_lowercase();
    let found: Vec<&(String, u32)> =
        counted.values.iter().filter(|(value, _)| value.to_lowercase().contains(&wanted)).collect();
    let mut chosen = false;
    // Before the list, so that a key or two lead there however long it is.
    ui.horizontal(|ui| {
        chosen = primary_ui(ui, !pick.is_none(), "Show these rows").clicked();
        let (all, none) =
            if typed.is_empty() { ("Tick all", "Tick none") } else { ("Tick found", "Untick found") };
        if small_ui(ui, all).clicked() {
            tick(pick, &found, typed.is_empty(), true);
        }
        if small_ui(ui, none).clicked() {
            tick(pick, &found, typed.is_empty(), false);
        }
    });
    ui.add_space(space::XS);
    list_ui(ui, pick, &found);
    if counted.others > 0 {
        let shown = if pick.has_unlisted() { "shown" } else { "not shown" };
        let rows = super::rows_words(counted.others);
        muted_ui(ui, format!("{rows} have other values, too many to list: {shown}"));
    }
    if entered && !typed.is_empty() {
        *pick = Pick::only(pick.field, found.iter().map(|(value, _)| value.clone()));
    }
    if chosen || entered && !pick.is_none() {
        out.push(Message::Tab(tab.id, TabMessage::Pick(pick.clone())));
    }
}

/// Ticks what was found, or takes the ticks off it; without a search all values, those too that are not listed.
fn tick(pick: &mut Pick, found: &[&(String, u32)], is_all: bool, ticked: bool) {
    match (is_all, ticked) {
        (true, true) => *pick = Pick::all(pick.field),
        (true, false) => *pick = Pick::only(pick.field, []),
        (false, _) => found.iter().for_each(|(value, _)| pick.set(value, ticked)),
    }
}

fn list_ui(ui: &mut Ui, pick: &mut Pick, found: &[&(String, u32)]) {
    const SHOWN: usize = 200;
    // At 200 % zoom a small window is 350 high, and all of the dialog has to be in it.
    let height = (ui.ctx().content_rect().height() - 260.0).clamp(60.0, 300.0);
    ScrollArea::vertical().max_height(height).min_scrolled_height(height).show(ui, |ui| {
        for (value, rows) in found.iter().take(SHOWN) {
            let words = if value.is_empty() {
                "(empty)".to_owned()
            } else {
                super::short(&value.replace('\n', "↵"), 44)
            };
            ui.horizontal(|ui| {
                let mut ticked = pick.has(value);
                let tick = ui.checkbox(&mut ticked, &words);
                named(&tick, format!("{words} {}", thousands(*rows)));
                if tick.changed() {
                    pick.set(value, ticked);
                }
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    muted_ui(ui, thousands(*rows));
                });
            });
        }
    });
    if let Some(more @ 1..) = found.len().checked_sub(SHOWN) {
        muted_ui(ui, format!("{} more values: type to find one", thousands(more as u64)));
    }
}
