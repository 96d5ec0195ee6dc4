//! The keyboard's manners: which key does what while no editor is open.

use std::collections::VecDeque;

use egui::{Event, EventFilter, Key, Modifiers, Ui};

use super::Grid;
use super::editor::Opening;
use super::selection::{Block, Place, Step};
use super::source::GridEvent;
use super::state::{Menu, Reveal};

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Moves the active cell, or with `extend` the free corner of the selection.
    Go {
        to: Target,
        extend: bool,
    },
    /// To the next cell: inside of the selection where more than one cell is selected.
    Next(Step),
    /// Enter: edits, or moves on inside of the selection.
    EnterCell {
        back: bool,
    },
    /// Opens the editor with the cell's text, or empty.
    Edit {
        empty: bool,
    },
    Clear,
    FillDown,
    Fixes,
    SelectAll,
    SelectRows,
    SelectColumns,
    /// Keeps what is selected; moves go on with a cell beside it.
    KeepSelected,
    /// Opens the menu of the active cell's column.
    ColumnMenu,
    /// Less selected; with one cell selected: out of the grid.
    Leave,
}

/// Where a key goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Step(Step),
    /// To the first or last row or column.
    Edge(Step),
    /// A page on.
    Page(Step),
    /// The first or last column of the row.
    RowStart,
    RowEnd,
    /// The first or last cell of all.
    Start,
    End,
}

/// What a key does; nothing for a key that the grid leaves to the window.
pub(super) fn action(key: Key, modifiers: Modifiers) -> Option<Action> {
    let Modifiers { alt, shift, command, .. } = modifiers;
    let go = |to| Some(Action::Go { to, extend: shift });
    let step = match key {
        Key::ArrowUp => Some(Step::Up),
        Key::ArrowDown => Some(Step::Down),
        Key::ArrowLeft => Some(Step::Left),
        Key::ArrowRight => Some(Step::Right),
        _ => None,
    };
    match (key, command, alt) {
        (Key::F8, true, false) if !shift => Some(Action::KeepSelected),
        (Key::ArrowDown, false, true) if !shift => Some(Action::ColumnMenu),
        (_, false, false) if step.is_some() => go(Target::Step(step?)),
        (_, true, false) if step.is_some() => go(Target::Edge(step?)),
        (Key::PageUp, false, false) => go(Target::Page(Step::Up)),
        (Key::PageDown, false, false) => go(Target::Page(Step::Down)),
        (Key::PageUp, false, true) => go(Target::Page(Step::Left)),
        (Key::PageDown, false, true) => go(Target::Page(Step::Right)),
        (Key::Home, false, false) => go(Target::RowStart),
        (Key::End, false, false) => go(Target::RowEnd),
        (Key::Home, true, false) => go(Target::Start),
        (Key::End, true, false) => go(Target::End),
        (Key::Tab, false, false) => Some(Action::Next(if shift { Step::Left } else { Step::Right })),
        (Key::Enter, false, false) => Some(Action::EnterCell { back: shift }),
        (Key::F2, false, false) if !shift => Some(Action::Edit { empty: false }),
        (Key::Backspace, false, false) if !shift => Some(Action::Edit { empty: true }),
        (Key::Delete, false, false) if !shift => Some(Action::Clear),
        (Key::D, true, false) if !shift => Some(Action::FillDown),
        (Key::Period, true, false) if !shift => Some(Action::Fixes),
        (Key::A, true, false) if !shift => Some(Action::SelectAll),
        (Key::Space, false, false) if shift => Some(Action::SelectRows),
        (Key::Space, true, false) if !shift => Some(Action::SelectColumns),
        (Key::Escape, false, false) if !shift => Some(Action::Leave),
        _ => None,
    }
}

/// What became of an event.
enum Taken {
    /// Done.
    Yes,
    /// Left to the window.
    No,
    /// It opened the editor, and is its first event.
    ByEditor,
}

