//! The four tools' samples, from file to fields: what each row says before any rule judges it.

use std::fmt::Write as _;
use std::path::Path;

use chrono_tz::Tz;
use scorebridge::import::{self, ImportOptions};
use scorebridge::model::{Field, Progress, RowId, Sheet};
use scorebridge::people::{Lookup, People, read_roster};
use scorebridge::recipe::date::{DateText, read_date, rfc3339};
use scorebridge::recipe::number::{Decimal, ScoreText, read_score};
use scorebridge::recipe::{Chosen, Confirm, DateOrder, Overrides, Readings, Recipe, choose, read_columns};

/// A sample with its recipe and readings.
struct Read {
    sheet: Sheet,
    chosen: Chosen,
    readings: Readings,
}

impl Read {
    fn sample(name: &str, told: &Overrides) -> Self {
        Self::file(&format!("samples/{name}"), told)
    }

    fn file(name: &str, told: &Overrides) -> Self {
        let path = Path::new("tests/fixtures").join(name);
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

    /// Checks the whole of it.
    fn is(&self, asked: bool, described: &str, lines: &[&str]) {
        assert_eq!(self.chosen.confirm != Confirm::No, asked);
        assert_eq!(self.recipe().describe(&self.sheet).join(" · "), described);
        let people = read_roster(&std::fs::read("tests/fixtures/samples/roster.csv").unwrap()).unwrap();
        let read = self.lines(&People::new(people));
        assert_eq!(read.lines().collect::<Vec<_>>(), lines);
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

#[test]
fn maestroqa() {
    Read::sample("maestroqa_total_rubric_scores.csv", &Overrides::default()).is(
        false,
        "MaestroQA total scores · UTC · points ÷ max · day = date_graded · agents by e-mail, platform id, name",
        &[
    "Dmitri Voss | 48255 | 0.0000 | 2026-09-15T08:12:09.377Z | owen.pryce",
    "Amara Okonkwo | 48213 | 105.0000 | 2026-09-14T10:22:31.482Z | nadia.brandt",
    "Bruno Castellano | 48213 | 83.0000 | 2026-09-14T10:31:02Z | nadia.brandt",
    "Chloé Lefèvre | 48219 | 92.5000 | 2026-09-14T11:05:48.02Z | owen.pryce",
    "Eilidh O'Connor | 48260 | 75.0000 | 2026-09-14T16:01:44.619Z | nadia.brandt",
    "Farid Haddad | 48262 | NotGraded | 2026-09-14T16:20:00.3Z | nadia.brandt",
    "Hiro Tanabe | 215469817736021 | 70.0000 | 2026-09-15T07:30:10.871Z | owen.pryce",
    "Amara Okonkwo | 215469817736194 | 100.0000 | 2026-09-15T07:44:52.61Z | owen.pryce",
    "Farid Haddad | 0047381902 | 90.0000 | 2026-09-15T08:58:41.2Z | owen.pryce",
    "Grace Lindqvist | 48301 | 58.0000 | 2026-09-15T12:49:33.9Z | nadia.brandt",
    "Bruno Castellano | 48317 | 96.0000 | 2026-09-15T13:11:58Z | nadia.brandt",
    "Bruno Castellano | 48317 | 79.0000 | 2026-09-16T08:40:27.12Z | owen.pryce | calibration",
    "Chloé Lefèvre | 48340 | 100.0000 | 2026-09-16T10:05:05.18Z | owen.pryce",
    "Eilidh O'Connor | 48344 | 71.0000 | 2026-09-17T06:55:13.31Z | owen.pryce",
        ],
    );
}

#[test]
fn klaus() {
    Read::sample("klaus_reviews.csv", &Overrides::default()).is(
        true,
        "Klaus reviews · percent · day = createdISO · agents by e-mail, name",
        &[
            "Amara Okonkwo | 48213 | 100.0000 | 2026-09-14T10:22:31Z | nadia.brandt",
            "Bruno Castellano | 48213 | 83.3333 | 2026-09-14T10:31:02Z | nadia.brandt",
            "Chloé Lefèvre | 48219 | 91.6667 | 2026-09-14T11:05:48Z | owen.pryce",
            "Dmitri Voss | 48255 | 0.0000 | 2026-09-14T15:40:19Z | owen.pryce",
            "Eilidh O'Connor | 48260 | 75.0000 | 2026-09-14T16:01:44Z | nadia.brandt",
            "Farid Haddad | 48262 | NotGraded | 2026-09-14T16:20:00Z | nadia.brandt",
            "Hiro Tanabe | 215469817736021 | 66.6667 | 2026-09-15T07:30:10Z | owen.pryce",
            "Amara Okonkwo | 215469817736194 | 100.0000 | 2026-09-15T07:44:52Z | owen.pryce",
            "Farid Haddad | 215469817738830 | 87.5000 | 2026-09-15T08:02:26Z | owen.pryce",
            "Grace Lindqvist | 48301 | 58.3333 | 2026-09-15T12:49:33Z | nadia.brandt",
            "Bruno Castellano | 48317 | 95.8333 | 2026-09-15T13:11:58Z | nadia.brandt",
            "Bruno Castellano | 48317 | 79.1667 | 2026-09-16T08:40:27Z | owen.pryce",
            "Chloé Lefèvre | 48340 | 100.0000 | 2026-09-16T10:05:05Z | owen.pryce",
            "Eilidh O'Connor | 48344 | 70.8333 | 2026-09-16T10:19:41Z | owen.pryce",
        ],
    );
}

#[test]
fn evaluagent() {
    Read::sample("evaluagent_evaluations.csv", &Overrides { zone: Some(Tz::Europe__London), ..Overrides::default() }).is(
        true,
        "evaluagent evaluations · Europe/London · day = Published At · agents by e-mail, user name, name",
        &[
    "Amara Okonkwo | 00084512 | 96.5000 | 2026-09-14T10:22:00Z | Nadia Brandt",
    "Bruno Castellano | 00084519 | 84.0000 | 2026-09-14T10:41:00Z | Nadia Brandt",
    "Dmitri Voss | 00084533 | 0.0000 | 2026-09-14T12:02:00Z | Owen Pryce",
    "Eilidh O'Connor | 48260 | 75.0000 | 2026-09-14T16:01:00Z | Nadia Brandt",
    "Chloé Lefèvre | 48219 | 91.6700 | 2026-09-14T11:05:00Z | Owen Pryce",
    "Hiro Tanabe | 5f0b7c1e-2d44-4a7b-9a52-0f6f0f3a9d21 | 66.6700 | 2026-09-15T07:30:00Z | Owen Pryce",
    "Amara Okonkwo | c2b7a1d0-91c3-4c61-8a7e-6a0d5f1be7a4 | 100.0000 | 2026-09-15T07:44:00Z | SmartScore",
    "Grace Lindqvist | 00084577 | 58.3300 | 2026-09-15T12:49:00Z | Nadia Brandt",
    "Bruno Castellano | 48317 | 95.8300 | 2026-09-15T13:11:00Z | Nadia Brandt",
    "Bruno Castellano | 48317 | 79.1700 | 2026-09-16T08:40:00Z | Owen Pryce",
    "Chloé Lefèvre | 48340 | 100.0000 | 2026-09-16T10:05:00Z | Owen Pryce",
    "Farid Haddad | 00084602 | NotGraded | 2026-09-16T10:30:00Z | Owen Pryce",
        ],
    );
}

#[test]
fn observeai() {
    Read::sample("observeai_evaluations.csv", &Overrides::default()).is(
        true,
        "Observe.AI evaluations · percent · day = evaluation_meta.created_at · agents by e-mail, platform id, name",
        &[
    "Amara Okonkwo | 66e4a1f07b3c2d0011aa0001 | 96.0000 | 2026-09-14T10:22:31.482Z | nadia.brandt",
    "Bruno Castellano | 66e4a1f07b3c2d0011aa0002 | 84.0000 | 2026-09-14T10:41:02.007Z | nadia.brandt",
    "Dmitri Voss | 66e4a1f07b3c2d0011aa0003 | 0.0000 | 2026-09-14T12:02:55.31Z | owen.pryce | in dispute",
    "Chloé Lefèvre | 66e4a1f07b3c2d0011aa0004 | 91.0000 | 2026-09-14T11:05:48.02Z | owen.pryce",
    "Eilidh O'Connor | 66e4a1f07b3c2d0011aa0005 | 77.0000 | 2026-09-14T16:01:44.619Z | nadia.brandt",
    "Eilidh O'Connor | 66e4a1f07b3c2d0011aa0006 | 72.0000 | 2026-09-14T16:30:12Z | nadia.brandt | calibration",
    "Eilidh O'Connor | 66e4a1f07b3c2d0011aa0006 | 74.0000 | 2026-09-14T17:05:00Z | owen.pryce | calibration",
    "Farid Haddad | 66e4a1f07b3c2d0011aa0008 | 60.0000 | 2026-09-15T08:58:41.2Z | owen.pryce | deleted",
    "Grace Lindqvist | 66e4a1f07b3c2d0011aa0009 | 58.0000 | 2026-09-15T12:49:33.9Z | nadia.brandt",
    "Hiro Tanabe | 66e4a1f07b3c2d0011aa0010 | 104.0000 | 2026-09-15T07:30:10.871Z | owen.pryce",
    "Amara Okonkwo | 66e4a1f07b3c2d0011aa0001 | 92.0000 | 2026-09-14T03:10:05Z | Observe.AI | Auto QA beside a manual evaluation",
    "Bruno Castellano | 66e4a1f07b3c2d0011aa0002 | 88.0000 | 2026-09-14T03:10:06Z | Observe.AI | Auto QA beside a manual evaluation",
    "Farid Haddad | 66e4a1f07b3c2d0011aa0008 | 61.5000 | 2026-09-15T03:10:09Z | Observe.AI | Auto QA beside a manual evaluation",
        ],
    );
}

#[test]
fn a_file_silent_about_its_zone_is_asked_about_and_its_day_order_is_seen() {
    let read = Read::sample("evaluagent_evaluations.csv", &Overrides::default());
    assert_eq!(read.moment(RowId(0)), "NoZone");
    assert_eq!(read.readings.date.order, Some(DateOrder::Dmy));
    assert_eq!(read.readings.date.without_zone[0].text, "14/09/2026 11:22");
    assert_eq!(read.readings.describe(read.recipe()), ["percent", "day first"]);
}

#[test]
fn klaus_by_its_api() {
    let read = Read::file("native/klaus_conversations.json", &Overrides::default());
    read.is(
        true,
        "Klaus reviews · percent · day = reviews.createdISO · agents by e-mail, name",
        &[
            "Amara Okonkwo | 48213 | 100.0000 | 2026-09-14T10:22:31Z | nadia.brandt",
            "Bruno Castellano | 48213 | 83.3333 | 2026-09-14T10:31:02Z | nadia.brandt",
            "Chloé Lefèvre | 215469817736021 | NotGraded | 2026-09-15T07:30:10Z | owen.pryce",
        ],
    );
    let notes: Vec<&str> = read.sheet.rows().map(|row| read.text(row, Field::Notes)).collect();
    assert_eq!(notes, ["Clear and warm.", "", "Comment only."], "private comments are no notes");
}

#[test]
fn observeai_by_its_api_leaves_auto_qa_out_beside_manual_rows() {
    Read::file("native/observeai_report.json", &Overrides::default()).is(
        true,
        "Observe.AI evaluations · percent · day = evaluation_meta.created_at · agents by e-mail, platform id, name",
        &[
            "Amara Okonkwo |  | 96.0000 | 2026-09-14T10:22:31.482Z | nadia.brandt",
            "Amara Okonkwo |  | 92.0000 | 2026-09-14T03:10:05Z | Observe.AI | Auto QA beside a manual evaluation",
            "Farid Haddad |  | 60.0000 | 2026-09-15T08:58:41.2Z | owen.pryce | deleted",
        ],
    );
}

#[test]
fn observeai_in_bulk_names_the_maximum_total_score() {
    Read::file("native/observeai_bulk.ndjson", &Overrides::default()).is(
        true,
        "Observe.AI evaluations (bulk export) · UTC · points ÷ max · day = created_at · agents by e-mail, name",
        &[
            "Amara Okonkwo | m1 | 96.0000 | 2026-09-14T10:22:31Z | nadia.brandt",
            "Bruno Castellano | m2 | 75.0000 | 2026-09-14T11:00:00Z | owen.pryce | calibration",
        ],
    );
}

#[test]
fn evaluagent_by_its_api() {
    Read::file("native/evaluagent_evaluations.json", &Overrides::default()).is(
        true,
        "evaluagent evaluations (API) · day = attributes.published_at · agents by e-mail, name",
        &[
            "Amara Okonkwo | 00084512 | 96.5000 | 2026-09-14T10:22:00Z | Nadia Brandt",
            "Dmitri Voss | 00084533 | 0.0000 | 2026-09-14T12:02:00Z | Owen Pryce",
        ],
    );
}

#[test]
fn evaluagent_by_its_api_with_what_is_included_beside() {
    let read = Read::file("native/evaluagent_included.json", &Overrides::default());
    read.is(
        true,
        "evaluagent evaluations (API) · day = attributes.published_at · agents by e-mail, name",
        &[
            "Amara Okonkwo | 00084512 | 96.5000 | 2026-09-14T10:22:00Z | Nadia Brandt",
            "Dmitri Voss | 00084533 | 0.0000 | 2026-09-14T12:02:00Z | Nadia Brandt",
        ],
    );
    assert_eq!(read.sheet.notes()[0].code, "one_page");
}

/// A zip of MaestroQA's five levels: the total scores are read, the other files are named.
#[test]
fn maestroqa_as_a_zip_of_every_level() {
    use std::io::{Cursor, Write as _};
    let total = std::fs::read("tests/fixtures/samples/maestroqa_total_rubric_scores.csv").unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        ("annotations.csv", &b"gradable_id,agent_id,text\n48213,1,x\n"[..]),
        ("csat.csv", b"gradable_id,agent_id,csat\n48213,1,5\n"),
        ("individual_answers.csv", b"gradable_id,question_id,question_score\n48213,q,1\n"),
        ("section_scores.csv", b"gradable_id,section_id,section_score\n48213,s,1\n"),
        ("total_scores.csv", &total),
    ] {
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(content).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.zip");
    std::fs::write(&path, out.finish().unwrap().into_inner()).unwrap();
    let sheet = import::open(&path, &ImportOptions::default(), &Progress::default()).unwrap();
    let whole = Read::sample("maestroqa_total_rubric_scores.csv", &Overrides::default());
    assert_eq!(sheet.num_rows(), whole.sheet.num_rows());
    for row in sheet.rows() {
        assert!(sheet.record(row).eq(whole.sheet.record(row)), "{row:?}");
    }
    assert_eq!(choose(&sheet, &Overrides::default(), None).unwrap().confirm, Confirm::No);
    let note = &sheet.notes()[0].message;
    for other in ["annotations", "csat", "individual_answers", "section_scores"] {
        assert!(note.contains(other), "{note}");
    }
    for level in ["section_scores.csv", "individual_answers.csv", "annotations.csv", "csat.csv"] {
        let options = ImportOptions { sheet: Some(level.to_owned()), ..ImportOptions::default() };
        let sheet = import::open(&path, &options, &Progress::default()).unwrap();
        if matches!(level, "section_scores.csv" | "individual_answers.csv") {
            assert_eq!(
                choose(&sheet, &Overrides::default(), None).unwrap_err().code(),
                "no_scores",
                "{level}"
            );
        }
    }
}

#[test]
fn what_is_no_list_of_reviews_is_refused_with_what_it_is() {
    for (headings, what) in [
        ("Agent,Evaluations,Average Score", "a report of totals"),
        ("Dispute ID,Dispute status,Reviewee,Comment", "a list of disputes"),
        ("Evaluation ID,Agent Email,Section,Question,Question Score", "a row for each question"),
        ("Ticket ID,Agent,CSAT,Survey date", "what customers answered"),
    ] {
        let text = format!("{headings}\n{}\n", ["1"; 5][..headings.split(',').count()].join(","));
        let sheet =
            import::read("file.csv", text.into_bytes(), &ImportOptions::default(), &Progress::default());
        let refused = choose(&sheet.unwrap(), &Overrides::default(), None).unwrap_err();
        assert_eq!(refused.code(), "no_scores");
        assert!(refused.to_string().contains(what), "{refused}");
    }
    for headings in [
        "Agent,Score,Average Score,Evaluations,Date",
        "Agent,QA Score,CSAT,Date",
        "Agent,Score,Question,Answer",
    ] {
        let text = format!("{headings}\n{}\n", ["1"; 5][..headings.split(',').count()].join(","));
        let sheet =
            import::read("file.csv", text.into_bytes(), &ImportOptions::default(), &Progress::default());
        assert!(
            choose(&sheet.unwrap(), &Overrides::default(), None).is_ok(),
            "{headings}: it has a score of each review"
        );
    }
}

/// Some tools write a sheet for each scorecard; what is remembered for one is right for the next.
#[test]
fn a_sheet_that_is_named_like_a_scorecard_gives_the_rubric() {
    let folder = tempfile::tempdir().unwrap();
    let memory = scorebridge::recipe::Memory::of(folder.path(), "acme");
    let mut book = rust_xlsxwriter::Workbook::new();
    for name in ["Chat quality", "Phone quality", "Sheet3"] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write_row(0, 0, ["Agent Email", "Score", "Date"]).unwrap();
        sheet.write_row(1, 0, ["a@example.com", "90", "2026-09-14"]).unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let rubric = |sheet: &str, remembers: bool| {
        let options = ImportOptions { sheet: Some(sheet.to_owned()), ..ImportOptions::default() };
        let sheet = import::read("book.xlsx", bytes.clone(), &options, &Progress::default()).unwrap();
        let remembered = memory.recall(&sheet);
        assert_eq!(remembered.is_some(), remembers);
        let recipe = choose(&sheet, &Overrides::default(), remembered.as_ref()).unwrap().recipe;
        let rubric = recipe.source_text(&sheet, RowId(0), Field::Rubric).to_owned();
        (sheet, recipe, rubric)
    };
    assert_eq!(rubric("Sheet3", false).2, "");
    let (sheet, recipe, chat) = rubric("Chat quality", false);
    assert_eq!(chat, "Chat quality");
    memory.keep(&sheet, &recipe, None).unwrap();
    assert_eq!(rubric("Phone quality", true).2, "Phone quality");
}

#[test]
fn ratings_of_auto_qa_are_refused_with_the_reason() {
    let path = Path::new("tests/fixtures/native/klaus_autoqa.json");
    let sheet = import::open(path, &ImportOptions::default(), &Progress::default()).unwrap();
    let refused = choose(&sheet, &Overrides::default(), None).unwrap_err();
    assert!(refused.to_string().contains("a row for each rated category"), "{refused}");
}
