//! The fault matrix, end to end: a real worker and journal against a server that is broken in one way.
//! A test a row; each says what the journal has, whether anything was sent again, and in which words.
//! How the client reads broken answers, TLS and proxies is tested beside it, in `assembled/sockets.rs`.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use scorebridge::assembled::{BadUrl, BaseUrl, Client, Timeouts};
use scorebridge::journal::BatchState::{self, Accepted, Refused, Unknown, Waiting};
use scorebridge::journal::Journal;
use scorebridge::upload::{BatchEvent, End, Event, Options, PauseReason, Stop, Summary};

use crate::cli::program::{Home, Ran};
use crate::cli::scores::Scores;
use crate::request::read_request;
use crate::uploading::Bench;

/// A raw server: the first connection is served by the first of its answers, and so on; the last one
/// serves all that follow.
pub struct Broken {
    pub url: String,
    /// When each request had been read, and what it was.
    requests: Arc<Mutex<Vec<(Instant, String)>>>,
}

type Serve = Box<dyn Fn(&mut TcpStream) -> io::Result<()> + Send>;

impl Broken {
    fn new(serve: Vec<Serve>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::<Mutex<Vec<_>>>::default();
        let seen = Arc::clone(&requests);
        let run = move || {
            for (number, stream) in listener.incoming().enumerate() {
                let mut stream = stream.unwrap();
                // A client that breaks off is what many of these tests are about.
                if let Ok(request) = read_request(&mut stream) {
                    seen.lock().unwrap().push((Instant::now(), request));
                    serve[number.min(serve.len() - 1)](&mut stream).unwrap_or_default();
                }
            }
        };
        std::thread::Builder::new().name("broken".to_owned()).spawn(run).unwrap();
        Self { url, requests }
    }

    /// Says these, one a connection.
    pub fn saying(answers: &[&str]) -> Self {
        let serve = |answer: &&str| -> Serve {
            let answer = (*answer).to_owned();
            Box::new(move |stream| stream.write_all(answer.as_bytes()))
        };
        Self::new(answers.iter().map(serve).collect())
    }

    pub fn num_requests(&self) -> usize {
        self.requests.lock().unwrap().len()
    }

    /// By what each request names its batch.
    fn batch_names(&self) -> Vec<Option<String>> {
        let name = |request: &str| {
            let head = request.split("\r\n\r\n").next()?;
            head.lines().find_map(|line| line.strip_prefix("idempotency-key: ")).map(str::to_owned)
        };
        self.requests.lock().unwrap().iter().map(|(_, request)| name(request)).collect()
    }

    /// How long after a request the next one came.
    fn gap(&self, before: usize) -> Duration {
        let requests = self.requests.lock().unwrap();
        requests[before + 1].0 - requests[before].0
    }
}

const TAKEN: &str = "HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n";

fn status(http: u16, rest: &str) -> String {
    format!("HTTP/1.1 {http} X\r\n{rest}content-length: 0\r\n\r\n")
}

