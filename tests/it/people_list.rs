//! Reading the people of an account over real sockets: all pages of the practice server, and what it
//! says when there is no list to be had.

use chrono::{TimeZone as _, Utc};
use scorebridge::assembled::{ApiError, Client, Opens, Timeouts};
use scorebridge::credentials::Secret;
use scorebridge::people::Person;
use scorebridge::practice::{Options, Practice};

use crate::cli::server::Recorder;
use crate::faults::Broken;

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
        ("302 Found", ApiError::Status(302)),
        ("500 Internal Server Error", ApiError::Status(500)),
    ] {
        let server = Recorder::answering(status);
        assert_eq!(client(&server.url, &key()).people().await, Err(error), "{status}");
    }
    let off = client("http://127.0.0.1:1", &key()).people().await.unwrap_err();
    assert_eq!(off.to_string(), "The server cannot be reached: the server refused the connection.");
}

const TOO_OFTEN: &str = "HTTP/1.1 429 X\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n";

#[tokio::test]
async fn a_page_that_was_asked_for_too_often_is_asked_for_again() {
    let list = r#"{"people":[{"id":"p1","agent_id":"a1","name":"Ann"}]}"#;
    let page = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{list}", list.len());
    let busy = Broken::saying(&[TOO_OFTEN, TOO_OFTEN, &page]);
    assert_eq!(client(&busy.url, &key()).people().await.unwrap().len(), 1);
    assert_eq!(busy.num_requests(), 3);
    let always = Broken::saying(&[TOO_OFTEN]);
    assert_eq!(client(&always.url, &key()).people().await, Err(ApiError::Status(429)));
    assert_eq!(always.num_requests(), 4);
    let for_long = Broken::saying(&["HTTP/1.1 429 X\r\nretry-after: 61\r\ncontent-length: 0\r\n\r\n"]);
    assert_eq!(client(&for_long.url, &key()).people().await, Err(ApiError::Status(429)));
    assert_eq!(for_long.num_requests(), 1);
}
