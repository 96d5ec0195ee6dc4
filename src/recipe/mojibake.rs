//! Text that was UTF-8 and was read as windows-1252 before it came here: `JosÃ©`, `MÃ¼ller`, `donâ€™t`.
//!
//! Owns telling such text from text that is meant so, and what it was likely to be. Invariant: nothing is repaired by
//! it; what it says is shown to a person, who decides.

use std::str;

/// Whether a text may hold what [`mended`] looks for. Quick, and never wrong where it says no: each broken letter
/// begins with a letter from U+00C2 to U+00F4, and a sign that windows-1252 has above ASCII stands right behind it.
pub(crate) fn may_be_broken(bytes: &[u8]) -> bool {
    // Without an early end, so that the compiler makes vector code of it: in most text a letter stands behind.
    let behind = bytes.get(2..).unwrap_or_default();
    let may_begin = |(byte, behind): (&u8, &u8)| u8::from(*byte == 0xc3) & u8::from(*behind >= 0xc2);
    let any = bytes.iter().zip(behind).fold(0, |any, pair| any | may_begin(pair));
    any != 0
        && memchr::memchr_iter(0xc3, bytes)
            .any(|at| matches!(bytes.get(at + 2), Some(0xc2 | 0xc5 | 0xc6 | 0xcb | 0xe2)))
}

/// What a text was likely to be before it was read in the wrong encoding, once or several times; `None` for a text
/// that is meant as it is, or may be.
#[inline]
pub(crate) fn mended(text: &str) -> Option<String> {
    // Almost every address and id: asked for in each row.
    if text.is_ascii() { None } else { mended_often(text) }
}

fn mended_often(text: &str) -> Option<String> {
    /// How often a text is taken for broken: two have been seen.
    const TIMES: usize = 3;
    let mut mended = mended_once(text)?;
    for _ in 1..TIMES {
        match mended_once(&mended) {
            Some(again) => mended = again,
            None => break,
        }
    }
    Some(mended)
}

/// The first broken word of a text, and what it was likely to be: for a sentence.
pub(crate) fn first_broken_word(text: &str) -> Option<(String, String)> {
    let mended = mended(text)?;
    // What is mended has the same ASCII spaces.
    let words = text.split_ascii_whitespace().zip(mended.split_ascii_whitespace());
    let (word, mended) = words.into_iter().find(|(word, mended)| word != mended)?;
    Some((word.to_owned(), mended.to_owned()))
}

/// Some characters that are the bytes of another in UTF-8.
struct Sequence {
    first: usize,
    len: usize,
    was: char,
    /// Whether nobody writes them so; or else they may be a capital letter and what stands behind a word.
    is_sure: bool,
}

fn mended_once(text: &str) -> Option<String> {
    if !may_be_broken(text.as_bytes()) {
        return None;
    }
    let chars: Vec<char> = text.chars().collect();
    let sequences = sequences(&chars);
    if !sequences.iter().any(|sequence| sequence.is_sure) {
        return None;
    }
    let num_broken: usize = sequences.iter().map(|sequence| sequence.len).sum();
    // Where nothing is left of above ASCII, all of it was broken in one go.
    let all = num_broken == chars.iter().filter(|c| !c.is_ascii()).count();
    let mut mended = String::with_capacity(text.len());
    let mut next = 0;
    for sequence in sequences.iter().filter(|sequence| sequence.is_sure || all) {
        mended.extend(&chars[next..sequence.first]);
        mended.push(sequence.was);
        next = sequence.first + sequence.len;
    }
    mended.extend(&chars[next..]);
    Some(mended)
}

fn sequences(chars: &[char]) -> Vec<Sequence> {
    let mut sequences: Vec<Sequence> = Vec::new();
    let mut first = 0;
    while first < chars.len() {
        let Some((was, len)) = sequence_at(&chars[first..]) else {
            first += 1;
            continue;
        };
        let before = first.checked_sub(1).map(|place| chars[place]);
        let mut is_sure = is_sure(before, &chars[first..first + len], chars.get(first + len).copied());
        // Two in a row are no accident: scripts that have no ASCII letters.
        if let Some(last) = sequences.last_mut().filter(|last| last.first + last.len == first) {
            last.is_sure = true;
            is_sure = true;
        }
        sequences.push(Sequence { first, len, was, is_sure });
        first += len;
    }
    sequences
}

/// The character whose bytes in UTF-8 stand at the start, and how many there are.
fn sequence_at(chars: &[char]) -> Option<(char, usize)> {
    let lead = byte_of(*chars.first()?)?;
    let len = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let mut bytes = [lead, 0, 0, 0];
    for place in 1..len {
        match chars.get(place).and_then(|c| byte_of(*c)) {
            Some(byte @ 0x80..=0xbf) => bytes[place] = byte,
            // windows-1252 has no sign for the last byte of ”: many programs drop it.
            _ if place == 2 && bytes[..2] == [0xe2, 0x80] => return Some(('\u{201d}', 2)),
            _ => return None,
        }
    }
    Some((str::from_utf8(&bytes[..len]).ok()?.chars().next()?, len))
}

