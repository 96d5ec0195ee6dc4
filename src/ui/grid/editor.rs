//! The editor of a cell: opened by a key, kept while it is scrolled out of view, closed by a commit.
//!
//! It has the grid's own id, so that the focus stays where it is when it opens: the keystroke or the
//! first syllable that opened it goes into it, and an input method is not interrupted. Invariant: it
//! commits at most once, and only a text that differs from the cell's.

use std::collections::VecDeque;

use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{
    Align, Area, Event, EventFilter, Frame, ImeEvent, Key, Layout, Margin, Modifiers, Order, Rect, Response,
    Role, Sense, Stroke, StrokeKind, SurrenderFocusOn, TextEdit, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use super::Grid;
use super::rows::column_font;
use super::selection::{Place, Step};
use super::source::{CellPos, GridEvent};
use super::state::Reveal;
use crate::ui::theme::{font, size, space};

/// No cell takes more letters: what a spreadsheet's cell takes.
const MAX_LETTERS: usize = 32_767;

/// An open editor.
#[derive(Clone, Debug)]
pub(super) struct Editor {
    pub place: Place,
    text: String,
    original: String,
    /// Opened by typing: arrow keys commit and go on, as they would without it.
    typing: bool,
    suggestions: Vec<String>,
    /// The text that the suggestions are for.
    asked: Option<String>,
    /// The suggestion that Down chose. Nothing is chosen by itself: what was typed is what is meant.
    chosen: Option<usize>,
    /// Whether an input method composes.
    composing: bool,
}

/// How an editor opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// Empty, for what is typed.
    Typed,
    /// With the cell's text, the cursor at its end.
    Amend,
}

/// How an editor closes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Closing {
    /// The text is the cell's; then one cell on.
    Commit(Option<Step>),
    /// The text is that of all selected cells.
    Fill,
    /// Nothing happened.
    Cancel,
    /// Cells from the clipboard go over the grid, not into this cell.
    Paste(String),
}

impl Editor {
    /// What a key or a paste does other than editing the text.
    fn closing(&mut self, event: &Event) -> Option<Closing> {
        match event {
            Event::Paste(text) if text.trim_end_matches('\n').contains(['\t', '\n']) => {
                Some(Closing::Paste(text.clone()))
            }
            Event::Key { key, modifiers, pressed: true, .. } => self.closing_key(*key, *modifiers),
            _ => None,
        }
    }

    fn closing_key(&self, key: Key, modifiers: Modifiers) -> Option<Closing> {
        let Modifiers { alt, shift, command, .. } = modifiers;
        let plain = !alt && !shift && !command;
        let commit = |step| Some(Closing::Commit(Some(step)));
        match key {
            Key::Enter if command => Some(Closing::Fill),
            Key::Enter if !alt => commit(if shift { Step::Up } else { Step::Down }),
            Key::Tab if !alt && !command => commit(if shift { Step::Left } else { Step::Right }),
            Key::Escape => Some(Closing::Cancel),
            Key::ArrowUp if plain && self.typing => commit(Step::Up),
            Key::ArrowDown if plain && self.typing => commit(Step::Down),
            Key::ArrowLeft if plain && self.typing => commit(Step::Left),
            Key::ArrowRight if plain && self.typing => commit(Step::Right),
            _ => None,
        }
    }

    /// Whether a key belongs to the input method: while it composes, Enter takes what it offers and Escape
    /// drops that; the cell stays open. Some computers tell of these keys all the same.
    fn composes(&mut self, event: &Event) -> bool {
        match event {
            Event::Ime(ImeEvent::Preedit { text, .. }) => self.composing = !text.is_empty(),
            Event::Ime(_) => self.composing = false,
            Event::Key { .. } => return self.composing,
            _ => {}
        }
        false
    }

    /// Keys that change the editor itself. Returns whether the event was one.
    fn steered(&mut self, event: &Event) -> bool {
        let Event::Key { key, pressed: true, modifiers, .. } = event else { return false };
        if modifiers.any() {
            return false;
        }
        match key {
            Key::F2 => self.typing = !self.typing,
            Key::ArrowDown if !self.suggestions.is_empty() => {
                self.chosen = Some(self.chosen.map_or(0, |at| (at + 1).min(self.suggestions.len() - 1)));
            }
            Key::ArrowUp if self.chosen.is_some() => {
                self.chosen = self.chosen.and_then(|at| at.checked_sub(1));
            }
            _ => return false,
        }
        true
    }

    fn value(&self) -> &str {
        self.chosen.and_then(|at| self.suggestions.get(at)).unwrap_or(&self.text)
    }
}

