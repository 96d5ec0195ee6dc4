//! The part of an XLSX sheet, gone through for what the reader of its cells does not hand over: hidden rows and
//! columns, and merged cells.
//!
//! Owns finding that part, and looking for signs in it, beside the reader. Does not know cells: only tags that hold a sign
//! are looked at. Invariant: no more of the part is in memory than a window; what is not understood is passed over.

use std::io::{Cursor, Read as _};

use memchr::memmem::Finder;
use memchr::{memchr, memrchr};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::aside::Aside;
use crate::model::Progress;

/// How much of the part is looked at at once.
const WINDOW: usize = 128 * 1024;
/// No tag is longer.
const LONGEST: usize = 4096;
/// More merged cells than anybody makes by hand.
const MAX_MERGED: usize = 100_000;

/// What the part of a sheet says beside its cells; nothing where the part is not found.
#[must_use]
pub fn look(bytes: &[u8], sheet: &str, progress: &Progress) -> Aside {
    let mut aside = Aside::default();
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return aside };
    let Some(name) = part_of(&mut archive, sheet) else { return aside };
    let Ok(mut part) = archive.by_name(&name) else { return aside };
    let signs = Signs { hidden: Finder::new(" hidden="), merged: Finder::new("mergeCell ") };
    let mut window = Vec::with_capacity(WINDOW + LONGEST);
    while !progress.is_cancelled() {
        match part.by_ref().take(WINDOW as u64).read_to_end(&mut window) {
            Ok(0) | Err(_) => break,
            Ok(_) => {}
        }
        // A tag that is not whole yet waits for its rest.
        let whole = match memrchr(b'<', &window) {
            Some(start) if memchr(b'>', &window[start..]).is_none() && window.len() - start < LONGEST => {
                start
            }
            _ => window.len(),
        };
        signs.look(&window[..whole], &mut aside);
        window.drain(..whole);
    }
    aside
}

struct Signs<'a> {
    hidden: Finder<'a>,
    merged: Finder<'a>,
}

impl Signs<'_> {
    fn look(&self, window: &[u8], aside: &mut Aside) {
        for at in self.hidden.find_iter(window) {
            let Some((name, attributes)) = tag_around(window, at) else { continue };
            if !matches!(attribute(attributes, b" hidden="), Some(b"1" | b"true")) {
                continue;
            }
            let number = |name: &[u8]| -> Option<u32> {
                std::str::from_utf8(attribute(attributes, name)?).ok()?.parse().ok()
            };
            match name {
                b"row" => aside.hidden_rows.extend(number(b" r=").map(|row| (row, row))),
                b"col" => {
                    let range = number(b" min=").zip(number(b" max="));
                    let range = range.filter(|(first, _)| *first > 0);
                    aside.hidden_columns.extend(range.map(|(first, last)| (first - 1, last.max(1) - 1)));
                }
                _ => {}
            }
        }
        for at in self.merged.find_iter(window) {
            let Some((b"mergeCell", attributes)) = tag_around(window, at) else { continue };
            let area = attribute(attributes, b" ref=").and_then(area);
            if aside.merged.len() < MAX_MERGED {
                aside.merged.extend(area);
            }
        }
    }
}

/// The tag in which a place stands: its name without a prefix, and its attributes with the space before them.
fn tag_around(window: &[u8], at: usize) -> Option<(&[u8], &[u8])> {
    let start = memrchr(b'<', &window[..at])? + 1;
    let end = start + memchr(b'>', &window[start..])?;
    let tag = window.get(start..end).filter(|_| at < end)?;
    let (name, attributes) = tag.split_at(memchr(b' ', tag)?);
    Some((name.rsplit(|byte| *byte == b':').next()?, attributes))
}

/// The value of an attribute; its name stands with the space before and the sign behind it.
fn attribute<'a>(attributes: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let start = memchr::memmem::find(attributes, name)? + name.len();
    let quote = *attributes.get(start).filter(|quote| matches!(quote, b'"' | b'\''))?;
    let value = &attributes[start + 1..];
    Some(&value[..memchr(quote, value)?])
}

/// The rows of an area such as `B2:B4` that is one column wide and more than a row high, and its column.
fn area(text: &[u8]) -> Option<(u32, u32, u32)> {
    let (from, to) = std::str::from_utf8(text).ok()?.split_once(':')?;
    let ((left, top), (right, bottom)) = (place(from)?, place(to)?);
    (left == right && bottom > top).then_some((top, bottom, left))
}

/// The column, counted from 0, and the row, counted from 1, of a name such as `B2`.
fn place(name: &str) -> Option<(u32, u32)> {
    let (letters, row) = name.split_at(name.find(|char: char| char.is_ascii_digit())?);
    let digit = |column: u32, letter: u8| {
        let value = letter.is_ascii_uppercase().then(|| u32::from(letter - b'A') + 1)?;
        column.checked_mul(26)?.checked_add(value)
    };
    let column = letters.bytes().try_fold(0, digit)?;
    Some((column.checked_sub(1)?, row.parse().ok()?))
}

/// The name of the part in which a sheet stands.
fn part_of(archive: &mut ZipArchive<Cursor<&[u8]>>, sheet: &str) -> Option<String> {
    let book = text_of(archive, "xl/workbook.xml")?;
    let id =
        find(&book, "sheet", |tag| (value(tag, "name")?.as_str() == sheet).then(|| value(tag, "id"))?)?;
    let relations = text_of(archive, "xl/_rels/workbook.xml.rels")?;
    let target =
        find(&relations, "Relationship", |tag| (value(tag, "Id")? == id).then(|| value(tag, "Target"))?)?;
    Some(match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("xl/{target}"),
    })
}

fn text_of(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Option<String> {
    const MOST: u64 = 16 << 20;
    let mut text = String::new();
    archive.by_name(name).ok()?.take(MOST).read_to_string(&mut text).ok()?;
    Some(text)
}

/// The first thing that is found in tags of a name.
fn find<T>(xml: &str, name: &str, each: impl Fn(&BytesStart<'_>) -> Option<T>) -> Option<T> {
    let mut reader = Reader::from_str(xml.trim_start_matches('\u{feff}'));
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == name => {
                if let Some(found) = each(&tag) {
                    return Some(found);
                }
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn value(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    super::markup::attribute(tag, name).ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(xml: &str) -> Aside {
        let signs = Signs { hidden: Finder::new(" hidden="), merged: Finder::new("mergeCell ") };
        let mut aside = Aside::default();
        signs.look(xml.as_bytes(), &mut aside);
        aside
    }

    #[test]
    fn looks_at_tags_and_at_no_texts() {
        let aside = seen(
            r#"<cols><col min="3" max="4" width="0" hidden="1"/><x:col hidden='true' min="7" max="7"/></cols>
            <row r="1" hidden="false"><c><is><t> hidden="1" r="9"</t></is></c></row><row r="2" hidden="1" ht="0"/>
            <row spans="1:2" r="5" hidden="true"><c r="A5"/></row><row hidden="1"/><sheet r="8" hidden="1"/>
            <mergeCell ref="B2:B4"/><mergeCell ref="A1:C1"/><mergeCell ref="AA10:AA11" /><mergeCell ref="x"/>"#,
        );
        assert_eq!(aside.hidden_rows, [(2, 2), (5, 5)]);
        assert_eq!(aside.hidden_columns, [(2, 3), (6, 6)]);
        assert_eq!(aside.merged, [(2, 4, 1), (10, 11, 26)]);
    }
}
