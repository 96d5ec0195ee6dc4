//! What the headings of a file that nobody knows mean.
//!
//! Owns the guess by headings, and by a look at the cells where an agent column's heading leaves open
//! what it holds. Invariant: a heading that stands twice means nothing, and a kind that is not plain to
//! see is left out, so that it is asked for.

use chrono_tz::Tz;

use crate::model::{AnsweredBy, ColumnId, Field, FileFormat, Sheet, fold_heading};

use super::date::{Glance, glance, is_month, with_time};
use super::headings::{Headings, in_brackets};
use super::points;
use super::text::{clean, is_missing};
use super::{AgentKind, DateOrder, Mapping, Recipe, Told};

/// A recipe by the aliases of [`FIELDS`](crate::model::FIELDS).
pub(super) fn guess(headings: &Headings<'_>) -> Recipe {
    let mut recipe = Recipe::default();
    for field in Field::ALL {
        let mut columns = by_alias(headings, field);
        match field {
            // All agent columns count; addresses before ids before names.
            Field::AgentId => {
                for column in &columns {
                    if let Some(kind) = guess_kind(headings, *column) {
                        recipe.agent_kinds.insert(*column, kind);
                    }
                }
                // An address that may be anybody's, such as that of whoever filled in the form, does not stand in
                // for the agent's own.
                let is_anybodys =
                    |column: &ColumnId| ANYBODYS.contains(&fold_heading(headings.heading(*column)).as_str());
                let is_email = |column: &ColumnId| recipe.agent_kinds.get(column) == Some(&AgentKind::Email);
                if columns.iter().any(|column| is_email(column) && !is_anybodys(column)) {
                    columns.retain(|column| !is_anybodys(column));
                    recipe.agent_kinds.retain(|column, _| columns.contains(column));
                }
                // Beside an address a column is not worth a question, unless it says to hold ids.
                let has_email = recipe.agent_kinds.values().any(|kind| *kind == AgentKind::Email);
                columns.retain(|column| {
                    let says_id =
                        || fold_heading(headings.heading(*column)).split(' ').any(|word| word == "id");
                    !has_email || recipe.agent_kinds.contains_key(column) || says_id()
                });
                columns.sort_by_key(|column| match recipe.agent_kinds.get(column) {
                    Some(AgentKind::Email) => 0,
                    Some(AgentKind::Name) => 2,
                    _ => 1,
                });
            }
            // An address or a name, whichever a row has.
            Field::Reviewer => {}
            Field::ScoredAt => {
                // A time of day alone is none, whatever its heading.
                columns.sort_by_key(|column| has_no_date(headings.sheet(), *column));
                columns.truncate(1);
                columns.extend(columns.first().and_then(|date| time_beside(headings, *date)));
            }
            _ => columns.truncate(1),
        }
        if !columns.is_empty() {
            recipe.mappings[field.index()] = Mapping::Columns(columns);
        }
    }
    points::map(headings, &mut recipe);
    if let (Mapping::None, Some(name)) = (recipe.mapping(Field::Rubric), rubric_of_sheet(headings.sheet())) {
        recipe.mappings[Field::Rubric.index()] = Mapping::Constant(name.to_owned());
    }
    let day = recipe.columns(Field::ScoredAt).first();
    recipe.zone = day.and_then(|day| zone_in_heading(headings.heading(*day)));
    recipe
}

/// Headings of addresses that do not say whose.
const ANYBODYS: &[&str] = &["email", "e mail", "email address", "user email"];

/// The name of a workbook's sheet, where it may be that of a scorecard: some tools write a sheet for each.
/// A name that a program gives by itself, or that means the scores as such, is none.
pub(super) fn rubric_of_sheet(sheet: &Sheet) -> Option<&String> {
    const NOT_TELLING: &[&str] = &[
        "sheet",
        "table",
        "tabelle",
        "feuille",
        "feuil",
        "hoja",
        "folha",
        "foglio",
        "blad",
        "worksheet",
        "data",
        "score",
        "results",
        "report",
        "raw",
        "raw data",
        "daten",
        "page",
        "query",
    ];
    use FileFormat::{Ods, Xls, Xlsb, Xlsx, Xml2003};
    let source = sheet.source();
    let name =
        source.sheet.as_ref().filter(|_| matches!(source.format, Xlsx | Xlsb | Xls | Ods | Xml2003))?;
    let folded = fold_heading(name);
    let bare = folded.trim_end_matches(|char: char| char.is_ascii_digit() || char == ' ');
    // A period or a team is what the sheet holds, not by what it was scored.
    let is_part = |word: &str| PARTS.contains(&word) || is_month(word);
    if bare.chars().count() < 2 || bare.split(' ').any(is_part) {
        return None;
    }
    // An archive names its file in place of the sheet.
    (!bare.is_empty() && !NOT_TELLING.contains(&bare) && !name.contains('.')).then_some(name)
}

