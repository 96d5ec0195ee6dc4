//! The database: making, opening, checking and migrating it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::{JournalError, account};

/// One connection to the journal of a data folder.
#[derive(Debug)]
pub struct Journal {
    pub(super) db: Connection,
    path: PathBuf,
    _held: Held,
}

/// What has to live as long as a journal is open.
#[derive(Debug)]
#[expect(dead_code, reason = "held, not read")]
enum Held {
    /// Locked shared, so that an unclean end can be told from a second window.
    InUse(File),
    /// The folder of a copy that is only looked at; it goes away with it.
    Copy(tempfile::TempDir),
}

/// Schema n is made from schema n − 1 by the n-th script.
const SCHEMAS: [&str; 5] = [
    include_str!("schema/1.sql"),
    include_str!("schema/2.sql"),
    include_str!("schema/3.sql"),
    include_str!("schema/4.sql"),
    include_str!("schema/5.sql"),
];

/// "Scbr": tells the file from other SQLite databases.
const APPLICATION_ID: i32 = 0x5363_6272;

/// How the name of a copy from before a change of schema begins.
pub(super) const BACKUP: &str = "journal-before-schema-";

const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

impl Journal {
    /// The file in the data folder.
    pub const FILE_NAME: &'static str = "journal.sqlite";

    /// Opens the journal, and makes it and its folder where they are missing.
    ///
    /// After an unclean end it is checked first; an older one is copied beside itself before it is
    /// brought up to date.
    ///
    /// # Errors
    /// A [`JournalError`]; a journal that cannot be read is never replaced.
    pub fn open(data_dir: &Path) -> Result<Self, JournalError> {
        Self::open_with(data_dir, &SCHEMAS)
    }

    fn open_with(data_dir: &Path, schemas: &[&str]) -> Result<Self, JournalError> {
        make_private_folder(data_dir)?;
        let path = data_dir.join(Self::FILE_NAME);
        let at = |error: rusqlite::Error| JournalError::at(&path, &error);
        if !path.try_exists().map_err(|error| JournalError::io(&path, &error))? {
            create(data_dir, &path, schemas)?;
        }
        make_private_file(&path)?;
        let (in_use, unclean) = mark_in_use(data_dir, &path)?;
        // Not CREATE: a file that vanishes now must not be replaced by an empty one.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut db = Connection::open_with_flags(&path, flags).map_err(at)?;
        check_identity(&db, &path, newest(schemas))?;
        configure(&db).map_err(at)?;
        if unclean {
            quick_check(&db, &path)?;
        }
        migrate(&mut db, &path, schemas)?;
        Ok(Self { db, path, _held: Held::InUse(in_use) })
    }

    /// A copy that is only looked at, in a folder that goes away with it.
    pub(super) fn of_copy(db: Connection, path: PathBuf, folder: tempfile::TempDir) -> Self {
        Self { db, path, _held: Held::Copy(folder) }
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A transaction that writes: the lock is taken now, so that nothing read in it can go stale.
    pub(super) fn write(&mut self) -> Result<Transaction<'_>, JournalError> {
        let path = &self.path;
        self.db
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| JournalError::at(path, &error))
    }
}

/// Makes a whole new journal beside its place and moves it there in one step: a crash in between
/// leaves none, and an empty file is never taken for one.
fn create(data_dir: &Path, path: &Path, schemas: &[&str]) -> Result<(), JournalError> {
    let io = |error: std::io::Error| JournalError::io(path, &error);
    let new =
        tempfile::Builder::new().prefix(".journal-").tempfile_in(data_dir).map_err(io)?.into_temp_path();
    let mut db = Connection::open(&new).map_err(|error| JournalError::at(path, &error))?;
    (|| {
        db.pragma_update(None, "application_id", APPLICATION_ID)?;
        db.pragma_update(None, "synchronous", "FULL")?;
        let tx = db.transaction()?;
        for schema in schemas {
            tx.execute_batch(schema)?;
        }
        account::insert_practice(&tx)?;
        tx.pragma_update(None, "user_version", newest(schemas))?;
        tx.commit()?;
        // Kept in the file: a change of the mode would not wait for another window that has it open.
        wal(&db)
    })()
    .map_err(|error| JournalError::at(path, &error))?;
    db.close().map_err(|(_, error)| JournalError::at(path, &error))?;
    match new.persist_noclobber(path) {
        Ok(()) => sync_folder(data_dir).map_err(io),
        // Another window was faster: its journal is as good.
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(io(error.error)),
    }
}

