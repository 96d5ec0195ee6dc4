//! The first records of a file, whatever its format: what guesses about it are made from.
//!
//! Owns the guess at the heading row. Does not know delimiters or formats. Invariant: a first record
//! that looks like data is data, so that no record is taken for headings in silence.

use crate::model::{Layout, Note};

/// How many records a sample holds, at most.
pub const SAMPLE_RECORDS: usize = 200;
/// How far down the headings may stand.
const MAX_PREAMBLE: usize = 30;

/// The first records of a file.
#[derive(Debug, Default)]
pub struct Sample {
    text: String,
    layout: Layout,
}

/// Which record of a sample holds the headings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeadingRecord {
    /// This one.
    At(usize),
    /// None: the first record that may be it looks like data.
    None {
        /// The record that looks like data.
        data: usize,
    },
}

impl Sample {
    /// The records that a layout describes.
    #[must_use]
    pub fn new(text: String, layout: Layout) -> Self {
        Self { text, layout }
    }

    /// Adds a record.
    pub fn push(&mut self, cells: &[String], line: u32) {
        for cell in cells {
            self.layout.push_cell(self.text.len());
            self.text.push_str(cell);
            self.text.push('\n');
        }
        self.layout.end_record(self.text.len().saturating_sub(1), line);
    }

    /// How many records there are.
    #[must_use]
    pub fn num_records(&self) -> usize {
        self.layout.num_rows()
    }

    /// How many cells a record has.
    #[must_use]
    pub fn num_cells(&self, record: usize) -> usize {
        self.layout.num_cells(record)
    }

    /// The cells of a record.
    pub fn record(&self, record: usize) -> impl ExactSizeIterator<Item = &str> {
        self.layout.record(&self.text, record)
    }

    /// The physical line of a record.
    #[must_use]
    pub fn line(&self, record: usize) -> u32 {
        self.layout.line(record)
    }

    /// The number of cells that most records have; of two that are equally common, the larger.
    #[must_use]
    pub fn usual_cells(&self) -> usize {
        let mut counts: Vec<usize> = (0..self.num_records()).map(|row| self.num_cells(row)).collect();
        counts.sort_unstable();
        counts.chunk_by(|a, b| a == b).max_by_key(|same| same.len()).map_or(0, |same| same[0])
    }

    /// Guesses which record holds the headings, below title lines if there are any.
    #[must_use]
    pub fn heading_record(&self) -> HeadingRecord {
        let usual = self.usual_cells();
        let stands_above = |record: usize| {
            // A title line: much shorter than the records, or as long by empty cells only.
            self.num_cells(record) * 2 <= usual || (usual > 2 && self.num_filled(record) < 2)
        };
        let last = self.num_records().min(MAX_PREAMBLE);
        let heading = (0..last).find(|&record| usual < 2 || !stands_above(record)).unwrap_or(0);
        let heading = self.complete_below(heading).or_else(|| self.named_below(heading)).unwrap_or(heading);
        if self.looks_like_data(heading) {
            HeadingRecord::None { data: heading }
        } else if self.goes_on_below(heading) {
            HeadingRecord::At(heading + 1)
        } else {
            HeadingRecord::At(heading)
        }
    }

    /// How many cells beyond those of the heading record most records have, if none of them holds
    /// anything: a delimiter at the end of every line, but for the headings.
    #[must_use]
    pub fn num_empty_beyond(&self, num_headings: usize) -> usize {
        let usual = self.usual_cells();
        let beyond_is_empty =
            |record: usize| self.record(record).skip(num_headings).all(|cell| cell.trim().is_empty());
        if usual > num_headings && (0..self.num_records()).all(beyond_is_empty) {
            usual - num_headings
        } else {
            0
        }
    }

    fn num_filled(&self, record: usize) -> usize {
        self.record(record).filter(|cell| !cell.trim().is_empty()).count()
    }

    /// Where a record leaves columns at its end without a word, as what stands above a table does, and the groups of
    /// its columns: the record below that names every column. What is between leaves some, too.
    fn complete_below(&self, above: usize) -> Option<usize> {
        let usual = self.usual_cells();
        let has_gaps =
            |record: usize| self.record(record).nth(usual - 1).is_none_or(|last| last.trim().is_empty());
        if usual < 3 {
            return None;
        }
        let last = self.num_records().min(MAX_PREAMBLE);
        let below = (above..last).find(|&record| !has_gaps(record))?;
        (below > above && self.names_every_column(below)).then_some(below)
    }

