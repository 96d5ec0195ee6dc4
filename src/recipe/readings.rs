//! What the columns hold, decided once from the source text.
//!
//! Owns the evidence: which scale, which decimal sign, which order of day and month, what a
//! spreadsheet has made of the ids, which rows the recipe leaves out. Does not know rules or people.
//! Invariant: what contradicts itself stays open and is asked; a person's answer wins over evidence.

mod dates;
mod ids;
mod left_out;
mod scores;

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use crate::model::{Cancelled, Field, Note, Progress, RowId, Sheet};

use super::date::DateNumbers;
use super::lines::is_evidence;
use super::number::Decimal;
use super::text::clean;
use super::{DateOrder, DayCount, Mapping, Recipe, Scale, aliases, points};
use dates::SeenDates;
pub use ids::IdDamage;
use ids::SeenIds;
use left_out::rows_left_out;
use scores::{Max, SeenScores};

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
    /// Whether scores of at most 1 that are out of 20 points or more are fractions, most likely: nothing in the column
    /// is over 1, or more are under 1 than a column has that goes down to zero evenly.
    pub fractions: bool,
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
#[expect(clippy::struct_excessive_bools, reason = "independent facts of a column")]
pub struct DateReading {
    /// The order of dates such as 03/04/2026, where the recipe, some date with a day over 12 or the heading decides
    /// it.
    pub order: Option<DateOrder>,
    /// How dates that are one number count, where the column holds such and all count alike.
    pub numbers: Option<DateNumbers>,
    /// From which year day numbers count, where somebody said so; otherwise from 1900.
    pub day_count: Option<DayCount>,
    /// Whether some dates can only be day first and others only month first.
    pub contradictory: bool,
    /// One date that can only be day first and one that can only be month first, where the column has both.
    pub contradiction: Vec<Example>,
    /// Whether some date of three numbers may begin with its year.
    pub may_be_year_first: bool,
    /// Whether a spreadsheet may have swapped day and month where it could: every date that is text has a day
    /// over 12, and every one that is a date has none.
    pub half_swapped: bool,
    /// Whether every time of day in the column is midnight in no zone: a database wrote them behind days.
    pub midnights: bool,
    /// Some dates that can be read two ways, where the rows leave `order` open, whoever decided it; see
    /// [`alternatives`](super::date::alternatives).
    pub unclear: Vec<Example>,
    /// Some dates that carry no zone, answered or not.
    pub without_zone: Vec<Example>,
}

/// How ids are written: what tells those that a spreadsheet has changed from those that are so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts of a column")]
pub struct IdReading {
    /// Most ids of 16 digits or more end in zeros: a spreadsheet has rounded them.
    pub rounded: bool,
    /// Ids of 16 digits or more were numbers in a workbook, which keeps 15 digits.
    pub numbers: bool,
    /// Ids such as `3E5` stand beside others that are numbers.
    pub bare_scientific: bool,
    /// Ids such as `1-Mar` stand beside any digits, or beside more of another kind.
    pub dates: bool,
    /// Ids such as `5.008` stand beside more that are plain numbers.
    pub dotted: bool,
    /// The digits to which every number is padded with zeros but for some that are shorter; otherwise 0.
    pub padded_to: usize,
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
    let semicolons = sheet.source().delimiter == Some(';');
    let seen = look_at_rows(sheet, recipe, false, progress)?;
    let decimal_comma = seen.score.writes_decimal_comma(semicolons);
    // With the comma as decimal sign the numbers are others.
    let score = if decimal_comma { look_at_rows(sheet, recipe, true, progress)?.score } else { seen.score };
    Ok(Readings {
        score: score.into_reading(recipe.scale, says_points(sheet, recipe), decimal_comma),
        date: DateReading {
            day_count: recipe.day_count.map(|told| told.value),
            ..seen
                .date
                .into_reading(recipe.date_order.map(|told| told.value), order_in_heading(sheet, recipe))
        },
        conversation: seen.ids.into_reading(has_long_numbers(sheet, recipe)),
        rows_left_out: rows_left_out(sheet, &recipe.leave_out, progress)?,
    })
}

/// The order that the heading of the dates names: `Date (DD/MM/YYYY)`.
fn order_in_heading(sheet: &Sheet, recipe: &Recipe) -> Option<DateOrder> {
    let day = recipe.columns(Field::ScoredAt).first()?;
    aliases::order_in_heading(sheet.columns().get(day.index())?)
}

/// Whether the heading of the scores says that they are points.
fn says_points(sheet: &Sheet, recipe: &Recipe) -> bool {
    let score = recipe.columns(Field::Score).first().and_then(|score| sheet.columns().get(score.index()));
    score.is_some_and(|heading| points::says_points(heading))
}

