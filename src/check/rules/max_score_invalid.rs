//! `max_score.invalid`: a maximum that is none.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "max_score.invalid",
    severity: Severity::Error,
    title: "Maximums that cannot be",
    field: Some(Field::MaxScore),
    why: "A score in points means something only beside its maximum, a number over zero. Here \
          it is blank, no such number, or not the one that the score itself names.",
    example: "18/25 beside a maximum of 20",
    choices: &[],
    default: None,
    fixes: &[
        Fix::Edit(Field::MaxScore),
        Fix::Edit(Field::Score),
        Fix::MapField(Field::MaxScore),
        Fix::LeaveOut,
    ],
    keeps: RowState::NeedsFix,
    cause: Cause::Rule,
    check: Check::Row(Part::Score, |row| matches!(row.grade, Grade::MaxInvalid(_))),
    sentence: Sentence::Row(|said| match said.row.grade {
        Grade::MaxInvalid(MaxProblem::Blank) => {
            "The maximum is blank, so nobody knows out of how many points the score is. Type it, \
             or leave the row out."
                .to_owned()
        }
        Grade::MaxInvalid(MaxProblem::Differs { in_cell, other }) => format!(
            "The score {} is out of {in_cell}, but the maximum is {other}. Correct one of them.",
            said.quoted(Field::Score),
        ),
        // The score names its maximum itself.
        _ if said.row.value(Field::MaxScore).trim().is_empty() => format!(
            "The score {} names no maximum over zero. Correct it, or leave the row out.",
            said.quoted(Field::Score),
        ),
        _ => format!(
            "The maximum {} is not a number over zero. Type it, or leave the row out.",
            said.quoted(Field::MaxScore),
        ),
    }),
    #[cfg(test)]
    cases: Cases {
        fires: || Fixture::new().row(&[(Field::MaxScore, "")]),
        passes: || Fixture::new().row(&[(Field::Score, "18/20"), (Field::MaxScore, "20.0")]),
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_maximum_is_a_number_over_zero_and_the_one_in_the_score() {
        for (score, max, invalid) in [
            ("18", "0", true),
            ("18", "-20", true),
            ("18", "twenty", true),
            ("18", "N/A", true),
            ("18/25", "20", true),
            ("95 %", "20", true),
            ("18/0", "20", true),
            ("95 %", "100", false),
            ("18", "20", false),
            ("18", "100 %", false),
            ("N/A", "", false),
        ] {
            let found = Fixture::new().row(&[(Field::Score, score), (Field::MaxScore, max)]).found();
            assert_eq!(found.contains(&RULE.id), invalid, "{score} of {max}: {found:?}");
        }
    }
}
