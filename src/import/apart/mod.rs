//! Workbooks and archives, read in a process of their own: the same program, started again.
//!
//! Owns that process from its start to its end. Does not know formats. Invariants: whatever a file
//! does to its reader, the window goes on and says so in one sentence; what comes back is checked
//! like any other input; and the reader is gone when this returns.

mod child;
mod limits;
mod wire;

use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

pub use child::serve;
pub use wire::Work;

use self::limits::Limits;
use self::wire::{Frame, Request, SheetHead};
use super::ImportError;
use super::archive::Unpacked;
use crate::model::{Progress, Sheet, SheetBuilder, SourceFile};

/// The hidden command under which the program is its own reader.
pub const COMMAND: &str = "read-apart";

/// How long is waited for a word of the reader before the wish to stop is looked at again.
const LOOK: Duration = Duration::from_millis(20);
/// How far the reader may be ahead.
const QUEUED_FRAMES: usize = 16;
/// What a dying reader may say.
const LAST_WORDS: u64 = 4096;

/// Where workbooks and archives are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reader {
    /// In this process: for bytes of this program itself, and for tests of what reads them. The reader of old
    /// workbooks does not hang on a circle of sectors, which is refused before it sees it; a size that they claim can
    /// still end the process.
    Here,
    /// In a process of its own, made of this program file.
    Apart(PathBuf),
}

impl Reader {
    /// A process made of the program that runs.
    ///
    /// # Errors
    /// [`ImportError::NoReader`] where the system cannot say which file that is.
    pub fn apart() -> Result<Self, ImportError> {
        std::env::current_exe().map(Self::Apart).map_err(ImportError::NoReader)
    }
}

/// Unpacks a gzip, or one file of a zip, in a process of its own.
///
/// # Errors
/// [`ImportError`] of the archive, of its limits, or where the reader could not be started or died.
pub fn unpack(
    program: &Path,
    work: Work,
    bytes: &[u8],
    progress: &Progress,
) -> Result<Unpacked, ImportError> {
    let mut unpacked = Unpacked::default();
    run(program, work, bytes, progress, |frame| {
        match frame {
            Frame::Unpacked(picked) => unpacked.picked = picked,
            Frame::Bytes(piece) => unpacked.bytes.extend_from_slice(&piece),
            _ => return Err(nonsense()),
        }
        Ok(())
    })?;
    Ok(unpacked)
}

/// Reads a sheet of a workbook in a process of its own; `source` says what is known of the file.
///
/// # Errors
/// As [`unpack`].
pub fn sheet(
    program: &Path,
    work: Work,
    bytes: &[u8],
    source: &SourceFile,
    progress: &Progress,
) -> Result<Sheet, ImportError> {
    let mut builder = None;
    run(program, work, bytes, progress, |frame| {
        match (frame, &mut builder) {
            (Frame::Sheet(head), None) => {
                let SheetHead { sheet, sheets, header_row, columns, notes } = head;
                let source = SourceFile { sheet, sheets, header_row, ..source.clone() };
                let mut sheet = SheetBuilder::new(source, columns, 0);
                for note in notes {
                    sheet.note(note);
                }
                builder = Some(sheet);
            }
            (Frame::Records(records), Some(sheet)) => wire::add_records(&records, sheet)?,
            _ => return Err(nonsense()),
        }
        Ok(())
    })?;
    builder.map(SheetBuilder::build).ok_or_else(nonsense)
}

