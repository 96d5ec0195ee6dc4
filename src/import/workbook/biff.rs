//! What an XLS sheet says beside its values: hidden rows and columns, merged cells, how a number is shown, and formulas
//! that nothing has worked out yet.
//!
//! Owns going through the records of the workbook and of one sheet, after their reader took them. Does not know sectors
//! (`compound`). Invariant: what is not understood is passed over.

use std::collections::HashMap;

use super::aside::Aside;
use super::cell::Shown;
use super::compound;

/// Kinds of records.
const FORMULA: u16 = 0x0006;
const END: u16 = 0x000A;
const COLUMNS: u16 = 0x007D;
const SHEET: u16 = 0x0085;
const MANY_NUMBERS: u16 = 0x00BD;
const STYLE: u16 = 0x00E0;
const MERGED: u16 = 0x00E5;
const NUMBER: u16 = 0x0203;
/// Which version of Excel worked the formulas out.
const WORKED_OUT: u16 = 0x01C1;
const ROW: u16 = 0x0208;
const SHORT_NUMBER: u16 = 0x027E;
const FORMAT: u16 = 0x041E;
const BEGIN: u16 = 0x0809;
/// What the beginning says of the version since 1997.
const VERSION_8: u16 = 0x0600;

/// What the sheet of that place among all says beside its values.
#[must_use]
pub fn look(bytes: &[u8], place: usize) -> Aside {
    let Some(stream) = compound::book(bytes) else { return Aside::default() };
    let mut book = Book::default();
    for (kind, data) in records(&stream).take_while(|(kind, _)| *kind != END) {
        book.global(kind, data);
    }
    let start = book.sheets.get(place).and_then(|start| stream.get(*start as usize..));
    let mut sheet = SheetOf { shown: book.styles(), is_worked_out: book.is_worked_out, ..SheetOf::default() };
    let mut depth = 0_u32;
    for (kind, data) in records(start.unwrap_or_default()) {
        match kind {
            // A chart inside the sheet has records of its own.
            BEGIN => depth += 1,
            END if depth <= 1 => break,
            END => depth -= 1,
            _ if depth == 1 => sheet.record(kind, data),
            _ => {}
        }
    }
    sheet.finish()
}

/// The records of a stream, as far as they are whole: their kind and their bytes.
fn records(mut stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let (kind, length) = (half(stream, 0)?, half(stream, 2)?);
        let (data, rest) = stream[4..].split_at_checked(length.into())?;
        stream = rest;
        Some((kind, data))
    })
}

/// What the workbook says for all sheets.
#[derive(Default)]
struct Book {
    is_old: bool,
    is_worked_out: bool,
    sheets: Vec<u32>,
    formats: HashMap<u16, Shown>,
    /// The format of each style.
    styles: Vec<u16>,
}

impl Book {
    fn global(&mut self, kind: u16, data: &[u8]) {
        match kind {
            BEGIN => self.is_old = half(data, 0) != Some(VERSION_8),
            SHEET => self.sheets.extend(
                half(data, 0).zip(half(data, 2)).map(|(low, high)| u32::from(high) << 16 | u32::from(low)),
            ),
            WORKED_OUT => self.is_worked_out = true,
            STYLE => self.styles.push(half(data, 2).unwrap_or_default()),
            FORMAT => {
                let code = self.code(data);
                self.formats.extend(half(data, 0).zip(code).map(|(id, code)| (id, Shown::of_code(&code))));
            }
            _ => {}
        }
    }

    /// The code of a number format: in version 8 its length, a flag for 16 bits, and its signs.
    fn code(&self, data: &[u8]) -> Option<String> {
        let latin = |bytes: &[u8]| bytes.iter().map(|byte| char::from(*byte)).collect();
        if self.is_old {
            let length = usize::from(*data.get(2)?);
            return data.get(3..3 + length).map(latin);
        }
        let length = usize::from(half(data, 2)?);
        if data.get(4)? & 1 == 0 {
            return data.get(5..5 + length).map(latin);
        }
        let (units, _) = data.get(5..5 + 2 * length)?.as_chunks::<2>();
        Some(char::decode_utf16(units.iter().map(|unit| u16::from_le_bytes(*unit))).flatten().collect())
    }

    fn styles(&self) -> Vec<Shown> {
        let shown = |id: &u16| self.formats.get(id).copied().unwrap_or_else(|| Shown::of_code(built_in(*id)));
        self.styles.iter().map(shown).collect()
    }
}

/// Number formats that have no code in the file.
fn built_in(id: u16) -> &'static str {
    match id {
        1 | 3 | 37 | 38 => "0",
        2 | 4 | 39 | 40 => "0.00",
        9 => "0%",
        10 => "0.00%",
        22 => "m/d/yy h:mm",
        _ => "",
    }
}

/// The sheet under way.
#[derive(Default)]
struct SheetOf {
    shown: Vec<Shown>,
    aside: Aside,
    is_worked_out: bool,
    num_formulas: usize,
}

