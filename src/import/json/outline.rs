//! A JSON text down to where its records are, read once.
//!
//! Owns the steps into lists and wrappers; a record is one value, and every value is checked by the reader of
//! JSON. Does not know what a name means. Invariant: the wish to stop is looked at after each value, however long
//! the list is.

use serde_json::Deserializer;
use serde_json::value::RawValue;

use crate::import::ImportError;
use crate::model::Progress;

/// How much is read between two looks at the wish to stop.
const LOOK: usize = 64 * 1024;

/// A value of a text.
#[derive(Debug)]
pub struct Value<'a> {
    /// All of its text.
    pub raw: &'a str,
    parts: Parts<'a>,
}

#[derive(Debug)]
enum Parts<'a> {
    List(Vec<&'a RawValue>),
    Members(Vec<(String, Value<'a>)>),
    /// A string, a number, or what is too deep for a wrapper.
    Plain,
}

impl<'a> Value<'a> {
    /// The members of an object in their order, a name may stand twice; none where it is no wrapper.
    pub fn members(&self) -> &[(String, Self)] {
        match &self.parts {
            Parts::Members(members) => members,
            Parts::List(_) | Parts::Plain => &[],
        }
    }

    /// The first member of that name.
    pub fn member(&self, name: &str) -> Option<&Self> {
        self.members().iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The elements of a list, whatever they are; `None` where it is none.
    pub fn elements(&self) -> Option<&[&'a RawValue]> {
        let Parts::List(elements) = &self.parts else { return None };
        Some(elements)
    }

    /// The elements of a list of objects; `None` where it is none, or empty.
    pub fn objects(&self) -> Option<&[&'a RawValue]> {
        let elements = self.elements()?;
        let is_object = |element: &&RawValue| element.get().starts_with('{');
        (!elements.is_empty() && elements.iter().all(is_object)).then_some(elements)
    }

    /// The value as one record.
    pub fn whole(&self) -> Option<&'a RawValue> {
        serde_json::from_str(self.raw).ok()
    }
}

/// Reads the values of a text, one behind the other.
pub struct Outline<'a, 'p> {
    text: &'a str,
    at: usize,
    /// Up to where the text was read at the last look.
    looked: usize,
    progress: &'p Progress,
    bytes_before: u64,
}

impl<'a, 'p> Outline<'a, 'p> {
    /// From the start of a text. `bytes_before` is what the job's progress stands at; this is half of what is left.
    pub fn new(text: &'a str, progress: &'p Progress, bytes_before: u64) -> Self {
        Self { text, at: 0, looked: 0, progress, bytes_before }
    }

    /// Whether there is more than white space; if so, the next value is next.
    pub fn has_more(&mut self) -> bool {
        self.peek().is_some()
    }

    /// Up to where the text is read.
    pub fn position(&self) -> usize {
        self.at
    }

    /// The next value, with the members of objects that are no deeper than that.
    ///
    /// # Errors
    /// [`ImportError`] where it is no JSON, or the job was asked to stop.
    pub fn value(&mut self, depth: usize) -> Result<Value<'a>, ImportError> {
        let first = self.peek();
        let start = self.at;
        let parts = match first {
            Some(b'[') => Parts::List(self.list()?),
            Some(b'{') if depth > 0 => Parts::Members(self.object(depth - 1)?),
            _ => {
                self.whole()?;
                Parts::Plain
            }
        };
        Ok(Value { raw: &self.text[start..self.at], parts })
    }

    /// The next value, whatever it is.
    ///
    /// # Errors
    /// As [`value`](Self::value).
    pub fn whole(&mut self) -> Result<&'a RawValue, ImportError> {
        self.next()
    }

    fn list(&mut self) -> Result<Vec<&'a RawValue>, ImportError> {
        let mut elements = Vec::new();
        self.at += 1;
        if self.takes(b']') {
            return Ok(elements);
        }
        loop {
            elements.push(self.whole()?);
            if !self.takes(b',') {
                return self.takes(b']').then_some(elements).ok_or_else(|| self.no_json_here());
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Vec<(String, Value<'a>)>, ImportError> {
        let mut members = Vec::new();
        self.at += 1;
        if self.takes(b'}') {
            return Ok(members);
        }
        loop {
            let name = self.next::<String>()?;
            if !self.takes(b':') {
                return Err(self.no_json_here());
            }
            members.push((name, self.value(depth)?));
            if !self.takes(b',') {
                return self.takes(b'}').then_some(members).ok_or_else(|| self.no_json_here());
            }
        }
    }

    fn next<T: serde::Deserialize<'a>>(&mut self) -> Result<T, ImportError> {
        let mut values = Deserializer::from_str(&self.text[self.at..]).into_iter();
        let next = values.next();
        let length = values.byte_offset();
        match next {
            Some(Ok(next)) => {
                self.at += length;
                self.look()?;
                Ok(next)
            }
            Some(Err(error)) => Err(self.no_json(error.line(), error.column())),
            None => {
                self.at = self.text.len();
                Err(self.no_json(1, 0))
            }
        }
    }

    fn look(&mut self) -> Result<(), ImportError> {
        if self.at - self.looked >= LOOK {
            self.looked = self.at;
            self.progress.reached(self.bytes_before + self.at as u64 / 2)?;
        }
        Ok(())
    }

    /// Steps over white space, and says what stands behind it.
    fn peek(&mut self) -> Option<u8> {
        let rest = &self.text.as_bytes()[self.at..];
        let space = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).count();
        self.at += space;
        rest.get(space).copied()
    }

    /// Steps over a sign, if it is next.
    fn takes(&mut self, sign: u8) -> bool {
        let is_next = self.peek() == Some(sign);
        self.at += usize::from(is_next);
        is_next
    }

    /// That the next character is no JSON, or that there is none.
    fn no_json_here(&self) -> ImportError {
        self.no_json(1, usize::from(self.at < self.text.len()))
    }

    /// That a character is no JSON; line and column are counted from where the text is read to.
    fn no_json(&self, line: usize, column: usize) -> ImportError {
        const NO_NUMBERS: [&str; 4] = ["NaN", "Infinity", "-Infinity", "undefined"];
        let before = &self.text[..self.at];
        let lines = memchr::memchr_iter(b'\n', before.as_bytes()).count();
        let in_line = if line == 1 { before.len() - before.rfind('\n').map_or(0, |at| at + 1) } else { 0 };
        let (line, column) = (lines + line, in_line + column);
        let rest = self.text.lines().nth(line - 1).and_then(|text| text.get(column.saturating_sub(1)..));
        let what = NO_NUMBERS.iter().find(|word| rest.is_some_and(|rest| rest.starts_with(**word)));
        let what = what.map_or_else(|| "no JSON".to_owned(), |word| format!("{word}, which is no JSON"));
        ImportError::Damaged(format!("line {line}, character {column}, is {what}"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The values of a text, or what is wrong with it.
    fn values(text: &str) -> Result<Vec<String>, String> {
        let progress = Progress::default();
        let mut outline = Outline::new(text, &progress, 0);
        let mut values = Vec::new();
        while outline.has_more() {
            values.push(outline.value(3).map_err(|error| error.to_string())?.raw.to_owned());
        }
        Ok(values)
    }

    #[test]
    fn steps_into_lists_and_wrappers_and_not_into_records() {
        let progress = Progress::default();
        let text = r#" {"a":[{"x":{"y":1}},{}],"b":{"c":{"d":[{}],"e":{"f":[{}]}}},"g":[1],"h":[]} "#;
        let root = Outline::new(text, &progress, 0).value(3).unwrap();
        let records: Vec<&str> =
            root.member("a").unwrap().objects().unwrap().iter().map(|record| record.get()).collect();
        assert_eq!(records, [r#"{"x":{"y":1}}"#, "{}"]);
        let inner = root.member("b").unwrap().member("c").unwrap();
        assert_eq!(inner.member("d").unwrap().objects().unwrap().len(), 1);
        assert_eq!(inner.member("e").unwrap().members().len(), 0, "too deep for a wrapper");
        assert!(
            root.member("g").unwrap().objects().is_none() && root.member("h").unwrap().objects().is_none()
        );
        assert_eq!(root.raw, text.trim());
    }

    #[test]
    fn names_the_place_that_is_no_json() {
        for (text, place) in [
            ("[1,\n 2 3]", "line 2, character 4"),
            ("[1,]", "line 1, character 4"),
            ("[{\"a\":1}\n,{\"a\" 2}]", "line 2, character 7"),
            ("{\"a\" 2}", "line 1, character 6"),
            ("{\"a\":[1],}", "line 1, character 10"),
            ("{\"a\":[1", "line 1, character 7"),
            ("{1:2}", "line 1, character 2"),
        ] {
            let expected = format!("The file is damaged: {place}, is no JSON.");
            assert_eq!(values(text), Err(expected), "{text}");
        }
    }

    #[test]
    fn stops_when_asked_inside_of_a_long_list() {
        let text = format!("{{\"a\":[{}1]}}", "{\"b\":1},".repeat(LOOK));
        let progress = Progress::default();
        assert!(Outline::new(&text, &progress, 0).value(3).is_ok());
        assert!(progress.looks() >= (text.len() / LOOK) as u64 / 2);
        progress.cancel();
        assert!(matches!(Outline::new(&text, &progress, 0).value(3), Err(ImportError::Cancelled)));
    }

    proptest! {
        /// What serde takes for values is taken here, and nothing else.
        #[test]
        fn takes_what_serde_takes(pieces in prop::collection::vec(
            prop_oneof![
                3 => Just("{"), 3 => Just("}"), 3 => Just("["), 3 => Just("]"), 3 => Just(","), 3 => Just(":"),
                3 => Just("\"a\""), 2 => Just("1"), 1 => Just(" "), 1 => Just("\n"), 1 => Just("null"), 1 => Just("-"),
                2 => Just("{\"a\":1}"), 2 => Just("[{}]"), 2 => Just("\"a\":"),
            ],
            0..14,
        )) {
            let text = pieces.concat();
            let by_serde: Result<Vec<&RawValue>, _> = Deserializer::from_str(&text).into_iter().collect();
            let by_serde = by_serde.ok().map(|all| all.iter().map(|value| value.get().to_owned()).collect::<Vec<_>>());
            prop_assert_eq!(values(&text).ok(), by_serde, "{}", text);
        }
    }
}
