//! What the columns hold, decided once from the source text.
//!
//! Owns the evidence: which scale, which decimal sign, which order of day and month, whether a
//! spreadsheet rounded the ids, which rows the recipe leaves out. Does not know rules or people.
//! Invariant: what contradicts itself stays open and is asked; a person's answer wins over evidence.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::model::{Cancelled, Field, Progress, RowId, Sheet};

use super::date::{DateNumbers, Glance, glance};
use super::number::{Decimal, DecimalSign, ScoreText, decimal_sign, read_score};
use super::text::clean;
use super::{DateOrder, LeaveOut, Mapping, Recipe, Scale, first_text};

/// What the mapped columns hold; see [`read_columns`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Readings {
    /// The score column.
    pub score: ScoreReading,
    /// The date column that counts.
    pub date: DateReading,
    /// The conversation column.
    pub conversation: IdReading,
    /// Rows that the recipe leaves out, in order, each with its place in [`Recipe::leave_out`].
    pub(crate) rows_left_out: Vec<(RowId, u8)>,
}

impl Readings {
    /// The entry of [`Recipe::leave_out`] that leaves a row out.
    pub fn left_out(&self, row: RowId) -> Option<usize> {
        if self.rows_left_out.is_empty() {
            return None;
        }
        let found = self.rows_left_out.binary_search_by_key(&row, |(row, _)| *row).ok()?;
        Some(usize::from(self.rows_left_out[found].1))
    }

    /// How many rows an entry of [`Recipe::leave_out`] leaves out.
    pub fn num_left_out(&self, entry: usize) -> usize {
        self.rows_left_out.iter().filter(|(_, of)| usize::from(*of) == entry).count()
    }
}

/// How scores are written and on which scale.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScoreReading {
    /// The scale, where recipe or the column's own values decide it. `None` with no maximum beside a
    /// score is `score.scale_unclear`.
    pub scale: Option<Scale>,
    /// Whether the comma is the decimal sign: `87,5`.
    pub decimal_comma: bool,
    /// The least, middle and greatest of the scores that name no maximum themselves.
    pub spread: Option<Spread>,
    /// Some of those scores, for the question that asks for the scale.
    pub examples: Vec<Example>,
}

/// The least, middle and greatest number of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    /// The least.
    pub min: Decimal,
    /// The middle one of an even sample.
    pub median: Decimal,
    /// The greatest.
    pub max: Decimal,
}

/// How dates are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DateReading {
    /// The order of dates such as 03/04/2026, where the recipe or some date with a day over 12 decides it.
    pub order: Option<DateOrder>,
    /// How dates that are one number count, where the column holds such and all count alike.
    pub numbers: Option<DateNumbers>,
    /// Whether some dates can only be day first and others only month first.
    pub contradictory: bool,
    /// Some dates that can be read two ways, where `order` is open; see
    /// [`alternatives`](super::date::alternatives).
    pub unclear: Vec<Example>,
    /// Some dates that carry no zone, answered or not.
    pub without_zone: Vec<Example>,
}

/// How ids are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IdReading {
    /// Most ids of 16 digits or more end in zeros: a spreadsheet has rounded them.
    pub rounded: bool,
}

/// A cell that shows what a question is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Its row.
    pub row: RowId,
    /// Its text, as the file has it.
    pub text: String,
}

/// How many examples are kept of each kind.
const NUM_EXAMPLES: usize = 3;
/// Rows that one task looks at between two looks at the wish to stop.
const ROWS_A_TASK: u32 = 16_384;
/// About so many scores are sampled for the median.
const SAMPLE: u32 = 65_536;

/// Decides what the mapped columns hold, from all their source text.
///
/// # Errors
/// [`Cancelled`] when the job was asked to stop.
pub fn read_columns(sheet: &Sheet, recipe: &Recipe, progress: &Progress) -> Result<Readings, Cancelled> {
    let told = recipe.scale.map(|told| told.value);
    let semicolons = sheet.source().delimiter == Some(';');
    let seen = look_at_rows(sheet, recipe, false, progress)?;
    let decimal_comma = seen.score.writes_decimal_comma(semicolons);
    // With the comma as decimal sign the numbers are others.
    let score = if decimal_comma { look_at_rows(sheet, recipe, true, progress)?.score } else { seen.score };
    Ok(Readings {
        score: score.into_reading(told, decimal_comma),
        date: seen.date.into_reading(recipe.date_order.map(|told| told.value)),
        conversation: seen.ids.into_reading(),
        rows_left_out: rows_left_out(sheet, &recipe.leave_out, progress)?,
    })
}

