//! What a request that got no status had come to. Told by the errors' types, not by their texts.

use std::error::Error;
use std::io;

use hyper_util::client::legacy;
use rustls::{AlertDescription, CertificateError};

use super::{SendError, Stage};

/// Reads a failed request. `by_proxy`: whether it went through one; a connection that fails is then the
/// proxy's affair.
pub(super) fn read(error: &reqwest::Error, by_proxy: bool, bytes_written: u64) -> SendError {
    let connecting = error.is_builder() || error.is_connect();
    let stage = match tls_error(error) {
        Some(_) if connecting => Stage::Tls,
        _ if connecting && by_proxy => Stage::Proxy,
        _ if connecting => Stage::Connect,
        _ => Stage::Sent,
    };
    SendError { stage, message: words(error, stage), bytes_written }
}

/// What happened, in plain words: without URL, without key.
fn words(error: &reqwest::Error, stage: Stage) -> String {
    if let Some(tls) = tls_error(error) {
        return tls_words(tls);
    }
    let who = if stage == Stage::Proxy { "the proxy" } else { "the server" };
    if error.is_dns() {
        return format!("the name of {who} was not found");
    }
    if error.is_timeout() {
        return format!("{who} did not answer in time");
    }
    if let Some(io) = chain(error).filter_map(|cause| cause.downcast_ref::<io::Error>()).last() {
        return io_words(io, who);
    }
    if let Some(http) = chain(error).find_map(|cause| cause.downcast_ref::<hyper::Error>()) {
        return http_words(http);
    }
    let deepest = chain(error).last().map(ToString::to_string).unwrap_or_default();
    if stage == Stage::Proxy { proxy_words(&deepest) } else { deepest }
}

fn io_words(error: &io::Error, who: &str) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => format!("{who} refused the connection"),
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => {
            "the connection was reset".to_owned()
        }
        io::ErrorKind::UnexpectedEof => "the connection was closed".to_owned(),
        io::ErrorKind::TimedOut => format!("{who} did not answer in time"),
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkDown => {
            format!("there is no way to {who} from here")
        }
        _ => error.to_string(),
    }
}

fn http_words(error: &hyper::Error) -> String {
    if error.is_parse() {
        "the answer is not HTTP, or its head is too large".to_owned()
    } else if error.is_incomplete_message() || error.is_closed() || error.is_canceled() {
        "the connection was closed before an answer came".to_owned()
    } else {
        error.to_string()
    }
}

/// The tunnel's error has no type that could be named: its text decides the words, and nothing else.
fn proxy_words(error: &str) -> String {
    if error.contains("authorization required") {
        "the proxy asks for a name and a password".to_owned()
    } else {
        "the proxy makes no connection to the server".to_owned()
    }
}

fn tls_words(error: &rustls::Error) -> String {
    let certificate = match error {
        rustls::Error::InvalidCertificate(certificate) => certificate,
        rustls::Error::InvalidMessage(_) => return "it does not speak TLS".to_owned(),
        rustls::Error::PeerIncompatible(_)
        | rustls::Error::AlertReceived(
            AlertDescription::ProtocolVersion | AlertDescription::InsufficientSecurity,
        ) => return "it speaks no version of TLS that is safe".to_owned(),
        rustls::Error::NoCertificatesPresented => return "it shows no certificate".to_owned(),
        other => return other.to_string(),
    };
    match certificate {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "its certificate has expired".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "its certificate is not valid yet: is the clock right?".to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "its certificate is for another name".to_owned()
        }
        CertificateError::UnknownIssuer => {
            "its certificate is from an authority that this computer does not trust".to_owned()
        }
        CertificateError::BadSignature => "its certificate is not signed as it says".to_owned(),
        CertificateError::Revoked => "its certificate was revoked".to_owned(),
        other => format!("its certificate is not valid: {other}"),
    }
}

fn tls_error(error: &reqwest::Error) -> Option<&rustls::Error> {
    chain(error).find_map(|cause| cause.downcast_ref())
}

/// The causes of an error, outermost first, into what an [`io::Error`] wraps. The legacy client's own
/// error says nothing that its cause does not.
fn chain(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |error| below(*error)).filter(|cause| !cause.is::<legacy::Error>())
}

fn below<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}
