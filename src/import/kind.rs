//! What a file is by its content: its first bytes, never its name.
//!
//! Owns the table of signatures. Invariant: what is not text is named or refused, and never read as
//! if it were.

use super::error::OtherFormat;
use crate::model::FileFormat;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text with a delimiter, as far as the first bytes tell.
    Delimited,
    /// JSON, or an object a line.
    Json,
    /// A workbook of that format.
    Workbook(FileFormat),
    /// A zip of anything but a workbook.
    Zip,
    /// Compressed by gzip.
    Gzip,
    /// Something that is known, and not read.
    Other(OtherFormat),
}

const XLS: Kind = Kind::Workbook(FileFormat::Xls);

/// What the first bytes of a file are known for; order matters where one begins like another.
const SIGNATURES: &[(&[u8], Kind)] = &[
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", XLS),
    (b"\x09\x08\x10\x00\x00\x06\x05\x00", XLS),
    (b"\x09\x04\x06\x00", Kind::Other(OtherFormat::AncientXls)),
    (b"\x09\x02\x06\x00", Kind::Other(OtherFormat::AncientXls)),
    (b"\x09\x00\x04\x00", Kind::Other(OtherFormat::AncientXls)),
    (b"\x1f\x8b", Kind::Gzip),
    (b"BZh", Kind::Other(OtherFormat::Archive)),
    (b"\xfd7zXZ\0", Kind::Other(OtherFormat::Archive)),
    (b"\x28\xb5\x2f\xfd", Kind::Other(OtherFormat::Archive)),
    (b"7z\xbc\xaf\x27\x1c", Kind::Other(OtherFormat::Archive)),
    (b"Rar!\x1a\x07", Kind::Other(OtherFormat::Archive)),
    (b"%PDF-", Kind::Other(OtherFormat::Pdf)),
    (b"{\\rtf", Kind::Other(OtherFormat::Document)),
    (b"\x89PNG\r\n\x1a\n", Kind::Other(OtherFormat::Picture)),
    (b"\xff\xd8\xff", Kind::Other(OtherFormat::Picture)),
    (b"GIF8", Kind::Other(OtherFormat::Picture)),
    (b"SQLite format 3\0", Kind::Other(OtherFormat::Database)),
    (b"PAR1", Kind::Other(OtherFormat::Database)),
    (b"ARROW1\0", Kind::Other(OtherFormat::Database)),
    (b"\xff\xfe\0\0", Kind::Other(OtherFormat::Utf32)),
    (b"\0\0\xfe\xff", Kind::Other(OtherFormat::Utf32)),
];

/// The names of parts that tell one zip from another.
const PARTS: &[(&[u8], Kind)] = &[
    (b"xl/workbook.bin", Kind::Workbook(FileFormat::Xlsb)),
    (b"xl/", Kind::Workbook(FileFormat::Xlsx)),
    (b"opendocument.spreadsheet", Kind::Workbook(FileFormat::Ods)),
    (b"opendocument.", Kind::Other(OtherFormat::Document)),
    (b"word/", Kind::Other(OtherFormat::Document)),
    (b"ppt/", Kind::Other(OtherFormat::Document)),
    (b"Index/", Kind::Other(OtherFormat::Numbers)),
];

/// What tells Excel's XML of 2003 from any other.
const SPREADSHEET_2003: &[u8] = b"urn:schemas-microsoft-com:office:spreadsheet";
/// How much of a text is looked at for what it is.
const HEAD: usize = 4096;

