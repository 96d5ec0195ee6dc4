//! What the journal says was sent, and removals.

use std::io;

use crate::app::sent::{Loaded, MOST_ROWS, Message as SentMessage, Which, removal_message};
use crate::app::{Effect, Failure, Message, dialogs};
use crate::journal::{AccountId, Journal, SentRow};
use crate::model::as_text;

use super::uploads::write_file;
use super::{Services, Shared, journal_failure};

pub(super) fn run(services: &Services, effect: Effect) {
    match effect {
        Effect::LoadSent(account) => services.with_journal(
            move |journal| {
                let loaded = Loaded { days: journal.days(&account)?, removals: journal.removals(&account)? };
                Ok(Message::Sent(SentMessage::Loaded(account, loaded)))
            },
            Message::Failed,
        ),
        Effect::LoadSentRows(account, which) => services.with_journal(
            move |journal| {
                let rows = match &which {
                    Which::Day(source, day) => journal.sent_on(&account, source, *day, MOST_ROWS)?,
                    Which::Upload(upload) => journal.sent_with(&account, upload, MOST_ROWS)?,
                };
                Ok(Message::Sent(SentMessage::Rows(which, rows)))
            },
            Message::Failed,
        ),
        Effect::AskRemoval { account, rows } => {
            services.with_shared("removal", move |shared| {
                let asked = ask_removal(shared, &account, &rows);
                if let Some(message) = asked.unwrap_or_else(|failure| Some(Message::Failed(failure))) {
                    shared.tell(message);
                }
            });
        }
        Effect::EndRemoval { removal, done } => services.with_journal(
            move |journal| {
                if done {
                    journal.removal_done(removal)?;
                } else {
                    journal.removal_dropped(removal)?;
                }
                Ok(Message::Sent(SentMessage::RemovalKept))
            },
            Message::Failed,
        ),
        _ => {}
    }
}

/// `None` where a person cancels: then nothing is written down either.
fn ask_removal(shared: &Shared, account: &AccountId, rows: &[SentRow]) -> Result<Option<Message>, Failure> {
    let Some(path) = dialogs::pick_save("Write the table", "rows-to-remove.csv", &shared.data_dir) else {
        return Ok(None);
    };
    write_file(&path, |out| write_table(rows, out)).map_err(|error| {
        Failure::new(format!("The table was not written: {error}."), "Choose another place.")
    })?;
    Journal::open(&shared.data_dir)
        .and_then(|mut journal| journal.ask_removal(account, rows))
        .map_err(|error| journal_failure(&error))?;
    shared.tell(Message::Done(format!("The table was written to {}.", path.display())));
    Ok(Some(Message::Sent(SentMessage::Asked(removal_message(rows)))))
}

fn write_table(rows: &[SentRow], out: &mut dyn io::Write) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record([
        "agent_id",
        "conversation",
        "source",
        "rubric",
        "score",
        "scored_at_sent",
        "scored_at_meant",
        "sent_at",
        "request_id",
    ])?;
    for row in rows {
        let told = &row.told;
        let sent_at = row.sent_at.map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string()).unwrap_or_default();
        let cells = [
            &told.agent_id,
            &told.conversation,
            &told.source,
            &told.rubric,
            &told.score,
            &told.scored_at,
            "",
            &sent_at,
            row.request_id.as_deref().unwrap_or_default(),
        ];
        out.write_record(cells.map(as_text))?;
    }
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{RowTold, UploadId};
    use crate::model::RowId;

    #[test]
    fn the_table_for_support_has_a_line_a_row_and_no_formula() {
        let told =
            RowTold { agent_id: "u-1".to_owned(), conversation: "=1".to_owned(), ..RowTold::default() };
        let (upload, request_id) = (UploadId("u".to_owned()), Some("r-7".to_owned()));
        let row = SentRow { upload, batch: 1, pos: 0, row: RowId(0), told, request_id, sent_at: None };
        let mut out = Vec::new();
        write_table(&[row], &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.starts_with("agent_id,conversation,source,rubric,score,scored_at_sent,"), "{text}");
        assert!(text.ends_with("\nu-1,'=1,,,,,,,r-7\n"), "{text}");
    }
}
