//! What can be done about a decision: one button, or one popup, a fix.

use chrono_tz::Tz;
use egui::{Button, Response, ScrollArea, Ui};

use crate::app::accounts::PeopleState;
use crate::app::tabs::Message as TabMessage;
use crate::app::view::{Cause, Filter};
use crate::app::{Command, Edit, Message, Open, State, Tab, TabId, rows_words, thousands};
use crate::check::{self, Decision, Fix, Severity};
use crate::model::{AnsweredBy, Field};
use crate::people::Person;
use crate::recipe::{AgentKind, DateOrder, DayCount, Recipe, Scale, Told};
use crate::ui::parts::{muted_ui, named, small_ui};

use super::{Screen, agents};

/// What is typed in the popups.
#[derive(Default)]
pub struct Drafts {
    agent: String,
    replacement: String,
    zone: String,
    points: String,
}

/// Draws the button of a fix.
#[expect(clippy::too_many_arguments, reason = "one fix needs its decision, its document and the drafts")]
pub fn fix_ui(
    ui: &mut Ui,
    state: &State,
    tab: &Tab,
    open: &Open,
    decision: &Decision,
    fix: Fix,
    screen: &mut Screen,
    out: &mut Vec<Message>,
) {
    match fix {
        Fix::ChooseAgent => choose_agent_ui(ui, state, tab.id, decision, screen, out),
        Fix::RefreshPeople => {
            let loading = state.accounts.people == PeopleState::Loading;
            let words = if loading { "Reading people…" } else { "Refresh people" };
            if ui.add_enabled(!loading, Button::new(words)).clicked() {
                out.push(Message::Run(Command::RefreshPeople));
            }
        }
        Fix::CopyRequest => {
            if small_ui(ui, "Copy request").on_hover_text("For whoever keeps the people list").clicked() {
                out.push(Message::Copy(request(state, open, decision), "The request is on the clipboard."));
            }
        }
        Fix::MapField(_) => {
            if small_ui(ui, "Choose column…").clicked() {
                out.push(Message::Tab(tab.id, TabMessage::Panel(true)));
            }
        }
        Fix::ReplaceValue(field) => replace_ui(ui, tab.id, decision, field, screen, out),
        Fix::SetAll(field) => set_all_ui(ui, tab.id, decision, field, screen, out),
        Fix::Edit(field) => {
            let words = if num_edits(decision.rule) > 1 {
                format!("Edit {}…", field.label().to_lowercase())
            } else {
                "Edit…".to_owned()
            };
            if small_ui(ui, words).on_hover_text("Show these rows and go to the first cell").clicked() {
                out.push(Message::Tab(tab.id, TabMessage::Filter(Filter::Decision(Cause::of(decision)))));
                if let Some(column) = screen.columns.place(field) {
                    screen.grid.go_to(crate::ui::grid::CellPos { row: 0, column });
                }
            }
        }
        Fix::SetZone => zone_ui(ui, tab.id, open, &mut screen.fixes, out),
        Fix::SetDateOrder => {
            let may_be_year_first = open.document.readings.date.may_be_year_first;
            let year_first = may_be_year_first.then_some((DateOrder::Ymd, "Year first"));
            let orders = [(DateOrder::Dmy, "Day first"), (DateOrder::Mdy, "Month first")];
            for (order, words) in orders.into_iter().chain(year_first) {
                let button = small_ui(ui, words).on_hover_text(order_example(state, open, decision, order));
                let label = format!("Dates: {}", words.to_lowercase());
                offer(&button, tab.id, out, || {
                    with_recipe(open, label, |recipe| recipe.date_order = Some(told(order)))
                });
            }
        }
        Fix::SetDayCount => {
            for (count, words) in [(DayCount::Since1900, "From 1900"), (DayCount::Since1904, "From 1904")] {
                let button = small_ui(ui, words);
                offer(&button, tab.id, out, || {
                    with_recipe(open, format!("Dates: {}", count.words()), |recipe| {
                        recipe.day_count = Some(told(count));
                    })
                });
            }
        }
        Fix::SetScale => scale_ui(ui, tab.id, open, &mut screen.fixes, out),
        Fix::SetAgentKind => kind_ui(ui, state, tab.id, open, out),
        Fix::Answer => answer_ui(ui, tab.id, open, decision, out),
        Fix::LeaveOut => {
            let button = small_ui(ui, "Leave out").on_hover_text("These rows stay here");
            offer(&button, tab.id, out, || Edit::LeaveOutCause(Cause::of(decision)));
        }
    }
}

