//! What was changed by hand in work that waits, done to the same reviews of a later file.
//!
//! Does not know where that work is kept. Invariant: a cell is changed only where both files say the same
//! and nobody changed it here, so that nothing new in the later file is overwritten by something older.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::check::{self, KeyedHash, Report, Values};
use crate::model::{Cancelled, CellChange, Field, Overlay, Progress, RowId};
use crate::pipeline::Document;

use super::edit::thousands;
use super::history::{Change, Step};
use super::tabs::Message;
use super::work::Snapshot;

/// What was carried over, as the answer for the tab, and in words.
pub struct Carried {
    /// The answer for the tab.
    pub answer: Message,
    /// "3 changes taken over from september.csv", and what stays there.
    pub words: String,
}

/// New texts for cells, and how many stay where they are.
#[derive(Default)]
struct Plan {
    cells: BTreeMap<Field, Vec<(RowId, String)>>,
    taken: u32,
    left: u32,
}

/// Does to the reviews of a document what was done to the same in `earlier` by hand.
///
/// # Errors
/// [`Cancelled`] when the job was asked to stop.
pub(super) fn over(
    earlier: &Document,
    mut snapshot: Snapshot,
    ticket: &Arc<Progress>,
) -> Result<Carried, Cancelled> {
    let plan = plan(earlier, &snapshot, ticket)?;
    let name = &earlier.sheet.source().name;
    let words = plan.words(name);
    let step = (plan.taken > 0).then(|| plan.step(name, Arc::make_mut(&mut snapshot.document.overlay)));
    Ok(Carried { answer: snapshot.worked(step.map(Arc::new), ticket), words })
}

fn plan(earlier: &Document, snapshot: &Snapshot, ticket: &Progress) -> Result<Plan, Cancelled> {
    let (around, now) = (&snapshot.around, snapshot.now);
    let report = check::check(&earlier.input(around, now), ticket)?;
    let reviews = |document: &Document, report: &Report| {
        check::waiting_rows(&document.input(around, now), report, ticket)
    };
    let changed = reviews(earlier, &report)?.into_iter().filter(|row| row.is_edited);
    let changed: FxHashMap<KeyedHash, RowId> = changed.map(|row| (row.review, row.row)).collect();
    let (there, here) = (as_in_the_file(earlier), as_in_the_file(&snapshot.document));
    let texts_before = Values::new(&there.input(around, now));
    let texts_now = Values::new(&here.input(around, now));
    let mut plan = Plan::default();
    for row in reviews(&snapshot.document, &snapshot.report)? {
        let Some(other) = changed.get(&row.review) else { continue };
        for field in Field::ALL {
            let Some(text) = earlier.overlay.get(*other, field) else { continue };
            let own = snapshot.document.overlay.get(row.row, field);
            if own == Some(text) || text == texts_now.get(row.row, field) && own.is_none() {
                continue;
            }
            let is_free = own.is_none() && texts_before.get(*other, field) == texts_now.get(row.row, field);
            plan.add(field, row.row, is_free.then_some(text));
        }
    }
    Ok(plan)
}

fn as_in_the_file(document: &Document) -> Document {
    Document { overlay: Arc::new(Overlay::default()), ..document.clone() }
}

impl Plan {
    fn add(&mut self, field: Field, row: RowId, text: Option<&str>) {
        match text {
            Some(text) => {
                self.taken += 1;
                self.cells.entry(field).or_default().push((row, text.to_owned()));
            }
            None => self.left += 1,
        }
    }

    fn words(&self, name: &str) -> String {
        let taken = match self.taken {
            0 => format!("Nothing of {name} was taken over"),
            1 => format!("1 change of {name} taken over"),
            taken => format!("{} changes of {name} taken over", thousands(taken)),
        };
        match self.left {
            0 => format!("{taken}."),
            1 => format!("{taken}; 1 stays there: its cell says something else in this file."),
            left => format!(
                "{taken}; {} stay there: their cells say something else in this file.",
                thousands(left)
            ),
        }
    }

    fn step(&self, name: &str, overlay: &mut Overlay) -> Step {
        let cells =
            if self.taken == 1 { "1 cell".to_owned() } else { format!("{} cells", thousands(self.taken)) };
        let changes = self.cells.iter().map(|(field, cells)| {
            let cells = cells.iter().map(|(row, text)| (*row, Some(overlay.intern(text)))).collect();
            Change::Cells(CellChange { field: *field, cells })
        });
        Step { changes: changes.collect(), label: format!("{cells} as changed in {name}") }
    }
}
