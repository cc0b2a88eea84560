//! The lattice: the sets of States for which tables are made, declared on a cycle before it opens
//! (R1).
//!
//! The set of all counted States is implicit and comes first. Then follow at most two partitions:
//! the UN regional groups and one more. There are no intersections, no complements and no user
//! filter, because each further set gives the attacker one more equation. The order of declaration
//! is the order of priority.
//!
//! # The rest
//!
//! A State may be in no class of a partition. An observer has no regional group, and a partition
//! such as "least developed" has one class only. A reader who subtracts the classes from All gets a
//! table of exactly these States. The remainder is therefore released in effect, even if no row
//! shows it. So the remainder is an implicit class, [`REST`], which is never a row by itself. It
//! must satisfy the same sizes as a class: no hidden State, or enough of them. If it does not, it
//! is merged like a class, and the row of the merged class names it. Suppressing a neighbouring
//! class instead would protect as well, but it would lose a row that recoding keeps.
//!
//! Passing sizes are 0 or at least the minimum, and sizes add up. So if every class and the rest
//! pass, every union of them passes. No sum or difference inside one partition then falls below the
//! minimum. Differences across two partitions are the subject of R3.

use entity::vocabulary::StateCode;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Key of the partition into UN regional groups. A lattice may have it and one other partition.
pub const REGIONAL: &str = "un_regional_group";
/// Key under which a merged class names the States that are in no class of its partition.
pub const REST: &str = "_rest";

/// The sets of States for which a cycle's tables are made. The set All is implicit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lattice {
    /// The partitions, at most two, in order of priority.
    pub partitions: Vec<Partition>,
}

/// Division of the States into classes without a common State.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partition {
    /// Key, such as `un_regional_group`.
    pub key: String,
    /// The classes, in the order of their rows.
    pub classes: Vec<Class>,
}

/// Class of a partition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// Key, such as `african`.
    pub key: String,
    /// Its States, counted or not.
    pub states: Vec<StateCode>,
}

/// The class of each State in one partition.
pub struct Homes<'a>(BTreeMap<&'a StateCode, &'a str>);

impl Homes<'_> {
    /// Returns the key of a State's class, or [`REST`] if the State is in no class.
    pub fn of(&self, state: &StateCode) -> &str {
        self.0.get(state).copied().unwrap_or(REST)
    }
}

impl Lattice {
    /// Returns the partition with a key.
    pub fn partition(&self, key: &str) -> Option<&Partition> {
        self.partitions.iter().find(|partition| partition.key == key)
    }

    /// Checks that the lattice can be declared. `known` is the set of all States.
    ///
    /// # Guarantee
    /// R1: an accepted lattice has at most [`REGIONAL`] and one other partition. No key is declared
    /// twice. Every class has States, all of them known, and no State is in two classes of a
    /// partition.
    ///
    /// # Errors
    /// Fails with all violations, one sentence each, in the order of the declaration.
    pub fn check(&self, known: &BTreeSet<StateCode>) -> Result<(), Vec<String>> {
        let mut wrong = Vec::new();
        let further = self.partitions.iter().filter(|partition| partition.key != REGIONAL).count();
        if self.partitions.len() > 2 {
            wrong.push(format!(
                "A lattice has at most two partitions; this one has {}.",
                self.partitions.len()
            ));
        }
        if further > 1 {
            wrong.push(format!(
                "Beside `{REGIONAL}` a lattice has at most one partition; this one has {further}."
            ));
        }
        let mut keys = BTreeSet::new();
        for partition in &self.partitions {
            if !keys.insert(&partition.key) {
                wrong.push(format!("The partition `{}` is declared twice.", partition.key));
            }
            partition.check(known, &mut wrong);
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }
}

impl Partition {
    /// Returns the class of each State, by its key.
    pub fn homes(&self) -> Homes<'_> {
        let states = self
            .classes
            .iter()
            .flat_map(|class| class.states.iter().map(|state| (state, class.key.as_str())));
        Homes(states.collect())
    }

    /// Returns the place of each State's class, or `None` if a State is in two classes. A checked
    /// lattice has no such State.
    pub fn places(&self) -> Option<BTreeMap<&StateCode, usize>> {
        let mut places = BTreeMap::new();
        for (place, class) in self.classes.iter().enumerate() {
            for state in &class.states {
                if places.insert(state, place).is_some() {
                    return None;
                }
            }
        }
        Some(places)
    }

