//! What the status line says of the selected cells: how many have a value, and of their numbers the
//! average, the smallest and the largest.
//!
//! Scores count as they are sent, 0 to 100, so that `18/20` and `90 %` have an average. Invariant:
//! sums of more cells than are read at once are made on a thread.

use crate::check::{Scores, Values};
use crate::model::{Cancelled, Field, Progress};

use super::area::Area;
use super::edit::AT_ONCE;
use super::tabs::TabId;
use super::work::{CellJob, Snapshot};
use super::{Effect, Job, State};

/// The cells that are summed up, and what came of it.
pub struct Tally {
    area: Area,
    revision: u64,
    arranged: u64,
    sums: Result<Sums, Job>,
}

/// What came of some cells.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sums {
    /// How many cells there are.
    pub cells: u64,
    /// How many have a value.
    pub filled: u64,
    /// How many are numbers.
    pub numbers: u64,
    /// The sum of the numbers.
    pub sum: f64,
    /// The smallest number.
    pub min: f64,
    /// The largest number.
    pub max: f64,
}

impl Tally {
    /// Whether it is of these cells as they are now.
    pub fn is_of(&self, area: &Area, revision: u64, arranged: u64) -> bool {
        self.area == *area && self.revision == revision && self.arranged == arranged
    }

    /// What came of it; before that, how far it is.
    ///
    /// # Errors
    /// The job, while it is under way.
    pub fn sums(&self) -> Result<&Sums, &Job> {
        self.sums.as_ref()
    }
}

impl Sums {
    fn add(&mut self, number: f64) {
        (self.min, self.max) = match self.numbers {
            0 => (number, number),
            _ => (self.min.min(number), self.max.max(number)),
        };
        self.numbers += 1;
        self.sum += number;
    }

    /// The average of the numbers; `None` where there are none.
    #[expect(clippy::cast_precision_loss, reason = "an average for the screen")]
    pub fn average(&self) -> Option<f64> {
        (self.numbers > 0).then(|| self.sum / self.numbers as f64)
    }
}

/// Sums up cells.
///
/// # Errors
/// [`Cancelled`] when the job was asked to stop.
pub(super) fn sums(snapshot: &Snapshot, area: &Area, progress: &Progress) -> Result<Sums, Cancelled> {
    const STRIDE: u64 = 4_096;
    let input = snapshot.document.input(&snapshot.around, snapshot.now);
    let (values, scores) = (Values::new(&input), Scores::new(&input, &snapshot.report));
    progress.start(area.num_cells());
    let mut sums = Sums::default();
    for (row, field) in area.cells(&snapshot.view) {
        if sums.cells % STRIDE == 0 {
            progress.reached(sums.cells)?;
        }
        sums.cells += 1;
        let text = values.get(row, field).trim();
        sums.filled += u64::from(!text.is_empty());
        let number = match field {
            Field::Score => scores.score(row).and_then(|score| score.percent().to_string().parse().ok()),
            Field::MaxScore => text.parse().ok(),
            // The digits of an id are no number.
            _ => None,
        };
        if let Some(number) = number {
            sums.add(number);
        }
    }
    Ok(sums)
}

/// Sums up few cells at once, and has more of them summed up.
pub(super) fn ask(state: &mut State, id: TabId, area: Area) -> Vec<Effect> {
    let Some(snapshot) = Snapshot::of(state, id) else { return Vec::new() };
    let Some(open) = state.tabs.open_mut(id) else { return Vec::new() };
    let (revision, arranged) = (open.revision, open.view.arranged);
    if area.num_cells() <= AT_ONCE as u64 {
        if let Ok(sums) = sums(&snapshot, &area, &Progress::default()) {
            open.tally = Some(Tally { area, revision, arranged, sums: Ok(sums) });
        }
        return Vec::new();
    }
    let job = Job::default();
    let ticket = job.ticket();
    open.tally = Some(Tally { area: area.clone(), revision, arranged, sums: Err(job) });
    vec![Effect::OnCells { snapshot, job: CellJob::Tally(area), ticket }]
}

/// Takes the sums, if they are of the cells that were asked for last.
pub(super) fn counted(state: &mut State, id: TabId, area: &Area, revision: u64, sums: Sums) {
    if let Some(tally) = state.tabs.open_mut(id).and_then(|open| open.tally.as_mut())
        && tally.area == *area
        && tally.revision == revision
    {
        tally.sums = Ok(sums);
    }
}
