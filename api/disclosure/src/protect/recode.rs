//! Global recoding: classes are merged until each has enough hidden States (R2).
//!
//! The signature carries the guarantee. A roster holds the counted States and the readers of each
//! answer, and no answer. So a merge or a refusal here discloses nothing of the hidden answers.
//! Every reader knows which States published. The number of other States that show their answer to
//! some readers is disclosed only if it makes an otherwise large set merge.

use crate::{
    lattice::{Partition, REST},
    tabulate::{Roster, Size},
};
use entity::vocabulary::StateCode;
use std::collections::BTreeMap;

/// Row of a future table: classes of one partition that are shown together.
pub struct Group<'a> {
    /// The classes by their place in the declaration, [`REST`] last.
    classes: BTreeMap<usize, &'a str>,
    /// The counted States of the classes.
    pub states: Vec<&'a StateCode>,
    size: Size,
}

impl<'a> Group<'a> {
    /// Returns the keys of its classes in the order of declaration.
    pub fn keys(&self) -> impl Iterator<Item = &'a str> {
        self.classes.values().copied()
    }
    /// Returns the key of the merging order: fewest hidden States first, ties by class key.
    fn order(&self) -> (u32, Option<&'a str>) {
        (self.size.hidden, self.keys().min())
    }
}

/// Returns the rows of a partition for one question; `None` if the partition is not available at
/// this level.
///
/// 1. Start from one group for each class, and one for the States in no class ([`REST`]).
/// 2. While a group fails: take the smallest failing group. `is_few` decides, from sizes alone.
/// 3. Merge it with the smallest other group that has hidden States. A group without hidden States
///    is no partner, because it would add no State to hide among. It passes by itself.
/// 4. If there is no partner, the partition is not available.
/// 5. If merging leaves one row, the partition discloses no more than All and is not available.
///
/// Invariant: the groups divide all classes and the rest. A merge lowers their number by one, so
/// the loop ends.
///
/// # Guarantee
/// R2: no returned group, and no rest, fails `is_few`. The result depends on the roster, which
/// holds public facts alone.
pub fn recode<'a>(
    partition: &'a Partition,
    roster: &Roster<'a>,
    is_few: impl Fn(Size) -> bool,
) -> Option<Vec<Group<'a>>> {
    let mut groups = groups(partition, roster)?;
    let declared = groups.len();
    while let Some(failing) = smallest(&groups, |group| is_few(group.size)) {
        let failing = groups.swap_remove(failing);
        let partner = smallest(&groups, |group| group.size.hidden > 0)?;
        let partner = groups.swap_remove(partner);
        groups.push(join(failing, partner));
    }
    let merged = groups.len() < declared;
    groups.retain(|group| group.keys().ne([REST]));
    groups.sort_by_key(|group| group.classes.keys().min().copied());
    (groups.len() > 1 || !merged).then_some(groups)
}

/// Returns the declared classes and the rest as groups; `None` if classes overlap.
fn groups<'a>(partition: &'a Partition, roster: &Roster<'a>) -> Option<Vec<Group<'a>>> {
    let places = partition.places()?;
    let keys = partition.classes.iter().map(|class| class.key.as_str()).chain([REST]);
    let empty = |class| Group {
        classes: BTreeMap::from([class]),
        states: Vec::new(),
        size: Size::default(),
    };
    let mut groups: Vec<Group<'a>> = keys.enumerate().map(empty).collect();
    for (state, size) in roster.states() {
        let group = &mut groups[places.get(state).copied().unwrap_or(partition.classes.len())];
        group.states.push(state);
        group.size += size;
    }
    Some(groups)
}

fn smallest(groups: &[Group<'_>], of: impl Fn(&Group<'_>) -> bool) -> Option<usize> {
    let candidates = groups.iter().enumerate().filter(|(_, group)| of(group));
    candidates.min_by(|(_, a), (_, b)| a.order().cmp(&b.order())).map(|(place, _)| place)
}

fn join<'a>(mut a: Group<'a>, b: Group<'a>) -> Group<'a> {
    a.classes.extend(b.classes);
    a.states.extend(b.states);
    a.size += b.size;
    a
}