/// Looks at every row, on all cores, in the order of the file.
fn look_at_rows(
    sheet: &Sheet,
    recipe: &Recipe,
    decimal_comma: bool,
    progress: &Progress,
) -> Result<Seen, Cancelled> {
    let every = sheet.num_rows().div_ceil(SAMPLE).max(1);
    in_parallel(sheet.num_rows(), progress, |rows| {
        let mut seen = Seen::default();
        let fields = [Field::Score, Field::MaxScore, Field::ScoredAt, Field::Conversation];
        // A constant says the same in every row: one look is enough.
        let all_constant = fields.iter().all(|field| !matches!(recipe.mapping(*field), Mapping::Columns(_)));
        for row in rows.take(if all_constant { 1 } else { usize::MAX }) {
            let text = |field| recipe.source_text(sheet, row, field);
            seen.score.look(row, text(Field::Score), decimal_comma, row.0.is_multiple_of(every));
            seen.score.look_at_max(text(Field::MaxScore));
            seen.date.look(row, text(Field::ScoredAt));
            seen.ids.look(text(Field::Conversation));
        }
        seen
    })
}

/// Runs over all rows in tasks and joins what they found, in order.
fn in_parallel<T: Join + Send>(
    num_rows: u32,
    progress: &Progress,
    task: impl Fn(&mut dyn Iterator<Item = RowId>) -> T + Sync,
) -> Result<T, Cancelled> {
    progress.start(num_rows.into());
    let done = AtomicU64::new(0);
    (0..num_rows.div_ceil(ROWS_A_TASK))
        .into_par_iter()
        .map(|nth| {
            let first = nth * ROWS_A_TASK;
            let last = first.saturating_add(ROWS_A_TASK).min(num_rows);
            let found = task(&mut (first..last).map(RowId));
            let rows = u64::from(last - first);
            progress.reached(done.fetch_add(rows, Ordering::Relaxed) + rows)?;
            Ok(found)
        })
        .try_reduce(T::default, |one, next| Ok(one.join(next)))
}

/// What a task found, joined with what the next one found.
trait Join: Default {
    fn join(self, next: Self) -> Self;
}

impl Join for Vec<(RowId, u8)> {
    fn join(mut self, mut next: Self) -> Self {
        self.append(&mut next);
        self
    }
}

impl Join for FxHashSet<&str> {
    fn join(self, next: Self) -> Self {
        let (mut large, small) = if self.len() < next.len() { (next, self) } else { (self, next) };
        large.extend(small);
        large
    }
}

#[derive(Default)]
struct Seen {
    score: SeenScores,
    date: SeenDates,
    ids: SeenIds,
}

impl Join for Seen {
    fn join(self, next: Self) -> Self {
        Self {
            score: self.score.join(next.score),
            date: self.date.join(next.date),
            ids: self.ids.join(next.ids),
        }
    }
}

#[derive(Default)]
struct SeenScores {
    /// Cells in which a comma, a point is the decimal sign for sure; in which a comma may be.
    commas: u32,
    points: u32,
    maybe_commas: u32,
    /// Cells that say `%` themselves.
    percents: u32,
    range: Option<(Decimal, Decimal)>,
    sample: Vec<Decimal>,
    examples: Vec<Example>,
}

impl SeenScores {
    fn look(&mut self, row: RowId, text: &str, decimal_comma: bool, in_sample: bool) {
        self.look_at_sign(text);
        match read_score(text, decimal_comma) {
            ScoreText::Number { value, of: None } => {
                if self.examples.len() < NUM_EXAMPLES {
                    self.examples.push(Example { row, text: text.to_owned() });
                }
                let (min, max) = self.range.unwrap_or((value, value));
                self.range = Some((min.min(value), max.max(value)));
                if in_sample {
                    self.sample.push(value);
                }
            }
            ScoreText::Number { of: Some(_), .. } => {
                self.percents += u32::from(text.contains(['%', '％', '٪']));
            }
            ScoreText::NotGraded | ScoreText::NotANumber => {}
        }
    }

