//! `score.scale_unclear`: points, and nobody said out of how many.

use super::prelude::*;
#[cfg(test)]
use crate::recipe::Mapping;

pub(super) static RULE: Rule = Rule {
    id: "score.scale_unclear",
    severity: Severity::Error,
    title: "On which scale are the scores?",
    field: Some(Field::Score),
    why: "Without a maximum a 5 may be 5 of 5 or 5 percent. One answer for the column decides.",
    example: "4.5 with no maximum beside it",
    choices: &[],
    default: None,
    fixes: &[Fix::SetScale, Fix::MapField(Field::MaxScore)],
    keeps: RowState::NeedsFix,
    cause: Cause::Rule,
    check: Check::Row(Part::Score, |row| row.grade == Grade::ScaleUnclear),
    sentence: Sentence::Row(|said| {
        let why = match said.row.judge.input.recipe.scale {
            Some(told) => format!("It should be {}, and the column does not look so", told.value.words()),
            None => "Nobody said, and the column does not show it".to_owned(),
        };
        let score = said.quoted(Field::Score);
        format!("Out of how many points is {score}? {why}. Answer once for the column.")
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().map(Field::MaxScore, Mapping::None).row(&[(Field::Score, "4.5")]),
        passes: || Fixture::new().map(Field::MaxScore, Mapping::None).row(&[(Field::Score, "4.5/5")]),
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_is_what_the_score_is_out_of() {
        use crate::recipe::Scale;
        use crate::recipe::number::Decimal;
        for (scale, score, sent) in [
            (Scale::Percent, "87.5", "87.5"),
            (Scale::Percent, "87.5%", "87.5"),
            (Scale::Fraction, "0.875", "87.5"),
            (Scale::Fraction, "87.5 %", "87.5"),
            (Scale::Points(Decimal::whole(5)), "4.5", "90"),
            (Scale::Points(Decimal::whole(3)), "2", "66.6667"),
        ] {
            let mut file = Fixture::new().map(Field::MaxScore, Mapping::None).row(&[(Field::Score, score)]);
            file.readings.score.scale = Some(scale);
            let json = file.score().unwrap_or_else(|| panic!("{scale:?} {score}: {:?}", file.found()));
            assert!(json.contains(&format!(r#""score":{sent},"max_score":100"#)), "{json}");
        }
    }
}
