//! What is unclear about the columns as a whole, as cards with examples of the file: zone, order of
//! dates, scale, and which rows to leave out.

use egui::{Button, ComboBox, RichText, Ui};

use crate::app::tabs::Message as TabMessage;
use crate::app::{Message, Open, Tab, thousands};
use crate::check;
use crate::model::Field;
use crate::pipeline::Document;
use crate::recipe::{DateOrder, DayCount, Scale, date};
use crate::ui::parts::{card, muted_ui, named, signed_ui};
use crate::ui::theme::{self, font, space};
use crate::ui::widgets::sign::Sign;

use super::columns::samples;
use super::fixes::{told, with_recipe};

/// What is typed in the cards.
#[derive(Default)]
pub struct Drafts {
    zone: String,
    points: String,
}

/// Zone, order of dates, scale, and what to leave out, with examples of the file.
pub fn questions_ui(ui: &mut Ui, tab: &Tab, open: &Open, drafts: &mut Drafts, out: &mut Vec<Message>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(space::S, space::S);
        if !open.document.readings.date.without_zone.is_empty() {
            zone_ui(ui, tab, open, drafts, out);
        }
        day_ui(ui, tab, open, out);
        let dates = &open.document.readings.date;
        if !dates.unclear.is_empty() || open.document.recipe.date_order.is_some() {
            order_ui(ui, tab, open, out);
        }
        if dates.numbers == Some(date::DateNumbers::ExcelDays) {
            day_count_ui(ui, tab, open, out);
        }
        if open.document.recipe.columns(Field::MaxScore).is_empty() {
            scale_ui(ui, tab, open, drafts, out);
        }
        if !open.document.recipe.leave_out.is_empty() {
            leave_out_ui(ui, tab, open, out);
        }
    });
}

fn question_ui(ui: &mut Ui, title: &str, open_question: bool, body: impl FnOnce(&mut Ui)) {
    let tokens = theme::tokens(ui);
    card(ui).inner_margin(space::M).show(ui, |ui| {
        ui.set_width(250.0);
        ui.vertical(|ui| {
            if open_question {
                signed_ui(ui, Sign::Question, tokens.question, RichText::new(title).font(font::strong(14.0)));
            } else {
                ui.label(RichText::new(title).font(font::strong(14.0)));
            }
            body(ui);
        });
    });
}

fn zone_ui(ui: &mut Ui, tab: &Tab, open: &Open, drafts: &mut Drafts, out: &mut Vec<Message>) {
    let zone = open.document.recipe.zone.map(|told| told.value);
    question_ui(ui, "Times carry no zone", zone.is_none(), |ui| {
        for example in open.document.readings.date.without_zone.iter().take(2) {
            muted_ui(ui, &example.text);
        }
        let words = zone.map_or("Choose a zone".to_owned(), |zone| format!("They are in {zone}"));
        let combo = ComboBox::from_id_salt("zone")
            .selected_text(words)
            .width(230.0)
            .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
            .show_ui(ui, |ui| {
                let field = ui.add(egui::TextEdit::singleline(&mut drafts.zone).hint_text("City or zone"));
                named(&field, "Search time zones");
                field.request_focus();
                let typed = drafts.zone.to_lowercase().replace(' ', "_");
                let hits =
                    chrono_tz::TZ_VARIANTS.iter().filter(|zone| zone.name().to_lowercase().contains(&typed));
                for hit in hits.take(60) {
                    if ui.selectable_label(zone == Some(*hit), hit.name()).clicked() {
                        let edit = with_recipe(open, format!("Times are in {hit}"), |recipe| {
                            recipe.zone = Some(told(*hit));
                        });
                        out.push(Message::Tab(tab.id, TabMessage::Edit(edit)));
                        ui.close();
                    }
                }
            });
        named(&combo.response, "Time zone");
    });
}

fn order_ui(ui: &mut Ui, tab: &Tab, open: &Open, out: &mut Vec<Message>) {
    let reading = &open.document.readings.date;
    let now = open.document.recipe.date_order.map(|told| told.value).or(reading.order);
    let title = if reading.contradictory { "Dates contradict each other" } else { "Day or month first?" };
    question_ui(ui, title, now.is_none(), |ui| {
        for order in [DateOrder::Dmy, DateOrder::Mdy] {
            let words = match reading.unclear.first() {
                Some(example) => format!("{}: {}", order.words(), date_example(&example.text, order)),
                None => order.words().to_owned(),
            };
            if ui.radio(now == Some(order), words).clicked() {
                let edit = with_recipe(open, format!("Dates: {}", order.words()), |recipe| {
                    recipe.date_order = Some(told(order));
                });
                out.push(Message::Tab(tab.id, TabMessage::Edit(edit)));
            }
        }
    });
}