/// Words of a sheet's name that says which of the scores it holds.
const PARTS: &[&str] = &[
    "week",
    "weekly",
    "wk",
    "kw",
    "month",
    "monthly",
    "day",
    "daily",
    "quarter",
    "q1",
    "q2",
    "q3",
    "q4",
    "sprint",
    "team",
    "group",
    "shift",
    "site",
    "summary",
    "totals",
    "scores",
    "reviews",
    "evaluations",
    "export",
    "copy",
    "woche",
    "monat",
    "semaine",
    "semana",
    "mois",
    "mes",
];

/// The columns whose headings mean a field, likeliest first; what stands in brackets does not count.
fn by_alias(headings: &Headings<'_>, field: Field) -> Vec<ColumnId> {
    let mut columns = Vec::new();
    for alias in field.info().aliases {
        if let Some(column) = headings.only(alias).or_else(|| headings.only_bare(alias))
            && !columns.contains(&column)
        {
            columns.push(column);
        }
    }
    columns
}

/// Headings of a column with the time of day alone.
const TIMES: &[&str] = &[
    "time",
    "time of day",
    "scored time",
    "time scored",
    "time graded",
    "graded time",
    "evaluation time",
    "uhrzeit",
    "zeit",
    "heure",
    "hora",
    "tijd",
    "ora",
];

/// The column that has the time of day of a column of days: `Review Time` of `Review Date`, or just `Time`.
fn time_beside(headings: &Headings<'_>, date: ColumnId) -> Option<ColumnId> {
    let sheet = headings.sheet();
    let day = fold_heading(headings.heading(date));
    let of_day = day.strip_suffix(" date").and_then(|what| headings.only(&format!("{what} time")));
    // Hours from the fourth on, or am and pm, tell when it was from how long it took.
    let is_clock = |time: &ColumnId| {
        sheet.rows().take(FAR_ENOUGH).any(|row| {
            let cell = sheet.cell(row, *time).trim();
            let hour = cell.split(':').next().and_then(|hour| hour.parse::<u8>().ok());
            hour.is_some_and(|hour| hour >= 4) || cell.to_lowercase().ends_with('m')
        })
    };
    let alone = || TIMES.iter().find_map(|name| headings.only(name).or_else(|| headings.only_bare(name)));
    let time = of_day.filter(is_clock).or_else(alone)?;
    is_time_beside(sheet, date, time).then_some(time)
}

/// Whether a column holds nothing but times of day, beside days that have none.
pub fn is_time_beside(sheet: &Sheet, date: ColumnId, time: ColumnId) -> bool {
    let rows = sheet.rows().take(FAR_ENOUGH);
    let pairs = rows.map(|row| (sheet.cell(row, date), sheet.cell(row, time)));
    let mut pairs = pairs.filter(|(date, time)| !is_missing(date) && !is_missing(time)).peekable();
    date != time && pairs.peek().is_some() && pairs.all(|(date, time)| with_time(date, time).is_some())
}

/// The zone that a heading names in brackets: `Date (UTC)`. It holds until somebody says otherwise.
fn zone_in_heading(heading: &str) -> Option<Told<Tz>> {
    let inner = in_brackets(heading)?.trim();
    let is_utc = inner.eq_ignore_ascii_case("utc") || inner.eq_ignore_ascii_case("gmt");
    let named = || inner.contains('/').then(|| inner.parse().ok()).flatten();
    let value = if is_utc { Some(Tz::UTC) } else { named() }?;
    Some(Told { value, by: AnsweredBy::Default })
}

/// The order of day, month and year that a heading names in brackets: `Date (DD/MM/YYYY)`, `Datum (TT.MM.JJJJ)`.
pub(super) fn order_in_heading(heading: &str) -> Option<DateOrder> {
    const DAYS: &[&str] = &["d", "dd", "t", "tt", "jj", "gg"];
    const MONTHS: &[&str] = &["m", "mm", "mmm"];
    const YEARS: &[&str] = &["yy", "yyyy", "aa", "aaaa", "jjjj"];
    let inner = in_brackets(heading)?.to_lowercase();
    let mut parts = inner.split(|char: char| !char.is_alphabetic()).filter(|part| !part.is_empty());
    let is = |part: &str| [DAYS, MONTHS, YEARS].map(|of| of.contains(&part));
    let (first, second) = (is(parts.next()?), is(parts.next()?));
    // `Date (DD/MM)` leaves the year to be understood.
    let third = parts.next().map_or([false, false, true], is);
    match [first, second, third] {
        [[true, ..], [_, true, _], [.., true]] => Some(DateOrder::Dmy),
        [[_, true, _], [true, ..], [.., true]] => Some(DateOrder::Mdy),
        [[.., true], [_, true, _], [true, ..]] => Some(DateOrder::Ymd),
        _ => None,
    }
}

