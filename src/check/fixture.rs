//! Small files for the tests of the check: good rows, and what is changed about them.

use std::sync::LazyLock;

use chrono::{DateTime, TimeZone as _, Utc};

use crate::model::{
    AnsweredBy, CellChange, ColumnId, Field, NUM_FIELDS, Overlay, Progress, RecordProblem, RowId,
    RowSetChange, RowState, Sheet, SheetBuilder, SourceFile,
};
use crate::people::{Aliases, People, Person};
use crate::recipe::{AgentKind, LeaveOut, Mapping, Readings, Recipe, read_columns};

use super::{
    Answers, Input, Ledger, LedgerKey, LedgerRow, Problem, Report, Scores, Standing, check, explain, rule,
};

/// A file and all that it is judged by.
#[derive(Clone, Debug)]
pub(super) struct Fixture {
    rows: Vec<Vec<String>>,
    problems: Vec<Option<RecordProblem>>,
    pub(super) recipe: Recipe,
    pub(super) readings: Readings,
    pub(super) overlay: Overlay,
    pub(super) people: Option<Vec<Person>>,
    pub(super) aliases: Aliases,
    pub(super) answers: Answers,
    pub(super) ledger: Ledger,
    pub(super) now: DateTime<Utc>,
}

/// The column of a field: the fields stand in their own order, a second agent column behind them.
pub(super) fn column(field: Field) -> ColumnId {
    ColumnId(u16::try_from(field.index()).unwrap())
}

/// The second column of the agent, which holds ids of the platform `zendesk`. Blank in a good row.
#[expect(clippy::cast_possible_truncation, reason = "eleven fields")]
pub(super) const SECOND_AGENT: ColumnId = ColumnId(NUM_FIELDS as u16);

/// What a good row has; its conversation differs from row to row.
const GOOD: [&str; NUM_FIELDS + 1] = [
    "amara.okonkwo@example.com",
    "",
    "klaus",
    "90",
    "100",
    "Email support",
    "Clear and warm.",
    "owen.pryce@example.com",
    "2026-09-14T10:22:31Z",
    "",
    "",
    "",
];

pub(super) const AMARA: &str = "1d3a3044-305a-56ed-a840-d64fa519584a";
pub(super) const BRUNO: &str = "32f47c03-fa85-5a40-872b-2732df1b1d93";

impl Fixture {
    /// No row yet; every field but the review id and the platform is mapped, the list has four people.
    pub(super) fn new() -> Self {
        let mut recipe = Recipe::default();
        for field in Field::ALL {
            recipe.mappings[field.index()] = Mapping::Columns(vec![column(field)]);
        }
        recipe.mappings[Field::AgentId.index()] =
            Mapping::Columns(vec![column(Field::AgentId), SECOND_AGENT]);
        recipe.agent_kinds.insert(column(Field::AgentId), AgentKind::Email);
        recipe.agent_kinds.insert(SECOND_AGENT, AgentKind::Platform("zendesk".to_owned()));
        Self {
            rows: Vec::new(),
            problems: Vec::new(),
            recipe,
            readings: Readings::default(),
            overlay: Overlay::default(),
            people: Some(people()),
            aliases: Aliases::default(),
            answers: Answers::default(),
            ledger: Ledger::empty(LedgerKey([7; 32])),
            now: Utc.with_ymd_and_hms(2026, 10, 1, 12, 0, 0).unwrap(),
        }
    }

    /// A good row but for these fields.
    pub(super) fn row(mut self, changes: &[(Field, &str)]) -> Self {
        let mut cells = GOOD.map(str::to_owned).to_vec();
        cells[Field::Conversation.index()] = (48_213 + self.rows.len()).to_string();
        for (field, text) in changes {
            cells[field.index()] = (*text).to_owned();
        }
        self.rows.push(cells);
        self.problems.push(None);
        self
    }

