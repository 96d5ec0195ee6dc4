//! The accounts: where to send, with which key, and what that key opens.

use egui::{Button, RichText, Ui};

use crate::app::accounts::{Draft, Keys, Message as AccountMessage, Test, opens_words};
use crate::app::{Message, State};
use crate::credentials::Secret;
use crate::journal::{Account, AccountId, AccountKind, NewAccount};

use super::parts::{button_ui, failure_ui, heading_ui, muted_ui, primary_ui, signed_ui};
use super::theme::{self, size, space};
use super::widgets::Field;
use super::widgets::dialog_ui;
use super::widgets::sign::Sign;

/// What is typed, before it is kept.
#[derive(Default)]
pub struct Screen {
    form: Option<Form>,
}

struct Form {
    id: Option<AccountId>,
    name: String,
    url: String,
    colour: u8,
    key: String,
    key_last4: String,
    idempotency_key: bool,
    removing: bool,
}

impl Form {
    fn new(colour: u8) -> Self {
        Self {
            id: None,
            name: String::new(),
            url: "https://api.assembledhq.com".to_owned(),
            colour,
            key: String::new(),
            key_last4: String::new(),
            idempotency_key: true,
            removing: false,
        }
    }

    fn of(account: &Account) -> Self {
        Self {
            id: Some(account.id.clone()),
            name: account.name.clone(),
            url: account.url.clone(),
            colour: account.colour,
            key: String::new(),
            key_last4: account.key_last4.clone(),
            idempotency_key: account.idempotency_key,
            removing: false,
        }
    }

    fn draft(&self) -> Draft {
        let key = self.key.trim();
        Draft {
            id: self.id.clone(),
            account: NewAccount {
                name: self.name.trim().to_owned(),
                kind: AccountKind::Production,
                url: self.url.trim().to_owned(),
                colour: self.colour,
            },
            idempotency_key: self.idempotency_key,
            key: (!key.is_empty()).then(|| Secret::new(key.to_owned())),
        }
    }
}

/// Draws the dialog.
pub fn accounts_ui(ui: &mut Ui, state: &State, screen: &mut Screen, out: &mut Vec<Message>) {
    let close = dialog_ui(ui, "accounts", "Accounts", 560.0, |ui| match &mut screen.form {
        None => list_ui(ui, state, screen, out),
        Some(form) => {
            if form_ui(ui, state, form, out) {
                screen.form = None;
                out.push(Message::Accounts(AccountMessage::ForgetTest));
            }
        }
    });
    if close.dismissed {
        screen.form = None;
        out.push(Message::Accounts(AccountMessage::ForgetTest));
        out.push(Message::Show(None));
    }
}

fn list_ui(ui: &mut Ui, state: &State, screen: &mut Screen, out: &mut Vec<Message>) {
    let tokens = theme::tokens(ui);
    for account in &state.accounts.list {
        ui.horizontal(|ui| {
            let (dot, _) = ui.allocate_exact_size(egui::Vec2::splat(size::SIGN), egui::Sense::hover());
            ui.painter().circle_filled(dot.center(), 5.0, tokens.account(account.colour));
            ui.label(RichText::new(&account.name).font(theme::font::strong(14.0)));
            let endpoint = state.accounts.endpoint(account);
            let key = if endpoint.key_last4.is_empty() {
                "no key".to_owned()
            } else {
                format!("key …{}", endpoint.key_last4)
            };
            muted_ui(ui, format!("{} · {} · {key}", kind_words(account.kind), endpoint.url));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let in_use = account.id == state.accounts.current;
                if account.kind == AccountKind::Production
                    && button_ui(ui, "Edit…").on_hover_text(format!("Edit {}", account.name)).clicked()
                {
                    screen.form = Some(Form::of(account));
                }
                if in_use {
                    muted_ui(ui, "in use");
                } else if button_ui(ui, "Use").clicked() {
                    out.push(Message::Accounts(AccountMessage::Use(account.id.clone())));
                }
            });
        });
    }
    ui.add_space(space::S);
    if let Keys::Session(reason) = &state.accounts.keys {
        signed_ui(
            ui,
            Sign::Question,
            tokens.question,
            format!("Keys are kept for this session only. {reason}"),
        );
    } else {
        muted_ui(ui, "Keys are in the keychain of this computer, nowhere else.");
    }
    ui.add_space(space::M);
    ui.horizontal(|ui| {
        if primary_ui(ui, true, "Add an account…").clicked() {
            let colour = u8::try_from(state.accounts.list.len() % 6).unwrap_or(0);
            screen.form = Some(Form::new(colour));
        }
        if button_ui(ui, "Close").clicked() {
            out.push(Message::Show(None));
        }
    });
}

