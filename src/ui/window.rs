//! The window itself: opening it, the circle of messages, keys, drops, and closing.
//!
//! Owns the one [`State`] and the threads. Does not know screens. Invariant: messages are taken in
//! `logic`, which runs also while the window is hidden; drawing only adds messages.

use std::sync::Arc;

use chrono::Utc;
use egui::{Context, Event, Key, KeyboardShortcut, Modifiers, ThemePreference, ViewportCommand};

use crate::app::{self, COMMANDS, Effect, Launch, Message, Services, Shortcut, State, sending};
use crate::settings::{Settings, Theme};

use super::{Screens, frame, theme};

/// No window could be opened. [`Display`](std::fmt::Display) is one sentence.
#[derive(Debug, thiserror::Error)]
#[error("The window cannot be opened: {0}.")]
pub struct WindowError(String);

/// Opens the window and returns when it is closed.
///
/// # Errors
/// Where neither the GPU's own way of drawing nor OpenGL works.
pub fn run(launch: &Launch) -> Result<(), WindowError> {
    match open(launch, eframe::Renderer::Wgpu) {
        Ok(()) => Ok(()),
        // Without a display the second try only says that it is the second: the first reason counts.
        Err(first) => open(launch, eframe::Renderer::Glow).map_err(|_second| WindowError(first.to_string())),
    }
}

fn open(launch: &Launch, renderer: eframe::Renderer) -> Result<(), eframe::Error> {
    let options = eframe::NativeOptions {
        renderer,
        viewport: egui::ViewportBuilder::default()
            .with_title("Scorebridge")
            .with_app_id("scorebridge")
            .with_icon(icon())
            .with_inner_size([1320.0, 840.0])
            .with_min_inner_size([880.0, 560.0])
            .with_drag_and_drop(true),
        ..eframe::NativeOptions::default()
    };
    eframe::run_native(
        "Scorebridge",
        options,
        Box::new(|creation| {
            spare_slow_renderers(creation);
            Ok(Box::new(Window::new(&creation.egui_ctx, launch)))
        }),
    )
}

/// The icon of windows and task bars that do not take it from the desktop entry.
fn icon() -> egui::IconData {
    eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icons/icon-128.png")).unwrap_or_default()
}

/// Where the processor draws, soft edges cost more than they show.
fn spare_slow_renderers(creation: &eframe::CreationContext<'_>) {
    let by_cpu = creation
        .wgpu_render_state
        .as_ref()
        .is_some_and(|state| state.adapter.get_info().device_type == wgpu::DeviceType::Cpu);
    if by_cpu {
        creation.egui_ctx.tessellation_options_mut(|options| options.feathering = false);
    }
}

/// The window. See the module's header.
pub struct Window {
    state: State,
    screens: Screens,
    services: Services,
    may_close: bool,
    fits: bool,
}

impl Window {
    /// The window's content, with files or the sample opening.
    pub fn new(ctx: &Context, launch: &Launch) -> Self {
        theme::install(ctx);
        // Zoom is a command like the others, and remembered.
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        let waker = ctx.clone();
        let services = Services::start(launch, Arc::new(move || waker.request_repaint()));
        let state = State::new(Settings::load(&launch.data_dir), Utc::now());
        let mut window = Self { state, screens: Screens::default(), services, may_close: false, fits: false };
        window.follow_settings(ctx);
        for effect in app::start() {
            window.carry_out(ctx, effect);
        }
        if launch.sample {
            window.tell(ctx, Message::Run(app::Command::Sample));
        }
        if !launch.files.is_empty() {
            window.tell(ctx, Message::OpenPaths(launch.files.clone()));
        }
        window
    }

    /// What the window shows; for tests.
    pub fn state(&self) -> &State {
        &self.state
    }

    fn tell(&mut self, ctx: &Context, message: Message) {
        self.state.now = Utc::now();
        for effect in app::update(&mut self.state, message) {
            self.carry_out(ctx, effect);
        }
    }

    fn carry_out(&mut self, ctx: &Context, effect: Effect) {
        match effect {
            Effect::Copy(text) => ctx.copy_text(text),
            Effect::Quit => {
                self.may_close = true;
                ctx.send_viewport_cmd(ViewportCommand::Close);
            }
            effect => self.services.run(effect),
        }
    }

    fn follow_settings(&self, ctx: &Context) {
        let wanted = match self.state.settings.theme {
            Theme::System => ThemePreference::System,
            Theme::Light => ThemePreference::Light,
            Theme::Dark => ThemePreference::Dark,
        };
        if ctx.options(|options| options.theme_preference) != wanted {
            ctx.set_theme(wanted);
            // Areas over the place are laid out with the look of the frame before: one more frame for them.
            ctx.request_repaint();
        }
        if (ctx.zoom_factor() - self.state.zoom()).abs() > 0.001 {
            ctx.set_zoom_factor(self.state.zoom());
        }
    }

