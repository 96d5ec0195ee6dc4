//! Whole workbooks, written by another program's writer, to sheets.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use crate::import::{ImportError, ImportOptions, read};
use crate::model::{FileFormat, Progress, RowId, Sheet};

fn open(bytes: Vec<u8>, sheet: Option<&str>) -> Result<Sheet, ImportError> {
    let options = ImportOptions { sheet: sheet.map(str::to_owned), ..Default::default() };
    read("scores.xlsx", bytes, &options, &Progress::default())
}

fn record(sheet: &Sheet, row: u32) -> Vec<&str> {
    sheet.record(RowId(row)).collect()
}

fn note_codes(sheet: &Sheet) -> Vec<&str> {
    sheet.notes().iter().map(|note| note.code).collect()
}

/// A sheet of scores with one of each kind of cell.
fn scores() -> Workbook {
    let mut book = Workbook::new();
    let cover = book.add_worksheet().set_name("Cover").unwrap();
    cover.write(0, 0, "QA export").unwrap();
    let sheet = book.add_worksheet().set_name("Scores").unwrap();
    for (column, heading) in (0..).zip(["agent", "score", "share", "id", "at", "day", "ok", "sum"]) {
        sheet.write(0, column, heading).unwrap();
    }
    let time = ExcelDateTime::parse_from_str("2026-09-13T08:41:07.5").unwrap();
    sheet.write(1, 0, "Chloé, \"the\" agent\nof the year").unwrap();
    sheet.write(1, 1, 87.5).unwrap();
    sheet.write_with_format(1, 2, 0.955, &Format::new().set_num_format("0.0%")).unwrap();
    sheet.write_with_format(1, 3, 123, &Format::new().set_num_format("00000")).unwrap();
    sheet.write_with_format(1, 4, &time, &Format::new().set_num_format("yyyy-mm-dd hh:mm")).unwrap();
    sheet.write_with_format(1, 5, 46278, &Format::new().set_num_format("d.m.yyyy")).unwrap();
    sheet.write(1, 6, true).unwrap();
    sheet.write_formula(1, 7, Formula::new("=B2*2").set_result("175")).unwrap();
    sheet.write(3, 0, "b").unwrap();
    sheet.write_formula(3, 1, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write(3, 3, 12_345_678_901_234_567.0).unwrap();
    sheet.write_blank(3, 7, &Format::new().set_bold()).unwrap();
    book.add_worksheet().set_name("Notes").unwrap().set_hidden(true);
    book
}

#[test]
fn reads_every_kind_of_cell_of_an_xlsx_sheet() {
    let sheet = open(scores().save_to_buffer().unwrap(), None).unwrap();
    let source = sheet.source();
    assert_eq!(
        (source.format, source.sheet.as_deref(), source.header_row),
        (FileFormat::Xlsx, Some("Scores"), 1)
    );
    assert_eq!((source.encoding, source.delimiter), ("utf-8", None));
    assert_eq!(sheet.columns(), ["agent", "score", "share", "id", "at", "day", "ok", "sum"]);
    assert_eq!(
        record(&sheet, 0),
        [
            "Chloé, \"the\" agent\nof the year",
            "87.5",
            "95.5%",
            "00123",
            "2026-09-13T08:41:07.500",
            "2026-09-13",
            "TRUE",
            "175",
        ]
    );
    assert_eq!(record(&sheet, 1), ["b", "#DIV/0!", "", "12345678901234568", "", "", "", ""]);
    assert_eq!((sheet.line(RowId(0)), sheet.line(RowId(1))), (2, 4));
    assert_eq!(
        note_codes(&sheet),
        ["other_sheets", "percent_format", "padded_format", "long_number", "cell_error", "empty_line",]
    );
    assert_eq!(
        sheet.notes()[0].message,
        "The sheet “Scores” was read; the workbook also has “Cover”, “Notes” (hidden)."
    );
    assert_eq!(sheet.notes()[4].message, "Cell B4 holds the error #DIV/0!.");
}

#[test]
fn tells_what_zeros_are_shown_as_and_reads_ids_as_they_are_shown() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["ticket", "score", "max", "share"]).unwrap();
    let format = |code: &str| Format::new().set_num_format(code);
    for (row, score) in [(1, 85.0), (2, 0.0)] {
        sheet.write_with_format(row, 0, 122.0 + f64::from(row), &format("\"TCK-\"00000")).unwrap();
        sheet.write_with_format(row, 1, score, &format("0;-0;\"N/A\"")).unwrap();
        sheet.write_with_format(row, 2, 100.0, &format("0;-0;;@")).unwrap();
        sheet.write_with_format(row, 3, score / 100.0, &format("0%;-0%;;@")).unwrap();
    }
    let sheet = open(book.save_to_buffer().unwrap(), None).unwrap();
    assert_eq!(record(&sheet, 0), ["TCK-00123", "85", "100", "85%"]);
    assert_eq!(record(&sheet, 1), ["TCK-00124", "0", "100", "0%"]);
    let told: Vec<&str> = sheet.notes().iter().map(|note| note.message.as_str()).collect();
    assert_eq!(
        told,
        [
            "Column A shows “TCK-” and leading zeros before its numbers; they were read as shown.",
            "Column B shows zeros as “N/A”; they were read as 0.",
            "Column D holds shares that are shown as percent; 0.95 was read as 95%.",
            "Column D shows zeros as nothing; they were read as 0.",
        ]
    );
}

