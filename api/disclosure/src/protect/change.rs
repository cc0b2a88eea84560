//! Changes between cycles: the number of States that went from one answer of a choice to another.
//!
//! Changes are released for questions that mean the same in both cycles. They count the States that
//! both releases count, except States that have taken the earlier answer back since. For other
//! questions the series is broken, and the release gives the reason. A State counts as published if
//! both its answers are public. All others are given as a band of the share, as in any table. The
//! gate attacks the change together with both releases.

mod series;

pub use series::{BreakInSeries, ChangeCell, Since};

use super::{
    Standing,
    bands::{Cell, Precision},
    size::CellProtector,
};
use crate::{
    attack::{ChangeConstraints, KnownResponse},
    parameters::{Audience, Parameters},
    tabulate::{ChangeCategory, Size, TablePlan},
};
use entity::vocabulary::{OptionCode, QuestionCode, ReaderLevel, StateCode};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The response of each State to a question in a release.
pub type KnownResponses = BTreeMap<StateCode, KnownResponse>;

/// Released change of a question's answers since an earlier cycle.
///
/// A stored change is frozen: it is read back as it was stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasedChange {
    question: QuestionCode,
    since: Since,
    standing: Standing,
    base: u32,
    published_base: u32,
    cells: Vec<ChangeCell>,
}

/// One side of a change.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// The plan of the question in that cycle.
    pub plan: &'a TablePlan,
    /// The responses of the counted States.
    pub said: &'a KnownResponses,
}

impl ReleasedChange {
    /// Builds a change without a comparison.
    pub fn broken(question: QuestionCode, because: BreakInSeries) -> Self {
        let since = Since::Break { because };
        Self {
            question,
            since,
            standing: Standing::NotAvailable,
            base: 0,
            published_base: 0,
            cells: Vec::new(),
        }
    }

