//! Records as files of the formats that no crate at hand writes: text cells only, each format's least.

use std::fmt::Write as _;

use super::super::bad_input::workbooks::zip;
use super::NAMES;

type Records<'a> = &'a [[String; 3]];

/// The headings, and the records below them.
fn rows(records: Records<'_>) -> impl Iterator<Item = [&str; 3]> {
    std::iter::once(NAMES).chain(records.iter().map(|record| record.each_ref().map(String::as_str)))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

pub fn ods(records: Records<'_>) -> Vec<u8> {
    let mut table = String::new();
    for row in rows(records) {
        table.push_str("<table:table-row>");
        for cell in row {
            let paragraphs = escaped(cell).replace('\n', "</text:p><text:p>");
            write!(table, r#"<table:table-cell office:value-type="string"><text:p>{paragraphs}</text:p></table:table-cell>"#)
                .unwrap();
        }
        table.push_str("</table:table-row>");
    }
    let content = format!(
        r#"<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet><table:table table:name="Scores">{table}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest/>"),
        ("content.xml", content.as_bytes()),
    ])
}

/// A web page that calls itself a workbook.
pub fn html(records: Records<'_>) -> Vec<u8> {
    let mut page = "<html><meta charset=utf-8><table>".to_owned();
    for row in rows(records) {
        page.push_str("<tr>");
        for cell in row {
            write!(page, "<td>{}</td>", escaped(cell).replace('\n', "<br>")).unwrap();
        }
        page.push_str("</tr>");
    }
    page.push_str("</table></html>");
    page.into_bytes()
}

pub fn xml_2003(records: Records<'_>) -> Vec<u8> {
    let mut book = r#"<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table>"#.to_owned();
    for row in rows(records) {
        book.push_str("<Row>");
        for cell in row {
            write!(book, "<Cell><Data>{}</Data></Cell>", escaped(cell)).unwrap();
        }
        book.push_str("</Row>");
    }
    book.push_str("</Table></Worksheet></Workbook>");
    book.into_bytes()
}

fn utf_16(text: &str) -> (u32, Vec<u8>) {
    let units: Vec<u16> = text.encode_utf16().collect();
    (u32::try_from(units.len()).unwrap(), units.into_iter().flat_map(u16::to_le_bytes).collect())
}

pub fn xlsb(records: Records<'_>) -> Vec<u8> {
    const WORKSHEET: u16 = 0x9C;
    let text = |text: &str| {
        let (length, units) = utf_16(text);
        [&length.to_le_bytes()[..], &units].concat()
    };
    let workbook = [
        part(WORKSHEET, &[&[0; 8][..], &text("rId1"), &text("Scores")].concat()),
        part(0x90, &[]),
        part(0x9D, &[]),
    ];
    let mut sheet = [part(0x94, &[0; 16]), part(0x91, &[])].concat();
    for (number, row) in (0_u32..).zip(rows(records)) {
        sheet.extend(part(0x00, &number.to_le_bytes()));
        for (column, cell) in (0_u32..).zip(row) {
            sheet.extend(part(0x06, &[&column.to_le_bytes()[..], &[0; 4], &text(cell)].concat()));
        }
    }
    sheet.extend(part(0x92, &[]));
    let relations =
        r#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.bin"/></Relationships>"#;
    zip(&[
        ("xl/workbook.bin", &workbook.concat()),
        ("xl/_rels/workbook.bin.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.bin", &sheet),
    ])
}

/// A part of a binary workbook: its kind and its length in 7 bits a byte, its bytes.
fn part(kind: u16, bytes: &[u8]) -> Vec<u8> {
    let low = |number: usize| u8::try_from(number & 0x7f).unwrap();
    let mut head = if kind < 0x80 { vec![low(kind.into())] } else { vec![u8::try_from(kind).unwrap(), 1] };
    let mut length = bytes.len();
    while length >= 0x80 {
        head.push(low(length) | 0x80);
        length >>= 7;
    }
    head.push(low(length));
    [&head[..], bytes].concat()
}

/// Excel's workbook before 2007: its records, in the file system that they are wrapped in.
pub fn xls(records: Records<'_>) -> Vec<u8> {
    const START: u16 = 0x0809;
    const SHEET: u16 = 0x0085;
    const TEXT: u16 = 0x0204;
    const END: u16 = 0x000A;
    let record = |kind: u16, bytes: &[u8]| {
        let length = u16::try_from(bytes.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), bytes].concat()
    };
    let start =
        |of: u16| record(START, &[&0x0600_u16.to_le_bytes()[..], &of.to_le_bytes(), &[0; 12]].concat());
    let head = |at: u32| {
        let (_, name) = utf_16("Scores");
        let sheet = record(SHEET, &[&at.to_le_bytes()[..], &[0, 0, 6, 1], &name].concat());
        [start(0x0005), sheet, record(END, &[])].concat()
    };
    let mut stream = head(u32::try_from(head(0).len()).unwrap());
    stream.extend(start(0x0010));
    for (number, row) in (0_u16..).zip(rows(records)) {
        for (column, cell) in (0_u16..).zip(row) {
            let (length, units) = utf_16(cell);
            let at = [number.to_le_bytes(), column.to_le_bytes(), [0; 2]].concat();
            let length = u16::try_from(length).unwrap().to_le_bytes();
            stream.extend(record(TEXT, &[&at[..], &length, &[1], &units].concat()));
        }
    }
    stream.extend(record(END, &[]));
    compound_file(stream)
}

/// A compound file with one stream, which is long enough to need no small sectors.
fn compound_file(mut stream: Vec<u8>) -> Vec<u8> {
    const SECTOR: usize = 512;
    const LEAST: usize = 4096;
    const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
    const TABLE: u32 = 0xFFFF_FFFD;
    const FREE: u32 = 0xFFFF_FFFF;
    stream.resize(stream.len().max(LEAST).next_multiple_of(SECTOR), 0);
    let sectors = u32::try_from(stream.len() / SECTOR).unwrap();
    assert!(sectors <= 126, "one sector of the table names no more");
    let words = |words: &[u32]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
    let mut header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    header.extend([0; 16]);
    header.extend([0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0, 0, 0, 0, 0, 0, 0]);
    header.extend(words(&[0, 1, 1, 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0, 0]));
    header.resize(SECTOR, 0xff);
    let chain = (2..2 + sectors).map(|at| if at == 1 + sectors { END_OF_CHAIN } else { at + 1 });
    let mut table: Vec<u32> = [TABLE, END_OF_CHAIN].into_iter().chain(chain).collect();
    table.resize(SECTOR / 4, FREE);
    let entry = |name: &str, kind: u8, child: u32, start: u32, size: u32| {
        let (length, mut units) = utf_16(name);
        units.resize(64, 0);
        let length = u16::try_from(2 * length + 2).unwrap();
        let mut entry = [&units[..], &length.to_le_bytes(), &[kind, 1]].concat();
        entry.extend(words(&[FREE, FREE, child]));
        entry.extend([0; 36]);
        entry.extend(words(&[start, size, 0]));
        entry
    };
    let size = u32::try_from(stream.len()).unwrap();
    let mut folder =
        [entry("Root Entry", 5, 1, END_OF_CHAIN, 0), entry("Workbook", 2, FREE, 2, size)].concat();
    folder.resize(SECTOR, 0);
    [header, words(&table), folder, stream].concat()
}
