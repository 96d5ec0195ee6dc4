//! Ctrl+C and a polite kill: what runs is asked to stop, and says where it stands.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::model::Progress;

use super::failure::Failure;

/// Whether somebody asked this run to stop, and what has to be told of it.
#[derive(Clone, Default)]
pub struct Interrupt(Arc<Inner>);

#[derive(Default)]
struct Inner {
    asked: AtomicBool,
    progress: Progress,
    tell: Mutex<Option<Box<dyn Fn() + Send>>>,
}

impl Interrupt {
    /// Listens for Ctrl+C and TERM from now on, on a named thread. The first stops politely, the
    /// second ends the program: the journal is as safe as after a kill.
    pub fn listen() -> Result<Self, Failure> {
        let interrupt = Self::default();
        let told = interrupt.clone();
        let listening = thread::Builder::new().name("signals".to_owned()).spawn(move || told.wait());
        match listening {
            Ok(_detached) => Ok(interrupt),
            Err(error) => {
                let message = format!("The system gives no thread: {error}.");
                Err(Failure::nothing_done("no_thread", message, "Close something else, then try again."))
            }
        }
    }

    /// Whether somebody asked.
    pub fn asked(&self) -> bool {
        self.0.asked.load(Ordering::SeqCst)
    }

    /// For jobs that can stop half way: cancelled once somebody asks.
    pub fn progress(&self) -> &Progress {
        &self.0.progress
    }

    /// Calls `tell` once somebody asks; at once where somebody did.
    pub fn on_ask(&self, tell: impl Fn() + Send + 'static) {
        let mut slot = self.0.tell.lock().unwrap_or_else(PoisonError::into_inner);
        if self.asked() {
            tell();
        }
        *slot = Some(Box::new(tell));
    }

    fn ask(&self) {
        let slot = self.0.tell.lock().unwrap_or_else(PoisonError::into_inner);
        self.0.asked.store(true, Ordering::SeqCst);
        self.0.progress.cancel();
        if let Some(tell) = slot.as_ref() {
            tell();
        }
    }

    fn wait(&self) {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else { return };
        runtime.block_on(async {
            let Ok(mut signals) = Signals::new() else { return };
            signals.next().await;
            self.ask();
            signals.next().await;
            std::process::exit(i32::from(super::output::Exit::Stopped as u8));
        });
    }
}

/// The signals that ask a program to end.
#[cfg(unix)]
struct Signals([tokio::signal::unix::Signal; 2]);

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        // Not HUP: whoever runs this under nohup means it to go on.
        Ok(Self([signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?]))
    }

    async fn next(&mut self) {
        let [interrupt, terminate] = &mut self.0;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }
}

/// The signals that ask a program to end.
#[cfg(windows)]
struct Signals(
    tokio::signal::windows::CtrlC,
    tokio::signal::windows::CtrlBreak,
    tokio::signal::windows::CtrlClose,
);

#[cfg(windows)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::windows::{ctrl_break, ctrl_c, ctrl_close};
        Ok(Self(ctrl_c()?, ctrl_break()?, ctrl_close()?))
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.0.recv() => {}
            _ = self.1.recv() => {}
            _ = self.2.recv() => {}
        }
    }
}
