//! A score that may be sent.
//!
//! The only maker of a [`Score`] is [`check`](super), from a row that it found ready: its fields are
//! private, so a row that was not checked cannot be sent; it does not compile. Borrowed from the
//! checked row at the moment of sealing.

use std::borrow::Cow;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::model::{Field, RowId, RowState};
use crate::recipe::date::rfc3339;
use crate::recipe::number::{Decimal, NotADecimal};

use super::agent::{Agent, AgentCache};
use super::identity::{Identity, Version, keyed_content};
use super::judge::Judge;
use super::ledger::RowKey;
use super::report::Report;
use super::row::Row;
use super::{Input, text};

/// One element of `qa_scores` in the API description (`QaScoreInput`), in its order of properties.
/// Empty optional fields are left out.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(clippy::struct_field_names, reason = "the names are the API's")]
pub struct Score<'a> {
    pub(super) agent_id: Cow<'a, str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) conversation_external_id: Cow<'a, str>,
    pub(super) source: Cow<'a, str>,
    pub(super) score: Percent,
    pub(super) max_score: u8,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) rubric: Cow<'a, str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) notes: Cow<'a, str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) reviewer: Cow<'a, str>,
    /// RFC 3339 in UTC.
    pub(super) scored_at: String,
}

/// A score normalised to 0–100 (over 100 only where a person chose to send it so), in
/// ten-thousandths: at most 4 places, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent(pub(super) i64);

/// Makes the scores of ready rows, one after the other.
#[derive(Debug)]
pub struct Scores<'a> {
    judge: Judge<'a>,
    report: &'a Report,
}

impl<'a> Scores<'a> {
    /// For the ready rows of a report. `input` is the one that the report was made from.
    pub fn new(input: &Input<'a>, report: &'a Report) -> Self {
        Self { judge: Judge::new(input), report }
    }

    /// The score of a row, exactly as it would be sent, and by what the ledger knows it; `None` unless
    /// the report finds the row ready. The key's ordinal counts the ready rows of the same review before it.
    pub fn get(&self, row: RowId) -> Option<(Score<'_>, RowKey)> {
        self.of_ready(row, |row, score| {
            let key = &self.judge.input.ledger.key;
            let row_key = RowKey {
                identity: Identity::of(row).keyed(key),
                version: Version::of(row).keyed(key),
                content: keyed_content(key, &score.json()),
                ordinal: self.report.ordinal(row),
            };
            (score, row_key)
        })
    }

    /// The score of a row alone.
    pub fn score(&self, row: RowId) -> Option<Score<'_>> {
        self.of_ready(row, |_row, score| score)
    }

    fn of_ready<'s, T>(&'s self, row: RowId, make: impl FnOnce(&Row<'s>, Score<'s>) -> T) -> Option<T> {
        if self.report.state(row) != RowState::Ready {
            return None;
        }
        let row = Row::read(&self.judge, &mut AgentCache::default(), row);
        Score::make(&row).map(|score| make(&row, score))
    }
}

impl<'a> Score<'a> {
    /// The score of a row that has nothing missing. The report says whether it may be sent.
    pub(super) fn make(row: &Row<'a>) -> Option<Self> {
        let Agent::Found { agent_id, .. } = row.agent else { return None };
        let or_nothing = |value: &'a str| Cow::Borrowed(if text::is_blank(value) { "" } else { value });
        Some(Self {
            agent_id: Cow::Borrowed(agent_id),
            conversation_external_id: or_nothing(row.conversation),
            source: Cow::Borrowed(row.source),
            score: row.grade.percent(row.judge.caps)?,
            max_score: 100,
            rubric: or_nothing(row.rubric),
            notes: match row.notes() {
                notes if text::is_blank(&notes) => Cow::Borrowed(""),
                notes => notes,
            },
            reviewer: or_nothing(row.reviewer),
            scored_at: rfc3339(row.scored_at()?),
        })
    }

