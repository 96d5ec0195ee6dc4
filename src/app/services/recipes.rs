//! The remembered recipes of an account, on disk.

use crate::app::dialogs::Picked;
use crate::app::recipes::{Message as RecipesMessage, Work};
use crate::app::{Effect, Failure, Message, dialogs};
use crate::journal::AccountId;
use crate::recipe::{Memory, Remembered};

use super::uploads::write_file;
use super::{Services, Shared};

pub(super) fn run(services: &Services, effect: Effect) {
    let Effect::Recipes { account, work } = effect else { return };
    services.with_shared("recipes", move |shared| {
        let memory = Memory::of(&shared.data_dir, &account.0);
        let message = match work {
            Work::List => Ok(None),
            Work::Rename(recipe, name) => memory.rename(&recipe, &name).map(|()| None).map_err(not_kept),
            Work::Forget(recipe) => forget(&memory, &recipe),
            Work::HandOver(recipe) => hand_over(shared, &recipe),
            Work::Take(file) => take(&memory, &file),
            Work::PickAndTake => {
                match dialogs::pick_file("Take a colleague’s recipe", ("Recipes", &["toml"])) {
                    Picked::File(file) => take(&memory, &file),
                    Picked::NoDialog => Ok(Some(Message::Recipes(RecipesMessage::NoFileDialog))),
                    Picked::Cancelled => Ok(None),
                }
            }
        };
        if let Some(message) = message.unwrap_or_else(|failure| Some(Message::Failed(failure))) {
            shared.tell(message);
        }
        list(shared, account, &memory);
    });
}

fn list(shared: &Shared, account: AccountId, memory: &Memory) {
    shared.tell(Message::Recipes(RecipesMessage::Listed(account, memory.list())));
}

fn forget(memory: &Memory, recipe: &Remembered) -> Result<Option<Message>, Failure> {
    memory.forget(recipe).map_err(not_kept)?;
    Ok(Some(Message::Done(format!("Forgotten: {}. Files of its shape are asked about again.", recipe.name))))
}

fn hand_over(shared: &Shared, recipe: &Remembered) -> Result<Option<Message>, Failure> {
    let letters = recipe.name.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' });
    let name = format!("{}.recipe.toml", letters.collect::<String>());
    let Some(path) = dialogs::pick_save("Write the recipe", &name, &shared.data_dir) else { return Ok(None) };
    write_file(&path, |out| Memory::hand_over(recipe, out)).map_err(|error| {
        Failure::new(format!("The recipe was not written: {error}."), "Choose another place.")
    })?;
    Ok(Some(Message::Done(format!("The recipe was written to {}.", path.display()))))
}

fn take(memory: &Memory, file: &std::path::Path) -> Result<Option<Message>, Failure> {
    let (recipe, replaced) = memory.take(file).map_err(|error| Failure::new(&error, error.hint()))?;
    let instead = if replaced { ", in place of what was remembered for its shape" } else { "" };
    let words = format!("Taken: {}{instead}. It counts for the next file of its shape.", recipe.name);
    Ok(Some(Message::Done(words)))
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn not_kept(error: std::io::Error) -> Failure {
    Failure::new(
        format!("The remembered recipes were not changed: {error}."),
        "Check the disk, and try again.",
    )
}
