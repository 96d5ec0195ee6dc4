//! A row as the rules see it: what its cells say, read once, and which parts of it are not plain.
//!
//! Does not know any rule. Invariant: a part that is not marked as odd has nothing that a rule of that
//! part could find, so a plain row is judged without asking any rule.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

use crate::model::{Field, NUM_FIELDS, RowId};
use crate::people::Person;
use crate::recipe::date::{Assumed, DateText, read_date, read_swapped_date, swapped_day, with_time};
use crate::recipe::{lines, mojibake, text as written};

use super::agent::{Agent, AgentCache};
use super::found::{Found, RuleSet};
use super::grade::Grade;
use super::judge::{Judge, Values};
use super::rule::Part;
use super::rules::STAGES;
use super::sent::Sent;
use super::text;

/// A row as the rules see it.
#[derive(Clone, Debug)]
pub(super) struct Row<'a> {
    pub(super) id: RowId,
    pub(super) judge: &'a Judge<'a>,
    values: Values<'a>,
    pub(super) agent: Agent<'a>,
    pub(super) grade: Grade,
    pub(super) time: DateText,
    pub(super) conversation: &'a str,
    pub(super) source: &'a str,
    pub(super) rubric: &'a str,
    pub(super) reviewer: &'a str,
    /// The parts that are not plain, by [`Part::bit`].
    odd: u8,
}

/// Reads when a row was scored; where its date has no time of day, with that of the column beside it.
fn read_time(judge: &Judge<'_>, id: RowId, text: &str, zone: Option<Tz>) -> DateText {
    let reading = &judge.input.readings.date;
    let swaps = judge.swaps && text == judge.source(id, Field::ScoredAt);
    let read = if swaps { read_swapped_date } else { read_date };
    let time = read(text, reading, zone);
    let is_moment = matches!(time, DateText::Moment { .. });
    let [_, beside, ..] = judge.input.recipe.columns(Field::ScoredAt) else { return time };
    if !is_moment || judge.edit(id, Field::ScoredAt).is_some() {
        return time;
    }
    let joined = with_time(text, judge.input.sheet.cell(id, *beside));
    let joined = joined.map(|text| read(&text, reading, zone));
    joined.filter(|read| matches!(read, DateText::Moment { .. } | DateText::NotInZone)).unwrap_or(time)
}

impl<'a> Row<'a> {
    /// Reads a row.
    pub(super) fn read(judge: &'a Judge<'a>, cache: &mut AgentCache<'a>, id: RowId) -> Self {
        Self::read_with(judge, cache, id, false)
    }

    /// Reads a row; `plain_prose`: of which is known that [`Judge::has_plain_prose`].
    pub(super) fn read_with(
        judge: &'a Judge<'a>,
        cache: &mut AgentCache<'a>,
        id: RowId,
        plain_prose: bool,
    ) -> Self {
        let zone = judge.input.recipe.zone.map(|told| told.value);
        let values = judge.values(id);
        let value = |field: Field| values[field.index()];
        let mut row = Self {
            id,
            judge,
            values,
            agent: Agent::read(judge, cache, id, &values),
            grade: Grade::read(judge, id, &values),
            time: read_time(judge, id, value(Field::ScoredAt), zone),
            conversation: known_id(written::clean(value(Field::Conversation)).0),
            source: value(Field::Source),
            rubric: value(Field::Rubric),
            reviewer: known_reviewer(value(Field::Reviewer)),
            odd: 0,
        };
        row.odd = row.odd_parts(plain_prose);
        row
    }

