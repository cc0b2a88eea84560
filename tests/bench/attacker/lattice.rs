//! Lattices of simulated cycles: the regional groups and, by seed, a second partition, real or
//! drawn.

use crate::simulate::{Dice, Reference};
use disclosure::{Class, Lattice, Partition};
use entity::vocabulary::StateCode;
use std::collections::BTreeMap;

/// Columns of the reference data.
const REGION: usize = 12;
const NEEDS: [(usize, &str); 3] = [(15, "ldc"), (16, "lldc"), (17, "sids")];

/// Returns the lattice of the cycles of a seed.
///
/// There are seven kinds. Seven is prime to the other periods of the seed, so that each kind meets
/// each other choice.
pub fn lattice(reference: &Reference, seed: u64) -> Lattice {
    let further = match seed % 7 {
        0 => Some(regions()),
        2 => Some(needs()),
        3 | 6 => Some(drawn(reference, seed)),
        4 => Some(near(reference, seed)),
        _ => None,
    };
    Lattice { partitions: reference.lattice.partitions.iter().cloned().chain(further).collect() }
}

/// Returns the regional groups, with a second partition that differs from them in some States.
pub fn beside(reference: &Reference, seed: u64) -> Lattice {
    Lattice {
        partitions: reference
            .lattice
            .partitions
            .iter()
            .cloned()
            .chain([near(reference, seed)])
            .collect(),
    }
}

/// Returns the regions of the statistical standard, which are nearly the regional groups.
fn regions() -> Partition {
    by("m49_region", |row| Some(format!("r{}", &row[REGION])))
}

/// Returns a partition by special needs: each State is in the first such group of its own. Most
/// States are in none.
fn needs() -> Partition {
    by("needs", |row| {
        NEEDS.iter().find(|(column, _)| &row[*column] == "1").map(|(_, key)| (*key).to_owned())
    })
}

/// Returns a partition by a property of each State in the reference data.
fn by(key: &str, class: impl Fn(&csv::StringRecord) -> Option<String>) -> Partition {
    let text = include_str!("../../../migration/data/member_states.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let states = reader.records().map(|row| row.unwrap());
    partition(key, states.filter_map(|row| Some((class(&row)?, row[0].parse().unwrap()))))
}

/// Returns two to seven classes of any States.
fn drawn(reference: &Reference, seed: u64) -> Partition {
    let mut dice = Dice::of(seed);
    let classes = 2 + dice.below(6);
    partition(
        "drawn",
        reference.states.iter().map(|state| (format!("c{}", dice.below(classes)), state.clone())),
    )
}

/// Returns the regional groups, with one to three States of each moved to the next group.
fn near(reference: &Reference, seed: u64) -> Partition {
    let (mut dice, groups) = (Dice::of(seed), &reference.lattice.partitions[0].classes);
    let mut states = Vec::new();
    for (place, group) in groups.iter().enumerate() {
        let moved = 1 + usize::try_from(dice.below(3)).unwrap();
        let first = usize::try_from(dice.below(group.states.len() as u64 - 3)).unwrap();
        for (at, state) in group.states.iter().enumerate() {
            let class = if (first..first + moved).contains(&at) {
                (place + 1) % groups.len()
            } else {
                place
            };
            states.push((groups[class].key.clone(), state.clone()));
        }
    }
    partition("near", states.into_iter())
}

fn partition(key: &str, states: impl Iterator<Item = (String, StateCode)>) -> Partition {
    let mut classes: BTreeMap<String, Vec<StateCode>> = BTreeMap::new();
    for (class, state) in states {
        classes.entry(class).or_default().push(state);
    }
    Partition {
        key: key.to_owned(),
        classes: classes.into_iter().map(|(key, states)| Class { key, states }).collect(),
    }
}