/// What an agent column holds, where heading or cells make it plain.
pub(super) fn guess_kind(headings: &Headings<'_>, column: ColumnId) -> Option<AgentKind> {
    let heading = fold_heading(headings.heading(column));
    let has = |word: &str| heading.split(' ').any(|part| part == word);
    if has("email") || has("mail") {
        return Some(AgentKind::Email);
    }
    if has("username") || has("login") || heading.contains("user name") {
        return Some(AgentKind::Username);
    }
    if heading.contains("imported id") {
        return Some(AgentKind::Imported);
    }
    if let Some(platform) = PLATFORMS.iter().find(|platform| has(platform)) {
        return Some(AgentKind::Platform((*platform).to_owned()));
    }
    match Cells::of(headings.sheet(), column) {
        Cells::Addresses => Some(AgentKind::Email),
        // An id with a space in it is none.
        Cells::Words if !has("id") => Some(AgentKind::Name),
        Cells::Words | Cells::Other if has("name") => Some(AgentKind::Name),
        Cells::Words | Cells::Other => None,
    }
}

/// Every column whose first cells are dates, those that mean the field by heading first.
pub(super) fn dates(headings: &Headings<'_>) -> Vec<ColumnId> {
    let sheet = headings.sheet();
    let mut columns = by_alias(headings, Field::ScoredAt);
    for column in sheet.column_ids().filter(|column| !columns.contains(column)).collect::<Vec<_>>() {
        let mut cells = first_cells(sheet, column).peekable();
        if cells.peek().is_some() && cells.all(is_date) {
            columns.push(column);
        }
    }
    columns
}

/// Whether a column has cells, and none of the first ones is a date.
fn has_no_date(sheet: &Sheet, column: ColumnId) -> bool {
    let mut cells = first_cells(sheet, column).peekable();
    cells.peek().is_some() && !cells.any(is_date)
}

fn first_cells(sheet: &Sheet, column: ColumnId) -> impl Iterator<Item = &str> {
    let first = sheet.rows().take(FAR_ENOUGH).map(move |row| sheet.cell(row, column));
    first.filter(|cell| !is_missing(clean(cell).0)).take(Cells::LOOKED_AT)
}

fn is_date(cell: &str) -> bool {
    /// The digits of a day; more of them may as well be an id that begins with a day.
    const DAY: usize = 8;
    if cell.len() > DAY && cell.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    !matches!(glance(cell), Glance::Other | Glance::Numbers(0) | Glance::Counted(_))
}

/// Rows that are looked at for dates: this is asked for whenever the mapping screen is drawn.
const FAR_ENOUGH: usize = 100;

/// Platforms whose name in a heading says whose ids the column holds: `Zendesk ID`.
const PLATFORMS: &[&str] = &[
    "zendesk",
    "intercom",
    "five9",
    "salesforce",
    "freshdesk",
    "kustomer",
    "gladly",
    "genesys",
    "talkdesk",
    "aircall",
    "gorgias",
    "hubspot",
    "dixa",
    "helpscout",
    "nice",
    "twilio",
    "dialpad",
    "ringcentral",
    "amazonconnect",
];

/// What the first cells of a column look like.
enum Cells {
    /// Every one is an e-mail address.
    Addresses,
    /// Every one is two words or more.
    Words,
    Other,
}

impl Cells {
    /// Cells that are looked at.
    const LOOKED_AT: usize = 200;