    /// The value of a cell: edit ▸ replacement ▸ source.
    pub(super) fn value(&self, field: Field) -> &'a str {
        self.values[field.index()]
    }

    /// The notes as they are sent.
    pub(super) fn notes(&self) -> std::borrow::Cow<'a, str> {
        let notes = self.value(Field::Notes);
        if self.judge.input.recipe.html_notes {
            text::without_html(notes)
        } else {
            std::borrow::Cow::Borrowed(notes)
        }
    }

    /// When it was scored, where that is known.
    pub(super) fn scored_at(&self) -> Option<DateTime<Utc>> {
        match self.time {
            DateText::Moment { at, .. } => Some(at),
            _ => None,
        }
    }

    /// The day of the file, and the one that it is with day and month swapped back, where a spreadsheet may have
    /// swapped them. Whoever typed a date knows which day it is.
    pub(super) fn swapped_day(&self) -> Option<(NaiveDate, NaiveDate)> {
        let text = self.value(Field::ScoredAt);
        let days = swapped_day(text, &self.judge.input.readings.date)?;
        (text == self.judge.source(self.id, Field::ScoredAt)).then_some(days)
    }

    /// What was assumed to know when it was scored.
    pub(super) fn assumed(&self) -> Assumed {
        match self.time {
            DateText::Moment { how, .. } => how,
            _ => Assumed::default(),
        }
    }

    /// The person whom it is about, where a list knows them.
    pub(super) fn person(&self) -> Option<&'a Person> {
        Some(self.judge.input.people?.get(self.agent.person()?))
    }

    /// Whether the person had left when it was scored, or has been deleted.
    pub(super) fn agent_has_left(&self) -> bool {
        self.person().is_some_and(|person| {
            person.deleted
                || person
                    .end_date
                    .zip(self.scored_at())
                    .is_some_and(|(end, at)| at.date_naive() > end.date_naive())
        })
    }

    /// What the file says of the agent and was read in a wrong encoding before, if anything was.
    pub(super) fn broken_agent(&self) -> Option<&'a str> {
        let judge = self.judge;
        if judge.edit(self.id, Field::AgentId).is_some() {
            return None;
        }
        judge
            .agent_columns
            .iter()
            .map(|(column, _)| judge.replaced(Field::AgentId, judge.input.sheet.cell(self.id, *column)))
            .find(|text| mojibake::mended(text).is_some())
    }

    /// The first cell with something in it.
    pub(super) fn first_text(&self) -> &'a str {
        self.judge.input.sheet.record(self.id).find(|cell| !text::is_blank(cell)).unwrap_or("").trim()
    }

    /// Whether a cell of the file was force-text (`="…"`, a leading `'`) and is read without that.
    pub(super) fn is_cleaned(&self, field: Field) -> bool {
        written::clean(self.value(field)).1
    }

    /// Everything that was found at the row by itself and by the ledger, without its state.
    pub(super) fn find(&self) -> Found {
        let input = &self.judge.input;
        if input.overlay.is_left_out(self.id) {
            return Found::by_hand();
        }
        let mut rules = self.facts();
        let first: &[_] = if self.may_be_no_review() { &STAGES.first } else { &[] };
        for (bit, finds) in first {
            if finds(self) {
                rules.insert(*bit);
                if self.judge.keeps_out_bit(*bit) {
                    return Found::of_rules(rules.without(self.facts()));
                }
            }
        }
        let mut odd = self.odd;
        while odd != 0 {
            for (bit, finds) in &STAGES.parts[odd.trailing_zeros() as usize] {
                if finds(self) {
                    rules.insert(*bit);
                }
            }
            odd &= odd - 1;
        }
        if !input.ledger.rows.is_empty() && self.judge.is_candidate(Found::of_rules(rules)) {
            self.find_in_ledger(&mut rules);
        }
        Found::of_rules(rules)
    }

    /// Which answers about the columns it was read by.
    fn facts(&self) -> RuleSet {
        let mut facts = RuleSet::EMPTY;
        if let DateText::Moment { how, .. } = self.time {
            facts = facts
                .union(RuleSet::IN_ZONE.only_if(how.zone))
                .union(RuleSet::IN_ORDER.only_if(how.order))
                .union(RuleSet::IN_DAYS.only_if(how.day_number));
        }
        facts.union(RuleSet::ON_SCALE.only_if(matches!(self.grade, Grade::Points { on_scale: true, .. })))
    }

    fn find_in_ledger(&self, rules: &mut RuleSet) {
        let Some(sent) = Sent::of(self) else { return };
        for (bit, finds) in &STAGES.ledger {
            if finds(&sent) {
                rules.insert(*bit);
            }
        }
    }

    /// Whether the record may be none of a review: blank, a heading, a total, a comment, or one that the recipe
    /// leaves out. Quick: looks at its first cell and its conversation only, and what passes is told from a review
    /// by the rules.
    fn may_be_no_review(&self) -> bool {
        let input = &self.judge.input;
        let first = text::trimmed(input.sheet.record(self.id).next().unwrap_or(""));
        input.readings.left_out(self.id).is_some()
            || first.is_empty()
            || first == self.judge.first_heading
            || first.starts_with(lines::COMMENT)
            || lines::may_begin_a_total(first)
            || lines::is_total(self.conversation)
    }

    fn odd_parts(&self, plain_prose: bool) -> u8 {
        let mut odd = 0;
        let mut mark = |part: Part, is_odd: bool| odd |= if is_odd { part.bit() } else { 0 };
        let (judge, input) = (self.judge, &self.judge.input);
        let unmapped = |field| judge.is_unmapped(self.id, field);
        mark(Part::Record, input.sheet.num_problems() > 0 && input.sheet.problem(self.id).is_some());
        mark(Part::Mapping, judge.unmapped != 0);
        mark(Part::Agent, !unmapped(Field::AgentId) && !self.has_plain_agent());
        mark(
            Part::Score,
            !unmapped(Field::Score)
                && (!matches!(self.grade, Grade::Points { .. })
                    || self.grade.is_above_max()
                    || self.grade.is_implausible(input)),
        );
        mark(Part::Source, !unmapped(Field::Source) && text::is_blank(self.source));
        mark(Part::Time, !unmapped(Field::ScoredAt) && !self.has_plain_time());
        mark(Part::Conversation, input.readings.conversation.may_be_damaged(self.conversation));
        mark(Part::Text, self.has_odd_text(plain_prose));
        odd
    }

    fn has_plain_agent(&self) -> bool {
        matches!(self.agent, Agent::Found { .. })
            && self.person().is_none_or(|person| !person.deleted && person.end_date.is_none())
    }

    fn has_plain_time(&self) -> bool {
        matches!(self.time, DateText::Moment { at, how: Assumed { date_only: false, twice: false, day_moves: 0, day_number: false, .. } }
            if at <= self.judge.input.now && at >= EARLIEST && !self.judge.input.readings.date.half_swapped)
    }

    fn has_odd_text(&self, plain_prose: bool) -> bool {
        let ids = [self.conversation, self.source];
        let forced = |field: &Field| matches!(self.value(*field).as_bytes().first(), Some(b'=' | b'\''));
        self.judge.input.recipe.html_notes
            || !ids.iter().all(|id| text::is_plain_id(id) && text::trimmed(id) == *id)
            || !plain_prose
                && (!PROSE.iter().all(|field| text::is_plain_prose(self.value(*field)))
                    || self.broken_agent().is_some())
            || CLEANED.iter().any(forced)
    }
}

