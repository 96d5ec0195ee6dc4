//! Week, the first screen: what waits, and what was sent. Before anything was: where to start.
//!
//! `calendar` is six weeks at a glance, `sent_rows` the rows behind a day or an upload.

mod calendar;
mod sent_rows;

use egui::{CentralPanel, RichText, ScrollArea, Ui};

use crate::app::uploads::is_waiting;
use crate::app::{Command, Message, Stage, State, rows_words, sending, thousands, uploads};
use crate::journal::{BatchState, UploadInfo, UploadState};
use crate::model::{Outcome, RowState};

use super::parts::{
    button_ui, card, centred_row_ui, heading_ui, link_ui, muted_ui, primary_ui, signed_ui, title_ui,
};
use super::send::unknown_ui;
use super::theme::{self, font, space};
use super::widgets::sign::Sign;

pub use sent_rows::Screen;

const WIDTH: f32 = 1080.0;

/// Draws the place.
pub fn week_ui(ui: &mut Ui, state: &State, screen: &mut Screen, out: &mut Vec<Message>) {
    let frame = egui::Frame::new().fill(theme::tokens(ui).ground).inner_margin(space::XL);
    CentralPanel::default().frame(frame).show(ui, |ui| {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let margin = ((ui.available_width() - WIDTH) / 2.0).max(0.0);
            ui.horizontal_top(|ui| {
                ui.add_space(margin);
                ui.vertical(|ui| {
                    ui.set_max_width(WIDTH.min(ui.available_width()));
                    column_ui(ui, state, screen, out);
                });
            });
        });
    });
}

fn column_ui(ui: &mut Ui, state: &State, screen: &mut Screen, out: &mut Vec<Message>) {
    super::keeping::trouble_ui(ui, state);
    let Some(list) = &state.uploads.list else {
        muted_ui(ui, "Reading what was sent…");
        return;
    };
    let mine: Vec<_> = list.iter().filter(|info| info.account == state.accounts.current).collect();
    if !mine.is_empty() || !state.tabs.list().is_empty() {
        waiting_ui(ui, state, &mine, out);
    }
    super::drafts::waiting_ui(ui, state, out);
    calendar::calendar_ui(ui, state, out);
    sent_rows::sent_rows_ui(ui, state, screen, out);
    start_ui(ui, state, out);
    ui.add_space(space::XL);
    if mine.is_empty() {
        muted_ui(ui, "Nothing was sent with this account from this computer yet.");
    } else {
        title_ui(ui, "What was sent");
        ui.add_space(space::S);
        for info in mine {
            upload_ui(ui, state, info, out);
        }
    }
}

/// The drop area, the sample, the formats.
fn start_ui(ui: &mut Ui, state: &State, out: &mut Vec<Message>) {
    let tokens = theme::tokens(ui);
    let first = state.tabs.list().is_empty();
    let response = card(ui).inner_margin(if first { 40.0 } else { 20.0 }).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.vertical_centered(|ui| {
            ui.label(RichText::new("Drop an export here").font(if first {
                font::title_large()
            } else {
                font::title()
            }));
            ui.add_space(space::XS);
            muted_ui(
                ui,
                "From Klaus, MaestroQA, evaluagent, Observe.AI or any spreadsheet. Rows can also be pasted.",
            );
            ui.add_space(space::M);
            centred_row_ui(ui, "start", |ui| {
                if primary_ui(ui, true, "Open files…").clicked() {
                    out.push(Message::Run(Command::Open));
                }
                if button_ui(ui, "Try the sample").clicked() {
                    out.push(Message::Run(Command::Sample));
                }
            });
            ui.add_space(space::S);
            muted_ui(ui, "The sample is for trying everything out. Nothing leaves this computer.");
            ui.add_space(space::XS);
            muted_ui(ui, "Reads CSV, Excel workbooks, OpenDocument, JSON, and zips or folders of them.");
            for recent in state.settings.recent.iter().take(if first { 4 } else { 0 }) {
                let name = recent.file_name().unwrap_or(recent.as_os_str()).to_string_lossy().into_owned();
                if link_ui(ui, &name).on_hover_text(recent.display().to_string()).clicked() {
                    out.push(Message::OpenPaths(vec![recent.clone()]));
                }
            }
        });
    });
    let rect = response.response.rect;
    let corners =
        [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom(), rect.left_top()];
    ui.painter().extend(egui::Shape::dashed_line(&corners, egui::Stroke::new(1.0, tokens.outline), 6.0, 4.0));
}

