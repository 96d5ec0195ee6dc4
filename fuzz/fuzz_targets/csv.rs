//! Any text as CSV: each record is a row, in the order of the lines, and where nothing is wrong with
//! it, it has the cells that the csv crate reads.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scorebridge::import::{self, ImportOptions};
use scorebridge::model::{Progress, Quote, RecordProblemCode};

fuzz_target!(|text: &str| {
    // No heading row, a told delimiter and quote: then every record is a row, and nothing is guessed.
    let options = ImportOptions {
        delimiter: Some(','),
        quote: Some(Quote::Double),
        header_row: Some(0),
        ..ImportOptions::default()
    };
    let head = text.trim_start_matches(['\u{feff}']).trim_start_matches('"').get(..4);
    let Ok(sheet) = import::read("fuzzed.csv", text.as_bytes().to_vec(), &options, &Progress::default())
    else {
        return;
    };
    let lines: Vec<u32> = sheet.rows().map(|row| sheet.line(row)).collect();
    assert!(lines.is_sorted());
    if sheet.source().delimiter.is_none() || sheet.source().encoding != "utf-8" || head.is_some_and(|head| head.eq_ignore_ascii_case("sep=")) {
        return;
    }
    if sheet.notes().iter().any(|note| note.code == "line_quotes") {
        return; // the csv crate does not take quotes off whole lines
    }
    let text = text.trim_start_matches('\u{feff}');
    let mut oracle =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    // A graver problem may hide a stray quote.
    let quotes_are_whole =
        |row| sheet.problem(row).is_none_or(|problem| problem.code == RecordProblemCode::Ragged);
    for (row, record) in sheet.rows().zip(oracle.byte_records()) {
        if !quotes_are_whole(row) {
            return; // from here on the two may differ: the csv crate guesses on
        }
        let record = record.expect("the csv crate takes any bytes");
        let cells: Vec<&[u8]> = sheet.record(row).map(str::as_bytes).collect();
        assert_eq!(cells, record.iter().collect::<Vec<_>>());
    }
});
