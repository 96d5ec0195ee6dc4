//! The fields of an answer's head that matter, read with bounds.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};
use reqwest::header::{self, HeaderMap, HeaderName};
use url::Url;

use super::RetryAfter;
use super::base_url::host_of;

/// No server means to have us wait longer.
const LONGEST_WAIT: Duration = Duration::from_hours(366 * 24);

/// The longest request id that is kept.
const LONGEST_ID: usize = 200;

/// What servers call the id of a request, the most telling first.
const REQUEST_ID: [&str; 6] =
    ["x-request-id", "request-id", "x-amzn-requestid", "x-amz-cf-id", "cf-ray", "x-correlation-id"];

/// The wait that is asked for. Two fields are as good as none.
pub(super) fn retry_after(head: &HeaderMap) -> Option<RetryAfter> {
    let mut values = head.get_all(header::RETRY_AFTER).iter();
    let value = values.next()?.to_str().ok()?.trim();
    if values.next().is_some() || value.is_empty() {
        return None;
    }
    if value.bytes().all(|b| b.is_ascii_digit()) {
        // Too many digits for a number mean a wait that nobody keeps to anyway.
        let asked = value.parse().map_or(LONGEST_WAIT, Duration::from_secs);
        return Some(RetryAfter::In(asked.min(LONGEST_WAIT)));
    }
    http_date(value).map(RetryAfter::At)
}

/// The same as a time to wait, by the server's clock. A date that is past, and 0, are no wish.
pub(super) fn wait(head: &HeaderMap) -> Option<Duration> {
    let wait = match retry_after(head)? {
        RetryAfter::In(wait) => wait,
        RetryAfter::At(until) => until.signed_duration_since(server_date(head)?).to_std().ok()?,
    };
    (!wait.is_zero()).then_some(wait)
}

/// The server's own clock.
pub(super) fn server_date(head: &HeaderMap) -> Option<DateTime<Utc>> {
    http_date(head.get(header::DATE)?.to_str().ok()?.trim())
}

/// The server's name for the request.
pub(super) fn request_id(head: &HeaderMap) -> Option<String> {
    let value = REQUEST_ID.iter().find_map(|name| head.get(HeaderName::from_static(name)))?;
    Some(value.to_str().ok()?.chars().take(LONGEST_ID).collect())
}

/// Where a redirect points: its host.
pub(super) fn redirect_host(head: &HeaderMap, asked: &Url) -> Option<String> {
    host_of(&asked.join(head.get(header::LOCATION)?.to_str().ok()?).ok()?)
}

/// The three forms of a date that RFC 9110 has recipients read.
fn http_date(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(date) = DateTime::parse_from_rfc2822(text) {
        return Some(date.with_timezone(&Utc));
    }
    let old = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
    old.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok()).map(|date| date.and_utc())
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;

    fn head(fields: &[(&'static str, &str)]) -> HeaderMap {
        fields.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap())).collect()
    }

    #[test]
    fn a_wait_is_read_as_it_is_meant() {
        let date = Utc.with_ymd_and_hms(1994, 11, 6, 8, 49, 37).single().map(RetryAfter::At);
        let seconds = |seconds| Some(RetryAfter::In(Duration::from_secs(seconds)));
        for (value, wait) in [
            ("7", seconds(7)),
            ("0", seconds(0)),
            (" 120 ", seconds(120)),
            ("86400", seconds(86_400)),
            ("100000000000000000000", Some(RetryAfter::In(LONGEST_WAIT))),
            ("Sun, 06 Nov 1994 08:49:37 GMT", date),
            ("Sunday, 06-Nov-94 08:49:37 GMT", date),
            ("Sun Nov  6 08:49:37 1994", date),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
            ("Sun, 99 Nov 1994 08:49:37 GMT", None),
        ] {
            assert_eq!(retry_after(&head(&[("retry-after", value)])), wait, "{value:?}");
        }
        assert_eq!(retry_after(&head(&[])), None);
        let mut twice = head(&[("retry-after", "7")]);
        twice.append(header::RETRY_AFTER, "7".parse().unwrap());
        assert_eq!(retry_after(&twice), None);
    }

    #[test]
    fn a_request_id_is_found_under_its_usual_names() {
        let found = request_id(&head(&[("cf-ray", "ray"), ("x-request-id", "id")]));
        assert_eq!(found.as_deref(), Some("id"));
        assert_eq!(request_id(&head(&[("x-request-id", &"x".repeat(5000))])).unwrap().len(), LONGEST_ID);
        assert_eq!(request_id(&head(&[("date", "x")])), None);
    }

    #[test]
    fn a_redirect_is_named_by_its_host() {
        let asked = Url::parse("https://api.example/v0/x").unwrap();
        for (location, host) in [
            ("https://elsewhere.example:8443/v0/x?key=1", Some("elsewhere.example:8443")),
            ("//elsewhere.example/", Some("elsewhere.example")),
            ("/login", Some("api.example")),
            ("mailto:someone", None),
        ] {
            assert_eq!(
                redirect_host(&head(&[("location", location)]), &asked).as_deref(),
                host,
                "{location}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn no_value_breaks_it(value in "[ -~]*") {
            let head = head(&[("retry-after", &value), ("date", &value), ("location", &value)]);
            if let Some(RetryAfter::In(wait)) = retry_after(&head) {
                proptest::prop_assert!(wait <= LONGEST_WAIT);
            }
            server_date(&head);
            redirect_host(&head, &Url::parse("https://api.example").unwrap());
        }
    }
}