/// A conversation, or nothing where the file says N/A or the like. Most ids begin with a digit.
fn known_id(text: &str) -> &str {
    let is_id = text.as_bytes().first().is_some_and(u8::is_ascii_digit);
    if is_id || !written::is_missing(text) { text } else { "" }
}

/// A reviewer, or nothing where the file says N/A or the like, as for automatic scores. Most are
/// e-mail addresses.
fn known_reviewer(text: &str) -> &str {
    if memchr::memchr(b'@', text.as_bytes()).is_some() || !written::is_missing(text) { text } else { "" }
}

/// The fields whose force-text wrappers are taken off: ids, numbers and dates.
pub(super) const CLEANED: [Field; 6] =
    [Field::AgentId, Field::Conversation, Field::Score, Field::MaxScore, Field::ScoredAt, Field::Review];

/// The fields that people write in.
pub(super) const PROSE: [Field; 3] = [Field::Rubric, Field::Reviewer, Field::Notes];

/// The start of 2010: no score is older.
pub(super) const EARLIEST: DateTime<Utc> = match NaiveDate::from_ymd_opt(2010, 1, 1) {
    Some(date) => date.and_time(NaiveTime::MIN).and_utc(),
    None => DateTime::UNIX_EPOCH,
};

const _: () = assert!(NUM_FIELDS <= 16, "fields are kept as bits of 16");
