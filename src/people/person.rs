//! One person of an account.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

/// A person as `GET /v0/people` or a roster file describes them (facts §2, "Person").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The person's own id. Never sent as an agent's id: the API has another for that. Empty for a
    /// roster file, which has none.
    pub id: String,
    /// What `qa_scores` wants as `agent_id`. Some people have none and cannot be scored.
    pub agent_id: Option<String>,
    /// First and last name, joined.
    pub name: String,
    /// Their e-mail address, as the list spells it.
    pub email: Option<String>,
    /// The id that the company's own system gave them.
    pub imported_id: Option<String>,
    /// Their ids on other platforms, by platform: `zendesk` → `10061553640011`.
    pub platforms: BTreeMap<String, String>,
    /// Where they work, if the list says so; for "what this key opens".
    pub site: Option<String>,
    /// Whether the list marks them as deleted. They are matched all the same, and labelled.
    pub deleted: bool,
    /// The last day of their employment, if the list says so.
    pub end_date: Option<DateTime<Utc>>,
}