fn with_body(http: u16, body: &str) -> String {
    format!("HTTP/1.1 {http} X\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

fn reset(stream: &TcpStream) -> io::Result<()> {
    socket2::SockRef::from(stream).set_linger(Some(Duration::ZERO))
}

/// What sending three batches of two rows led to.
struct Sent {
    states: Vec<BatchState>,
    /// The reports of batches that had left.
    answers: Vec<BatchEvent>,
    summary: Summary,
}

impl Sent {
    /// Sends to an address with nobody there to answer a pause.
    fn to(url: &str) -> Self {
        Self::with(url, Timeouts { connect: secs(1), send: secs(1), answer: secs(1) })
    }

    fn with(url: &str, timeouts: Timeouts) -> Self {
        let bench = Bench::new(3, "");
        let client = Client::new(url.parse().unwrap(), bench.practice.key().clone(), timeouts);
        let (events, summary) =
            bench.start(client, Options { pace: 60_000, ..Options::default() }, false).end();
        let info = Journal::open(&bench.data_dir()).unwrap().upload(&bench.upload).unwrap();
        assert_eq!(summary.rows, info.summary());
        assert!(summary.rows.adds_up());
        let answers = events.into_iter().filter_map(|event| match event {
            Event::Batch(batch) if batch.state != BatchState::Sending => Some(batch),
            _ => None,
        });
        Self { states: bench.states(), answers: answers.collect(), summary }
    }

    /// The sentence of the first answer.
    fn words(&self) -> &str {
        self.answers[0].message.as_deref().unwrap_or_default()
    }

    #[track_caller]
    fn assert(&self, states: [BatchState; 3], words: &str) {
        assert_eq!(self.states, states, "{:?}", self.answers);
        assert!(self.words().contains(words), "{:?} is not in {:?}", words, self.words());
    }

    /// Nothing was applied and the queue stands still, without a second try.
    #[track_caller]
    fn assert_stopped(&self, stop: Stop) {
        assert_eq!(self.states, [Waiting; 3], "{:?}", self.answers);
        assert_eq!(self.summary.end, End::Paused(PauseReason::Stopped(stop)));
        assert_eq!(self.answers.len(), 1, "{:?}", self.answers);
        assert_eq!((self.summary.rows.not_sent, self.summary.rows.unknown), (6, 0));
    }
}

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// DNS fails; offline.
#[test]
fn a_name_that_is_not_found_is_tried_four_times_then_paused() {
    let ran = upload_by("https://api.assembled.invalid", None);
    assert_eq!((ran.code, ran.error_code().as_str()), (4, "offline"), "{ran:?}");
    assert!(ran.stdout.contains("the name of the server was not found"), "{ran:?}");
    let attempts = ran.lines().iter().filter(|line| line["state"] == "sending").count();
    assert_eq!(
        (attempts, ran.lines().iter().filter(|line| line["event"] == "summary").count()),
        (4, 1),
        "{ran:?}"
    );
}

/// Connection refused; no route.
#[test]
fn a_refused_connection_is_tried_four_times_then_paused() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let sent = Sent::to(&format!("http://{free}"));
    sent.assert([Waiting; 3], "Nothing was sent: the server refused the connection.");
    assert!(matches!(sent.summary.end, End::Paused(PauseReason::Offline(_))), "{:?}", sent.summary.end);
    assert_eq!(sent.answers.len(), 4);
}

/// Connect timeout.
#[test]
fn a_connection_that_is_never_made_is_tried_again() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap(); // takes the connection, never speaks TLS
    let url = format!("https://{}", silent.local_addr().unwrap());
    let connect = Duration::from_millis(100);
    let sent = Sent::with(&url, Timeouts { connect, send: secs(1), answer: secs(1) });
    sent.assert([Waiting; 3], "Nothing was sent: the server did not answer in time.");
    assert_eq!(sent.answers.len(), 4);
}

/// TLS: expired, wrong host, self-signed, unknown CA, revoked, too old version, MITM proxy.
#[test]
fn a_certificate_that_is_not_trusted_stops_the_queue() {
    let broken = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", broken.local_addr().unwrap());
    let serve = move || {
        for stream in broken.incoming() {
            let mut stream = stream.unwrap();
            let refusal = [0x15, 3, 3, 0, 2, 2, 70]; // a fatal alert: protocol_version
            stream.read_exact(&mut [0; 64]).and_then(|()| stream.write_all(&refusal)).unwrap_or_default();
        }
    };
    std::thread::Builder::new().spawn(serve).unwrap();
    Sent::to(&url).assert_stopped(Stop::Tls("it speaks no version of TLS that is safe".to_owned()));
}

/// Plain http:// base URL.
#[test]
fn plain_http_to_another_computer_is_refused_in_the_settings() {
    for url in ["http://api.assembledhq.com", "http://192.168.1.2:8080", "http://localhost.example"] {
        assert_eq!(url.parse::<BaseUrl>(), Err(BadUrl::NotSecure), "{url}");
    }
}

/// Proxy: 407.
#[test]
fn a_proxy_that_wants_a_password_stops_the_queue() {
    let broken = Broken::saying(&[&status(407, "proxy-authenticate: Basic\r\n")]);
    Sent::to(&broken.url).assert_stopped(Stop::Proxy);
    assert_eq!(broken.num_requests(), 1);
}

/// 301 302 307 308 (303: unknown).
#[test]
fn a_redirect_is_not_followed_and_stops_the_queue() {
    let elsewhere = Broken::saying(&[TAKEN]);
    let host = elsewhere.url.trim_start_matches("http://").to_owned();
    for http in [301, 302, 307, 308] {
        let broken = Broken::saying(&[&status(http, &format!("location: {}/v0/x\r\n", elsewhere.url))]);
        Sent::to(&broken.url).assert_stopped(Stop::Redirected(http, Some(host.clone())));
    }
    let broken = Broken::saying(&[&status(303, &format!("location: {}\r\n", elsewhere.url))]);
    let sent = Sent::to(&broken.url);
    sent.assert([Unknown, Waiting, Waiting], &host);
    assert_eq!(elsewhere.num_requests(), 0);
}

