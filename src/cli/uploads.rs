//! `scorebridge uploads`: the uploads so far and where each stands.

use std::path::Path;

use serde_json::json;

use crate::journal::{UploadInfo, UploadState};

use super::failure::Failure;
use super::output::{Exit, Output, sent_line};
use super::session::Session;

/// Lists the uploads, newest first.
pub fn run(data_dir: &Path, output: Output) -> Result<Exit, Failure> {
    let uploads = Session::open_or_look(data_dir)?.journal.uploads()?;
    if output.json {
        let list: Vec<_> = uploads.iter().map(in_json).collect();
        output.object(&json!({"uploads": list}));
    } else if uploads.is_empty() {
        output.text("Nothing was uploaded yet.");
    } else {
        for upload in &uploads {
            output.text(&in_words(upload));
        }
    }
    Ok(Exit::Done)
}

fn in_json(upload: &UploadInfo) -> serde_json::Value {
    json!({
        "upload": upload.id, "file": upload.file_name, "account": upload.account_name,
        "started": upload.started.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        "state": upload.state, "rows": upload.summary(),
    })
}

fn in_words(upload: &UploadInfo) -> String {
    let state = match upload.state {
        UploadState::Open => "something is left to send",
        UploadState::Done => "ended",
        UploadState::Unknown => "some batch has no answer",
        UploadState::Abandoned => "given up",
    };
    let started = upload.started.format("%Y-%m-%d %H:%M UTC");
    let (id, file, account) = (&upload.id, &upload.file_name, &upload.account_name);
    format!("{id}  {started}  {file} to {account}: {state}\n  {}", sent_line(&upload.summary()))
}
