//! Exports that come packed: a gzip, a zip of several files, or a folder of them.
//!
//! Owns which file of several is read, and how far it may unpack. Does not know formats. Invariant:
//! nothing is written to disk, no name inside an archive is used as a path, and the files that are
//! not read are named.

use std::fs;
use std::io::{self, Cursor, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use zip::ZipArchive;

use super::ImportError;
use super::error::OtherFormat;
use crate::model::{Note, Progress};

/// More files than any export has.
const MAX_FILES: usize = 4_000;
/// Anything may unpack to this much.
const ALWAYS_ALLOWED: u64 = 64 << 20;
/// Beyond that, to this many times its size: text seldom packs tighter than 30 to 1.
const MAX_RATIO: u64 = 200;
/// A sheet's text is counted in 32 bits.
const MAX_UNPACKED: u64 = u32::MAX as u64 - 1;
const PIECE: u64 = 1024 * 1024;

/// Takes a file out of an archive, piece by piece.
pub trait Sink {
    /// The file that is unpacked. A gzip has no such name.
    ///
    /// # Errors
    /// What the place says where it goes.
    fn begin(&mut self, picked: Picked) -> io::Result<()>;

    /// More of its bytes.
    ///
    /// # Errors
    /// What the place says where they go.
    fn piece(&mut self, bytes: &[u8]) -> io::Result<()>;
}

/// A file of several, the one that is read.
#[derive(Debug, Default)]
pub struct Picked {
    /// Its name.
    pub name: String,
    /// All that could be read in its place; empty where it is the only one.
    pub files: Vec<String>,
    /// What is to be told of the others.
    pub notes: Vec<Note>,
}

/// A file out of an archive, in memory.
#[derive(Debug, Default)]
pub struct Unpacked {
    /// Which file.
    pub picked: Picked,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Sink for Unpacked {
    fn begin(&mut self, picked: Picked) -> io::Result<()> {
        self.picked = picked;
        Ok(())
    }

    fn piece(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }
}

/// Unpacks a gzip.
///
/// # Errors
/// [`ImportError`] where it is damaged, unpacks to too much, or the job was asked to stop.
pub fn gunzip(bytes: &[u8], sink: &mut dyn Sink, progress: &Progress) -> Result<(), ImportError> {
    unpack(MultiGzDecoder::new(bytes), bytes.len() as u64, sink, progress)
}

/// Unpacks the file of a zip that holds the scores, or the one that was asked for.
///
/// # Errors
/// [`ImportError`] where there is none, it is damaged, or it unpacks to too much.
pub fn unzip(
    bytes: &[u8],
    asked: Option<&str>,
    sink: &mut dyn Sink,
    progress: &Progress,
) -> Result<(), ImportError> {
    let damaged = |error: &dyn std::fmt::Display| ImportError::Damaged(error.to_string());
    let mut archive = open_zip(bytes)?;
    if archive.len() > MAX_FILES {
        return Err(ImportError::TooLarge { limit: "4000 files".into() });
    }
    let (mut files, mut others) = (Vec::new(), Vec::new());
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index).map_err(|error| damaged(&error))?;
        let name = file.name().map_err(|error| damaged(&error))?.into_owned();
        if file.is_file() && is_data(&name) {
            files.push(Candidate { index, name, size: file.size() });
        } else if file.is_file() {
            others.push(name);
        }
    }
    let chosen = match asked {
        Some(asked) => called(&files, asked)?,
        None => best(&files).ok_or_else(|| without_data(&others))?,
    };
    let file = archive.by_index(chosen.index).map_err(|error| damaged(&error))?;
    if file.encrypted() {
        return Err(ImportError::OtherFormat(OtherFormat::Encrypted));
    }
    let packed = file.compressed_size();
    sink.begin(picked(&files, chosen))?;
    unpack(file, packed, sink, progress)
}

/// That no file of a zip can hold the scores.
fn without_data(names: &[String]) -> ImportError {
    let ends = |name: &str, endings: &[&str]| {
        name.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending.to_lowercase().as_str()))
    };
    match names {
        [] => ImportError::NoRecords("an empty zip archive".to_owned()),
        [name] if is_about(name) => ImportError::NoRecords(format!("a zip archive with “{name}” alone")),
        names if names.iter().any(|name| ends(name, &["zip", "gz", "7z", "rar"])) => {
            ImportError::OtherFormat(OtherFormat::ZipInZip)
        }
        _ => ImportError::OtherFormat(OtherFormat::Zip),
    }
}

