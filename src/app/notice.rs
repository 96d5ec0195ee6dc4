//! Short sentences at the foot of the window: what happened that no screen shows by itself.
//!
//! A batch without an answer, or anything that a person must decide, is never a notice: it has a
//! place on a screen.

use chrono::{DateTime, TimeDelta, Utc};

/// How long a piece of information is in view: long enough to be read twice.
const IN_VIEW: TimeDelta = TimeDelta::seconds(8);

/// How a notice is meant; the window adds a sign and a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Done, or simply so.
    Info,
    /// Did not work.
    Error,
}

/// One sentence, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Tells it from the others.
    pub id: u64,
    /// How it is meant.
    pub tone: Tone,
    /// What happened.
    pub text: String,
    /// What to do next, `""` where nothing is.
    pub hint: String,
    /// Until when it is in view; `None`: until it is dismissed.
    pub until: Option<DateTime<Utc>>,
}

/// The notices in view, oldest first. An error stays until it is dismissed; of the others the newest
/// is in view for some seconds.
#[derive(Debug, Default)]
pub struct Notices {
    list: Vec<Notice>,
    next: u64,
}

impl Notices {
    const MOST: usize = 3;

    /// The notices in view.
    pub fn list(&self) -> &[Notice] {
        &self.list
    }

    /// Says something, for some seconds from now.
    pub fn info(&mut self, text: impl Into<String>, now: DateTime<Utc>) {
        self.list.retain(|notice| notice.tone != Tone::Info);
        self.push(Tone::Info, text.into(), String::new(), Some(now + IN_VIEW));
    }

    /// Takes away what was in view long enough.
    pub fn tick(&mut self, now: DateTime<Utc>) {
        self.list.retain(|notice| notice.until.is_none_or(|until| until > now));
    }

    /// When the next one goes by itself.
    pub fn next_end(&self) -> Option<DateTime<Utc>> {
        self.list.iter().filter_map(|notice| notice.until).min()
    }

    /// Says that something did not work, and what to do.
    pub fn error(&mut self, text: impl Into<String>, hint: impl Into<String>) {
        self.push(Tone::Error, text.into(), hint.into(), None);
    }

    /// Takes one away.
    pub fn dismiss(&mut self, id: u64) {
        self.list.retain(|notice| notice.id != id);
    }

    fn push(&mut self, tone: Tone, text: String, hint: String, until: Option<DateTime<Utc>>) {
        self.list.retain(|notice| notice.text != text);
        if self.list.len() >= Self::MOST {
            self.list.remove(0);
        }
        self.next += 1;
        self.list.push(Notice { id: self.next, tone, text, hint, until });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_stay_and_the_newest_information_wins() {
        let mut notices = Notices::default();
        notices.error("No.", "Try.");
        let now = DateTime::UNIX_EPOCH;
        notices.info("a", now);
        notices.info("b", now);
        let texts = |notices: &Notices| notices.list().iter().map(|n| n.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&notices), ["No.", "b"]);
        notices.dismiss(notices.list()[0].id);
        assert_eq!(texts(&notices), ["b"]);
        assert_eq!(notices.next_end(), Some(now + IN_VIEW));
        notices.tick(now + IN_VIEW);
        assert!(notices.list().is_empty());
    }
}
