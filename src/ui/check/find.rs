//! Find and replace, above the grid: what is looked for, how much of it there is, and what would become
//! of it, before anything is changed.
//!
//! Owns what is typed. Does not look itself: the count is asked for whenever what is typed, the rows in
//! view or the document is another one.

use egui::{Key, Modifiers, RichText, Ui};

use crate::app::area::{Area, Column};
use crate::app::hunt::{Asked, Message as Hunt};
use crate::app::search::{Found, How, Search, Within};
use crate::app::tabs::Message as TabMessage;
use crate::app::{Bulk, Edit, Message, Open, Tab, thousands};
use crate::model::Field;
use crate::ui::grid::{CellPos, GridState};
use crate::ui::parts::{button_ui, job_ui, muted_ui, named, primary_ui};
use crate::ui::theme;
use crate::ui::widgets::segments_ui;

use super::rows::Columns;

/// What is typed in the panel.
#[derive(Default)]
pub struct Draft {
    /// Whether the panel is open, and with the field for the replacement.
    shown: Option<Shown>,
    text: String,
    with: String,
    how: How,
    case: bool,
    scope: Scope,
    /// The cells that "this column" and "these cells" mean: those of the moment they were chosen.
    field: Option<Field>,
    area: Area,
    wants_focus: bool,
    /// Which found cell was gone to.
    seen: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Find,
    Replace,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Scope {
    #[default]
    All,
    Column,
    Cells,
}

impl Draft {
    /// Opens the panel, with the field for the replacement or without.
    pub fn open(&mut self, replace: bool) {
        let shown = if replace { Shown::Replace } else { Shown::Find };
        if self.shown.is_none() {
            (self.field, self.area, self.scope) = (None, Area::default(), Scope::All);
        }
        self.shown = Some(shown);
        self.wants_focus = true;
    }

    fn search(&self) -> Search {
        let within = match (self.scope, self.field) {
            (Scope::Column, Some(field)) => Within::Field(field),
            (Scope::Cells, _) => Within::Area(self.area.clone()),
            _ => Within::All,
        };
        Search { text: self.text.clone(), how: self.how, case: self.case, within }
    }
}

/// Where the panel stands.
pub struct Around<'a> {
    /// The file.
    pub tab: &'a Tab,
    /// Its document.
    pub open: &'a Open,
    /// The selected cells.
    pub selected: Area,
    /// The columns in view.
    pub columns: &'a Columns,
}

