//! Invented answers of real States.

use disclosure::{
    Class, Countable, Lattice, Level, Partition, REGIONAL, Respondent, Response, ResponseValue,
    TablePlan, Together, plan,
};
use entity::vocabulary::{Disposition, OptionCode, QuestionKind, ReaderLevel, StateCode};
use std::collections::{BTreeMap, BTreeSet};

/// The real States, groups and memberships.
#[derive(Clone)]
pub struct Reference {
    pub states: Vec<StateCode>,
    pub lattice: Lattice,
    pub blocs: BTreeMap<String, BTreeSet<StateCode>>,
}

impl Reference {
    pub fn read() -> Self {
        let rows = |text: &str| -> Vec<Vec<String>> {
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
        };
        let states = rows(include_str!("../../../migration/data/member_states.csv"));
        let mut classes: BTreeMap<String, Vec<StateCode>> = BTreeMap::new();
        for row in states.iter().filter(|row| row[11] != "none") {
            classes.entry(row[11].to_lowercase()).or_default().push(row[0].parse().unwrap());
        }
        let mut blocs: BTreeMap<String, BTreeSet<StateCode>> = BTreeMap::new();
        for row in rows(include_str!("../../../migration/data/memberships.csv")) {
            blocs.entry(row[0].clone()).or_default().insert(row[1].parse().unwrap());
        }
        let classes = classes.into_iter().map(|(key, states)| Class { key, states }).collect();
        Self {
            states: states.iter().map(|row| row[0].parse().unwrap()).collect(),
            lattice: Lattice { partitions: vec![Partition { key: REGIONAL.into(), classes }] },
            blocs,
        }
    }
}

/// Invented cycle.
#[derive(Clone, Copy)]
pub struct Simulation {
    pub seed: u64,
    pub respondents: usize,
    /// Share of answers that are published, in per cent.
    pub published: u64,
    /// Shares of the other answers that are shown to Member States and to the Secretariat, in per
    /// cent.
    pub shown: [u64; 2],
    pub questions: usize,
}

impl Simulation {
    pub fn draw(&self, reference: &Reference) -> (Vec<TablePlan>, Vec<Respondent>) {
        self.draw_of(reference, &(0..self.questions).map(question).collect::<Vec<_>>())
    }

    /// Draws answers to these questions.
    pub fn draw_of(
        &self,
        reference: &Reference,
        questions: &[Countable],
    ) -> (Vec<TablePlan>, Vec<Respondent>) {
        self.draw_by(reference, questions, said)
    }

    /// Draws answers to these questions with `say`, which gets the favourite of each question, a
    /// number below six.
    pub fn draw_by(
        &self,
        reference: &Reference,
        questions: &[Countable],
        say: fn(&TablePlan, &Countable, u64, &mut Dice) -> Vec<Level>,
    ) -> (Vec<TablePlan>, Vec<Respondent>) {
        let mut dice = Dice::of(self.seed);
        let plans = plan(questions);
        let favourites: Vec<u64> = plans.iter().map(|_| dice.below(6)).collect();
        let mut states = reference.states.clone();
        for place in (1..states.len()).rev() {
            states.swap(place, usize::try_from(dice.below(place as u64 + 1)).unwrap());
        }
        let respondents = states.into_iter().take(self.respondents).map(|state| {
            let answers = plans.iter().zip(questions).zip(&favourites).map(
                |((plan, question), favourite)| {
                    let levels = say(plan, question, *favourite, &mut dice);
                    (plan.question().clone(), Response { levels, shown: self.shown(&mut dice) })
                },
            );
            Respondent { answers: answers.collect(), state }
        });
        let respondents = respondents.collect();
        (plans, respondents)
    }

    /// Draws the readers of an answer.
    fn shown(&self, dice: &mut Dice) -> ReaderLevel {
        if dice.below(100) < self.published {
            return ReaderLevel::Public;
        }
        let [member_states, secretariat] = self.shown;
        match if member_states + secretariat > 0 { dice.below(100) } else { 100 } {
            drawn if drawn < member_states => ReaderLevel::MemberStates,
            drawn if drawn < member_states + secretariat => ReaderLevel::Secretariat,
            _ => ReaderLevel::StateOnly,
        }
    }
}

/// Returns a question: in turn a single choice of 4, a scale of 6, and a multiple choice of 12.
pub fn question(place: usize) -> Countable {
    let (kind, options, ordinal) = [
        (QuestionKind::SingleChoice, 4, false),
        (QuestionKind::SingleChoice, 6, true),
        (QuestionKind::MultiChoice, 12, false),
    ][place % 3];
    let options: Vec<OptionCode> =
        (0..options).map(|option| format!("o{option}").parse().unwrap()).collect();
    let code = format!("N.a.{}", place + 1).parse().unwrap();
    Countable {
        code,
        kind,
        options,
        ordinal,
        areas: vec![],
        conditional: false,
        together: Together::default(),
    }
}

/// Draws a response: one in eight is missing or declined, and of the others more than half agree.
fn said(plan: &TablePlan, question: &Countable, favourite: u64, dice: &mut Dice) -> Vec<Level> {
    let options = &question.options;
    match dice.below(24) {
        0 | 1 => return plan.held(ResponseValue::Plain(Disposition::Unanswered)),
        2 => return plan.held(ResponseValue::Plain(Disposition::Declined)),
        _ => {}
    }
    let any = |dice: &mut Dice| {
        let at = if dice.below(100) < 55 { favourite } else { dice.below(options.len() as u64) };
        options[usize::try_from(at).unwrap() % options.len()].clone()
    };
    let many = if question.kind == QuestionKind::SingleChoice { 1 } else { 1 + dice.below(4) };
    let chosen: BTreeSet<OptionCode> = (0..many).map(|_| any(dice)).collect();
    plan.held(ResponseValue::Options(&chosen.into_iter().collect::<Vec<_>>()))
}

/// Random numbers by SplitMix64, the same on every machine.
pub struct Dice(u64);

impl Dice {
    /// Starts the series of a seed.
    pub fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }
}
