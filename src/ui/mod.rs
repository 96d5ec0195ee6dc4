//! The window: looks and asks, never decides.
//!
//! Owns how things are drawn, and drafts: what is typed but not yet asked for. Every view takes the
//! [`State`] and adds [`Message`](crate::app::Message)s. To find a screen, look for its file
//! or folder: `week`, `check`, `send`, `accounts`, `aliases`, `recipes`, `keeping`, `palette`, `drafts` (what was done, and
//! work that waits); `grid` is the table of the rows, `frame` what surrounds the places, `placeholder` what no font has.

mod accounts;
mod aliases;
mod check;
mod drafts;
mod frame;
pub mod grid;
mod keeping;
mod palette;
mod parts;
mod placeholder;
mod recipes;
mod send;
pub mod theme;
mod week;
pub mod widgets;
mod window;

use std::collections::BTreeMap;
use std::time::Duration;

use crate::app::{Command, State, TabId};

pub use window::{Window, WindowError, run};

/// How often something that is under way is drawn again: ten times a second.
const FRAME_OF_WORK: Duration = Duration::from_millis(100);

/// What the screens keep between two frames: drafts, scroll positions, caches. Nothing that matters
/// after the window is closed.
#[derive(Default)]
struct Screens {
    check: BTreeMap<TabId, check::Screen>,
    send: send::Screen,
    accounts: accounts::Screen,
    keeping: keeping::Screen,
    palette: palette::Screen,
    recipes: recipes::Screen,
    path: frame::PathScreen,
    /// The tab that was last scrolled into view.
    tab_in_view: Option<TabId>,
    week: week::Screen,
}

impl Screens {
    /// The part of a command that only moves the cursor.
    fn command(&mut self, state: &State, command: Command) {
        let Some((tab, open)) = state.tabs.active_open() else { return };
        let screen = self.check.entry(tab).or_default();
        match command {
            Command::Find => screen.find(false),
            Command::Replace => screen.find(true),
            Command::GoToRow => screen.go_to_row(),
            Command::NextDecision => screen.next_to_fix(open, false),
            Command::PreviousDecision => screen.next_to_fix(open, true),
            Command::CopyWithHeadings | Command::ShowSame => screen.on_cells(command),
            _ => {}
        }
    }
}
