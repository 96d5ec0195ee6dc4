//! A text that must not be seen.

use std::fmt;

use zeroize::Zeroizing;

/// Sets these hashes apart from all other uses of the same function. Not a secret.
const FINGERPRINT_KEY: &[u8; 32] = b"scorebridge: which key was it? 1";

/// A text that must not be seen. Wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a text into custody.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself. Say beside each call why it has to be seen.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The last 4 characters, for the screen; stars where it is shorter than 8.
    pub fn last4(&self) -> String {
        let count = self.0.chars().count();
        if count < 8 { "****".to_owned() } else { self.0.chars().skip(count - 4).collect() }
    }

    /// A short fingerprint (keyed hash) that tells two keys apart without saying either.
    pub fn fingerprint(&self) -> String {
        let hash = blake3::keyed_hash(FINGERPRINT_KEY, self.0.as_bytes()).to_hex();
        hash[..16].to_owned()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[test]
    fn shows_four_characters_of_a_long_key_and_none_of_a_short_one() {
        for (key, shown) in [
            ("sk_live_abcd1234", "1234"),
            ("12345678", "5678"),
            ("1234567", "****"),
            ("", "****"),
            ("ключ-ключ-üöä!", "üöä!"),
        ] {
            assert_eq!(secret(key).last4(), shown, "{key}");
        }
    }

    #[test]
    fn a_fingerprint_tells_keys_apart_and_does_not_say_them() {
        let (one, two) = (secret("sk_live_one").fingerprint(), secret("sk_live_two").fingerprint());
        assert_ne!(one, two);
        assert_eq!(one, secret("sk_live_one").fingerprint());
        assert!(one.len() == 16 && !one.contains("one"));
    }

    #[test]
    fn is_stars_when_printed() {
        assert_eq!(
            format!("{:?} {:?}", secret("sk_live_x"), Some(secret("y"))),
            "Secret(***) Some(Secret(***))"
        );
    }
}