/// What the bytes of a file are.
#[must_use]
pub fn look(bytes: &[u8]) -> Kind {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zip_kind(bytes);
    }
    match SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)) {
        Some(&(_, XLS)) if has_utf16(bytes, "EncryptedPackage") => Kind::Other(OtherFormat::Encrypted),
        Some(&(_, XLS)) if has_utf16(bytes, "WordDocument") => Kind::Other(OtherFormat::Document),
        Some(&(_, kind)) => kind,
        None => markup(bytes).unwrap_or(Kind::Delimited),
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

fn zip_kind(bytes: &[u8]) -> Kind {
    const LOOKED_AT: usize = 64 * 1024;
    let head = &bytes[..bytes.len().min(LOOKED_AT)];
    let tail = &bytes[bytes.len().saturating_sub(LOOKED_AT)..];
    let directory = part_names(bytes);
    let holds = |name: &[u8]| match &directory {
        // A packed workbook inside holds names of its own.
        Some(names) if name.ends_with(b"/") || name.contains(&b'/') => {
            names.iter().any(|part| part.starts_with(name))
        }
        Some(names) if !names.contains(&&b"content.xml"[..]) => false,
        _ => [head, tail].iter().any(|part| memchr::memmem::find(part, name).is_some()),
    };
    PARTS.iter().find(|(name, _)| holds(name)).map_or(Kind::Zip, |(_, kind)| *kind)
}

/// The names in the directory of a zip; `None` where it is not whole, or is somewhere else.
fn part_names(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    const END: &[u8] = b"PK\x05\x06";
    const ENTRY: &[u8] = b"PK\x01\x02";
    const ENTRY_LENGTH: usize = 46;
    const ENOUGH: usize = 10_000;
    let end = memchr::memmem::rfind(bytes, END)?;
    let number = |bytes: &[u8], at: usize| {
        Some(usize::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
    };
    let length = u32::from_le_bytes(bytes.get(end + 12..end + 16)?.try_into().ok()?) as usize;
    let mut directory = &bytes[end.checked_sub(length)?..end];
    let mut names = Vec::new();
    while !directory.is_empty() && names.len() < ENOUGH {
        let entry = directory.strip_prefix(ENTRY).and(Some(directory))?;
        let lengths = [28, 30, 32].map(|at| number(entry, at));
        let [Some(name), Some(extra), Some(comment)] = lengths else { return None };
        names.push(entry.get(ENTRY_LENGTH..ENTRY_LENGTH + name)?);
        directory = entry.get(ENTRY_LENGTH + name + extra + comment..)?;
    }
    Some(names)
}

/// The directory of an old Office file names its streams in UTF-16.
fn has_utf16(bytes: &[u8], name: &str) -> bool {
    let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    memchr::memmem::find(bytes, &name).is_some()
}

fn markup(bytes: &[u8]) -> Option<Kind> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let starts =
        |words: &str| text.get(..words.len()).is_some_and(|head| head.eq_ignore_ascii_case(words.as_bytes()));
    if ["<!doctype html", "<html", "<head", "<body", "<table", "<meta"].iter().any(|words| starts(words)) {
        return Some(Kind::Workbook(FileFormat::Html));
    }
    if starts("<?xml") || starts("<?mso-application") || starts("<workbook") {
        let head = &text[..text.len().min(HEAD)];
        let holds = |sign: &[u8]| memchr::memmem::find(head, sign).is_some();
        return Some(if holds(SPREADSHEET_2003) {
            Kind::Workbook(FileFormat::Xml2003)
        } else if holds(b"http://www.w3.org/1999/xhtml") || holds(b"<html") {
            Kind::Workbook(FileFormat::Html)
        } else {
            Kind::Other(OtherFormat::Xml)
        });
    }
    let (first, rest) = text.split_first()?;
    let second = rest.trim_ascii_start().first();
    match (first, second) {
        (b'{', Some(b'"' | b'}')) | (b'[', Some(b'{' | b'[' | b']')) => Some(Kind::Json),
        // A list of numbers or texts: as JSON it is refused by name, as CSV it would be headings.
        (b'[', Some(b'"' | b'-' | b'0'..=b'9')) if text.trim_ascii_end().ends_with(b"]") => Some(Kind::Json),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_formats_by_their_content() {
        let workbook = |format| Some(Kind::Workbook(format));
        let other = |format| Some(Kind::Other(format));
        for (bytes, expected) in [
            (&b"agent,score\n"[..], Some(Kind::Delimited)),
            (b"[agent],score\n", Some(Kind::Delimited)),
            (b"{agent},score\n", Some(Kind::Delimited)),
            (b"PK\x03\x04...xl/worksheets/sheet1.xml", workbook(FileFormat::Xlsx)),
            (b"PK\x03\x04...xl/workbook.bin", workbook(FileFormat::Xlsb)),
            (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", workbook(FileFormat::Ods)),
            (b"PK\x03\x04...word/document.xml", other(OtherFormat::Document)),
            (b"PK\x03\x04...Index/Document.iwa", other(OtherFormat::Numbers)),
            (b"PK\x03\x04...scores.csv", Some(Kind::Zip)),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", workbook(FileFormat::Xls)),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0",
                other(OtherFormat::Encrypted),
            ),
            (b"\x1f\x8b\x08", Some(Kind::Gzip)),
            (b"%PDF-1.7", other(OtherFormat::Pdf)),
            (b"\xef\xbb\xbf [ {\"a\":1}]", Some(Kind::Json)),
            (b"{ \"a\":1}", Some(Kind::Json)),
            (b"\r\n<HTML><table>", workbook(FileFormat::Html)),
            (b"<?xml version=\"1.0\"?>", other(OtherFormat::Xml)),
            (
                b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
                workbook(FileFormat::Xml2003),
            ),
        ] {
            assert_eq!(Some(look(bytes)), expected, "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn tells_binary_from_text_with_a_stray_nul() {
        assert!(is_binary(&[0, 1, 2, 3]));
        assert!(!is_binary("agent,score\nJos\u{e9},1\0\n".as_bytes()));
        assert!(!is_binary(b""));
    }
}
