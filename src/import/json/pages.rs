//! The pages of an API, one behind the other in one file → the records of all of them.
//!
//! Owns what a page is: an object with one list, and beside it nothing but its place among the other pages. Does not
//! know what the list's records mean. Invariant: an object with a field of its own, a score or an id, is a record
//! and no page, so that nothing of a record is left out.

use serde_json::value::RawValue;

use super::linked::{self, Included};
use super::outline::{Outline, Value};
use super::{MAX_WRAPPERS, names_next_page, num_pages, rank};
use crate::import::ImportError;
use crate::model::{Note, Progress};

/// Names beside a list that say where it stands among the pages, whatever their value: the signs `_ - @ $ .` and
/// large letters aside.
const PLACES: [&str; 48] = [
    "next",
    "nextpage",
    "nextpageurl",
    "nextpagetoken",
    "nexttoken",
    "nextcursor",
    "nextlink",
    "nexturl",
    "prev",
    "previous",
    "prevpage",
    "previouspage",
    "prevpageurl",
    "prevcursor",
    "previouscursor",
    "firstpageurl",
    "lastpageurl",
    "cursor",
    "cursors",
    "aftercursor",
    "beforecursor",
    "startcursor",
    "endcursor",
    "hasmore",
    "hasnext",
    "hasnextpage",
    "hasprev",
    "hasprevious",
    "hasprevpage",
    "haspreviouspage",
    "meta",
    "metadata",
    "link",
    "links",
    "paging",
    "pagination",
    "pageinfo",
    "jsonapi",
    "odatacontext",
    "odatacount",
    "odatanextlink",
    "self",
    "path",
    "requestid",
    "apiversion",
    "generatedat",
    "timestamp",
    "took",
];
/// Names that say so where their value is a number, or text of digits.
const COUNTS: [&str; 34] = [
    "page",
    "pages",
    "pageno",
    "pagenum",
    "pagenumber",
    "pageindex",
    "pagesize",
    "pagecount",
    "currentpage",
    "lastpage",
    "firstpage",
    "totalpages",
    "perpage",
    "size",
    "limit",
    "offset",
    "skip",
    "start",
    "from",
    "to",
    "first",
    "last",
    "total",
    "totalcount",
    "totalresults",
    "totalitems",
    "totalrecords",
    "count",
    "resultcount",
    "itemsperpage",
    "startindex",
    "after",
    "before",
    "duration",
];
/// Names of objects that tell of the answer, and whose links may be a list.
const ABOUT: [&str; 10] =
    ["meta", "metadata", "link", "links", "paging", "pagination", "pageinfo", "jsonapi", "cursors", "pages"];

/// What the pages of a file hold together.
pub struct Pages<'a> {
    pub records: Vec<&'a RawValue>,
    /// What the records are linked to, where the pages are JSON:API documents.
    pub included: Included<'a>,
    pub notes: Vec<Note>,
}

/// The records of all pages; `None` where the objects are no pages. `text_bytes` is the length of the text that they
/// stand in, all of which is read once already.
///
/// # Errors
/// [`ImportError`] where a page holds what is no object, all are empty, or the job was asked to stop.
pub fn join<'a>(
    objects: &[&'a RawValue],
    progress: &Progress,
    bytes_before: u64,
    text_bytes: usize,
) -> Result<Option<Pages<'a>>, ImportError> {
    let mut pages: Vec<Page<'a>> = Vec::new();
    let mut pages_named = 0;
    let mut included = Included::default();
    for object in objects {
        progress.go_on()?;
        let read = text_bytes.saturating_sub(object.get().len()) as u64 / 2;
        let value = Outline::new(object.get(), progress, bytes_before + read).value(MAX_WRAPPERS)?;
        let Some(page) = Page::of(&value) else { return Ok(None) };
        if pages.first().is_some_and(|first| first.name != page.name) {
            return Ok(None);
        }
        pages_named = pages_named.max(num_pages(&value).unwrap_or_default());
        if page.is_linked {
            let Some(_resources) = linked::primary(&value, progress)? else { return Ok(None) };
            included.add(&value, progress)?;
        }
        pages.push(page);
    }
    let Some(first) = pages.first() else { return Ok(None) };
    let is_object = |element: &&RawValue| element.get().starts_with('{');
    let all = || pages.iter().flat_map(|page| &page.elements);
    if all().next().is_none() && rank(&first.name) == 0 {
        return Err(ImportError::NoRecords("pages with nothing in them".to_owned()));
    }
    if !all().any(is_object) {
        return Ok(None);
    }
    if let Some(bad) = pages.iter().position(|page| !page.elements.iter().all(is_object)) {
        let what = format!("page {} holds something that is no object among its records", bad + 1);
        return Err(ImportError::Damaged(what));
    }
    let goes_on = pages.iter().all(|page| page.has_next) || pages_named > pages.len() as u64;
    let mut notes = vec![put_together(pages.len(), &first.name)];
    notes.extend(goes_on.then(not_all));
    Ok(Some(Pages { records: all().copied().collect(), included, notes }))
}

