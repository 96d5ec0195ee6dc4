//! Texts as the check sees them: blank, suspicious, HTML, and short enough for a sentence.
//!
//! Invariant: ids and notes are sent exactly as in the file; what is taken off is said.

use std::borrow::Cow;

use crate::recipe::mojibake;

/// Whether a text has nothing to be seen in it.
#[inline]
pub(super) fn is_blank(text: &str) -> bool {
    !text.as_bytes().first().is_some_and(u8::is_ascii_graphic) && text.trim().is_empty()
}

/// A text without the space around it, found at once where both ends are plain characters: almost
/// everywhere.
#[inline]
pub(super) fn trimmed(text: &str) -> &str {
    let bytes = text.as_bytes();
    let is_plain = |end: Option<&u8>| end.is_some_and(u8::is_ascii_graphic);
    if is_plain(bytes.first()) && is_plain(bytes.last()) { text } else { text.trim() }
}

/// A value for a sentence: in quotes, on one line, at most 40 characters.
pub(super) fn quoted(value: &str) -> String {
    const LONGEST: usize = 40;
    let mut shown = String::with_capacity(LONGEST + 6);
    shown.push('“');
    for (place, c) in value.trim().chars().enumerate() {
        if place == LONGEST {
            shown.push('…');
            break;
        }
        shown.push(if c.is_control() || c.is_whitespace() { ' ' } else { c });
    }
    shown.push('”');
    shown
}

/// Whether no byte belongs to something that [`suspicious_id`] looks for. Most ids are plain ASCII, and
/// are done with at that.
pub(super) fn is_plain_id(text: &str) -> bool {
    text.bytes().fold(0, |odd, byte| odd | u8::from(!(0x20..0x7f).contains(&byte))) == 0
}

/// Whether there is nothing in a text that [`suspicious_prose`] or [`mojibake::mended`] looks for: no control
/// character, and what they look for above ASCII begins with one of four bytes in UTF-8.
pub(super) fn is_plain_prose(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_control = |byte: u8| {
        u8::from(byte < 0x20) & u8::from(!matches!(byte, b'\t' | b'\n' | b'\r')) | u8::from(byte == 0x7f)
    };
    // Without an early end, so that the compiler makes vector code of it.
    bytes.iter().fold(0, |any, byte| any | is_control(*byte)) == 0
        && !mojibake::may_be_broken(bytes)
        && memchr::memchr3_iter(0xc2, 0xe2, 0xef, bytes).all(|at| begins_plainly(&bytes[at..]))
}

/// Whether the character at the start of some UTF-8 is none that [`suspicious_prose`] looks for.
fn begins_plainly(bytes: &[u8]) -> bool {
    match bytes {
        [0xc2, second, ..] => *second >= 0xa0 && *second != 0xad, // U+0080 to U+009F, U+00AD
        [0xe2, 0x80, third, ..] => !matches!(third, 0x8b..=0x8f | 0xaa..=0xae), // from U+200B, U+202A
        [0xe2, 0x81, third, ..] => !matches!(third, 0xa0..=0xa9), // from U+2060
        [0xef, 0xbb, 0xbf, ..] | [0xef, 0xbf, 0xbd, ..] => false, // U+FEFF, U+FFFD
        _ => true,
    }
}

/// What is odd about an id: something in it cannot be seen, or looks like something else.
pub(super) fn suspicious_id(text: &str) -> Option<&'static str> {
    if trimmed(text) != text {
        return Some("a space at its start or end");
    }
    if is_plain_id(text) {
        return None;
    }
    suspicious_char(text).or_else(|| {
        if text.contains(|c: char| c.is_whitespace() && c != ' ') {
            Some("a space that is none of the usual")
        } else if mixes_scripts(text) {
            Some("letters of another script that look like Latin ones")
        } else if text.contains(|c: char| ('\u{ff01}'..='\u{ff5e}').contains(&c)) {
            Some("full-width characters")
        } else {
            None
        }
    })
}

/// What is odd about a text that people wrote.
pub(super) fn suspicious_prose(text: &str) -> Option<&'static str> {
    if is_plain_prose(text) { None } else { suspicious_char(text) }
}

fn suspicious_char(text: &str) -> Option<&'static str> {
    text.chars().find_map(|c| match c {
        '\n' | '\r' | '\t' => None,
        '\u{fffd}' => Some("a character that could not be read"),
        // The joiners \u{200c} and \u{200d} belong to emoji and to several scripts.
        '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}' => {
            Some("characters that cannot be seen")
        }
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some("characters that turn the text around"),
        c if c.is_control() => Some("control characters"),
        _ => None,
    })
}

/// Whether some word has Latin letters beside Greek or Cyrillic ones.
fn mixes_scripts(text: &str) -> bool {
    text.split(|c: char| !c.is_alphabetic()).any(|word| {
        word.contains(|c: char| c.is_ascii_alphabetic())
            && word.contains(|c: char| matches!(c, '\u{370}'..='\u{3ff}' | '\u{400}'..='\u{52f}'))
    })
}

