//! Files that are none, cannot be read, or are not what their names say.

use std::path::Path;

use scorebridge::import::{self, ImportOptions};
use scorebridge::model::Progress;

use super::workbooks::{XLSX_NAMES, xlsx};
use super::{assert_read, read_as};
use crate::window::reader;

pub const LINES: &[&str] = &["misnamed", "closed workbooks", "no files"];

#[test]
fn misnamed() {
    let tsv: Vec<u8> =
        [b"\xff\xfe".to_vec(), "a\tb\n1\t2\n".encode_utf16().flat_map(u16::to_le_bytes).collect()].concat();
    let read = |name: &str, bytes: &[u8]| read_as(name, bytes, &ImportOptions::default());
    assert_eq!(read("report.xls", b"a;b\n1;2\n"), "csv utf-8 ';' h1 r1");
    assert_eq!(read("report.xls", &tsv), r"csv utf-16le '\t' h1 r1");
    assert_eq!(read("report.csv", &xlsx(XLSX_NAMES)), "xlsx utf-8 h1 r1");
    assert_read(
        "misnamed",
        &[
            (
                "a web page",
                b"<html><table><tr><td>agent<td>score<tr><td>a<td>1</table></html>",
                "html utf-8 h1 r1 read_as_markup@1",
            ),
            ("a page without a table", b"<!DOCTYPE html><p>Sign in</p>", "html_file"),
            (
                "XML of 2003",
                br#"<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table><Row><Cell><Data>agent</Data></Cell><Cell><Data>score</Data></Cell></Row><Row><Cell><Data>a</Data></Cell><Cell><Data>1</Data></Cell></Row></Table></Worksheet></Workbook>"#,
                "xml_2003 utf-8 h1 r1 read_as_markup@1",
            ),
            ("other XML", b"<?xml version=\"1.0\"?><scores/>", "xml_file"),
            ("a PDF", b"%PDF-1.7\n", "pdf_file"),
            ("a picture", b"\x89PNG\r\n\x1a\n", "picture_file"),
            ("a document", b"PK\x03\x04...word/document.xml", "document_file"),
            ("a Numbers spreadsheet", b"PK\x03\x04...Index/Document.iwa", "numbers_file"),
            ("a database", b"SQLite format 3\0", "database_file"),
        ],
    );
}

#[test]
fn closed_workbooks() {
    let locked: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_read(
        "closed workbooks",
        &[
            (
                "with a password",
                &[b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), locked].concat(),
                "encrypted_file",
            ),
            ("BIFF 2", b"\x09\x00\x04\x00\x02\x00", "ancient_xls_file"),
            ("BIFF 3", b"\x09\x02\x06\x00\x00\x00", "ancient_xls_file"),
            ("BIFF 4", b"\x09\x04\x06\x00\x00\x00", "ancient_xls_file"),
        ],
    );
}

#[test]
fn no_files() {
    let code = |path: &Path| {
        let read = import::open_with(&reader(), path, &ImportOptions::default(), &Progress::default());
        read.unwrap_err().code()
    };
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty.csv");
    std::fs::write(&empty, "").unwrap();
    assert_eq!(code(&empty), "empty_file");
    std::fs::create_dir(folder.path().join("inner")).unwrap();
    assert_eq!(code(&folder.path().join("inner")), "a_folder");
    assert_eq!(code(&folder.path().join("gone.csv")), "missing_file");
    #[cfg(unix)]
    {
        assert_eq!(code(Path::new("/dev/zero")), "not_a_file");
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert_eq!(code(&pipe), "not_a_file", "and nobody waits for its other end");
        std::os::unix::fs::symlink("loop", folder.path().join("loop")).unwrap();
        assert_eq!(code(&folder.path().join("loop")), "unreadable_file");
    }
}
