//! What changes between two releases, and the sets that no rule would let a cycle declare.

use crate::simulate::Reference;
use disclosure::{Class, Lattice, Partition, Respondent};
use entity::vocabulary::{ReaderLevel, StateCode};
use std::collections::BTreeMap;

/// The later release of a cycle: of the first forty States some have withdrawn, and of the others some answers were published since. By
/// seed so few that the rules let nothing follow, or so many that something may.
pub fn moved(respondents: Vec<Respondent>, seed: u64) -> Vec<Respondent> {
    let gone = [0, 3, 24, 40][usize::try_from(seed % 4).unwrap()];
    let mut left: Vec<Respondent> = respondents.into_iter().skip(gone).collect();
    let published = if seed % 2 == 1 { 12 } else { 0 };
    for said in left.iter_mut().take(published).flat_map(|one| one.answers.values_mut()) {
        said.shown = ReaderLevel::Public;
    }
    left
}

/// So many answers of a region are known to change at most.
pub const FEW: usize = 2;

/// Everything is public but the answers of the first so many States.
pub fn public_but(mut respondents: Vec<Respondent>, hidden: usize) -> Vec<Respondent> {
    for (place, said) in respondents.iter_mut().enumerate().flat_map(|(p, one)| one.answers.values_mut().map(move |s| (p, s))) {
        said.shown = if place < hidden { ReaderLevel::StateOnly } else { ReaderLevel::Public };
    }
    respondents
}

/// Of the answers that are not public, by seed a quarter are shown to the Secretariat, and a quarter to Member States.
pub fn shown_to_some(mut respondents: Vec<Respondent>, seed: u64) -> Vec<Respondent> {
    let mut place = usize::try_from(seed).unwrap();
    for said in respondents.iter_mut().flat_map(|one| one.answers.values_mut()) {
        // A step that is prime to four and to the questions of a State, so that each of them is shown to all kinds of readers.
        place += 5;
        if said.shown == ReaderLevel::StateOnly {
            said.shown = [ReaderLevel::StateOnly, ReaderLevel::Secretariat, ReaderLevel::StateOnly, ReaderLevel::MemberStates]
                [place / 3 % 4];
        }
    }
    respondents
}

/// The next cycle: in each region so many States at most say what they say in `others`; some do not take part, and some others publish.
pub fn next(respondents: Vec<Respondent>, others: Vec<Respondent>, lattice: &Lattice, seed: u64, most: usize) -> Vec<Respondent> {
    let mut others: BTreeMap<StateCode, Respondent> = others.into_iter().map(|one| (one.state.clone(), one)).collect();
    let regions: BTreeMap<&StateCode, &str> = lattice.partitions[0]
        .classes
        .iter()
        .flat_map(|class| class.states.iter().map(|state| (state, class.key.as_str())))
        .collect();
    let mut changed: BTreeMap<&str, usize> = BTreeMap::new();
    let mut left: Vec<Respondent> = respondents.into_iter().skip(usize::try_from(seed % 3).unwrap()).collect();
    for one in &mut left {
        let number = regions.get(&one.state).map_or(most, |region| {
            let number = changed.entry(region).or_default();
            *number += 1;
            *number
        });
        let Some(mut other) = others.remove(&one.state).filter(|_| number <= most) else { continue };
        for (question, said) in &mut one.answers {
            if let Some(anew) = other.answers.remove(question) {
                *said = anew;
            }
        }
    }
    left
}

/// An organization, by seed: its members and the others, and the same within every region.
pub fn undeclared(reference: &Reference, seed: u64) -> Vec<Partition> {
    let large: Vec<_> = reference.blocs.iter().filter(|(_, members)| members.len() >= 20).collect();
    let (code, members) = large[usize::try_from(seed).unwrap() % large.len()];
    let code = code.to_lowercase();
    let all = Class { key: code.clone(), states: members.iter().cloned().collect() };
    let within = |class: &Class| {
        let part = |is: bool| class.states.iter().filter(|state| members.contains(*state) == is).cloned().collect();
        let named = |name: &str, states: Vec<StateCode>| Class { key: format!("{}-{name}", class.key), states };
        [named(&code, part(true)), named("others", part(false))]
    };
    let regions = reference.lattice.partitions[0].classes.iter();
    let classes = regions.flat_map(within).filter(|class| !class.states.is_empty()).collect();
    vec![Partition { key: code.clone(), classes: vec![all] }, Partition { key: format!("regions-{code}"), classes }]
}