impl Grid<'_> {
    /// Opens the editor at the active cell. Where that cannot be edited, says so instead.
    pub(super) fn open_editor(&mut self, ui: &Ui, opening: Opening) -> bool {
        let place = self.state.selection.active();
        let Some(pos) = self.source_pos(place) else { return false };
        let is_editable =
            self.source.columns().get(usize::from(pos.column)).is_some_and(|column| column.editable);
        if !is_editable || self.source.row(pos.row).is_locked() {
            self.events.push(GridEvent::ReadOnly(pos));
            return false;
        }
        let original = self.source.cell(pos).text;
        let text = if opening == Opening::Amend { original.clone() } else { String::new() };
        let mut cursor = TextEditState::default();
        let end = CCursor::new(text.chars().count());
        cursor.cursor.set_char_range(Some(CCursorRange::one(end)));
        cursor.store(ui.ctx(), self.id);
        self.state.editor = Some(Editor {
            place,
            text,
            original,
            typing: opening == Opening::Typed,
            suggestions: Vec::new(),
            asked: None,
            chosen: None,
            composing: false,
        });
        self.state.reveal = Some(Reveal::Least(place));
        true
    }

    /// Closes the editor, and says what follows from it.
    pub(super) fn close_editor(&mut self, ui: &Ui, closing: Closing) {
        let Some(editor) = self.state.editor.take() else { return };
        let fill = closing == Closing::Fill && !self.state.selection.is_single();
        let step = if let Closing::Commit(step) = closing { step } else { None };
        match closing {
            Closing::Fill if fill => self.events.push(GridEvent::Fill(editor.value().to_owned())),
            Closing::Commit(_) | Closing::Fill if editor.value() != editor.original => {
                if let Some(pos) = self.source_pos(editor.place) {
                    self.events.push(GridEvent::Edit(pos, editor.value().to_owned()));
                }
            }
            Closing::Paste(text) => self.events.push(GridEvent::Paste(text)),
            Closing::Commit(_) | Closing::Fill | Closing::Cancel => {}
        }
        if let Some(step) = step {
            self.step_on(step);
        }
        ui.ctx().request_repaint();
    }

    /// Draws the open editor over its cell, and gives it `queue`'s events up to one that closes it.
    /// Returns whether there was one.
    pub(super) fn editor_ui(&mut self, ui: &mut Ui, queue: VecDeque<Event>) -> bool {
        let Some(mut editor) = self.state.editor.take() else { return false };
        let mut closing = None;
        let mut for_text = Vec::new();
        let mut queue = queue.into_iter();
        for event in queue.by_ref() {
            if editor.composes(&event) || editor.steered(&event) {
                continue;
            }
            closing = editor.closing(&event);
            if closing.is_some() {
                break;
            }
            for_text.push(event);
        }
        // What came behind the closing key is meant for the next cell.
        self.state.queue = queue.collect();
        ui.input_mut(|input| input.events.extend(for_text));

        let response = self.text_ui(ui, &mut editor);
        let pos = self.source_pos(editor.place);
        if let (None, Some(pos)) = (&closing, pos)
            && let Some(suggestion) = self.suggestions_ui(ui, &mut editor, pos, &response)
        {
            editor.text = suggestion;
            editor.chosen = None;
            closing = Some(Closing::Commit(None));
        }
        // A press elsewhere took the focus: what was typed stays.
        if closing.is_none() && !response.has_focus() {
            closing = Some(Closing::Commit(None));
        }
        self.state.editor = Some(editor);
        if let Some(closing) = closing {
            self.close_editor(ui, closing);
        }
        true
    }

    fn text_ui(&self, ui: &mut Ui, editor: &mut Editor) -> Response {
        let column = self
            .source_pos(editor.place)
            .and_then(|pos| self.source.columns().get(usize::from(pos.column)).cloned())
            .unwrap_or_default();
        let font = column_font(&column);
        let rect = self.editor_rect(ui, editor, &font);
        let mut text_ui = ui.new_child(
            UiBuilder::new()
                .id_salt("cell editor")
                .max_rect(rect)
                .layout(Layout::left_to_right(Align::Center)),
        );
        text_ui.set_clip_rect(rect.intersect(ui.clip_rect()));
        text_ui.spacing_mut().interact_size.y = 0.0;
        text_ui.painter().rect_filled(rect, 0, self.tokens.raised);
        // A press on a suggestion must not take the focus, which would commit what was typed.
        let surrender = ui.ctx().options(|options| options.input_options.surrender_focus_on);
        if self.is_on_popup(ui) {
            set_surrender(ui, SurrenderFocusOn::Never);
        }
        let response = TextEdit::singleline(&mut editor.text)
            .id(self.id)
            .font(font)
            .frame(Frame::NONE.inner_margin(Margin::symmetric(8, 0)))
            .desired_width(rect.width())
            .min_size(rect.size())
            .align(egui::Align2::LEFT_CENTER)
            .char_limit(MAX_LETTERS)
            .return_key(None)
            .event_filter(EventFilter {
                tab: true,
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: true,
            })
            .show(&mut text_ui)
            .response
            .response;
        set_surrender(ui, surrender);
        ui.painter().rect_stroke(rect, 0, Stroke::new(2.0, self.tokens.accent), StrokeKind::Inside);
        let label = cell_label(&column.title, self.source.row(editor.place.row).number);
        ui.ctx().accesskit_node_builder(self.id, |node| node.set_label(label));
        response
    }

    fn popup_id(&self) -> egui::Id {
        self.id.with("suggestions")
    }

    fn is_on_popup(&self, ui: &Ui) -> bool {
        let layer = egui::LayerId::new(Order::Foreground, self.popup_id());
        ui.ctx().pointer_interact_pos().is_some_and(|pointer| ui.ctx().layer_id_at(pointer) == Some(layer))
    }

    /// Over the cell, as wide as its text needs; at the edge of the view when the cell is out of it.
    fn editor_rect(&self, ui: &Ui, editor: &Editor, font: &egui::FontId) -> Rect {
        let cell = self.geometry.cell(editor.place);
        let body = self.geometry.body;
        let text = ui.fonts_mut(|fonts| {
            fonts.layout_no_wrap(editor.text.clone(), font.clone(), self.tokens.text).size().x
        });
        let width = (text + 2.0 * space::S + 8.0).max(cell.width()).min(body.width());
        let left = cell.left().min(body.right() - width).max(body.left());
        let top = cell.top().min(body.bottom() - cell.height()).max(body.top());
        Rect::from_min_size(pos2(left, top), vec2(width, cell.height()))
    }

    /// Shows what the source completes the text with. Returns the one that was clicked.
    fn suggestions_ui(&self, ui: &Ui, editor: &mut Editor, pos: CellPos, field: &Response) -> Option<String> {
        if editor.asked.as_ref() != Some(&editor.text) {
            // An untouched cell is not asked about: its own text would be offered.
            let is_untouched = editor.text == editor.original;
            editor.suggestions =
                if is_untouched { Vec::new() } else { self.source.complete(pos, &editor.text) };
            editor.suggestions.retain(|suggestion| *suggestion != editor.text);
            editor.chosen = None;
            editor.asked = Some(editor.text.clone());
        }
        if editor.suggestions.is_empty() {
            return None;
        }
        let mut clicked = None;
        Area::new(self.popup_id()).order(Order::Foreground).fixed_pos(field.rect.left_bottom()).show(
            ui.ctx(),
            |ui| {
                Frame::menu(ui.style()).inner_margin(Margin::same(4)).show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    for (at, suggestion) in editor.suggestions.iter().enumerate() {
                        let is_chosen = editor.chosen == Some(at);
                        if self.suggestion_ui(ui, suggestion, is_chosen, field.rect.width()).clicked() {
                            clicked = Some(suggestion.clone());
                        }
                    }
                });
            },
        );
        clicked
    }

    fn suggestion_ui(&self, ui: &mut Ui, suggestion: &str, is_chosen: bool, width: f32) -> Response {
        let galley =
            ui.fonts_mut(|fonts| fonts.layout_no_wrap(suggestion.to_owned(), font::grid(), self.tokens.text));
        let wanted = vec2((galley.size().x + 2.0 * space::S).max(width - 10.0), size::ROW);
        let (rect, response) = ui.allocate_exact_size(wanted, Sense::CLICK);
        if is_chosen || response.hovered() {
            let fill = if is_chosen { self.tokens.selected } else { self.tokens.hover };
            ui.painter().rect_filled(rect, size::RADIUS, fill);
        }
        let text = pos2(rect.left() + space::S, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(text, galley, self.tokens.text);
        response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_chosen, suggestion));
        response
    }
}

fn set_surrender(ui: &Ui, surrender: SurrenderFocusOn) {
    ui.ctx().options_mut(|options| options.input_options.surrender_focus_on = surrender);
}

/// How a cell is called: its column and its row's number in the file.
pub(super) fn cell_label(title: &str, number: u32) -> String {
    format!("{title}, row {number}")
}
