//! What the reader of a workbook or an archive may use up.
//!
//! Owns the numbers, and putting them on the process itself. Invariant: what a file may cost grows
//! with its size alone, never with what it claims. Memory, open files and the time of the processor
//! are held by the system on Unix; elsewhere the patience of whoever waits ends a reader.

use std::process::ExitStatus;
use std::time::Duration;

use crate::import::ImportError;

const MIB: u64 = 1 << 20;
/// Memory for any file, and so many times its size on top, up to a whole sheet of a workbook.
const MEMORY: u64 = 256 * MIB;
const MEMORY_PER_BYTE: u64 = 16;
const MOST_MEMORY: u64 = 8 << 30;
/// Seconds of work for any file, and so many for each MiB of it: ten times what an honest one takes.
const SECONDS: u64 = 4;
const SECONDS_PER_MIB: u64 = 3;
/// On a busy computer a second of work takes longer.
const PATIENCE: u64 = if cfg!(unix) { 10 } else { 2 };

/// What the reader of one file may use up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    memory: u64,
    seconds: u64,
}

impl Limits {
    /// The limits for a file of that many bytes.
    #[must_use]
    pub fn of(bytes: u64) -> Self {
        Self {
            memory: MEMORY.saturating_add(bytes.saturating_mul(MEMORY_PER_BYTE)).min(MOST_MEMORY),
            seconds: SECONDS + bytes.saturating_mul(SECONDS_PER_MIB) / MIB,
        }
    }

    /// How long is waited for the reader, whatever else the computer does.
    #[must_use]
    pub fn patience(&self) -> Duration {
        Duration::from_secs(self.seconds * PATIENCE)
    }

    /// That the file takes too long to read.
    #[must_use]
    pub fn took_too_long(&self) -> ImportError {
        let limit = format!("{} seconds of work for its size", self.seconds);
        ImportError::TooLarge { limit: limit.into() }
    }

    /// That the file takes too much memory to read.
    #[must_use]
    pub fn took_too_much(&self) -> ImportError {
        let limit = format!("{} MiB of memory for its size", self.memory / MIB);
        ImportError::TooLarge { limit: limit.into() }
    }
}

#[cfg(unix)]
impl Limits {
    /// Puts the limits on this process, for good: no more memory and time, no file written, and none
    /// opened but those that are open, so that there is no network and no disk.
    ///
    /// # Errors
    /// What the system says.
    pub fn put_on(&self) -> std::io::Result<()> {
        use rustix::process::{Resource, Rlimit, setrlimit};
        const STANDARD_STREAMS: u64 = 3;
        for (resource, most) in [
            (Resource::Data, self.memory),
            (Resource::Cpu, self.seconds),
            (Resource::Fsize, 0),
            (Resource::Core, 0),
            (Resource::Nofile, STANDARD_STREAMS),
        ] {
            setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
        }
        Ok(())
    }

    /// Whether the system ended a reader because its time was up.
    #[must_use]
    pub fn ran_out_of_time(status: ExitStatus) -> bool {
        use std::os::unix::process::ExitStatusExt as _;
        // At the hard limit the system does not ask any more.
        matches!(status.signal(), Some(libc::SIGXCPU | libc::SIGKILL))
    }
}

#[cfg(not(unix))]
impl Limits {
    /// Nothing: the system has no such limits, and the patience of whoever waits is the only one.
    ///
    /// # Errors
    /// None.
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "as where the system has limits")]
    pub fn put_on(&self) -> std::io::Result<()> {
        Ok(())
    }

    /// Whether the system ended a reader because its time was up: it never does.
    #[must_use]
    pub fn ran_out_of_time(_status: ExitStatus) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_may_cost_grows_with_its_size_alone() {
        let limits = |bytes| (Limits::of(bytes).memory / MIB, Limits::of(bytes).seconds);
        assert_eq!(limits(0), (256, 4));
        assert_eq!(limits(64 * MIB), (1280, 196));
        assert_eq!(Limits::of(u64::MAX).memory, MOST_MEMORY);
        assert_eq!(
            Limits::of(0).took_too_much().to_string(),
            "The file is too large: more than 256 MiB of memory for its size."
        );
    }
}
