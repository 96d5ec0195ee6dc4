//! Who is meant by which value: the aliases of the account, each to be taken back.

use egui::{RichText, ScrollArea, Ui};

use crate::app::accounts::Message as AccountMessage;
use crate::app::tabs::Message as TabMessage;
use crate::app::{Edit, Message, State};

use super::parts::{button_ui, muted_ui, named, small_ui};
use super::theme::{self, space};
use super::widgets::dialog_ui;

/// Draws the list.
pub fn aliases_ui(ui: &mut Ui, state: &State, out: &mut Vec<Message>) {
    let account = state.accounts.current().map_or("this account", |account| account.name.as_str());
    let close = dialog_ui(ui, "aliases", "Who is meant", 560.0, |ui| {
        muted_ui(ui, format!("What was said about values that the people list of {account} does not know."));
        ui.add_space(space::S);
        let mut aliases = state.accounts.around.aliases.iter().peekable();
        if aliases.peek().is_none() {
            ui.label("Nothing was said yet.");
        }
        ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
            for (value, agent_id) in aliases {
                alias_ui(ui, state, value, agent_id, out);
            }
        });
        ui.add_space(space::S);
        if button_ui(ui, "Close").clicked() {
            out.push(Message::Show(None));
        }
    });
    if close.dismissed {
        out.push(Message::Show(None));
    }
}

fn alias_ui(ui: &mut Ui, state: &State, value: &str, agent_id: &str, out: &mut Vec<Message>) {
    let name = state.accounts.agent_name(agent_id).unwrap_or(agent_id);
    ui.horizontal(|ui| {
        ui.label(value);
        ui.label(RichText::new(format!("→ {name}")).color(theme::tokens(ui).muted));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let forget = small_ui(ui, "Take back");
            named(&forget, format!("Take back: {value} → {name}"));
            if forget.clicked() {
                let (value, name) = (value.to_owned(), name.to_owned());
                // In a document it is a step like the others, and can be taken back.
                out.push(match state.tabs.active_open() {
                    Some((tab, _)) => Message::Tab(tab, TabMessage::Edit(Edit::ForgetAgent { value, name })),
                    None => Message::Accounts(AccountMessage::ForgetAlias(value)),
                });
            }
        });
    });
}
