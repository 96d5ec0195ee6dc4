//! The chains of sectors in an old Office file, walked before its reader follows them.
//!
//! Owns the walk: the table of sectors, the folder, the small sectors, and the workbook's own stream. Does not know
//! workbooks. Invariant: a chain that comes back to itself, which its reader would follow for ever, is refused, and so
//! is a table that is larger than the file; whatever else is wrong is left to the reader, which says so and ends.

use encoding_rs::UTF_16LE;

use crate::import::ImportError;

const SIGNATURE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// Numbers of sectors from here on are none.
const FIRST_RESERVED: u32 = 0xFFFF_FFFA;
/// From here on they name no part of the table.
const NO_TABLE: u32 = 0xFFFF_FFFC;
const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
const SMALL_SECTOR: usize = 64;
const ENTRY: usize = 128;
/// A stream that is shorter stands in small sectors.
const SHORT: u64 = 4096;
/// The streams that are read.
const STREAMS: [&str; 2] = ["Workbook", "Book"];
/// How many parts of the table the header itself names.
const NAMED_IN_HEADER: usize = 109;

/// Checks the chains that the reader of a workbook follows; bytes that are no such file pass.
///
/// # Errors
/// [`ImportError::Damaged`] where one runs in a circle.
pub fn check(bytes: &[u8]) -> Result<(), ImportError> {
    let Some(file) = Compound::of(bytes) else { return Ok(()) };
    file.walk().map_err(|Circle| {
        ImportError::Damaged("its sectors stand in a circle, or its table is larger than the file".to_owned())
    })
}

/// The stream of the workbook, as its reader takes it; `None` where there is none.
#[must_use]
pub fn book(bytes: &[u8]) -> Option<Vec<u8>> {
    Compound::of(bytes)?.book().ok().flatten()
}

/// A chain that has no end.
struct Circle;

struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
}

/// An entry of the folder.
struct Entry {
    name: String,
    start: u32,
    length: u64,
}

impl<'a> Compound<'a> {
    /// The file, if it is one of those that the reader takes.
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let head = bytes.get(..512).filter(|head| head.starts_with(SIGNATURE))?;
        let sector = match head[30..32] {
            [9, 0] => 512,
            [12, 0] => 4096,
            _ => return None,
        };
        Some(Self { bytes, sector })
    }

    fn walk(&self) -> Result<(), Circle> {
        let table = self.table()?;
        let folder = self.content(self.head(48), &table, u64::MAX)?;
        let entries: Vec<Entry> = folder.chunks_exact(ENTRY).map(|entry| self.entry(entry)).collect();
        let Some(root) = entries.first() else { return Ok(()) };
        let num_small_tables = self.head(64);
        let mut small_table = Vec::new();
        if num_small_tables > 0 {
            Self::chain(root.start, &table, self.sector, root.length, |_| ())?;
            let length = u64::from(num_small_tables) * self.sector as u64;
            small_table = words(&self.content(self.head(60), &table, length)?).collect();
        }
        for name in STREAMS {
            let Some(entry) = entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name)) else {
                continue;
            };
            let (table, sector) =
                if entry.length < SHORT { (&small_table, SMALL_SECTOR) } else { (&table, self.sector) };
            Self::chain(entry.start, table, sector, entry.length, |_| ())?;
        }
        Ok(())
    }

    fn book(&self) -> Result<Option<Vec<u8>>, Circle> {
        let table = self.table()?;
        let folder = self.content(self.head(48), &table, u64::MAX)?;
        let entries: Vec<Entry> = folder.chunks_exact(ENTRY).map(|entry| self.entry(entry)).collect();
        let named = |name: &&str| entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name));
        let (Some(root), Some(entry)) = (entries.first(), STREAMS.iter().find_map(named)) else {
            return Ok(None);
        };
        if entry.length >= SHORT {
            return self.content(entry.start, &table, entry.length).map(Some);
        }
        let small_table: Vec<u32> = words(&self.content(self.head(60), &table, u64::MAX)?).collect();
        let small = self.content(root.start, &table, root.length)?;
        let mut book = Vec::new();
        Self::chain(entry.start, &small_table, SMALL_SECTOR, entry.length, |sector| {
            let rest = small.get(sector as usize * SMALL_SECTOR..).unwrap_or_default();
            book.extend_from_slice(&rest[..rest.len().min(SMALL_SECTOR)]);
        })?;
        Ok(Some(book))
    }

    /// For each sector the next one of its chain.
    fn table(&self) -> Result<Vec<u32>, Circle> {
        let num_sectors = self.bytes.len() / self.sector;
        let mut parts: Vec<u32> = words(&self.bytes[76..512]).collect();
        let mut next = self.head(68);
        let mut num_lists = 0;
        while next < FIRST_RESERVED {
            num_lists += 1;
            if num_lists > num_sectors {
                return Err(Circle);
            }
            parts.extend(words(self.sector_at(next)));
            next = parts.pop().unwrap_or(END_OF_CHAIN);
        }
        parts.retain(|part| *part < NO_TABLE);
        if parts.len() > num_sectors + NAMED_IN_HEADER {
            return Err(Circle);
        }
        Ok(parts.into_iter().flat_map(|part| words(self.sector_at(part))).collect())
    }

    /// What stands in the sectors of a chain.
    fn content(&self, start: u32, table: &[u32], length: u64) -> Result<Vec<u8>, Circle> {
        let mut content = Vec::new();
        Self::chain(start, table, self.sector, length, |sector| {
            content.extend_from_slice(self.sector_at(sector));
        })?;
        content.truncate(usize::try_from(length).unwrap_or(usize::MAX));
        Ok(content)
    }

    /// Follows a chain as far as a stream of that length goes.
    fn chain(
        start: u32,
        table: &[u32],
        sector: usize,
        length: u64,
        mut each: impl FnMut(u32),
    ) -> Result<(), Circle> {
        let mut passed = vec![false; table.len()];
        let (mut at, mut left) = (start, length.div_ceil(sector as u64));
        while at != END_OF_CHAIN && left > 0 {
            each(at);
            left -= 1;
            // What leads out of the table ends the reader, too.
            let Some(passed) = passed.get_mut(at as usize) else { break };
            if std::mem::replace(passed, true) {
                return Err(Circle);
            }
            at = table[at as usize];
        }
        Ok(())
    }

    /// The bytes of a sector, as far as they are there; before the first one stands the header.
    fn sector_at(&self, number: u32) -> &'a [u8] {
        let start = (number as usize + 1).saturating_mul(self.sector);
        let rest = self.bytes.get(start..).unwrap_or_default();
        &rest[..rest.len().min(self.sector)]
    }

    fn head(&self, at: usize) -> u32 {
        word(self.bytes, at)
    }

    fn entry(&self, entry: &[u8]) -> Entry {
        let (name, ..) = UTF_16LE.decode(&entry[..64]);
        let name = name.split('\0').next().unwrap_or_default().to_owned();
        let high = if self.sector == 512 { 0 } else { word(entry, 124) };
        Entry { name, start: word(entry, 116), length: u64::from(high) << 32 | u64::from(word(entry, 120)) }
    }
}

