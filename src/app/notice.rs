//! Short sentences at the foot of the window: what happened that no screen shows by itself.
//!
//! A batch without an answer, or anything that a person must decide, is never a notice: it has a
//! place on a screen.

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
}

/// The notices in view, oldest first. An error stays until it is dismissed; of the others the newest
/// is in view until the next one comes.
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

    /// Says something.
    pub fn info(&mut self, text: impl Into<String>) {
        self.list.retain(|notice| notice.tone != Tone::Info);
        self.push(Tone::Info, text.into(), String::new());
    }

    /// Says that something did not work, and what to do.
    pub fn error(&mut self, text: impl Into<String>, hint: impl Into<String>) {
        self.push(Tone::Error, text.into(), hint.into());
    }

    /// Takes one away.
    pub fn dismiss(&mut self, id: u64) {
        self.list.retain(|notice| notice.id != id);
    }

    fn push(&mut self, tone: Tone, text: String, hint: String) {
        self.list.retain(|notice| notice.text != text);
        if self.list.len() >= Self::MOST {
            self.list.remove(0);
        }
        self.next += 1;
        self.list.push(Notice { id: self.next, tone, text, hint });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_stay_and_the_newest_information_wins() {
        let mut notices = Notices::default();
        notices.error("No.", "Try.");
        notices.info("a");
        notices.info("b");
        let texts = |notices: &Notices| notices.list().iter().map(|n| n.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&notices), ["No.", "b"]);
        notices.dismiss(notices.list()[0].id);
        assert_eq!(texts(&notices), ["b"]);
    }
}
