//! What was typed: the command line as clap reads it, before anything is looked up.
//!
//! The names and meanings are a contract that scripts rely on. A value that cannot mean anything is
//! refused here; one that needs a file or the journal, later.

use std::path::PathBuf;

use chrono_tz::Tz;
use clap::{Args, Parser, Subcommand};

use crate::check;
use crate::import::ImportOptions;
use crate::model::{Field, Quote, RowState};
use crate::recipe::{AgentKind, DateOrder, DayCount, Overrides, Scale};

/// Check, fix and upload quality scores to Assembled.
#[derive(Debug, Parser)]
#[command(
    name = "scorebridge",
    version,
    about,
    disable_help_subcommand = true,
    subcommand_precedence_over_arg = true,
    after_help = "With no command, a window opens with the files loaded."
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Files to open in the window
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
pub struct Common {
    /// Where journal, settings and recipes are kept
    #[arg(long, global = true, value_name = "DIR", env = "SCOREBRIDGE_DATA_DIR")]
    pub data_dir: Option<PathBuf>,
    /// Print one JSON object, or one a line where it is a stream
    #[arg(long, global = true)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// The main job on the built-in sample, against the practice server
    Demo(Demo),
    /// The file as read, nothing mapped or judged
    Read(Read),
    /// Read, map and check: what would be sent and what would not
    Check(Check),
    /// Read, map, check and send what is ready
    Upload(Upload),
    /// Go on with an upload that a crash or a stop left
    Resume(Resume),
    /// The uploads so far and where each stands
    Uploads,
    /// One upload's receipt, every row accounted for
    Receipt(Receipt),
    /// Count the rows of a file as sent that a receipt from another computer lists
    Count(Count),
    /// Delete now what is older than it is to be kept
    Tidy(Tidy),
    /// Erase a person, what the ledger knows of an upload, or everything; without --yes only say what goes
    Erase(Erase),
    /// Accounts: add, list, test, remove
    #[command(subcommand)]
    Account(Account),
    /// The people list, as a roster file
    People(People),
    /// The practice server, a stand-in for Assembled on this machine
    Practice(Practice),
    /// The reader of workbooks and archives: started by this program alone
    #[command(name = crate::import::apart::COMMAND, hide = true)]
    ReadApart,
}

#[derive(Debug, Args)]
pub struct Demo {
    /// A terminal report even where there is a display
    #[arg(long)]
    pub no_window: bool,
}

/// How to read a file, where detection is to be overruled.
#[derive(Clone, Debug, Default, Args)]
pub struct Reading {
    /// Which sheet of a workbook, or which file of a zip
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// The text encoding, such as utf-8 or windows-1252
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// What stands between cells; \t or tab for a tab
    #[arg(long, value_name = "C", value_parser = delimiter)]
    pub delimiter: Option<char>,
    /// What stands around cells: double, backslash, single, none
    #[arg(long, value_name = "QUOTE")]
    pub quote: Option<Quote>,
    /// The line of the heading row; 0: there is none
    #[arg(long, value_name = "N")]
    pub header_row: Option<u32>,
}