impl Grid<'_> {
    /// Works off the keyboard's events in order while the grid has the focus and no editor is open.
    /// Returns the events that the editor shall see: those from the one that opened it.
    pub(super) fn keyboard(&mut self, ui: &Ui) -> VecDeque<Event> {
        self.focused = ui.memory(|memory| memory.has_focus(self.id));
        let opens = std::mem::take(&mut self.state.opens);
        if !self.focused {
            self.state.queue.clear();
            return VecDeque::new();
        }
        if opens && self.state.editor.is_none() {
            self.open_editor(ui, Opening::Amend);
        }
        if self.state.editor.is_none() {
            let filter =
                EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(self.id, filter));
        }
        let mut queue = VecDeque::from(std::mem::take(&mut self.state.queue));
        let mut left = Vec::new();
        ui.input_mut(|input| {
            for event in std::mem::take(&mut input.events) {
                if is_typed(&event) { queue.push_back(event) } else { left.push(event) }
            }
        });
        while self.state.editor.is_none() {
            let Some(event) = queue.pop_front() else { break };
            match self.typed(ui, &event) {
                Taken::Yes => {
                    // Shift+Space also types a space.
                    if matches!(event, Event::Key { key: Key::Space, .. }) {
                        queue.pop_front_if(|next| matches!(next, Event::Text(text) if text == " "));
                    }
                }
                Taken::No => left.push(event),
                Taken::ByEditor => queue.push_front(event),
            }
        }
        ui.input_mut(|input| input.events = left);
        queue
    }

    fn typed(&mut self, ui: &Ui, event: &Event) -> Taken {
        match event {
            Event::Copy => self.events.push(GridEvent::Copy { cut: false }),
            Event::Cut => self.events.push(GridEvent::Copy { cut: true }),
            Event::Paste(text) => self.events.push(GridEvent::Paste(text.clone())),
            Event::Text(text) => {
                if text.chars().all(char::is_control) {
                    return Taken::No;
                }
                return if self.open_editor(ui, Opening::Typed) { Taken::ByEditor } else { Taken::Yes };
            }
            Event::Ime(egui::ImeEvent::Preedit { text, .. } | egui::ImeEvent::Commit(text)) => {
                if text.is_empty() {
                    return Taken::No;
                }
                return if self.open_editor(ui, Opening::Typed) { Taken::ByEditor } else { Taken::Yes };
            }
            Event::Key { key, modifiers, pressed: true, .. } => match action(*key, *modifiers) {
                Some(action) => self.act(ui, action),
                None => return Taken::No,
            },
            _ => return Taken::No,
        }
        Taken::Yes
    }

    fn act(&mut self, ui: &Ui, action: Action) {
        match action {
            Action::Go { to, extend } => {
                let from = if extend { self.state.selection.head() } else { self.state.selection.active() };
                let place = self.target(from, to);
                if extend {
                    self.state.selection.extend_to(place);
                } else {
                    self.state.selection.move_to(place);
                }
                if let Target::Page(step @ (Step::Up | Step::Down)) = to {
                    let page = f64::from(self.geometry.page()) * f64::from(self.geometry.row_height);
                    self.state.down.by(if step == Step::Up { -page } else { page });
                }
                self.moved(Reveal::Least(place));
            }
            Action::Next(step) => self.step_on(step),
            Action::EnterCell { back } => {
                if self.state.selection.is_single() {
                    self.open_editor(ui, Opening::Amend);
                } else {
                    self.step_on(if back { Step::Up } else { Step::Down });
                }
            }
            Action::Edit { empty } => {
                self.open_editor(ui, if empty { Opening::Typed } else { Opening::Amend });
            }
            Action::Clear => self.events.push(GridEvent::Clear),
            Action::FillDown => self.events.push(GridEvent::FillDown),
            Action::Fixes => self.events.push(GridEvent::Fixes),
            Action::SelectAll => {
                // The active cell stays where it is; everything around it is selected.
                self.state.selection.widen(self.geometry.last(), true, true);
                self.events.push(GridEvent::Moved);
            }
            Action::SelectRows => {
                self.state.selection.widen(self.geometry.last(), true, false);
                self.events.push(GridEvent::Moved);
            }
            Action::SelectColumns => {
                self.state.selection.widen(self.geometry.last(), false, true);
                self.events.push(GridEvent::Moved);
            }
            Action::KeepSelected => {
                self.state.selection.keep();
                self.events.push(GridEvent::Moved);
            }
            Action::ColumnMenu => {
                let column = self.geometry.columns.get(self.state.selection.active().column);
                self.state.menu = column.map(|column| Menu { key: column.key, has_focus: false });
                // Its heading has to be in view to hang a menu on.
                self.moved(Reveal::Least(self.state.selection.active()));
            }
            Action::Leave => {
                if self.state.selection.is_single() {
                    ui.memory_mut(|memory| memory.surrender_focus(self.id));
                } else {
                    self.state.selection.collapse();
                    self.events.push(GridEvent::Moved);
                }
            }
        }
    }

    /// One cell on: round and round inside of the selection, or through the grid, row by row.
    pub(super) fn step_on(&mut self, step: Step) {
        if self.state.selection.is_single() {
            let (at, last) = (self.state.selection.active(), self.geometry.last());
            let place = match step {
                Step::Right if at.column == last.column && at.row < last.row => {
                    Place { row: at.row + 1, column: 0 }
                }
                Step::Left if at.column == 0 && at.row > 0 => Place { row: at.row - 1, column: last.column },
                step => self.target(at, Target::Step(step)),
            };
            self.state.selection.go_to(place);
        } else {
            self.state.selection.cycle(step);
        }
        self.moved(Reveal::Least(self.state.selection.active()));
    }

    fn target(&self, from: Place, to: Target) -> Place {
        let last = self.geometry.last();
        let Place { row, column } = from;
        let page = self.geometry.page();
        let across = || self.page_across();
        match to {
            Target::Step(Step::Up) => Place { row: row.saturating_sub(1), column },
            Target::Step(Step::Down) => Place { row: row.saturating_add(1).min(last.row), column },
            Target::Step(Step::Left) => Place { row, column: column.saturating_sub(1) },
            Target::Step(Step::Right) => Place { row, column: column.saturating_add(1).min(last.column) },
            Target::Edge(Step::Up) => Place { row: 0, column },
            Target::Edge(Step::Down) => Place { row: last.row, column },
            Target::Edge(Step::Left) | Target::RowStart => Place { row, column: 0 },
            Target::Edge(Step::Right) | Target::RowEnd => Place { row, column: last.column },
            Target::Page(Step::Up) => Place { row: row.saturating_sub(page), column },
            Target::Page(Step::Down) => Place { row: row.saturating_add(page).min(last.row), column },
            Target::Page(Step::Left) => Place { row, column: column.saturating_sub(across()) },
            Target::Page(Step::Right) => {
                Place { row, column: column.saturating_add(across()).min(last.column) }
            }
            Target::Start => Place::default(),
            Target::End => last,
        }
    }

    fn page_across(&self) -> u16 {
        let (_, scrolled) = self.geometry.visible_columns();
        (scrolled.end - scrolled.start).saturating_sub(1).max(1)
    }

    /// The selection changed: says so, and brings a place into view.
    pub(super) fn moved(&mut self, reveal: Reveal) {
        self.state.reveal = Some(reveal);
        self.events.push(GridEvent::Moved);
    }

    /// Selects whole rows or columns between two places.
    pub(super) fn select_block(&mut self, block: Block, add: bool) {
        if add {
            self.state.selection.add(block);
        } else {
            self.state.selection.select(block);
        }
        self.events.push(GridEvent::Moved);
    }
}

/// Whether an event is one of the keyboard's, a clipboard's or an input method's.
fn is_typed(event: &Event) -> bool {
    matches!(
        event,
        Event::Copy
            | Event::Cut
            | Event::Paste(_)
            | Event::Text(_)
            | Event::Ime(_)
            | Event::Key { pressed: true, .. }
    )
}
