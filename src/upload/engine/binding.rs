//! An upload belongs to the host and the key that it began with.

use crate::journal::AttemptStart;

use super::super::PauseReason;

/// Host and key: the ones an upload is bound to, and the ones it would go to now.
#[derive(Clone, Debug)]
pub(in crate::upload) struct Binding {
    /// Of the latest attempt that may have been applied, if any.
    pub bound: Option<AttemptStart>,
    /// Where it would go now.
    pub now: AttemptStart,
    /// Whether they must stay the same. Practice has new ones in every run.
    pub strict: bool,
}

impl Binding {
    /// Why nothing may be sent there, if so.
    pub(super) fn objection(&self) -> Option<PauseReason> {
        let bound = self.bound.as_ref().filter(|_| self.strict)?;
        if bound.host != self.now.host {
            let (was, now) = (bound.host.clone(), self.now.host.clone());
            return Some(PauseReason::HostChanged { was, now });
        }
        (bound.key_fingerprint != self.now.key_fingerprint).then_some(PauseReason::KeyChanged)
    }

    /// A person said that the new key is of the same account. A host is never confirmed.
    pub(super) fn confirm_key(&mut self) {
        if self.objection() == Some(PauseReason::KeyChanged) {
            self.bound = None;
        }
    }
}
