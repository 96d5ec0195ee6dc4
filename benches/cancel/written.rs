//! A table of scores as a large file of each format, each format's least.

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Cursor, Write};
use std::path::Path;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

type Written = Result<(), Box<dyn Error>>;
type Row = Vec<String>;
/// Writes all rows of a table, its headings first.
type Writer = fn(&[Row], &mut dyn Out) -> Written;

/// Where a file goes.
pub trait Out: Write + std::io::Seek {}

impl<T: Write + std::io::Seek> Out for T {}

/// The formats, each with how many rows of the table it gets, and its writer.
pub const FORMATS: &[(&str, (usize, Writer))] = &[
    ("csv utf-8", (usize::MAX, csv)),
    ("csv cp1252", (usize::MAX, cp1252)),
    ("csv utf-16", (usize::MAX, utf_16)),
    ("csv quoted", (usize::MAX, quoted)),
    ("csv cyrillic", (usize::MAX, cyrillic)),
    ("json", (500_000, json)),
    ("json wrapped", (500_000, json_wrapped)),
    ("ndjson", (500_000, ndjson)),
    ("csv gzip", (usize::MAX, gzip)),
    ("csv zip", (usize::MAX, zipped)),
    ("xlsx", (300_000, xlsx)),
    ("xlsb", (300_000, xlsb)),
    ("xls", (65_000, xls)),
    ("ods", (100_000, ods)),
    ("html", (300_000, html)),
    ("xml 2003", (300_000, xml_2003)),
];

/// Writes the first rows of a CSV file in another format.
pub fn write(scores: &str, file: &Path, (rows, writer): (usize, Writer)) -> Written {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_path(scores)?;
    let mut table = Vec::new();
    for record in reader.records().take(rows.saturating_add(1)) {
        table.push(record?.iter().map(str::to_owned).collect());
    }
    let part = file.with_extension("part");
    let mut out = BufWriter::new(File::create(&part)?);
    writer(&table, &mut out)?;
    out.flush()?;
    Ok(fs::rename(part, file)?)
}

fn csv_with(rows: &[Row], style: ::csv::QuoteStyle) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut out = ::csv::WriterBuilder::new().quote_style(style).from_writer(Vec::new());
    rows.iter().try_for_each(|row| out.write_record(row))?;
    Ok(out.into_inner()?)
}

fn csv(rows: &[Row], out: &mut dyn Out) -> Written {
    Ok(out.write_all(&csv_with(rows, ::csv::QuoteStyle::Necessary)?)?)
}

fn quoted(rows: &[Row], out: &mut dyn Out) -> Written {
    Ok(out.write_all(&csv_with(rows, ::csv::QuoteStyle::Always)?)?)
}

/// Half of the letters in two bytes.
fn cyrillic(rows: &[Row], out: &mut dyn Out) -> Written {
    let text = String::from_utf8(csv_with(rows, ::csv::QuoteStyle::Necessary)?)?;
    let (head, rest) = text.split_once('\n').ok_or("no headings")?;
    let mut all = format!("{head}\n");
    all.extend(rest.chars().map(|c| match c {
        'a' | 'e' | 'i' | 'o' | 'u' | 't' | 's' | 'r' | 'n' => 'ж',
        other => other,
    }));
    Ok(out.write_all(all.as_bytes())?)
}

fn cp1252(rows: &[Row], out: &mut dyn Out) -> Written {
    let text = String::from_utf8(csv_with(rows, ::csv::QuoteStyle::Necessary)?)?;
    Ok(out.write_all(&encoding_rs::WINDOWS_1252.encode(&text).0)?)
}

fn utf_16(rows: &[Row], out: &mut dyn Out) -> Written {
    let text = String::from_utf8(csv_with(rows, ::csv::QuoteStyle::Necessary)?)?;
    out.write_all(b"\xff\xfe")?;
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    Ok(out.write_all(&units)?)
}

fn objects(rows: &[Row], out: &mut dyn Out, between: &str) -> Written {
    let (names, rows) = rows.split_first().ok_or("no headings")?;
    for (number, row) in rows.iter().enumerate() {
        let object: serde_json::Map<_, _> =
            names.iter().cloned().zip(row.iter().map(|cell| cell.as_str().into())).collect();
        if number > 0 {
            out.write_all(between.as_bytes())?;
        }
        serde_json::to_writer(&mut *out, &object)?;
    }
    Ok(())
}

fn json(rows: &[Row], out: &mut dyn Out) -> Written {
    out.write_all(b"[")?;
    objects(rows, out, ",\n")?;
    Ok(out.write_all(b"]\n")?)
}

