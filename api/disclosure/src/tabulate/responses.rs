//! Responses and their raw counts, which are exact and must never leave this crate.
//!
//! The types of this file can be neither printed nor serialised, and only this crate reads the
//! fields of a tabulation. A count has two parts that are kept apart from here on: States whose
//! answer the audience reads, and hidden States.

use super::{level::Level, plan::TablePlan, size::Size};
use entity::vocabulary::{QuestionCode, ReaderLevel, StateCode};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A State whose edition is counted, with its answers.
///
/// A question that the State excluded from counting is absent.
pub struct Respondent {
    /// The State. A State that is given twice is not counted, because the two responses may differ.
    pub state: StateCode,
    /// The responses by question. An unanswered question is present as non-response if the State
    /// lets it be counted.
    pub answers: BTreeMap<QuestionCode, Response>,
}

/// Response of a State to one question.
pub struct Response {
    /// The levels that it holds, by [`TablePlan::held`].
    pub levels: Vec<Level>,
    /// The readers to whom exactly this answer is shown.
    ///
    /// If an audience reads the answer, the answer counts in the exact part of its tables.
    ///
    /// If a State stopped publishing an answer and then amended it, the new answer is not public.
    /// Counting it as public would publish it. If an answer is no longer public but is counted as
    /// public, the exact figure discloses that the answer has not changed since. A caller that
    /// wants to avoid this leaves the answer out of [`Respondent::answers`]. That exclusion depends
    /// only on facts that everybody saw.
    pub shown: ReaderLevel,
}

impl Response {
    /// Returns true if every reader may read it.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.shown == ReaderLevel::Public
    }
}

/// The counted States of a question, with their contribution to the size of a set. It holds no
/// answers.
pub struct Roster<'a>(BTreeMap<&'a StateCode, Size>);

impl<'a> Roster<'a> {
    /// Returns the counted States in the order of their codes, each with its contribution to a
    /// set's size.
    pub fn states(&self) -> impl Iterator<Item = (&'a StateCode, Size)> {
        self.0.iter().map(|(state, size)| (*state, *size))
    }
}

/// The counts of one set, for each level of the plan.
pub struct Counts {
    /// Number of counted States: |R ∩ S|.
    pub base: u32,
    /// Number of hidden States: n(S).
    pub size: Size,
    /// For each level: the number of published answers that hold it, and of hidden ones.
    pub levels: Vec<(u32, u32)>,
}

/// The answers to one question, read once and then counted for each set.
pub struct Tabulation<'a> {
    levels: usize,
    said: BTreeMap<&'a StateCode, (Size, BTreeSet<usize>)>,
}

impl<'a> Tabulation<'a> {
    /// Reads the responses to the plan's question, for an audience that reads the answers shown to
    /// `reader`.
    ///
    /// A level that is not in the plan counts for nothing.
    pub fn of(plan: &TablePlan, respondents: &'a [Respondent], reader: ReaderLevel) -> Self {
        let places: HashMap<&Level, usize> =
            plan.levels().iter().enumerate().map(|(place, level)| (level, place)).collect();
        let mut said = BTreeMap::new();
        for Respondent { state, answers } in respondents {
            let heard = answers.get(plan.question()).map(|said| {
                let held =
                    said.levels.iter().filter_map(|level| places.get(level).copied()).collect();
                (size(said.shown, reader), held)
            });
            said.entry(state).and_modify(|twice| *twice = None).or_insert(heard);
        }
        let said = said
            .into_iter()
            .filter_map(|(state, heard)| heard.map(|heard| (state, heard)))
            .collect();
        Self { levels: plan.levels().len(), said }
    }

    /// Returns the public facts. Decisions that must not depend on answers get nothing else.
    pub fn roster(&self) -> Roster<'a> {
        Roster(self.said.iter().map(|(state, (size, _))| (*state, *size)).collect())
    }

    /// Returns the counts of a set of States. A State that is not counted adds nothing.
    pub fn count(&self, set: impl IntoIterator<Item = &'a StateCode>) -> Counts {
        let mut counts =
            Counts { base: 0, size: Size::default(), levels: vec![(0, 0); self.levels] };
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

/// Returns a State's contribution to the size of a set, for an audience that reads the answers
/// shown to `reader`.
fn size(shown: ReaderLevel, reader: ReaderLevel) -> Size {
    Size {
        hidden: u32::from(shown < reader),
        state_only: u32::from(shown == ReaderLevel::StateOnly),
    }
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
    fn who_left_the_question_out_or_came_twice_is_not_counted_and_what_is_not_planned_counts_for_nothing()
     {
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
            roster
                .states()
                .map(|(state, size)| (state.as_str(), size.hidden, size.state_only))
                .collect::<Vec<_>>(),
            [("AAA", 1, 0), ("BBB", 1, 0), ("CCC", 0, 0), ("DDD", 0, 0)]
        );
        assert_eq!((counts.base, counts.size), (4, Size { hidden: 2, state_only: 0 }));
        assert_eq!(counts.levels, [(1, 1), (1, 0), (0, 0), (0, 0), (0, 0)]);
        let for_analysts = Tabulation::of(&plan, &given, ReaderLevel::Secretariat);
        assert_eq!(
            for_analysts.count(given.iter().map(|r| &r.state).take(4)).levels,
            [(2, 0), (1, 0), (0, 0), (0, 0), (0, 0)]
        );
    }

    /// Compiles only while no raw type can be printed or serialised: with a second implementation
    /// `_` is ambiguous.
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
