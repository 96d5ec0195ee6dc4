//! The client over real sockets: a test a row of the fault matrix. Servers here are raw TCP, since a
//! library would be too polite.

use std::io::{self, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;

use request::read_request;

use super::transport::Means;
use super::{Answer, BaseUrl, Client, Reply, SendError, Stage, Timeouts};
use crate::credentials::Secret;

// One reader of requests for the raw servers here and in the integration tests.
#[path = "../../tests/it/request.rs"]
mod request;

const KEY: &str = "sk_live_canary";

/// Long enough never to end a test that works, short enough for one that waits for it.
const SHORT: Duration = Duration::from_millis(300);

fn client(base: &str) -> Client {
    timed(base, Timeouts::default())
}

fn timed(base: &str, timeouts: Timeouts) -> Client {
    Client::new(base.parse().unwrap(), Secret::new(KEY.to_owned()), timeouts)
}

/// A server that does the same to every connection. Its address, and how many connections it had.
fn stub(serve: impl Fn(&mut TcpStream) -> io::Result<()> + Send + 'static) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let count = Arc::<AtomicUsize>::default();
    let counted = Arc::clone(&count);
    let serving = move || {
        for stream in listener.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
            // A client that breaks off is what many of these tests are about.
            serve(&mut stream.unwrap()).unwrap_or_default();
        }
    };
    std::thread::Builder::new().name("stub".to_owned()).spawn(serving).unwrap();
    (address, count)
}

/// A server that reads each request and then says this.
fn answering(answer: impl Into<Vec<u8>>) -> String {
    let answer = answer.into();
    let (address, _) = stub(move |stream| {
        read_request(stream)?;
        stream.write_all(&answer)
    });
    format!("http://{address}")
}

