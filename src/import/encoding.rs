//! Bytes → text: by a byte order mark, as UTF-8, or by a guess that is told.
//!
//! Owns which encoding a file is in. Does not know cells. Invariant: bytes that are no text become
//! U+FFFD, which the scanner names at their record; nothing is dropped or guessed in silence.

use std::ops::Range;
use std::panic;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::ImportError;
use crate::model::{Buffer, Cancelled, Note, Progress, Text};

/// How much of a file is looked at for a guess.
const GUESSED_FROM: usize = 1024 * 1024;
/// How much of it between two looks at the wish to stop: the guess tries every encoding.
const GUESSED_AT_ONCE: usize = 64 * 1024;
/// How much is decoded between two looks at the wish to stop.
const PIECE: usize = 1024 * 1024;
/// What is checked for UTF-8 in one go.
const SOON_CHECKED: usize = 16 * 1024 * 1024;
/// How long is waited for the check of more before the wish to stop is looked at.
const LOOK: Duration = Duration::from_millis(20);
const BOM: &str = "\u{feff}";

/// A file's bytes with what they were found to be.
#[derive(Debug)]
pub enum Bytes {
    /// UTF-8 without a fault: the bytes are the text.
    Text(Text),
    /// Anything else.
    Encoded {
        /// The bytes as they are in the file.
        bytes: Arc<Buffer>,
        /// How to read them.
        encoding: &'static Encoding,
        /// Whether that is a guess.
        is_guess: bool,
    },
}

impl Bytes {
    /// Looks at the bytes; `told` is an encoding's name that a person gave.
    ///
    /// # Errors
    /// [`ImportError`] where the name is unknown, the bytes are no text, or the job was asked to stop.
    pub fn look(bytes: Arc<Buffer>, told: Option<&str>, progress: &Progress) -> Result<Self, ImportError> {
        let certain = match told {
            Some(name) => Some(
                Encoding::for_label_no_replacement(name.as_bytes())
                    .ok_or_else(|| ImportError::UnknownEncoding(name.to_owned()))?,
            ),
            None => Encoding::for_bom(&bytes).map(|(encoding, _)| encoding),
        };
        match certain {
            Some(encoding) if encoding == UTF_8 => return Ok(Self::utf_8(bytes, progress)?),
            Some(encoding) => return Ok(Self::certain(bytes, encoding)),
            None => {}
        }
        if let Some(encoding) = utf_16_without_bom(&bytes) {
            return Ok(Self::Encoded { bytes, encoding, is_guess: true });
        }
        if super::kind::is_binary(&bytes) {
            return Err(ImportError::NotText);
        }
        let bytes = match Self::utf_8(bytes, progress)? {
            Self::Encoded { bytes, .. } => bytes,
            text @ Self::Text(_) => return Ok(text),
        };
        Ok(if is_damaged_utf_8(&bytes, progress)? {
            Self::certain(bytes, UTF_8)
        } else {
            let encoding = guess(&bytes, progress)?;
            Self::Encoded { bytes, encoding, is_guess: true }
        })
    }

    fn utf_8(bytes: Arc<Buffer>, progress: &Progress) -> Result<Self, Cancelled> {
        Ok(checked(bytes, progress)?.map_or_else(|bytes| Self::certain(bytes, UTF_8), Self::Text))
    }

    fn certain(bytes: Arc<Buffer>, encoding: &'static Encoding) -> Self {
        Self::Encoded { bytes, encoding, is_guess: false }
    }

    /// The encoding's usual name, in lower case.
    #[must_use]
    pub fn encoding(&self) -> &'static str {
        match self {
            Self::Text(_) => lower_name(UTF_8),
            Self::Encoded { encoding, .. } => lower_name(encoding),
        }
    }

    /// The text; `go_on` is asked now and then.
    ///
    /// # Errors
    /// [`ImportError`] when the text is too long or the job was asked to stop.
    pub fn into_text(self, go_on: impl Fn() -> Result<(), Cancelled>) -> Result<Text, ImportError> {
        match self {
            Self::Text(text) => Ok(text),
            Self::Encoded { bytes, encoding, .. } => decode(&bytes, encoding, go_on).map(Text::from),
        }
    }

    /// What to tell a person of the encoding.
    #[must_use]
    pub fn note(&self) -> Option<Note> {
        let Self::Encoded { encoding, is_guess: true, .. } = self else { return None };
        let message = format!(
            "The text encoding was guessed: {}. If letters look wrong, choose another.",
            lower_name(encoding)
        );
        Some(Note { line: 1, code: Note::ENCODING_GUESSED, message })
    }
}

