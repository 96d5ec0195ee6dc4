//! Tokens: every colour, size, radius and font has its name here, and nowhere else.
//!
//! Owns the two palettes ([`LIGHT`], [`DARK`]), the scale of sizes, the fonts, and how both become
//! egui's style ([`install`]). Does not know what is drawn with them. Invariant, held by a test: each
//! text colour reads at 4.5 : 1 or better on each ground that it is drawn on.
//!
//! Views ask [`tokens`] for colours and take sizes from the modules here:
//! ```
//! # egui::__run_test_ui(|ui| {
//! use scorebridge::ui::theme::{self, space};
//! ui.add_space(space::M);
//! ui.colored_label(theme::tokens(ui).muted, "25 waiting since 14 Sep");
//! # });
//! ```

use std::sync::Arc;

use egui::style::{ScrollAnimation, ScrollStyle, Selection, TextCursorStyle, WidgetVisuals, Widgets};
use egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, Margin, Shadow, Stroke, Style,
    TextStyle, Theme, Ui, Vec2, Visuals,
};

use crate::check::Severity;
use crate::model::RowState;

/// The colours of one theme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tokens {
    /// Whether this is the dark theme.
    pub dark: bool,
    /// Behind the data: the grid, the middle of a place.
    pub ground: Color32,
    /// Behind what surrounds the data: bars, side panels, the grid's header.
    pub panel: Color32,
    /// Behind what lies above the rest: text fields, menus, popups, dialogs, buttons at rest.
    pub raised: Color32,
    /// Text.
    pub text: Color32,
    /// Text of second rank.
    pub muted: Color32,
    /// What can be acted on, what is selected, what has the focus.
    pub accent: Color32,
    /// The accent under the pointer.
    pub accent_hover: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Has to be fixed; refused.
    pub error: Color32,
    /// Waits for an answer.
    pub question: Color32,
    /// Ready; accepted.
    pub good: Color32,
    /// Behind a cell with an error, a notice of one.
    pub error_ground: Color32,
    /// Behind a cell with a question.
    pub question_ground: Color32,
    /// Behind what was fixed.
    pub good_ground: Color32,
    /// Lines between rows and parts.
    pub hairline: Color32,
    /// The outline of what can be acted on: fields, buttons, scroll handles.
    pub outline: Color32,
    /// Behind what the pointer is on.
    pub hover: Color32,
    /// Behind what is held down.
    pub pressed: Color32,
    /// Behind what is selected.
    pub selected: Color32,
    /// Six hues outside the meanings above, for accounts. Read them with [`Tokens::account`].
    pub accounts: [Color32; 6],
    /// Over the window while a dialog is open.
    pub backdrop: Color32,
}

impl Tokens {
    /// The colour of an account, by its number in the journal.
    #[must_use]
    pub fn account(&self, colour: u8) -> Color32 {
        self.accounts[usize::from(colour) % self.accounts.len()]
    }

    /// The colour of a finding; its sign is drawn by `widgets::sign`.
    #[must_use]
    pub const fn severity(&self, severity: Severity) -> Color32 {
        match severity {
            Severity::Error => self.error,
            Severity::Question => self.question,
            Severity::Note => self.muted,
        }
    }

    /// The ground behind a cell with a finding, `None` where it stays as it is.
    #[must_use]
    pub const fn severity_ground(&self, severity: Severity) -> Option<Color32> {
        match severity {
            Severity::Error => Some(self.error_ground),
            Severity::Question => Some(self.question_ground),
            Severity::Note => None,
        }
    }

    /// The colour of a row's state.
    #[must_use]
    pub const fn state(&self, state: RowState) -> Color32 {
        match state {
            RowState::Ready => self.good,
            RowState::NeedsFix => self.error,
            RowState::Unknown => self.question,
            RowState::InUpload => self.accent,
            RowState::Skipped | RowState::AlreadySent => self.muted,
        }
    }
}

/// The light theme.
pub static LIGHT: Tokens = Tokens {
    dark: false,
    ground: hex(0xFB_FBFA),
    panel: hex(0xF1_F1EF),
    raised: hex(0xFF_FFFF),
    text: hex(0x1C_1D1F),
    muted: hex(0x5F_6368),
    accent: hex(0x2F_5BD0),
    accent_hover: hex(0x25_4CB4),
    on_accent: hex(0xFF_FFFF),
    error: hex(0xB3_261E),
    question: hex(0x8A_5A00),
    good: hex(0x1E_6B3A),
    error_ground: hex(0xFB_EBE9),
    question_ground: hex(0xFB_F2DF),
    good_ground: hex(0xE8_F3EB),
    hairline: hex(0xE4_E4E0),
    outline: hex(0xC3_C4C0),
    hover: hex(0xEA_EAE7),
    pressed: hex(0xDF_DFDB),
    selected: hex(0xE0_E8FA),
    accounts: [
        hex(0x0B_6E85),
        hex(0x6A_3FBF),
        hex(0x97_2C97),
        hex(0x52_606E),
        hex(0x7B_5546),
        hex(0xA0_3A6D),
    ],
    backdrop: Color32::from_black_alpha(70),
};

