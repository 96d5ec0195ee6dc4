//! Work in progress, in a database of its own: what was changed in the open files, step by step.
//!
//! Owns the file `drafts.sqlite` beside the journal. Does not know what a step changes: that is text of
//! the app's. Invariants: a step is on disk as soon as [`Drafts::write`] returns, and steps only ever
//! follow one another; undo moves a mark and takes nothing away. It has its own file, so that a person's
//! half-done work never stands in the way of what was sent.

use std::fs::File;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, TransactionBehavior, params};

use super::JournalError;
use super::store::{configure, make_private_folder, private_options};

/// The drafts of a data folder: one connection.
#[derive(Debug)]
pub struct Drafts {
    db: Connection,
    path: PathBuf,
    /// Held by the one window that opens again what was left open.
    first: Option<File>,
}

/// A draft's name: unique in its data folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DraftId(pub i64);

/// Where a draft's rows came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftKind {
    /// A file.
    File,
    /// The clipboard.
    Pasted,
    /// The built-in sample.
    Sample,
}

/// What is written once, with a draft's first step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftHead {
    /// Its id.
    pub id: DraftId,
    /// The name of the file, as its tab shows it.
    pub name: String,
    /// Where its rows came from.
    pub kind: DraftKind,
    /// Where the file was.
    pub path: Option<PathBuf>,
    /// SHA-256 of the file as it was read, in lower-case hex.
    pub sha256: String,
    /// How it was asked to be read, in the app's words.
    pub options: String,
    /// How its columns became fields before the first step, in the app's words.
    pub recipe: String,
}

/// A step of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftStep {
    /// Its name.
    pub label: String,
    /// When it was done.
    pub at: DateTime<Utc>,
    /// Who did it, as the OS names them.
    pub user: String,
    /// What it changes, in the app's words.
    pub changes: String,
}

/// A draft as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftInfo {
    /// What was written with the first step.
    pub head: DraftHead,
    /// When it was begun.
    pub begun: DateTime<Utc>,
    /// When something of it changed last.
    pub changed: DateTime<Utc>,
    /// How many steps are done.
    pub done: u32,
    /// How many rows were ready.
    pub ready: u32,
    /// How many rows were to fix.
    pub to_fix: u32,
    /// Whether it was a tab when it was left.
    pub open: bool,
}

/// One thing to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftWrite {
    /// A draft begins. Once is enough; again changes nothing.
    Begin(DraftHead, DateTime<Utc>),
    /// The step of that number is done. Steps that were taken back before it are gone.
    Step(DraftId, u32, DraftStep),
    /// So many steps are done: undo and redo.
    Done(DraftId, u32, DateTime<Utc>),
    /// How many rows are ready and to fix.
    Counts(DraftId, u32, u32),
    /// Whether it is a tab.
    Open(DraftId, bool),
    /// It is finished, or a person dismissed it.
    Drop(DraftId),
}

/// Above this size the path and the digest of a file are kept, and no copy: 256 MiB.
pub const MOST_COPIED: u64 = 256 << 20;
const PIECE: usize = 4 << 20;
const SCHEMA: &str = include_str!("schema/drafts-1.sql");
const VERSION: u32 = 1;
/// "Scbd": tells the file from other SQLite databases.
const APPLICATION_ID: i32 = 0x5363_6264;

impl Drafts {
    /// The file in the data folder.
    pub const FILE_NAME: &'static str = "drafts.sqlite";

    /// Opens the drafts of a data folder, and makes them where they are missing.
    ///
    /// # Errors
    /// A [`JournalError`] of that file; one that cannot be read is left as it is.
    pub fn open(data_dir: &Path) -> Result<Self, JournalError> {
        make_private_folder(data_dir)?;
        let mark = data_dir.join("drafts.in-use");
        let mark = private_options().open(&mark).map_err(|error| JournalError::io(&mark, &error))?;
        let first = mark.try_lock().is_ok().then_some(mark);
        Self::connect(data_dir, first)
    }

    /// Opens them beside a window, and is never taken for one.
    pub(super) fn open_beside(data_dir: &Path) -> Result<Self, JournalError> {
        Self::connect(data_dir, None)
    }

