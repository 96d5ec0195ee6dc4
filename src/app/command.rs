//! Every command of the window, once: the palette, the menus and the list of shortcuts are read from
//! here.
//!
//! To add a command: an entry in [`COMMANDS`], and an arm in [`run`].

use crate::settings::Theme;

use super::sending::{self, why_not};
use super::tabs::Message as TabMessage;
use super::view::Filter;
use super::{Dialog, Effect, Message, Place, State};

/// A command's name in code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// Choose files and open them.
    Open,
    /// Type a path.
    OpenPath,
    /// Open the built-in sample.
    Sample,
    /// Close the file in view.
    CloseTab,
    /// Go to the week.
    Week,
    /// Go to the rows.
    Check,
    /// Go to what is sent.
    Send,
    /// The next file.
    NextTab,
    /// Ask to send what is ready.
    SendReady,
    /// Take the last step back.
    Undo,
    /// Do it again.
    Redo,
    /// The list of what was done.
    History,
    /// Look for something in the cells.
    Find,
    /// Look for something and replace it.
    Replace,
    /// Go to a row by its number.
    GoToRow,
    /// Go to the next row that waits.
    NextDecision,
    /// Go to the one before.
    PreviousDecision,
    /// Copy the selected cells with their headings.
    CopyWithHeadings,
    /// Show the rows that have the value of the active cell.
    ShowSame,
    /// Show all rows.
    ShowAll,
    /// Show the rows to fix.
    ShowToFix,
    /// Show what was changed by hand.
    ShowEdited,
    /// Arrange the rows again.
    Refresh,
    /// Open or close the import panel.
    ImportPanel,
    /// The remembered recipes.
    Recipes,
    /// Get the people list again.
    RefreshPeople,
    /// The accounts.
    Accounts,
    /// Who is meant by which value.
    Aliases,
    /// What is kept on this computer.
    Keeping,
    /// Write the rows in view to a file.
    ExportRows,
    /// Count rows as sent that a colleague's receipt lists.
    CountReceipt,
    /// Light.
    LightTheme,
    /// Dark.
    DarkTheme,
    /// As the OS says.
    SystemTheme,
    /// Larger.
    ZoomIn,
    /// Smaller.
    ZoomOut,
    /// As made.
    ZoomReset,
    /// The list of commands.
    Palette,
    /// The list of shortcuts.
    Shortcuts,
    /// Close the window.
    Quit,
}

/// Keys pressed together. The key's name is the window toolkit's: `F8`, `K`, `Plus`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shortcut {
    /// Ctrl, or Command on a Mac.
    pub ctrl: bool,
    /// Shift.
    pub shift: bool,
    /// The key.
    pub key: &'static str,
}

/// What is known of a command.
#[derive(Debug)]
pub struct CommandInfo {
    /// Its name in code.
    pub command: Command,
    /// Its words.
    pub label: &'static str,
    /// Its keys.
    pub shortcut: Option<Shortcut>,
    /// Whether it can be given now.
    pub available: fn(&State) -> bool,
    /// Whether its keys are left to a text field that has the focus.
    pub yields_to_text: bool,
}

const fn entry(command: Command, label: &'static str) -> CommandInfo {
    CommandInfo { command, label, shortcut: None, available: |_state| true, yields_to_text: false }
}

impl CommandInfo {
    const fn ctrl(self, key: &'static str) -> Self {
        Self { shortcut: Some(Shortcut { ctrl: true, shift: false, key }), ..self }
    }

    const fn ctrl_shift(self, key: &'static str) -> Self {
        Self { shortcut: Some(Shortcut { ctrl: true, shift: true, key }), ..self }
    }

    const fn shift(self, key: &'static str) -> Self {
        Self { shortcut: Some(Shortcut { ctrl: false, shift: true, key }), ..self }
    }

    const fn key(self, key: &'static str) -> Self {
        Self { shortcut: Some(Shortcut { ctrl: false, shift: false, key }), ..self }
    }

    const fn when(self, available: fn(&State) -> bool) -> Self {
        Self { available, ..self }
    }

    const fn yields(self) -> Self {
        Self { yields_to_text: true, ..self }
    }
}

