//! What surrounds the places: the bar on top with places, files and account, notices at the foot, and
//! what lies over everything.

use egui::scroll_area::ScrollBarVisibility;
use egui::{Align, Button, Layout, Panel, RichText, Sense, Ui, vec2};

use crate::app::accounts::{Message as AccountMessage, PeopleState, opens_words};
use crate::app::tabs::Message as TabMessage;
use crate::app::{Command, Dialog, Message, Place, State, Tone};
use crate::journal::{Account, AccountKind};
use crate::settings::Theme;

use super::parts::{button_ui, muted_ui, named, primary_ui};
use super::theme::{self, font, size, space};
use super::widgets::dialog_ui;
use super::widgets::segments_ui;
use super::widgets::sign::Sign;
use super::widgets::{AccountLook, account_badge_ui, account_bar_ui};
use super::widgets::{Toast, toasts_ui};
use super::{Screens, accounts, aliases, check, drafts, keeping, palette, recipes, send, week, widgets};

/// The draft of the path to open.
#[derive(Default)]
pub struct PathScreen {
    path: String,
}

/// Draws the whole window.
pub fn window_ui(ui: &mut Ui, state: &State, screens: &mut Screens, out: &mut Vec<Message>) {
    account_bar(ui, state);
    let tokens = theme::tokens(ui);
    let bar = egui::Frame::new().fill(tokens.panel).inner_margin(egui::Margin::symmetric(12, 0));
    Panel::top("bar").exact_size(size::BAR).frame(bar).resizable(false).show(ui, |ui| {
        ui.horizontal_centered(|ui| bar_ui(ui, state, screens, out));
    });
    match state.place {
        Place::Week => week::week_ui(ui, state, &mut screens.week, out),
        Place::Check => check::check_ui(ui, state, screens, out),
        Place::Send => send::send_ui(ui, state, &mut screens.send, out),
    }
    notices_ui(ui, state, out);
    over_ui(ui, state, screens, out);
    drop_hint_ui(ui);
}

/// How the account in use looks.
fn look(account: &Account) -> AccountLook {
    AccountLook { colour: account.colour, practice: account.kind == AccountKind::Practice }
}

fn account_bar(ui: &mut Ui, state: &State) {
    let Some(account) = state.accounts.current() else { return };
    let frame = egui::Frame::new().fill(theme::tokens(ui).panel);
    Panel::top("account bar")
        .exact_size(size::ACCOUNT_BAR)
        .frame(frame)
        .resizable(false)
        .show_separator_line(false)
        .show(ui, |ui| account_bar_ui(ui, look(account)));
}

fn bar_ui(ui: &mut Ui, state: &State, screens: &mut Screens, out: &mut Vec<Message>) {
    // At a large zoom the room is for the files.
    let cramped = ui.available_width() < size::CRAMPED;
    if !cramped {
        ui.label(RichText::new("Scorebridge").font(font::strong(15.0)));
        ui.add_space(space::M);
    }
    ui.spacing_mut().item_spacing.x = space::XS;
    for (place, words) in [(Place::Week, "Week"), (Place::Check, "Check"), (Place::Send, "Send")] {
        if place_ui(ui, state.place == place, words) {
            out.push(Message::Go(place));
        }
    }
    ui.add_space(space::S);
    ui.separator();
    ui.add_space(space::XS);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let commands = if cramped {
            icon_ui(ui, Sign::Chevron, "Commands")
        } else {
            ui.add(widgets::Button::quiet("Commands").shortcut("Ctrl+K").compact()).clicked()
        };
        if commands {
            out.push(Message::Run(Command::Palette));
        }
        account_menu_ui(ui, state, out);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            egui::ScrollArea::horizontal()
                .id_salt("tabs")
                .scroll_bar_visibility(ScrollBarVisibility::AlwaysHidden)
                .show(ui, |ui| {
                    ui.horizontal_centered(|ui| tabs_ui(ui, state, screens, out));
                });
        });
    });
}

fn place_ui(ui: &mut Ui, here: bool, words: &str) -> bool {
    let tokens = theme::tokens(ui);
    let text = RichText::new(words)
        .font(if here { font::strong(14.0) } else { font::body() })
        .color(if here { tokens.text } else { tokens.muted });
    let response =
        ui.add(Button::selectable(here, text).fill(egui::Color32::TRANSPARENT).stroke(egui::Stroke::NONE));
    if here {
        let rect = response.rect;
        let line = egui::Rect::from_min_max(
            egui::pos2(rect.left() + 10.0, rect.bottom() - 2.0),
            egui::pos2(rect.right() - 10.0, rect.bottom()),
        );
        ui.painter().rect_filled(line, 1.0, tokens.accent);
    }
    response.clicked()
}