/// 200, 201, 204, 207.
#[test]
fn another_success_than_202_is_unknown() {
    for http in [200, 201, 204, 207] {
        let broken = Broken::saying(&[&status(http, ""), TAKEN]);
        Sent::to(&broken.url).assert([Unknown, Accepted, Accepted], "does not say what became of the rows");
    }
    let portal = with_body(200, "<!DOCTYPE html><html><title>Hotel</title></html>");
    let sent = Sent::to(&Broken::saying(&[&portal, TAKEN]).url);
    sent.assert([Unknown, Accepted, Accepted], "Something between you and the server answered (200)");
}

/// 202 empty, JSON, HTML, cut, 1 GiB, gzip bomb.
#[test]
fn a_202_is_accepted_whatever_its_body() {
    for (answer, words) in [
        (TAKEN.to_owned(), "Accepted."),
        (with_body(202, r#"{"errors":[{"message":"row 3 is odd"}]}"#), "The server says: row 3 is odd"),
        (with_body(202, "<html>Thank you</html>"), "Accepted."),
        ("HTTP/1.1 202 X\r\ncontent-length: 100\r\n\r\ncut".to_owned(), "Accepted."),
        ("HTTP/1.1 202 X\r\ncontent-encoding: gzip\r\n\r\n\u{1f}\u{8b}".to_owned(), "Accepted."),
    ] {
        Sent::to(&Broken::saying(&[&answer]).url).assert([Accepted; 3], words);
    }
    let endless: Serve = Box::new(|stream| {
        stream.write_all(b"HTTP/1.1 202 X\r\n\r\n")?;
        loop {
            stream.write_all(&[b'x'; 8 * 1024])?;
        }
    });
    Sent::to(&Broken::new(vec![endless]).url).assert([Accepted; 3], "Accepted.");
}

/// 400, 422; 409 may mean "already there".
#[test]
fn refused_rows_wait_for_a_person_in_the_servers_words() {
    for http in [400, 422] {
        let broken = Broken::saying(&[TAKEN, &with_body(http, r#"{"message":"score is missing"}"#), TAKEN]);
        let sent = Sent::to(&broken.url);
        assert_eq!((sent.states.as_slice(), broken.num_requests()), (&[Accepted, Refused, Accepted][..], 3));
        assert!(sent.answers[1].message.as_ref().unwrap().contains("score is missing"));
    }
    let sent = Sent::to(&Broken::saying(&[&status(409, "")]).url);
    sent.assert([Refused, Waiting, Waiting], "these rows may be there already");
}

/// 400 that names rows by their place in the batch.
#[test]
fn a_refusal_that_names_rows_keeps_them_and_frees_the_others() {
    let words = r#"{"errors":[{"index":1,"message":"the rubric is not known"}]}"#;
    let broken = Broken::saying(&[&with_body(400, words), TAKEN]);
    let home = Home::new();
    home.write("scores.csv", Scores::new(4, 0).csv);
    home.write("roster.csv", Scores::new(4, 0).roster);
    let options = ["--json", "--url", &broken.url, "--key-env", "PRACTICE_KEY", "--roster", "roster.csv"];
    let upload = ["upload", "scores.csv"].into_iter().chain(options);
    let refused = home.run_with_key("sk_live_x", upload.clone());
    assert_eq!((refused.code, refused.summary()["refused"].as_u64()), (1, Some(4)), "{refused:?}");
    let again = home.run_with_key("sk_live_x", upload);
    let sums = again.summary();
    assert_eq!((again.code, &sums["accepted"], &sums["needs_fix"]), (1, &3.into(), &1.into()), "{again:?}");
    let account = broken.url.trim_start_matches("http://");
    let check = home.run(["check", "scores.csv", "--account", account, "--roster", "roster.csv", "-o", "-"]);
    let row = check.lines().swap_remove(1);
    let said = row["problems"].to_string();
    assert!(said.contains("row.refused") && said.contains("the rubric is not known"), "{row}");
}

/// 401.
#[test]
fn a_wrong_key_costs_exactly_one_request() {
    let broken = Broken::saying(&[&status(401, "")]);
    Sent::to(&broken.url).assert_stopped(Stop::WrongKey);
    assert_eq!(broken.num_requests(), 1);
}

/// 403, 404, 405, 415, 501.
#[test]
fn a_wrong_address_or_right_is_not_asked_for_every_batch() {
    for (http, stop) in [
        (402, Stop::NotAllowed(402)),
        (403, Stop::NotAllowed(403)),
        (404, Stop::WrongAddress(404)),
        (405, Stop::WrongAddress(405)),
    ] {
        let broken = Broken::saying(&[&status(http, "")]);
        Sent::to(&broken.url).assert_stopped(stop);
        assert_eq!(broken.num_requests(), 1);
    }
    for http in [415, 501] {
        let broken = Broken::saying(&[&status(http, "")]);
        let sent = Sent::to(&broken.url);
        assert_eq!(sent.states, [Refused, Waiting, Waiting]);
        assert_eq!(sent.summary.end, End::Paused(PauseReason::Stopped(Stop::WrongAddress(http))));
        assert_eq!(broken.num_requests(), 1);
    }
}

/// 408.
#[test]
fn a_408_is_tried_again_once() {
    let broken = Broken::saying(&[&status(408, "")]);
    let sent = Sent::to(&broken.url);
    assert_eq!((sent.states.as_slice(), broken.num_requests()), (&[Waiting; 3][..], 2));
}

/// 413: halves, and one row that is too large is named; Retry-After is kept to.
#[test]
fn a_413_halves_the_batch_and_names_a_row_that_is_too_large() {
    let broken = Broken::saying(&[TAKEN, &status(413, "retry-after: 1\r\n"), &status(413, ""), TAKEN]);
    let sent = Sent::to(&broken.url);
    assert_eq!((sent.summary.rows.accepted, sent.summary.rows.refused), (5, 1));
    let named = sent.answers.iter().find(|answer| answer.state == Refused).unwrap();
    assert_eq!((named.rows, named.of), (1, Some(2)));
    assert!(named.message.as_ref().unwrap().contains("too large"), "{named:?}");
    assert!(broken.gap(1) >= secs(1));
}

/// 429 with seconds.
#[test]
fn a_429_with_seconds_is_kept_to() {
    let broken = Broken::saying(&[&status(429, "retry-after: 2\r\n"), TAKEN]);
    Sent::to(&broken.url).assert([Accepted; 3], "The server asks to wait (429).");
    assert!(broken.gap(0) >= secs(2));
    assert_eq!(broken.num_requests(), 4);
}

/// 429 with HTTP-date: by the server's own clock, which is decades off here.
#[test]
fn a_429_with_a_date_is_kept_to_by_the_servers_clock() {
    let date = |seconds| format!("Sun, 06 Nov 1994 08:49:{seconds:02} GMT");
    let fields = |asked| format!("date: {}\r\nretry-after: {}\r\n", date(30), date(asked));
    let broken = Broken::saying(&[&status(429, &fields(32)), TAKEN]);
    Sent::to(&broken.url).assert([Accepted; 3], "");
    assert!(broken.gap(0) >= secs(2));
    let past = Broken::saying(&[&status(429, &fields(1)), TAKEN]);
    Sent::to(&past.url).assert([Accepted; 3], "");
    assert!(past.gap(0) >= secs(1), "own backoff");
}

/// 429 without, 0, negative, text, two fields: own backoff with a floor of 1 s.
#[test]
fn a_429_without_a_sensible_wait_has_our_own() {
    std::thread::scope(|scope| {
        for fields in [
            "",
            "retry-after: 0\r\n",
            "retry-after: -5\r\n",
            "retry-after: soon\r\n",
            "retry-after: 9\r\nretry-after: 9\r\n",
        ] {
            scope.spawn(move || {
                let broken = Broken::saying(&[&status(429, fields), TAKEN]);
                Sent::to(&broken.url).assert([Accepted; 3], "The server asks to wait (429).");
                assert!(broken.gap(0) >= secs(1), "{fields}");
            });
        }
    });
}

/// 429 with 10^20, 86400: paused, and shown until when.
#[test]
fn a_429_that_asks_for_more_than_15_minutes_pauses() {
    for wait in ["901", "86400", "100000000000000000000"] {
        let broken = Broken::saying(&[&status(429, &format!("retry-after: {wait}\r\n"))]);
        let sent = Sent::to(&broken.url);
        assert!(matches!(sent.summary.end, End::Paused(PauseReason::LongWait(_))), "{:?}", sent.summary.end);
        assert_eq!((sent.states.as_slice(), broken.num_requests()), (&[Waiting; 3][..], 1));
    }
}

/// 500, 502, 504, 52x; 503 without Retry-After.
#[test]
fn a_server_error_is_unknown_and_never_sent_again() {
    for http in [500, 502, 503, 504, 520, 599] {
        let broken = Broken::saying(&[&status(http, ""), TAKEN]);
        Sent::to(&broken.url).assert([Unknown, Accepted, Accepted], &format!("answered {http}"));
        assert_eq!(broken.num_requests(), 3);
    }
}

/// 503 with Retry-After.
#[test]
fn a_503_with_a_wait_is_tried_four_times_then_paused() {
    let broken = Broken::saying(&[&status(503, "retry-after: 1\r\n")]);
    let sent = Sent::to(&broken.url);
    assert_eq!((sent.states.as_slice(), broken.num_requests()), (&[Waiting; 3][..], 4));
    assert!(matches!(sent.summary.end, End::Paused(PauseReason::Busy(_))), "{:?}", sent.summary.end);
}

/// Answer malformed; headers 200 kB; not HTTP; cut before the status line.
#[test]
fn an_answer_that_cannot_be_read_is_unknown() {
    let large = format!("HTTP/1.1 202 X\r\nx: {}\r\n\r\n", "x".repeat(200_000));
    for (answer, words) in [
        ("HTTP/1.1 2x2 X\r\n\r\n", "the answer is not HTTP"),
        ("SSH-2.0-OpenSSH_9.9\r\n\r\n", "the answer is not HTTP"),
        ("HTTP/1.1 20", "the connection was closed before an answer came"),
        ("", "the connection was closed before an answer came"),
        (&large, "the head of the answer is too large"),
    ] {
        let broken = Broken::saying(&[answer, TAKEN]);
        Sent::to(&broken.url).assert([Unknown, Accepted, Accepted], words);
        assert_eq!(broken.num_requests(), 3);
    }
}

/// Slow-loris; silent peer; read timeout after the body was fully sent.
#[test]
fn a_silent_or_slow_peer_is_unknown() {
    let silent: fn() -> Serve = || Box::new(|stream| stream.read_exact(&mut [0]));
    let slow: fn() -> Serve = || {
        Box::new(|stream| {
            loop {
                stream.write_all(b"H")?;
                std::thread::park_timeout(Duration::from_millis(20));
            }
        })
    };
    let taken: fn() -> Serve = || Box::new(|stream| stream.write_all(TAKEN.as_bytes()));
    let answer = Duration::from_millis(300);
    for peer in [silent, slow] {
        let broken = Broken::new(vec![peer(), taken()]);
        let sent = Sent::with(&broken.url, Timeouts { answer, ..Timeouts::default() });
        assert_eq!(sent.states, [Unknown, Accepted, Accepted], "{:?}", sent.answers);
        assert_eq!(broken.num_requests(), 3);
    }
}

/// Reset while the body is going out, or after it was fully sent.
#[test]
fn a_reset_is_unknown_and_says_how_much_had_gone_out() {
    let resets: Serve = Box::new(|stream| reset(stream));
    let taken: Serve = Box::new(|stream| stream.write_all(TAKEN.as_bytes()));
    let broken = Broken::new(vec![resets, taken]);
    let sent = Sent::to(&broken.url);
    sent.assert([Unknown, Accepted, Accepted], "the connection was reset");
    let body = broken.requests.lock().unwrap()[0].1.split_once("\r\n\r\n").unwrap().1.len();
    assert!(sent.words().contains(&format!("{body} bytes had gone out")), "{}", sent.words());
}

/// An account says whether its batches name themselves: by the same name each time, or not at all.
#[test]
fn a_batch_names_itself_the_same_each_time_unless_that_is_switched_off() {
    let home = Home::new();
    let scores = Scores::new(2, 0);
    home.write("scores.csv", &scores.csv);
    home.write("roster.csv", &scores.roster);
    let broken = Broken::saying(&[&status(500, ""), &status(429, "retry-after: 1\r\n"), TAKEN]);
    let add = ["account", "add", "Acme", "--url", &broken.url, "--key-env", "PRACTICE_KEY"];
    assert_eq!(home.run_with_key("sk_live_x", add).code, 0);
    let upload =
        ["upload", "scores.csv", "--json", "--roster", "roster.csv", "--account", "Acme", "--key-env"];
    assert_eq!(home.run_with_key("sk_live_x", upload.iter().chain(&["PRACTICE_KEY"])).code, 3);
    let resend = ["resume", "--json", "--unknown", "resend", "--key-env", "PRACTICE_KEY"];
    assert_eq!(home.run_with_key("sk_live_x", resend).code, 0);
    let names = broken.batch_names();
    assert_eq!(names.len(), 3);
    assert!(
        names[0].as_ref().is_some_and(|name| name.ends_with("-1")) && names.iter().all(|n| *n == names[0])
    );

    let off = home.run(["account", "change", "acme", "--idempotency-key", "off", "--json"]);
    assert_eq!((off.code, &off.json()["idempotency_key"]), (0, &false.into()), "{off:?}");
    home.write("scores.csv", Scores::new(4, 0).csv);
    assert_eq!(home.run_with_key("sk_live_x", upload.iter().chain(&["PRACTICE_KEY"])).code, 0);
    assert_eq!(broken.batch_names().last(), Some(&None));
}

/// Two unknown in a row.
#[test]
fn two_unknown_in_a_row_pause() {
    let broken = Broken::saying(&[&status(500, "")]);
    let sent = Sent::to(&broken.url);
    sent.assert([Unknown, Unknown, Waiting], "");
    assert_eq!(sent.summary.end, End::Paused(PauseReason::Unknown));
}

/// Proxy: cuts CONNECT, as the environment sets it.
#[test]
fn a_proxy_of_the_environment_that_refuses_stops_the_queue() {
    let proxy = Broken::saying(&["HTTP/1.1 502 Bad Gateway\r\n\r\n"]);
    let ran = upload_by("https://api.assembled.invalid", Some(&proxy.url));
    assert_eq!((ran.code, ran.error_code().as_str()), (4, "proxy"), "{ran:?}");
    assert_eq!((ran.summary()["not_sent"].as_u64(), proxy.num_requests()), (Some(1), 1), "{ran:?}");
    let request = &proxy.requests.lock().unwrap()[0].1;
    assert!(request.starts_with("CONNECT api.assembled.invalid:443 HTTP/1.1\r\n"), "{request}");
    assert!(!request.to_lowercase().contains("authorization"), "{request}");
}

/// A proxy is set, but the server is this computer.
#[test]
fn a_proxy_of_the_environment_is_not_asked_for_this_computer() {
    let proxy = Broken::saying(&["HTTP/1.1 502 Bad Gateway\r\n\r\n"]);
    let server = Broken::saying(&[TAKEN]);
    let ran = upload_by(&server.url, Some(&proxy.url));
    assert_eq!((ran.code, ran.summary()["accepted"].as_u64()), (0, Some(1)), "{ran:?}");
    assert_eq!(proxy.num_requests(), 0);
}

/// Sends one row as the program does it, with this proxy in the environment, or none.
fn upload_by(url: &str, proxy: Option<&str>) -> Ran {
    let home = Home::new();
    let scores = Scores::new(1, 0);
    home.write("scores.csv", &scores.csv);
    home.write("roster.csv", &scores.roster);
    let options = ["--json", "--url", url, "--key-env", "PRACTICE_KEY", "--roster", "roster.csv"];
    let mut upload = home.command(["upload", "scores.csv"].into_iter().chain(options));
    for name in ["NO_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        upload.env_remove(name).env_remove(name.to_lowercase());
    }
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        upload.envs(proxy.map(|proxy| (name, proxy)));
    }
    Ran::of(upload)
}

/// The table in the docs names tests that are there.
#[test]
fn the_table_of_faults_names_tests_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = fs::read_to_string(root.join("docs/faults.md")).unwrap();
    let mut named = 0;
    for name in table.split('`').skip(1).step_by(2).filter(|name| name.contains("::")) {
        let (file, test) = name.split_once("::").unwrap();
        let path = match file {
            "sockets" => "src/assembled/sockets.rs".to_owned(),
            _ if file.contains('/') => format!("src/{file}.rs"),
            _ => format!("tests/it/{file}.rs"),
        };
        let source = fs::read_to_string(root.join(&path)).unwrap();
        assert!(source.contains(&format!("fn {test}()")), "{path} has no {test}");
        named += 1;
    }
    assert!(named > 40, "{named}");
    let source = fs::read_to_string(root.join("tests/it/faults.rs")).unwrap();
    for test in source.split("#[test]\nfn ").skip(1).filter_map(|rest| rest.split_once("()")) {
        let exempt = test.0 == "the_table_of_faults_names_tests_that_are_there";
        assert!(exempt || table.contains(&format!("`faults::{}`", test.0)), "{} is not in the table", test.0);
    }
}