/// Offers an answer by a button: shown in the rows while the pointer or the focus is on it, given by a
/// click or by Enter.
pub fn offer(response: &Response, tab: TabId, out: &mut Vec<Message>, edit: impl FnOnce() -> Edit) {
    let message = if response.clicked() {
        TabMessage::Edit(edit())
    } else if response.hovered() || response.has_focus() {
        TabMessage::Preview(Some(edit()))
    } else {
        return;
    };
    out.push(Message::Tab(tab, message));
}

/// How many fields a rule's rows can be edited in.
fn num_edits(rule: &check::Rule) -> usize {
    rule.fixes.iter().filter(|fix| matches!(fix, Fix::Edit(_))).count()
}

/// The people that the value may mean, and a search for another.
fn choose_agent_ui(
    ui: &mut Ui,
    state: &State,
    tab: TabId,
    decision: &Decision,
    screen: &mut Screen,
    out: &mut Vec<Message>,
) {
    let Some(people) = state.accounts.around.people.as_deref() else { return };
    let value = decision.value.clone().unwrap_or_default();
    let choice = |person: &Person| Edit::ChooseAgent {
        value: value.clone(),
        agent_id: person.agent_id.clone().unwrap_or_default(),
        name: person.name.clone(),
        rows: decision.rows,
    };
    let near =
        decision.near.iter().map(|index| people.get(*index)).filter(|person| person.agent_id.is_some());
    for person in near.take(2) {
        let email = person.email.as_deref().unwrap_or("no e-mail");
        let button = ui.button(format!("{}?", person.name));
        let button = button.on_hover_text(format!("It means {} ({email})", person.name));
        offer(&button, tab, out, || choice(person));
    }
    let other = small_ui(ui, "Other…").on_hover_text("Search the people list");
    egui::Popup::menu(&other).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.label(format!("Who is {value}?"));
        let mut clicked = false;
        agents::choose_ui(ui, Some(people), &mut screen.fixes.agent, |button, person| {
            offer(button, tab, out, || choice(person));
            clicked |= button.clicked();
        });
        if clicked {
            screen.fixes.agent.clear();
            ui.close();
        }
    });
}

/// That a value of an agent column means a person, with the rows of its decision.
pub fn choose(open: &Open, rule: &str, value: String, person: &Person) -> Edit {
    let decision = open
        .decisions
        .iter()
        .find(|decision| decision.rule.id == rule && decision.value.as_deref() == Some(value.as_str()));
    Edit::ChooseAgent {
        value,
        agent_id: person.agent_id.clone().unwrap_or_default(),
        name: person.name.clone(),
        rows: decision.map_or(1, |decision| decision.rows),
    }
}

fn replace_ui(
    ui: &mut Ui,
    tab: TabId,
    decision: &Decision,
    field: Field,
    screen: &mut Screen,
    out: &mut Vec<Message>,
) {
    let Some(value) = &decision.value else { return };
    let button = small_ui(ui, "Replace…").on_hover_text("Another value wherever this one stands");
    egui::Popup::menu(&button).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.label(format!("In place of “{value}”, {} rows:", thousands(decision.rows)));
        let edit = |to| Edit::Replace { field, from: value.clone(), to, rows: decision.rows };
        text_ui(ui, tab, field, &mut screen.fixes.replacement, "Replace", out, edit);
    });
}

