//! A receipt read back: which scores a server took, wherever they were sent from.
//!
//! Knows the two formats of `receipt` that hold cells (CSV and NDJSON). Does not know the ledger. Invariant:
//! only rows whose state says that they are at the server come out.

use std::fmt;

use crate::journal::RowTold;
use crate::model::{Outcome, without_mark};

/// Why a file is no receipt. [`Display`](fmt::Display) says it in a few words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoReceipt;

impl fmt::Display for NoReceipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it has no line with state, agent_id, score and scored_at")
    }
}

/// The rows of a receipt that were accepted, or found there by a person.
///
/// # Errors
/// [`NoReceipt`] where it is none, or one from before receipts told what was sent.
pub fn read_receipt(bytes: &[u8]) -> Result<Vec<RowTold>, NoReceipt> {
    let text = std::str::from_utf8(bytes).map_err(|_no_text| NoReceipt)?;
    let text = text.trim_start_matches('\u{feff}');
    let rows = if text.starts_with('{') { of_ndjson(text)? } else { of_csv(text)? };
    let told = |row: &&(String, RowTold)| !row.1.agent_id.is_empty() && !row.1.scored_at.is_empty();
    if rows.iter().find(told).is_none() && !rows.is_empty() {
        return Err(NoReceipt);
    }
    let there = [Outcome::Accepted.name(), Outcome::ReceivedByPerson.name()];
    Ok(rows.into_iter().filter(|(state, _)| there.contains(&state.as_str())).map(|(_, told)| told).collect())
}

fn of_ndjson(text: &str) -> Result<Vec<(String, RowTold)>, NoReceipt> {
    let mut rows = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let line: serde_json::Value = serde_json::from_str(line).map_err(|_no_json| NoReceipt)?;
        if line["row"].is_u64() {
            let cell = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
            rows.push((cell("state"), told(cell)));
        }
    }
    if rows.is_empty() { Err(NoReceipt) } else { Ok(rows) }
}

fn of_csv(text: &str) -> Result<Vec<(String, RowTold)>, NoReceipt> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headings = reader.headers().map_err(|_no_table| NoReceipt)?.clone();
    if !["state", "agent_id", "score", "scored_at"].iter().all(|name| headings.iter().any(|one| one == *name))
    {
        return Err(NoReceipt);
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_no_table| NoReceipt)?;
        let cell = |name: &str| {
            let column = headings.iter().position(|one| one == name);
            let cell = column.and_then(|column| record.get(column)).unwrap_or_default();
            without_mark(cell).to_owned()
        };
        rows.push((cell("state"), told(cell)));
    }
    Ok(rows)
}

fn told(cell: impl Fn(&str) -> String) -> RowTold {
    RowTold {
        agent_id: cell("agent_id"),
        conversation: cell("conversation"),
        source: cell("source"),
        rubric: cell("rubric"),
        score: cell("score"),
        scored_at: cell("scored_at"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_at_the_server_comes_out() {
        let csv = "row,state,agent_id,conversation,source,rubric,score,scored_at\n\
                   1,accepted,a,'-7,klaus,,90,2026-09-14T10:22:31Z\n\
                   2,unknown,b,8,klaus,,91,2026-09-14T10:22:31Z\n\
                   3,received_by_person,c,9,klaus,,92,2026-09-14T10:22:31Z\n";
        let there = read_receipt(csv.as_bytes()).unwrap();
        let said: Vec<_> =
            there.iter().map(|row| (row.agent_id.as_str(), row.conversation.as_str())).collect();
        assert_eq!(said, [("a", "-7"), ("c", "9")]);
        let ndjson = "{\"row\":1,\"state\":\"accepted\",\"agent_id\":\"a\",\"score\":\"90\",\
                      \"scored_at\":\"2026-09-14T10:22:31Z\"}\n{\"event\":\"summary\"}\n";
        assert_eq!(read_receipt(ndjson.as_bytes()).unwrap()[0].score, "90");
    }

    #[test]
    fn what_is_no_receipt_is_said() {
        for text in ["", "a,b\n1,2\n", "{\"event\":\"summary\"}", "{", "\u{0}"] {
            assert_eq!(read_receipt(text.as_bytes()), Err(NoReceipt), "{text:?}");
        }
        // Texts that were deleted when they were old say nothing of the rows.
        let old = "state,agent_id,score,scored_at\naccepted,,90,2026-09-14T10:22:31Z\n";
        assert_eq!(read_receipt(old.as_bytes()), Err(NoReceipt));
    }
}