/// A page: the dotted name of its list, and what the list holds.
struct Page<'a> {
    name: String,
    elements: Vec<&'a RawValue>,
    has_next: bool,
    /// Whether what its records are linked to stands beside them.
    is_linked: bool,
}

impl<'a> Page<'a> {
    /// An object as a page; `None` where it is none.
    fn of(value: &Value<'a>) -> Option<Self> {
        let is_linked = value.member("included").is_some_and(|beside| beside.elements().is_some());
        let mut lists = Vec::new();
        if !holds_lists(value, "", is_linked, &mut lists) {
            return None;
        }
        let mut lists = lists.into_iter();
        let (name, elements) = lists.next().filter(|_| lists.next().is_none())?;
        // A conversation with reviews has rows of its own, see `flatten`.
        let is_page = name != "reviews" && (!is_linked || name == "data");
        is_page.then(|| Self { name, elements, has_next: names_next_page(value), is_linked })
    }
}

/// Collects the lists of an object with their dotted names; whether nothing else stands in it than its place among
/// the pages.
fn holds_lists<'a>(
    value: &Value<'a>,
    name: &str,
    is_linked: bool,
    lists: &mut Vec<(String, Vec<&'a RawValue>)>,
) -> bool {
    value.members().iter().all(|(inner, value)| {
        if (is_linked && inner == "included") || tells_place(inner, value) {
            return true;
        }
        let name = if name.is_empty() { inner.clone() } else { format!("{name}.{inner}") };
        match value.elements() {
            Some(elements) => {
                lists.push((name, elements.to_vec()));
                true
            }
            None => !value.members().is_empty() && holds_lists(value, &name, false, lists),
        }
    })
}

/// Whether a member of a page only tells of the page and of the answer, or nothing at all.
fn tells_place(name: &str, value: &Value<'_>) -> bool {
    let mut name = name.to_ascii_lowercase();
    name.retain(|char| !"_-@$.".contains(char));
    let raw = value.raw;
    let is_count = raw.trim_matches('"').parse::<u64>().is_ok();
    let is_scalar = !raw.starts_with(['{', '[']);
    match name.as_str() {
        _ if raw == "null" => true,
        // An answer that failed is no page, however empty its list is.
        "success" | "ok" => raw == "true",
        "error" | "errors" => matches!(raw, "false" | "[]" | "\"\""),
        "status" | "statuscode" | "code" => {
            let status = raw.trim_matches('"').to_ascii_lowercase();
            matches!(status.as_str(), "ok" | "success" | "200" | "true" | "complete" | "completed" | "done")
        }
        "object" | "type" => matches!(raw.trim_matches('"').rsplit('.').next(), Some("list" | "page")),
        about if ABOUT.contains(&about) && !is_scalar => {
            let is_list_of_links = value.elements().is_some() && about.starts_with("link");
            let is_told = |(name, value): &(String, Value<'_>)| {
                tells_place(name, value) || (about.starts_with("link") && !value.raw.starts_with(['{', '[']))
            };
            is_list_of_links || (value.elements().is_none() && value.members().iter().all(is_told))
        }
        "version" | "sort" | "order" if is_scalar => true,
        name => is_scalar && (PLACES.contains(&name) || (COUNTS.contains(&name) && is_count)),
    }
}

