//! The reader's side: limits first, then the file from standard input, the answer to standard output.

use std::io::{self, BufReader, BufWriter, Read as _, Write};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::limits::Limits;
use super::wire::{self, Request, Work};
use crate::import::archive::{self, Picked, Sink};
use crate::import::{ImportError, workbook};
use crate::model::{FileFormat, Progress, SourceFile};

/// How often the reader says how far it is.
const EVERY: Duration = Duration::from_millis(100);

/// Is the reader of one file: what the hidden command runs.
///
/// # Errors
/// What the pipes say, or that a limit could not be put on: then nothing is read.
pub fn serve(input: impl io::Read, output: impl Write + Send) -> io::Result<()> {
    let mut input = BufReader::new(input);
    let Request { work, bytes: length } = wire::read_request(&mut input)?;
    Limits::of(length).put_on()?;
    let mut bytes = Vec::with_capacity(usize::try_from(length).map_err(io::Error::other)?);
    input.take(length).read_to_end(&mut bytes)?;
    let progress = Progress::default();
    let output = Mutex::new(BufWriter::new(output));
    let answered = thread::scope(|scope| {
        let (done, is_done) = sync_channel::<()>(0);
        let output = &output;
        let told = &progress;
        let tell = move || {
            while is_done.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                // A pipe that nobody reads ends the answer itself.
                drop(with(output, |out| wire::write_progress(out, told.done()).and_then(|()| out.flush())));
            }
        };
        thread::Builder::new().name("progress".to_owned()).spawn_scoped(scope, tell)?;
        let answered = answer(&work, &bytes, &progress, output);
        drop(done);
        answered
    });
    with(&output, |out| {
        match answered {
            Ok(()) => wire::write_done(out)?,
            Err(error) => wire::write_refused(out, &error)?,
        }
        out.flush()
    })
}

fn answer<W: Write>(
    work: &Work,
    bytes: &[u8],
    progress: &Progress,
    output: &Mutex<W>,
) -> Result<(), ImportError> {
    let mut sink = ToPipe(output);
    match work {
        Work::Gunzip => archive::gunzip(bytes, &mut sink, progress),
        Work::Unzip(asked) => archive::unzip(bytes, asked.as_deref(), &mut sink, progress),
        Work::Workbook { format, sheet, header_row } => {
            let job = workbook::Job {
                bytes,
                format: *format,
                sheet: sheet.as_deref(),
                header_row: *header_row,
                progress,
            };
            let sheet = workbook::read(&job, &source(*format, bytes.len() as u64))?;
            with(output, |out| wire::write_sheet(out, &sheet))?;
            Ok(())
        }
    }
}

/// What the reader knows of the file; whoever asked knows the rest.
fn source(format: FileFormat, bytes: u64) -> SourceFile {
    SourceFile {
        path: None,
        name: String::new(),
        bytes,
        sha256: String::new(),
        format,
        encoding: "utf-8",
        previews: Vec::new(),
        delimiter: None,
        quote: None,
        sheet: None,
        sheets: Vec::new(),
        header_row: 0,
    }
}

/// Hands over a file of an archive piece by piece, so that it is never whole in the reader.
struct ToPipe<'a, W>(&'a Mutex<W>);

impl<W: Write> Sink for ToPipe<'_, W> {
    fn begin(&mut self, picked: Picked) -> io::Result<()> {
        with(self.0, |out| wire::write_unpacked(out, picked))
    }

    fn piece(&mut self, bytes: &[u8]) -> io::Result<()> {
        with(self.0, |out| wire::write_bytes(out, bytes))
    }
}

fn with<W, T>(output: &Mutex<W>, write: impl FnOnce(&mut W) -> T) -> T {
    write(&mut output.lock().unwrap_or_else(PoisonError::into_inner))
}