/// A text to type, and a button that does with it what `edit` says; shown in the rows while it is typed.
fn text_ui(
    ui: &mut Ui,
    tab: TabId,
    field: Field,
    text: &mut String,
    words: &str,
    out: &mut Vec<Message>,
    edit: impl FnOnce(String) -> Edit,
) {
    ui.horizontal(|ui| {
        let typed = ui.add(egui::TextEdit::singleline(text).hint_text(field.label()).desired_width(180.0));
        named(&typed, "New value");
        let entered = typed.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        if text.is_empty() {
            typed.request_focus();
        }
        let new = text.trim().to_owned();
        let button = ui.add_enabled(!new.is_empty(), Button::new(words));
        if new.is_empty() {
            return;
        }
        if entered || button.clicked() {
            out.push(Message::Tab(tab, TabMessage::Edit(edit(new))));
            text.clear();
            ui.close();
        } else if typed.has_focus() {
            out.push(Message::Tab(tab, TabMessage::Preview(Some(edit(new)))));
        } else {
            offer(&button, tab, out, || edit(new));
        }
    });
}

/// One text for the gaps of a field.
fn set_all_ui(
    ui: &mut Ui,
    tab: TabId,
    decision: &Decision,
    field: Field,
    screen: &mut Screen,
    out: &mut Vec<Message>,
) {
    let button = small_ui(ui, "Set for all…").on_hover_text("One value for all of these rows");
    egui::Popup::menu(&button).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.label(format!("{} of {}:", field.label(), rows_words(decision.rows)));
        let edit = |text| Edit::SetCause(Cause::of(decision), field, text);
        text_ui(ui, tab, field, &mut screen.fixes.replacement, "Set", out, edit);
    });
}

/// The zone of this computer, UTC, and a search for another.
fn zone_ui(ui: &mut Ui, tab: TabId, open: &Open, drafts: &mut Drafts, out: &mut Vec<Message>) {
    let edit =
        |zone: Tz| with_recipe(open, format!("Times are in {zone}"), |recipe| recipe.zone = Some(told(zone)));
    for zone in crate::check::zone_of_computer().filter(|zone| *zone != Tz::UTC).into_iter().chain([Tz::UTC])
    {
        let button = small_ui(ui, city(zone)).on_hover_text(format!("The times are {zone} times"));
        offer(&button, tab, out, || edit(zone));
    }
    let other = small_ui(ui, "Other zone…");
    egui::Popup::menu(&other).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        let field = ui
            .add(egui::TextEdit::singleline(&mut drafts.zone).hint_text("City or zone").desired_width(220.0));
        named(&field, "Search time zones");
        field.request_focus();
        let typed = drafts.zone.to_lowercase().replace(' ', "_");
        ScrollArea::vertical().max_height(200.0).show(ui, |ui| {
            for zone in chrono_tz::TZ_VARIANTS
                .iter()
                .filter(|zone| zone.name().to_lowercase().contains(&typed))
                .take(60)
            {
                let button = ui.add(Button::selectable(false, zone.name()));
                offer(&button, tab, out, || edit(*zone));
                if button.clicked() {
                    ui.close();
                }
            }
        });
    });
}

fn city(zone: Tz) -> String {
    zone.name().rsplit('/').next().unwrap_or(zone.name()).replace('_', " ")
}

fn scale_ui(ui: &mut Ui, tab: TabId, open: &Open, drafts: &mut Drafts, out: &mut Vec<Message>) {
    let edit = |scale: Scale, words: &str| {
        with_recipe(open, format!("Scores are {words}"), |recipe| recipe.scale = Some(told(scale)))
    };
    for (scale, words, why) in
        [(Scale::Percent, "0–100", "90 is sent as 90"), (Scale::Fraction, "0–1", "0.9 is sent as 90")]
    {
        offer(&small_ui(ui, words).on_hover_text(why), tab, out, || edit(scale, words));
    }
    let points = small_ui(ui, "Points…").on_hover_text("Points out of a maximum");
    egui::Popup::menu(&points).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.horizontal(|ui| {
            ui.label("Out of");
            let field =
                ui.add(egui::TextEdit::singleline(&mut drafts.points).hint_text("20").desired_width(60.0));
            named(&field, "Most points");
            let scale = format!("points:{}", drafts.points.trim()).parse::<Scale>().ok();
            let button = ui.add_enabled(scale.is_some(), Button::new("Use"));
            if let Some(scale) = scale {
                let words = format!("points out of {}", drafts.points.trim());
                offer(&button, tab, out, || edit(scale, &words));
                if button.clicked() {
                    ui.close();
                }
            }
        });
    });
}

