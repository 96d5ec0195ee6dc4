//! Records in a file = rows, whatever the format and whatever stands in the cells.

pub mod written;

use std::io::{Cursor, Write as _};

use proptest::prelude::*;
use scorebridge::import::{self, ImportOptions};
use scorebridge::model::{Progress, Sheet};

/// Cells with everything in them that a format has to hide.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{1,6}",
        2 => "[0-9]{1,4}",
        1 => Just("a,b".to_owned()),
        1 => Just("say \"hi\"".to_owned()),
        1 => Just("two\nlines".to_owned()),
        1 => Just("Chloé; x|y\tz".to_owned()),
        1 => Just("<b>&amp;</b>".to_owned()),
    ]
}

fn records() -> impl Strategy<Value = Vec<[String; 3]>> {
    prop::collection::vec([cell(), cell(), cell()], 1..30)
}

const NAMES: [&str; 3] = ["agent", "score", "note"];

pub fn csv(records: &[[String; 3]], delimiter: u8) -> Vec<u8> {
    let mut out = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    out.write_record(NAMES).unwrap();
    for record in records {
        out.write_record(record).unwrap();
    }
    out.into_inner().unwrap()
}

pub fn objects(records: &[[String; 3]]) -> Vec<serde_json::Value> {
    let object = |record: &[String; 3]| {
        serde_json::Value::Object(
            NAMES.iter().zip(record).map(|(name, cell)| ((*name).to_owned(), cell.clone().into())).collect(),
        )
    };
    records.iter().map(object).collect()
}

pub fn xlsx(records: &[[String; 3]]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, NAMES).unwrap();
    for (row, record) in (1..).zip(records) {
        sheet.write_row(row, 0, record.iter().map(String::as_str)).unwrap();
    }
    book.save_to_buffer().unwrap()
}

pub fn packed(csv: &[u8]) -> [Vec<u8>; 2] {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("total_scores.csv", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(csv).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(csv).unwrap();
    [zip.finish().unwrap().into_inner(), gzip.finish().unwrap()]
}

fn read(bytes: Vec<u8>, delimiter: Option<char>) -> Sheet {
    let options = ImportOptions { delimiter, header_row: None, ..ImportOptions::default() };
    import::read("file", bytes, &options, &Progress::default()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_record_is_a_row_in_every_format(records in records()) {
        let lines: Vec<u8> = objects(&records).iter().flat_map(|object| format!("{object}\n").into_bytes()).collect();
        let list = serde_json::to_vec(&objects(&records)).unwrap();
        let wrapped = serde_json::to_vec(&serde_json::json!({"evaluations": objects(&records), "page": 1})).unwrap();
        let [zip, gzip] = packed(&csv(&records, b','));
        for (format, bytes, delimiter) in [
            ("comma", csv(&records, b','), Some(',')),
            ("semicolon", csv(&records, b';'), Some(';')),
            ("tab", csv(&records, b'\t'), Some('\t')),
            ("list", list, None),
            ("wrapped", wrapped, None),
            ("lines", lines, None),
            ("xlsx", xlsx(&records), None),
            ("xlsb", written::xlsb(&records), None),
            ("xls", written::xls(&records), None),
            ("ods", written::ods(&records), None),
            ("html", written::html(&records), None),
            ("xml 2003", written::xml_2003(&records), None),
            ("zip", zip, Some(',')),
            ("gzip", gzip, Some(',')),
        ] {
            let sheet = read(bytes, delimiter);
            prop_assert_eq!(sheet.num_rows() as usize, records.len(), "{}", format);
            prop_assert_eq!(sheet.num_problems(), 0, "{}", format);
            for (row, record) in sheet.rows().zip(&records) {
                // On a page a tab shows as a space.
                let shown = |cell: &String| if format == "html" { cell.replace('\t', " ") } else { cell.clone() };
                let cells: Vec<&str> = sheet.record(row).collect();
                prop_assert_eq!(cells, record.iter().map(shown).collect::<Vec<_>>(), "{}", format);
            }
        }
    }

    /// Cells too many or too few: the row is there, and reported.
    #[test]
    fn a_record_of_another_length_is_a_row_and_is_reported(lengths in prop::collection::vec(2_usize..6, 1..30)) {
        let mut text = "agent,score,note\n".to_owned();
        for length in &lengths {
            text.push_str(&vec!["x"; *length].join(","));
            text.push('\n');
        }
        let options = ImportOptions { delimiter: Some(','), header_row: Some(1), ..ImportOptions::default() };
        let sheet = import::read("file", text.into_bytes(), &options, &Progress::default()).unwrap();
        prop_assert_eq!(sheet.num_rows() as usize, lengths.len());
        prop_assert_eq!(sheet.num_problems(), lengths.iter().filter(|length| **length != 3).count());
    }
}
