//! Raw counts: exact, and so never to leave this folder.
//!
//! The types of this file can be neither printed nor serialised, and their fields are read inside `aggregate` alone. A
//! count has two parts that are kept apart from here on: States whose answer the audience is shown, and hidden States.

use super::{level::Level, plan::TablePlan, size::Size};
use entity::vocabulary::{QuestionCode, ReaderLevel, StateCode};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A State whose edition is counted, with its answers. A question that the State left out of counting is absent.
pub struct Respondent {
    /// The State; one that is given twice is not counted, for nobody could say which of the two to believe.
    pub state: StateCode,
    /// By question, an unanswered one too, if the State lets it be counted: then it is non-response.
    pub answers: BTreeMap<QuestionCode, Response>,
}

/// What a State said about one question.
pub struct Response {
    /// The levels it holds, by [`TablePlan::held`].
    pub levels: Vec<Level>,
    /// To whom exactly this is shown. What an audience is shown counts towards the exact part of its tables. An answer that was
    /// amended after the State had stopped publishing is not public, whatever an earlier one was; to count it as such would publish it.
    /// An answer that is no longer public and counts as public tells that it has not changed since. Whoever wants to avoid
    /// that, too, leaves such an answer out of [`Respondent::answers`]: that depends on nothing but what everybody saw.
    pub shown: ReaderLevel,
}

impl Response {
    /// Whether everybody may read it.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.shown == ReaderLevel::Public
    }
}

/// Who is counted on a question, and who hides the answer, or shows it to nobody. It holds no answers.
pub struct Roster<'a>(BTreeMap<&'a StateCode, Size>);

impl<'a> Roster<'a> {
    /// The counted States in the order of their codes, each with what it adds to a set.
    pub fn states(&self) -> impl Iterator<Item = (&'a StateCode, Size)> {
        self.0.iter().map(|(state, size)| (*state, *size))
    }
}

/// The counts of one set, per level of the plan.
pub struct Counts {
    /// |R ∩ S|.
    pub base: u32,
    /// n(S).
    pub size: Size,
    /// Per level: who is seen to hold it, who holds it hidden.
    pub levels: Vec<(u32, u32)>,
}

/// One question's answers, read once and then counted per set.
pub struct Tabulation<'a> {
    levels: usize,
    said: BTreeMap<&'a StateCode, (Size, BTreeSet<usize>)>,
}

impl<'a> Tabulation<'a> {
    /// Reads what the respondents said on the plan's question, for those to whom is shown what is shown to `reader`. A level
    /// that is not planned counts for nothing.
    pub fn of(plan: &TablePlan, respondents: &'a [Respondent], reader: ReaderLevel) -> Self {
        let places: HashMap<&Level, usize> = plan.levels().iter().enumerate().map(|(place, level)| (level, place)).collect();
        let mut said = BTreeMap::new();
        for Respondent { state, answers } in respondents {
            let heard = answers.get(plan.question()).map(|said| {
                let held = said.levels.iter().filter_map(|level| places.get(level).copied()).collect();
                (size(said.shown, reader), held)
            });
            said.entry(state).and_modify(|twice| *twice = None).or_insert(heard);
        }
        let said = said.into_iter().filter_map(|(state, heard)| heard.map(|heard| (state, heard))).collect();
        Self { levels: plan.levels().len(), said }
    }

    /// The facts alone that decisions may depend on which must not depend on answers.
    pub fn roster(&self) -> Roster<'a> {
        Roster(self.said.iter().map(|(state, (size, _))| (*state, *size)).collect())
    }

    /// The counts of a set of States; a State that is not counted adds nothing.
    pub fn count(&self, set: impl IntoIterator<Item = &'a StateCode>) -> Counts {
        let mut counts = Counts { base: 0, size: Size::default(), levels: vec![(0, 0); self.levels] };
        for (size, held) in set.into_iter().filter_map(|state| self.said.get(state)) {
            counts.base += 1;
            counts.size += *size;
            for &place in held {
                let (published, hidden) = &mut counts.levels[place];
                *(if size.hidden == 0 { published } else { hidden }) += 1;
            }
        }
        counts
    }
}

/// What a State adds to a set by an answer that is shown so far, for those to whom is shown what is shown to `reader`.
fn size(shown: ReaderLevel, reader: ReaderLevel) -> Size {
    Size { hidden: u32::from(shown < reader), state_only: u32::from(shown == ReaderLevel::StateOnly) }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::super::plan::{Countable, ResponseValue, Together};
    use super::*;
    use entity::vocabulary::{Disposition, QuestionKind};

    fn numbers() -> TablePlan {
        let code = "N.a.1".parse().unwrap();
        Countable {
            code,
            kind: QuestionKind::Number,
            options: vec![],
            ordinal: false,
            areas: vec![],
            conditional: false,
            together: Together::default(),
        }
        .plan()
    }
    fn respondent(state: &str, levels: Vec<Level>, public: bool) -> Respondent {
        let shown = if public { ReaderLevel::Public } else { ReaderLevel::Secretariat };
        let answers = BTreeMap::from([("N.a.1".parse().unwrap(), Response { levels, shown })]);
        Respondent { state: state.parse().unwrap(), answers }
    }

    #[test]
    fn who_left_the_question_out_or_came_twice_is_not_counted_and_what_is_not_planned_counts_for_nothing() {
        let plan = numbers();
        let mut given = vec![
            respondent("AAA", vec![Level::NotAsked], false),
            respondent("BBB", vec![Level::Answered, Level::Answered], false),
            respondent("CCC", plan.held(ResponseValue::Plain(Disposition::Unanswered)), true),
            respondent("DDD", vec![Level::Answered], true),
            respondent("EEE", vec![Level::Answered], false),
            respondent("EEE", vec![Level::Declined], false),
        ];
        given.push(Respondent { state: "FFF".parse().unwrap(), answers: BTreeMap::new() });
        let tabulation = Tabulation::of(&plan, &given, ReaderLevel::Public);
        let roster = tabulation.roster();
        let counts = tabulation.count(given.iter().map(|r| &r.state).take(4));
        assert_eq!(
            roster.states().map(|(state, size)| (state.as_str(), size.hidden, size.state_only)).collect::<Vec<_>>(),
            [("AAA", 1, 0), ("BBB", 1, 0), ("CCC", 0, 0), ("DDD", 0, 0)]
        );
        assert_eq!((counts.base, counts.size), (4, Size { hidden: 2, state_only: 0 }));
        assert_eq!(counts.levels, [(1, 1), (1, 0), (0, 0), (0, 0), (0, 0)]);
        let for_analysts = Tabulation::of(&plan, &given, ReaderLevel::Secretariat);
        assert_eq!(for_analysts.count(given.iter().map(|r| &r.state).take(4)).levels, [(2, 0), (1, 0), (0, 0), (0, 0), (0, 0)]);
    }

    /// Compiles only as long as no raw type can be printed or serialised: with a second implementation `_` is ambiguous.
    #[test]
    fn raw_types_can_be_neither_printed_nor_serialised() {
        trait Unless<Way> {
            fn holds() {}
        }
        struct Printed;
        struct Serialised;
        impl<T> Unless<()> for T {}
        impl<T: std::fmt::Debug> Unless<Printed> for T {}
        impl<T: serde::Serialize> Unless<Serialised> for T {}
        <Respondent as Unless<_>>::holds();
        <Response as Unless<_>>::holds();
        <Roster<'static> as Unless<_>>::holds();
        <Counts as Unless<_>>::holds();
        <Tabulation<'static> as Unless<_>>::holds();
    }
}