/// Every command, in the order of the palette.
pub static COMMANDS: &[CommandInfo] = &[
    entry(Command::Open, "Open files…").ctrl("O"),
    entry(Command::OpenPath, "Open a path…").ctrl_shift("O"),
    entry(Command::Sample, "Try the sample"),
    entry(Command::CloseTab, "Close this file").ctrl("W").when(|state| state.tabs.active().is_some()),
    entry(Command::NextTab, "Next file").ctrl("Tab").when(|state| state.tabs.list().len() > 1),
    entry(Command::Week, "Go to Week").ctrl("1"),
    entry(Command::Check, "Go to Check").ctrl("2"),
    entry(Command::Send, "Go to Send").ctrl("3"),
    entry(Command::SendReady, "Send what is ready…")
        .ctrl("Enter")
        .when(|state| why_not(state).is_none())
        .yields(),
    entry(Command::Undo, "Undo").ctrl("Z").when(can_undo).yields(),
    entry(Command::Redo, "Redo").ctrl("Y").when(can_redo).yields(),
    entry(Command::History, "What was done…").ctrl_shift("Y").when(has_rows),
    entry(Command::Find, "Find…").ctrl("F").when(has_rows),
    entry(Command::Replace, "Find and replace…").ctrl("H").when(has_rows),
    entry(Command::GoToRow, "Go to row…").ctrl("G").when(has_rows),
    entry(Command::NextDecision, "Next row to fix").key("F8").when(has_rows),
    entry(Command::PreviousDecision, "Previous row to fix").shift("F8").when(has_rows),
    entry(Command::CopyWithHeadings, "Copy with headings").ctrl_shift("H").when(has_rows),
    entry(Command::ShowSame, "Show rows with this value").ctrl_shift("L").when(has_rows),
    entry(Command::ShowAll, "Show all rows").ctrl_shift("A").when(has_rows),
    entry(Command::ShowToFix, "Show rows to fix").ctrl_shift("F").when(has_rows),
    entry(Command::ShowEdited, "Show what was changed by hand").ctrl_shift("E").when(has_rows),
    entry(Command::Refresh, "Arrange the rows again").key("F5").when(has_rows),
    entry(Command::ImportPanel, "How the file was read").ctrl("I").when(has_rows),
    entry(Command::Recipes, "Remembered recipes…"),
    entry(Command::RefreshPeople, "Refresh people").ctrl_shift("R"),
    entry(Command::Accounts, "Accounts…").ctrl_shift("C"),
    entry(Command::Keeping, "What is kept on this computer…"),
    entry(Command::ExportRows, "Export the rows in view…").when(has_rows),
    entry(Command::CountReceipt, "Count a colleague’s receipt as sent…").when(has_rows),
    entry(Command::Aliases, "Who is meant by a value…"),
    entry(Command::LightTheme, "Light theme"),
    entry(Command::DarkTheme, "Dark theme"),
    entry(Command::SystemTheme, "Theme of the system"),
    entry(Command::ZoomIn, "Larger").ctrl("Plus"),
    entry(Command::ZoomOut, "Smaller").ctrl("Minus"),
    entry(Command::ZoomReset, "Usual size").ctrl("0"),
    entry(Command::Palette, "All commands").ctrl("K"),
    entry(Command::Shortcuts, "Keyboard shortcuts").key("F1"),
    entry(Command::Quit, "Quit").ctrl("Q"),
];

impl Command {
    /// What is known of it.
    pub fn info(self) -> &'static CommandInfo {
        // The table holds every command; a test says so.
        COMMANDS.iter().find(|info| info.command == self).unwrap_or(&COMMANDS[0])
    }
}

/// The rows in view, in their order; the filters of the sum line choose those of a state.
fn export_rows(state: &State) -> Vec<Effect> {
    let Some((_, open)) = state.tabs.active_open() else { return Vec::new() };
    let Some(report) = open.report.clone() else { return Vec::new() };
    vec![Effect::ExportRows {
        document: open.document.clone(),
        around: state.accounts.around.clone(),
        report,
        view: open.view.clone(),
        now: state.now,
    }]
}

/// The factors of the zoom, smallest first.
const ZOOMS: [f32; 9] = [0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0];

