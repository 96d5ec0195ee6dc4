//! A page in its parts: tags with their spans, and texts.
//!
//! The crate that reads tags goes one call deeper for each attribute of a tag, so a tag with a hundred thousand
//! would overflow the stack: what reads for it ends the page before that.

use std::cell::Cell;
use std::convert::Infallible;

use html5gum::Tokenizer;
use html5gum::emitters::callback::{Callback, CallbackEmitter, CallbackEvent};
use html5gum::{Readable as _, Reader, Span, StringReader};

use crate::import::ImportError;

/// More attributes than any program writes in one tag.
const MAX_ATTRIBUTES: usize = 200;
/// The widest and highest cell that the format allows is wider, and of no use.
const WIDEST_SPAN: usize = 1000;

/// A part of a page.
#[derive(Debug)]
pub enum Part {
    /// A tag, its name in lower case.
    Start(Tag),
    /// The end of an element.
    End(Vec<u8>),
    /// Text, with its entities resolved.
    Text(String),
}

/// A tag.
#[derive(Debug, Default)]
pub struct Tag {
    /// Its name, in lower case.
    pub name: Vec<u8>,
    /// How many columns and rows it says to span; 1 where it says nothing.
    pub spans: [usize; 2],
    /// Whether it says that nothing of it is shown.
    pub is_hidden: bool,
}

/// Hands over the parts of a page in their order.
///
/// # Errors
/// The first of `each`, or that some tag has too many attributes.
pub fn read(text: &str, mut each: impl FnMut(Part) -> Result<(), ImportError>) -> Result<(), ImportError> {
    let num_attributes = Cell::new(0);
    let mut emitter = CallbackEmitter::new(Parts {
        num_attributes: &num_attributes,
        tag: Tag::default(),
        attribute: Attribute::Other,
    });
    emitter.naively_switch_states(true);
    let reader = Bounded { reader: text.to_reader(), num_attributes: &num_attributes };
    for part in Tokenizer::new_with_emitter(reader, emitter) {
        each(part.map_err(|TooManyAttributes| ImportError::TooLarge {
            limit: "200 attributes in one tag".into(),
        })?)?;
    }
    Ok(())
}

/// Puts tags together, and counts their attributes.
struct Parts<'a> {
    num_attributes: &'a Cell<usize>,
    tag: Tag,
    attribute: Attribute,
}

/// What the attribute under way tells.
enum Attribute {
    Span(usize),
    Style,
    Other,
}

impl Callback<Part, ()> for Parts<'_> {
    fn handle_event(&mut self, event: CallbackEvent<'_>, _span: Span<()>) -> Option<Part> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.num_attributes.set(0);
                self.tag = Tag { name: name.to_vec(), spans: [1, 1], is_hidden: false };
            }
            CallbackEvent::AttributeName { name } => {
                self.num_attributes.set(self.num_attributes.get() + 1);
                self.attribute = match name {
                    b"colspan" => Attribute::Span(0),
                    b"rowspan" => Attribute::Span(1),
                    b"style" => Attribute::Style,
                    _ => Attribute::Other,
                };
                self.tag.is_hidden |= name == b"hidden";
            }
            CallbackEvent::AttributeValue { value } => match self.attribute {
                Attribute::Span(span) => {
                    let value = std::str::from_utf8(value).ok().and_then(|value| value.trim().parse().ok());
                    if let Some(value) = value {
                        self.tag.spans[span] = WIDEST_SPAN.min(value).max(1);
                    }
                }
                Attribute::Style => self.tag.is_hidden |= hides(value),
                Attribute::Other => {}
            },
            CallbackEvent::CloseStartTag { .. } => return Some(Part::Start(std::mem::take(&mut self.tag))),
            CallbackEvent::EndTag { name } => {
                self.num_attributes.set(0);
                return Some(Part::End(name.to_vec()));
            }
            CallbackEvent::String { value } => {
                return Some(Part::Text(String::from_utf8_lossy(value).into_owned()));
            }
            _ => {}
        }
        None
    }
}

/// Whether a style says that nothing is shown.
fn hides(style: &[u8]) -> bool {
    let style: Vec<u8> =
        style.iter().filter(|byte| !byte.is_ascii_whitespace()).map(u8::to_ascii_lowercase).collect();
    [&b"display:none"[..], b"visibility:hidden", b"mso-hide:all"]
        .iter()
        .any(|sign| memchr::memmem::find(&style, sign).is_some())
}

/// A text that ends with an error where a tag has too many attributes.
struct Bounded<'a> {
    reader: StringReader<'a>,
    num_attributes: &'a Cell<usize>,
}

#[derive(Debug, thiserror::Error)]
#[error("a tag has too many attributes")]
struct TooManyAttributes;

impl From<Infallible> for TooManyAttributes {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl Bounded<'_> {
    fn check(&self) -> Result<(), TooManyAttributes> {
        if self.num_attributes.get() > MAX_ATTRIBUTES { Err(TooManyAttributes) } else { Ok(()) }
    }
}

impl Reader for Bounded<'_> {
    type Error = TooManyAttributes;

    fn read_byte(&mut self) -> Result<Option<u8>, Self::Error> {
        self.check()?;
        Ok(self.reader.read_byte()?)
    }

    fn try_read_string(&mut self, text: &[u8], case_sensitive: bool) -> Result<bool, Self::Error> {
        self.check()?;
        Ok(self.reader.try_read_string(text, case_sensitive)?)
    }

    fn read_until<'b>(
        &'b mut self,
        needle: &[u8],
        char_buf: &'b mut [u8; 4],
    ) -> Result<Option<&'b [u8]>, Self::Error> {
        self.check()?;
        Ok(self.reader.read_until(needle, char_buf)?)
    }
}
