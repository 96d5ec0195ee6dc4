//! How the client talks: HTTP/1.1, a connection for each request, no redirect, no retry, TLS by the OS's
//! store, the OS's proxy for other computers and never for this one.

use std::time::Duration;

use hyper::Uri;
use hyper_util::client::proxy::matcher::Matcher;
use reqwest::redirect::Policy;
use reqwest::tls::CertificateRevocationList;
use reqwest::{Certificate, Proxy, retry};

use super::{BaseUrl, SendError, Stage, failure};

/// Named in every request.
const USER_AGENT: &str = concat!("scorebridge/", env!("CARGO_PKG_VERSION"));

/// A way to one server.
#[derive(Clone, Debug)]
pub(super) struct Transport {
    pub http: reqwest::Client,
    /// Whether requests go through a proxy.
    pub by_proxy: bool,
}

/// What a transport trusts and goes through.
#[derive(Default)]
pub(super) struct Means {
    /// Goes through this proxy.
    pub proxy: Option<Proxy>,
    /// Trusts these certificates alone; `None`: the OS's store.
    pub roots: Option<Vec<Certificate>>,
    /// Of those, none that one of these lists takes back. The OS's store has lists of its own.
    pub revoked: Vec<CertificateRevocationList>,
}

impl Means {
    /// What the OS says. For this computer: no proxy, and no store unless TLS is spoken.
    pub fn of_the_os(base: &BaseUrl) -> Result<Self, SendError> {
        let address = base.to_string();
        let proxy = if base.is_loopback() { None } else { os_proxy(&address)? };
        let roots = address.starts_with("http:").then(Vec::new);
        Ok(Self { proxy, roots, revoked: Vec::new() })
    }
}

impl Transport {
    /// Makes it; nothing is sent.
    ///
    /// # Errors
    /// Where the OS's certificates cannot be read.
    pub fn new(means: Means, connect_timeout: Duration) -> Result<Self, SendError> {
        // An error means that it is there already.
        rustls::crypto::ring::default_provider().install_default().unwrap_or_default();
        let by_proxy = means.proxy.is_some();
        let mut builder = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .http1_only()
            .redirect(Policy::none())
            .referer(false)
            .retry(retry::never())
            .pool_max_idle_per_host(0)
            .connect_timeout(connect_timeout)
            .no_proxy();
        if let Some(proxy) = means.proxy {
            builder = builder.proxy(proxy);
        }
        if let Some(roots) = means.roots {
            builder = builder.tls_certs_only(roots).tls_crls_only(means.revoked);
        }
        let http = builder.build().map_err(|error| {
            let cause = failure::read(&error, by_proxy, 0).message;
            not_begun(Stage::Tls, format!("this computer's trusted certificates cannot be read ({cause})"))
        })?;
        Ok(Self { http, by_proxy })
    }
}

/// The proxy that the environment or the OS asks for. Asked for once, so that what is known of it and
/// what is done are one thing.
fn os_proxy(address: &str) -> Result<Option<Proxy>, SendError> {
    let Some(intercept) = address.parse::<Uri>().ok().and_then(|uri| Matcher::from_system().intercept(&uri))
    else {
        return Ok(None);
    };
    let proxy = Proxy::all(intercept.uri().to_string()).map_err(|_bad| {
        not_begun(Stage::Proxy, "the proxy's address in the settings cannot be read".to_owned())
    })?;
    Ok(Some(match intercept.basic_auth() {
        Some(name_and_password) => proxy.custom_http_auth(name_and_password.clone()),
        None => proxy,
    }))
}

fn not_begun(stage: Stage, message: String) -> SendError {
    SendError { stage, message, bytes_written: 0 }
}