    /// Where a record leaves several columns in between without a word, as the groups of columns do: the record right
    /// below, if it names every column, each by a name of its own that stands in no record. A record of words there
    /// would be taken for names, so one column without a heading is not enough.
    fn named_below(&self, above: usize) -> Option<usize> {
        /// Fewer may be one review with a note where others have numbers.
        const ENOUGH_RECORDS: usize = 2;
        let below = above + 1;
        let usual = self.usual_cells();
        if below + ENOUGH_RECORDS >= self.num_records()
            || self.num_cells(below) != usual
            || self.num_filled(above) + 2 > usual
        {
            return None;
        }
        let names: Vec<&str> = self.record(below).map(str::trim).collect();
        let is_alone = |(column, name): (usize, &&str)| {
            let stands_below = |record: usize| {
                self.layout.cell(&self.text, record, column).is_some_and(|cell| cell.trim() == *name)
            };
            !names[..column].contains(name) && !(below + 1..self.num_records()).any(stands_below)
        };
        let are_alone = names.iter().enumerate().all(is_alone);
        (are_alone && self.names_every_column(below)).then_some(below)
    }

    /// Whether a record holds words only, in every column, also where the records below have numbers, dates or
    /// addresses.
    fn names_every_column(&self, record: usize) -> bool {
        /// One may be chance: a first review with words for its score.
        const ENOUGH: usize = 2;
        let are_words = self.record(record).all(|cell| !cell.trim().is_empty() && kind(cell).is_none());
        let is_above_data = |column: usize| {
            let below = (record + 1..self.num_records())
                .filter_map(|below| self.layout.cell(&self.text, below, column))
                .filter(|cell| !cell.trim().is_empty());
            let kinds: Vec<_> = below.map(kind).collect();
            let num_data = kinds.iter().flatten().count();
            num_data > 0 && num_data * 10 >= kinds.len() * 8
        };
        are_words && (0..self.num_cells(record)).filter(|&column| is_above_data(column)).count() >= ENOUGH
    }

    /// Whether the headings take two records: groups of columns above, whose names stand below. Then each
    /// has a gap where the other has a word, the lower one in its first column, as no review has; and it has
    /// no number, date or address where the records below have them.
    fn goes_on_below(&self, heading: usize) -> bool {
        let lower = heading + 1;
        if lower + 1 >= self.num_records() {
            return false;
        }
        let cell = |record: usize, column: usize| {
            self.layout.cell(&self.text, record, column).unwrap_or_default().trim()
        };
        let columns = 0..self.num_cells(lower);
        let leaves_a_gap = cell(lower, 0).is_empty() && !cell(heading, 0).is_empty();
        let fills_a_gap = (0..self.num_cells(heading))
            .any(|column| cell(heading, column).is_empty() && !cell(lower, column).is_empty());
        let is_data = |column: usize| kind(cell(lower, column)).is_some();
        let stands_above_data = |column: usize| {
            !cell(lower, column).is_empty()
                && (lower + 1..self.num_records()).any(|record| kind(cell(record, column)).is_some())
        };
        leaves_a_gap && fills_a_gap && !columns.clone().any(is_data) && columns.clone().any(stands_above_data)
    }

    /// Whether a record has numbers, dates or addresses, and no word, where the records below have them.
    fn looks_like_data(&self, heading: usize) -> bool {
        let below = heading + 1..self.num_records();
        if below.is_empty() {
            return false;
        }
        let mut alike = 0;
        for (column, head) in self.record(heading).enumerate() {
            let mut kinds = [0_usize; 3];
            let mut filled = 0;
            for record in below.clone() {
                let cell = self.layout.cell(&self.text, record, column).unwrap_or_default();
                filled += usize::from(!cell.trim().is_empty());
                if let Some(kind) = kind(cell) {
                    kinds[kind as usize] += 1;
                }
            }
            for of in [CellKind::Number, CellKind::Time, CellKind::Email] {
                if filled > 0 && kinds[of as usize] * 10 >= filled * 8 {
                    if kind(head) == Some(of) {
                        alike += 1;
                    } else if !head.trim().is_empty() {
                        return false; // a word above numbers, dates or addresses: a heading
                    }
                }
            }
        }
        alike > 0
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CellKind {
    Number,
    Time,
    Email,
}

/// What a cell looks like, if it is something that a heading is not.
fn kind(cell: &str) -> Option<CellKind> {
    let cell = cell.trim().trim_start_matches("=\"").trim_end_matches('"').trim_end_matches('%');
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    let only = |extra: &str| cell.chars().all(|char| char.is_ascii_digit() || extra.contains(char));
    if digits == 0 {
        let (name, domain) = cell.split_once('@')?;
        return (!name.is_empty() && domain.contains('.')).then_some(CellKind::Email);
    }
    if only(".,-+eE ") && cell.matches('-').count() < 2 {
        Some(CellKind::Number)
    } else if digits >= 4 && only("-/.: TZ+,APMapm") {
        Some(CellKind::Time)
    } else if cell.split_once('@').is_some_and(|(name, domain)| !name.is_empty() && domain.contains('.')) {
        Some(CellKind::Email)
    } else {
        None
    }
}

/// The headings where there is no heading row: their places.
#[must_use]
pub fn columns_by_place(num_columns: usize) -> Vec<String> {
    (1..=num_columns).map(|number| format!("Column {number}")).collect()
}

/// Gives headings that are blank the names right above them, where that record has several: headings that
/// take two records.
pub fn fill_from_above<'a>(headings: &mut [String], above: impl Iterator<Item = &'a str> + Clone) {
    if above.clone().filter(|name| !name.trim().is_empty()).count() > 1 {
        for (heading, name) in headings.iter_mut().zip(above).filter(|(heading, _)| heading.trim().is_empty())
        {
            name.clone_into(heading);
        }
    }
}

/// The note that there is no heading row.
#[must_use]
pub fn no_header(line: u32) -> Note {
    let message =
        "The first record looks like data, so there is no heading row; columns are named by their places.";
    Note { line, code: "no_header", message: message.to_owned() }
}

/// The note of a record above the heading row.
#[must_use]
pub fn above_header<'a>(line: u32, cells: impl Iterator<Item = &'a str>) -> Note {
    let filled: Vec<&str> = cells.map(str::trim).filter(|cell| !cell.is_empty()).collect();
    let mut words: String = filled.join(" ").chars().take(80).collect();
    if words.is_empty() {
        "only empty cells".clone_into(&mut words);
    }
    Note {
        line,
        code: "above_header",
        message: format!("Line {line} stands above the heading row: {words}."),
    }
}