/// From which year dates are counted that are bare numbers. Without an answer and without doubt: from 1900.
fn day_count_ui(ui: &mut Ui, tab: &Tab, open: &Open, out: &mut Vec<Message>) {
    let Document { recipe, readings, .. } = &open.document;
    let rule = check::rule("scored_at.day_count_unclear");
    let in_doubt = rule.zip(open.report.as_ref()).is_some_and(|(rule, report)| report.rows_of_rule(rule) > 0);
    let without_answer = (!in_doubt).then_some(DayCount::Since1900);
    let now = recipe.day_count.map(|told| told.value).or(without_answer);
    let example = recipe.columns(Field::ScoredAt).first().map(|column| samples(open, *column, 1));
    question_ui(ui, "Dates are day numbers", now.is_none(), |ui| {
        for count in DayCount::ALL {
            let day = example.as_ref().and_then(|text| {
                let day = date::counted_day(text, &readings.date, count)?;
                Some(format!(": {text} is {}", day.format("%-d %b %Y")))
            });
            let words = format!("from {}{}", count.name(), day.unwrap_or_default());
            if ui.radio(now == Some(count), words).clicked() {
                let edit = with_recipe(open, format!("Dates: {}", count.words()), |recipe| {
                    recipe.day_count = Some(told(count));
                });
                out.push(Message::Tab(tab.id, TabMessage::Edit(edit)));
            }
        }
    });
}

/// Which date counts, where the file has several: it decides the day that a score counts for.
fn day_ui(ui: &mut Ui, tab: &Tab, open: &Open, out: &mut Vec<Message>) {
    const ROOM_FOR: usize = 6;
    let Document { sheet, recipe, .. } = &open.document;
    let choices = recipe.date_choices(sheet);
    if choices.len() < 2 {
        return;
    }
    let now = recipe.columns(Field::ScoredAt);
    question_ui(ui, "Which date counts?", now.is_empty(), |ui| {
        for column in choices.into_iter().take(ROOM_FOR) {
            let heading = &sheet.columns()[column.index()];
            let example = samples(open, column, 1);
            if ui.radio(now == [column], heading).on_hover_text(example).clicked() {
                let edit = with_recipe(open, format!("The day is {heading}"), |recipe| {
                    recipe.map_columns(sheet, Field::ScoredAt, vec![column]);
                });
                out.push(Message::Tab(tab.id, TabMessage::Edit(edit)));
            }
        }
    });
}

fn scale_ui(ui: &mut Ui, tab: &Tab, open: &Open, drafts: &mut Drafts, out: &mut Vec<Message>) {
    let reading = &open.document.readings.score;
    question_ui(ui, "Scale of the scores", reading.scale.is_none(), |ui| {
        if let Some(spread) = &reading.spread {
            muted_ui(
                ui,
                format!("From {} to {}, half of them over {}", spread.min, spread.max, spread.median),
            );
        }
        let mut chosen = None;
        for scale in [Scale::Percent, Scale::Fraction] {
            if ui.radio(reading.scale == Some(scale), scale.words()).clicked() {
                chosen = Some(scale);
            }
        }
        ui.horizontal(|ui| {
            let points = matches!(reading.scale, Some(Scale::Points(_)));
            if ui.radio(points, "points out of").clicked() {
                chosen = format!("points:{}", drafts.points.trim()).parse().ok();
            }
            let field =
                ui.add(egui::TextEdit::singleline(&mut drafts.points).hint_text("20").desired_width(48.0));
            named(&field, "Most points");
            let scale = format!("points:{}", drafts.points.trim()).parse::<Scale>().ok();
            if ui.add_enabled(scale.is_some(), Button::new("Use")).clicked() {
                chosen = scale;
            }
        });
        if let Some(scale) = chosen {
            let edit = with_recipe(open, format!("Scale: {}", scale.words()), |recipe| {
                recipe.scale = Some(told(scale));
            });
            out.push(Message::Tab(tab.id, TabMessage::Edit(edit)));
        }
    });
}

fn leave_out_ui(ui: &mut Ui, tab: &Tab, open: &Open, out: &mut Vec<Message>) {
    question_ui(ui, "Left out unless you let them in", false, |ui| {
        for (entry, leave_out) in open.document.recipe.leave_out.iter().enumerate() {
            let rows = open.document.readings.num_left_out(entry);
            let mut active = leave_out.active;
            let words = if leave_out.active {
                format!("{}: {} rows", leave_out.reason, thousands(rows as u64))
            } else {
                format!("{}: let in", leave_out.reason)
            };
            if ui.checkbox(&mut active, words).changed() {
                let done = if active { "left out" } else { "let in" };
                let edit = with_recipe(open, format!("{} {done}", leave_out.reason), |recipe| {
                    recipe.leave_out[entry].active = active;
                });
                out.push(Message::Tab(tab.id, TabMessage::Edit(edit)));
            }
        }
    });
}

/// A date of the file, read in that order: "03/04/2026 is 3 April 2026".
pub fn date_example(text: &str, order: DateOrder) -> String {
    let read = date::alternatives(text).into_iter().find(|(known, _)| *known == order);
    match read {
        Some((_, day)) => format!("{text} is {}", day.format("%-d %B %Y")),
        None => format!("{text} cannot be read so"),
    }
}
