//! Runs the built program with a data folder of its own, far from the user's keychain and display.

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder with the program's data and the files of one test.
pub struct Home {
    folder: TempDir,
}

/// How a run ended, and what it printed.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Home {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A file of this test.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file of this test.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    pub fn data_dir(&self) -> PathBuf {
        self.path("data")
    }

    /// The program with these arguments, not started yet.
    pub fn command<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scorebridge"));
        command
            .args(args)
            .current_dir(self.folder.path())
            .env("SCOREBRIDGE_DATA_DIR", self.data_dir())
            .env("PRACTICE_KEY", "not set")
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
            .env("NO_PROXY", "127.0.0.1")
            .env_remove("XDG_RUNTIME_DIR")
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("WAYLAND_SOCKET")
            .stdin(Stdio::null());
        command
    }

    /// Runs the program to its end.
    pub fn run<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Ran {
        Ran::of(self.command(args))
    }

    /// Runs the program to its end with the key of a server in the environment.
    pub fn run_with_key<A: AsRef<OsStr>>(&self, key: &str, args: impl IntoIterator<Item = A>) -> Ran {
        let mut command = self.command(args);
        command.env("PRACTICE_KEY", key);
        Ran::of(command)
    }

    /// Sends a file to a practice server as a one-off, with `--json` and the options after.
    pub fn upload(&self, practice: &PracticeChild, file: &Path, options: &[&str]) -> Ran {
        Ran::of(self.upload_command(practice, file, options))
    }

    pub fn upload_command(&self, practice: &PracticeChild, file: &Path, options: &[&str]) -> Command {
        let mut command =
            self.command(["upload", "--json", "--url", &practice.url, "--key-env", "PRACTICE_KEY"]);
        command.arg(file).args(options).env("PRACTICE_KEY", &practice.key);
        command
    }

    /// Goes on with what is left, with `--json` and the options after.
    pub fn resume(&self, practice: &PracticeChild, options: &[&str]) -> Ran {
        let mut command = self.command(["resume", "--json", "--key-env", "PRACTICE_KEY"]);
        command.args(options).env("PRACTICE_KEY", &practice.key);
        Ran::of(command)
    }

    /// Starts the practice server as a program of its own.
    pub fn practice(&self, options: &[&str]) -> PracticeChild {
        let mut child = self
            .command(["practice"])
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let first: Value = serde_json::from_str(&first).unwrap();
        let text = |name: &str| first[name].as_str().unwrap().to_owned();
        PracticeChild { url: text("url"), key: text("key"), child }
    }
}

impl Ran {
    pub fn of(mut command: Command) -> Self {
        let output = command.output().unwrap();
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Standard output as the one JSON object that it is.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Standard output as a JSON object a line.
    pub fn lines(&self) -> Vec<Value> {
        json_lines(&self.stdout)
    }

    /// The `rows` of the last line, a summary that adds up.
    pub fn summary(&self) -> Value {
        let last = self.lines().pop().unwrap_or_else(|| panic!("nothing was printed: {self:?}"));
        assert_eq!(last["event"], "summary", "{self:?}");
        assert_adds_up(&last["rows"]);
        last["rows"].clone()
    }

    /// The code word of the failure that was printed.
    pub fn error_code(&self) -> String {
        let lines = self.lines();
        let error = lines.iter().find(|line| line["error"].is_object());
        let error = &error.unwrap_or_else(|| panic!("no error was printed: {self:?}"))["error"];
        for part in ["code", "message", "hint"] {
            assert!(error[part].as_str().is_some_and(|text| !text.is_empty()), "{part}: {self:?}");
        }
        error["code"].as_str().unwrap().to_owned()
    }
}

/// Each line of a text as JSON.
pub fn json_lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

/// The parts of a sum are the rows read.
pub fn assert_adds_up(rows: &Value) {
    let parts = rows.as_object().unwrap().iter().filter(|(name, _)| *name != "read");
    let sum: u64 = parts.map(|(_, count)| count.as_u64().unwrap()).sum();
    assert_eq!(rows["read"].as_u64().unwrap(), sum, "{rows}");
}

/// A practice server that runs as a program of its own; killed when dropped.
pub struct PracticeChild {
    pub url: String,
    pub key: String,
    child: Child,
}

impl PracticeChild {
    /// The port, to start another server in the same place.
    pub fn port(&self) -> &str {
        self.url.rsplit(':').next().unwrap()
    }
}

impl Drop for PracticeChild {
    fn drop(&mut self) {
        // It may be gone already; then there is nothing to stop.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