/// The note of a line with nothing in it.
#[must_use]
pub fn empty_line(line: u32) -> Note {
    Note { line, code: "empty_line", message: format!("Line {line} is empty.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(lines: &[&str]) -> HeadingRecord {
        let mut sample = Sample::default();
        for (line, text) in (1..).zip(lines) {
            let cells: Vec<String> = text.split(',').map(str::to_owned).collect();
            sample.push(&cells, line);
        }
        sample.heading_record()
    }

    #[test]
    fn what_a_spreadsheet_pads_above_the_headings_is_none() {
        const TABLE: [&str; 3] =
            ["Ticket,Agent,Score,Date", "1,a@example.com,90,2026-09-14", "2,b@example.com,91,2026-09-15"];
        for above in [
            &["QA report,,,"][..],
            &["QA report,,,", "Period,Sept 2026,,"],
            &["QA report,,,", "From,2026-09-01,To,", ",,,"],
            &["Team,Orange,,", "Manager,Nadia,,", ",,,"],
            &["Conversation,,Review,"],
            &["Conversation,Agent,Result,", ",,,"],
        ] {
            assert_eq!(heading(&[above, &TABLE].concat()), HeadingRecord::At(above.len()), "{above:?}");
        }
    }

    #[test]
    fn groups_that_leave_columns_between_stand_above_the_headings() {
        const NAMES: &str = "Agent,Ticket ID,Score,Max,Date";
        let rows = ["ann,1,80,100,2026-09-14", "ben,2,90,100,2026-09-15"];
        for groups in [",,QA,,Review", "Agent,,QA,,Review", "Agent,,,,Review"] {
            assert_eq!(heading(&[groups, NAMES, rows[0], rows[1]]), HeadingRecord::At(1), "{groups}");
            assert_eq!(
                heading(&[groups, NAMES, rows[0]]),
                HeadingRecord::At(0),
                "{groups}: one record is too few"
            );
        }
        // What stands below again is a value, and so is what stands twice.
        for words in ["ann,x,none,late,open", "Agent,Note,Score,Note,Date"] {
            let below = [",,QA,,Review", words, rows[0], rows[1]];
            assert_eq!(heading(&below), HeadingRecord::At(0), "{words}");
        }
    }

    #[test]
    fn headings_with_a_gap_stay_headings() {
        let rows = ["1,a@example.com,90,good", "2,b@example.com,91,bad"];
        for head in [",Agent,Score,Note", "Ticket,Agent,,Note", "Ticket,Agent,Score,"] {
            assert_eq!(heading(&[&[head][..], &rows].concat()), HeadingRecord::At(0), "{head}");
        }
        let words = ["Ticket,Agent,,Note", "x,ann,good,fine", "y,ben,bad,none"];
        assert_eq!(heading(&words), HeadingRecord::At(0));
        let first_in_words =
            ["Ticket,Agent,,Score,Date", "x,ann,late,none,open", "1,ben,,90,2026-09-14", "2,c,,9,2026-09-15"];
        assert_eq!(heading(&first_in_words), HeadingRecord::At(0));
        let two = ["Ticket,Agent,Score,", ",Name,Points,Note", "1,ann,90,good", "2,ben,91,bad"];
        assert_eq!(heading(&two), HeadingRecord::At(1));
    }
}