/// How columns become fields, where recognition is to be overruled.
#[derive(Clone, Debug, Default, Args)]
pub struct Mapping {
    #[arg(long, value_name = "ID", help = "A source's preset, such as maestroqa.total_scores")]
    pub preset: Option<String>,
    /// A field from a column (#7: the seventh); repeatable
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = field_and_text)]
    pub map: Vec<(Field, String)>,
    /// A constant for a field; repeatable
    #[arg(long, value_name = "FIELD=VALUE", value_parser = field_and_text)]
    pub set: Vec<(Field, String)>,
    /// What the agent column holds: assembled, email, platform:NAME, imported, username, name
    #[arg(long, value_name = "KIND")]
    pub agent_kind: Vec<AgentKind>,
    /// The zone of times without one, such as Europe/Berlin
    #[arg(long, value_name = "ZONE", value_parser = time_zone)]
    pub time_zone: Option<Tz>,
    /// How dates that can be read two ways are meant: dmy, mdy, ymd
    #[arg(long, value_name = "ORDER")]
    pub date_order: Option<DateOrder>,
    /// The year from which dates are counted that are bare day numbers: 1900, 1904
    #[arg(long, value_name = "YEAR")]
    pub day_count: Option<DayCount>,
    /// The scale of scores with no maximum: percent, fraction, points:MAX
    #[arg(long, value_name = "SCALE")]
    pub scale: Option<Scale>,
    /// The people list from a file
    #[arg(long, value_name = "FILE")]
    pub roster: Option<PathBuf>,
    /// Answer a question for all its rows; repeatable
    #[arg(long, value_name = "RULE=CHOICE", value_parser = answer)]
    pub answer: Vec<(&'static str, &'static str)>,
    /// Do not use what was remembered for this shape of file
    #[arg(long)]
    pub no_recipe: bool,
}

#[derive(Debug, Args)]
pub struct Read {
    pub file: PathBuf,
    /// Where the records go, as NDJSON; - for standard output
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub reading: Reading,
}

#[derive(Debug, Args)]
pub struct Check {
    #[arg(required_unless_present = "list_presets")]
    pub file: Option<PathBuf>,
    /// Where the rows go, as NDJSON; - for standard output
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,
    /// The rows of a state, as the file has them and with a reason, as CSV; repeatable
    #[arg(long, value_name = "STATE=OUT", value_parser = state_and_place)]
    pub export: Vec<(RowState, PathBuf)>,
    /// The presets that there are
    #[arg(long)]
    pub list_presets: bool,
    /// Which account: its ledger and people
    #[arg(long, value_name = "NAME")]
    pub account: Option<String>,
    #[command(flatten)]
    pub key: Key,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub mapping: Mapping,
}

/// Where the key comes from.
#[derive(Clone, Debug, Default, Args)]
pub struct Key {
    /// Take the key from this environment variable
    #[arg(long, value_name = "VAR")]
    pub key_env: Option<String>,
}

/// How fast and how patiently to send.
#[derive(Clone, Copy, Debug, Args)]
pub struct Sending {
    /// Requests at once
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=8))]
    pub in_flight: u8,
    /// Requests a minute: at most 300, but any number to this machine
    #[arg(long, value_name = "N", default_value_t = 240, value_parser = clap::value_parser!(u32).range(1..))]
    pub pace: u32,
    /// As fast as the server allows: 8 requests at once, 300 a minute. One fault can then leave 8 batches
    /// without an answer
    #[arg(long, conflicts_with_all = ["in_flight", "pace"])]
    pub fastest: bool,
    /// Seconds to wait for an answer
    #[arg(long, value_name = "S", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..))]
    pub answer_timeout: u64,
}

#[derive(Debug, Args)]
pub struct Upload {
    pub file: PathBuf,
    /// Which account
    #[arg(long, value_name = "NAME", required_unless_present = "url", conflicts_with = "url")]
    pub account: Option<String>,
    /// A base URL, for a one-off without an account
    #[arg(long, value_name = "URL", requires = "key_env")]
    pub url: Option<String>,
    #[command(flatten)]
    pub key: Key,
    /// Rows a batch
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub batch_rows: u32,
    /// Send the first N ready rows as one batch, then stop
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub trial: Option<u32>,
    #[command(flatten)]
    pub sending: Sending,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub mapping: Mapping,
}

#[derive(Debug, Args)]
pub struct Resume {
    /// Which upload; without one, each unfinished upload, oldest first
    pub upload: Option<String>,
    #[command(flatten)]
    pub key: Key,
    /// What to do with batches whose outcome is unknown
    #[arg(long, value_name = "WHAT", default_value = "leave")]
    pub unknown: UnknownChoice,
    /// Only that batch of those whose outcome is unknown
    #[arg(long, value_name = "N", requires = "upload")]
    pub batch: Option<u32>,
    /// Give up what is not sent
    #[arg(long)]
    pub abandon: bool,
    /// The account has a new key: go on with it
    #[arg(long)]
    pub new_key: bool,
    #[command(flatten)]
    pub sending: Sending,
}

