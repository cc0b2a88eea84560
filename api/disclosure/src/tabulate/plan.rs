//! The plan: which figures a question may have, declared before anybody answers.
//!
//! A table is planned from the instrument alone. Nothing that a reader asks for adds a level to it. What a State said
//! is turned into the levels it holds by the same declaration, so a figure that is not planned can't be counted.
//!
//! On an ordinal scale levels are cumulative (`at_least:planned` is held by everybody from `planned` upwards): a reader wants
//! the share that has got at least so far, and nested bands say less about a single step than a band for each step would.
//! The lowest step needs no level of its own: to be at least there is to have answered. Options come in ascending order.

use super::{
    answer_space::{AnswerSpace, ChangeCategory, Mask},
    level::Level,
};
use entity::vocabulary::{Disposition, OptionCode, QuestionCode, QuestionKind};

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
    /// What may be chosen together.
    pub together: Together,
}

/// What may be chosen together where several options may be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Together {
    /// Options that stand alone.
    pub exclusive: Vec<OptionCode>,
    /// So many at most.
    pub most: Option<u32>,
    /// Whether a value may hold no option, such as records without an area.
    pub may_be_empty: bool,
}

/// What a State said about one question, as far as counting goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseValue<'a> {
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
    shape: Option<AnswerSpace>,
    steps: Vec<(Option<OptionCode>, ChangeCategory)>,
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
    /// Whether analysts see the count of a level. Levels that exclude each other add up, so if every one of them were counted, all
    /// that nobody holds would be known to be held by nobody: of those of a choice the last is told by its band, and so is
    /// whatever stands for no value, and that an option was not chosen.
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
    /// Of a choice of one option: the options, and no value, between which a change is told.
    pub fn steps(&self) -> &[(Option<OptionCode>, ChangeCategory)] {
        &self.steps
    }
    /// Which levels can be held together; none if there are too many levels for the gate.
    pub fn shape(&self) -> Option<&AnswerSpace> {
        self.shape.as_ref()
    }
    /// A set of levels as a mask.
    pub fn mask(&self, held: &[Level]) -> Mask {
        let bit = |level: &Level| self.levels.iter().position(|other| other == level).filter(|place| *place < 128);
        held.iter().filter_map(bit).fold(0, |mask, place| mask | 1 << place)
    }
    /// Whether it is put only to those whose answer to another question calls for it.
    pub fn is_follow_up(&self) -> bool {
        self.levels.contains(&Level::NotAsked)
    }
    /// The levels that a State holds by what it gave. An option that the question does not have counts for nothing.
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
        let Together { exclusive, most, may_be_empty } = &self.together;
        let shape = AnswerSpace::of(&levels, exclusive, *most, *may_be_empty);
        let mut plan = TablePlan { question: self.code.clone(), levels, shape, steps: Vec::new() };
        if self.kind == QuestionKind::SingleChoice {
            let value = |option: &OptionCode| plan.mask(&plan.held(ResponseValue::Options(std::slice::from_ref(option))));
            let values: Vec<(OptionCode, Mask)> = self.options.iter().map(|option| (option.clone(), value(option))).collect();
            let any = values.iter().fold(0, |any, (_, mask)| any | mask);
            let options = values.into_iter().map(|(option, mask)| (Some(option), ChangeCategory::Value(mask)));
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
            (SingleChoice, false, ResponseValue::Options(&options("zzz")), ""),
            (SingleChoice, true, ResponseValue::Options(&options("zzz")), "answered"),
            (SingleChoice, false, ResponseValue::Options(&options("b")), "chosen:b"),
            (SingleChoice, true, ResponseValue::Options(&options("a")), "answered"),
            (SingleChoice, true, ResponseValue::Options(&options("b")), "answered at_least:b"),
            (SingleChoice, true, ResponseValue::Options(&options("c")), "answered at_least:b at_least:c"),
            (MultiChoice, false, ResponseValue::Options(&options("a c")), "chosen:a not_chosen:b chosen:c"),
            (RankedChoice, false, ResponseValue::Options(&options("c a")), "answered ranked:a ranked:c"),
            (RecordList, false, ResponseValue::Options(&options("x x")), "answered recorded:x"),
            (Date, false, ResponseValue::Plain(Disposition::Answered), "answered"),
            (MultiChoice, false, ResponseValue::Plain(Disposition::Unanswered), "non_response"),
            (SingleChoice, true, ResponseValue::Plain(Disposition::Declined), "declined"),
            (SingleChoice, true, ResponseValue::Plain(Disposition::NotApplicable), "not_applicable"),
            (SingleChoice, true, ResponseValue::Plain(Disposition::NothingNew), "nothing_new"),
            (SingleChoice, false, ResponseValue::Hidden, "not_asked"),
        ] {
            assert_eq!(text(&question(kind, ordinal, true).plan().held(given)), wanted);
        }
    }
}
