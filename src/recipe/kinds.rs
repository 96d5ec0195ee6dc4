//! The answers that a column can have: what agents are named by, on which scale scores are, in which
//! order dates are written, from which year days are counted. Each is written and read as its option on the command line spells it.

use std::fmt;
use std::str::FromStr;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::number::Decimal;

/// What an agent column holds. Written and read as `--agent-kind` spells it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AgentKind {
    /// `assembled`: the `agent_id` of Assembled itself.
    Assembled,
    /// `email`: an e-mail address; case does not matter.
    Email,
    /// `platform:NAME`: the agent's id on that platform.
    Platform(String),
    /// `platform`: the agent's id on the platform that the row names in [`Field::Platform`](crate::model::Field::Platform); where the
    /// people list does not know that platform, on whichever one exactly one person has it.
    PlatformOfRow,
    /// `imported`: the id that the company's own system gave.
    Imported,
    /// `username`: the part before the @ of exactly one person's e-mail address, or an imported id.
    Username,
    /// `name`: a name. It finds nobody and is only ever a suggestion; it speaks against another person.
    Name,
}

impl AgentKind {
    /// Its words on the screen.
    pub fn words(&self) -> String {
        match self {
            Self::Assembled => "Assembled's agent_id".to_owned(),
            Self::Email => "e-mail".to_owned(),
            Self::Platform(name) => format!("{name} id"),
            Self::PlatformOfRow => "platform id".to_owned(),
            Self::Imported => "imported id".to_owned(),
            Self::Username => "user name".to_owned(),
            Self::Name => "name".to_owned(),
        }
    }
}

/// The text is no [`AgentKind`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no kind of agent column; use assembled, email, platform:NAME, imported, username or name")]
pub struct UnknownAgentKind(pub String);

impl FromStr for AgentKind {
    type Err = UnknownAgentKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "assembled" => Ok(Self::Assembled),
            "email" => Ok(Self::Email),
            "platform" => Ok(Self::PlatformOfRow),
            "imported" => Ok(Self::Imported),
            "username" => Ok(Self::Username),
            "name" => Ok(Self::Name),
            _ => match text.strip_prefix("platform:") {
                Some(name) if !name.is_empty() => Ok(Self::Platform(name.to_lowercase())),
                _ => Err(UnknownAgentKind(text.to_owned())),
            },
        }
    }
}

impl fmt::Display for AgentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Assembled => f.write_str("assembled"),
            Self::Email => f.write_str("email"),
            Self::Platform(name) => write!(f, "platform:{name}"),
            Self::PlatformOfRow => f.write_str("platform"),
            Self::Imported => f.write_str("imported"),
            Self::Username => f.write_str("username"),
            Self::Name => f.write_str("name"),
        }
    }
}

/// The scale of scores with no maximum beside them. Written and read as `--scale` spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// `percent`: 0–100 already.
    Percent,
    /// `fraction`: 0–1.
    Fraction,
    /// `points:MAX`: points out of MAX, as an exact decimal.
    Points(Decimal),
}

impl Scale {
    /// What a score on this scale is out of.
    pub const fn max(self) -> Decimal {
        match self {
            Self::Percent => Decimal::whole(100),
            Self::Fraction => Decimal::whole(1),
            Self::Points(max) => max,
        }
    }

    /// Its words on the screen.
    pub fn words(self) -> String {
        match self {
            Self::Percent => "percent".to_owned(),
            Self::Fraction => "fraction of 1".to_owned(),
            Self::Points(max) => format!("points of {max}"),
        }
    }
}

/// The text is no [`Scale`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no scale; use percent, fraction or points:MAX, such as points:20")]
pub struct UnknownScale(pub String);

impl FromStr for Scale {
    type Err = UnknownScale;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "percent" => Ok(Self::Percent),
            "fraction" => Ok(Self::Fraction),
            _ => text
                .strip_prefix("points:")
                .and_then(|max| max.parse().ok())
                .filter(|max: &Decimal| !max.is_negative() && !max.is_zero())
                .map(Self::Points)
                .ok_or_else(|| UnknownScale(text.to_owned())),
        }
    }
}

impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Percent => f.write_str("percent"),
            Self::Fraction => f.write_str("fraction"),
            Self::Points(max) => write!(f, "points:{max}"),
        }
    }
}

/// The order of day, month and year in dates that can be read two ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// Day first: 03/04 is 3 April.
    Dmy,
    /// Month first: 03/04 is March 4.
    Mdy,
    /// Year first.
    Ymd,
}

impl DateOrder {
    /// Every order.
    pub const ALL: [Self; 3] = [Self::Dmy, Self::Mdy, Self::Ymd];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dmy => "dmy",
            Self::Mdy => "mdy",
            Self::Ymd => "ymd",
        }
    }

    /// Its words on the screen.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Dmy => "day first",
            Self::Mdy => "month first",
            Self::Ymd => "year first",
        }
    }

    /// Its bit in a set of orders.
    pub(super) const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The day from which a spreadsheet counts the days that stand for dates as bare numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DayCount {
    /// As Excel counts: 46082 is 1 March 2026.
    #[serde(rename = "1900")]
    Since1900,
    /// As workbooks count that were begun in Excel on an old Mac: 44620 is 1 March 2026.
    #[serde(rename = "1904")]
    Since1904,
}

impl DayCount {
    /// Both counts.
    pub const ALL: [Self; 2] = [Self::Since1900, Self::Since1904];

    /// By how much it is behind the count from 1900.
    pub(super) const fn behind(self) -> TimeDelta {
        match self {
            Self::Since1900 => TimeDelta::zero(),
            Self::Since1904 => TimeDelta::days(1462),
        }
    }

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Since1900 => "1900",
            Self::Since1904 => "1904",
        }
    }

    /// Its words on the screen.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Since1900 => "days counted from 1900",
            Self::Since1904 => "days counted from 1904",
        }
    }
}

/// The text is no [`DayCount`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no year from which days are counted; use 1900 or 1904")]
pub struct UnknownDayCount(pub String);

impl FromStr for DayCount {
    type Err = UnknownDayCount;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let count = Self::ALL.into_iter().find(|count| count.name() == text);
        count.ok_or_else(|| UnknownDayCount(text.to_owned()))
    }
}

/// The text is no [`DateOrder`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no order of dates; use dmy, mdy or ymd")]
pub struct UnknownDateOrder(pub String);

impl FromStr for DateOrder {
    type Err = UnknownDateOrder;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let order = Self::ALL.into_iter().find(|order| order.name() == text);
        order.ok_or_else(|| UnknownDateOrder(text.to_owned()))
    }
}
