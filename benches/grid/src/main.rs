//! What a frame of the grid costs, beside egui_table drawing the same cells.
//!
//!     cargo run --release --manifest-path benches/grid/Cargo.toml [-- --instructions]
//!
//! A frame is all that the window's thread does for it, tessellation included and rasterising not:
//! 50 rows and 20 columns in view. Three cases: nothing changes (still), three rows further on (step),
//! another place (jump: all text is new). Printed are medians of 7 batches, in microseconds of this
//! thread's processor time; with `--instructions`, instructions as valgrind's callgrind counts them,
//! which a busy machine does not change. The last columns are the grid's cost in relation to
//! egui_table's at as many rows, and in relation to the grid's own at a thousand rows.

use std::process::{Command, ExitCode};

use egui::{Align, Context, Event, MouseWheelUnit, Pos2, RawInput, Rect, TouchPhase, Ui, Vec2};
use scorebridge::model::RowState;
use scorebridge::ui::grid::{CellPos, GridCell, GridColumn, GridRow, GridSource, GridState, grid_ui};
use scorebridge::ui::theme;

const COLUMNS: u16 = 20;
const COLUMN_WIDTH: f32 = 90.0;
const WINDOW: Vec2 = Vec2::new(1880.0, 1228.0);
const CASES: [Case; 3] = [Case::Still, Case::Step, Case::Jump];
const ROWS: [u32; 3] = [1_000, 1_000_000, 10_000_000];

/// What happens from frame to frame.
#[derive(Clone, Copy, PartialEq)]
enum Case {
    Still,
    Step,
    Jump,
}

impl Case {
    fn name(self) -> &'static str {
        match self {
            Self::Still => "still",
            Self::Step => "step",
            Self::Jump => "jump",
        }
    }

    /// The row that frame `n` shows on top.
    fn top(self, n: u32, rows: u32) -> u32 {
        let room = rows - 60;
        match self {
            Self::Still => room / 2,
            Self::Step => room / 2 + 3 * steps(n),
            Self::Jump => n.wrapping_mul(7919).wrapping_add(n.wrapping_mul(n) * 31) % room,
        }
    }
}

/// How many steps down frame `n` is: a hundred down and up again, so that a thousand rows do not end.
fn steps(n: u32) -> u32 {
    let n = n % 200;
    n.min(200 - n)
}

/// The words of a cell: short, and not the same twice.
fn words(row: u32, column: u16) -> String {
    format!("{:x}", (u64::from(row) * 20 + u64::from(column)).wrapping_mul(0x9E37_79B9_7F4A) & 0xFF_FFFF_FFFF)
}

struct Grid {
    rows: u32,
    columns: Vec<GridColumn>,
    state: GridState,
}

struct Source<'a>(u32, &'a [GridColumn]);

impl GridSource for Source<'_> {
    fn version(&self) -> u64 {
        0
    }

    fn num_rows(&self) -> u32 {
        self.0
    }

    fn columns(&self) -> &[GridColumn] {
        self.1
    }

    fn row(&self, row: u32) -> GridRow {
        GridRow { number: row + 1, state: RowState::Ready, fixed: false }
    }

    fn cell(&self, pos: CellPos) -> GridCell {
        GridCell { text: words(pos.row, pos.column), ..GridCell::default() }
    }

    fn complete(&self, _pos: CellPos, _typed: &str) -> Vec<String> {
        Vec::new()
    }
}

/// One of the two that are compared.
trait Drawn {
    fn events(&mut self, case: Case, n: u32) -> Vec<Event>;
    fn ui(&mut self, ui: &mut Ui, case: Case, n: u32);
}

impl Drawn for Grid {
    fn events(&mut self, case: Case, n: u32) -> Vec<Event> {
        if case != Case::Step || n == 0 {
            return Vec::new();
        }
        // A notch of the wheel is three rows.
        vec![Event::MouseWheel {
            unit: MouseWheelUnit::Line,
            delta: Vec2::new(0.0, if steps(n) > steps(n - 1) { -1.0 } else { 1.0 }),
            phase: TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
            modifiers: egui::Modifiers::NONE,
        }]
    }

    fn ui(&mut self, ui: &mut Ui, case: Case, n: u32) {
        if n == 0 || case == Case::Jump {
            self.state.go_to(CellPos { row: case.top(n, self.rows) + 25, column: 0 });
        }
        grid_ui(ui, &mut self.state, &Source(self.rows, &self.columns));
    }
}

struct Table {
    rows: u32,
}

impl egui_table::TableDelegate for Table {
    fn header_cell_ui(&mut self, ui: &mut Ui, cell: &egui_table::HeaderCellInfo) {
        ui.label(format!("Column {}", cell.group_index));
    }

    fn cell_ui(&mut self, ui: &mut Ui, cell: &egui_table::CellInfo) {
        let row = u32::try_from(cell.row_nr).unwrap_or(u32::MAX);
        match cell.col_nr.checked_sub(1).and_then(|column| u16::try_from(column).ok()) {
            Some(column) => ui.label(words(row, column)),
            None => ui.label((row + 1).to_string()),
        };
    }

    fn default_row_height(&self) -> f32 {
        theme::size::ROW
    }
}

impl Drawn for Table {
    fn events(&mut self, _case: Case, _n: u32) -> Vec<Event> {
        Vec::new()
    }