/// Gives a command, where it can be given now.
pub(super) fn run(state: &mut State, command: Command) -> Vec<Effect> {
    if !(command.info().available)(state) {
        return Vec::new();
    }
    match command {
        Command::Open => return vec![Effect::PickFiles],
        Command::OpenPath => state.dialog = Some(Dialog::Path),
        Command::Sample => return super::reading::open(state, super::tabs::Source::Sample),
        Command::CloseTab => return tab(state, TabMessage::Close),
        Command::NextTab => next_tab(state),
        Command::Week => state.place = Place::Week,
        Command::Send => state.place = Place::Send,
        Command::SendReady => return sending::update(state, sending::Message::Ask),
        Command::Undo => return tab(state, TabMessage::Undo),
        Command::Redo => return tab(state, TabMessage::Redo),
        Command::History => state.dialog = Some(Dialog::History),
        // Where the cursor goes is the window's to say; see `ui::check`.
        Command::Check
        | Command::Find
        | Command::Replace
        | Command::GoToRow
        | Command::NextDecision
        | Command::PreviousDecision
        | Command::CopyWithHeadings
        | Command::ShowSame => state.place = Place::Check,
        Command::ShowAll => return tab(state, TabMessage::Filter(Filter::All)),
        Command::ShowToFix => {
            return tab(state, TabMessage::Filter(Filter::State(crate::model::RowState::NeedsFix)));
        }
        Command::ShowEdited => return tab(state, TabMessage::Filter(Filter::Edited)),
        Command::Refresh => return tab(state, TabMessage::Refresh),
        Command::ImportPanel => {
            let open = state.tabs.active_open().is_some_and(|(_, open)| open.panel);
            return tab(state, TabMessage::Panel(!open));
        }
        Command::Recipes => return super::recipes::update(state, super::recipes::Message::Show),
        Command::RefreshPeople => {
            return super::accounts::update(state, super::accounts::Message::RefreshPeople);
        }
        Command::Accounts => state.dialog = Some(Dialog::Accounts),
        Command::Keeping => state.dialog = Some(Dialog::Keeping),
        Command::ExportRows => return export_rows(state),
        Command::CountReceipt => return super::keeping::update(state, super::keeping::Message::Count),
        Command::Aliases => state.dialog = Some(Dialog::Aliases),
        Command::LightTheme => return theme(state, Theme::Light),
        Command::DarkTheme => return theme(state, Theme::Dark),
        Command::SystemTheme => return theme(state, Theme::System),
        Command::ZoomIn => return zoom(state, |now| ZOOMS.into_iter().find(|zoom| *zoom > now + 0.01)),
        Command::ZoomOut => {
            return zoom(state, |now| ZOOMS.into_iter().rev().find(|zoom| *zoom < now - 0.01));
        }
        Command::ZoomReset => return zoom(state, |_now| Some(1.0)),
        Command::Palette => state.dialog = Some(Dialog::Palette),
        Command::Shortcuts => state.dialog = Some(Dialog::Shortcuts),
        Command::Quit => return super::update(state, Message::CloseAsked),
    }
    Vec::new()
}

fn has_rows(state: &State) -> bool {
    state.tabs.active_open().is_some_and(|(_, open)| open.report.is_some())
}

fn can_undo(state: &State) -> bool {
    state.tabs.active_open().is_some_and(|(_, open)| open.history.undo_label().is_some())
}

fn can_redo(state: &State) -> bool {
    state.tabs.active_open().is_some_and(|(_, open)| open.history.redo_label().is_some())
}

fn tab(state: &mut State, message: TabMessage) -> Vec<Effect> {
    match state.tabs.active().map(|tab| tab.id) {
        Some(id) => super::tabs::update(state, id, message),
        None => Vec::new(),
    }
}

fn next_tab(state: &mut State) {
    let list = state.tabs.list();
    let active = state.tabs.active().map(|tab| tab.id);
    let place = list.iter().position(|tab| Some(tab.id) == active).unwrap_or(0);
    let next = list[(place + 1) % list.len()].id;
    state.tabs.activate(next);
    state.place = Place::Check;
}

fn theme(state: &mut State, theme: Theme) -> Vec<Effect> {
    state.settings.theme = theme;
    vec![Effect::SaveSettings(state.settings.clone())]
}

fn zoom(state: &mut State, next: impl Fn(f32) -> Option<f32>) -> Vec<Effect> {
    let now = state.zoom();
    let Some(zoom) = next(now) else { return Vec::new() };
    state.settings.zoom = zoom;
    vec![Effect::SaveSettings(state.settings.clone())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_in_the_table_once_and_no_two_share_keys_or_words() {
        for (place, info) in COMMANDS.iter().enumerate() {
            for other in &COMMANDS[place + 1..] {
                assert_ne!(info.command, other.command);
                assert_ne!(info.label, other.label);
                assert!(
                    info.shortcut.is_none() || info.shortcut != other.shortcut,
                    "{} and {} share their keys",
                    info.label,
                    other.label
                );
            }
            assert_eq!(info.command.info().command, info.command);
        }
    }
}
