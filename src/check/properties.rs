//! What holds of every report, whatever the file and whatever was typed.

use proptest::prelude::*;

use crate::model::{Field, Progress, RowId, RowState};
use crate::people::People;

use super::fixture::Fixture;
use super::{Report, Scores, Standing, check, decisions, explain, look, rule};

/// What a person does to a row.
#[derive(Clone, Debug)]
enum Action {
    Type(Field, &'static str),
    TakeBack(Field),
    LeaveOut(bool),
}

/// Few values a field, so that rows repeat and contradict each other often.
fn vocabulary(field: Field) -> &'static [&'static str] {
    match field {
        Field::AgentId => &[
            "amara.okonkwo@example.com",
            "AMARA.OKONKWO@example.com",
            "bruno.castellano@example.com",
            "j.doe",
            "",
        ],
        Field::Conversation => &["1", "2", "", "1.23457E+12"],
        Field::Source => &["klaus", ""],
        Field::Score => &["90", "80", "105", "N/A", "eighty", "18/20"],
        Field::MaxScore => &["100", "20", ""],
        Field::Notes => &["", "Other words.\u{200b}"],
        Field::ScoredAt => {
            &["2026-09-14T10:22:31Z", "2026-09-15T09:00:00Z", "2026-09-14 10:00", "2062-01-01T00:00:00Z"]
        }
        Field::Review => &["", "", "7", "8"],
        Field::Rubric | Field::Reviewer | Field::Platform => &[""],
    }
}

fn cell(field: Field) -> impl Strategy<Value = &'static str> {
    // The first value, a good one, more often than the others together.
    prop_oneof![3 => Just(vocabulary(field)[0]), 2 => prop::sample::select(vocabulary(field))]
}

fn row() -> impl Strategy<Value = Vec<(Field, &'static str)>> {
    let cells: Vec<_> = Field::ALL.map(|field| cell(field).prop_map(move |text| (field, text))).into();
    cells
}

fn action() -> impl Strategy<Value = Action> {
    let typed = prop::sample::select(&Field::ALL[..]);
    prop_oneof![
        4 => typed.prop_flat_map(|field| cell(field).prop_map(move |text| Action::Type(field, text))),
        2 => prop::sample::select(&Field::ALL[..]).prop_map(Action::TakeBack),
        1 => any::<bool>().prop_map(Action::LeaveOut),
    ]
}

/// A file with answers and a ledger.
fn file() -> impl Strategy<Value = Fixture> {
    let sent = prop::option::of(prop::sample::select(
        &[Standing::Open, Standing::Accepted, Standing::Refused, Standing::Unknown][..],
    ));
    let answers = [
        ("score.above_max", &["send", "cap", "skip"][..]),
        ("row.duplicate", &["skip", "send"]),
        ("row.conflict", &["newest", "all", "skip"]),
        ("row.changed_since_sent", &["send", "skip"]),
    ]
    .map(|(rule, choices)| {
        prop::option::of(prop::sample::select(choices)).prop_map(move |choice| (rule, choice))
    });
    (prop::collection::vec(row(), 1..14), sent, answers).prop_map(|(rows, sent, answers)| {
        let mut file = Fixture::new();
        if let Some(standing) = sent {
            file = file.row(&[(Field::Conversation, "1")]).sent(&[(Field::Score, "80")], standing);
        }
        file = rows.iter().fold(file, |file, row| file.row(row));
        for (rule, choice) in answers {
            if let Some(choice) = choice {
                file = file.answer(rule, choice);
            }
        }
        file
    })
}

fn act(file: &mut Fixture, row: RowId, action: &Action) {
    match action {
        Action::Type(field, text) => file.set(row, *field, Some(text)),
        Action::TakeBack(field) => file.set(row, *field, None),
        Action::LeaveOut(left_out) => file.set_left_out(row, *left_out),
    }
}

