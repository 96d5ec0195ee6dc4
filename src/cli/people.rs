//! `scorebridge people`: the people list of an account, as a roster file.

use std::path::Path;

use serde_json::json;

use crate::people::{Person, write_roster};

use super::args::People;
use super::failure::Failure;
use super::output::{Exit, Output, grouped};
use super::place::Place;
use super::session::{Endpoint, Session};

/// Asks the server for everyone in the account, and writes them.
pub fn run(args: &People, data_dir: &Path, output: Output) -> Result<Exit, Failure> {
    let place = match Place::of(args.output.as_deref(), output)? {
        Place::Nowhere if !output.json => Place::Stdout,
        place => place,
    };
    let session = Session::open(data_dir)?;
    let account = session.account(&args.account)?;
    let people = Endpoint::of(&account, &args.key, None)?.people()?;
    place.write(|out| write_roster(&people, out))?;
    if output.json {
        let list: Vec<_> = people.iter().map(in_json).collect();
        output.object(&json!({"people": list}));
    } else if place != Place::Stdout {
        let count = u32::try_from(people.len()).unwrap_or(u32::MAX);
        output.text(&format!("{} people", grouped(count)));
    }
    Ok(Exit::Done)
}

fn in_json(person: &Person) -> serde_json::Value {
    json!({
        "agent_id": person.agent_id, "email": person.email, "name": person.name,
        "imported_id": person.imported_id, "platforms": person.platforms, "deleted": person.deleted,
    })
}