/// Whether a sequence by itself is nothing that anybody writes.
fn is_sure(before: Option<char>, sequence: &[char], behind: Option<char>) -> bool {
    const NO_BREAK_SPACE: u8 = 0xa0;
    let [lead, second, ..] = sequence else { return false };
    let (Some(lead), Some(second)) = (byte_of(*lead), byte_of(*second)) else { return false };
    match (lead, second) {
        // ’ “ ” – — … • €, ™, arrows, ticks and other signs; a byte order mark, U+FFFD; emoji.
        (0xe2, 0x80 | 0x82 | 0x84 | 0x86 | 0x98 | 0x9a | 0x9c | 0x9e) | (0xf0, 0x9f) => true,
        (0xef, 0xbb | 0xbf) => matches!(sequence[2], '¿' | '½'),
        // A control character, which was in no text; but it may be half of one that was broken twice.
        (0xc2, ..NO_BREAK_SPACE) => false,
        // Letters of Europe and the signs of Latin-1. Natural is at most a capital Â, Ã, Ä, Å at the end of a word.
        (0xc2..=0xc5, _) => {
            let ends_capitals = before.is_some_and(char::is_uppercase);
            let in_word = before.is_some_and(char::is_lowercase) || behind.is_some_and(char::is_alphabetic);
            match second {
                // à alone; but Å alone is a word in Norwegian.
                NO_BREAK_SPACE if lead == 0xc3 => !ends_capitals || in_word,
                NO_BREAK_SPACE => before.is_some_and(char::is_lowercase) || lead == 0xc2 && !ends_capitals,
                _ if stands_behind_words(second) => in_word,
                _ => true,
            }
        }
        _ => false,
    }
}

/// Whether a byte of windows-1252 is a quote, a dash or dots.
const fn stands_behind_words(byte: u8) -> bool {
    matches!(byte, 0x85 | 0x8b | 0x91..=0x94 | 0x96 | 0x97 | 0x9b | 0xab | 0xbb)
}

/// The byte that is that character in windows-1252; or in Latin-1, where the one has none.
fn byte_of(c: char) -> Option<u8> {
    /// From 0x80 on; a space where there is none.
    const SIGNS: &str = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";
    match u32::from(c) {
        code @ 0x80..=0xff => u8::try_from(code).ok(),
        0x100.. => u8::try_from(0x80 + SIGNS.chars().position(|sign| sign == c)?).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::WINDOWS_1252;
    use proptest::prelude::*;

    use super::*;

    fn broken(text: &str) -> String {
        WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    #[test]
    fn broken_text_is_known_with_what_it_was() {
        for (text, was) in [
            ("JosÃ©", "José"),
            ("MÃ¼ller", "Müller"),
            ("jÃ¼rgen@example.com", "jürgen@example.com"),
            ("didnâ€™t", "didn’t"),
            ("she said â€œyesâ€\u{9d}", "she said “yes”"),
            ("she said â€œyesâ€", "she said “yes”"),
            ("5 â‚¬", "5 €"),
            ("Brandâ„¢", "Brand™"),
            ("30Â°", "30°"),
            ("20Â\u{a0}%", "20\u{a0}%"),
            ("Ã\u{a0} bientÃ´t", "à bientôt".trim()),
            ("StraÃŸe", "Straße"),
            ("Ãœbung", "Übung"),
            ("MichaÅ‚ Å\u{9a}liwa", "Michał Śliwa"),
            ("LEÃ“N", "LEÓN"),
            ("Ð˜Ð²Ð°Ð½", "Иван"),
            ("ä½\u{a0}å¥½", "你好"),
            ("great ðŸ‘\u{8d}", "great 👍"),
            ("JosÃƒÂ©", "José"),
            ("Josï¿½", "Jos\u{fffd}"),
        ] {
            assert_eq!(mended(text).as_deref(), Some(was), "{text}");
        }
        let all = "Renée, Søren, Łukasz, Çelik, Ōtani, Žižek, Ñandú; «oui», “no” – it’s £5… 50 °C ½";
        assert_eq!(mended(&broken(all)).as_deref(), Some(all));
        assert_eq!(mended(&broken(&broken(all))).as_deref(), Some(all));
    }

    #[test]
    fn text_that_is_meant_so_is_left_alone() {
        for text in [
            "José",
            "Müller",
            "didn’t “say” it – 5 € …",
            "«\u{a0}bonne qualité\u{a0}»",
            "qualité\u{a0}! LIBERTÉ\u{a0}»",
            "IRMÃ» e “AMANHÃ” … MAÇû",
            "„MENÜ“, „TRÄ“, PÅ…",
            "Å\u{a0}være",
            "là…”",
            "NÃO, São Paulo, Âge, ÅSA, ÄÖÜ",
            "ESPAÑ”",
            "Иван, 你好, Ελένη, שלום",
            "great 👍",
            "Jos\u{fffd}",
            "plain",
            "",
        ] {
            assert_eq!(mended(text), None, "{text}");
        }
    }

    #[test]
    fn the_first_broken_word_is_shown() {
        let word = |text| first_broken_word(text).map(|(word, was)| format!("{word} → {was}"));
        assert_eq!(word("He was fine.\nJosÃ© didnâ€™t."), Some("JosÃ© → José".to_owned()));
        assert_eq!(word("Ã\u{a0} demain"), Some("Ã\u{a0} → à".to_owned()));
        assert_eq!(word("José"), None);
    }

    proptest! {
        #[test]
        fn letters_of_europe_inside_words_are_found(letter in "[À-ÖØ-öø-ſ]") {
            let text = format!("ab{letter}c");
            let broken = broken(&text);
            prop_assert!(may_be_broken(broken.as_bytes()));
            prop_assert_eq!(mended(&broken), Some(text));
        }

        #[test]
        fn any_text_is_looked_at_without_panic(text in "[ -~À-ÿ€-™\u{80}-\u{bf}]{0,12}") {
            if let Some(was) = mended(&text) {
                prop_assert!(was != text);
                prop_assert!(first_broken_word(&text).is_some());
            }
        }

        #[test]
        fn one_language_of_the_west_is_never_taken_for_broken(text in "([A-Z]?[a-zàâçéèêëîïôûüùÿñæäößåø]{1,9}[ ,.!’]{1,2}){1,6}") {
            prop_assert_eq!(mended(&text), None);
        }
    }
}