/// What the agent column holds, for the first column that is not told yet.
fn kind_ui(ui: &mut Ui, state: &State, tab: TabId, open: &Open, out: &mut Vec<Message>) {
    let recipe = &open.document.recipe;
    let columns = recipe.columns(Field::AgentId);
    let Some(column) =
        columns.iter().find(|column| !recipe.agent_kinds.contains_key(column)).or(columns.first())
    else {
        return;
    };
    let heading = open.document.sheet.columns().get(column.index()).cloned().unwrap_or_default();
    for (kind, words) in super::columns::kinds(state) {
        if matches!(kind, AgentKind::Name) {
            continue;
        }
        let button = small_ui(ui, &words).on_hover_text(format!("{heading} holds {words}"));
        offer(&button, tab, out, || {
            with_recipe(open, format!("{heading}: {words}"), |recipe| {
                recipe.agent_kinds.insert(*column, kind.clone());
            })
        });
    }
}

/// The choices of the rule; the one that holds is marked.
fn answer_ui(ui: &mut Ui, tab: TabId, open: &Open, decision: &Decision, out: &mut Vec<Message>) {
    let given =
        open.document.answers.get(decision.rule.id).map(|(choice, _)| choice).or(decision.rule.default);
    for choice in decision.rule.choices {
        let holds = given == Some(choice.id);
        let button = ui.add(Button::selectable(holds, choice.label).frame_when_inactive(true));
        if !holds {
            offer(&button, tab, out, || Edit::Answer(decision.rule.id, choice.id));
        }
    }
    let to_decide = given.is_none() && decision.rule.severity == Severity::Question;
    if to_decide && decision.rule.choices.is_empty() {
        muted_ui(ui, "waits for you");
    }
}

/// An answer that a person gave.
pub fn told<T>(value: T) -> Told<T> {
    Told { value, by: AnsweredBy::Option }
}

/// A change of the recipe under a name.
pub fn with_recipe(open: &Open, label: String, change: impl FnOnce(&mut Recipe)) -> Edit {
    let mut recipe = Recipe::clone(&open.document.recipe);
    change(&mut recipe);
    Edit::Recipe(Box::new(recipe), label)
}

/// An example of the file, read in that order.
fn order_example(state: &State, open: &Open, decision: &Decision, order: DateOrder) -> String {
    let Some(row) = decision.examples.first() else { return String::new() };
    let input = open.document.input(&state.accounts.around, state.now);
    let text = check::value(&input, *row, Field::ScoredAt);
    super::questions::date_example(text, order)
}

/// "Please add: j.doe@…, 12 scores, 8–14 Sep": for whoever keeps the people list.
fn request(state: &State, open: &Open, decision: &Decision) -> String {
    let value = decision.value.as_deref().unwrap_or("(no name)");
    let account = state.accounts.current().map_or("Assembled", |account| account.name.as_str());
    let input = open.document.input(&state.accounts.around, state.now);
    let dates: Vec<_> =
        decision.examples.iter().map(|row| check::value(&input, *row, Field::ScoredAt).trim()).collect();
    let span = match (dates.iter().min(), dates.iter().max()) {
        (Some(first), Some(last)) if first == last => format!(", {first}"),
        (Some(first), Some(last)) => format!(", {first} – {last}"),
        _ => String::new(),
    };
    let scores = if decision.rows == 1 {
        "1 score".to_owned()
    } else {
        format!("{} scores", thousands(decision.rows))
    };
    format!("Please add to {account}: {value}, {scores}{span}.")
}
