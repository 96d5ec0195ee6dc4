//! Headings, records that are no rows, and files that are large.

use scorebridge::import::ImportOptions;

use super::{assert_read, judged, open, read_as};

pub const LINES: &[&str] = &["headings", "records", "large", "json"];

#[test]
fn headings() {
    assert_read(
        "headings",
        &[
            (
                "a preamble",
                b"QA export\nMade 2026-09-30\n\nagent,score,date\na,1,x\nb,2,y\n",
                "csv utf-8 ',' h4 r2 above_header@1 above_header@2 empty_line@3",
            ),
            (
                "a preamble as wide as the table",
                b"QA export,,\n,,\nagent,score,date\na,1,x\nb,2,y\n",
                "csv utf-8 ',' h3 r2 above_header@1 above_header@2",
            ),
            (
                "none",
                b"x@example.com,85,2026-09-13\ny@example.com,90,2026-09-14\n",
                "csv utf-8 ',' h0 r2 no_header@1",
            ),
            ("twice the same", b"agent,score,score\na,1,2\n", "csv utf-8 ',' h1 r1"),
            ("blank ones", b"agent,,score\na,1,2\n", "csv utf-8 ',' h1 r1"),
            ("other languages", "Mitarbeiter;Punkte;Datum\na;1;x\n".as_bytes(), "csv utf-8 ';' h1 r1"),
            ("with units", b"agent,score (%),date (UTC)\na,1,x\n", "csv utf-8 ',' h1 r1"),
        ],
    );
    // Two heading rows: the second is a row, and waits for a person.
    let two = "agent_id,score,scored_at\nid,percent,UTC\n\
        1d3a3044-305a-56ed-a840-d64fa519584a,96,2026-09-14T10:22:31Z\n";
    assert!(judged(two)[0].starts_with("needs_fix "), "{:?}", judged(two));
}

#[test]
fn records() {
    assert_read(
        "records",
        &[
            ("short and long", b"a,b\n1\n1,2,3\n1,2\n", "csv utf-8 ',' h1 r3 !1:ragged !2:ragged"),
            ("blank", b"a,b\n,\n1,2\n", "csv utf-8 ',' h1 r2"),
        ],
    );
    let agent = "1d3a3044-305a-56ed-a840-d64fa519584a";
    let row = format!("{agent},77,klaus,96,100,2026-09-14T10:22:31Z");
    let near = format!("{agent},77,klaus,95,100,2026-09-14T10:22:31Z");
    let text = format!(
        "agent_id,conversation_external_id,source,score,max_score,scored_at\n{row}\n{row}\n{near}\n,,,,,\n\
         agent_id,conversation_external_id,source,score,max_score,scored_at\n# made by hand\nTotal,,,287,,\n"
    );
    assert_eq!(
        judged(&text),
        [
            "needs_fix row.conflict",
            "skipped row.duplicate",
            "needs_fix row.conflict",
            "skipped row.blank",
            "skipped row.header_again",
            "skipped row.comment",
            "skipped row.total_line",
        ]
    );
}

#[test]
fn large_files_work_or_are_refused_by_name() {
    let large_cell = format!("a,b\n{},1\n", "x".repeat(1 << 20));
    let wide = format!("{}\n{}\n", vec!["h"; 5_000].join(","), vec!["1"; 5_000].join(","));
    let too_wide = vec!["1"; 300_001].join(",");
    assert_read(
        "large",
        &[
            ("a cell of 1 MiB", large_cell.as_bytes(), "csv utf-8 ',' h1 r1"),
            ("5,000 columns", wide.as_bytes(), "csv utf-8 ',' h1 r1"),
            ("300,001 fields", too_wide.as_bytes(), "too_many_columns"),
        ],
    );
    let rows = format!("agent,score\n{}", "a,1\n".repeat(1_000_000));
    let found = read_as("file.csv", rows.as_bytes(), &ImportOptions::default());
    assert_eq!(found, "csv utf-8 ',' h1 r1000000");
}

#[cfg(unix)]
#[test]
fn a_file_over_the_limit_is_refused_before_it_is_read() {
    let file = tempfile::NamedTempFile::new().unwrap();
    file.as_file().set_len(5 << 30).unwrap(); // a hole: it takes no room
    let read = scorebridge::import::open(
        file.path(),
        &ImportOptions::default(),
        &scorebridge::model::Progress::default(),
    );
    assert_eq!(read.unwrap_err().to_string(), "The file is too large: more than 4 GiB.");
}

#[test]
fn json() {
    let deep = format!("[{{\"a\":{}1{}}}]", "[".repeat(10_000), "]".repeat(10_000));
    let deep_objects = format!("[{{\"a\":{}1{}}}]", "{\"a\":".repeat(10_000), "}".repeat(10_000));
    assert_read(
        "json",
        &[
            ("nested 10,000 deep: a cell that is JSON", deep.as_bytes(), "json utf-8 h0 r1"),
            ("objects 10,000 deep", deep_objects.as_bytes(), "json utf-8 h0 r1"),
            ("a name twice", b"[{\"a\":1,\"a\":2}]", "json utf-8 h0 r1 !1:duplicate_name"),
            ("NaN", b"[{\"a\":NaN}]", "damaged_file"),
            ("a byte order mark", b"\xef\xbb\xbf[{\"a\":1}]", "json utf-8 h0 r1"),
            ("a line an object", b"{\"a\":1}\n{\"b\":2}\n", "ndjson utf-8 h0 r2"),
            ("glued", b"{\"a\":1}{\"a\":2}", "damaged_file"),
            ("cut", b"[{\"a\":1},{\"a\":", "damaged_file"),
            ("numbers alone", b"[1,2,3]", "damaged_file"),
            ("texts alone", b"[\"a\",\"b\"]\n", "damaged_file"),
            ("lists of lists", b"[[1,2],[3,4]]", "damaged_file"),
        ],
    );
    let big = b"[{\"id\":9007199254740993,\"score\":87.50,\"far\":1e400}]";
    let sheet = open("file.json", big, &ImportOptions::default()).unwrap();
    let cells: Vec<&str> = sheet.record(scorebridge::model::RowId(0)).collect();
    assert_eq!(cells, ["9007199254740993", "87.50", "1e400"], "digits stay as they are");
}
