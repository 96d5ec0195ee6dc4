//! The parts of the "Read as" line: how a file was understood, in a few words each.

use crate::model::{AnsweredBy, Field, Quote, Sheet, SourceFile};

use super::date::DateNumbers;
use super::headings::Headings;
use super::points::is_of_conversation;
use super::preset::preset;
use super::{AgentKind, Readings, Recipe, Scale};

impl Recipe {
    /// The parts of the "Read as" line: "MaestroQA total scores", "UTC", "points ÷ max", "day = `date_graded`".
    pub fn describe(&self, sheet: &Sheet) -> Vec<String> {
        let headings = Headings::of(sheet);
        let known = self.preset.as_deref().and_then(preset);
        let mut parts =
            vec![known.map_or_else(|| "columns by heading".to_owned(), |preset| preset.label.clone())];
        parts.extend(cut(sheet.source()));
        parts.extend(self.zone.map(|zone| zone.value.name().to_owned()));
        parts.extend(self.date_order.map(|order| order.value.words().to_owned()));
        parts.extend(self.day_count.map(|count| count.value.words().to_owned()));
        if !self.columns(Field::MaxScore).is_empty() {
            parts.push("points ÷ max".to_owned());
        } else if let Some(scale) = self.scale {
            parts.push(scale.value.words());
        }
        let days: Vec<String> =
            self.columns(Field::ScoredAt).iter().map(|column| headings.name(*column)).collect();
        let of_conversation = known.is_none() && days.first().is_some_and(|day| is_of_conversation(day));
        let whose = if of_conversation { " (of the conversation)" } else { "" };
        parts.extend((!days.is_empty()).then(|| format!("day = {}{whose}", days.join(" + "))));
        let by = [
            self.zone.map(|told| told.by),
            self.date_order.map(|told| told.by),
            self.day_count.map(|told| told.by),
            self.scale.map(|told| told.by),
        ];
        if by.contains(&Some(AnsweredBy::Recipe)) {
            parts.push("as remembered".to_owned());
        }
        let kinds = self.columns(Field::AgentId).iter().filter_map(|column| self.agent_kinds.get(column));
        let kinds: Vec<String> = kinds.map(AgentKind::words).collect();
        if !kinds.is_empty() {
            parts.push(format!("agents by {}", kinds.join(", ")));
        }
        parts
    }
}

/// How the file was cut into cells, as far as it differs from plain CSV: "windows-1252", "semicolons",
/// "headings on line 3".
fn cut(source: &SourceFile) -> Vec<String> {
    let delimiter = source.delimiter.filter(|&delimiter| delimiter != ',').map(|delimiter| match delimiter {
        ';' => "semicolons".to_owned(),
        '\t' => "tabs".to_owned(),
        '|' => "pipes".to_owned(),
        other => format!("“{other}” between cells"),
    });
    let quote = source.quote.and_then(|quote| match quote {
        Quote::Double => None,
        Quote::Backslash => Some("quotes behind backslashes"),
        Quote::Single => Some("single quotes"),
        Quote::None => Some("no quotes"),
    });
    let headings = match source.header_row {
        0 if source.delimiter.is_some() => Some("no headings".to_owned()),
        0 | 1 => None,
        row => Some(format!("headings on line {row}")),
    };
    let encoding = Some(source.encoding).filter(|&encoding| encoding != "utf-8").map(str::to_owned);
    [encoding, delimiter, quote.map(str::to_owned), headings].into_iter().flatten().collect()
}

impl Readings {
    /// What the columns themselves showed, where the recipe does not say it already: "percent", "decimal
    /// comma", "day first".
    pub fn describe(&self, recipe: &Recipe) -> Vec<String> {
        let mut parts = Vec::new();
        if recipe.scale.is_none() && recipe.columns(Field::MaxScore).is_empty() {
            parts.extend(self.score.scale.map(Scale::words));
        }
        if self.score.decimal_comma {
            parts.push("decimal comma".to_owned());
        }
        if recipe.date_order.is_none() {
            parts.extend(self.date.order.map(|order| order.words().to_owned()));
        }
        parts.extend(self.date.numbers.map(|numbers| numbers.words().to_owned()));
        parts
    }
}

impl DateNumbers {
    /// Its words on the screen.
    pub const fn words(self) -> &'static str {
        match self {
            Self::ExcelDays => "dates as Excel day numbers",
            Self::Seconds => "dates as seconds since 1970",
            Self::Millis => "dates as milliseconds since 1970",
            Self::Micros => "dates as microseconds since 1970",
            Self::Nanos => "dates as nanoseconds since 1970",
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Progress;
    use crate::recipe::{Overrides, choose, fixtures, read_columns};

    /// Both descriptions of a file, joined.
    fn described(text: &str) -> String {
        let sheet = fixtures::sheet(text);
        let recipe = choose(&sheet, &Overrides::default(), None).unwrap().recipe;
        let readings = read_columns(&sheet, &recipe, &Progress::default()).unwrap();
        format!("{} | {}", recipe.describe(&sheet).join(" · "), readings.describe(&recipe).join(" · "))
    }

    #[test]
    fn a_file_is_described_in_few_words() {
        for (text, expected) in [
            (
                "gradable_id,agent_id,agent_email,rubric_score,max_rubric_score,date_graded,grader\n",
                "MaestroQA total scores · UTC · points ÷ max · day = date_graded · agents by e-mail, platform id | ",
            ),
            (
                "Agent Email,Score,Date\na@example.com,\"87,5\",14/09/2026\n",
                "columns by heading · day = Date · agents by e-mail | percent · decimal comma · day first",
            ),
            (
                "Agent Email,Score,Date,Time\na@example.com,87,14/09/2026,8:41 PM\n",
                "columns by heading · day = Date + Time · agents by e-mail | percent · day first",
            ),
            (
                "Agent Email,Score,Call Date\na@example.com,87,14/09/2026\n",
                "columns by heading · day = Call Date (of the conversation) · agents by e-mail | percent · day first",
            ),
            (
                "Agent ID,Score,Date\n1,3,46082\n",
                "columns by heading · day = Date | dates as Excel day numbers",
            ),
        ] {
            assert_eq!(described(text), expected);
        }
    }
}