fn word(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|word| word.try_into().ok()).map_or(0, u32::from_le_bytes)
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> {
    let (words, _) = bytes.as_chunks::<4>();
    words.iter().map(|word| u32::from_le_bytes(*word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{ImportOptions, read};
    use crate::model::Progress;

    const WHOLE: &[u8] = include_bytes!("../../../tests/fixtures/workbooks/scores.xls");

    /// The workbook with one word changed; what the check and the reader of files make of it.
    fn changed(at: usize, to: u32) -> (bool, Result<u32, &'static str>) {
        let mut bytes = WHOLE.to_vec();
        bytes[at..at + 4].copy_from_slice(&to.to_le_bytes());
        let passes = check(&bytes).is_ok();
        let read = read("scores.xls", bytes, &ImportOptions::default(), &Progress::default());
        (passes, read.map(|sheet| sheet.num_rows()).map_err(|error| error.code()))
    }

    #[test]
    fn refuses_every_chain_that_runs_in_a_circle() {
        let file = Compound::of(WHOLE).unwrap();
        assert!(file.walk().is_ok());
        assert!(changed(0, word(WHOLE, 0)).1.is_ok(), "the workbook as it is");
        let part_of_table = word(WHOLE, 76) as usize;
        let next_of = |sector: u32| (part_of_table + 1) * file.sector + 4 * sector as usize;
        let Ok(table) = file.table() else { panic!("it has a table") };
        let Ok(folder) = file.content(word(WHOLE, 48), &table, u64::MAX) else { panic!("it has a folder") };
        let book = folder.chunks_exact(ENTRY).map(|entry| file.entry(entry));
        let book = book.into_iter().find(|entry| STREAMS.contains(&entry.name.as_str())).unwrap();
        assert!(book.length >= SHORT);
        let second = table[book.start as usize];
        let damaged = (false, Err("damaged_file"));
        for (what, at, to) in [
            ("the stream comes back to its start", next_of(second), book.start),
            ("a sector names itself", next_of(book.start), book.start),
            ("the folder", next_of(word(WHOLE, 48)), word(WHOLE, 48)),
            ("the list of the table's parts", 68, 0),
        ] {
            assert_eq!(changed(at, to), damaged, "{what}");
        }
        // What leads out of the file ends its reader.
        assert_eq!(changed(next_of(second), 0x00FF_FFFF).1, Err("damaged_file"));
    }
}
