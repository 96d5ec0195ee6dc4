//! A score that may be sent.
//!
//! The only maker of a [`Score`] is [`check`](super), from a row that it found ready: its fields are
//! private, so a row that was not checked cannot be sent; it does not compile. Borrowed from the
//! checked row at the moment of sealing.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

/// One element of `qa_scores` in the API description (`QaScoreInput`), in its order of properties.
/// Empty optional fields are left out.
#[derive(Clone, Debug, PartialEq, Serialize)]
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

    /// The rubric, `""` where there is none.
    pub fn rubric(&self) -> &str {
        &self.rubric
    }
}

impl Percent {
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
        }
        for ten_thousandths in 0..=1_000_000 {
            let percent = Percent(ten_thousandths);
            assert_eq!(serde_json::to_string(&percent).unwrap(), percent.to_string());
        }
    }
}