fn put_together(num_pages: usize, name: &str) -> Note {
    let pages = if num_pages == 1 {
        "The file is a list of one page; its records were read".to_owned()
    } else {
        format!("The file is {num_pages} pages; their records were put together")
    };
    Note { line: 1, code: "pages", message: format!("{pages}: those of “{name}”.") }
}

fn not_all() -> Note {
    let message = "There are more pages than the file has: it says where the next one is.";
    Note { line: 1, code: "one_page", message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The records, and the codes of the notes.
    type Told = (Vec<String>, Vec<&'static str>);

    /// What a list holds; `None` for what are no pages.
    fn joined(list: &str) -> Result<Option<Told>, ImportError> {
        let objects: Vec<&RawValue> = serde_json::from_str(list).unwrap();
        let pages = join(&objects, &Progress::default(), 0, list.len())?;
        let records =
            |pages: &Pages<'_>| pages.records.iter().map(|record| record.get().to_owned()).collect();
        Ok(pages.map(|pages| (records(&pages), pages.notes.iter().map(|note| note.code).collect())))
    }

    #[test]
    fn takes_every_record_of_every_page() {
        for (list, notes) in [
            (r#"[{"page":1,"data":[{"a":1},{"a":2}]},{"page":2,"data":[{"a":3}]}]"#, &["pages"][..]),
            (r#"[{"data":[{"a":1},{"a":2}],"next":2},{"data":[{"a":3}],"next":null}]"#, &["pages"]),
            (r#"[{"data":[{"a":1},{"a":2}],"next":2},{"data":[{"a":3}],"next":3}]"#, &["pages", "one_page"]),
            (r#"[{"x":[{"a":1},{"a":2}]},{"x":[{"a":3}]},{"x":[]}]"#, &["pages"]),
            (
                r#"[{"r":{"items":[{"a":1},{"a":2},{"a":3}]},"success":true,"meta":{"total_pages":4,"next":null}}]"#,
                &["pages", "one_page"],
            ),
            (
                r#"[{"object":"list","perPage":"50","links":[{"url":"u"}],"list":[{"a":1},{"a":2},{"a":3}]}]"#,
                &["pages"],
            ),
        ] {
            let (records, codes) = joined(list).unwrap().unwrap();
            assert_eq!(records, [r#"{"a":1}"#, r#"{"a":2}"#, r#"{"a":3}"#], "{list}");
            assert_eq!(codes, notes, "{list}");
        }
    }

    #[test]
    fn a_record_with_a_field_of_its_own_is_no_page() {
        for list in [
            r#"[{"id":1,"data":[{"a":1}]}]"#,
            r#"[{"score":90,"ratings":[{"a":1}]}]"#,
            r#"[{"page":"Refunds","ratings":[{"a":1}]}]"#,
            r#"[{"from":"a@example.com","messages":[{"a":1}]}]"#,
            r#"[{"meta":{"score":90},"ratings":[{"a":1}]}]"#,
            r#"[{"agent":{"email":"a@example.com"},"ratings":[{"a":1}]}]"#,
            r#"[{"reviews":[{"a":1}]},{"reviews":[{"a":2}]}]"#,
            r#"[{"data":[{"a":1}],"users":[{"a":2}]}]"#,
            r#"[{"data":[{"a":1}]},{"rows":[{"a":2}]}]"#,
            r#"[{"data":[{"a":1}]},{"error":"slow down"}]"#,
            r#"[{"data":[{"a":1}]},{"success":false,"data":[]}]"#,
            r#"[{"data":["a"]},{"data":["b"]}]"#,
            r#"[{"page":1},{"page":2}]"#,
        ] {
            assert!(joined(list).unwrap().is_none(), "{list}");
        }
    }

    #[test]
    fn names_the_page_that_holds_no_record_and_pages_without_any() {
        let error = joined(r#"[{"data":[{"a":1}]},{"data":[{"a":2},7]}]"#).err().unwrap();
        assert_eq!(error.code(), "damaged_file");
        assert!(error.to_string().contains("page 2"), "{error}");
        assert_eq!(joined(r#"[{"page":1,"data":[]}]"#).err().unwrap().code(), "no_records");
    }
}
