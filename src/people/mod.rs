//! Who the agents are, and matching what a file says to one of them.
//!
//! Owns [`Person`], the indexed list [`People`], the [`Aliases`] of an account and roster files. Does
//! not know where the list came from (the API's answer is read in `assembled/`). Pure. Invariant: a
//! match yields the person's `agent_id`, never their `id`; a name alone is a suggestion and never a
//! match.

mod aliases;
mod list;
mod near;
mod person;
mod roster;

pub use aliases::Aliases;
pub use list::{Lookup, People, PersonIndex};
pub use person::Person;
pub use roster::{RosterError, read_roster, write_roster};
