//! The server over real sockets, by a client that is as simple as can be.

use std::fs;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use super::*;

const ROW: &str = r#"{"agent_id":"a","source":"maestroqa","score":83.5,"max_score":100,"scored_at":"2026-09-14T10:22:31Z"}"#;

fn start(options: Options) -> Practice {
    let people = vec![Person { name: "Ada Lovelace".to_owned(), ..Person::default() }];
    Practice::start(Options { people, ..options }).unwrap()
}

fn scripted(script: &str) -> Practice {
    start(Options { script: parse_script(script).unwrap(), ..Options::default() })
}

/// Sends a request and reads until the server closes. The answer, or how the connection broke.
fn exchange(practice: &Practice, request: &str, body: &str) -> Result<String, ErrorKind> {
    let mut stream = TcpStream::connect(practice.url().strip_prefix("http://").unwrap()).unwrap();
    let length = body.len();
    let request = format!("{request} HTTP/1.1\r\nHost: practice\r\nContent-Length: {length}\r\n");
    let authorization = BASE64_STANDARD.encode(format!("{}:", practice.key().expose()));
    let head =
        format!("{request}Authorization: Basic {authorization}\r\nContent-Type: application/json\r\n\r\n");
    let mut answer = String::new();
    stream.write_all(format!("{head}{body}").as_bytes()).map_err(|error| error.kind())?;
    stream.read_to_string(&mut answer).map_err(|error| error.kind())?;
    Ok(answer)
}

fn post(practice: &Practice, rows: usize) -> Result<String, ErrorKind> {
    let body = format!("{{\"qa_scores\":[{}]}}", vec![ROW; rows].join(","));
    exchange(practice, "POST /v0/qa_scores/bulk", &body)
}

#[track_caller]
fn assert_status(answer: &Result<String, ErrorKind>, status: u16) {
    let start = format!("HTTP/1.1 {status} ");
    assert!(answer.as_ref().is_ok_and(|answer| answer.starts_with(&start)), "not {status}: {answer:?}");
}

#[test]
fn takes_valid_rows_and_records_each_before_it_answers() {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("taken.ndjson");
    let practice = start(Options { record: Some(record.clone()), ..Options::default() });
    assert_status(&post(&practice, 2), 202);
    assert_status(&post(&practice, 0), 400);
    assert_status(&post(&practice, 1), 202);
    assert_eq!(practice.rows_taken(), 3);
    let lines = fs::read_to_string(&record).unwrap();
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let requests: Vec<u64> = lines.iter().map(|line| line["request"].as_u64().unwrap()).collect();
    assert_eq!(requests, [1, 1, 3]);
    assert_eq!(lines[0]["score"].to_string(), ROW);
    assert!(chrono::DateTime::parse_from_rfc3339(lines[0]["at"].as_str().unwrap()).is_ok());
}

