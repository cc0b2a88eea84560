//! The table plan: the figures that a question may have, declared before any State answers.
//!
//! A table is planned from the instrument alone. No request of a reader adds a level to it. The
//! same declaration turns a State's answer into the levels that it holds, so only planned figures
//! can be counted.
//!
//! On an ordinal scale levels are cumulative: every State at `planned` or above holds
//! `at_least:planned`. Readers want the share of States that have reached a step at least. Nested
//! bands also disclose less about a single step than a band for each step would. The lowest step
//! has no level of its own: every State that answered is at least there. Options come in ascending
//! order.

use super::{
    answer_space::{AnswerSpace, ChangeCategory, Mask},
    level::Level,
};
use entity::vocabulary::{Disposition, OptionCode, QuestionCode, QuestionKind};

/// A countable question, as the plan needs to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Countable {
    /// The question.
    pub code: QuestionCode,
    /// Its kind. Free texts and lists have no levels but whether they were answered.
    pub kind: QuestionKind,
    /// Its options in the instrument's order; ascending if `ordinal`.
    pub options: Vec<OptionCode>,
    /// True if the options are steps of one scale, such as the status scale.
    pub ordinal: bool,
    /// The options of the first single-choice field of a record list, such as areas of capacity.
    pub areas: Vec<OptionCode>,
    /// True if a condition can hide the question.
    pub conditional: bool,
    /// The options that may be chosen together.
    pub together: Together,
}

/// Rules on options that may be chosen together, for questions with several options in an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Together {
    /// Options that exclude all others.
    pub exclusive: Vec<OptionCode>,
    /// Greatest number of options in an answer.
    pub most: Option<u32>,
    /// True if a value may hold no option, such as records without an area.
    pub may_be_empty: bool,
}

/// A State's response to one question, as far as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseValue<'a> {
    /// A condition hides the question.
    Hidden,
    /// The State gave no value, for this reason. `Answered` stands for a value without options,
    /// such as a date.
    Plain(Disposition),
    /// The options of the value: the chosen or ranked ones, or the areas of its records.
    Options(&'a [OptionCode]),
}

/// The levels that are counted for one question, in the order of its tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TablePlan {
    question: QuestionCode,
    levels: Vec<Level>,
    shape: Option<AnswerSpace>,
    steps: Vec<(Option<OptionCode>, ChangeCategory)>,
}

impl TablePlan {
    /// Returns the question.
    #[must_use]
    pub fn question(&self) -> &QuestionCode {
        &self.question
    }
    /// Returns the levels, each once.
    #[must_use]
    pub fn levels(&self) -> &[Level] {
        &self.levels
    }
    /// Returns true if analysts get the count of a level instead of its band.
    ///
    /// Levels that exclude each other add up. If all of them were counted, analysts would know
    /// which levels no State holds. So one level stays open and is given by its band. For a choice
    /// this is the last option. The levels without a value, and "not chosen", are always bands.
    pub fn is_counted(&self, level: &Level) -> bool {
        match level {
            Level::Answered | Level::AtLeast(_) | Level::Ranked(_) | Level::Recorded(_) => true,
            Level::Chosen(option) => {
                let last = self.levels.iter().rfind(|other| matches!(other, Level::Chosen(_)));
                self.levels.contains(&Level::NotChosen(option.clone())) || last != Some(level)
            }
            _ => false,
        }
    }
    /// Returns the categories of change of a single choice: its options, and no value. Empty for
    /// other questions.
    pub fn steps(&self) -> &[(Option<OptionCode>, ChangeCategory)] {
        &self.steps
    }
    /// Returns the answer space, or `None` if the question has too many levels for the gate.
    pub fn shape(&self) -> Option<&AnswerSpace> {
        self.shape.as_ref()
    }
    /// Returns a set of levels as a mask.
    pub fn mask(&self, held: &[Level]) -> Mask {
        let bit = |level: &Level| {
            self.levels.iter().position(|other| other == level).filter(|place| *place < 128)
        };
        held.iter().filter_map(bit).fold(0, |mask, place| mask | 1 << place)
    }
    /// Returns true if only States with a certain answer to another question are asked this one.
    pub fn is_follow_up(&self) -> bool {
        self.levels.contains(&Level::NotAsked)
    }
    /// Returns the levels that a response holds. An option that the question does not have counts
    /// for nothing.
    #[must_use]
    pub fn held(&self, given: ResponseValue<'_>) -> Vec<Level> {
        let options = match given {
            ResponseValue::Hidden => return vec![Level::NotAsked],
            ResponseValue::Plain(Disposition::Unanswered) => return vec![Level::NonResponse],
            ResponseValue::Plain(Disposition::NotApplicable) => return vec![Level::NotApplicable],
            ResponseValue::Plain(Disposition::Declined) => return vec![Level::Declined],
            ResponseValue::Plain(Disposition::NothingNew) => return vec![Level::NothingNew],
            ResponseValue::Plain(Disposition::Answered) => &[],
            ResponseValue::Options(options) => options,
        };
        let step =
            |level: &Level| matches!(level, Level::AtLeast(option) if options.contains(option));
        // A State at a step holds all steps below it, which come before it in the plan.
        let taken = self.levels.iter().rposition(step).map_or(0, |top| top + 1);
        let holds = |(place, level): &(usize, &Level)| match level {
            Level::Answered => true,
            Level::Chosen(option) | Level::Ranked(option) | Level::Recorded(option) => {
                options.contains(option)
            }
            Level::NotChosen(option) => !options.contains(option),
            Level::AtLeast(_) => *place < taken,
            _ => false,
        };
        self.levels.iter().enumerate().filter(holds).map(|(_, level)| level.clone()).collect()
    }
}

