//! Limits of a search.

/// Effort that a search may spend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SearchBudget {
    /// Number of reassignments that are tried for one counterexample.
    pub moves: usize,
    /// Seconds for one linear or integer program. With 0, no program runs.
    pub seconds: f64,
}

impl Default for SearchBudget {
    fn default() -> Self {
        Self { moves: 20_000, seconds: 1.0 }
    }
}