    /// The same score, holding on to nothing.
    pub fn into_owned(self) -> Score<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Score {
            agent_id: owned(self.agent_id),
            conversation_external_id: owned(self.conversation_external_id),
            source: owned(self.source),
            rubric: owned(self.rubric),
            notes: owned(self.notes),
            reviewer: owned(self.reviewer),
            scored_at: self.scored_at,
            score: self.score,
            max_score: self.max_score,
        }
    }

    /// Its JSON, exactly as it stands in a request.
    pub fn json(&self) -> Vec<u8> {
        // Writing to memory cannot fail, and every key is a string.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// What is sent for a field, as a person reads it; `None` for a field that is not sent or is left out.
    pub fn text(&self, field: Field) -> Option<String> {
        let text = match field {
            Field::AgentId => self.agent_id.to_string(),
            Field::Conversation => self.conversation_external_id.to_string(),
            Field::Source => self.source.to_string(),
            Field::Score => self.score.to_string(),
            Field::MaxScore => self.max_score.to_string(),
            Field::Rubric => self.rubric.to_string(),
            Field::Notes => self.notes.to_string(),
            Field::Reviewer => self.reviewer.to_string(),
            Field::ScoredAt => self.scored_at.clone(),
            Field::Review | Field::Platform => return None,
        };
        (!text.is_empty()).then_some(text)
    }
}

impl Score<'_> {
    /// The score that is sent.
    pub fn percent(&self) -> Percent {
        self.score
    }

    /// The agent that it is sent for.
    pub fn agent_id(&self) -> &str {
        &self.agent_id
    }

    /// The time that is sent: RFC 3339 in UTC.
    pub fn scored_at(&self) -> &str {
        &self.scored_at
    }

    /// The conversation, `""` where there is none.
    pub fn conversation(&self) -> &str {
        &self.conversation_external_id
    }

    /// The source.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The rubric, `""` where there is none.
    pub fn rubric(&self) -> &str {
        &self.rubric
    }
}

impl Percent {
    /// 100.
    pub(super) const FULL: Self = Self(1_000_000);

    /// From ten-thousandths of a point: for means and other figures. A [`Score`] is made of a row alone.
    pub const fn of_ten_thousandths(ten_thousandths: i64) -> Self {
        Self(ten_thousandths)
    }

    /// Ten-thousandths of a point: 90 is 900,000.
    pub const fn ten_thousandths(self) -> i64 {
        self.0
    }
}

impl std::fmt::Display for Percent {
    /// At most 4 places, no exponent, no trailing zero: `90`, `83.3333`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (whole, rest) = (self.0 / 10_000, self.0 % 10_000);
        if rest == 0 {
            write!(f, "{whole}")
        } else {
            let digits = format!("{rest:04}");
            write!(f, "{whole}.{}", digits.trim_end_matches('0'))
        }
    }
}

impl FromStr for Percent {
    type Err = NotADecimal;

    /// Reads what [`Display`](std::fmt::Display) writes.
    fn from_str(text: &str) -> Result<Self, NotADecimal> {
        let percent = text.parse::<Decimal>()?.percent_of(Decimal::whole(100));
        percent.map(Self).ok_or(NotADecimal)
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 10_000 == 0 {
            serializer.serialize_i64(self.0 / 10_000)
        } else {
            #[expect(
                clippy::cast_precision_loss,
                reason = "far fewer digits than an f64 holds; written back exactly"
            )]
            serializer.serialize_f64(self.0 as f64 / 10_000.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents_are_written_exactly() {
        for (ten_thousandths, text) in [
            (900_000, "90"),
            (833_333, "83.3333"),
            (1, "0.0001"),
            (0, "0"),
            (1_050_000, "105"),
            (965_000, "96.5"),
        ] {
            let percent = Percent(ten_thousandths);
            assert_eq!(percent.to_string(), text);
            assert_eq!(serde_json::to_string(&percent).unwrap(), text);
            assert_eq!(text.parse(), Ok(percent));
        }
        for ten_thousandths in 0..=1_000_000 {
            let percent = Percent(ten_thousandths);
            assert_eq!(serde_json::to_string(&percent).unwrap(), percent.to_string());
        }
    }
}
