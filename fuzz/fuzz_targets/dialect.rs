//! A text under every delimiter, quote, heading row and encoding that is told or guessed: its records stand in
//! the order of their lines, and none is lost between the headings and the end.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scorebridge::import::{self, ImportOptions};
use scorebridge::model::{Progress, Quote};

/// `?` leaves it to the program.
const GUESSED: u8 = b'?';
const ENCODINGS: [&str; 6] = ["utf-8", "utf-16le", "windows-1252", "shift_jis", "gb18030", "macintosh"];

fuzz_target!(|bytes: &[u8]| {
    let [delimiter, header_row, encoding, text @ ..] = bytes else { return };
    let told = |byte: &u8| (*byte != GUESSED).then_some(*byte);
    let options = ImportOptions {
        delimiter: told(delimiter).map(char::from),
        header_row: told(header_row).map(|row| u32::from(row.wrapping_sub(b'0'))),
        encoding: told(encoding)
            .map(|of| ENCODINGS[usize::from(of) % ENCODINGS.len()].to_owned()),
        quote: told(encoding).map(|of| Quote::ALL[usize::from(of) / ENCODINGS.len() % Quote::ALL.len()]),
        ..ImportOptions::default()
    };
    if let Ok(sheet) = import::read("fuzzed.csv", text.to_vec(), &options, &Progress::default()) {
        let lines: Vec<u32> = sheet.rows().map(|row| sheet.line(row)).collect();
        assert!(lines.is_sorted());
        assert!(lines.iter().all(|line| *line > sheet.source().header_row));
    }
});