#[test]
fn opens_for_its_key_only_and_finds_only_what_it_has() {
    let practice = start(Options::default());
    for (request, status) in [
        ("GET /v0/people", 200),
        ("GET /v0/people?limit=x", 400),
        ("GET /v0/qa_scores/bulk", 405),
        ("GET /v0/agents", 404),
        ("nonsense", 400),
    ] {
        assert_status(&exchange(&practice, request, ""), status);
    }
    let address = practice.url().strip_prefix("http://").unwrap().to_owned();
    for request in ["GET /v0/people HTTP/1.1\r\n\r\n", "POST /v0/qa_scores/bulk HTTP/1.1\r\n\r\n"] {
        let mut stream = TcpStream::connect(&address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    }
}

#[test]
fn heads_and_bodies_are_bounded() {
    let practice = start(Options::default());
    let huge = "x".repeat(40 * 1024);
    assert_status(&exchange(&practice, &format!("GET /{huge}"), ""), 431);
    let address = practice.url().strip_prefix("http://").unwrap();
    for (field, status) in [
        (format!("Content-Length: {}", http::BODY_LIMIT + 1), 413),
        ("Transfer-Encoding: chunked".to_owned(), 411),
        ("Content-Length: -1".to_owned(), 411),
    ] {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(format!("POST /v0/qa_scores/bulk HTTP/1.1\r\n{field}\r\n\r\n").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{field}: {answer}");
    }
}

#[test]
fn the_script_is_followed_in_order_and_then_it_is_202_for_ever() {
    let practice = scripted(
        "429 retry-after=7\n422 body=agent_id is unknown\nclose-before-read\nreset\nclose-after-read\ncut\n503",
    );
    let limited = post(&practice, 1);
    assert_status(&limited, 429);
    assert!(limited.unwrap().contains("Retry-After: 7\r\n"));
    let refused = post(&practice, 1).unwrap();
    assert!(
        refused.starts_with("HTTP/1.1 422 ") && refused.ends_with("\r\n\r\nagent_id is unknown"),
        "{refused}"
    );
    let closed = post(&practice, 1);
    assert!(
        closed.as_ref().is_ok_and(String::is_empty) || closed == Err(ErrorKind::ConnectionReset),
        "{closed:?}"
    );
    assert_eq!(post(&practice, 1), Err(ErrorKind::ConnectionReset));
    assert_eq!(practice.rows_taken(), 0);
    assert_eq!(post(&practice, 1), Ok(String::new()));
    assert_eq!(practice.rows_taken(), 1);
    let cut = post(&practice, 2).unwrap();
    let (head, body) = cut.split_once("\r\n\r\n").unwrap();
    let promised = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")).unwrap();
    assert!(head.starts_with("HTTP/1.1 202 ") && body.len() < promised.parse().unwrap(), "{cut}");
    assert_eq!(practice.rows_taken(), 3);
    assert_status(&post(&practice, 1), 503);
    assert_status(&post(&practice, 1), 202);
    assert_status(&post(&practice, 1), 202);
    assert_eq!(practice.rows_taken(), 5);
}

#[test]
fn a_stalled_request_has_its_rows_taken_and_no_answer() {
    let practice = scripted("stall");
    let mut stream = TcpStream::connect(practice.url().strip_prefix("http://").unwrap()).unwrap();
    let body = format!("{{\"qa_scores\":[{ROW}]}}");
    let authorization = BASE64_STANDARD.encode(format!("{}:", practice.key().expose()));
    let head = format!(
        "POST /v0/qa_scores/bulk HTTP/1.1\r\nContent-Length: {}\r\nAuthorization: Basic {authorization}\r\n\
         Content-Type: application/json\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    while practice.rows_taken() == 0 {
        std::thread::yield_now();
    }
    // The next request is served meanwhile, and the stalled one ends with the server, unanswered.
    assert_status(&post(&practice, 1), 202);
    drop(practice);
    let mut answer = String::new();
    assert!(stream.read_to_string(&mut answer).is_err() || answer.is_empty(), "{answer}");
}

#[test]
fn a_scripted_202_still_takes_valid_rows_only() {
    let practice = scripted("202 body={\"errors\":[]}\ncut\nclose-after-read");
    assert_status(&post(&practice, 0), 400);
    assert_status(&post(&practice, 0), 400);
    assert_status(&post(&practice, 0), 400);
    assert_eq!(practice.rows_taken(), 0);
}

#[test]
fn over_the_rate_it_answers_429_with_the_time_to_wait() {
    let practice = start(Options { rate: Some(2), ..Options::default() });
    let answers: Vec<_> = (0..3).map(|_| post(&practice, 1)).collect();
    assert_status(&answers[0], 202);
    assert_status(&answers[1], 202);
    assert_status(&answers[2], 429);
    assert!(answers[2].as_ref().unwrap().contains("Retry-After: "));
    assert_eq!(practice.rows_taken(), 2);
}

#[test]
fn two_servers_have_two_keys_and_a_taken_port_is_an_error() {
    let (one, two) = (start(Options::default()), start(Options::default()));
    assert_ne!(one.key().expose(), two.key().expose());
    let port = one.url().rsplit(':').next().unwrap().parse().unwrap();
    let again = Practice::start(Options { port, people: vec![Person::default()], ..Options::default() });
    assert_eq!(again.unwrap_err().kind(), ErrorKind::AddrInUse);
}