    /// Builds the change between two releases, before the attack on it.
    pub fn between(
        number: i64,
        before: Side<'_>,
        after: Side<'_>,
        parameters: &Parameters,
    ) -> Self {
        let question = after.plan.question().clone();
        let options = |side: Side<'_>| {
            side.plan.steps().iter().map(|(option, _)| option.clone()).collect::<Vec<_>>()
        };
        if options(after).is_empty() {
            return Self::broken(question, BreakInSeries::NoChoice);
        }
        if options(before) != options(after) {
            return Self::broken(question, BreakInSeries::OtherOptions);
        }
        let since = Since::Release { number, question: before.plan.question().clone() };
        let both =
            || before.said.iter().filter_map(|(state, was)| Some((was, after.said.get(state)?)));
        let hides = |(was, is): &(&KnownResponse, &KnownResponse)| was.hidden || is.hidden;
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        // A reader of one of the two answers knows half of a State's change, and not the other
        // half.
        let secret = |(was, is): &(&KnownResponse, &KnownResponse)| {
            was.shown.min(is.shown) == ReaderLevel::StateOnly
        };
        let size = Size {
            hidden: number(both().filter(hides).count()),
            state_only: number(both().filter(secret).count()),
        };
        let base = number(both().count());
        let protector = CellProtector::of(after.plan, base, size, Audience::Everybody, parameters);
        let cell = |(from, was): &(Option<OptionCode>, ChangeCategory),
                    (to, is): &(Option<OptionCode>, ChangeCategory)| {
            let went = || both().filter(|(before, after)| was.is(before.mask) && is.is(after.mask));
            let published = number(went().filter(|pair| !hides(pair)).count());
            let hidden = number(went().filter(hides).count());
            ChangeCell {
                from: from.clone(),
                to: to.clone(),
                published,
                hidden: protector.protect(hidden, Precision::Band),
            }
        };
        let (from, to) = (before.plan.steps(), after.plan.steps());
        let cells = from.iter().flat_map(|was| to.iter().map(move |is| cell(was, is))).collect();
        let few = parameters.is_few(after.plan, size, Audience::Everybody);
        let standing = if few { Standing::NotAvailable } else { Standing::Ungated };
        Self { question, since, standing, base, published_base: base - size.hidden, cells }
    }

    /// Returns the constraints that the attacker learns from the change; `None` if it is suppressed
    /// or compares nothing.
    pub fn moves(&self, to: i64, before: Side<'_>, after: Side<'_>) -> Option<ChangeConstraints> {
        let Since::Release { number: from, .. } = self.since else { return None };
        let hides = |(state, was): (&StateCode, &KnownResponse)| {
            after.said.get(state).is_some_and(|is| was.hidden || is.hidden).then(|| state.clone())
        };
        let hidden: BTreeSet<StateCode> = before.said.iter().filter_map(hides).collect();
        let many = u32::try_from(hidden.len()).unwrap_or(u32::MAX);
        let steps = before
            .plan
            .steps()
            .iter()
            .flat_map(|was| after.plan.steps().iter().map(move |is| (was.1, is.1)));
        let cells = steps
            .zip(&self.cells)
            .filter_map(|(steps, cell)| Some((steps, cell.hidden.released_interval(many)?)));
        (self.standing != Standing::NotAvailable).then(|| ChangeConstraints {
            from,
            to,
            hidden,
            cells: cells.collect(),
        })
    }

    /// Applies the decision of the gate: the change stands, or it is suppressed.
    pub fn decided(mut self, admitted: bool) -> Self {
        if admitted && self.standing == Standing::Ungated {
            self.standing = Standing::Gated;
        }
        if !admitted {
            self.standing = Standing::NotAvailable;
            self.cells.iter_mut().for_each(|cell| cell.hidden = Cell::NotAvailable);
        }
        self
    }

    /// Returns the question.
    #[must_use]
    pub fn question(&self) -> &QuestionCode {
        &self.question
    }
    /// Returns true if the question is compared with an earlier cycle.
    pub fn is_compared(&self) -> bool {
        matches!(self.since, Since::Release { .. })
    }
    /// Returns the start of the comparison, or the reason why there is none.
    #[must_use]
    pub fn since(&self) -> &Since {
        &self.since
    }
    /// Returns the stage of the change.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.standing
    }
    /// Returns the number of States that both releases count on the question, without those that
    /// have withdrawn the earlier answer.
    #[must_use]
    pub fn base(&self) -> u32 {
        self.base
    }
    /// Returns the number of these States that have published both answers.
    #[must_use]
    pub fn published_base(&self) -> u32 {
        self.published_base
    }
    /// Returns the figures from every answer to every answer, in the instrument's order. No value
    /// comes last.
    #[must_use]
    pub fn cells(&self) -> &[ChangeCell] {
        &self.cells
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use crate::tabulate::{Countable, ResponseValue, Together};
    use entity::vocabulary::Lineage;
    use entity::vocabulary::{Disposition, QuestionKind, ReaderLevel};

    fn plan(kind: QuestionKind, ordinal: bool, options: &str) -> TablePlan {
        let options = options.split_whitespace().map(|option| option.parse().unwrap()).collect();
        let code = "N.a.1".parse().unwrap();
        Countable {
            code,
            kind,
            options,
            ordinal,
            areas: vec![],
            conditional: false,
            together: Together::default(),
        }
        .plan()
    }
    /// Parses responses of one letter each: `a`, `b`, `-` for nothing, a capital for a published
    /// answer, a blank for not counted.
    fn said(plan: &TablePlan, text: &str) -> KnownResponses {
        let line = |(place, letter): (usize, char)| {
            let option: Option<OptionCode> =
                letter.is_alphabetic().then(|| letter.to_lowercase().to_string().parse().unwrap());
            let options = option.map(|option| vec![option]);
            let given = options
                .as_deref()
                .map_or(ResponseValue::Plain(Disposition::Unanswered), ResponseValue::Options);
            let public = letter.is_uppercase();
            let mask = plan.mask(&plan.held(given));
            let shown = if public { ReaderLevel::Public } else { ReaderLevel::StateOnly };
            let line = KnownResponse {
                mask,
                hidden: !public,
                shown,
                asked: ReaderLevel::StateOnly,
                edition: 1,
            };
            let state =
                format!("AA{}", char::from(b'A' + u8::try_from(place).unwrap())).parse().unwrap();
            (letter != ' ').then_some((state, line))
        };
        text.chars().enumerate().filter_map(line).collect()
    }

    #[test]
    fn a_series_breaks_where_the_question_or_its_options_are_not_the_same() {
        let (choice, scale) = (
            plan(QuestionKind::SingleChoice, false, "a b"),
            plan(QuestionKind::SingleChoice, true, "a b"),
        );
        let (other, many) = (
            plan(QuestionKind::SingleChoice, false, "a c"),
            plan(QuestionKind::MultiChoice, false, "a b"),
        );
        let nobody = KnownResponses::new();
        let since = |before: &TablePlan, after: &TablePlan| {
            let [before, after] = [before, after].map(|plan| Side { plan, said: &nobody });
            ReleasedChange::between(1, before, after, &Parameters::default()).since
        };
        let broken = |because| Since::Break { because };
        assert_eq!(since(&choice, &other), broken(BreakInSeries::OtherOptions));
        assert_eq!(since(&choice, &many), broken(BreakInSeries::NoChoice));
        assert_eq!(
            since(&choice, &scale),
            Since::Release { number: 1, question: "N.a.1".parse().unwrap() }
        );
        for (relation, because) in [
            (Lineage::New, BreakInSeries::New),
            (Lineage::Narrowed, BreakInSeries::Narrowed),
            (Lineage::Split, BreakInSeries::Split),
            (Lineage::Merged, BreakInSeries::Merged),
        ] {
            assert_eq!(Since::of(relation, 1, "N.a.1".parse().unwrap()), broken(because));
        }
    }

    #[test]
    fn those_who_show_both_answers_are_counted_and_of_the_others_there_is_a_band() {
        for ordinal in [false, true] {
            let plan = plan(QuestionKind::SingleChoice, ordinal, "a b");
            let (before, after) = (said(&plan, "AAbaaaaaaaa- a"), said(&plan, "ABBbbbbbbaaaa "));
            let [before, after] = [&before, &after].map(|said| Side { plan: &plan, said });
            let change = ReleasedChange::between(1, before, after, &Parameters::default());
            // Twelve are in both; two show both answers, one shows the later one alone, nine hide
            // both.
            assert_eq!(
                (change.base, change.published_base, change.standing),
                (12, 2, Standing::Ungated)
            );
            let cell = |from: &str, to: &str| {
                let is = |option: &Option<OptionCode>, text: &str| {
                    option.as_ref().map_or("-", |o| o.as_str()) == text
                };
                change.cells.iter().find(|cell| is(&cell.from, from) && is(&cell.to, to)).unwrap()
            };
            let band = |lower_percent, upper_percent| Cell::Band { lower_percent, upper_percent };
            assert_eq!(change.cells.len(), 9);
            assert_eq!(
                (cell("a", "a").published, cell("a", "b").published, cell("b", "b").published),
                (1, 1, 0)
            );
            // Of ten, six went from a to b, two stayed, one was at b before, one gave no answer.
            assert_eq!(
                (cell("a", "b").hidden, cell("a", "a").hidden),
                (band(50, 100), band(0, 50))
            );
            let moves = change.moves(2, before, after).unwrap();
            assert_eq!(
                (moves.from, moves.to, moves.hidden.len(), moves.cells.len()),
                (1, 2, 10, 9)
            );
            let withheld = change.clone().decided(false);
            assert!(
                withheld.moves(2, before, after).is_none()
                    && withheld.cells.iter().all(|c| c.hidden == Cell::NotAvailable)
            );
            assert_eq!(change.decided(true).standing, Standing::Gated);
        }
    }

    #[test]
    fn few_are_not_told_and_nobody_hidden_is_told_exactly() {
        let plan = plan(QuestionKind::SingleChoice, false, "a b");
        for (text, standing, hidden) in [
            ("aaaaaaaaa", Standing::NotAvailable, Cell::NotAvailable),
            ("AAAAAAAAA", Standing::Ungated, Cell::Exact { count: 0 }),
            ("         ", Standing::Ungated, Cell::NotAsked),
        ] {
            let said = said(&plan, text);
            let side = Side { plan: &plan, said: &said };
            let change = ReleasedChange::between(1, side, side, &Parameters::default());
            assert_eq!((change.standing, change.cells[0].hidden), (standing, hidden), "{text:?}");
        }
    }
}
