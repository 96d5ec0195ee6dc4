//! The recipes that are remembered for the account in use: listed, renamed, forgotten, handed on.
//!
//! Owns a copy of the list. Does not know the disk. Invariant: what is listed is of the account in use; a
//! late answer about another one is dropped.

use std::path::PathBuf;

use crate::journal::AccountId;
use crate::recipe::Remembered;

use super::{Dialog, Effect, State};

/// The remembered recipes of the account in use.
#[derive(Debug, Default)]
pub struct Recipes {
    /// By name; `None` until they are read.
    pub list: Option<Vec<Remembered>>,
    /// Whether a path has to be typed: there is no file dialog on this computer.
    pub type_path: bool,
}

/// What can happen to remembered recipes.
pub enum Message {
    /// A person wants to see them.
    Show,
    /// What an account has.
    Listed(AccountId, Vec<Remembered>),
    /// A person does something with them.
    Do(Box<Work>),
    /// There is no file dialog on this computer.
    NoFileDialog,
}

/// What is done with remembered recipes; the list comes after it.
#[derive(Clone, Debug, PartialEq)]
pub enum Work {
    /// Nothing but the list.
    List,
    /// Give one another name.
    Rename(Remembered, String),
    /// Forget one.
    Forget(Remembered),
    /// Ask where to, and write one for a colleague.
    HandOver(Remembered),
    /// Ask for a file of a colleague, and take it.
    PickAndTake,
    /// Take this file of a colleague.
    Take(PathBuf),
}

/// Changes the state by what happened to remembered recipes.
pub(super) fn update(state: &mut State, message: Message) -> Vec<Effect> {
    let account = state.accounts.current.clone();
    let work = match message {
        Message::Show => {
            state.dialog = Some(Dialog::Recipes);
            state.recipes.list = None;
            Work::List
        }
        Message::Listed(of, list) => {
            if of == account {
                state.recipes.list = Some(list);
            }
            return Vec::new();
        }
        Message::Do(work) => *work,
        Message::NoFileDialog => {
            state.recipes.type_path = true;
            return Vec::new();
        }
    };
    vec![Effect::Recipes { account, work }]
}