async fn post(base: &str) -> Answer {
    client(base).send_scores(Bytes::from_static(br#"{"qa_scores":[{}]}"#)).await
}

#[track_caller]
fn status(answer: Answer) -> Reply {
    match answer {
        Answer::Status(reply) => reply,
        Answer::None(error) => panic!("no status: {error:?}"),
    }
}

#[track_caller]
fn failure(answer: Answer, stage: Stage, part: &str) -> SendError {
    match answer {
        Answer::None(error) if error.stage == stage && error.message.contains(part) => error,
        other => panic!("not {stage:?} with {part:?}: {other:?}"),
    }
}

#[tokio::test]
async fn the_request_is_exactly_this() {
    let (seen, requests) = sync_channel(1);
    let (address, _) = stub(move |stream| {
        seen.send(read_request(stream)?).unwrap();
        stream.write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n")
    });
    let sent =
        client(&format!("http://{address}/base/")).send_scores(Bytes::from_static(b"{\"a\": 1}")).await;
    assert_eq!(status(sent).http, 202);
    let request: String = requests.recv().unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let mut lines: Vec<&str> = head.lines().collect();
    lines[1..].sort_unstable();
    let (agent, host) =
        (concat!("user-agent: scorebridge/", env!("CARGO_PKG_VERSION")), format!("host: {address}"));
    assert_eq!(
        lines,
        [
            "POST /base/v0/qa_scores/bulk HTTP/1.1",
            "accept: application/json",
            "authorization: Basic c2tfbGl2ZV9jYW5hcnk6", // the key, a colon, no password
            "content-length: 8",
            "content-type: application/json",
            &host,
            agent,
        ]
    );
    assert_eq!(body, "{\"a\": 1}");
}

#[tokio::test]
async fn each_request_has_a_connection_of_its_own() {
    let (address, count) = stub(|stream| {
        while read_request(stream).is_ok() {
            stream.write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n")?;
        }
        Ok(())
    });
    let client = client(&format!("http://{address}"));
    for sent in 1..=3 {
        assert_eq!(status(client.send_scores(Bytes::from_static(b"{}")).await).http, 202);
        assert_eq!(count.load(Ordering::SeqCst), sent);
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (elsewhere, connections) = stub(|stream| stream.write_all(b"HTTP/1.1 202 Accepted\r\n\r\n"));
    for http in [301, 302, 303, 307, 308] {
        let base = answering(format!(
            "HTTP/1.1 {http} Moved\r\nlocation: http://{elsewhere}/v0/x\r\ncontent-length: 0\r\n\r\n"
        ));
        let reply = status(post(&base).await);
        assert_eq!((reply.http, reply.redirect_host.as_ref()), (http, Some(&elsewhere)));
    }
    assert_eq!(connections.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn every_status_is_told_with_what_came_with_it() {
    for http in [
        200, 201, 204, 207, 304, 400, 401, 402, 403, 404, 405, 407, 408, 409, 413, 415, 422, 429, 500, 501,
        502, 503, 504, 520, 599, 999,
    ] {
        let body = if http == 204 || http == 304 { "" } else { "{\"message\":\"no\"}" };
        let base = answering(format!(
            "HTTP/1.1 {http} X\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\nx-request-id: r-1\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ));
        let reply = status(post(&base).await);
        assert_eq!((reply.http, reply.body.as_str(), reply.body_cut), (http, body, false));
        assert_eq!((reply.request_id.as_deref(), reply.retry_after), (Some("r-1"), None));
        assert_eq!(reply.server_date.unwrap().timestamp(), 784_111_777);
    }
}

#[tokio::test]
async fn a_202_is_a_202_whatever_its_body() {
    let html = "<html>Welcome to the hotel's network</html>";
    for (rest, body, cut) in [
        ("content-length: 0\r\n\r\n".to_owned(), "", false),
        ("\r\n".to_owned(), "", false),
        (format!("content-length: {}\r\n\r\n{html}", html.len()), html, false),
        (format!("content-length: 4000\r\n\r\n{html}"), &html[..html.len() - 20], true),
        ("transfer-encoding: chunked\r\n\r\nnot a number\r\n".to_owned(), "", true),
        ("content-length: 3\r\n\r\n\u{fffd}".to_owned(), "\u{fffd}", false),
        ("content-encoding: gzip\r\ncontent-length: 3\r\n\r\nabc".to_owned(), "", true),
    ] {
        let reply = status(post(&answering(format!("HTTP/1.1 202 Accepted\r\n{rest}"))).await);
        assert_eq!((reply.http, reply.body.as_str(), reply.body_cut), (202, body, cut), "{rest}");
    }
}

#[tokio::test]
async fn informational_answers_before_the_202_are_passed_over() {
    let base = answering(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 202 Accepted\r\n\r\n",
    );
    assert_eq!(status(post(&base).await).http, 202);
}

#[tokio::test]
async fn an_endless_body_is_cut_at_64_kib() {
    let (address, _) = stub(|stream| {
        read_request(stream)?;
        stream.write_all(b"HTTP/1.1 202 Accepted\r\n\r\n")?;
        loop {
            stream.write_all(&[b'x'; 16 * 1024])?;
        }
    });
    let reply = status(post(&format!("http://{address}")).await);
    assert_eq!((reply.http, reply.body.len(), reply.body_cut), (202, 64 * 1024, true));
}

#[tokio::test]
async fn a_key_that_the_server_echoes_is_nowhere() {
    let echo = format!("unknown key {KEY} (Basic c2tfbGl2ZV9jYW5hcnk6)");
    let reply =
        status(post(&answering(format!("HTTP/1.1 401 No\r\nx-request-id: {KEY}\r\n\r\n{echo}"))).await);
    assert!(
        !format!("{reply:?}").contains("canary") && !format!("{reply:?}").contains("c2tfbGl2"),
        "{reply:?}"
    );
    assert!(!format!("{:?}", client("http://127.0.0.1:1")).contains("canary"));
    // Cut in the middle of the last of many.
    let many = KEY.repeat(64 * 1024);
    let reply = status(post(&answering(format!("HTTP/1.1 401 No\r\n\r\n{many}"))).await);
    assert!(reply.body.chars().all(|c| c == '*') && reply.body_cut, "{}", reply.body);
}

#[tokio::test]
async fn what_is_not_an_answer_is_none() {
    for (answer, part) in [
        (String::new(), "closed before an answer came"),
        ("HTTP/1.1 202".to_owned(), "closed before an answer came"),
        ("SSH-2.0-OpenSSH_9.9\r\n\r\n".to_owned(), "not HTTP"),
        ("<html>Sign in</html>\r\n\r\n".to_owned(), "not HTTP"),
        ("HTTP/1.1 2OO OK\r\n\r\n".to_owned(), "not HTTP"),
        ("HTTP/1.1 202 Accepted\r\ncontent-length: x\r\n\r\n".to_owned(), "not HTTP"),
        (format!("HTTP/1.1 202 Accepted\r\nx: {}\r\n\r\n", "x".repeat(200_000)), "head"),
        (format!("HTTP/1.1 202 Accepted\r\n{}\r\n", "x: y\r\n".repeat(40_000)), "head"),
        (format!("HTTP/1.1 202 Accepted\r\nx: {}", "x".repeat(2_000_000)), "head"),
    ] {
        let error = failure(post(&answering(answer.clone())).await, Stage::Sent, part);
        assert_eq!(error.bytes_written, 18, "{answer:.40}");
    }
}

proptest::proptest! {
    /// A 202 in its first line is the only thing that is ever read as 202.
    #[test]
    fn nothing_but_a_202_is_a_202(
        at in 0..40_usize, put in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..3), cut in 0..60_usize
    ) {
        let mut answer = b"HTTP/1.1 202 Accepted\r\ncontent-length: 2\r\n\r\n{}".to_vec();
        answer.splice(at..(at + put.len()).min(40), put);
        answer.truncate(cut);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let said = runtime.block_on(post(&answering(answer.clone())));
        if matches!(said, Answer::Status(Reply { http: 202, .. })) {
            let first_line = answer.split(|&b| b == b'\r' || b == b'\n').next().unwrap();
            proptest::prop_assert!(
                first_line.starts_with(b"HTTP/1.") && first_line[8..].starts_with(b" 202"),
                "{:?}", String::from_utf8_lossy(&answer)
            );
        }
    }
}

#[tokio::test]
async fn an_answer_that_comes_before_the_body_was_sent_counts() {
    let (address, _) = stub(|stream| {
        stream.read_exact(&mut [0; 1024])?;
        stream.write_all(b"HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n")?;
        io::copy(stream, &mut io::sink()).map(drop)
    });
    let body = Bytes::from(vec![b' '; 64 << 20]);
    assert_eq!(status(client(&format!("http://{address}")).send_scores(body).await).http, 413);
}

#[tokio::test]
async fn a_reset_after_the_body_is_none_and_was_sent() {
    let (address, _) = stub(|stream| {
        read_request(stream)?;
        reset(stream)
    });
    let error = failure(post(&format!("http://{address}")).await, Stage::Sent, "the connection was reset");
    assert_eq!(error.bytes_written, 18);
}

#[tokio::test]
async fn a_reset_while_the_body_goes_out_says_how_much_was_handed_over() {
    let (address, _) = stub(|stream| {
        stream.read_exact(&mut vec![0; 64 * 1024])?;
        reset(stream)
    });
    let body = Bytes::from(vec![b' '; 64 << 20]);
    let answer = client(&format!("http://{address}")).send_scores(body.clone()).await;
    let error = failure(answer, Stage::Sent, "the connection was reset");
    assert!((1..body.len() as u64).contains(&error.bytes_written), "{error:?}");
}

/// Has the connection end by RST as soon as the server is done with it.
fn reset(stream: &TcpStream) -> io::Result<()> {
    socket2::SockRef::from(stream).set_linger(Some(Duration::ZERO))
}

#[tokio::test]
async fn a_silent_or_slow_server_runs_into_the_answer_timeout() {
    let timeouts = Timeouts { answer: SHORT, ..Timeouts::default() };
    let (silent, _) = stub(|stream| {
        read_request(stream)?;
        stream.read_exact(&mut [0]) // waits until the client leaves
    });
    let (loris, _) = stub(|stream| {
        read_request(stream)?;
        stream.write_all(b"HTTP/1.1 202 Accepted\r\n")?;
        loop {
            stream.write_all(b"x: y\r\n")?;
            std::thread::park_timeout(SHORT / 10);
        }
    });
    for address in [silent, loris] {
        let answer =
            timed(&format!("http://{address}"), timeouts).send_scores(Bytes::from_static(b"{}")).await;
        assert_eq!(failure(answer, Stage::Sent, "no answer came within").bytes_written, 2);
    }
}

#[tokio::test]
async fn a_server_that_does_not_read_runs_into_the_send_timeout() {
    let timeouts = Timeouts { connect: SHORT, send: SHORT, ..Timeouts::default() };
    let (wait, waited) = sync_channel::<()>(0);
    let waited = Mutex::new(waited);
    let (address, _) = stub(move |_stream| {
        waited.lock().unwrap().recv().unwrap_or_default(); // holds the connection until the test ends
        Ok(())
    });
    let body = Bytes::from(vec![b' '; 64 << 20]);
    let answer = timed(&format!("http://{address}"), timeouts).send_scores(body.clone()).await;
    let error = failure(answer, Stage::Sent, "did not go out");
    assert!(error.bytes_written < body.len() as u64, "{error:?}");
    drop(wait);
}

#[tokio::test]
async fn nobody_there_is_a_connect_error() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = failure(post(&format!("http://{free}")).await, Stage::Connect, "refused the connection");
    assert_eq!(error.bytes_written, 0);
}

#[tokio::test]
async fn a_name_that_does_not_exist_is_a_connect_error() {
    let answer =
        direct("https://api.assembled.invalid", Vec::new()).send_scores(Bytes::from_static(b"{}")).await;
    failure(answer, Stage::Connect, "the name of the server was not found");
}

#[tokio::test]
async fn a_handshake_that_hangs_runs_into_the_connect_timeout() {
    let (address, _) = stub(|stream| io::copy(stream, &mut io::sink()).map(drop));
    let client = Client::with(
        format!("https://{address}").parse().unwrap(),
        Secret::new(KEY.to_owned()),
        Timeouts { connect: SHORT, ..Timeouts::default() },
        Ok(Means { proxy: None, roots: Some(Vec::new()), ..Means::default() }),
    );
    failure(client.send_scores(Bytes::from_static(b"{}")).await, Stage::Connect, "did not answer in time");
}

/// A client that goes straight there and trusts these alone.
fn direct(base: &str, roots: Vec<reqwest::Certificate>) -> Client {
    by(base, Means { roots: Some(roots), ..Means::default() })
}

fn by(base: &str, means: Means) -> Client {
    Client::with(base.parse().unwrap(), Secret::new(KEY.to_owned()), Timeouts::default(), Ok(means))
}

mod tls {
    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD;
    use rcgen::{
        BasicConstraints, CertificateParams, CertificateRevocationListParams, CertifiedIssuer, DnType, IsCa,
        KeyIdMethod, KeyPair, RevokedCertParams, SerialNumber, date_time_ymd,
    };
    use rustls::ServerConfig;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

    use super::*;

    /// The number of every certificate that an authority gives.
    const SERIAL: u64 = 7;

    struct Authority(CertifiedIssuer<'static, KeyPair>);

    impl Authority {
        fn new(name: &str) -> Self {
            let mut params = CertificateParams::new(Vec::new()).unwrap();
            params.distinguished_name.push(DnType::CommonName, name);
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
        }

        fn root(&self) -> reqwest::Certificate {
            reqwest::Certificate::from_der(self.0.der()).unwrap()
        }

        /// The list with which it takes back what it gave.
        fn revoked(&self) -> reqwest::tls::CertificateRevocationList {
            let certificate = RevokedCertParams {
                serial_number: SerialNumber::from(SERIAL),
                revocation_time: date_time_ymd(2001, 1, 1),
                reason_code: None,
                invalidity_date: None,
            };
            let list = CertificateRevocationListParams {
                this_update: date_time_ymd(2001, 1, 1),
                next_update: date_time_ymd(2100, 1, 1),
                crl_number: SerialNumber::from(1_u64),
                issuing_distribution_point: None,
                revoked_certs: vec![certificate],
                key_identifier_method: KeyIdMethod::Sha256,
            };
            let der = BASE64_STANDARD.encode(list.signed_by(&self.0).unwrap().der());
            let pem = format!("-----BEGIN X509 CRL-----\n{der}\n-----END X509 CRL-----\n");
            reqwest::tls::CertificateRevocationList::from_pem(pem.as_bytes()).unwrap()
        }

        /// A server with a certificate for this name, valid until this year.
        fn serve(&self, name: &str, until: i32) -> (String, Receiver<String>) {
            let key = KeyPair::generate().unwrap();
            let mut params = CertificateParams::new([name.to_owned()]).unwrap();
            params.serial_number = Some(SerialNumber::from(SERIAL));
            params.not_before = date_time_ymd(2000, 1, 1);
            params.not_after = date_time_ymd(until, 1, 1);
            serve(params.signed_by(&key, &self.0).unwrap().der().clone(), &key)
        }
    }

    /// A TLS server that answers 202. Its address, and the requests that it could read.
    fn serve(certificate: CertificateDer<'static>, key: &KeyPair) -> (String, Receiver<String>) {
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        let config = Arc::new(config);
        let (seen, requests) = sync_channel(8);
        let (address, _) = stub(move |stream| {
            let mut session = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = rustls::Stream::new(&mut session, stream);
            let mut bytes = [0; 4096];
            let count = stream.read(&mut bytes)?;
            seen.send(String::from_utf8_lossy(&bytes[..count]).into_owned()).unwrap();
            stream.write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n")
        });
        (address, requests)
    }

    async fn refused(address: &str, roots: Vec<reqwest::Certificate>, part: &str) {
        let answer =
            direct(&format!("https://{address}"), roots).send_scores(Bytes::from_static(b"{}")).await;
        assert_eq!(failure(answer, Stage::Tls, part).bytes_written, 0);
    }

    #[tokio::test]
    async fn a_company_authority_that_is_trusted_works() {
        let authority = Authority::new("Company");
        let (address, requests) = authority.serve("127.0.0.1", 2100);
        let client = direct(&format!("https://{address}"), vec![authority.root()]);
        assert_eq!(status(client.send_scores(Bytes::from_static(b"{}")).await).http, 202);
        assert!(requests.recv().unwrap().starts_with("POST /v0/qa_scores/bulk HTTP/1.1\r\n"));
    }

    #[tokio::test]
    async fn an_expired_certificate_stops_before_the_request() {
        let authority = Authority::new("Company");
        let (address, requests) = authority.serve("127.0.0.1", 2001);
        refused(&address, vec![authority.root()], "expired").await;
        assert!(requests.try_recv().is_err());
    }

    #[tokio::test]
    async fn a_revoked_certificate_stops_before_the_request() {
        let authority = Authority::new("Company");
        let (address, requests) = authority.serve("127.0.0.1", 2100);
        let means = Means {
            roots: Some(vec![authority.root()]),
            revoked: vec![authority.revoked()],
            ..Means::default()
        };
        let client = by(&format!("https://{address}"), means);
        let answer = client.send_scores(Bytes::from_static(b"{}")).await;
        assert_eq!(failure(answer, Stage::Tls, "revoked").bytes_written, 0);
        assert!(requests.try_recv().is_err());
    }

    #[tokio::test]
    async fn a_certificate_for_another_name_stops_before_the_request() {
        let authority = Authority::new("Company");
        let (address, requests) = authority.serve("elsewhere.example", 2100);
        refused(&address, vec![authority.root()], "another name").await;
        assert!(requests.try_recv().is_err());
    }

    #[tokio::test]
    async fn an_authority_that_is_not_trusted_stops_before_the_request() {
        let (address, requests) = Authority::new("Nobody").serve("127.0.0.1", 2100);
        refused(&address, vec![Authority::new("Company").root()], "does not trust").await;
        assert!(requests.try_recv().is_err());
    }

    #[tokio::test]
    async fn a_self_signed_certificate_stops_before_the_request() {
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        let (address, requests) = serve(made.cert.der().clone(), &made.signing_key);
        refused(&address, vec![Authority::new("Company").root()], "does not trust").await;
        assert!(requests.try_recv().is_err());
    }

    #[tokio::test]
    async fn the_store_of_the_os_does_not_trust_a_made_up_authority() {
        let (address, requests) = Authority::new("Nobody").serve("127.0.0.1", 2100);
        let answer = post(&format!("https://{address}")).await;
        assert!(matches!(&answer, Answer::None(error) if error.stage == Stage::Tls), "{answer:?}");
        assert!(requests.try_recv().is_err());
    }

    #[tokio::test]
    async fn a_server_that_speaks_no_tls_or_an_old_one_is_said() {
        let (plain, _) = stub(|stream| {
            stream.read_exact(&mut [0; 64])?;
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        });
        refused(&plain, Vec::new(), "does not speak TLS").await;
        let (old, _) = stub(|stream| {
            stream.read_exact(&mut [0; 64])?;
            stream.write_all(&[0x15, 3, 1, 0, 2, 2, 70]) // fatal alert: protocol_version
        });
        refused(&old, Vec::new(), "no version of TLS that is safe").await;
    }
}

mod proxy {
    use super::*;

    /// A client that goes through a proxy, as for https to another computer.
    async fn through(proxy: &str) -> Answer {
        let proxy = reqwest::Proxy::all(format!("http://user:pw@{proxy}")).unwrap();
        let means = Means { proxy: Some(proxy), roots: Some(Vec::new()), ..Means::default() };
        let base: BaseUrl = "https://api.assembled.invalid".parse().unwrap();
        let client = Client::with(base, Secret::new(KEY.to_owned()), Timeouts::default(), Ok(means));
        client.send_scores(Bytes::from_static(b"{}")).await
    }

    #[tokio::test]
    async fn what_the_proxy_does_not_let_through_is_said_and_the_key_stays_here() {
        for (answer, part) in [
            (
                "HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n",
                "the proxy asks for a name and a password",
            ),
            ("HTTP/1.1 502 Bad Gateway\r\n\r\n", "the proxy makes no connection"),
            ("HTTP/1.1 30", "the proxy makes no connection"),
            ("", "the proxy makes no connection"),
        ] {
            let (seen, requests) = sync_channel(1);
            let (address, _) = stub(move |stream| {
                seen.send(read_request(stream)?).unwrap();
                stream.write_all(answer.as_bytes())
            });
            assert_eq!(failure(through(&address).await, Stage::Proxy, part).bytes_written, 0);
            let connect = requests.recv().unwrap();
            assert!(connect.starts_with("CONNECT api.assembled.invalid:443 HTTP/1.1\r\n"), "{connect}");
            assert!(
                connect.contains("proxy-authorization: Basic dXNlcjpwdw==")
                    || connect.contains("Proxy-Authorization: Basic dXNlcjpwdw=="),
                "{connect}"
            );
            assert!(!connect.contains("c2tfbGl2"), "{connect}");
        }
    }

    #[tokio::test]
    async fn a_proxy_that_is_down_is_said() {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        failure(through(&free.to_string()).await, Stage::Proxy, "the proxy refused the connection");
    }

    #[tokio::test]
    async fn tls_that_fails_behind_the_proxy_is_tls() {
        let (address, _) = stub(|stream| {
            read_request(stream)?;
            stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
            stream.read_exact(&mut [0; 64])?;
            stream.write_all(b"<html>Blocked by your company</html>")
        });
        failure(through(&address).await, Stage::Tls, "does not speak TLS");
    }
}