/// The dark theme.
pub static DARK: Tokens = Tokens {
    dark: true,
    ground: hex(0x17_181A),
    panel: hex(0x1F_2124),
    raised: hex(0x26_282C),
    text: hex(0xE8_E8E6),
    muted: hex(0x9B_A0A6),
    accent: hex(0x7F_A2FF),
    accent_hover: hex(0x9B_B7FF),
    on_accent: hex(0x10_1524),
    error: hex(0xFF_8A80),
    question: hex(0xE5_B454),
    good: hex(0x7C_C796),
    error_ground: hex(0x38_2220),
    question_ground: hex(0x34_2B19),
    good_ground: hex(0x1D_3024),
    hairline: hex(0x2C_2E32),
    outline: hex(0x4A_4E55),
    hover: hex(0x2A_2D31),
    pressed: hex(0x34_373C),
    selected: hex(0x24_304E),
    accounts: [
        hex(0x4F_BFD6),
        hex(0xB4_98FF),
        hex(0xD8_7EF0),
        hex(0xA3_B1C0),
        hex(0xCF_A38F),
        hex(0xEE_8DBB),
    ],
    backdrop: Color32::from_black_alpha(130),
};

/// The colours of the theme that this part of the window is drawn in.
pub fn tokens(ui: &Ui) -> &'static Tokens {
    of(ui.visuals().dark_mode)
}

/// The colours of the theme that the window is in, where there is no [`Ui`] at hand.
pub fn tokens_of(ctx: &Context) -> &'static Tokens {
    of(ctx.theme() == Theme::Dark)
}

fn of(dark: bool) -> &'static Tokens {
    if dark { &DARK } else { &LIGHT }
}

/// Distances, in points.
pub mod space {
    /// Between a sign and its word.
    pub const XS: f32 = 4.0;
    /// Between things that belong together.
    pub const S: f32 = 8.0;
    /// Inside of panels, between groups.
    pub const M: f32 = 12.0;
    /// Inside of dialogs.
    pub const L: f32 = 16.0;
    /// Between parts of a place.
    pub const XL: f32 = 24.0;
}

/// Heights, widths and radii, in points.
pub mod size {
    /// A row of the grid.
    pub const ROW: f32 = 24.0;
    /// A row of the grid, compact.
    pub const ROW_COMPACT: f32 = 22.0;
    /// The grid's header.
    pub const HEADER: f32 = 28.0;
    /// Buttons and fields.
    pub const CONTROL: f32 = 28.0;
    /// The bar on top, the sum line.
    pub const BAR: f32 = 40.0;
    /// The corner radius of widgets; cells have none.
    pub const RADIUS: u8 = 4;
    /// The square that a sign is drawn in.
    pub const SIGN: f32 = 12.0;
    /// The stroke of signs and of the focus ring.
    pub const STROKE: f32 = 1.5;
    /// The account's bar on top of the window.
    pub const ACCOUNT_BAR: f32 = 3.0;
    /// The most that the name of a file takes in its tab.
    pub const TAB: f32 = 180.0;
    /// The most that the name of an account takes.
    pub const ACCOUNT: f32 = 240.0;
    /// Below this width of the window there is room for the most important only: a small window at 200 %.
    pub const CRAMPED: f32 = 760.0;
    /// A scroll bar.
    pub const SCROLL_BAR: f32 = 12.0;
}

/// Fonts by their use.
pub mod font {
    use egui::{FontFamily, FontId};

    /// The family of headings and of what must stand out.
    pub const STRONG: &str = "strong";
    /// The family of numbers that stand below each other: all figures have one width.
    pub const FIGURES: &str = "figures";

    /// Text in the grid.
    pub fn grid() -> FontId {
        FontId::proportional(13.0)
    }

    /// Numbers in the grid.
    pub fn grid_figures() -> FontId {
        figures(13.0)
    }

    /// Ids in the grid.
    pub fn grid_mono() -> FontId {
        FontId::monospace(12.0)
    }

    /// Headings of the grid.
    pub fn grid_header() -> FontId {
        strong(12.0)
    }

    /// Text elsewhere.
    pub fn body() -> FontId {
        FontId::proportional(14.0)
    }

    /// Text of second rank.
    pub fn small() -> FontId {
        FontId::proportional(12.0)
    }

    /// The title of a panel or a dialog.
    pub fn title() -> FontId {
        strong(18.0)
    }

    /// The title of a place.
    pub fn title_large() -> FontId {
        strong(24.0)
    }