/// Starts the reader, gives it the bytes, and takes its answer frame by frame.
fn run(
    program: &Path,
    work: Work,
    bytes: &[u8],
    progress: &Progress,
    take: impl FnMut(Frame) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let limits = Limits::of(bytes.len() as u64);
    let mut command = Command::new(program);
    command.arg(COMMAND).env_remove("RUST_BACKTRACE");
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut running = Running(child.map_err(ImportError::NoReader)?);
    let (Some(stdin), Some(stdout), Some(stderr)) =
        (running.0.stdin.take(), running.0.stdout.take(), running.0.stderr.take())
    else {
        return Err(nonsense());
    };
    let request = Request { work, bytes: bytes.len() as u64 };
    thread::scope(|scope| {
        let (sender, frames) = sync_channel(QUEUED_FRAMES);
        let named = |name: &str| thread::Builder::new().name(name.to_owned());
        named("reader's file").spawn_scoped(scope, || give(stdin, &request, bytes))?;
        named("reader's words")
            .spawn_scoped(scope, move || listen(stdout, |frame| sender.send(frame).is_ok()))?;
        let last_words = named("reader's end").spawn_scoped(scope, || last_words(stderr))?;
        let ended = follow(&frames, &limits, progress, take);
        drop(frames);
        if ended.is_err() {
            running.stop();
        }
        let status = running.0.wait()?;
        let last_words = last_words.join().unwrap_or_default();
        match ended? {
            Ended::Done => Ok(()),
            Ended::Silent => Err(why_it_died(status, &last_words, &limits)),
        }
    })
}

/// How the answer of a reader ended.
enum Ended {
    /// It said that this was all.
    Done,
    /// It said nothing more.
    Silent,
}

fn follow(
    frames: &Receiver<io::Result<Frame>>,
    limits: &Limits,
    progress: &Progress,
    mut take: impl FnMut(Frame) -> Result<(), ImportError>,
) -> Result<Ended, ImportError> {
    let started = Instant::now();
    loop {
        match frames.recv_timeout(LOOK) {
            Ok(Ok(Frame::Progress(done))) => progress.reached(done)?,
            Ok(Ok(Frame::Refused(error))) => return Err(error),
            Ok(Ok(Frame::Done)) => return Ok(Ended::Done),
            Ok(Ok(frame)) => take(frame)?,
            Ok(Err(_broken)) => return Ok(Ended::Silent),
            Err(RecvTimeoutError::Disconnected) => return Ok(Ended::Silent),
            Err(RecvTimeoutError::Timeout) => {}
        }
        if progress.is_cancelled() {
            return Err(ImportError::Cancelled);
        }
        if started.elapsed() > limits.patience() {
            return Err(limits.took_too_long());
        }
    }
}

/// Writes the request and the file. A reader that has seen enough closes its end: that is its word.
fn give(mut stdin: ChildStdin, request: &Request, bytes: &[u8]) {
    let given = wire::write_request(&mut stdin, request).and_then(|()| stdin.write_all(bytes));
    drop(given);
}

fn listen(mut stdout: ChildStdout, mut hand_on: impl FnMut(io::Result<Frame>) -> bool) {
    loop {
        match wire::read_frame(&mut stdout) {
            Ok(None) => return,
            Ok(Some(frame)) => {
                if !hand_on(Ok(frame)) {
                    return;
                }
            }
            Err(error) => {
                let _nobody_listens = hand_on(Err(error));
                return;
            }
        }
    }
}

fn last_words(stderr: ChildStderr) -> String {
    let mut words = Vec::new();
    // What cannot be read was not said.
    drop(stderr.take(LAST_WORDS).read_to_end(&mut words));
    String::from_utf8_lossy(&words).into_owned()
}

/// The reader, stopped at the latest when this is dropped.
struct Running(Child);

impl Running {
    fn stop(&mut self) {
        // One that has ended cannot be stopped, and is what is wanted.
        drop(self.0.kill());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
        drop(self.0.wait());
    }
}

fn why_it_died(status: ExitStatus, last_words: &str, limits: &Limits) -> ImportError {
    if Limits::ran_out_of_time(status) {
        limits.took_too_long()
    } else if last_words.contains("memory allocation of") {
        limits.took_too_much()
    } else {
        ImportError::ReaderDied
    }
}

fn nonsense() -> ImportError {
    ImportError::ReaderDied
}