    /// A record as it is.
    pub(super) fn record(mut self, cells: &[&str]) -> Self {
        self.rows.push(cells.iter().map(|cell| (*cell).to_owned()).collect());
        self.problems.push(None);
        self
    }

    /// A good row whose second agent column says this.
    pub(super) fn row_with_second_agent(self, text: &str) -> Self {
        let mut with = self.row(&[]);
        with.rows.last_mut().unwrap()[SECOND_AGENT.index()] = text.to_owned();
        with
    }

    /// The last record could not be taken whole.
    pub(super) fn problem(mut self, problem: RecordProblem) -> Self {
        *self.problems.last_mut().unwrap() = Some(problem);
        self
    }

    /// A field comes from there.
    pub(super) fn map(mut self, field: Field, mapping: Mapping) -> Self {
        self.recipe.mappings[field.index()] = mapping;
        self
    }

    /// What the first agent column holds.
    pub(super) fn kind(mut self, kind: Option<AgentKind>) -> Self {
        self.recipe.agent_kinds.remove(&column(Field::AgentId));
        if let Some(kind) = kind {
            self.recipe.agent_kinds.insert(column(Field::AgentId), kind);
        }
        self
    }

    /// Rows with this value in a column are left out.
    pub(super) fn leave_out(mut self, column: ColumnId, value: &str, reason: &str) -> Self {
        self.recipe.leave_out.push(LeaveOut {
            column,
            values: vec![value.to_owned()],
            reason: reason.to_owned(),
            active: true,
            beside: None,
        });
        self
    }

    /// No people list.
    pub(super) fn without_people(mut self) -> Self {
        self.people = None;
        self
    }

    /// A person answered a question.
    pub(super) fn answer(mut self, id: &str, choice: &str) -> Self {
        let rule = rule(id).unwrap();
        let choice = rule.choice(choice).unwrap();
        self.answers.set(rule.id, Some((choice.id, AnsweredBy::Option)));
        self
    }

    /// A person typed this in a cell of the last row.
    pub(super) fn edit(mut self, field: Field, text: &str) -> Self {
        let row = RowId(u32::try_from(self.rows.len() - 1).unwrap());
        self.set(row, field, Some(text));
        self
    }

    /// A person typed this in a cell, or took back what was typed.
    pub(super) fn set(&mut self, row: RowId, field: Field, text: Option<&str>) {
        let id = text.map(|text| self.overlay.intern(text));
        let _inverse = self.overlay.apply(&CellChange { field, cells: vec![(row, id)] });
    }

    /// A person left a row out by hand, or took it back in.
    pub(super) fn set_left_out(&mut self, row: RowId, left_out: bool) {
        let _inverse = self.overlay.apply_rows(&RowSetChange { rows: vec![row], left_out });
    }

    /// The last row was sent before, but for these fields, and stands so.
    pub(super) fn sent(mut self, changes: &[(Field, &str)], standing: Standing) -> Self {
        let mut before = Self { ledger: Ledger::empty(self.ledger.key), ..self.clone() };
        before.overlay = Overlay::default();
        before.rows = vec![self.rows.last().unwrap().clone()];
        before.problems = vec![None];
        for (field, text) in changes {
            before.rows[0][field.index()] = (*text).to_owned();
        }
        let (score, key) = before.with(|input, report| {
            let scores = Scores::new(&input, report);
            let (score, key) = scores.get(RowId(0)).expect("the row is ready");
            ((score.percent().to_string(), score.scored_at().to_owned()), key)
        });
        self.ledger.rows.entry(key.identity).or_default().push(LedgerRow {
            version: key.version,
            content: key.content,
            standing,
            upload: "20260907-091500-k3f9".to_owned(),
            at: Utc.with_ymd_and_hms(2026, 9, 15, 9, 15, 0).unwrap(),
            score: score.0,
            scored_at: score.1,
            message: (standing == Standing::Refused).then(|| "agent is not on the plan".to_owned()),
        });
        self
    }

