//! Whole files, from bytes or from a path, to sheets.
use std::fs;
use std::path::Path;

use super::*;
use crate::model::{ColumnId, RecordProblemCode, RowId};

fn read_bytes(bytes: impl Into<Vec<u8>>, options: &ImportOptions) -> Result<Sheet, ImportError> {
    read("a.csv", bytes.into(), options, &Progress::default())
}

fn read_text(text: &str) -> Sheet {
    read_bytes(text, &ImportOptions::default()).unwrap()
}

fn cells(sheet: &Sheet) -> Vec<Vec<&str>> {
    sheet.rows().map(|row| sheet.record(row).collect()).collect()
}

fn note_codes(sheet: &Sheet) -> Vec<&str> {
    sheet.notes().iter().map(|note| note.code).collect()
}

#[test]
fn reads_a_file_and_says_how() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scores.csv");
    fs::write(&path, "agent;score\r\nChloé;\"85,5\"\r\n\r\n\"a;\"\"b\"\"\";2\r\n").unwrap();
    let sheet = open(&path, &ImportOptions::default(), &Progress::default()).unwrap();
    let source = sheet.source();
    assert_eq!(source.path.as_deref(), Some(path.as_path()));
    assert_eq!((source.name.as_str(), source.bytes), ("scores.csv", 43));
    assert_eq!(source.sha256, "50c0fca528bd3ae8e3bde40c8b2292255a46a17fa791cce4d1ad2162635cf5be");
    assert_eq!((source.encoding, source.delimiter, source.header_row), ("utf-8", Some(';'), 1));
    assert_eq!(sheet.columns(), ["agent", "score"]);
    assert_eq!(cells(&sheet), [["Chloé", "85,5"], ["a;\"b\"", "2"]]);
    assert_eq!((sheet.line(RowId(0)), sheet.line(RowId(1))), (2, 4));
    assert_eq!(note_codes(&sheet), ["empty_line"]);
    assert_eq!(sheet.cell(RowId(1), ColumnId(0)), "a;\"b\"");
}

#[test]
fn reads_every_dialect_and_encoding_to_the_same_cells() {
    let expected = [["Chloé", "x, y; z"], ["line\nbreak", "say \"hi\""]];
    let with = |delimiter: char| {
        format!(
            "agent{delimiter}note\nChloé{delimiter}\"x, y; z\"\n\"line\nbreak\"{delimiter}\"say \"\"hi\"\"\"\n"
        )
    };
    let comma = with(',');
    let utf_16 = |text: &str| {
        [b"\xff\xfe".to_vec(), text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat()
    };
    let cp1252 = encoding_rs::WINDOWS_1252.encode(&comma).0.into_owned();
    for (bytes, encoding, delimiter, notes) in [
        (comma.clone().into_bytes(), "utf-8", ',', &[][..]),
        (with(';').into_bytes(), "utf-8", ';', &[]),
        (with('\t').into_bytes(), "utf-8", '\t', &[]),
        (with('|').into_bytes(), "utf-8", '|', &[]),
        (format!("sep=;\n{}", with(';')).into_bytes(), "utf-8", ';', &["sep_line"]),
        (format!("\u{feff}{comma}").into_bytes(), "utf-8", ',', &[]),
        (format!("\u{feff}\u{feff}{comma}").into_bytes(), "utf-8", ',', &["double_bom"]),
        (utf_16(&with('\t')), "utf-16le", '\t', &[]),
        (cp1252, "windows-1252", ',', &["encoding_guessed"]),
    ] {
        let sheet = read_bytes(bytes, &ImportOptions::default()).unwrap();
        assert_eq!(sheet.columns(), ["agent", "note"]);
        assert_eq!(cells(&sheet), expected);
        assert_eq!((sheet.source().encoding, sheet.source().delimiter), (encoding, Some(delimiter)));
        assert_eq!(note_codes(&sheet), notes);
        assert_eq!(sheet.num_problems(), 0);
    }
}

#[test]
fn keeps_to_the_options() {
    let options = |options: ImportOptions| options;
    let sheet =
        read_bytes("a;b\n1;2\n", &options(ImportOptions { delimiter: Some(','), ..Default::default() }))
            .unwrap();
    assert_eq!(sheet.columns(), ["a;b"]);
    let sheet =
        read_bytes("x\na,b\n1,2\n", &options(ImportOptions { header_row: Some(2), ..Default::default() }))
            .unwrap();
    assert_eq!((sheet.columns(), sheet.source().header_row), (&["a".to_owned(), "b".to_owned()][..], 2));
    let sheet =
        read_bytes("a,b\n1,2\n", &options(ImportOptions { header_row: Some(0), ..Default::default() }))
            .unwrap();
    assert_eq!((sheet.columns(), sheet.num_rows()), (&["Column 1".to_owned(), "Column 2".to_owned()][..], 2));
    let sheet = read_bytes(
        b"a\n\xe9\n",
        &options(ImportOptions { encoding: Some("iso-8859-2".to_owned()), ..Default::default() }),
    )
    .unwrap();
    assert_eq!((cells(&sheet), note_codes(&sheet)), (vec![vec!["é"]], vec![]));
    let sheet = read_bytes(
        "a\n1\n",
        &options(ImportOptions { sheet: Some("Sheet1".to_owned()), ..Default::default() }),
    )
    .unwrap();
    assert_eq!(note_codes(&sheet), ["sheet_ignored"]);
}

#[test]
fn keeps_what_cannot_be_taken_whole_and_names_it() {
    use RecordProblemCode::{Ragged, StrayQuote, UnclosedQuote, Undecodable};
    let mut bytes =
        b"agent,note\nchlo\xc3\xa9,x\nb\n,\nc,d,e\nf,\xff\n\"g\"h,i\n\"j,k\nl,\"m\"\nn,\0\n".to_vec();
    bytes.extend("é,é\n".as_bytes());
    let sheet = read_bytes(bytes, &ImportOptions::default()).unwrap();
    assert_eq!(
        cells(&sheet),
        [
            &["chloé", "x"][..],
            &["b"],
            &["", ""],
            &["c", "d", "e"],
            &["f", "\u{fffd}"],
            &["\"g\"h", "i"],
            &["\"j", "k"],
            &["l", "m"],
            &["n", "\0"],
            &["é", "é"],
        ]
    );
    let problems: Vec<_> = sheet.problems().map(|(row, problem)| (row.0, problem.code)).collect();
    assert_eq!(
        problems,
        [(1, Ragged), (3, Ragged), (4, Undecodable), (5, StrayQuote), (6, UnclosedQuote), (8, Undecodable)]
    );
}

#[test]
fn refuses_what_is_no_table_with_a_code_and_a_way_out() {
    for (bytes, code) in [
        (&b""[..], "empty_file"),
        (b"\n\r\n", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"%PDF-1.7", "pdf_file"),
        (b"\x00\x01\x02\x03\x00\x00\x07", "not_text"),
        (b"<!DOCTYPE html><table>", "html_file"),
    ] {
        let error = read_bytes(bytes, &ImportOptions::default()).unwrap_err();
        assert_eq!(error.code(), code);
        assert!(error.to_string().ends_with('.') && error.hint().ends_with('.'), "{error} {}", error.hint());
    }
    let options = ImportOptions { delimiter: Some('"'), ..Default::default() };
    assert_eq!(read_bytes("a\n", &options).unwrap_err().code(), "bad_delimiter");
}

#[test]
fn refuses_what_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let code = |path: &Path| open(path, &ImportOptions::default(), &Progress::default()).unwrap_err().code();
    assert_eq!(code(folder.path()), "a_folder");
    assert_eq!(code(&folder.path().join("none.csv")), "missing_file");
    let empty = folder.path().join("empty.csv");
    fs::write(&empty, "").unwrap();
    assert_eq!(code(&empty), "empty_file");
    #[cfg(unix)]
    {
        use std::os::unix::net::UnixListener;
        let _socket = UnixListener::bind(folder.path().join("socket")).unwrap();
        assert_eq!(code(&folder.path().join("socket")), "not_a_file");
        assert_eq!(code(Path::new("/dev/null")), "not_a_file");
        std::os::unix::fs::symlink("loop.csv", folder.path().join("loop.csv")).unwrap();
        assert_eq!(code(&folder.path().join("loop.csv")), "unreadable_file");
    }
}