/// The parts of a zip.
///
/// # Errors
/// [`ImportError::Damaged`] where it is none; where it has a part twice: which one is meant, nobody knows;
/// or where parts share their bytes, as only those of a bomb do.
pub fn open_zip(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, ImportError> {
    const END: &[u8] = b"PK\x05\x06";
    const COUNT: usize = 10;
    /// Stands where the count is, in an archive that keeps it elsewhere.
    const ELSEWHERE: u16 = u16::MAX;
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|error| ImportError::Damaged(error.to_string()))?;
    let told = memchr::memmem::rfind(bytes, END)
        .and_then(|at| bytes.get(at + COUNT..at + COUNT + 2)?.try_into().ok());
    let told = told.map_or(ELSEWHERE, u16::from_le_bytes);
    // Parts of one name are one part to the reader.
    if told != ELSEWHERE && usize::from(told) != archive.len() {
        return Err(ImportError::Damaged("it has a part twice".to_owned()));
    }
    match archive.has_overlapping_entries() {
        Ok(false) => {}
        Ok(true) => return Err(ImportError::Damaged("its parts overlap".to_owned())),
        Err(error) => return Err(ImportError::Damaged(error.to_string())),
    }
    Ok(archive)
}

/// The file of total scores in a folder of exports, or the one that was asked for.
///
/// # Errors
/// [`ImportError::Folder`] where it is not plain which file holds the scores.
pub fn in_folder(folder: &Path, asked: Option<&str>) -> Result<Picked, ImportError> {
    let mut files = Vec::new();
    for (index, entry) in fs::read_dir(folder)?.take(MAX_FILES).enumerate() {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_file() && is_data(&name) {
            files.push(Candidate { index, name, size: entry.metadata()?.len() });
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let chosen = match asked {
        Some(asked) => called(&files, asked)?,
        None if files.len() == 1 => &files[0],
        None => best(&files).filter(|file| file.level() == Level::Total).ok_or(ImportError::Folder)?,
    };
    Ok(picked(&files, chosen))
}

fn called<'a>(files: &'a [Candidate], asked: &str) -> Result<&'a Candidate, ImportError> {
    files.iter().find(|file| file.is_called(asked)).ok_or_else(|| {
        let there = files.iter().map(|file| file.name.clone()).collect();
        ImportError::NoSuchSheet { asked: asked.to_owned(), there }
    })
}

fn picked(files: &[Candidate], chosen: &Candidate) -> Picked {
    let names = files.iter().map(|file| file.name.clone());
    Picked {
        name: chosen.name.clone(),
        files: if files.len() > 1 { names.collect() } else { Vec::new() },
        notes: other_files(files, chosen).into_iter().collect(),
    }
}

/// A file that may hold the scores.
#[derive(Debug)]
struct Candidate {
    index: usize,
    name: String,
    size: u64,
}

/// What a file's name says that it holds, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    /// The total score of each review.
    Total,
    /// It does not say.
    Unknown,
    /// Parts of reviews, or something else.
    Part,
}

impl Candidate {
    fn level(&self) -> Level {
        const PARTS: [&str; 8] =
            ["section", "answer", "question", "annotation", "csat", "group", "agent", "calibration"];
        let name = self.name.to_lowercase();
        if name.contains("total") {
            Level::Total
        } else if PARTS.iter().any(|part| name.contains(part)) {
            Level::Part
        } else {
            Level::Unknown
        }
    }

    fn is_called(&self, asked: &str) -> bool {
        let asked = asked.to_lowercase();
        let name = self.name.to_lowercase();
        name == asked || name.rsplit(['/', '\\']).next() == Some(asked.as_str())
    }
}

/// The file whose name says most that it holds total scores; of several such, the largest.
fn best(files: &[Candidate]) -> Option<&Candidate> {
    files.iter().min_by_key(|file| (file.level(), std::cmp::Reverse(file.size)))
}