    pub(super) fn sheet(&self) -> Sheet {
        let mut headings: Vec<String> = Field::ALL.iter().map(|field| field.key().to_owned()).collect();
        headings.push("agent_zendesk_id".to_owned());
        let mut builder = SheetBuilder::new(SourceFile::fixture("fixture.csv"), headings, 0);
        for (line, (cells, problem)) in (2..).zip(self.rows.iter().zip(&self.problems)) {
            for cell in cells {
                builder.push_cell(cell).unwrap();
            }
            builder.end_record(line, problem.clone()).unwrap();
        }
        builder.build()
    }

    /// Its columns hold what they show, as in a file that is opened.
    pub(super) fn read_again(mut self) -> Self {
        self.readings = read_columns(&self.sheet(), &self.recipe, &Progress::default()).unwrap();
        self
    }

    /// Judges the file, and does something with the report.
    pub(super) fn with<T>(&self, then: impl FnOnce(Input<'_>, &Report) -> T) -> T {
        let people = self.people.clone().map(People::new);
        let sheet = self.sheet();
        let mut input = self.input(&sheet, people.as_ref());
        let read = read_columns(&sheet, &self.recipe, &Progress::default()).unwrap();
        if !self.recipe.leave_out.is_empty() {
            input.readings = &read;
        }
        let report = check(&input, &Progress::default()).unwrap();
        then(input, &report)
    }

    pub(super) fn input<'a>(&'a self, sheet: &'a Sheet, people: Option<&'a People>) -> Input<'a> {
        Input {
            sheet,
            overlay: &self.overlay,
            recipe: &self.recipe,
            readings: &self.readings,
            people,
            aliases: &self.aliases,
            answers: &self.answers,
            ledger: &self.ledger,
            now: self.now,
        }
    }

    /// The state of every row.
    pub(super) fn states(&self) -> Vec<RowState> {
        self.with(|input, report| input.sheet.rows().map(|row| report.state(row)).collect())
    }

    /// The ids of the rules that found something at the last row.
    pub(super) fn found(&self) -> Vec<&'static str> {
        self.with(|input, report| {
            report.rules(input.sheet.rows().next_back().unwrap()).map(|rule| rule.id).collect()
        })
    }

    /// What is said about the last row.
    pub(super) fn problems(&self) -> Vec<Problem> {
        self.with(|input, report| explain(&input, report, input.sheet.rows().next_back().unwrap()))
    }

    /// The JSON of the last row's score.
    pub(super) fn score(&self) -> Option<String> {
        self.with(|input, report| {
            let scores = Scores::new(&input, report);
            String::from_utf8(scores.score(input.sheet.rows().next_back()?)?.json()).ok()
        })
    }
}

/// Two agents, one who left, one without `agent_id`.
fn people() -> Vec<Person> {
    static PEOPLE: LazyLock<Vec<Person>> = LazyLock::new(|| {
        let person = |name: &str, email: &str, agent_id: Option<&str>, zendesk: &str| Person {
            id: format!("person-{name}"),
            agent_id: agent_id.map(str::to_owned),
            name: name.to_owned(),
            email: Some(email.to_owned()),
            platforms: [("zendesk".to_owned(), zendesk.to_owned())].into(),
            ..Person::default()
        };
        vec![
            person("Amara Okonkwo", "amara.okonkwo@example.com", Some(AMARA), "10061553640011"),
            person("Bruno Castellano", "bruno.castellano@example.com", Some(BRUNO), "10061553640029"),
            Person {
                end_date: Some(Utc.with_ymd_and_hms(2026, 9, 10, 0, 0, 0).unwrap()),
                ..person(
                    "Grace Lindqvist",
                    "grace.lindqvist@example.com",
                    Some("agent-grace"),
                    "10061553640078",
                )
            },
            person("Nadia Brandt", "nadia.brandt@example.com", None, "10061553640100"),
        ]
    });
    PEOPLE.clone()
}
