//! Levels: the figures that a table may hold, and their text form.

use entity::vocabulary::{BadWord, OptionCode};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Level of a table. Its figure is the number of States that hold it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Level {
    /// The State gave a value.
    Answered,
    /// The State chose the option.
    Chosen(OptionCode),
    /// The State answered and did not choose the option.
    NotChosen(OptionCode),
    /// The State is at this step of the scale or above it.
    AtLeast(OptionCode),
    /// The State ranked the option. The rank itself is not counted.
    Ranked(OptionCode),
    /// The State gave at least one record with the option.
    Recorded(OptionCode),
    /// The State did not respond.
    NonResponse,
    /// The State says that the question does not apply.
    NotApplicable,
    /// The State declined to answer.
    Declined,
    /// The State says that nothing is new.
    NothingNew,
    /// The State was not asked, because a condition hid the question.
    NotAsked,
}

impl Level {
    /// Returns the option of the level, or `None` if the level is about no option.
    #[must_use]
    pub fn option(&self) -> Option<&OptionCode> {
        match self {
            Self::Chosen(option)
            | Self::NotChosen(option)
            | Self::AtLeast(option)
            | Self::Ranked(option)
            | Self::Recorded(option) => Some(option),
            _ => None,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered => f.write_str("answered"),
            Self::Chosen(option) => write!(f, "chosen:{option}"),
            Self::NotChosen(option) => write!(f, "not_chosen:{option}"),
            Self::AtLeast(option) => write!(f, "at_least:{option}"),
            Self::Ranked(option) => write!(f, "ranked:{option}"),
            Self::Recorded(option) => write!(f, "recorded:{option}"),
            Self::NonResponse => f.write_str("non_response"),
            Self::NotApplicable => f.write_str("not_applicable"),
            Self::Declined => f.write_str("declined"),
            Self::NothingNew => f.write_str("nothing_new"),
            Self::NotAsked => f.write_str("not_asked"),
        }
    }
}

impl FromStr for Level {
    type Err = BadWord;
    fn from_str(text: &str) -> Result<Self, BadWord> {
        let bad = BadWord {
            wanted: "Level",
            rule: "a level of a table, such as answered or chosen:other",
        };
        Ok(match text.split_once(':') {
            None => match text {
                "answered" => Self::Answered,
                "non_response" => Self::NonResponse,
                "not_applicable" => Self::NotApplicable,
                "declined" => Self::Declined,
                "nothing_new" => Self::NothingNew,
                "not_asked" => Self::NotAsked,
                _ => return Err(bad),
            },
            Some((kind, option)) => {
                let make = match kind {
                    "chosen" => Self::Chosen,
                    "not_chosen" => Self::NotChosen,
                    "at_least" => Self::AtLeast,
                    "ranked" => Self::Ranked,
                    "recorded" => Self::Recorded,
                    _ => return Err(bad),
                };
                make(option.parse()?)
            }
        })
    }
}
impl TryFrom<String> for Level {
    type Error = BadWord;
    fn try_from(text: String) -> Result<Self, BadWord> {
        text.parse()
    }
}
impl From<Level> for String {
    fn from(level: Level) -> Self {
        level.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_no_level_is_refused() {
        for text in ["", "chosen", "chosen:", "chosen:A", "answered:a", "hidden", "at_most:a"] {
            assert!(text.parse::<Level>().is_err(), "{text}");
        }
    }
}
