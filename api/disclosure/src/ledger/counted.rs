//! Counted answers: the sealed inputs of a release, question by question.

use crate::{
    attack::KnownResponse,
    tabulate::{Respondent, TablePlan},
};
use entity::vocabulary::{QuestionCode, ReaderLevel, Sha256, StateCode};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A State that a release counts, with its counted content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedState {
    /// The State.
    pub state: StateCode,
    /// The number of its edition.
    pub edition: i32,
    /// The digest of its edition.
    pub edition_sha256: Sha256,
    /// The number of entries of its consent ledger that were read, to the last one about answers.
    /// Verification reads as many.
    pub ledger: usize,
    /// The questions that are left out. Either the answer was public once, or a follow-up with more
    /// readers discloses something of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<QuestionCode>,
    /// The earlier releases of the cycle before that count an edition which the State has withdrawn
    /// since. No change from these releases counts the State.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withdrawn_from: Vec<i64>,
    /// The questions on which a release of the cycle before counts an answer that may no longer be
    /// counted. No change from these answers counts the State.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub uncounted_from: BTreeMap<i64, Vec<QuestionCode>>,
}

/// The widest reader to whom the answer to a question in an edition was ever shown.
pub type Shared = BTreeMap<(StateCode, QuestionCode, i32), ReaderLevel>;

/// The counted answers of a release. They can be neither printed nor serialised.
pub struct Count {
    /// The plans of the countable questions, in the order of the instrument.
    pub plans: Vec<TablePlan>,
    /// The counted States with their responses.
    pub respondents: Vec<Respondent>,
    /// The respondents, with the content that was read of each.
    pub counted: Vec<CountedState>,
    /// A fact that shown answers disclose: true if a State was asked a question, and the readers of
    /// those answers.
    pub asked: BTreeMap<(StateCode, QuestionCode), (bool, ReaderLevel)>,
    /// The number of each State's edition.
    pub editions: BTreeMap<StateCode, i32>,
    /// The follow-ups of each question: they disclose something of its answer.
    pub follow_ups: BTreeMap<QuestionCode, BTreeSet<QuestionCode>>,
}

impl Count {
    /// Takes responses that come from no edition, for simulations.
    pub fn of(plans: &[TablePlan], respondents: Vec<Respondent>) -> Self {
        Self {
            plans: plans.to_vec(),
            respondents,
            counted: vec![],
            asked: BTreeMap::new(),
            editions: BTreeMap::new(),
            follow_ups: BTreeMap::new(),
        }
    }

    /// Returns the plan of a question.
    #[must_use]
    pub fn plan(&self, question: &QuestionCode) -> Option<&TablePlan> {
        self.plans.iter().find(|plan| plan.question() == question)
    }

    /// Returns the States whose answer is hidden from an audience that reads the answers shown to
    /// `reader`.
    pub fn hidden(&self, plan: &TablePlan, reader: ReaderLevel) -> BTreeSet<&StateCode> {
        let hides = |one: &&Respondent| {
            one.answers.get(plan.question()).is_some_and(|said| said.shown < reader)
        };
        self.respondents.iter().filter(hides).map(|one| &one.state).collect()
    }

    /// Returns the response of each State to a question as the attacker's problem takes it, with
    /// its widest reader.
    pub fn lines(&self, plan: &TablePlan, shared: &Shared) -> BTreeMap<StateCode, KnownResponse> {
        let line = |respondent: &Respondent| {
            let said = respondent.answers.get(plan.question())?;
            let state = &respondent.state;
            let edition = self.editions.get(state).copied().unwrap_or_default();
            let asked = self.asked.get(&(state.clone(), plan.question().clone())).copied();
            let known = |was: bool| {
                asked
                    .filter(|(is, _)| *is == was)
                    .map_or(ReaderLevel::StateOnly, |(_, reader)| reader)
            };
            // If a follow-up discloses something of an answer, the whole answer is taken to be
            // known.
            let of_it =
                self.follow_ups.get(plan.question()).into_iter().flatten().chain([plan.question()]);
            let shown = of_it
                .filter_map(|code| shared.get(&(state.clone(), code.clone(), edition)))
                .max()
                .copied();
            let line = KnownResponse {
                mask: plan.mask(&said.levels),
                hidden: !said.is_public(),
                shown: said.shown.max(known(false)).max(shown.unwrap_or(ReaderLevel::StateOnly)),
                asked: known(true),
                edition,
            };
            Some((state.clone(), line))
        };
        self.respondents.iter().filter_map(line).collect()
    }
}
