//! What a file is by its content: its first bytes, never its name.
//!
//! Owns the table of signatures. Invariant: what is not text is named or refused, and never read as
//! if it were.

use super::error::OtherFormat;

/// What the first bytes of a file are known for; order matters where one begins like another.
const SIGNATURES: &[(&[u8], OtherFormat)] = &[
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OtherFormat::Xls),
    (b"\x09\x08\x10\x00\x00\x06\x05\x00", OtherFormat::Xls),
    (b"\x09\x04\x06\x00", OtherFormat::Xls),
    (b"\x09\x02\x06\x00", OtherFormat::Xls),
    (b"\x09\x00\x04\x00", OtherFormat::Xls),
    (b"\x1f\x8b", OtherFormat::Gzip),
    (b"BZh", OtherFormat::Archive),
    (b"\xfd7zXZ\0", OtherFormat::Archive),
    (b"\x28\xb5\x2f\xfd", OtherFormat::Archive),
    (b"7z\xbc\xaf\x27\x1c", OtherFormat::Archive),
    (b"Rar!\x1a\x07", OtherFormat::Archive),
    (b"%PDF-", OtherFormat::Pdf),
    (b"{\\rtf", OtherFormat::Document),
    (b"\x89PNG\r\n\x1a\n", OtherFormat::Picture),
    (b"\xff\xd8\xff", OtherFormat::Picture),
    (b"GIF8", OtherFormat::Picture),
    (b"SQLite format 3\0", OtherFormat::Database),
    (b"PAR1", OtherFormat::Database),
    (b"ARROW1\0", OtherFormat::Database),
    (b"\xff\xfe\0\0", OtherFormat::Utf32),
    (b"\0\0\xfe\xff", OtherFormat::Utf32),
];

/// The names of parts that tell one zip from another.
const PARTS: &[(&[u8], OtherFormat)] = &[
    (b"xl/workbook.bin", OtherFormat::Xlsb),
    (b"xl/", OtherFormat::Xlsx),
    (b"opendocument.spreadsheet", OtherFormat::Ods),
    (b"opendocument.", OtherFormat::Document),
    (b"word/", OtherFormat::Document),
    (b"ppt/", OtherFormat::Document),
    (b"Index/", OtherFormat::Numbers),
];

/// The format of a file that is not delimited text; `None` where it may be.
#[must_use]
pub fn other_format(bytes: &[u8]) -> Option<OtherFormat> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Some(zip_kind(bytes));
    }
    let found = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature));
    match found {
        Some((_, OtherFormat::Xls)) if has_utf16(bytes, "EncryptedPackage") => Some(OtherFormat::Encrypted),
        Some((_, OtherFormat::Xls)) if has_utf16(bytes, "WordDocument") => Some(OtherFormat::Document),
        Some((_, format)) => Some(*format),
        None => markup(bytes),
    }
}

/// Whether bytes hold what no text does: control characters in numbers.
#[must_use]
pub fn is_binary(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(64 * 1024)];
    let odd = sample
        .iter()
        .filter(|&&byte| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c))
        .count();
    // A stray NUL or two in a large export is damage, named at its row; one in 20 is no text.
    odd * 20 > sample.len()
}

fn zip_kind(bytes: &[u8]) -> OtherFormat {
    const LOOKED_AT: usize = 64 * 1024;
    let head = &bytes[..bytes.len().min(LOOKED_AT)];
    let tail = &bytes[bytes.len().saturating_sub(LOOKED_AT)..];
    let holds = |name: &[u8]| [head, tail].iter().any(|part| memchr::memmem::find(part, name).is_some());
    PARTS.iter().find(|(name, _)| holds(name)).map_or(OtherFormat::Zip, |(_, format)| *format)
}

/// The directory of an old Office file names its streams in UTF-16.
fn has_utf16(bytes: &[u8], name: &str) -> bool {
    let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    memchr::memmem::find(bytes, &name).is_some()
}

fn markup(bytes: &[u8]) -> Option<OtherFormat> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let starts =
        |words: &str| text.get(..words.len()).is_some_and(|head| head.eq_ignore_ascii_case(words.as_bytes()));
    if ["<!doctype html", "<html", "<head", "<body", "<table", "<meta"].iter().any(|words| starts(words)) {
        return Some(OtherFormat::Html);
    }
    if starts("<?xml") {
        return Some(OtherFormat::Xml);
    }
    let (first, rest) = text.split_first()?;
    let second = rest.trim_ascii_start().first();
    match (first, second) {
        (b'{', Some(b'"' | b'}')) | (b'[', Some(b'{' | b'[' | b']')) => Some(OtherFormat::Json),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_formats_by_their_content() {
        for (bytes, expected) in [
            (&b"agent,score\n"[..], None),
            (b"[agent],score\n", None),
            (b"{agent},score\n", None),
            (b"PK\x03\x04...xl/worksheets/sheet1.xml", Some(OtherFormat::Xlsx)),
            (b"PK\x03\x04...xl/workbook.bin", Some(OtherFormat::Xlsb)),
            (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", Some(OtherFormat::Ods)),
            (b"PK\x03\x04...word/document.xml", Some(OtherFormat::Document)),
            (b"PK\x03\x04...Index/Document.iwa", Some(OtherFormat::Numbers)),
            (b"PK\x03\x04...scores.csv", Some(OtherFormat::Zip)),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Some(OtherFormat::Xls)),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0",
                Some(OtherFormat::Encrypted),
            ),
            (b"\x1f\x8b\x08", Some(OtherFormat::Gzip)),
            (b"%PDF-1.7", Some(OtherFormat::Pdf)),
            (b"\xef\xbb\xbf [ {\"a\":1}]", Some(OtherFormat::Json)),
            (b"{ \"a\":1}", Some(OtherFormat::Json)),
            (b"\r\n<HTML><table>", Some(OtherFormat::Html)),
            (b"<?xml version=\"1.0\"?>", Some(OtherFormat::Xml)),
        ] {
            assert_eq!(other_format(bytes), expected, "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn tells_binary_from_text_with_a_stray_nul() {
        assert!(is_binary(&[0, 1, 2, 3]));
        assert!(!is_binary("agent,score\nJos\u{e9},1\0\n".as_bytes()));
        assert!(!is_binary(b""));
    }
}
