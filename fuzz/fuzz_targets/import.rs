//! Any bytes as a file: a sheet or an error, never a panic; and a sheet can be written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scorebridge::import::{self, ImportOptions};
use scorebridge::model::Progress;

fuzz_target!(|bytes: &[u8]| {
    let read = import::read("fuzzed", bytes.to_vec(), &ImportOptions::default(), &Progress::default());
    if let Ok(sheet) = read {
        for row in sheet.rows() {
            for column in sheet.column_ids() {
                assert!(sheet.cell(row, column).len() <= u32::MAX as usize);
            }
        }
        import::write_ndjson(&sheet, std::io::sink()).expect("a sink takes everything");
    }
});