/// Whether ids of 16 digits or more were numbers in a workbook: whether a cell of theirs is the first such number
/// of its column.
fn has_long_numbers(sheet: &Sheet, recipe: &Recipe) -> bool {
    let is_number = |row| {
        let id = recipe.source_text(sheet, row, Field::Conversation);
        ids::is_number(clean(id).0.trim())
    };
    let first_rows = sheet.notes().iter().filter(|note| note.code == Note::LONG_NUMBER).map(|note| note.line);
    first_rows.filter_map(|line| sheet.rows().find(|row| sheet.line(*row) == line)).any(is_number)
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
        let has_max = *recipe.mapping(Field::MaxScore) != Mapping::None;
        for row in rows.take(if all_constant { 1 } else { usize::MAX }) {
            if !is_evidence(sheet, recipe, row) {
                continue;
            }
            let cells = sheet.cells(row);
            let text = |field| recipe.text_of(sheet, row, cells, field);
            let max = if has_max {
                seen.score.look_at_max(text(Field::MaxScore), decimal_comma)
            } else {
                Max::Nowhere
            };
            seen.score.look(row, text(Field::Score), max, decimal_comma, row.0.is_multiple_of(every));
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
        .with_max_len(1) // the last tasks to whoever is free
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

fn join_examples(mut one: Vec<Example>, next: Vec<Example>) -> Vec<Example> {
    one.extend(next);
    one.truncate(NUM_EXAMPLES);
    one
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use proptest::prelude::*;

    use crate::model::{AnsweredBy, ColumnId};
    use crate::recipe::date::{DateText, Glance, glance, read_date};
    use crate::recipe::fixtures::{self, recipe_of};
    use crate::recipe::{LeaveOut, Told};

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
            (&["95 percent", "84"], Some(Scale::Percent)),
            (&["95 Prozent", "0.84"], None),
            (&["95 points", "84 pts"], Some(Scale::Percent)),
            (&["4 points", "5 points"], None),
            (&["95%", "84"], Some(Scale::Percent)),
            (&["95%", "0.84"], None),
            (&["95%", "105"], None),
            (&["18/20", "N/A"], None),
            (&["N/A", "x"], None),
            (&[], None),
            (&["95%", "0"], Some(Scale::Percent)),
            // Few of another scale decide nothing for the many.
            (&["4", "5", "85", "3"], None),
            (&["4", "85", "90", "88"], None),
            (&["18", "19", "90%"], None),
            (&["18", "12", "7", "90"], None),
            (&["4", "85", "90", "88", "71"], Some(Scale::Percent)),
            (&["85", "90", "0.95", "100"], Some(Scale::Percent)),
            (&["85.5%", "0.9", "90"], Some(Scale::Percent)),
        ] {
            assert_eq!(readings("score", Field::Score, cells).score.scale, scale, "{cells:?}");
        }
        let told = readings_with("score", Field::Score, &["96", "84"], |recipe| {
            recipe.scale = Some(Told { value: Scale::Points(Decimal::whole(120)), by: AnsweredBy::Option });
        });
        assert_eq!(told.score.scale, Some(Scale::Points(Decimal::whole(120))));
    }

    #[test]
    fn a_scale_that_no_person_chose_is_held_against_the_column() {
        use AnsweredBy::{Default, Option as Person, Preset};
        let (percent, five, hundred) =
            (Scale::Percent, Scale::Points(Decimal::whole(5)), Scale::Points(Decimal::whole(100)));
        for (value, by, cells, holds) in [
            (percent, Preset, &["0.95", "1", "0"][..], false),
            (percent, Preset, &["4.5", "5"], false),
            (percent, Preset, &["0", "0"], true),
            (percent, Preset, &["8.3", "5"], true),
            (percent, Preset, &["4", "5", "85", "3"], false),
            (percent, Preset, &["90%", "1"], false),
            (percent, Person, &["0.95", "1"], true),
            (percent, Default, &["0.95", "1"], false),
            (percent, Default, &["4.5", "5"], true),
            (hundred, Default, &["0.95", "1"], false),
            (five, Default, &["0.95", "1"], true),
        ] {
            let read =
                readings_with("score", Field::Score, cells, |recipe| recipe.scale = Some(Told { value, by }));
            assert_eq!(read.score.scale, holds.then_some(value), "{value:?} by {by:?}: {cells:?}");
        }
    }

    #[test]
    fn fractions_among_points_of_many_are_seen() {
        for (text, fractions) in [
            ("score,max\n0.95,100\n1,100\n", true),
            ("score,max\n1,100\n0,100\n,100\n", true),
            ("score,max\n0.95,100\n12,100\n1,100\n", true),
            ("score,max\n0.95,100\n1.5,100\n2.25,100\n", false),
            ("score,max\n0.95,1\n1,5\n", false),
            ("score,max\n0,100\n", false),
            ("score,max\n1,100\n20,100\n", false),
            ("score,max\n0.95%,\n1 %,\n", true),
            ("score,max\n0.95%,\n90%,\n", true),
        ] {
            let recipe = recipe_of(&[(Field::Score, ColumnId(0)), (Field::MaxScore, ColumnId(1))]);
            let read = read_columns(&fixtures::sheet(text), &recipe, &Progress::default()).unwrap();
            assert_eq!(read.score.fractions, fractions, "{text}");
        }
        assert!(readings("score", Field::Score, &["85", "90", "0.95", "100"]).score.fractions);
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
            (&["1789381351482001"], Some(DateNumbers::Micros)),
            (&["1789381351482001002"], Some(DateNumbers::Nanos)),
            (&["46082,5"], Some(DateNumbers::ExcelDays)),
            (&["1789381351", "2026-09-14T10:00:00Z"], Some(DateNumbers::Seconds)),
            (&["20260914102231"], None),
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
        let entry = |column, values: &[&str], beside: Option<&[u16]>| LeaveOut {
            column: ColumnId(column),
            values: values.iter().map(ToString::to_string).collect(),
            reason: String::new(),
            beside: beside.map(|columns| columns.iter().map(|column| ColumnId(*column)).collect()),
            active: true,
        };
        let mut recipe = recipe_of(&[]);
        recipe.leave_out = vec![entry(0, &["calibration"], None), entry(0, &["Auto QA"], Some(&[1]))];
        let left_out = |recipe: &Recipe| {
            let readings = read_columns(&sheet, recipe, &Progress::default()).unwrap();
            sheet.rows().map(|row| readings.left_out(row)).collect::<Vec<_>>()
        };
        assert_eq!(left_out(&recipe), [Some(1), None, Some(1), Some(0), None, None]);
        recipe.leave_out[1].beside = Some(vec![]);
        assert_eq!(left_out(&recipe), [Some(1), None, Some(1), Some(0), Some(1), None]);
        recipe.leave_out[1].beside = None;
        assert_eq!(left_out(&recipe), [Some(1), None, Some(1), Some(0), Some(1), None]);
        recipe.leave_out[1].values = ["Auto QA", "Manual", "Calibration"].map(str::to_owned).to_vec();
        recipe.leave_out[1].beside = Some(vec![]);
        assert_eq!(left_out(&recipe), [None, None, None, Some(0), None, None], "no other kind in the file");
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

    /// Cells of every kind that a score or date column can hold.
    const CELL: &str = "(|N/A|-|[0-9]{1,3}|[0-9]{1,3}[.,][0-9]{1,3}|[0-9]{1,3} ?%|[0-9]{1,2}/[0-9]{2}        |[0-3]?[0-9][/.-][01]?[0-9][/.-]20[0-9]{2}( 1[0-9]:30)?|2026-0[1-9]-[0-2][0-9]|[0-9]{5}|[0-9]{10}|[0-9]{15,18}|=\"[0-9]{2}\"|x)";

    proptest! {
        #[test]
        fn what_a_column_holds_does_not_hang_on_the_order_of_rows(cells in proptest::collection::vec(CELL, 0..12)) {
            let forward: Vec<&str> = cells.iter().map(String::as_str).collect();
            let backward: Vec<&str> = forward.iter().rev().copied().collect();
            for field in [Field::Score, Field::ScoredAt, Field::Conversation] {
                let (one, other) = (readings("x", field, &forward), readings("x", field, &backward));
                prop_assert_eq!(one.score.scale, other.score.scale);
                prop_assert_eq!(one.score.decimal_comma, other.score.decimal_comma);
                prop_assert_eq!(one.score.spread.map(|s| (s.min, s.max)), other.score.spread.map(|s| (s.min, s.max)));
                prop_assert_eq!(one.date.order, other.date.order);
                prop_assert_eq!(one.date.numbers, other.date.numbers);
                prop_assert_eq!(one.date.contradictory, other.date.contradictory);
                prop_assert_eq!(one.conversation, other.conversation);
            }
        }

        #[test]
        fn an_order_that_was_seen_reads_every_date_that_has_one(cells in proptest::collection::vec(CELL, 0..12)) {
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            let date = readings("x", Field::ScoredAt, &cells).date;
            for cell in cells {
                if let (Some(order), Glance::Numbers(1..)) = (date.order, glance(cell)) {
                    let read = read_date(cell, &date, Some(Tz::UTC));
                    prop_assert!(matches!(read, DateText::Moment { .. }), "{cell} as {order:?} is {read:?}");
                }
            }
        }
    }
}