    fn check(&self, known: &BTreeSet<StateCode>, wrong: &mut Vec<String>) {
        let at = &self.key;
        if !well_formed(at) {
            wrong.push(format!("`{at}` is not a key: {KEY_RULE}."));
        }
        if self.classes.is_empty() {
            wrong.push(format!("The partition `{at}` has no class."));
        }
        let mut keys = BTreeSet::new();
        let mut home: BTreeMap<&StateCode, &str> = BTreeMap::new();
        for Class { key, states } in &self.classes {
            if !well_formed(key) {
                wrong.push(format!("`{at}.{key}` is not a key: {KEY_RULE}."));
            }
            if !keys.insert(key) {
                wrong.push(format!("The class `{at}.{key}` is declared twice."));
            }
            if states.is_empty() {
                wrong.push(format!("The class `{at}.{key}` has no State."));
            }
            for state in states {
                if !known.contains(state) {
                    wrong.push(format!(
                        "The class `{at}.{key}` names {state}, which is not a State."
                    ));
                }
                match home.insert(state, key) {
                    Some(other) if other == key => {
                        wrong.push(format!("The class `{at}.{key}` names {state} twice."))
                    }
                    // If organizations overlap, subtraction gives a table of their common members.
                    Some(other) => wrong.push(format!(
                        "{state} is in two classes of `{at}`: `{other}` and `{key}`."
                    )),
                    None => {}
                }
            }
        }
    }
}

const KEY_RULE: &str = "1 to 60 lower-case letters, digits, hyphens or underscores, a letter first";

/// Returns true if the text is a key. A leading underscore is reserved for [`REST`].
fn well_formed(key: &str) -> bool {
    key.len() <= 60
        && key.starts_with(|first: char| first.is_ascii_lowercase())
        && key
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;

    fn states(codes: &str) -> Vec<StateCode> {
        codes.split_whitespace().map(|code| code.parse().unwrap()).collect()
    }

    /// Parses `partition class: STATES; class: STATES | partition …`.
    fn lattice(text: &str) -> Lattice {
        let partition = |text: &str| {
            let (key, classes) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
            let class = |text: &str| {
                let (key, codes) = text.split_once(':').unwrap();
                Class { key: key.trim().into(), states: states(codes) }
            };
            Partition {
                key: key.into(),
                classes: classes.split(';').filter(|c| !c.trim().is_empty()).map(class).collect(),
            }
        };
        Lattice {
            partitions: text.split('|').filter(|p| !p.trim().is_empty()).map(partition).collect(),
        }
    }

    #[test]
    fn a_lattice_is_refused_with_every_violation_at_once() {
        let known = states("FRA DEU KEN TCD").into_iter().collect();
        for (text, wanted) in [
            (
                "un_regional_group a: FRA | b a: FRA | c a: FRA",
                &["at most two", "at most one partition"][..],
            ),
            ("b a: FRA | c a: FRA", &["at most one partition"]),
            ("b a: FRA | b a: DEU", &["at most one partition", "`b` is declared twice"]),
            ("b", &["`b` has no class"]),
            ("b a:", &["`b.a` has no State"]),
            ("b a: FRA; a: DEU", &["`b.a` is declared twice"]),
            ("b a: FRA XXX", &["names XXX"]),
            ("b a: FRA FRA", &["names FRA twice"]),
            ("b eu: FRA DEU; oecd: DEU", &["DEU is in two classes of `b`: `eu` and `oecd`"]),
            ("b _rest: FRA", &["`b._rest` is not a key"]),
            ("B a: FRA", &["`B` is not a key"]),
            ("B _x: XXX; y:", &["`B`", "`B._x`", "XXX", "`B.y` has no State"]),
        ] {
            let wrong = lattice(text).check(&known).unwrap_err();
            assert_eq!(wrong.len(), wanted.len(), "{text}: {wrong:?}");
            for (wrong, wanted) in wrong.iter().zip(wanted) {
                assert!(wrong.contains(wanted), "{text}: {wrong}");
            }
        }
    }

    #[test]
    fn a_lattice_is_declared() {
        let known = states("FRA DEU KEN TCD VAT").into_iter().collect();
        for text in
            ["", "ldc yes: TCD", "un_regional_group weog: FRA DEU; african: KEN TCD | ldc yes: TCD"]
        {
            let declared = lattice(text);
            assert_eq!(declared.check(&known), Ok(()), "{text}");
            assert_eq!(
                serde_json::from_str::<Lattice>(&serde_json::to_string(&declared).unwrap())
                    .unwrap(),
                declared
            );
        }
    }
}
