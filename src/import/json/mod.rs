//! JSON → records: a list of objects, one in a wrapper, an object a line (NDJSON), or the pages of an API as either.
//!
//! Owns which list is read, and the columns: the names of all records in the order in which they come.
//! Does not know what a name means. Invariant: all or nothing: text that is cut, glued or no JSON is
//! refused, and a number's digits are never changed.

mod flatten;
mod linked;
mod outline;
mod pages;
mod placed;
mod value;

use serde_json::value::RawValue;

use self::flatten::rows;
use self::linked::Included;
use self::outline::{Outline, Value};
use self::placed::Placed;
use super::{ImportError, encoding};
use crate::model::{FileFormat, Note, Progress, Sheet, SourceFile};

/// How deep in its wrapper a list of records may be.
const MAX_WRAPPERS: usize = 3;
/// Names beside a list that say where the next page is.
const NEXT_PAGE: [&str; 9] = [
    "next",
    "next_page",
    "nextPage",
    "next_page_token",
    "nextPageToken",
    "next_cursor",
    "has_more",
    "hasMore",
    "has_next",
];
/// Names beside a list that say how many pages there are.
const PAGES: [&str; 4] = ["total_pages", "totalPages", "page_count", "last_page"];

/// Reads the records of a JSON text; `source` says what is known of the file already.
///
/// # Errors
/// [`ImportError`] where it is no whole JSON, holds no records, or the job was asked to stop.
pub fn read(text: &str, source: SourceFile, progress: &Progress) -> Result<Sheet, ImportError> {
    let text = &text[encoding::after_bom(text).0..];
    let found = find(text, progress, source.bytes)?.joined(text, progress, source.bytes)?;
    let mut lines = Lines { text, at: 0, line: 1 };
    let mut placed = Placed::default();
    let mut without_reviews = 0;
    for record in &found.records {
        let (line, at) = lines.of(record);
        progress.reached(source.bytes + u64::midpoint(text.len() as u64, at as u64))?;
        let rows = rows(record, &found.included);
        without_reviews += usize::from(rows.is_empty());
        for row in rows {
            placed.add(line, row)?;
        }
    }
    let source = SourceFile { format: found.format, ..source };
    let mut builder = placed.into_sheet(source, text.len(), progress)?;
    for note in found.notes {
        builder.note(note);
    }
    if without_reviews > 0 {
        let message = format!("{without_reviews} conversations have no review, so no row.");
        builder.note(Note { line: 1, code: "no_reviews", message });
    }
    Ok(builder.build())
}

/// The records of a text.
struct Found<'a> {
    format: FileFormat,
    records: Vec<&'a RawValue>,
    /// What the records are linked to, in a JSON:API document.
    included: Included<'a>,
    notes: Vec<Note>,
}

impl Found<'_> {
    /// The records of all pages, where what was found are pages of them.
    fn joined(self, text: &str, progress: &Progress, bytes_before: u64) -> Result<Self, ImportError> {
        // Objects that are not linked to anything: those that are, are records.
        if !self.included.is_empty() {
            return Ok(self);
        }
        let Some(pages) = pages::join(&self.records, progress, bytes_before, text.len())? else {
            return Ok(self);
        };
        let notes = self.notes.into_iter().chain(pages.notes).collect();
        Ok(Self { records: pages.records, included: pages.included, notes, ..self })
    }
}

fn find<'a>(text: &'a str, progress: &Progress, bytes_before: u64) -> Result<Found<'a>, ImportError> {
    let mut outline = Outline::new(text, progress, bytes_before);
    if !outline.has_more() {
        return Err(ImportError::Empty);
    }
    let first = outline.value(MAX_WRAPPERS)?;
    let mut end = outline.position();
    if !outline.has_more() {
        return in_wrapper(&first, progress);
    }
    let mut records = Vec::from_iter(first.whole());
    while outline.has_more() {
        let start = outline.position();
        records.push(outline.whole()?);
        if !text[end..start].contains(['\n', '\r']) {
            let line = 1 + text[..start].matches('\n').count();
            return Err(ImportError::Damaged(format!("two values stand side by side on line {line}")));
        }
        end = outline.position();
    }
    if !records.iter().all(|record| record.get().starts_with('{')) {
        return Err(no_records());
    }
    Ok(Found { format: FileFormat::Ndjson, records, included: Included::default(), notes: Vec::new() })
}

