//! What the score column shows: its decimal sign, its scale, its spread.

use crate::model::{AnsweredBy, RowId};

use super::super::number::{Decimal, DecimalSign, ScoreText, decimal_sign, plain, read_score, says_percent};
use super::super::{Scale, Told};
use super::{Example, Join, NUM_EXAMPLES, ScoreReading, Spread, join_examples};

#[derive(Default)]
pub(super) struct SeenScores {
    /// Cells in which a comma, a point is the decimal sign for sure; in which a comma may be.
    commas: u32,
    points: u32,
    maybe_commas: u32,
    /// Cells that say `%` themselves.
    percents: u32,
    /// Scores of 1 and more that name no other maximum than 100; of these the ones without a percent sign that are
    /// at most 5, and at most 20.
    on_scale: u32,
    up_to_five: u32,
    up_to_twenty: u32,
    /// Of the scores out of 20 points or more, or out of nobody knows what: those over 0 and under 1, and those over 1
    /// and up to 5; whether one is 1, and whether one is over 1.
    under_one: u32,
    over_one_to_five: u32,
    any_one: bool,
    any_over_one: bool,
    range: Option<(Decimal, Decimal)>,
    sample: Vec<Decimal>,
    examples: Vec<Example>,
}

/// What stands beside a score.
#[derive(Clone, Copy)]
pub(super) enum Max {
    /// No maximum is mapped.
    Nowhere,
    /// None that can be read.
    Unknown,
    Points(Decimal),
}

impl SeenScores {
    pub fn look(&mut self, row: RowId, text: &str, max: Max, decimal_comma: bool, in_sample: bool) {
        if let Some((value, places)) = plain(text)
            && (places == 0 || !decimal_comma)
        {
            self.look_at_places(places);
            self.look_at_size(value, max);
            self.look_at_points(row, text, value, in_sample);
            return;
        }
        self.look_at_sign(text);
        match read_score(text, decimal_comma) {
            ScoreText::Number { value, of: None } => {
                self.look_at_size(value, max);
                self.look_at_points(row, text, value, in_sample);
            }
            ScoreText::Number { value, of: Some(of) } => {
                let says_percent = says_percent(text);
                self.percents += u32::from(says_percent);
                self.on_scale += u32::from(says_percent);
                self.look_at_size(value, Max::Points(of));
            }
            ScoreText::NotGraded | ScoreText::NotANumber => {}
        }
    }

    pub fn look_at_max(&mut self, text: &str, decimal_comma: bool) -> Max {
        if let Some((value, places)) = plain(text) {
            self.look_at_places(places);
            if places == 0 || !decimal_comma {
                return Max::Points(value);
            }
        } else {
            self.look_at_sign(text);
        }
        match read_score(text, decimal_comma) {
            ScoreText::Number { value, .. } => Max::Points(value),
            ScoreText::NotGraded | ScoreText::NotANumber => Max::Unknown,
        }
    }

    /// How great a score is beside what it is out of.
    fn look_at_size(&mut self, value: Decimal, max: Max) {
        const ONE: Decimal = Decimal::whole(1);
        const FIVE: Decimal = Decimal::whole(5);
        const TWENTY: Decimal = Decimal::whole(20);
        match max {
            Max::Points(max) if max < TWENTY => return,
            Max::Unknown => return,
            Max::Points(_) => {}
            Max::Nowhere => {
                self.on_scale += u32::from(value >= ONE);
                self.up_to_twenty += u32::from(value >= ONE && value <= TWENTY);
                self.up_to_five += u32::from(value >= ONE && value <= FIVE);
            }
        }
        if value > ONE {
            self.any_over_one = true;
            self.over_one_to_five += u32::from(value <= FIVE);
        } else if value == ONE {
            self.any_one = true;
        } else if !value.is_zero() && !value.is_negative() {
            self.under_one += 1;
        }
    }

    /// Whether its scores of at most 1 are fractions, most likely. Of scores spread evenly four times as many are
    /// between 1 and 5 as are under 1.
    fn has_fractions(&self) -> bool {
        let any = self.under_one > 0 || self.any_one;
        any && !self.any_over_one
            || self.under_one > 0 && self.over_one_to_five < self.under_one.saturating_mul(2)
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

    /// `says_points`: the heading does, so that no score up to 100 shows that the scores are percents.
    pub fn into_reading(
        mut self,
        told: Option<Told<Scale>>,
        says_points: bool,
        decimal_comma: bool,
    ) -> ScoreReading {
        let median = self.sample.len() / 2;
        let spread = self.range.map(|(min, max)| Spread {
            min,
            median: if self.sample.is_empty() { max } else { *self.sample.select_nth_unstable(median).1 },
            max,
        });
        let scale = match told {
            Some(told) => (!self.contradicts(told)).then_some(told.value),
            None => self.scale().filter(|_| self.percents > 0 || !says_points),
        };
        let fractions = self.has_fractions();
        ScoreReading { scale, fractions, decimal_comma, spread, examples: self.examples }
    }

    /// The scale that the values themselves show: a greatest score over 50 and up to 100, or percent
    /// signs beside numbers that are on no smaller scale.
    fn scale(&self) -> Option<Scale> {
        let percent = match self.range {
            None => self.percents > 0,
            Some((_, max)) if self.percents > 0 && max.is_zero() => true,
            Some((_, max)) => {
                let least = if self.percents > 0 { 20 } else { 50 };
                max > Decimal::whole(least) && max <= Decimal::whole(100) && !self.is_mixed()
            }
        };
        percent.then_some(Scale::Percent)
    }

    /// Whether so many scores fit a small scale that the others cannot speak for them: a quarter is at most 5, or more
    /// than half is at most 20.
    fn is_mixed(&self) -> bool {
        let (five, twenty, all) = (self.up_to_five, self.up_to_twenty, self.on_scale);
        five > 0 && five.saturating_mul(4) >= all || twenty.saturating_mul(2) > all
    }

    /// Whether the column speaks against a scale that no person chose: next to no tool's percents are all up to 5,
    /// and nobody's scores are all up to 1 of 20 points or more.
    fn contradicts(&self, told: Told<Scale>) -> bool {
        let by_preset = match told.by {
            AnsweredBy::Option | AnsweredBy::Recipe => return false,
            AnsweredBy::Preset => true,
            AnsweredBy::Default => false,
        };
        let Some((_, greatest)) = self.range.filter(|(_, max)| !max.is_zero() && !max.is_negative()) else {
            return false;
        };
        let is_percent = told.value == Scale::Percent;
        let most = Decimal::whole(if is_percent && by_preset { 5 } else { 1 });
        told.value.max() >= Decimal::whole(20) && greatest <= most
            || is_percent && greatest > Decimal::whole(50) && self.is_mixed()
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
            on_scale: self.on_scale + next.on_scale,
            up_to_five: self.up_to_five + next.up_to_five,
            up_to_twenty: self.up_to_twenty + next.up_to_twenty,
            under_one: self.under_one + next.under_one,
            over_one_to_five: self.over_one_to_five + next.over_one_to_five,
            any_one: self.any_one || next.any_one,
            any_over_one: self.any_over_one || next.any_over_one,
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
