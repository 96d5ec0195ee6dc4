//! Which rows of a document are in view, and in which order.
//!
//! Owns the filter, the search, the order, and the rows that came of them. Does not know the grid.
//! Invariant: rows do not move or vanish under the cursor: an edit never arranges them again, only a
//! person's wish does.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::check::{self, Decision, Input, Report, Section};
use crate::model::{Cancelled, Field, Progress, RowId, RowState};

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
    /// Only rows with this text in one of their values; without case.
    pub find: String,
    /// The order; `None`: as in the file.
    pub sort: Option<Sort>,
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
    if !wish.find.is_empty() {
        rows = found(input, rows, &wish.find, progress)?;
    }
    if let Some(sort) = wish.sort {
        sort_rows(input, report, &mut rows, sort);
    }
    Ok(Some(rows.into()))
}

fn filtered(input: &Input<'_>, report: &Report, decisions: &[Decision], filter: &Filter) -> Vec<RowId> {
    match filter {
        Filter::All => input.sheet.rows().collect(),
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
    rows: Vec<RowId>,
    find: &str,
    progress: &Progress,
) -> Result<Vec<RowId>, Cancelled> {
    let needle = find.to_lowercase();
    progress.start(rows.len() as u64);
    let mut hits = Vec::new();
    for (done, row) in rows.into_iter().enumerate() {
        if done % 4096 == 0 {
            progress.reached(done as u64)?;
        }
        let hit = Field::ALL.iter().any(|field| {
            let value = check::value(input, row, *field);
            value.len() >= needle.len() && value.to_lowercase().contains(&needle)
        });
        if hit {
            hits.push(row);
        }
    }
    Ok(hits)
}

fn sort_rows(input: &Input<'_>, report: &Report, rows: &mut [RowId], sort: Sort) {
    rows.sort_by_cached_key(|row| key(input, report, *row, sort.field));
    if sort.descending {
        rows.reverse();
    }
}

/// By what a row is sorted: what is sent where it is known, else the text; numbers before texts.
enum Key {
    Number(f64),
    Text(String),
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Key {}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Number(_), Self::Text(_)) => Ordering::Less,
            (Self::Text(_), Self::Number(_)) => Ordering::Greater,
        }
    }
}

fn key(input: &Input<'_>, report: &Report, row: RowId, field: Field) -> Key {
    let sent = matches!(field, Field::Score | Field::ScoredAt)
        .then(|| check::score(input, report, row))
        .flatten()
        .map(|score| match field {
            Field::Score => score.percent().to_string(),
            _ => score.scored_at().to_owned(),
        });
    let text = sent.unwrap_or_else(|| check::value(input, row, field).to_lowercase());
    text.trim().parse().map_or(Key::Text(text), Key::Number)
}
