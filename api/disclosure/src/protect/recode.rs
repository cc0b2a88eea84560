//! Merging classes until each has enough hidden States (R2).
//!
//! The signature is the point: a roster says who is counted and who is shown the answer, and holds no answer. So whatever is merged or
//! refused here tells nothing about what the hidden States said. Who published, everybody knows; how many of the others show their answer
//! to some, is told so far as a set that is large enough otherwise is merged.

use crate::{
    lattice::{Partition, REST},
    tabulate::{Roster, Size},
};
use entity::vocabulary::StateCode;
use std::collections::BTreeMap;

/// One row of a table to be: classes of one partition that are shown together.
pub struct Group<'a> {
    /// By place in the declaration, [`REST`] last.
    classes: BTreeMap<usize, &'a str>,
    /// Their counted States.
    pub states: Vec<&'a StateCode>,
    size: Size,
}

impl<'a> Group<'a> {
    /// The keys of its classes in the order of declaration.
    pub fn keys(&self) -> impl Iterator<Item = &'a str> {
        self.classes.values().copied()
    }
    /// The order in which groups are merged: fewest hidden States first, ties by key.
    fn order(&self) -> (u32, Option<&'a str>) {
        (self.size.hidden, self.keys().min())
    }
}

/// The rows of a partition for one question; `None` if it is not available at this level.
///
/// The smallest class with hidden States that are too few is merged with the next smallest, and so on until none is left. A
/// class without hidden States passes as it is and is no partner: it would add nobody to hide among. The States in
/// no class take part as [`REST`]. If merging leaves one row, the partition says no more than All and is not available.
pub fn recode<'a>(partition: &'a Partition, roster: &Roster<'a>, is_few: impl Fn(Size) -> bool) -> Option<Vec<Group<'a>>> {
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

/// The classes and the rest as they are declared; `None` if they overlap.
fn groups<'a>(partition: &'a Partition, roster: &Roster<'a>) -> Option<Vec<Group<'a>>> {
    let places = partition.places()?;
    let keys = partition.classes.iter().map(|class| class.key.as_str()).chain([REST]);
    let empty = |class| Group { classes: BTreeMap::from([class]), states: Vec::new(), size: Size::default() };
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
