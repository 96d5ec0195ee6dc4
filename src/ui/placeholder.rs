//! What is drawn for a letter that no font of this computer has: a box with the letter's number in it.
//!
//! It says which letter is there and that it is only the picture that is missing: what is edited and sent
//! is the text itself.

use egui::epaint::text::{GlyphBitmap, GlyphRasterizer, GlyphRasterizerRequest, RasterizedGlyph};
use egui::{Color32, ColorImage, vec2};

/// The figures 0 to F, five rows of three points each.
const FIGURES: [[u8; 5]; 16] = [
    [7, 5, 5, 5, 7],
    [2, 6, 2, 2, 7],
    [7, 1, 7, 4, 7],
    [7, 1, 7, 1, 7],
    [5, 5, 7, 1, 1],
    [7, 4, 7, 1, 7],
    [7, 4, 7, 5, 7],
    [7, 1, 1, 2, 2],
    [7, 5, 7, 5, 7],
    [7, 5, 7, 1, 7],
    [7, 5, 7, 5, 5],
    [6, 5, 6, 5, 6],
    [7, 4, 4, 4, 7],
    [6, 5, 5, 5, 6],
    [7, 4, 7, 4, 7],
    [7, 4, 7, 4, 4],
];

/// Asked for letters that no font has.
pub fn placeholders() -> GlyphRasterizer {
    GlyphRasterizer::new("scorebridge::placeholders", |asked: &GlyphRasterizerRequest<'_>| {
        let letter = asked.cluster.chars().next().filter(|letter| !letter.is_control())?;
        Some(placeholder(letter, asked.font_size_px))
    })
}

/// A box on the line of letters, with the number in two rows.
fn placeholder(letter: char, font_size: f32) -> RasterizedGlyph {
    let number = format!("{:04X}", u32::from(letter));
    let columns = number.len().div_ceil(2);
    // A point of a figure is a pixel of the usual size, and more of larger ones.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small positive number")]
    let scale = (font_size / 13.0).round().max(1.0) as usize;
    let (width, height) = (columns * 4 + 3, 15);
    let mut image = ColorImage::filled([width * scale, height * scale], Color32::TRANSPARENT);
    let mut point = |x: usize, y: usize| {
        for (dx, dy) in (0..scale * scale).map(|at| (at % scale, at / scale)) {
            image[(x * scale + dx, y * scale + dy)] = Color32::WHITE;
        }
    };
    for x in 0..width {
        point(x, 0);
        point(x, height - 1);
    }
    for y in 0..height {
        point(0, y);
        point(width - 1, y);
    }
    for (at, figure) in number.chars().filter_map(|figure| figure.to_digit(16)).enumerate() {
        let (left, top) = (2 + at % columns * 4, 2 + at / columns * 6);
        for (y, row) in FIGURES[figure as usize].iter().enumerate() {
            (0..3).filter(|x| row & (4 >> x) != 0).for_each(|x| point(left + x, top + y));
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "pixels of a letter")]
    let (advance, above) = (((width + 1) * scale) as f32, ((height - 3) * scale) as f32);
    let bitmap = GlyphBitmap { image, offset_px: vec2(0.0, -above), is_color: false };
    RasterizedGlyph { bitmap, advance_px: advance }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_letter_has_a_box_of_its_own() {
        let pixels = |letter| placeholder(letter, 13.0).bitmap.image.pixels;
        assert_ne!(pixels('ส'), pixels('ว'));
        // Six figures are wider than four.
        assert!(placeholder('👍', 13.0).advance_px > placeholder('ส', 13.0).advance_px);
        assert!(placeholder('ส', 26.0).bitmap.image.height() > placeholder('ส', 13.0).bitmap.image.height());
    }
}
