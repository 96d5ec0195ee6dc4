//! `score.implausible`: a point of many at most, in a column that has fractions.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "score.implausible",
    severity: Severity::Question,
    title: "Scores of next to nothing",
    field: Some(Field::Score),
    why: "Hardly anyone gets 0.95 of 100 points. More likely it is a fraction, 95 %, that lost its \
          percent sign or came from another file, and would count as next to nothing.",
    example: "0.95 of 100",
    choices: &[SEND, SKIP],
    default: None,
    fixes: &[Fix::Edit(Field::Score), Fix::ReplaceValue(Field::Score), Fix::Answer, Fix::MapField(Field::MaxScore)],
    keeps: RowState::Skipped,
    cause: Cause::Rule,
    check: Check::Row(Part::Score, |row| row.grade.is_implausible(&row.judge.input)),
    sentence: Sentence::Row(|said| match said.row.grade {
        Grade::Points { value, max, percent, .. } => format!(
            "{value} of {max} is {percent}: next to nothing. If it is a fraction of 1, type the \
             score; where all are, map no maximum and say that scores are fractions. Send it so, \
             or leave it out."
        ),
        _ => "The score is next to nothing.".to_owned(),
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || with_fractions().row(&[(Field::Score, "0.95")]),
        passes: || with_fractions().row(&[(Field::Score, "0.95"), (Field::MaxScore, "1")]),
    },
};

#[cfg(test)]
fn with_fractions() -> Fixture {
    let mut file = Fixture::new();
    file.readings.score.fractions = true;
    file
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::AnsweredBy;
    use crate::recipe::number::Decimal;
    use crate::recipe::{Mapping, Scale, Spread, Told};

    #[test]
    fn a_point_of_many_is_asked_about_only_where_it_can_be_a_fraction() {
        for (score, max, fractions, asked) in [
            ("0.95", "100", true, true),
            ("0.95", "100", false, false),
            ("0.5", "20", true, true),
            ("0.95%", "100", true, true),
            ("0.5", "10", true, false),
            ("0", "100", true, false),
            ("1", "100", true, true),
            ("1.5", "100", true, false),
        ] {
            let mut file = Fixture::new().row(&[(Field::Score, score), (Field::MaxScore, max)]);
            file.readings.score.fractions = fractions;
            assert_eq!(file.found().contains(&RULE.id), asked, "{score} of {max}");
        }
    }

    #[test]
    fn a_scale_that_a_person_chose_for_small_scores_is_believed() {
        for (by, greatest, asked) in
            [(AnsweredBy::Option, 1, false), (AnsweredBy::Option, 90, true), (AnsweredBy::Preset, 1, true)]
        {
            let mut file = with_fractions().map(Field::MaxScore, Mapping::None).row(&[(Field::Score, "0.95")]);
            file.recipe.scale = Some(Told { value: Scale::Percent, by });
            file.readings.score.scale = Some(Scale::Percent);
            let greatest = Decimal::whole(greatest);
            file.readings.score.spread = Some(Spread { min: greatest, median: greatest, max: greatest });
            assert_eq!(file.found().contains(&RULE.id), asked, "{by:?} {greatest}");
        }
    }
}
