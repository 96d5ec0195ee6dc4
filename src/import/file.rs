//! A path → its bytes, and bytes → their digest.
//!
//! Owns what can go wrong with files. Does not know formats. Invariant: a file is read once, into
//! memory, so that nothing that happens to it later changes what was read; and reading never waits
//! for something that is no file.

use std::fs::{self, File};
use std::io::Read as _;
use std::panic;
use std::path::Path;
use std::thread;

use sha2::{Digest as _, Sha256};

use super::ImportError;
use crate::model::{Cancelled, Progress};

/// The text of a sheet is counted in 32 bits.
const MAX_BYTES: u64 = u32::MAX as u64 - 1;
/// How much is read or digested between two looks at the wish to stop.
const PIECE: usize = 1024 * 1024;
const HEX: &[u8; 16] = b"0123456789abcdef";

/// Reads a whole file. The progress has two halves: reading, and what comes after.
///
/// # Errors
/// [`ImportError`] for what is no file, cannot be read, or is too large.
pub fn read(path: &Path, progress: &Progress) -> Result<Vec<u8>, ImportError> {
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
    let mut bytes =
        Vec::with_capacity(usize::try_from(metadata.len()).map_err(|_too_large| too_large())? + 1);
    // To its end, not to the length it was said to have: it may grow, and some files say 0.
    while file.by_ref().take(PIECE as u64).read_to_end(&mut bytes)? > 0 {
        progress.reached(bytes.len() as u64)?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(too_large());
        }
    }
    Ok(bytes)
}

fn too_large() -> ImportError {
    ImportError::TooLarge { limit: "4 GiB" }
}

/// Does some work while another thread makes the SHA-256 of the bytes, in lower-case hex.
///
/// # Errors
/// What the work says; [`ImportError::Cancelled`] when the job was asked to stop.
pub fn with_digest<T>(
    bytes: &[u8],
    progress: &Progress,
    work: impl FnOnce() -> Result<T, ImportError>,
) -> Result<(String, T), ImportError> {
    thread::scope(|scope| {
        let digesting =
            thread::Builder::new().name("digest".to_owned()).spawn_scoped(scope, || digest(bytes, progress));
        let worked = work();
        let digest = match digesting {
            Ok(thread) => thread.join().unwrap_or_else(|panic| panic::resume_unwind(panic)),
            Err(_no_thread) => digest(bytes, progress),
        };
        Ok((digest?, worked?))
    })
}

fn digest(bytes: &[u8], progress: &Progress) -> Result<String, Cancelled> {
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
