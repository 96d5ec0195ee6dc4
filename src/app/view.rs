//! Which rows of a document are in view, and in which order.
//!
//! Owns the filter, the search, the order, and the rows that came of them. Does not know the grid.
//! Invariant: rows do not move or vanish under the cursor: an edit never arranges them again, only a
//! person's wish does.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::check::{self, Decision, Input, Report, Scores, Section, Values};
use crate::model::{Cancelled, Field, Progress, RowId, RowState};

use super::edit::thousands;
use super::search::Search;

/// Which rows are in view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All.
    #[default]
    All,
    /// Those that stand so: a term of the sum line.
    State(RowState),
    /// Those of a decision.
    Decision(Cause),
    /// Those with a cell that a person changed.
    Edited,
    /// These, and what they are.
    Rows(Arc<[RowId]>, String),
}

/// What tells a decision from the others, also after a new check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The rule's id.
    pub rule: &'static str,
    /// The value, where the rule has a decision a value.
    pub value: Option<String>,
    /// The decision's heading, for the filter's name.
    pub heading: String,
    /// Where it stands in the panel.
    pub section: Section,
}

impl Cause {
    /// The cause of a decision.
    pub fn of(decision: &Decision) -> Self {
        Self {
            rule: decision.rule.id,
            value: decision.value.clone(),
            heading: decision.heading.clone(),
            section: decision.section,
        }
    }

    /// Whether the decision has this cause.
    pub fn is_of(&self, decision: &Decision) -> bool {
        self.rule == decision.rule.id && self.value == decision.value && self.section == decision.section
    }
}

/// Which values of a field are in view: the ticks of its list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// The field.
    pub field: Field,
    /// Those that are ticked, or those that are not.
    values: FxHashSet<String>,
    /// Whether `values` are those that are ticked: then a value that is not listed is out of view.
    lists_ticked: bool,
}

impl Pick {
    /// All values of a field, those too that are not listed.
    pub fn all(field: Field) -> Self {
        Self { field, values: FxHashSet::default(), lists_ticked: false }
    }

    /// These values alone.
    pub fn only(field: Field, values: impl IntoIterator<Item = String>) -> Self {
        Self { field, values: values.into_iter().collect(), lists_ticked: true }
    }

    /// Whether a value is ticked.
    pub fn has(&self, value: &str) -> bool {
        self.values.contains(value) == self.lists_ticked
    }

    /// Ticks a value, or takes its tick off.
    pub fn set(&mut self, value: &str, ticked: bool) {
        if ticked == self.lists_ticked {
            self.values.insert(value.to_owned());
        } else {
            self.values.remove(value);
        }
    }

    /// Whether every value is ticked.
    pub fn is_all(&self) -> bool {
        !self.lists_ticked && self.values.is_empty()
    }

    /// Whether none is.
    pub fn is_none(&self) -> bool {
        self.lists_ticked && self.values.is_empty()
    }

    /// Whether a value that is not listed is in view.
    pub fn has_unlisted(&self) -> bool {
        !self.lists_ticked
    }

    /// "Rubric: Chat quality", "Rubric: 3 values", "Rubric: all but 2 values".
    pub fn words(&self) -> String {
        let field = self.field.label();
        match (self.lists_ticked, self.values.len()) {
            (true, 1) => match self.values.iter().next().map_or("", String::as_str) {
                "" => format!("{field} is empty"),
                value => format!("{field}: {value}"),
            },
            (true, values) => format!("{field}: {} values", thousands(values as u64)),
            (false, 1) => format!("{field}: all but 1 value"),
            (false, values) => format!("{field}: all but {} values", thousands(values as u64)),
        }
    }

    fn keep(
        &self,
        values: &Values<'_>,
        rows: &[RowId],
        progress: &Progress,
    ) -> Result<Vec<RowId>, Cancelled> {
        match self.values.iter().next() {
            // One value most of the time, which is compared sooner than it is hashed.
            Some(one) if self.lists_ticked && self.values.len() == 1 => {
                kept(rows, progress, |row| values.get(row, self.field) == one)
            }
            _ => kept(rows, progress, |row| self.has(values.get(row, self.field))),
        }
    }
}

/// In which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub field: Field,
    /// Largest first.
    pub descending: bool,
}

/// What a person wishes to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Which rows.
    pub filter: Filter,
    /// Of these those with the values that are ticked, in every field that has such a list.
    pub picks: Vec<Pick>,
    /// Only rows with this text in one of their values; without case.
    pub find: String,
    /// The order, the first before the others; none: as in the file.
    pub sort: Vec<Sort>,
}

