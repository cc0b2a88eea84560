//! Disclosure control: the way of a number from sealed answers to a released table.
//!
//! The respondents are at most 193 States, known by name, members of many groups at once, and readers of each other's tables. A
//! harmless count can therefore disclose what one State kept to itself. This crate holds every decision about a released figure. It
//! knows the vocabulary of `entity`, and no database, no clock and no GraphQL, so that a statistician can review it alone.
//!
//! ```text
//! table plans, responses, lattice
//!        |
//!    tabulate   exact counts of each set of States; they never leave the crate
//!        |
//!    protect    classes recoded until they are large enough, hidden counts as bands; the only maker of a released table
//!        |
//!    ledger     the candidate release beside everything that was released before
//!        |
//!    attack     a counterexample for every hidden answer, or the table is suppressed
//! ```
//!
//! # Notation
//!
//! R is the set of counted States of a question. P is the part of R whose answer is public. H = R ∖ P are the hidden States. For a
//! set of States S, n(S) = |S ∩ H|. The lattice is the ordered list of sets for which tables are made. The ledger is everything
//! that was ever released for the same question, followed through its lineage.
//!
//! # Rules
//!
//! | rule | statement | where |
//! |---|---|---|
//! | R0 | Readers get frozen rows of a release. No figure is computed from live answers. | callers; [`protect::ReleasedTable`] has no other maker |
//! | R1 | The lattice is declared before the cycle opens: All, the regional groups, at most one further partition. No user filter. | [`Lattice::check`] |
//! | R2 | n(S) is 0, or at least `hidden_minimum`, of whom `state_only_minimum` show the answer to nobody. Classes that fail are recoded (merged). | `protect::recode`, `Parameters::is_few` |
//! | R3 | Two sets of a release differ in 0 or `difference_minimum` hidden States; a set changes by 0 or `temporal_minimum` between releases of a cycle. | `attack::differences` |
//! | R4 | Published answers are exact; hidden answers are a band of the share. The two are never added. Follow-ups release nothing hidden. | `protect::bands` |
//! | R5 | Releases are numbered and immutable. An answer that was public once counts as known. | [`ledger`] |
//! | R6 | An attacker runs on ledger and candidate. A table is released only with a certificate that the attacker determines no hidden answer. | [`attack`] |
//!
//! R1 to R3 read public facts alone, so a refusal by them discloses nothing. R6 reads answers; its refusal uses the same words.
//!
//! # Response knowledge
//!
//! | model | the attacker knows |
//! |---|---|
//! | K0 | nothing but what is released and published, and the answers of `later` more States that show them afterwards |
//! | K1 | the answers of any one hidden State |
//! | K2 | the answers of all members of a declared bloc |
//! | K3 | K0 to K2 over all releases of all cycles at once; in a region where at most two answers changed, that at most two did |
//! | K4 | the answers of any two hidden States, within a cycle |
//!
//! "Determined" means certainty: the answer is the same in every assignment that is consistent with the attacker's knowledge. A band
//! changes probabilities, and is meant to. Knowledge beyond K0 to K4 is not modelled. The decisions with their figures are in
//! `docs/disclosure.md` and `docs/decisions/`.
//!
//! # The searches, and why they need not be trusted
//!
//! ```text
//! for each attacker scenario, hidden State's equivalence class and level ("sensitive cell"):
//!   1  start from the true assignment
//!   2  local search: reassign one State so that the cell differs; repair broken limits by further reassignments, best first,
//!      at most 16 deep; stop when all limits hold
//!   3  linear program over candidate reassignments; round; check
//!   4  integer program with a bounded number of branches
//!   5  found: keep the assignment as a counterexample; the next cells try it first
//!      not found: the table is suppressed
//! invariant: a counterexample is kept only after the checker accepted it (`Certificate::check`: additions and comparisons)
//! ```
//!
//! A search that gives up, or a solver with a bug, can suppress too much. It can't release too much.

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
    BreakInSeries, Cell, ChangeCell, ReleasedCell, ReleasedChange, ReleasedRow, ReleasedTable, Since, Standing, release_tables,
};
pub use simulate::{ReleaseSeries, SimulatedRelease, SimulatedTables, gated_releases, gated_tables, simulated_releases};
pub use tabulate::{Countable, Level, Respondent, Response, ResponseValue, TablePlan, Together, plan};
