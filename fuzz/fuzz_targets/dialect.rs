//! The same text under every delimiter and heading row: its records stand in the order of their lines.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scorebridge::import::{self, ImportOptions};
use scorebridge::model::Progress;

fuzz_target!(|input: (Option<u8>, Option<u8>, String)| {
    let (delimiter, header_row, text) = input;
    let options = ImportOptions {
        delimiter: delimiter.map(char::from),
        header_row: header_row.map(u32::from),
        ..ImportOptions::default()
    };
    if let Ok(sheet) = import::read("fuzzed.csv", text.into_bytes(), &options, &Progress::default()) {
        let lines: Vec<u32> = sheet.rows().map(|row| sheet.line(row)).collect();
        assert!(lines.is_sorted());
    }
});