impl Wish {
    /// Shows other rows. All rows are all: the ticks of the lists of values go too.
    pub(super) fn show(&mut self, filter: Filter) {
        if filter == Filter::All {
            self.picks.clear();
        }
        self.filter = filter;
    }

    /// Shows the values of a field that are ticked.
    pub(super) fn pick(&mut self, pick: Pick) {
        self.picks.retain(|known| known.field != pick.field);
        if !pick.is_all() {
            self.picks.push(pick);
        }
    }

    /// The ticks of a field's list of values.
    pub fn picked(&self, field: Field) -> Pick {
        self.picks.iter().find(|pick| pick.field == field).cloned().unwrap_or_else(|| Pick::all(field))
    }
}

/// The wish, and the rows that it shows.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// The wish.
    pub wish: Wish,
    /// The rows in view; `None`: all, in the order of the file.
    rows: Option<Arc<[RowId]>>,
    /// Counts every wish, so that a late result is told from the current one.
    pub generation: u64,
    /// Counts every arrangement, so that whoever draws the rows knows when they are others.
    pub arranged: u64,
}

impl View {
    /// How many rows are in view, of `all` in the file.
    pub fn num_rows(&self, all: u32) -> u32 {
        self.rows.as_ref().map_or(all, |rows| u32::try_from(rows.len()).unwrap_or(u32::MAX))
    }

    /// Whether all rows are in view, in the order of the file.
    pub fn is_as_in_the_file(&self) -> bool {
        self.rows.is_none()
    }

    /// The row at a place of the view.
    pub fn row(&self, place: u32) -> Option<RowId> {
        match &self.rows {
            None => Some(RowId(place)),
            Some(rows) => rows.get(place as usize).copied(),
        }
    }

    /// Where a row is in view; `None` where it is not.
    pub fn place(&self, row: RowId) -> Option<u32> {
        match &self.rows {
            None => Some(row.0),
            Some(rows) => {
                rows.iter().position(|shown| *shown == row).and_then(|place| u32::try_from(place).ok())
            }
        }
    }

    /// Takes an arrangement.
    pub fn arrange(&mut self, rows: Option<Arc<[RowId]>>) {
        self.rows = rows;
        self.arranged += 1;
    }
}

/// The rows that a wish shows, in its order; `None` where it wishes for nothing.
///
/// # Errors
/// [`Cancelled`] when the job was asked to stop.
pub fn arrange(
    input: &Input<'_>,
    report: &Report,
    decisions: &[Decision],
    wish: &Wish,
    progress: &Progress,
) -> Result<Option<Arc<[RowId]>>, Cancelled> {
    if *wish == Wish::default() {
        return Ok(None);
    }
    let mut rows = filtered(input, report, decisions, &wish.filter);
    for pick in &wish.picks {
        rows = pick.keep(&Values::new(input), &rows, progress)?;
    }
    if !wish.find.is_empty() {
        rows = found(input, &rows, &wish.find, progress)?;
    }
    if !wish.sort.is_empty() {
        rows = sort_rows(input, report, &rows, &wish.sort, progress)?;
    }
    Ok(Some(rows.into()))
}

fn filtered(input: &Input<'_>, report: &Report, decisions: &[Decision], filter: &Filter) -> Vec<RowId> {
    match filter {
        Filter::All => input.sheet.rows().collect(),
        Filter::Rows(rows, _) => rows.to_vec(),
        Filter::State(state) => input.sheet.rows().filter(|row| report.state(*row) == *state).collect(),
        Filter::Decision(cause) => decisions
            .iter()
            .find(|decision| cause.is_of(decision))
            .map_or_else(Vec::new, |decision| check::rows_of(input, report, decision)),
        Filter::Edited => {
            let mut rows: Vec<_> =
                Field::ALL.iter().flat_map(|field| input.overlay.edits(*field)).map(|(row, _)| row).collect();
            rows.sort_unstable();
            rows.dedup();
            rows
        }
    }
}

fn found(
    input: &Input<'_>,
    rows: &[RowId],
    find: &str,
    progress: &Progress,
) -> Result<Vec<RowId>, Cancelled> {
    let search = Search { text: find.to_owned(), ..Search::default() };
    let Ok(matcher) = search.matcher() else { return Ok(Vec::new()) };
    let values = Values::new(input);
    kept(rows, progress, |row| Field::ALL.iter().any(|field| matcher.fits(values.get(row, *field))))
}

/// How many rows a thread looks at before it tells progress.
const CHUNK: usize = 16_384;

