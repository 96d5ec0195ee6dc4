//! An upload's receipt as a file: every sealed row and how it ended, and the sum of all.
//!
//! As CSV for a spreadsheet, as NDJSON for scripts, as a page to print. Does not know where the rows
//! come from. Invariant: no cell of the CSV can be taken for a formula, and no text of a server or a
//! file is markup on the page.

use std::io::{self, Write};
use std::path::Path;

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::journal::{EndedRow, UploadInfo};
use crate::model::as_text;

/// What the receipt is written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ReceiptFormat {
    /// Comma-separated, one line a row, for a spreadsheet.
    Csv,
    /// One JSON object a line, for scripts; the sum is the last.
    #[default]
    Json,
    /// A page to print.
    Page,
}

impl ReceiptFormat {
    /// Every format, with the ending of its files and its words.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Csv, "csv", "Table (CSV)"),
        (Self::Json, "ndjson", "For scripts (JSON)"),
        (Self::Page, "html", "Page to print (HTML)"),
    ];

    /// The format that a file's ending asks for; NDJSON for every other.
    pub fn of(path: &Path) -> Self {
        match path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase).as_deref() {
            Some("csv") => Self::Csv,
            Some("html" | "htm") => Self::Page,
            _ => Self::Json,
        }
    }
}

/// Writes the receipt of an upload.
///
/// # Errors
/// Whatever the writer says.
pub fn write_receipt<'a>(
    format: ReceiptFormat,
    info: &UploadInfo,
    rows: impl Iterator<Item = &'a EndedRow>,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        ReceiptFormat::Csv => csv(rows, out),
        ReceiptFormat::Json => ndjson(info, rows, out),
        ReceiptFormat::Page => page(info, rows, out),
    }
}

fn ndjson<'a>(
    info: &UploadInfo,
    rows: impl Iterator<Item = &'a EndedRow>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for row in rows {
        let line = json!({
            "row": row.row.number(), "line": row.line, "state": row.outcome, "batch": row.batch,
            "attempt": row.attempts, "http": row.http, "message": row.message,
            "agent_id": row.told.agent_id, "conversation": row.told.conversation, "source": row.told.source,
            "rubric": row.told.rubric, "score": row.told.score, "scored_at": row.told.scored_at,
            "sent_at": row.sent_at.map(stamp), "request_id": row.request_id,
        });
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")?;
    }
    let sum = json!({"event": "summary", "upload": info.id, "rows": info.summary()});
    serde_json::to_writer(&mut *out, &sum)?;
    out.write_all(b"\n")
}

const HEADINGS: [&str; 15] = [
    "row",
    "line",
    "state",
    "batch",
    "attempts",
    "http",
    "message",
    "agent_id",
    "conversation",
    "source",
    "rubric",
    "score",
    "scored_at",
    "sent_at",
    "request_id",
];

fn cells(row: &EndedRow) -> [String; 15] {
    let told = &row.told;
    [
        row.row.number().to_string(),
        row.line.to_string(),
        row.outcome.name().to_owned(),
        row.batch.to_string(),
        row.attempts.to_string(),
        row.http.map(|http| http.to_string()).unwrap_or_default(),
        row.message.clone().unwrap_or_default(),
        told.agent_id.clone(),
        told.conversation.clone(),
        told.source.clone(),
        told.rubric.clone(),
        told.score.clone(),
        told.scored_at.clone(),
        row.sent_at.map(stamp).unwrap_or_default(),
        row.request_id.clone().unwrap_or_default(),
    ]
}

fn csv<'a>(rows: impl Iterator<Item = &'a EndedRow>, out: &mut dyn Write) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(HEADINGS)?;
    for row in rows {
        out.write_record(cells(row).map(|cell| as_text(&cell)))?;
    }
    out.flush()
}

