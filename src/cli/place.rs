//! Where `-o` writes: a file that is whole or not there, or standard output.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::failure::Failure;
use super::output::Output;

/// Where `-o` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// There was no `-o`.
    Nowhere,
    /// `-o -`.
    Stdout,
    /// A file.
    File(&'a Path),
}

impl<'a> Place<'a> {
    /// What `-o` said. Standard output cannot hold both its lines and the object of `--json`.
    pub fn of(path: Option<&'a Path>, output: Output) -> Result<Self, Failure> {
        match path {
            None => Ok(Self::Nowhere),
            Some(path) if path != Path::new("-") => Ok(Self::File(path)),
            Some(_) if output.json => {
                Err(Failure::usage("-o - and --json both want standard output.", "Use one of them."))
            }
            Some(_) => Ok(Self::Stdout),
        }
    }

    /// Writes there: nothing, or everything.
    pub fn write(self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
        match self {
            Self::Nowhere => Ok(()),
            Self::Stdout => {
                let mut out = BufWriter::new(io::stdout().lock());
                match write(&mut out).and_then(|()| out.flush()) {
                    // Whoever read has seen enough, as head(1) does.
                    Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
                    written => written.map_err(|error| Failure::cannot_write("Standard output", &error)),
                }
            }
            Self::File(path) => {
                replace_file(path, write).map_err(|error| Failure::cannot_write(path.display(), &error))
            }
        }
    }
}

/// Writes a file whole or not at all: beside it first, then in its place.
fn replace_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    if path.exists() && !path.is_file() {
        // A device or a pipe: it cannot be replaced, and there is nothing to lose.
        let mut out = BufWriter::new(File::create(path)?);
        return write(&mut out).and_then(|()| out.flush());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = builder.tempfile_in(folder)?;
    let mut out = BufWriter::new(file.as_file());
    write(&mut out)?;
    out.flush()?;
    drop(out);
    file.as_file().sync_all()?;
    file.persist(path).map(drop).map_err(|error| error.error)
}
