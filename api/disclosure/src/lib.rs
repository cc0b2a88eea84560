//! Disclosure control: the way of a number from sealed answers to a released table.
//!
//! The respondents are at most 193 States. They are known by name, are members of many groups at
//! once, and read each other's tables. A harmless count can therefore disclose an answer that one
//! State kept to itself. This crate holds every decision about a released figure. It knows the
//! vocabulary of `entity`, and no database, no clock and no GraphQL. A statistician can therefore
//! review it alone.
//!
//! ```text
//! table plans, responses, lattice
//!        |
//!    tabulate   exact counts of each set of States; they never leave the crate
//!        |
//!    protect    recodes small classes, turns hidden counts into bands; only it makes tables
//!        |
//!    ledger     the candidate release beside all earlier releases
//!        |
//!    attack     a counterexample for every hidden answer, or the table is suppressed
//! ```
//!
//! # Notation
//!
//! - R is the set of counted States of a question.
//! - P is the part of R whose answer is public.
//! - H = R ∖ P is the set of hidden States.
//! - For a set of States S, n(S) = |S ∩ H|.
//! - The lattice is the ordered list of sets for which tables are made.
//! - The ledger is all releases of the same question, followed through its lineage.
//!
//! # Rules
//!
//! - R0: readers get frozen rows of a release. No figure is computed from live answers. Callers
//!   hold to it; only [`protect`] can build a [`protect::ReleasedTable`].
//! - R1: the lattice is declared before the cycle opens: All, the regional groups, and at most
//!   one further partition. There is no user filter. See [`Lattice::check`].
//! - R2: n(S) is 0 or at least `hidden_minimum`. In the second case, at least
//!   `state_only_minimum` of these States show the answer to nobody. Classes that fail are recoded
//!   (merged). See `Parameters::is_few` and `protect::recode`.
//! - R3: two sets of a release differ in 0 or at least `difference_minimum` hidden States.
//!   Between two releases of a cycle, 0 or at least `temporal_minimum` hidden States enter or leave
//!   a set. See `attack::differences`.
//! - R4: published answers are exact, hidden answers are a band of the share. The two are never
//!   added. Follow-ups release nothing hidden. See `protect::bands`.
//! - R5: releases are numbered and immutable. An answer that was public once counts as known.
//!   See [`ledger`].
//! - R6: an attacker runs on the ledger and the candidate. A table is released only with a
//!   certificate that the attacker determines no hidden answer. See [`attack`].
//!
//! R1 to R3 read public facts alone, so a refusal by them discloses nothing. R6 reads answers; its
//! refusal uses the same words.
//!
//! # Response knowledge
//!
//! - K0: the attacker knows only released tables and published answers. In addition, it learns
//!   the answers of `later` more States that show them afterwards.
//! - K1: the attacker knows the answers of any one hidden State.
//! - K2: the attacker knows the answers of all members of a declared bloc.
//! - K3: K0 to K2 over all releases of all cycles at once. If at most two answers of a region
//!   changed, the attacker also knows that.
//! - K4: the attacker knows the answers of any two hidden States, within a cycle.
//!
//! "Determined" means certainty: the answer is the same in every assignment that is consistent with
//! the attacker's knowledge. A band changes probabilities; that is its purpose. Knowledge beyond K0
//! to K4 is not modelled. `docs/disclosure.md` and `docs/decisions/` hold the decisions and their
//! figures.
//!
//! # The searches, and why they need not be trusted
//!
//! ```text
//! for each attacker scenario, equivalence class of hidden States and level ("sensitive cell"):
//!   1  start from the true assignment
//!   2  local search: reassign one State so that the cell differs; repair broken limits by
//!      further reassignments, best first, at most 16 deep; stop when all limits hold
//!   3  linear program over candidate reassignments; round; check
//!   4  integer program with a bounded number of branches
//!   5  found: keep the assignment as a counterexample; the next cells try it first
//!      not found: the table is suppressed
//! invariant: a counterexample is kept only after the checker accepted it
//!            (`Certificate::check`: additions and comparisons)
//! ```
//!
//! If a search gives up, or the solver has a bug, too much may be suppressed. Nothing is released
//! that the checker did not accept.

pub mod attack;
pub mod lattice;
pub mod ledger;
pub mod parameters;
pub mod protect;
pub mod simulate;
pub mod tabulate;
#[cfg(test)]
mod tests;

pub use lattice::{Class, Lattice, Partition, REGIONAL, REST};
pub use ledger::{CountedState, Ledger};
pub use parameters::{AnalystRules, Audience, BandRules, Parameters};
pub use protect::{
    BreakInSeries, Cell, ChangeCell, ReleasedCell, ReleasedChange, ReleasedRow, ReleasedTable,
    Since, Standing, release_tables,
};
pub use simulate::{
    ReleaseSeries, SimulatedRelease, SimulatedTables, gated_releases, gated_tables,
    simulated_releases,
};
pub use tabulate::{
    Countable, Level, Respondent, Response, ResponseValue, TablePlan, Together, plan,
};