fn is_data(name: &str) -> bool {
    const ENDINGS: [&str; 12] =
        ["csv", "tsv", "tab", "txt", "json", "jsonl", "ndjson", "xlsx", "xlsm", "xlsb", "xls", "ods"];
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let ending = base.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    !name.starts_with("__MACOSX/")
        && !base.starts_with('.')
        && !is_about(name)
        && ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// Whether a file tells about the others.
fn is_about(name: &str) -> bool {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name).to_lowercase();
    let stem = base.rsplit_once('.').filter(|(_, ending)| ["txt", "md"].contains(ending));
    stem.is_some_and(|(stem, _)| {
        ["readme", "read me", "read_me", "license", "licence"].iter().any(|about| stem.starts_with(about))
    })
}

fn other_files(files: &[Candidate], chosen: &Candidate) -> Option<Note> {
    let others: Vec<String> = files
        .iter()
        .filter(|file| file.index != chosen.index)
        .map(|file| format!("“{}”", file.name))
        .collect();
    (!others.is_empty()).then(|| Note {
        line: 1,
        code: "other_files",
        message: format!("The file “{}” was read; beside it there is {}.", chosen.name, others.join(", ")),
    })
}

fn unpack(
    mut packed: impl Read,
    packed_size: u64,
    sink: &mut dyn Sink,
    progress: &Progress,
) -> Result<(), ImportError> {
    let most = packed_size.saturating_mul(MAX_RATIO).clamp(ALWAYS_ALLOWED, MAX_UNPACKED);
    let mut piece = Vec::new();
    let mut unpacked = 0;
    loop {
        // The share is not known before the end; the wish to stop is.
        progress.reached(packed_size)?;
        piece.clear();
        let read = packed
            .by_ref()
            .take(PIECE)
            .read_to_end(&mut piece)
            .map_err(|error| ImportError::Damaged(error.to_string()))?;
        unpacked += read as u64;
        if unpacked > most {
            return Err(ImportError::TooLarge {
                limit: "4 GiB, or 200 times its size, when unpacked".into(),
            });
        }
        if read == 0 {
            return Ok(());
        }
        sink.piece(&piece)?;
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::import::{ImportOptions, open, read};
    use crate::model::{FileFormat, Sheet};

    const SCORES: &str = "gradable_id,rubric_score\n1,90\n";

    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in files {
            out.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            out.write_all(content).unwrap();
        }
        out.finish().unwrap().into_inner()
    }

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        out.write_all(content).unwrap();
        out.finish().unwrap()
    }

    fn import(bytes: Vec<u8>, asked: Option<&str>) -> Result<Sheet, ImportError> {
        let options = ImportOptions { sheet: asked.map(str::to_owned), ..Default::default() };
        read("export.zip", bytes, &options, &Progress::default())
    }

    fn told(sheet: &Sheet) -> (Option<&str>, u32, Vec<&str>) {
        (
            sheet.source().sheet.as_deref(),
            sheet.num_rows(),
            sheet.notes().iter().map(|note| note.message.as_str()).collect(),
        )
    }

    #[test]
    fn reads_the_total_scores_of_a_zip_and_names_the_others() {
        let bytes = zip(&[
            ("export/section_scores.csv", b"section_id\n1\n2\n3\n"),
            ("export/total_scores.csv", SCORES.as_bytes()),
            ("__MACOSX/total_scores.csv", b"x"),
            ("export/readme.pdf", b"x"),
        ]);
        let sheet = import(bytes.clone(), None).unwrap();
        let note =
            "The file “export/total_scores.csv” was read; beside it there is “export/section_scores.csv”.";
        assert_eq!(told(&sheet), (Some("export/total_scores.csv"), 1, vec![note]));
        let sheet = import(bytes.clone(), Some("Section_scores.csv")).unwrap();
        assert_eq!(sheet.num_rows(), 3);
        assert_eq!(import(bytes, Some("x.csv")).unwrap_err().code(), "no_such_sheet");
    }

    #[test]
    fn says_what_a_zip_without_scores_holds() {
        let said = |files: &[(&str, &[u8])]| {
            let error = import(zip(files), None).unwrap_err();
            (error.code(), format!("{error} {}", error.hint()))
        };
        let inner = zip(&[("scores.csv", SCORES.as_bytes())]);
        for (files, code, sentence) in [
            (&[("a.pdf", &b"x"[..])][..], "zip_file", "The file is a zip archive, which"),
            (&[], "no_records", "The file holds no records: it is an empty zip archive."),
            (
                &[("x/README.txt", b"x,y\n1,2\n")],
                "no_records",
                "it is a zip archive with “x/README.txt” alone.",
            ),
            (&[("in.zip", &inner), ("a.pdf", b"x")], "zip_file", "a zip archive with another inside it"),
        ] {
            let (said_code, said) = said(files);
            assert!(said_code == code && said.contains(sentence), "{said}");
        }
        let sheet = import(zip(&[("readme.txt", &[b'x'; 99]), ("a.csv", SCORES.as_bytes())]), None).unwrap();
        assert_eq!(told(&sheet), (Some("a.csv"), 1, vec![]));
    }

    #[test]
    fn reads_a_workbook_out_of_a_zip() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write_row(0, 0, ["agent", "score"]).unwrap();
        sheet.write_row(1, 0, ["a", "90"]).unwrap();
        let book = book.save_to_buffer().unwrap();
        for method in [zip::CompressionMethod::Stored, zip::CompressionMethod::Deflated] {
            let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
            let options = zip::write::SimpleFileOptions::default().compression_method(method);
            out.start_file("scores.xlsx", options).unwrap();
            out.write_all(&book).unwrap();
            let sheet = import(out.finish().unwrap().into_inner(), None).unwrap();
            assert_eq!((sheet.source().format, sheet.num_rows()), (FileFormat::Xlsx, 1));
        }
    }

    #[test]
    fn reads_what_is_gzipped() {
        let sheet = import(gzip(SCORES.as_bytes()), None).unwrap();
        assert_eq!((sheet.source().format, told(&sheet)), (FileFormat::Csv, (None, 1, vec![])));
        let sheet = import(gzip(b"{\"id\":1}\n{\"id\":2}\n"), None).unwrap();
        assert_eq!((sheet.source().format, sheet.num_rows()), (FileFormat::Ndjson, 2));
        let sheet = import(gzip(&zip(&[("a.csv", SCORES.as_bytes())])), None);
        assert_eq!(sheet.unwrap_err().code(), "zip_file");
    }

    #[test]
    fn refuses_damaged_archives_and_bombs() {
        let bytes = gzip(SCORES.as_bytes());
        assert_eq!(import(bytes[..bytes.len() - 9].to_vec(), None).unwrap_err().code(), "damaged_file");
        // A stream that never ends, as a bomb seems to.
        let mut unpacked = Unpacked::default();
        let bomb = unpack(io::repeat(b'a'), 1000, &mut unpacked, &Progress::default());
        assert!(matches!(bomb, Err(ImportError::TooLarge { .. })));
        assert_eq!(unpacked.bytes.len() as u64, ALWAYS_ALLOWED, "and not a byte beyond was kept");
    }

    #[test]
    fn reads_the_total_scores_of_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let open_as = |sheet: Option<&str>| {
            let options = ImportOptions { sheet: sheet.map(str::to_owned), ..Default::default() };
            open(folder.path(), &options, &Progress::default())
        };
        let open = || open_as(None);
        assert_eq!(open().unwrap_err().code(), "a_folder");
        fs::write(folder.path().join("scores.csv"), SCORES).unwrap();
        assert_eq!(told(&open().unwrap()), (Some("scores.csv"), 1, vec![]), "the only one");
        fs::write(folder.path().join("more.csv"), SCORES).unwrap();
        assert_eq!(open().unwrap_err().code(), "a_folder");
        fs::write(folder.path().join("total_scores.csv"), SCORES).unwrap();
        let sheet = open().unwrap();
        assert_eq!(sheet.source().name, "total_scores.csv");
        assert_eq!(sheet.notes()[0].code, "other_files");
        assert_eq!(sheet.source().sheets, ["more.csv", "scores.csv", "total_scores.csv"]);
        assert_eq!(open_as(Some("Scores.csv")).unwrap().source().name, "scores.csv");
        assert_eq!(open_as(Some("none.csv")).unwrap_err().code(), "no_such_sheet");
    }
}
