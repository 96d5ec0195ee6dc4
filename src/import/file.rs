//! A path → its bytes, and bytes → their digest.
//!
//! Owns what can go wrong with files. Does not know formats. Invariant: a file is read once, into
//! memory, so that nothing that happens to it later changes what was read; and reading never waits
//! for something that is no file.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::panic;
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::thread;

use sha2::{Digest, Sha256};

use super::ImportError;
use crate::model::Progress;

/// The text of a sheet is counted in 32 bits.
const MAX_BYTES: u64 = u32::MAX as u64 - 1;
/// How much is read and digested between two looks at the wish to stop.
const PIECE: usize = 1024 * 1024;
/// How far reading may be ahead of the digest.
const QUEUED_PIECES: usize = 64;
const HEX: &[u8; 16] = b"0123456789abcdef";

/// A file's bytes, and their SHA-256 in lower-case hex.
#[derive(Debug)]
pub struct Contents {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Their digest.
    pub sha256: String,
}

/// Reads a whole file; another thread digests what is read already. The progress has two halves:
/// reading, and what comes after.
///
/// # Errors
/// [`ImportError`] for what is no file, cannot be read, or is too large.
pub fn read(path: &Path, progress: &Progress) -> Result<Contents, ImportError> {
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
    let mut bytes = vec![0; usize::try_from(metadata.len()).map_err(|_too_large| too_large())?];
    let (mut num_bytes, mut sha256) = read_pieces(&mut file, &mut bytes, progress)?;
    bytes.truncate(num_bytes);
    // To its end, not to the length it was said to have: it may have grown, and some files say 0.
    while file.by_ref().take(PIECE as u64).read_to_end(&mut bytes)? > 0 {
        progress.reached(bytes.len() as u64)?;
        sha256.update(&bytes[num_bytes..]);
        num_bytes = bytes.len();
        if num_bytes as u64 > MAX_BYTES {
            return Err(too_large());
        }
    }
    Ok(Contents { bytes, sha256: hex(sha256) })
}

/// Fills a buffer from a file and says how much there was, with the digest of it.
fn read_pieces(
    file: &mut File,
    buffer: &mut [u8],
    progress: &Progress,
) -> Result<(usize, Sha256), ImportError> {
    thread::scope(|scope| {
        let (sender, pieces) = sync_channel::<&[u8]>(QUEUED_PIECES);
        let digesting = thread::Builder::new().name("digest".to_owned()).spawn_scoped(scope, move || {
            let wanted = pieces.into_iter().take_while(|_| !progress.is_cancelled());
            wanted.fold(Sha256::new(), Digest::chain_update)
        })?;
        let mut num_bytes = 0;
        for piece in buffer.chunks_mut(PIECE) {
            let length = fill(file, piece)?;
            num_bytes += length;
            progress.reached(num_bytes as u64)?;
            let is_last = length < piece.len();
            if sender.send(&piece[..length]).is_err() || is_last {
                break;
            }
        }
        drop(sender);
        let sha256 = digesting.join().unwrap_or_else(|panic| panic::resume_unwind(panic));
        Ok((num_bytes, sha256))
    })
}

/// Reads until the piece is full or the file ends.
fn fill(file: &mut File, piece: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < piece.len() {
        match file.read(&mut piece[length..]) {
            Ok(0) => break,
            Ok(more) => length += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

/// Digests bytes that are in memory already.
///
/// # Errors
/// [`ImportError::Cancelled`] when the job was asked to stop.
pub fn digested(bytes: Vec<u8>, progress: &Progress) -> Result<Contents, ImportError> {
    progress.start(2 * bytes.len() as u64);
    let mut sha256 = Sha256::new();
    for (number, piece) in bytes.chunks(PIECE).enumerate() {
        progress.reached((number * PIECE) as u64)?;
        sha256.update(piece);
    }
    Ok(Contents { bytes, sha256: hex(sha256) })
}

fn hex(sha256: Sha256) -> String {
    let halves = sha256.finalize().into_iter().flat_map(|byte| [byte >> 4, byte & 15]);
    halves.map(|half| char::from(HEX[usize::from(half)])).collect()
}

fn too_large() -> ImportError {
    ImportError::TooLarge { limit: "4 GiB".into() }
}