fn json_wrapped(rows: &[Row], out: &mut dyn Out) -> Written {
    out.write_all(b"{\"meta\":{\"pages\":1},\"result\":{\"evaluations\":[")?;
    objects(rows, out, ",\n")?;
    Ok(out.write_all(b"]}}\n")?)
}

fn ndjson(rows: &[Row], out: &mut dyn Out) -> Written {
    objects(rows, out, "\n")
}

fn gzip(rows: &[Row], out: &mut dyn Out) -> Written {
    let mut packed = flate2::write::GzEncoder::new(out, flate2::Compression::fast());
    packed.write_all(&csv_with(rows, ::csv::QuoteStyle::Necessary)?)?;
    packed.finish()?;
    Ok(())
}

fn zipped(rows: &[Row], out: &mut dyn Out) -> Written {
    let text = csv_with(rows, ::csv::QuoteStyle::Necessary)?;
    zip(out, &[("scores.csv", &text)])
}

fn zip(out: &mut dyn Out, parts: &[(&str, &[u8])]) -> Written {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let options = match *name {
            "mimetype" => SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored),
            _ => SimpleFileOptions::default().compression_level(Some(1)),
        };
        archive.start_file(*name, options)?;
        archive.write_all(content)?;
    }
    Ok(out.write_all(archive.finish()?.get_ref())?)
}

fn xlsx(rows: &[Row], out: &mut dyn Out) -> Written {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (at, row) in (0_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(row) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write(at, column, number)?,
                Err(_) => sheet.write(at, column, cell)?,
            };
        }
    }
    Ok(out.write_all(&book.save_to_buffer()?)?)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

