//! From a file and the options to a document, and to what it is judged against.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use chrono::Utc;

use crate::check::{self, Ledger, LedgerKey};
use crate::import::{self, apart::Reader};
use crate::journal::Account;
use crate::model::{AnsweredBy, Field, Progress, Sheet};
use crate::people::{Aliases, Lookup, People};
use crate::pipeline::{self, Document, Surroundings};
use crate::recipe::{AgentKind, Chosen, Memory, Overrides};

use super::args::{Mapping, Reading};
use super::failure::Failure;
use super::session::{Endpoint, Session, indexed, roster};

/// A file, how it was understood, and where its recipes are remembered.
pub struct Loaded {
    /// The document.
    pub document: Document,
    /// The recipe and where it came from.
    pub chosen: Chosen,
    memory: Option<Memory>,
}

/// A document judged, and what it was judged by.
pub struct Judged<'a> {
    /// What it was judged by.
    pub input: check::Input<'a>,
    /// What was found.
    pub report: check::Report,
}

impl Loaded {
    /// Reads a file and chooses its recipe by the options, the memory of the account, and the file.
    pub fn open(
        file: &Path,
        reading: &Reading,
        mapping: &Mapping,
        remembers: Option<(&Path, &Account)>,
        progress: &Progress,
    ) -> Result<Self, Failure> {
        let memory = remembers.map(|(data_dir, account)| Memory::of(data_dir, &account.id.0));
        let recalls = memory.as_ref().filter(|_| !mapping.no_recipe);
        let reader = Reader::apart()?;
        let cut =
            pipeline::read_as_remembered(&reading.options(), &mapping.overrides(), recalls, |options| {
                import::open_with(&reader, file, options, progress)
            })?;
        Self::of_sheet(cut.sheet, mapping, memory, progress)
    }

    /// Chooses the recipe of a sheet, and answers what the options answer.
    pub fn of_sheet(
        sheet: Sheet,
        mapping: &Mapping,
        memory: Option<Memory>,
        progress: &Progress,
    ) -> Result<Self, Failure> {
        let remembered =
            memory.as_ref().filter(|_| !mapping.no_recipe).and_then(|memory| memory.recall(&sheet));
        let (mut document, chosen) =
            pipeline::document(Arc::new(sheet), &mapping.overrides(), remembered.as_ref(), progress)?;
        let answers = Arc::make_mut(&mut document.answers);
        for (rule, choice) in &mapping.answer {
            let _before = answers.set(rule, Some((choice, AnsweredBy::Option)));
        }
        Ok(Self { document, chosen, memory })
    }

    /// Judges every row as of now.
    pub fn judge<'a>(&'a self, around: &'a Surroundings, progress: &Progress) -> Result<Judged<'a>, Failure> {
        let input = self.document.input(around, Utc::now());
        Ok(Judged { input, report: check::check(&input, progress)? })
    }

    /// Remembers the recipe for this shape of file, where the options said something of its columns.
    /// A disk that does not want to is no reason to call an upload failed.
    pub fn remember(&self, mapping: &Mapping) -> std::io::Result<()> {
        match &self.memory {
            Some(memory) if says_something(mapping) => {
                // How the file was cut is told anew by whoever runs it, or remembered from the window.
                memory.keep(&self.document.sheet, &self.document.recipe, None)
            }
            _ => Ok(()),
        }
    }
}

/// Whether the options say anything of the columns that a next file of this shape has, too.
fn says_something(mapping: &Mapping) -> bool {
    mapping.overrides() != Overrides::default()
}

/// What the rows are judged against where there is no account: a roster or no people, and no ledger.
pub fn without_account(mapping: &Mapping) -> Result<Surroundings, Failure> {
    let people = mapping.roster.as_deref().map(roster).transpose()?;
    Ok(Surroundings {
        people: people.map(indexed),
        aliases: Arc::new(Aliases::default()),
        ledger: Arc::new(Ledger::empty(LedgerKey([0; 32]))),
    })
}

/// What the rows are judged against under an account: the roster that was given or the people that
/// the server lists, and what the journal knows.
pub fn under_account(
    session: &Session,
    account: &Account,
    people: impl FnOnce(&Loaded) -> Result<Option<Arc<People>>, Failure>,
    loaded: &Loaded,
    mapping: &Mapping,
) -> Result<Surroundings, Failure> {
    let people = match &mapping.roster {
        Some(path) => Some(indexed(roster(path)?)),
        None => people(loaded)?,
    };
    let aliases = session.journal.aliases(&account.id)?;
    let ledger = session.journal.ledger(&account.id)?;
    Ok(Surroundings { people, aliases: Arc::new(aliases), ledger: Arc::new(ledger) })
}

/// The people that the server lists.
///
/// A server on this computer is a stand-in and need not know who works at the company. Where the file
/// names agents by the very `agent_id` that is sent, the stand-in's list counts only if it can be had and
/// knows at least half of them. A real server's list always counts.
pub fn people_of_server(endpoint: &Endpoint, loaded: &Loaded) -> Result<Option<Arc<People>>, Failure> {
    let stand_in = endpoint.client.base().is_loopback() && names_agents_by_id(loaded);
    let people = match endpoint.people() {
        Ok(list) => indexed(list),
        Err(failure) if stand_in && failure.code != "wrong_key" => return Ok(None),
        Err(failure) => return Err(failure),
    };
    Ok((!stand_in || knows_half(&people, &loaded.document)).then_some(people))
}

/// Whether every agent column holds the `agent_id` of Assembled itself.
fn names_agents_by_id(loaded: &Loaded) -> bool {
    let recipe = &loaded.document.recipe;
    let columns = recipe.columns(Field::AgentId);
    !columns.is_empty()
        && columns.iter().all(|column| recipe.agent_kinds.get(column) == Some(&AgentKind::Assembled))
}

fn knows_half(people: &People, document: &Document) -> bool {
    let sheet = &document.sheet;
    let columns = document.recipe.columns(Field::AgentId);
    let ids: BTreeSet<&str> = columns
        .iter()
        .flat_map(|column| sheet.rows().map(|row| sheet.cell(row, *column).trim()))
        .filter(|id| !id.is_empty())
        .collect();
    let known = |id: &&&str| people.find(&AgentKind::Assembled, id, "") != Lookup::Nobody;
    ids.iter().filter(known).count() * 2 >= ids.len()
}
