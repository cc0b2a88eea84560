//! A wider draw than that of `frontier`.
//!
//! It has every kind of question whose options are counted, every disposition, and some answers
//! that may not be counted.

use crate::simulate::{Dice, Reference, Simulation};
use disclosure::{Countable, Level, Respondent, ResponseValue, TablePlan, Together};
use entity::vocabulary::{Disposition, OptionCode, QuestionKind, ReaderLevel};
use std::collections::BTreeSet;

/// One answer in this many is not counted.
const LEFT_OUT: u64 = 30;

/// Kinds of questions, with the number of options or of record areas, and true for a scale.
const KINDS: [(QuestionKind, usize, bool); 5] = [
    (QuestionKind::SingleChoice, 4, false),
    (QuestionKind::SingleChoice, 6, true),
    (QuestionKind::MultiChoice, 12, false),
    (QuestionKind::RankedChoice, 10, false),
    (QuestionKind::RecordList, 8, false),
];

/// Returns questions of each kind in turn. None is a follow-up, because follow-ups release nothing
/// hidden.
pub fn questions(number: usize, seed: u64) -> Vec<Countable> {
    (0..number).map(|place| question(place, usize::try_from(seed).unwrap())).collect()
}

fn question(place: usize, seed: usize) -> Countable {
    let (kind, number, ordinal) = KINDS[place % KINDS.len()];
    let named: Vec<OptionCode> =
        (0..number).map(|option| format!("o{option}").parse().unwrap()).collect();
    let together = match kind {
        // The last option is "none of the others". By seed, few options may be chosen.
        QuestionKind::MultiChoice => {
            let most = seed.is_multiple_of(3).then_some(3);
            Together {
                exclusive: named.last().cloned().into_iter().collect(),
                most,
                ..Together::default()
            }
        }
        QuestionKind::RankedChoice => Together { most: Some(5), ..Together::default() },
        QuestionKind::RecordList => {
            Together { may_be_empty: seed.is_multiple_of(2), ..Together::default() }
        }
        _ => Together::default(),
    };
    let (options, areas) =
        if kind == QuestionKind::RecordList { (vec![], named) } else { (named, vec![]) };
    let code = format!("N.a.{}", place + 1).parse().unwrap();
    Countable { code, kind, options, ordinal, areas, conditional: false, together }
}

/// Draws the counted answers to these questions.
pub fn draw(
    simulation: &Simulation,
    reference: &Reference,
    questions: &[Countable],
) -> Vec<Respondent> {
    let (_, mut respondents) = simulation.draw_by(reference, questions, said);
    let mut dice = Dice::of(simulation.seed);
    for one in &mut respondents {
        one.answers.retain(|_, _| dice.below(LEFT_OUT) > 0);
    }
    hushed(respondents)
}

/// Hides the answers without a response: a State cannot show an answer that it did not give.
pub fn hushed(mut respondents: Vec<Respondent>) -> Vec<Respondent> {
    let answers = respondents.iter_mut().flat_map(|one| one.answers.values_mut());
    answers
        .filter(|said| is_silent(&said.levels))
        .for_each(|said| said.shown = ReaderLevel::StateOnly);
    respondents
}

/// Returns true if there is no answer that a State could show.
fn is_silent(levels: &[Level]) -> bool {
    levels == [Level::NonResponse]
}

/// Draws a response: five in 32 give no value, and of the others more than half agree.
fn said(plan: &TablePlan, question: &Countable, favourite: u64, dice: &mut Dice) -> Vec<Level> {
    let instead = match dice.below(32) {
        0 | 1 => Some(ResponseValue::Plain(Disposition::Unanswered)),
        2 => Some(ResponseValue::Plain(Disposition::Declined)),
        3 => Some(ResponseValue::Plain(Disposition::NotApplicable)),
        4 => Some(ResponseValue::Plain(Disposition::NothingNew)),
        _ => None,
    };
    instead.map_or_else(
        || plan.held(ResponseValue::Options(&value(question, favourite, dice))),
        |instead| plan.held(instead),
    )
}

/// Draws the options of a value: the chosen or ranked ones, or the areas of records.
fn value(question: &Countable, favourite: u64, dice: &mut Dice) -> Vec<OptionCode> {
    let Together { exclusive, most, may_be_empty } = &question.together;
    if let [alone] = exclusive.as_slice()
        && dice.below(10) == 0
    {
        return vec![alone.clone()];
    }
    if *may_be_empty && dice.below(10) == 0 {
        return Vec::new();
    }
    let options: Vec<&OptionCode> = question
        .options
        .iter()
        .chain(&question.areas)
        .filter(|option| !exclusive.contains(option))
        .collect();
    let any = |dice: &mut Dice| {
        let at = if dice.below(100) < 55 { favourite } else { dice.below(options.len() as u64) };
        options[usize::try_from(at).unwrap() % options.len()].clone()
    };
    let many = match question.kind {
        QuestionKind::SingleChoice => 1,
        _ => 1 + dice.below(most.map_or(4, u64::from)),
    };
    (0..many).map(|_| any(dice)).collect::<BTreeSet<_>>().into_iter().collect()
}