/// Returns the table plans of an instrument, in the order of its questions.
#[must_use]
pub fn plan(questions: &[Countable]) -> Vec<TablePlan> {
    questions.iter().map(Countable::plan).collect()
}

impl Countable {
    /// Returns the table plan of this question.
    #[must_use]
    pub fn plan(&self) -> TablePlan {
        let each = |make: fn(OptionCode) -> Level, of: &[OptionCode]| {
            of.iter().cloned().map(make).collect::<Vec<_>>()
        };
        let mut levels = match self.kind {
            QuestionKind::SingleChoice if self.ordinal => {
                let mut levels = vec![Level::Answered];
                levels.extend(each(Level::AtLeast, self.options.get(1..).unwrap_or_default()));
                levels
            }
            QuestionKind::SingleChoice => each(Level::Chosen, &self.options),
            QuestionKind::MultiChoice => self
                .options
                .iter()
                .flat_map(|o| [Level::Chosen(o.clone()), Level::NotChosen(o.clone())])
                .collect(),
            QuestionKind::RankedChoice => {
                [vec![Level::Answered], each(Level::Ranked, &self.options)].concat()
            }
            QuestionKind::RecordList => {
                [vec![Level::Answered], each(Level::Recorded, &self.areas)].concat()
            }
            _ => vec![Level::Answered],
        };
        levels.extend([
            Level::NonResponse,
            Level::NotApplicable,
            Level::Declined,
            Level::NothingNew,
        ]);
        if self.conditional {
            levels.push(Level::NotAsked);
        }
        let Together { exclusive, most, may_be_empty } = &self.together;
        let shape = AnswerSpace::of(&levels, exclusive, *most, *may_be_empty);
        let mut plan = TablePlan { question: self.code.clone(), levels, shape, steps: Vec::new() };
        if self.kind == QuestionKind::SingleChoice {
            let value = |option: &OptionCode| {
                plan.mask(&plan.held(ResponseValue::Options(std::slice::from_ref(option))))
            };
            let values: Vec<(OptionCode, Mask)> =
                self.options.iter().map(|option| (option.clone(), value(option))).collect();
            let any = values.iter().fold(0, |any, (_, mask)| any | mask);
            let options = values
                .into_iter()
                .map(|(option, mask)| (Some(option), ChangeCategory::Value(mask)));
            plan.steps = options.chain([(None, ChangeCategory::Without(any))]).collect();
        }
        plan
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
        Countable {
            code,
            kind,
            options: options("a b c"),
            ordinal,
            areas: options("x y"),
            conditional,
            together: Together::default(),
        }
    }
    fn text(levels: &[Level]) -> String {
        levels.iter().map(Level::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_question_has_the_levels_of_its_kind() {
        use QuestionKind::*;
        let ends = "non_response not_applicable declined nothing_new";
        for (kind, ordinal, conditional, wanted) in [
            (SingleChoice, false, false, format!("chosen:a chosen:b chosen:c {ends}")),
            (SingleChoice, true, false, format!("answered at_least:b at_least:c {ends}")),
            (MultiChoice, false, true, {
                format!(
                    "chosen:a not_chosen:a chosen:b not_chosen:b chosen:c not_chosen:c {ends} not_asked"
                )
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
            (SingleChoice, false, ResponseValue::Options(&options("zzz")), ""),
            (SingleChoice, true, ResponseValue::Options(&options("zzz")), "answered"),
            (SingleChoice, false, ResponseValue::Options(&options("b")), "chosen:b"),
            (SingleChoice, true, ResponseValue::Options(&options("a")), "answered"),
            (SingleChoice, true, ResponseValue::Options(&options("b")), "answered at_least:b"),
            (
                SingleChoice,
                true,
                ResponseValue::Options(&options("c")),
                "answered at_least:b at_least:c",
            ),
            (
                MultiChoice,
                false,
                ResponseValue::Options(&options("a c")),
                "chosen:a not_chosen:b chosen:c",
            ),
            (
                RankedChoice,
                false,
                ResponseValue::Options(&options("c a")),
                "answered ranked:a ranked:c",
            ),
            (RecordList, false, ResponseValue::Options(&options("x x")), "answered recorded:x"),
            (Date, false, ResponseValue::Plain(Disposition::Answered), "answered"),
            (MultiChoice, false, ResponseValue::Plain(Disposition::Unanswered), "non_response"),
            (SingleChoice, true, ResponseValue::Plain(Disposition::Declined), "declined"),
            (
                SingleChoice,
                true,
                ResponseValue::Plain(Disposition::NotApplicable),
                "not_applicable",
            ),
            (SingleChoice, true, ResponseValue::Plain(Disposition::NothingNew), "nothing_new"),
            (SingleChoice, false, ResponseValue::Hidden, "not_asked"),
        ] {
            assert_eq!(text(&question(kind, ordinal, true).plan().held(given)), wanted);
        }
    }
}