#[test]
fn reads_the_sheet_that_was_asked_for() {
    let bytes = scores().save_to_buffer().unwrap();
    let sheet = open(bytes.clone(), Some("cover")).unwrap();
    assert_eq!((sheet.columns(), sheet.num_rows()), (&["QA export".to_owned()][..], 0));
    let error = open(bytes.clone(), Some("Sheet1")).unwrap_err();
    assert_eq!(error.code(), "no_such_sheet");
    assert_eq!(error.to_string(), "There is no sheet “Sheet1”; there is “Cover”, “Scores”, “Notes”.");
    assert!(matches!(open(bytes, Some("Notes")), Err(ImportError::Empty)));
}

#[test]
fn tells_what_is_hidden_and_merged_in_an_xlsx_sheet() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Cover").unwrap().set_row_hidden(0).unwrap();
    let sheet = book.add_worksheet().set_name("Scores & more").unwrap();
    sheet.write_row(0, 0, ["agent", "score", "id"]).unwrap();
    for row in 1..12 {
        sheet.write_row(row, 0, ["a", "90", "x"]).unwrap();
    }
    for row in [2, 4, 5, 6, 7, 8, 30] {
        sheet.set_row_hidden(row).unwrap();
    }
    sheet.set_column_hidden(2).unwrap();
    sheet.set_column_hidden(7).unwrap();
    sheet.merge_range(9, 0, 11, 0, "b", &Format::new()).unwrap();
    let sheet = open(book.save_to_buffer().unwrap(), None).unwrap();
    let told = |code: &str| sheet.notes().iter().find(|note| note.code == code).unwrap();
    let rows = told("hidden_rows");
    assert_eq!(
        (rows.line, rows.message.as_str()),
        (3, "Rows 3, 5–9 are hidden in the workbook (6 in all); they are read like the others.")
    );
    assert_eq!(
        told("hidden_columns").message,
        "Column C (“id”) is hidden in the workbook; it is read like the others."
    );
    assert!(told("merged_cells").message.contains("(A10–A12)"), "{:?}", sheet.notes());
    assert_eq!(sheet.num_rows(), 11);
}

#[test]
fn reads_formulas_without_a_value_as_their_text() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "agent").unwrap();
    sheet.write(0, 1, "score").unwrap();
    sheet.write(1, 0, "a").unwrap();
    sheet.write_formula(1, 1, Formula::new("=40+2").set_result("")).unwrap();
    sheet.write(2, 0, "b").unwrap();
    sheet.write_formula(2, 1, Formula::new("=40+3").set_result("43")).unwrap();
    let sheet = open(without_empty_values(&book.save_to_buffer().unwrap()), None).unwrap();
    assert_eq!((record(&sheet, 0), record(&sheet, 1)), (vec!["a", "=40+2"], vec!["b", "43"]));
    assert_eq!(note_codes(&sheet), ["formula_without_value"]);
}

/// The same workbook, with formulas written as programs do that do not work them out.
fn without_empty_values(bytes: &[u8]) -> Vec<u8> {
    edit(bytes, "xl/worksheets/sheet1.xml", |xml| {
        let formula = "<f>40+2</f>";
        let end = xml.find(formula).unwrap() + formula.len();
        let cell_end = end + xml[end..].find("</c>").unwrap();
        format!("{}{}", &xml[..end], &xml[cell_end..])
    })
}

/// The same zip with one part changed.
fn edit(bytes: &[u8], name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    use std::io::{Cursor, Read as _, Write as _};
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut content = String::new();
        part.read_to_string(&mut content).unwrap();
        let part_name = part.name().unwrap().into_owned();
        out.start_file(&part_name, zip::write::SimpleFileOptions::default()).unwrap();
        let content = if part_name == name { change(content) } else { content };
        out.write_all(content.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn refuses_damaged_and_hostile_workbooks() {
    let bytes = scores().save_to_buffer().unwrap();
    let cut = bytes[..bytes.len() / 2].to_vec();
    assert_eq!(open(cut, None).unwrap_err().code(), "damaged_file");
    let broken = edit(&bytes, "xl/worksheets/sheet2.xml", |xml| xml[..xml.len() / 2].to_owned());
    assert_eq!(open(broken, None).unwrap_err().code(), "damaged_file");
    let bomb = edit(&bytes, "xl/sharedStrings.xml", |xml| xml + &" ".repeat(64 << 20));
    assert_eq!(open(bomb, None).unwrap_err().code(), "too_large");
}

#[test]
fn a_lonely_cell_far_out_costs_no_grid() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "agent").unwrap();
    sheet.write(0, 1, "score").unwrap();
    sheet.write(1, 0, "a").unwrap();
    sheet.write(1_048_575, 16_383, "x").unwrap();
    let sheet = open(book.save_to_buffer().unwrap(), None).unwrap();
    assert_eq!((sheet.num_rows(), sheet.columns().len()), (2, 16_384));
    assert_eq!(sheet.line(RowId(1)), 1_048_576);
}