/// What a person decided about batches whose outcome is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum UnknownChoice {
    /// Leave them unknown.
    Leave,
    /// They are at the server: someone looked.
    Received,
    /// Send them again, which may double them.
    Resend,
}

#[derive(Debug, Args)]
pub struct Receipt {
    /// Which upload
    pub upload: String,
    /// Where the rows go, as NDJSON; - for standard output
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Count {
    /// The file with the rows
    pub file: PathBuf,
    /// The receipt, as CSV or NDJSON
    #[arg(long, value_name = "RECEIPT")]
    pub receipt: PathBuf,
    /// With which account they count as sent
    #[arg(long, value_name = "NAME")]
    pub account: String,
    #[command(flatten)]
    pub key: Key,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub mapping: Mapping,
}

#[derive(Debug, Args)]
pub struct Tidy {
    /// Keep agents, conversations, rubrics and the server's words in receipts so long; 13 unless changed
    #[arg(long, value_name = "N")]
    pub receipt_months: Option<u32>,
    /// Recognise rows that were sent so long; 25 unless changed
    #[arg(long, value_name = "N")]
    pub ledger_months: Option<u32>,
    /// Keep work in progress so long; 30 unless changed
    #[arg(long, value_name = "N")]
    pub draft_days: Option<u32>,
    /// Keep these times in the settings
    #[arg(long)]
    pub remember: bool,
}

#[derive(Debug, Args)]
pub struct Erase {
    #[command(flatten)]
    pub what: Erased,
    /// Do it
    #[arg(long)]
    pub yes: bool,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Erased {
    /// A person, by their id in Assembled
    #[arg(long, value_name = "AGENT_ID")]
    pub person: Option<String>,
    /// What the ledger knows of an upload: its rows can then be sent again
    #[arg(long, value_name = "UPLOAD")]
    pub upload: Option<String>,
    /// All that is kept on this computer
    #[arg(long)]
    pub everything: bool,
}

#[derive(Debug, Subcommand)]
pub enum Account {
    /// Add an account; its key is read from standard input or --key-env
    Add {
        name: String,
        /// Its base URL
        #[arg(long, value_name = "URL")]
        url: String,
        #[command(flatten)]
        key: Key,
    },
    /// The accounts, never their keys
    List,
    /// Ask the server what the key opens
    Test {
        name: String,
        #[command(flatten)]
        key: Key,
    },
    /// Change how an account is sent to
    Change {
        name: String,
        /// Whether each batch names itself in an Idempotency-Key field, which a server may honour
        #[arg(long, value_name = "on|off", required = true, action = clap::ArgAction::Set, value_parser = on_or_off)]
        idempotency_key: bool,
    },
    /// Remove an account and its key; what was sent stays known
    Remove { name: String },
}

#[derive(Debug, Args)]
pub struct People {
    /// Which account
    #[arg(long, value_name = "NAME")]
    pub account: String,
    #[command(flatten)]
    pub key: Key,
    /// Where the roster goes; without it, or with -, standard output
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Practice {
    /// The port; 0 picks one
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub port: u16,
    /// Write the rows taken to this file, as NDJSON
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
    /// Answers to give, one a line, in order
    #[arg(long, value_name = "FILE")]
    pub script: Option<PathBuf>,
    /// Requests a minute before 429
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub rate: Option<u32>,
    /// Its people
    #[arg(long, value_name = "FILE")]
    pub roster: Option<PathBuf>,
}

impl Reading {
    /// What import is told.
    pub fn options(&self) -> ImportOptions {
        ImportOptions {
            sheet: self.sheet.clone(),
            encoding: self.encoding.clone(),
            delimiter: self.delimiter,
            quote: self.quote,
            header_row: self.header_row,
        }
    }
}

impl Mapping {
    /// What was said about the columns.
    pub fn overrides(&self) -> Overrides {
        Overrides {
            preset: self.preset.clone(),
            map: self.map.clone(),
            set: self.set.clone(),
            agent_kinds: self.agent_kind.clone(),
            zone: self.time_zone,
            date_order: self.date_order,
            day_count: self.day_count,
            scale: self.scale,
        }
    }
}

fn delimiter(text: &str) -> Result<char, String> {
    match text {
        "\\t" | "tab" => Ok('\t'),
        _ => match text.chars().collect::<Vec<_>>()[..] {
            [c] => Ok(c),
            _ => Err("give one character, or tab".to_owned()),
        },
    }
}

fn state_and_place(text: &str) -> Result<(RowState, PathBuf), String> {
    let (name, place) = text.split_once('=').ok_or("write STATE=OUT")?;
    let state = RowState::ALL.into_iter().find(|state| state.name() == name).ok_or_else(|| {
        let names: Vec<_> = RowState::ALL.iter().map(|state| state.name()).collect();
        format!("no row is {name}; rows are {}", names.join(", "))
    })?;
    Ok((state, place.into()))
}

fn on_or_off(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("say on or off".to_owned()),
    }
}

fn time_zone(text: &str) -> Result<Tz, String> {
    text.parse()
        .map_err(|_unknown| format!("there is no time zone {text}; use a name such as Europe/Berlin or UTC"))
}

fn field_and_text(text: &str) -> Result<(Field, String), String> {
    let (key, value) = text.split_once('=').ok_or("write FIELD=…")?;
    let field = Field::from_key(key).ok_or_else(|| {
        let keys: Vec<_> = Field::ALL.iter().map(|field| field.key()).collect();
        format!("{key} is no field; the fields are {}", keys.join(", "))
    })?;
    Ok((field, value.to_owned()))
}

fn answer(text: &str) -> Result<(&'static str, &'static str), String> {
    let (id, choice) = text.split_once('=').ok_or("write RULE=CHOICE")?;
    let rule = check::rule(id).ok_or_else(|| format!("there is no rule {id}"))?;
    if rule.choices.is_empty() {
        return Err(format!("{id} is no question with choices"));
    }
    rule.choices.iter().find(|known| known.id == choice).map(|known| (rule.id, known.id)).ok_or_else(|| {
        let choices: Vec<_> = rule.choices.iter().map(|choice| choice.id).collect();
        format!("{id} can be answered with {}", choices.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn files_open_the_window_and_commands_are_commands() {
        let cli = Cli::try_parse_from(["scorebridge", "a.csv", "b.csv"]).unwrap();
        assert_eq!(cli.files.len(), 2);
        assert!(cli.command.is_none());
        let cli =
            Cli::try_parse_from(["scorebridge", "--json", "check", "a.csv", "--data-dir", "d"]).unwrap();
        assert!(cli.common.json && cli.common.data_dir.is_some());
        assert!(matches!(cli.command, Some(Command::Check(_))));
    }

    #[test]
    fn nonsense_is_refused() {
        for args in [
            &["upload", "a.csv"][..],
            &["upload", "a.csv", "--account", "A", "--url", "http://localhost", "--key-env", "K"],
            &["upload", "a.csv", "--url", "http://localhost"],
            &["upload", "a.csv", "--account", "A", "--batch-rows", "1001"],
            &["upload", "a.csv", "--account", "A", "--in-flight", "9"],
            &["check", "a.csv", "--delimiter", "ab"],
            &["check", "a.csv", "--map", "nothing=x"],
            &["upload", "a.csv", "--account", "A", "--fastest", "--in-flight", "2"],
            &["account", "change", "A"],
            &["check"],
            &["resume", "--batch", "2"],
        ] {
            let args = ["scorebridge"].iter().chain(args);
            assert!(Cli::try_parse_from(args.clone()).is_err(), "{args:?}");
        }
        assert_eq!(delimiter("tab"), Ok('\t'));
    }
}