    fn look_at_max(&mut self, text: &str) {
        self.look_at_sign(text);
    }

    fn look_at_sign(&mut self, text: &str) {
        match decimal_sign(text) {
            None => {}
            Some(DecimalSign::Comma) => self.commas += 1,
            Some(DecimalSign::Point) => self.points += 1,
            Some(DecimalSign::CommaOrThousands) => self.maybe_commas += 1,
        }
    }

    /// Whether the column writes decimals with a comma. Where every comma may as well part thousands,
    /// cells parted by semicolons decide: that is why they are.
    fn writes_decimal_comma(&self, semicolons: bool) -> bool {
        self.points == 0 && (self.commas > 0 || self.maybe_commas > 0 && semicolons)
    }

    fn into_reading(mut self, told: Option<Scale>, decimal_comma: bool) -> ScoreReading {
        let median = self.sample.len() / 2;
        let spread = self.range.map(|(min, max)| Spread {
            min,
            median: if self.sample.is_empty() { max } else { *self.sample.select_nth_unstable(median).1 },
            max,
        });
        let scale = told.or_else(|| self.scale());
        ScoreReading { scale, decimal_comma, spread, examples: self.examples }
    }

    /// The scale that the values themselves show: a greatest score over 50 and up to 100, or percent
    /// signs beside numbers that are no fractions.
    fn scale(&self) -> Option<Scale> {
        let hundred = Decimal::whole(100);
        let percent = match self.range {
            Some((_, max)) if self.percents > 0 => max > Decimal::whole(1) && max <= hundred,
            Some((_, max)) => max > Decimal::whole(50) && max <= hundred,
            None => self.percents > 0,
        };
        percent.then_some(Scale::Percent)
    }
}

impl Join for SeenScores {
    fn join(mut self, mut next: Self) -> Self {
        self.sample.append(&mut next.sample);
        Self {
            commas: self.commas + next.commas,
            points: self.points + next.points,
            maybe_commas: self.maybe_commas + next.maybe_commas,
            percents: self.percents + next.percents,
            range: match (self.range, next.range) {
                (Some((min, max)), Some((other_min, other_max))) => {
                    Some((min.min(other_min), max.max(other_max)))
                }
                (one, other) => one.or(other),
            },
            sample: self.sample,
            examples: join_examples(self.examples, next.examples),
        }
    }
}

struct SeenDates {
    /// The orders under which every date so far is a day.
    orders: u8,
    /// Whether some date is three numbers in an open order.
    any_numbers: bool,
    counted: Vec<DateNumbers>,
    unclear: Vec<Example>,
    without_zone: Vec<Example>,
}

impl Default for SeenDates {
    fn default() -> Self {
        let orders = DateOrder::ALL.into_iter().map(DateOrder::bit).sum();
        Self { orders, any_numbers: false, counted: vec![], unclear: vec![], without_zone: vec![] }
    }
}

impl SeenDates {
    fn look(&mut self, row: RowId, text: &str) {
        // Almost every cell of an export by API: nothing to learn.
        if text.len() >= 20 && text.ends_with('Z') && text.as_bytes()[4] == b'-' {
            return;
        }
        let mut local = false;
        match glance(text) {
            Glance::Other | Glance::Moment | Glance::Numbers(0) => {}
            Glance::Local => local = true,
            Glance::Counted(as_numbers) => {
                local = as_numbers == DateNumbers::ExcelDays;
                if !self.counted.contains(&as_numbers) {
                    self.counted.push(as_numbers);
                }
            }
            Glance::Numbers(orders) => {
                local = true;
                self.any_numbers = true;
                self.orders &= orders;
                if orders.count_ones() > 1 && self.unclear.len() < NUM_EXAMPLES {
                    self.unclear.push(Example { row, text: text.to_owned() });
                }
            }
        }
        if local && self.without_zone.len() < NUM_EXAMPLES {
            self.without_zone.push(Example { row, text: text.to_owned() });
        }
    }

