//! What a rule's sentence may draw on: the row, the other rows of its review, the ledger.
//!
//! Made for rows that a person looks at, so it may cost what a judged row may not.

use chrono::{DateTime, Utc};

use crate::model::{Field, RowId};
use crate::people::Lookup;
use crate::recipe::{AgentKind, mojibake, text as written};

use super::agent::AgentCache;
use super::report::Report;
use super::review::reviews;
use super::row::Row;
use super::score::Percent;
use super::sent::Sent;
use super::text;

/// A row to say something about.
#[derive(Debug)]
pub(super) struct Context<'a> {
    pub(super) row: &'a Row<'a>,
    pub(super) report: &'a Report,
}

/// Another grading of a row's review in the same file.
#[derive(Debug)]
pub(super) struct Other {
    pub(super) row: RowId,
    pub(super) percent: Option<Percent>,
    pub(super) at: Option<DateTime<Utc>>,
}

impl<'a> Context<'a> {
    /// The value of a field, for a sentence.
    pub(super) fn quoted(&self, field: Field) -> String {
        text::quoted(self.row.value(field))
    }

    /// What the file says about the agent, in the order of the columns: `“j.doe@…”, “Jane Doe”`.
    pub(super) fn agent_words(&self) -> String {
        let judge = self.row.judge;
        if judge.edit(self.row.id, Field::AgentId).is_some() || judge.agent_columns.len() < 2 {
            return self.quoted(Field::AgentId);
        }
        let values =
            judge.agent_columns.iter().map(|(column, _)| judge.input.sheet.cell(self.row.id, *column));
        let words: Vec<String> = values.filter(|value| !text::is_blank(value)).map(text::quoted).collect();
        words.join(", ")
    }

    /// What the file says of the agent and was read in a wrong encoding before, and what that was likely to be.
    pub(super) fn broken_agent(&self) -> Option<(&'a str, String)> {
        let text = self.row.broken_agent()?;
        Some((text, mojibake::mended(text)?))
    }

    /// Whether names are all that the file says about the agent.
    pub(super) fn has_only_names(&self) -> bool {
        let judge = self.row.judge;
        let mut said = judge.agent_columns.iter().filter(|(column, _)| {
            !written::is_missing(written::clean(judge.input.sheet.cell(self.row.id, *column)).0)
        });
        judge.edit(self.row.id, Field::AgentId).is_none()
            && said.all(|(_, kind)| *kind == Some(&AgentKind::Name))
    }

    /// The names of the people whom the agent's value may mean.
    pub(super) fn candidates(&self) -> Vec<String> {
        let judge = self.row.judge;
        let Some(people) = judge.input.people else { return Vec::new() };
        let typed = judge.edit(self.row.id, Field::AgentId).map(|typed| people.find_any(typed));
        let by_column = judge.agent_columns.iter().filter_map(|(column, kind)| {
            let value = written::clean(judge.input.sheet.cell(self.row.id, *column)).0;
            Some(people.find((*kind)?, value, judge.value(self.row.id, Field::Platform)))
        });
        let several = typed.into_iter().chain(by_column).find_map(|lookup| match lookup {
            Lookup::Several(several) => Some(several),
            _ => None,
        });
        several
            .unwrap_or_default()
            .into_iter()
            .take(5)
            .map(|person| people.get(person).name.clone())
            .collect()
    }

    /// The first row of the same grading, where this one repeats it.
    pub(super) fn repeated(&self) -> Option<RowId> {
        let first = self.members().into_iter().find(|member| member.row == self.row.id)?.first;
        (first != self.row.id).then_some(first)
    }

    /// The other gradings of the review in the file.
    pub(super) fn others(&self) -> Vec<Other> {
        let mut cache = AgentCache::default();
        let members = self.members();
        let own = members.iter().find(|member| member.row == self.row.id).map(|member| member.first);
        let firsts = members.iter().filter(|member| member.first == member.row && Some(member.row) != own);
        firsts
            .map(|member| {
                let other = Row::read(self.row.judge, &mut cache, member.row);
                Other { row: member.row, percent: other.grade.percent(self.row.judge.caps), at: member.at }
            })
            .collect()
    }

    fn members(&self) -> Vec<super::review::Member> {
        let alike = self.report.alike(self.row.id);
        let all = reviews(self.row.judge, &mut AgentCache::default(), &alike);
        all.into_iter().find(|members| members.iter().any(|m| m.row == self.row.id)).unwrap_or_default()
    }

    /// What the ledger has of the review.
    pub(super) fn sent(&self) -> Option<Sent<'a>> {
        Sent::of(self.row)
    }
}

/// A moment for a sentence: `14 Sep 2026 10:22 UTC`.
pub(super) fn moment(at: DateTime<Utc>) -> String {
    at.format("%-d %b %Y %H:%M UTC").to_string()
}