#[test]
fn stops_when_asked() {
    let progress = Progress::default();
    progress.cancel();
    let stopped = read("a.xlsx", scores().save_to_buffer().unwrap(), &ImportOptions::default(), &progress);
    assert!(matches!(stopped, Err(ImportError::Cancelled)));
}

#[test]
fn reads_an_old_xls() {
    let bytes = include_bytes!("../../../tests/fixtures/workbooks/scores.xls").to_vec();
    let sheet = open(bytes, None).unwrap();
    assert_eq!((sheet.source().format, sheet.source().sheet.as_deref()), (FileFormat::Xls, Some("Scores")));
    assert_eq!(sheet.columns(), ["agent", "score", "at", "ok"]);
    assert_eq!(record(&sheet, 0), ["Chloé", "87.5", "2026-09-13T08:41:07", "TRUE"]);
    assert_eq!((record(&sheet, 1), sheet.line(RowId(1))), (vec!["b", "90", "", ""], 4));
}

#[test]
fn reads_an_ods_and_does_not_unroll_repeats() {
    let content = r#"<?xml version="1.0"?><office:document-content
        xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
        xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
        xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
        <table:table table:name="Scores">
        <table:table-row><table:table-cell office:value-type="string"><text:p>agent</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>score</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>at</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell office:value-type="string"><text:p>Chloé</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="87.5"><text:p>87,5</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2026-09-13T08:41:07"><text:p>13.09.26</text:p></table:table-cell></table:table-row>
        <table:table-row table:number-rows-repeated="1000000000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
        </table:table></office:spreadsheet></office:body></office:document-content>"#;
    let bytes = zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest/>"),
        ("content.xml", content.as_bytes()),
    ]);
    let sheet = open(bytes, None).unwrap();
    assert_eq!((sheet.source().format, sheet.num_rows()), (FileFormat::Ods, 1));
    assert_eq!(sheet.columns(), ["agent", "score", "at"]);
    assert_eq!(record(&sheet, 0), ["Chloé", "87.5", "2026-09-13T08:41:07"]);
}

#[test]
fn reads_an_xlsb() {
    let text = |text: &str| {
        let units: Vec<u16> = text.encode_utf16().collect();
        let length = u32::try_from(units.len()).unwrap().to_le_bytes();
        length.into_iter().chain(units.into_iter().flat_map(u16::to_le_bytes)).collect::<Vec<u8>>()
    };
    let cell = |column: u32, value: &[u8]| [&column.to_le_bytes()[..], &[0; 4], value].concat();
    let row = |row: u32| binary(0x00, &row.to_le_bytes());
    let workbook = [
        binary(0x9C, &[&[0; 8][..], &text("rId1"), &text("Scores")].concat()),
        binary(0x90, &[]),
        binary(0x9D, &[]),
    ];
    let sheet = [
        binary(0x94, &[0; 16]),
        binary(0x91, &[]),
        row(0),
        binary(0x06, &cell(0, &text("agent"))),
        binary(0x06, &cell(1, &text("score"))),
        row(1),
        binary(0x06, &cell(0, &text("Chloé"))),
        binary(0x05, &cell(1, &87.5_f64.to_le_bytes())),
        binary(0x92, &[]),
    ];
    let relations =
        r#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.bin"/></Relationships>"#;
    let bytes = zip(&[
        ("xl/workbook.bin", &workbook.concat()),
        ("xl/_rels/workbook.bin.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.bin", &sheet.concat()),
    ]);
    let sheet = open(bytes, None).unwrap();
    assert_eq!(sheet.source().format, FileFormat::Xlsb);
    assert_eq!(
        (sheet.columns(), record(&sheet, 0)),
        (&["agent".to_owned(), "score".to_owned()][..], vec!["Chloé", "87.5"])
    );
}

/// A record of a binary workbook: its kind, its length, its bytes.
fn binary(kind: u8, bytes: &[u8]) -> Vec<u8> {
    let kind = if kind < 0x80 { vec![kind] } else { vec![kind, 1] };
    [&kind[..], &[u8::try_from(bytes.len()).unwrap()], bytes].concat()
}

fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::{Cursor, Write as _};
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let options = zip::write::SimpleFileOptions::default();
        out.start_file(*name, options.compression_method(zip::CompressionMethod::Stored)).unwrap();
        out.write_all(content).unwrap();
    }
    out.finish().unwrap().into_inner()
}
