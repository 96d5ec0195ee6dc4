//! Cells read on one thread while those before them are written on another.
//!
//! Owns the handing over. Does not know cells. Invariants: each is handed over once and in order; the
//! reader is never more than a few batches ahead; the first error of either side ends both.

use std::panic;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crate::import::ImportError;

/// How many are handed over at once: as many as stay in the processor's cache.
const BATCH: usize = 1024;
/// How many batches the reader may be ahead.
const AHEAD: usize = 4;

/// Calls `next` until there is none, and `each` for what it gave: on two threads, so that they share
/// nothing but what is handed over.
///
/// # Errors
/// The first error of `each`, else that of `next`, or that there is no thread to be had.
pub fn read<T: Send>(
    next: impl FnMut() -> Result<Option<T>, ImportError> + Send,
    each: impl FnMut(T) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    thread::scope(|scope| {
        let (sender, batches) = sync_channel(AHEAD);
        let (give_back, emptied) = sync_channel(AHEAD);
        let reader = thread::Builder::new()
            .name("read-workbook".to_owned())
            .spawn_scoped(scope, move || send_all(next, &sender, &emptied))?;
        // Dropping the batches ends a reader that waits to send one.
        take_all(batches, &give_back, each)?;
        reader.join().unwrap_or_else(|panic| panic::resume_unwind(panic))
    })
}

fn send_all<T>(
    mut next: impl FnMut() -> Result<Option<T>, ImportError>,
    sender: &SyncSender<Vec<T>>,
    emptied: &Receiver<Vec<T>>,
) -> Result<(), ImportError> {
    loop {
        let mut batch = emptied.try_recv().unwrap_or_else(|_none| Vec::with_capacity(BATCH));
        let end = loop {
            match next() {
                Ok(Some(one)) => batch.push(one),
                Ok(None) => break Some(Ok(())),
                Err(error) => break Some(Err(error)),
            }
            if batch.len() == BATCH {
                break None;
            }
        };
        let is_wanted = sender.send(batch).is_ok();
        match end {
            Some(end) => return end,
            None if is_wanted => {}
            None => return Ok(()),
        }
    }
}

fn take_all<T>(
    batches: Receiver<Vec<T>>,
    give_back: &SyncSender<Vec<T>>,
    mut each: impl FnMut(T) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    for mut batch in batches {
        batch.drain(..).try_for_each(&mut each)?;
        // A reader that has enough of them, or is done, needs none.
        drop(give_back.try_send(batch));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What was taken of `0..count`, where `next` and `each` fail at a place.
    fn taken(count: usize, next_fails: Option<usize>, each_fails: Option<usize>) -> (usize, bool) {
        let (mut given, mut taken) = (0, 0);
        let fails = |at: Option<usize>, place| {
            if at == Some(place) { Err(ImportError::Cancelled) } else { Ok(()) }
        };
        let next = || {
            fails(next_fails, given)?;
            given += 1;
            Ok((given <= count).then_some(given - 1))
        };
        let ended = read(next, |one| {
            fails(each_fails, one)?;
            assert_eq!(one, taken, "each once and in order");
            taken += 1;
            Ok(())
        });
        (taken, ended.is_ok())
    }

    #[test]
    fn hands_over_all_in_order_and_ends_with_the_first_error() {
        let many = BATCH * (AHEAD + 3) + 7;
        for (count, next_fails, each_fails, expected) in [
            (0, None, None, (0, true)),
            (5, None, None, (5, true)),
            (BATCH, None, None, (BATCH, true)),
            (many, None, None, (many, true)),
            (many, Some(BATCH + 3), None, (BATCH + 3, false)),
            (many, Some(0), None, (0, false)),
            (many, None, Some(2), (2, false)),
            (many, Some(many), Some(BATCH), (BATCH, false)),
        ] {
            assert_eq!(taken(count, next_fails, each_fails), expected);
        }
    }

    #[test]
    #[should_panic(expected = "the reader panics")]
    fn a_panic_of_the_reader_is_the_callers() {
        read(|| -> Result<Option<u8>, ImportError> { panic!("the reader panics") }, |_| Ok(())).unwrap();
    }
}
