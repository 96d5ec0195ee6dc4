//! What a cell says, from the bytes of a file to what is sent: every way of writing scores and dates that
//! exports, spreadsheets and colleagues are known for, decided per column.

use std::fmt::Write as _;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use scorebridge::check::{Ledger, LedgerKey, Scores};
use scorebridge::import::{self, ImportOptions};
use scorebridge::model::Progress;
use scorebridge::pipeline::{self, Surroundings};
use scorebridge::recipe::{DateOrder, DayCount, Overrides, Scale};

/// Reads a file with these columns beside an agent, a source and a conversation, and says what becomes
/// of each row: its score and time as they are sent, or the rules that keep it.
fn judged(told: &Overrides, delimiter: char, headings: &str, rows: &[&str]) -> Vec<String> {
    let mut text = format!("agent_id{delimiter}source{delimiter}conversation_id{delimiter}{headings}\n");
    for (number, row) in rows.iter().enumerate() {
        writeln!(text, "agt_1{delimiter}qa{delimiter}c{number}{delimiter}{row}").unwrap();
    }
    let (options, progress) = (ImportOptions::default(), Progress::default());
    let sheet = import::read("values.csv", text.into_bytes(), &options, &progress).unwrap();
    let mut told = told.clone();
    told.agent_kinds = vec!["assembled".parse().unwrap()];
    let (document, _chosen) = pipeline::document(Arc::new(sheet), &told, None, &progress).unwrap();
    let around = Surroundings {
        people: None,
        aliases: Arc::default(),
        ledger: Arc::new(Ledger::empty(LedgerKey([0; 32]))),
    };
    let now: DateTime<Utc> = "2026-12-31T12:00:00Z".parse().unwrap();
    let checked = pipeline::check(&document, &around, now, &progress).unwrap();
    let input = document.input(&around, now);
    let scores = Scores::new(&input, &checked.report);
    let row = |row| {
        let Some(score) = scores.score(row) else {
            let rules = checked.report.rules(row).map(|rule| rule.id);
            return rules.filter(|id| !id.ends_with("day_moves")).collect::<Vec<_>>().join(" ");
        };
        format!("{} {}", score.percent(), score.scored_at())
    };
    document.sheet.rows().map(row).collect()
}