/// What waits for a person: the upload under way, batches without an answer, uploads that were left,
/// and open files with rows that can go.
fn waiting_ui(ui: &mut Ui, state: &State, mine: &[&UploadInfo], out: &mut Vec<Message>) {
    let tokens = theme::tokens(ui);
    let waiting: Vec<_> = mine.iter().filter(|info| is_waiting(info)).collect();
    let open_files: Vec<_> =
        state.tabs.list().iter().filter_map(|tab| Some((tab, tab.open()?.report.as_ref()?))).collect();
    if waiting.is_empty() && open_files.is_empty() && state.sent.open_removals().next().is_none() {
        return;
    }
    title_ui(ui, "What waits");
    ui.add_space(space::S);
    for info in waiting {
        let live = state.sending.live.as_ref().is_some_and(|live| live.upload == info.id);
        card(ui).show(ui, |ui| {
            ui.set_width(ui.available_width());
            let left = state.uploads.outcomes(info).of(Outcome::NotSent);
            let words = match (live, info.state) {
                (true, _) => format!("{}: being sent", info.file_name),
                (false, UploadState::Open) => {
                    format!("{}: {} not sent yet", info.file_name, rows_words(left))
                }
                (false, _) => format!("{}: no answer came for a batch", info.file_name),
            };
            signed_ui(
                ui,
                if live { Sign::Up } else { Sign::Question },
                if live { tokens.accent } else { tokens.question },
                words,
            );
            ui.horizontal(|ui| {
                if !live && info.state == UploadState::Open {
                    if primary_ui(ui, state.sending.live.is_none(), "Go on").clicked() {
                        out.push(Message::Sending(sending::Message::Resume(info.id.clone())));
                    }
                    if ui
                        .button("Give up the rest")
                        .on_hover_text("Its rows can be sent with another upload.")
                        .clicked()
                    {
                        out.push(Message::Uploads(uploads::Message::Abandon(info.id.clone())));
                    }
                }
                if button_ui(ui, "Show").clicked() {
                    out.push(Message::Uploads(uploads::Message::Show(info.id.clone())));
                }
            });
            for batch in
                state.uploads.batches(&info.id).iter().filter(|batch| batch.state == BatchState::Unknown)
            {
                unknown_ui(ui, state, info, batch, out);
            }
        });
        ui.add_space(space::S);
    }
    sent_rows::removals_ui(ui, state, out);
    for (tab, report) in open_files {
        let counts = report.counts();
        card(ui).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                ui.label(RichText::new(&tab.name).font(font::strong(14.0)));
                muted_ui(
                    ui,
                    format!(
                        "{} ready · {} to fix",
                        thousands(counts.of(RowState::Ready)),
                        thousands(counts.of(RowState::NeedsFix))
                    ),
                );
                if button_ui(ui, "Go to its rows").clicked() {
                    out.push(Message::Activate(tab.id));
                }
            });
        });
        ui.add_space(space::S);
    }
    ui.add_space(space::M);
    let reading = state.tabs.list().iter().any(|tab| matches!(tab.stage, Stage::Reading(_)));
    if reading {
        muted_ui(ui, "A file is being read…");
    }
}

fn upload_ui(ui: &mut Ui, state: &State, info: &UploadInfo, out: &mut Vec<Message>) {
    ui.horizontal(|ui| {
        heading_ui(ui, &info.started.with_timezone(&chrono::Local).format("%-d %b %Y, %H:%M").to_string());
        if link_ui(ui, &info.file_name).on_hover_text(format!("Upload {}", info.id)).clicked() {
            out.push(Message::Uploads(uploads::Message::Show(info.id.clone())));
        }
        ui.label(super::send::outcome_words(state, info));
    });
}
