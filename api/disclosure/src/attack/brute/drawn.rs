//! Small cases, drawn at random.
#![expect(clippy::unwrap_used, reason = "a test may")]

use super::super::*;
use crate::tabulate::{AnswerSpace, ChangeCategory, Level, Mask};
use entity::vocabulary::{ReaderLevel, StateCode};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Kinds of questions: their levels. The option `b` excludes all others.
pub(super) const KINDS: [&str; 5] = [
    "chosen:a chosen:b non_response",
    "answered at_least:b at_least:c non_response",
    "chosen:a not_chosen:a chosen:b not_chosen:b non_response",
    "answered non_response not_asked",
    "answered recorded:x non_response",
];

pub(super) fn shape(kind: usize) -> AnswerSpace {
    let levels: Vec<Level> = KINDS[kind].split(' ').map(|level| level.parse().unwrap()).collect();
    AnswerSpace::of(&levels, &["b".parse().unwrap()], None, kind == 4).unwrap()
}
pub(super) fn answers(shape: &AnswerSpace) -> Vec<Mask> {
    (0..1 << shape.levels()).filter(|mask| shape.allows(*mask)).collect()
}
pub(super) fn state(place: usize) -> StateCode {
    format!("AA{}", char::from(b'A' + u8::try_from(place).unwrap())).parse().unwrap()
}

/// A drawn State: its classes in two partitions, then for each release its response.
#[derive(Clone, Debug)]
pub(super) struct Drawn {
    pub(super) classes: (u8, u8),
    said: Vec<(prop::sample::Index, u8, u8)>,
}
/// Distance of the ends of each cell from the truth, by release, set and level.
pub(super) type Slack = Vec<(u8, u8)>;

pub(super) fn questions(
    kind: usize,
    drawn: &[Drawn],
    slack: &[Slack],
    same_cycle: bool,
) -> Vec<ReleasedQuestion> {
    let shape = shape(kind);
    let all = answers(&shape);
    let line = |question: usize, drawn: &Drawn| {
        let (index, how, edition) = &drawn.said[question];
        // In one cycle the same edition holds the same response.
        let tied = same_cycle && question > 0 && *edition == 0;
        let mask = *if tied { drawn.said[0].0.get(&all) } else { index.get(&all) };
        let if_so = |so: bool| if so { ReaderLevel::Public } else { ReaderLevel::StateOnly };
        let asked = if_so(*how == 3 && mask & not_asked(&shape) == 0);
        let edition = if question > 0 && tied { 0 } else { i32::try_from(question).unwrap() };
        (*how > 0).then_some(KnownResponse {
            mask,
            hidden: *how > 1,
            shown: if_so(*how == 1 || *how == 4),
            asked,
            edition,
        })
    };
    let question = |question: usize| {
        let lines = drawn
            .iter()
            .enumerate()
            .filter_map(|(place, one)| Some((state(place), line(question, one)?)));
        let said: BTreeMap<StateCode, KnownResponse> = lines.collect();
        let of = |class: &dyn Fn(&Drawn) -> bool| -> BTreeSet<StateCode> {
            drawn
                .iter()
                .enumerate()
                .filter(|(_, one)| class(one))
                .map(|(place, _)| state(place))
                .collect()
        };
        let classes: [&dyn Fn(&Drawn) -> bool; 4] =
            [&|_| true, &|one| one.classes.0 == 0, &|one| one.classes.0 == 1, &|one| {
                one.classes.1 == 0
            }];
        let set = |(set, class): (usize, &&dyn Fn(&Drawn) -> bool)| {
            let states = of(*class);
            let hidden: Vec<Mask> = states
                .iter()
                .filter_map(|s| said.get(s))
                .filter(|l| l.hidden)
                .map(|l| l.mask)
                .collect();
            let cell = |level: usize| {
                let (down, up) = slack[question][(set * 7 + level * 3) % slack[question].len()];
                let truth =
                    u32::try_from(hidden.iter().filter(|mask| (*mask >> level) & 1 == 1).count())
                        .unwrap();
                let most = u32::try_from(hidden.len()).unwrap();
                (down < 5).then(|| {
                    (truth.saturating_sub(u32::from(down)), (truth + u32::from(up)).min(most))
                })
            };
            Set { cells: (0..shape.levels()).map(cell).collect(), states }
        };
        let sets = classes.iter().enumerate().map(set).collect();
        let release = i64::try_from(question).unwrap();
        ReleasedQuestion {
            release,
            cycle: if same_cycle { 0 } else { question },
            shape: shape.clone(),
            sets,
            said,
        }
    };
    (0..slack.len()).map(question).collect()
}
pub(super) fn not_asked(shape: &AnswerSpace) -> Mask {
    if *shape == self::shape(3) { 0b100 } else { 0 }
}

pub(super) fn assignments(
    questions: usize,
    states: std::ops::Range<usize>,
) -> impl Strategy<Value = (usize, Vec<Drawn>, Vec<Slack>, bool)> {
    let how = prop_oneof![1 => Just(0u8), 1 => Just(1), 8 => Just(2), 1 => Just(3), 1 => Just(4)];
    let said = prop::collection::vec((any::<prop::sample::Index>(), how, 0u8..2), questions);
    let state = ((0u8..2, 0u8..2), said).prop_map(|(classes, said)| Drawn { classes, said });
    let slack = prop::collection::vec(prop::collection::vec((0u8..6, 0u8..4), 5..20), questions);
    (0..KINDS.len(), prop::collection::vec(state, states), slack, any::<bool>())
}
pub(super) fn attackers(drawn: &[Drawn], coalition: u32) -> ResponseKnowledge {
    ResponseKnowledge {
        coalition,
        blocs: vec![(0..drawn.len()).filter(|place| place % 3 == 0).map(state).collect()],
    }
}

/// Builds the released changes between the first two releases. Each cell is true, or less precise,
/// or missing.
pub(super) fn moves(
    kind: usize,
    questions: &[ReleasedQuestion],
    slack: &[Slack],
) -> Vec<ChangeConstraints> {
    let shape = shape(kind);
    let values: Vec<Mask> =
        answers(&shape).into_iter().filter(|mask| mask & 1 == 1 || *mask == 2).collect();
    let any = values.iter().fold(0, |any, mask| any | mask);
    let steps: Vec<ChangeCategory> = values
        .into_iter()
        .map(ChangeCategory::Value)
        .chain([ChangeCategory::Without(any)])
        .collect();
    let both = || {
        questions[0]
            .said
            .iter()
            .filter_map(|(state, was)| Some((state, was, questions[1].said.get(state)?)))
    };
    let hidden: BTreeSet<StateCode> = both()
        .filter(|(_, was, is)| was.hidden || is.hidden)
        .map(|(state, ..)| state.clone())
        .collect();
    let cell = |place: usize, (from, to): (ChangeCategory, ChangeCategory)| {
        let went = both()
            .filter(|(state, was, is)| {
                hidden.contains(*state) && from.is(was.mask) && to.is(is.mask)
            })
            .count();
        let (went, most) = (u32::try_from(went).unwrap(), u32::try_from(hidden.len()).unwrap());
        let (down, up) = slack[1][(place * 5 + 1) % slack[1].len()];
        let cell = (went.saturating_sub(u32::from(down)), (went + u32::from(up)).min(most));
        (down < 5).then_some(((from, to), cell))
    };
    let pairs = steps.iter().flat_map(|from| steps.iter().map(move |to| (*from, *to)));
    let cells = pairs.enumerate().filter_map(|(place, pair)| cell(place, pair)).collect();
    vec![ChangeConstraints { from: 0, to: 1, hidden, cells }]
}