fn newest(schemas: &[&str]) -> u32 {
    u32::try_from(schemas.len()).unwrap_or(u32::MAX)
}

pub(super) fn configure(db: &Connection) -> rusqlite::Result<()> {
    db.busy_timeout(BUSY_TIMEOUT)?;
    wal(db)?;
    db.pragma_update(None, "synchronous", "FULL")?;
    // On macOS fsync alone does not reach the platter.
    db.pragma_update(None, "fullfsync", true)?;
    db.pragma_update(None, "checkpoint_fullfsync", true)?;
    db.pragma_update(None, "foreign_keys", true)?;
    db.pragma_update(None, "trusted_schema", false)?;
    db.pragma_update(None, "temp_store", "MEMORY")?;
    // Claims are looked up in random order: the pages of a million of them fit.
    db.pragma_update(None, "cache_size", -65_536)?;
    // Dropped bodies are overwritten where that costs no extra write.
    db.pragma_update_and_check(None, "secure_delete", "FAST", |row| row.get::<_, i64>(0))?;
    db.pragma_update_and_check(None, "journal_size_limit", 64 << 20, |row| row.get::<_, i64>(0))?;
    Ok(())
}

/// WAL: readers never wait for the writer. Where shared memory is not to be had (a network drive) SQLite
/// keeps its mode and says so; TRUNCATE is then the safe one.
fn wal(db: &Connection) -> rusqlite::Result<()> {
    let mode: String = db.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if !mode.eq_ignore_ascii_case("wal") {
        db.pragma_update_and_check(None, "journal_mode", "TRUNCATE", |row| row.get::<_, String>(0))?;
    }
    Ok(())
}

fn check_identity(db: &Connection, path: &Path, newest: u32) -> Result<(), JournalError> {
    let pragma = |name| {
        db.pragma_query_value(None, name, |row| row.get::<_, i64>(0))
            .map_err(|error| JournalError::at(path, &error))
    };
    if pragma("application_id")? != i64::from(APPLICATION_ID) {
        return Err(JournalError::NotAJournal(path.to_owned()));
    }
    match u32::try_from(pragma("user_version")?) {
        Ok(0) | Err(_) => Err(JournalError::Corrupt(path.to_owned())),
        Ok(version) if version > newest => Err(JournalError::Newer(path.to_owned())),
        Ok(_) => Ok(()),
    }
}

fn quick_check(db: &Connection, path: &Path) -> Result<(), JournalError> {
    let verdict: String = db
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(|error| JournalError::at(path, &error))?;
    if verdict == "ok" { Ok(()) } else { Err(JournalError::Corrupt(path.to_owned())) }
}

/// Brings an older journal up to date, in one transaction, after a copy was made.
fn migrate(db: &mut Connection, path: &Path, schemas: &[&str]) -> Result<(), JournalError> {
    let at = |error: rusqlite::Error| JournalError::at(path, &error);
    let version = |db: &Connection| db.pragma_query_value(None, "user_version", |row| row.get::<_, u32>(0));
    let old = version(db).map_err(at)?;
    if old >= newest(schemas) {
        return Ok(());
    }
    let backup = path.with_file_name(format!("{BACKUP}{}.sqlite", schemas.len()));
    if !backup.try_exists().map_err(|error| JournalError::io(&backup, &error))? {
        let copy = backup.to_string_lossy();
        db.execute("VACUUM INTO ?1", [&copy]).map_err(at)?;
        make_private_file(&backup)?;
    }
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(at)?;
    // Another window may have been faster.
    for schema in schemas.iter().skip(version(&tx).map_err(at)? as usize) {
        tx.execute_batch(schema).map_err(at)?;
    }
    tx.pragma_update(None, "user_version", newest(schemas)).map_err(at)?;
    tx.commit().map_err(at)
}

/// Marks the journal as open. Also says whether the last one to have it open ended uncleanly: then a
/// write-ahead log is left although nobody has the journal open.
fn mark_in_use(data_dir: &Path, path: &Path) -> Result<(File, bool), JournalError> {
    let mark = data_dir.join("journal.in-use");
    let io = |error: std::io::Error| JournalError::io(&mark, &error);
    let file = private_options().open(&mark).map_err(io)?;
    let alone = file.try_lock().is_ok();
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let unclean = alone && fs::metadata(log).is_ok_and(|log| log.len() > 0);
    if alone {
        file.unlock().map_err(io)?;
    }
    // Shared: only whoever looks for an unclean end ever holds it alone, for a moment.
    file.lock_shared().map_err(io)?;
    Ok((file, unclean))
}

