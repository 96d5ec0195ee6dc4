//! What a workbook may grow to when it is unpacked, looked at before it is.
//!
//! Owns the limits of zipped formats; the chains of the old one are walked by `compound`. Invariant: the sizes that a
//! file states are checked before anything is unpacked, and those of the parts that are kept whole in memory are proven.

use std::io::{self, Cursor, Read as _};

use zip::ZipArchive;

use super::compound;
use crate::import::{ImportError, archive};
use crate::model::FileFormat;

/// More parts than any workbook has.
const MAX_PARTS: usize = 4_000;
/// More than a full worksheet unpacks to.
const MAX_UNPACKED: u64 = 4 << 30;
/// Parts that are kept in memory whole: the texts of a workbook, or a sheet of an ODS file.
const MAX_KEPT: u64 = 1 << 30;
/// What is packed tighter than this is not data; deflate cannot pack tighter than 1032 to 1.
const MAX_RATIO: u64 = 400;
/// Small things may be packed as tight as they like.
const SMALL: u64 = 16 << 20;

/// Checks the parts of a zipped workbook, and the chains of an old one; text has neither.
///
/// # Errors
/// [`ImportError`] where it is no zip, or grows too much.
pub fn check(bytes: &[u8], format: FileFormat) -> Result<(), ImportError> {
    match format {
        FileFormat::Xls => return compound::check(bytes),
        FileFormat::Html | FileFormat::Xml2003 => return Ok(()),
        _ => {}
    }
    let mut archive = archive::open_zip(bytes)?;
    if archive.len() > MAX_PARTS {
        return Err(ImportError::TooLarge { limit: "4000 parts".into() });
    }
    let mut unpacked = 0;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|error| damaged(&error))?;
        let (packed, size) = (part.compressed_size(), part.size());
        unpacked += size;
        if unpacked > MAX_UNPACKED || (size > SMALL && size / packed.max(1) > MAX_RATIO) {
            return Err(too_much());
        }
        let name = part.name().map_err(|error| damaged(&error))?.into_owned();
        if !is_streamed(&name) && [".xml", ".rels", ".bin"].iter().any(|ending| name.ends_with(ending)) {
            let proven = io::copy(&mut part.by_ref().take(size.min(MAX_KEPT) + 1), &mut io::sink())
                .map_err(|error| damaged(&error))?;
            if proven > size || size > MAX_KEPT {
                return Err(too_much());
            }
        }
    }
    Ok(())
}

/// Worksheets of the newer formats are read cell by cell, and never kept whole.
fn is_streamed(part: &str) -> bool {
    part.starts_with("xl/worksheets/")
}

fn too_much() -> ImportError {
    ImportError::TooLarge { limit: "4 GiB when unpacked, 1 GiB in one part, or 400 times its size".into() }
}

fn damaged(error: &dyn std::fmt::Display) -> ImportError {
    ImportError::Damaged(error.to_string())
}

/// Whether some formula of an XLSX file has no value beside it, as in files that no spreadsheet
/// program has opened yet. Looks for the end of a formula right before the end of its cell.
pub fn has_formula_without_value(bytes: &[u8]) -> bool {
    const SIGNS: [&[u8]; 5] = [b"</f></c>", b"/></c>", b"</f><v></v>", b"</f><v/>", b"</f><v />"];
    const WINDOW: usize = 64 * 1024;
    const LONGEST: usize = 16;
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return false };
    let finders = SIGNS.map(memchr::memmem::Finder::new);
    (0..archive.len()).any(|index| {
        let Ok(mut part) = archive.by_index(index) else { return false };
        if !part.name().is_ok_and(|name| is_streamed(&name)) {
            return false;
        }
        let mut window = Vec::with_capacity(WINDOW + LONGEST);
        loop {
            let kept = window.len().min(LONGEST);
            window.drain(..window.len() - kept);
            match part.by_ref().take(WINDOW as u64).read_to_end(&mut window) {
                Ok(0) | Err(_) => return false,
                Ok(_) if finders.iter().any(|finder| finder.find(&window).is_some()) => return true,
                Ok(_) => {}
            }
        }
    })
}
