//! calamine's streaming reader alone: every cell of the first sheet, handed over and counted.
//!
//!     cargo run --release --example peer_calamine -- FILE.xlsx

use std::error::Error;
use std::fs;
use std::io::Cursor;

use calamine::{DataRef, Reader as _, Xlsx};

#[expect(clippy::print_stdout, reason = "a program of the benches, and this is its answer")]
fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("which file?")?;
    let mut book = Xlsx::new(Cursor::new(fs::read(path)?))?;
    let name = book.sheet_names().first().cloned().ok_or("no sheet")?;
    let mut cells = book.worksheet_cells_reader(&name)?;
    let (mut filled, mut bytes) = (0_u64, 0_usize);
    while let Some(cell) = cells.next_cell()? {
        filled += u64::from(*cell.get_value() != DataRef::Empty);
        if let DataRef::SharedString(text) = cell.get_value() {
            bytes += text.len();
        }
    }
    println!("{{\"cells\":{filled},\"bytes\":{bytes}}}");
    Ok(())
}
