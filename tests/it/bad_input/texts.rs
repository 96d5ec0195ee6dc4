//! Bytes, line ends, quotes and delimiters.

use scorebridge::import::ImportOptions;
use scorebridge::model::RowId;

use super::{assert_read, open, read_as};

pub const LINES: &[&str] =
    &["encodings", "invalid bytes", "line ends", "unclosed quote", "stray quotes", "delimiters"];

const LATIN: &str = "agent,note\nChloé Lefèvre,“très poli” — naïf, ça va à Zürich für Müller\n";
const LATIN_ROW: &str = "agent;note\nChloé Lefèvre;très poli, naïf: ça va à Zürich für Müller à côté\n";

fn utf_16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_bytes).collect()
}

fn in_encoding(encoding: &'static encoding_rs::Encoding, text: &str) -> Vec<u8> {
    let (bytes, _, lossy) = encoding.encode(text);
    assert!(!lossy, "{text}");
    bytes.into_owned()
}

#[test]
fn encodings() {
    let row = LATIN_ROW;
    let little = utf_16(row, u16::to_le_bytes);
    let big = utf_16(row, u16::to_be_bytes);
    assert_read(
        "encodings",
        &[
            ("UTF-8", row.as_bytes(), "csv utf-8 ';' h1 r1"),
            ("with a mark", format!("\u{feff}{row}").as_bytes(), "csv utf-8 ';' h1 r1"),
            ("with two", format!("\u{feff}\u{feff}{row}").as_bytes(), "csv utf-8 ';' h1 r1 double_bom@1"),
            ("UTF-16LE", &[b"\xff\xfe".to_vec(), little.clone()].concat(), "csv utf-16le ';' h1 r1"),
            ("UTF-16BE", &[b"\xfe\xff".to_vec(), big.clone()].concat(), "csv utf-16be ';' h1 r1"),
            ("UTF-16LE unmarked", &little, "csv utf-16le ';' h1 r1 encoding_guessed@1"),
            ("UTF-16BE unmarked", &big, "csv utf-16be ';' h1 r1 encoding_guessed@1"),
        ],
    );
    let guessed: [(&str, &'static encoding_rs::Encoding, &str); 8] = [
        ("windows-1252", encoding_rs::WINDOWS_1252, row),
        (
            "shift_jis",
            encoding_rs::SHIFT_JIS,
            "担当者;コメント\n山田太郎;とても丁寧な対応でした。次回も期待しています。\n",
        ),
        ("gbk", encoding_rs::GBK, "客服;备注\n王小明;服务态度非常好，问题很快就解决了，谢谢。\n"),
        ("big5", encoding_rs::BIG5, "客服;備註\n王小明;服務態度非常好，問題很快就解決了，謝謝。\n"),
        ("euc-kr", encoding_rs::EUC_KR, "상담원;메모\n김민수;매우 친절하게 상담해 주셔서 감사합니다.\n"),
        (
            "windows-1251",
            encoding_rs::WINDOWS_1251,
            "агент;заметка\nИван Петров;Очень вежливо ответил клиенту\n",
        ),
        (
            "windows-1253",
            encoding_rs::WINDOWS_1253,
            "όνομα;σχόλιο\nΝίκος Παπάς;Πολύ ευγενικός με τον πελάτη σήμερα\n",
        ),
        ("windows-1255", encoding_rs::WINDOWS_1255, "נציג;הערה\nדוד כהן;היה מאוד אדיב עם הלקוח היום\n"),
    ];
    for (name, encoding, text) in guessed {
        let sheet = open("file.csv", &in_encoding(encoding, text), &ImportOptions::default()).unwrap();
        let told: String = sheet.record(RowId(0)).collect::<Vec<_>>().join(";");
        assert_eq!((sheet.source().encoding, told.as_str()), (name, text.lines().nth(1).unwrap()));
        assert_eq!(sheet.notes()[0].code, "encoding_guessed", "{name}");
    }
    // Mac Roman cannot be told from windows-1252 for sure: it is guessed, said so, and can be chosen.
    let mac = in_encoding(encoding_rs::MACINTOSH, row);
    assert!(read_as("file.csv", &mac, &ImportOptions::default()).contains("encoding_guessed@1"));
    let told = ImportOptions { encoding: Some("macintosh".to_owned()), ..ImportOptions::default() };
    let sheet = open("file.csv", &mac, &told).unwrap();
    assert_eq!(sheet.record(RowId(0)).next(), Some("Chloé Lefèvre"));
}

#[test]
fn a_mark_in_the_middle_stays_text() {
    let sheet = open("file.csv", "a,b\n\u{feff}1,2\n".as_bytes(), &ImportOptions::default()).unwrap();
    assert_eq!(sheet.record(RowId(0)).collect::<Vec<_>>(), ["\u{feff}1", "2"]);
}

#[test]
fn invalid_bytes() {
    let mixed = [LATIN.as_bytes(), b"Jos\xe9,x\nb,c\n"].concat();
    assert_read(
        "invalid bytes",
        &[
            ("a byte that is no UTF-8", "a,b\né,1\né,2\n".as_bytes(), "csv utf-8 ',' h1 r2"),
            (
                "one of them",
                &["a,b\né,1\n".as_bytes(), b"\xff,2\nc,3\n"].concat(),
                "csv utf-8 ',' h1 r3 !2:undecodable",
            ),
            ("two encodings", &mixed, "csv utf-8 ',' h1 r3 !1:ragged !2:undecodable"),
            (
                "cut in the middle of a character",
                &["a,b\né,1\n2,".as_bytes(), b"\xc3"].concat(),
                "csv utf-8 ',' h1 r2 !2:undecodable",
            ),
            ("NUL", b"agent,note\nAmara,\0\nBruno,a kind word\n", "csv utf-8 ',' h1 r2 !1:undecodable"),
        ],
    );
    let sheet = open("file.csv", b"a,b\n1,2\n3,\xc3\xa9\n5,\xff\n", &ImportOptions::default()).unwrap();
    let (row, problem) = sheet.problems().next().unwrap();
    assert_eq!(sheet.line(row), 4);
    assert!(problem.message.contains("line 4") && problem.message.contains("(b)"), "{}", problem.message);
}

#[test]
fn line_ends() {
    assert_read(
        "line ends",
        &[
            ("LF", b"a,b\n1,2\n3,4\n", "csv utf-8 ',' h1 r2"),
            ("CRLF", b"a,b\r\n1,2\r\n3,4\r\n", "csv utf-8 ',' h1 r2"),
            ("CR", b"a,b\r1,2\r3,4\r", "csv utf-8 ',' h1 r2"),
            ("all of them", b"a,b\r1,2\n3,4\r\n5,6", "csv utf-8 ',' h1 r3"),
            ("in quotes", b"a,b\n\"x\r\ny\n\rz\",2\n3,4\n", "csv utf-8 ',' h1 r2"),
            ("others are text", "a,b\nx\u{2028}y\u{b}z\u{c},2\n".as_bytes(), "csv utf-8 ',' h1 r1"),
            (
                "empty lines",
                b"a,b\n\n1,2\n\n\n",
                "csv utf-8 ',' h1 r1 empty_line@2 empty_line@4 empty_line@5",
            ),
        ],
    );
    let text = b"a,b\n\"x\r\ny\n\rz\",2\r3,4\n";
    let sheet = open("file.csv", text, &ImportOptions::default()).unwrap();
    assert_eq!((sheet.line(RowId(0)), sheet.line(RowId(1))), (2, 6), "physical lines");
}

#[test]
fn an_unclosed_quote_does_not_swallow_a_large_file() {
    let mut text = "a,b\n1,\"open\n".to_owned();
    text.push_str(&"x,\"y\"\n".repeat(50_000));
    let found = read_as("file.csv", text.as_bytes(), &ImportOptions::default());
    assert_eq!(found, "csv utf-8 ',' h1 r50001 !1:unclosed_quote");
    assert_read(
        "unclosed quote",
        &[("at the end", b"a,b\n1,2\n3,\"x\n", "csv utf-8 ',' h1 r2 !2:unclosed_quote")],
    );
}

#[test]
fn stray_quotes() {
    assert_read(
        "stray quotes",
        &[
            ("inches", b"a,b\n5\" pipe,1\n", "csv utf-8 ',' h1 r1 !1:stray_quote"),
            ("behind a closing one", b"a,b\n\"x\" y,1\n", "csv utf-8 ',' h1 r1 !1:stray_quote"),
            ("backslashes", b"a,b\n\"say \\\"hi\\\" \",1\n", "csv utf-8 ',' backslash h1 r1"),
            ("a backslash before a delimiter", b"a,b\n\"x\\\",y\",1\n", "csv utf-8 ',' backslash h1 r1"),
            (
                "backslashes in one, doubled in another",
                b"a,b\n\"x\\\" y\",1\n\"x\"\"y\",2\n\"z\",3\n",
                "csv utf-8 ',' h1 r3 !1:stray_quote",
            ),
            ("curly ones are text", "a,b\n“x”,1\n".as_bytes(), "csv utf-8 ',' h1 r1"),
            ("curly ones hold no delimiter", "a,b\n“x,y”,1\n".as_bytes(), "csv utf-8 ',' h1 r1 !1:ragged"),
            ("single ones are text", b"a,b\n'x',1\n", "csv utf-8 ',' h1 r1"),
            ("single ones around delimiters", b"a,b\n'x,y',1\n", "csv utf-8 ',' single h1 r1"),
            ("single ones around every cell", b"'a';'b'\n'x';'1'\n", "csv utf-8 ';' single h1 r1"),
        ],
    );
}

#[test]
fn delimiters() {
    assert_read(
        "delimiters",
        &[
            ("comma", b"a,b\n1,2\n", "csv utf-8 ',' h1 r1"),
            ("semicolon, decimal commas", b"a;b\nx;1,5\ny;2,5\n", "csv utf-8 ';' h1 r2"),
            ("tab", b"a\tb\n1,5\t2\n", r"csv utf-8 '\t' h1 r1"),
            ("pipe", b"a|b\n1,5|2\n", "csv utf-8 '|' h1 r1"),
            ("sep=", b"sep=;\na;b\n1;2\n", "csv utf-8 ';' h2 r1 sep_line@1"),
            ("one row with another", b"a;b\n1;2\n3,4\n5;6\n", "csv utf-8 ';' h1 r3 !2:ragged"),
            ("two signs: empty columns between", b"a||b||c\n1||2||3\n", "csv utf-8 '|' h1 r1"),
            ("a tilde where it is none of them", b"a~b\n1~2\n", "csv utf-8 '~' h1 r1"),
            ("nothing that is known: one column, and asked", b"a!b\n1!2\n", "csv utf-8 ',' h1 r1"),
        ],
    );
    let told = ImportOptions { delimiter: Some('!'), ..ImportOptions::default() };
    assert_eq!(read_as("file.csv", b"a!b\n1!2\n", &told), "csv utf-8 '!' h1 r1");
}
