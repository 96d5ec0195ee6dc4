//! How the file itself was cut into cells: encoding, delimiter, heading row, sheet. Each can be overruled;
//! the file is then read again, and the columns below show what comes of it.

use egui::{ComboBox, Ui};

use crate::app::tabs::Message as TabMessage;
use crate::app::{Message, Open, Tab};
use crate::import::ImportOptions;
use crate::model::FileFormat;
use crate::ui::parts::{muted_ui, named};

/// What a person may say that a text is encoded in; the usual ones first.
const ENCODINGS: [&str; 20] = [
    "utf-8",
    "windows-1252",
    "utf-16le",
    "utf-16be",
    "macintosh",
    "iso-8859-15",
    "windows-1250",
    "windows-1251",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "koi8-r",
    "shift_jis",
    "euc-jp",
    "gb18030",
    "big5",
    "euc-kr",
    "windows-874",
];
const DELIMITERS: [(char, &str); 4] = [(',', "comma"), (';', "semicolon"), ('\t', "tab"), ('|', "pipe")];
/// How far down a heading row can be chosen from the list.
const HEADING_ROWS: u32 = 30;

/// What is typed here.
#[derive(Default)]
pub struct Drafts {
    sheet: String,
}

/// The choices, in a line.
pub fn reading_ui(ui: &mut Ui, tab: &Tab, open: &Open, drafts: &mut Drafts, out: &mut Vec<Message>) {
    let source = open.document.sheet.source();
    let now = &tab.options;
    let mut chosen = None;
    ui.horizontal_wrapped(|ui| {
        let is_text = matches!(source.format, FileFormat::Csv | FileFormat::Json | FileFormat::Ndjson);
        if is_text {
            ui.label("Encoding");
            let choices = ENCODINGS.iter().map(|name| (Some((*name).to_owned()), (*name).to_owned()));
            let found = with_how(source.encoding, now.encoding.is_none());
            chosen = chosen.take().or(choice_ui(
                ui,
                "Text encoding",
                &found,
                now.encoding.as_ref(),
                choices,
                |encoding| ImportOptions { encoding, ..now.clone() },
            ));
        }
        if let Some(delimiter) = source.delimiter {
            ui.label("Between cells");
            let words = DELIMITERS.iter().find(|(sign, _)| *sign == delimiter);
            let words = words.map_or_else(|| delimiter.to_string(), |(_, words)| (*words).to_owned());
            let choices = DELIMITERS.iter().map(|(sign, words)| (Some(*sign), (*words).to_owned()));
            let found = with_how(&words, now.delimiter.is_none());
            chosen = chosen.take().or(choice_ui(
                ui,
                "What stands between cells",
                &found,
                now.delimiter.as_ref(),
                choices,
                |delimiter| ImportOptions { delimiter, ..now.clone() },
            ));
        }
        if !matches!(source.format, FileFormat::Json | FileFormat::Ndjson) {
            ui.label("Headings");
            let choices = (0..=HEADING_ROWS).map(|row| (Some(row), heading_words(row)));
            let found = with_how(&heading_words(source.header_row), now.header_row.is_none());
            chosen = chosen.take().or(choice_ui(
                ui,
                "Heading row",
                &found,
                now.header_row.as_ref(),
                choices,
                |header_row| ImportOptions { header_row, ..now.clone() },
            ));
        }
        if let Some(sheet) = &source.sheet {
            ui.label(if is_text { "File" } else { "Sheet" });
            if let Some(sheet) = sheet_ui(ui, sheet, drafts) {
                chosen = Some(ImportOptions { sheet: Some(sheet), ..now.clone() });
            }
        }
    });
    if open.history.undo_label().is_some() {
        muted_ui(ui, "Another choice here reads the file again: what was changed by hand is then gone.");
    }
    if let Some(options) = chosen {
        out.push(Message::Tab(tab.id, TabMessage::ReadAgain(options)));
    }
}

/// A list with "as detected" on top; how to read the file where something was chosen anew.
fn choice_ui<T: PartialEq>(
    ui: &mut Ui,
    name: &str,
    found: &str,
    now: Option<&T>,
    choices: impl Iterator<Item = (Option<T>, String)>,
    read: impl FnOnce(Option<T>) -> ImportOptions,
) -> Option<ImportOptions> {
    let mut chosen = None;
    let combo = ComboBox::from_id_salt(name).selected_text(found).width(150.0).show_ui(ui, |ui| {
        for (value, words) in std::iter::once((None, "as detected".to_owned())).chain(choices) {
            let is_now = now == value.as_ref();
            if ui.selectable_label(is_now, words).clicked() && !is_now {
                chosen = Some(value);
            }
        }
    });
    named(&combo.response, name);
    chosen.map(read)
}

/// The name of another sheet, typed; the notes of the file list them.
fn sheet_ui(ui: &mut Ui, now: &str, drafts: &mut Drafts) -> Option<String> {
    let field = ui.add(egui::TextEdit::singleline(&mut drafts.sheet).desired_width(150.0));
    named(&field, "Sheet or file to read");
    if !field.has_focus() && !field.lost_focus() {
        now.clone_into(&mut drafts.sheet);
    }
    let typed = drafts.sheet.trim();
    (field.lost_focus() && !typed.is_empty() && typed != now).then(|| typed.to_owned())
}

fn with_how(found: &str, detected: bool) -> String {
    if detected { format!("{found} (detected)") } else { found.to_owned() }
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
    }
}
