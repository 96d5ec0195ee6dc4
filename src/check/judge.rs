//! What a check's input is compiled to once, so that judging a row costs little.
//!
//! Owns: reading a value of a row (edit ▸ replacement ▸ source) and what the answers do to the rules'
//! rows. Does not know any rule. Invariant: making one costs no more for ten million rows than for
//! ten, since every edit makes one.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::model::{Cells, ColumnId, Field, NUM_FIELDS, RowId, RowState};
use crate::recipe::{AgentKind, Mapping, first_text};

use super::Input;
use super::found::{Found, RuleSet, SETS};
use super::row::PROSE;
use super::rule::{Effect, Rule, Severity};
use super::rules::RULES;
use super::text;

/// A check's input, compiled.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and none excludes another")]
pub(super) struct Judge<'a> {
    pub(super) input: Input<'a>,
    /// The agent's columns in their order, each with its kind if somebody said it.
    pub(super) agent_columns: Vec<(ColumnId, Option<&'a AgentKind>)>,
    pub(super) has_aliases: bool,
    has_evaluation_ids: bool,
    /// Required fields that come from nowhere, by bit of [`Field::index`].
    pub(super) unmapped: u16,
    /// Where each field comes from, by [`Field::index`].
    origins: [Origin<'a>; NUM_FIELDS],
    /// The heading of the first column, without the space around it.
    pub(super) first_heading: &'a str,
    replacements: FxHashMap<(Field, &'a str), &'a str>,
    /// Fields with an edit anywhere, by bit of [`Field::index`].
    edited: u16,
    /// Rows that a rule of this set found wait for a person.
    waiting: RuleSet,
    /// Rows that a rule of this set found stay out.
    out: RuleSet,
    /// Scores over the maximum go as 100.
    pub(super) caps: bool,
    /// Dates that a spreadsheet may have swapped are swapped back.
    pub(super) swaps: bool,
    /// Of several gradings of a review the newest goes.
    pub(super) newest: bool,
    /// Nobody has answered what becomes of repeated rows.
    duplicates_undecided: bool,
}

/// Where a field comes from: a [`Mapping`] without what only a few fields of a few files need.
#[derive(Clone, Copy, Debug)]
enum Origin<'a> {
    /// The only column.
    Column(ColumnId),
    /// The same text for every row.
    Constant(&'a str),
    /// Several columns: whichever says something first.
    Columns(&'a [ColumnId]),
}

impl<'a> Origin<'a> {
    fn of(mapping: &'a Mapping) -> Self {
        match mapping {
            Mapping::None => Self::Constant(""),
            Mapping::Constant(text) => Self::Constant(text),
            Mapping::Columns(columns) => match columns[..] {
                [column] => Self::Column(column),
                _ => Self::Columns(columns),
            },
        }
    }
}

/// The values of a row, by [`Field::index`].
pub(super) type Values<'a> = [&'a str; NUM_FIELDS];

impl<'a> Judge<'a> {
    pub(super) fn new(input: &Input<'a>) -> Self {
        let input = *input;
        let recipe = input.recipe;
        let mut judge = Self {
            input,
            agent_columns: recipe
                .columns(Field::AgentId)
                .iter()
                .map(|column| (*column, recipe.agent_kinds.get(column)))
                .collect(),
            has_aliases: input.aliases.iter().next().is_some(),
            has_evaluation_ids: !recipe.identity.is_empty() || !recipe.columns(Field::Review).is_empty(),
            unmapped: 0,
            origins: Field::ALL.map(|field| Origin::of(recipe.mapping(field))),
            first_heading: input.sheet.columns().first().map_or("", |heading| text::trimmed(heading)),
            replacements: recipe
                .replacements
                .iter()
                .map(|((field, from), to)| ((*field, from.as_str()), to.as_str()))
                .collect(),
            edited: 0,
            waiting: RuleSet::EMPTY,
            out: RuleSet::EMPTY,
            caps: false,
            swaps: false,
            newest: false,
            duplicates_undecided: false,
        };
        for field in Field::ALL {
            if field.info().required && *recipe.mapping(field) == Mapping::None {
                judge.unmapped |= 1 << field.index();
            }
            if input.overlay.has_edits(field) {
                judge.edited |= 1 << field.index();
            }
        }
        for (bit, rule) in RULES.iter().enumerate() {
            judge.take_answer(bit, rule);
        }
        judge
    }

    /// What the answer to a rule, or its default, does to its rows.
    fn take_answer(&mut self, bit: usize, rule: &Rule) {
        let answered = self.input.answers.get(rule.id).map(|(choice, _by)| choice);
        match rule.severity {
            Severity::Note => {}
            Severity::Error => self.waiting.insert(bit),
            Severity::Question => {
                self.duplicates_undecided |= rule.id == "row.duplicate" && answered.is_none();
                match answered.or(rule.default).and_then(|id| rule.choice(id)).map(|choice| choice.effect) {
                    None => self.waiting.insert(bit),
                    Some(Effect::LeaveOut) => self.out.insert(bit),
                    Some(Effect::Send) => {}
                    Some(Effect::Cap) => self.caps = true,
                    Some(Effect::Swap) => self.swaps = true,
                    Some(Effect::Newest) => self.newest = true,
                }
            }
        }
    }

    /// Whether nothing odd can be in what people wrote in these rows: there is nothing odd in their text
    /// in the file, and that is all there is. Looks at all of it at once, which is quicker than at each cell.
    pub(super) fn has_plain_prose(&self, rows: Range<u32>) -> bool {
        let of_file = |field: Field| !matches!(self.input.recipe.mapping(field), Mapping::Constant(_));
        self.edited == 0
            && self.replacements.is_empty()
            && PROSE.into_iter().all(of_file)
            && text::is_plain_prose(self.input.sheet.stretch(rows))
    }

    /// The values of a row.
    pub(super) fn values(&self, row: RowId) -> Values<'a> {
        if self.edited != 0 || !self.replacements.is_empty() {
            return Field::ALL.map(|field| self.value(row, field));
        }
        let cells = self.input.sheet.cells(row);
        self.origins.map(|origin| self.text_of(row, cells, origin))
    }

    /// The value of a cell: edit ▸ replacement ▸ source.
    pub(super) fn value(&self, row: RowId, field: Field) -> &'a str {
        self.edit(row, field).unwrap_or_else(|| self.replaced(field, self.source(row, field)))
    }

    /// What a person typed in a cell.
    pub(super) fn edit(&self, row: RowId, field: Field) -> Option<&'a str> {
        if self.edited & (1 << field.index()) == 0 { None } else { self.input.overlay.get(row, field) }
    }

    /// Whether a person changed any cell of a row.
    pub(super) fn has_edit(&self, row: RowId) -> bool {
        self.edited != 0 && Field::ALL.iter().any(|field| self.edit(row, *field).is_some())
    }

    /// The text that the recipe means by a text of the file.
    pub(super) fn replaced(&self, field: Field, source: &'a str) -> &'a str {
        if self.replacements.is_empty() {
            return source;
        }
        self.replacements.get(&(field, source)).copied().unwrap_or(source)
    }

    /// The text of the file for a field: the first of its columns that is not blank, or its constant.
    pub(super) fn source(&self, row: RowId, field: Field) -> &'a str {
        self.text_of(row, self.input.sheet.cells(row), self.origins[field.index()])
    }

    #[inline]
    fn text_of(&self, row: RowId, cells: Cells<'a>, origin: Origin<'a>) -> &'a str {
        match origin {
            Origin::Column(column) => cells.get(column.index()).unwrap_or_default(),
            Origin::Constant(text) => text,
            Origin::Columns(columns) => first_text(self.input.sheet, row, columns),
        }
    }

    /// Whether a required field comes from nowhere at a row: no column, no constant, nothing typed.
    pub(super) fn is_unmapped(&self, row: RowId, field: Field) -> bool {
        self.unmapped & (1 << field.index()) != 0 && self.edit(row, field).is_none()
    }

    /// The evaluation id of a row, as the recipe puts it together from the text of the file. Whatever
    /// was typed does not count, so that a review stays the same review.
    pub(super) fn evaluation_id(&self, row: RowId) -> Option<Vec<u8>> {
        if !self.has_evaluation_ids {
            return None;
        }
        let mut id = Vec::with_capacity(64);
        self.input.recipe.push_identity(self.input.sheet, row, &mut id).then_some(id)
    }

    /// Where a row stands by what was found at it: errors, then questions, then the ledger.
    pub(super) fn settle(&self, found: Found) -> RowState {
        if found.left_out_by_hand() {
            return RowState::Skipped;
        }
        let rules = found.rules();
        if !rules.overlaps(self.waiting.union(self.out)) && !found.superseded() {
            return RowState::Ready;
        }
        let waiting = rules.intersection(self.waiting);
        let errors = waiting.intersection(SETS.errors);
        if !errors.is_empty() {
            return RowState::NeedsFix;
        }
        let out = rules.intersection(self.out);
        let left_out = out.intersection(SETS.questions);
        if self.duplicates_undecided && found.unsure_duplicate() && left_out == SETS.duplicate {
            return if found.superseded() { RowState::Skipped } else { RowState::NeedsFix };
        }
        if !left_out.is_empty() || found.superseded() {
            return RowState::Skipped;
        }
        if !waiting.intersection(SETS.questions).is_empty() {
            return RowState::NeedsFix;
        }
        // Only the ledger is left, and its rules are in the order in which they win.
        waiting.union(out).rules().next().map_or(RowState::Ready, |rule| {
            if rule.severity == Severity::Question && waiting.contains(rule) {
                RowState::NeedsFix
            } else {
                rule.keeps
            }
        })
    }

    /// The rules that keep a row where it is: settle all of these and it is ready.
    pub(super) fn blocking(&self, rules: RuleSet) -> RuleSet {
        rules.intersection(self.waiting.union(self.out))
    }

    /// Whether a rule's rows wait for a person as things stand.
    pub(super) fn waits(&self, rule: &Rule) -> bool {
        self.waiting.contains(rule)
    }

    /// Whether the rows of the n-th rule stay out as things stand.
    pub(super) fn keeps_out_bit(&self, bit: usize) -> bool {
        self.out.has_bit(bit)
    }

    /// Whether a rule's rows stay out as things stand.
    pub(super) fn keeps_out(&self, rule: &Rule) -> bool {
        self.out.contains(rule)
    }

    /// Whether a row takes part in telling reviews apart: nothing but the other rows of its review,
    /// the ledger and open questions can keep it from being sent.
    pub(super) fn is_candidate(&self, found: Found) -> bool {
        let rules = found.rules();
        !found.left_out_by_hand()
            && !rules.intersection(self.waiting).overlaps(SETS.errors)
            && !rules.intersection(self.out).overlaps(SETS.questions)
    }
}
