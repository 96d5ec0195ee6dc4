//! Files made to do harm: each ends with one sentence, in the limits of its reader's own process.

use scorebridge::import::ImportOptions;

use super::workbooks::{XLSX_NAMES, workbook, xlsx, zip};
use super::{open, read_as};

pub const LINES: &[&str] = &["archives", "hostile xml"];

fn code(name: &str, bytes: &[u8]) -> String {
    read_as(name, bytes, &ImportOptions::default())
}

fn sheet(rows: &str) -> String {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
}

#[test]
fn bombs_are_refused() {
    let zeros = vec![0; 70 << 20];
    assert_eq!(code("a.zip", &zip(&[("a.csv", &zeros)])), "too_large");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut gzip, &zeros).unwrap();
    assert_eq!(code("a.gz", &gzip.finish().unwrap()), "too_large");
    drop(zeros);
    let shared = format!("<sst>{}</sst>", " ".repeat(20 << 20));
    assert_eq!(code("a.xlsx", &workbook(&sheet(XLSX_NAMES), &shared, "")), "too_large");
}

#[test]
fn a_flood_of_small_texts_ends_its_reader_and_nothing_else() {
    // Under the limit of what a part may unpack to, and far over what its reader may hold.
    let shared = format!("<sst>{}</sst>", "<si/>".repeat(15 << 20));
    let flooded = code("a.xlsx", &workbook(&sheet(XLSX_NAMES), &shared, ""));
    assert!(["too_large", "reader_died", "damaged_file"].contains(&flooded.as_str()), "{flooded}");
    assert_eq!(code("b.xlsx", &xlsx(XLSX_NAMES)), "xlsx utf-8 h1 r1", "the next file is read");
}

#[test]
fn archives_that_lie_are_refused() {
    let many: Vec<(String, &[u8])> = (0..4_001).map(|n| (format!("{n}.csv"), &b"a,b\n1,2\n"[..])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    assert_eq!(code("a.zip", &zip(&many)), "too_large");
    let text = b"a,b\n1,2\n".repeat(500);
    let whole = zip(&[("scores.csv", &text)]);
    assert_eq!(code("a.zip", &whole[..whole.len() / 2]), "damaged_file");
    let broken = |find: &[u8], offset: usize, with: &[u8]| {
        let mut bytes = whole.clone();
        let at = bytes.windows(find.len()).position(|window| window == find).unwrap() + offset;
        bytes[at..at + with.len()].copy_from_slice(with);
        bytes
    };
    // The central directory: a wrong checksum, a size that is not its own.
    assert_eq!(code("a.zip", &broken(b"PK\x01\x02", 16, &[1, 2, 3, 4])), "damaged_file");
    let lying = code("a.zip", &broken(b"PK\x01\x02", 24, &[1, 0, 0, 0]));
    assert!(["damaged_file", "csv utf-8 ',' h1 r500"].contains(&lying.as_str()), "{lying}");
    // One part twice: which is meant, nobody knows.
    let mut twice = zip(&[("a.csv", &text), ("b.csv", &text)]);
    while let Some(at) = twice.windows(5).position(|name| name == b"b.csv") {
        twice[at] = b'a';
    }
    assert_eq!(code("a.zip", &twice), "damaged_file");
    // Two parts of one directory that share their bytes.
    let mut shared = zip(&[("a.csv", &text), ("b.csv", &text)]);
    let second = shared.windows(4).rposition(|sign| sign == b"PK\x01\x02").unwrap();
    shared[second + 42..second + 46].fill(0);
    assert_eq!(code("a.zip", &shared), "damaged_file");
    let refused = open("a.zip", &shared, &ImportOptions::default()).unwrap_err();
    assert_eq!(refused.to_string(), "The file is damaged: its parts overlap.");
    // A name that climbs out of the folder is a name, and no path.
    let slipped = open("a.zip", &zip(&[("../../../total_scores.csv", &text)]), &ImportOptions::default());
    assert_eq!(slipped.unwrap().source().sheet.as_deref(), Some("../../../total_scores.csv"));
}

#[test]
fn hostile_xml_is_inert_or_refused() {
    let with_doctype = |doctype: &str, text: &str| {
        let cell = XLSX_NAMES.replace("<t>a</t>", &format!("<t>{text}</t>"));
        workbook(&format!("{doctype}{}", sheet(&cell)), "<sst/>", "")
    };
    let laughs = "<!DOCTYPE x [<!ENTITY a \"haha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]>";
    let secret = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(secret.path(), "a secret of this computer").unwrap();
    let outside = |uri: &str| format!("<!DOCTYPE x [<!ENTITY a SYSTEM \"{uri}\">]>");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    for (doctype, text) in [
        (laughs.to_owned(), "&c;"),
        (outside(&format!("file://{}", secret.path().display())), "&a;"),
        (outside(&format!("http://{}/", listener.local_addr().unwrap())), "&a;"),
    ] {
        match open("a.xlsx", &with_doctype(&doctype, text), &ImportOptions::default()) {
            Err(error) => assert_eq!(error.code(), "damaged_file", "{doctype}"),
            Ok(sheet) => {
                let cells: String = sheet.rows().flat_map(|row| sheet.record(row)).collect();
                assert!(!cells.contains("haha") && !cells.contains("secret"), "{cells}");
            }
        }
    }
    assert!(listener.accept().is_err(), "nobody called");
    let attributes = (0..60_000).map(|n| format!(" a{n}=\"1\"")).collect::<Vec<_>>().concat();
    let namespaces = (0..200_000).map(|n| format!(" xmlns:n{n}=\"u\"")).collect::<Vec<_>>().concat();
    let nested = format!("{}{}", "<a>".repeat(200_000), "</a>".repeat(200_000));
    for rows in [
        XLSX_NAMES.replacen("<row r=\"2\"", &format!("<row{attributes} r=\"2\""), 1),
        XLSX_NAMES.replacen("<row r=\"2\"", &format!("<row{namespaces} r=\"2\""), 1),
        format!("{XLSX_NAMES}{nested}"),
    ] {
        let found = code("a.xlsx", &xlsx(&rows));
        let verdicts = ["xlsx utf-8 h1 r1", "damaged_file", "too_large", "reader_died"];
        assert!(verdicts.contains(&found.as_str()), "{found}");
    }
}
