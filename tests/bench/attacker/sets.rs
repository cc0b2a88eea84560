//! Changes between two releases, and sets that no rule would let a cycle declare.

use crate::simulate::Reference;
use disclosure::{Class, Lattice, Partition, Respondent};
use entity::vocabulary::{ReaderLevel, StateCode};
use std::collections::BTreeMap;

/// Returns the later release of a cycle.
///
/// Some of the first forty States have withdrawn. Some answers of the others were published since.
/// By seed, the changes are so few that the rules admit no later table, or so many that some may be
/// admitted.
pub fn moved(respondents: Vec<Respondent>, seed: u64) -> Vec<Respondent> {
    let gone = [0, 3, 24, 40][usize::try_from(seed % 4).unwrap()];
    let mut left: Vec<Respondent> = respondents.into_iter().skip(gone).collect();
    let published = if seed % 2 == 1 { 12 } else { 0 };
    for said in left.iter_mut().take(published).flat_map(|one| one.answers.values_mut()) {
        said.shown = ReaderLevel::Public;
    }
    left
}

/// Greatest number of changed answers of a region that the attacker knows.
pub const FEW: usize = 2;

/// Makes all answers public, except those of the first `hidden` States.
pub fn public_but(mut respondents: Vec<Respondent>, hidden: usize) -> Vec<Respondent> {
    for (place, said) in respondents
        .iter_mut()
        .enumerate()
        .flat_map(|(p, one)| one.answers.values_mut().map(move |s| (p, s)))
    {
        said.shown = if place < hidden { ReaderLevel::StateOnly } else { ReaderLevel::Public };
    }
    respondents
}

/// Shows a quarter of the answers that are not public to the Secretariat, and a quarter to Member
/// States, by seed.
pub fn shown_to_some(mut respondents: Vec<Respondent>, seed: u64) -> Vec<Respondent> {
    let mut place = usize::try_from(seed).unwrap();
    for said in respondents.iter_mut().flat_map(|one| one.answers.values_mut()) {
        // The step is prime to four and to the number of a State's questions, so each question is
        // shown to all kinds of readers.
        place += 5;
        if said.shown == ReaderLevel::StateOnly {
            said.shown = [
                ReaderLevel::StateOnly,
                ReaderLevel::Secretariat,
                ReaderLevel::StateOnly,
                ReaderLevel::MemberStates,
            ][place / 3 % 4];
        }
    }
    respondents
}

/// Returns the next cycle.
///
/// In each region at most `most` States take their answers from `others`. Some States do not take
/// part.
pub fn next(
    respondents: Vec<Respondent>,
    others: Vec<Respondent>,
    lattice: &Lattice,
    seed: u64,
    most: usize,
) -> Vec<Respondent> {
    let mut others: BTreeMap<StateCode, Respondent> =
        others.into_iter().map(|one| (one.state.clone(), one)).collect();
    let regions: BTreeMap<&StateCode, &str> = lattice.partitions[0]
        .classes
        .iter()
        .flat_map(|class| class.states.iter().map(|state| (state, class.key.as_str())))
        .collect();
    let mut changed: BTreeMap<&str, usize> = BTreeMap::new();
    let mut left: Vec<Respondent> =
        respondents.into_iter().skip(usize::try_from(seed % 3).unwrap()).collect();
    for one in &mut left {
        let number = regions.get(&one.state).map_or(most, |region| {
            let number = changed.entry(region).or_default();
            *number += 1;
            *number
        });
        let Some(mut other) = others.remove(&one.state).filter(|_| number <= most) else {
            continue;
        };
        for (question, said) in &mut one.answers {
            if let Some(anew) = other.answers.remove(question) {
                *said = anew;
            }
        }
    }
    left
}

/// Returns two partitions by an organization, chosen by seed: its members, and its members and the
/// others in every region.
pub fn undeclared(reference: &Reference, seed: u64) -> Vec<Partition> {
    let large: Vec<_> = reference.blocs.iter().filter(|(_, members)| members.len() >= 20).collect();
    let (code, members) = large[usize::try_from(seed).unwrap() % large.len()];
    let code = code.to_lowercase();
    let all = Class { key: code.clone(), states: members.iter().cloned().collect() };
    let within = |class: &Class| {
        let part = |is: bool| {
            class.states.iter().filter(|state| members.contains(*state) == is).cloned().collect()
        };
        let named = |name: &str, states: Vec<StateCode>| Class {
            key: format!("{}-{name}", class.key),
            states,
        };
        [named(&code, part(true)), named("others", part(false))]
    };
    let regions = reference.lattice.partitions[0].classes.iter();
    let classes = regions.flat_map(within).filter(|class| !class.states.is_empty()).collect();
    vec![
        Partition { key: code.clone(), classes: vec![all] },
        Partition { key: format!("regions-{code}"), classes },
    ]
}
