//! Why people could not be read.

use super::SendError;

/// Why people could not be read. [`Display`](std::fmt::Display) is one sentence for a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// The key is wrong (401).
    #[error("The server does not know this key.")]
    WrongKey,
    /// The key may not do this (403).
    #[error("This key may not read the people list.")]
    NotAllowed,
    /// There is nothing at that address (404, 405), or something that is not the API.
    #[error("There is no Assembled API at this address.")]
    NotTheApi,
    /// Another status.
    #[error("The server answered {0}.")]
    Status(u16),
    /// An answer that cannot be read.
    #[error("The server's answer cannot be read: {0}.")]
    Unreadable(String),
    /// No answer.
    #[error("The server cannot be reached: {}.", .0.message)]
    NoAnswer(SendError),
}

impl ApiError {
    /// Its name for scripts.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongKey => "wrong_key",
            Self::NotAllowed => "not_allowed",
            Self::NotTheApi => "wrong_address",
            Self::Status(_) | Self::Unreadable(_) => "people_unreadable",
            Self::NoAnswer(_) => "offline",
        }
    }

    /// What to do about it.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::WrongKey => "Keys are made in Assembled under Settings, API; they start with sk_live_.",
            Self::NotAllowed => "Ask for a key that may, or use a roster file.",
            Self::NotTheApi => "Assembled's own address is https://api.assembledhq.com.",
            Self::Status(429) => "Wait a minute and try again.",
            Self::Status(_) | Self::Unreadable(_) => "Try again later, or use a roster file.",
            Self::NoAnswer(_) => "Try again when the server can be reached, or use a roster file.",
        }
    }
}
