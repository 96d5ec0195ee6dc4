//! Reading a workbook's bytes under watch: how far it is, and whether to stop.

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use crate::model::Progress;

/// Bytes whose reading tells the progress, and fails once the job is asked to stop.
#[derive(Debug)]
pub struct Watched<'a> {
    bytes: Cursor<&'a [u8]>,
    progress: &'a Progress,
    /// The furthest place that was read: parts are read in any order.
    furthest: u64,
}

impl<'a> Watched<'a> {
    /// Nothing is read yet.
    #[must_use]
    pub fn new(bytes: &'a [u8], progress: &'a Progress) -> Self {
        Self { bytes: Cursor::new(bytes), progress, furthest: 0 }
    }
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.bytes.read(buffer)?;
        self.furthest = self.furthest.max(self.bytes.position());
        let before = self.bytes.get_ref().len() as u64;
        self.progress.reached(before + self.furthest).map_err(io::Error::other)?;
        Ok(length)
    }
}

impl Seek for Watched<'_> {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(position)
    }
}
