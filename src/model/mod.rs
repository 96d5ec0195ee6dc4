//! The nouns that every other layer shares, pure: no input or output, no clock, no thread.
//!
//! Owns: [`Field`] and the table [`FIELDS`], the [`Sheet`] (a file as read), [`RowId`] and the row
//! states, the [`Overlay`] of edits, and [`Progress`] of a long job. Does not know: files, people,
//! rules, the network. Invariant: a [`Sheet`] never changes once built; what a person changes lives
//! in the [`Overlay`] above it.

mod answered;
mod edit;
mod field;
mod layout;
mod marked;
mod options;
mod progress;
mod row;
mod sheet;
mod sparse;
mod text;
mod texts;

pub use answered::AnsweredBy;
pub use edit::{CellChange, Layer, Overlay, RowSetChange};
pub use field::{FIELDS, Field, FieldInfo, NUM_FIELDS, fold_heading};
pub use layout::{Cells, Layout};
pub use marked::{REASON_HEADING, as_text, without_mark, without_marks};
pub use options::ImportOptions;
pub use progress::{Cancelled, Progress};
pub use row::{Outcome, Outcomes, RowCounts, RowId, RowState};
pub use sheet::{
    ColumnId, FileFormat, Note, Quote, RecordProblem, RecordProblemCode, Records, Sheet, SheetBuilder,
    SheetTooLarge, SourceFile,
};
pub use text::{Buffer, Text};
pub use texts::{TextBlock, ValueId};