fn page<'a>(
    info: &UploadInfo,
    rows: impl Iterator<Item = &'a EndedRow>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let sums = info.summary();
    let terms = sums.parts().into_iter().filter(|(_, _, rows)| *rows > 0);
    let terms: Vec<_> = terms.map(|(_, words, rows)| format!("{rows} {words}")).collect();
    let title = escaped(&format!("Receipt: {}", info.file_name));
    let facts = [
        ("Account", info.account_name.clone()),
        ("Upload", info.id.to_string()),
        ("Sealed", stamp(info.started)),
        ("File, SHA-256", info.file_sha256.clone()),
        ("Cells changed by hand", info.hand_edits.to_string()),
        ("Rows", format!("{} read = {}", sums.read, terms.join(" + "))),
    ];
    write!(
        out,
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\n{STYLE}"
    )?;
    writeln!(out, "<h1>{title}</h1>\n<dl>")?;
    for (what, is) in facts {
        writeln!(out, "<dt>{what}</dt><dd>{}</dd>", escaped(&is))?;
    }
    let receiver = info.account_kind.receiver();
    writeln!(out, "</dl>\n<p>A 202 of {receiver} accepts a batch. It does not confirm single rows.</p>")?;
    write!(out, "<table><thead><tr>")?;
    for heading in HEADINGS {
        write!(out, "<th>{}</th>", heading.replace('_', " "))?;
    }
    writeln!(out, "</tr></thead><tbody>")?;
    for row in rows {
        write!(out, "<tr>")?;
        for cell in cells(row) {
            write!(out, "<td>{}</td>", escaped(&cell))?;
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</tbody></table></html>")
}

const STYLE: &str = "<style>
body { font: 11px sans-serif; margin: 24px; }
h1 { font-size: 18px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; }
dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #ccc; padding: 2px 6px; text-align: left; overflow-wrap: anywhere; }
thead { display: table-header-group; }
@page { size: A4 landscape; margin: 12mm; }
</style>
";

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn stamp(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{AccountId, AccountKind, RowTold, UploadId, UploadState};
    use crate::model::{Outcome, Outcomes, RowCounts, RowId, RowState};

    fn upload() -> (UploadInfo, Vec<EndedRow>) {
        let mut rows = RowCounts::default();
        rows.add_many(RowState::Ready, 1);
        rows.add_many(RowState::Skipped, 2);
        let mut outcomes = Outcomes::default();
        outcomes.add(Outcome::Refused, 1);
        let started: DateTime<Utc> = "2026-09-14T10:42:07Z".parse().unwrap();
        let info = UploadInfo {
            id: UploadId("20260914-104207-k3f9".to_owned()),
            account: AccountId("a-1".to_owned()),
            account_name: "Acme".to_owned(),
            account_kind: AccountKind::Production,
            file_name: "<september>.csv".to_owned(),
            file_sha256: "00".repeat(32),
            started,
            state: UploadState::Done,
            rows,
            outcomes,
            hand_edits: 3,
            trial: false,
            wait_until: None,
            endpoint: None,
        };
        let row = EndedRow {
            row: RowId(0),
            line: 2,
            outcome: Outcome::Refused,
            batch: 1,
            attempts: 1,
            http: Some(422),
            message: Some("=HYPERLINK(\"x\") <b>".to_owned()),
            told: RowTold { agent_id: "u-1".to_owned(), score: "90".to_owned(), ..RowTold::default() },
            request_id: Some("r-7".to_owned()),
            sent_at: Some(started),
        };
        (info, vec![row])
    }

    fn written(format: ReceiptFormat) -> String {
        let (info, rows) = upload();
        let mut out = Vec::new();
        write_receipt(format, &info, rows.iter(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_receipt_tells_each_row_and_the_sum_in_every_format() {
        let csv = written(ReceiptFormat::Csv);
        assert!(csv.contains("1,2,refused,1,1,422,\"'=HYPERLINK(\"\"x\"\") <b>\",u-1,"), "{csv}");
        let json = written(ReceiptFormat::Json);
        let lines: Vec<serde_json::Value> =
            json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!((&lines[0]["state"], &lines[0]["request_id"]), (&json!("refused"), &json!("r-7")));
        assert_eq!((&lines[1]["event"], &lines[1]["rows"]["read"]), (&json!("summary"), &json!(3)));
        let page = written(ReceiptFormat::Page);
        assert!(page.contains("3 read = 1 refused + 2 left out"), "{page}");
        assert!(page.contains("&lt;september&gt;.csv") && !page.contains("<b>"), "{page}");
    }

    #[test]
    fn the_ending_of_a_file_chooses_the_format() {
        for (name, format) in [
            ("a.csv", ReceiptFormat::Csv),
            ("a.HTML", ReceiptFormat::Page),
            ("a.ndjson", ReceiptFormat::Json),
        ] {
            assert_eq!(ReceiptFormat::of(Path::new(name)), format);
        }
    }
}
