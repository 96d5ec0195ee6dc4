//! How the file itself was cut into cells: encoding, delimiter, quote, heading row, sheet. Each can be overruled;
//! the file is then read again, and the columns below show what comes of it. With it stands what else was found.

use egui::{ComboBox, RichText, TextStyle, TextWrapMode, Ui, WidgetText};

use crate::app::reading::How;
use crate::app::tabs::Message as TabMessage;
use crate::app::{Message, Open, Tab};
use crate::import::{ENCODINGS, ImportOptions};
use crate::model::{FileFormat, Note, Quote, SourceFile};
use crate::ui::parts::{muted_ui, named, signed_lines_ui};
use crate::ui::theme::{self, space};
use crate::ui::widgets::sign::Sign;

const DELIMITERS: [(char, &str); 4] = [(',', "comma"), (';', "semicolon"), ('\t', "tab"), ('|', "pipe")];
/// How far down a heading row can be chosen from the list.
const HEADING_ROWS: u32 = 30;
/// How many notes stand there without being asked for.
const NOTES: usize = 4;
/// How wide a list is, at least.
const LIST: f32 = 150.0;

/// The choices, in a line.
pub fn reading_ui(ui: &mut Ui, tab: &Tab, open: &Open, out: &mut Vec<Message>) {
    let (source, now) = (open.document.sheet.source(), &tab.how.options);
    ui.horizontal_wrapped(|ui| {
        let choices = [encoding_ui, delimiter_ui, quote_ui, headings_ui, sheet_ui];
        let chosen = choices.map(|choice_ui| choice_ui(ui, source, now)).into_iter().flatten().next();
        out.extend(chosen.map(|options| Message::Tab(tab.id, TabMessage::ReadAgain(How::Told(options)))));
    });
    if open.history.undo_label().is_some() {
        muted_ui(ui, "Another choice here reads the file again: what was changed by hand is then gone.");
    }
    notes_ui(ui, open.document.sheet.notes());
}

/// What a person should know of the file beside its rows.
fn notes_ui(ui: &mut Ui, notes: &[Note]) {
    let muted = theme::tokens(ui).muted;
    let note_ui = |ui: &mut Ui, note: &Note| {
        signed_lines_ui(ui, Sign::Info, muted, RichText::new(&note.message).color(muted));
    };
    let (first, more) = notes.split_at(notes.len().min(NOTES));
    for note in first {
        note_ui(ui, note);
    }
    if !more.is_empty() {
        let words =
            if more.len() == 1 { "1 more note".to_owned() } else { format!("{} more notes", more.len()) };
        egui::CollapsingHeader::new(words).id_salt("notes").show(ui, |ui| {
            for note in more {
                note_ui(ui, note);
            }
        });
    }
}

fn encoding_ui(ui: &mut Ui, source: &SourceFile, now: &ImportOptions) -> Option<ImportOptions> {
    use FileFormat::{Csv, Html, Json, Ndjson, Xml2003};
    if !matches!(source.format, Csv | Json | Ndjson | Html | Xml2003) {
        return None;
    }
    let choice = Choice {
        label: "Encoding",
        name: "Text encoding",
        found: source.encoding.to_owned(),
        now: now.encoding.clone(),
        choices: ENCODINGS.map(|name| (name.to_owned(), with_preview(name, source))).to_vec(),
    };
    Some(ImportOptions { encoding: choice.ui(ui)?, ..now.clone() })
}

fn delimiter_ui(ui: &mut Ui, source: &SourceFile, now: &ImportOptions) -> Option<ImportOptions> {
    let delimiter = source.delimiter?;
    let words = DELIMITERS.iter().find(|(sign, _)| *sign == delimiter);
    let choice = Choice {
        label: "Between cells",
        name: "What stands between cells",
        found: words.map_or_else(|| delimiter.to_string(), |(_, words)| (*words).to_owned()),
        now: now.delimiter,
        choices: DELIMITERS.map(|(sign, words)| (sign, words.to_owned())).to_vec(),
    };
    Some(ImportOptions { delimiter: choice.ui(ui)?, ..now.clone() })
}

fn quote_ui(ui: &mut Ui, source: &SourceFile, now: &ImportOptions) -> Option<ImportOptions> {
    let choice = Choice {
        label: "Around cells",
        name: "What stands around cells",
        found: quote_words(source.quote?).to_owned(),
        now: now.quote,
        choices: Quote::ALL.map(|quote| (quote, quote_words(quote).to_owned())).to_vec(),
    };
    Some(ImportOptions { quote: choice.ui(ui)?, ..now.clone() })
}

fn headings_ui(ui: &mut Ui, source: &SourceFile, now: &ImportOptions) -> Option<ImportOptions> {
    if matches!(source.format, FileFormat::Json | FileFormat::Ndjson) {
        return None;
    }
    let choice = Choice {
        label: "Headings",
        name: "Heading row",
        found: heading_words(source.header_row),
        now: now.header_row,
        choices: (0..=HEADING_ROWS).map(|row| (row, heading_words(row))).collect(),
    };
    Some(ImportOptions { header_row: choice.ui(ui)?, ..now.clone() })
}