    fn into_reading(self, told: Option<DateOrder>) -> DateReading {
        let mut possible = DateOrder::ALL.into_iter().filter(|order| self.orders & order.bit() != 0);
        let shown = match (self.any_numbers, possible.next(), possible.next()) {
            (true, Some(only), None) => Some(only),
            _ => None,
        };
        let order = told.or(shown);
        let numbers = match self.counted[..] {
            [one] => Some(one),
            _ => None,
        };
        DateReading {
            order,
            numbers,
            contradictory: self.any_numbers && self.orders == 0,
            unclear: if order.is_some() { Vec::new() } else { self.unclear },
            without_zone: self.without_zone,
        }
    }
}

impl Join for SeenDates {
    fn join(mut self, next: Self) -> Self {
        for as_numbers in next.counted {
            if !self.counted.contains(&as_numbers) {
                self.counted.push(as_numbers);
            }
        }
        Self {
            orders: self.orders & next.orders,
            any_numbers: self.any_numbers || next.any_numbers,
            counted: self.counted,
            unclear: join_examples(self.unclear, next.unclear),
            without_zone: join_examples(self.without_zone, next.without_zone),
        }
    }
}

/// Ids of more digits than a spreadsheet keeps.
#[derive(Default)]
struct SeenIds {
    long: u32,
    rounded: u32,
    /// Digits that are zero where a spreadsheet would have made them so.
    zeros: u64,
}

impl SeenIds {
    /// Digits of a number that a spreadsheet keeps.
    const KEPT: usize = 15;

    fn look(&mut self, text: &str) {
        if text.len() <= Self::KEPT {
            return;
        }
        let id = clean(text).0.trim();
        if id.len() <= Self::KEPT || !id.bytes().all(|b| b.is_ascii_digit()) {
            return;
        }
        self.long += 1;
        if id.as_bytes()[Self::KEPT..].iter().all(|b| *b == b'0') {
            self.rounded += 1;
            self.zeros += (id.len() - Self::KEPT) as u64;
        }
    }

    /// A real id ends in a zero one time in ten, so one zero alone is no evidence.
    fn into_reading(self) -> IdReading {
        IdReading { rounded: self.zeros >= 2 && self.rounded >= self.long - self.long / 10 }
    }
}

impl Join for SeenIds {
    fn join(self, next: Self) -> Self {
        Self {
            long: self.long + next.long,
            rounded: self.rounded + next.rounded,
            zeros: self.zeros + next.zeros,
        }
    }
}

fn join_examples(mut one: Vec<Example>, next: Vec<Example>) -> Vec<Example> {
    one.extend(next);
    one.truncate(NUM_EXAMPLES);
    one
}

/// The rows that the recipe leaves out, each by its first entry that does.
fn rows_left_out(
    sheet: &Sheet,
    entries: &[LeaveOut],
    progress: &Progress,
) -> Result<Vec<(RowId, u8)>, Cancelled> {
    if entries.iter().all(|entry| !entry.active) {
        return Ok(Vec::new());
    }
    let mut beside = Vec::with_capacity(entries.len());
    for entry in entries {
        beside.push(if entry.active && !entry.beside.is_empty() {
            Some(interactions_of_others(sheet, entry, progress)?)
        } else {
            None
        });
    }
    in_parallel(sheet.num_rows(), progress, |rows| {
        let mut found = Vec::new();
        for row in rows {
            let entry = entries.iter().zip(&beside).position(|(entry, others)| {
                entry.active
                    && entry.names(sheet.cell(row, entry.column))
                    && others
                        .as_ref()
                        .is_none_or(|others| others.contains(first_text(sheet, row, &entry.beside)))
            });
            if let Some(entry) = entry.and_then(|entry| u8::try_from(entry).ok()) {
                found.push((row, entry));
            }
        }
        found
    })
}

