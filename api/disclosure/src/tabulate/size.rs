//! Sizes of sets: the number of hidden States in a set, n(S) of the rules.

use std::ops::AddAssign;

/// Number of hidden States of a set: n(S).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size {
    /// Number of States whose answer the audience does not read.
    pub hidden: u32,
    /// Number of States whose answer is shown to nobody.
    ///
    /// An attacker that reads the answers of the other hidden States subtracts them. It has to fail
    /// on these States.
    pub state_only: u32,
}

impl AddAssign for Size {
    fn add_assign(&mut self, other: Self) {
        self.hidden += other.hidden;
        self.state_only += other.state_only;
    }
}
