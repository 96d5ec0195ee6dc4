//! `score.above_max`: more points than could be had.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "score.above_max",
    severity: Severity::Question,
    title: "Scores over the maximum",
    field: Some(Field::Score),
    why: "More points than could be had: a bonus, or the scale is another. Over 100 Assembled \
          may refuse.",
    example: "105 of 100",
    choices: &[SEND, Choice { id: "cap", label: "Send as 100", effect: Effect::Cap }, SKIP],
    default: None,
    fixes: &[Fix::Answer, Fix::SetScale, Fix::Edit(Field::Score), Fix::Edit(Field::MaxScore)],
    keeps: RowState::Skipped,
    cause: Cause::Rule,
    check: Check::Row(Part::Score, |row| row.grade.is_above_max()),
    sentence: Sentence::Row(|said| match said.row.grade {
        Grade::Points { value, max, percent, .. } => format!(
            "{value} of {max} is {percent}: over the maximum. Send it so, send it as 100, or \
             leave it out."
        ),
        _ => "The score is over the maximum.".to_owned(),
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[(Field::Score, "100.00001")]),
        passes: || Fixture::new().row(&[(Field::Score, "100")]),
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_does_what_it_says() {
        let file = Fixture::new().row(&[(Field::Score, "21"), (Field::MaxScore, "20")]);
        for (choice, state, score) in [
            ("send", RowState::Ready, Some("105")),
            ("cap", RowState::Ready, Some("100")),
            ("skip", RowState::Skipped, None),
        ] {
            let answered = file.clone().answer(RULE.id, choice);
            assert_eq!(answered.states(), [state], "{choice}");
            let json = answered.score();
            assert_eq!(json.is_some(), score.is_some(), "{choice}");
            if let (Some(json), Some(score)) = (json, score) {
                assert!(json.contains(&format!(r#""score":{score},"#)), "{choice}: {json}");
            }
        }
    }
}