proptest! {
    #[test]
    fn judging_some_rows_again_is_judging_all(
        mut file in file(),
        steps in prop::collection::vec(prop::collection::vec((any::<prop::sample::Index>(), action()), 1..4), 1..8),
    ) {
        let people = file.people.clone().map(People::new);
        let sheet = file.sheet();
        let mut report = check(&file.input(&sheet, people.as_ref()), &Progress::default()).unwrap();
        for step in steps {
            let mut touched = Vec::new();
            for (row, action) in &step {
                let row = RowId(u32::try_from(row.index(sheet.num_rows() as usize)).unwrap());
                act(&mut file, row, action);
                touched.push(row);
            }
            let input = file.input(&sheet, people.as_ref());
            let before = report.clone();
            let changed = report.recheck(&input, &touched);
            let fresh = check(&input, &Progress::default()).unwrap();
            prop_assert!(report.agrees_with(&fresh), "{:?}", step);
            for row in sheet.rows().filter(|row| !changed.contains(row)) {
                prop_assert_eq!(before.state(row), report.state(row), "an unnamed row has moved");
            }
        }
    }

    #[test]
    fn every_row_is_accounted_for_and_only_ready_rows_have_a_score(file in file()) {
        let people = file.people.clone().map(People::new);
        let sheet = file.sheet();
        let input = file.input(&sheet, people.as_ref());
        let report = check(&input, &Progress::default()).unwrap();
        prop_assert_eq!(report.counts().read(), sheet.num_rows());
        let scores = Scores::new(&input, &report);
        let mut keys = Vec::new();
        for row in sheet.rows() {
            let made = scores.get(row);
            prop_assert_eq!(made.is_some(), report.state(row) == RowState::Ready);
            if let Some((score, key)) = made {
                prop_assert!(!score.agent_id().is_empty() && !score.scored_at().is_empty());
                prop_assert!(!keys.contains(&(key.identity, key.ordinal)), "two rows with one claim");
                keys.push((key.identity, key.ordinal));
            }
            let said = explain(&input, &report, row);
            for rule in report.rules(row) {
                prop_assert!(said.iter().any(|problem| problem.rule.id == rule.id), "{} says nothing", rule.id);
            }
            prop_assert_eq!(look(&input, &report, row).state, report.state(row));
        }
        check_sums(&input, &report);
    }
}

/// Rows are looked at in stretches; what is odd is seen wherever in one it stands.
#[test]
fn odd_text_is_seen_wherever_it_stands() {
    const ODD: [usize; 6] = [0, 63, 64, 65, 190, 199];
    let file = (0..200).fold(Fixture::new(), |file, row| {
        let notes = if ODD.contains(&row) { "Clear\u{200b}" } else { "Clear — “warm”, ça va" };
        file.row(&[(Field::Notes, notes)])
    });
    file.with(|_input, report| {
        let rows = report.rows_with(rule("text.suspicious").unwrap()).map(RowId::index);
        assert_eq!(rows.collect::<Vec<_>>(), ODD);
    });
}

/// Counts per rule, first rows, decisions and questions are those of the rows.
fn check_sums(input: &super::Input<'_>, report: &Report) {
    for count in report.problems() {
        let rows: Vec<RowId> = input
            .sheet
            .rows()
            .filter(|row| report.rules(*row).any(|rule| rule.id == count.rule.id))
            .collect();
        assert_eq!(
            (count.rows as usize, Some(&count.first_row)),
            (rows.len(), rows.first()),
            "{}",
            count.rule.id
        );
        assert!(report.rows_with(count.rule).eq(rows), "{}", count.rule.id);
        let decided = decisions(input, report, &Progress::default()).unwrap();
        let of_rule = decided.iter().filter(|decision| decision.rule.id == count.rule.id);
        assert_eq!(of_rule.map(|decision| decision.rows).sum::<u32>(), count.rows, "{}", count.rule.id);
    }
    for question in report.questions(input) {
        if !question.choices.is_empty() && question.examples.is_empty() {
            assert_eq!(report.rows_of_rule(question.rule), question.rows, "{}", question.rule.id);
        }
    }
}