    fn ui(&mut self, ui: &mut Ui, case: Case, n: u32) {
        let column = |width| egui_table::Column::new(width).range(width..=width).resizable(false);
        let mut columns = vec![column(60.0)];
        columns.extend((0..COLUMNS).map(|_| column(COLUMN_WIDTH)));
        let mut table = egui_table::Table::new()
            .num_rows(u64::from(self.rows))
            .columns(columns)
            .num_sticky_cols(1)
            .headers([egui_table::HeaderRow::new(theme::size::HEADER)]);
        if n == 0 || case != Case::Still {
            table = table.scroll_to_row(u64::from(case.top(n, self.rows)), Some(Align::TOP));
        }
        table.show(ui, self);
    }
}

/// A context that draws one of them, frame by frame.
struct Window<'a> {
    ctx: Context,
    drawn: &'a mut dyn Drawn,
    case: Case,
    n: u32,
}

impl<'a> Window<'a> {
    fn new(drawn: &'a mut dyn Drawn, case: Case) -> Self {
        let ctx = Context::default();
        theme::install(&ctx);
        let mut window = Self { ctx, drawn, case, n: 0 };
        window.frames(8);
        window
    }

    fn frames(&mut self, count: u32) {
        for _ in 0..count {
            let mut events = self.drawn.events(self.case, self.n);
            if self.n == 0 {
                events.push(Event::PointerMoved(Pos2::new(400.0, 400.0)));
            }
            let input = RawInput {
                screen_rect: Some(Rect::from_min_size(Pos2::ZERO, WINDOW)),
                time: Some(f64::from(self.n) / 60.0),
                events,
                ..RawInput::default()
            };
            let mut output = self.ctx.run_ui(input, |ui| self.drawn.ui(ui, self.case, self.n));
            let primitives = self.ctx.tessellate(std::mem::take(&mut output.shapes), output.pixels_per_point);
            std::hint::black_box(primitives);
            output.textures_delta.clear();
            self.n += 1;
        }
    }
}

fn made(who: &str, rows: u32) -> Box<dyn Drawn> {
    if who == "table" {
        return Box::new(Table { rows });
    }
    let columns = (0..COLUMNS)
        .map(|key| GridColumn {
            key: u32::from(key),
            title: format!("Column {key}"),
            width: COLUMN_WIDTH,
            ..GridColumn::default()
        })
        .collect();
    Box::new(Grid { rows, columns, state: GridState::default() })
}

/// Nanoseconds that this thread has run; the clock's where the system does not tell.
fn cpu_time() -> u64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    told.and_then(|text| text.split_whitespace().next()?.parse().ok()).unwrap_or_else(|| {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        now.map_or(0, |now| u64::try_from(now.as_nanos()).unwrap_or(u64::MAX))
    })
}

/// Microseconds of a frame: the median of batches, each as long as the kernel's bookkeeping is rough.
fn microseconds(who: &str, case: Case, rows: u32) -> f64 {
    let mut drawn = made(who, rows);
    let mut window = Window::new(&mut *drawn, case);
    let frames = if case == Case::Jump { 40 } else { 150 };
    let mut batches: Vec<u64> = (0..7)
        .map(|_| {
            let start = cpu_time();
            window.frames(frames);
            cpu_time() - start
        })
        .collect();
    batches.sort_unstable();
    batches[3] as f64 / f64::from(frames) / 1000.0
}

/// Instructions of a frame: the difference of two runs, so that the start does not count.
fn instructions(who: &str, case: Case, rows: u32) -> Option<f64> {
    let counted = |frames: u32| -> Option<f64> {
        let output = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(std::env::current_exe().ok()?)
            .args(["--only", who, case.name(), &rows.to_string(), &frames.to_string()])
            .output()
            .ok()?;
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        told.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok())
    };
    Some((counted(20)? - counted(5)?) / 15.0)
}

fn only(arguments: &[String]) -> Option<()> {
    let [who, case, rows, frames] = arguments else { return None };
    let case = CASES.into_iter().find(|one| one.name() == case)?;
    let mut drawn = made(who, rows.parse().ok()?);
    Window::new(&mut *drawn, case).frames(frames.parse().ok()?);
    Some(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|first| first == "--only") {
        return if only(&arguments[1..]).is_some() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let counts = arguments.iter().any(|argument| argument == "--instructions");
    let measured = |who: &str, case, rows| {
        if counts { instructions(who, case, rows).map(|n| n / 1000.0) } else { Some(microseconds(who, case, rows)) }
    };
    let unit = if counts { "thousands of instructions" } else { "µs" };
    println!("{:<6}{:>12}{:>12}{:>12}{:>14}{:>14}", unit, "rows", "grid", "egui_table", "to table", "to 1,000 rows");
    for case in CASES {
        let mut at_a_thousand = None;
        for rows in ROWS {
            let (Some(grid), Some(table)) = (measured("grid", case, rows), measured("table", case, rows)) else {
                eprintln!("valgrind is needed to count instructions");
                return ExitCode::FAILURE;
            };
            let base = *at_a_thousand.get_or_insert(grid);
            println!(
                "{:<6}{rows:>12}{grid:>12.0}{table:>12.0}{:>13.2}×{:>13.2}×",
                case.name(),
                grid / table,
                grid / base
            );
        }
    }
    ExitCode::SUCCESS
}