/// The longest list of objects in a value, or the value itself if it is one object.
fn in_wrapper<'a>(root: &Value<'a>, progress: &Progress) -> Result<Found<'a>, ImportError> {
    let found =
        |records, notes| Found { format: FileFormat::Json, records, included: Included::default(), notes };
    if let Some(records) = root.objects() {
        return Ok(found(records.to_vec(), Vec::new()));
    }
    let next_page = has_next_page(root).then(one_page);
    if let Some(records) = linked::primary(root, progress)? {
        let notes = Vec::from_iter(next_page);
        return Ok(Found { included: Included::of(root, progress)?, ..found(records, notes) });
    }
    let mut lists = Vec::new();
    lists_in(root, "", &mut lists);
    if let Some(what) = is_no_export(root, &lists).or_else(|| is_empty(root, &lists)) {
        return Err(ImportError::NoRecords(what.to_owned()));
    }
    lists.sort_by_key(|(name, records)| (rank(name), std::cmp::Reverse(records.len())));
    let mut lists = lists.into_iter();
    if let Some((name, records)) = lists.next().filter(|_| !is_record(root)) {
        let mut notes = vec![wrapped(&name, &lists.map(|(name, _)| name).collect::<Vec<_>>())];
        notes.extend(next_page);
        return Ok(found(records.to_vec(), notes));
    }
    let record = root.whole().filter(|record| record.get().starts_with('{') && record.get().len() > 2);
    record.map(|record| found(vec![record], Vec::new())).ok_or_else(no_records)
}

/// Every list of objects in a wrapper, with its dotted name.
fn lists_in<'v, 'a>(value: &'v Value<'a>, name: &str, lists: &mut Vec<(String, &'v [&'a RawValue])>) {
    for (inner, value) in value.members() {
        let name = if name.is_empty() { inner.clone() } else { format!("{name}.{inner}") };
        match value.objects() {
            Some(records) => lists.push((name, records)),
            None => lists_in(value, &name, lists),
        }
    }
}

/// Whether an object is itself a record: it has reviews.
fn is_record(root: &Value<'_>) -> bool {
    root.member("reviews").is_some() && root.members().len() > 1
}

/// What a list is by its name: evaluations, then anything, then what is about them. Of equals the longest is taken.
fn rank(name: &str) -> u8 {
    const RECORDS: [&str; 8] =
        ["evaluations", "conversations", "reviews", "results", "records", "data", "rows", "items"];
    const ABOUT: [&str; 8] =
        ["summary", "summaries", "totals", "aggregates", "columns", "fields", "metadata", "meta"];
    match name.rsplit('.').next().unwrap_or(name) {
        last if RECORDS.contains(&last) => 0,
        last if ABOUT.contains(&last) => 2,
        _ => 1,
    }
}