pub(super) fn make_private_folder(data_dir: &Path) -> Result<(), JournalError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(data_dir).map_err(|error| JournalError::io(data_dir, &error))
}

/// Read and written by its owner alone. The files that SQLite puts beside it take its mode over.
pub(super) fn make_private_file(path: &Path) -> Result<(), JournalError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let io = |error: std::io::Error| JournalError::io(path, &error);
        if fs::metadata(path).map_err(io)?.permissions().mode() & 0o077 != 0 {
            fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(io)?;
        }
    }
    Ok(())
}

/// How a file that only its owner may read is opened, and made where it is missing.
pub(super) fn private_options() -> fs::OpenOptions {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "folders cannot be synced here; NTFS journals the rename")]
fn sync_folder(_folder: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{AccountId, AccountKind, NewAccount};

    fn file(folder: &tempfile::TempDir) -> PathBuf {
        folder.path().join(Journal::FILE_NAME)
    }

    fn add_account(journal: &mut Journal, name: &str) -> AccountId {
        let (name, url) = (name.to_owned(), "https://api.example.com".to_owned());
        let new = NewAccount { name, kind: AccountKind::Production, url, colour: 2 };
        journal.add_account(&new).unwrap().id
    }

    #[test]
    fn a_new_journal_is_wal_synced_and_checks_its_references() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path()).unwrap();
        let pragma = |name: &str| -> String {
            journal
                .db
                .pragma_query_value(None, name, |row| {
                    Ok(match row.get_ref(0)? {
                        rusqlite::types::ValueRef::Integer(n) => n.to_string(),
                        text => text.as_str()?.to_owned(),
                    })
                })
                .unwrap()
        };
        for (name, value) in [
            ("journal_mode", "wal"),
            ("synchronous", "2"),
            ("foreign_keys", "1"),
            ("user_version", &newest(&SCHEMAS).to_string()),
            ("application_id", "1399022194"),
        ] {
            assert_eq!(pragma(name), value, "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn files_are_for_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("new").join("data");
        let mut journal = Journal::open(&folder).unwrap();
        add_account(&mut journal, "Acme");
        assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
        let mut seen = 0;
        for entry in fs::read_dir(&folder).unwrap() {
            let entry = entry.unwrap();
            let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{}", entry.path().display());
            seen += 1;
        }
        assert!(seen >= 3, "database, log and mark");
    }

    #[test]
    fn what_cannot_be_read_is_named_and_left_as_it_is() {
        type Spoil = fn(&Path);
        let cases: [(Spoil, &str); 5] = [
            (|path| fs::write(path, b"").unwrap(), "journal.not_a_journal"),
            (|path| fs::write(path, b"agent_id,score\n7,90\n".repeat(90)).unwrap(), "journal.not_a_journal"),
            (
                |path| {
                    let db = Connection::open(path).unwrap();
                    db.execute_batch("CREATE TABLE other (x); PRAGMA application_id = 7;").unwrap();
                },
                "journal.not_a_journal",
            ),
            (
                |path| {
                    let db = Connection::open(path).unwrap();
                    db.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
                    db.pragma_update(None, "user_version", newest(&SCHEMAS) + 1).unwrap();
                },
                "journal.newer",
            ),
            (
                |path| {
                    let db = Connection::open(path).unwrap();
                    db.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
                    db.execute_batch("CREATE TABLE account (x);").unwrap();
                },
                "journal.corrupt",
            ),
        ];
        for (spoil, code) in cases {
            let folder = tempfile::tempdir().unwrap();
            let path = file(&folder);
            spoil(&path);
            let before = fs::read(&path).unwrap();
            let error = Journal::open(folder.path()).unwrap_err();
            assert_eq!(error.code(), code, "{error}");
            assert_eq!(fs::read(&path).unwrap(), before, "{code}");
        }
    }

    /// What a crash leaves: the files as they are while the journal is open.
    fn crashed(journal: &Journal) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for end in ["", "-wal"] {
            let name = format!("{}{end}", Journal::FILE_NAME);
            fs::copy(journal.path().with_file_name(&name), folder.path().join(&name)).unwrap();
        }
        folder
    }

    #[test]
    fn after_a_crash_what_was_committed_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(folder.path()).unwrap();
        add_account(&mut journal, "Acme");
        let after = crashed(&journal);
        assert!(mark_in_use(after.path(), &file(&after)).unwrap().1, "seen as an unclean end");
        assert!(!mark_in_use(folder.path(), journal.path()).unwrap().1, "a second window is none");
        assert_eq!(Journal::open(after.path()).unwrap().accounts().unwrap().len(), 2);
    }

    #[test]
    fn damage_is_found_after_a_crash() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(folder.path()).unwrap();
        for n in 0..200 {
            add_account(&mut journal, &format!("Account {n} {}", "x".repeat(200)));
        }
        journal.db.pragma_update(None, "wal_checkpoint", "PASSIVE").unwrap();
        add_account(&mut journal, "Acme");
        let after = crashed(&journal);
        let mut bytes = fs::read(file(&after)).unwrap();
        let half = bytes.len() / 2;
        bytes[half..half + 4096].fill(0xA5);
        fs::write(file(&after), &bytes).unwrap();
        let error = Journal::open(after.path()).unwrap_err();
        assert_eq!(error.code(), "journal.corrupt", "{error}");
        assert!(fs::read(file(&after)).unwrap().len() >= bytes.len(), "left for whoever repairs it");
    }

    /// Today's schemas and the one of a later program.
    fn with_one_more(schema: &str) -> Vec<&str> {
        SCHEMAS.iter().copied().chain([schema]).collect()
    }

    #[test]
    fn a_journal_of_every_schema_before_is_brought_up_to_date() {
        for old in 1..SCHEMAS.len() {
            let folder = tempfile::tempdir().unwrap();
            let mut journal = Journal::open_with(folder.path(), &SCHEMAS[..old]).unwrap();
            let tx = journal.write().unwrap();
            let url = "https://api.example.com";
            tx.execute(
                "INSERT INTO account (id, name, folded, kind, url, colour, ledger_key)
                 VALUES ('acme', 'Acme', 'acme', 'production', ?1, 1, zeroblob(32))",
                [url],
            )
            .unwrap();
            tx.commit().unwrap();
            drop(journal);
            let account = Journal::open(folder.path()).unwrap().account("Acme").unwrap().unwrap();
            assert!(account.url == url && account.idempotency_key, "{account:?}");
            let backup = format!("journal-before-schema-{}.sqlite", SCHEMAS.len());
            assert!(folder.path().join(backup).exists(), "schema {old}");
        }
    }

    #[test]
    fn an_older_journal_is_copied_and_brought_up_to_date() {
        let folder = tempfile::tempdir().unwrap();
        add_account(&mut Journal::open(folder.path()).unwrap(), "Acme");
        let schemas = with_one_more("ALTER TABLE account ADD COLUMN note TEXT");
        let journal = Journal::open_with(folder.path(), &schemas).unwrap();
        journal.db.execute("UPDATE account SET note = 'new'", []).unwrap();
        assert_eq!(journal.accounts().unwrap().len(), 2);
        drop(journal);
        assert_eq!(Journal::open(folder.path()).unwrap_err().code(), "journal.newer");
        let copies = tempfile::tempdir().unwrap();
        fs::copy(
            folder.path().join(format!("journal-before-schema-{}.sqlite", schemas.len())),
            file(&copies),
        )
        .unwrap();
        assert_eq!(Journal::open(copies.path()).unwrap().accounts().unwrap().len(), 2);
    }

    #[test]
    fn a_failed_migration_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        drop(Journal::open(folder.path()).unwrap());
        let schemas =
            with_one_more("ALTER TABLE account ADD COLUMN note TEXT; ALTER TABLE nothing ADD COLUMN x");
        assert!(Journal::open_with(folder.path(), &schemas).is_err());
        assert_eq!(Journal::open(folder.path()).unwrap().accounts().unwrap().len(), 1);
    }

    #[test]
    fn many_windows_may_start_at_once() {
        for _ in 0..20 {
            let folder = tempfile::tempdir().unwrap();
            let open = || Journal::open(folder.path()).unwrap().accounts().unwrap().len();
            std::thread::scope(|scope| {
                for _ in 0..8 {
                    scope.spawn(|| assert_eq!(open(), 1));
                }
            });
        }
    }
}