    fn of(sheet: &Sheet, column: ColumnId) -> Self {
        let cells = sheet.rows().map(|row| sheet.cell(row, column).trim());
        let filled: Vec<&str> = cells.filter(|cell| !is_missing(cell)).take(Self::LOOKED_AT).collect();
        if filled.is_empty() {
            Self::Other
        } else if filled.iter().all(|cell| cell.contains('@')) {
            Self::Addresses
        } else if filled.iter().all(|cell| cell.contains(' ') && !cell.contains('@')) {
            Self::Words
        } else {
            Self::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Progress;
    use crate::recipe::{Memory, Overrides, choose, fixtures, read_columns};

    /// The agent columns with their kinds, `?` where it is asked for.
    fn agents(text: &str) -> String {
        let sheet = fixtures::sheet(text);
        let headings = Headings::of(&sheet);
        let recipe = guess(&headings);
        let shown = recipe.columns(Field::AgentId).iter().map(|column| {
            let kind = recipe.agent_kinds.get(column).map_or("?".to_owned(), ToString::to_string);
            format!("{}={kind}", headings.heading(*column))
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn agent_columns_say_their_kind_or_are_asked_for() {
        for (text, expected) in [
            ("Agent Name,agent_id,Agent Email\n", "Agent Email=email agent_id=? Agent Name=name"),
            ("agent_id\nagt_1\n", "agent_id=?"),
            ("agent_id\na@example.com\nN/A\nb@example.com\n", "agent_id=email"),
            ("Agent\nJane Doe\nAmara Okonkwo\n", "Agent=name"),
            ("Agent\njdoe\n", "Agent=?"),
            ("Agent\na@example.com\njdoe\n", "Agent=?"),
            ("Employee ID\nJane Doe\n", "Employee ID=?"),
            ("Agent,agent\n", ""),
            ("Agent,E-Mail\nAmara,amara@example.com\n", "E-Mail=email"),
            ("Employee ID,E-Mail\n7,amara@example.com\n", "E-Mail=email Employee ID=?"),
            ("Agent Email,User Email\n,dana@example.com\n", "Agent Email=email"),
            ("Agent,Email Address\na@example.com,dana@example.com\n", "Agent=email"),
        ] {
            assert_eq!(agents(text), expected, "{text}");
        }
    }

    #[test]
    fn brackets_in_headings_do_not_hide_what_they_mean() {
        for (text, zone) in [
            ("Scored at (UTC),Score [%]\n", Some(Tz::UTC)),
            ("Date (Europe/Berlin),Score (out of 5)\n", Some(Tz::Europe__Berlin)),
            ("Date (local),Score\n", None),
            ("Date,Score\n", None),
        ] {
            let sheet = fixtures::sheet(text);
            let recipe = guess(&Headings::of(&sheet));
            assert_eq!(recipe.columns(Field::ScoredAt), [ColumnId(0)], "{text}");
            assert_eq!(recipe.columns(Field::Score), [ColumnId(1)], "{text}");
            assert_eq!(recipe.zone.map(|told| told.value), zone, "{text}");
        }
        let sheet = fixtures::sheet("Date (UTC),Date (local)\n");
        assert_eq!(guess(&Headings::of(&sheet)).columns(Field::ScoredAt), []);
    }

    #[test]
    fn ids_that_begin_with_a_day_are_no_dates_to_choose() {
        let sheet = fixtures::sheet(
            "a,b,c\n20260914000123,2026-09-14,20260914\n20260914000124,2026-09-15,20260915\n",
        );
        let recipe = choose(&sheet, &Overrides::default(), None).unwrap().recipe;
        assert_eq!(recipe.date_choices(&sheet), [ColumnId(1), ColumnId(2)]);
    }

    #[test]
    fn a_heading_names_the_order_of_its_dates_unless_a_row_says_otherwise() {
        for (heading, order) in [
            ("Date (DD/MM/YYYY)", Some(DateOrder::Dmy)),
            ("Datum (TT.MM.JJJJ)", Some(DateOrder::Dmy)),
            ("Date [JJ/MM/AAAA]", Some(DateOrder::Dmy)),
            ("Date (MM/DD/YY hh:mm)", Some(DateOrder::Mdy)),
            ("Date (m-d-yyyy)", Some(DateOrder::Mdy)),
            ("Date (yyyy-mm-dd)", Some(DateOrder::Ymd)),
            ("Date (DD/MM)", Some(DateOrder::Dmy)),
            ("Date (mm/dd)", Some(DateOrder::Mdy)),
            ("Date (mm-yyyy)", None),
            ("Date (local)", None),
            ("Date", None),
        ] {
            assert_eq!(order_in_heading(heading), order, "{heading}");
        }
        // Two rows that can be either, and one that may say otherwise.
        for (first, order, is_sure) in [
            ("01/02/2026", Some(DateOrder::Dmy), false),
            ("13/02/2026", Some(DateOrder::Dmy), true),
            ("01/13/2026", None, false),
        ] {
            let text = format!(
                "Agent,Score,Date (DD/MM/YYYY)\nann,90,{first}\nbob,90,03/04/2026\nann,80,05/04/2026\n"
            );
            let sheet = fixtures::sheet(&text);
            let recipe = choose(&sheet, &Overrides::default(), None).unwrap().recipe;
            let dates = read_columns(&sheet, &recipe, &Progress::default()).unwrap().date;
            assert_eq!((dates.order, dates.unclear.is_empty()), (order, is_sure), "{first}");
        }
    }

    #[test]
    fn a_time_of_day_alone_is_not_taken_for_the_date() {
        for (text, columns) in [
            ("Evaluation time,Date\n10:30,2026-09-14\n", vec![1, 0]),
            ("Evaluation time,Date\n2026-09-13 10:30,2026-09-14\n", vec![0]),
            ("Evaluation time,Date\n,2026-09-14\n", vec![0]),
            ("Review time (CET)\n2026-09-14 10:30\n", vec![0]),
        ] {
            let sheet = fixtures::sheet(text);
            let columns: Vec<_> = columns.into_iter().map(ColumnId).collect();
            assert_eq!(guess(&Headings::of(&sheet)).columns(Field::ScoredAt), columns, "{text}");
        }
    }

    #[test]
    fn a_total_beside_the_score_is_its_maximum_where_every_row_says_so() {
        for (text, is_maximum) in [
            ("Score,Total\n18,20\n9,15\nN/A,20\n20,20\n", true),
            ("Score,Max\n4,5\n", true),
            ("Score,Total\n18,20\n21,20\n", false),
            ("Score,Total\n18,20\n9,\n", false),
            ("Score,Total\nN/A,20\n", false),
            ("Score,Total\n0,0\n", false),
            ("Score,Total,Out of\n18,20,25\n", false),
        ] {
            let sheet = fixtures::sheet(text);
            let recipe = guess(&Headings::of(&sheet));
            assert_eq!(recipe.columns(Field::MaxScore) == [ColumnId(1)], is_maximum, "{text}");
        }
    }

    #[test]
    fn headings_say_what_other_columns_are() {
        let sheet = fixtures::sheet(
            "QA Score (%),Ticket ID,Reviewer Name,Reviewer Email,Review Date,Scorecard,Comments,Out of,created at,Zendesk\n",
        );
        let headings = Headings::of(&sheet);
        let recipe = guess(&headings);
        for (field, columns) in [
            (Field::Score, &[0][..]),
            (Field::Conversation, &[1]),
            (Field::Reviewer, &[3, 2]),
            (Field::ScoredAt, &[4]),
            (Field::Rubric, &[5]),
            (Field::Notes, &[6]),
            (Field::MaxScore, &[7]),
            (Field::Source, &[]),
        ] {
            let columns: Vec<_> = columns.iter().copied().map(ColumnId).collect();
            assert_eq!(recipe.columns(field), columns, "{field:?}");
        }
        assert_eq!(guess_kind(&headings, ColumnId(9)), Some(AgentKind::Platform("zendesk".to_owned())));
    }

    proptest! {
        // Each case writes to the disk.
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn any_headings_are_guessed_and_kept_without_panic(
            headings in proptest::collection::vec("(agent|email|score|date|ticket|#[0-9]|[(\\[]utc[)\\]]|[ _.A-Zé])"
                .prop_flat_map(|one| (Just(one), "[a-z ]{0,5}")).prop_map(|(one, two)| one + &two), 0..8),
            cells in proptest::collection::vec("[a-z@ .0-9/-]{0,8}", 0..8),
        ) {
            let mut text = Vec::new();
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(&mut text);
            writer.write_record(&headings).unwrap();
            writer.write_record(&cells).unwrap();
            drop(writer);
            let sheet = fixtures::sheet(std::str::from_utf8(&text).unwrap());
            let recipe = guess(&Headings::of(&sheet));
            for field in Field::ALL {
                for column in recipe.columns(field) {
                    prop_assert!(column.index() < sheet.columns().len());
                }
            }
            prop_assert!(recipe.agent_kinds.keys().all(|column| recipe.columns(Field::AgentId).contains(column)));
            let folder = tempfile::tempdir().unwrap();
            let memory = Memory::of(folder.path(), "any");
            memory.keep(&sheet, &recipe, None).unwrap();
            let remembered = memory.recall(&sheet).unwrap();
            let again = choose(&sheet, &Overrides::default(), Some(&remembered)).unwrap();
            prop_assert_eq!(again.recipe.mappings, recipe.mappings);
            prop_assert_eq!(again.recipe.agent_kinds, recipe.agent_kinds);
        }
    }
}
