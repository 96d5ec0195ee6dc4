//! Takes the key out of what a server says: one that echoes the request must not put it into a receipt.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use zeroize::Zeroizing;

use crate::credentials::Secret;

/// Stands where the key was.
const STARS: &str = "***";

/// The forms in which a key may come back.
pub(super) struct Scrub {
    forms: [Zeroizing<String>; 2],
}

impl Scrub {
    pub fn new(key: &Secret) -> Self {
        // Exposed to be found and removed.
        let plain = Zeroizing::new(key.expose().to_owned());
        let encoded = Zeroizing::new(BASE64_STANDARD.encode(format!("{}:", key.expose())));
        Self { forms: [encoded, plain] }
    }

    /// The longest form: so much of the end of a text that was cut may be a piece of the key.
    pub fn reach(&self) -> usize {
        self.forms.iter().map(|form| form.len()).max().unwrap_or_default()
    }

    pub fn clean(&self, text: &str) -> String {
        let forms = self.forms.iter().filter(|form| !form.is_empty());
        forms.fold(text.to_owned(), |text, form| text.replace(form.as_str(), STARS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_form_of_the_key_is_left() {
        let scrub = Scrub::new(&Secret::new("sk_live_x".to_owned()));
        let said = "Unknown key sk_live_x in Authorization: Basic c2tfbGl2ZV94Og==.";
        assert_eq!(scrub.clean(said), "Unknown key *** in Authorization: Basic ***.");
        assert_eq!(Scrub::new(&Secret::new(String::new())).clean("text"), "text");
    }
}
