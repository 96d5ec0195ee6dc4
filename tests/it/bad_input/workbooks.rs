//! Cells of workbooks: what is stored, what is shown, and what is neither.

use std::io::{Cursor, Write as _};

use scorebridge::import::{ImportError, ImportOptions};
use scorebridge::model::{RowId, Sheet};

use super::{open, read_as};

pub const LINES: &[&str] = &["workbook cells", "sparse sheets"];

/// The parts of a small workbook that is fine.
pub const XLSX_NAMES: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>agent</t></is></c><c r="B1" t="inlineStr"><is><t>score</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>a</t></is></c><c r="B2"><v>1</v></c></row>"#;

/// A workbook whose one sheet has these rows.
pub fn xlsx(rows: &str) -> Vec<u8> {
    workbook(&format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"), "<sst/>", "")
}

/// A workbook of these parts; `properties` stand in its list of sheets.
pub fn workbook(sheet: &str, shared: &str, properties: &str) -> Vec<u8> {
    let styles = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="00000"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="22"/><xf numFmtId="164"/><xf numFmtId="1"/></cellXfs></styleSheet>"#;
    let book = format!(
        r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">{properties}<sheets><sheet name="Scores" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    let relations = r#"<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    let root = r#"<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    zip(&[
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/sharedStrings.xml", shared.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// A zip of these parts, packed.
pub fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let method = match *name {
            "mimetype" => zip::CompressionMethod::Stored, // as the format wants it
            _ => zip::CompressionMethod::Deflated,
        };
        out.start_file(*name, zip::write::SimpleFileOptions::default().compression_method(method)).unwrap();
        out.write_all(content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn read(bytes: &[u8]) -> Result<Sheet, ImportError> {
    open("book.xlsx", bytes, &ImportOptions::default())
}

fn row_of(sheet: &Sheet) -> Vec<&str> {
    sheet.record(RowId(0)).collect()
}

const HEADINGS: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>agent</t></is></c><c r="B1" t="inlineStr"><is><t>score</t></is></c></row>"#;

#[test]
fn workbook_cells() {
    for (what, cells, expected) in [
        ("a percent format", r#"<c r="A2"/><c r="B2" s="1"><v>0.955</v></c>"#, "95.5%"),
        ("a zero-padded format", r#"<c r="B2" s="3"><v>123</v></c>"#, "00123"),
        ("16 digits", r#"<c r="B2"><v>1234567890123456</v></c>"#, "1234567890123456"),
        ("an error", r#"<c r="B2" t="e"><v>#REF!</v></c>"#, "#REF!"),
        ("yes or no", r#"<c r="B2" t="b"><v>1</v></c>"#, "TRUE"),
        ("a formula's value", r#"<c r="B2"><f>1+1</f><v>2</v></c>"#, "2"),
        ("a formula without one", r#"<c r="B2"><f>1+1</f></c>"#, "=1+1"),
        ("an inline text", r#"<c r="B2" t="inlineStr"><is><t>x</t></is></c>"#, "x"),
        ("a rich text", r#"<c r="B2" t="inlineStr"><is><r><t>9</t></r><r><t>6</t></r></is></c>"#, "96"),
        ("a day and time", r#"<c r="B2" s="2"><v>46279.5</v></c>"#, "2026-09-14T12:00:00"),
        ("no positions", r#"<c t="inlineStr"><is><t>a</t></is></c><c><v>7</v></c>"#, "7"),
    ] {
        let sheet = read(&xlsx(&format!(r#"{HEADINGS}<row r="2">{cells}</row>"#))).unwrap();
        assert_eq!(row_of(&sheet)[1], expected, "{what}");
    }
    let rows = format!(r#"{HEADINGS}<row r="2"><c r="B2" s="2"><v>44817.5</v></c></row>"#);
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let book = workbook(&sheet, "<sst/>", r#"<workbookPr date1904="1"/>"#);
    assert_eq!(row_of(&read(&book).unwrap())[1], "2026-09-14T12:00:00", "days since 1904");
    let styled =
        |value: &str| xlsx(&format!(r#"{HEADINGS}<row r="2"><c r="B2" s="4"><v>{value}</v></c></row>"#));
    let found = read_as("book.xlsx", &styled("87.456"), &ImportOptions::default());
    assert_eq!(found, "xlsx utf-8 h1 r1 rounded_format@2", "stored 87.456, shown 87: said so");
    assert_eq!(row_of(&read(&styled("87.456")).unwrap())[1], "87.456");
    assert_eq!(read_as("book.xlsx", &styled("87"), &ImportOptions::default()), "xlsx utf-8 h1 r1");
    let error = xlsx(&format!(r#"{HEADINGS}<row r="2"><c r="B2" t="e"><v>#REF!</v></c></row>"#));
    let found = read_as("book.xlsx", &error, &ImportOptions::default());
    assert_eq!(found, "xlsx utf-8 h1 r1 cell_error@2", "an error is named");
}

#[test]
fn sparse_sheets_cost_what_is_stored() {
    let far = format!(
        r#"{HEADINGS}<row r="2"><c r="A2"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#
    );
    let sheet = read(&xlsx(&far)).unwrap();
    assert_eq!((sheet.num_rows(), sheet.line(RowId(1))), (2, 1_048_576));
    let lying = format!(
        r#"<worksheet><dimension ref="A1:XFD1048576"/><sheetData>{XLSX_NAMES}</sheetData></worksheet>"#
    );
    assert_eq!(read(&workbook(&lying, "<sst/>", "")).unwrap().num_rows(), 1);
    let ods = r#"<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet><table:table table:name="S">
        <table:table-row><table:table-cell office:value-type="string"><text:p>agent</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>score</text:p></table:table-cell></table:table-row>
        <table:table-row table:number-rows-repeated="1000000000"><table:table-cell table:number-columns-repeated="1000000000" office:value-type="float" office:value="1"/></table:table-row>
        </table:table></office:spreadsheet></office:body></office:document-content>"#;
    let ods = zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest/>"),
        ("content.xml", ods.as_bytes()),
    ]);
    let found = read_as("book.ods", &ods, &ImportOptions::default());
    assert!(["too_large", "damaged_file", "reader_died"].contains(&found.as_str()), "{found}");
}
