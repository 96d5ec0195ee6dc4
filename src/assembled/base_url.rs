//! Where the API is.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

/// Where the API is: https, or plain http to loopback only; no query, no user name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(Url);

/// Why a text is no base URL. [`Display`](std::fmt::Display) is one sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadUrl {
    /// Not a URL with a host.
    #[error("That is no web address such as https://api.assembledhq.com.")]
    NotAUrl,
    /// Plain http to another machine.
    #[error("Plain http is for this computer alone; use https.")]
    NotSecure,
    /// User name, query or fragment in it.
    #[error("The address must be without user name, ? and #.")]
    TooMuch,
}

impl BadUrl {
    /// Its name for scripts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAUrl => "not_a_url",
            Self::NotSecure => "not_secure",
            Self::TooMuch => "too_much_in_url",
        }
    }

    /// What to do about it.
    pub const fn hint(self) -> &'static str {
        "Assembled's own address is https://api.assembledhq.com."
    }
}

impl BaseUrl {
    /// The host, with the port where it is not the usual one.
    pub fn host(&self) -> String {
        host_of(&self.0).unwrap_or_default()
    }

    /// Whether it is this computer.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// The address of a path such as `/v0/people`.
    pub(super) fn endpoint(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(&format!("{}{path}", self.0.path().trim_end_matches('/')));
        url
    }
}

/// A URL's host, with the port where it is not the usual one.
pub(super) fn host_of(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl FromStr for BaseUrl {
    type Err = BadUrl;

    fn from_str(text: &str) -> Result<Self, BadUrl> {
        let mut url = Url::parse(text.trim()).map_err(|_not_a_url| BadUrl::NotAUrl)?;
        if !url.has_host() || !matches!(url.scheme(), "https" | "http") {
            return Err(BadUrl::NotAUrl);
        }
        let bare = url.username().is_empty() && url.password().is_none();
        if !bare || url.query().is_some() || url.fragment().is_some() {
            return Err(BadUrl::TooMuch);
        }
        if url.scheme() == "http" && !is_loopback(&url) {
            return Err(BadUrl::NotSecure);
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path); // so that one place has one address
        Ok(Self(url))
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_https_and_http_to_this_computer() {
        for (text, shown, host, loopback) in [
            ("https://api.assembledhq.com", "https://api.assembledhq.com", "api.assembledhq.com", false),
            (
                " https://api.assembledhq.com:443/ ",
                "https://api.assembledhq.com",
                "api.assembledhq.com",
                false,
            ),
            (
                "https://gateway.example:8443/assembled/",
                "https://gateway.example:8443/assembled",
                "gateway.example:8443",
                false,
            ),
            ("http://127.0.0.1:4010", "http://127.0.0.1:4010", "127.0.0.1:4010", true),
            ("http://127.9.9.9", "http://127.9.9.9", "127.9.9.9", true),
            ("http://localhost:80", "http://localhost", "localhost", true),
            ("http://[::1]:9", "http://[::1]:9", "[::1]:9", true),
            ("https://localhost", "https://localhost", "localhost", true),
        ] {
            let url: BaseUrl = text.parse().unwrap();
            assert_eq!(
                (url.to_string().as_str(), url.host().as_str(), url.is_loopback()),
                (shown, host, loopback)
            );
            assert_eq!(url.to_string().parse(), Ok(url));
        }
    }

    #[test]
    fn refuses_all_else() {
        for (text, why) in [
            ("", BadUrl::NotAUrl),
            ("api.assembledhq.com", BadUrl::NotAUrl),
            ("localhost:4010", BadUrl::NotAUrl),
            ("ftp://api.assembledhq.com", BadUrl::NotAUrl),
            ("file:///etc/passwd", BadUrl::NotAUrl),
            ("https://", BadUrl::NotAUrl),
            ("http://api.assembledhq.com", BadUrl::NotSecure),
            ("http://192.168.0.1", BadUrl::NotSecure),
            ("http://localhost.example.com", BadUrl::NotSecure),
            ("https://sk_live_x@api.assembledhq.com", BadUrl::TooMuch),
            ("https://:pw@api.assembledhq.com", BadUrl::TooMuch),
            ("https://api.assembledhq.com?key=x", BadUrl::TooMuch),
            ("https://api.assembledhq.com#x", BadUrl::TooMuch),
        ] {
            assert_eq!(text.parse::<BaseUrl>(), Err(why), "{text}");
        }
    }

    #[test]
    fn endpoints_keep_the_path_of_the_base() {
        for (base, endpoint) in [
            ("https://api.assembledhq.com", "https://api.assembledhq.com/v0/people"),
            ("https://gateway.example/assembled/", "https://gateway.example/assembled/v0/people"),
        ] {
            assert_eq!(base.parse::<BaseUrl>().unwrap().endpoint("/v0/people").as_str(), endpoint);
        }
    }
}
