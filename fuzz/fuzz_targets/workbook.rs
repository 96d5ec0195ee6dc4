//! A workbook of any parts, packed into a zip here, or any bytes as an old `.xls`.
#![no_main]

use std::io::{Cursor, Write as _};

use libfuzzer_sys::fuzz_target;
use scorebridge::import::{self, ImportOptions};
use scorebridge::model::Progress;
use zip::write::SimpleFileOptions;

/// What the parts of the input become; the first byte says which list.
const LISTS: [&[&str]; 3] = [
    &["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"],
    &["content.xml", "mimetype", "META-INF/manifest.xml"],
    &["xl/worksheets/sheet1.bin", "xl/sharedStrings.bin", "xl/styles.bin", "xl/workbook.bin"],
];
/// What stands in for a part that the input does not have.
const OTHERWISE: [(&str, &str); 7] = [
    (
        "xl/workbook.xml",
        r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
    ),
    (
        "xl/_rels/workbook.bin.rels",
        r#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.bin"/></Relationships>"#,
    ),
    ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
    ("META-INF/manifest.xml", "<manifest/>"),
    ("xl/sharedStrings.xml", "<sst><si><t>agent</t></si></sst>"),
    ("xl/styles.xml", r#"<styleSheet><cellXfs><xf numFmtId="9"/></cellXfs></styleSheet>"#),
];
/// Stands between two parts of the input: no XML has it.
const CUT: u8 = 0xff;

fuzz_target!(init: spare_the_reader(), |bytes: &[u8]| {
    let Some((kind, rest)) = bytes.split_first() else { return };
    let file = match LISTS.get(usize::from(*kind)) {
        Some(list) => packed(list, rest),
        None => bytes.to_vec(),
    };
    let read = import::read("fuzzed.xlsx", file, &ImportOptions::default(), &Progress::default());
    let Ok(sheet) = read else { return };
    let lines: Vec<u32> = sheet.rows().map(|row| sheet.line(row)).collect();
    assert!(lines.is_sorted());
    import::write_ndjson(&sheet, std::io::sink()).expect("a sink takes everything");
});

/// The crates that read workbooks panic on some damaged files. The program takes that for damage, and
/// reads in a process of its own; so it is no find here. A panic of the program's own code is.
fn spare_the_reader() {
    let abort = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let is_foreign = panic
            .location()
            .is_some_and(|at| at.file().contains("/registry/src/") || at.file().starts_with("/rustc/"));
        if !is_foreign {
            abort(panic);
        }
    }));
}

fn packed(names: &[&str], parts: &[u8]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut put = |name: &str, content: &[u8]| {
        out.start_file(name, options).expect("memory takes a part");
        out.write_all(content).expect("memory takes its bytes");
    };
    let mut cuts: Vec<&[u8]> = parts.split(|byte| *byte == CUT).collect();
    cuts.truncate(names.len());
    for (name, content) in names.iter().zip(&cuts) {
        put(name, content);
    }
    for (name, content) in OTHERWISE {
        if !names[..cuts.len()].contains(&name) {
            put(name, content.as_bytes());
        }
    }
    out.finish().expect("memory takes the end").into_inner()
}