/// What a person may say that a text is encoded in; the usual ones first.
pub const CHOICES: [&str; 20] = [
    "utf-8",
    "windows-1252",
    "utf-16le",
    "utf-16be",
    "macintosh",
    "iso-8859-15",
    "windows-1250",
    "windows-1251",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "koi8-r",
    "shift_jis",
    "euc-jp",
    "gb18030",
    "big5",
    "euc-kr",
    "windows-874",
];

/// The first lines that hold more than ASCII, as each of [`CHOICES`] would read them; none where there is no
/// such line in the first part of the bytes.
#[must_use]
pub fn previews(bytes: &[u8]) -> Vec<(&'static str, String)> {
    const LOOKED_AT: usize = 4 << 20;
    const NUM_LINES: usize = 2;
    let head = &bytes[..bytes.len().min(LOOKED_AT)];
    let text = &head[Encoding::for_bom(head).map_or(0, |(_, length)| length)..];
    if text.is_ascii() {
        return Vec::new();
    }
    let mut end = 0;
    let lines = text.split_inclusive(|byte| *byte == b'\n').map(|line| {
        end += line.len();
        end - line.len()..end
    });
    let telling: Vec<Range<usize>> = lines
        .filter(|line| !text[line.clone()].is_ascii())
        .take(NUM_LINES)
        .map(|line| excerpt(text, line))
        .collect();
    let read_as = |name: &'static str| {
        let encoding = Encoding::for_label_no_replacement(name.as_bytes())?;
        let read = |excerpt: &Range<usize>| {
            // What takes two bytes a character starts at an even place.
            let odd = if name.starts_with("utf-16") { excerpt.start % 2 } else { 0 };
            let from = (excerpt.start + odd).min(excerpt.end);
            let (text, _) = encoding.decode_without_bom_handling(&text[from..excerpt.end]);
            // The last character may be cut.
            text.trim_end_matches(char::REPLACEMENT_CHARACTER)
                .trim_matches(['\0', '\r', '\n', ' '])
                .to_owned()
        };
        Some((name, telling.iter().map(read).collect::<Vec<_>>().join(" · ")))
    };
    CHOICES.into_iter().filter_map(read_as).collect()
}

/// The part of a line around its first byte beyond ASCII. It starts among ASCII, so in no middle of a character.
fn excerpt(text: &[u8], line: Range<usize>) -> Range<usize> {
    const BEFORE: usize = 24;
    const BEHIND: usize = 40;
    let ascii = text[line.clone()].iter().take_while(|byte| byte.is_ascii()).count();
    let first = line.start + ascii;
    first.saturating_sub(BEFORE).max(line.start)..line.end.min(first + BEHIND)
}

/// The bytes as text; as they were where they are no UTF-8.
///
/// The check is one call that does not ask and takes a tenth of a second for a GiB, so for much text it is made on a thread
/// of its own: a job that is asked to stop leaves it there, to end by itself and drop the bytes.
///
/// # Errors
/// [`Cancelled`] when the job was asked to stop.
pub fn checked(bytes: Arc<Buffer>, progress: &Progress) -> Result<Result<Text, Arc<Buffer>>, Cancelled> {
    progress.go_on()?;
    if bytes.len() <= SOON_CHECKED {
        return Ok(Text::of(bytes));
    }
    let (give, given) = sync_channel(1);
    let (done, is_done) = sync_channel::<()>(0);
    let work = move || {
        let checked = given.recv().map(Text::of);
        drop(done);
        checked
    };
    let Ok(checking) = thread::Builder::new().name("check-utf-8".to_owned()).spawn(work) else {
        return Ok(Text::of(bytes));
    };
    if let Err(refused) = give.send(bytes) {
        return Ok(Text::of(refused.0));
    }
    while is_done.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
        progress.go_on()?;
    }
    let checked = checking.join().unwrap_or_else(|panic| panic::resume_unwind(panic));
    checked.map_err(|_nothing_given| Cancelled)
}

/// The encoding that a web page or an XML file says it is in, where it is one that there is.
#[must_use]
pub fn declared(bytes: &[u8]) -> Option<&'static str> {
    const LOOKED_AT: usize = 2048;
    if Encoding::for_bom(bytes).is_some() {
        return None;
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(LOOKED_AT)]).to_lowercase();
    let name = ["charset=", "encoding="].iter().find_map(|word| Some(head.split_once(word)?.1))?;
    let name = name.trim_start_matches(['"', '\'']).split(['"', '\'', ';', '>', ' ', '?']).next()?;
    let encoding = Encoding::for_label_no_replacement(name.as_bytes())?;
    // What stands there was read byte by byte, so it is no UTF-16, whatever it says.
    Some(lower_name(encoding)).filter(|name| !name.starts_with("utf-16"))
}

/// Where the text starts behind its byte order marks, and a note where there is more than one.
#[must_use]
pub fn after_bom(text: &str) -> (usize, Option<Note>) {
    let at = text.len() - text.trim_start_matches(BOM).len();
    let note = (at > BOM.len()).then(|| Note {
        line: 1,
        code: "double_bom",
        message: "The file starts with more than one byte order mark; they were left out.".to_owned(),
    });
    (at, note)
}

