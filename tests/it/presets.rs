//! The four tools' samples, from file to fields: what each row says before any rule judges it.

use std::fmt::Write as _;
use std::path::Path;

use chrono_tz::Tz;
use scorebridge::import::{self, ImportOptions};
use scorebridge::model::{Field, Progress, RowId, Sheet};
use scorebridge::people::{Lookup, People, read_roster};
use scorebridge::recipe::date::{DateText, read_date, rfc3339};
use scorebridge::recipe::number::{Decimal, ScoreText, read_score};
use scorebridge::recipe::{Chosen, Confirm, Overrides, Readings, Recipe, choose, read_columns};

/// A sample with its recipe and readings.
struct Read {
    sheet: Sheet,
    chosen: Chosen,
    readings: Readings,
}

impl Read {
    fn sample(name: &str, told: &Overrides) -> Self {
        let path = Path::new("tests/fixtures/samples").join(name);
        let sheet = import::open(&path, &ImportOptions::default(), &Progress::default()).unwrap();
        let chosen = choose(&sheet, told, None).unwrap();
        let readings = read_columns(&sheet, &chosen.recipe, &Progress::default()).unwrap();
        Self { sheet, chosen, readings }
    }

    fn recipe(&self) -> &Recipe {
        &self.chosen.recipe
    }

    fn text(&self, row: RowId, field: Field) -> &str {
        self.recipe().source_text(&self.sheet, row, field)
    }

    /// One line a row: agent, conversation, percent, moment, reviewer, and why it is left out.
    fn lines(&self, people: &People) -> String {
        let mut lines = String::new();
        for row in self.sheet.rows() {
            let left_out = self.readings.left_out(row).map(|entry| &*self.recipe().leave_out[entry].reason);
            writeln!(
                lines,
                "{} | {} | {} | {} | {}{}",
                self.agent(row, people),
                self.text(row, Field::Conversation),
                self.percent(row),
                self.moment(row),
                self.text(row, Field::Reviewer).split('@').next().unwrap(),
                left_out.map_or(String::new(), |reason| format!(" | {reason}")),
            )
            .unwrap();
        }
        lines
    }

    /// The first person that an agent column finds, by name.
    fn agent(&self, row: RowId, people: &People) -> String {
        let recipe = self.recipe();
        let platform = self.text(row, Field::Platform);
        let columns = recipe.columns(Field::AgentId).iter();
        let mut found = columns
            .map(|column| people.find(&recipe.agent_kinds[column], self.sheet.cell(row, *column), platform));
        match found.find(|found| *found != Lookup::Nobody) {
            Some(Lookup::One(person)) => people.get(person).name.clone(),
            Some(other) => format!("{other:?}"),
            None => "nobody".to_owned(),
        }
    }

    fn percent(&self, row: RowId) -> String {
        let comma = self.readings.score.decimal_comma;
        let ScoreText::Number { value, of } = read_score(self.text(row, Field::Score), comma) else {
            return format!("{:?}", read_score(self.text(row, Field::Score), comma));
        };
        let column = match read_score(self.text(row, Field::MaxScore), comma) {
            ScoreText::Number { value, .. } => Some(value),
            _ => self.readings.score.scale.map(scorebridge::recipe::Scale::max),
        };
        let max: Decimal = of.or(column).unwrap();
        let percent = value.percent_of(max).unwrap();
        format!("{}.{:04}", percent / 10_000, percent % 10_000)
    }

    fn moment(&self, row: RowId) -> String {
        let zone = self.recipe().zone.map(|told| told.value);
        match read_date(self.text(row, Field::ScoredAt), &self.readings.date, zone) {
            DateText::Moment { at, .. } => rfc3339(at),
            other => format!("{other:?}"),
        }
    }
}

fn roster() -> People {
    People::new(read_roster(&std::fs::read("tests/fixtures/samples/roster.csv").unwrap()).unwrap())
}

#[test]
fn print() {
    for (n, zone) in [
        ("maestroqa_total_rubric_scores.csv", None),
        ("klaus_reviews.csv", None),
        ("evaluagent_evaluations.csv", Some(Tz::Europe__London)),
        ("observeai_evaluations.csv", None),
    ] {
        let r = Read::sample(n, &Overrides { zone, ..Overrides::default() });
        eprintln!(
            "{n} {:?} {}\n{}",
            r.chosen.confirm,
            r.recipe().describe(&r.sheet).join(" · "),
            r.lines(&roster())
        );
    }
}
