//! What the score column shows: its decimal sign, its scale, its spread.

use crate::model::RowId;

use super::super::Scale;
use super::super::number::{Decimal, DecimalSign, ScoreText, decimal_sign, plain, read_score};
use super::{Example, Join, NUM_EXAMPLES, ScoreReading, Spread, join_examples};

#[derive(Default)]
pub(super) struct SeenScores {
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
    pub fn look(&mut self, row: RowId, text: &str, decimal_comma: bool, in_sample: bool) {
        if let Some((value, places)) = plain(text)
            && (places == 0 || !decimal_comma)
        {
            self.look_at_places(places);
            self.look_at_points(row, text, value, in_sample);
            return;
        }
        self.look_at_sign(text);
        match read_score(text, decimal_comma) {
            ScoreText::Number { value, of: None } => self.look_at_points(row, text, value, in_sample),
            ScoreText::Number { of: Some(_), .. } => {
                self.percents += u32::from(text.contains(['%', '％', '٪']));
            }
            ScoreText::NotGraded | ScoreText::NotANumber => {}
        }
    }

    pub fn look_at_max(&mut self, text: &str) {
        match plain(text) {
            Some((_, places)) => self.look_at_places(places),
            None => self.look_at_sign(text),
        }
    }

    fn look_at_points(&mut self, row: RowId, text: &str, value: Decimal, in_sample: bool) {
        if self.examples.len() < NUM_EXAMPLES {
            self.examples.push(Example { row, text: text.to_owned() });
        }
        match &mut self.range {
            Some((min, _)) if value < *min => *min = value,
            Some((_, max)) if value > *max => *max = value,
            Some(_) => {}
            None => self.range = Some((value, value)),
        }
        if in_sample {
            self.sample.push(value);
        }
    }

    /// A plain number with so many digits behind its point. With three, the point may part thousands.
    fn look_at_places(&mut self, places: usize) {
        self.points += u32::from(places != 0 && places != 3);
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
    pub fn writes_decimal_comma(&self, semicolons: bool) -> bool {
        self.points == 0 && (self.commas > 0 || self.maybe_commas > 0 && semicolons)
    }

    pub fn into_reading(mut self, told: Option<Scale>, decimal_comma: bool) -> ScoreReading {
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
