//! Disclosure control: the way of a number from sealed answers to a released table.
//!
//! ```text
//! plans, responses, lattice
//!        |
//!    tabulate: the exact counts of each set of States
//!        |
//!    protect: classes recoded until they are large enough, hidden counts as bands; the only maker of a released table
//!        |
//!    ledger: judged beside everything that was released before
//!        |
//!    attack: a counterexample for every answer that must stay unknown, or the table is suppressed
//! ```

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
pub use simulate::{Play, Played, PlayedTables, gated_releases, gated_tables, played_releases};
pub use tabulate::{Countable, Given, Level, Respondent, Said, TablePlan, Together, plan};
