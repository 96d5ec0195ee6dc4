//! Reading a file as files like it were read before, where a person overruled what was detected.

use crate::import::ImportError;
use crate::model::{ImportOptions, Sheet};
use crate::recipe::{Detected, Memory, Overrides};

use super::sheets;

/// A file as read, and how it came to be read so.
#[derive(Debug)]
pub struct Cut {
    /// The file.
    pub sheet: Sheet,
    /// How it was told to be read.
    pub options: ImportOptions,
    /// What was detected when nothing was told; `None` where something was from the start.
    pub detected: Option<Detected>,
    /// Whether `options` are remembered ones.
    pub is_remembered: bool,
}

/// Reads a file by `read`. Where nothing is told, and for files in which the same is detected another way is
/// remembered, it is read that way instead, if its headings are then those for which it was remembered. Where no
/// way is remembered, and the first of several sheets does not tell of scores under what was `told` of its
/// columns, one that does is read instead.
///
/// # Errors
/// That of the first reading, or [`ImportError::Cancelled`].
pub fn read_as_remembered(
    options: &ImportOptions,
    told: &Overrides,
    memory: Option<&Memory>,
    read: impl Fn(&ImportOptions) -> Result<Sheet, ImportError>,
) -> Result<Cut, ImportError> {
    let sheet = read(options)?;
    if !options.is_default() {
        return Ok(Cut { sheet, options: options.clone(), detected: None, is_remembered: false });
    }
    let detected = Detected::of(&sheet);
    if let Some((recut, known)) = memory.and_then(|memory| memory.recut(&detected)) {
        match read(&recut) {
            Err(ImportError::Cancelled) => return Err(ImportError::Cancelled),
            Ok(sheet) if known.is_for(&sheet) => {
                return Ok(Cut { sheet, options: recut, detected: Some(detected), is_remembered: true });
            }
            _ => {}
        }
    }
    let better = sheets::better(&sheet, told, memory, read)?;
    let (sheet, options) = better.unwrap_or((sheet, ImportOptions::default()));
    Ok(Cut { sheet, options, detected: Some(detected), is_remembered: false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import;
    use crate::model::Progress;
    use crate::recipe::{Recut, choose};

    fn read(bytes: &[u8], memory: Option<&Memory>) -> Cut {
        read_with(bytes, &ImportOptions::default(), memory)
    }

    fn read_with(bytes: &[u8], options: &ImportOptions, memory: Option<&Memory>) -> Cut {
        let read = |options: &_| import::read("a.csv", bytes.to_vec(), options, &Progress::default());
        read_as_remembered(options, &Overrides::default(), memory, read).unwrap()
    }

    /// Remembers what was told of a file.
    fn keep(memory: &Memory, bytes: &[u8], told: &ImportOptions) {
        let (detected, cut) = (read(bytes, None).detected, read_with(bytes, told, None));
        let recipe = choose(&cut.sheet, &Overrides::default(), None).unwrap().recipe;
        let recut = Recut { detected: detected.unwrap(), told: told.clone() };
        memory.keep(&cut.sheet, &recipe, Some(recut)).unwrap();
    }

    const MAC: &[u8] = b"agent;score;date\nChlo\x8e;1;2026-09-14\n";

    /// Guessed to be in another encoding than [`MAC`], though both are in the same.
    const ZOE: &[u8] = b"agent;score;date\nZo\x91;2;2026-09-15\n";

    #[test]
    fn an_encoding_holds_for_files_that_are_detected_the_same_and_no_others() {
        let folder = tempfile::tempdir().unwrap();
        let memory = Memory::of(folder.path(), "acme");
        let told = ImportOptions { encoding: Some("macintosh".to_owned()), ..ImportOptions::default() };
        keep(&memory, MAC, &told);
        assert!(memory.list()[0].describe().contains(&"macintosh".to_owned()));

        let next = read(ZOE, Some(&memory));
        assert!(next.is_remembered);
        assert_eq!(next.options, told);
        assert_eq!(next.sheet.record(next.sheet.rows().next().unwrap()).next(), Some("Zoë"));
        assert_ne!(read(MAC, None).sheet.source().encoding, read(ZOE, None).sheet.source().encoding);
        for other in [
            "agent;score;date\nBjörn;2;2026-09-15\n".as_bytes(),
            b"agent,score,date\nZo\x91,2,2026-09-15\n",
            b"agent;score;day\nZo\x91;2;2026-09-15\n",
        ] {
            let other = read(other, Some(&memory));
            assert!(!other.is_remembered && other.options.is_default(), "{:?}", other.sheet.source());
        }

        // Read as detected after all: that is remembered in its place.
        keep(&memory, MAC, &ImportOptions::default());
        assert!(!read(MAC, Some(&memory)).is_remembered);
    }

    #[test]
    fn headings_that_were_told_must_be_there_again() {
        const PREAMBLE: &[u8] = b"Scores,of,September\nagent,score,date\nann,1,2026-09-14\n";
        let folder = tempfile::tempdir().unwrap();
        let memory = Memory::of(folder.path(), "acme");
        let told = ImportOptions { header_row: Some(2), ..ImportOptions::default() };
        let first = ImportOptions { header_row: Some(1), ..ImportOptions::default() };
        keep(&memory, PREAMBLE, &first);
        keep(&memory, PREAMBLE, &told);
        let recut = memory.recut(&read(PREAMBLE, None).detected.unwrap()).map(|(told, _)| told);
        assert_eq!(recut, Some(told), "the later answer counts, for the other shape too");
        assert_eq!(read(PREAMBLE, Some(&memory)).sheet.columns(), ["agent", "score", "date"]);
        let others = read(b"Scores,of,October\nagent,points,date\nann,1,2026-10-14\n", Some(&memory));
        assert!(!others.is_remembered);
    }

    #[test]
    fn another_sheet_counts_where_the_first_one_holds_something_else() {
        let book = |first: [&str; 2]| {
            let mut book = rust_xlsxwriter::Workbook::new();
            for (name, headings) in [("One", first), ("Two", ["agent", "score"])] {
                let sheet = book.add_worksheet().set_name(name).unwrap();
                sheet.write_row(0, 0, headings).unwrap();
                sheet.write_row(1, 0, [name, "90"]).unwrap();
            }
            book.save_to_buffer().unwrap()
        };
        let told = ImportOptions { sheet: Some("Two".to_owned()), ..ImportOptions::default() };
        for (first, is_remembered) in [(["team", "reviews"], true), (["agent", "score"], false)] {
            let folder = tempfile::tempdir().unwrap();
            let memory = Memory::of(folder.path(), "acme");
            keep(&memory, &book(first), &told);
            let next = read(&book(first), Some(&memory));
            assert_eq!(next.is_remembered, is_remembered, "{first:?}");
            assert_eq!(next.sheet.source().sheet.as_deref(), Some(if is_remembered { "Two" } else { "One" }));
        }
    }
}
