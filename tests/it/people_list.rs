//! Reading the people of an account over real sockets: all pages of the practice server, and what it
//! says when there is no list to be had.

use chrono::{TimeZone as _, Utc};
use scorebridge::assembled::{ApiError, Client, Opens, Timeouts};
use scorebridge::credentials::Secret;
use scorebridge::people::Person;
use scorebridge::practice::{Options, Practice};

use crate::cli::server::Recorder;

fn client(url: &str, key: &Secret) -> Client {
    Client::new(url.parse().unwrap(), key.clone(), Timeouts::default())
}

fn key() -> Secret {
    Secret::new("sk_live_x".to_owned())
}

/// More people than two pages hold, some of whom have little more than a name.
fn many() -> Vec<Person> {
    let some = |n: u32, text: &str| (!n.is_multiple_of(3)).then(|| format!("{text}{n}"));
    let person = |n: u32| Person {
        id: format!("person-{n:05}"),
        agent_id: some(n, "agent-"),
        name: format!("Åsa Number {n}"),
        email: some(n, "asa@example.com"),
        imported_id: some(n, "E"),
        platforms: some(n, "1006155364").map(|id| ("zendesk".to_owned(), id)).into_iter().collect(),
        site: some(n % 3, "site "),
        deleted: n.is_multiple_of(7),
        end_date: n.is_multiple_of(7).then(|| Utc.timestamp_opt(1_700_000_000, 0).unwrap()),
    };
    (0..1203).map(person).collect()
}

#[tokio::test]
async fn all_pages_are_read_and_everyone_comes_back_as_they_are() {
    let practice = Practice::start(Options { people: many(), ..Options::default() }).unwrap();
    let read = client(practice.url(), practice.key()).people().await.unwrap();
    assert_eq!(read, many());
    let opens = Opens::of(&read);
    let staff = many().iter().filter(|person| !person.deleted).count();
    assert_eq!((opens.people as usize, opens.sites.len()), (staff, 2));
}

#[tokio::test]
async fn the_samples_people_are_there_by_default() {
    let practice = Practice::start(Options::default()).unwrap();
    let people = client(practice.url(), practice.key()).people().await.unwrap();
    assert_eq!(people.len(), 44);
    assert_eq!(people.iter().filter(|person| person.agent_id.is_none()).count(), 4);
}

#[tokio::test]
async fn a_list_that_cannot_be_had_is_said() {
    let practice = Practice::start(Options::default()).unwrap();
    assert_eq!(client(practice.url(), &key()).people().await, Err(ApiError::WrongKey));
    for (status, error) in [
        ("403 Forbidden", ApiError::NotAllowed),
        ("404 Not Found", ApiError::NotTheApi),
        ("405 Method Not Allowed", ApiError::NotTheApi),
        ("200 OK", ApiError::NotTheApi), // with a body that is no list
        ("429 Too Many Requests", ApiError::Status(429)),
        ("302 Found", ApiError::Status(302)),
        ("500 Internal Server Error", ApiError::Status(500)),
    ] {
        let server = Recorder::answering(status);
        assert_eq!(client(&server.url, &key()).people().await, Err(error), "{status}");
    }
    let off = client("http://127.0.0.1:1", &key()).people().await.unwrap_err();
    assert_eq!(off.to_string(), "The server cannot be reached: the server refused the connection.");
}