/// Draws the panel, if it is open.
pub fn find_ui(
    ui: &mut Ui,
    draft: &mut Draft,
    around: &Around<'_>,
    grid: &mut GridState,
    out: &mut Vec<Message>,
) {
    let Some(shown) = draft.shown else { return };
    // Chosen before the panel takes the place of the selection.
    if draft.field.is_none() {
        draft.field = match around.columns.get(grid.active().column) {
            Some(Column::Field(field)) => Some(field),
            _ => None,
        };
        draft.area = around.selected.clone();
        if draft.area.num_cells() > 1 {
            draft.scope = Scope::Cells;
        }
    }
    let hunt = |message| Message::Tab(around.tab.id, TabMessage::Hunt(message));
    let (asked, matcher) = {
        let search = draft.search();
        let matcher = search.matcher();
        let (revision, arranged) = (around.open.revision, around.open.view.arranged);
        (Asked { search, with: draft.with.clone(), revision, arranged }, matcher)
    };
    let found = around.open.hunt().found(&asked);
    if found.is_none() && matcher.is_ok() && around.open.working().is_none() {
        out.push(hunt(Hunt::Count(asked.clone())));
    }
    let cells = found.and_then(Result::ok);

    let mut wants_next = None;
    ui.horizontal_wrapped(|ui| {
        let field =
            ui.add(egui::TextEdit::singleline(&mut draft.text).hint_text("Find").desired_width(150.0));
        named(&field, "Find what");
        if std::mem::take(&mut draft.wants_focus) {
            field.request_focus();
        }
        if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            wants_next = Some(ui.input(|input| input.modifiers.shift));
            field.request_focus();
        }
        if shown == Shown::Replace {
            let edit = egui::TextEdit::singleline(&mut draft.with).hint_text("Replace with");
            named(&ui.add(edit.desired_width(150.0)), "Replace with");
        }
        let hows = [(How::Part, "Part"), (How::Whole, "Whole cell"), (How::Pattern, "Pattern")];
        if let Some(how) = segments_ui(ui, draft.how, &hows) {
            draft.how = how;
        }
        let column = draft.field.map_or("Column", Field::label);
        let scopes = [(Scope::All, "All cells"), (Scope::Column, column), (Scope::Cells, "Selection")];
        if let Some(scope) = segments_ui(ui, draft.scope, &scopes) {
            draft.scope = scope;
            draft.area = around.selected.clone();
            if let Some(Column::Field(field)) = around.columns.get(grid.active().column) {
                draft.field = Some(field);
            }
        }
    });
    ui.horizontal_wrapped(|ui| {
        let any = cells.is_some_and(|found| found.cells > 0);
        for (words, back) in [("Previous", true), ("Next", false)] {
            if ui.add_enabled(any, crate::ui::widgets::Button::plain(words)).clicked() {
                wants_next = Some(back);
            }
        }
        if shown == Shown::Replace {
            let changes = cells.map_or(0, |found| found.changes);
            let words = format!("Replace {}", thousands(changes));
            if primary_ui(ui, changes > 0 && around.open.working().is_none(), &words).clicked() {
                let bulk = Bulk::Replace(asked.search.clone(), draft.with.clone());
                out.push(Message::Tab(around.tab.id, TabMessage::Edit(Edit::Bulk(bulk))));
            }
        }
        let closes = button_ui(ui, "Close").clicked();
        ui.checkbox(&mut draft.case, "Match case");
        match (&matcher, found) {
            (Err(why), _) => {
                let words = format!("That is no pattern: {why}.");
                ui.label(RichText::new(words).color(theme::tokens(ui).error));
            }
            (_, Some(Ok(found))) => {
                muted_ui(ui, found_words(found, draft.text.is_empty() && draft.how != How::Whole));
            }
            (_, Some(Err(job))) => job_ui(ui, job, "Counting…"),
            (_, None) => {}
        }
        if closes || ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            draft.shown = None;
            out.push(hunt(Hunt::Stop));
            grid.focus();
        }
    });
    if shown == Shown::Replace
        && let Some(found) = cells
    {
        preview_ui(ui, found);
    }
    if let Some(back) = wants_next {
        let from = (grid.active().row, field_at(around.columns, grid.active().column));
        out.push(hunt(Hunt::Next { search: asked.search, from, back }));
    }
    follow(draft, around, grid);
}

fn field_at(columns: &Columns, place: u16) -> Field {
    match columns.get(place) {
        Some(Column::Field(field)) => field,
        _ => Field::AgentId,
    }
}

/// Makes the cell that was found the active one, and leaves the focus in the panel.
fn follow(draft: &mut Draft, around: &Around<'_>, grid: &mut GridState) {
    let sought = around.open.hunt().sought;
    if sought.times == draft.seen {
        return;
    }
    draft.seen = sought.times;
    if let Some((row, field)) = sought.place {
        let column = around.columns.place(field).unwrap_or(grid.active().column);
        grid.look_at(CellPos { row, column });
    }
}

fn found_words(found: &Found, nothing_typed: bool) -> String {
    match found.cells {
        0 if nothing_typed => String::new(),
        0 => "No cell has that.".to_owned(),
        1 => "1 cell".to_owned(),
        cells => format!("{} cells", thousands(cells)),
    }
}

/// The first changes, as they would be.
fn preview_ui(ui: &mut Ui, found: &Found) {
    let tokens = theme::tokens(ui);
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.spacing_mut().interact_size.y = 18.0;
    for (row, field, before, after) in &found.first {
        let short = |text: &str| super::toolbar::short(&text.replace('\n', "↵"), 40);
        ui.horizontal(|ui| {
            muted_ui(ui, format!("Row {} · {}:", thousands(row.number()), field.label()));
            ui.label(RichText::new(short(before)).color(tokens.muted));
            ui.label("→");
            let after = if after.is_empty() { "(empty)".to_owned() } else { short(after) };
            ui.label(RichText::new(after).color(tokens.good));
        });
    }
}
