//! What people answered to questions.

use std::collections::BTreeMap;

use crate::model::AnsweredBy;

/// The answers given for one document: rule id → the choice and who gave it. Each is one of the
/// rule's choices; [`Rule`](super::Rule) knows them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    choices: BTreeMap<&'static str, (&'static str, AnsweredBy)>,
}

impl Answers {
    /// The answer to a rule's question.
    pub fn get(&self, rule: &str) -> Option<(&'static str, AnsweredBy)> {
        self.choices.get(rule).copied()
    }

    /// Answers a rule's question, or takes the answer back; returns the one before.
    pub fn set(
        &mut self,
        rule: &'static str,
        answer: Option<(&'static str, AnsweredBy)>,
    ) -> Option<(&'static str, AnsweredBy)> {
        match answer {
            Some(answer) => self.choices.insert(rule, answer),
            None => self.choices.remove(rule),
        }
    }

    /// Every answer: rule id, choice, who gave it.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &'static str, AnsweredBy)> {
        self.choices.iter().map(|(rule, (choice, by))| (*rule, *choice, *by))
    }
}
