//! Set sizes: how many hidden States a set has, n(S) of the rules.

use std::ops::AddAssign;

/// The hidden States of a set: n(S).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size {
    /// Whose answer the audience is not shown.
    pub hidden: u32,
    /// Those of them whose answer is shown to nobody: whoever is shown the others takes them away, and has to fail on these.
    pub state_only: u32,
}

impl AddAssign for Size {
    fn add_assign(&mut self, other: Self) {
        self.hidden += other.hidden;
        self.state_only += other.state_only;
    }
}