    fn connect(data_dir: &Path, first: Option<File>) -> Result<Self, JournalError> {
        let path = data_dir.join(Self::FILE_NAME);
        // Only a missing file is opened here: to close one that SQLite has open in this process would take
        // SQLite's locks off it.
        match private_options().create_new(true).open(&path) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                return Err(JournalError::io(&path, &error));
            }
            _ => {}
        }
        let at = |error: rusqlite::Error| JournalError::at(&path, &error);
        let mut db = Connection::open(&path).map_err(at)?;
        configure(&db).map_err(at)?;
        let tx = db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(at)?;
        match tx.pragma_query_value(None, "user_version", |row| row.get::<_, u32>(0)).map_err(at)? {
            0 => {
                tx.execute_batch(SCHEMA).map_err(at)?;
                tx.pragma_update(None, "application_id", APPLICATION_ID).map_err(at)?;
                tx.pragma_update(None, "user_version", VERSION).map_err(at)?;
            }
            VERSION => {}
            _ => return Err(JournalError::Newer(path)),
        }
        tx.commit().map_err(at)?;
        Ok(Self { db, path, first })
    }

    /// Whether this is the window that opens again what was left open: no other had the drafts open
    /// before it.
    pub fn is_first(&self) -> bool {
        self.first.is_some()
    }

    /// Writes all of these, or none, and returns when they are on disk.
    ///
    /// # Errors
    /// A [`JournalError`]; nothing was written.
    pub fn write(&mut self, writes: &[DraftWrite]) -> Result<(), JournalError> {
        let path = &self.path;
        let at = |error: rusqlite::Error| JournalError::at(path, &error);
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(at)?;
        writes.iter().try_for_each(|write| write_one(&tx, write)).map_err(at)?;
        tx.commit().map_err(at)
    }

    /// Every draft, the one that was changed last first.
    ///
    /// # Errors
    /// A [`JournalError`].
    pub fn list(&self) -> Result<Vec<DraftInfo>, JournalError> {
        self.read(|db| {
            let mut query =
                db.prepare(&format!("SELECT {INFO} FROM draft ORDER BY changed DESC, id DESC"))?;
            query.query_map([], info)?.collect()
        })
    }

    /// One draft, with its steps; `None` where it is gone.
    ///
    /// # Errors
    /// A [`JournalError`].
    pub fn load(&self, id: DraftId) -> Result<Option<(DraftInfo, Vec<DraftStep>)>, JournalError> {
        self.read(|db| {
            let found = db.query_row(&format!("SELECT {INFO} FROM draft WHERE id = ?1"), [id.0], info);
            let Some(found) = found.optional()? else { return Ok(None) };
            let mut query =
                db.prepare("SELECT label, at, os_user, changes FROM step WHERE draft = ?1 ORDER BY number")?;
            let steps = query.query_map([id.0], |row| {
                Ok(DraftStep {
                    label: row.get(0)?,
                    at: time(row.get(1)?),
                    user: row.get(2)?,
                    changes: inflate(row.get_ref(3)?.as_blob()?),
                })
            })?;
            Ok(Some((found, steps.collect::<Result<_, _>>()?)))
        })
    }

    /// Keeps a copy of the file of a draft.
    ///
    /// # Errors
    /// A [`JournalError`]; no part of it was kept.
    pub fn keep_copy(&mut self, id: DraftId, bytes: &[u8]) -> Result<(), JournalError> {
        let path = &self.path;
        let at = |error: rusqlite::Error| JournalError::at(path, &error);
        let pieces: Vec<Vec<u8>> = bytes.chunks(PIECE).map(deflate).collect();
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(at)?;
        tx.execute("DELETE FROM piece WHERE draft = ?1", [id.0]).map_err(at)?;
        for (number, piece) in pieces.iter().enumerate() {
            // A draft that was dismissed in the meantime needs no copy.
            tx.execute(
                "INSERT INTO piece (draft, number, bytes) SELECT id, ?2, ?3 FROM draft WHERE id = ?1",
                params![id.0, i64::try_from(number).unwrap_or(i64::MAX), piece],
            )
            .map_err(at)?;
        }
        tx.commit().map_err(at)
    }

    /// The copy of the file of a draft; `None` where none was kept.
    ///
    /// # Errors
    /// A [`JournalError`].
    pub fn copy(&self, id: DraftId) -> Result<Option<Vec<u8>>, JournalError> {
        self.read(|db| {
            let mut query = db.prepare("SELECT bytes FROM piece WHERE draft = ?1 ORDER BY number")?;
            let mut pieces = query.query([id.0])?;
            let mut copy = None;
            while let Some(piece) = pieces.next()? {
                // Reading from memory cannot fail; what is damaged ends early, and its digest tells.
                let read = DeflateDecoder::new(piece.get_ref(0)?.as_blob()?)
                    .read_to_end(copy.get_or_insert_with(Vec::new));
                if read.is_err() {
                    break;
                }
            }
            Ok(copy)
        })
    }

    /// Forgets drafts that nobody changed since that time; returns how many.
    ///
    /// # Errors
    /// A [`JournalError`].
    pub fn forget_older(&mut self, than: DateTime<Utc>) -> Result<usize, JournalError> {
        self.read(|db| {
            db.execute("DELETE FROM draft WHERE changed < ?1 AND open = 0", [than.timestamp_millis()])
        })
    }

    fn read<T>(&self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, JournalError> {
        read(&self.db).map_err(|error| JournalError::at(&self.path, &error))
    }
}