    /// Semi-bold, at a size of the scale.
    pub fn strong(size: f32) -> FontId {
        FontId::new(size, FontFamily::Name(STRONG.into()))
    }

    /// Tabular figures, at a size of the scale.
    pub fn figures(size: f32) -> FontId {
        FontId::new(size, FontFamily::Name(FIGURES.into()))
    }
}

/// Gives the context the fonts and both themes. Called once, before the first frame: the named font
/// families are bound by it.
pub fn install(ctx: &Context) {
    ctx.set_fonts(fonts());
    ctx.add_glyph_rasterizer(super::placeholder::placeholders());
    ctx.set_style_of(Theme::Light, style(&LIGHT));
    ctx.set_style_of(Theme::Dark, style(&DARK));
}

/// Inter in three cuts before egui's own fonts; the system's fonts stand behind all of them.
fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let mut add = |name: &str, bytes: &'static [u8]| {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    };
    add("inter", include_bytes!("../../assets/fonts/Inter-Regular.otf"));
    add("inter-strong", include_bytes!("../../assets/fonts/Inter-SemiBold.otf"));
    add("inter-figures", include_bytes!("../../assets/fonts/Inter-Figures.otf"));

    let behind = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    for (family, first) in [
        (FontFamily::Proportional, "inter"),
        (FontFamily::Name(font::STRONG.into()), "inter-strong"),
        (FontFamily::Name(font::FIGURES.into()), "inter-figures"),
    ] {
        let mut names = vec![first.to_owned()];
        names.extend(behind.iter().cloned());
        fonts.families.insert(family, names);
    }
    // A monospace id with a letter that Hack lacks takes it from Inter before the system's fonts.
    fonts.families.entry(FontFamily::Monospace).or_default().push("inter".to_owned());
    fonts
}

fn style(tokens: &Tokens) -> Style {
    let mut style = Style {
        text_styles: [
            (TextStyle::Small, font::small()),
            (TextStyle::Body, font::body()),
            (TextStyle::Button, font::body()),
            (TextStyle::Heading, font::title()),
            (TextStyle::Monospace, egui::FontId::monospace(13.0)),
        ]
        .into(),
        visuals: visuals(tokens),
        animation_time: 0.0,
        scroll_animation: ScrollAnimation::none(),
        ..Style::default()
    };
    let spacing = &mut style.spacing;
    spacing.item_spacing = Vec2::new(space::S, space::S);
    spacing.button_padding = Vec2::new(space::M, 5.0);
    spacing.interact_size = Vec2::new(size::CONTROL, size::CONTROL);
    spacing.window_margin = Margin::same(16);
    spacing.menu_margin = Margin::same(4);
    spacing.indent = space::L;
    spacing.icon_width = 16.0;
    spacing.icon_width_inner = 9.0;
    spacing.tooltip_width = 360.0;
    spacing.scroll =
        ScrollStyle { bar_width: 8.0, floating_width: 6.0, handle_min_length: 24.0, ..ScrollStyle::thin() };
    style.interaction.tooltip_delay = 0.35;
    style.interaction.selectable_labels = false;
    style
}

fn visuals(tokens: &Tokens) -> Visuals {
    let base = if tokens.dark { Visuals::dark() } else { Visuals::light() };
    let shadow = Shadow {
        offset: [0, 4],
        blur: 16,
        spread: 0,
        color: Color32::from_black_alpha(if tokens.dark { 110 } else { 36 }),
    };
    Visuals {
        widgets: Widgets {
            noninteractive: widget(tokens.panel, Stroke::new(1.0, tokens.hairline), tokens.text),
            inactive: widget(tokens.raised, Stroke::new(1.0, tokens.outline), tokens.text),
            hovered: widget(tokens.hover, Stroke::new(1.0, tokens.muted), tokens.text),
            // Held down, and also how egui draws what has the focus: the ring.
            active: widget(tokens.pressed, Stroke::new(size::STROKE, tokens.accent), tokens.text),
            open: widget(tokens.hover, Stroke::new(1.0, tokens.outline), tokens.text),
        },
        selection: Selection { bg_fill: tokens.selected, stroke: Stroke::new(size::STROKE, tokens.accent) },
        hyperlink_color: tokens.accent,
        weak_text_color: Some(tokens.muted),
        faint_bg_color: tokens.panel,
        extreme_bg_color: tokens.raised,
        text_edit_bg_color: Some(tokens.raised),
        code_bg_color: tokens.panel,
        warn_fg_color: tokens.question,
        error_fg_color: tokens.error,
        window_corner_radius: CornerRadius::same(2 * size::RADIUS),
        window_shadow: shadow,
        window_fill: tokens.raised,
        window_stroke: Stroke::new(1.0, tokens.hairline),
        menu_corner_radius: CornerRadius::same(size::RADIUS),
        panel_fill: tokens.panel,
        popup_shadow: shadow,
        text_cursor: TextCursorStyle {
            stroke: Stroke::new(size::STROKE, tokens.text),
            ..TextCursorStyle::default()
        },
        interact_cursor: None,
        ..base
    }
}