/// Another sheet of the workbook, table of the page, or file of the archive.
fn sheet_ui(ui: &mut Ui, source: &SourceFile, now: &ImportOptions) -> Option<ImportOptions> {
    if source.sheets.is_empty() {
        return None;
    }
    let choice = Choice {
        label: "Read from",
        name: "Sheet or file to read",
        found: source.sheet.clone().unwrap_or_default(),
        now: now.sheet.clone(),
        choices: source.sheets.iter().map(|name| (name.clone(), name.clone())).collect(),
    };
    Some(ImportOptions { sheet: choice.ui(ui)?, ..now.clone() })
}

/// One thing that was detected, and can be overruled.
struct Choice<'a, T> {
    /// What stands in front of it.
    label: &'a str,
    /// Its name for a screen reader.
    name: &'a str,
    /// How the file was read.
    found: String,
    /// What a person chose; `None` leaves it to the program.
    now: Option<T>,
    choices: Vec<(T, String)>,
}

impl<T: PartialEq> Choice<'_, T> {
    /// A list with "as detected" on top; what was chosen anew.
    #[expect(clippy::option_option, reason = "nothing was chosen; “as detected” was; a value was")]
    fn ui(self, ui: &mut Ui) -> Option<Option<T>> {
        let found = with_how(&self.found, self.now.is_none());
        // The words stay with their list where the line is full.
        let width_of = |text: &str| {
            WidgetText::from(text)
                .into_galley(ui, Some(TextWrapMode::Extend), f32::INFINITY, TextStyle::Button)
                .size()
                .x
        };
        let list = LIST
            .max(width_of(&found) + 2.0 * ui.spacing().button_padding.x + ui.spacing().icon_width + space::S);
        let size = egui::vec2(
            width_of(self.label) + ui.spacing().item_spacing.x + list,
            ui.spacing().interact_size.y,
        );
        let left_to_right = egui::Layout::left_to_right(egui::Align::Center);
        ui.allocate_ui_with_layout(size, left_to_right, |ui| self.list_ui(ui, found)).inner
    }

    #[expect(clippy::option_option, reason = "as above")]
    fn list_ui(self, ui: &mut Ui, found: String) -> Option<Option<T>> {
        ui.label(self.label);
        let as_detected = (None, "as detected".to_owned());
        let choices = self.choices.into_iter().map(|(value, words)| (Some(value), words));
        let mut chosen = None;
        let combo = ComboBox::from_id_salt(self.name).selected_text(found).width(LIST).show_ui(ui, |ui| {
            // A preview stands in one line beside its encoding.
            ui.style_mut().wrap_mode = Some(TextWrapMode::Extend);
            for (value, words) in std::iter::once(as_detected).chain(choices) {
                let is_now = self.now == value;
                if ui.selectable_label(is_now, words).clicked() && !is_now {
                    chosen = Some(value);
                }
            }
        });
        named(&combo.response, self.name);
        chosen
    }
}

fn with_how(found: &str, detected: bool) -> String {
    if detected { format!("{found} (detected)") } else { found.to_owned() }
}

/// An encoding, and how the first lines that tell would read in it.
fn with_preview(name: &str, source: &SourceFile) -> String {
    let preview = source.previews.iter().find(|(choice, _)| *choice == name);
    preview.map_or_else(|| name.to_owned(), |(_, text)| format!("{name} — {text}"))
}

fn quote_words(quote: Quote) -> &'static str {
    match quote {
        Quote::Double => "\"double\"",
        Quote::Backslash => "\"double\", \\\" inside",
        Quote::Single => "'single'",
        Quote::None => "nothing",
    }
}

fn heading_words(row: u32) -> String {
    if row == 0 { "none".to_owned() } else { format!("on line {row}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import;
    use crate::model::Progress;

    #[test]
    fn every_choice_is_one_that_the_import_takes() {
        for name in ENCODINGS {
            let options = ImportOptions { encoding: Some(name.to_owned()), ..ImportOptions::default() };
            let read = import::read("a.csv", b"a,b\n1,2\n".to_vec(), &options, &Progress::default());
            assert!(!matches!(read, Err(import::ImportError::UnknownEncoding(_))), "{name}");
        }
        for (delimiter, _) in DELIMITERS {
            let options = ImportOptions { delimiter: Some(delimiter), ..ImportOptions::default() };
            import::read("a.csv", b"a,b\n1,2\n".to_vec(), &options, &Progress::default()).unwrap();
        }
        for quote in Quote::ALL {
            let options = ImportOptions { quote: Some(quote), ..ImportOptions::default() };
            import::read("a.csv", b"a,b\n1,2\n".to_vec(), &options, &Progress::default()).unwrap();
        }
    }
}
