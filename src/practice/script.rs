//! Scripted answers: what the server is told to do to the bulk requests, in the order of their arrival.

use std::time::Duration;

/// One scripted answer; see the command line's "practice server".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scripted {
    /// A status with what belongs to it. 202 takes the rows, if they are valid; no other status does.
    Answer(ScriptedAnswer),
    /// Closes without reading the body.
    CloseBeforeRead,
    /// Reads all, takes the rows, closes without an answer.
    CloseAfterRead,
    /// Resets the connection while the body comes in.
    Reset,
    /// Reads all, takes the rows, never answers.
    Stall,
    /// Takes the rows, sends the status line and half of the body, and closes.
    Cut,
}

/// A scripted status with what belongs to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScriptedAnswer {
    /// The status, 200 to 599.
    pub status: u16,
    /// The body; `None`: the server's own.
    pub body: Option<String>,
    /// The Retry-After fields, as they are sent. More than one is a fault that servers make.
    pub retry_after: Vec<String>,
    /// The Location field.
    pub location: Option<String>,
    /// How long to wait before answering; the rows are taken before.
    pub after: Duration,
}

/// The longest wait that a script may ask for.
const LONGEST_WAIT: Duration = Duration::from_hours(1);

/// The options of a status. A value goes on to the next option, so it may hold spaces.
const OPTIONS: [&str; 4] = ["body=", "retry-after=", "location=", "after="];

/// Reads a script: one answer a line; empty lines and lines that start with `#` are skipped.
///
/// # Errors
/// The line and what is wrong with it, as a sentence.
pub fn parse_script(text: &str) -> Result<Vec<Scripted>, String> {
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(number, line)| parse_line(line).map_err(|why| format!("Line {number} of the script: {why}.")))
        .collect()
}

fn parse_line(line: &str) -> Result<Scripted, String> {
    let (word, options) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let fault = match word {
        "close-before-read" => Scripted::CloseBeforeRead,
        "close-after-read" => Scripted::CloseAfterRead,
        "reset" => Scripted::Reset,
        "stall" => Scripted::Stall,
        "cut" => Scripted::Cut,
        _ => return parse_answer(word, options).map(Scripted::Answer),
    };
    if options.trim().is_empty() { Ok(fault) } else { Err(format!("{word} takes no options")) }
}

fn parse_answer(word: &str, options: &str) -> Result<ScriptedAnswer, String> {
    let status = word.parse().ok().filter(|status| (200..600).contains(status)).ok_or_else(|| {
        format!(
            "{word:?} is neither a status from 200 to 599 nor one of close-before-read, close-after-read, \
             reset, stall, cut"
        )
    })?;
    let mut answer = ScriptedAnswer { status, ..ScriptedAnswer::default() };
    for (option, value) in split_options(options)? {
        match option {
            "body=" => answer.body = Some(value.to_owned()),
            "retry-after=" => answer.retry_after.push(header_value(value)?),
            "location=" => answer.location = Some(header_value(value)?),
            _ => answer.after = parse_wait(value)?,
        }
    }
    Ok(answer)
}

/// Cuts `a=x y b=z` at the options' names.
fn split_options(text: &str) -> Result<Vec<(&'static str, &str)>, String> {
    let starts: Vec<(usize, &'static str)> = text
        .char_indices()
        .filter(|&(at, _)| at == 0 || text[..at].ends_with(char::is_whitespace))
        .filter_map(|(at, _)| Some((at, *OPTIONS.iter().find(|name| text[at..].starts_with(*name))?)))
        .collect();
    let first = starts.first().map_or(text.len(), |&(at, _)| at);
    let stray = text[..first].trim();
    if !stray.is_empty() {
        return Err(format!("{stray:?} is none of {}", OPTIONS.join(" ")));
    }
    let ends = starts.iter().skip(1).map(|&(at, _)| at).chain([text.len()]);
    Ok(starts.iter().zip(ends).map(|(&(at, name), end)| (name, text[at + name.len()..end].trim())).collect())
}

fn header_value(text: &str) -> Result<String, String> {
    if text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        Ok(text.to_owned())
    } else {
        Err(format!("{text:?} cannot stand in a header"))
    }
}