/// What an export is that has no record in it.
fn is_empty(root: &Value<'_>, lists: &[(String, &[&RawValue])]) -> Option<&'static str> {
    let without_space = |value: &Value<'_>| value.raw.split_ascii_whitespace().collect::<String>();
    let is_nothing = |(name, value): &(String, Value<'_>)| {
        rank(name) == 0 && value.raw.len() < 16 && matches!(without_space(value).as_str(), "[]" | "null")
    };
    match root.raw.len() < 16 {
        true if without_space(root) == "[]" => return Some("an empty list"),
        true if without_space(root) == "{}" => return Some("an empty object"),
        _ => {}
    }
    // A single record may have such a list, too.
    let is_record = ["id", "score"].iter().any(|name| root.member(name).is_some());
    let is_empty = lists.is_empty() && !is_record && root.members().iter().any(is_nothing);
    is_empty.then_some("an export with nothing in it")
}

/// What an answer of a tool is that holds no export: an error, or the receipt of a job.
fn is_no_export(root: &Value<'_>, lists: &[(String, &[&RawValue])]) -> Option<&'static str> {
    const ERRORS: [&str; 3] = ["error", "errors", "fault"];
    const JOBS: [&str; 7] = ["job_id", "jobId", "report_id", "reportId", "export_id", "exportId", "task_id"];
    const STATES: [&str; 3] = ["status", "state", "report_status"];
    if lists.iter().any(|(name, _)| !ERRORS.contains(&name.as_str())) {
        return None;
    }
    let has = |names: &[&str]| {
        root.members()
            .iter()
            .any(|(name, value)| names.contains(&name.as_str()) && !matches!(value.raw, "null" | "[]"))
    };
    if has(&ERRORS) {
        Some("an error message of the tool, not its export")
    } else if has(&JOBS) && has(&STATES) {
        Some("the receipt of an export that was asked for, not the export itself")
    } else {
        None
    }
}

fn has_next_page(root: &Value<'_>) -> bool {
    names_next_page(root) || num_pages(root).is_some_and(|pages| pages > 1)
}

/// Whether a wrapper says where the next page is.
fn names_next_page(root: &Value<'_>) -> bool {
    beside(root).any(|(name, value)| {
        NEXT_PAGE.contains(&name.as_str()) && !matches!(value.raw, "null" | "\"\"" | "false")
    })
}

/// How many pages there are, as a wrapper says.
fn num_pages(root: &Value<'_>) -> Option<u64> {
    beside(root)
        .filter(|(name, _)| PAGES.contains(&name.as_str()))
        .filter_map(|(_, value)| value.raw.parse().ok())
        .max()
}

/// The members of a wrapper, and of the objects in it.
fn beside<'v, 'a>(root: &'v Value<'a>) -> impl Iterator<Item = &'v (String, Value<'a>)> {
    let members = root.members();
    members.iter().chain(members.iter().flat_map(|(_, value)| value.members()))
}

fn wrapped(name: &str, others: &[String]) -> Note {
    let others: Vec<String> = others.iter().map(|other| format!("“{other}”")).collect();
    let beside = if others.is_empty() { String::new() } else { format!("; beside it {}", others.join(", ")) };
    Note { line: 1, code: "wrapped_list", message: format!("The records are those of “{name}”{beside}.") }
}

fn one_page() -> Note {
    let message = "The file is one page of several: it says where the next one is.";
    Note { line: 1, code: "one_page", message: message.to_owned() }
}

fn no_records() -> ImportError {
    ImportError::Damaged("the JSON holds no list of objects".to_owned())
}

fn offset(text: &str, value: &RawValue) -> usize {
    (value.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

/// Physical lines of places that come in order.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line on which a value starts, and where that is.
    fn of(&mut self, value: &RawValue) -> (u32, usize) {
        let start = offset(self.text, value);
        let passed = self.text.as_bytes().get(self.at..start).unwrap_or_default();
        self.line += u32::try_from(memchr::memchr_iter(b'\n', passed).count()).unwrap_or(u32::MAX);
        self.at = start;
        (self.line, start)
    }
}

#[cfg(test)]
mod tests {
    use crate::import::{ImportError, ImportOptions, read};
    use crate::model::{FileFormat, Progress, Sheet};

    fn open(text: &str) -> Result<Sheet, ImportError> {
        read("scores.json", text.as_bytes().to_vec(), &ImportOptions::default(), &Progress::default())
    }

    /// Format, columns, (line, cells) of the rows, and the codes of the notes.
    fn check(text: &str, format: FileFormat, columns: &[&str], rows: &[(u32, &[&str])], notes: &[&str]) {
        let sheet = open(text).unwrap();
        assert_eq!((sheet.source().format, sheet.source().header_row), (format, 0), "{text}");
        assert_eq!(sheet.columns(), columns, "{text}");
        let found: Vec<(u32, Vec<&str>)> =
            sheet.rows().map(|row| (sheet.line(row), sheet.record(row).collect())).collect();
        let expected: Vec<(u32, Vec<&str>)> =
            rows.iter().map(|(line, cells)| (*line, cells.to_vec())).collect();
        assert_eq!(found, expected, "{text}");
        assert_eq!(sheet.notes().iter().map(|note| note.code).collect::<Vec<_>>(), notes, "{text}");
    }

    #[test]
    fn reads_lists_wrapped_lists_lines_and_single_objects() {
        use FileFormat::{Json, Ndjson};
        check(
            "[\n {\"id\":1,\"agent\":{\"email\":\"a@x\"}},\n {\"id\":2,\"score\":87.50}\n]",
            Json,
            &["id", "agent.email", "score"],
            &[(2, &["1", "a@x", ""]), (3, &["2", "", "87.50"])],
            &[],
        );
        check(
            "\u{feff}{\"data\":[{\"id\":1}],\"meta\":{\"next\":null}}",
            Json,
            &["id"],
            &[(1, &["1"])],
            &["wrapped_list"],
        );
        check(
            "{\"result\":{\"items\":[{\"id\":1},{\"id\":2}],\"users\":[{\"id\":3}]},\"links\":{\"next\":\"u\"}}",
            Json,
            &["id"],
            &[(1, &["1"]), (1, &["2"])],
            &["wrapped_list", "one_page"],
        );
        check(
            "{\"id\":1}\n\n{\"score\":2}\r\n",
            Ndjson,
            &["id", "score"],
            &[(1, &["1", ""]), (3, &["", "2"])],
            &[],
        );
        check("{\"id\":1,\"score\":2}", Json, &["id", "score"], &[(1, &["1", "2"])], &[]);
        check(
            "{\"conversations\":[{\"externalId\":\"7\",\"reviews\":[{\"id\":1},{\"id\":2}]},{\"externalId\":\"8\",\"reviews\":[]}]}",
            Json,
            &["externalId", "reviews.id"],
            &[(1, &["7", "1"]), (1, &["7", "2"])],
            &["wrapped_list", "no_reviews"],
        );
    }

    #[test]
    fn reads_what_the_records_of_a_document_are_linked_to() {
        let document = r#"{"data":[
            {"type":"evaluations","id":"1","attributes":{"score":96},"relationships":{"contacts":{"data":[{"type":"contacts","id":"7"}]}}},
            {"type":"evaluations","id":"2","attributes":{"score":84}},
            {"type":"evaluations","id":"3","attributes":{"score":70},"relationships":{"contacts":{"data":[{"type":"contacts","id":"7"},{"type":"contacts","id":"8"}]}}}],
          "included":[
            {"type":"contacts","id":"7","attributes":{"contact_reference":"0007"}},
            {"type":"contacts","id":"8","attributes":{"contact_reference":"0008"},"relationships":{"evaluation":{"data":{"type":"evaluations","id":"2"}}}},
            {"type":"users","id":"9","attributes":{"name":"x"}},{"type":"users","id":"10","attributes":{"name":"y"}}],
          "meta":{"total_pages":3}}"#;
        let sheet = open(document).unwrap();
        let place = sheet.columns().iter().position(|name| name == "contacts.contact_reference").unwrap();
        let references: Vec<&str> = sheet.rows().map(|row| sheet.record(row).nth(place).unwrap()).collect();
        assert_eq!(references, ["0007", "0008", ""], "linked, hanging off it, and of two not one");
        assert_eq!(sheet.notes().iter().map(|note| note.code).collect::<Vec<_>>(), ["one_page"]);
    }

    #[test]
    fn puts_the_records_of_pages_together() {
        check(
            "[{\"page\":1,\"data\":[{\"id\":1},\n{\"id\":2}]},\n{\"page\":2,\"data\":[{\"id\":3,\"score\":5}]}]",
            FileFormat::Json,
            &["id", "score"],
            &[(1, &["1", ""]), (2, &["2", ""]), (3, &["3", "5"])],
            &["pages"],
        );
        check(
            "{\"data\":[{\"id\":1},{\"id\":2}],\"next\":2}\n{\"data\":[{\"id\":3}],\"next\":null}\n",
            FileFormat::Ndjson,
            &["id"],
            &[(1, &["1"]), (1, &["2"]), (2, &["3"])],
            &["pages"],
        );
        check(
            "[{\"conversations\":[{\"externalId\":\"7\",\"reviews\":[{\"id\":1},{\"id\":2}]}]},{\"conversations\":[{\"externalId\":\"8\",\"reviews\":[]}]}]",
            FileFormat::Json,
            &["externalId", "reviews.id"],
            &[(1, &["7", "1"]), (1, &["7", "2"])],
            &["pages", "no_reviews"],
        );
        let document = r#"[{"data":[{"type":"evaluations","id":"1","attributes":{"score":96},"relationships":{"contacts":{"data":{"type":"contacts","id":"7"}}}}],
          "included":[{"type":"contacts","id":"7","attributes":{"reference":"0007"}}]},
          {"data":[{"type":"evaluations","id":"2","attributes":{"score":84},"relationships":{"contacts":{"data":{"type":"contacts","id":"8"}}}}],
          "included":[{"type":"contacts","id":"8","attributes":{"reference":"0008"}}]}]"#;
        let sheet = open(document).unwrap();
        let place = sheet.columns().iter().position(|name| name == "contacts.reference").unwrap();
        let references: Vec<&str> = sheet.rows().map(|row| sheet.record(row).nth(place).unwrap()).collect();
        assert_eq!(references, ["0007", "0008"]);
    }

    #[test]
    fn tells_answers_that_hold_no_export() {
        for (text, what) in [
            (r#"{"error":{"code":"not_found","message":"No such report."}}"#, "an error message"),
            (r#"{"errors":[{"status":"401","title":"Unauthorized"}]}"#, "an error message"),
            (r#"{"report_id":"r1","status":"IN_PROGRESS"}"#, "the receipt of an export"),
        ] {
            let error = open(text).unwrap_err();
            assert_eq!(error.code(), "no_records");
            assert!(error.to_string().contains(what), "{error}");
        }
    }

    #[test]
    fn flags_a_name_that_stands_twice() {
        let sheet = open("[{\"id\":1,\"score\":5,\"score\":9}]").unwrap();
        let problem = sheet.problems().next().unwrap().1;
        assert_eq!(
            problem.message,
            "The name “score” stands twice in this record; the first value is shown."
        );
        assert_eq!(sheet.record(crate::model::RowId(0)).collect::<Vec<_>>(), ["1", "5"]);
    }

    #[test]
    fn imports_nothing_of_what_is_cut_glued_or_no_json() {
        for text in [
            "[{\"id\":1},{\"id\":2}",
            "{\"id\":1}\n{\"id\":",
            "{\"id\":1}{\"id\":2}",
            "[{\"id\":1}] trailing",
            "[{\"score\":NaN}]",
            "{\"id\":1}\n[1]",
            "[[1,2],[3,4]]",
        ] {
            assert_eq!(open(text).unwrap_err().code(), "damaged_file", "{text}");
        }
    }

    #[test]
    fn an_export_without_records_is_empty_and_not_damaged() {
        for text in
            ["[]", "{}", "[ ]\n", "{ }", "{\"data\":[],\"meta\":{\"total\":0}}", "{\"reviews\": null}"]
        {
            assert_eq!(open(text).unwrap_err().code(), "no_records", "{text}");
        }
        assert_eq!(open("{\"id\":1,\"score\":90,\"results\":[]}").unwrap().num_rows(), 1);
        let error = open("[{\"score\":90},\n{\"score\":NaN}]").unwrap_err();
        assert_eq!(error.to_string(), "The file is damaged: line 2, character 10, is NaN, which is no JSON.");
    }

    #[test]
    fn is_not_overturned_by_depth() {
        let deep = format!("[{{\"id\":1,\"deep\":{}1{}}}]", "{\"a\":".repeat(10_000), "}".repeat(10_000));
        match open(&deep) {
            Ok(sheet) => assert_eq!(sheet.num_rows(), 1),
            Err(error) => assert_eq!(error.code(), "damaged_file"),
        }
    }
}
