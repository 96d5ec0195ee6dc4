//! Web pages and XML of 2003 to sheets.

use crate::import::{ImportError, ImportOptions, read};
use crate::model::{FileFormat, Progress, Sheet};

fn open(text: impl Into<Vec<u8>>, options: &ImportOptions) -> Result<Sheet, ImportError> {
    read("report.xls", text.into(), options, &Progress::default())
}

fn told(sheet: &Sheet) -> (FileFormat, Option<&str>, u32) {
    (sheet.source().format, sheet.source().sheet.as_deref(), sheet.source().header_row)
}

fn rows(sheet: &Sheet) -> Vec<String> {
    let rows = sheet.rows().map(|row| sheet.record(row).collect::<Vec<_>>().join("|"));
    std::iter::once(sheet.columns().join("|")).chain(rows).collect()
}

const PAGE: &str = "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><meta charset=utf-8>
    <style>td { mso-number-format: '0%' }</style></head><body><!-- <table><tr><td>no</td></tr></table> -->
    <table><tr><td>Logo</td></tr></table>
    <table border=1><thead><tr><th>Agent<th>Score</th><th colspan=2>Notes</th></tr></thead>
    <tr><td>Chlo&eacute;  <b>Lef&#232;vre</b><td>87,5 %</td><td>1 &lt; 2<br>second<script>x</script></td><td>&nbsp;</td></tr>
    <tr><td rowspan=2>Bruno</td><td>90</td></tr>
    <tr><td>95</td><td>x<table><tr><td>inner</td><td>1</td></tr></table></td></tr></table></body></html>";

#[test]
fn reads_the_longest_table_of_a_page_and_names_the_others() {
    let sheet = open(PAGE, &ImportOptions::default()).unwrap();
    assert_eq!(told(&sheet), (FileFormat::Html, Some("Table 2"), 1));
    assert_eq!(
        rows(&sheet),
        ["Agent|Score|Notes", "Chloé Lefèvre|87,5 %|1 < 2\nsecond", "Bruno|90|", "|95|x"]
    );
    assert_eq!(sheet.source().sheets, ["Table 1", "Table 3", "Table 2"]);
    assert_eq!(
        sheet.notes()[0].message,
        "The file is a web page (HTML), whatever its name says; “Table 2” of it was read. It also has “Table 1”, “Table 3”."
    );
    let asked = |sheet: &str| ImportOptions { sheet: Some(sheet.to_owned()), ..ImportOptions::default() };
    assert_eq!(rows(&open(PAGE, &asked("table 3")).unwrap()), ["inner|1"]);
    assert_eq!(open(PAGE, &asked("Table 9")).unwrap_err().code(), "no_such_sheet");
}

#[test]
fn reads_a_page_in_the_encoding_that_it_declares_or_that_was_told() {
    let page = |charset: &str| {
        format!(
            "<html><meta content=\"text/html; charset={charset}\"><table><tr><td>Agent<td>n<tr><td>Chlo\u{e9}<td>1</table>"
        )
    };
    let latin = |text: &str| encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    for (charset, told, encoding) in [
        ("windows-1252", None, "windows-1252"),
        ("iso-8859-15", None, "iso-8859-15"),
        ("utf-16", Some("windows-1252"), "windows-1252"),
    ] {
        let options = ImportOptions { encoding: told.map(str::to_owned), ..ImportOptions::default() };
        let sheet = open(latin(&page(charset)), &options).unwrap();
        assert_eq!((sheet.source().encoding, rows(&sheet)[1].as_str()), (encoding, "Chloé|1"));
    }
}

#[test]
fn a_page_without_a_table_is_no_export() {
    for text in
        ["<!DOCTYPE html><p>Sign in to go on.</p>", "<html><table></table>", "<table><tr></tr></table>"]
    {
        assert_eq!(open(text, &ImportOptions::default()).unwrap_err().code(), "html_file", "{text}");
    }
    let deep = format!("<html>{}", "<table><tr><td>".repeat(10_000));
    assert_eq!(open(deep, &ImportOptions::default()).unwrap_err().code(), "too_large");
    let wide = format!("<table><tr><td>a{}</table>", "<td colspan=1000>".repeat(20));
    assert_eq!(open(wide, &ImportOptions::default()).unwrap_err().code(), "too_many_columns");
}

fn book(head: &str, rows: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n{head}<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"
        xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Styles><Style ss:ID=\"p\"><NumberFormat ss:Format=\"Percent\"/></Style>
        <Style ss:ID=\"z\"><NumberFormat ss:Format=\"00000\"/></Style></Styles>
        <Worksheet ss:Name=\"Cover\"><Table><Row><Cell><Data ss:Type=\"String\">QA export</Data></Cell></Row></Table></Worksheet>
        <Worksheet ss:Name=\"Scores\"><Table ss:ExpandedRowCount=\"1000000000\">{rows}</Table></Worksheet></Workbook>"
    )
}

const HEADINGS: &str = "<Row><Cell><Data ss:Type=\"String\">agent</Data></Cell><Cell><Data ss:Type=\"String\">score</Data></Cell>\
    <Cell><Data ss:Type=\"String\">id</Data></Cell><Cell><Data ss:Type=\"String\">at</Data></Cell></Row>";