/// Takes HTML off a note: tags go, lines stay, the usual entities become their characters.
pub(super) fn without_html(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '&']) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find(['<', '&']) {
        plain.push_str(&rest[..place]);
        rest = &rest[place..];
        rest = if rest.starts_with('<') { take_tag(rest, &mut plain) } else { take_entity(rest, &mut plain) };
    }
    plain.push_str(rest);
    if plain == text { Cow::Borrowed(text) } else { Cow::Owned(plain.trim().to_owned()) }
}

/// Takes a tag at the start of `rest`, or the lone `<` that is none; returns what follows.
fn take_tag<'t>(rest: &'t str, plain: &mut String) -> &'t str {
    let is_tag = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
    let Some(end) = rest.find('>').filter(|_| is_tag) else {
        plain.push('<');
        return &rest[1..];
    };
    let tag = rest[1..end].trim_start_matches('/').to_ascii_lowercase();
    let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let closes = rest[1..].starts_with('/');
    if name == "br" || (closes && matches!(name, "p" | "div" | "li" | "tr" | "h1" | "h2" | "h3")) {
        plain.push('\n');
    }
    &rest[end + 1..]
}

/// Takes an entity at the start of `rest`, or the lone `&` that is none; returns what follows.
fn take_entity<'t>(rest: &'t str, plain: &mut String) -> &'t str {
    for (entity, c) in [
        ("&amp;", '&'),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&quot;", '"'),
        ("&#39;", '\''),
        ("&apos;", '\''),
        ("&nbsp;", ' '),
    ] {
        if let Some(after) = rest.strip_prefix(entity) {
            plain.push(c);
            return after;
        }
    }
    plain.push('&');
    &rest[1..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_comes_off_and_text_stays() {
        for (html, plain) in [
            ("<p>Good <b>work</b>.</p><p>Next: tone</p>", "Good work.\nNext: tone"),
            ("a &amp; b &lt;c&gt;", "a & b <c>"),
            ("one<br/>two<BR>three", "one\ntwo\nthree"),
            ("5 < 6 & 7 > 2", "5 < 6 & 7 > 2"),
            ("I <3 this", "I <3 this"),
            ("AT&T", "AT&T"),
            ("<script", "<script"),
            ("plain", "plain"),
            ("", ""),
        ] {
            assert_eq!(without_html(html), plain, "{html}");
        }
    }

    #[test]
    fn odd_characters_are_named() {
        for (id, odd) in [
            ("48213", false),
            ("ticket 12", false),
            ("Ünï-7", false),
            ("48213\u{200b}", true),
            ("48213\u{a0}", true),
            (" 48213", true),
            ("pаypal", true), // the second letter is Cyrillic
            ("заявка-12", false),
            ("４８２１３", true),
            ("a\u{7}", true),
        ] {
            assert_eq!(suspicious_id(id).is_some(), odd, "{id:?}");
        }
        for (prose, odd) in [
            ("Très bonne réponse :\u{a0}bien", false),
            ("two\nlines\twith a tab", false),
            ("👩\u{200d}💻", false),
            ("a\u{202e}b", true),
            ("\u{fffd}", true),
            ("a\0b", true),
        ] {
            assert_eq!(suspicious_prose(prose).is_some(), odd, "{prose:?}");
        }
    }

    #[test]
    fn what_is_plain_has_nothing_suspicious() {
        for c in (0..=0x3_ffff).filter_map(char::from_u32) {
            let text = format!("a{c}b");
            for text in [text.as_str(), &text[1..], &text[..text.len() - 1], &text[1..text.len() - 1]] {
                assert!(!is_plain_prose(text) || suspicious_char(text).is_none(), "{text:?}");
                assert!(!is_plain_prose(text) || mojibake::mended(text).is_none(), "{text:?}");
            }
            assert_eq!(trimmed(&format!("{c}b{c}")), format!("{c}b{c}").trim(), "{c:?}");
            assert_eq!(is_blank(&c.to_string()), c.to_string().trim().is_empty(), "{c:?}");
        }
    }

    #[test]
    fn broken_text_is_not_plain() {
        for text in
            ["JosÃ©", "didnâ€™t", "StraÃŸe", "Ã\u{a0}", "ÃƒÂ©", "ðŸ‘\u{8d}", "Å‚", "Ëœ", "Ã†", "Ãˆ", "Ã˜"]
        {
            assert!(!is_plain_prose(text), "{text}");
        }
        assert!(is_plain_prose("José Müller, Łukasz: très bien"));
    }

    #[test]
    fn values_are_short_and_on_one_line() {
        assert_eq!(quoted(" a\nb "), "“a b”");
        assert_eq!(quoted(&"x".repeat(50)), format!("“{}…”", "x".repeat(40)));
    }
}
