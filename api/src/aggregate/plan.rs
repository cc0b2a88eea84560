//! The plan: which figures a question may have, declared before anybody answers.
//!
//! A table is planned from the instrument alone. Nothing that a reader asks for adds a level to it. What a State said
//! is turned into the levels it holds by the same declaration, so a figure that is not planned can't be counted.
//!
//! On an ordinal scale levels are cumulative (`at_least:planned` is held by everybody from `planned` upwards): a reader wants
//! the share that has got at least so far, and nested bands say less about a single step than a band for each step would.
//! The lowest step needs no level of its own: to be at least there is to have answered. Options come in ascending order.

use entity::words::{BadWord, Disposition, OptionCode, QuestionCode, QuestionKind};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A question that is counted, as the plan needs to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Countable {
    /// The question.
    pub code: QuestionCode,
    /// Its kind; free texts and lists have no levels but whether they were answered.
    pub kind: QuestionKind,
    /// Its options in the instrument's order; ascending if `ordinal`.
    pub options: Vec<OptionCode>,
    /// Whether the options are steps of one scale, such as the status scale.
    pub ordinal: bool,
    /// The options of the first single-choice field of a record list, such as the areas of capacity.
    pub areas: Vec<OptionCode>,
    /// Whether a condition can hide it.
    pub conditional: bool,
}

/// One figure that a table holds: how many States …
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Level {
    /// … gave a value.
    Answered,
    /// … chose the option.
    Chosen(OptionCode),
    /// … answered, and did not choose the option.
    NotChosen(OptionCode),
    /// … are on this step of the scale or above it.
    AtLeast(OptionCode),
    /// … have the option among those that they ranked; the rank itself is not counted.
    Ranked(OptionCode),
    /// … gave at least one record with the option.
    Recorded(OptionCode),
    /// … said nothing.
    NonResponse,
    /// … said that the question does not apply.
    NotApplicable,
    /// … declined to answer.
    Declined,
    /// … said that nothing is new.
    NothingNew,
    /// … were not asked, because a condition hid the question.
    NotAsked,
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
        let bad = BadWord { wanted: "Level", rule: "a level of a table, such as answered or chosen:other" };
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

/// What a State said about one question, as far as counting goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given<'a> {
    /// A condition hides the question.
    Hidden,
    /// There is no value, for this reason. `Answered` stands for a value that has no options, such as a date.
    Plain(Disposition),
    /// The options of the value: the one or those chosen or ranked, or the areas of its records.
    Options(&'a [OptionCode]),
}

/// The levels that are counted for one question, in the order in which tables show them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TablePlan {
    question: QuestionCode,
    levels: Vec<Level>,
}

impl TablePlan {
    /// The question.
    #[must_use]
    pub fn question(&self) -> &QuestionCode {
        &self.question
    }
    /// Its levels, none twice.
    #[must_use]
    pub fn levels(&self) -> &[Level] {
        &self.levels
    }
    /// The levels that a State holds by what it gave. An option that the question does not have counts for nothing.
    #[must_use]
    pub fn held(&self, given: Given<'_>) -> Vec<Level> {
        let options = match given {
            Given::Hidden => return vec![Level::NotAsked],
            Given::Plain(Disposition::Unanswered) => return vec![Level::NonResponse],
            Given::Plain(Disposition::NotApplicable) => return vec![Level::NotApplicable],
            Given::Plain(Disposition::Declined) => return vec![Level::Declined],
            Given::Plain(Disposition::NothingNew) => return vec![Level::NothingNew],
            Given::Plain(Disposition::Answered) => &[],
            Given::Options(options) => options,
        };
        let step = |level: &Level| matches!(level, Level::AtLeast(option) if options.contains(option));
        // Who is on a step has taken all steps below it, which stand before it.
        let taken = self.levels.iter().rposition(step).map_or(0, |top| top + 1);
        let holds = |(place, level): &(usize, &Level)| match level {
            Level::Answered => true,
            Level::Chosen(option) | Level::Ranked(option) | Level::Recorded(option) => options.contains(option),
            Level::NotChosen(option) => !options.contains(option),
            Level::AtLeast(_) => *place < taken,
            _ => false,
        };
        self.levels.iter().enumerate().filter(holds).map(|(_, level)| level.clone()).collect()
    }
}

/// The tables of an instrument, in the order of its questions.
#[must_use]
pub fn plan(questions: &[Countable]) -> Vec<TablePlan> {
    questions.iter().map(Countable::plan).collect()
}