const INFO: &str = "id, name, kind, path, sha256, options, recipe, begun, changed, done, ready, to_fix, open";

fn info(row: &Row<'_>) -> rusqlite::Result<DraftInfo> {
    let kind: String = row.get(2)?;
    let path: Option<String> = row.get(3)?;
    Ok(DraftInfo {
        head: DraftHead {
            id: DraftId(row.get(0)?),
            name: row.get(1)?,
            kind: DraftKind::ALL.into_iter().find(|known| known.name() == kind).unwrap_or(DraftKind::File),
            path: path.map(PathBuf::from),
            sha256: row.get(4)?,
            options: row.get(5)?,
            recipe: row.get(6)?,
        },
        begun: time(row.get(7)?),
        changed: time(row.get(8)?),
        done: row.get(9)?,
        ready: row.get(10)?,
        to_fix: row.get(11)?,
        open: row.get(12)?,
    })
}

impl DraftKind {
    const ALL: [Self; 3] = [Self::File, Self::Pasted, Self::Sample];

    const fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Pasted => "pasted",
            Self::Sample => "sample",
        }
    }
}

fn write_one(tx: &Transaction<'_>, write: &DraftWrite) -> rusqlite::Result<()> {
    match write {
        DraftWrite::Begin(head, at) => tx.execute(
            "INSERT INTO draft (id, name, kind, path, sha256, options, recipe, begun, changed)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8) ON CONFLICT (id) DO NOTHING",
            params![
                head.id.0,
                head.name,
                head.kind.name(),
                head.path.as_ref().map(|path| path.to_string_lossy()),
                head.sha256,
                head.options,
                head.recipe,
                at.timestamp_millis(),
            ],
        ),
        DraftWrite::Step(id, number, step) => {
            tx.execute("DELETE FROM step WHERE draft = ?1 AND number >= ?2", params![id.0, number])?;
            tx.execute(
                "INSERT INTO step (draft, number, label, at, os_user, changes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    id.0,
                    number,
                    step.label,
                    step.at.timestamp_millis(),
                    step.user,
                    deflate(step.changes.as_bytes())
                ],
            )?;
            done(tx, *id, number + 1, step.at)
        }
        DraftWrite::Done(id, steps, at) => done(tx, *id, *steps, *at),
        DraftWrite::Counts(id, ready, to_fix) => tx.execute(
            "UPDATE draft SET ready = ?2, to_fix = ?3 WHERE id = ?1",
            params![id.0, ready, to_fix],
        ),
        DraftWrite::Open(id, open) => {
            tx.execute("UPDATE draft SET open = ?2 WHERE id = ?1", params![id.0, open])
        }
        DraftWrite::Drop(id) => tx.execute("DELETE FROM draft WHERE id = ?1", [id.0]),
    }
    .map(|_rows| ())
}

fn done(tx: &Transaction<'_>, id: DraftId, steps: u32, at: DateTime<Utc>) -> rusqlite::Result<usize> {
    tx.execute(
        "UPDATE draft SET done = ?2, changed = ?3 WHERE id = ?1",
        params![id.0, steps, at.timestamp_millis()],
    )
}

fn time(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    // Writing to memory cannot fail.
    encoder.write_all(bytes).and_then(|()| encoder.finish()).unwrap_or_default()
}

