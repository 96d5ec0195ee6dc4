//! Which people a value may mean, ranked: suggestions, and the person picker's search.
//!
//! Owns how names and addresses are compared: words without accents, by shared pairs of letters. Does
//! not know ids or matching. Invariant: what is returned is never a match, only an offer.

use unicode_normalization::UnicodeNormalization as _;

use super::{Person, PersonIndex};
use crate::recipe::mojibake;

/// How a person's name and address are written, folded once.
#[derive(Debug)]
pub(super) struct Spelling {
    /// Name, then the address's part before the @, as words.
    names: [String; 2],
    /// The whole address.
    email: String,
    /// Everything that a search looks in.
    all: String,
}

impl Spelling {
    pub fn of(person: &Person) -> Self {
        let email = fold(person.email.as_deref().unwrap_or(""));
        let username = email.split('@').next().unwrap_or("");
        let ids =
            [&person.agent_id, &person.imported_id].into_iter().flatten().chain(person.platforms.values());
        let mut all = format!("{}\n{email}", fold(&person.name));
        for id in ids {
            all.push('\n');
            all.push_str(&fold(id));
        }
        Self { names: [words(&person.name), words(username)], email, all }
    }

    fn host(&self) -> &str {
        self.email.split_once('@').map_or("", |(_, host)| host)
    }
}

/// At least this alike, of 100, is worth an offer.
const WORTH: u32 = 55;

pub(super) fn near(people: &[Spelling], value: &str, limit: usize) -> Vec<PersonIndex> {
    // An offer, for a person to choose: it may go by what the value was likely to be.
    let broken = mojibake::mended(value);
    let value = fold(broken.as_deref().unwrap_or(value).trim());
    let (username, host) = value.split_once('@').unwrap_or((&value, ""));
    let name = words(username);
    if name.is_empty() {
        return Vec::new();
    }
    best(people, limit, |person| {
        let likeness = person.names.iter().map(|known| alike(&name, known)).max().unwrap_or(0);
        let same_host = !host.is_empty() && person.host() == host;
        (likeness >= WORTH).then_some(2 * likeness + u32::from(same_host))
    })
}

pub(super) fn search(people: &[Spelling], query: &str, limit: usize) -> Vec<PersonIndex> {
    let query = fold(query);
    let words: Vec<&str> = query.split_whitespace().collect();
    best(people, limit, |person| {
        words.iter().try_fold(0, |rank, word| {
            let place = person.all.find(word)?;
            let starts = place == 0 || !person.all[..place].ends_with(char::is_alphanumeric);
            Some(rank + u32::from(starts))
        })
    })
}

/// The best `limit` people by rank; equals in the order of the list.
fn best(people: &[Spelling], limit: usize, rank: impl Fn(&Spelling) -> Option<u32>) -> Vec<PersonIndex> {
    let mut ranked: Vec<(u32, PersonIndex)> = people
        .iter()
        .zip((0..).map(PersonIndex))
        .filter_map(|(person, index)| Some((rank(person)?, index)))
        .collect();
    ranked.sort_by_key(|(rank, index)| (std::cmp::Reverse(*rank), *index));
    ranked.into_iter().take(limit).map(|(_, index)| index).collect()
}

/// How alike two texts are, from 0 to 100: twice the pairs of neighbouring letters that they share, of
/// all they have (Dice). Initials and swapped words cost little, another word costs much.
fn alike(one: &str, other: &str) -> u32 {
    if one == other && !one.is_empty() {
        return 100;
    }
    let (pairs, mut left) = (pairs(one), pairs(other));
    let total = pairs.len() + left.len();
    if total == 0 {
        return 0;
    }
    let shared = pairs
        .iter()
        .filter(|pair| {
            left.iter().position(|other| other == *pair).map(|place| left.swap_remove(place)).is_some()
        })
        .count();
    // Never 100 for two that differ.
    u32::try_from(200 * shared / total).unwrap_or(0).min(99)
}

/// The pairs of neighbouring letters of each word, its borders included.
fn pairs(text: &str) -> Vec<(char, char)> {
    let mut pairs = Vec::with_capacity(text.len());
    for word in text.split(' ') {
        let mut before = ' ';
        for letter in word.chars().chain([' ']) {
            if (before, letter) != (' ', ' ') {
                pairs.push((before, letter));
            }
            before = letter;
        }
    }
    pairs
}

/// Lower case, without accents: "Chloé" is "chloe".
fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .flat_map(|c| {
            // Letters that Unicode does not take apart.
            let (letter, more) = match c {
                'ß' => ('s', Some('s')),
                'ø' => ('o', None),
                'ł' => ('l', None),
                'đ' | 'ð' => ('d', None),
                'æ' => ('a', Some('e')),
                'œ' => ('o', Some('e')),
                'ı' => ('i', None),
                c => (c, None),
            };
            [Some(letter), more].into_iter().flatten()
        })
        .collect()
}

/// The words of a name or user name in order, parted by one space.
fn words(text: &str) -> String {
    let folded = fold(text);
    let mut words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.sort_unstable();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::People;

    fn people() -> People {
        let person = |name: &str, email: &str, agent_id: &str| Person {
            name: name.to_owned(),
            email: (!email.is_empty()).then(|| email.to_owned()),
            agent_id: Some(agent_id.to_owned()),
            ..Person::default()
        };
        People::new(vec![
            person("Amara Okonkwo", "amara.okonkwo@example.com", "A-1"),
            person("Amara Okonkwo-Reyes", "amara.okonkwo-reyes@example.com", "A-2"),
            person("Chloé Lefèvre", "chloe.lefevre@example.com", "A-3"),
            person("Eilidh O'Connor", "eilidh.oconnor@example.com", "A-4"),
            person("Jane Doe", "jane.doe@example.com", "A-5"),
            person("Søren Łukasik", "", "A-6"),
        ])
    }

    #[test]
    fn likely_people_are_offered_best_first() {
        let people = people();
        for (value, expected) in [
            ("Amara Okonkwo", &[0, 1][..]),
            ("Okonkwo, Amara", &[0, 1]),
            ("amara.okonkwo@other.example", &[0, 1]),
            ("amara.okonkvo@example.com", &[0, 1]),
            ("Chloe Lefevre", &[2]),
            ("chloé.lefèvre@example.com", &[2]),
            ("Eilidh OConnor", &[3]),
            ("j.doe@example.com", &[4]),
            ("soren lukasik", &[5]),
            ("ChloÃ© LefÃ¨vre", &[2]),
            ("SÃ¸ren Å\u{81}ukasik", &[5]),
            ("Zed Quux", &[]),
            ("", &[]),
            ("@", &[]),
        ] {
            let found: Vec<u32> = people.near(value, 2).iter().map(|index| index.0).collect();
            assert_eq!(found, expected, "{value}");
        }
    }

    #[test]
    fn search_takes_any_part_of_name_address_and_id() {
        let people = people();
        for (query, expected) in [
            ("oko", &[0, 1][..]),
            ("oko reyes", &[1]),
            ("CHLOE", &[2]),
            ("lefèvre", &[2]),
            ("a-4", &[3]),
            ("doe@ex", &[4]),
            ("onk", &[0, 1]),
            ("nobody", &[]),
        ] {
            let found: Vec<u32> = people.search(query, 10).iter().map(|index| index.0).collect();
            assert_eq!(found, expected, "{query}");
        }
        assert_eq!(people.search(" ", 3).len(), 3);
    }
}