fn tabs_ui(ui: &mut Ui, state: &State, screens: &mut Screens, out: &mut Vec<Message>) {
    let active = state.tabs.active().map(|tab| tab.id);
    for tab in state.tabs.list() {
        let here = active == Some(tab.id) && state.place == Place::Check;
        let button = tab_ui(ui, &tab.name, here);
        if button.clicked() {
            out.push(Message::Activate(tab.id));
        }
        button.context_menu(|ui| {
            if ui.button("Close").clicked() {
                screens.check.remove(&tab.id);
                out.push(Message::Tab(tab.id, TabMessage::Close));
            }
        });
        if here && icon_ui(ui, Sign::Cross, &format!("Close {}", tab.name)) {
            screens.check.remove(&tab.id);
            out.push(Message::Tab(tab.id, TabMessage::Close));
        }
        if here && screens.tab_in_view != Some(tab.id) {
            // With room for its cross and for the plus behind the last one.
            ui.scroll_to_rect(button.rect.with_max_x(button.rect.right() + 60.0), None);
            screens.tab_in_view = Some(tab.id);
        }
    }
    if icon_ui(ui, Sign::Plus, "Open files") {
        out.push(Message::Run(Command::Open));
    }
}

/// The tab of one file: a long name is cut at [`size::TAB`], the whole of it is in the hover.
fn tab_ui(ui: &mut Ui, name: &str, here: bool) -> egui::Response {
    let tokens = theme::tokens(ui);
    let text = RichText::new(name).color(if here { tokens.text } else { tokens.muted });
    ui.scope(|ui| {
        ui.set_max_width(size::TAB);
        ui.add(Button::selectable(here, text).truncate()).on_hover_text(format!("The rows of {name}"))
    })
    .inner
}

/// A sign that can be clicked, with the words that a screen reader says and a hover shows.
pub fn icon_ui(ui: &mut Ui, sign: Sign, words: &str) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(22.0, 22.0), Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, words));
    let tokens = theme::tokens(ui);
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, size::RADIUS, tokens.hover);
    }
    let colour = if response.hovered() { tokens.text } else { tokens.muted };
    sign.paint(ui.painter(), rect.shrink(1.0), colour);
    response.on_hover_text(words).clicked()
}

fn account_menu_ui(ui: &mut Ui, state: &State, out: &mut Vec<Message>) {
    let Some(account) = state.accounts.current() else { return };
    let tokens = theme::tokens(ui);
    let button = account_badge_ui(ui, &account.name, look(account));
    egui::Popup::menu(&button).width(300.0).show(|ui| {
        account_facts_ui(ui, state, account);
        ui.separator();
        for other in &state.accounts.list {
            let here = other.id == account.id;
            let text = RichText::new(&other.name).color(tokens.account(other.colour));
            if ui.add(Button::selectable(here, text)).clicked() && !here {
                out.push(Message::Accounts(AccountMessage::Use(other.id.clone())));
            }
        }
        ui.separator();
        for command in [Command::RefreshPeople, Command::Aliases, Command::Accounts] {
            if ui.button(command.info().label).clicked() {
                out.push(Message::Run(command));
                ui.close();
            }
        }
        ui.separator();
        let theme = state.settings.theme;
        let themes = [(Theme::Light, "Light"), (Theme::Dark, "Dark"), (Theme::System, "System")];
        match segments_ui(ui, theme, &themes) {
            Some(Theme::Light) => out.push(Message::Run(Command::LightTheme)),
            Some(Theme::Dark) => out.push(Message::Run(Command::DarkTheme)),
            Some(Theme::System) => out.push(Message::Run(Command::SystemTheme)),
            None => {}
        }
    });
}

/// Host, key and what it opens, as the menu and the question before sending say it.
pub fn account_facts_ui(ui: &mut Ui, state: &State, account: &Account) {
    let endpoint = state.accounts.endpoint(account);
    let kind = match account.kind {
        AccountKind::Practice => "Practice: nothing leaves this computer",
        AccountKind::Production => "Production: real scores of real people",
        AccountKind::OneOff => "From the command line",
    };
    ui.label(RichText::new(kind).font(font::strong(13.0)));
    muted_ui(ui, &endpoint.url);
    let key = if endpoint.key_last4.is_empty() {
        "no key".to_owned()
    } else {
        format!("key …{}", endpoint.key_last4)
    };
    muted_ui(ui, format!("{key} · {}", people_words(state)));
}

/// How the people list stands, in words.
pub fn people_words(state: &State) -> String {
    match &state.accounts.people {
        PeopleState::None => "people not read yet".to_owned(),
        PeopleState::Loading => "reading people…".to_owned(),
        PeopleState::Loaded { opens, .. } => opens_words(opens),
        PeopleState::Failed(failure) => failure.what.clone(),
    }
}