fn decode(
    bytes: &[u8],
    encoding: &'static Encoding,
    go_on: impl Fn() -> Result<(), Cancelled>,
) -> Result<String, ImportError> {
    let too_large = ImportError::TooLarge { limit: "4 GiB of text".into() };
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len());
    let mut pieces = bytes.chunks(PIECE).peekable();
    while let Some(piece) = pieces.next() {
        go_on()?;
        let Some(most) = decoder.max_utf8_buffer_length(piece.len()) else { return Err(too_large) };
        text.reserve(most);
        let is_last = pieces.peek().is_none();
        // The room is enough for the whole piece, so one call takes all of it.
        let (_, read, _) = decoder.decode_to_string(piece, &mut text, is_last);
        debug_assert_eq!(read, piece.len());
        if u32::try_from(text.len() + 1).is_err() {
            return Err(too_large);
        }
    }
    Ok(text)
}

/// UTF-16 of mostly Latin text has a zero in every other byte.
fn utf_16_without_bom(bytes: &[u8]) -> Option<&'static Encoding> {
    let (pairs, _) = bytes[..bytes.len().min(4096)].as_chunks::<2>();
    let zeros = |place: usize| pairs.iter().filter(|pair| pair[place] == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    match pairs.len() {
        0 | 1 => None,
        all if second * 2 > all && first * 20 < all => Some(UTF_16LE),
        all if first * 2 > all && second * 20 < all => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether bytes are UTF-8 with faults rather than another encoding: most of what is not ASCII is
/// well-formed. In other encodings, well-formed sequences hardly ever come about.
fn is_damaged_utf_8(bytes: &[u8], progress: &Progress) -> Result<bool, Cancelled> {
    let (mut whole, mut faults) = (0_usize, 0_usize);
    let mut rest = bytes;
    while !rest.is_empty() {
        progress.go_on()?;
        let piece;
        (piece, rest) = rest.split_at(end_of_piece(rest));
        for chunk in piece.utf8_chunks() {
            whole += chunk.valid().chars().filter(|char| !char.is_ascii()).count();
            faults += usize::from(!chunk.invalid().is_empty());
        }
    }
    Ok(whole > 0 && whole >= faults)
}

/// Where a piece ends that cuts no character: at an ASCII byte, if there is one soon.
fn end_of_piece(bytes: &[u8]) -> usize {
    let behind = bytes.get(PIECE..).unwrap_or_default();
    let ascii = behind.iter().take(PIECE).position(u8::is_ascii);
    bytes.len().min(PIECE + ascii.unwrap_or(0))
}

/// Guessed from the start of the file and from around the first byte that is not ASCII.
fn guess(bytes: &[u8], progress: &Progress) -> Result<&'static Encoding, Cancelled> {
    let mut first = 0;
    for piece in bytes.chunks(PIECE) {
        progress.go_on()?;
        if let Some(at) =
            (!piece.is_ascii()).then(|| piece.iter().position(|byte| !byte.is_ascii())).flatten()
        {
            first += at;
            break;
        }
        first += piece.len();
    }
    let from = first.saturating_sub(GUESSED_FROM / 16);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut pieces = bytes[from..bytes.len().min(from + GUESSED_FROM)].chunks(GUESSED_AT_ONCE).peekable();
    while let Some(piece) = pieces.next() {
        progress.go_on()?;
        detector.feed(piece, pieces.peek().is_none());
    }
    Ok(detector.guess(None, Utf8Detection::Deny))
}

fn lower_name(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        "UTF-8" => "utf-8",
        "UTF-16LE" => "utf-16le",
        "UTF-16BE" => "utf-16be",
        "Big5" => "big5",
        "EUC-JP" => "euc-jp",
        "EUC-KR" => "euc-kr",
        "GBK" => "gbk",
        "IBM866" => "ibm866",
        "ISO-2022-JP" => "iso-2022-jp",
        "ISO-8859-2" => "iso-8859-2",
        "ISO-8859-3" => "iso-8859-3",
        "ISO-8859-4" => "iso-8859-4",
        "ISO-8859-5" => "iso-8859-5",
        "ISO-8859-6" => "iso-8859-6",
        "ISO-8859-7" => "iso-8859-7",
        "ISO-8859-8" => "iso-8859-8",
        "ISO-8859-8-I" => "iso-8859-8-i",
        "ISO-8859-10" => "iso-8859-10",
        "ISO-8859-13" => "iso-8859-13",
        "ISO-8859-14" => "iso-8859-14",
        "ISO-8859-15" => "iso-8859-15",
        "ISO-8859-16" => "iso-8859-16",
        "KOI8-R" => "koi8-r",
        "KOI8-U" => "koi8-u",
        "Shift_JIS" => "shift_jis",
        lower => lower, // the windows-… and x-… names are in lower case already
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(bytes: &[u8], told: Option<&str>) -> (String, &'static str, bool) {
        let bytes = Bytes::look(Arc::new(bytes.to_vec().into()), told, &Progress::default()).unwrap();
        let guessed = bytes.note().is_some();
        let encoding = bytes.encoding();
        let text = bytes.into_text(|| Ok(())).unwrap();
        (text[after_bom(&text).0..].to_owned(), encoding, guessed)
    }

    #[test]
    fn reads_every_encoding_and_says_which() {
        let text = "agent,note\nChloé Lefèvre,“très poli” — naïf, ça va à Zürich für Müller\n";
        let utf_16 =
            |to_bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to_bytes).collect::<Vec<u8>>();
        let (cp1252, _, _) = encoding_rs::WINDOWS_1252.encode(text);
        let japanese = "担当者,点数,コメント\n山田太郎,85,とても丁寧な対応でした。次回も期待しています。\n";
        let (shift_jis, _, _) = encoding_rs::SHIFT_JIS.encode(japanese);
        let russian = "агент,оценка,заметка\nИван Петров,85,Очень вежливо ответил клиенту\n";
        let (cp1251, _, _) = encoding_rs::WINDOWS_1251.encode(russian);
        for (bytes, told, expected, encoding, guessed) in [
            (text.as_bytes().to_vec(), None, text, "utf-8", false),
            (format!("{BOM}{text}").into_bytes(), None, text, "utf-8", false),
            (format!("{BOM}{BOM}{text}").into_bytes(), None, text, "utf-8", false),
            ([b"\xff\xfe".to_vec(), utf_16(u16::to_le_bytes)].concat(), None, text, "utf-16le", false),
            ([b"\xfe\xff".to_vec(), utf_16(u16::to_be_bytes)].concat(), None, text, "utf-16be", false),
            (utf_16(u16::to_le_bytes), None, text, "utf-16le", true),
            (utf_16(u16::to_be_bytes), None, text, "utf-16be", true),
            (cp1252.to_vec(), None, text, "windows-1252", true),
            (cp1252.to_vec(), Some("Windows-1252"), text, "windows-1252", false),
            (shift_jis.to_vec(), None, japanese, "shift_jis", true),
            (cp1251.to_vec(), None, russian, "windows-1251", true),
        ] {
            assert_eq!(text_of(&bytes, told), (expected.to_owned(), encoding, guessed));
        }
    }

    #[test]
    fn keeps_utf_8_with_a_fault_as_utf_8() {
        let (text, encoding, guessed) = text_of(b"Chlo\xc3\xa9,Lef\xc3\xa8vre,\xff,\xc3", None);
        assert_eq!((text.as_str(), encoding, guessed), ("Chloé,Lefèvre,\u{fffd},\u{fffd}", "utf-8", false));
    }

    #[test]
    fn shows_what_each_encoding_would_make_of_the_text() {
        let of = |bytes: &[u8], name: &str| {
            let found = previews(bytes).into_iter().find(|(choice, _)| *choice == name);
            found.map(|(_, text)| text).unwrap_or_default()
        };
        let mac = b"agent,scores\nBruno,2\nChlo\x8e,1\nZo\x91,3\n\x8e,4\n";
        assert_eq!(of(mac, "macintosh"), "Chlo\u{e9},1 \u{b7} Zo\u{eb},3");
        assert_eq!(of(mac, "windows-1252"), "Chlo\u{17d},1 \u{b7} Zo\u{2018},3");
        assert_eq!(of("a\nChlo\u{e9}\n".as_bytes(), "utf-8"), "Chlo\u{e9}");
        let utf_16 = |to_bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            "a\nChlo\u{e9},1\n".encode_utf16().flat_map(to_bytes).collect()
        };
        assert_eq!(of(&utf_16(u16::to_le_bytes), "utf-16le"), "Chlo\u{e9},1");
        assert_eq!(of(&utf_16(u16::to_be_bytes), "utf-16be"), "Chlo\u{e9},1");
        assert_eq!(previews(b"agent,score\n"), []);
        assert_eq!(previews(b""), []);
    }

    #[test]
    fn refuses_unknown_names_and_bytes_that_are_no_text() {
        let look = |bytes: Vec<u8>, told| Bytes::look(Arc::new(bytes.into()), told, &Progress::default());
        assert!(matches!(look(b"a".to_vec(), Some("utf-9")), Err(ImportError::UnknownEncoding(_))));
        assert!(matches!(look(vec![1, 0, 0, 2, 255, 3, 0, 0], None), Err(ImportError::NotText)));
    }
}