fn inflate(bytes: &[u8]) -> String {
    let mut text = String::new();
    match DeflateDecoder::new(bytes).read_to_string(&mut text) {
        Ok(_read) => text,
        Err(_damaged) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(id: i64) -> DraftHead {
        DraftHead {
            id: DraftId(id),
            name: "september.csv".to_owned(),
            kind: DraftKind::File,
            path: Some("september.csv".into()),
            sha256: "ab".to_owned(),
            options: "{}".to_owned(),
            recipe: "{}".to_owned(),
        }
    }

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).unwrap()
    }

    fn step(label: &str) -> DraftStep {
        let changes = format!("[\"{label}\"]");
        DraftStep { label: label.to_owned(), at: at(9), user: "jo".to_owned(), changes }
    }

    #[test]
    fn steps_follow_one_another_and_undo_takes_none_away() {
        let folder = tempfile::tempdir().unwrap();
        let mut drafts = Drafts::open(folder.path()).unwrap();
        let id = DraftId(7);
        let begin = DraftWrite::Begin(head(7), at(1));
        let steps = ["a", "b", "c"].map(step);
        for (number, step) in (0..).zip(&steps) {
            drafts.write(&[begin.clone(), DraftWrite::Step(id, number, step.clone())]).unwrap();
        }
        drafts.write(&[DraftWrite::Done(id, 1, at(10)), DraftWrite::Counts(id, 5, 2)]).unwrap();
        drop(drafts);
        let mut drafts = Drafts::open(folder.path()).unwrap();
        let (info, kept) = drafts.load(id).unwrap().unwrap();
        assert_eq!((info.done, info.ready, info.to_fix, info.open), (1, 5, 2, true));
        assert_eq!((info.head, info.begun, info.changed), (head(7), at(1), at(10)));
        assert_eq!(kept, steps);
        // Another step in place of what was taken back.
        drafts.write(&[DraftWrite::Step(id, 1, step("d"))]).unwrap();
        let labels: Vec<_> = drafts.load(id).unwrap().unwrap().1.into_iter().map(|step| step.label).collect();
        assert_eq!(labels, ["a", "d"]);
        drafts.write(&[DraftWrite::Drop(id)]).unwrap();
        assert_eq!(drafts.load(id).unwrap(), None);
    }

    #[test]
    fn a_copy_comes_back_byte_by_byte_and_goes_with_its_draft() {
        let folder = tempfile::tempdir().unwrap();
        let mut drafts = Drafts::open(folder.path()).unwrap();
        drafts.write(&[DraftWrite::Begin(head(1), at(1))]).unwrap();
        assert_eq!(drafts.copy(DraftId(1)).unwrap(), None);
        let bytes: Vec<u8> = (0..PIECE + 3).map(|at| u8::try_from(at % 251).unwrap()).collect();
        drafts.keep_copy(DraftId(1), &bytes).unwrap();
        assert_eq!(drafts.copy(DraftId(1)).unwrap().as_deref(), Some(&bytes[..]));
        drafts.write(&[DraftWrite::Drop(DraftId(1))]).unwrap();
        assert_eq!(drafts.copy(DraftId(1)).unwrap(), None);
        drafts.keep_copy(DraftId(1), &bytes).unwrap();
        assert_eq!(drafts.copy(DraftId(1)).unwrap(), None, "a draft that is gone keeps nothing");
    }

    #[test]
    fn the_second_window_opens_nothing_again() {
        let folder = tempfile::tempdir().unwrap();
        let first = Drafts::open(folder.path()).unwrap();
        assert!(first.is_first());
        assert!(!Drafts::open(folder.path()).unwrap().is_first());
        drop(first);
        assert!(Drafts::open(folder.path()).unwrap().is_first());
    }

    #[test]
    fn drafts_that_nobody_changed_are_forgotten_unless_they_are_open() {
        let folder = tempfile::tempdir().unwrap();
        let mut drafts = Drafts::open(folder.path()).unwrap();
        for (id, begun, open) in [(1, 1, false), (2, 1, true), (3, 100, false)] {
            drafts
                .write(&[DraftWrite::Begin(head(id), at(begun)), DraftWrite::Open(DraftId(id), open)])
                .unwrap();
        }
        assert_eq!(drafts.forget_older(at(50)).unwrap(), 1);
        let left: Vec<_> = drafts.list().unwrap().into_iter().map(|info| info.head.id.0).collect();
        assert_eq!(left, [3, 2]);
    }
}