fn widget(fill: Color32, outline: Stroke, text: Color32) -> WidgetVisuals {
    WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: outline,
        corner_radius: CornerRadius::same(size::RADIUS),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where colours get their names")]
const fn hex(rgb: u32) -> Color32 {
    let [_, r, g, b] = rgb.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(colour: Color32) -> f32 {
        let channel = |value: u8| {
            let value = f32::from(value) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(colour.r()) + 0.7152 * channel(colour.g()) + 0.0722 * channel(colour.b())
    }

    fn contrast(a: Color32, b: Color32) -> f32 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn each_text_reads_on_each_ground_that_it_is_drawn_on() {
        for tokens in [&LIGHT, &DARK] {
            let everywhere = [
                ("ground", tokens.ground),
                ("panel", tokens.panel),
                ("raised", tokens.raised),
                ("hover", tokens.hover),
                ("selected", tokens.selected),
            ];
            let tinted = [
                ("error_ground", tokens.error_ground),
                ("question_ground", tokens.question_ground),
                ("good_ground", tokens.good_ground),
            ];
            let mut pairs = vec![("on_accent", tokens.on_accent, "accent", tokens.accent)];
            pairs.push(("on_accent", tokens.on_accent, "accent_hover", tokens.accent_hover));
            pairs.push(("text", tokens.text, "pressed", tokens.pressed));
            for (name, text) in [
                ("text", tokens.text),
                ("muted", tokens.muted),
                ("accent", tokens.accent),
                ("error", tokens.error),
                ("question", tokens.question),
                ("good", tokens.good),
            ] {
                pairs.extend(everywhere.map(|(ground, colour)| (name, text, ground, colour)));
            }
            for (name, text) in [("text", tokens.text), ("muted", tokens.muted)] {
                pairs.extend(tinted.map(|(ground, colour)| (name, text, ground, colour)));
            }
            pairs.push(("error", tokens.error, "error_ground", tokens.error_ground));
            pairs.push(("question", tokens.question, "question_ground", tokens.question_ground));
            pairs.push(("good", tokens.good, "good_ground", tokens.good_ground));
            for account in tokens.accounts {
                pairs.push(("account", account, "panel", tokens.panel));
                pairs.push(("account", account, "raised", tokens.raised));
            }
            for (name, text, ground, colour) in pairs {
                let ratio = contrast(text, colour);
                assert!(ratio >= 4.5, "dark {}: {name} on {ground}: {ratio:.2}", tokens.dark);
            }
        }
    }

    #[test]
    fn the_colours_of_the_design_are_as_it_says() {
        let named = |t: &Tokens| [t.ground, t.panel, t.text, t.muted, t.accent, t.error, t.question, t.good];
        let rgb = |colours: [u32; 8]| colours.map(hex);
        assert_eq!(
            named(&LIGHT),
            rgb([0xFB_FBFA, 0xF1_F1EF, 0x1C_1D1F, 0x5F_6368, 0x2F_5BD0, 0xB3_261E, 0x8A_5A00, 0x1E_6B3A])
        );
        assert_eq!(
            named(&DARK),
            rgb([0x17_181A, 0x1F_2124, 0xE8_E8E6, 0x9B_A0A6, 0x7F_A2FF, 0xFF_8A80, 0xE5_B454, 0x7C_C796])
        );
    }

    #[test]
    fn account_colours_differ_from_each_other_and_from_the_meanings() {
        let distance = |a: Color32, b: Color32| {
            a.to_array().iter().zip(b.to_array()).map(|(&a, b)| i32::from(a.abs_diff(b))).sum::<i32>()
        };
        for tokens in [&LIGHT, &DARK] {
            let meanings = [tokens.accent, tokens.error, tokens.question, tokens.good];
            for (place, &account) in tokens.accounts.iter().enumerate() {
                for &other in meanings.iter().chain(&tokens.accounts[..place]) {
                    assert!(distance(account, other) >= 60, "{account:?} is too near to {other:?}");
                }
            }
        }
    }

    #[test]
    fn figures_of_the_number_font_have_one_width() {
        let ctx = Context::default();
        install(&ctx);
        let mut widths = Vec::new();
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            widths = ui.fonts_mut(|fonts| {
                ('0'..='9').map(|digit| fonts.glyph_width(&font::grid_figures(), digit)).collect()
            });
        });
        output.textures_delta.clear();
        assert!(widths.iter().all(|&width: &f32| width > 0.0 && (width - widths[0]).abs() < 0.01));
    }
}