#[test]
fn reads_excels_xml_of_2003() {
    let rows_of_book = format!(
        "{HEADINGS}<Row ss:Index=\"4\"><Cell><Data ss:Type=\"String\">Chlo&#233; &amp; <![CDATA[<co>]]></Data><Comment><ss:Data>no</ss:Data></Comment></Cell>\
        <Cell ss:StyleID=\"p\"><Data ss:Type=\"Number\">0.955</Data></Cell><Cell ss:StyleID=\"z\"><Data ss:Type=\"Number\">123</Data></Cell>\
        <Cell><Data ss:Type=\"DateTime\">2026-09-14T12:00:00.000</Data></Cell></Row>\
        <Row><Cell ss:MergeAcross=\"1\"><Data ss:Type=\"Boolean\">1</Data></Cell><Cell ss:Formula=\"=1+1\"><Data ss:Type=\"Number\">9007199254740993</Data></Cell></Row>"
    );
    let sheet = open(book("", &rows_of_book), &ImportOptions::default()).unwrap();
    assert_eq!(told(&sheet), (FileFormat::Xml2003, Some("Scores"), 1));
    assert_eq!(
        rows(&sheet),
        ["agent|score|id|at", "Chloé & <co>|95.5%|00123|2026-09-14T12:00:00.000", "TRUE||9007199254740993|"]
    );
    assert_eq!(sheet.rows().map(|row| sheet.line(row)).collect::<Vec<_>>(), [4, 5]);
    assert_eq!(sheet.source().sheets, ["Cover", "Scores"]);
}

#[test]
fn resolves_no_entity_and_takes_no_nonsense() {
    let cell =
        |text: &str| format!("{HEADINGS}<Row><Cell><Data ss:Type=\"String\">{text}</Data></Cell></Row>");
    for (head, rows) in [
        ("<!DOCTYPE x [<!ENTITY a \"haha\">]>", cell("&a;")),
        ("<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/hostname\">]>", cell("x")),
        ("", cell("&a;")),
        ("", cell("</Cell>")),
        ("", format!("{HEADINGS}<Row ss:Index=\"1\"/>")),
        ("", format!("{HEADINGS}<Row ss:Index=\"1\">")),
    ] {
        assert_eq!(
            open(book(head, &rows), &ImportOptions::default()).unwrap_err().code(),
            "damaged_file",
            "{head}{rows}"
        );
    }
    assert_eq!(
        open("<?xml version=\"1.0\"?><scores/>", &ImportOptions::default()).unwrap_err().code(),
        "xml_file"
    );
    let far = format!(
        "{HEADINGS}<Row ss:Index=\"4000000000\"><Cell ss:Index=\"2000000000\"><Data>1</Data></Cell></Row>"
    );
    assert_eq!(open(book("", &far), &ImportOptions::default()).unwrap_err().code(), "too_many_columns");
}

#[test]
fn long_tags_and_texts_are_read() {
    let long = "x".repeat(4 << 20);
    let attributes = " a=\"1\"".repeat(200);
    for tag in [
        format!("<img src=\"{long}\">"),
        format!("<img{attributes}>"),
        format!("<!-- {long} -->"),
        long.clone(),
    ] {
        let sheet =
            open(format!("<table><tr><td>a<td>b<tr><td>{tag}<td>1</table>"), &ImportOptions::default())
                .unwrap();
        assert_eq!(sheet.num_rows(), 1);
    }
    for tag in ["<img", "</img"] {
        let many =
            open(format!("<table><tr><td>{tag}{}>", " a=\"1\"".repeat(100_000)), &ImportOptions::default());
        assert_eq!(many.unwrap_err().code(), "too_large", "{tag}");
    }
}

/// The notes beside the one on what was read.
fn notes(sheet: &Sheet) -> Vec<&str> {
    let notes = sheet.notes().iter().filter(|note| note.code != "read_as_markup");
    notes.map(|note| note.message.as_str()).collect()
}

#[test]
fn hidden_rows_of_a_page_are_told_and_hidden_text_is_no_text() {
    let page = "<table><tr><th>agent<th>score<th style='DISPLAY: none'>id
        <tr style=\"display:none\"><td>a<td>1<td>x
        <tr><td>b<span style='display : none'>s<span>e</span>cret</span>!<br style='display:none'>c<td>2<td>y
        <tbody hidden><tr><td>c<p hidden>no<td>3<tr><td>d<td>4</tbody><tr><td rowspan=2>e<td>5<tr><td>6</table>";
    let sheet = open(page, &ImportOptions::default()).unwrap();
    assert_eq!(rows(&sheet), ["agent|score|id", "a|1|x", "b!\nc|2|y", "c|3|", "d|4|", "e|5|", "|6|"]);
    assert_eq!(
        notes(&sheet),
        [
            "Rows 2, 4, 5 are hidden in the workbook (3 in all); they are read like the others.",
            "Column C (“id”) is hidden in the workbook; it is read like the others.",
            "Cells are merged with those below them (A6–A7): only the first row of each holds the text. Mark it with the cells below it and fill down (Ctrl+D).",
        ]
    );
}

#[test]
fn hidden_rows_of_xml_of_2003_are_told() {
    let cell = |text: &str| format!("<Cell><Data ss:Type=\"String\">{text}</Data></Cell>");
    let table = format!(
        "<Column/><Column ss:Hidden=\"1\"/>{HEADINGS}<Row ss:Hidden=\"1\">{}</Row><Row ss:Hidden=\"0\">{}</Row>",
        cell("a"),
        cell("b")
    );
    let sheet = open(book("", &table), &ImportOptions::default()).unwrap();
    assert_eq!(
        notes(&sheet),
        [
            "Row 2 is hidden in the workbook; it is read like the others.",
            "Column B (“score”) is hidden in the workbook; it is read like the others.",
        ]
    );
}