#[test]
fn lines_that_stand_in_quotes_as_a_whole_are_cut_into_cells() {
    let sheet = read_text("\"agent,score,note\"\n\"1,90,\"\"a, b\"\"\"\n\"2,80,c\"\n");
    assert_eq!(sheet.columns(), ["agent", "score", "note"]);
    let records: Vec<Vec<&str>> = sheet.rows().map(|row| sheet.record(row).collect()).collect();
    assert_eq!(records, [["1", "90", "a, b"], ["2", "80", "c"]]);
    assert_eq!(sheet.notes().iter().map(|note| note.code).collect::<Vec<_>>(), ["line_quotes"]);
}

#[test]
fn of_the_lists_in_a_wrapper_the_records_are_read_and_not_what_is_about_them() {
    let text = r#"{"summary":[{"a":1},{"a":2},{"a":3}],"rows":[{"agent":"x","score":9}]}"#;
    let sheet = read_text(text);
    assert_eq!((sheet.num_rows(), sheet.columns()), (1, &["agent".to_owned(), "score".to_owned()][..]));
}

#[test]
fn stops_when_asked() {
    let progress = Progress::default();
    progress.cancel();
    let stopped = read("a.csv", b"a\n1\n".to_vec(), &ImportOptions::default(), &progress);
    assert!(matches!(stopped, Err(ImportError::Cancelled)));
}

#[test]
fn writes_the_sheet_as_lines_of_json() {
    let sheet = read_text("a,b\n1,é\n\n2\n");
    let mut out = Vec::new();
    write_ndjson(&sheet, &mut out).unwrap();
    let expected = [
        r#"{"file":"a.csv","bytes":12,"format":"csv","encoding":"utf-8","delimiter":",","quote":"double","sheet":null,"header_row":1,"columns":["a","b"],"notes":[{"line":3,"code":"empty_line","message":"Line 3 is empty."}]}"#,
        r#"{"row":1,"line":2,"cells":["1","é"],"problem":null}"#,
        r#"{"row":2,"line":4,"cells":["2"],"problem":{"code":"ragged","message":"This record has 1 cell, not 2."}}"#,
        r#"{"records":2,"with_problem":1}"#,
    ];
    assert_eq!(String::from_utf8(out).unwrap().lines().collect::<Vec<_>>(), expected);
}