fn ods(rows: &[Row], out: &mut dyn Out) -> Written {
    let mut content = r#"<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet><table:table table:name="Scores">"#.to_owned();
    for row in rows {
        content.push_str("<table:table-row>");
        for cell in row {
            content.push_str(r#"<table:table-cell office:value-type="string"><text:p>"#);
            content.push_str(&escaped(cell));
            content.push_str("</text:p></table:table-cell>");
        }
        content.push_str("</table:table-row>");
    }
    content.push_str("</table:table></office:spreadsheet></office:body></office:document-content>");
    zip(
        out,
        &[
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("META-INF/manifest.xml", b"<manifest/>"),
            ("content.xml", content.as_bytes()),
        ],
    )
}

fn html(rows: &[Row], out: &mut dyn Out) -> Written {
    out.write_all(b"<html><meta charset=utf-8><table>\n")?;
    for row in rows {
        out.write_all(b"<tr>")?;
        row.iter().try_for_each(|cell| write!(out, "<td>{}</td>", escaped(cell)))?;
        out.write_all(b"</tr>\n")?;
    }
    Ok(out.write_all(b"</table></html>")?)
}

fn xml_2003(rows: &[Row], out: &mut dyn Out) -> Written {
    out.write_all(br#"<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table>"#)?;
    for row in rows {
        out.write_all(b"<Row>")?;
        row.iter().try_for_each(|cell| write!(out, "<Cell><Data>{}</Data></Cell>", escaped(cell)))?;
        out.write_all(b"</Row>\n")?;
    }
    Ok(out.write_all(b"</Table></Worksheet></Workbook>")?)
}

fn utf_16_of(text: &str) -> Result<(u32, Vec<u8>), Box<dyn Error>> {
    let units: Vec<u16> = text.encode_utf16().collect();
    Ok((u32::try_from(units.len())?, units.into_iter().flat_map(u16::to_le_bytes).collect()))
}

fn xlsb(rows: &[Row], out: &mut dyn Out) -> Written {
    let text =
        |text: &str| utf_16_of(text).map(|(length, units)| [&length.to_le_bytes()[..], &units].concat());
    let workbook = [
        part(0x9C, &[&[0; 8][..], &text("rId1")?, &text("Scores")?].concat())?,
        part(0x90, &[])?,
        part(0x9D, &[])?,
    ];
    let mut sheet = [part(0x94, &[0; 16])?, part(0x91, &[])?].concat();
    for (number, row) in (0_u32..).zip(rows) {
        sheet.extend(part(0x00, &number.to_le_bytes())?);
        for (column, cell) in (0_u32..).zip(row) {
            sheet.extend(part(0x06, &[&column.to_le_bytes()[..], &[0; 4], &text(cell)?].concat())?);
        }
    }
    sheet.extend(part(0x92, &[])?);
    let relations =
        r#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.bin"/></Relationships>"#;
    zip(
        out,
        &[
            ("xl/workbook.bin", &workbook.concat()),
            ("xl/_rels/workbook.bin.rels", relations.as_bytes()),
            ("xl/worksheets/sheet1.bin", &sheet),
        ],
    )
}

/// A part of a binary workbook: its kind and its length in 7 bits a byte, its bytes.
fn part(kind: u8, bytes: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut head = if kind < 0x80 { vec![kind] } else { vec![kind, 1] };
    let mut length = bytes.len();
    while length >= 0x80 {
        head.push(u8::try_from(length & 0x7f)? | 0x80);
        length >>= 7;
    }
    head.push(u8::try_from(length)?);
    Ok([&head[..], bytes].concat())
}

fn xls(rows: &[Row], out: &mut dyn Out) -> Written {
    let record = |kind: u16, bytes: &[u8]| -> Result<Vec<u8>, Box<dyn Error>> {
        let length = u16::try_from(bytes.len())?;
        Ok([&kind.to_le_bytes()[..], &length.to_le_bytes(), bytes].concat())
    };
    let start =
        |of: u16| record(0x0809, &[&0x0600_u16.to_le_bytes()[..], &of.to_le_bytes(), &[0; 12]].concat());
    let head = |at: u32| -> Result<Vec<u8>, Box<dyn Error>> {
        let (_, name) = utf_16_of("Scores")?;
        let sheet = record(0x0085, &[&at.to_le_bytes()[..], &[0, 0, 6, 1], &name].concat())?;
        Ok([start(0x0005)?, sheet, record(0x000A, &[])?].concat())
    };
    let mut stream = head(u32::try_from(head(0)?.len())?)?;
    stream.extend(start(0x0010)?);
    for (number, row) in (0_u16..).zip(rows) {
        for (column, cell) in (0_u16..).zip(row) {
            let (length, units) = utf_16_of(cell)?;
            let at = [number.to_le_bytes(), column.to_le_bytes(), [0; 2]].concat();
            let length = u16::try_from(length)?.to_le_bytes();
            stream.extend(record(0x0204, &[&at[..], &length, &[1], &units].concat())?);
        }
    }
    stream.extend(record(0x000A, &[])?);
    Ok(out.write_all(&compound_file(stream)?)?)
}

/// A compound file with one stream, in the larger of the two sectors.
fn compound_file(mut stream: Vec<u8>) -> Result<Vec<u8>, Box<dyn Error>> {
    const SECTOR: usize = 4096;
    const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
    const TABLE: u32 = 0xFFFF_FFFD;
    const FREE: u32 = 0xFFFF_FFFF;
    let size = u32::try_from(stream.len())?;
    stream.resize(stream.len().next_multiple_of(SECTOR), 0);
    let sectors = u32::try_from(stream.len() / SECTOR)?;
    let tables = (sectors + 120).div_ceil(1024);
    let words = |words: &[u32]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
    let mut header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    header.extend([0; 16]);
    header.extend([0x3e, 0, 4, 0, 0xfe, 0xff, 12, 0, 6, 0, 0, 0, 0, 0, 0, 0]);
    header.extend(words(&[1, tables, tables, 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0]));
    header.extend(words(&(0..tables).collect::<Vec<_>>()));
    header.resize(512, 0xff);
    header.resize(SECTOR, 0);
    let first = tables + 1;
    let chain =
        (first..first + sectors).map(|at| if at + 1 == first + sectors { END_OF_CHAIN } else { at + 1 });
    let mut table = vec![TABLE; tables as usize];
    table.push(END_OF_CHAIN);
    table.extend(chain);
    table.resize(tables as usize * SECTOR / 4, FREE);
    let entry =
        |name: &str, kind: u8, child: u32, start: u32, size: u32| -> Result<Vec<u8>, Box<dyn Error>> {
            let (length, mut units) = utf_16_of(name)?;
            units.resize(64, 0);
            let length = u16::try_from(2 * length + 2)?;
            let mut entry = [&units[..], &length.to_le_bytes(), &[kind, 1]].concat();
            entry.extend(words(&[FREE, FREE, child]));
            entry.extend([0; 36]);
            entry.extend(words(&[start, size, 0]));
            Ok(entry)
        };
    let mut folder = [entry("Root Entry", 5, 1, 0, 0)?, entry("Workbook", 2, FREE, first, size)?].concat();
    folder.resize(SECTOR, 0);
    Ok([header, words(&table), folder, stream].concat())
}
