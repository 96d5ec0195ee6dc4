//! The window's state and everything that can happen to it.
//!
//! Owns [`State`], [`Message`] and [`update`], the one function that changes the state: pure, so a test
//! is a list of messages. What it cannot do itself it asks for as [`Effect`]s, which [`Services`] carry
//! out on named threads that answer with messages. Does not know how anything is drawn. Invariants:
//! one owner and no locks; long work is never done here; a late result is recognised and dropped.

pub mod accounts;
pub mod area;
mod bulk;
mod carried;
pub mod clipboard;
mod command;
mod dialogs;
pub mod drafts;
mod edit;
mod effect;
mod history;
pub mod hunt;
mod job;
mod judging;
pub mod keeping;
mod notice;
pub mod overlap;
pub mod preview;
pub mod reading;
pub mod recipes;
mod record;
pub mod search;
pub mod sending;
pub mod sent;
mod services;
pub mod tabs;
pub mod tally;
#[cfg(test)]
mod tests;
pub mod to_fix;
pub mod uploads;
pub mod values;
pub mod view;
mod work;

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use crate::journal::AccountId;
use crate::settings::Settings;

pub use accounts::Accounts;
pub use bulk::Bulk;
pub use command::{COMMANDS, Command, CommandInfo, Shortcut};
pub use drafts::Drafts;
pub use edit::{Edit, rows_words, thousands};
pub use effect::Effect;
pub use history::{Change, History, Stamp, Step, Trace};
pub use job::Job;
pub use keeping::Keeping;
pub use notice::{Notice, Notices, Tone};
pub use recipes::Recipes;
pub use sending::Sending;
pub use sent::Sent;
#[cfg(test)]
use services::documents;
pub use services::{Launch, Services};
pub use tabs::{Open, Source, Stage, Tab, TabId, Tabs};
pub use uploads::Uploads;
pub use work::Working;

/// Everything that the window shows.
pub struct State {
    /// Which place is in view.
    pub place: Place,
    /// The open files.
    pub tabs: Tabs,
    /// The accounts, and what documents are judged against.
    pub accounts: Accounts,
    /// What is asked before sending, and what is being sent.
    pub sending: Sending,
    /// The uploads so far.
    pub uploads: Uploads,
    /// Work in progress that waits.
    pub drafts: Drafts,
    /// What was sent, by source and day.
    pub sent: Sent,
    /// The remembered recipes.
    pub recipes: Recipes,
    /// What is kept on this computer, and whether its place can be relied on.
    pub keeping: Keeping,
    /// What lies over the place in view.
    pub dialog: Option<Dialog>,
    /// Short sentences at the foot of the window.
    pub notices: Notices,
    /// What survives a restart.
    pub settings: Settings,
    /// The time of the last message: `update` has no clock of its own.
    pub now: DateTime<Utc>,
}

/// The places of the window. Each can be entered at any time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Place {
    /// What was sent, and what waits.
    #[default]
    Week,
    /// The rows.
    Check,
    /// The question before sending, the upload under way, the receipt.
    Send,
}

/// What lies over the place in view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// The list of commands.
    Palette,
    /// The list of shortcuts.
    Shortcuts,
    /// The accounts.
    Accounts,
    /// Who is meant by which value.
    Aliases,
    /// A path to type: for where there is no file dialog.
    Path,
    /// What was done to the document in view.
    History,
    /// The remembered recipes.
    Recipes,
    /// What is kept on this computer, and for how long.
    Keeping,
    /// Close while something is being sent?
    Close,
}

/// Everything that can happen.
pub enum Message {
    /// Time has passed.
    Tick,
    /// Enter a place.
    Go(Place),
    /// Give a command.
    Run(Command),
    /// Show something over the place, or nothing.
    Show(Option<Dialog>),
    /// Open files.
    OpenPaths(Vec<PathBuf>),
    /// Open rows from the clipboard.
    OpenPasted(String),
    /// Bring a tab into view.
    Activate(TabId),
    /// Something about one open file.
    Tab(TabId, tabs::Message),
    /// Something about the accounts.
    Accounts(accounts::Message),
    /// Something about sending.
    Sending(sending::Message),
    /// Something about work in progress.
    Drafts(drafts::Message),
    /// Reviews that are in several files.
    Compared(overlap::Compared),
    /// Something about the uploads so far.
    Uploads(uploads::Message),
    /// Something about what was sent.
    Sent(sent::Message),
    /// Something about remembered recipes.
    Recipes(recipes::Message),
    /// Something about what is kept on this computer.
    Keeping(keeping::Message),
    /// Put a text on the clipboard, and say so in these words.
    Copy(String, &'static str),
    /// There is no file dialog on this computer.
    NoFileDialog,
    /// Something was done in the background.
    Done(String),
    /// Something did not work.
    Failed(Failure),
    /// Take a notice away.
    Dismiss(u64),
    /// A person wants to close the window.
    CloseAsked,
    /// They mean it.
    CloseConfirmed,
}

/// What did not work, and what to do: two sentences for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What happened.
    pub what: String,
    /// What to do next, `""` where nothing is.
    pub hint: String,
}

