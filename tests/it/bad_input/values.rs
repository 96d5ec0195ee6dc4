//! Scores, dates, ids, and texts that a spreadsheet would run.

use scorebridge::import::{self, ImportOptions};
use scorebridge::model::{Progress, RowId};

use super::assert_judged;

pub const LINES: &[&str] = &["scores", "dates", "ids", "formulas"];

const COLUMNS: &str = "agent_id,conversation_external_id,source,score,max_score,scored_at";
const AGENT: &str = "1d3a3044-305a-56ed-a840-d64fa519584a";
const AT: &str = "2026-09-14T10:22:31Z";

#[test]
fn scores() {
    assert_judged(
        "scores",
        COLUMNS,
        |score| format!("{AGENT},77,klaus,{score},100,{AT}"),
        &[
            ("87.5", "ready"),
            ("87,5", "ready"),
            ("95%", "ready"),
            ("9/10", "needs_fix max_score.invalid"),
            ("0", "ready"),
            ("-0", "ready"),
            ("NaN", "needs_fix score.not_a_number"),
            ("1e400", "needs_fix score.not_a_number"),
            ("\u{2212}3", "needs_fix score.negative"),
            ("\u{ff18}\u{ff17}", "ready"),
            ("\u{0668}\u{0667}", "ready"),
            ("#REF!", "needs_fix score.not_a_number"),
            ("N/A", "skipped score.missing"),
            ("", "skipped score.missing"),
            ("875", "needs_fix score.above_max"),
        ],
    );
}

#[test]
fn dates() {
    assert_judged(
        "dates",
        COLUMNS,
        |at| format!("{AGENT},77,klaus,96,100,{at}"),
        &[
            ("2026-09-14T10:22:31Z", "ready"),
            ("2026-09-14 10:22:31", "needs_fix scored_at.no_time_zone"),
            ("03/04/2026 10:00Z", "needs_fix scored_at.day_month_unclear"),
            ("29 Feb 2026 10:00Z", "needs_fix scored_at.not_a_date"),
            ("46082", "needs_fix scored_at.no_time_zone"),
            ("44620", "needs_fix scored_at.no_time_zone scored_at.day_count_unclear"),
            ("1789381351", "ready"),
            ("1789381351482", "ready"),
            ("2026-09-14T23:59:60Z", "needs_fix scored_at.not_a_date"),
            ("9999-12-31T00:00:00Z", "needs_fix scored_at.future"),
            ("1999-12-31T00:00:00Z", "needs_fix scored_at.implausible"),
            ("", "needs_fix scored_at.missing"),
        ],
    );
}

#[test]
fn ids() {
    assert_judged(
        "ids",
        COLUMNS,
        |id| format!("{AGENT},{id},klaus,96,100,{AT}"),
        &[
            ("00123", "ready"),
            ("9007199254740993", "ready"),
            ("1.23457E+18", "needs_fix conversation.excel_damaged"),
            ("MARCH1", "ready"),
            ("3E5", "ready"),
            ("77\u{a0}", "ready text.suspicious"),
            ("7\u{200b}7", "ready text.suspicious"),
            ("\u{0430}bc", "ready text.suspicious"),
        ],
    );
}

#[test]
fn what_a_spreadsheet_would_run_is_text_and_stays_as_it_is() {
    for cell in ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\u{ff1d}1+1", "\u{ff0b}1", "cafe\u{301}"] {
        let text = format!("agent,note\na,\"{cell}\"\n");
        let sheet = import::read("a.csv", text.into_bytes(), &ImportOptions::default(), &Progress::default())
            .unwrap();
        assert_eq!(sheet.record(RowId(0)).nth(1), Some(cell));
    }
}