/// The interactions that have an evaluation with another value than the entry's.
fn interactions_of_others<'a>(
    sheet: &'a Sheet,
    entry: &LeaveOut,
    progress: &Progress,
) -> Result<FxHashSet<&'a str>, Cancelled> {
    in_parallel(sheet.num_rows(), progress, |rows| {
        rows.filter(|row| {
            let cell = sheet.cell(*row, entry.column);
            !cell.trim().is_empty() && !entry.names(cell)
        })
        .map(|row| first_text(sheet, row, &entry.beside))
        .filter(|interaction| !interaction.trim().is_empty())
        .collect()
    })
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use crate::model::{AnsweredBy, ColumnId};
    use crate::recipe::Told;
    use crate::recipe::fixtures::{self, recipe_of};

    use super::*;

    /// Reads one column as scores, another as dates.
    fn readings(column: &str, field: Field, cells: &[&str]) -> Readings {
        readings_with(column, field, cells, |_| {})
    }

    fn readings_with(column: &str, field: Field, cells: &[&str], told: impl Fn(&mut Recipe)) -> Readings {
        let sheet = fixtures::column(column, cells);
        let mut recipe = recipe_of(&[(field, ColumnId(0))]);
        told(&mut recipe);
        read_columns(&sheet, &recipe, &Progress::default()).unwrap()
    }

    #[test]
    fn the_scale_is_seen_only_where_it_is_sure() {
        for (cells, scale) in [
            (&["96.5", "84", "N/A", "0"][..], Some(Scale::Percent)),
            (&["50", "20"], None),
            (&["51", "20"], Some(Scale::Percent)),
            (&["0.95", "1"], None),
            (&["104", "20"], None),
            (&["95%", "84 %"], Some(Scale::Percent)),
            (&["95%", "84"], Some(Scale::Percent)),
            (&["95%", "0.84"], None),
            (&["95%", "105"], None),
            (&["18/20", "N/A"], None),
            (&["N/A", "x"], None),
            (&[], None),
        ] {
            assert_eq!(readings("score", Field::Score, cells).score.scale, scale, "{cells:?}");
        }
        let told = readings_with("score", Field::Score, &["96", "84"], |recipe| {
            recipe.scale = Some(Told { value: Scale::Points(Decimal::whole(120)), by: AnsweredBy::Option });
        });
        assert_eq!(told.score.scale, Some(Scale::Points(Decimal::whole(120))));
    }

    #[test]
    fn the_spread_and_examples_are_of_scores_without_a_maximum() {
        let score = readings("score", Field::Score, &["N/A", "18", "95%", "20", "7", "12"]).score;
        let number = |text: &str| text.parse::<Decimal>().unwrap();
        assert_eq!(score.spread, Some(Spread { min: number("7"), median: number("18"), max: number("20") }));
        let examples: Vec<_> = score.examples.iter().map(|e| (e.row.number(), e.text.as_str())).collect();
        assert_eq!(examples, [(2, "18"), (4, "20"), (5, "7")]);
        assert_eq!(readings("score", Field::Score, &["x"]).score.spread, None);
    }

    #[test]
    fn the_decimal_sign_is_the_columns() {
        for (cells, comma) in [
            (&["87,5", "92,125"][..], true),
            (&["87,5", "92.5"], false),
            (&["87.5", "92,125"], false),
            (&["92,125", "90"], false),
            (&["1.234,5"], true),
            (&["1,234.5"], false),
            (&["1,234,567"], false),
            (&["83.333", "87,5"], true),
            (&["87,5 %", "90"], true),
        ] {
            assert_eq!(readings("score", Field::Score, cells).score.decimal_comma, comma, "{cells:?}");
        }
        let spread = readings("score", Field::Score, &["87,500", "9,25"]).score.spread.unwrap();
        assert_eq!((spread.min.to_string(), spread.max.to_string()), ("9.25".to_owned(), "87.5".to_owned()));
    }

    #[test]
    fn any_day_over_twelve_decides_the_order_and_contradiction_does_not() {
        for (cells, order, contradictory) in [
            (&["03/04/2026", "14/09/2026"][..], Some(DateOrder::Dmy), false),
            (&["03/04/2026", "09/14/2026"], Some(DateOrder::Mdy), false),
            (&["03/04/2026", "05/06/2026"], None, false),
            (&["14/09/2026", "09/14/2026"], None, true),
            (&["03/04/2026", "99/99/2026", "x"], None, false),
            (&["26-09-14", "26-09-01"], Some(DateOrder::Ymd), false),
            (&["2026-09-14"], None, false),
        ] {
            let date = readings("date", Field::ScoredAt, cells).date;
            assert_eq!((date.order, date.contradictory), (order, contradictory), "{cells:?}");
        }
        let date = readings("date", Field::ScoredAt, &["03/04/2026 10:00", "2026-09-14T10:00:00Z", ""]).date;
        assert_eq!(date.unclear.len(), 1);
        assert_eq!(date.without_zone[0].text, "03/04/2026 10:00");
    }

    #[test]
    fn numbers_count_one_way_or_none() {
        for (cells, numbers) in [
            (&["46082", "46083.5"][..], Some(DateNumbers::ExcelDays)),
            (&["1789381351"], Some(DateNumbers::Seconds)),
            (&["1789381351482", "N/A"], Some(DateNumbers::Millis)),
            (&["1789381351", "46082"], None),
            (&["2026-09-14"], None),
        ] {
            assert_eq!(readings("date", Field::ScoredAt, cells).date.numbers, numbers, "{cells:?}");
        }
    }

    #[test]
    fn rounded_ids_are_voted_on() {
        for (cells, rounded) in [
            (&["2154698177360210", "2154698177361940", "48213"][..], true),
            (&["2154698177360212", "2154698177361940"], false),
            (&["123456789012345000"], true),
            (&["2154698177360210"], false),
            (&["215469817736021", "100000000000000"], false),
            (&["66e4a1f07b3c2d0011aa0000"], false),
        ] {
            let reading = readings("id", Field::Conversation, cells).conversation;
            assert_eq!(reading.rounded, rounded, "{cells:?}");
        }
    }

    #[test]
    fn rows_are_left_out_by_value_and_beside_others() {
        let sheet =
            fixtures::sheet("kind,call\nAuto QA,1\nManual,1\nauto qa ,2\nCalibration,2\nAuto QA,\nManual,\n");
        let entry = |column, values: &[&str], beside: &[u16]| LeaveOut {
            column: ColumnId(column),
            values: values.iter().map(ToString::to_string).collect(),
            reason: String::new(),
            beside: beside.iter().map(|column| ColumnId(*column)).collect(),
            active: true,
        };
        let mut recipe = recipe_of(&[]);
        recipe.leave_out = vec![entry(0, &["calibration"], &[]), entry(0, &["Auto QA"], &[1])];
        let left_out = |recipe: &Recipe| {
            let readings = read_columns(&sheet, recipe, &Progress::default()).unwrap();
            sheet.rows().map(|row| readings.left_out(row)).collect::<Vec<_>>()
        };
        assert_eq!(left_out(&recipe), [Some(1), None, Some(1), Some(0), None, None]);
        recipe.leave_out[1].beside.clear();
        assert_eq!(left_out(&recipe), [Some(1), None, Some(1), Some(0), Some(1), None]);
        recipe.leave_out[1].active = false;
        assert_eq!(left_out(&recipe), [None, None, None, Some(0), None, None]);
    }

    #[test]
    fn a_large_column_is_read_in_tasks_and_can_be_stopped() {
        let cells: Vec<String> = (0..40_000).map(|n| format!("{}", n % 100)).collect();
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let sheet = fixtures::column("score", &cells);
        let recipe = recipe_of(&[(Field::Score, ColumnId(0))]);
        let readings = read_columns(&sheet, &recipe, &Progress::default()).unwrap();
        assert_eq!(readings.score.spread.map(|spread| spread.max), Some(Decimal::whole(99)));
        assert_eq!(readings.score.examples[2].row, RowId(2));
        let progress = Progress::default();
        progress.cancel();
        assert_eq!(read_columns(&sheet, &recipe, &progress), Err(Cancelled));
    }

    #[test]
    fn a_told_zone_does_not_hide_that_times_carry_none() {
        let readings = readings_with("date", Field::ScoredAt, &["2026-09-14 10:00"], |recipe| {
            recipe.zone = Some(Told { value: Tz::UTC, by: AnsweredBy::Preset });
        });
        assert_eq!(readings.date.without_zone.len(), 1);
    }
}