    /// A new window that is larger than its screen, frame and title included, gets smaller, so that the
    /// sum line is in view.
    fn fit_screen(&mut self, ctx: &Context) {
        let viewport = ctx.input(|input| input.viewport().clone());
        let (Some(monitor), Some(outer), Some(inner)) =
            (viewport.monitor_size, viewport.outer_rect, viewport.inner_rect)
        else {
            return;
        };
        // The window's frame comes after the window.
        self.fits = ctx.input(|input| input.time) > 3.0;
        let over = (outer.size() - monitor).max(egui::Vec2::ZERO);
        if over != egui::Vec2::ZERO && viewport.maximized != Some(true) {
            self.fits = true;
            ctx.send_viewport_cmd(ViewportCommand::InnerSize(inner.size() - over));
            ctx.send_viewport_cmd(ViewportCommand::OuterPosition(egui::Pos2::ZERO));
        }
    }

    fn closing(&mut self, ctx: &Context) {
        if !self.may_close && ctx.input(|input| input.viewport().close_requested()) {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.tell(ctx, Message::CloseAsked);
        }
    }
}

impl eframe::App for Window {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        let messages: Vec<_> = self.services.messages().collect();
        for message in messages {
            self.tell(ctx, message);
        }
        self.tell(ctx, Message::Tick);
        // The stop window ends also while the window is hidden.
        if let sending::Stage::Counting(_, until) = &self.state.sending.ask {
            let left = (*until - self.state.now).to_std().unwrap_or_default();
            ctx.request_repaint_after(left.min(super::FRAME_OF_WORK));
        }
        if let Some(end) = self.state.notices.next_end() {
            ctx.request_repaint_after((end - self.state.now).to_std().unwrap_or_default());
        }
        if !self.fits {
            self.fit_screen(ctx);
        }
        self.closing(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let mut out = Vec::new();
        keys(ui.ctx(), &self.state, &mut self.screens, &mut out);
        frame::window_ui(ui, &self.state, &mut self.screens, &mut out);
        dropped(ui.ctx(), &mut out);
        pasted(ui.ctx(), &self.state, &mut out);
        let ctx = ui.ctx().clone();
        for message in out {
            self.tell(&ctx, message);
            ctx.request_repaint();
        }
        // After drawing, so that no frame is half in one theme and half in the other.
        self.follow_settings(&ctx);
    }
}

/// Turns keys into commands, by the table.
fn keys(ctx: &Context, state: &State, screens: &mut Screens, out: &mut Vec<Message>) {
    let typing = ctx.text_edit_focused();
    let mut shortcuts: Vec<_> = COMMANDS.iter().filter_map(|info| Some((info, info.shortcut?))).collect();
    // Ctrl+Shift+F is also Ctrl+F to egui: more modifiers first.
    shortcuts
        .sort_by_key(|(_, shortcut)| std::cmp::Reverse(u8::from(shortcut.ctrl) + u8::from(shortcut.shift)));
    for (info, shortcut) in shortcuts {
        if typing && info.yields_to_text || !(info.available)(state) {
            continue;
        }
        let Some(keys) = toolkit_keys(shortcut) else { continue };
        if ctx.input_mut(|input| input.consume_shortcut(&keys)) {
            screens.command(state, info.command);
            out.push(Message::Run(info.command));
        }
    }
}

/// The toolkit's name for a shortcut; `None` for a key that it does not have.
pub fn toolkit_keys(shortcut: Shortcut) -> Option<KeyboardShortcut> {
    let mut modifiers = Modifiers::NONE;
    if shortcut.ctrl {
        modifiers |= Modifiers::COMMAND;
    }
    if shortcut.shift {
        modifiers |= Modifiers::SHIFT;
    }
    Some(KeyboardShortcut::new(modifiers, Key::from_name(shortcut.key)?))
}

/// Files that were let go over the window.
fn dropped(ctx: &Context, out: &mut Vec<Message>) {
    let paths: Vec<_> =
        ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_path_buf()).collect());
    if !paths.is_empty() {
        out.push(Message::OpenPaths(paths));
    }
}

/// Rows pasted where no field or grid takes them are opened like a file.
fn pasted(ctx: &Context, state: &State, out: &mut Vec<Message>) {
    let grid_takes_it = state.place == app::Place::Check && state.tabs.active_open().is_some();
    if ctx.text_edit_focused() || grid_takes_it || state.dialog.is_some() {
        return;
    }
    let text = ctx.input(|input| {
        input.events.iter().find_map(|event| match event {
            Event::Paste(text) if text.contains('\n') => Some(text.clone()),
            _ => None,
        })
    });
    if let Some(text) = text {
        out.push(Message::OpenPasted(text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_toolkit_has_every_key_of_the_table() {
        for info in COMMANDS {
            if let Some(shortcut) = info.shortcut {
                assert!(toolkit_keys(shortcut).is_some(), "{}", shortcut.key);
            }
        }
    }
}
