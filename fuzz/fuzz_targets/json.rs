//! Any bytes as JSON: rows and lines in order, or one of the reasons why there are none.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scorebridge::import::{self, ImportOptions};
use scorebridge::model::Progress;
use scorebridge::recipe::{self, Overrides};

fuzz_target!(|bytes: &[u8]| {
    if !matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'[')) {
        return;
    }
    let read = import::read("fuzzed.json", bytes.to_vec(), &ImportOptions::default(), &Progress::default());
    let Ok(sheet) = read else { return };
    for row in sheet.rows() {
        assert!(sheet.record(row).len() == sheet.columns().len() || sheet.problem(row).is_some());
    }
    // Whatever the names are, a recipe can be chosen or refused.
    drop(recipe::choose(&sheet, &Overrides::default(), None));
});