fn notices_ui(ui: &Ui, state: &State, out: &mut Vec<Message>) {
    let notices = state.notices.list();
    let texts: Vec<_> = notices.iter().map(|notice| format!("{} {}", notice.text, notice.hint)).collect();
    let toasts: Vec<_> = notices
        .iter()
        .zip(&texts)
        .map(|(notice, text)| Toast {
            tone: match notice.tone {
                Tone::Info => widgets::Tone::Note,
                Tone::Error => widgets::Tone::Error,
            },
            text: text.trim_end(),
        })
        .collect();
    // Above the sum line, so that nothing that can be clicked is covered.
    if let Some(at) = toasts_ui(ui, size::BAR, &toasts) {
        out.extend(notices.get(at).map(|notice| Message::Dismiss(notice.id)));
    }
}

fn over_ui(ui: &mut Ui, state: &State, screens: &mut Screens, out: &mut Vec<Message>) {
    match &state.dialog {
        None => {}
        Some(Dialog::Palette) => palette::palette_ui(ui, state, screens, out),
        Some(Dialog::Shortcuts) => palette::shortcuts_ui(ui, out),
        Some(Dialog::Accounts) => accounts::accounts_ui(ui, state, &mut screens.accounts, out),
        Some(Dialog::Aliases) => aliases::aliases_ui(ui, state, out),
        Some(Dialog::Path) => path_ui(ui, state, &mut screens.path, out),
        Some(Dialog::Recipes) => recipes::recipes_ui(ui, state, &mut screens.recipes, out),
        Some(Dialog::History) => drafts::history_ui(ui, state, out),
        Some(Dialog::Keeping) => keeping::keeping_ui(ui, state, &mut screens.keeping, out),
        Some(Dialog::Close) => close_ui(ui, out),
    }
}

fn path_ui(ui: &mut Ui, state: &State, screen: &mut PathScreen, out: &mut Vec<Message>) {
    let close = dialog_ui(ui, "path", "Open a file", 520.0, |ui| {
        muted_ui(ui, "Type or paste where the file is.");
        let field = ui.add(
            egui::TextEdit::singleline(&mut screen.path)
                .hint_text("folder/september.csv")
                .desired_width(f32::INFINITY),
        );
        named(&field, "Path of the file");
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        if !entered {
            field.request_focus();
        }
        if !state.settings.recent.is_empty() {
            ui.add_space(space::S);
            super::parts::heading_ui(ui, "Opened lately");
            for recent in &state.settings.recent {
                if super::parts::link_ui(ui, &recent.display().to_string()).clicked() {
                    out.push(Message::OpenPaths(vec![recent.clone()]));
                }
            }
        }
        ui.add_space(space::M);
        let path = screen.path.trim().trim_matches('"').to_owned();
        ui.horizontal(|ui| {
            let open = primary_ui(ui, !path.is_empty(), "Open").clicked();
            if (open || entered) && !path.is_empty() {
                out.push(Message::OpenPaths(vec![path.into()]));
                screen.path.clear();
            }
            if button_ui(ui, "Cancel").clicked() {
                out.push(Message::Show(None));
            }
        });
    });
    if close.dismissed {
        out.push(Message::Show(None));
    }
}

fn close_ui(ui: &mut Ui, out: &mut Vec<Message>) {
    let close = dialog_ui(ui, "close", "Close while sending?", 460.0, |ui| {
        ui.label(
            "No new batch leaves. The one under way is waited for, at most 5 seconds; if no answer comes, its \
             rows are marked as without an answer. The rest is kept, and you can go on after the next start.",
        );
        ui.add_space(space::M);
        ui.horizontal(|ui| {
            if primary_ui(ui, true, "Keep sending").clicked() {
                out.push(Message::Show(None));
            }
            if button_ui(ui, "Stop and close").clicked() {
                out.push(Message::CloseConfirmed);
            }
        });
    });
    if close.dismissed {
        out.push(Message::Show(None));
    }
}

fn drop_hint_ui(ui: &Ui) {
    let hovering = ui.input(|input| !input.raw.hovered_files.is_empty());
    if hovering {
        let tokens = theme::tokens(ui);
        let painter = ui
            .ctx()
            .layer_painter(egui::LayerId::new(egui::Order::Foreground, egui::Id::unique("drop hint")));
        let rect = ui.ctx().content_rect();
        painter.rect_filled(rect, 0.0, tokens.backdrop);
        painter.text(
            rect.center(),
            egui::Align2::CENTER_CENTER,
            "Let go to open",
            font::title_large(),
            tokens.raised,
        );
    }
}