/// Each score beside a date that is sure.
fn scores(delimiter: char, headings: &str, cells: &[(&str, &str)]) {
    let day = "2026-09-14T10:00:00Z";
    let rows: Vec<String> = cells.iter().map(|(cell, _)| format!("{day}{delimiter}{cell}")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let headings = format!("scored_at{delimiter}{headings}");
    let judged = judged(&Overrides::default(), delimiter, &headings, &rows);
    for ((cell, expected), judged) in cells.iter().zip(judged) {
        assert_eq!(judged.strip_suffix(&format!(" {day}")).unwrap_or(&judged), *expected, "{cell}");
    }
}

/// Each date beside a score that is sure.
fn dates(told: &Overrides, cells: &[(&str, &str)]) {
    let rows: Vec<String> = cells.iter().map(|(cell, _)| format!("90%;{cell}")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    for ((cell, expected), judged) in cells.iter().zip(judged(told, ';', "score;scored_at", &rows)) {
        assert_eq!(judged.strip_prefix("90 ").unwrap_or(&judged), *expected, "{cell}");
    }
}

fn zone(zone: Tz) -> Overrides {
    Overrides { zone: Some(zone), ..Overrides::default() }
}

#[test]
fn scores_name_their_own_maximum_or_share_the_columns() {
    scores(
        ';',
        "score",
        &[
            ("87,5", "87.5"),
            ("92,125", "92.125"),
            ("1,5E+1", "15"),
            ("95 %", "95"),
            ("95\u{a0}%", "95"),
            ("87,5 %", "87.5"),
            // The other scores are of 100.
            ("18/20", "max_score.invalid"),
            ("８７,５", "87.5"),
            ("９５％", "95"),
            ("٨٧٫٥", "87.5"),
            ("٩٥٪", "95"),
            ("९५", "95"),
            ("=\"92,5\"", "92.5"),
            ("'92,5", "92.5"),
            ("0", "0"),
            ("\u{2212}5", "score.negative"),
            ("-5", "score.negative"),
            ("eighty", "score.not_a_number"),
            ("#DIV/0!", "score.not_a_number"),
            ("#N/A", "score.not_a_number"),
            ("#REF!", "score.not_a_number"),
            ("(5)", "score.not_a_number"),
        ],
    );
}

#[test]
fn scores_that_all_name_a_maximum_need_no_scale() {
    scores(
        ';',
        "score",
        &[
            ("18/20", "90"),
            ("18 / 20", "90"),
            ("9 of 10", "90"),
            ("9 out of 10", "90"),
            ("18 von 20 Punkte", "90"),
            ("18,5/20", "92.5"),
            ("18/0", "max_score.invalid"),
            ("18/", "score.not_a_number"),
            ("9/10/26", "score.not_a_number"),
        ],
    );
}

#[test]
fn fractions_are_a_scale_only_where_it_is_told() {
    scores(
        ',',
        "score",
        &[("0.95", "score.scale_unclear"), ("1", "score.scale_unclear"), ("N/A", "score.missing")],
    );
    let told = Overrides { scale: Some("fraction".parse().unwrap()), ..Overrides::default() };
    let rows = ["0.95,2026-09-14T10:00:00Z", "95 %,2026-09-14T10:00:00Z"];
    let judged = judged(&told, ',', "score,scored_at", &rows);
    assert_eq!(judged, ["95 2026-09-14T10:00:00Z"; 2]);
}

#[test]
fn fractions_never_count_as_points_of_many() {
    let asked = "score.implausible";
    for max in ["max_score", "out of"] {
        let heading = format!("score;{max}");
        scores(
            ';',
            &heading,
            &[("0.95;100", asked), ("1;100", asked), ("0;100", "0"), ("N/A;100", "score.missing")],
        );
        scores(';', &heading, &[("0.95;100", asked), ("85;100", "85"), ("18;20", "90"), ("0.9;1", "90")]);
    }
    scores(',', "score", &[("85", "85"), ("90", "90"), ("0.95", asked), ("100", "100")]);
    scores(',', "score", &[("85.5%", "85.5"), ("0.9", asked), ("90", "90")]);
    scores(',', "score", &[("0.95%", asked), ("0.90%", asked)]);
}

#[test]
fn a_few_scores_of_another_scale_decide_nothing() {
    let unclear = "score.scale_unclear";
    scores(',', "score", &[("4", unclear), ("5", unclear), ("85", unclear), ("3", unclear)]);
    scores(',', "score", &[("18", unclear), ("19", unclear), ("90%", "90")]);
    // Real low ones beside the many are what they are.
    let many = [("85", "85"), ("90", "90"), ("88", "88"), ("71", "71"), ("0", "0"), ("4", "4"), ("95", "95")];
    scores(',', "score", &many);
}

#[test]
fn lines_that_are_no_reviews_show_nothing_of_the_columns() {
    let told = Overrides::default();
    let file = "a@x.example;qa;1;80;2026-09-14T10:00:00Z\n\
        Grand Total;;;240;\nAverage;;;80;\n# run of 03/04/2026;;;;\n;;;;\n";
    let text = format!("agent_id;source;conversation_id;score;scored_at\n{file}");
    let sheet =
        import::read("values.csv", text.into_bytes(), &ImportOptions::default(), &Progress::default());
    let (document, _chosen) =
        pipeline::document(Arc::new(sheet.unwrap()), &told, None, &Progress::default()).unwrap();
    assert_eq!(document.readings.score.scale, Some(Scale::Percent));
    assert_eq!(document.readings.date.unclear, []);
}

#[test]
fn not_graded_has_many_spellings_and_is_never_zero() {
    let spellings = [
        "",
        " ",
        "N/A",
        "n/a",
        "NA",
        "n.a.",
        "Unknown",
        "NULL",
        "None",
        "-",
        "—",
        "not graded",
        "(n/a)",
        "\\N",
        "--",
        "–",
        "TBD",
        "pending",
        "k.A.",
        "k. A.",
        "s/o",
        "S.O.",
        "n.v.t.",
        "not scored",
        "not evaluated",
        "ungraded",
    ];
    let mut cells: Vec<(&str, &str)> = spellings.iter().map(|cell| (*cell, "score.missing")).collect();
    cells.extend([("90", "90"), ("0", "0")]);
    scores(';', "score", &cells);
}

#[test]
fn scores_may_have_their_unit_in_words() {
    for percent in ["85 pct", "85 percent", "85 per cent", "85 Prozent", "85 pour cent", "85 PERCENT"] {
        scores(';', "score", &[(percent, "85"), ("90", "90"), ("0.9", "score.implausible")]);
        // The same as the sign beside a maximum, too.
        let (of_hundred, of_twenty) = (format!("{percent};100"), format!("{percent};20"));
        let invalid = "max_score.invalid";
        scores(
            ';',
            "score;max_score",
            &[(&of_hundred, "85"), (&of_twenty, invalid), ("85 %;20", invalid), ("18;20", "90")],
        );
    }
    scores(
        ';',
        "score",
        &[("90 points", "90"), ("90 pts", "90"), ("90 Punkte", "90"), ("87,5 Punkte", "87.5")],
    );
    scores(';', "score;max_score", &[("18 points;20", "90"), ("9 pts;10 pts", "90")]);
    // Points are no percent.
    scores(';', "score", &[("4 points", "score.scale_unclear"), ("5 points", "score.scale_unclear")]);
    scores(';', "score", &[("90 stars", "score.not_a_number"), ("pending", "score.missing"), ("90", "90")]);
}

#[test]
fn a_maximum_beside_the_score_may_be_another_in_each_row() {
    for heading in ["max_score", "total", "out of"] {
        scores(
            ';',
            &format!("score;{heading}"),
            &[
                ("18;20", "90"),
                ("9;15", "60"),
                ("N/A;20", "score.missing"),
                ("20;20", "100"),
                ("1;3", "33.3333"),
            ],
        );
    }
    scores(
        ';',
        "score;max_score",
        &[
            ("18;20", "90"),
            ("18;", "max_score.invalid"),
            ("18;0", "max_score.invalid"),
            ("18;N/A", "max_score.invalid"),
            ("18/25;20", "max_score.invalid"),
            ("18/20;20", "90"),
            ("50 %;100", "50"),
            ("105;100", "score.above_max"),
            ("20.00001;20", "score.above_max"),
        ],
    );
}

#[test]
fn dates_with_a_zone_need_no_answer() {
    dates(
        &Overrides::default(),
        &[
            ("2026-09-14T10:22:31Z", "2026-09-14T10:22:31Z"),
            ("2026-09-14T10:22:31.482+02:00", "2026-09-14T08:22:31.482Z"),
            ("2026-09-14 10:22 UTC", "2026-09-14T10:22:00Z"),
            ("2026-09-14 10:22 Europe/Berlin", "2026-09-14T08:22:00Z"),
            ("Mon, 14 Sep 2026 10:22:31 +0200", "2026-09-14T08:22:31Z"),
            ("２０２６-09-14T10:22:31Z", "2026-09-14T10:22:31Z"),
            ("=\"2026-09-14T10:22:31Z\"", "2026-09-14T10:22:31Z"),
            ("2026-09-14 10:22", "scored_at.no_time_zone"),
            ("2026-09-14", "scored_at.no_time_zone"),
            ("2026-02-29T10:00:00Z", "scored_at.not_a_date"),
            ("2026-09-14T23:59:60Z", "scored_at.not_a_date"),
            ("9999-12-31T23:59:59Z", "scored_at.future"),
            ("2001-01-01T00:00:00Z", "scored_at.implausible"),
            ("N/A", "scored_at.missing"),
            ("22:31.5", "scored_at.not_a_date"),
            ("10:22", "scored_at.not_a_date"),
            ("########", "scored_at.not_a_date"),
        ],
    );
}

#[test]
fn the_order_of_day_and_month_is_the_columns() {
    let berlin = zone(Tz::Europe__Berlin);
    // One day over twelve decides for all.
    dates(&berlin, &[("03/04/2026 10:00", "2026-04-03T08:00:00Z"), ("14/09/2026", "2026-09-14T10:00:00Z")]);
    dates(&berlin, &[("03/04/2026 10:00", "2026-03-04T09:00:00Z"), ("09/14/2026", "2026-09-14T10:00:00Z")]);
    dates(&berlin, &[("03/04/2026", "scored_at.day_month_unclear"), ("04/04/2026", "2026-04-04T10:00:00Z")]);
    dates(
        &berlin,
        &[("14/09/2026", "scored_at.day_month_unclear"), ("09/14/2026", "scored_at.day_month_unclear")],
    );
    dates(&berlin, &[("14.09.26", "2026-09-14T10:00:00Z"), ("3.4.26", "2026-04-03T10:00:00Z")]);
    let told = Overrides { date_order: Some(DateOrder::Mdy), ..berlin };
    dates(
        &told,
        &[
            ("03/04/2026 3:05 PM", "2026-03-04T14:05:00Z"),
            ("03/04/26", "2026-03-04T11:00:00Z"),
            ("14/09/2026", "scored_at.not_a_date"),
        ],
    );
}

#[test]
fn days_and_times_are_read_as_their_language_writes_them() {
    let berlin = zone(Tz::Europe__Berlin);
    let at = "2026-09-14T08:30:00Z";
    // One layout a column, each with a row that has something to decide.
    for cells in [
        ["14/09/2026 10:30 a. m.", "14/09/2026 10:30\u{a0}a.\u{a0}m."],
        ["14/09/2026 10:30\u{202f}a.m.", "14/09/2026 10:30 a.m."],
        ["14.09.2026 10.30", "14.09.2026 10.30.00"],
        ["14/09/2026 10h30", "14/09/2026 10 h 30"],
        ["14.09.2026 10:30 Uhr", "14.09.2026, 10.30 Uhr"],
        ["2026年9月14日 10時30分", "2026年9月14日 10:30"],
        ["2026. 9. 14. 10:30", "2026년 9월 14일 오전 10시 30분"],
        ["14 сентября 2026 г. 10:30", "14 сент. 2026 10:30"],
        ["14 września 2026 10:30", "14 wrz 2026 r., 10:30"],
        ["14 de setembro de 2026 10:30", "14 set. 2026 10:30"],
        ["14 september 2026 10:30", "14 sep. 2026 om 10:30"],
        ["14 settembre 2026 10:30", "14 set 2026 10.30"],
        ["14. september 2026 kl. 10.30", "mandag 14. september 2026 10:30"],
        ["14 Eylül 2026 10:30", "14 EYLÜL 2026 10:30"],
        ["20260914103000", "20260914T103000"],
        ["20260914T083000Z", "20260914T103000+0200"],
        ["2026-W38-1T10:30", "2026-257T10:30"],
        ["Mon Sep 14 10:30:00 CEST 2026", "Mon Sep 14 08:30:00 UTC 2026"],
        [
            "Mon Sep 14 2026 10:30:00 GMT+0200 (Central European Summer Time)",
            "Mon, 14 Sep 2026 10:30:00 +0200",
        ],
        ["46279,4375", "46279.4375"],
        ["1789374600000000", "1789374600000000"],
        ["1789374600000000000", "1789374600000000000"],
        // Numbers that count beside dates that are written: each says what it says.
        ["1789374600", "2026-09-14T08:30:00Z"],
        ["2026-09-14 10:30", "1789374600000"],
    ] {
        dates(&berlin, &cells.map(|cell| (cell, at)));
    }
    let noon = "2026-09-14T10:00:00Z";
    for cells in [["20260914", "2026年9月14日"], ["2026. 9. 14.", "2026-W38-1"], ["2026-257", "14 eyl 2026"]]
    {
        dates(&berlin, &cells.map(|cell| (cell, noon)));
    }
    // In the afternoon.
    let evening = "2026-09-14T20:30:00Z";
    dates(&berlin, &[("14/09/2026 10:30 p. m.", evening), ("2026年9月14日 下午10:30", evening)]);
}

#[test]
fn what_has_two_readings_is_not_read() {
    let berlin = zone(Tz::Europe__Berlin);
    let (asked, refused) = ("scored_at.day_month_unclear", "scored_at.not_a_date");
    dates(
        &berlin,
        &[("03.04.2026 10.30", asked), ("03/04/2026 10h30", asked), ("3/4/2026 10:30 p. m.", asked)],
    );
    dates(
        &berlin,
        &[
            ("14. listopada 2026", refused),
            ("14-lis-2026", refused),
            ("201009141030", refused),
            ("2026-09-14 10.5", refused),
            ("2026-09-14 10:30.5 PM", refused),
            ("2026-W38", refused),
            ("2026年9月14日 午前12:30", refused),
        ],
    );
    // Epochs of two units, or one beside day numbers, stay undecided as they were.
    dates(&berlin, &[("1789374600", refused), ("1789374600000000", refused)]);
    dates(
        &berlin,
        &[("1789374600000", refused), ("46279,5", refused), ("2026-09-14T08:30:00Z", "2026-09-14T08:30:00Z")],
    );
}

/// What a spreadsheet leaves of 13, 25, 14, 5, 6 and 7 April if it takes the first number for the month.
#[test]
fn days_that_a_spreadsheet_took_for_months_are_asked_about() {
    let berlin = zone(Tz::Europe__Berlin);
    let swapped = "scored_at.day_month_swapped";
    let texts = [("13/04/2026 10:00", "2026-04-13T08:00:00Z"), ("25/04/2026 10:00", "2026-04-25T08:00:00Z")];
    for dates_of_it in [
        ["2026-05-04T10:00:00", "2026-06-04 10:00", "2026-07-04T10:00:00"],
        ["46146.5", "46177.5", "46207.5"],
    ] {
        let cells: Vec<_> = texts.into_iter().chain(dates_of_it.map(|date| (date, swapped))).collect();
        dates(&berlin, &cells);
    }
    // A date whose day is no month, or a text whose day is one: it was no spreadsheet.
    let date = ("2026-05-04 10:00", "2026-05-04T08:00:00Z");
    dates(&berlin, &[texts[0], date, ("2026-05-24 10:00", "2026-05-24T08:00:00Z")]);
    dates(&berlin, &[texts[0], date, ("05/04/2026 10:00", "2026-04-05T08:00:00Z")]);
}

#[test]
fn day_numbers_that_can_be_counted_from_two_years_are_asked_about() {
    let berlin = zone(Tz::Europe__Berlin);
    // Counted from 1904 the first would be still to come: it is no doubt's example, the second is.
    dates(&berlin, &[("46082.5", "2026-03-01T11:00:00Z"), ("44620.5", "scored_at.day_count_unclear")]);
    let since = |count| Overrides { day_count: Some(count), ..berlin.clone() };
    dates(&since(DayCount::Since1900), &[("44620.5", "2022-02-28T11:00:00Z")]);
    dates(
        &since(DayCount::Since1904),
        &[
            ("44620.5", "2026-03-01T11:00:00Z"),
            ("44620", "2026-03-01T11:00:00Z"),
            ("46082.5", "scored_at.future"),
        ],
    );
}

#[test]
fn clock_changes_skip_an_hour_and_repeat_one() {
    dates(
        &zone(Tz::Europe__Berlin),
        &[
            ("2026-03-29 01:59", "2026-03-29T00:59:00Z"),
            ("2026-03-29 02:30", "scored_at.not_in_zone"),
            ("2026-03-29 03:00", "2026-03-29T01:00:00Z"),
            ("2026-10-25 02:30", "2026-10-25T00:30:00Z"),
            ("2026-10-25 02:30 CET", "2026-10-25T01:30:00Z"),
            ("14. Okt. 2026 11:22 Uhr", "2026-10-14T09:22:00Z"),
            ("14 août 2026", "2026-08-14T10:00:00Z"),
        ],
    );
    dates(
        &zone(Tz::America__Los_Angeles),
        &[("2026-12-14 10:22 PST", "2026-12-14T18:22:00Z"), ("2026-12-14 10:22 PDT", "scored_at.not_a_date")],
    );
}

#[test]
fn numbers_are_dates_only_where_all_count_alike() {
    let berlin = zone(Tz::Europe__Berlin);
    dates(&berlin, &[("46279", "2026-09-14T10:00:00Z"), ("46279.43230324074", "2026-09-14T08:22:31Z")]);
    dates(&berlin, &[("1789381351", "2026-09-14T10:22:31Z"), ("1789381351.5", "2026-09-14T10:22:31.5Z")]);
    dates(&berlin, &[("1789381351482", "2026-09-14T10:22:31.482Z"), ("N/A", "scored_at.missing")]);
    dates(&berlin, &[("1789381351", "scored_at.not_a_date"), ("46279", "scored_at.not_a_date")]);
}

#[test]
fn ids_stay_as_they_are_and_damage_is_named() {
    let rows = |ids: &[&str]| -> Vec<String> {
        ids.iter().map(|id| format!("90%;2026-09-14T10:00:00Z;{id}")).collect()
    };
    let judge = |ids: &[&str]| {
        let rows = rows(ids);
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let told = Overrides {
            map: vec![(scorebridge::model::Field::Conversation, "case".to_owned())],
            ..Overrides::default()
        };
        judged(&told, ';', "score;scored_at;case", &rows)
    };
    let sent = "90 2026-09-14T10:00:00Z";
    let damaged = "conversation.excel_damaged";
    assert_eq!(judge(&["00123", "1.23457E+12", "219E01BE"]), [sent, damaged, sent]);
    assert_eq!(judge(&["9912140000000000", "9912150000000000"]), [damaged, damaged]);
    assert_eq!(judge(&["9912140000000421", "9912150000000000"]), [sent, sent]);
    for id in ["#N/A", "TRUE", "=A2+1", "2026-03-01T00:00:00", "1-Mar", "Mar-01", "3E5", "5007.0", "5,008"] {
        assert_eq!(judge(&["5001", "5002", "5003", id]), [sent, sent, sent, damaged], "{id}");
    }
    assert_eq!(judge(&["00123", "00124", "125", "00126"]), [sent, sent, damaged, sent]);
}

#[test]
fn a_day_and_its_time_may_stand_in_two_columns() {
    let berlin = zone(Tz::Europe__Berlin);
    for (headings, row, expected) in [
        ("Date;Time", "14/09/2026;10:22", "2026-09-14T08:22:00Z"),
        ("Datum;Uhrzeit", "=\"14.09.2026\";10:22:31", "2026-09-14T08:22:31Z"),
        ("Date;Time", "2026-09-14;8:05 PM", "2026-09-14T18:05:00Z"),
        ("Date;Time", "2026-09-14;8:05\u{a0}p.\u{a0}m.", "2026-09-14T18:05:00Z"),
        ("Date;Time", "2026-09-14;", "2026-09-14T10:00:00Z"),
        ("Date;Time", "2026-03-29;02:30", "scored_at.not_in_zone"),
        ("Date;Time", ";10:22", "scored_at.not_a_date"),
        // A time that is none, or a date that has its own: as if it stood alone.
        ("Date;Time", "2026-09-14;morning", "2026-09-14T10:00:00Z"),
        ("Date;Time", "2026-09-14 09:00;10:22", "2026-09-14T07:00:00Z"),
    ] {
        // One row that is fine makes the column of times what it is.
        let rows = [format!("{row};90%"), "2026-09-15;11:00;90%".to_owned()];
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let found = judged(&berlin, ';', &format!("{headings};Score"), &rows);
        assert!(found[0].ends_with(expected), "{headings} {row}: {found:?}");
    }
}