impl Failure {
    /// A failure in these words.
    #[expect(clippy::needless_pass_by_value, reason = "an error or a sentence: calls read better without &")]
    pub fn new(what: impl ToString, hint: impl Into<String>) -> Self {
        Self { what: what.to_string(), hint: hint.into() }
    }
}

impl State {
    /// The state at the start, with the settings of the last time.
    pub fn new(settings: Settings, now: DateTime<Utc>) -> Self {
        Self {
            place: Place::Week,
            tabs: Tabs::default(),
            accounts: Accounts::new(settings.account.clone().map(AccountId)),
            sending: Sending::default(),
            uploads: Uploads::default(),
            drafts: Drafts::new(),
            sent: Sent::default(),
            recipes: Recipes::default(),
            keeping: Keeping::default(),
            dialog: None,
            notices: Notices::default(),
            settings,
            now,
        }
    }

    /// The zoom of the window.
    pub fn zoom(&self) -> f32 {
        if self.settings.zoom > 0.0 { self.settings.zoom } else { 1.0 }
    }
}

/// What the window needs as it opens.
pub fn start() -> Vec<Effect> {
    vec![Effect::Recover, Effect::LoadAccounts, Effect::LoadUploads, Effect::LoadDrafts, Effect::Tidy]
}

/// Changes the state by what happened, and says what that makes necessary. Whatever it was: what it
/// changed in a document is kept.
pub fn update(state: &mut State, message: Message) -> Vec<Effect> {
    let mut effects = change(state, message);
    effects.extend(drafts::follow(state));
    effects
}

fn change(state: &mut State, message: Message) -> Vec<Effect> {
    match message {
        Message::Tick => {
            state.notices.tick(state.now);
            return sending::tick(state);
        }
        Message::Go(place) => state.place = place,
        Message::Run(command) => return command::run(state, command),
        Message::Show(dialog) => state.dialog = dialog,
        Message::OpenPaths(paths) => {
            state.dialog = None;
            return paths.into_iter().flat_map(|path| reading::open(state, Source::File(path))).collect();
        }
        Message::OpenPasted(text) => return reading::open(state, Source::Pasted(text.into())),
        Message::Activate(tab) => {
            state.tabs.activate(tab);
            state.place = Place::Check;
        }
        Message::Tab(tab, message) => return tabs::update(state, tab, message),
        Message::Accounts(message) => return accounts::update(state, message),
        Message::Sending(message) => return sending::update(state, message),
        Message::Drafts(message) => return drafts::update(state, message),
        Message::Compared(compared) => overlap::take(state, compared),
        Message::Uploads(message) => return uploads::update(state, message),
        Message::Sent(message) => return sent::update(state, message),
        Message::Recipes(message) => return recipes::update(state, message),
        Message::Keeping(message) => return keeping::update(state, message),
        Message::Copy(text, words) => {
            state.notices.info(words, state.now);
            return vec![Effect::Copy(text)];
        }
        Message::NoFileDialog => state.dialog = Some(Dialog::Path),
        Message::Done(words) => state.notices.info(words, state.now),
        Message::Failed(failure) => state.notices.error(failure.what, failure.hint),
        Message::Dismiss(notice) => state.notices.dismiss(notice),
        Message::CloseAsked => return close_asked(state),
        Message::CloseConfirmed => return vec![Effect::StopUpload, Effect::Quit],
    }
    Vec::new()
}

fn close_asked(state: &mut State) -> Vec<Effect> {
    if state.sending.holds_the_account() {
        state.dialog = Some(Dialog::Close);
        return Vec::new();
    }
    vec![Effect::Quit]
}