impl SheetOf {
    fn record(&mut self, kind: u16, data: &[u8]) {
        const HIDDEN_ROW: u16 = 0x20;
        const HIDDEN_COLUMN: u16 = 1;
        let place = half(data, 0).zip(half(data, 2)).map(|(row, column)| (u32::from(row), u32::from(column)));
        let Some((row, column)) = place else { return };
        match kind {
            NUMBER | SHORT_NUMBER => self.number(row, column, half(data, 4)),
            FORMULA => {
                self.number(row, column, half(data, 4));
                self.num_formulas += 1;
                // No text: a formula that gives none, or one that nobody has worked out.
                if let Some([3, .., 0xFF, 0xFF]) = data.get(6..14) {
                    self.aside.valueless.insert((row, column));
                }
            }
            MANY_NUMBERS => {
                let (numbers, _) = data[4..].as_chunks::<6>();
                for (column, number) in (column..).zip(numbers) {
                    self.number(row, column, half(number, 0));
                }
            }
            ROW if half(data, 12).is_some_and(|flags| flags & HIDDEN_ROW != 0) => {
                self.aside.hidden_rows.push((row + 1, row + 1));
            }
            COLUMNS if half(data, 8).is_some_and(|flags| flags & HIDDEN_COLUMN != 0) => {
                self.aside.hidden_columns.push((row, column)); // the first and the last
            }
            MERGED => {
                let (areas, _) = data[2..].as_chunks::<8>();
                for area in areas {
                    let at = |at| u32::from(half(area, at).unwrap_or_default());
                    let (top, bottom, left, right) = (at(0), at(2), at(4), at(6));
                    if left == right && bottom > top {
                        self.aside.merged.push((top + 1, bottom + 1, left));
                    }
                }
            }
            _ => {}
        }
    }

    fn number(&mut self, row: u32, column: u32, style: Option<u16>) {
        let shown = style.and_then(|style| self.shown.get(usize::from(style)).copied()).unwrap_or_default();
        if shown != Shown::Plain {
            self.aside.shown.insert((row, column), shown);
        }
    }