/// Those of the rows that are as they should be, on all cores.
fn kept(
    rows: &[RowId],
    progress: &Progress,
    keep: impl Fn(RowId) -> bool + Sync,
) -> Result<Vec<RowId>, Cancelled> {
    progress.start(rows.len() as u64);
    let done = AtomicU64::new(0);
    let chunks: Vec<Vec<RowId>> = rows
        .par_chunks(CHUNK)
        .map(|chunk| {
            progress.reached(done.fetch_add(chunk.len() as u64, Ordering::Relaxed))?;
            Ok(chunk.iter().copied().filter(|row| keep(*row)).collect())
        })
        .collect::<Result<_, Cancelled>>()?;
    Ok(chunks.concat())
}

/// Sorts by several fields, the first before the others; rows that are alike stay in their order.
fn sort_rows(
    input: &Input<'_>,
    report: &Report,
    rows: &[RowId],
    sort: &[Sort],
    progress: &Progress,
) -> Result<Vec<RowId>, Cancelled> {
    progress.start(rows.len() as u64);
    let done = AtomicU64::new(0);
    let (values, scores) = (Values::new(input), Scores::new(input, report));
    // By one field most of the time, which needs no list for each row.
    if let [sort] = sort {
        let key = |row: RowId| key(&values, &scores, row, sort.field);
        let mut keyed = keys(rows, progress, &done, key)?;
        keyed.par_sort_by(|(a, _), (b, _)| order(*sort, a, b));
        progress.reached(rows.len() as u64)?;
        return Ok(keyed.into_iter().map(|(_, row)| row).collect());
    }
    let key =
        |row: RowId| -> Vec<Key> { sort.iter().map(|sort| key(&values, &scores, row, sort.field)).collect() };
    let mut keyed = keys(rows, progress, &done, key)?;
    keyed.par_sort_by(|(a, _), (b, _)| {
        let mut each = sort.iter().zip(a.iter().zip(b)).map(|(sort, (a, b))| order(*sort, a, b));
        each.find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
    });
    progress.reached(rows.len() as u64)?;
    Ok(keyed.into_iter().map(|(_, row)| row).collect())
}

/// An empty cell stands behind all others, whichever way.
fn order(sort: Sort, a: &Key, b: &Key) -> std::cmp::Ordering {
    let both = *a != Key::Nothing && *b != Key::Nothing;
    if sort.descending && both { b.cmp(a) } else { a.cmp(b) }
}

/// Each row with its key, made on all cores.
fn keys<K: Send>(
    rows: &[RowId],
    progress: &Progress,
    done: &AtomicU64,
    key: impl Fn(RowId) -> K + Sync,
) -> Result<Vec<(K, RowId)>, Cancelled> {
    let keyed: Vec<Vec<(K, RowId)>> = rows
        .par_chunks(CHUNK)
        .map(|chunk| {
            progress.reached(done.fetch_add(chunk.len() as u64, Ordering::Relaxed))?;
            Ok(chunk.iter().map(|row| (key(*row), *row)).collect())
        })
        .collect::<Result<_, Cancelled>>()?;
    let mut all = Vec::with_capacity(rows.len());
    for chunk in keyed {
        all.extend(chunk);
    }
    Ok(all)
}

/// By what a row is sorted: numbers before texts, an empty cell behind all.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(OrderedNumber),
    Text(String),
    Nothing,
}

/// A number with an order.
#[derive(Clone, Copy, Debug)]
struct OrderedNumber(f64);

impl PartialEq for OrderedNumber {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for OrderedNumber {}

impl PartialOrd for OrderedNumber {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for OrderedNumber {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// What is sent where it is known, else the text.
fn key(values: &Values<'_>, scores: &Scores<'_>, row: RowId, field: Field) -> Key {
    let score = matches!(field, Field::Score | Field::ScoredAt).then(|| scores.score(row)).flatten();
    let sent = match (score, field) {
        #[expect(clippy::cast_precision_loss, reason = "a million ten-thousandths at most")]
        (Some(score), Field::Score) => {
            return Key::Number(OrderedNumber(score.percent().ten_thousandths() as f64 / 10_000.0));
        }
        (Some(score), _) => Some(score.scored_at().to_owned()),
        (None, _) => None,
    };
    let text = sent.unwrap_or_else(|| values.get(row, field).trim().to_lowercase());
    if text.is_empty() {
        return Key::Nothing;
    }
    text.parse().map_or(Key::Text(text), |number| Key::Number(OrderedNumber(number)))
}
