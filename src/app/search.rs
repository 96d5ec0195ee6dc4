//! What a person looks for in the cells: a part of one, a whole one, or a pattern.
//!
//! Owns what fits, what replaces it, and where that is looked for. Invariant: what is counted, shown
//! beforehand and replaced are the same cells.

use memchr::memmem::Finder;
use regex::{NoExpand, Regex, RegexBuilder};

use crate::check::{Input, Report, Values};
use crate::model::{Cancelled, Field, Progress, RowId, RowState};

use super::area::{Area, Block};
use super::view::View;

/// How the text is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum How {
    /// It stands somewhere in the cell.
    #[default]
    Part,
    /// It is all of the cell. An empty text finds empty cells.
    Whole,
    /// It is a regular expression.
    Pattern,
}

/// Where it is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Within {
    /// In every cell of the rows in view.
    #[default]
    All,
    /// In the cells of one field.
    Field(Field),
    /// In these cells.
    Area(Area),
}

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// The text.
    pub text: String,
    /// How it is meant.
    pub how: How,
    /// Capital letters count.
    pub case: bool,
    /// Where.
    pub within: Within,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// How many cells fit.
    pub cells: u64,
    /// How many of them a replacement would change: not those of rows that are being sent.
    pub changes: u64,
    /// The first changes: the row, the value, and what it would become.
    pub first: Vec<(RowId, Field, String, String)>,
}

/// How many changes are shown beforehand.
const SHOWN: usize = 3;
/// How many cells are looked at before progress is told.
const STRIDE: u64 = 16_384;

impl Search {
    /// Makes it ready.
    ///
    /// # Errors
    /// Why it is no pattern, in the words of whoever reads patterns.
    pub fn matcher(&self) -> Result<Matcher, String> {
        let pattern = match self.how {
            How::Part => regex::escape(&self.text),
            How::Whole => format!(r"\A(?:{})\z", regex::escape(&self.text)),
            How::Pattern => self.text.clone(),
        };
        let regex = RegexBuilder::new(&pattern).case_insensitive(!self.case).build().map_err(|error| {
            // The last line says what is wrong; those before draw where.
            error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
        })?;
        // Nothing typed finds nothing, unless it is said to be all of the cell.
        let finds = !self.text.is_empty() || self.how == How::Whole;
        // Where no letter can be large or small, a part is found byte by byte.
        let is_same =
            self.case || self.text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_alphabetic());
        let plain = (self.how == How::Part && is_same && finds).then(|| Finder::new(&self.text).into_owned());
        Ok(Matcher { regex, plain, finds, expands: self.how == How::Pattern })
    }

    /// The cells in which it is looked for, as blocks of the view.
    pub fn area(&self, num_rows: u32) -> Area {
        match &self.within {
            Within::All => Area(vec![Block { rows: 0..num_rows, fields: Field::ALL.to_vec() }]),
            Within::Field(field) => Area(vec![Block { rows: 0..num_rows, fields: vec![*field] }]),
            Within::Area(area) => area.clone(),
        }
    }
}

/// A search made ready.
#[derive(Debug)]
pub struct Matcher {
    regex: Regex,
    /// The same, faster.
    plain: Option<Finder<'static>>,
    finds: bool,
    /// `$1` in the replacement stands for a group.
    expands: bool,
}

impl Matcher {
    /// Whether a value fits.
    pub fn fits(&self, value: &str) -> bool {
        match &self.plain {
            Some(plain) => plain.find(value.as_bytes()).is_some(),
            None => self.finds && self.regex.is_match(value),
        }
    }

    /// Puts the value with what fits replaced into `new`; whether something fits.
    pub fn replace_into(&self, value: &str, with: &str, new: &mut String) -> bool {
        new.clear();
        if let Some(plain) = &self.plain {
            let mut done = 0;
            for at in plain.find_iter(value.as_bytes()) {
                new.push_str(&value[done..at]);
                new.push_str(with);
                done = at + plain.needle().len();
            }
            new.push_str(&value[done..]);
            return done > 0;
        }
        match self.replaced(value, with) {
            Some(replaced) => *new = replaced,
            None => return false,
        }
        true
    }

    /// The value with what fits replaced; `None` where nothing fits.
    pub fn replaced(&self, value: &str, with: &str) -> Option<String> {
        if !self.fits(value) {
            return None;
        }
        Some(if self.expands {
            self.regex.replace_all(value, with).into_owned()
        } else {
            self.regex.replace_all(value, NoExpand(with)).into_owned()
        })
    }
}

