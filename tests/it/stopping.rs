//! The wish to stop is heard wherever it comes, in every format: places are counted here, `benches/cancel.py` times.

use std::path::PathBuf;

use scorebridge::import::apart::Reader;
use scorebridge::import::{self, ImportError, ImportOptions};
use scorebridge::model::Progress;

use super::accounting::{csv, objects, packed, written, xlsx};
use super::window::reader;

const SIZE: usize = 2 << 20;

/// Records whose CSV is about so long.
fn records(bytes: usize) -> Vec<[String; 3]> {
    let note = "Réponse claire et polie, said \"thanks\" twice, and asked for nothing more";
    (0..bytes / 100).map(|at| [format!("agt_{at:06}"), format!("{}.5", at % 100), note.to_owned()]).collect()
}

fn text_formats() -> Vec<(&'static str, Vec<u8>)> {
    let records = records(SIZE);
    let table = csv(&records, b',');
    let text = String::from_utf8(table.clone()).unwrap();
    let lines: Vec<u8> =
        objects(&records).iter().flat_map(|object| format!("{object}\n").into_bytes()).collect();
    let utf_16 = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let [zip, gzip] = packed(&table);
    vec![
        ("utf-8", table),
        ("cp1252", encoding_rs::WINDOWS_1252.encode(&text).0.into_owned()),
        ("utf-16", utf_16),
        ("tabs", csv(&records, b'\t')),
        ("an open quote", text.replacen("agt_", "\"agt_", 1).replace("\"\"", "").into_bytes()),
        ("list", serde_json::to_vec(&objects(&records)).unwrap()),
        ("wrapped", serde_json::to_vec(&serde_json::json!({"evaluations": objects(&records)})).unwrap()),
        ("lines", lines),
        ("zip", zip),
        ("gzip", gzip),
        ("html", written::html(&records)),
        ("xml 2003", written::xml_2003(&records)),
    ]
}

fn read(bytes: Vec<u8>, progress: &Progress) -> Result<u32, ImportError> {
    import::read("file", bytes, &ImportOptions::default(), progress).map(|sheet| sheet.num_rows())
}

#[test]
fn reading_asks_at_least_once_a_piece_and_ends_wherever_it_is_stopped() {
    const MOMENTS: u64 = 4;
    /// Looks of other threads after the one that was told to stop.
    const MORE_LOOKS: u64 = 16;
    for (format, bytes) in text_formats() {
        let progress = Progress::default();
        let rows = read(bytes.clone(), &progress).unwrap();
        assert!(rows > 10_000, "{format}: {rows}");
        let looks = progress.looks();
        // Twice for each MiB: digested, and cut into cells.
        assert!(looks >= 2 * (SIZE >> 20) as u64, "{format}: {looks} looks");
        for moment in 0..MOMENTS {
            let after = looks * moment / MOMENTS;
            let progress = Progress::default();
            progress.cancel_after(after);
            let ended = read(bytes.clone(), &progress);
            assert!(
                matches!(ended, Err(ImportError::Cancelled)),
                "{format} after {after} of {looks}: {ended:?}"
            );
            assert!(progress.looks() <= after + MORE_LOOKS, "{format} after {after}: {}", progress.looks());
        }
    }
}

#[test]
fn a_reader_apart_is_stopped_wherever_it_is() {
    let records = records(60_000);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    for (format, bytes) in [
        ("xlsx", xlsx(&records)),
        ("xlsb", written::xlsb(&records)),
        ("xls", written::xls(&records[..300])),
        ("ods", written::ods(&records)),
        ("html", written::html(&records)),
        ("xml 2003", written::xml_2003(&records)),
        ("zip", packed(&csv(&records, b','))[0].clone()),
        ("gzip", packed(&csv(&records, b','))[1].clone()),
    ] {
        std::fs::write(&path, bytes).unwrap();
        for after in 0..3 {
            let progress = Progress::default();
            progress.cancel_after(after);
            let ended = import::open_with(&reader(), &path, &ImportOptions::default(), &progress);
            assert!(matches!(ended, Err(ImportError::Cancelled)), "{format} after {after}: {ended:?}");
        }
    }
}

/// A reader that hangs, as one does that goes round in a file, is ended for whoever does not want to wait.
#[cfg(unix)]
#[test]
fn a_reader_that_says_nothing_is_ended_when_asked() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let program: PathBuf = folder.path().join("hangs");
    std::fs::write(&program, "#!/bin/sh\nexec sleep 1000\n").unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
    let path = folder.path().join("book.xlsx");
    std::fs::write(&path, xlsx(&records(1000))).unwrap();
    let progress = Progress::default();
    progress.cancel_after(6);
    let ended = import::open_with(&Reader::Apart(program), &path, &ImportOptions::default(), &progress);
    assert!(matches!(ended, Err(ImportError::Cancelled)), "{ended:?}");
}