fn parse_wait(text: &str) -> Result<Duration, String> {
    let bad = || format!("{text:?} is no time such as 2s or 150ms, at most an hour");
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let seconds = match &text[number.len()..] {
        "ms" => 0.001,
        "s" => 1.0,
        "m" => 60.0,
        _ => return Err(bad()),
    };
    let number: f64 = number.parse().map_err(|_not_a_number| bad())?;
    Duration::try_from_secs_f64(number * seconds).ok().filter(|wait| *wait <= LONGEST_WAIT).ok_or_else(bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16) -> ScriptedAnswer {
        ScriptedAnswer { status, ..ScriptedAnswer::default() }
    }

    #[test]
    fn a_line_is_an_answer() {
        let wait = |status, millis| ScriptedAnswer { after: Duration::from_millis(millis), ..answer(status) };
        for (line, expected) in [
            ("202", Scripted::Answer(answer(202))),
            ("202 after=2s", Scripted::Answer(wait(202, 2000))),
            ("202 after=0.5m", Scripted::Answer(wait(202, 30_000))),
            ("  202\tafter=150ms ", Scripted::Answer(wait(202, 150))),
            (
                "400 body=score is  not a number after=1s",
                Scripted::Answer(ScriptedAnswer {
                    body: Some("score is  not a number".to_owned()),
                    ..wait(400, 1000)
                }),
            ),
            (
                "429 retry-after=Wed, 25 Nov 2026 03:00:00 GMT retry-after=7",
                Scripted::Answer(ScriptedAnswer {
                    retry_after: vec!["Wed, 25 Nov 2026 03:00:00 GMT".to_owned(), "7".to_owned()],
                    ..answer(429)
                }),
            ),
            (
                "308 location=https://elsewhere.example/",
                Scripted::Answer(ScriptedAnswer {
                    location: Some("https://elsewhere.example/".to_owned()),
                    ..answer(308)
                }),
            ),
            ("202 body=", Scripted::Answer(ScriptedAnswer { body: Some(String::new()), ..answer(202) })),
            ("close-before-read", Scripted::CloseBeforeRead),
            ("close-after-read", Scripted::CloseAfterRead),
            ("reset", Scripted::Reset),
            ("stall", Scripted::Stall),
            ("cut", Scripted::Cut),
        ] {
            assert_eq!(parse_script(line), Ok(vec![expected]), "{line}");
        }
    }

    #[test]
    fn a_mistake_is_named_with_its_line() {
        for (line, part) in [
            ("accept", "\"accept\" is neither"),
            ("199", "from 200 to 599"),
            ("600", "from 200 to 599"),
            ("202 later", "\"later\" is none of"),
            ("202 after=soon", "no time such as"),
            ("202 after=2h", "no time such as"),
            ("202 after=61m", "at most an hour"),
            ("202 after=-1s", "no time such as"),
            ("202 after=NaNs", "no time such as"),
            ("429 retry-after=ü", "cannot stand in a header"),
            ("stall after=2s", "stall takes no options"),
        ] {
            let script = format!("# first\n\n202\n{line}\n");
            let mistake = parse_script(&script).unwrap_err();
            assert!(mistake.starts_with("Line 4 of the script: "), "{mistake}");
            assert!(mistake.contains(part), "{line}: {mistake}");
        }
    }

    #[test]
    fn comments_and_empty_lines_are_no_answers() {
        let script = parse_script("# a comment\n\n202\n  # another\nreset\n").unwrap();
        assert_eq!(script, [Scripted::Answer(answer(202)), Scripted::Reset]);
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_the_parser(text in "\\PC*") {
            drop(parse_script(&text));
            drop(parse_script(&format!("202 {text}")));
        }
    }
}