/// Counts what fits, and what a replacement would make of the first of it.
///
/// # Errors
/// [`Cancelled`] when the job was asked to stop.
pub fn count(
    input: &Input<'_>,
    report: &Report,
    view: &View,
    search: &Search,
    with: &str,
    progress: &Progress,
) -> Result<Found, Cancelled> {
    let mut found = Found::default();
    let Ok(matcher) = search.matcher() else { return Ok(found) };
    let area = search.area(view.num_rows(input.sheet.num_rows()));
    let values = Values::new(input);
    progress.start(area.num_cells());
    for (done, (row, field)) in (0u64..).zip(area.cells(view)) {
        if done % STRIDE == 0 {
            progress.reached(done)?;
        }
        let value = values.get(row, field);
        if !matcher.fits(value) {
            continue;
        }
        found.cells += 1;
        if is_locked(report, row) {
            continue;
        }
        let new = matcher.replaced(value, with).filter(|new| new != value);
        found.changes += u64::from(new.is_some());
        if let Some(new) = new
            && found.first.len() < SHOWN
        {
            found.first.push((row, field, value.to_owned(), new));
        }
    }
    Ok(found)
}

/// The next cell that fits, from a place on and around the end, or back; row by row.
///
/// # Errors
/// [`Cancelled`] when the job was asked to stop.
pub fn next(
    input: &Input<'_>,
    view: &View,
    search: &Search,
    from: (u32, Field),
    back: bool,
    progress: &Progress,
) -> Result<Option<(u32, Field)>, Cancelled> {
    let Ok(matcher) = search.matcher() else { return Ok(None) };
    let num_rows = view.num_rows(input.sheet.num_rows());
    let area = search.area(num_rows);
    let values = Values::new(input);
    progress.start(u64::from(num_rows));
    let fits_at = |place: u32, keep: &dyn Fn(Field) -> bool| -> Option<Field> {
        let row = view.row(place)?;
        let mut fields = SHOWN_ORDER.into_iter().filter(|field| keep(*field)).filter(|field| {
            let inside = |block: &Block| block.rows.contains(&place) && block.fields.contains(field);
            area.0.iter().any(inside) && matcher.fits(values.get(row, *field))
        });
        if back { fields.next_back() } else { fields.next() }
    };
    let rank = |field: Field| SHOWN_ORDER.iter().position(|known| *known == field);
    let (start, at) = (from.0.min(num_rows.saturating_sub(1)), rank(from.1));
    let ahead = |field: Field| if back { rank(field) < at } else { rank(field) > at };
    if let Some(field) = fits_at(start, &ahead) {
        return Ok(Some((start, field)));
    }
    for step in 1..=num_rows {
        if u64::from(step) % STRIDE == 0 {
            progress.reached(u64::from(step))?;
        }
        let place = if back { start + num_rows - step } else { start + step } % num_rows;
        if let Some(field) = fits_at(place, &|_any| true) {
            return Ok(Some((place, field)));
        }
    }
    Ok(None)
}

/// The order of the fields on the screen, before anybody moved them: what matters most is in view first.
pub const SHOWN_ORDER: [Field; crate::model::NUM_FIELDS] = [
    Field::AgentId,
    Field::Score,
    Field::ScoredAt,
    Field::Conversation,
    Field::Rubric,
    Field::Reviewer,
    Field::Notes,
    Field::MaxScore,
    Field::Source,
    Field::Review,
    Field::Platform,
];

/// Whether a row's cells cannot be changed now: it is being sent, or it is not known whether it arrived.
pub fn is_locked(report: &Report, row: RowId) -> bool {
    matches!(report.state(row), RowState::InUpload | RowState::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_and_what_becomes_of_it() {
        let search = |text: &str, how, case| Search { text: text.to_owned(), how, case, within: Within::All };
        for (search, value, with, expected) in [
            (search("n.a", How::Part, false), "N.A.", "-", Some("-.")),
            (search("n.a", How::Part, false), "nXa", "-", None),
            (search("N.A", How::Part, true), "n.a", "-", None),
            (search("n.a", How::Whole, false), "n.a.", "-", None),
            (search("n.a", How::Whole, false), "N.A", "-", Some("-")),
            (search("", How::Whole, false), "", "0", Some("0")),
            (search("", How::Part, false), "x", "0", None),
            (search(r"(\d+) %", How::Pattern, false), "85 %", "$1", Some("85")),
            (search("é", How::Part, false), "RÉponse", "e", Some("Reponse")),
            (search("a", How::Part, false), "aa", "$1", Some("$1$1")),
            (search("20", How::Part, false), "2020-é20", "x20", Some("x20x20-éx20")),
            (search("..", How::Part, false), "a...", "-", Some("a-.")),
            (search("N", How::Part, true), "nN", "$1", Some("n$1")),
            (search("👍", How::Part, false), "ok 👍!", "", Some("ok !")),
        ] {
            let matcher = search.matcher().unwrap();
            assert_eq!(matcher.replaced(value, with).as_deref(), expected, "{search:?} in {value:?}");
            let mut new = String::new();
            let fits = matcher.replace_into(value, with, &mut new);
            assert_eq!(fits.then_some(new.as_str()), expected, "{search:?} in {value:?}");
        }
        assert!(search("(", How::Pattern, false).matcher().unwrap_err().contains("unclosed group"));
    }
}
