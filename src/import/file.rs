//! A path → its bytes, and bytes → their digest.
//!
//! Owns what can go wrong with files. Does not know formats. Invariant: a file is read once, into
//! memory, so that nothing that happens to it later changes what was read; and reading never waits
//! for something that is no file.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::ImportError;
use crate::model::{Buffer, Cancelled, Progress};

/// The text of a sheet is counted in 32 bits.
const MAX_BYTES: u64 = u32::MAX as u64 - 1;
/// How much is read or digested between two looks at the wish to stop.
const PIECE: usize = 1024 * 1024;
const HEX: &[u8; 16] = b"0123456789abcdef";

/// Reads a whole file. The progress has two halves: reading, and what comes after.
///
/// # Errors
/// [`ImportError`] for what is no file, cannot be read, or is too large.
pub fn read(path: &Path, progress: &Progress) -> Result<Buffer, ImportError> {
    // Before it is opened: opening a pipe waits for someone to write to it.
    let metadata = fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(ImportError::Folder);
    }
    if !metadata.is_file() {
        return Err(ImportError::NotAFile);
    }
    if metadata.len() > MAX_BYTES {
        return Err(too_large());
    }
    progress.start(2 * metadata.len());
    let mut file = File::open(path)?;
    let mut bytes = Buffer::zeroed(usize::try_from(metadata.len()).map_err(|_too_large| too_large())?);
    let num_bytes = read_pieces(&file, &mut bytes, progress)?;
    // To its end, not to the length it was said to have: it may have grown, and some files say 0.
    file.seek(SeekFrom::Start(num_bytes as u64))?;
    let mut more = Vec::new();
    while file.by_ref().take(PIECE as u64).read_to_end(&mut more)? > 0 {
        progress.reached((num_bytes + more.len()) as u64)?;
        if (num_bytes + more.len()) as u64 > MAX_BYTES {
            return Err(too_large());
        }
    }
    let is_as_long_as_said = num_bytes == bytes.len() && more.is_empty();
    Ok(if is_as_long_as_said { bytes } else { [&bytes[..num_bytes], &more].concat().into() })
}

/// Fills a buffer from a file on all cores, one piece behind the other, and says how much there was.
fn read_pieces(file: &File, buffer: &mut [u8], progress: &Progress) -> Result<usize, ImportError> {
    let (end, done) = (AtomicUsize::new(buffer.len()), AtomicUsize::new(0));
    buffer.chunks_mut(PIECE).enumerate().par_bridge().try_for_each(|(number, piece)| {
        let at = number * PIECE;
        let length = fill(file, piece, at as u64)?;
        if length < piece.len() {
            end.fetch_min(at + length, Ordering::Relaxed);
        }
        let before = done.fetch_add(length, Ordering::Relaxed);
        Ok::<_, ImportError>(progress.reached((before + length) as u64)?)
    })?;
    Ok(end.into_inner())
}

/// Reads from a place of the file until the piece is full or the file ends.
fn fill(file: &File, piece: &mut [u8], at: u64) -> io::Result<usize> {
    let mut length = 0;
    while length < piece.len() {
        match read_at(file, &mut piece[length..], at + length as u64) {
            Ok(0) => break,
            Ok(more) => length += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

#[cfg(unix)]
fn read_at(file: &File, piece: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, piece, at)
}

#[cfg(windows)]
fn read_at(file: &File, piece: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, piece, at)
}

/// The SHA-256 of a file's bytes, in lower-case hex.
///
/// # Errors
/// [`Cancelled`] when the job was asked to stop.
pub fn digest(bytes: &[u8], progress: &Progress) -> Result<String, Cancelled> {
    let mut sha256 = Sha256::new();
    for piece in bytes.chunks(PIECE) {
        if progress.is_cancelled() {
            return Err(Cancelled);
        }
        sha256.update(piece);
    }
    let halves = sha256.finalize().into_iter().flat_map(|byte| [byte >> 4, byte & 15]);
    Ok(halves.map(|half| char::from(HEX[usize::from(half)])).collect())
}

fn too_large() -> ImportError {
    ImportError::TooLarge { limit: "4 GiB".into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_byte_of_large_and_small_files() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        for length in [0, 1, PIECE, 5 * PIECE + 7] {
            let bytes: Vec<u8> = (0..=250).cycle().take(length).collect();
            fs::write(&path, &bytes).unwrap();
            let progress = Progress::default();
            assert!(*read(&path, &progress).unwrap() == *bytes, "{length} bytes");
            progress.cancel();
            assert_eq!(digest(&bytes, &progress).is_err(), length > 0);
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn reads_a_file_that_says_that_it_is_empty_to_its_end() {
        let status = read(Path::new("/proc/self/status"), &Progress::default()).unwrap();
        assert!(status.starts_with(b"Name:"));
    }
}