    /// Where Excel has worked formulas out, or some have a value, what is empty is meant to be.
    fn finish(mut self) -> Aside {
        if self.is_worked_out || self.aside.valueless.len() < self.num_formulas {
            self.aside.valueless.clear();
        }
        self.aside
    }
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{ImportOptions, read};
    use crate::model::{FileFormat, Progress, Sheet};

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
    }

    fn begin(what: u16) -> Vec<u8> {
        record(BEGIN, &[VERSION_8.to_le_bytes(), what.to_le_bytes(), [0; 2], [0; 2]].concat())
    }

    fn at(row: u16, column: u16, style: u16) -> Vec<u8> {
        [row, column, style].into_iter().flat_map(u16::to_le_bytes).collect()
    }

    fn text(row: u16, column: u16, text: &str) -> Vec<u8> {
        let length = u16::try_from(text.len()).unwrap().to_le_bytes();
        record(0x0204, &[&at(row, column, 0), &length[..], &[0], text.as_bytes()].concat())
    }

    fn number(row: u16, column: u16, style: u16, number: f64) -> Vec<u8> {
        record(NUMBER, &[&at(row, column, style)[..], &number.to_le_bytes()].concat())
    }

    /// A formula of two numbers, with what stands for its value.
    fn formula(row: u16, column: u16, value: [u8; 8]) -> Vec<u8> {
        const SUM: &[u8] = &[7, 0, 0x1e, 80, 0, 0x1e, 1, 0, 0x03];
        record(FORMULA, &[&at(row, column, 0), &value[..], &[0; 6], SUM].concat())
    }

    /// A workbook of one sheet, in a file of 512-byte sectors: the table, the folder, the stream.
    fn xls(globals: &[Vec<u8>], sheet: &[Vec<u8>]) -> Vec<u8> {
        const FORMATS: [&str; 2] = ["00000", "0.0\"/10\""];
        let mut head = begin(5);
        for (id, code) in (164_u16..).zip(FORMATS) {
            let length = u16::try_from(code.len()).unwrap();
            let data = [&id.to_le_bytes()[..], &length.to_le_bytes(), &[0], code.as_bytes()].concat();
            head.extend(record(FORMAT, &data));
        }
        for format in [0_u16, 9, 164, 165] {
            head.extend(record(STYLE, &[&[0; 2][..], &format.to_le_bytes(), &[0; 16]].concat()));
        }
        head.extend(globals.concat());
        let start = u32::try_from(head.len() + 4 + 14 + 4).unwrap();
        head.extend(record(SHEET, &[&start.to_le_bytes()[..], &[0, 0], &[6, 0], b"Scores"].concat()));
        let mut stream = [head, record(END, &[]), begin(0x10), sheet.concat(), record(END, &[])].concat();
        stream.resize(stream.len().max(4096).next_multiple_of(512), 0);
        let num_sectors = u32::try_from(stream.len() / 512).unwrap();
        let mut table = vec![0xFFFF_FFFD_u32, 0xFFFF_FFFE];
        table.extend(3..2 + num_sectors);
        table.push(0xFFFF_FFFE);
        table.resize(128, u32::MAX);
        let entry = |name: &str, kind: u8, start: u32, length: usize, child: u32| {
            let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            entry.resize(64, 0);
            entry.extend(u16::try_from(2 * name.len() + 2).unwrap().to_le_bytes());
            entry.extend([kind, 1]);
            entry.extend([u32::MAX, u32::MAX, child].into_iter().flat_map(u32::to_le_bytes));
            entry.resize(116, 0);
            entry.extend(start.to_le_bytes());
            entry.extend((length as u64).to_le_bytes());
            entry
        };
        let mut folder = entry("Root Entry", 5, 0xFFFF_FFFE, 0, 1);
        folder.extend(entry("Workbook", 2, 2, stream.len(), u32::MAX));
        folder.resize(512, 0);
        let mut file = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        file.resize(24, 0);
        file.extend([0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
        file.resize(44, 0);
        for word in [1, 1, 0, 4096, 0xFFFF_FFFE, 0, 0xFFFF_FFFE, 0, 0] {
            file.extend(u32::to_le_bytes(word));
        }
        file.resize(512, 0xff);
        file.extend(table.into_iter().flat_map(u32::to_le_bytes));
        [file, folder, stream].concat()
    }

    fn open(bytes: Vec<u8>) -> Sheet {
        read("scores.xls", bytes, &ImportOptions::default(), &Progress::default()).unwrap()
    }

    fn rows(sheet: &Sheet) -> Vec<String> {
        sheet.rows().map(|row| sheet.record(row).collect::<Vec<_>>().join("|")).collect()
    }

    fn codes(sheet: &Sheet) -> Vec<&str> {
        sheet.notes().iter().map(|note| note.code).collect()
    }

    fn headings() -> Vec<u8> {
        (0..)
            .zip(["agent", "share", "id", "points"])
            .flat_map(|(column, name)| text(0, column, name))
            .collect()
    }

    #[test]
    fn numbers_are_taken_as_they_are_shown() {
        let many = [&at(2, 1, 1)[..], &[0, 0, 0xE0, 0x3F], &[0, 0], &2_u32.to_le_bytes(), &[2, 0]].concat();
        let mut hidden = [0; 16];
        (hidden[0], hidden[12]) = (2, 0x20);
        let bytes = xls(
            &[],
            &[
                record(COLUMNS, &[[2, 0], [2, 0], [0; 2], [0; 2], [1, 0], [0; 2]].concat()),
                headings(),
                record(ROW, &hidden),
                text(1, 0, "a"),
                number(1, 1, 1, 0.85),
                number(1, 2, 2, 123.0),
                number(1, 3, 3, 8.5),
                text(2, 0, "b"),
                record(MANY_NUMBERS, &many),
            ],
        );
        let sheet = open(bytes);
        assert_eq!(sheet.source().format, FileFormat::Xls);
        assert_eq!(rows(&sheet)[0], "a|85%|00123|8.5/10");
        assert!(rows(&sheet)[1].starts_with("b|50%|"), "{:?}", rows(&sheet));
        assert_eq!(
            codes(&sheet),
            ["hidden_rows", "hidden_columns", "percent_format", "padded_format", "shown_unit"]
        );
    }

    #[test]
    fn formulas_that_nobody_worked_out_are_named() {
        const NO_TEXT: [u8; 8] = [3, 0, 0, 0, 0, 0, 0xFF, 0xFF];
        let sheet_with = |globals: &[Vec<u8>], value: [u8; 8]| {
            let cells =
                [headings(), text(1, 0, "a"), formula(1, 1, NO_TEXT), text(2, 0, "b"), formula(2, 1, value)];
            open(xls(globals, &cells))
        };
        let sheet = sheet_with(&[], NO_TEXT);
        assert_eq!(
            (rows(&sheet), codes(&sheet)),
            (vec!["a|=80+1||".into(), "b|=80+1||".into()], vec!["formula_without_value"])
        );
        for sheet in
            [sheet_with(&[], 81_f64.to_le_bytes()), sheet_with(&[record(WORKED_OUT, &[0; 8])], NO_TEXT)]
        {
            assert_eq!((rows(&sheet)[0].as_str(), codes(&sheet)), ("a|||", vec![]), "meant to be empty");
        }
    }

    #[test]
    fn records_that_end_too_soon_are_passed_over() {
        let whole = xls(&[], &[headings(), text(1, 0, "a")]);
        let stream = compound::book(&whole).unwrap();
        for kind in [FORMULA, COLUMNS, SHEET, MANY_NUMBERS, STYLE, MERGED, NUMBER, ROW, FORMAT, BEGIN] {
            for length in 0..12 {
                let data = vec![0xFF; length];
                let mut book = Book::default();
                book.global(kind, &data);
                SheetOf::default().record(kind, &data);
                assert!(records(&stream[..length]).count() <= 1);
            }
        }
    }
}