fn kind_words(kind: AccountKind) -> &'static str {
    match kind {
        AccountKind::Practice => "practice",
        AccountKind::Production => "production",
        AccountKind::OneOff => "from the command line",
    }
}

/// Draws the form; returns whether it asks to go back to the list.
fn form_ui(ui: &mut Ui, state: &State, form: &mut Form, out: &mut Vec<Message>) -> bool {
    let mut back = false;
    let changed = fields_ui(ui, form);
    if changed && state.accounts.test != Test::None {
        out.push(Message::Accounts(AccountMessage::ForgetTest));
    }
    ui.add_space(space::S);
    test_ui(ui, state);
    ui.add_space(space::S);
    let complete = !form.name.trim().is_empty() && !form.url.trim().is_empty();
    let has_key = !form.key.trim().is_empty() || !form.key_last4.is_empty();
    ui.horizontal(|ui| {
        if primary_ui(ui, complete && has_key, "Keep this account").clicked() {
            out.push(Message::Accounts(AccountMessage::Save(form.draft())));
            form.key.clear();
        }
        let running = state.accounts.test == Test::Running;
        if ui.add_enabled(complete && has_key && !running, Button::new("Test connection")).clicked() {
            out.push(Message::Accounts(AccountMessage::Test(form.draft())));
        }
        back = button_ui(ui, "Back").clicked();
        if let Some(id) = &form.id {
            let words = if form.removing { "Really remove it" } else { "Remove…" };
            let remove = button_ui(ui, words).on_hover_text("What was sent with it stays known.");
            if remove.clicked() {
                if form.removing {
                    out.push(Message::Accounts(AccountMessage::Remove(id.clone())));
                    back = true;
                } else {
                    form.removing = true;
                }
            }
        }
    });
    back
}

fn fields_ui(ui: &mut Ui, form: &mut Form) -> bool {
    const WIDTH: f32 = 480.0;
    let mut changed = false;
    let name = Field::new("Name").hint("Acme Production").width(WIDTH);
    changed |= name.show(ui, &mut form.name).changed();
    changed |= Field::new("Address").monospace().width(WIDTH).show(ui, &mut form.url).changed();
    let hint = if form.key_last4.is_empty() {
        "from Assembled's settings".to_owned()
    } else {
        format!("ends in {}; type another to change it", form.key_last4)
    };
    changed |= Field::new("API key").secret().hint(&hint).width(WIDTH).show(ui, &mut form.key).changed();
    let names = ui.checkbox(&mut form.idempotency_key, "Each batch names itself (Idempotency-Key)");
    names.on_hover_text(
        "The same name each time a batch is sent. A server may use it to keep a batch from counting twice; \
         Scorebridge does not rely on that. Switch it off where something on the way refuses the field.",
    );
    muted_ui(ui, "Colour");
    ui.horizontal(|ui| colours_ui(ui, &mut form.colour));
    changed
}

fn colours_ui(ui: &mut Ui, chosen: &mut u8) {
    let tokens = theme::tokens(ui);
    for colour in 0..6 {
        let (rect, response) = ui.allocate_exact_size(egui::Vec2::splat(24.0), egui::Sense::click());
        response.widget_info(|| {
            let words = format!("Colour {}", colour + 1);
            egui::WidgetInfo::selected(egui::Role::RadioButton, true, *chosen == colour, words)
        });
        ui.painter().circle_filled(rect.center(), 8.0, tokens.account(colour));
        if *chosen == colour || response.has_focus() {
            ui.painter().circle_stroke(rect.center(), 11.0, egui::Stroke::new(size::STROKE, tokens.text));
        }
        if response.clicked() {
            *chosen = colour;
        }
    }
}

fn test_ui(ui: &mut Ui, state: &State) {
    match &state.accounts.test {
        Test::None => {
            heading_ui(ui, "The key is shown nowhere and goes to the keychain of this computer.");
        }
        Test::Running => {
            ui.horizontal(|ui| {
                ui.spinner();
                ui.label("Waiting for the keychain and the server…");
            });
        }
        Test::Works(opens) => {
            signed_ui(
                ui,
                Sign::Tick,
                theme::tokens(ui).good,
                format!("The key opens {}.", opens_words(opens)),
            );
        }
        Test::Failed(failure) => failure_ui(ui, failure),
    }
}