impl Countable {
    /// The table of this question.
    #[must_use]
    pub fn plan(&self) -> TablePlan {
        let each = |make: fn(OptionCode) -> Level, of: &[OptionCode]| of.iter().cloned().map(make).collect::<Vec<_>>();
        let mut levels = match self.kind {
            QuestionKind::SingleChoice if self.ordinal => {
                let mut levels = vec![Level::Answered];
                levels.extend(each(Level::AtLeast, self.options.get(1..).unwrap_or_default()));
                levels
            }
            QuestionKind::SingleChoice => each(Level::Chosen, &self.options),
            QuestionKind::MultiChoice => {
                self.options.iter().flat_map(|o| [Level::Chosen(o.clone()), Level::NotChosen(o.clone())]).collect()
            }
            QuestionKind::RankedChoice => [vec![Level::Answered], each(Level::Ranked, &self.options)].concat(),
            QuestionKind::RecordList => [vec![Level::Answered], each(Level::Recorded, &self.areas)].concat(),
            _ => vec![Level::Answered],
        };
        levels.extend([Level::NonResponse, Level::NotApplicable, Level::Declined, Level::NothingNew]);
        if self.conditional {
            levels.push(Level::NotAsked);
        }
        TablePlan { question: self.code.clone(), levels }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;

    fn options(text: &str) -> Vec<OptionCode> {
        text.split_whitespace().map(|option| option.parse().unwrap()).collect()
    }
    fn question(kind: QuestionKind, ordinal: bool, conditional: bool) -> Countable {
        let code = "N.a.1".parse().unwrap();
        Countable { code, kind, options: options("a b c"), ordinal, areas: options("x y"), conditional }
    }
    fn text(levels: &[Level]) -> String {
        levels.iter().map(Level::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_text_that_is_no_level_is_refused() {
        for text in ["", "chosen", "chosen:", "chosen:A", "answered:a", "hidden", "at_most:a"] {
            assert!(text.parse::<Level>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_question_has_the_levels_of_its_kind() {
        use QuestionKind::*;
        let ends = "non_response not_applicable declined nothing_new";
        for (kind, ordinal, conditional, wanted) in [
            (SingleChoice, false, false, format!("chosen:a chosen:b chosen:c {ends}")),
            (SingleChoice, true, false, format!("answered at_least:b at_least:c {ends}")),
            (MultiChoice, false, true, {
                format!("chosen:a not_chosen:a chosen:b not_chosen:b chosen:c not_chosen:c {ends} not_asked")
            }),
            (RankedChoice, false, false, format!("answered ranked:a ranked:b ranked:c {ends}")),
            (RecordList, false, true, format!("answered recorded:x recorded:y {ends} not_asked")),
            (Number, false, false, format!("answered {ends}")),
            (DateRange, false, false, format!("answered {ends}")),
        ] {
            let plan = question(kind, ordinal, conditional).plan();
            assert_eq!(text(plan.levels()), wanted);
            for level in plan.levels() {
                assert_eq!(level.to_string().parse::<Level>().unwrap(), *level);
            }
        }
    }

    #[test]
    fn a_state_holds_the_levels_of_what_it_gave() {
        use QuestionKind::*;
        for (kind, ordinal, given, wanted) in [
            (SingleChoice, false, Given::Options(&options("zzz")), ""),
            (SingleChoice, true, Given::Options(&options("zzz")), "answered"),
            (SingleChoice, false, Given::Options(&options("b")), "chosen:b"),
            (SingleChoice, true, Given::Options(&options("a")), "answered"),
            (SingleChoice, true, Given::Options(&options("b")), "answered at_least:b"),
            (SingleChoice, true, Given::Options(&options("c")), "answered at_least:b at_least:c"),
            (MultiChoice, false, Given::Options(&options("a c")), "chosen:a not_chosen:b chosen:c"),
            (RankedChoice, false, Given::Options(&options("c a")), "answered ranked:a ranked:c"),
            (RecordList, false, Given::Options(&options("x x")), "answered recorded:x"),
            (Date, false, Given::Plain(Disposition::Answered), "answered"),
            (MultiChoice, false, Given::Plain(Disposition::Unanswered), "non_response"),
            (SingleChoice, true, Given::Plain(Disposition::Declined), "declined"),
            (SingleChoice, true, Given::Plain(Disposition::NotApplicable), "not_applicable"),
            (SingleChoice, true, Given::Plain(Disposition::NothingNew), "nothing_new"),
            (SingleChoice, false, Given::Hidden, "not_asked"),
        ] {
            assert_eq!(text(&question(kind, ordinal, true).plan().held(given)), wanted);
        }
    }
}
